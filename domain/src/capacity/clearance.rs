//! What was checked of somebody before they work in schools, and until when that counts. What a
//! certificate says is never kept: only that it was seen, by whom, and when.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::access::closed_list;
use crate::calendar::parse_day;
use crate::failure::{FieldProblem, Problem};
use crate::form::{Reading, choice, optional};
use crate::service::Category;
use crate::text;

closed_list! {
    /// A check of somebody who works in schools ("Keeping children safe in education", part three).
    ClearanceKind {
        /// Who they are.
        Identity = "identity",
        /// The enhanced certificate of the Disclosure and Barring Service.
        EnhancedDbs = "enhanced_dbs",
        /// The list of those barred from work with children.
        BarredList = "barred_list",
        /// That they may work in the United Kingdom.
        RightToWork = "right_to_work",
        /// That they are not prohibited from teaching.
        Prohibition = "prohibition",
        /// Checks in countries in which they lived.
        Overseas = "overseas",
        /// In the register of their profession: BACP, HCPC.
        Registration = "registration",
        /// Professional indemnity insurance.
        Insurance = "insurance",
    }
}

impl ClearanceKind {
    /// What is asked, as a rule, of whoever delivers a kind of service; whoever keeps the pool says
    /// what is.
    pub const fn suggested(category: Category) -> &'static [Self] {
        use Category as C;
        match category {
            C::Counselling | C::SpeechAndLanguageTherapy | C::EducationalPsychology => &[
                Self::Identity,
                Self::EnhancedDbs,
                Self::BarredList,
                Self::RightToWork,
                Self::Registration,
                Self::Insurance,
            ],
            C::SupplyStaff => &[
                Self::Identity,
                Self::EnhancedDbs,
                Self::BarredList,
                Self::RightToWork,
                Self::Prohibition,
            ],
            C::Send
            | C::Safeguarding
            | C::Attendance
            | C::SchoolImprovement
            | C::PeerReview
            | C::Training
            | C::LeadershipProgramme
            | C::NewTeachers
            | C::Careers
            | C::WorkExperience
            | C::Music
            | C::Transport => {
                &[Self::Identity, Self::EnhancedDbs, Self::BarredList, Self::RightToWork]
            }
            C::Network
            | C::GovernorServices
            | C::Clerking
            | C::Hr
            | C::Payroll
            | C::Recruitment
            | C::Legal
            | C::Finance
            | C::Audit
            | C::Insurance
            | C::DataProtection
            | C::HealthAndSafety
            | C::Ict
            | C::Catering
            | C::Cleaning
            | C::Grounds
            | C::Premises
            | C::Energy
            | C::Goods
            | C::Other => &[Self::Identity, Self::RightToWork],
        }
    }
}

/// A check that somebody has, as far as it matters for their days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Which.
    pub kind: ClearanceKind,
    /// The last day on which it counts; nothing for no end.
    pub expires_on: Option<NaiveDate>,
}

/// Until when somebody is cleared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cleared {
    /// Nothing that is asked for runs out.
    Always,
    /// Until this day, it included.
    Until(NaiveDate),
    /// Something that is asked for has never been seen.
    Never,
}

impl Cleared {
    /// Somebody who has these, where those are asked for. Where nobody has said what is asked for,
    /// each kind that was entered for them is: what has run out is never passed over.
    pub fn of(asked: Option<&[ClearanceKind]>, held: &[Held]) -> Self {
        let own: Vec<ClearanceKind> = held.iter().map(|one| one.kind).collect();
        let asked = asked.unwrap_or(&own);
        asked.iter().map(|kind| Self::of_kind(*kind, held)).fold(Self::Always, Self::and)
    }

    /// The latest of what they have of one kind.
    fn of_kind(kind: ClearanceKind, held: &[Held]) -> Self {
        let mut best = Self::Never;
        for one in held.iter().filter(|one| one.kind == kind) {
            best = match (best, one.expires_on) {
                (Self::Always, _) | (_, None) => Self::Always,
                (Self::Until(before), Some(last)) => Self::Until(before.max(last)),
                (Self::Never, Some(last)) => Self::Until(last),
            };
        }
        best
    }

    /// Both together.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Never, _) | (_, Self::Never) => Self::Never,
            (Self::Always, one) | (one, Self::Always) => one,
            (Self::Until(one), Self::Until(two)) => Self::Until(one.min(two)),
        }
    }

    /// Whether they may work on a day.
    pub fn covers(self, day: NaiveDate) -> bool {
        self.last_day().is_none_or(|last| day <= last)
    }

    /// The last day on which they may work, nothing for no end: how it is kept. Whoever may never has
    /// one before every other.
    pub fn last_day(self) -> Option<NaiveDate> {
        match self {
            Self::Always => None,
            Self::Until(last) => Some(last),
            Self::Never => Some(NaiveDate::default()),
        }
    }

    /// What [`last_day`](Self::last_day) gave.
    pub fn from_last_day(last: Option<NaiveDate>) -> Self {
        match last {
            None => Self::Always,
            Some(day) if day == NaiveDate::default() => Self::Never,
            Some(day) => Self::Until(day),
        }
    }

    /// What is told of its end, and on which day: so many days before, and 0 once it has come. What
    /// should have been told before today is left out, but for the end itself.
    pub fn warnings(self, today: NaiveDate) -> Vec<(u16, NaiveDate)> {
        let Self::Until(last) = self else { return Vec::new() };
        let before = |days: u16| last.checked_sub_days(Days::new(u64::from(days)));
        let ahead = WARNED_BEFORE.iter().filter_map(|days| Some((*days, before(*days)?)));
        let ahead = ahead.filter(|(_, on)| *on > today);
        let ended = last.succ_opt().unwrap_or(last).max(today);
        ahead.chain([(0, ended)]).collect()
    }
}

/// How many days before its end it is told of.
pub const WARNED_BEFORE: [u16; 3] = [60, 30, 7];

/// A check as somebody saw its proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clearance {
    /// Which.
    pub kind: ClearanceKind,
    /// Its number, where it has one.
    pub number: Option<String>,
    /// When it was issued.
    pub issued_on: Option<NaiveDate>,
    /// The last day on which it counts; nothing for no end.
    pub expires_on: Option<NaiveDate>,
    /// Who saw the proof.
    pub seen_by: String,
    /// When.
    pub seen_on: NaiveDate,
}

/// A check as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TypedClearance {
    /// Field `kind`: its code.
    pub kind: String,
    /// Field `number`.
    pub number: String,
    /// Field `issued_on`.
    pub issued_on: String,
    /// Field `expires_on`: the last day on which it counts; empty for no end.
    pub expires_on: String,
    /// Field `seen_by`.
    pub seen_by: String,
    /// Field `seen_on`; empty means today.
    pub seen_on: String,
}

impl TypedClearance {
    /// Reads it, on a day.
    ///
    /// # Errors
    /// All that is wrong, by field.
    pub fn read(&self, today: NaiveDate) -> Result<Clearance, Vec<FieldProblem>> {
        let past = |day: Option<NaiveDate>| match day {
            Some(day) if day > today => Err(Problem::InTheFuture),
            day => Ok(day),
        };
        let mut reading = Reading::default();
        let kind = reading.take("kind", choice(&self.kind, ClearanceKind::from_code));
        let number = reading.take("number", text::optional_line(&self.number, 40));
        let issued_on =
            reading.take("issued_on", optional(parse_day(&self.issued_on)).and_then(past));
        let expires_on = reading.take("expires_on", optional(parse_day(&self.expires_on)));
        let seen_by = reading.take("seen_by", text::name(&self.seen_by, 80));
        let seen_on = reading.take("seen_on", optional(parse_day(&self.seen_on)).and_then(past));
        if let (Some(Some(issued)), Some(Some(expires))) = (issued_on, expires_on)
            && expires < issued
        {
            reading.wrong("expires_on", Problem::BeforeStart);
        }
        let read = || {
            Some(Clearance {
                kind: kind?,
                number: number?,
                issued_on: issued_on?,
                expires_on: expires_on?,
                seen_by: seen_by?,
                seen_on: seen_on?.unwrap_or(today),
            })
        };
        reading.finish(read())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::ClearanceKind::{EnhancedDbs, Identity, Registration};
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn held(kind: ClearanceKind, last: &str) -> Held {
        Held { kind, expires_on: (!last.is_empty()).then(|| day(last)) }
    }

    #[test]
    fn whoever_lacks_what_is_asked_for_is_never_cleared_and_else_until_the_first_end() {
        let has = [held(EnhancedDbs, "2027-03-31"), held(Registration, "2027-01-31")];
        let cleared = |asked: &[ClearanceKind]| Cleared::of(Some(asked), &has);
        assert_eq!(cleared(&[]), Cleared::Always);
        assert_eq!(cleared(&[EnhancedDbs]), Cleared::Until(day("2027-03-31")));
        assert_eq!(cleared(&[EnhancedDbs, Registration]), Cleared::Until(day("2027-01-31")));
        assert_eq!(cleared(&[EnhancedDbs, Identity]), Cleared::Never);
        // Where nobody has said what is asked for, what was entered must not have run out.
        assert_eq!(Cleared::of(None, &has), Cleared::Until(day("2027-01-31")));
        assert_eq!(Cleared::of(None, &[]), Cleared::Always);
    }

    #[test]
    fn a_renewal_counts_and_what_has_no_end_counts_for_ever() {
        let renewed = [held(EnhancedDbs, "2026-12-31"), held(EnhancedDbs, "2029-12-31")];
        let asked = Some([EnhancedDbs].as_slice());
        assert_eq!(Cleared::of(asked, &renewed), Cleared::Until(day("2029-12-31")));
        let open = [held(EnhancedDbs, ""), held(EnhancedDbs, "2026-12-31")];
        assert_eq!(Cleared::of(asked, &open), Cleared::Always);
    }

    #[test]
    fn it_is_told_sixty_thirty_and_seven_days_before_and_once_it_has_ended() {
        let told = |today: &str| {
            let warnings = Cleared::Until(day("2027-03-31")).warnings(day(today));
            warnings.into_iter().map(|(days, on)| (days, on.to_string())).collect::<Vec<_>>()
        };
        let at = |days: u16, on: &str| (days, on.to_owned());
        let ended = at(0, "2027-04-01");
        assert_eq!(
            told("2026-11-23"),
            [at(60, "2027-01-30"), at(30, "2027-03-01"), at(7, "2027-03-24"), ended.clone()]
        );
        assert_eq!(told("2027-03-10"), [at(7, "2027-03-24"), ended]);
        // What had ended before it was entered is told at once.
        assert_eq!(told("2027-06-01"), [at(0, "2027-06-01")]);
        assert_eq!(Cleared::Never.warnings(day("2027-06-01")), []);
        assert_eq!(Cleared::Always.warnings(day("2027-06-01")), []);
    }

    #[test]
    fn a_check_is_read_and_all_that_is_wrong_is_said() {
        let typed = TypedClearance {
            kind: "enhanced_dbs".to_owned(),
            number: " 001234567890 ".to_owned(),
            issued_on: "1 9 2025".to_owned(),
            expires_on: "31 8 2028".to_owned(),
            seen_by: "Priya Shah".to_owned(),
            seen_on: String::new(),
        };
        let read = typed.read(day("2026-11-23")).unwrap();
        assert_eq!((read.kind, read.number.as_deref()), (EnhancedDbs, Some("001234567890")));
        assert_eq!(read.seen_on, day("2026-11-23"));
        let wrong = TypedClearance {
            kind: "a_feeling".to_owned(),
            issued_on: "1 9 2029".to_owned(),
            expires_on: "1 8 2028".to_owned(),
            seen_by: String::new(),
            seen_on: "24 11 2026".to_owned(),
            ..typed
        };
        let wrong = wrong.read(day("2026-11-23")).unwrap_err();
        let fields: Vec<&str> = wrong.iter().map(|one| one.field).collect();
        assert_eq!(fields, ["kind", "issued_on", "seen_by", "seen_on"]);
        let backwards = TypedClearance {
            expires_on: "1 8 2025".to_owned(),
            seen_by: "Priya Shah".to_owned(),
            seen_on: String::new(),
            issued_on: "1 9 2025".to_owned(),
            kind: "identity".to_owned(),
            number: String::new(),
        };
        let wrong = backwards.read(day("2026-11-23")).unwrap_err();
        assert_eq!(wrong, [FieldProblem { field: "expires_on", problem: Problem::BeforeStart }]);
    }

    #[test]
    fn whoever_works_with_children_is_asked_for_the_certificate_and_the_barred_list() {
        for category in [Category::Counselling, Category::SupplyStaff, Category::Music] {
            let asked = ClearanceKind::suggested(category);
            assert!(asked.contains(&EnhancedDbs) && asked.contains(&ClearanceKind::BarredList));
        }
        for category in Category::ALL {
            assert!(ClearanceKind::suggested(*category).contains(&Identity));
        }
    }

    fn kinds() -> impl Strategy<Value = ClearanceKind> {
        proptest::sample::select(ClearanceKind::ALL)
    }

    proptest! {
        #[test]
        fn a_day_is_covered_where_each_that_is_asked_for_counts_on_it(
            asked in proptest::collection::vec(kinds(), 0..4),
            has in proptest::collection::vec((kinds(), proptest::option::of(0_u64..400)), 0..8),
            on in 0_u64..420,
        ) {
            let begin = day("2026-09-01");
            let has: Vec<Held> = has
                .into_iter()
                .map(|(kind, last)| Held { kind, expires_on: last.map(|days| begin + Days::new(days)) })
                .collect();
            let on = begin + Days::new(on);
            let counts = |kind: &ClearanceKind| {
                has.iter().any(|one| one.kind == *kind && one.expires_on.is_none_or(|last| on <= last))
            };
            let cleared = Cleared::of(Some(&asked), &has);
            prop_assert_eq!(cleared.covers(on), asked.iter().all(counts));
            prop_assert_eq!(Cleared::from_last_day(cleared.last_day()), cleared);
        }
    }
}
