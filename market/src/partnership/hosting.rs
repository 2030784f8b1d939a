//! A host agrees before anything is invoiced in its name, and may stop. Each wish and each answer
//! is a row of its own.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Action, Role};
use domain::audit::Deed;
use domain::calendar::london_day;
use domain::id::{HostingId, OrganisationId, PersonId};
use domain::partnership::Bank;
use domain::people::RoleDays;
use domain::text::Email;
use domain::{Failure, Refusal};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer};
use crate::mail::About;
use crate::person::{Invite, invite, tell_each, who_may};

/// How a partnership's host stands to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostStanding {
    /// The host's name.
    pub name: String,
    /// Whether it agreed; nothing while it has not answered.
    pub agreed: Option<bool>,
    /// The day it was asked, or answered.
    pub since: NaiveDate,
}

/// A partnership that asks the council acted for to trade for it, or for which it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hosting {
    /// Its id.
    pub id: HostingId,
    /// The partnership.
    pub partnership: String,
    /// Who asked, where somebody did.
    pub asked_by: Option<String>,
    /// Whether the council agreed; nothing while it has not answered.
    pub agreed: Option<bool>,
    /// The day it was asked, or answered.
    pub since: NaiveDate,
    /// What stands on the invoices in the council's name.
    pub invoices: OnInvoices,
}

/// What stands on invoices of a host beside its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnInvoices {
    /// The letters their numbers begin with.
    pub prefix: String,
    /// The VAT registration number.
    pub vat_number: Option<String>,
    /// The address.
    pub address: Option<String>,
    /// Where schools pay.
    pub bank: Option<Bank>,
}

/// How a partnership's host stands to it; nothing where it has none.
pub(super) async fn standing_of(
    r: &Reader,
    partnership: OrganisationId,
) -> Result<Option<HostStanding>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        name: String,
        agreed: Option<i32>,
        asked_at: DateTime<Utc>,
        answered_at: Option<DateTime<Utc>>,
    }
    let sql = "SELECT o.name, h.agreed, h.asked_at, h.answered_at FROM hosting h \
               JOIN organisation o ON o.id = h.host_id \
               WHERE h.partnership_id = $1 AND h.ended_at IS NULL";
    let row: Option<Row> = r.sql_one(sql, [partnership.uuid().into()]).await?;
    Ok(row.map(|row| HostStanding {
        name: row.name,
        agreed: row.agreed.map(|agreed| agreed == 1),
        since: london_day(row.answered_at.unwrap_or(row.asked_at)),
    }))
}

/// Whether a seller may invoice for a partnership: the partnership itself, or a host that agreed.
/// What a host sold while it agreed it also invoices, though another may have followed.
///
/// # Errors
/// `Refused(HostHasNotAgreed)`.
pub(crate) async fn may_invoice(
    r: &Reader,
    partnership: OrganisationId,
    seller: OrganisationId,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Agreed {
        agreed: i64,
    }
    if seller == partnership {
        return Ok(());
    }
    let sql = "SELECT COUNT(*) AS agreed FROM hosting \
               WHERE partnership_id = $1 AND host_id = $2 AND agreed = 1 \
               AND (ended_at IS NULL OR NOT EXISTS (SELECT 1 FROM hosting l \
                 WHERE l.partnership_id = $1 AND l.host_id = $2 AND l.ended_at IS NULL))";
    let values = [partnership.uuid().into(), seller.uuid().into()];
    let found: Option<Agreed> = r.sql_one(sql, values).await?;
    match found {
        Some(Agreed { agreed: 1.. }) => Ok(()),
        _ => Err(Refusal::HostHasNotAgreed.into()),
    }
}

/// A host that is to be asked.
pub(super) struct Asking<'a> {
    pub partnership: OrganisationId,
    pub partnership_name: &'a str,
    pub host: OrganisationId,
    pub host_name: &'a str,
    pub contact: Option<&'a Email>,
    pub asked_by: PersonId,
    pub asker_name: &'a str,
}

/// Asks a host: whoever may answer for it is told; where nobody acts for it, whoever was named is
/// invited to.
pub(super) async fn ask(market: &Market, w: &Writer, asking: Asking<'_>) -> Result<(), Failure> {
    let id = HostingId::from_uuid(market.ids.uuid());
    let sql = "INSERT INTO hosting (id, partnership_id, host_id, asked_by, asked_at) \
               VALUES ($1, $2, $3, $4, $5)";
    let values: [sea_orm::Value; 5] = [
        id.uuid().into(),
        asking.partnership.uuid().into(),
        asking.host.uuid().into(),
        asking.asked_by.uuid().into(),
        market.now().into(),
    ];
    w.execute_one(sql, values).await?;
    let there = who_may(w, asking.host, Action::HostPartnership, market.today()).await?;
    match asking.contact {
        Some(email) if there.is_empty() => {
            let offer = Invite {
                organisation: asking.host,
                organisation_name: asking.host_name,
                role: Role::CouncilCommissioner,
                order_limit_pence: None,
                days: RoleDays::default(),
                email,
                name: "colleague",
                invited_by: asking.asked_by,
                inviter_name: asking.asker_name,
            };
            invite(market, w, offer).await.map(|_| ())
        }
        _ => {
            let about = About::HostAsked {
                hosting: id,
                partnership: asking.partnership_name.to_owned(),
                asked_by: asking.asker_name.to_owned(),
            };
            tell_each(market, w, there, &about).await
        }
    }
}

/// Ends what a partnership's host agreed to or was asked: another takes its place, or none.
pub(super) async fn end(
    market: &Market,
    w: &Writer,
    partnership: OrganisationId,
) -> Result<(), Failure> {
    let sql = "UPDATE hosting SET ended_at = $2 WHERE partnership_id = $1 AND ended_at IS NULL";
    w.execute(sql, [partnership.uuid().into(), market.now().into()]).await.map(|_| ())
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    partnership_id: Uuid,
    partnership: String,
    asked_by: Option<String>,
    agreed: Option<i32>,
    asked_at: DateTime<Utc>,
    answered_at: Option<DateTime<Utc>>,
    invoice_prefix: String,
    vat_number: Option<String>,
    invoice_address: Option<String>,
    bank_name: Option<String>,
    bank_sort_code: Option<String>,
    bank_account: Option<String>,
}

const SELECT: &str = "SELECT h.id, h.partnership_id, o.name AS partnership, a.name AS asked_by, \
     h.agreed, h.asked_at, h.answered_at, p.invoice_prefix, p.vat_number, p.invoice_address, \
     p.bank_name, p.bank_sort_code, p.bank_account FROM hosting h \
     JOIN organisation o ON o.id = h.partnership_id \
     JOIN partnership p ON p.organisation_id = h.partnership_id \
     LEFT JOIN person a ON a.id = h.asked_by WHERE h.host_id = $1 AND h.ended_at IS NULL";

impl From<Row> for Hosting {
    fn from(row: Row) -> Self {
        let bank = Bank::of(row.bank_name, row.bank_sort_code, row.bank_account);
        Self {
            id: HostingId::from_uuid(row.id),
            partnership: row.partnership,
            asked_by: row.asked_by,
            agreed: row.agreed.map(|agreed| agreed == 1),
            since: london_day(row.answered_at.unwrap_or(row.asked_at)),
            invoices: OnInvoices {
                prefix: row.invoice_prefix,
                vat_number: row.vat_number,
                address: row.invoice_address,
                bank,
            },
        }
    }
}

/// The partnerships that the council acted for trades for, or is asked to, the newest wish first.
pub async fn hostings(market: &Market, actor: &Actor) -> Result<Vec<Hosting>, Failure> {
    let permit = actor.permit_own(Action::HostPartnership)?;
    let sql = format!("{SELECT} ORDER BY h.asked_at DESC, h.id");
    let host = permit.organisation().uuid();
    let rows: Vec<Row> =
        market.db.read(|r| async move { r.sql_whole(&sql, [host.into()]).await }).await?;
    Ok(rows.into_iter().map(Hosting::from).collect())
}

/// One of them.
///
/// # Errors
/// `NotFound` where another host was asked, or it has ended.
pub async fn hosting(market: &Market, actor: &Actor, id: HostingId) -> Result<Hosting, Failure> {
    let permit = actor.permit_own(Action::HostPartnership)?;
    let permit = &permit;
    market.db.read(|r| async move { one(&r, permit, id).await.map(Hosting::from) }).await
}

async fn one(r: &Reader, permit: &Permit, id: HostingId) -> Result<Row, Failure> {
    let sql = format!("{SELECT} AND h.id = $2");
    let values = [permit.organisation().uuid().into(), id.uuid().into()];
    r.sql_one(&sql, values).await?.ok_or(Failure::NotFound)
}

/// What a host answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerHosting {
    /// Which wish.
    pub hosting: HostingId,
    /// Whether it trades for the partnership from now on.
    pub agree: bool,
}

/// Agrees to trade for a partnership, or says no; either may be said anew later. Its directors are
/// told.
///
/// # Errors
/// `NotFound` where another host was asked; `ChangedMeanwhile` where the same was answered before.
pub async fn answer_hosting(
    market: &Market,
    actor: &Actor,
    answer: AnswerHosting,
) -> Result<(), Failure> {
    let permit = actor.permit_own(Action::HostPartnership)?;
    let permit = &permit;
    market
        .db
        .write(|w| async move {
            let row = one(&w, permit, answer.hosting).await?;
            let before = row.agreed.map(|agreed| agreed == 1);
            if before == Some(answer.agree) {
                return Err(Failure::ChangedMeanwhile);
            }
            let id = if before.is_none() {
                answer.hosting
            } else {
                again(market, &w, &row, permit).await?
            };
            let sql = "UPDATE hosting SET agreed = $2, answered_by = $3, answered_at = $4 \
                       WHERE id = $1 AND answered_at IS NULL AND ended_at IS NULL";
            let values: [sea_orm::Value; 4] = [
                id.uuid().into(),
                i32::from(answer.agree).into(),
                permit.person().uuid().into(),
                market.now().into(),
            ];
            w.execute_one(sql, values).await?;
            let partnership = OrganisationId::from_uuid(row.partnership_id);
            let about = About::HostAnswered {
                host: actor.acting_for().map(|acting| acting.name.clone()).unwrap_or_default(),
                agreed: answer.agree,
            };
            let to = who_may(&w, partnership, Action::ManageBank, market.today()).await?;
            tell_each(market, &w, to, &about).await?;
            let record = Record::new(Some(partnership), permit, Deed::AnswerHosting, id)
                .before(&before)?
                .after(&answer.agree)?;
            audit::record(market, &w, record).await
        })
        .await
}

/// Another answer than before is another row: what was agreed until now stays known.
async fn again(
    market: &Market,
    w: &Writer,
    row: &Row,
    permit: &Permit,
) -> Result<HostingId, Failure> {
    let sql = "UPDATE hosting SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
    w.execute_one(sql, [row.id.into(), market.now().into()]).await?;
    let id = HostingId::from_uuid(market.ids.uuid());
    let sql = "INSERT INTO hosting (id, partnership_id, host_id, asked_by, asked_at) \
               SELECT $1, partnership_id, host_id, asked_by, asked_at FROM hosting \
               WHERE id = $2 AND host_id = $3";
    let values = [id.uuid().into(), row.id.into(), permit.organisation().uuid().into()];
    w.execute_one(sql, values).await?;
    Ok(id)
}
