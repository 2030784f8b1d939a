//! Who owns the partnership's company: a council and one of its schools, with a director who speaks for
//! both; and what was done outside Commonpool.

use domain::access::Role;
use domain::control::{TypedActivity, TypedHolding, TypedSeat};
use market::control::{
    EnterActivity, EnterSeat, EnterShareholding, enter_activity, enter_seat, enter_shareholding,
    seat_choices,
};

use super::founding::Founded;
use super::{Marks, key};
use crate::Bed;

pub(super) async fn enter(bed: &Bed, marks: Marks, founded: &Founded) {
    let market = &bed.market;
    let director = founded.people.iter().find(|one| one.role == Role::Director);
    let director = &director.expect("a director").actor;
    let text = str::to_owned;
    let holds = |kind: &str, amount: &str| TypedHolding {
        kind: text(kind),
        measure: text("shares"),
        amount: text(amount),
        from: text("1 April 2024"),
        ..TypedHolding::default()
    };
    let council = TypedHolding { name: marks.hidden("Borough"), ..holds("council", "19") };
    let school = TypedHolding { urn: marks.urn(1), ..holds("school", "81") };
    for typed in [council, school] {
        let command = EnterShareholding { typed, key: key(market) };
        enter_shareholding(market, director, command).await.expect("a shareholder");
    }
    let choices = seat_choices(market, director).await.expect("choices");
    let typed = TypedSeat {
        name: marks.hidden("Olu Brandt"),
        represents: choices.shareholders.iter().map(|one| one.shareholder.to_string()).collect(),
        from: text("1 April 2024"),
        ..TypedSeat::default()
    };
    let command = EnterSeat { typed, key: key(market) };
    enter_seat(market, director, command).await.expect("a seat");
    let typed = TypedActivity {
        year: text("2025-04-01"),
        members: text("9000"),
        others: text("1000"),
        source: marks.hidden("Accounts"),
    };
    let command = EnterActivity { typed, key: key(market) };
    enter_activity(market, director, command).await.expect("an entry");
}
