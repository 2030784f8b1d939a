//! Writing back what became of an order: its state, its lines, what it comes to.

use chrono::{DateTime, Utc};
use domain::delegation::ApprovalLevel;
use domain::id::PersonId;
use domain::order::{Completed, Declined, Line, LineState, Order, OrderState, Placed, SentBack};
use domain::{Failure, Pence};
use sea_orm::Value;

use super::lapse::{days_held, plan, waits_until};
use super::load::{Stored, StoredLine};
use super::package::give_back;
use super::turn::hold;
use crate::Market;
use crate::db::Writer;

/// Writes an order back at the version that was read. A line that the order no longer has is
/// cancelled, and what it had of a package is there again. What it comes to follows its live lines; once none is left, the amount stays for the
/// record, and the state says that nothing is owed. Days that it holds, or no longer holds, while
/// nobody has decided are counted for its school; whoever changes that has the school's turn.
///
/// # Errors
/// `ChangedMeanwhile` where somebody else was first.
pub(crate) async fn save(
    market: &Market,
    w: &Writer,
    before: &Stored,
    after: &Order,
    by: Option<PersonId>,
) -> Result<(), Failure> {
    save_order(market, w, before, after).await?;
    hold(w, before.school, days_held(after) - days_held(&before.order)).await?;
    give_back(w, before, after).await?;
    let gone = LineState::Cancelled { cancelled_on: market.today() };
    for line in &before.lines {
        let kept: Option<&Line> = after.content().lines.iter().find(|kept| kept.id == line.id);
        let state = kept.map_or(gone, |kept| kept.state);
        // A line dropped long ago keeps the day on which it was.
        let was_gone = matches!(line.state, LineState::Cancelled { .. }) && kept.is_none();
        if state != line.state && !was_gone {
            save_line(market, w, line, state, by).await?;
        } else if let Some(less) = kept.filter(|kept| is_less(kept, line)) {
            save_less(w, line, less).await?;
        }
    }
    Ok(())
}

/// Whether less of a line is wanted than was: what costs nothing is counted all the same.
fn is_less(kept: &Line, line: &StoredLine) -> bool {
    (kept.quantity, kept.net) != (line.quantity, line.net)
}

async fn save_order(
    market: &Market,
    w: &Writer,
    before: &Stored,
    after: &Order,
) -> Result<(), Failure> {
    let (net, vat, gross) = amounts(before, after)?;
    let (decided_by, decided_at, reason) = decision(market, before, after);
    let asked_again = before.order.state() == OrderState::SentBack
        && matches!(after.state(), OrderState::AwaitingApproval | OrderState::Placed);
    let requested_at = if asked_again { market.now() } else { before.requested_at };
    let waits = |order: &Order| order.waits().ok().map(|waiting| waiting.awaits);
    // Who is asked next has no more time: the days are held as long as was said.
    let goes_on = waits(&before.order).and(waits(after)).and(before.held_until);
    let held_until = goes_on.or_else(|| waits_until(market, after));
    let round = if asked_again { before.round.saturating_add(1) } else { before.round };
    let sql = "UPDATE school_order SET state = $3, decided_by = $4, decided_at = $5, reason = $6, \
               net_pence = $7, vat_pence = $8, gross_pence = $9, requested_at = $10, \
               held_until = $11, awaits = $12, round = $13, version = version + 1 \
               WHERE id = $1 AND version = $2";
    let values: [Value; 13] = [
        before.id.uuid().into(),
        before.version.into(),
        after.state().code().into(),
        decided_by.map(PersonId::uuid).into(),
        decided_at.into(),
        reason.into(),
        net.get().into(),
        vat.get().into(),
        gross.get().into(),
        requested_at.into(),
        held_until.into(),
        waits(after).map(ApprovalLevel::code).into(),
        round.into(),
    ];
    w.execute_one(sql, values).await?;
    match held_until {
        Some(until) => plan(market, w, before.id, until).await,
        None => Ok(()),
    }
}

fn amounts(before: &Stored, after: &Order) -> Result<(Pence, Pence, Pence), Failure> {
    if after.content().lines.iter().any(Line::is_live) {
        let totals = after.content().totals()?;
        Ok((totals.net.pence(), totals.vat.pence(), totals.gross.pence()))
    } else {
        Ok((before.net, before.vat, before.gross))
    }
}

type Decision = (Option<PersonId>, Option<DateTime<Utc>>, Option<String>);

fn decision(market: &Market, before: &Stored, after: &Order) -> Decision {
    let now = market.now();
    match after {
        Order::AwaitingApproval(_) => (None, None, None),
        Order::SentBack(SentBack { by, reason, .. })
        | Order::Declined(Declined { by, reason, .. }) => {
            (Some(*by), Some(now), Some(reason.clone()))
        }
        Order::Placed(Placed { approved_by, placed_at, .. })
        | Order::Completed(Completed { approved_by, placed_at, .. }) => {
            (*approved_by, approved_by.map(|_| *placed_at), None)
        }
        Order::Cancelled(_) => match &before.order {
            Order::Placed(Placed { approved_by, placed_at, .. }) => {
                (*approved_by, approved_by.map(|_| *placed_at), None)
            }
            Order::SentBack(SentBack { by, reason, .. }) => {
                (Some(*by), before.decided_at, Some(reason.clone()))
            }
            Order::AwaitingApproval(_)
            | Order::Declined(_)
            | Order::Completed(_)
            | Order::Cancelled(_) => (None, None, None),
        },
    }
}

async fn save_line(
    market: &Market,
    w: &Writer,
    before: &StoredLine,
    after: LineState,
    by: Option<PersonId>,
) -> Result<(), Failure> {
    let now = market.now();
    let delivered_at = match after {
        LineState::Delivered { .. } => Some(now),
        LineState::Booked | LineState::Cancelled { .. } => None,
        LineState::Invoiced { .. } => return mark_invoiced(w, before).await,
    };
    let cancelled_on = match after {
        LineState::Cancelled { cancelled_on } => Some(cancelled_on),
        LineState::Booked | LineState::Delivered { .. } | LineState::Invoiced { .. } => None,
    };
    // Whatever the school said was of what had been confirmed before.
    let sql = "UPDATE order_line SET state = $3, delivered_at = $4, delivered_by = $5, \
               cancelled_on = $6, agreed_at = NULL, agreed_by = NULL, dispute_id = NULL, \
               disputed_in = NULL, version = version + 1 WHERE id = $1 AND version = $2";
    let values: [Value; 6] = [
        before.id.uuid().into(),
        before.version.into(),
        after.code().code().into(),
        delivered_at.into(),
        delivered_at.and(by).map(PersonId::uuid).into(),
        cancelled_on.into(),
    ];
    w.execute_one(sql, values).await
}

/// Less of a line was delivered than was confirmed.
async fn save_less(w: &Writer, before: &StoredLine, after: &Line) -> Result<(), Failure> {
    let sql = "UPDATE order_line SET quantity = $3, unit_net_pence = $4, net_pence = $5, \
               version = version + 1 WHERE id = $1 AND version = $2 AND state = 'delivered'";
    let values: [Value; 5] = [
        before.id.uuid().into(),
        before.version.into(),
        i64::from(after.quantity).into(),
        after.unit_price.pence().get().into(),
        after.net.pence().get().into(),
    ];
    w.execute_one(sql, values).await
}

/// A line on an invoice keeps when and by whom it was said to be delivered.
async fn mark_invoiced(w: &Writer, before: &StoredLine) -> Result<(), Failure> {
    let sql = "UPDATE order_line SET state = 'invoiced', version = version + 1 \
               WHERE id = $1 AND version = $2 AND state = 'delivered' AND disputed_in IS NULL";
    w.execute_one(sql, [before.id.uuid().into(), before.version.into()]).await
}
