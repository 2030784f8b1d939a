//! What we know of a person, for themselves to keep (UK GDPR, articles 15 and 20).

use chrono::{DateTime, NaiveDate, Utc};
use domain::Failure;
use domain::id::PersonId;
use sea_orm::FromQueryResult;
use serde::Serialize;

use crate::Market;
use crate::access::Actor;
use crate::db::Reader;

/// Everything kept about a person, as they download it.
#[derive(Debug, Clone, Serialize)]
pub struct MyData {
    /// When it was put together.
    pub as_of: DateTime<Utc>,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: Option<String>,
    /// Since when they are known.
    pub known_since: DateTime<Utc>,
    /// Every role they hold or held.
    pub roles: Vec<RoleHeld>,
    /// For whom they stand in or stood in, and who for them.
    pub deputies: Vec<StoodIn>,
    /// The trusts and federations for whose schools they may act, or might.
    pub acting_rights: Vec<ActingRight>,
    /// The boards, committees and other groups on which they sit or sat.
    pub seats: Vec<Sat>,
    /// The orders they agreed to.
    pub approvals: Vec<Approved>,
    /// Where they are signed in.
    pub sessions: Vec<SignedIn>,
    /// What they chose to be told.
    pub notifications: Vec<Chosen>,
    /// The addresses of calendars that they made.
    pub calendars: Vec<CalendarMade>,
    /// The orders they asked for or decided on.
    pub orders: Vec<OrderTouched>,
    /// What is in their baskets.
    pub basket: Vec<InBasket>,
    /// The services that they looked at last.
    pub viewed: Vec<Viewed>,
    /// The searches that they keep.
    pub saved_searches: Vec<SearchSaved>,
    /// What they wrote about services.
    pub enquiries: Vec<Wrote>,
    /// The quotes they asked for, chose among or answered.
    pub quotes: Vec<QuoteTouched>,
    /// What they did of what schools share: proposed, agreed to, declined, or gave notice of.
    pub sharing: Vec<SharingTouched>,
    /// The pools in which they work, where the account is theirs there.
    pub pools: Vec<InPool>,
    /// On what terms they are paid there, as each was set.
    pub pay: Vec<PaidBy>,
    /// Their checks that were seen.
    pub checks: Vec<CheckSeen>,
    /// The group deals they signed.
    pub signatures: Vec<Signed>,
    /// The files they uploaded.
    pub files: Vec<Uploaded>,
    /// What they did, as the audit trail has it.
    pub actions: Vec<Done>,
}

macro_rules! rows {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Serialize, FromQueryResult)]
        pub struct $name { $($(#[$fdoc])* pub $field: $type,)* }
    )*};
}

rows! {
    /// A role, from a day on.
    RoleHeld {
        /// In which organisation.
        organisation: String,
        /// As what.
        role: String,
        /// From this day.
        starts_on: NaiveDate,
        /// Up to this day, if it has an end.
        ends_on: Option<NaiveDate>,
    }
    /// A time in which somebody approves for somebody else.
    StoodIn {
        /// At which school.
        school: String,
        /// Who is away.
        approver: String,
        /// Who stands in, if anybody does.
        deputy: Option<String>,
        /// From this day.
        first_on: NaiveDate,
        /// Up to this day.
        last_on: NaiveDate,
        /// When it was ended before that.
        ended_at: Option<DateTime<Utc>>,
    }
    /// A right to act for the schools of a trust or federation.
    ActingRight {
        /// Which trust or federation.
        organisation: String,
        /// As what.
        role: String,
        /// From this day.
        starts_on: NaiveDate,
        /// Up to this day, if it has an end.
        ends_on: Option<NaiveDate>,
    }
    /// A place on a board, a committee or another group.
    Sat {
        /// On which.
        body: String,
        /// In which office.
        office: String,
        /// From this day.
        starts_on: NaiveDate,
        /// Up to this day, if it has an end.
        ends_on: Option<NaiveDate>,
    }
    /// An order agreed to.
    Approved {
        /// Its reference.
        reference: String,
        /// When.
        approved_at: DateTime<Utc>,
    }
    /// A session.
    SignedIn {
        /// The browser and the system, in a few words.
        device: String,
        /// When it began.
        created_at: DateTime<Utc>,
        /// When it was last used.
        last_seen_at: DateTime<Utc>,
    }
    /// A choice of being told.
    Chosen {
        /// Of what.
        kind: String,
        /// How soon.
        choice: String,
    }
    /// An address of a calendar.
    CalendarMade {
        /// Of which organisation's bookings.
        organisation: String,
        /// Whose of them.
        kind: String,
        /// When.
        made_at: DateTime<Utc>,
    }
    /// An order.
    OrderTouched {
        /// Its reference.
        reference: String,
        /// When it was asked for.
        requested_at: DateTime<Utc>,
    }
    /// Something in a basket.
    InBasket {
        /// Of which service.
        service: String,
        /// For which school.
        school: String,
        /// What of it, as it is kept.
        wanted: String,
        /// When it was put in.
        put_in_at: DateTime<Utc>,
    }
    /// A service looked at.
    Viewed {
        /// Which.
        service: String,
        /// When, the last time.
        viewed_at: DateTime<Utc>,
    }
    /// A search that is kept.
    SearchSaved {
        /// What they call it.
        name: String,
        /// For which school.
        school: String,
        /// What is sought, as it is kept.
        criteria: String,
        /// Since when.
        saved_at: DateTime<Utc>,
    }
    /// A message about a service.
    Wrote {
        /// What it was about.
        subject: String,
        /// What they wrote.
        words: String,
        /// When.
        written_at: DateTime<Utc>,
    }
    /// A request for quotes.
    QuoteTouched {
        /// What was asked for.
        title: String,
        /// Of which school.
        school: String,
        /// When it was asked for.
        asked_at: DateTime<Utc>,
    }
    /// Something that schools share.
    SharingTouched {
        /// What is shared.
        title: String,
        /// For which school they acted.
        school: String,
        /// What they did: `proposed`, `agreed`, `declined` or `notice`.
        did: String,
        /// When.
        at: DateTime<Utc>,
        /// What they wrote.
        words: Option<String>,
    }
    /// Somebody of a pool whose days are sold.
    InPool {
        /// Which pool.
        pool: String,
        /// The name there.
        known_as: String,
        /// The days of the week of work, as JSON.
        works: String,
        /// From this day.
        starts_on: NaiveDate,
        /// Up to this day, if it has an end.
        ends_on: Option<NaiveDate>,
        /// What they can do, as JSON, where that was said.
        can_do: Option<String>,
    }
    /// Terms of pay.
    PaidBy {
        /// In which pool.
        pool: String,
        /// Employed or freelance.
        engagement: String,
        /// From this day.
        from_on: NaiveDate,
        /// What a freelance day is paid, in pence.
        day_rate_pence: Option<i64>,
        /// What share of it for a day cancelled late, in hundredths of a per cent.
        late_share: Option<i64>,
        /// How many days of a school year an employee owes.
        contracted_days: Option<i64>,
    }
    /// A check whose proof was seen.
    CheckSeen {
        /// Which.
        kind: String,
        /// Its number.
        number: Option<String>,
        /// Valid until this day, if it has an end.
        expires_on: Option<NaiveDate>,
        /// By whom it was seen.
        seen_by: String,
        /// When.
        seen_on: NaiveDate,
    }
    /// A signature under a group deal.
    Signed {
        /// The deal's title.
        deal: String,
        /// When it was signed.
        signed_at: DateTime<Utc>,
    }
    /// A file.
    Uploaded {
        /// Its name.
        name: String,
        /// When it came.
        uploaded_at: DateTime<Utc>,
    }
    /// Something done.
    Done {
        /// What.
        action: String,
        /// To what.
        subject: String,
        /// From where, for as long as that is kept.
        from_where: Option<String>,
        /// When.
        at: DateTime<Utc>,
    }
}

#[derive(FromQueryResult)]
struct Known {
    name: String,
    email: Option<String>,
    created_at: DateTime<Utc>,
}

/// Puts together everything that is kept about the actor.
pub async fn my_data(market: &Market, actor: &Actor) -> Result<MyData, Failure> {
    let person = actor.person;
    let as_of = market.now();
    market
        .db
        .read(|r| async move {
            let sql = "SELECT name, email, created_at FROM person WHERE id = $1";
            let known: Option<Known> = r.sql_one(sql, [person.uuid().into()]).await?;
            let Known { name, email, created_at } = known.ok_or(Failure::NotFound)?;
            Ok(MyData {
                as_of,
                name,
                email,
                known_since: created_at,
                roles: all(&r, person, ROLES).await?,
                deputies: all(&r, person, DEPUTIES).await?,
                acting_rights: all(&r, person, ACTING_RIGHTS).await?,
                seats: all(&r, person, SEATS).await?,
                approvals: all(&r, person, APPROVALS).await?,
                sessions: all(&r, person, SESSIONS).await?,
                notifications: all(&r, person, NOTIFICATIONS).await?,
                calendars: all(&r, person, CALENDARS).await?,
                orders: all(&r, person, ORDERS).await?,
                basket: all(&r, person, BASKET).await?,
                viewed: all(&r, person, VIEWED).await?,
                saved_searches: all(&r, person, SAVED_SEARCHES).await?,
                enquiries: all(&r, person, ENQUIRIES).await?,
                quotes: all(&r, person, QUOTES).await?,
                sharing: all(&r, person, SHARING).await?,
                pools: all(&r, person, POOLS).await?,
                pay: all(&r, person, PAY).await?,
                checks: all(&r, person, CHECKS).await?,
                signatures: all(&r, person, SIGNATURES).await?,
                files: all(&r, person, FILES).await?,
                actions: all(&r, person, ACTIONS).await?,
            })
        })
        .await
}

const ROLES: &str = "SELECT o.name AS organisation, h.role, h.starts_on, h.ends_on \
    FROM role_holding h JOIN organisation o ON o.id = h.organisation_id \
    WHERE h.person_id = $1 ORDER BY h.starts_on, h.id";
const DEPUTIES: &str = "SELECT o.name AS school, a.name AS approver, s.name AS deputy, \
    d.first_on, d.last_on, d.ended_at FROM deputy d JOIN organisation o ON o.id = d.school_id \
    JOIN person a ON a.id = d.approver_id LEFT JOIN person s ON s.id = d.deputy_id \
    WHERE d.approver_id = $1 OR d.deputy_id = $1 ORDER BY d.first_on, d.id";
const ACTING_RIGHTS: &str = "SELECT o.name AS organisation, a.role, a.starts_on, a.ends_on \
    FROM acting_right a JOIN organisation o ON o.id = a.organisation_id \
    WHERE a.person_id = $1 ORDER BY a.starts_on, a.id";
const SEATS: &str = "SELECT o.name AS body, s.office, s.starts_on, s.ends_on FROM group_seat s \
    JOIN organisation o ON o.id = s.group_id WHERE s.person_id = $1 \
    UNION ALL SELECT o.name, 'director', b.starts_on, e.ends_on FROM board_seat b \
    JOIN organisation o ON o.id = b.partnership_id \
    LEFT JOIN board_seat_end e ON e.seat_id = b.id WHERE b.person_id = $1 ORDER BY 3, 1";
const APPROVALS: &str = "SELECT o.reference, a.approved_at FROM order_approval a \
    JOIN school_order o ON o.id = a.order_id WHERE a.person_id = $1 ORDER BY a.approved_at";
const SESSIONS: &str = "SELECT device, created_at, last_seen_at FROM session \
    WHERE person_id = $1 ORDER BY created_at";
const NOTIFICATIONS: &str =
    "SELECT kind, choice FROM notification_choice WHERE person_id = $1 ORDER BY kind";
const CALENDARS: &str = "SELECT o.name AS organisation, c.kind, c.made_at FROM calendar_link c \
    JOIN organisation o ON o.id = c.organisation_id WHERE c.person_id = $1 ORDER BY c.made_at";
const ORDERS: &str = "SELECT reference, requested_at FROM school_order \
    WHERE requested_by = $1 OR decided_by = $1 ORDER BY requested_at";
const BASKET: &str = "SELECT s.title AS service, o.name AS school, b.wanted, b.put_in_at \
    FROM basket_row b JOIN service s ON s.id = b.service_id \
    JOIN organisation o ON o.id = b.school_id WHERE b.person_id = $1 ORDER BY b.put_in_at";
const VIEWED: &str = "SELECT s.title AS service, v.viewed_at FROM viewed_service v \
    JOIN service s ON s.id = v.service_id WHERE v.person_id = $1 ORDER BY v.viewed_at";
const SAVED_SEARCHES: &str = "SELECT w.name, o.name AS school, w.criteria, w.saved_at \
    FROM saved_search w JOIN organisation o ON o.id = w.school_id \
    WHERE w.person_id = $1 ORDER BY w.saved_at";
const ENQUIRIES: &str = "SELECT e.subject, m.words, m.written_at FROM enquiry_message m \
    JOIN enquiry e ON e.id = m.enquiry_id WHERE m.written_by = $1 ORDER BY m.id";
const QUOTES: &str = "SELECT r.title, o.name AS school, r.asked_at FROM quote_request r \
    JOIN organisation o ON o.id = r.school_id WHERE r.asked_by = $1 OR r.decided_by = $1 \
    OR EXISTS (SELECT 1 FROM quote_supplier s JOIN quote_bid b ON b.supplier_id = s.id \
    WHERE s.request_id = r.id AND b.answered_by = $1) ORDER BY r.asked_at";
const SHARING: &str = "SELECT d.title, o.name AS school, d.did, d.at, d.words FROM ( \
    SELECT x.title, x.school_id, 'proposed' AS did, x.proposed_at AS at, x.description AS words \
    FROM sharing x WHERE x.proposed_by = $1 UNION ALL \
    SELECT x.title, c.school_id, 'agreed', c.given_at, NULL FROM sharing_consent c \
    JOIN sharing x ON x.id = c.sharing_id WHERE c.person_id = $1 UNION ALL \
    SELECT x.title, y.school_id, 'declined', y.answered_at, y.words FROM sharing_school y \
    JOIN sharing x ON x.id = y.sharing_id WHERE y.answered_by = $1 AND y.state = 'declined' UNION ALL \
    SELECT x.title, n.school_id, 'notice', n.given_at, n.words FROM sharing_notice n \
    JOIN sharing x ON x.id = n.sharing_id WHERE n.person_id = $1) d \
    JOIN organisation o ON o.id = d.school_id ORDER BY d.at, d.title";
const POOLS: &str = "SELECT x.name AS pool, p.display_name AS known_as, p.pattern AS works, \
    p.starts_on, p.ends_on, p.profile AS can_do FROM practitioner p JOIN pool x ON x.id = p.pool_id \
    WHERE p.person_id = $1 ORDER BY p.starts_on, p.id";
const PAY: &str = "SELECT x.name AS pool, y.engagement, y.from_on, y.day_rate_pence, y.late_share, \
    y.contracted_days FROM practitioner_pay y JOIN practitioner p ON p.id = y.practitioner_id \
    JOIN pool x ON x.id = p.pool_id WHERE p.person_id = $1 ORDER BY y.from_on, y.id";
const CHECKS: &str = "SELECT c.kind, c.number, c.expires_on, c.seen_by, c.seen_on FROM clearance c \
    JOIN practitioner p ON p.id = c.practitioner_id \
    WHERE p.person_id = $1 AND c.withdrawn_at IS NULL ORDER BY c.seen_on, c.id";
const SIGNATURES: &str = "SELECT d.title AS deal, c.signed_at FROM commitment c \
    JOIN deal d ON d.id = c.deal_id WHERE c.signed_by = $1 ORDER BY c.signed_at";
const FILES: &str =
    "SELECT name, uploaded_at FROM stored_file WHERE uploaded_by = $1 ORDER BY uploaded_at";
const ACTIONS: &str = "SELECT e.action, e.subject, v.value AS from_where, e.at FROM audit_entry e \
    LEFT JOIN audit_personal v ON v.entry_id = e.id AND v.field = 'from_where' \
    WHERE e.person_id = $1 ORDER BY e.at, e.id";

async fn all<T: FromQueryResult>(
    r: &Reader,
    person: PersonId,
    sql: &str,
) -> Result<Vec<T>, Failure> {
    r.sql_all(sql, [person.uuid().into()]).await
}
