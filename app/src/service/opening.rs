//! Opening a service to members of other partnerships: to whom, at what price, with which VAT.

use ::market::service::{
    OpenService, OpeningChoices, ServiceDetail, open_service, opening_choices,
};
use domain::Failure;
use domain::price::{BuyerStanding, PriceKind};
use domain::service::{OTHER_PRICES, OpenWidth, TypedOpening};
use domain::vat::VatReason;
use leptos::prelude::*;

use super::own;
use crate::parts::{
    BackLink, Button, Choice, ErrorSummary, Fieldset, Form, Hidden, Lead, Muted, Notice,
    NoticeKind, Title,
};
use crate::web::{Answer, Ask, Fields, Form as Filled, Page, Typed};
use crate::words;

/// Shows to whom it is open.
pub async fn opening(ask: Ask) -> Result<Answer, Failure> {
    let service = own(&ask).await?;
    let typed = Typed::fresh(filled(&service, ask.market().today()));
    page(&ask, service, typed, false).await
}

/// Keeps what was said.
pub async fn open(ask: Ask) -> Result<Answer, Failure> {
    let service = own(&ask).await?;
    let id = service.id();
    let command = OpenService {
        service: id,
        version: ask.form.get("version").parse().unwrap_or(0),
        opening: typed_opening(&ask.form),
    };
    match open_service(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other(format!("/services/{id}"))),
        Err(Failure::ChangedMeanwhile) => {
            page(&ask, service, Typed::fresh(ask.form.clone()), true).await
        }
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            page(&ask, service, typed, false).await
        }
    }
}

fn typed_opening(form: &Filled) -> TypedOpening {
    TypedOpening {
        to: form.get("open_to").to_owned(),
        partnerships: form.all("open_partnerships").into_iter().map(str::to_owned).collect(),
        prices: OTHER_PRICES.iter().map(|name| form.get(name).to_owned()).collect(),
        vat: form.get("vat_outside").to_owned(),
    }
}

fn filled(service: &ServiceDetail, today: chrono::NaiveDate) -> Filled {
    let held = TypedOpening::of(service.terms(), today);
    let version = service.row_version().to_string();
    let mut fields = vec![
        ("open_to", held.to.as_str()),
        ("vat_outside", held.vat.as_str()),
        ("version", version.as_str()),
    ];
    fields.extend(held.partnerships.iter().map(|id| ("open_partnerships", id.as_str())));
    fields.extend(OTHER_PRICES.into_iter().zip(held.prices.iter().map(String::as_str)));
    Filled::of(fields)
}

async fn page(
    ask: &Ask,
    service: ServiceDetail,
    typed: Typed,
    stale: bool,
) -> Result<Answer, Failure> {
    let choices = opening_choices(ask.market(), ask.actor()?, service.id()).await?;
    let shown = typed.clone();
    let page =
        Page::new("Open to other partnerships", move || body(&service, &choices, &shown, stale));
    let page = page.with_form(&typed);
    Ok(if stale { page.status(409) } else { page }.into())
}

fn body(
    service: &ServiceDetail,
    choices: &OpeningChoices,
    typed: &Typed,
    stale: bool,
) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let id = service.id();
    let whom = whom(typed, choices);
    let prices = prices(fields, service);
    let vat = vat(fields, service);
    let rule = words::price::rule_in_words(&service.rule, service.terms().unit);
    let members = format!("Members pay {rule}. Excluding VAT.");
    let version = typed.value("version");
    let none = (!choices.in_association).then(|| {
        view! {
            <Notice kind=NoticeKind::Waits title="Your partnership does not belong to the association">
                <p>"Its members’ partnerships find each other there. Join on the page of the association first, or choose partnerships by name."</p>
            </Notice>
        }
    });
    view! {
        <BackLink href=format!("/services/{id}") text="Back to the service"/>
        <ErrorSummary errors=typed.summary()/>
        {stale.then(|| view! {
            <Notice kind=NoticeKind::Refused title="Somebody changed this service while you were at it">
                <p>"Nothing of yours has been saved. Open the service in another window, compare, and start again from there."</p>
            </Notice>
        })}
        <Title caption=service.terms().title.clone() text="Open to other partnerships"/>
        <Lead>"Schools there find it among their services with your name, see the price you set here and order it. Nobody else sees that price."</Lead>
        {none}
        <Form action=format!("/services/{id}/open")>
            <Hidden name="version" value=version/>
            <Fieldset legend="Who may buy it?">{whom}</Fieldset>
            <Fieldset legend="What do they pay?">
                <Muted>{members}</Muted>
                {prices}
            </Fieldset>
            <Fieldset legend="How does VAT apply to them?">{vat}</Fieldset>
            <Button>"Save"</Button>
        </Form>
        <Muted>"What they buy counts as activity for others in your control test. Days and places are the same ones your members book: none is sold twice."</Muted>
    }
}

/// Only what can be chosen is offered, and what was chosen before.
fn whom(typed: &Typed, choices: &OpeningChoices) -> Vec<AnyView> {
    let fields = Fields::of(typed);
    let chosen = typed.value("open_to");
    let offered = |one: &&OpenWidth| match one {
        OpenWidth::Nobody => true,
        OpenWidth::Partnerships => !choices.partnerships.is_empty() || chosen == one.code(),
        OpenWidth::Association => choices.in_association || chosen == one.code(),
    };
    let widths = OpenWidth::ALL
        .iter()
        .filter(offered)
        .map(|one| Choice::new(one.code(), words::service::open_width(*one)))
        .collect();
    let named: Vec<Choice> = choices
        .partnerships
        .iter()
        .map(|one| Choice::new(one.id.to_string(), one.name.clone()))
        .collect();
    let hint = "Only where you choose partnerships by name";
    let boxes = (!named.is_empty() || typed.error("open_partnerships").is_some())
        .then(|| fields.boxes("open_partnerships", "Which partnerships", hint, named, &[]));
    let asked = fields.radios("open_to", "Who may buy it", widths, OpenWidth::Nobody.code());
    std::iter::once(asked).chain(boxes).collect()
}

/// One field for each set of prices of the rule.
fn prices(fields: Fields<'_>, service: &ServiceDetail) -> Vec<AnyView> {
    let unit = service.terms().unit;
    let labels: Vec<String> = match &service.terms().price.by {
        PriceKind::PerUnit { .. } => {
            vec![format!("Price {}", words::price::a_unit(unit))]
        }
        PriceKind::Percentage { .. } => {
            vec!["Share of the value: type 2.5 for 2.5%".to_owned()]
        }
        PriceKind::PerStaff { .. } => vec!["Price for each member of staff".to_owned()],
        PriceKind::Flat { .. } => vec!["Price in all".to_owned()],
        PriceKind::PerPupil { .. } => vec!["Price for each pupil".to_owned()],
        PriceKind::BasePlusPerPupil { .. } => {
            vec!["The fixed part".to_owned(), "Price for each pupil".to_owned()]
        }
        PriceKind::SizeBands { bands } => {
            bands.iter().map(|band| format!("Schools from {} pupils", band.from_pupils)).collect()
        }
    };
    let named = OTHER_PRICES.into_iter().zip(labels);
    named.map(|(name, label)| fields.money(name, &label, "")).collect()
}

fn vat(fields: Fields<'_>, service: &ServiceDetail) -> AnyView {
    let asks = service.terms().asks_vat_outside();
    let usual = if asks { "Choose one" } else { "As it does to members" };
    let holds = VatReason::ALL.iter().filter(|one| one.holds_for(BuyerStanding::OtherMember));
    let choices = std::iter::once(Choice::new("", usual))
        .chain(holds.map(|one| Choice::new(one.code(), words::vat::vat_reason(*one))))
        .collect();
    let hint = if asks {
        "What applies to your members rests on their membership or on a duty towards them, and does not follow here. Ask your accountant"
    } else {
        "Only if it is another answer than for members"
    };
    fields.select("vat_outside", "VAT", hint, choices)
}
