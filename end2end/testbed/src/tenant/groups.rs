//! A locality with a member, a chair and a clerk, and a committee within it; and the partnership's
//! place in the association.

use domain::access::Role;
use domain::group::{GroupKind, TypedGroupSeat};
use domain::id::OrganisationId;
use market::Actor;
use market::association::{JoinAssociation, join_association};
use market::group::{
    AddGroup, EnterGroupSeat, PutIntoGroup, add_group, enter_group_seat, put_into_group,
};

use super::founding::Founded;
use super::{Marks, key};
use crate::Bed;
use crate::people;

pub(super) async fn keep(bed: &Bed, marks: Marks, founded: &Founded) {
    let (market, staff) = (&bed.market, founded.staff());
    let add = AddGroup { name: marks.hidden("Fulwell"), kind: GroupKind::Locality, parent: None };
    let group = add_group(market, staff, &key(market), add).await.expect("a locality");
    let within = AddGroup {
        name: marks.hidden("Curriculum"),
        kind: GroupKind::Committee,
        parent: Some(group),
    };
    add_group(market, staff, &key(market), within).await.expect("a committee");
    let members = vec![founded.school];
    let put = PutIntoGroup { group, members };
    put_into_group(market, staff, &key(market), put).await.expect("a member");
    sit(bed, marks, staff, group).await;
    people::of_association(bed).await;
    let director = founded.people.iter().find(|one| one.role == Role::Director);
    let join = JoinAssociation { contact: marks.open("office") };
    join_association(market, &director.expect("a director").actor, join).await.expect("joined");
}

/// A chair who has no account, and a clerk who has one.
async fn sit(bed: &Bed, marks: Marks, staff: &Actor, group: OrganisationId) {
    let market = &bed.market;
    let sits = |office: &str| TypedGroupSeat {
        office: office.to_owned(),
        from: "1 September 2026".to_owned(),
        ..TypedGroupSeat::default()
    };
    let chair = TypedGroupSeat { name: marks.hidden("Wren Castle"), ..sits("chair") };
    let email = staff.email().expect("an address").to_owned();
    for typed in [chair, TypedGroupSeat { email, ..sits("clerk") }] {
        let command = EnterGroupSeat { group, typed, key: key(market) };
        enter_group_seat(market, staff, command).await.expect("a place");
    }
}
