//! A locality with a member and a committee within it; and the partnership's place in the association.

use domain::access::Role;
use domain::group::GroupKind;
use market::association::{JoinAssociation, join_association};
use market::group::{AddGroup, PutIntoGroup, add_group, put_into_group};

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
    people::of_association(bed).await;
    let director = founded.people.iter().find(|one| one.role == Role::Director);
    let join = JoinAssociation { contact: marks.open("office") };
    join_association(market, &director.expect("a director").actor, join).await.expect("joined");
}
