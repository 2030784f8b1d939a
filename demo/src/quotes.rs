//! Quotes of the demo: a request whose quotes came and were chosen from last month, and one that is
//! sealed still, with a firm outside that has not answered. Firms and prices are illustrative.

use std::sync::Arc;

use domain::Failure;
use domain::quote_request::{SUPPLIERS_MAX, TypedBid, TypedQuoteRequest};
use market::db::PageAsked;
use market::file::Upload;
use market::quote_request::{
    AskForQuotes, DecideQuotes, QuoteChoices, SendBid, ask_for_quotes, decide_quotes,
    quote_choices, quote_requests, quotes_asked_for, send_bid, view_quote_request,
};

use crate::agenda::{Act, Agenda};
use crate::cast::{Cast, School};
use crate::papers;
use crate::services::Catalogue;
use crate::stage::Stage;

/// A firm that no partnership lists.
const OUTSIDE: (&str, &str) = ("Lantern Counselling (illustrative)", "quotes@lantern.example");
/// What is asked for.
const SERVICE: &str = "Counselling for pupils";

/// Plans what was asked for and decided last month.
pub(crate) fn plan(stage: &Stage<'_>, cast: &Cast, agenda: &mut Agenda) {
    agenda.plan(stage.days_ago(30), Act::AskForQuotes(cast.tour_school.clone()));
    agenda.plan(stage.days_ago(16), Act::ChooseQuote(cast.tour_school.clone()));
}

/// The tour's school asks, and providers answer.
pub(crate) async fn ask_then(
    stage: &Stage<'_>,
    cast: &Cast,
    catalogue: &Catalogue,
    school: &Arc<School>,
) -> Result<(), Failure> {
    ask(stage, cast, catalogue, (school, "Counselling days for the spring term", 10)).await
}

/// It chooses the cheapest of those that came.
pub(crate) async fn choose(stage: &Stage<'_>, school: &Arc<School>) -> Result<(), Failure> {
    let (market, buyer) = (&stage.market, &school.buyer);
    let all = quote_requests(market, buyer, &PageAsked::default()).await?;
    let Some(request) = all.items.first().map(|row| row.id) else { return Ok(()) };
    let found = view_quote_request(market, buyer, request).await?;
    let priced = found.suppliers.iter().filter_map(|one| Some((one.id, one.stands()?.offered.net)));
    let chosen = priced.min_by_key(|(_, net)| net.pence().get()).map(|(id, _)| id);
    let reason = "The lowest price of those that came, from people whom our pupils know already. \
                  Our governors were told that fewer than three answered."
        .to_owned();
    decide_quotes(market, buyer, DecideQuotes { request, chosen, reason }).await
}

/// It asks once more: what is answered is sealed today.
pub(crate) async fn ask_now(
    stage: &Stage<'_>,
    cast: &Cast,
    catalogue: &Catalogue,
) -> Result<(), Failure> {
    let of = (&cast.tour_school, "Counselling days for the summer term", 14);
    ask(stage, cast, catalogue, of).await?;
    stage.tell("a school has asked for quotes, which are sealed");
    Ok(())
}

async fn ask(
    stage: &Stage<'_>,
    cast: &Cast,
    catalogue: &Catalogue,
    (school, title, days): (&Arc<School>, &str, u64),
) -> Result<(), Failure> {
    let (market, service) = (&stage.market, catalogue.service(SERVICE)?);
    let category = domain::service::Category::Counselling;
    let choices = quote_choices(market, &school.buyer, category, Some(service)).await?;
    let services = choices.providers.iter().take(SUPPLIERS_MAX - 1).map(|one| one.service);
    let text = |text: &str| text.to_owned();
    let closes = market.today() + chrono::Days::new(days);
    let none = || (String::new(), String::new());
    let sheet =
        papers::pdf(&[title.to_owned(), "Illustrative: rooms and times of the day".to_owned()]);
    let command = AskForQuotes {
        key: stage.key()?,
        service: Some(service),
        typed: TypedQuoteRequest {
            category: text(category.code()),
            title: text(title),
            description: text(
                "A qualified counsellor in school for a day each week, with supervision and cover. \
                 We have a quiet room on the ground floor.",
            ),
            quantity: text("12"),
            unit: text("day"),
            wanted: text("Every Tuesday of the term"),
            place: text("At the school"),
            criteria: text(
                "Price first, then experience in primary schools and how cover is arranged.",
            ),
            closes: closes.to_string(),
            closes_time: text("17:00"),
        },
        services: services.collect(),
        outside: [(text(OUTSIDE.0), text(OUTSIDE.1)), none(), none()],
        documents: vec![(
            "document_1",
            Upload { name: text("rooms-and-times.pdf"), contents: sheet.into() },
        )],
    };
    ask_for_quotes(market, &school.buyer, command).await?;
    let valid_until = closes + chrono::Days::new(90);
    answer(stage, cast, &choices, valid_until.to_string()).await
}

/// Every provider that was asked answers, each with another price.
async fn answer(
    stage: &Stage<'_>,
    cast: &Cast,
    choices: &QuoteChoices,
    valid_until: String,
) -> Result<(), Failure> {
    let market = &stage.market;
    for (place, choice) in (0_u32..).zip(&choices.providers) {
        let acts = |actor: &&market::Actor| {
            actor.acting_for().is_some_and(|acting| acting.organisation == choice.provider)
        };
        let Some(manager) = cast.day_managers.iter().find(acts) else { continue };
        let asked = quotes_asked_for(market, manager, &PageAsked::default()).await?;
        let Some(supplier) = asked.items.first().map(|row| row.supplier) else { continue };
        let typed = TypedBid {
            net: (2_880 + 240 * place).to_string(),
            vat: "exempt".to_owned(),
            included: "Twelve days, supervision, cover and a report each half term.".to_owned(),
            valid_until: valid_until.clone(),
        };
        send_bid(market, manager, SendBid { supplier, typed, document: None }).await?;
    }
    Ok(())
}
