//! Commands that are well formed, so that only the permit can be what is wrong with them.

use chrono::NaiveDate;
use domain::calendar::{SchoolYear, Terms, TypedTermDates};
use domain::capacity::{TypedClearance, TypedPay, TypedTerm, YearMonth};
use domain::control::{TypedActivity, TypedConclusion, TypedHolding, TypedSeat};
use domain::deal::{ProposedTerms, Quorum, Step, Unit};
use domain::dispute::{TypedAnswer, TypedDecision, TypedDispute, TypedNoShow};
use domain::evaluation::TypedEvaluation;
use domain::event::TypedEvent;
use domain::group::TypedGroupSeat;
use domain::invoice::SellerPrefix;
use domain::library::TypedResource;
use domain::market_rate::TypedPublishedPrice;
use domain::partnership::{Bank, LegalShape, LineOfWork, MemberRights, Model, NewTier, TierRule};
use domain::price::{TypedPrice, TypedRates};
use domain::saved_search::Criteria;
use domain::service::{Category, TypedTerms};
use domain::text::LaCode;
use domain::vat::VatReason;
use domain::{BasisPoints, Net, Pence};
use market::baseline::{Proof, RecordBaseline};
use market::buy_back::{KeepSheet, SetBuyBack};
use market::capacity::{EnterTerm, JoinDayList, SetPay};
use market::deal::{DraftDeal, ProviderChoice};
use market::evaluation::{AnswerForOrder, ReplyToEvaluation};
use market::event::{
    CancelEvent, ChangeEvent, JoinWaitingList, NameDelegates, PlanEvent, TakeAttendance,
};
use market::file::Upload;
use market::idempotency::RequestKey;
use market::library::AddResource;
use market::listed::CarryOut;
use market::order::{
    AnswerDispute, DecideDispute, DisputeDelivery, LineOfOrder, MoveDay, SayNoShow,
};
use market::partnership::{CreatePartnership, Director, Host, PartnershipFacts, Trading};
use market::saved_search::SaveSearch;
use market::service::{AddService, ChangeService, ProposeTerms, TypedProvider};
use market::term_dates::KeepTermDates;
use uuid::Uuid;

use super::things::Things;

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A search to be kept.
pub fn speech() -> SaveSearch {
    let criteria = Criteria { words: "speech".to_owned(), ..Criteria::default() };
    SaveSearch { name: "Speech".to_owned(), criteria }
}

/// The dates of a school year, as typical ones have them.
pub fn term_dates_typed() -> KeepTermDates {
    let year = SchoolYear::of(day("2026-11-23"));
    let terms = year.terms_of(Terms::typical());
    let typed = [0, 1, 2].map(|at: usize| TypedTermDates {
        first_on: terms[at].first_on.to_string(),
        half_first_on: terms[at].half_term.first_on.to_string(),
        half_last_on: terms[at].half_term.last_on.to_string(),
        last_on: terms[at].last_on.to_string(),
    });
    KeepTermDates { year, typed, seen: 0 }
}

/// A key no other command has.
pub fn key() -> RequestKey {
    RequestKey::parse(&Uuid::now_v7().simple().to_string()).unwrap()
}

/// What whoever signs for a school reads.
pub const WORDING: &str = "Our school takes this if the deal goes ahead.";

pub fn paper() -> Upload {
    let contents = b"%PDF-1.7 How we keep notes".to_vec().into();
    Upload { name: "notes.pdf".to_owned(), contents }
}

pub fn pays_now() -> RecordBaseline {
    RecordBaseline {
        category: Category::Hr,
        supplier: "Old Payroll".to_owned(),
        yearly: Net(Pence::pounds(2_000)),
        quantity: 425,
        unit: domain::price::Unit::Pupil,
        covers_from: Some(day("2025-04-01")),
        covers_to: Some(day("2026-03-31")),
        proof: Proof::Note("Our ledger of last year".to_owned()),
        key: key(),
    }
}

pub fn hr_advice() -> DraftDeal {
    DraftDeal {
        title: "HR advice".to_owned(),
        category: Category::Hr,
        provider: ProviderChoice::New("Fenwick People".to_owned()),
        description: "Advice by telephone.".to_owned(),
        terms: ProposedTerms {
            unit: Unit::Pupil,
            steps: vec![Step { from: 0, unit_price: Net(Pence::new(1_450)) }],
            quorum: Quorum { schools: Some(2), quantity: None },
            closes_at: testbed::instant("2026-12-18T17:00:00Z"),
            fee: BasisPoints::new(200),
            starts_on: day("2027-04-01"),
            months: 12,
        },
        vat: VatReason::Standard,
    }
}

/// A list of members.
pub const MEMBERS: &str = "URN,Member until\n100101,31 August 2027\n";

/// A list of people.
pub const PEOPLE: &str = "Email,Role\nnew.auditor@pool.example,Auditor\n";

/// A list whose changes nobody has seen.
pub fn unseen(list: &str) -> CarryOut {
    CarryOut { list: list.to_owned(), seen: String::new(), key: key() }
}

pub fn price_list() -> Upload {
    let contents = "title,category,price\nClerking,clerking,120\n".into();
    Upload { name: "list.csv".to_owned(), contents }
}

/// So much for each.
pub fn day_rate() -> TypedPrice {
    TypedPrice {
        kind: "per_unit".to_owned(),
        rates: TypedRates { member: "240".to_owned(), ..TypedRates::default() },
        ..TypedPrice::default()
    }
}

fn therapy() -> (TypedProvider, TypedTerms) {
    let provider =
        TypedProvider { chosen: "new".to_owned(), new_name: "Harbour Practice".to_owned() };
    let price = day_rate();
    let terms = TypedTerms {
        title: "Art therapy".to_owned(),
        description: "An art therapist in school for a day.".to_owned(),
        category: "counselling".to_owned(),
        unit: "day".to_owned(),
        vat: "standard".to_owned(),
        price,
        ..TypedTerms::default()
    };
    (provider, terms)
}

pub fn art_therapy() -> AddService {
    let (provider, terms) = therapy();
    AddService { key: key(), provider, terms }
}

pub fn changed(things: &Things) -> ChangeService {
    let (provider, terms) = therapy();
    ChangeService { service: things.draft_service, version: 1, provider, terms }
}

pub fn proposed(things: &Things) -> ProposeTerms {
    let (_, terms) = therapy();
    ProposeTerms { key: key(), service: things.service, version: things.service_row, terms }
}

pub fn shared() -> AddResource {
    let typed = TypedResource {
        title: "Lone working policy".to_owned(),
        kind: "policy".to_owned(),
        category: "hr".to_owned(),
        ..TypedResource::default()
    };
    AddResource { key: key(), typed, upload: Some(paper()) }
}

pub fn published() -> TypedPublishedPrice {
    TypedPublishedPrice {
        source_name: "A council's price list".to_owned(),
        source_url: "https://council.example/prices".to_owned(),
        seen_on: "2026-11-01".to_owned(),
        low: "310".to_owned(),
        vat: "excluded".to_owned(),
        ..TypedPublishedPrice::default()
    }
}

pub fn flat() -> TierRule {
    TierRule::Flat { amount: Pence::pounds(500) }
}

pub fn friends() -> NewTier {
    NewTier {
        name: "Friends".to_owned(),
        rights: MemberRights::Associate,
        rule: flat(),
        includes: "News".to_owned(),
    }
}

fn area() -> LaCode {
    LaCode::parse("317").unwrap()
}

pub fn another_partnership() -> CreatePartnership {
    CreatePartnership {
        name: "Another partnership".to_owned(),
        model: Model::TradedOnly,
        shape: LegalShape::Company,
        areas: vec![area()],
        lines_of_work: vec![LineOfWork::Training],
        tiers: vec![friends()],
        invoice_prefix: SellerPrefix::parse("OTHER").unwrap(),
        host: None,
        schools: Vec::new(),
        director: Director::Founder,
    }
}

pub fn facts() -> PartnershipFacts {
    PartnershipFacts {
        name: "Learning Partnership, renamed".to_owned(),
        areas: vec![area()],
        lines_of_work: vec![LineOfWork::Training],
        invoice_prefix: SellerPrefix::parse("RENAME").unwrap(),
        vat_number: None,
        invoice_address: None,
        payment_terms_days: 30,
    }
}

pub fn another_bank() -> Bank {
    Bank {
        name: "Other Bank".to_owned(),
        sort_code: "20-00-00".to_owned(),
        account: "87654321".to_owned(),
    }
}

/// A check whose proof was seen.
pub fn seen_check() -> TypedClearance {
    TypedClearance {
        kind: "registration".to_owned(),
        seen_by: "Priya Shah".to_owned(),
        ..TypedClearance::default()
    }
}

/// Trading through a council.
pub fn hosted() -> Trading {
    let host = Host { name: "Riverside Council".to_owned(), contact: None };
    Trading { shape: LegalShape::Informal, host: Some(host) }
}

/// A council with nineteen shares.
pub fn nineteen_shares() -> TypedHolding {
    TypedHolding {
        kind: "council".to_owned(),
        name: "Eastmere Council".to_owned(),
        measure: "shares".to_owned(),
        amount: "19".to_owned(),
        from: "2025-04-01".to_owned(),
        ..TypedHolding::default()
    }
}

/// A director who represents nobody.
pub fn a_director() -> TypedSeat {
    TypedSeat {
        name: "Wren Castle".to_owned(),
        from: "2025-04-01".to_owned(),
        ..TypedSeat::default()
    }
}

/// Somebody who is a member of a committee for no school.
pub fn a_committee_member() -> TypedGroupSeat {
    TypedGroupSeat {
        name: "Ivo Lanyon".to_owned(),
        office: "member".to_owned(),
        from: "2026-11-01".to_owned(),
        ..TypedGroupSeat::default()
    }
}

pub fn accounts() -> TypedActivity {
    TypedActivity {
        year: "2025-04-01".to_owned(),
        members: "1000".to_owned(),
        others: String::new(),
        source: "Accounts".to_owned(),
    }
}

pub fn concluded() -> TypedConclusion {
    TypedConclusion { concluded: "holds".to_owned(), reason: "Our lawyer says so".to_owned() }
}

pub fn an_event() -> TypedEvent {
    TypedEvent {
        title: "Leading a subject, summer".to_owned(),
        venue: "room".to_owned(),
        address: "Room 3".to_owned(),
        places: "12".to_owned(),
        sittings: "8 June 2027, 9:30 to 15:30".to_owned(),
        ..TypedEvent::default()
    }
}

pub fn planned(things: &Things) -> PlanEvent {
    PlanEvent { service: things.events.training, typed: an_event(), key: key() }
}

pub fn ticked(things: &Things) -> TakeAttendance {
    TakeAttendance {
        event: things.events.begun.0,
        sitting: things.events.begun.1,
        ticked: Vec::new(),
        key: key(),
    }
}

pub fn changed_event(things: &Things) -> ChangeEvent {
    ChangeEvent { event: things.events.event, version: 1, typed: an_event(), key: key() }
}

pub fn cancelled(things: &Things) -> CancelEvent {
    CancelEvent { event: things.events.event, reason: "Snow".to_owned(), key: key() }
}

pub fn moved_day(things: &Things) -> MoveDay {
    let (order, line, to) = (things.sent_back, things.sent_back_line, day("2027-03-01"));
    MoveDay { order, line, to, agreed_charge: Pence::ZERO, key: key() }
}

pub fn waits_for_day(things: &Things) -> JoinDayList {
    // A Sunday: nobody works.
    let (which, day) = ("day".to_owned(), "2027-03-21".to_owned());
    JoinDayList { half: None, service: things.service, which, day, key: key() }
}

/// When a buy-back is to open.
pub fn a_round() -> SetBuyBack {
    let typed = domain::buy_back::TypedRound {
        begins_on: "2027-04-01".to_owned(),
        opens_on: "2027-01-11".to_owned(),
    };
    SetBuyBack { typed }
}

/// A budget, and nothing chosen.
pub fn kept(things: &Things) -> KeepSheet {
    let (buy_back, budget) = (things.renewals.begun, "4000".to_owned());
    KeepSheet { buy_back, version: 1, rows: Vec::new(), budget }
}

pub fn waits(things: &Things) -> JoinWaitingList {
    JoinWaitingList { event: things.events.event, places: 2, key: key() }
}

pub fn named(things: &Things) -> NameDelegates {
    NameDelegates {
        order: things.events.place_of.0,
        line: things.events.place_of.1,
        names: String::new(),
        key: key(),
    }
}

pub fn judged(things: &Things) -> AnswerForOrder {
    AnswerForOrder {
        order: things.placed,
        place: None,
        typed: TypedEvaluation { score: "4".to_owned(), words: String::new() },
        key: key(),
    }
}

pub fn replied(things: &Things) -> ReplyToEvaluation {
    ReplyToEvaluation {
        evaluation: things.events.evaluation,
        reply: "Thank you".to_owned(),
        key: key(),
    }
}

pub fn month() -> YearMonth {
    YearMonth::new(2026, 12).unwrap()
}

pub fn paid(things: &Things) -> SetPay {
    let typed = TypedPay {
        engagement: "freelance".to_owned(),
        from_on: "2026-09-01".to_owned(),
        day_rate: "180".to_owned(),
        ..TypedPay::default()
    };
    SetPay { key: key(), practitioner: things.practitioner, typed }
}

pub fn earlier(things: &Things) -> EnterTerm {
    let typed = TypedTerm {
        term: "2024-autumn".to_owned(),
        offered: "70".to_owned(),
        sold: "60".to_owned(),
        delivered: "58".to_owned(),
        unmet: "4".to_owned(),
    };
    EnterTerm { key: key(), service: things.service, typed }
}

/// A delivery is not right.
pub fn says_not_right(things: &Things) -> DisputeDelivery {
    let typed = TypedDispute { kind: "shorter".to_owned(), words: "She left at noon.".to_owned() };
    let LineOfOrder { order, line } = things.to_undo;
    DisputeDelivery { order, line, typed, key: key() }
}

/// The provider stands by it.
pub fn answers(things: &Things) -> AnswerDispute {
    let (answer, words) = ("stand_by".to_owned(), "She stayed until three.".to_owned());
    let typed = TypedAnswer { answer, words, ..TypedAnswer::default() };
    let LineOfOrder { order, line } = things.to_undo;
    AnswerDispute { order, line, typed, key: key() }
}

/// Staff decide.
pub fn decides(things: &Things) -> DecideDispute {
    let (decision, reason) = ("as_said".to_owned(), "The visitors’ book says so.".to_owned());
    let typed = TypedDecision { decision, reason, ..TypedDecision::default() };
    let LineOfOrder { order, line } = things.to_undo;
    DecideDispute { order, line, typed, key: key() }
}

/// Somebody came in vain.
pub fn came_in_vain(things: &Things) -> SayNoShow {
    let typed = TypedNoShow { kind: "no_room".to_owned(), words: String::new() };
    let LineOfOrder { order, line } = things.to_confirm;
    SayNoShow { order, line, typed, key: key() }
}
