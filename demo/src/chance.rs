//! Numbers that look like chance and come out the same each time: the same world for the same day.
//!
//! Nothing here guards a secret; keys and tokens come from the market's own ids.

/// A small generator (`SplitMix64`), seeded by what it is for, so that one part of the world does
/// not change another.
#[derive(Debug, Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    /// The generator for a purpose. The purpose is spread over the seed by FNV-1a.
    pub fn of(purpose: &str) -> Self {
        let spread = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Self(purpose.bytes().fold(0xcbf2_9ce4_8422_2325, spread))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to but not including the bound; 0 where there is no room.
    pub fn below(&mut self, bound: u32) -> u32 {
        let drawn = self.next() % u64::from(bound.max(1));
        u32::try_from(drawn).unwrap_or_default()
    }

    /// A number from one to another, both included.
    pub fn between(&mut self, least: u32, most: u32) -> u32 {
        least + self.below(most.saturating_sub(least) + 1)
    }

    /// True once in so many times.
    pub fn one_in(&mut self, times: u32) -> bool {
        self.below(times) == 0
    }

    /// One of several; nothing of none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(usize::try_from(self.below(u32::try_from(from.len()).ok()?)).ok()?)
    }

    /// Puts them in another order (Fisher–Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            let bound = u32::try_from(end + 1).unwrap_or(u32::MAX);
            items.swap(end, usize::try_from(self.below(bound)).unwrap_or_default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_purpose_gives_the_same_numbers_and_another_gives_others() {
        let draw = |purpose: &str| {
            let mut chance = Chance::of(purpose);
            (0..20).map(|_| chance.below(1_000)).collect::<Vec<_>>()
        };
        assert_eq!(draw("schools"), draw("schools"));
        assert_ne!(draw("schools"), draw("people"));
    }

    #[test]
    fn numbers_stay_between_their_bounds_and_reach_both() {
        let mut chance = Chance::of("bounds");
        let drawn: Vec<u32> = (0..500).map(|_| chance.between(3, 7)).collect();
        assert_eq!(drawn.iter().min(), Some(&3));
        assert_eq!(drawn.iter().max(), Some(&7));
        assert_eq!(chance.below(0), 0);
    }

    #[test]
    fn shuffling_loses_nothing() {
        let mut items: Vec<u32> = (0..50).collect();
        Chance::of("shuffle").shuffle(&mut items);
        assert_ne!(items, (0..50).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
        assert_eq!(Chance::of("none").pick::<u32>(&[]), None);
    }
}
