//! Saying what a school pays now for one kind of service.

use domain::price::{Unit, parse_pounds};
use domain::service::Category;
use domain::{Failure, FieldProblem, Net, Problem};
use leptos::prelude::*;
use market::baseline::{RecordBaseline, record_baseline};
use market::idempotency::RequestKey;

use super::{proof, read_proof};
use crate::parts::{
    BackLink, Button, Choice, ErrorSummary, Form, GetForm, Hidden, Lead, Muted, SelectField,
    TextLink, Title,
};
use crate::web::{Answer, Ask, Fields, Form as Sent, Page, Typed};

/// Asks for what; then, with the unit that is usual for it, how much and for how many.
pub async fn new(ask: Ask) -> Result<Answer, Failure> {
    ask.actor()?;
    let Some(category) = Category::from_code(ask.query.get("category")) else {
        return Ok(for_what(&ask).into());
    };
    let unit = Unit::from_code(ask.query.get("unit")).unwrap_or(category.defaults().unit);
    let filled = ask.query.with("unit", unit.code());
    let typed = Typed::fresh(Sent::from_urlencoded(filled.as_bytes()));
    Ok(page(category, typed, ask.form_key()).into())
}

fn for_what(ask: &Ask) -> Page {
    let tried = ask.query.pairs().next().is_some();
    let problem = FieldProblem { field: "category", problem: Problem::NotAChoice };
    let problems = tried.then_some(problem).into_iter().collect();
    let typed = Typed { form: Sent::default(), problems };
    let shown = typed.clone();
    Page::new("What you pay now", move || {
        let choices = std::iter::once(Choice::new("", "Choose"))
            .chain(Category::ALL.iter().map(|one| Choice::new(one.code(), one.label())))
            .collect();
        let error = shown.error("category");
        view! {
            <BackLink href="/what-you-pay" text="What you pay now"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="What do you pay for?"/>
            <GetForm action="/what-you-pay/new">
                <SelectField name="category" label="Kind of service" choices value="" error/>
                <Button>"Continue"</Button>
            </GetForm>
        }
    })
    .with_form(&typed)
}

fn page(category: Category, typed: Typed, key: String) -> Page {
    let shown = typed.clone();
    let page = Page::new("What you pay now", move || {
        let usual = category.defaults().unit;
        let units = Unit::ALL.iter().map(|unit| Choice::new(unit.code(), unit.plural())).collect();
        let hint = format!(
            "Usually {} for this. It is compared with what is sold by the same",
            usual.plural()
        );
        let money = "0 if you did not buy this before";
        let gain = "With it, what you pay less counts as cash released";
        let without =
            "Until there is a document, bookings are compared with the market rate instead";
        let another = "/what-you-pay/new";
        let fields = Fields::of(&shown);
        let asked = [
            fields.text("supplier", "Who do you pay?", ""),
            fields.money("yearly", "How much a year, excluding VAT?", money),
            fields.number("quantity", "For how many a year?", ""),
            fields.select("unit", "Of what?", &hint, units),
            proof(&shown, gain, without),
        ];
        view! {
            <BackLink href="/what-you-pay" text="What you pay now"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=category.label() text="What you pay now"/>
            <Lead>"To whoever does this for your school now, or did last year."</Lead>
            <Muted><TextLink href=another>"This is for something else"</TextLink></Muted>
            <Form action="/what-you-pay/new" key multipart=true>
                <Hidden name="category" value=category.code()/>
                {asked.into_iter().collect_view()}
                <Button>"Save"</Button>
            </Form>
        }
    });
    page.with_form(&typed)
}

/// Keeps it.
pub async fn save(ask: Ask) -> Result<Answer, Failure> {
    let category = Category::from_code(ask.form.get("category"));
    let category = category.ok_or_else(|| Failure::field("category", Problem::NotAChoice))?;
    let recorded = match read(&ask.form, category, ask.form.key()?) {
        Ok(record) => record_baseline(ask.market(), ask.actor()?, record).await,
        Err(problems) => Err(Failure::Invalid(problems)),
    };
    match recorded {
        Ok(_) => Ok(Answer::see_other("/what-you-pay")),
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            Ok(page(category, typed, ask.form_key()).into())
        }
    }
}

fn read(
    form: &Sent,
    category: Category,
    key: RequestKey,
) -> Result<RecordBaseline, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let mut wrong = |field, problem| problems.push(FieldProblem { field, problem });
    let supplier = form.filled("supplier").ok_or(Problem::Missing);
    let supplier = supplier.map_err(|problem| wrong("supplier", problem));
    let yearly = parse_pounds(form.get("yearly")).map_err(|problem| wrong("yearly", problem));
    let quantity = crate::deal::sign_up::quantity(form.get("quantity"));
    let quantity = quantity.map_err(|problem| wrong("quantity", problem));
    let unit = Unit::from_code(form.get("unit")).ok_or(Problem::NotAChoice);
    let unit = unit.map_err(|problem| wrong("unit", problem));
    let proof = read_proof(form).map_err(|problem| wrong("evidence", problem));
    match (supplier, yearly, quantity, unit, proof) {
        (Ok(supplier), Ok(yearly), Ok(quantity), Ok(unit), Ok(proof)) => Ok(RecordBaseline {
            category,
            supplier: supplier.to_owned(),
            yearly: Net(yearly),
            quantity,
            unit,
            covers_from: None,
            covers_to: None,
            proof,
            key,
        }),
        _ => Err(problems),
    }
}
