//! Booking a day: by the form alone beside its ceiling, and from the service's page to the order's
//! as people do it.

use std::sync::atomic::AtomicUsize;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use super::http::Connection;
use super::process::Process;
use super::rounds::{Turn, figures, interleave, ratios};
use super::scale::Scale;
use super::world::Contents;

/// Measures it. The ceiling runs the same use case, since its statements are the work: what stays
/// is the form's way in and out. The raw ceiling writes one row, one line and one place less.
pub(super) fn measure(
    scale: Scale,
    product: &Process,
    ceiling: &Process,
    world: &Contents,
) -> Result<[(String, Value); 2]> {
    let (by_product, by_ceiling, raw) =
        (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let book = |connection: &mut Connection, number| book(connection, world, number);
    let write = |connection: &mut Connection, _| {
        expect(connection.post("/raw-order", "")?.status, 303, "/raw-order").map(|()| true)
    };
    let turn = |server, work, done| Turn { server, sessions: &world.sessions, work, done };
    let turns = [
        turn(product, &book, &by_product),
        turn(ceiling, &book, &by_ceiling),
        turn(ceiling, &write, &raw),
    ];
    let samples = interleave(scale, &turns)?;
    let [ours, theirs, rows] = samples.as_slice() else { bail!("three servers took turns") };
    let mut booking = figures("", ours)?;
    booking.extend(figures("ceiling_", theirs)?);
    booking.extend(figures("raw_", rows)?);
    booking.extend(ratios("ceiling", ours, theirs)?);
    booking.extend(ratios("raw", ours, rows)?);
    let whole = |connection: &mut Connection, number| whole_order(connection, world, number);
    let turns = [turn(product, &whole, &by_product), turn(ceiling, &whole, &by_ceiling)];
    let samples = interleave(scale, &turns)?;
    let [ours, theirs] = samples.as_slice() else { bail!("two servers took turns") };
    let mut order = figures("", ours)?;
    order.extend(figures("ceiling_", theirs)?);
    order.extend(ratios("ceiling", ours, theirs)?);
    Ok([
        ("booking".to_owned(), Value::Object(booking)),
        ("whole_order".to_owned(), Value::Object(named_by_order(order))),
    ])
}

/// An order is five requests.
fn named_by_order(figures: Map<String, Value>) -> Map<String, Value> {
    let named =
        |name: String| name.replace("requests_per", "orders_per").replace("request", "order");
    let mut named: Map<String, Value> =
        figures.into_iter().map(|(name, figure)| (named(name), figure)).collect();
    named.insert("requests".to_owned(), json!(6));
    named
}

/// The form for the how many-th booking; nothing when every day is taken.
fn form(world: &Contents, number: usize) -> Option<String> {
    let day = world.days.get(number / world.people.max(1))?;
    Some(format!("day={day}&{}&key=bench-{number:08}", world.seen))
}

fn book(connection: &mut Connection, world: &Contents, number: usize) -> Result<bool> {
    let Some(form) = form(world, number) else { return Ok(false) };
    let path = format!("{}/book", world.booked);
    expect(connection.post(&path, &form)?.status, 303, &path).map(|()| true)
}

/// The service, its days, the answers to check, the confirmation, the order.
fn whole_order(connection: &mut Connection, world: &Contents, number: usize) -> Result<bool> {
    let Some(form) = form(world, number) else { return Ok(false) };
    let (service, days) = (&world.booked, format!("{}/days", world.booked));
    expect(connection.get(service)?.status, 200, service)?;
    expect(connection.get(&days)?.status, 200, &days)?;
    let check = format!("{service}/check");
    let chosen = connection.post(&check, &form)?;
    expect(chosen.status, 303, &check)?;
    let check = chosen.header("location").context("days chosen lead to what they come to")?;
    expect(connection.get(check)?.status, 200, check)?;
    let booked = connection.post(&format!("{service}/book"), &form)?;
    expect(booked.status, 303, service)?;
    let order = booked.header("location").context("a booking leads to its order")?;
    expect(connection.get(order)?.status, 200, order).map(|()| true)
}

fn expect(status: u16, wanted: u16, path: &str) -> Result<()> {
    if status != wanted {
        bail!("{path} answered {status}, not {wanted}");
    }
    Ok(())
}
