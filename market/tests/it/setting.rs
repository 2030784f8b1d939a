//! A partnership with its schools and people, to test services with.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    dead_code,
    reason = "what no use case of this feature makes is put into the tables directly"
)]

use domain::access::Role;
use domain::id::OrganisationId;
use domain::price::TypedPrice;
use domain::price::TypedRates;
use domain::service::TypedTerms;
use market::idempotency::RequestKey;
use market::person::{self, AddUser, SignIn};
use market::service::{AddService, TypedProvider};
use market::{Actor, Market, Viewer};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement, Value};
use testbed::Bed;
use uuid::Uuid;

const PASSWORD: &str = "river boats at noon";

/// Rows put into the tables directly, where no use case of this feature makes them.
pub struct Setting {
    connection: DatabaseConnection,
    backend: DbBackend,
    serial: std::sync::atomic::AtomicU32,
}

impl Setting {
    pub async fn of(bed: &Bed) -> Self {
        let connection = Database::connect(bed.database.url()).await.unwrap();
        let backend = connection.get_database_backend();
        Self { connection, backend, serial: 0.into() }
    }

    pub async fn sql(&self, sql: &str, values: Vec<Value>) {
        let statement = Statement::from_sql_and_values(self.backend, sql, values);
        self.connection.execute_raw(statement).await.unwrap();
    }

    pub async fn count(&self, sql: &str) -> i64 {
        let row = self.connection.query_one_raw(Statement::from_string(self.backend, sql)).await;
        row.unwrap().unwrap().try_get("", "n").unwrap()
    }

    pub async fn organisation(&self, kind: &str, name: &str, urn: Option<&str>) -> OrganisationId {
        let id = Uuid::now_v7();
        let serial = self.serial.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let now: chrono::DateTime<chrono::Utc> = testbed::instant(testbed::BEGINNING);
        let sql = "INSERT INTO organisation (id, kind, name, slug, urn, created_at, version) \
                   VALUES ($1, $2, $3, $4, $5, $6, 1)";
        let slug = format!("{kind}-{serial}");
        let values = vec![
            id.into(),
            kind.into(),
            name.into(),
            slug.into(),
            urn.map(str::to_owned).into(),
            now.into(),
        ];
        self.sql(sql, values).await;
        OrganisationId::from_uuid(id)
    }

    /// A partnership with two membership levels.
    pub async fn partnership(&self, name: &str, areas: &[&str]) -> Partnership {
        let id = self.organisation("partnership", name, None).await;
        let sql = "INSERT INTO partnership (organisation_id, model, legal_shape, invoice_prefix, \
                   payment_terms_days, version) VALUES ($1, 'traded_only', 'company', $2, 30, 1)";
        let prefix = id.uuid().simple().to_string();
        self.sql(sql, vec![id.uuid().into(), prefix.into()]).await;
        for area in areas {
            let sql = "INSERT INTO partnership_area (partnership_id, la_code, starts_on) \
                       VALUES ($1, $2, $3)";
            self.sql(sql, vec![id.uuid().into(), (*area).into(), day("2026-01-01").into()]).await;
        }
        let mut tiers = Vec::new();
        for (position, rights) in ["full", "associate"].into_iter().enumerate() {
            let tier = Uuid::now_v7();
            let sql = "INSERT INTO tier (id, partnership_id, name, rights, rule, includes, \
                       position, starts_on, version) VALUES ($1, $2, $3, $3, '{}', '[]', $4, $5, 1)";
            let values = vec![
                tier.into(),
                id.uuid().into(),
                rights.into(),
                i64::try_from(position).unwrap().into(),
                day("2026-01-01").into(),
            ];
            self.sql(sql, values).await;
            tiers.push(tier);
        }
        Partnership { id, full: tiers[0], associate: tiers[1] }
    }

    /// A school, with its pupils where they are known.
    pub async fn school(&self, urn: &str, la_code: &str, pupils: Option<i64>) -> OrganisationId {
        let id = self.organisation("school", &format!("School {urn}"), Some(urn)).await;
        let entry = domain::school::RegisterEntry {
            la_code: domain::text::LaCode::parse(la_code).ok(),
            ..domain::school::RegisterEntry::new(
                domain::text::Urn::parse(urn).unwrap(),
                format!("School {urn}"),
            )
        };
        let sql = "INSERT INTO register_school (number, urn, name, la_code, la_name, kind, status, \
                   entry, changed_at) VALUES ($1, $2, $3, $4, $5, 'x', 'open', $6, $7)";
        let now: chrono::DateTime<chrono::Utc> = testbed::instant(testbed::BEGINNING);
        let values = vec![
            urn.parse::<i64>().unwrap().into(),
            urn.into(),
            format!("School {urn}").into(),
            la_code.into(),
            format!("Council {la_code}").into(),
            serde_json::to_string(&entry).unwrap().into(),
            now.into(),
        ];
        self.sql(sql, values).await;
        if let Some(pupils) = pupils {
            let sql = "INSERT INTO pupil_count (urn, counted_on, source, pupils, entered_at) \
                       VALUES ($1, $2, 'register', $3, $4)";
            let values = vec![urn.into(), day("2026-01-15").into(), pupils.into(), now.into()];
            self.sql(sql, values).await;
        }
        id
    }

    pub async fn join(&self, partnership: &Partnership, school: OrganisationId, tier: Uuid) {
        let sql = "INSERT INTO membership (id, partnership_id, organisation_id, tier_id, starts_on) \
                   VALUES ($1, $2, $3, $4, $5)";
        let values = vec![
            Uuid::now_v7().into(),
            partnership.id.uuid().into(),
            school.uuid().into(),
            tier.into(),
            day("2026-04-01").into(),
        ];
        self.sql(sql, values).await;
    }

    /// Somebody with a role, signed in and acting for the organisation.
    pub async fn person(&self, market: &Market, role: Role, of: OrganisationId) -> Viewer {
        let serial = self.serial.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let email = format!("person{serial}@pool.example");
        let add = AddUser {
            email: email.clone(),
            name: format!("Person {serial}"),
            password: Some(PASSWORD.to_owned()),
            organisation: of,
            role,
            order_limit_pence: None,
        };
        person::add_user(market, add).await.unwrap();
        let typed = SignIn {
            email,
            password: PASSWORD.to_owned(),
            from: format!("from{serial}"),
            device: "test".to_owned(),
            known_by: None,
        };
        let token = person::sign_in(market, typed).await.unwrap();
        person::viewer(market, token.as_str()).await.unwrap()
    }
}

/// A partnership and the ids of its membership levels.
pub struct Partnership {
    pub id: OrganisationId,
    pub full: Uuid,
    pub associate: Uuid,
}

/// One partnership with staff, and a member school with a buyer.
pub struct World {
    pub setting: Setting,
    pub partnership: Partnership,
    pub staff: Viewer,
    pub school: OrganisationId,
    pub buyer: Viewer,
}

impl World {
    pub async fn of(bed: &Bed) -> Self {
        let setting = Setting::of(bed).await;
        let partnership = setting.partnership("Riverside Schools", &["301"]).await;
        let staff = setting.person(&bed.market, Role::PartnershipStaff, partnership.id).await;
        let school = setting.school("101001", "301", Some(420)).await;
        setting.join(&partnership, school, partnership.full).await;
        let buyer = setting.person(&bed.market, Role::Buyer, school).await;
        Self { setting, partnership, staff, school, buyer }
    }

    pub fn staff(&self) -> &Actor {
        self.staff.actor().unwrap()
    }
}

pub fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

/// A key no other command has.
pub fn key() -> RequestKey {
    RequestKey::parse(&Uuid::now_v7().simple().to_string()).unwrap()
}

/// A counselling day at a price for members, and for others where one is given.
pub fn counselling(title: &str, member: &str, others: &str) -> AddService {
    AddService {
        key: key(),
        provider: TypedProvider {
            chosen: "new".to_owned(),
            new_name: "Harbour Practice".to_owned(),
        },
        terms: TypedTerms {
            title: title.to_owned(),
            description: "A counsellor in school for a day. She brings her own materials."
                .to_owned(),
            category: "counselling".to_owned(),
            vat: "welfare".to_owned(),
            price: TypedPrice {
                kind: "per_unit".to_owned(),
                rates: TypedRates {
                    member: member.to_owned(),
                    associate: String::new(),
                    non_member: others.to_owned(),
                    ..TypedRates::default()
                },
                ..TypedPrice::default()
            },
            ..TypedTerms::default()
        },
    }
}
