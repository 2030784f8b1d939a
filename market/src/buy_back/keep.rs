//! Keeping what a school chose so far: it binds nobody, and can be changed until it is sent.

use std::collections::BTreeMap;

use domain::access::Action;
use domain::audit::Deed;
use domain::buy_back::{Choice, TypedChoice, read_budget};
use domain::form::Reading;
use domain::id::{BuyBackId, ServiceId, SheetId};
use domain::{Failure, Pence, Refusal};
use sea_orm::Value;
use serde_json::json;

use super::open::must_be_open;
use super::row::SheetRow;
use super::sheet::{Loaded, by, is_open, load, total};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::Writer;
use crate::order::take_turn_as;

/// What was typed of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedRow {
    /// Which.
    pub service: ServiceId,
    /// What was said of it.
    pub typed: TypedChoice,
}

/// Keeps what the school acted for chose.
#[derive(Debug, Clone)]
pub struct KeepSheet {
    /// In which round.
    pub buy_back: BuyBackId,
    /// The version that was shown; nought where nothing was kept.
    pub version: i64,
    /// Each row as it was typed, in the order of the page: what is wrong with one is said under the
    /// field of its place.
    pub rows: Vec<TypedRow>,
    /// Field `budget`: what the school wants to spend at most, in pounds excluding VAT.
    pub budget: String,
}

/// Keeps it. What was chosen of each service stays with who chose it last, and when.
///
/// # Errors
/// `Invalid` on `budget` or the quantities of rows; `ChangedMeanwhile` where somebody else has kept
/// something since; `Refused` with `BuyBackNotOpen`, or `SentAlready`.
pub async fn keep_sheet(market: &Market, actor: &Actor, keep: KeepSheet) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let keep = &keep;
    market
        .db
        .write(|w| async move {
            take_turn_as(&w, permit).await?;
            let loaded = Box::pin(load(market, &w, permit, keep.buy_back)).await?;
            must_be_open(market, &loaded.found)?;
            if !is_open(market, &loaded.sheet) {
                return Err(Refusal::SentAlready.into());
            }
            let (choices, budget) = read(keep, &loaded)?;
            if loaded.sheet.version != keep.version {
                return Err(Failure::ChangedMeanwhile);
            }
            store(market, &w, permit, &loaded, (&choices, budget)).await
        })
        .await
}

type Choices = BTreeMap<ServiceId, Choice>;

fn read(keep: &KeepSheet, loaded: &Loaded) -> Result<(Choices, Option<Pence>), Failure> {
    let mut reading = Reading::default();
    let mut choices = BTreeMap::new();
    for (place, typed) in keep.rows.iter().enumerate() {
        let row = loaded.sheet.rows.iter().find(|row| row.service == typed.service);
        let row = row.ok_or(Failure::NotFound)?;
        // What cannot be had any more is no choice; the page says so when it is shown again.
        if row.next().is_none() {
            continue;
        }
        if let Some(choice) = typed.typed.read(row.renewal, place, &mut reading) {
            choices.insert(typed.service, choice);
        }
    }
    let budget = read_budget(&keep.budget, &mut reading);
    reading.finish(Some((choices, budget))).map_err(Failure::Invalid)
}

async fn store(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    loaded: &Loaded,
    (choices, budget): (&Choices, Option<Pence>),
) -> Result<(), Failure> {
    let rows = chosen(loaded, choices)?;
    let next = total(&rows)?.next.pence();
    let sheet = sheet_row(market, w, permit, loaded, (budget, next)).await?;
    for (service, choice) in choices {
        let before = loaded.sheet.rows.iter().find(|row| row.service == *service);
        if before.and_then(|row| row.kept) == Some(*choice) {
            continue;
        }
        let sql = "INSERT INTO buy_back_choice (sheet_id, service_id, choice, quantity, chosen_by, \
                   chosen_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (sheet_id, service_id) \
                   DO UPDATE SET choice = excluded.choice, quantity = excluded.quantity, \
                   chosen_by = excluded.chosen_by, chosen_at = excluded.chosen_at";
        let values: [Value; 6] = [
            sheet.uuid().into(),
            service.uuid().into(),
            choice.code().into(),
            choice.changed().map(i64::from).into(),
            by(permit).into(),
            market.now().into(),
        ];
        w.execute_one(sql, values).await?;
    }
    let told = |rows: &[SheetRow]| -> serde_json::Value {
        let chosen = rows.iter().filter_map(|row| Some((row.title.clone(), json!(row.kept?))));
        chosen.collect::<serde_json::Map<_, _>>().into()
    };
    let partnership = Some(loaded.found.partnership);
    let record = Record::new(partnership, permit, Deed::ChooseRenewal, loaded.sheet.buy_back)
        .before(&json!({"budget": loaded.sheet.budget, "chosen": told(&loaded.sheet.rows)}))?
        .after(&json!({"budget": budget, "chosen": told(&rows)}))?;
    audit::record(market, w, record).await
}

/// The rows as they are with what is chosen now.
fn chosen(loaded: &Loaded, choices: &Choices) -> Result<Vec<SheetRow>, Failure> {
    let with = |before: &SheetRow| -> Result<SheetRow, Failure> {
        let kept = choices.get(&before.service).copied().or(before.kept);
        let Some(sale) = loaded.sales.get(&before.service) else {
            return Ok(SheetRow { kept, ..before.clone() });
        };
        super::row::again(before, sale, (loaded.found.round, kept))
    };
    loaded.sheet.rows.iter().map(with).collect()
}

/// Makes the sheet, or changes it at the version that was read.
async fn sheet_row(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    loaded: &Loaded,
    (budget, next): (Option<Pence>, Pence),
) -> Result<SheetId, Failure> {
    if let Some(id) = loaded.id {
        let sql = "UPDATE buy_back_sheet SET budget_pence = $3, next_net_pence = $4, sent_at = NULL, \
                   sent_by = NULL, purchase_id = NULL, version = version + 1 \
                   WHERE id = $1 AND version = $2";
        let values: [Value; 4] = [
            id.uuid().into(),
            loaded.sheet.version.into(),
            budget.map(Pence::get).into(),
            next.get().into(),
        ];
        w.execute_one(sql, values).await?;
        return Ok(id);
    }
    let id = SheetId::from_uuid(market.ids.uuid());
    let sql = "INSERT INTO buy_back_sheet (id, buy_back_id, school_id, budget_pence, \
               next_net_pence, begun_at, begun_by, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)";
    let values: [Value; 7] = [
        id.uuid().into(),
        loaded.sheet.buy_back.uuid().into(),
        permit.organisation().uuid().into(),
        budget.map(Pence::get).into(),
        next.get().into(),
        market.now().into(),
        by(permit).into(),
    ];
    w.claim(sql, values).await?;
    Ok(id)
}
