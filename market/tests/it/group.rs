//! Groups of members, and the association's groups of partnerships.

use domain::access::Role;
use domain::group::GroupKind;
use domain::id::OrganisationId;
use domain::{Failure, Problem, Refusal};
use market::association::{JoinAssociation, directory, join_association, leave_association};
use market::db::PageAsked;
use market::group::{
    AddGroup, EndGroup, MemberSought, PutIntoGroup, RenameGroup, TakeOutOfGroup, add_group,
    end_group, group, groups, put_into_group, rename_group, take_out_of_group,
};
use market::partnership::{Member, MemberFilter, members};
use market::school::school_page;
use market::{Actor, Market, Viewer, installation};
use testbed::on_both;

use crate::order::world::key;
use crate::partnership::world::{everybody, founded, other_partnership, urn};
use crate::people::actor;

async fn add(
    market: &Market,
    by: &Actor,
    name: &str,
    kind: GroupKind,
    parent: Option<OrganisationId>,
) -> OrganisationId {
    let command = AddGroup { name: name.to_owned(), kind, parent };
    add_group(market, by, &key(), command).await.unwrap()
}

async fn put(market: &Market, by: &Actor, group: OrganisationId, members: &[OrganisationId]) {
    let command = PutIntoGroup { group, members: members.to_vec() };
    put_into_group(market, by, &key(), command).await.unwrap();
}

async fn names_in(market: &Market, by: &Actor, id: OrganisationId) -> Vec<String> {
    let found = group(market, by, id, &MemberSought::default()).await.unwrap();
    found.members.into_iter().map(|member| member.name).collect()
}

on_both! {
    async fn groups_lie_in_each_other_and_members_are_found_by_them(bed) {
        let market = &bed.market;
        let (_, director) = founded(&bed).await;
        let schools: Vec<Member> = everybody(&bed, &director).await;
        let [hill, lark, ninian] = [0, 1, 2].map(|at: usize| schools[at].organisation);
        let east = add(market, &director, "East", GroupKind::Quadrant, None).await;
        let brook = add(market, &director, "Brook", GroupKind::Locality, Some(east)).await;
        let board = add(market, &director, "Board", GroupKind::Committee, None).await;
        put(market, &director, brook, &[lark]).await;
        put(market, &director, east, &[hill, hill]).await;
        put(market, &director, brook, &[lark]).await;
        let tree = groups(market, &director).await.unwrap();
        let told: Vec<(&str, usize, u64)> = tree
            .iter()
            .map(|group| (group.name.as_str(), group.within.len(), group.members))
            .collect();
        assert_eq!(told, [("Board", 0, 0), ("East", 0, 1), ("Brook", 1, 1)]);
        for (of, expected) in [(east, vec![hill, lark]), (brook, vec![lark]), (board, vec![])] {
            let filter = MemberFilter { group: Some(of), ..MemberFilter::default() };
            let found = members(market, &director, &filter, &PageAsked::default()).await.unwrap();
            let found: Vec<_> = found.items.iter().map(|member| member.organisation).collect();
            assert_eq!(found, expected);
        }
        let found = group(market, &director, brook, &MemberSought { words: "nin".to_owned() }).await;
        let others = found.unwrap().others;
        assert_eq!(others.iter().map(|one| one.organisation).collect::<Vec<_>>(), [ninian]);

        let head = actor(&bed, "head@lark.example", lark, Role::Approver).await;
        let viewer = Viewer::Actor(Box::new(head));
        let own = school_page(market, &viewer, &urn("900001")).await.unwrap().groups;
        assert_eq!((own[0].name.as_str(), own[0].within.as_deref()), ("Brook", Some("East")));
        let public = school_page(market, &Viewer::Visitor, &urn("900001")).await.unwrap().groups;
        assert_eq!(public, [], "a school's groups are for its own people");

        take_out_of_group(market, &director, TakeOutOfGroup { group: brook, member: lark }).await.unwrap();
        assert_eq!(names_in(market, &director, brook).await, Vec::<String>::new());
        let found = group(market, &director, brook, &MemberSought::default()).await.unwrap();
        assert_eq!(found.left[0].name, "Lark Lane Primary School");
        let again = TakeOutOfGroup { group: brook, member: lark };
        let again = take_out_of_group(market, &director, again).await;
        assert_eq!(again.unwrap_err(), Failure::ChangedMeanwhile);
        put(market, &director, brook, &[lark]).await;
        assert_eq!(names_in(market, &director, brook).await.len(), 1, "back again, as another tie");
    }

    async fn what_a_group_refuses(bed) {
        let market = &bed.market;
        let (_, director) = founded(&bed).await;
        let other = other_partnership(&bed, "303").await;
        let elsewhere = other.acting_for().unwrap().organisation;
        let east = add(market, &director, "East", GroupKind::Quadrant, None).await;
        let twin = AddGroup { name: " EAST ".to_owned(), kind: GroupKind::Network, parent: None };
        let twin = add_group(market, &director, &key(), twin).await;
        assert_eq!(twin.unwrap_err(), Failure::field("name", Problem::AlreadyUsed));
        let theirs = add(market, &other, "East", GroupKind::Quadrant, None).await;
        let within = AddGroup { name: "B".to_owned(), kind: GroupKind::Network, parent: Some(theirs) };
        let within = add_group(market, &director, &key(), within).await;
        assert_eq!(within.unwrap_err(), Failure::field("parent", Problem::NotAChoice));
        let found = group(market, &director, theirs, &MemberSought::default()).await;
        assert_eq!(found.unwrap_err(), Failure::NotFound);
        let stranger = PutIntoGroup { group: east, members: vec![elsewhere] };
        let stranger = put_into_group(market, &director, &key(), stranger).await;
        assert_eq!(stranger.unwrap_err(), Failure::field("member", Problem::NotAChoice));
        let nobody = PutIntoGroup { group: east, members: vec![] };
        let nobody = put_into_group(market, &director, &key(), nobody).await;
        assert_eq!(nobody.unwrap_err(), Failure::field("member", Problem::Missing));
        let mut parent = east;
        for name in ["two", "three", "four", "five"] {
            parent = add(market, &director, name, GroupKind::SubGroup, Some(parent)).await;
        }
        let deep = AddGroup { name: "six".to_owned(), kind: GroupKind::SubGroup, parent: Some(parent) };
        let deep = add_group(market, &director, &key(), deep).await;
        assert_eq!(deep.unwrap_err(), Failure::field("parent", Problem::NotAChoice));
        let full = end_group(market, &director, EndGroup { group: east, version: 1 }).await;
        assert_eq!(full.unwrap_err(), Failure::Refused(Refusal::GroupsWithin));
        end_group(market, &director, EndGroup { group: parent, version: 1 }).await.unwrap();
        let gone = group(market, &director, parent, &MemberSought::default()).await;
        assert_eq!(gone.unwrap_err(), Failure::NotFound);
        let name = |version| RenameGroup { group: east, version, name: "East side".to_owned() };
        rename_group(market, &director, name(1)).await.unwrap();
        let late = rename_group(market, &director, name(1)).await;
        assert_eq!(late.unwrap_err(), Failure::ChangedMeanwhile);
    }

    async fn an_association_lists_those_who_joined_and_groups_them_as_counties(bed) {
        let market = &bed.market;
        let (created, director) = founded(&bed).await;
        let join = |contact: &str| JoinAssociation { contact: contact.to_owned() };
        let none = join_association(market, &director, join("")).await;
        assert_eq!(none.unwrap_err(), Failure::NotFound, "there is no association yet");
        let here = installation::organisation_for(market, Role::AssociationStaff, None).await.unwrap();
        let staff = actor(&bed, "vera@association.example", here, Role::AssociationStaff).await;
        assert_eq!(directory(market).await.unwrap(), []);
        join_association(market, &director, join("020 7946 0000")).await.unwrap();
        join_association(market, &director, join("office@hep.example")).await.unwrap();
        let found = directory(market).await.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].members, found[0].contact.as_deref()), (3, Some("office@hep.example")));
        assert_eq!(found[0].areas.len(), 2);

        let county = add(market, &staff, "Countyshire", GroupKind::County, None).await;
        let north = add(market, &staff, "North", GroupKind::Quadrant, Some(county)).await;
        put(market, &staff, north, &[created.partnership]).await;
        assert_eq!(names_in(market, &staff, north).await, ["Haringey Partnership"]);
        let school = everybody(&bed, &director).await[0].organisation;
        let stranger = PutIntoGroup { group: north, members: vec![school] };
        let stranger = put_into_group(market, &staff, &key(), stranger).await;
        assert_eq!(stranger.unwrap_err(), Failure::field("member", Problem::NotAChoice));
        let refused = members(market, &staff, &MemberFilter::default(), &PageAsked::default()).await;
        assert_eq!(refused.unwrap_err(), Failure::NotAllowed, "members are the partnership's business");

        leave_association(market, &director).await.unwrap();
        assert_eq!(directory(market).await.unwrap(), []);
        assert_eq!(names_in(market, &staff, north).await, Vec::<String>::new());
        let twice = leave_association(market, &director).await;
        assert_eq!(twice.unwrap_err(), Failure::Refused(Refusal::NotInAssociation));
    }
}
