//! Entering a shareholder.

use domain::Failure;
use domain::control::{Authority, HolderKind, Measure, TypedHolding};
use leptos::prelude::*;
use market::control::{EnterShareholding, enter_shareholding, members_to_enter};

use crate::parts::{
    BackLink, Button, Choice, DateField, ErrorSummary, Fieldset, Form, RadiosField, TextField,
    Title, Width,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed};
use crate::words::control as words;

/// Asks for it.
pub async fn new(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::fresh(Filled::of([("measure", Measure::Shares.code())]))).await
}

/// Enters it.
pub async fn enter(ask: Ask) -> Result<Answer, Failure> {
    let command = EnterShareholding { typed: typed(&ask.form), key: ask.form.key()? };
    match enter_shareholding(ask.market(), ask.actor()?, command).await {
        Ok(_) => Ok(Answer::see_other("/control#shareholders")),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

/// What the fields of a holding hold.
pub(super) fn typed(form: &Filled) -> TypedHolding {
    let text = |field: &str| form.get(field).to_owned();
    TypedHolding {
        kind: text("kind"),
        urn: text("urn"),
        name: text("name"),
        authority: text("authority"),
        why: text("why"),
        measure: text("measure"),
        amount: text("amount"),
        from: form.date("starts_on"),
    }
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    // A partnership that is no company is told so before anything is typed.
    members_to_enter(ask.market(), ask.actor()?).await?;
    let (key, shown) = (ask.form_key(), typed.clone());
    let page = Page::new("Enter a shareholder", move || {
        let kinds = HolderKind::ALL;
        let kinds = kinds.iter().map(|kind| Choice::new(kind.code(), words::holder_kind(*kind)));
        let (held, said) = (how_much(&shown), is_authority(&shown));
        view! {
            <BackLink href="/control" text="Back to ownership and control"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="Enter a shareholder"/>
            <Form action="/control/shareholders/new" key=key>
                <RadiosField name="kind" label="Who holds the share?" choices=kinds.collect()
                    value=shown.value("kind") error=shown.error("kind")/>
                <TextField name="urn" label="A school’s URN" hint="Six digits. Its name comes from the register"
                    inputmode="numeric" width=Width::Ten value=shown.value("urn") error=shown.error("urn")/>
                <TextField name="name" label="Anybody else’s name" value=shown.value("name") error=shown.error("name")/>
                {held}
                {said}
                <Button>"Enter it"</Button>
            </Form>
        }
    });
    Ok(page.with_form(&typed).into())
}

/// In what it is counted, how much, and since when.
pub(super) fn how_much(shown: &Typed) -> impl IntoView + use<> {
    let measures = Measure::ALL.iter().map(|measure| {
        let choice = Choice::new(measure.code(), words::measure(*measure));
        match measure {
            Measure::Guarantee => choice.hint("Each member counts as one"),
            Measure::Shares | Measure::Percent => choice,
        }
    });
    let (amount, amount_error) = (shown.value("amount"), shown.error("amount"));
    let (day, day_error) = (shown.form.date_parts("starts_on"), shown.error("starts_on"));
    let (counted, counted_error) = (shown.value("measure"), shown.error("measure"));
    view! {
        <RadiosField name="measure" label="In what is it counted?" choices=measures.collect()
            value=counted error=counted_error/>
        <TextField name="amount" label="How much?" hint="Like 81, or 12.5 for a percentage. Leave it empty for a member by guarantee"
            inputmode="decimal" width=Width::Ten value=amount error=amount_error/>
        <DateField name="starts_on" label="From which day?" hint="For example, 1 4 2024"
            value=day error=day_error/>
    }
}

/// Whether it is a public authority, where neither its kind nor the register tells.
fn is_authority(shown: &Typed) -> impl IntoView + use<> {
    let choices = [Authority::Public, Authority::NotPublic];
    let choices: Vec<Choice> = std::iter::once(Choice::new("", "Take what the register says"))
        .chain(choices.map(|one| Choice::new(one.code(), words::authority(one))))
        .collect();
    let (said, said_error) = (shown.value("authority"), shown.error("authority"));
    let (why, why_error) = (shown.value("why"), shown.error("why"));
    view! {
        <Fieldset legend="Is it a public authority?">
            <p>"A council, an academy trust and most schools are: the register tells. For anybody else, and for a school of which it does not tell, say so here."</p>
            <RadiosField name="authority" label="Public authority" choices
                value=said error=said_error/>
            <TextField name="why" label="Why?" hint="Like: a charity that no public body controls"
                value=why error=why_error/>
        </Fieldset>
    }
}
