//! The life of a service: drafted, reviewed, on sale, paused, retired.

use chrono::NaiveDate;

use crate::access::closed_list;
use crate::failure::{Failure, Refusal};
use crate::vat::VatTreatment;

closed_list! {
    /// The name of a state, as stored.
    State {
        /// Being written.
        Draft = "draft",
        /// Waiting for the partnership to look at it.
        InReview = "in_review",
        /// On sale.
        Live = "live",
        /// Not on sale for now; orders already placed go on.
        Paused = "paused",
        /// Gone for good; orders already placed go on.
        Retired = "retired",
    }
}

closed_list! {
    /// What can happen to a service.
    Event {
        /// Its provider hands it to the partnership to look at.
        Submit = "submit",
        /// The partnership hands it back for changes.
        SendBack = "send_back",
        /// The partnership puts it on sale.
        Publish = "publish",
        /// It is taken off sale for now.
        Pause = "pause",
        /// It goes back on sale.
        Resume = "resume",
        /// It is taken off sale for good.
        Retire = "retire",
    }
}

/// A service being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draft;

/// A service waiting to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InReview {
    /// The day it was handed in.
    pub submitted_on: NaiveDate,
}

/// A service on sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Live {
    /// The day it last went on sale.
    pub live_from: NaiveDate,
}

/// A service off sale for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paused {
    /// The day it was taken off.
    pub paused_on: NaiveDate,
}

/// A service gone for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retired {
    /// The day it was taken off.
    pub retired_on: NaiveDate,
}

impl Draft {
    /// Hands it to the partnership to look at.
    pub const fn submit(self, on: NaiveDate) -> InReview {
        InReview { submitted_on: on }
    }

    /// Puts it on sale at once: the partnership's own staff need nobody's review.
    pub fn publish(self, vat: VatTreatment, on: NaiveDate) -> Result<Live, LifecycleRefusal> {
        go_live(vat, on)
    }

    /// Throws it away.
    pub const fn retire(self, on: NaiveDate) -> Retired {
        Retired { retired_on: on }
    }
}

impl InReview {
    /// Hands it back for changes.
    pub const fn send_back(self) -> Draft {
        Draft
    }

    /// Puts it on sale.
    pub fn publish(self, vat: VatTreatment, on: NaiveDate) -> Result<Live, LifecycleRefusal> {
        go_live(vat, on)
    }

    /// Throws it away.
    pub const fn retire(self, on: NaiveDate) -> Retired {
        Retired { retired_on: on }
    }
}

impl Live {
    /// Takes it off sale for now.
    pub const fn pause(self, on: NaiveDate) -> Paused {
        Paused { paused_on: on }
    }

    /// Takes it off sale for good.
    pub const fn retire(self, on: NaiveDate) -> Retired {
        Retired { retired_on: on }
    }
}

impl Paused {
    /// Puts it back on sale. Its terms may have changed meanwhile, so its VAT is asked for again.
    pub fn resume(self, vat: VatTreatment, on: NaiveDate) -> Result<Live, LifecycleRefusal> {
        go_live(vat, on)
    }

    /// Takes it off sale for good.
    pub const fn retire(self, on: NaiveDate) -> Retired {
        Retired { retired_on: on }
    }
}

/// Nobody can be charged for what has no settled VAT, so it cannot be on sale.
fn go_live(vat: VatTreatment, on: NaiveDate) -> Result<Live, LifecycleRefusal> {
    match vat {
        VatTreatment::Settled(_) => Ok(Live { live_from: on }),
        VatTreatment::Ask(_) => Err(LifecycleRefusal::VatNotSettled),
    }
}

/// Why a service did not change its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LifecycleRefusal {
    /// That cannot happen to a service in this state.
    #[error("the service is {}", .0.code())]
    InState(State),
    /// Its VAT treatment is still a question.
    #[error("the VAT treatment is not settled")]
    VatNotSettled,
}

impl From<LifecycleRefusal> for Failure {
    fn from(refusal: LifecycleRefusal) -> Self {
        match refusal {
            // Pages offer only what the state allows, so somebody else was quicker.
            LifecycleRefusal::InState(_) => Self::ChangedMeanwhile,
            LifecycleRefusal::VatNotSettled => Self::Refused(Refusal::VatNotSettled),
        }
    }
}

/// A service in one of its states, as loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifecycle {
    /// Being written.
    Draft(Draft),
    /// Waiting to be looked at.
    InReview(InReview),
    /// On sale.
    Live(Live),
    /// Off sale for now.
    Paused(Paused),
    /// Gone for good.
    Retired(Retired),
}

impl Lifecycle {
    /// The state a stored name and day stand for; nothing where a state lacks its day.
    pub fn restore(state: State, since: Option<NaiveDate>) -> Option<Self> {
        match state {
            State::Draft => Some(Self::Draft(Draft)),
            State::InReview => since.map(|day| Self::InReview(InReview { submitted_on: day })),
            State::Live => since.map(|day| Self::Live(Live { live_from: day })),
            State::Paused => since.map(|day| Self::Paused(Paused { paused_on: day })),
            State::Retired => since.map(|day| Self::Retired(Retired { retired_on: day })),
        }
    }

    /// The state's name, as stored.
    pub const fn state(self) -> State {
        match self {
            Self::Draft(_) => State::Draft,
            Self::InReview(_) => State::InReview,
            Self::Live(_) => State::Live,
            Self::Paused(_) => State::Paused,
            Self::Retired(_) => State::Retired,
        }
    }

    /// The day on which the state began, where it has one.
    pub const fn since(self) -> Option<NaiveDate> {
        match self {
            Self::Draft(Draft) => None,
            Self::InReview(InReview { submitted_on: day })
            | Self::Live(Live { live_from: day })
            | Self::Paused(Paused { paused_on: day })
            | Self::Retired(Retired { retired_on: day }) => Some(day),
        }
    }

    /// Whether a school can buy it now.
    pub const fn is_on_sale(self) -> bool {
        matches!(self, Self::Live(_))
    }

    /// What may happen to it next, its VAT apart.
    pub fn events(self) -> Vec<Event> {
        use Event as E;
        match self {
            Self::Draft(_) => vec![E::Submit, E::Publish, E::Retire],
            Self::InReview(_) => vec![E::Publish, E::SendBack, E::Retire],
            Self::Live(_) => vec![E::Pause, E::Retire],
            Self::Paused(_) => vec![E::Resume, E::Retire],
            Self::Retired(_) => vec![],
        }
    }

    /// What the event makes of it.
    pub fn apply(
        self,
        event: Event,
        vat: VatTreatment,
        on: NaiveDate,
    ) -> Result<Self, LifecycleRefusal> {
        match (self, event) {
            (Self::Draft(draft), Event::Submit) => Ok(Self::InReview(draft.submit(on))),
            (Self::Draft(draft), Event::Publish) => draft.publish(vat, on).map(Self::Live),
            (Self::Draft(draft), Event::Retire) => Ok(Self::Retired(draft.retire(on))),
            (Self::InReview(review), Event::SendBack) => Ok(Self::Draft(review.send_back())),
            (Self::InReview(review), Event::Publish) => review.publish(vat, on).map(Self::Live),
            (Self::InReview(review), Event::Retire) => Ok(Self::Retired(review.retire(on))),
            (Self::Live(live), Event::Pause) => Ok(Self::Paused(live.pause(on))),
            (Self::Live(live), Event::Retire) => Ok(Self::Retired(live.retire(on))),
            (Self::Paused(paused), Event::Resume) => paused.resume(vat, on).map(Self::Live),
            (Self::Paused(paused), Event::Retire) => Ok(Self::Retired(paused.retire(on))),
            (
                Self::Draft(_)
                | Self::InReview(_)
                | Self::Live(_)
                | Self::Paused(_)
                | Self::Retired(_),
                Event::Submit
                | Event::SendBack
                | Event::Publish
                | Event::Pause
                | Event::Resume
                | Event::Retire,
            ) => Err(LifecycleRefusal::InState(self.state())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vat::{Question, VatReason};

    fn on(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 9, day).unwrap()
    }

    fn settled() -> VatTreatment {
        VatTreatment::settle(VatReason::Standard, on(1)).unwrap()
    }

    fn every_state() -> impl Iterator<Item = Lifecycle> {
        State::ALL.iter().map(|state| Lifecycle::restore(*state, Some(on(1))).unwrap())
    }

    #[test]
    fn the_whole_table_of_states_and_events() {
        let mut table = String::new();
        for service in every_state() {
            for event in Event::ALL {
                let result = match service.apply(*event, settled(), on(2)) {
                    Ok(next) => next.state().code().to_owned(),
                    Err(refusal) => format!("refused: {refusal}"),
                };
                let state = service.state().code();
                table.push_str(&format!("{state:10} {:10} {result}\n", event.code()));
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn what_is_offered_is_what_is_allowed() {
        for service in every_state() {
            for event in Event::ALL {
                let allowed = service.apply(*event, settled(), on(2)).is_ok();
                assert_eq!(service.events().contains(event), allowed, "{service:?} {event:?}");
            }
        }
    }

    #[test]
    fn nothing_goes_on_sale_while_its_vat_is_a_question() {
        let open = VatTreatment::Ask(Question::CounsellingAsWelfare);
        for service in every_state() {
            for event in [Event::Publish, Event::Resume] {
                let next = service.apply(event, open, on(2));
                assert!(next.is_err(), "{service:?} {event:?}");
            }
        }
        assert_eq!(Draft.publish(open, on(2)), Err(LifecycleRefusal::VatNotSettled));
    }

    #[test]
    fn a_state_is_restored_as_it_was_stored_and_not_without_its_day() {
        for service in every_state() {
            assert_eq!(Lifecycle::restore(service.state(), service.since()), Some(service));
        }
        assert_eq!(Lifecycle::restore(State::Live, None), None);
    }

    #[test]
    fn only_what_is_live_can_be_bought() {
        let on_sale: Vec<State> =
            every_state().filter(|s| s.is_on_sale()).map(Lifecycle::state).collect();
        assert_eq!(on_sale, [State::Live]);
    }
}
