//! A partnership that has opened next year's prices: one school has begun to renew, the others have not.

use domain::buy_back::{TypedChoice, TypedRound};
use domain::id::ServiceId;
use domain::{Failure, Refusal};
use market::Actor;
use market::buy_back::{KeepSheet, SetBuyBack, TypedRow, keep_sheet, set_buy_back, view_sheet};
use market::order::order_choices;

use crate::orders;
use crate::stage::Stage;

/// What the school wants to spend, in pounds: illustrative, like the prices.
const BUDGET: &str = "600";

/// The head has agreed on the year that runs, the director has opened the next, and the business
/// manager has looked through it.
pub(super) async fn open(
    stage: &Stage<'_>,
    (director, buyer, head): (&Actor, &Actor, &Actor),
    service: ServiceId,
) -> Result<(), Failure> {
    let market = &stage.market;
    let choices = order_choices(market, head, service).await?;
    let running = choices.years.first().ok_or(Failure::NotFound)?.year;
    orders::agree_on(stage, head, service, running.first_on()).await?;
    let typed = TypedRound {
        begins_on: running.next().first_on().to_string(),
        opens_on: market.today().to_string(),
    };
    let buy_back = set_buy_back(market, director, SetBuyBack { typed }).await?;
    let sheet = view_sheet(market, buyer, buy_back).await?;
    if sheet.rows.is_empty() {
        return Err(Refusal::BuyBackNotOpen.into());
    }
    let keep = TypedChoice { choice: "keep".to_owned(), quantity: String::new() };
    let row = |service| TypedRow { service, typed: keep.clone() };
    let rows = sheet.rows.iter().map(|one| row(one.service)).collect();
    let keep = KeepSheet { buy_back, version: sheet.version, rows, budget: BUDGET.to_owned() };
    keep_sheet(market, buyer, keep).await?;
    stage.tell("a partnership has opened next year’s prices");
    Ok(())
}
