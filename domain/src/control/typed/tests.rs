//! What people type about owners, directors and activity.

use super::*;

fn today() -> NaiveDate {
    "2026-11-22".parse().unwrap()
}

fn holding() -> TypedHolding {
    let text = str::to_owned;
    TypedHolding {
        kind: text("council"),
        name: text("London Borough of Example"),
        measure: text("percent"),
        amount: text("19%"),
        from: text("1 April 2024"),
        ..TypedHolding::default()
    }
}

fn fields<T: std::fmt::Debug>(read: Result<T, Vec<FieldProblem>>) -> Vec<&'static str> {
    read.unwrap_err().iter().map(|found| found.field).collect()
}

#[test]
fn a_council_needs_nothing_said_and_a_charity_does() {
    let council = holding().read(today()).unwrap();
    assert_eq!(council.share.amount, 1_900);
    let told = council.authority(Grounds::of_kind(HolderKind::Council));
    assert_eq!(told, (Authority::Public, Grounds::Council, None));
    let mut charity = TypedHolding { kind: "other".to_owned(), ..holding() };
    assert_eq!(fields(charity.read(today())), ["authority", "why"]);
    charity.authority = "not_public".to_owned();
    charity.why = "A charity".to_owned();
    let told = charity.read(today()).unwrap().authority(Grounds::of_kind(HolderKind::Other));
    assert_eq!(told, (Authority::NotPublic, Grounds::Stated, Some("A charity".to_owned())));
}

#[test]
fn what_the_register_tells_is_not_talked_over() {
    let text = str::to_owned;
    let private = TypedHolding {
        kind: text("school"),
        urn: text("100001"),
        authority: text("public"),
        why: text("We say so"),
        ..holding()
    };
    let told = private.read(today()).unwrap().authority(Grounds::PrivateProprietor);
    assert_eq!(told, (Authority::NotPublic, Grounds::PrivateProprietor, None));
}

#[test]
fn everything_that_is_wrong_is_said_beside_its_field() {
    assert_eq!(fields(TypedHolding::default().read(today())), ["kind", "measure", "starts_on"]);
    let nothing = TypedHolding { amount: "0".to_owned(), ..holding() };
    assert_eq!(fields(nothing.read(today())), ["amount"]);
    let to_come = TypedHolding { from: "23/11/2026".to_owned(), ..holding() };
    assert_eq!(fields(to_come.read(today())), ["starts_on"]);
    assert_eq!(fields(TypedSeat::default().read(today())), ["name", "starts_on"]);
    assert_eq!(fields(TypedActivity::default().read(today())), ["year", "members", "source"]);
    assert_eq!(fields(TypedConclusion::default().read()), ["concluded", "reason"]);
}

#[test]
fn a_year_to_come_is_no_choice() {
    assert_eq!(read_year("2027-04-01", today()), None);
    assert_eq!(read_year("2026-04-01", today()).unwrap().label(), "2026–27");
    assert_eq!(read_year("2026-04-02", today()), None);
}
