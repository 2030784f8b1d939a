use proptest::prelude::*;

use super::*;
use crate::text::Urn;

const LEVELS: [&str; 3] = ["Full member", "Associate", "Friend"];

fn levels() -> Vec<String> {
    LEVELS.map(str::to_owned).to_vec()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day("2026-11-23")
}

fn span(level: &str, from: &str, until: &str) -> Span {
    Span { id: None, level: level.to_owned(), starts_on: day(from), ends_on: until.parse().ok() }
}

fn row(level: &str, from: &str, until: &str) -> MemberRow {
    MemberRow {
        urn: Urn::parse("900001").unwrap(),
        level: Some(level.to_owned()).filter(|level| !level.is_empty()),
        from: from.parse().ok(),
        until: until.parse().ok(),
    }
}

fn planned(held: &[Span], row: &MemberRow) -> Result<MemberWill, (&'static str, Problem)> {
    plan_member(held, row, &levels(), today()).map_err(|mut problems| {
        assert_eq!(problems.len(), 1);
        let found = problems.remove(0);
        (found.field, found.problem)
    })
}

#[test]
fn a_new_school_begins_on_its_day_or_today() {
    let add = |from, until: &str| {
        let (level, until) = ("Associate".to_owned(), until.parse().ok());
        Ok(MemberWill::Add { level, from, until })
    };
    let begun = planned(&[], &row("associate", "2025-09-01", ""));
    assert_eq!(begun, add(day("2025-09-01"), ""), "as the partnership writes the level");
    assert_eq!(planned(&[], &row("Associate", "", "2027-08-31")), add(today(), "2027-08-31"));
    let unsaid = plan_member(&[], &row("", "", ""), &levels()[1..2], today());
    assert_eq!(unsaid.map_err(|_| ()), add(today(), "").map_err(|_| ()), "there is one level");
    assert_eq!(planned(&[], &row("", "", "")), Err(("level", Problem::Missing)));
    assert_eq!(planned(&[], &row("Gold", "", "")), Err(("level", Problem::NotAChoice)));
    let past = planned(&[], &row("Associate", "2020-09-01", "2021-08-31"));
    assert_eq!(past, Err(("member_until", Problem::InThePast)));
    let backwards = planned(&[], &row("Associate", "2028-09-01", "2027-08-31"));
    assert_eq!(backwards, Err(("member_until", Problem::BeforeStart)));
}

#[test]
fn a_level_changes_from_today_and_the_past_stays() {
    let mut held = vec![span("Associate", "2024-09-01", "")];
    let row = row("Full member", "2024-09-01", "");
    let will = planned(&held, &row).unwrap();
    let level = Some(("Full member".to_owned(), today()));
    assert_eq!(will, MemberWill::Change { of: day("2024-09-01"), level, until: None });
    carry_out(&mut held, &will);
    let after =
        [span("Associate", "2024-09-01", "2026-11-22"), span("Full member", "2026-11-23", "")];
    assert_eq!(held, after);
    assert_eq!(planned(&held, &row), Ok(MemberWill::Keep), "the same list again");
}

#[test]
fn a_membership_to_come_is_changed_itself() {
    let mut held = vec![span("Associate", "2027-09-01", "")];
    let will = planned(&held, &row("Full member", "2027-09-01", "2028-08-31")).unwrap();
    carry_out(&mut held, &will);
    assert_eq!(held, [span("Full member", "2027-09-01", "2028-08-31")]);
}

#[test]
fn an_end_is_set_once_and_a_blank_never_takes_it_away() {
    let open = [span("Associate", "2024-09-01", "")];
    let ended = [span("Associate", "2024-09-01", "2027-08-31")];
    let ends =
        MemberWill::Change { of: day("2024-09-01"), level: None, until: Some(day("2027-08-31")) };
    assert_eq!(planned(&open, &row("", "", "2027-08-31")), Ok(ends));
    let past = planned(&open, &row("", "2024-09-01", "2026-11-22"));
    assert_eq!(past, Err(("member_until", Problem::InThePast)));
    assert_eq!(planned(&ended, &row("Associate", "2024-09-01", "")), Ok(MemberWill::Keep));
    assert_eq!(planned(&ended, &row("", "", "2027-08-31")), Ok(MemberWill::Keep));
    let on = day("2027-08-31");
    let other = planned(&ended, &row("", "", "2028-08-31"));
    assert_eq!(other, Err(("member_until", Problem::EndsAlready { on })));
    let level = planned(&ended, &row("Full member", "", ""));
    assert_eq!(level, Err(("level", Problem::EndsAlready { on })));
}

#[test]
fn memberships_of_one_school_never_overlap() {
    let held = [span("Associate", "2024-09-01", "2027-08-31")];
    let from = day("2024-09-01");
    let overlaps = Err(("member_from", Problem::Overlaps { from }));
    assert_eq!(planned(&held, &row("Associate", "2027-08-31", "")), overlaps);
    assert_eq!(planned(&held, &row("Associate", "2020-09-01", "")), overlaps);
    assert!(planned(&held, &row("Associate", "2027-09-01", "")).is_ok());
}

#[test]
fn a_level_that_is_no_more_on_offer_stays_with_those_who_have_it() {
    let held = [span("Founder", "2020-09-01", "")];
    assert_eq!(planned(&held, &row("founder", "2020-09-01", "")), Ok(MemberWill::Keep));
    assert_eq!(planned(&[], &row("Founder", "", "")), Err(("level", Problem::NotAChoice)));
}

/// A day around today.
fn around(offset: i64) -> NaiveDate {
    today() + chrono::Duration::days(offset)
}

/// Memberships one behind the other, some with days between, the last open or not.
fn histories() -> impl Strategy<Value = Vec<Span>> {
    let pieces = proptest::collection::vec((0_usize..3, 1_i64..60, 0_i64..3), 0..5);
    (pieces, -150_i64..40, any::<bool>()).prop_map(|(pieces, begins, is_open)| {
        let (mut at, count) = (begins, pieces.len());
        let spans = pieces.into_iter().enumerate().map(|(place, (level, days, between))| {
            let starts_on = around(at);
            let ends_on = around(at + days - 1);
            at += days + between;
            let is_open = is_open && place + 1 == count;
            Span {
                id: None,
                level: LEVELS[level].to_owned(),
                starts_on,
                ends_on: (!is_open).then_some(ends_on),
            }
        });
        spans.collect()
    })
}

/// A row about one of the memberships, or any other day, or none.
fn rows_about(held: Vec<Span>) -> impl Strategy<Value = (Vec<Span>, MemberRow)> {
    let starts: Vec<Option<NaiveDate>> =
        held.iter().map(|span| Some(span.starts_on)).chain([None]).collect();
    let ends: Vec<Option<NaiveDate>> = held.iter().map(|span| span.ends_on).chain([None]).collect();
    let any_day = (-160_i64..160).prop_map(|offset| Some(around(offset)));
    let from = prop_oneof![3 => proptest::sample::select(starts), 1 => any_day.clone()];
    let until = prop_oneof![3 => proptest::sample::select(ends), 2 => any_day];
    let level = proptest::option::of(0_usize..3);
    (from, until, level).prop_map(move |(from, until, level)| {
        let urn = Urn::parse("900001").unwrap();
        let level = level.map(|level| LEVELS[level].to_uppercase());
        (held.clone(), MemberRow { urn, level, from, until })
    })
}

/// On which level a school is on a day.
fn level_on(held: &[Span], on: NaiveDate) -> Option<&str> {
    let on_it: Vec<&Span> = held.iter().filter(|span| span.covers(on)).collect();
    assert!(on_it.len() < 2, "two memberships on {on}: {on_it:?}");
    on_it.first().map(|span| span.level.as_str())
}

proptest! {
    #[test]
    fn what_a_row_asked_for_is_so_afterwards_its_past_stays_and_twice_is_once(
        (before, row) in histories().prop_flat_map(rows_about)
    ) {
        let Ok(will) = plan_member(&before, &row, &levels(), today()) else { return Ok(()) };
        let mut after = before.clone();
        carry_out(&mut after, &will);
        let adds = matches!(will, MemberWill::Add { .. });
        if will != MemberWill::Keep {
            // From the first day that can still change, the school is on the level asked for,
            // until the day asked for.
            let from = row.from.unwrap_or(today());
            let first = if adds { from } else { from.max(today()) };
            // One that is added may begin before one that stands already.
            let newest = || after.iter().max_by_key(|span| span.starts_on).unwrap();
            let last = if adds { after.last().unwrap() } else { newest() };
            let level = level_on(&after, first.max(last.starts_on));
            if let Some(asked) = &row.level {
                prop_assert_eq!(level.map(str::to_uppercase), Some(asked.clone()));
            }
            if let Some(until) = row.until {
                prop_assert_eq!(last.ends_on, Some(until));
                prop_assert!(until >= today());
            }
        }
        for offset in -170..170 {
            let on = around(offset);
            let (was, is) = (level_on(&before, on), level_on(&after, on));
            if on < today() && !adds {
                prop_assert_eq!(was, is, "the past of {}", on);
            }
            if was.is_some() && adds {
                prop_assert_eq!(was, is, "another membership on {}", on);
            }
        }
        prop_assert_eq!(plan_member(&after, &row, &levels(), today()), Ok(MemberWill::Keep));
    }

    #[test]
    fn a_list_that_was_written_reads_back_with_no_change(held in histories()) {
        for span in &held {
            let row = MemberRow {
                urn: Urn::parse("900001").unwrap(),
                level: Some(span.level.clone()),
                from: Some(span.starts_on),
                until: span.ends_on,
            };
            prop_assert_eq!(plan_member(&held, &row, &levels(), today()), Ok(MemberWill::Keep));
        }
    }
}
