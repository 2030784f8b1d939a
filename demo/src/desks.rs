//! What lies on people's desks today, so that no page of the demo is empty: somebody asks to act for
//! a school, somebody was invited, a service waits to be checked, a deal is being written, a school
//! says what it pays now. Every figure is illustrative.

use bytes::Bytes;
use chrono::{Days, NaiveTime};
use domain::access::Role;
use domain::calendar::london_instant;
use domain::deal::{ProposedTerms, Quorum, Step, Unit as Pooled};
use domain::id::ServiceId;
use domain::people::{FIRST_ORDER_LIMIT, RoleDays};
use domain::price::{TypedPrice, TypedRates, Unit};
use domain::service::{Category, Event, TypedTerms};
use domain::text::{Email, Urn};
use domain::vat::VatReason;
use domain::{BasisPoints, Failure, Net, Pence};
use market::Viewer;
use market::baseline::{Proof, RecordBaseline, record_baseline};
use market::deal::{DraftDeal, NewDraft, ProviderChoice, draft_deal};
use market::file::Upload;
use market::people::{InvitePerson, invite_person};
use market::school::{AskToJoin, ask_to_join};
use market::service::{
    AddDocument, AddService, MoveService, TypedProvider, add_document, add_service, move_service,
};

use crate::cast::Cast;
use crate::names::Name;
use crate::papers;
use crate::services::{Catalogue, THERAPISTS};
use crate::stage::Stage;

/// Lays everything on its desk.
pub(crate) async fn lay(
    stage: &Stage<'_>,
    cast: &Cast,
    catalogue: &Catalogue,
    [asks, invited]: [Name; 2],
) -> Result<(), Failure> {
    somebody_asks(stage, cast, &asks).await?;
    somebody_was_invited(stage, cast, &invited).await?;
    agreement(stage, cast, catalogue.service("Counselling for pupils")?).await?;
    service_to_check(stage, cast).await?;
    deal_being_written(stage, cast).await?;
    what_the_school_pays(stage, cast).await
}

/// A second business manager asks to act for the tour's school: its head decides.
async fn somebody_asks(stage: &Stage<'_>, cast: &Cast, name: &Name) -> Result<(), Failure> {
    let urn = Urn::parse(&cast.tour_school.is.urn).map_err(|p| Failure::field("urn", p))?;
    let ask = AskToJoin { urn, name: name.full(), email: name.email(), role: Role::Buyer };
    ask_to_join(&stage.market, &Viewer::Visitor, "192.0.2.1", ask).await
}

async fn somebody_was_invited(stage: &Stage<'_>, cast: &Cast, name: &Name) -> Result<(), Failure> {
    let email = Email::parse(&name.email()).map_err(|p| Failure::field("email", p))?;
    let (limit, days) = (Some(FIRST_ORDER_LIMIT), RoleDays::default());
    let command = InvitePerson { email, role: Role::Buyer, limit, days };
    let head = &cast.tour_school.head;
    invite_person(&stage.market, head, &stage.key()?, command).await.map(|_| ())
}

/// The agreement that stands with a service.
async fn agreement(stage: &Stage<'_>, cast: &Cast, service: ServiceId) -> Result<(), Failure> {
    let lines = [
        "Service agreement: counselling for pupils".to_owned(),
        "Made up for the Commonpool demo.".to_owned(),
        String::new(),
        "A counsellor is in school for the whole day and keeps notes that the school does not see."
            .to_owned(),
        "Concerns about a child's safety go to the designated safeguarding lead the same day."
            .to_owned(),
    ];
    let contents = Bytes::from(papers::pdf(&lines));
    let command = AddDocument {
        key: stage.key()?,
        service,
        title: "Service agreement".to_owned(),
        upload: Some(Upload { name: "Service agreement.pdf".to_owned(), contents }),
    };
    add_document(&stage.market, &cast.staff, command).await.map(|_| ())
}

/// A service of the therapists that staff have to check before it goes on sale.
async fn service_to_check(stage: &Stage<'_>, cast: &Cast) -> Result<(), Failure> {
    let rates = TypedRates {
        member: "365".to_owned(),
        associate: String::new(),
        non_member: "410".to_owned(),
        ..TypedRates::default()
    };
    let terms = TypedTerms {
        title: "Communication-friendly classrooms: an audit day".to_owned(),
        summary: "A therapist looks at your classrooms with your staff.".to_owned(),
        description: "A day in school, and a plan of what to change first. Prices and names are \
                      illustrative."
            .to_owned(),
        included: "A written plan\nA visit a term later".to_owned(),
        category: Category::SpeechAndLanguageTherapy.code().to_owned(),
        unit: Unit::Day.code().to_owned(),
        price: TypedPrice { kind: "per_unit".to_owned(), rates, ..TypedPrice::default() },
        vat: String::new(),
        notice_days: "10".to_owned(),
        ..TypedTerms::default()
    };
    let provider = TypedProvider { chosen: "new".to_owned(), new_name: THERAPISTS.to_owned() };
    let command = AddService { key: stage.key()?, provider, terms };
    let service = add_service(&stage.market, &cast.staff, command).await?;
    let submit = MoveService { service, event: Event::Submit };
    move_service(&stage.market, &cast.staff, submit).await
}

async fn deal_being_written(stage: &Stage<'_>, cast: &Cast) -> Result<(), Failure> {
    let five = NaiveTime::from_hms_opt(17, 0, 0).unwrap_or_default();
    let closes_on = stage.in_days(60);
    let closes_at = london_instant(closes_on, five).ok_or(Failure::NotFound)?;
    let step = |from, pence| Step { from, unit_price: Net(Pence::new(pence)) };
    let draft = DraftDeal {
        title: "Photocopiers and print".to_owned(),
        category: Category::Ict,
        provider: ProviderChoice::New("Inkwell and Platen".to_owned()),
        description: "Machines, toner and repairs by the next working day, for three years. All \
                      figures are illustrative."
            .to_owned(),
        terms: ProposedTerms {
            unit: Pooled::Each,
            steps: vec![step(0, 148_000), step(15, 139_000), step(30, 131_000)],
            quorum: Quorum { schools: Some(10), quantity: None },
            closes_at,
            fee: BasisPoints::new(150),
            starts_on: closes_on.checked_add_days(Days::new(30)).unwrap_or(closes_on),
            months: 36,
        },
        vat: VatReason::Standard,
    };
    let new = NewDraft { draft, key: stage.key()? };
    draft_deal(&stage.market, &cast.procurement, new).await.map(|_| ())
}

/// What the tour's school pays now for something it does not buy here yet.
async fn what_the_school_pays(stage: &Stage<'_>, cast: &Cast) -> Result<(), Failure> {
    let pupils = cast.tour_school.is.pupils;
    let yearly = Net(Pence::new(1_420).times(i64::from(pupils))?);
    let lines = [
        "Tallow and Sons Cleaning - INVOICE".to_owned(),
        "Made up for the Commonpool demo: no such firm, no such school.".to_owned(),
        format!("For: cleaning, twelve months, {pupils} pupils"),
        format!("Total excluding VAT: {}", yearly.pence()),
    ];
    let contents = Bytes::from(papers::pdf(&lines));
    let command = RecordBaseline {
        category: Category::Cleaning,
        supplier: "Tallow and Sons Cleaning".to_owned(),
        yearly,
        quantity: pupils,
        unit: Unit::Pupil,
        covers_from: Some(stage.days_ago(364)),
        covers_to: Some(stage.today),
        proof: Proof::File(Upload { name: "Last invoice.pdf".to_owned(), contents }),
        key: stage.key()?,
    };
    record_baseline(&stage.market, &cast.tour_school.buyer, command).await.map(|_| ())
}
