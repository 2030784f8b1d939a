//! Outside prices: what others publish, recorded by staff with its source.

use ::market::market_rate::{
    RecordPricePoint, WithdrawPricePoint, record_price_point, withdraw_price_point,
};
use ::market::service::ServiceDetail;
use domain::market_rate::TypedPublishedPrice;
use domain::{Failure, Problem};
use leptos::prelude::*;

use super::market::{heads, source};
use super::own;
use crate::parts::{
    BackLink, Button, ButtonKind, Choice, Details, EmptyState, ErrorSummary, Form, Hidden, Lead,
    Section, Table, TableRow, Title,
};
use crate::web::{Answer, Ask, Fields, Page, Typed, csv};
use crate::words;

/// The prices recorded, and the form for another.
pub async fn prices(ask: Ask) -> Result<Answer, Failure> {
    let service = own(&ask).await?;
    Ok(page(&ask, service, Typed::fresh(ask.form.clone())))
}

fn typed_price(ask: &Ask) -> TypedPublishedPrice {
    let text = |name: &str| ask.form.get(name).to_owned();
    TypedPublishedPrice {
        source_name: text("source_name"),
        source_url: text("source_url"),
        published_on: ask.form.date("published_on"),
        seen_on: ask.form.date("seen_on"),
        note: text("note"),
        low: text("low"),
        high: text("high"),
        unit_words: text("unit_words"),
        vat: text("vat"),
        conversion: text("conversion"),
        sessions: text("sessions"),
        minutes: text("minutes"),
        days_per_week: text("days_per_week"),
        weeks: text("weeks"),
        quoted_minutes: text("quoted_minutes"),
        our_minutes: text("our_minutes"),
        phase: String::new(),
        area: String::new(),
    }
}

/// Records another.
pub async fn record(ask: Ask) -> Result<Answer, Failure> {
    let service = own(&ask).await?;
    let recorded = match ask.form.key() {
        Ok(key) => {
            let command = RecordPricePoint { key, service: service.id(), typed: typed_price(&ask) };
            record_price_point(ask.market(), ask.actor()?, command).await
        }
        Err(failure) => Err(failure),
    };
    match recorded {
        Ok(_) => Ok(Answer::see_other(format!("/services/{}/prices", service.id()))),
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            Ok(page(&ask, service, typed))
        }
    }
}

/// Takes one back.
pub async fn withdraw(ask: Ask) -> Result<Answer, Failure> {
    own(&ask).await?;
    let point = ask.form.get("point").parse();
    let point = point.map_err(|_| Failure::field("point", Problem::NotAChoice))?;
    let of = withdraw_price_point(ask.market(), ask.actor()?, WithdrawPricePoint { point }).await?;
    Ok(Answer::see_other(format!("/services/{of}/prices")))
}

fn page(ask: &Ask, service: ServiceDetail, typed: Typed) -> Answer {
    let key = ask.form_key();
    let shown = typed.clone();
    let page = Page::new("Prices elsewhere", move || {
        let (id, title) = (service.id(), service.terms().title.clone());
        let any = !service.market.published.is_empty();
        let rows: Vec<TableRow> = service
            .market
            .published
            .iter()
            .map(|one| source(one, Some(take_back(id.to_string(), one.id.to_string()))))
            .collect();
        let unit = words::price::a_unit(service.terms().unit);
        let (about_source, about_amount) = (source_fields(&shown), amount_fields(&shown, unit));
        let empty = view! {
            <EmptyState title="No prices yet">
                <p>"Five published prices let us say where yours stands; three give the middle half."</p>
            </EmptyState>
        }
        .into_any();
        view! {
            <BackLink href=format!("/services/{id}") text="Back to the service"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=title text="Prices elsewhere"/>
            <Lead>
                "What other councils, trusts and firms publish for the same thing. Schools see each price with its \
                 source, and yours among them."
            </Lead>
            <Table caption=format!("Prices recorded, £ {unit}, excluding VAT") columns=heads(Some("Change")) rows empty/>
            {any.then(|| csv::link(format!("/services/{id}/market.csv"), ""))}
            <Section id="record" title="Record a price">
                <Form action=format!("/services/{id}/prices") key>
                    {about_source}
                    {about_amount}
                    <Button>"Record the price"</Button>
                </Form>
            </Section>
        }
    });
    page.with_form(&typed).into()
}

fn take_back(service: String, point: String) -> AnyView {
    view! {
        <Form action=format!("/services/{service}/prices/withdraw")>
            <Hidden name="point" value=point/>
            <Button kind=ButtonKind::Quiet>"Take back"</Button>
        </Form>
    }
    .into_any()
}

fn source_fields(typed: &Typed) -> Vec<AnyView> {
    let fields = Fields::of(typed);
    vec![
        fields.text(
            "source_name",
            "Who publishes it",
            "For example, a council’s price list 2026 to 2027",
        ),
        fields.text(
            "source_url",
            "Where it can be read",
            "A web address, or the name of a document",
        ),
        fields.date("seen_on", "When you read it there", "For example, 27 3 2026"),
        fields.date("published_on", "When it was published, if it says so", ""),
    ]
}

fn amount_fields(typed: &Typed, unit: &'static str) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let vat = vec![
        Choice::new("excluded", "VAT comes on top"),
        Choice::new("included", "VAT is in it"),
        Choice::new("none", "There is no VAT"),
        Choice::new("not_said", "The source does not say")
            .hint("It then counts as if VAT were in it, so that it never makes ours look lower"),
    ];
    let conversions = vec![
        Choice::new("same_unit", format!("It is quoted as ours: {unit}")),
        Choice::new("sessions_per_day", "It is for a session, ours is for a day"),
        Choice::new("hours_per_day", "It is for an hour, ours is for a day"),
        Choice::new("year_to_day", "It is for a year, ours is for a day"),
        Choice::new("lengths", "It is for another length of time"),
    ];
    let open = !matches!(typed.form.get("conversion"), "" | "same_unit");
    let amounts = vec![
        fields.money("low", "The price", "The lower end, if it is a range"),
        fields.money("high", "The upper end of a range", "Leave empty for one price"),
        fields.radios("vat", "VAT", vat, ""),
        fields.text(
            "unit_words",
            "What it is for, in the source’s words",
            "For example, session of 40 to 45 minutes",
        ),
        fields.select("conversion", "How it compares", "", conversions),
    ];
    let numbers = vec![
        fields.number("sessions", "A day holds", "sessions"),
        fields.number("minutes", "A day holds", "minutes of work"),
        fields.number("days_per_week", "A year is for", "days a week"),
        fields.number("weeks", "A year has", "weeks"),
        fields.number("quoted_minutes", "Theirs lasts", "minutes"),
        fields.number("our_minutes", "Ours lasts", "minutes"),
    ];
    let note = fields.lines("note", "What one has to know to read it right", "", 2);
    view! {
        {amounts}
        <Details summary="How much of theirs makes one of ours" open=open>{numbers}</Details>
        {note}
    }
}
