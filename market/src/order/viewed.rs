//! The lines of an order, as each of its parties may see them.

use chrono::NaiveDate;
use domain::capacity::Half;
use domain::dispute::{Less, NoShowKind, Said, no_show_in_time};
use domain::id::{InvoiceId, OrderLineId};
use domain::order::{LineState, OrderState};
use domain::price::{Unit, Working};
use domain::vat::{VatBasis, invoice_totals};
use domain::{Failure, Net, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::cancel::{begins, cancellation};
use super::charge::{costs, gross};
use super::dispute::{DisputeView, no_shows, of_order, said_of};
use super::list::Side;
use super::load::{Stored, StoredLine};
use crate::db::{Reader, broken};

/// A line as it is shown.
#[derive(Debug, Clone)]
pub struct ViewedLine {
    /// The line.
    pub id: OrderLineId,
    /// What it buys.
    pub description: String,
    /// The day booked.
    pub day: Option<NaiveDate>,
    /// Which half of it; none for the whole day.
    pub half: Option<Half>,
    /// Who is booked: for the provider only. A headteacher must not learn who meets whom.
    pub practitioner: Option<String>,
    /// How many.
    pub quantity: u32,
    /// Of what.
    pub unit: Unit,
    /// What one costs, excluding VAT.
    pub unit_net: Net,
    /// What the line comes to, excluding VAT.
    pub net: Net,
    /// How that was worked out.
    pub working: Working,
    /// How VAT applies.
    pub vat: VatBasis,
    /// What became of it.
    pub state: LineState,
    /// The invoice it is on, with its number.
    pub invoice: Option<(InvoiceId, String)>,
    /// The first and the last day that it is for.
    pub span: Option<(NaiveDate, NaiveDate)>,
    /// Of an agreement: how many months it is billed for.
    pub months: Option<u32>,
    /// From when the school would like it, where it is bound to no day.
    pub wished_on: Option<NaiveDate>,
    /// A note to whoever delivers.
    pub note: Option<String>,
    /// The last day on which cancelling it costs nothing.
    pub free_until: Option<NaiveDate>,
    /// Whether that costs nothing at any time before it is delivered.
    pub always_free: bool,
    /// Whether whoever looks may cancel it alone, for nothing.
    pub can_cancel: bool,
    /// What cancelling it costs now, including VAT, where it is too late to do so for nothing.
    pub late_charge: Option<Pence>,
    /// Whether it charges for the late cancellation of another.
    pub is_charge: bool,
    /// What the school has said of its delivery; nothing where there is none, or it agreed beforehand.
    pub said: Option<Said>,
    /// The latest dispute about it.
    pub dispute: Option<DisputeView>,
    /// Whether less of it is so many fewer, and not a smaller amount.
    pub is_by_quantity: bool,
    /// Why somebody came in vain, and what they said.
    pub no_show: Option<(NoShowKind, Option<String>)>,
    /// What a visit in vain costs the school including VAT, where that can be said now; for whoever
    /// delivers.
    pub no_show_charge: Option<Pence>,
}

impl ViewedLine {
    /// Whether cancelling it costs nothing today.
    fn is_free(&self, today: NaiveDate) -> bool {
        self.always_free || self.free_until.is_some_and(|until| today <= until)
    }
}

/// Says of each line whether it can be cancelled alone, and whether the whole of it can be cancelled
/// for nothing.
pub(super) fn can_cancel(lines: &mut [ViewedLine], state: OrderState, today: NaiveDate) -> bool {
    let free = |line: &ViewedLine| line.state == LineState::Booked && line.is_free(today);
    for line in lines.iter_mut() {
        // An agreement is cancelled whole.
        line.can_cancel = state == OrderState::Placed && line.months.is_none() && free(line);
    }
    let live = |line: &&ViewedLine| !matches!(line.state, LineState::Cancelled { .. });
    match state {
        OrderState::AwaitingApproval | OrderState::SentBack => true,
        OrderState::Placed => lines.iter().filter(live).all(free),
        OrderState::Declined | OrderState::Completed | OrderState::Cancelled => false,
    }
}

/// Says of each line what cancelling it costs now, and gives what cancelling the whole of it does,
/// where it is too late to do so for nothing. Nothing where nobody asks.
pub(super) async fn late_charges(
    r: &Reader,
    stored: &Stored,
    lines: &mut [ViewedLine],
    (asked, today): (bool, NaiveDate),
) -> Result<Option<Pence>, Failure> {
    if !asked {
        return Ok(None);
    }
    let booked = |line: &&StoredLine| line.state == LineState::Booked;
    let open: Vec<&StoredLine> = stored.lines.iter().filter(booked).collect();
    if stored.order.state() != OrderState::Placed || open.iter().any(|line| line.deal.is_some()) {
        return Ok(None);
    }
    let costs = costs(r, stored, &open, today).await?;
    for cost in costs.iter().filter(|cost| !cost.line.is_agreement()) {
        let charge = gross(std::slice::from_ref(cost))?;
        let shown = lines.iter_mut().filter(|line| line.id == cost.line.id);
        shown.for_each(|line| line.late_charge = Some(charge));
    }
    let all_open =
        stored.lines.iter().filter(|line| !line.is_cancelled()).all(|line| booked(&line));
    Ok(if costs.is_empty() || !all_open { None } else { Some(gross(&costs)?) })
}

#[derive(FromQueryResult)]
struct Beside {
    id: Uuid,
    price_working: String,
    practitioner: Option<String>,
    invoice_id: Option<Uuid>,
    number: Option<String>,
}

/// The disputes about an order's lines. What was never delivered has none.
async fn disputes(r: &Reader, stored: &Stored) -> Result<Vec<DisputeView>, Failure> {
    match stored.order.state() {
        OrderState::Placed | OrderState::Completed | OrderState::Cancelled => {
            of_order(r, stored.id).await
        }
        OrderState::AwaitingApproval | OrderState::SentBack | OrderState::Declined => {
            Ok(Vec::new())
        }
    }
}

/// Whether it can be said of a line that somebody came in vain.
fn can_say_no_show(stored: &Stored, line: &StoredLine, today: NaiveDate) -> bool {
    let is_booked = line.state == LineState::Booked && stored.order.state() == OrderState::Placed;
    is_booked && line.day.is_some_and(|day| no_show_in_time(day, today))
}

pub(super) async fn viewed_lines(
    r: &Reader,
    stored: &Stored,
    side: Side,
    today: NaiveDate,
) -> Result<Vec<ViewedLine>, Failure> {
    let sql = "SELECT l.id, l.price_working, pr.display_name AS practitioner, i.id AS invoice_id, i.number \
               FROM order_line l LEFT JOIN practitioner pr ON pr.id = l.practitioner_id \
               LEFT JOIN invoice_line il ON il.order_line_id = l.id \
               LEFT JOIN invoice i ON i.id = il.invoice_id \
               WHERE l.order_id = $1";
    let beside: Vec<Beside> = r.sql_all(sql, [stored.id.uuid().into()]).await?;
    // Lines of one order are of one version: its terms are read once.
    let cancellation = match stored.lines.iter().find_map(|line| line.service) {
        Some((_, version)) => Some(cancellation(r, version).await?),
        None => None,
    };
    let disputes = disputes(r, stored).await?;
    let no_shows = no_shows(r, stored).await?;
    let latest = |line: &StoredLine| disputes.iter().find(|one| one.line == line.id);
    let about = |line: &StoredLine| latest(line).filter(|one| Some(one.id) == line.dispute);
    let viewed = |line: &StoredLine| {
        let found = beside.iter().find(|row| row.id == line.id.uuid());
        let invoice = found.and_then(|row| row.invoice_id.zip(row.number.clone()));
        let rule = cancellation.as_ref().filter(|_| line.deal.is_none());
        let begins = begins(stored, line);
        let working = found.ok_or_else(|| broken("a line that is not there"))?;
        Ok(ViewedLine {
            working: serde_json::from_str(&working.price_working).map_err(broken)?,
            id: line.id,
            description: line.description.clone(),
            day: line.day,
            half: line.half,
            practitioner: found
                .filter(|_| side == Side::Provider)
                .and_then(|row| row.practitioner.clone()),
            quantity: line.quantity,
            unit: line.unit,
            unit_net: line.unit_net,
            net: line.net,
            vat: line.vat,
            state: line.state,
            invoice: invoice.map(|(id, number)| (InvoiceId::from_uuid(id), number)),
            span: line.span,
            months: line.months,
            wished_on: line.wished_on,
            note: line.note.clone(),
            free_until: rule.zip(begins).map(|(rule, day)| rule.free_until(day)),
            always_free: rule.is_some() && begins.is_none(),
            can_cancel: false,
            late_charge: None,
            is_charge: line.charge_for.is_some(),
            said: said_of(line, about(line).map(|one| one.state), today),
            dispute: latest(line).cloned(),
            is_by_quantity: Less::by_quantity(&line.line()?),
            no_show: no_shows
                .iter()
                .find(|(of, ..)| *of == line.id)
                .map(|(_, why, words)| (*why, words.clone())),
            no_show_charge: match rule.filter(|_| side == Side::Provider) {
                Some(rule) if can_say_no_show(stored, line, today) => {
                    let net = rule.charge(
                        line.net,
                        line.day.unwrap_or(today),
                        line.day.unwrap_or(today),
                    )?;
                    Some(invoice_totals([(net, line.vat)])?.gross.pence())
                }
                Some(_) | None => None,
            },
        })
    };
    stored.lines.iter().map(viewed).collect()
}
