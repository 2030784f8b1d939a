//! What schools want to book over the year: a day each week, now and then a day, and what is still
//! to come.

use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use domain::Failure;
use domain::calendar::Terms;
use domain::capacity::Half;
use domain::id::ServiceId;

use crate::agenda::{Act, Agenda, Then, Wish};
use crate::cast::{Cast, School};
use crate::chance::Chance;
use crate::schools::Sort;
use crate::services::Catalogue;
use crate::stage::Stage;

/// How many schools have a counsellor on each day of the week.
const COUNSELLED: &[(Weekday, usize)] = &[
    (Weekday::Tue, 6),
    (Weekday::Wed, 4),
    (Weekday::Thu, 3),
    (Weekday::Mon, 3),
    (Weekday::Fri, 2),
];

/// How many schools have a therapist, every second week.
const THERAPIES: &[(Weekday, usize)] = &[(Weekday::Tue, 3), (Weekday::Wed, 3), (Weekday::Mon, 1)];

/// How often a school has its day.
#[derive(Debug, Clone, Copy)]
struct Turns {
    /// Every so many weeks.
    every: usize,
    /// Beginning so many weeks late.
    late: usize,
}

impl Turns {
    fn late_days(self) -> Days {
        Days::new(7 * u64::try_from(self.late).unwrap_or_default())
    }
}

/// From one day to another, both included.
type Span = (NaiveDate, NaiveDate);

/// The half terms of an area, in order.
fn half_terms() -> Vec<Span> {
    let halves = Terms::typical().all().iter().flat_map(|term| {
        let before = term.half_term.first_on.pred_opt().unwrap_or(term.first_on);
        let after = term.half_term.last_on.succ_opt().unwrap_or(term.last_on);
        [(term.first_on, before), (after, term.last_on)]
    });
    halves.collect()
}

/// How many days before today S6's schools ask for a day, the first of them.
const HOSTED_AGO: [u64; 5] = [290, 205, 120, 62, 5];

/// One day, or two, from a fortnight after it is asked for.
fn a_day(school: &Arc<School>, service: ServiceId, ask_on: NaiveDate, weekday: Weekday) -> Wish {
    let from = ask_on.checked_add_days(Days::new(14)).unwrap_or(ask_on);
    let to = from.checked_add_days(Days::new(13)).unwrap_or(from);
    let (school, then) = (school.clone(), Then::Stands);
    Wish { school, service, half: None, weekday, from, to, every: 2, then }
}

/// Plans the bookings of schools from a day on.
pub(crate) struct Bookings<'a> {
    stage: &'a Stage<'a>,
    cast: &'a Cast,
    catalogue: &'a Catalogue,
    begin: NaiveDate,
    chance: Chance,
}

impl<'a> Bookings<'a> {
    /// A year of wishes.
    pub fn new(
        stage: &'a Stage<'a>,
        cast: &'a Cast,
        catalogue: &'a Catalogue,
        begin: NaiveDate,
    ) -> Self {
        Self { stage, cast, catalogue, begin, chance: Chance::of("bookings") }
    }

    /// Puts them all on the agenda.
    pub fn plan(&mut self, agenda: &mut Agenda) -> Result<(), Failure> {
        let mut schools: Vec<Arc<School>> = self
            .cast
            .barking_and_dagenham
            .iter()
            .filter(|school| school.is.urn != self.cast.tour_school.is.urn)
            .cloned()
            .collect();
        self.chance.shuffle(&mut schools);
        let mut next = schools.iter().cloned();
        let counselling = self.catalogue.service("Counselling for pupils")?;
        for (weekday, count) in COUNSELLED {
            for school in next.by_ref().take(*count) {
                self.weekly(agenda, &school, counselling, *weekday, Turns { every: 1, late: 0 });
            }
        }
        let therapy = self.catalogue.service("Speech and language therapist")?;
        for (weekday, count) in THERAPIES {
            for (place, school) in next.by_ref().take(*count).enumerate() {
                // Every other school begins a week later: the therapists take turns.
                self.weekly(
                    agenda,
                    &school,
                    therapy,
                    *weekday,
                    Turns { every: 2, late: place % 2 },
                );
            }
        }
        let rest: Vec<Arc<School>> = next.collect();
        self.single_days(agenda, &rest)?;
        self.full_tuesdays(agenda, &rest)?;
        self.of_the_council(agenda, &rest)?;
        self.hosted(agenda)?;
        self.tour_school(agenda)
    }

    /// Days of the council's psychologists, sold through S1.
    fn of_the_council(&self, agenda: &mut Agenda, rest: &[Arc<School>]) -> Result<(), Failure> {
        let service = self.catalogue.service("Educational psychologist")?;
        // Every twelve days one school asks.
        for (place, school) in (0_u64..).zip(rest.iter().cycle().take(28)) {
            let ask_on = self.stage.days_ago(2 + 12 * place).max(self.begin);
            agenda.plan(ask_on, Act::Book(a_day(school, service, ask_on, Weekday::Tue)));
        }
        Ok(())
    }

    /// What S6's few schools book through the council that hosts it.
    fn hosted(&self, agenda: &mut Agenda) -> Result<(), Failure> {
        let coaching = self.catalogue.service("Leadership coaching")?;
        let moderation = self.catalogue.service("Writing moderation")?;
        for (place, school) in (0_u64..).zip(&self.cast.lewisham) {
            for (round, ago) in (0_u64..).zip(HOSTED_AGO) {
                let moderates = school.is.sort == Sort::Primary && (place + round) % 3 == 2;
                let service = if moderates { moderation } else { coaching };
                let ask_on = self.stage.days_ago(ago + 3 * place).max(self.begin);
                let half = moderates.then_some(Half::Morning);
                let wish = Wish { half, ..a_day(school, service, ask_on, Weekday::Wed) };
                agenda.plan(ask_on, Act::Book(wish));
            }
        }
        Ok(())
    }

    /// A day in each week of every half term, asked for two to four weeks before it begins; and by
    /// every third school already for the half term after this one.
    fn weekly(
        &mut self,
        agenda: &mut Agenda,
        school: &Arc<School>,
        service: ServiceId,
        weekday: Weekday,
        turns: Turns,
    ) {
        let early = self.chance.one_in(3);
        let mut coming = 0;
        for (first, last) in half_terms() {
            if last <= self.begin {
                continue;
            }
            let ahead = Days::new(u64::from(self.chance.between(12, 28)));
            let usual = first.checked_sub_days(ahead).unwrap_or(first).max(self.begin);
            let is_coming = usual > self.stage.today;
            coming += usize::from(is_coming);
            let ask_on = match (is_coming, early && coming == 1) {
                (false, _) => usual,
                (true, true) => self.stage.days_ago(u64::from(self.chance.between(3, 25))),
                (true, false) => continue,
            };
            let then = match self.chance.below(24) {
                0 => Then::SentBack,
                1 => Then::Declined,
                _ => Then::Stands,
            };
            let wish = Wish {
                school: school.clone(),
                service,
                half: None,
                weekday,
                from: first.max(ask_on).checked_add_days(turns.late_days()).unwrap_or(first),
                to: last,
                every: turns.every,
                then,
            };
            agenda.plan(ask_on, Act::Book(wish));
        }
    }

    /// Days now and then: advisers, peer reviews, counselling for staff, a first try of a
    /// counsellor.
    fn single_days(&mut self, agenda: &mut Agenda, rest: &[Arc<School>]) -> Result<(), Failure> {
        let wanted = [
            ("School improvement adviser", 52),
            ("Counselling for staff", 48),
            ("Peer review", 26),
            ("Counselling for pupils", 24),
        ];
        for (title, count) in wanted {
            let service = self.catalogue.service(title)?;
            for number in 0..count {
                let Some(school) = self.chance.pick(rest).cloned() else { continue };
                let ask_on = self.some_day();
                let weekday = self.chance.pick(&[Weekday::Tue, Weekday::Wed, Weekday::Thu]);
                let weekday = weekday.copied().unwrap_or(Weekday::Tue);
                let cancelled = title.starts_with("School") && self.chance.one_in(11);
                let then = if cancelled { Then::Cancelled } else { Then::Stands };
                let half = if number % 2 == 0 { Half::Morning } else { Half::Afternoon };
                let half = (title == "Counselling for staff").then_some(half);
                let wish = Wish { half, then, ..a_day(&school, service, ask_on, weekday) };
                agenda.plan(ask_on, Act::Book(wish));
            }
        }
        Ok(())
    }

    /// A day between the beginning and today; every third one of late, so that something is to come.
    fn some_day(&mut self) -> NaiveDate {
        if self.chance.one_in(3) {
            return self.stage.days_ago(u64::from(self.chance.below(21)));
        }
        let days = (self.stage.today - self.begin).num_days();
        let days = u32::try_from(days).unwrap_or_default();
        self.stage.days_ago(u64::from(self.chance.below(days.max(1))))
    }

    /// Two of the coming Tuesdays are booked out: whoever looks sees busy and free ones.
    fn full_tuesdays(&mut self, agenda: &mut Agenda, rest: &[Arc<School>]) -> Result<(), Failure> {
        let service = self.catalogue.service("Counselling for pupils")?;
        let coming = Terms::typical().school_days(self.stage.in_days(7), self.stage.in_days(90));
        let tuesdays: Vec<NaiveDate> =
            coming.into_iter().filter(|day| day.weekday() == Weekday::Tue).collect();
        for day in [tuesdays.get(1), tuesdays.get(3)].into_iter().flatten() {
            // More than there are counsellors on a Tuesday: whoever comes too late goes without.
            for school in rest.iter().take(9) {
                let ask_on = self.stage.days_ago(u64::from(self.chance.between(2, 12)));
                let (school, weekday) = (school.clone(), Weekday::Tue);
                let then = Then::Stands;
                let wish = Wish {
                    school,
                    service,
                    half: None,
                    weekday,
                    from: *day,
                    to: *day,
                    every: 1,
                    then,
                };
                agenda.plan(ask_on, Act::Book(wish));
            }
        }
        Ok(())
    }

    /// The tour's school: a counsellor on Thursdays so far, advisers now and then, and two orders
    /// that wait for the head.
    fn tour_school(&mut self, agenda: &mut Agenda) -> Result<(), Failure> {
        let school = self.cast.tour_school.clone();
        let counselling = self.catalogue.service("Counselling for pupils")?;
        let advisers = self.catalogue.service("School improvement adviser")?;
        let therapy = self.catalogue.service("Speech and language therapist")?;
        let asked_twice = [Then::Stands, Then::Stands, Then::SentBack];
        let mut thens = asked_twice.into_iter().chain(std::iter::repeat(Then::Stands));
        for (first, last) in half_terms() {
            let ask_on = first.checked_sub_days(Days::new(18)).unwrap_or(first).max(self.begin);
            if last > self.begin && ask_on < self.stage.days_ago(10) {
                let wish = Wish {
                    school: school.clone(),
                    service: counselling,
                    half: None,
                    weekday: Weekday::Thu,
                    from: first.max(ask_on),
                    to: last,
                    every: 1,
                    then: thens.next().unwrap_or(Then::Stands),
                };
                agenda.plan(ask_on, Act::Book(wish));
            }
        }
        for (ago, every, then) in [
            (300, 4, Then::Stands),
            (205, 4, Then::Stands),
            (130, 1, Then::Declined),
            (60, 4, Then::Stands),
        ] {
            let ask_on = self.stage.days_ago(ago).max(self.begin);
            let from = ask_on.checked_add_days(Days::new(12)).unwrap_or(ask_on);
            let to = from.checked_add_days(Days::new(40)).unwrap_or(from);
            let wish = Wish {
                school: school.clone(),
                service: advisers,
                half: None,
                weekday: Weekday::Tue,
                from,
                to,
                every,
                then,
            };
            agenda.plan(ask_on, Act::Book(wish));
        }
        for (ago, service, weekday) in [(2, therapy, Weekday::Wed), (1, advisers, Weekday::Thu)] {
            let wish = Wish {
                school: school.clone(),
                service,
                half: None,
                weekday,
                from: self.stage.in_days(14),
                to: self.stage.in_days(84),
                every: 2,
                then: Then::Waits,
            };
            agenda.plan(self.stage.days_ago(ago), Act::Book(wish));
        }
        Ok(())
    }
}
