//! A partnership that sells counsellors' days, two member schools, and everybody who has a hand in
//! an order.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    dead_code,
    reason = "partnerships and members are put in place as the rooms that make them would"
)]

use chrono::NaiveDate;
use domain::access::Role;
use domain::capacity::{Half, TypedPattern};
use domain::id::{InvoiceId, OrganisationId, PaymentId, ServiceId, ServiceVersionId};
use domain::market_rate::TypedPublishedPrice;
use domain::payment::TypedPayment;
use domain::price::{TypedPrice, TypedRates};
use domain::service::{Event, TypedTerms};
use domain::{Failure, Pence};
use market::capacity::{
    AddPractitioner, CreatePool, EndPractitioner, add_practitioner, create_pool, end_practitioner,
    view_pool,
};
use market::idempotency::RequestKey;
use market::invoice::{RaiseInvoices, Raised, raise_all_invoices, uninvoiced, view_invoice};
use market::market_rate::{RecordPricePoint, record_price_point};
use market::order::{self, LineOfOrder, PlaceOrder, Placed, QuoteOrder, Seen, Wanted};
use market::payment::{RecordPayment, record_payment};
use market::person::{self, AddUser, SignIn};
use market::service::{AddService, MoveService, TypedProvider, add_service, move_service};
use market::{Actor, Market};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, FromQueryResult, Statement, Value};
use testbed::Bed;
use uuid::Uuid;

const PASSWORD: &str = "river boats at noon";
/// A Tuesday in term, more than a week after every test's beginning.
pub const TUESDAY: &str = "2026-12-08";
/// What one day costs a member, excluding VAT, in pence.
pub const DAY_NET: i64 = 24_000;

const NO_VERSION: ServiceVersionId = ServiceVersionId::from_uuid(Uuid::nil());

/// The database behind the market's back.
pub struct Sql(DatabaseConnection);

impl Sql {
    pub async fn over(bed: &Bed) -> Self {
        Self(Database::connect(bed.database.url()).await.unwrap())
    }

    pub async fn run(&self, sql: &str, values: impl IntoIterator<Item = Value>) {
        let backend = self.0.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        self.0.execute_raw(statement).await.unwrap();
    }

    pub async fn script(&self, sql: &str) {
        self.0.execute_unprepared(sql).await.unwrap();
    }

    /// Whether the database itself refuses a statement.
    pub async fn refuses(&self, sql: &str) -> bool {
        self.0.execute_unprepared(sql).await.is_err()
    }

    pub fn is_sqlite(&self) -> bool {
        self.0.get_database_backend() == sea_orm::DbBackend::Sqlite
    }

    /// One number that a statement gives under the name `n`.
    pub async fn number(&self, sql: &str) -> i64 {
        #[derive(FromQueryResult)]
        struct Row {
            n: i64,
        }
        let backend = self.0.get_database_backend();
        let row = self.0.query_one_raw(Statement::from_string(backend, sql)).await.unwrap();
        Row::from_query_result(&row.unwrap(), "").unwrap().n
    }

    pub async fn organisation(&self, kind: &str, name: &str, urn: Option<&str>) -> OrganisationId {
        let id = Uuid::now_v7();
        self.run(
            "INSERT INTO organisation (id, kind, name, slug, urn, created_at, version) \
             VALUES ($1, $2, $3, $4, $5, $6, 1)",
            [
                id.into(),
                kind.into(),
                name.into(),
                id.simple().to_string().into(),
                urn.map(str::to_owned).into(),
                testbed::instant(testbed::BEGINNING).into(),
            ],
        )
        .await;
        OrganisationId::from_uuid(id)
    }
}

pub struct World {
    pub sql: Sql,
    pub partnership: OrganisationId,
    pub provider: OrganisationId,
    pub school: OrganisationId,
    pub other_school: OrganisationId,
    pub service: ServiceId,
    /// Buys up to £300 including VAT alone: one day.
    pub buyer: Actor,
    /// Approves without limit.
    pub head: Actor,
    /// Keeps the school's accounts.
    pub finance: Actor,
    /// Buys for the other school without limit.
    pub other_buyer: Actor,
    pub staff: Actor,
    /// Keeps the counsellors' days.
    pub manager: Actor,
}

impl World {
    /// Has all counsellors work on in the next school year.
    pub async fn goes_on(&self, market: &Market) {
        for one in view_pool(market, &self.manager, self.service).await.unwrap().people {
            let ends_on = "2028-08-31".to_owned();
            let later = EndPractitioner { key: key(), practitioner: one.id, ends_on };
            end_practitioner(market, &self.manager, later).await.unwrap();
        }
    }

    /// With so many counsellors who all work Mondays and Tuesdays.
    pub async fn with_counsellors(bed: &Bed, counsellors: usize) -> Self {
        let sql = Sql::over(bed).await;
        let partnership = sql.organisation("partnership", "Riverside Schools", None).await;
        let tier = partnership_rows(&sql, partnership).await;
        let school = sql.organisation("school", "Hill Rise Primary", Some("100101")).await;
        let other_school = sql.organisation("school", "Marsh Lane School", Some("100102")).await;
        for member in [school, other_school] {
            join(&sql, partnership, member, tier).await;
        }
        let staff = person(bed, partnership, Role::PartnershipStaff, "Sam Patel", None).await;
        let service = counselling(&bed.market, &staff, counsellors).await;
        let provider = provider_of(&sql, service).await;
        Self {
            buyer: person(bed, school, Role::Buyer, "Amina Rahman", Some(30_000)).await,
            head: person(bed, school, Role::Approver, "Grace Adeyemi", None).await,
            finance: person(bed, school, Role::Finance, "Tom Field", None).await,
            other_buyer: person(bed, other_school, Role::Buyer, "Lena Fox", None).await,
            manager: person(bed, provider, Role::ProviderManager, "Priya Shah", None).await,
            sql,
            partnership,
            provider,
            school,
            other_school,
            service,
            staff,
        }
    }

    pub async fn of(bed: &Bed) -> Self {
        Self::with_counsellors(bed, 3).await
    }

    /// Something on sale at £5 each.
    pub async fn sold_by_number(&self, market: &Market, title: &str) -> ServiceId {
        let provider = TypedProvider { chosen: self.provider.to_string(), new_name: String::new() };
        let terms = TypedTerms {
            title: title.to_owned(),
            description: "What a school gets.".to_owned(),
            category: "payroll".to_owned(),
            unit: "item".to_owned(),
            vat: "standard".to_owned(),
            price: per_day("5"),
            ..TypedTerms::default()
        };
        let add = AddService { key: key(), provider, terms };
        let service = add_service(market, &self.staff, add).await.unwrap();
        let publish = MoveService { service, event: Event::Publish };
        move_service(market, &self.staff, publish).await.unwrap();
        service
    }

    /// A buyer without limit of another member school.
    pub async fn buyer_of_another(&self, bed: &Bed, number: u32) -> Actor {
        let (name, urn) = (format!("School {number}"), (200_000 + number).to_string());
        let school = self.sql.organisation("school", &name, Some(&urn)).await;
        let tier = tier_of(&self.sql, self.partnership).await;
        join(&self.sql, self.partnership, school, tier).await;
        person(bed, school, Role::Buyer, &format!("Buyer {number}"), None).await
    }

    /// Books days as the given buyer.
    pub async fn book(
        &self,
        market: &Market,
        buyer: &Actor,
        days: &[&str],
    ) -> Result<Placed, Failure> {
        order::place_order(market, buyer, self.booking(market, buyer, days).await).await
    }

    /// Days as their page shows them before they are booked.
    pub async fn booking(&self, market: &Market, buyer: &Actor, days: &[&str]) -> PlaceOrder {
        let days: Vec<NaiveDate> = days.iter().map(|text| day(text)).collect();
        let asked = QuoteOrder { service: self.service, wanted: Wanted::Days(days.clone()) };
        let quoted = order::quote_order(market, buyer, asked).await;
        // Whoever asks for what cannot be had has been shown nothing.
        let nothing = Seen { version: NO_VERSION, gross: Pence::ZERO, needs_approval: false };
        PlaceOrder {
            service: self.service,
            wanted: Wanted::Days(days),
            purchase_order_number: None,
            seen: quoted.map_or(nothing, |quote| quote.seen()),
            key: key(),
        }
    }

    /// A service that sells halves of the same counsellors' days.
    pub async fn by_halves(&self, bed: &Bed) -> ServiceId {
        let service = on_sale(bed, self, terms("Counselling, half a day", "half_day", "130")).await;
        let create = CreatePool { service, people_of: Some(self.service) };
        create_pool(&bed.market, &self.staff, create).await.unwrap();
        service
    }

    /// Somebody writes down that so much was paid of an invoice.
    pub async fn paid(
        &self,
        market: &Market,
        invoice: InvoiceId,
        (amount, received_on): (Pence, &str),
    ) -> Result<PaymentId, Failure> {
        let school = view_invoice(market, &self.staff, invoice).await.unwrap().school;
        let typed = TypedPayment {
            received_on: received_on.to_owned(),
            amount: amount.to_string(),
            way: "bank".to_owned(),
            reference: String::new(),
        };
        let command = RecordPayment { key: key(), school, typed, invoices: vec![invoice] };
        record_payment(market, &self.staff, command).await
    }

    /// An invoice is paid in full.
    pub async fn pay(&self, market: &Market, invoice: InvoiceId, on: &str) -> PaymentId {
        let owed = view_invoice(market, &self.staff, invoice).await.unwrap().outstanding.pence();
        self.paid(market, invoice, (owed, on)).await.unwrap()
    }

    /// Invoices whatever is to be invoiced.
    pub async fn invoice_all(&self, market: &Market) -> Vec<Raised> {
        let waiting = uninvoiced(market, &self.staff).await.unwrap();
        let schools = waiting.iter().map(|waiting| waiting.school).collect();
        let raise = RaiseInvoices { schools, key: key() };
        raise_all_invoices(market, &self.staff, raise).await.unwrap()
    }

    /// Confirms every line of an order.
    pub async fn deliver(&self, market: &Market, placed: &Placed) {
        let viewed = order::view_order(market, &self.manager, placed.order).await.unwrap();
        for line in viewed.lines {
            let line = LineOfOrder { order: placed.order, line: line.id };
            order::confirm_delivery(market, &self.manager, line).await.unwrap();
        }
    }

    /// What the savings ledger says of a stage, in pence: entries and sums, which must agree.
    pub async fn saved(&self, stage: &str) -> i64 {
        let of = |table: &str| {
            format!(
                "SELECT CAST(COALESCE(SUM(amount_pence), 0) AS BIGINT) AS n FROM {table} \
                 WHERE stage = '{stage}'"
            )
        };
        let entries = self.sql.number(&of("saving_entry")).await;
        assert_eq!(entries, self.sql.number(&of("saving_sum")).await, "{stage}");
        entries
    }
}

async fn partnership_rows(sql: &Sql, partnership: OrganisationId) -> Uuid {
    sql.run(
        "INSERT INTO partnership (organisation_id, model, legal_shape, invoice_prefix, \
         vat_number, bank_name, bank_sort_code, bank_account, payment_terms_days, version) \
         VALUES ($1, 'traded_only', 'company', 'RIVER', 'GB123456789', 'Riverside Schools', \
         '40-11-22', '12345678', 30, 1)",
        [partnership.uuid().into()],
    )
    .await;
    let tier = Uuid::now_v7();
    sql.run(
        "INSERT INTO tier (id, partnership_id, name, rights, rule, includes, position, starts_on, \
         version) VALUES ($1, $2, 'Full', 'full', '{}', '[]', 1, $3, 1)",
        [tier.into(), partnership.uuid().into(), day("2020-01-01").into()],
    )
    .await;
    tier
}

async fn tier_of(sql: &Sql, partnership: OrganisationId) -> Uuid {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let backend = sql.0.get_database_backend();
    let asked = "SELECT id FROM tier WHERE partnership_id = $1";
    let asked = Statement::from_sql_and_values(backend, asked, [partnership.uuid().into()]);
    let row = sql.0.query_one_raw(asked).await.unwrap().unwrap();
    Row::from_query_result(&row, "").unwrap().id
}

async fn join(sql: &Sql, partnership: OrganisationId, school: OrganisationId, tier: Uuid) {
    sql.run(
        "INSERT INTO membership (id, partnership_id, organisation_id, tier_id, starts_on) \
         VALUES ($1, $2, $3, $4, $5)",
        [
            Uuid::now_v7().into(),
            partnership.uuid().into(),
            school.uuid().into(),
            tier.into(),
            day("2026-04-01").into(),
        ],
    )
    .await;
}

async fn provider_of(sql: &Sql, service: ServiceId) -> OrganisationId {
    #[derive(FromQueryResult)]
    struct Row {
        provider_id: Uuid,
    }
    let backend = sql.0.get_database_backend();
    let asked = "SELECT provider_id FROM service WHERE id = $1";
    let asked = Statement::from_sql_and_values(backend, asked, [service.uuid().into()]);
    let row = sql.0.query_one_raw(asked).await.unwrap().unwrap();
    OrganisationId::from_uuid(Row::from_query_result(&row, "").unwrap().provider_id)
}

/// Somebody with a role, signed in and acting for the organisation.
pub async fn person(
    bed: &Bed,
    organisation: OrganisationId,
    role: Role,
    name: &str,
    order_limit_pence: Option<i64>,
) -> Actor {
    let email = format!("{}@pool.example", name.to_lowercase().replace(' ', "."));
    let add = AddUser {
        email: email.clone(),
        name: name.to_owned(),
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

/// Counsellors' days at £240 for members, with three outside prices whose median is £300.
async fn counselling(market: &Market, staff: &Actor, counsellors: usize) -> ServiceId {
    let provider =
        TypedProvider { chosen: "new".to_owned(), new_name: "Harbour Counselling".to_owned() };
    sold(market, staff, provider, counsellors).await
}

/// The same, delivered by whoever is named.
pub async fn sold(
    market: &Market,
    staff: &Actor,
    provider: TypedProvider,
    counsellors: usize,
) -> ServiceId {
    let terms = TypedTerms {
        title: "Counselling in school".to_owned(),
        description: "A counsellor in school for a day.".to_owned(),
        category: "counselling".to_owned(),
        unit: "day".to_owned(),
        vat: "standard".to_owned(),
        price: per_day("240"),
        ..TypedTerms::default()
    };
    let service = add_service(market, staff, AddService { key: key(), provider, terms });
    let service = service.await.unwrap();
    create_pool(market, staff, CreatePool { service, people_of: None }).await.unwrap();
    for number in 1..=counsellors {
        let add = AddPractitioner {
            key: key(),
            service,
            name: format!("Counsellor {number}"),
            pattern: TypedPattern::every(["Mon", "Tue"]),
            starts_on: "2026-11-23".to_owned(),
            ends_on: "2027-03-31".to_owned(),
        };
        add_practitioner(market, staff, add).await.unwrap();
    }
    for price in ["280", "300", "340"] {
        let typed = TypedPublishedPrice {
            source_name: "A council's price list".to_owned(),
            source_url: "https://council.example/prices".to_owned(),
            seen_on: "2026-11-01".to_owned(),
            low: price.to_owned(),
            vat: "excluded".to_owned(),
            ..TypedPublishedPrice::default()
        };
        let point = RecordPricePoint { key: key(), service, typed };
        record_price_point(market, staff, point).await.unwrap();
    }
    move_service(market, staff, MoveService { service, event: Event::Publish }).await.unwrap();
    service
}

/// A service on sale, delivered by the counsellors' provider.
pub async fn on_sale(bed: &Bed, world: &World, terms: TypedTerms) -> ServiceId {
    let provider = TypedProvider { chosen: world.provider.to_string(), new_name: String::new() };
    let add = AddService { key: key(), provider, terms };
    let service = add_service(&bed.market, &world.staff, add).await.unwrap();
    let publish = MoveService { service, event: Event::Publish };
    move_service(&bed.market, &world.staff, publish).await.unwrap();
    service
}

/// What is said of a service in payroll of which one costs so many pounds.
pub fn terms(title: &str, unit: &str, pounds: &str) -> TypedTerms {
    TypedTerms {
        title: title.to_owned(),
        description: "What a school gets.".to_owned(),
        category: "payroll".to_owned(),
        unit: unit.to_owned(),
        vat: "standard".to_owned(),
        price: per_day(pounds),
        ..TypedTerms::default()
    }
}

pub fn per_day(pounds: &str) -> TypedPrice {
    TypedPrice {
        kind: "per_unit".to_owned(),
        rates: TypedRates { member: pounds.to_owned(), ..TypedRates::default() },
        ..TypedPrice::default()
    }
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Books days, or the same half of each, as their page shows them.
pub async fn book_slots(
    market: &Market,
    buyer: &Actor,
    service: ServiceId,
    (half, days): (Option<Half>, &[&str]),
) -> Result<Placed, Failure> {
    let wanted = Wanted::days_of(half, days.iter().map(|text| day(text)).collect());
    let asked = QuoteOrder { service, wanted: wanted.clone() };
    let seen = order::quote_order(market, buyer, asked).await?.seen();
    let order = PlaceOrder { service, wanted, purchase_order_number: None, seen, key: key() };
    order::place_order(market, buyer, order).await
}

/// A key no other command has.
pub fn key() -> RequestKey {
    RequestKey::parse(&Uuid::now_v7().simple().to_string()).unwrap()
}
