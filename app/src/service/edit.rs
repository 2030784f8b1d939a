//! Adding a service, and changing one: the same form.

use ::market::service::{
    AddService, Browse, ChangeService, Example, Provider, ServiceToPack, add_service,
    change_service, list_services, providers, services_to_pack,
};
use domain::Failure;
use leptos::prelude::*;

use super::price_example::THEN;
use super::{fields, own, price_example};
use crate::parts::{
    Actions, BackLink, Button, Choice, ErrorSummary, Form, Hidden, Lead, Notice, NoticeKind, Title,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed};

/// Asks for a new service.
pub async fn new(ask: Ask) -> Result<Answer, Failure> {
    // The list of providers leads here with one of them.
    let provider = ask.query.get("provider");
    let typed = Typed::fresh(Filled::of([("provider", provider)]));
    new_page(&ask, typed, None).await
}

/// Adds it, and shows it.
pub async fn add(ask: Ask) -> Result<Answer, Failure> {
    if price_example::is_asked(&ask.form) {
        let (typed, example) = tried(&ask).await?;
        return new_page(&ask, typed, example).await;
    }
    match added(&ask).await {
        Ok(id) => Ok(Answer::see_other(format!("/services/{id}"))),
        Err(failure) => new_page(&ask, Typed::refused(ask.form.clone(), failure)?, None).await,
    }
}

/// What was typed, with the example that was asked for or what is wrong with it.
async fn tried(ask: &Ask) -> Result<(Typed, Option<Example>), Failure> {
    match price_example::worked_out(ask).await {
        Ok(example) => Ok((Typed::fresh(ask.form.clone()), Some(example))),
        Err(failure) => Ok((Typed::refused(ask.form.clone(), failure)?, None)),
    }
}

async fn added(ask: &Ask) -> Result<domain::id::ServiceId, Failure> {
    let command = AddService {
        key: ask.form.key()?,
        provider: fields::typed_provider(&ask.form),
        terms: fields::typed_terms(&ask.form),
    };
    add_service(ask.market(), ask.actor()?, command).await
}

async fn new_page(ask: &Ask, typed: Typed, example: Option<Example>) -> Result<Answer, Failure> {
    let offers = offers(ask).await?;
    let key = ask.form_key();
    let shown = typed.clone();
    let page = Page::new("Add a service", move || {
        view! {
            <BackLink href="/services" text="Back to services"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="Add a service"/>
            <Lead>"Five questions. The rest is filled in from the category, and you can change it later."</Lead>
            <Form action="/services/new" key>
                {fields::questions(&shown, &offers.providers, &offers.to_pack)}
                {fields::rest(&shown, offers.areas)}
                <Actions><Button name=THEN value="save">"Save as a draft"</Button></Actions>
                {price_example::part(&shown, example.as_ref())}
            </Form>
        }
    });
    Ok(page.with_form(&typed).into())
}

/// What the form offers to choose from.
struct Offers {
    providers: Vec<Provider>,
    areas: Vec<Choice>,
    to_pack: Vec<ServiceToPack>,
}

async fn offers(ask: &Ask) -> Result<Offers, Failure> {
    let providers = providers(ask.market(), ask.actor()?).await?;
    let listing = list_services(ask.market(), &ask.viewer, Browse::default()).await?;
    let areas = listing.areas.into_iter().map(|one| Choice::new(one.code.as_str(), one.name));
    let to_pack = services_to_pack(ask.market(), ask.actor()?).await?;
    Ok(Offers { providers, areas: areas.collect(), to_pack })
}

/// Shows a service's form, filled in.
pub async fn edit(ask: Ask) -> Result<Answer, Failure> {
    let service = own(&ask).await?;
    let typed = Typed::fresh(fields::filled(&service, ask.market().today()));
    edit_page(&ask, typed, service.id(), None, false).await
}

/// Saves a new version.
pub async fn change(ask: Ask) -> Result<Answer, Failure> {
    let service = own(&ask).await?;
    if price_example::is_asked(&ask.form) {
        let (typed, example) = tried(&ask).await?;
        return edit_page(&ask, typed, service.id(), example, false).await;
    }
    let command = ChangeService {
        service: service.id(),
        version: ask.form.get("version").parse().unwrap_or(0),
        provider: fields::typed_provider(&ask.form),
        terms: fields::typed_terms(&ask.form),
    };
    match change_service(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other(format!("/services/{}", service.id()))),
        Err(Failure::ChangedMeanwhile) => {
            let typed = Typed::fresh(ask.form.clone());
            edit_page(&ask, typed, service.id(), None, true).await
        }
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            edit_page(&ask, typed, service.id(), None, false).await
        }
    }
}

async fn edit_page(
    ask: &Ask,
    typed: Typed,
    id: domain::id::ServiceId,
    example: Option<Example>,
    stale: bool,
) -> Result<Answer, Failure> {
    let offers = offers(ask).await?;
    let shown = typed.clone();
    let title = shown.value("title");
    let page = Page::new("Change a service", move || {
        let back = format!("/services/{id}");
        view! {
            <BackLink href=back text="Back to the service"/>
            <ErrorSummary errors=shown.summary()/>
            {stale.then(|| view! {
                <Notice kind=NoticeKind::Refused title="Somebody changed this service while you were at it">
                    <p>"Nothing of yours has been saved. Open the service in another window, compare, and start again from there."</p>
                </Notice>
            })}
            <Title caption=title text="Change the service"/>
            <Lead>"Orders already placed keep the service as it was. New ones get it as you save it now."</Lead>
            <Form action=format!("/services/{id}/edit")>
                <Hidden name="version" value=shown.value("version")/>
                {fields::questions(&shown, &offers.providers, &offers.to_pack)}
                {fields::rest(&shown, offers.areas)}
                <Actions><Button name=THEN value="save">"Save"</Button></Actions>
                {price_example::part(&shown, example.as_ref())}
            </Form>
        }
    });
    let page = page.with_form(&typed);
    Ok(if stale { page.status(409) } else { page }.into())
}
