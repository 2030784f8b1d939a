//! Where a sharing stands, what may happen to it, and how each school stands in it.

use chrono::NaiveDate;

use super::SHARERS_MAX;
use crate::access::closed_list;

closed_list! {
    /// What became of a sharing, as it is stored.
    SharingState {
        /// Schools of the area say whether they would join. Binds nobody.
        Gathering = "gathering",
        /// Those who share it are named and see their portions; they are asked to agree.
        Proposed = "proposed",
        /// All of them agreed: it binds.
        Bound = "bound",
        /// It was taken back before it bound anybody.
        Withdrawn = "withdrawn",
    }
}

closed_list! {
    /// How a school stands in a sharing.
    SharerState {
        /// It would join.
        Joins = "joins",
        /// It is asked to agree to its portion.
        Asked = "asked",
        /// It has agreed to its portion.
        Agreed = "agreed",
        /// It has declined.
        Declined = "declined",
        /// Others go on without it.
        LeftOut = "left_out",
    }
}

impl SharerState {
    /// Whether its portion counts.
    pub const fn counts(self) -> bool {
        match self {
            Self::Joins | Self::Asked | Self::Agreed => true,
            Self::Declined | Self::LeftOut => false,
        }
    }
}

/// What happens to a sharing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SharingEvent {
    /// A school says that it would join, or would not after all.
    Join,
    /// Those who would join, or have agreed, are asked with portions worked out among them.
    Ask,
    /// A school agrees; `last` where nobody is asked any more.
    Agree {
        /// Whether all have agreed by that.
        last: bool,
    },
    /// A school declines.
    Decline,
    /// Whoever proposed it takes it back.
    Withdraw,
    /// A school ends it early, with notice.
    EndEarly,
}

/// Why something cannot be done with a sharing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SharingRefusal {
    /// It is not in a state in which this can be done.
    State,
    /// The last day for answers is past.
    TooLate {
        /// Which day that was.
        on: NaiveDate,
    },
    /// Fewer than two schools would be left, or whoever employs or owns it is not among them.
    TooFew,
    /// As many schools share it as can.
    Full {
        /// How many that are.
        most: usize,
    },
    /// The school has answered already.
    Answered,
    /// The register has closed one of the schools.
    Closed,
}

impl SharingRefusal {
    /// No more schools can share it.
    pub const FULL: Self = Self::Full { most: SHARERS_MAX };
}

impl SharingState {
    /// What it becomes by an event.
    ///
    /// # Errors
    /// `State` where that cannot happen to it.
    pub const fn after(self, event: SharingEvent) -> Result<Self, SharingRefusal> {
        use SharingEvent as E;
        match (self, event) {
            (Self::Gathering, E::Join) => Ok(Self::Gathering),
            (Self::Gathering | Self::Proposed, E::Ask) | (Self::Proposed, E::Decline) => {
                Ok(Self::Proposed)
            }
            (Self::Proposed, E::Agree { last }) => {
                Ok(if last { Self::Bound } else { Self::Proposed })
            }
            (Self::Gathering | Self::Proposed, E::Withdraw) => Ok(Self::Withdrawn),
            (Self::Bound, E::EndEarly) => Ok(Self::Bound),
            (Self::Gathering, E::Agree { .. } | E::Decline | E::EndEarly)
            | (Self::Proposed, E::Join | E::EndEarly)
            | (Self::Bound, E::Join | E::Ask | E::Agree { .. } | E::Decline | E::Withdraw)
            | (
                Self::Withdrawn,
                E::Join | E::Ask | E::Agree { .. } | E::Decline | E::Withdraw | E::EndEarly,
            ) => Err(SharingRefusal::State),
        }
    }
}

/// Where a sharing stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SharingStage {
    /// Schools of the area may say that they would join.
    Gathering,
    /// Schools are asked to agree.
    Asking,
    /// The last day for answers is past: whoever proposed it goes on with those who said yes, or not.
    AnswersOver,
    /// All agreed, and it has not begun.
    Agreed,
    /// It runs.
    Running,
    /// It has ended.
    Ended,
    /// It was taken back.
    Withdrawn,
}

impl SharingStage {
    /// Where it stands: by what became of it, the last day for answers, its first day and its last.
    pub fn of(
        state: SharingState,
        answer_by: NaiveDate,
        (first_on, ends_on): (NaiveDate, NaiveDate),
        today: NaiveDate,
    ) -> Self {
        match state {
            SharingState::Withdrawn => Self::Withdrawn,
            SharingState::Gathering | SharingState::Proposed if today > answer_by => {
                Self::AnswersOver
            }
            SharingState::Gathering => Self::Gathering,
            SharingState::Proposed => Self::Asking,
            // Notice can be given before it begins.
            SharingState::Bound if today > ends_on || ends_on < first_on => Self::Ended,
            SharingState::Bound if today < first_on => Self::Agreed,
            SharingState::Bound => Self::Running,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_happen_to_a_sharing() {
        let events = [
            SharingEvent::Join,
            SharingEvent::Ask,
            SharingEvent::Agree { last: false },
            SharingEvent::Agree { last: true },
            SharingEvent::Decline,
            SharingEvent::Withdraw,
            SharingEvent::EndEarly,
        ];
        let mut table = String::new();
        for state in SharingState::ALL {
            for event in events {
                let after = match state.after(event) {
                    Ok(after) => after.code(),
                    Err(_) => "–",
                };
                table.push_str(&format!(
                    "{:10} {:24} {after}\n",
                    state.code(),
                    format!("{event:?}")
                ));
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn where_it_stands_follows_from_its_days() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let of = |state, today| {
            let span = (day("2027-01-04"), day("2027-07-20"));
            SharingStage::of(state, day("2026-12-11"), span, day(today))
        };
        assert_eq!(of(SharingState::Proposed, "2026-12-11"), SharingStage::Asking);
        assert_eq!(of(SharingState::Proposed, "2026-12-12"), SharingStage::AnswersOver);
        assert_eq!(of(SharingState::Gathering, "2026-12-12"), SharingStage::AnswersOver);
        assert_eq!(of(SharingState::Bound, "2027-01-03"), SharingStage::Agreed);
        assert_eq!(of(SharingState::Bound, "2027-07-20"), SharingStage::Running);
        assert_eq!(of(SharingState::Bound, "2027-07-21"), SharingStage::Ended);
        let never = (day("2027-01-04"), day("2027-01-03"));
        let today = day("2026-12-15");
        let ended = SharingStage::of(SharingState::Bound, day("2026-12-11"), never, today);
        assert_eq!(ended, SharingStage::Ended);
    }
}
