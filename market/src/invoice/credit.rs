//! Credit notes: what of an invoice is not owed is taken back, numbered without gaps, in the books and in
//! what was said to be saved.

use std::collections::BTreeSet;

use domain::access::Action;
use domain::audit::Deed;
use domain::id::{CreditNoteId, InvoiceId, InvoiceLineId, OrderId};
use domain::invoice::{Credit, CreditNoteNumber, Creditable, Invoice, TypedCredit, credit_totals};
use domain::ledger::{AccountKind, InvoiceAccounts, transfer_to_credit, transfers_for_invoice};
use domain::vat::InvoiceTotals;
use domain::{Failure, Gross, Net, Pence, Refusal};
use sea_orm::{FromQueryResult, Value};

use super::paper::Letterhead;
use super::pay::payment_accounts;
use super::raise::{lock_sequence, tell_school};
use super::store::{Stored, StoredLine, load};
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Writer, broken};
use crate::idempotency::{Once, RequestKey};
use crate::mail::{About, CreditNoteTold};
use crate::{Market, ledger, order};

/// What a credit note would come to.
#[derive(Debug, Clone)]
pub struct CreditShown {
    /// Each line of the invoice of which something is credited: what it says, and how much excluding VAT.
    pub lines: Vec<(String, Net)>,
    /// What it comes to, as amounts above nought.
    pub totals: InvoiceTotals,
    /// What of it had been paid: owed to the school.
    pub back: Gross,
}

/// What a credit note would come to, before it is raised.
///
/// # Errors
/// `NotFound` for another's; `Invalid` as typed; `Refused(NothingToCredit)`.
pub async fn quote_credit(
    market: &Market,
    actor: &Actor,
    invoice: InvoiceId,
    typed: TypedCredit,
) -> Result<CreditShown, Failure> {
    let permit = &actor.permit_own(Action::ManageInvoices)?;
    let stored = market.db.read(|r| async move { load(&r, permit.scope(), invoice).await }).await?;
    let credited = Credited::of(&stored, &typed.read().map_err(Failure::Invalid)?)?;
    let (_, back) = stored.invoice.credit(credited.totals.gross, market.today())?;
    let lines = stored.lines.iter().filter_map(|line| {
        let (_, net) = credited.lines.iter().find(|(id, _)| *id == line.id)?;
        Some((line.description.clone(), *net))
    });
    Ok(CreditShown { lines: lines.collect(), totals: credited.totals, back })
}

/// A credit note to be raised, as it was shown.
#[derive(Debug, Clone)]
pub struct RaiseCreditNote {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// Of which invoice.
    pub invoice: InvoiceId,
    /// What was typed.
    pub typed: TypedCredit,
    /// What it came to when it was shown, including VAT.
    pub agreed: Pence,
}

/// Takes back what of an invoice is not owed. What the school has paid of it stays to its credit until it
/// is paid back.
///
/// # Errors
/// As [`quote_credit`]; `Refused(NotAsShown)` where it comes to another amount by now.
pub async fn raise_credit_note(
    market: &Market,
    actor: &Actor,
    command: RaiseCreditNote,
) -> Result<CreditNoteId, Failure> {
    let permit = &actor.permit_own(Action::ManageInvoices)?;
    let RaiseCreditNote { key, invoice, typed, agreed } = &command;
    let asked = &typed.read().map_err(Failure::Invalid)?;
    let contents = (invoice, typed, agreed.get());
    let once = &Once::new(permit.person(), "raise_credit_note", key, &contents)?;
    market
        .db
        .write(|w| async move {
            once.answer(market, &w, raise(market, &w, permit, (*invoice, asked, *agreed))).await
        })
        .await
}

/// What of which lines, and what that comes to.
struct Credited {
    lines: Vec<(InvoiceLineId, Net)>,
    totals: InvoiceTotals,
}

impl Credited {
    fn of(stored: &Stored, asked: &Credit) -> Result<Self, Failure> {
        let all: Vec<Creditable> = stored.lines.iter().map(StoredLine::creditable).collect();
        let lines = asked.of(&all)?;
        Ok(Self { totals: credit_totals(&all, &lines)?, lines })
    }
}

async fn raise(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    (invoice, asked, agreed): (InvoiceId, &Credit, Pence),
) -> Result<CreditNoteId, Failure> {
    let partnership = permit.scope().organisation();
    lock_sequence(w, partnership).await?;
    let stored = load(w, permit.scope(), invoice).await?;
    let credited = Credited::of(&stored, asked)?;
    let gross = credited.totals.gross;
    if gross.pence() != agreed {
        return Err(Refusal::NotAsShown.into());
    }
    let (after, back) = stored.invoice.clone().credit(gross, market.today())?;
    take_back(w, &stored, &after, &credited).await?;
    let number = next_number(w, permit).await?;
    let note = Note { number: &number, reason: &asked.reason, back };
    let id = insert(market, w, &stored, (&credited, note)).await?;
    post(market, w, permit, &stored, (&credited.totals, note)).await?;
    take_back_savings(market, w, permit, &stored, &credited).await?;
    let about = About::CreditNoteRaised(CreditNoteTold {
        note: id,
        number: number.to_string(),
        invoice_number: stored.invoice.issued().number().to_string(),
        seller: stored.paper.seller.name.clone(),
        gross_pence: gross.pence().get(),
        is_refunded: !back.pence().is_zero(),
    });
    tell_school(market, w, stored.school, &about).await?;
    let record = Record::new(Some(partnership), permit, Deed::RaiseCreditNote, id)
        .party(stored.school)
        .after(&number.to_string())?;
    audit::record(market, w, record).await?;
    Ok(id)
}

/// Writes on the invoice and its lines what is taken back of them.
async fn take_back(
    w: &Writer,
    stored: &Stored,
    after: &Invoice,
    credited: &Credited,
) -> Result<(), Failure> {
    let sql = "UPDATE invoice SET state = $3, credited_net_pence = credited_net_pence + $4, \
               credited_gross_pence = $5, paid_pence = $6, paid_on = $7, version = version + 1 \
               WHERE id = $1 AND version = $2";
    let values: [Value; 7] = [
        stored.id.uuid().into(),
        stored.version.into(),
        after.state().code().into(),
        credited.totals.net.pence().get().into(),
        after.issued().credited().pence().get().into(),
        after.issued().paid().pence().get().into(),
        after.paid_on().into(),
    ];
    w.execute_one(sql, values).await?;
    let sql = "UPDATE invoice_line SET credited_net_pence = credited_net_pence + $2 WHERE id = $1";
    for (line, net) in &credited.lines {
        w.execute_one(sql, [line.uuid().into(), net.pence().get().into()]).await?;
    }
    Ok(())
}

async fn next_number(w: &Writer, permit: &Permit) -> Result<CreditNoteNumber, Failure> {
    #[derive(FromQueryResult)]
    struct Taken {
        number: i64,
    }
    let partnership = permit.scope().organisation();
    let sql = "UPDATE invoice_sequence SET next_credit_note = next_credit_note + 1 \
               WHERE partnership_id = $1 RETURNING next_credit_note - 1 AS number";
    let taken: Option<Taken> = w.sql_one(sql, [partnership.uuid().into()]).await?;
    let taken = taken.ok_or_else(|| broken("a partnership without its sequence"))?;
    let sequence = u32::try_from(taken.number).map_err(broken)?;
    let prefix = Letterhead::of(w, partnership).await?.prefix;
    Ok(CreditNoteNumber::new(prefix, sequence))
}

/// What stands on a credit note beside its amounts.
#[derive(Clone, Copy)]
struct Note<'a> {
    number: &'a CreditNoteNumber,
    reason: &'a str,
    back: Gross,
}

async fn insert(
    market: &Market,
    w: &Writer,
    stored: &Stored,
    (credited, note): (&Credited, Note<'_>),
) -> Result<CreditNoteId, Failure> {
    let id = CreditNoteId::from_uuid(market.ids.uuid());
    let totals = &credited.totals;
    let gross = totals.gross.pence().get();
    let sql = "INSERT INTO credit_note (id, invoice_id, partnership_id, school_id, sequence, number, \
               issued_on, reason, totals, net_pence, vat_pence, gross_pence, refund_pence, version) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)";
    let values: [Value; 13] = [
        id.uuid().into(),
        stored.id.uuid().into(),
        stored.partnership.uuid().into(),
        stored.school.uuid().into(),
        i64::from(note.number.sequence()).into(),
        note.number.to_string().into(),
        market.today().into(),
        note.reason.into(),
        serde_json::to_string(totals).map_err(broken)?.into(),
        totals.net.pence().get().into(),
        totals.vat.pence().get().into(),
        gross.into(),
        note.back.pence().get().into(),
    ];
    w.execute_one(sql, values).await?;
    let sql = "INSERT INTO credit_note_line (credit_note_id, invoice_line_id, net_pence) \
               VALUES ($1, $2, $3)";
    for (line, net) in &credited.lines {
        let values = [id.uuid().into(), line.uuid().into(), net.pence().get().into()];
        w.execute_one(sql, values).await?;
    }
    Ok(id)
}

/// Moves in the books what the invoice moved, the other way.
async fn post(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    stored: &Stored,
    (totals, note): (&InvoiceTotals, Note<'_>),
) -> Result<(), Failure> {
    let partnership = stored.partnership;
    let back = totals.negated()?;
    let account = |kind, party| ledger::account(market, w, partnership, kind, party);
    let accounts = InvoiceAccounts {
        receivable: account(AccountKind::SchoolReceivable, stored.school).await?,
        vat: account(AccountKind::Vat, partnership).await?,
        earned: vec![(account(AccountKind::TradedIncome, partnership).await?, back.net)],
    };
    let number = note.number.to_string();
    let mut movements = transfers_for_invoice(&accounts, &back, &number).map_err(broken)?;
    if !note.back.pence().is_zero() {
        let accounts = payment_accounts(market, w, partnership, stored.school).await?;
        movements.push(transfer_to_credit(accounts, note.back, &number).map_err(broken)?);
    }
    let cause = ledger::Cause::invoice(stored.id);
    ledger::post(market, w, partnership, cause, &movements, permit.person()).await
}

/// What a line saved is claimed no more once something of it is credited: nobody can say what was bought
/// for how much.
async fn take_back_savings(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    stored: &Stored,
    credited: &Credited,
) -> Result<(), Failure> {
    let lines = stored
        .lines
        .iter()
        .filter(|line| credited.lines.iter().any(|(credited, _)| *credited == line.id));
    let lines: Vec<_> = lines.collect();
    let orders: BTreeSet<OrderId> = lines.iter().map(|line| line.order).collect();
    for order in orders {
        let ordered = order::load(w, permit.scope(), order).await?;
        let of_invoice =
            |line: &&order::StoredLine| lines.iter().any(|credited| credited.order_line == line.id);
        for line in ordered.lines.iter().filter(of_invoice) {
            order::take_back_saving(market, w, line, permit.person()).await?;
        }
    }
    Ok(())
}
