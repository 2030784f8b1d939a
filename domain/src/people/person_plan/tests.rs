use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::text::Email;

const HEAD: &str = "head@lark.example";

fn today() -> NaiveDate {
    "2026-11-23".parse().unwrap()
}

fn post(number: u128, email: &str, role: Role, limit: Option<i32>) -> Post {
    Post {
        id: Some(RoleHoldingId::from_uuid(Uuid::from_u128(number))),
        person: PersonId::from_uuid(Uuid::from_u128(number)),
        email: Some(email.to_owned()),
        role,
        limit: limit.map(Pence::pounds),
        starts_on: today(),
        ends_on: None,
    }
}

/// A school's people, and a list brought in by one of them who holds a role.
fn school(own: &[Held]) -> Staffing<'_> {
    Staffing {
        kind: OrganisationKind::School,
        own,
        own_email: Some(HEAD),
        posts: vec![
            post(1, HEAD, Role::Approver, None),
            post(2, "sbm@lark.example", Role::Buyer, Some(1_500)),
        ],
        invited: vec![("new@lark.example".to_owned(), Role::Finance)],
        needs_governors: false,
        today: today(),
    }
}

const APPROVER: [Held; 1] = [Held { role: Role::Approver, limit: None }];
const OFFICE: [Held; 1] = [Held { role: Role::Administrator, limit: None }];

fn row(email: &str, role: Role, limit: AskedLimit, until: &str) -> PersonRow {
    let email = Email::parse(email).unwrap();
    PersonRow { email, role, urn: None, limit, days: days("", until), reason: None }
}

fn days(first: &str, last: &str) -> RoleDays {
    RoleDays { first: first.parse().ok(), last: last.parse().ok() }
}

fn of(pounds: i32) -> AskedLimit {
    AskedLimit::Said(Some(Pence::pounds(pounds)))
}

fn planned(own: &[Held], row: &PersonRow) -> Result<PersonWill, (&'static str, Problem)> {
    school(own).plan(row).map_err(|mut problems| {
        let found = problems.remove(0);
        (found.field, found.problem)
    })
}

#[test]
fn whoever_is_new_is_invited_and_a_colleague_gets_the_role() {
    use AskedLimit::Unsaid;
    let first = PersonWill::Invite { limit: Some(FIRST_ORDER_LIMIT), days: RoleDays::default() };
    let asked = |email, role| planned(&APPROVER, &row(email, role, Unsaid, ""));
    assert_eq!(asked("other@else.example", Role::Buyer), Ok(first));
    assert_eq!(asked("new@lark.example", Role::Finance), Ok(PersonWill::Keep), "it waits");
    let person = PersonId::from_uuid(Uuid::from_u128(2));
    let given = PersonWill::Give { person, limit: None, days: days("", "2027-08-31") };
    let finance = row("sbm@lark.example", Role::Finance, Unsaid, "2027-08-31");
    assert_eq!(planned(&APPROVER, &finance), Ok(given));
    let cover = row("other@else.example", Role::Finance, Unsaid, "");
    let cover = PersonRow { days: days("2027-01-04", "2027-03-26"), ..cover };
    let invited = PersonWill::Invite { limit: None, days: cover.days };
    assert_eq!(planned(&APPROVER, &cover), Ok(invited), "a cover for a term");
    assert_eq!(asked(HEAD, Role::Buyer), Err(("email", Problem::OwnAddress)));
    assert_eq!(asked(HEAD, Role::Approver), Ok(PersonWill::Keep), "one's own row says what is so");
}

#[test]
fn nobody_gives_what_they_may_not() {
    use AskedLimit::Unsaid;
    let asked = |own, role, limit| planned(own, &row("x@lark.example", role, limit, ""));
    let not_yours = Err(("role", Problem::NotYoursToGive));
    assert_eq!(asked(&OFFICE, Role::Approver, Unsaid), not_yours);
    assert_eq!(asked(&OFFICE, Role::Director, Unsaid), Err(("role", Problem::NotAChoice)));
    let most = FIRST_ORDER_LIMIT;
    let above = Err(("limit", Problem::AboveYourOwn { most }));
    assert_eq!(asked(&OFFICE, Role::Buyer, of(2_001)), above);
    assert!(asked(&OFFICE, Role::Buyer, of(2_000)).is_ok());
    let none = AskedLimit::Said(None);
    assert_eq!(asked(&APPROVER, Role::Buyer, none), Err(("limit", Problem::Missing)));
    let theirs = row(HEAD, Role::Approver, of(500), "");
    let theirs = school(&OFFICE).plan(&PersonRow { email: Email::parse(HEAD).unwrap(), ..theirs });
    assert!(theirs.is_err(), "who may not give the role does not change it");
}

#[test]
fn a_limit_and_an_end_are_changed_and_the_last_who_approves_stays() {
    let changed = planned(&APPROVER, &row("sbm@lark.example", Role::Buyer, of(900), "2027-08-31"));
    let limit = Some(NewLimit { to: Some(Pence::pounds(900)) });
    let until = "2027-08-31".parse().ok();
    let post = post(2, "sbm@lark.example", Role::Buyer, Some(1_500));
    assert_eq!(changed, Ok(PersonWill::Change { post, limit, until }));
    let unsaid = AskedLimit::Unsaid;
    let past = planned(&APPROVER, &row("sbm@lark.example", Role::Buyer, unsaid, "2026-11-22"));
    assert_eq!(past, Err(("until", Problem::InThePast)));
    let last = planned(&APPROVER, &row(HEAD, Role::Approver, unsaid, "2027-08-31"));
    assert_eq!(last, Err(("until", Problem::LastInRole)));
}

#[test]
fn a_start_is_that_of_the_role_and_what_begins_later_does_not_stand_in_today() {
    let unsaid = AskedLimit::Unsaid;
    let asked = |first| PersonRow {
        days: days(first, ""),
        ..row("sbm@lark.example", Role::Buyer, unsaid, "")
    };
    let on = today();
    assert_eq!(planned(&APPROVER, &asked("2026-09-01")), Ok(PersonWill::Keep), "it has begun");
    let already = Err(("starts", Problem::BeginsAlready { on }));
    assert_eq!(planned(&APPROVER, &asked("2027-01-04")), already);
    let mut people = school(&APPROVER);
    let second = row("sbm@lark.example", Role::Approver, unsaid, "");
    let second = PersonRow { days: days("2027-01-04", ""), ..second };
    assert!(matches!(people.plan(&second), Ok(PersonWill::Give { .. })));
    assert_eq!(people.plan(&second), Ok(PersonWill::Keep));
    let left = people.plan(&row(HEAD, Role::Approver, unsaid, "2026-12-18")).unwrap_err();
    assert_eq!(left, [FieldProblem { field: "until", problem: Problem::LastInRole }]);
}

#[test]
fn who_approves_more_is_not_changed_and_who_approves_anything_stays() {
    let deputy = [Held { role: Role::Approver, limit: Some(Pence::pounds(1_000)) }];
    let mut people = Staffing { own_email: Some("deputy@lark.example"), ..school(&deputy) };
    people.posts.push(post(3, "deputy@lark.example", Role::Approver, Some(1_000)));
    people.posts.push(post(1, HEAD, Role::Buyer, Some(900)));
    let mut refused = |row: &PersonRow| people.plan(row).unwrap_err().remove(0);
    let more = FieldProblem { field: "role", problem: Problem::ApprovesMore };
    assert_eq!(refused(&row(HEAD, Role::Approver, of(10), "")), more);
    assert_eq!(refused(&row(HEAD, Role::Buyer, of(10), "")), more, "in any of their roles");
    let ends = row(HEAD, Role::Approver, AskedLimit::Unsaid, "2027-08-31");
    assert_eq!(refused(&ends), more);
    let last = Err(("limit", Problem::LastWithoutLimit));
    assert_eq!(planned(&APPROVER, &row(HEAD, Role::Approver, of(10), "")), last);
}

#[test]
fn rows_rest_on_those_before_them() {
    let mut people = school(&APPROVER);
    let unsaid = AskedLimit::Unsaid;
    let second = row("sbm@lark.example", Role::Approver, unsaid, "");
    assert!(matches!(people.plan(&second), Ok(PersonWill::Give { .. })));
    let first = row(HEAD, Role::Approver, unsaid, "2027-08-31");
    assert!(people.plan(&first).is_ok(), "there is another by then");
    let second = row("sbm@lark.example", Role::Approver, unsaid, "2027-08-31");
    let left = people.plan(&second).unwrap_err();
    assert_eq!(left, [FieldProblem { field: "until", problem: Problem::LastInRole }]);
}

proptest! {
    #[test]
    fn a_row_carried_out_is_so_and_twice_is_once(
        who in proptest::sample::select(vec![HEAD, "sbm@lark.example", "new@lark.example", "x@y.example"]),
        role in proptest::sample::select(Role::ALL.to_vec()),
        limit in prop_oneof![
            Just(AskedLimit::Unsaid), Just(AskedLimit::Said(None)), (0_i32..3_000).prop_map(of)
        ],
        first in proptest::option::of(-3_i64..3),
        until in proptest::option::of(-3_i64..3),
        by_office in any::<bool>(),
    ) {
        let own = if by_office { &OFFICE } else { &APPROVER };
        let mut people = school(own);
        let asked = row(who, role, limit, "");
        let on = |offset| today() + chrono::Duration::days(offset);
        let days = RoleDays { first: first.map(on), last: until.map(on) };
        let asked = PersonRow { days, ..asked };
        let Ok(will) = people.plan(&asked) else { return Ok(()) };
        let held = people.posts.iter().find(|post| {
            post.email.as_deref() == Some(who) && post.role == role
        });
        match held {
            Some(post) => {
                prop_assert!(asked.days.last.is_none_or(|until| post.ends_on == Some(until)));
                let spends = has_limit(role);
                let as_asked = match asked.limit {
                    AskedLimit::Said(limit) => post.limit == limit || !spends,
                    AskedLimit::Unsaid => true,
                };
                prop_assert!(as_asked, "{post:?}");
            }
            None => prop_assert!(people.invited.contains(&(who.to_owned(), role))),
        }
        let anything = Held { role: Role::Approver, limit: None };
        let approves = |post: &&Post| post.held() == anything && post.ends_on.is_none();
        prop_assert!(people.posts.iter().any(|post| approves(&post)), "somebody approves anything: {will:?}");
        prop_assert_eq!(people.plan(&asked), Ok(PersonWill::Keep));
    }
}
