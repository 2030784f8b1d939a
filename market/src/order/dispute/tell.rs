//! Who is told of deliveries and of what is not right about them.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use domain::access::Action;
use domain::calendar::{london_day, london_instant};
use domain::dispute::{DisputeKind, NoShowKind, Outcome, agreed_after};
use domain::id::OrganisationId;
use domain::vat::invoice_totals;
use domain::{Failure, Net, Pence};
use sea_orm::{FromQueryResult, Value};

use super::super::load::{Stored, StoredLine};
use super::super::tell::tell_provider;
use super::store::StoredDispute;
use crate::Market;
use crate::db::{Writer, broken};
use crate::job::{self, Job};
use crate::mail::{About, ConfirmedTold, DeliveryTold, DisputeTold};
use crate::organisation;
use crate::person::{tell_each, who_may};

/// The hour in London at which a school is told of what was confirmed in the day before: once a day,
/// however many say so.
const HOUR: u32 = 17;
/// How many deliveries a message names.
const NAMED: usize = 15;

fn five_on(day: NaiveDate) -> Option<DateTime<Utc>> {
    london_instant(day, NaiveTime::from_hms_opt(HOUR, 0, 0)?)
}

/// Has a school told of what was confirmed now, with what else is confirmed until five.
pub(in super::super) async fn tell_at_five(
    market: &Market,
    w: &Writer,
    school: OrganisationId,
) -> Result<(), Failure> {
    let (today, now) = (market.today(), market.now());
    let next = today.succ_opt().unwrap_or(today);
    let on = if five_on(today).is_some_and(|five| now < five) { today } else { next };
    let at = five_on(on).ok_or_else(|| broken(on))?;
    let key = format!("deliveries:{school}:{on}");
    job::enqueue_at(market, w, &Job::TellOfDeliveries { school, on }, at, Some(key)).await
}

/// Tells those who buy for a school what was confirmed in the day that ended at five, and of which it has
/// said nothing yet. Nobody is told where nothing is left of it.
pub(crate) async fn tell_of_deliveries(
    market: &Market,
    school: OrganisationId,
    on: NaiveDate,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        reference: String,
        description: String,
        delivered_at: DateTime<Utc>,
    }
    let before = on.checked_sub_days(Days::new(1)).and_then(five_on);
    let (Some(from), Some(to)) = (before, five_on(on)) else { return Ok(()) };
    market
        .db
        .write(|w| async move {
            let sql = "SELECT o.reference, l.description, l.delivered_at FROM order_line l \
                       JOIN school_order o ON o.id = l.order_id WHERE o.school_id = $1 \
                       AND l.delivered_at >= $2 AND l.delivered_at < $3 AND l.charge_for IS NULL \
                       AND l.agreed_at IS NULL AND l.dispute_id IS NULL \
                       ORDER BY l.delivered_at, l.id";
            let values: [Value; 3] = [school.uuid().into(), from.into(), to.into()];
            let rows: Vec<Row> = w.sql_all(sql, values).await?;
            let Some(first) = rows.first() else { return Ok(()) };
            let named = rows.iter().take(NAMED);
            let about = About::DeliveriesConfirmed(ConfirmedTold {
                school: organisation::by_id(&w, school).await?.name,
                deliveries: named
                    .map(|one| (one.description.clone(), one.reference.clone()))
                    .collect(),
                more: u64::try_from(rows.len().saturating_sub(NAMED)).unwrap_or(0),
                until: agreed_after(london_day(first.delivered_at)),
            });
            let people = who_may(&w, school, Action::PlaceOrder, market.today()).await?;
            tell_each(market, &w, people, &about).await
        })
        .await
}

/// Where those who are told see more.
enum Seen {
    AsOrder,
    AsBooking,
}

async fn told(
    w: &Writer,
    order: &Stored,
    line: &StoredLine,
    seen: Seen,
) -> Result<DeliveryTold, Failure> {
    Ok(DeliveryTold {
        path: match seen {
            Seen::AsOrder => format!("/orders/{}", order.id),
            Seen::AsBooking => format!("/bookings/{}", order.id),
        },
        reference: order.reference.clone(),
        school: organisation::by_id(w, order.school).await?.name,
        provider: organisation::by_id(w, order.provider).await?.name,
        what: line.description.clone(),
    })
}

async fn tell_school(
    market: &Market,
    w: &Writer,
    order: &Stored,
    about: &About,
) -> Result<(), Failure> {
    let people = who_may(w, order.school, Action::PlaceOrder, market.today()).await?;
    tell_each(market, w, people, about).await
}

/// The school says that it is not right: to the provider.
pub(super) async fn raised(
    market: &Market,
    w: &Writer,
    order: &Stored,
    line: &StoredLine,
    (kind, words): (DisputeKind, &str),
) -> Result<(), Failure> {
    let (told, words) = (told(w, order, line, Seen::AsBooking).await?, words.to_owned());
    let about = About::Dispute { told, what: DisputeTold::Raised { kind, words } };
    tell_provider(market, w, order, &about).await
}

/// It was right after all: to the provider.
pub(super) async fn withdrawn(
    market: &Market,
    w: &Writer,
    order: &Stored,
    line: &StoredLine,
) -> Result<(), Failure> {
    let told = told(w, order, line, Seen::AsBooking).await?;
    let about = About::Dispute { told, what: DisputeTold::Withdrawn };
    tell_provider(market, w, order, &about).await
}

/// The provider stands by it: to the staff who decide, and to the school.
pub(super) async fn stood_by(
    market: &Market,
    w: &Writer,
    order: &Stored,
    line: &StoredLine,
    (kept, answer): (&StoredDispute, Option<&str>),
) -> Result<(), Failure> {
    let told = told(w, order, line, Seen::AsOrder).await?;
    let kind = DisputeKind::from_code(&kept.kind).unwrap_or(DisputeKind::Other);
    let (words, answer) = (kept.words.clone(), answer.unwrap_or_default().to_owned());
    let what = DisputeTold::ToDecide { kind, words, answer: answer.clone() };
    let staff = who_may(w, order.partnership, Action::ManageInvoices, market.today()).await?;
    tell_each(market, w, staff, &About::Dispute { told: told.clone(), what }).await?;
    let about = About::Dispute { told, what: DisputeTold::StoodBy { answer } };
    tell_school(market, w, order, &about).await
}

/// It is settled: to the school, and where staff decided, to the provider as well.
pub(super) async fn settled(
    market: &Market,
    w: &Writer,
    order: &Stored,
    line: &StoredLine,
    (outcome, credit, words): (Outcome, Option<Net>, Option<&str>),
    by_staff: bool,
) -> Result<(), Failure> {
    let what = DisputeTold::Settled {
        outcome,
        by_staff,
        credit_pence: gross(line, credit)?.get(),
        words: words.map(str::to_owned),
    };
    let to_school = told(w, order, line, Seen::AsOrder).await?;
    let about = About::Dispute { told: to_school, what: what.clone() };
    tell_school(market, w, order, &about).await?;
    if by_staff {
        let told = told(w, order, line, Seen::AsBooking).await?;
        tell_provider(market, w, order, &About::Dispute { told, what }).await?;
    }
    Ok(())
}

fn gross(line: &StoredLine, credit: Option<Net>) -> Result<Pence, Failure> {
    let credit = credit.map(|net| (net, line.vat));
    Ok(invoice_totals(credit)?.gross.pence())
}

/// Somebody came in vain: to the school.
pub(super) async fn came_in_vain(
    market: &Market,
    w: &Writer,
    order: &Stored,
    line: &StoredLine,
    (kind, words, charge): (NoShowKind, Option<String>, Pence),
) -> Result<(), Failure> {
    let what = DisputeTold::NoShow {
        kind,
        words,
        charge_pence: charge.get(),
        until: agreed_after(market.today()),
    };
    let told = told(w, order, line, Seen::AsOrder).await?;
    tell_school(market, w, order, &About::Dispute { told, what }).await
}
