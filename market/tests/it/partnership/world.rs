//! A partnership with members, for the tests of partnerships, schools and their people.

use domain::access::Role;
use domain::invoice::SellerPrefix;
use domain::partnership::{LegalShape, MemberRights, Model, NewTier, TierRule};
use domain::school::read_pasted;
use domain::text::{LaCode, Urn};
use domain::{Failure, Pence};
use market::db::every_row;
use market::idempotency::RequestKey;
use market::mail::About;
use market::partnership::{
    CreatePartnership, Created, Director, InviteSchools, Member, MemberFilter, create_partnership,
    members,
};
use market::person::{self, AcceptInvitation};
use market::school::{self, AskToJoin, DecideJoin, ask_to_join, decide_join, join_requests};
use market::{Actor, Market, Viewer, installation};
use testbed::Bed;

use crate::people::{actor, operator, sign_in, sign_in_for};

const REGISTER: &str = "URN,LA (code),LA (name),EstablishmentName,TypeOfEstablishment (code),\
EstablishmentStatus (code),PhaseOfEducation (code),CensusDate,NumberOfPupils,Town,Postcode,SchoolWebsite\n\
900001,309,Haringey,Lark Lane Primary School,01,1,2,15-01-2026,412,London,N8 7AA,www.lark.example\n\
900002,309,Haringey,St Ninian's Catholic School,02,1,4,15-01-2026,1200,London,N17 0AB,\n\
900003,308,Enfield,Hill Rise Academy,34,1,2,,,Enfield,EN1 1AA,http://www.hill.example/\n\
900004,309,Haringey,Weir Closed School,01,2,2,,,London,N8 7AB,\n\
900005,309,Haringey,Brook Private School,11,1,,,,London,N22 1AB,https://brook.example\n";

pub async fn register(market: &Market) {
    school::import_register(market, REGISTER.as_bytes(), &|_| ()).await.unwrap();
}

pub fn urn(text: &str) -> Urn {
    Urn::parse(text).unwrap()
}

pub fn level(name: &str, rights: MemberRights, rule: TierRule) -> NewTier {
    NewTier { name: name.to_owned(), rights, rule, includes: "Core offer".to_owned() }
}

pub fn haringey(name: &str, letters: &str) -> CreatePartnership {
    CreatePartnership {
        name: name.to_owned(),
        model: Model::StatutoryTraded,
        shape: LegalShape::Company,
        areas: vec![LaCode::parse("309").unwrap(), LaCode::parse("308").unwrap()],
        lines_of_work: Model::StatutoryTraded.defaults().lines_of_work,
        tiers: vec![
            level(
                "Full member",
                MemberRights::Full,
                TierRule::PerPupil { each: Pence::pounds(19) },
            ),
            level(
                "Associate",
                MemberRights::Associate,
                TierRule::Flat { amount: Pence::pounds(500) },
            ),
        ],
        invoice_prefix: SellerPrefix::parse(letters).unwrap(),
        host: None,
        schools: vec![urn("900001"), urn("900002"), urn("900003")],
        director: Director::Founder,
    }
}

pub fn key(text: &str) -> RequestKey {
    RequestKey::parse(text).unwrap()
}

/// A partnership with three members, and its director, signed in anew.
pub async fn founded(bed: &Bed) -> (Created, Actor) {
    register(&bed.market).await;
    let founder = operator(bed).await;
    let create = haringey("Haringey Partnership", "HEP");
    let created =
        create_partnership(&bed.market, &founder, &key("first-key"), create).await.unwrap();
    let director = actor(bed, "director@hep.example", created.partnership, Role::Director).await;
    (created, director)
}

pub async fn everybody(bed: &Bed, director: &Actor) -> Vec<Member> {
    let (market, all) = (&bed.market, &MemberFilter::default());
    every_row(|page| async move { members(market, director, all, &page).await }).await.unwrap()
}

pub fn paste(tier: domain::id::TierId, text: &str) -> InviteSchools {
    InviteSchools {
        pasted: read_pasted(text),
        tier,
        starts_on: "2026-11-23".parse().unwrap(),
        role: Role::Approver,
        reason: None,
    }
}

/// The secret of the newest invitation sent to an address.
pub async fn invitation_to(bed: &Bed, address: &str) -> String {
    bed.run_jobs().await;
    let letter = bed.letters.all().into_iter().rev().find_map(|mail| match mail.about {
        About::Invitation { token, .. } if mail.to == address => Some(token),
        _ => None,
    });
    letter.expect("an invitation")
}

pub fn accept(token: &str) -> AcceptInvitation {
    AcceptInvitation {
        token: token.to_owned(),
        name: "Grace Adeyemi".to_owned(),
        password: crate::people::PASSWORD.to_owned(),
        device: "test".to_owned(),
    }
}

/// Accepts the invitation sent to an address, and gives whoever did, signed in.
pub async fn come_in(bed: &Bed, address: &str) -> Actor {
    let token = invitation_to(bed, address).await;
    person::accept_invitation(&bed.market, &Viewer::Visitor, accept(&token)).await.unwrap();
    sign_in(&bed.market, address).await
}

/// Somebody asks to act for a school.
pub async fn ask(bed: &Bed, number: &str, email: &str, role: Role) {
    try_to_ask(bed, number, email, role).await.unwrap();
}

pub async fn try_to_ask(bed: &Bed, number: &str, email: &str, role: Role) -> Result<(), Failure> {
    let ask =
        AskToJoin { urn: urn(number), name: "Sam Okoro".to_owned(), email: email.to_owned(), role };
    ask_to_join(&bed.market, &Viewer::Visitor, "test", ask).await
}

/// Somebody of a school's own address asks, and the decider lets them in.
pub async fn let_in(bed: &Bed, decider: &Actor, number: &str, email: &str, role: Role) -> Actor {
    ask(bed, number, email, role).await;
    let request = join_requests(&bed.market, decider).await.unwrap().first[0].id;
    let yes = DecideJoin { request, accept: true, reason: String::new() };
    decide_join(&bed.market, decider, yes).await.unwrap();
    come_in(bed, email).await
}

/// The operator again, acting for the installation.
pub async fn as_operator(bed: &Bed) -> Actor {
    let itself = installation::organisation_for(&bed.market, Role::Operator, None).await.unwrap();
    sign_in_for(&bed.market, "nadia@pool.example", itself).await
}

/// The director of another partnership, in another area.
pub async fn other_partnership(bed: &Bed, area: &str) -> Actor {
    let founder = as_operator(bed).await;
    let create = CreatePartnership {
        areas: vec![LaCode::parse(area).unwrap()],
        schools: Vec::new(),
        ..haringey("Another", "AN")
    };
    let created =
        create_partnership(&bed.market, &founder, &key("another-key"), create).await.unwrap();
    actor(bed, "director@another.example", created.partnership, Role::Director).await
}
