//! Whether the books agree with what they are about: every night, and whenever somebody asks.
//!
//! A transfer always leaves one account and reaches another, so the sides agree by themselves. What is
//! checked here is that what the books say of an invoice, a payment or a school's credit is what those say
//! of themselves, and that no number is missing.

use domain::Failure;
use domain::audit::Deed;
use domain::id::OrganisationId;
use sea_orm::FromQueryResult;
use serde_json::json;
use uuid::Uuid;

use crate::Market;
use crate::audit::{self, Record, Who};
use crate::db::Reader;

/// Something that does not agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// In whose books.
    pub partnership: OrganisationId,
    /// What was compared.
    pub what: &'static str,
    /// Of which invoice, payment or school.
    pub about: String,
    /// What it should be: pence, or a count of numbers.
    pub expected: i64,
    /// What it is.
    pub found: i64,
}

/// What is compared, and a statement that gives what does not agree: partnership, what it is about, what it
/// should be and what it is.
const CHECKS: [(&str, &str); 9] = [
    (
        "what an invoice’s lines come to",
        "SELECT partnership_id, number AS about, net_pence AS expected, found FROM (\
         SELECT i.partnership_id, i.number, i.net_pence, \
         CAST(COALESCE((SELECT SUM(l.net_pence) FROM invoice_line l WHERE l.invoice_id = i.id), 0) \
         AS BIGINT) AS found FROM invoice i) x WHERE net_pence <> found",
    ),
    (
        "what is owed of an invoice, by the books",
        "SELECT partnership_id, number AS about, expected, found FROM (\
         SELECT i.partnership_id, i.number, \
         i.gross_pence - i.credited_gross_pence - i.paid_pence AS expected, \
         CAST(COALESCE(SUM(CASE WHEN d.kind = 'school_receivable' THEN t.amount_pence \
         WHEN c.kind = 'school_receivable' THEN -t.amount_pence ELSE 0 END), 0) AS BIGINT) AS found \
         FROM invoice i LEFT JOIN ledger_transfer t ON t.invoice_id = i.id AND t.state = 'posted' \
         LEFT JOIN ledger_account d ON d.id = t.debit_account_id \
         LEFT JOIN ledger_account c ON c.id = t.credit_account_id GROUP BY i.id) x \
         WHERE expected <> found",
    ),
    (
        "the VAT of an invoice, by the books",
        "SELECT partnership_id, number AS about, expected, found FROM (\
         SELECT i.partnership_id, i.number, \
         i.vat_pence - (i.credited_gross_pence - i.credited_net_pence) AS expected, \
         CAST(COALESCE(SUM(CASE WHEN c.kind = 'vat' THEN t.amount_pence \
         WHEN d.kind = 'vat' THEN -t.amount_pence ELSE 0 END), 0) AS BIGINT) AS found \
         FROM invoice i LEFT JOIN ledger_transfer t ON t.invoice_id = i.id AND t.state = 'posted' \
         LEFT JOIN ledger_account d ON d.id = t.debit_account_id \
         LEFT JOIN ledger_account c ON c.id = t.credit_account_id GROUP BY i.id) x \
         WHERE expected <> found",
    ),
    (
        "what was paid of an invoice",
        "SELECT partnership_id, number AS about, paid_pence AS expected, found FROM (\
         SELECT i.partnership_id, i.number, i.paid_pence, \
         CAST(COALESCE((SELECT SUM(p.amount_pence) FROM payment_part p \
         WHERE p.invoice_id = i.id AND NOT p.undone), 0) \
         - COALESCE((SELECT SUM(n.refund_pence) FROM credit_note n WHERE n.invoice_id = i.id), 0) \
         AS BIGINT) AS found FROM invoice i) x WHERE paid_pence <> found",
    ),
    (
        "where a payment went",
        "SELECT partnership_id, reference AS about, amount_pence AS expected, found FROM (\
         SELECT p.partnership_id, COALESCE(p.reference, '') AS reference, p.amount_pence, \
         CAST(CASE WHEN p.undone_on IS NULL THEN p.left_pence + p.returned_pence ELSE p.amount_pence END \
         + COALESCE((SELECT SUM(t.amount_pence) FROM payment_part t \
         WHERE t.payment_id = p.id AND NOT t.undone), 0) AS BIGINT) AS found FROM payment p) x \
         WHERE amount_pence <> found",
    ),
    (
        "what of a credit note settles other invoices",
        "SELECT partnership_id, number AS about, used_pence AS expected, found FROM (\
         SELECT n.partnership_id, n.number, n.used_pence, \
         CAST(COALESCE((SELECT SUM(t.amount_pence) FROM payment_part t \
         WHERE t.credit_note_id = n.id AND NOT t.undone), 0) AS BIGINT) AS found FROM credit_note n) x \
         WHERE used_pence <> found",
    ),
    (
        "what stands to a school’s credit, by the books",
        "SELECT partnership_id, name AS about, expected, found FROM (\
         SELECT a.partnership_id, o.name, \
         CAST(COALESCE((SELECT SUM(p.left_pence) FROM payment p \
         WHERE p.partnership_id = a.partnership_id AND p.school_id = a.party_id), 0) \
         + COALESCE((SELECT SUM(n.refund_pence - n.used_pence) FROM credit_note n \
         WHERE n.partnership_id = a.partnership_id AND n.school_id = a.party_id \
         AND n.refunded_on IS NULL), 0) AS BIGINT) AS expected, \
         CAST(COALESCE((SELECT SUM(t.amount_pence) FROM ledger_transfer t \
         WHERE t.credit_account_id = a.id AND t.state = 'posted'), 0) \
         - COALESCE((SELECT SUM(t.amount_pence) FROM ledger_transfer t \
         WHERE t.debit_account_id = a.id AND t.state = 'posted'), 0) AS BIGINT) AS found \
         FROM ledger_account a JOIN organisation o ON o.id = a.party_id \
         WHERE a.kind = 'credit_balance') x WHERE expected <> found",
    ),
    (
        "the bank, by the books",
        "SELECT partnership_id, name AS about, expected, found FROM (\
         SELECT a.partnership_id, o.name, \
         CAST(COALESCE((SELECT SUM(p.amount_pence - p.returned_pence) FROM payment p \
         WHERE p.partnership_id = a.partnership_id AND p.undone_on IS NULL), 0) \
         - COALESCE((SELECT SUM(n.refund_pence - n.used_pence) FROM credit_note n \
         WHERE n.partnership_id = a.partnership_id AND n.refunded_on IS NOT NULL), 0) AS BIGINT) AS expected, \
         CAST(COALESCE((SELECT SUM(t.amount_pence) FROM ledger_transfer t \
         WHERE t.debit_account_id = a.id AND t.state = 'posted'), 0) \
         - COALESCE((SELECT SUM(t.amount_pence) FROM ledger_transfer t \
         WHERE t.credit_account_id = a.id AND t.state = 'posted'), 0) AS BIGINT) AS found \
         FROM ledger_account a JOIN organisation o ON o.id = a.partnership_id WHERE a.kind = 'bank') x \
         WHERE expected <> found",
    ),
    (
        "the numbers of invoices and credit notes",
        "SELECT partnership_id, name AS about, expected, found FROM (\
         SELECT q.partnership_id, o.name, q.next - 1 + q.next_credit_note - 1 AS expected, \
         CAST((SELECT COUNT(DISTINCT i.sequence) FROM invoice i WHERE i.partnership_id = q.partnership_id \
         AND i.sequence < q.next) + (SELECT COUNT(DISTINCT n.sequence) FROM credit_note n \
         WHERE n.partnership_id = q.partnership_id AND n.sequence < q.next_credit_note) AS BIGINT) AS found \
         FROM invoice_sequence q JOIN organisation o ON o.id = q.partnership_id) x WHERE expected <> found",
    ),
];

#[derive(FromQueryResult)]
struct Row {
    partnership_id: Uuid,
    about: String,
    expected: i64,
    found: i64,
}

/// Everything in the books of all partnerships that does not agree; nothing where all of it does. As many
/// statements as there are comparisons.
pub async fn check_books(market: &Market) -> Result<Vec<Disagreement>, Failure> {
    market.db.read(|r| async move { disagreements(&r).await }).await
}

async fn disagreements(r: &Reader) -> Result<Vec<Disagreement>, Failure> {
    let mut found = Vec::new();
    for (what, sql) in CHECKS {
        let rows: Vec<Row> = r.sql_whole(sql, []).await?;
        found.extend(rows.into_iter().map(|row| Disagreement {
            partnership: OrganisationId::from_uuid(row.partnership_id),
            what,
            about: row.about,
            expected: row.expected,
            found: row.found,
        }));
    }
    Ok(found)
}

/// Compares everything, once a night. What does not agree stands in the log as an error, which whoever
/// looks after the installation is to see, and in the trail as how much it was.
pub(crate) async fn check_at_night(market: &Market) -> Result<(), Failure> {
    let found = check_books(market).await?;
    for one in &found {
        tracing::error!(
            partnership = %one.partnership,
            what = one.what,
            about = one.about,
            expected = one.expected,
            found = one.found,
            "the books do not agree"
        );
    }
    let many = found.len();
    market
        .db
        .write(|w| async move {
            let record = Record::new(None, Who::JOB, Deed::CheckBooks, "books")
                .after(&json!({"disagreements": many}))?;
            audit::record(market, &w, record).await
        })
        .await
}
