//! When a school that has closed may hand over to the one that took its place, and by whom.

use chrono::NaiveDate;

use super::Standing;
use crate::failure::Refusal;

/// How two schools stand to each other on a day, of which the one took the other's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakeOver {
    /// Whether the register has closed the school.
    pub closed: bool,
    /// How the school stands that the register names in its place; nothing where it names none.
    pub successor: Option<Standing>,
    /// Whether it has been handed over before.
    pub done: bool,
    /// Whether somebody acts for the other school already.
    pub attended: bool,
    /// Whether whoever asks, an approver of the school, is one of the other too.
    pub approves_there: bool,
}

/// Whether an institution in this standing can go on with what another began.
pub const fn goes_on(standing: Standing) -> bool {
    match standing {
        Standing::Open | Standing::NotKnown => true,
        Standing::Closed | Standing::Proposed => false,
    }
}

impl TakeOver {
    /// Whether an approver of the school may hand it over.
    pub fn may(self) -> Result<(), Refusal> {
        if self.done {
            return Err(Refusal::HandedOver);
        }
        if !self.closed || !self.successor.is_some_and(goes_on) {
            return Err(Refusal::NoSuccessor);
        }
        if self.attended && !self.approves_there {
            return Err(Refusal::SuccessorAttended);
        }
        Ok(())
    }
}

/// From which day what a school has booked is the other's: as the register says, and never a day to
/// come.
pub fn began(since: Option<NaiveDate>, today: NaiveDate) -> NaiveDate {
    since.map_or(today, |since| since.min(today))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_hand_over_and_when() {
        let mut table = String::new();
        let standings = Standing::ALL.iter().copied().map(Some).chain([None]);
        for successor in standings {
            for bits in 0_u8..16 {
                let is = |bit: u8| bits & bit != 0;
                let case = TakeOver {
                    closed: is(8),
                    successor,
                    done: is(4),
                    attended: is(2),
                    approves_there: is(1),
                };
                let told = match case.may() {
                    Ok(()) => "may".to_owned(),
                    Err(refusal) => format!("{refusal:?}"),
                };
                let name = successor.map_or("none", Standing::code);
                let flags = [
                    ("closed", case.closed),
                    ("done", case.done),
                    ("attended", case.attended),
                    ("approves there", case.approves_there),
                ];
                let flags: Vec<&str> =
                    flags.iter().filter(|(_, set)| *set).map(|(name, _)| *name).collect();
                table.push_str(&format!("{name:10}{:44}{told}\n", flags.join(", ")));
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn what_is_booked_goes_over_from_the_registers_day_but_none_to_come() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-11-23");
        assert_eq!(began(Some(day("2026-11-01")), today), day("2026-11-01"));
        assert_eq!(began(Some(day("2027-01-01")), today), today);
        assert_eq!(began(None, today), today);
    }
}
