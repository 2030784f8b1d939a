//! What a certificate says: to how much of an event somebody came.

use chrono::NaiveDate;

use super::Sitting;

/// To how much of an event somebody came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attended {
    /// The days on which they were there, each once.
    pub days: Vec<NaiveDate>,
    /// The sittings to which they came.
    pub sittings: usize,
    /// How many there were.
    pub of: usize,
    /// How long those were to which they came.
    pub minutes: i64,
}

/// What somebody came to, of the sittings of an event with whether they came to each; nothing where
/// they came to none, and have nothing to be certified.
pub fn attended(sittings: &[(Sitting, bool)]) -> Option<Attended> {
    let came: Vec<&Sitting> =
        sittings.iter().filter(|(_, came)| *came).map(|(sitting, _)| sitting).collect();
    let mut days: Vec<NaiveDate> = came.iter().map(|sitting| sitting.day()).collect();
    days.dedup();
    (!came.is_empty()).then(|| Attended {
        days,
        sittings: came.len(),
        of: sittings.len(),
        minutes: came.iter().map(|sitting| sitting.minutes()).sum(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::read_sittings;
    use super::*;

    #[test]
    fn a_certificate_counts_what_somebody_came_to_and_nothing_else() {
        let text = "12 January 2027, 9:00 to 10:30\n12 January 2027, 13:00 to 14:00\n\
                    19 January 2027, 9:00 to 10:30";
        let came = |which: [bool; 3]| {
            let sittings: Vec<(Sitting, bool)> =
                read_sittings(text).unwrap().into_iter().zip(which).collect();
            attended(&sittings)
        };
        let both = came([true, true, false]).unwrap();
        assert_eq!((both.days.len(), both.sittings, both.of, both.minutes), (1, 2, 3, 150));
        assert_eq!(came([false, false, true]).unwrap().minutes, 90);
        assert_eq!(came([false; 3]), None);
    }
}
