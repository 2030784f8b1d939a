//! Storing a new order with its lines: the one way in, for bookings and call-offs alike.

use chrono::{DateTime, NaiveDate, Utc};
use domain::capacity::Slot;
use domain::delegation::ApprovalLevel;
use domain::id::{
    DealId, OrderId, OrderLineId, OrganisationId, PersonId, PractitionerId, PurchaseId, ServiceId,
    ServiceVersionId,
};
use domain::order::OrderReference;
use domain::text::PurchaseOrderNumber;
use domain::vat::{VatBasis, invoice_totals};
use domain::{Failure, Net};

use super::lapse;
use super::package::{TakenFrom, take};
use super::turn::hold;
use crate::Market;
use crate::capacity::half;
use crate::db::{Writer, broken};

/// An order to be stored.
pub(crate) struct NewOrder {
    /// Who buys.
    pub school: OrganisationId,
    /// Through which partnership.
    pub partnership: OrganisationId,
    /// Who invoices.
    pub seller: OrganisationId,
    /// Who delivers.
    pub provider: OrganisationId,
    /// The buyer's own number.
    pub purchase_order_number: Option<PurchaseOrderNumber>,
    /// Who asked for it.
    pub requested_by: PersonId,
    /// Through which trust they asked, where they acted for the school through one.
    pub requested_through: Option<OrganisationId>,
    /// Until when it waits for an approver; none where it is binding at once.
    pub held_until: Option<DateTime<Utc>>,
    /// At which level somebody is asked; none where it is binding at once.
    pub awaits: Option<ApprovalLevel>,
    /// With which others it is placed together, where it is.
    pub purchase: Option<PurchaseId>,
    /// What is bought, in its order.
    pub lines: Vec<NewLine>,
}

/// A line of an order to be stored.
pub(crate) struct NewLine {
    /// Its id, made beforehand where something (a pool's day) must be taken in its name first.
    pub id: OrderLineId,
    /// The service bought, with its version.
    pub service: Option<(ServiceId, ServiceVersionId)>,
    /// The deal it is a call-off of.
    pub deal: Option<DealId>,
    /// The category's code.
    pub category: String,
    /// What it is, as the invoice will say.
    pub description: String,
    /// The day booked, or the half of it, and whose.
    pub day: Option<(Slot, PractitionerId)>,
    /// The first and the last day that it is for; none for what is bound to no day.
    pub span: Option<(NaiveDate, NaiveDate)>,
    /// Of an agreement: how many months it is billed for.
    pub months: Option<u32>,
    /// From when the school would like it, where it is bound to no day.
    pub wished_on: Option<NaiveDate>,
    /// A note to whoever delivers.
    pub note: Option<String>,
    /// The line whose late cancellation it charges for, where it does.
    pub charge_for: Option<OrderLineId>,
    /// The package that it is taken from, where it is.
    pub package: Option<TakenFrom>,
    /// The unit's code.
    pub unit: &'static str,
    /// How many.
    pub quantity: u32,
    /// What one costs, rounded to the penny where the line's amount is not a multiple.
    pub unit_net: Net,
    /// What the line comes to.
    pub net: Net,
    /// The price's working, as JSON.
    pub working: String,
    /// How VAT applies.
    pub vat: VatBasis,
}

/// An order that has been stored.
pub(crate) struct Created {
    /// Its id.
    pub id: OrderId,
    /// Its reference.
    pub reference: OrderReference,
    /// What it comes to including VAT, in pence.
    pub gross_pence: i64,
}

/// How many lines of an order hold a day.
fn days_of(lines: &[NewLine]) -> i64 {
    i64::try_from(lines.iter().filter(|line| line.day.is_some()).count()).unwrap_or(i64::MAX)
}

/// How often a reference is drawn before giving up: with billions of them, once is enough.
const DRAWS_MAX: u32 = 5;

/// Stores an order and its lines. Days of one that waits are held for its school.
pub(crate) async fn create(market: &Market, w: &Writer, new: NewOrder) -> Result<Created, Failure> {
    let totals = invoice_totals(new.lines.iter().map(|line| (line.net, line.vat)))?;
    let id = OrderId::from_uuid(market.ids.uuid());
    let mut reference = None;
    for _ in 0..DRAWS_MAX {
        let drawn = OrderReference::from_bits(random_bits(market));
        if insert(market, w, id, drawn, &new, &totals).await? {
            reference = Some(drawn);
            break;
        }
    }
    let reference = reference.ok_or_else(|| broken("no free order reference"))?;
    for (position, line) in (1_i64..).zip(&new.lines) {
        insert_line(w, id, position, line).await?;
    }
    if let Some(until) = new.held_until {
        hold(w, new.school, days_of(&new.lines)).await?;
        lapse::plan(market, w, id, until).await?;
    }
    Ok(Created { id, reference, gross_pence: totals.gross.pence().get() })
}

fn random_bits(market: &Market) -> u64 {
    let secret = market.ids.secret();
    secret.iter().take(8).fold(0, |bits, byte| (bits << 8) | u64::from(*byte))
}

async fn insert(
    market: &Market,
    w: &Writer,
    id: OrderId,
    reference: OrderReference,
    new: &NewOrder,
    totals: &domain::vat::InvoiceTotals,
) -> Result<bool, Failure> {
    let sql = "INSERT INTO school_order (id, reference, state, school_id, partnership_id, \
               seller_id, provider_id, purchase_order_number, net_pence, vat_pence, gross_pence, \
               requested_by, requested_at, held_until, awaits, requested_through, \
               purchase_id, version) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 1) \
               ON CONFLICT (reference) DO NOTHING";
    let state = if new.held_until.is_some() { "awaiting_approval" } else { "placed" };
    let values: [sea_orm::Value; 17] = [
        id.uuid().into(),
        reference.to_string().into(),
        state.into(),
        new.school.uuid().into(),
        new.partnership.uuid().into(),
        new.seller.uuid().into(),
        new.provider.uuid().into(),
        new.purchase_order_number.as_ref().map(|number| number.as_str().to_owned()).into(),
        totals.net.pence().get().into(),
        totals.vat.pence().get().into(),
        totals.gross.pence().get().into(),
        new.requested_by.uuid().into(),
        market.now().into(),
        new.held_until.into(),
        new.awaits.map(ApprovalLevel::code).into(),
        new.requested_through.map(OrganisationId::uuid).into(),
        new.purchase.map(PurchaseId::uuid).into(),
    ];
    Ok(w.execute(sql, values).await? == 1)
}

pub(super) async fn insert_line(
    w: &Writer,
    order: OrderId,
    position: i64,
    line: &NewLine,
) -> Result<(), Failure> {
    if let Some(taken) = line.package {
        take(w, taken).await?;
    }
    let sql = "INSERT INTO order_line (id, order_id, position, state, service_id, \
               service_version_id, deal_id, category, description, day, practitioner_id, first_on, \
               last_on, unit, quantity, unit_net_pence, net_pence, price_working, vat_basis, months, \
               wished_on, note, charge_for, half, package_order_id, version) \
               VALUES ($1, $2, $3, 'booked', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
               $16, $17, $18, $19, $20, $21, $22, $23, $24, 1)";
    let values: [sea_orm::Value; 24] = [
        line.id.uuid().into(),
        order.uuid().into(),
        position.into(),
        line.service.map(|(service, _)| service.uuid()).into(),
        line.service.map(|(_, version)| version.uuid()).into(),
        line.deal.map(DealId::uuid).into(),
        line.category.clone().into(),
        line.description.clone().into(),
        line.day.map(|(slot, _)| slot.day).into(),
        line.day.map(|(_, practitioner)| practitioner.uuid()).into(),
        line.span.map(|(first, _)| first).into(),
        line.span.map(|(_, last)| last).into(),
        line.unit.into(),
        i64::from(line.quantity).into(),
        line.unit_net.pence().get().into(),
        line.net.pence().get().into(),
        line.working.clone().into(),
        serde_json::to_string(&line.vat).map_err(broken)?.into(),
        line.months.map(i64::from).into(),
        line.wished_on.into(),
        line.note.clone().into(),
        line.charge_for.map(OrderLineId::uuid).into(),
        half::stored(line.day.and_then(|(slot, _)| slot.half)),
        line.package.map(|taken| taken.package.uuid()).into(),
    ];
    w.execute(sql, values).await.map(|_| ())
}
