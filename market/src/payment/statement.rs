//! A statement of account: everything between a school and a partnership in a time, and what is owed after
//! each of it.

use chrono::NaiveDate;
use domain::access::Capacity;
use domain::id::{CreditNoteId, InvoiceId, OrganisationId, PaymentId};
use domain::{Failure, Pence};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::Market;
use crate::access::Actor;
use crate::db::{Reader, broken};
use crate::invoice::viewing;
use crate::organisation;

/// With how many others at most a school is shown to have an account.
const MOST_ACCOUNTS: usize = 50;

/// From which day to which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
}

/// A statement of account.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The partnership, and its name.
    pub partnership: (OrganisationId, String),
    /// The school, and its name.
    pub school: (OrganisationId, String),
    /// What the school owed before the first day; below nothing where something stood to its credit.
    pub opening: Pence,
    /// What happened, in the order of its days.
    pub entries: Vec<Entry>,
    /// What the school owes after the last of it; below nothing where something stands to its credit.
    pub closing: Pence,
    /// With whom else the school has an account, where the school looks.
    pub others: Vec<(OrganisationId, String)>,
}

/// Something that changed what is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it was.
    pub kind: EntryKind,
    /// On which day.
    pub on: NaiveDate,
    /// Its number, or what the payer wrote.
    pub reference: String,
    /// By how much the school owes more; below nothing where it owes less.
    pub amount: Pence,
    /// What it owes after it.
    pub balance: Pence,
}

/// What changed what is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// An invoice.
    Invoice(InvoiceId),
    /// A credit note.
    CreditNote(CreditNoteId),
    /// A payment.
    Payment(PaymentId),
    /// What was left of a payment was paid back.
    Returned(PaymentId),
    /// What a credit note gave back was paid back.
    Refunded(CreditNoteId),
}

#[derive(FromQueryResult)]
struct Row {
    kind: String,
    id: Uuid,
    reference: String,
    on_day: NaiveDate,
    pence: i64,
}

impl Row {
    fn kind(&self) -> Result<EntryKind, Failure> {
        match self.kind.as_str() {
            "1 invoice" => Ok(EntryKind::Invoice(InvoiceId::from_uuid(self.id))),
            "2 credit note" => Ok(EntryKind::CreditNote(CreditNoteId::from_uuid(self.id))),
            "3 payment" => Ok(EntryKind::Payment(PaymentId::from_uuid(self.id))),
            "4 returned" => Ok(EntryKind::Returned(PaymentId::from_uuid(self.id))),
            "5 refunded" => Ok(EntryKind::Refunded(CreditNoteId::from_uuid(self.id))),
            other => Err(broken(format!("an entry of another kind: {other}"))),
        }
    }
}

/// Everything that changes what a school ($2) owes a partnership ($1). Of a day, what is owed stands before
/// what is paid.
const ENTRIES: &str = "(SELECT '1 invoice' AS kind, id, number AS reference, issued_on AS on_day, \
    gross_pence AS pence FROM invoice WHERE partnership_id = $1 AND school_id = $2 \
    UNION ALL SELECT '2 credit note', id, number, issued_on, -gross_pence FROM credit_note \
    WHERE partnership_id = $1 AND school_id = $2 \
    UNION ALL SELECT '3 payment', id, COALESCE(reference, ''), received_on, -amount_pence FROM payment \
    WHERE partnership_id = $1 AND school_id = $2 AND undone_on IS NULL \
    UNION ALL SELECT '4 returned', id, COALESCE(reference, ''), returned_on, returned_pence FROM payment \
    WHERE partnership_id = $1 AND school_id = $2 AND returned_on IS NOT NULL \
    UNION ALL SELECT '5 refunded', id, number, refunded_on, refund_pence - used_pence FROM credit_note \
    WHERE partnership_id = $1 AND school_id = $2 AND refunded_on IS NOT NULL) e";

/// What is between a school and a partnership: `other` is the one of them for which nobody acts. A school
/// that names nobody sees its account with whoever invoiced it last, a partnership that of whom it invoiced
/// last. Four statements.
///
/// # Errors
/// `NotFound` where neither has ever invoiced the other.
pub async fn statement(
    market: &Market,
    actor: &Actor,
    other: Option<OrganisationId>,
    period: Period,
) -> Result<Statement, Failure> {
    let permit = viewing(actor)?;
    let (own, is_school) = (permit.organisation(), permit.scope().capacity() == Capacity::School);
    market
        .db
        .read(|r| async move {
            let accounts = accounts(&r, own, is_school, other).await?;
            let (with, others) = accounts.split_first().ok_or(Failure::NotFound)?;
            let name = organisation::by_id(&r, own).await?.name;
            let (partnership, school) =
                if is_school { (with.clone(), (own, name)) } else { ((own, name), with.clone()) };
            let (opening, rows) = entries(&r, (partnership.0, school.0), period).await?;
            let mut balance = opening;
            let mut entries = Vec::with_capacity(rows.len());
            for row in rows {
                let amount = Pence::new(row.pence);
                balance = balance.plus(amount)?;
                let kind = row.kind()?;
                entries.push(Entry {
                    kind,
                    on: row.on_day,
                    reference: row.reference,
                    amount,
                    balance,
                });
            }
            let others = if is_school { others.to_vec() } else { Vec::new() };
            Ok(Statement { partnership, school, opening, entries, closing: balance, others })
        })
        .await
}

/// With whom there is an account: the one asked for, or the one that invoiced last, before the others.
async fn accounts(
    r: &Reader,
    own: OrganisationId,
    is_school: bool,
    other: Option<OrganisationId>,
) -> Result<Vec<(OrganisationId, String)>, Failure> {
    #[derive(FromQueryResult)]
    struct With {
        id: Uuid,
        name: String,
    }
    let (party, with) =
        if is_school { ("school_id", "partnership_id") } else { ("partnership_id", "school_id") };
    let mut values: Vec<Value> = vec![own.uuid().into()];
    let first = other.map_or("", |other| {
        values.push(other.uuid().into());
        "CASE WHEN o.id = $2 THEN 0 ELSE 1 END,"
    });
    // A school has an account with a few; which others a partnership has is not asked for.
    let most = if is_school { MOST_ACCOUNTS } else { 1 };
    let sql = format!(
        "SELECT o.id, o.name FROM invoice i JOIN organisation o ON o.id = i.{with} \
         WHERE i.{party} = $1 GROUP BY o.id, o.name ORDER BY {first} MAX(i.issued_on) DESC, o.id LIMIT {most}"
    );
    let rows: Vec<With> = r.sql_all(&sql, values).await?;
    let all: Vec<_> =
        rows.into_iter().map(|row| (OrganisationId::from_uuid(row.id), row.name)).collect();
    // A school that names somebody who never invoiced it is not shown another's account in their place.
    match other {
        Some(other) if all.first().is_none_or(|(id, _)| *id != other) => Err(Failure::NotFound),
        _ => Ok(all),
    }
}

/// What was owed before a time, and what happened in it.
async fn entries(
    r: &Reader,
    (partnership, school): (OrganisationId, OrganisationId),
    period: Period,
) -> Result<(Pence, Vec<Row>), Failure> {
    #[derive(FromQueryResult)]
    struct Sum {
        pence: i64,
    }
    let between: [Value; 3] =
        [partnership.uuid().into(), school.uuid().into(), period.first.into()];
    let sql = format!(
        "SELECT COALESCE(CAST(SUM(pence) AS BIGINT), 0) AS pence FROM {ENTRIES} WHERE on_day < $3"
    );
    let opening: Option<Sum> = r.sql_one(&sql, between.clone()).await?;
    let sql = format!(
        "SELECT kind, id, reference, on_day, pence FROM {ENTRIES} WHERE on_day >= $3 AND on_day <= $4 \
         ORDER BY on_day, kind, id"
    );
    let rows = r.sql_whole(&sql, between.into_iter().chain([period.last.into()])).await?;
    Ok((Pence::new(opening.map_or(0, |sum| sum.pence)), rows))
}
