//! Founding a partnership, its levels, members and invitations.

use domain::access::{Action, Role};
use domain::invoice::SellerPrefix;
use domain::partnership::{LegalShape, MemberRights, Model, NewTier, SizeBand, TierRule};
use domain::school::read_pasted;
use domain::text::{LaCode, Urn};
use domain::{Failure, Net, Pence, Problem, Refusal};
use market::Actor;
use market::db::PageAsked;
use market::idempotency::RequestKey;
use market::installation;
use market::mail::About;
use market::partnership::{
    ChangeTier, CreatePartnership, Created, Director, EndMembership, Host, InviteOutcome,
    InviteSchools, MemberFilter, MoveMember, add_tier, all_members, change_tier,
    create_partnership, end_membership, invite_schools, member, members, move_member, partnership,
    tiers, update_partnership,
};
use market::person::{self, AcceptInvitation};
use market::school::{
    self, AskToJoin, DecideJoin, FindSchools, RecordPupils, ask_to_join, decide_join, find_schools,
    join_requests, record_pupils, school_page, schools_of_areas,
};
use market::{Market, Viewer};
use testbed::{Bed, instant, on_both};

use crate::people::{actor, operator, sign_in, sign_in_for};
use crate::rows::count;
use InviteOutcome as O;

const REGISTER: &str = "URN,LA (code),LA (name),EstablishmentName,TypeOfEstablishment (code),\
EstablishmentStatus (code),PhaseOfEducation (code),CensusDate,NumberOfPupils,Town,Postcode\n\
900001,309,Haringey,Lark Lane Primary School,01,1,2,15-01-2026,412,London,N8 7AA\n\
900002,309,Haringey,St Ninian's Catholic School,02,1,4,15-01-2026,1200,London,N17 0AB\n\
900003,308,Enfield,Hill Rise Academy,34,1,2,,,Enfield,EN1 1AA\n\
900004,309,Haringey,Weir Closed School,01,2,2,,,London,N8 7AB\n\
900005,309,Haringey,Brook Private School,11,1,,,,London,N22 1AB\n";

async fn register(market: &Market) {
    school::import_register(market, REGISTER.as_bytes(), &|_| ()).await.unwrap();
}

fn urn(text: &str) -> Urn {
    Urn::parse(text).unwrap()
}

fn level(name: &str, rights: MemberRights, rule: TierRule) -> NewTier {
    NewTier { name: name.to_owned(), rights, rule, includes: "Core offer".to_owned() }
}

fn haringey(name: &str, letters: &str) -> CreatePartnership {
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

fn key(text: &str) -> RequestKey {
    RequestKey::parse(text).unwrap()
}

/// A partnership with three members, and its director, signed in anew.
async fn founded(bed: &Bed) -> (Created, Actor) {
    register(&bed.market).await;
    let founder = operator(bed).await;
    let create = haringey("Haringey Partnership", "HEP");
    let created =
        create_partnership(&bed.market, &founder, &key("first-key"), create).await.unwrap();
    let director = actor(bed, "director@hep.example", created.partnership, Role::Director).await;
    (created, director)
}

async fn everybody(bed: &Bed, director: &Actor) -> Vec<market::partnership::Member> {
    all_members(&bed.market, director, &MemberFilter::default()).await.unwrap()
}

fn paste(tier: domain::id::TierId, text: &str) -> InviteSchools {
    InviteSchools {
        pasted: read_pasted(text),
        tier,
        starts_on: "2026-11-23".parse().unwrap(),
        role: Role::Approver,
    }
}

/// The secret of the invitation sent to an address.
async fn invitation_to(bed: &Bed, address: &str) -> String {
    bed.run_jobs().await;
    let letter = bed.letters.all().into_iter().find_map(|mail| match mail.about {
        About::Invitation { token, .. } if mail.to == address => Some(token),
        _ => None,
    });
    letter.expect("an invitation")
}

/// The secret of the newest invitation sent.
async fn newest_invitation(bed: &Bed) -> (String, String) {
    bed.run_jobs().await;
    let letter = bed.letters.all().into_iter().rev().find_map(|mail| match mail.about {
        About::Invitation { token, .. } => Some((mail.to, token)),
        _ => None,
    });
    letter.expect("an invitation")
}

fn accept(token: &str) -> AcceptInvitation {
    AcceptInvitation {
        token: token.to_owned(),
        name: "Grace Adeyemi".to_owned(),
        password: crate::people::PASSWORD.to_owned(),
        device: "test".to_owned(),
    }
}

on_both! {
    async fn a_partnership_is_founded_once_and_each_school_has_its_price(bed) {
        register(&bed.market).await;
        let founder = operator(&bed).await;
        let create = haringey("Haringey Partnership", "HEP");
        let created = create_partnership(&bed.market, &founder, &key("one-key-1"), create.clone()).await.unwrap();
        let again = create_partnership(&bed.market, &founder, &key("one-key-1"), create).await.unwrap();
        assert_eq!(again, created);
        assert_eq!(created.members, 3);
        let viewer = sign_in(&bed.market, "nadia@pool.example").await;
        let director = viewer.may_act_for().iter().any(|acting| acting.organisation == created.partnership);
        assert!(director, "the founder directs it");

        let director = actor(&bed, "director@hep.example", created.partnership, Role::Director).await;
        let all = everybody(&bed, &director).await;
        let names: Vec<&str> = all.iter().map(|member| member.name.as_str()).collect();
        assert_eq!(names, ["Hill Rise Academy", "Lark Lane Primary School", "St Ninian's Catholic School"]);
        let price = |at: usize| all[at].yearly.clone().map(|priced| priced.amount);
        assert_eq!(price(0), Err(Refusal::PupilsNotKnown));
        assert_eq!(price(1), Ok(Net(Pence::pounds(7_828))), "£19 for each of 412 pupils");
        assert_eq!(price(2), Ok(Net(Pence::pounds(22_800))));
    }

    async fn a_name_and_letters_belong_to_one_partnership_only(bed) {
        let (_, _) = founded(&bed).await;
        let founder = as_operator(&bed).await;
        for (name, letters, field) in [
            ("haringey partnership", "OTHER", "name"),
            ("Another", "HEP", "invoice_prefix"),
        ] {
            let refused = create_partnership(&bed.market, &founder, &key("other-key"), haringey(name, letters)).await;
            assert_eq!(refused.unwrap_err(), Failure::field(field, Problem::AlreadyUsed));
        }
    }

    async fn only_an_operator_founds_and_an_informal_one_names_its_host(bed) {
        let (created, director) = founded(&bed).await;
        let refused = create_partnership(&bed.market, &director, &key("key-no-leave"), haringey("A", "AA")).await;
        assert_eq!(refused.unwrap_err(), Failure::NotAllowed);
        let founder = as_operator(&bed).await;
        let informal = CreatePartnership { shape: LegalShape::Informal, ..haringey("Lewisham", "LL") };
        let refused = create_partnership(&bed.market, &founder, &key("key-host-1"), informal.clone()).await;
        assert_eq!(refused.unwrap_err(), Failure::field("host", Problem::Missing));
        let hosted = CreatePartnership {
            host: Some(Host::Named("Lewisham Council".to_owned())),
            director: Director::Invited(domain::text::Email::parse("dee@ll.example").unwrap()),
            ..informal
        };
        let hosted = create_partnership(&bed.market, &founder, &key("key-host-2"), hosted).await.unwrap();
        assert_ne!(hosted.partnership, created.partnership);
        let (to, token) = newest_invitation(&bed).await;
        assert_eq!(to, "dee@ll.example");
        person::accept_invitation(&bed.market, &Viewer::Visitor, accept(&token)).await.unwrap();
        let dee = sign_in(&bed.market, "dee@ll.example").await;
        let found = partnership(&bed.market, &dee).await.unwrap();
        assert_eq!(found.host_name.as_deref(), Some("Lewisham Council"));
    }

    async fn pasted_numbers_are_told_line_by_line_and_pasting_again_changes_nothing(bed) {
        let (_, director) = founded(&bed).await;
        let tier = tiers(&bed.market, &director).await.unwrap()[1].id;
        let text = "900005; 900001\n900004 Weir\n999999\nBrook School, N22\n";
        let outcomes = |results: Vec<market::partnership::InviteResult>| -> Vec<InviteOutcome> {
            results.into_iter().map(|result| result.outcome).collect()
        };
        let first = invite_schools(&bed.market, &director, paste(tier, text)).await.unwrap();
        assert_eq!(outcomes(first), [O::Invited, O::AlreadyMember, O::Closed, O::UnknownUrn, O::NoUrn]);
        let second = invite_schools(&bed.market, &director, paste(tier, text)).await.unwrap();
        assert_eq!(outcomes(second), [O::AlreadyMember, O::AlreadyMember, O::Closed, O::UnknownUrn, O::NoUrn]);
        assert_eq!(everybody(&bed, &director).await.len(), 4);
    }

    async fn an_invitation_works_once_and_for_fourteen_days(bed) {
        let (_, director) = founded(&bed).await;
        let tier = tiers(&bed.market, &director).await.unwrap()[1].id;
        let results = invite_schools(&bed.market, &director, paste(tier, "900005 head@brook.example")).await.unwrap();
        assert!(results[0].mailed);
        let again = paste(tier, "900005 head@brook.example\n900003 head@hill.example");
        let again = invite_schools(&bed.market, &director, again).await.unwrap();
        let told: Vec<_> = again.iter().map(|one| (one.outcome, one.mailed)).collect();
        let already = InviteOutcome::AlreadyMember;
        assert_eq!(told, [(already, false), (already, true)], "one letter to each address");
        let token = invitation_to(&bed, "head@brook.example").await;
        let offer = person::invitation(&bed.market, &token).await.unwrap();
        assert_eq!((offer.organisation.as_str(), offer.role, offer.has_account), ("Brook Private School", Role::Approver, false));
        let weak = AcceptInvitation { password: "short".to_owned(), ..accept(&token) };
        let weak = person::accept_invitation(&bed.market, &Viewer::Visitor, weak).await.unwrap_err();
        assert_eq!(weak, Failure::field("password", Problem::TooShort { min: 10 }));
        let session = person::accept_invitation(&bed.market, &Viewer::Visitor, accept(&token)).await.unwrap().unwrap();
        let viewer = person::viewer(&bed.market, session.as_str()).await.unwrap();
        let head = viewer.actor().unwrap();
        assert!(head.can(Action::ApproveOrder));
        let expired = Failure::field("token", Problem::LinkExpired);
        let again = person::accept_invitation(&bed.market, &Viewer::Visitor, accept(&token)).await;
        assert_eq!(again.unwrap_err(), expired);

        ask(&bed, "900003", "late@hill.example", Role::Buyer).await;
        let request = join_requests(&bed.market, &director).await.unwrap()[0].id;
        decide_join(&bed.market, &director, DecideJoin { request, accept: true }).await.unwrap();
        let late = invitation_to(&bed, "late@hill.example").await;
        bed.clock.set(instant("2026-12-07T09:00:01Z"));
        assert_eq!(person::invitation(&bed.market, &late).await.unwrap_err(), expired);
    }

    async fn an_address_that_can_sign_in_gets_the_role_but_its_password_stays(bed) {
        let (created, director) = founded(&bed).await;
        actor(&bed, "sam@hep.example", created.partnership, Role::PartnershipStaff).await;
        ask(&bed, "900003", "sam@hep.example", Role::Buyer).await;
        let request = join_requests(&bed.market, &director).await.unwrap()[0].id;
        decide_join(&bed.market, &director, DecideJoin { request, accept: true }).await.unwrap();
        let (_, token) = newest_invitation(&bed).await;
        let other = AcceptInvitation { password: "somebody else chose this".to_owned(), ..accept(&token) };
        let session = person::accept_invitation(&bed.market, &Viewer::Visitor, other).await.unwrap();
        assert!(session.is_none(), "the link alone opens no session of an account");
        let sam = sign_in(&bed.market, "sam@hep.example").await;
        assert_eq!(sam.may_act_for().len(), 2);
        let buyer = sam.may_act_for().iter().find(|acting| acting.name == "Hill Rise Academy").unwrap();
        assert_eq!(buyer.roles[0].order_limit_pence, Some(200_000));
    }

    async fn requests_go_to_the_areas_partnership_until_the_school_has_somebody(bed) {
        let (_, director) = founded(&bed).await;
        let other = other_partnership(&bed, "303").await;
        ask(&bed, "900001", "head@lark.example", Role::Approver).await;
        ask(&bed, "900001", "head@lark.example", Role::Approver).await;
        assert!(join_requests(&bed.market, &other).await.unwrap().is_empty());
        let waiting = join_requests(&bed.market, &director).await.unwrap();
        assert_eq!(waiting.len(), 1, "asking twice is asking once");
        let decide = DecideJoin { request: waiting[0].id, accept: true };
        let stranger = decide_join(&bed.market, &other, decide).await;
        assert_eq!(stranger.unwrap_err(), Failure::NotFound);
        decide_join(&bed.market, &director, decide).await.unwrap();
        let twice = decide_join(&bed.market, &director, decide).await;
        assert_eq!(twice.unwrap_err(), Failure::ChangedMeanwhile);
        let (_, token) = newest_invitation(&bed).await;
        person::accept_invitation(&bed.market, &Viewer::Visitor, accept(&token)).await.unwrap();

        ask(&bed, "900001", "buyer@lark.example", Role::Buyer).await;
        assert!(join_requests(&bed.market, &director).await.unwrap().is_empty());
        let head = sign_in(&bed.market, "head@lark.example").await;
        let waiting = join_requests(&bed.market, &head).await.unwrap();
        let decide = DecideJoin { request: waiting[0].id, accept: false };
        assert_eq!(decide_join(&bed.market, &director, decide).await.unwrap_err(), Failure::NotFound);
        decide_join(&bed.market, &head, decide).await.unwrap();
        bed.run_jobs().await;
        let refused = |mail: &market::mail::Mail| matches!(mail.about, About::JoinRefused { .. });
        assert!(bed.letters.all().iter().any(refused));
        let page = school_page(&bed.market, &Viewer::Visitor, &urn("900001")).await.unwrap();
        assert!(page.attended);
    }

    async fn a_level_changes_from_a_day_on_and_keeps_its_past(bed) {
        let (_, director) = founded(&bed).await;
        let full = tiers(&bed.market, &director).await.unwrap().remove(0);
        assert_eq!(full.members, 3);
        let change = ChangeTier {
            tier: full.id,
            version: full.version,
            rule: TierRule::PerPupil { each: Pence::pounds(21) },
            includes: "More".to_owned(),
            from: "2027-04-01".parse().unwrap(),
        };
        change_tier(&bed.market, &director, change.clone()).await.unwrap();
        let again = change_tier(&bed.market, &director, change.clone()).await;
        assert_eq!(again.unwrap_err(), Failure::field("from", Problem::BeforeStart));
        let past = ChangeTier { from: "2026-01-01".parse().unwrap(), ..change };
        let past = change_tier(&bed.market, &director, past).await;
        assert_eq!(past.unwrap_err(), Failure::field("from", Problem::InThePast));
        let lark = |all: Vec<market::partnership::Member>| all[1].yearly.clone().unwrap().amount;
        assert_eq!(lark(everybody(&bed, &director).await), Net(Pence::pounds(7_828)));
        bed.clock.set(instant("2027-04-01T09:00:00Z"));
        let director = sign_in(&bed.market, "director@hep.example").await;
        assert_eq!(lark(everybody(&bed, &director).await), Net(Pence::pounds(8_652)));
        let full = tiers(&bed.market, &director).await.unwrap().remove(0);
        assert_eq!((full.members, full.level.includes.as_str()), (3, "More"), "members stay on the level");
    }

    async fn a_membership_moves_and_ends_by_dates(bed) {
        let (_, director) = founded(&bed).await;
        let associate = tiers(&bed.market, &director).await.unwrap()[1].id;
        let first = everybody(&bed, &director).await[1].membership;
        let change = MoveMember { membership: first, tier: associate, from: "2027-04-01".parse().unwrap() };
        let second = move_member(&bed.market, &director, change).await.unwrap();
        assert_ne!(first, second);
        let before = member(&bed.market, &director, first).await.unwrap();
        assert_eq!(before.ends_on, "2027-03-31".parse().ok());
        let end = EndMembership { membership: second, ends_on: "2027-03-01".parse().unwrap() };
        let early = end_membership(&bed.market, &director, end).await;
        assert_eq!(early.unwrap_err(), Failure::field("ends_on", Problem::BeforeStart));
        let end = EndMembership { membership: second, ends_on: "2027-08-31".parse().unwrap() };
        end_membership(&bed.market, &director, end).await.unwrap();
        let twice = end_membership(&bed.market, &director, end).await;
        assert_eq!(twice.unwrap_err(), Failure::ChangedMeanwhile);
        assert_eq!(count(&bed, "SELECT COUNT(*) FROM membership", []).await, 4);
        bed.clock.set(instant("2027-09-01T09:00:00Z"));
        let director = sign_in(&bed.market, "director@hep.example").await;
        assert_eq!(everybody(&bed, &director).await.len(), 2);
    }

    async fn what_belongs_to_another_partnership_is_not_found(bed) {
        let (_, director) = founded(&bed).await;
        let other = other_partnership(&bed, "303").await;
        let membership = everybody(&bed, &director).await[0].membership;
        let level = tiers(&bed.market, &director).await.unwrap().remove(0);
        assert!(everybody(&bed, &other).await.is_empty());
        let not_found = Failure::NotFound;
        let end = EndMembership { membership, ends_on: "2027-08-31".parse().unwrap() };
        assert_eq!(end_membership(&bed.market, &other, end).await.unwrap_err(), not_found);
        assert_eq!(member(&bed.market, &other, membership).await.unwrap_err(), not_found);
        let change = MoveMember { membership, tier: level.id, from: "2027-04-01".parse().unwrap() };
        assert_eq!(move_member(&bed.market, &other, change).await.unwrap_err(), not_found);
        let taken = paste(level.id, "900005");
        assert_eq!(invite_schools(&bed.market, &other, taken).await.unwrap_err(), not_found);
        let change = ChangeTier {
            tier: level.id,
            version: 1,
            rule: TierRule::Flat { amount: Pence::ZERO },
            includes: String::new(),
            from: "2027-04-01".parse().unwrap(),
        };
        assert_eq!(change_tier(&bed.market, &other, change).await.unwrap_err(), not_found);
        let record = RecordPupils::read(urn("900001"), "1", "1/10/2026", "Guess", bed.market.today()).unwrap();
        assert_eq!(record_pupils(&bed.market, &other, record).await.unwrap_err(), not_found);
    }

    async fn settings_change_at_the_version_that_was_read(bed) {
        let (_, director) = founded(&bed).await;
        let found = partnership(&bed.market, &director).await.unwrap();
        let mut facts = found.facts.clone();
        facts.vat_number = Some("GB123456789".to_owned());
        facts.areas = vec![LaCode::parse("309").unwrap()];
        update_partnership(&bed.market, &director, found.version, facts.clone()).await.unwrap();
        assert_eq!(partnership(&bed.market, &director).await.unwrap().facts, facts);
        let late = update_partnership(&bed.market, &director, found.version, facts.clone()).await;
        assert_eq!(late.unwrap_err(), Failure::ChangedMeanwhile);
        facts.areas.clear();
        let bare = update_partnership(&bed.market, &director, found.version + 1, facts).await;
        assert_eq!(bare.unwrap_err(), Failure::field("areas", Problem::Missing));
    }

    async fn a_banded_subscription_prices_each_school_by_its_size(bed) {
        let (_, director) = founded(&bed).await;
        let bands = [(0, 400), (421, 900), (1_001, 1_500)];
        let band = |(from_pupils, pounds)| SizeBand { from_pupils, amount: Pence::pounds(pounds) };
        let rule = TierRule::SizeBands { bands: bands.into_iter().map(band).collect() };
        let tier = add_tier(&bed.market, &director, level("By size", MemberRights::Full, rule.clone())).await.unwrap();
        let twice = add_tier(&bed.market, &director, level("by SIZE", MemberRights::Full, rule)).await;
        assert_eq!(twice.unwrap_err(), Failure::field("name", Problem::AlreadyUsed));
        for membership in everybody(&bed, &director).await {
            let change = MoveMember { membership: membership.membership, tier, from: bed.market.today() };
            move_member(&bed.market, &director, change).await.unwrap();
        }
        let filter = MemberFilter { tier: Some("By size".to_owned()), words: "lark".to_owned() };
        let found = members(&bed.market, &director, &filter, &PageAsked::default()).await.unwrap();
        assert_eq!(found.items.len(), 1);
        assert_eq!(found.items[0].yearly.clone().unwrap().amount, Net(Pence::pounds(400)));
        assert_eq!(everybody(&bed, &director).await[2].yearly.clone().unwrap().amount, Net(Pence::pounds(1_500)));
    }

    async fn pupils_entered_by_people_count_from_their_day(bed) {
        let (_, director) = founded(&bed).await;
        let enter = |pupils: &str, on: &str| {
            RecordPupils::read(urn("900003"), pupils, on, "October census", "2026-11-23".parse().unwrap())
        };
        record_pupils(&bed.market, &director, enter("230", "1 October 2026").unwrap()).await.unwrap();
        assert_eq!(everybody(&bed, &director).await[0].yearly.clone().unwrap().amount, Net(Pence::pounds(4_370)));
        let page = school_page(&bed.market, &Viewer::Actor(Box::new(director)), &urn("900003")).await.unwrap();
        assert!(page.may_record_pupils);
        assert_eq!((page.counts[0].pupils, page.counts[0].by_register), (230, false));
        let wrong: Vec<_> = enter("many", "1/1/2027").unwrap_err().into_iter().map(|p| (p.field, p.problem)).collect();
        assert_eq!(wrong, [("pupils", Problem::NotANumber), ("counted_on", Problem::InTheFuture)]);
    }

    async fn schools_are_found_by_name_postcode_and_number(bed) {
        founded(&bed).await;
        let find = async |words: &str| -> Vec<String> {
            let find = FindSchools { words: words.to_owned(), area: None };
            let page = find_schools(&bed.market, &find, &PageAsked::default()).await.unwrap();
            page.items.into_iter().map(|found| found.urn.to_string()).collect()
        };
        assert_eq!(find("lark").await, ["900001"]);
        assert_eq!(find("schools ninian").await, ["900002"]);
        assert_eq!(find("haringey lark lane").await, ["900001"]);
        assert_eq!(find("n87aa").await, ["900001"]);
        assert_eq!(find("N8").await, ["900001", "900004"]);
        let all = find("").await;
        assert_eq!((all.len(), all[4].as_str()), (5, "900004"), "closed ones come last");
        assert_eq!(find("900003").await, ["900003"]);
        assert!(find("lark OR 1=1; -- \" * (").await.is_empty());
        assert!(find("'").await.is_empty());
    }

    async fn an_area_shows_its_schools_that_are_not_closed(bed) {
        register(&bed.market).await;
        let schools = schools_of_areas(&bed.market, &[LaCode::parse("309").unwrap()]).await.unwrap();
        let told: Vec<_> = schools.iter().map(|s| (s.urn.as_str(), s.pupils, s.is_school_in_the_act)).collect();
        assert_eq!(told, [
            ("900005", None, Some(false)),
            ("900001", Some(412), Some(true)),
            ("900002", Some(1_200), Some(true)),
        ]);
    }

    async fn a_school_shows_what_came_before_and_after_it(bed) {
        register(&bed.market).await;
        let links = "URN,LinkURN,LinkType,LinkEstablishedDate\n\
                     900003,900004,Predecessor,01-09-2026\n900004,900003,Successor,\n";
        school::import_register(&bed.market, links.as_bytes(), &|_| ()).await.unwrap();
        let closed = school_page(&bed.market, &Viewer::Visitor, &urn("900004")).await.unwrap();
        assert_eq!(closed.links.len(), 1);
        assert_eq!(closed.links[0].name.as_deref(), Some("Hill Rise Academy"));
        assert_eq!(closed.links[0].kind, domain::school::LinkKind::Successor);
        assert_eq!(closed.links[0].since, "2026-09-01".parse().ok());
        let unknown = school_page(&bed.market, &Viewer::Visitor, &urn("123456")).await;
        assert_eq!(unknown.unwrap_err(), Failure::NotFound);
    }
}

async fn ask(bed: &Bed, number: &str, email: &str, role: Role) {
    let ask =
        AskToJoin { urn: urn(number), name: "Sam Okoro".to_owned(), email: email.to_owned(), role };
    ask_to_join(&bed.market, &Viewer::Visitor, "test", ask).await.unwrap();
}

/// The operator again, acting for the installation.
async fn as_operator(bed: &Bed) -> Actor {
    let itself = installation::organisation_for(&bed.market, Role::Operator, None).await.unwrap();
    sign_in_for(&bed.market, "nadia@pool.example", itself).await
}

/// The director of another partnership, in another area.
async fn other_partnership(bed: &Bed, area: &str) -> Actor {
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
