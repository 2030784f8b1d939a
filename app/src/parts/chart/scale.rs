//! Where a value stands between the left and the right of a drawing, in whole numbers only.

use std::fmt;

/// A place or a width, in hundredths of a per cent of the drawing: 0 is its left edge, 10,000 its
/// right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place(i64);

impl Place {
    /// A place in hundredths of a per cent, kept within the drawing.
    pub fn new(hundredths: i64) -> Self {
        Self(hundredths.clamp(0, 10_000))
    }

    /// The hundredths of a per cent.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// How far this is to the right of another; nothing when it is not.
    pub fn minus(self, other: Self) -> Self {
        Self::new(self.0.saturating_sub(other.0))
    }

    /// On which side of the place words about it have room: an SVG `text-anchor`.
    pub const fn anchor(self) -> &'static str {
        match self.0 {
            ..2_000 => "start",
            8_001.. => "end",
            _ => "middle",
        }
    }
}

/// `12.34%`, as SVG attributes take it.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}%", self.0 / 100, self.0 % 100)
    }
}

/// A straight scale from values to places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    from: i64,
    to: i64,
    left: i64,
    right: i64,
}

impl Scale {
    /// From the least to the greatest of the values, drawn between `left` and `right` (hundredths
    /// of a per cent). One value alone, or none, stands in the middle.
    pub fn around(values: impl IntoIterator<Item = i64>, left: i64, right: i64) -> Self {
        let (from, to) = values
            .into_iter()
            .fold(None, |ends: Option<(i64, i64)>, value| match ends {
                None => Some((value, value)),
                Some((low, high)) => Some((low.min(value), high.max(value))),
            })
            .unwrap_or((0, 0));
        Self { from, to, left, right }
    }

    /// As [`Scale::around`], with nought on it: for bars, whose length is the figure.
    pub fn with_nought(values: impl IntoIterator<Item = i64>, left: i64, right: i64) -> Self {
        Self::around(values.into_iter().chain([0]), left, right)
    }

    /// The place of a value.
    pub fn at(&self, value: i64) -> Place {
        let span = i128::from(self.to) - i128::from(self.from);
        let room = i128::from(self.right) - i128::from(self.left);
        if span == 0 {
            return Place::new(i64::midpoint(self.left, self.right));
        }
        let along = (i128::from(value) - i128::from(self.from)) * room / span;
        // What is beyond the drawing stands at its edge.
        let place = (i128::from(self.left) + along).clamp(0, 10_000);
        Place::new(i64::try_from(place).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_a_scale_are_its_least_and_greatest_value() {
        let scale = Scale::around([520, 250, 310], 300, 9_700);
        assert_eq!(scale.at(250).to_string(), "3.00%");
        assert_eq!(scale.at(520).to_string(), "97.00%");
        assert_eq!(scale.at(385).to_string(), "50.00%");
    }

    #[test]
    fn one_value_alone_stands_in_the_middle() {
        assert_eq!(Scale::around([290], 0, 10_000).at(290).get(), 5_000);
        assert_eq!(Scale::around([], 0, 10_000).at(7).get(), 5_000);
    }

    #[test]
    fn a_bar_scale_starts_at_nought_and_holds_values_below_it() {
        assert_eq!(Scale::with_nought([50, 100], 0, 10_000).at(50).get(), 5_000);
        assert_eq!(Scale::with_nought([-100, 100], 0, 10_000).at(0).get(), 5_000);
    }

    #[test]
    fn what_is_beyond_a_scale_stands_at_its_edge() {
        let scale = Scale::around([0, 10], 0, 10_000);
        assert_eq!(scale.at(i64::MAX).get(), 10_000);
        assert_eq!(scale.at(i64::MIN).get(), 0);
    }
}
