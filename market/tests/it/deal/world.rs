//! A partnership with its staff, and member schools with a buyer each.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    dead_code,
    reason = "partnerships and members are put in place as the rooms that make them would; each \
              package that tests with this world uses a part of it"
)]

use bytes::Bytes;
use chrono::NaiveDate;
use domain::access::Role;
use domain::deal::{ProposedTerms, Quorum, Step, Unit};
use domain::id::{BaselineId, DealId, OrganisationId};
use domain::service::Category;
use domain::vat::VatReason;
use domain::{BasisPoints, Failure, Net, Pence};
use market::baseline::{self, Proof, RecordBaseline};
use market::deal::{
    self, CommitToDeal, DealShown, DraftDeal, For, NewDraft, OpenDeal, ProviderChoice, Seen,
    SignedUp,
};
use market::file::Upload;
use market::idempotency::RequestKey;
use market::invoice::{RaiseInvoices, Raised, raise_all_invoices, uninvoiced};
use market::person::{self, AddUser, SignIn};
use market::{Actor, Market};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, FromQueryResult, Statement, Value};
use testbed::Bed;
use uuid::Uuid;

const PASSWORD: &str = "river boats at noon";
/// When every deal here closes.
pub const CLOSES: &str = "2026-12-18T17:00:00Z";

pub struct World {
    pub lead: Actor,
    pub schools: Vec<Member>,
    pub sql: Sql,
}

pub struct Member {
    pub school: OrganisationId,
    pub buyer: Actor,
    pub pupils: u32,
}

/// The database behind the market's back.
pub struct Sql(DatabaseConnection);

impl Sql {
    pub async fn over(bed: &Bed) -> Self {
        Self(Database::connect(bed.database.url()).await.unwrap())
    }

    pub async fn run(&self, sql: &str, values: impl IntoIterator<Item = Value>) {
        self.try_run(sql, values).await.unwrap();
    }

    /// Runs a statement that the database may refuse, with its words.
    pub async fn try_run(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<(), String> {
        let backend = self.0.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        self.0.execute_raw(statement).await.map(|_| ()).map_err(|error| error.to_string())
    }

    /// The id that a statement gives for another under the name `id`.
    pub async fn id(&self, sql: &str, of: Uuid) -> Uuid {
        let backend = self.0.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, [of.into()]);
        self.0.query_one_raw(statement).await.unwrap().unwrap().try_get("", "id").unwrap()
    }

    /// One number that a statement gives under the name `n`.
    pub async fn number(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> i64 {
        #[derive(FromQueryResult)]
        struct Row {
            n: i64,
        }
        let backend = self.0.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let row = self.0.query_one_raw(statement).await.unwrap().unwrap();
        Row::from_query_result(&row, "").unwrap().n
    }
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A key no other command has.
pub fn fresh_key() -> RequestKey {
    key(&Uuid::new_v4().simple().to_string())
}

pub fn key(text: &str) -> RequestKey {
    RequestKey::parse(&format!("key-of-{text}")).unwrap()
}

/// A world with so many member schools; the number of pupils of the `n`th is 100 + 10n.
pub async fn world(bed: &Bed, members: u32) -> World {
    let sql = Sql::over(bed).await;
    let partnership =
        organisation(&sql, "partnership", "Riverside Learning Partnership", None).await;
    sql.run(
        "INSERT INTO partnership (organisation_id, model, legal_shape, invoice_prefix, \
         vat_number, payment_terms_days, version) \
         VALUES ($1, 'traded_only', 'company', 'RLP', 'GB123456789', 30, 1)",
        [partnership.uuid().into()],
    )
    .await;
    let tier = Uuid::new_v4();
    sql.run(
        "INSERT INTO tier (id, partnership_id, name, rights, rule, includes, position, starts_on, \
         version) VALUES ($1, $2, 'Full', 'full', '{}', '', 1, $3, 1)",
        [tier.into(), partnership.uuid().into(), day("2020-01-01").into()],
    )
    .await;
    let lead = person(bed, partnership, Role::ProcurementLead, "lead", None).await;
    let mut schools = Vec::new();
    for number in 1..=members {
        let urn = format!("{}", 100_000 + number);
        let school = organisation(&sql, "school", &format!("School {number:02}"), Some(&urn)).await;
        let pupils = 100 + 10 * number;
        sql.run(
            "INSERT INTO pupil_count (urn, counted_on, source, pupils, entered_at) \
             VALUES ($1, $2, 'register', $3, $4)",
            [
                urn.into(),
                day("2026-10-01").into(),
                i64::from(pupils).into(),
                bed.market.now().into(),
            ],
        )
        .await;
        join(&sql, partnership, school, tier).await;
        let buyer = person(bed, school, Role::Buyer, &format!("buyer{number}"), None).await;
        schools.push(Member { school, buyer, pupils });
    }
    World { lead, schools, sql }
}

async fn join(sql: &Sql, partnership: OrganisationId, school: OrganisationId, tier: Uuid) {
    sql.run(
        "INSERT INTO membership (id, partnership_id, organisation_id, tier_id, starts_on) \
         VALUES ($1, $2, $3, $4, $5)",
        [
            Uuid::new_v4().into(),
            partnership.uuid().into(),
            school.uuid().into(),
            tier.into(),
            day("2025-09-01").into(),
        ],
    )
    .await;
}

pub async fn organisation(sql: &Sql, kind: &str, name: &str, urn: Option<&str>) -> OrganisationId {
    let id = Uuid::new_v4();
    let created: chrono::DateTime<chrono::Utc> = testbed::instant(testbed::BEGINNING);
    sql.run(
        "INSERT INTO organisation (id, kind, name, slug, urn, created_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, 1)",
        [
            id.into(),
            kind.into(),
            name.into(),
            id.simple().to_string().into(),
            urn.map(str::to_owned).into(),
            created.into(),
        ],
    )
    .await;
    OrganisationId::from_uuid(id)
}

/// Somebody with one role, signed in.
pub async fn person(
    bed: &Bed,
    organisation: OrganisationId,
    role: Role,
    name: &str,
    order_limit_pence: Option<i64>,
) -> Actor {
    let email = format!("{name}@pool.example");
    let add = AddUser {
        email: email.clone(),
        name: format!("Person {name}"),
        password: Some(PASSWORD.to_owned()),
        organisation,
        role,
        order_limit_pence,
    };
    person::add_user(&bed.market, add).await.unwrap();
    let typed = SignIn {
        email,
        password: PASSWORD.to_owned(),
        from: name.to_owned(),
        device: "test".to_owned(),
        known_by: None,
    };
    let token = person::sign_in(&bed.market, typed).await.unwrap();
    person::viewer(&bed.market, token.as_str()).await.unwrap().actor().unwrap().clone()
}

/// HR advice and payroll: £14.50 a pupil, from 300 pupils £12.75, from 600 pupils £11.20; at least
/// three schools; two years and a half from April.
pub fn hr_and_payroll() -> DraftDeal {
    let step = |from, pence| Step { from, unit_price: Net(Pence::new(pence)) };
    DraftDeal {
        title: "HR advice and payroll".to_owned(),
        category: Category::Hr,
        provider: ProviderChoice::New("Fenwick Payroll".to_owned()),
        description: "Advice by telephone, payroll every month.".to_owned(),
        terms: ProposedTerms {
            unit: Unit::Pupil,
            steps: vec![step(0, 1_450), step(300, 1_275), step(600, 1_120)],
            quorum: Quorum { schools: Some(3), quantity: None },
            closes_at: testbed::instant(CLOSES),
            fee: BasisPoints::new(200),
            starts_on: day("2027-04-01"),
            months: 30,
        },
        vat: VatReason::Standard,
    }
}

/// A new draft.
pub fn new(draft: DraftDeal) -> NewDraft {
    NewDraft { draft, key: fresh_key() }
}

/// The opening of a draft.
pub fn opening(deal: DealId) -> OpenDeal {
    OpenDeal { deal, key: fresh_key() }
}

/// An open deal.
pub async fn open(bed: &Bed, world: &World) -> DealId {
    let id = deal::draft_deal(&bed.market, &world.lead, new(hr_and_payroll())).await.unwrap();
    deal::open_deal(&bed.market, &world.lead, opening(id)).await.unwrap();
    id
}

pub fn invoice() -> Upload {
    Upload { name: "last-invoice.pdf".to_owned(), contents: Bytes::from_static(b"%PDF-1.7 paid") }
}

/// What a school pays now: £18 a pupil, with its last invoice.
pub async fn pays(
    market: &Market,
    member: &Member,
    pounds_a_pupil: i64,
    proof: Proof,
) -> BaselineId {
    pays_to(market, member, "Old Payroll", pounds_a_pupil, proof).await
}

/// What a school pays a supplier now.
pub async fn pays_to(
    market: &Market,
    member: &Member,
    supplier: &str,
    pounds_a_pupil: i64,
    proof: Proof,
) -> BaselineId {
    let record = RecordBaseline {
        category: Category::Hr,
        supplier: supplier.to_owned(),
        yearly: Net(Pence::new(pounds_a_pupil * 100 * i64::from(member.pupils))),
        quantity: member.pupils,
        unit: domain::price::Unit::Pupil,
        covers_from: Some(day("2025-04-01")),
        covers_to: Some(day("2026-03-31")),
        proof,
        key: fresh_key(),
    };
    baseline::record_baseline(market, &member.buyer, record).await.unwrap()
}

/// The promise of a school for all its pupils, as the page shows it.
pub async fn promise(
    market: &Market,
    deal: DealId,
    member: &Member,
    baseline: BaselineId,
) -> CommitToDeal {
    promise_for(market, deal, member, baseline, member.pupils).await
}

/// The promise of a school for so many.
pub async fn promise_for(
    market: &Market,
    deal: DealId,
    member: &Member,
    baseline: BaselineId,
    quantity: u32,
) -> CommitToDeal {
    let wording = "Our school takes this service if the deal goes ahead.".to_owned();
    CommitToDeal {
        deal,
        quantity,
        quantity_reason: None,
        baseline,
        purchase_order_number: None,
        seen: seen(market, deal, member, quantity, &wording).await,
        wording,
        key: key(&format!("{deal}-{}", member.school)),
    }
}

/// What the page shows; nothing to whom the deal does not exist.
async fn seen(
    market: &Market,
    deal: DealId,
    member: &Member,
    quantity: u32,
    wording: &str,
) -> Seen {
    match deal::view_deal(market, &member.buyer, deal, Some(quantity)).await {
        Ok(DealShown { to: For::School(school), .. }) => school.authority.unwrap().seen(wording),
        _ => Seen { most_gross: Pence::ZERO, gross: Pence::ZERO, wording_digest: String::new() },
    }
}

/// A school states what it pays now, with its invoice, and signs up.
pub async fn sign_up(market: &Market, deal: DealId, member: &Member) -> Result<SignedUp, Failure> {
    let baseline = pays(market, member, 18, Proof::File(invoice())).await;
    let promise = promise(market, deal, member, baseline).await;
    deal::commit_to_deal(market, &member.buyer, promise).await
}

/// The sum of savings at a stage.
pub async fn saved(world: &World, stage: &str) -> i64 {
    let entries = world
        .sql
        .number(
            "SELECT CAST(COALESCE(SUM(amount_pence), 0) AS BIGINT) AS n FROM saving_entry \
             WHERE stage = $1",
            [stage.into()],
        )
        .await;
    let sums = world
        .sql
        .number(
            "SELECT CAST(COALESCE(SUM(amount_pence), 0) AS BIGINT) AS n FROM saving_sum \
             WHERE stage = $1",
            [stage.into()],
        )
        .await;
    assert_eq!(entries, sums, "the sums stay in step with the entries");
    entries
}

/// How many call-off orders a deal has led to.
pub async fn orders(world: &World, deal: DealId) -> i64 {
    world
        .sql
        .number(
            "SELECT COUNT(DISTINCT order_id) AS n FROM order_line WHERE deal_id = $1",
            [deal.uuid().into()],
        )
        .await
}

/// Lets the closing time come, and does what is due.
pub async fn close(bed: &Bed) {
    bed.clock.set(testbed::instant(CLOSES));
    bed.run_jobs().await;
}

/// Invoices whatever is to be invoiced.
pub async fn invoice_all(market: &Market, staff: &Actor) -> Vec<Raised> {
    let waiting = uninvoiced(market, staff).await.unwrap();
    let schools = waiting.iter().map(|waiting| waiting.school).collect();
    let raise = RaiseInvoices { schools, key: fresh_key() };
    raise_all_invoices(market, staff, raise).await.unwrap()
}
