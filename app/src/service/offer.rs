//! A school offers a service of its own to other schools: one page that says what that means, one
//! button.

use ::market::service::{OfferService, OfferedThrough, Offering, offer_service, offering};
use domain::calendar::short_day;
use domain::id::OrganisationId;
use domain::{Failure, Problem};
use leptos::prelude::*;

use crate::parts::{
    Actions, BackLink, Button, ButtonKind, ButtonLink, Cell, Choice, ColumnHead, EmptyState,
    ErrorSummary, Form, Hidden, Lead, Notice, NoticeKind, RadiosField, Section, Table, TableRow,
    TextField, TextLink, Title,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed, csv};
use crate::words;

/// What the school offers already, and how to begin.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::fresh(Filled::default())).await
}

/// Makes the school a provider.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    match offered(&ask).await {
        Ok(()) => Ok(Answer::see_other("/offer?done")),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn offered(ask: &Ask) -> Result<(), Failure> {
    let partnership: Result<OrganisationId, _> = ask.form.get("partnership").parse();
    let command = OfferService {
        partnership: partnership.map_err(|_| Failure::field("partnership", Problem::Missing))?,
        offers: ask.form.get("offers").to_owned(),
    };
    offer_service(ask.market(), ask.actor()?, &ask.form.key()?, command).await
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let found = offering(ask.market(), actor).await?;
    let school = actor.acting_for().map(|acting| acting.name.clone()).unwrap_or_default();
    let (key, done) = (ask.form_key(), ask.query.has("done", ""));
    let shown = typed.clone();
    let page = Page::new("Offer a service to other schools", move || {
        let (done, already) = (done.then(said), already(&found.through));
        let (services, form) = (services(&found), form(&found.through, key, &shown));
        view! {
            <BackLink href="/" text="Back to your home page"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=school text="Offer a service to other schools"/>
            {done}
            {already}
            {services}
            {form}
        }
    });
    Ok(page.with_form(&typed).into())
}

fn said() -> impl IntoView {
    view! {
        <Notice kind=NoticeKind::Success title="Your school is a provider now">
            <p>"The partnership sees it on its first page and writes the service up with you. You keep its people and days, \
                and confirm what was delivered, under "<TextLink href="/bookings">"Bookings"</TextLink>"."</p>
        </Notice>
    }
}

/// Through whom the school offers services.
fn already(through: &[OfferedThrough]) -> Option<AnyView> {
    let rows: Vec<TableRow> = through
        .iter()
        .filter(|one| one.is_provider)
        .map(|one| {
            let since = one.since.map_or_else(|| "Listed by the partnership".to_owned(), short_day);
            let offers = one.offers.clone().unwrap_or_else(|| "Not said yet".to_owned());
            TableRow::new(vec![one.name.clone().into(), since.into(), offers.into()])
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let columns = ["Through", "Provider since", "What you offer"].map(ColumnHead::words).to_vec();
    let section = view! {
        <Section id="through" title="Where your school is a provider">
            <Table caption="Partnerships through which your school delivers" quiet_caption=true columns rows/>
        </Section>
    };
    Some(section.into_any())
}

/// The services that the school delivers.
fn services(found: &Offering) -> Option<AnyView> {
    if !found.through.iter().any(|one| one.is_provider) && found.services.is_empty() {
        return None;
    }
    let any = !found.services.is_empty();
    let rows = found
        .services
        .iter()
        .map(|service| {
            let (href, title) = (format!("/services/{}", service.id), service.title.clone());
            TableRow::new(vec![
                Cell::view(view! { <TextLink href=href>{title}</TextLink> }),
                words::service::service_state(service.state).into(),
                service.partnership.clone().into(),
            ])
        })
        .collect();
    let empty = view! {
        <EmptyState title="None is listed yet">
            <p>"Staff of the partnership write a service up with you. It stands here from its first draft on."</p>
        </EmptyState>
    };
    let columns = ["Service", "State", "Through"].map(ColumnHead::words).to_vec();
    let section = view! {
        <Section id="services" title="What your school delivers">
            <Table caption="Services that your school delivers" quiet_caption=true columns rows
                empty=empty.into_any()/>
            {any.then(|| csv::link("/offer/services.csv".to_owned(), ""))}
        </Section>
    };
    Some(section.into_any())
}

/// The way to become a provider: of the only partnership at once, or of one of several.
fn form(through: &[OfferedThrough], key: String, typed: &Typed) -> AnyView {
    if through.is_empty() {
        return view! {
            <EmptyState title="Your school is no member of a partnership yet">
                <p>"Schools offer services through a partnership that they are a member of."</p>
                <Actions><ButtonLink href="/schools" kind=ButtonKind::Secondary>"Find your school"</ButtonLink></Actions>
            </EmptyState>
        }
        .into_any();
    }
    let open: Vec<&OfferedThrough> = through.iter().filter(|one| !one.is_provider).collect();
    let Some(first) = open.first() else { return ().into_any() };
    let (name, id) = (first.name.clone(), first.partnership.to_string());
    let one = if open.len() == 1 {
        view! { <Hidden name="partnership" value=id/> }.into_any()
    } else {
        let choices = open.iter().map(|one| Choice::new(one.partnership.to_string(), &one.name));
        let error = typed.error("partnership");
        let value = typed.value("partnership");
        let value = if value.is_empty() { id } else { value };
        view! {
            <RadiosField name="partnership" label="Through which partnership?" choices=choices.collect()
                value error/>
        }
        .into_any()
    };
    let lead = if open.len() == 1 {
        format!(
            "Your school becomes a provider of {name}. Nothing is on sale, and nothing binds you, before you have agreed what the service is."
        )
    } else {
        "Your school becomes a provider of a partnership. Nothing is on sale, and nothing binds you, before you have agreed what the service is.".to_owned()
    };
    let (said, wrong) = (typed.value("offers"), typed.error("offers"));
    view! {
        <Section id="begin" title="Become a provider">
            <Lead>{lead}</Lead>
            <p>"You will be its provider manager: you keep who delivers and on which days. Orders, prices and invoices stay with the partnership."</p>
            <Form action="/offer" key=key>
                {one}
                <TextField name="offers" label="What would you offer?"
                    hint="For example, a day of peer support in phonics. You can leave this to later."
                    value=said error=wrong/>
                <Button>"Become a provider"</Button>
            </Form>
        </Section>
    }
    .into_any()
}
