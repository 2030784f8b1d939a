//! Raising invoices: number, lines, books and savings in one transaction, or nothing.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::access::{Action, Role};
use domain::audit::Deed;
use domain::id::{InvoiceId, InvoiceLineId, OrderId, OrganisationId};
use domain::invoice::{Invoice, InvoiceLine, InvoiceNumber, Issued};
use domain::ledger::{AccountKind, InvoiceAccounts, transfers_for_invoice};
use domain::order::{LineState, Order};
use domain::saving::Stage;
use domain::vat::VatCategory;
use domain::{Failure, Pence, Refusal};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::paper::{Letterhead, paper};
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Writer, broken};
use crate::idempotency::{Once, RequestKey};
use crate::mail::About;
use crate::order::{self, Stored, StoredLine};
use crate::person::{holders, tell_each};
use crate::{Market, ledger, organisation};

/// Raises what a school is to be invoiced for.
#[derive(Debug, Clone)]
pub struct RaiseInvoice {
    /// The school.
    pub school: OrganisationId,
    /// Makes a second sending the same as the first.
    pub key: RequestKey,
}

/// Raises what several schools are to be invoiced for.
#[derive(Debug, Clone)]
pub struct RaiseInvoices {
    /// The schools, as they were shown.
    pub schools: Vec<OrganisationId>,
    /// Makes a second sending the same as the first.
    pub key: RequestKey,
}

/// An invoice that has been raised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// The invoice.
    pub invoice: InvoiceId,
    /// Its number.
    pub number: String,
    /// The school.
    pub school: OrganisationId,
}

/// Invoices everything that was delivered to a school and is on no invoice yet.
///
/// One invoice carries one purchase order number and one seller, and what is outside VAT stands on
/// one of its own (EN 16931, BR-O-11): there may be several.
///
/// # Errors
/// `Refused(NothingToInvoice)`.
pub async fn raise_invoice(
    market: &Market,
    actor: &Actor,
    raise: RaiseInvoice,
) -> Result<Vec<Raised>, Failure> {
    let permit = &actor.permit_own(Action::ManageInvoices)?;
    let school = raise.school;
    let contents = (permit.organisation(), school);
    let once = &Once::new(permit.person(), "raise_invoice", &raise.key, &contents)?;
    market
        .db
        .write(
            |w| async move { once.answer(market, &w, raise_for(market, &w, permit, school)).await },
        )
        .await
}

/// Invoices several schools, each in a transaction of its own. What another raised meanwhile is
/// left out.
///
/// # Errors
/// `NotAllowed`; whatever ends the raising for one of them: sending it again goes on with the others.
pub async fn raise_all_invoices(
    market: &Market,
    actor: &Actor,
    raise: RaiseInvoices,
) -> Result<Vec<Raised>, Failure> {
    actor.permit_own(Action::ManageInvoices)?;
    let mut raised = Vec::new();
    for school in raise.schools {
        let one = RaiseInvoice { school, key: raise.key.of(school) };
        match raise_invoice(market, actor, one).await {
            Ok(more) => raised.extend(more),
            Err(Failure::Refused(Refusal::NothingToInvoice)) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(raised)
}

/// What stands together on one invoice, in the order in which invoices are numbered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Together {
    outside_vat: bool,
    purchase_order_number: Option<String>,
    seller: OrganisationId,
}

async fn raise_for(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    school: OrganisationId,
) -> Result<Vec<Raised>, Failure> {
    let partnership = permit.scope().organisation();
    lock_sequence(w, partnership).await?;
    let letterhead = Letterhead::of(w, partnership).await?;
    let orders = delivered(w, permit, school, market.today()).await?;
    let mut after: Vec<Order> = orders.iter().map(|stored| stored.order.clone()).collect();
    let mut raised = Vec::new();
    for (together, lines) in grouped(&orders, market.today()) {
        crate::partnership::may_invoice(w, partnership, together.seller).await?;
        let issue = Issue { market, w, permit, letterhead: &letterhead, school };
        let one = issue.issue(&together, &lines).await?;
        for (stored, line) in &lines {
            let found = orders.iter().zip(&mut after).find(|(order, _)| order.id == stored.id);
            if let Some((_, order)) = found {
                *order = order.clone().invoice(line.id, one.invoice, market.today())?;
            }
        }
        raised.push(one);
    }
    if raised.is_empty() {
        return Err(Refusal::NothingToInvoice.into());
    }
    for (stored, after) in orders.iter().zip(&after) {
        order::save(market, w, stored, after, Some(permit.person())).await?;
        for line in stored.lines.iter().filter(|line| is_due(line, market.today())) {
            order::advance_saving(market, w, line, Stage::Realised, permit.person()).await?;
        }
        let record = Record::new(Some(partnership), permit, Deed::RaiseInvoice, stored.id)
            .party(stored.school);
        audit::record(market, w, record).await?;
    }
    Ok(raised)
}

/// Whether a line was delivered, has begun and is not in dispute: nothing is invoiced ahead of its time.
fn is_due(line: &StoredLine, today: NaiveDate) -> bool {
    let has_begun = line.span.is_none_or(|(first, _)| first <= today);
    has_begun && !line.is_disputed && matches!(line.state, LineState::Delivered { .. })
}

/// Takes the partnership's sequence for this transaction: whoever raises next waits, so that
/// numbers follow each other and no line is seen as uninvoiced twice.
pub(crate) async fn lock_sequence(w: &Writer, partnership: OrganisationId) -> Result<(), Failure> {
    let sql = "INSERT INTO invoice_sequence (partnership_id, next) VALUES ($1, 1) \
               ON CONFLICT (partnership_id) DO NOTHING";
    w.execute(sql, [partnership.uuid().into()]).await?;
    let sql = "UPDATE invoice_sequence SET next = next WHERE partnership_id = $1";
    w.execute_one(sql, [partnership.uuid().into()]).await
}

#[derive(FromQueryResult)]
struct Taken {
    number: i64,
}

async fn next_number(w: &Writer, partnership: OrganisationId) -> Result<u32, Failure> {
    let sql = "UPDATE invoice_sequence SET next = next + 1 WHERE partnership_id = $1 \
               RETURNING next - 1 AS number";
    let taken: Option<Taken> = w.sql_one(sql, [partnership.uuid().into()]).await?;
    let taken = taken.ok_or_else(|| broken("a partnership without its sequence"))?;
    u32::try_from(taken.number).map_err(broken)
}

#[derive(FromQueryResult)]
struct OrderRow {
    id: Uuid,
}

async fn delivered(
    w: &Writer,
    permit: &Permit,
    school: OrganisationId,
    today: NaiveDate,
) -> Result<Vec<Stored>, Failure> {
    let sql = "SELECT DISTINCT o.id FROM school_order o JOIN order_line l ON l.order_id = o.id \
               WHERE o.partnership_id = $1 AND o.school_id = $2 AND o.state = 'placed' AND l.state = 'delivered' \
               AND l.disputed_in IS NULL AND (l.first_on IS NULL OR l.first_on <= $3) ORDER BY o.id";
    let values: [sea_orm::Value; 3] =
        [permit.organisation().uuid().into(), school.uuid().into(), today.into()];
    let rows: Vec<OrderRow> = w.sql_all(sql, values).await?;
    let mut orders = Vec::with_capacity(rows.len());
    for row in rows {
        orders.push(order::load(w, permit.scope(), OrderId::from_uuid(row.id)).await?);
    }
    Ok(orders)
}

type Line<'a> = (&'a Stored, &'a StoredLine);

fn grouped(orders: &[Stored], today: NaiveDate) -> BTreeMap<Together, Vec<Line<'_>>> {
    let mut groups: BTreeMap<Together, Vec<Line<'_>>> = BTreeMap::new();
    for stored in orders {
        for line in stored.lines.iter().filter(|line| is_due(line, today)) {
            let together = Together {
                outside_vat: line.vat.category() == VatCategory::OutsideScope,
                purchase_order_number: stored.purchase_order_number.clone(),
                seller: stored.seller,
            };
            groups.entry(together).or_default().push((stored, line));
        }
    }
    for lines in groups.values_mut() {
        lines.sort_by_key(|(_, line)| (line.day, line.id));
    }
    groups
}

/// What issuing one invoice needs.
struct Issue<'a> {
    market: &'a Market,
    w: &'a Writer,
    permit: &'a Permit,
    letterhead: &'a Letterhead,
    school: OrganisationId,
}

impl Issue<'_> {
    async fn issue(&self, together: &Together, lines: &[Line<'_>]) -> Result<Raised, Failure> {
        let Self { market, w, permit, letterhead, school } = *self;
        let partnership = permit.scope().organisation();
        let sequence = next_number(w, partnership).await?;
        let number = InvoiceNumber::new(letterhead.prefix.clone(), sequence).map_err(broken)?;
        let on_paper = lines.iter().map(|(_, line)| on_paper(line)).collect();
        let issued = Issued::new(number, market.today(), letterhead.payment_days, on_paper)?;
        let id = InvoiceId::from_uuid(market.ids.uuid());
        self.insert(id, &issued, together).await?;
        for (position, (_, line)) in (1_i64..).zip(lines) {
            self.insert_line(id, position, line).await?;
        }
        let account = |kind, party| ledger::account(market, w, partnership, kind, party);
        let accounts = InvoiceAccounts {
            receivable: account(AccountKind::SchoolReceivable, school).await?,
            vat: account(AccountKind::Vat, partnership).await?,
            earned: vec![(
                account(AccountKind::TradedIncome, partnership).await?,
                issued.totals().net,
            )],
        };
        let reference = issued.number().to_string();
        let movements =
            transfers_for_invoice(&accounts, issued.totals(), &reference).map_err(broken)?;
        let cause = ledger::Cause::invoice(id);
        ledger::post(market, w, partnership, cause, &movements, permit.person()).await?;
        self.tell(id, &issued, together).await?;
        let record = Record::new(Some(partnership), permit, Deed::RaiseInvoice, id)
            .party(school)
            .after(&reference)?;
        audit::record(market, w, record).await?;
        Ok(Raised { invoice: id, number: reference, school })
    }

    async fn insert(
        &self,
        id: InvoiceId,
        issued: &Issued,
        together: &Together,
    ) -> Result<(), Failure> {
        let Self { w, permit, school, .. } = *self;
        let partnership = permit.scope().organisation();
        let on = issued.issued_on();
        let paper = paper(w, partnership, together.seller, school, on).await?;
        let totals = issued.totals();
        if totals.vat.pence() > Pence::ZERO && paper.vat_number.is_none() {
            return Err(Refusal::VatNumberNeeded.into());
        }
        let invoice = Invoice::issue(issued.clone())?;
        let sql = "INSERT INTO invoice (id, partnership_id, seller_id, school_id, sequence, \
                   number, state, purchase_order_number, paper, issued_on, due_on, net_pence, \
                   vat_pence, gross_pence, paid_on, version) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1)";
        let values: [sea_orm::Value; 15] = [
            id.uuid().into(),
            partnership.uuid().into(),
            together.seller.uuid().into(),
            school.uuid().into(),
            i64::from(issued.number().sequence()).into(),
            issued.number().to_string().into(),
            invoice.state().code().into(),
            together.purchase_order_number.clone().into(),
            serde_json::to_string(&paper).map_err(broken)?.into(),
            on.into(),
            issued.due_on().into(),
            totals.net.pence().get().into(),
            totals.vat.pence().get().into(),
            totals.gross.pence().get().into(),
            invoice.paid_on().into(),
        ];
        w.execute_one(sql, values).await
    }

    async fn insert_line(
        &self,
        invoice: InvoiceId,
        position: i64,
        line: &StoredLine,
    ) -> Result<(), Failure> {
        let sql = "INSERT INTO invoice_line (id, invoice_id, position, order_line_id, \
                   description, quantity, unit, unit_net_pence, net_pence, vat_basis) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let values: [sea_orm::Value; 10] = [
            InvoiceLineId::from_uuid(self.market.ids.uuid()).uuid().into(),
            invoice.uuid().into(),
            position.into(),
            line.id.uuid().into(),
            line.description.clone().into(),
            i64::from(line.quantity).into(),
            line.unit.code().into(),
            line.unit_net.pence().get().into(),
            line.net.pence().get().into(),
            serde_json::to_string(&line.vat).map_err(broken)?.into(),
        ];
        self.w.execute_one(sql, values).await
    }

    async fn tell(
        &self,
        invoice: InvoiceId,
        issued: &Issued,
        together: &Together,
    ) -> Result<(), Failure> {
        let Self { market, w, school, .. } = *self;
        let about = About::InvoiceRaised {
            invoice,
            number: issued.number().to_string(),
            seller: organisation::by_id(w, together.seller).await?.name,
            gross_pence: issued.totals().gross.pence().get(),
            due_on: issued.due_on(),
        };
        tell_school(market, w, school, &about).await
    }
}

/// Tells whoever keeps a school's finances; where nobody does, its buyers.
pub(super) async fn tell_school(
    market: &Market,
    w: &Writer,
    school: OrganisationId,
    about: &About,
) -> Result<(), Failure> {
    let today = market.today();
    let mut to = holders(w, school, &[Role::Finance], today).await?;
    if to.is_empty() {
        to = holders(w, school, &[Role::Buyer], today).await?;
    }
    tell_each(market, w, to, about).await
}

fn on_paper(line: &StoredLine) -> InvoiceLine {
    InvoiceLine {
        order_line: line.id,
        description: line.description.clone(),
        quantity: line.quantity,
        unit_price: line.unit_net,
        net: line.net,
        vat: line.vat,
    }
}
