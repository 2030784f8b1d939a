//! A price tried out while it is being written: for a school by its name, or for so many pupils. The
//! button keeps all that was typed and saves nothing.

use ::market::service::{AskExample, Example, example_price};
use domain::money::grouped;
use domain::price::Unit;
use domain::service::Category;
use domain::{Failure, Refusal};
use leptos::prelude::*;

use super::price_fields;
use crate::parts::{Button, ButtonKind, Muted, Section, SummaryList, SummaryRow};
use crate::web::{Ask, Fields, Form, Typed};
use crate::words;

/// The name of the form's buttons: the first saves.
pub(super) const THEN: &str = "then";
/// What the button sends that tries the price out.
const TRY: &str = "try";

/// Whether an example was asked for, and not to save.
pub(super) fn is_asked(form: &Form) -> bool {
    form.get(THEN) == TRY
}

/// Works out what was asked for.
pub(super) async fn worked_out(ask: &Ask) -> Result<Example, Failure> {
    let text = |name: &str| ask.form.get(name).to_owned();
    let example = AskExample {
        price: price_fields::typed(&ask.form),
        school: text("example_school"),
        pupils: text("example_pupils"),
        stated: text("example_stated"),
        quantity: text("example_quantity"),
    };
    example_price(ask.market(), ask.actor()?, example).await
}

/// The unit that the form says, or its category's.
fn unit(typed: &Typed) -> Unit {
    let category = Category::from_code(&typed.value("category"));
    let usual = category.map_or(Unit::Item, |category| category.defaults().unit);
    Unit::from_code(&typed.value("unit")).unwrap_or(usual)
}

/// What to ask, and what it came to.
pub(super) fn part(typed: &Typed, example: Option<&Example>) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let asked = vec![
        fields.text(
            "example_school",
            "A school",
            "Its name, postcode or URN. Or leave it empty and say how many pupils",
        ),
        fields.number("example_pupils", "How many pupils", "pupils"),
        fields.text(
            "example_stated",
            "The figure a school would state",
            "Only for a share of a value, or a price for each member of staff",
        ),
        fields.number("example_quantity", "How many are bought", "for example, 3 days"),
    ];
    let unit = unit(typed);
    let came_to = example.map(|example| came_to(example, unit));
    view! {
        <Section id="example" title="What would a school pay?">
            <Muted>"Nothing is saved by this, and what you typed stays."</Muted>
            {came_to}
            {asked}
            <Button kind=ButtonKind::Secondary name=THEN value=TRY>"Work out an example"</Button>
        </Section>
    }
}

fn came_to(example: &Example, unit: Unit) -> impl IntoView + use<> {
    let quantity =
        format!("{} {}", grouped(example.quantity.into()), unit.label_for(example.quantity));
    let pupils = example.pupils.map(|pupils| format!("{} pupils", grouped(pupils.into())));
    let whose = [example.school.clone(), pupils, Some(quantity)];
    let whose: Vec<String> = whose.into_iter().flatten().collect();
    let rows = example
        .by_standing
        .iter()
        .map(|(standing, quote)| {
            let told = match quote {
                Ok(quote) => {
                    let how = words::price::price_in_a_sentence(&quote.working, unit, "its");
                    format!("{}: {how}.", quote.net.pence())
                }
                Err(Refusal::NotForThisSchool) => "Not sold to them.".to_owned(),
                Err(Refusal::FigureNotStated) => {
                    "Say the figure that a school would state.".to_owned()
                }
                Err(Refusal::PupilsNotKnown) => {
                    "Name a school whose pupils are known, or say how many.".to_owned()
                }
                Err(refusal) => words::refusal(refusal).0,
            };
            SummaryRow::new(words::price::payers(*standing), told)
        })
        .collect();
    view! {
        <p><b>{whose.join(", ")}</b>", excluding VAT"</p>
        <SummaryList rows label="What they would pay"/>
    }
}
