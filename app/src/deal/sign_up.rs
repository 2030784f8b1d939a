//! Signing up, first page: how many, what the school pays now, its purchase order number.

use domain::deal::Unit;
use domain::id::BaselineId;
use domain::money::grouped;
use domain::price::parse_pounds;
use domain::text::{self, PurchaseOrderNumber};
use domain::{Failure, FieldProblem, Net, Problem};
use leptos::prelude::*;
use market::baseline::{Baseline, RecordBaseline, record_baseline};
use market::deal::{DealShown, For, ForSchool};
use market::idempotency::RequestKey;

use super::{as_school, asked_by, deal_of, signed_already};
use crate::baseline::{proof, read_proof};
use crate::parts::{
    BackLink, Button, Choice, ErrorSummary, Fieldset, Form, Lead, MoneyField, NumberField,
    RadiosField, TextField, Title, Width,
};
use crate::web::{Answer, Ask, Form as Sent, Page, Typed};
use crate::words::{self, pounds};

/// What is chosen where what the school pays now is entered anew.
const ANOTHER: &str = "another";

/// How many earlier statements are offered.
const STATEMENTS_MAX: usize = 3;

/// The form with what is known filled in.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let deal = deal_of(&ask, None).await?;
    if let Some(signed) = signed_already(&deal, ask.market().now())? {
        return Ok(signed);
    }
    let school = as_school(&deal)?;
    let mut form = ask.query.clone();
    if form.filled("quantity").is_none()
        && let Ok(quantity) = school.quantity()
    {
        form = Sent::from_urlencoded(form.with("quantity", &quantity.to_string()).as_bytes());
    }
    // Whoever is asked to sign finds what was asked for.
    let asked = school.asked.as_ref().filter(|_| school.joined.is_none());
    if let (None, Some(number)) = (
        form.filled("purchase_order_number"),
        asked.and_then(|asked| asked.purchase_order_number.as_deref()),
    ) {
        form = Sent::from_urlencoded(form.with("purchase_order_number", number).as_bytes());
    }
    if form.filled("baseline").is_none() {
        let free = |known: &&Baseline| school.counted_until(&known.supplier).is_none();
        let newest = || school.baselines.iter().take(STATEMENTS_MAX).filter(free);
        let asked = asked.and_then(|asked| asked.baseline);
        let known = newest().find(|known| Some(known.id) == asked).or_else(|| newest().next());
        let known = known.map_or(ANOTHER.to_owned(), |known| known.id.to_string());
        form = Sent::from_urlencoded(form.with("baseline", &known).as_bytes());
    }
    Ok(page(&ask, &deal, Typed::fresh(form))?.into())
}

/// What was typed, read.
struct Read {
    quantity: u32,
    now: Now,
    purchase_order_number: Option<PurchaseOrderNumber>,
}

/// What the school pays now.
enum Now {
    Known(BaselineId),
    Another(Box<RecordBaseline>),
}

/// Keeps what the school pays now, and goes on to checking.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let deal = deal_of(&ask, None).await?;
    if let Some(signed) = signed_already(&deal, ask.market().now())? {
        return Ok(signed);
    }
    let read = match read(&ask.form, &deal, ask.form.key()?) {
        Ok(read) => read,
        Err(problems) => {
            let typed = Typed::refused(ask.form.clone(), Failure::Invalid(problems))?;
            return Ok(page(&ask, &deal, typed)?.into());
        }
    };
    let baseline = match read.now {
        Now::Known(id) => id,
        Now::Another(record) => match record_baseline(ask.market(), ask.actor()?, *record).await {
            Ok(id) => id,
            Err(failure) => {
                let typed = Typed::refused(ask.form.clone(), failure)?;
                return Ok(page(&ask, &deal, typed)?.into());
            }
        },
    };
    let number = read.purchase_order_number.map(String::from).unwrap_or_default();
    let answers = [
        ("quantity", read.quantity.to_string()),
        ("baseline", baseline.to_string()),
        ("purchase_order_number", number),
    ];
    let answers = serde_urlencoded::to_string(answers).unwrap_or_default();
    Ok(Answer::see_other(format!("/deals/{}/check?{answers}", deal.id)))
}

fn read(form: &Sent, deal: &DealShown, key: RequestKey) -> Result<Read, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let mut wrong = |field, problem| problems.push(FieldProblem { field, problem });
    let quantity = quantity(form.get("quantity")).map_err(|problem| wrong("quantity", problem));
    let number = form.filled("purchase_order_number").map(PurchaseOrderNumber::parse).transpose();
    let number = number.map_err(|problem| wrong("purchase_order_number", problem));
    let chosen = form.get("baseline");
    let counted = |supplier: &str| match &deal.to {
        For::School(school) => school.counted_until(supplier),
        For::Partnership(_) => None,
    };
    let now = if chosen == ANOTHER || chosen.is_empty() {
        let supplier = text::name(form.get("supplier"), 120);
        let supplier = supplier.and_then(|supplier| match counted(&supplier) {
            Some(until) => Err(Problem::CountedUntil { until }),
            None => Ok(supplier),
        });
        let supplier = supplier.map_err(|problem| wrong("supplier", problem));
        let of = form.filled("for_how_many").map(self::quantity).transpose();
        let of = of.map_err(|problem| wrong("for_how_many", problem));
        let yearly = parse_pounds(form.get("yearly")).map_err(|problem| wrong("yearly", problem));
        let proof = read_proof(form).map_err(|problem| wrong("evidence", problem));
        match (supplier, yearly, proof, of, &quantity) {
            (Ok(supplier), Ok(yearly), Ok(proof), Ok(of), Ok(quantity)) => {
                Some(Now::Another(Box::new(RecordBaseline {
                    category: deal.category,
                    supplier,
                    yearly: Net(yearly),
                    quantity: of.unwrap_or(*quantity),
                    unit: deal.terms.unit().priced_in(),
                    covers_from: None,
                    covers_to: None,
                    proof,
                    key,
                })))
            }
            _ => None,
        }
    } else {
        let known = known(deal, chosen).ok_or(Problem::NotAChoice);
        let free = known.and_then(|known| match counted(&known.supplier) {
            Some(until) => Err(Problem::CountedUntil { until }),
            None => Ok(Now::Known(known.id)),
        });
        free.map_err(|problem| wrong("baseline", problem)).ok()
    };
    match (quantity, now, number) {
        (Ok(quantity), Some(now), Ok(purchase_order_number)) => {
            Ok(Read { quantity, now, purchase_order_number })
        }
        _ => Err(problems),
    }
}

/// A statement of the school's that was chosen.
fn known<'a>(deal: &'a DealShown, chosen: &str) -> Option<&'a Baseline> {
    let For::School(school) = &deal.to else { return None };
    let id: BaselineId = chosen.parse().ok()?;
    school.baselines.iter().find(|known| known.id == id)
}

/// Reads how many a school signs up for.
pub(crate) fn quantity(text: &str) -> Result<u32, Problem> {
    let bare = text.trim().replace(',', "");
    if bare.is_empty() {
        return Err(Problem::Missing);
    }
    let count: u32 = bare.parse().map_err(|_| Problem::NotANumber)?;
    domain::deal::Commitment::new(count).map(|_| count)
}

fn page(ask: &Ask, deal: &DealShown, typed: Typed) -> Result<Page, Failure> {
    let school = as_school(deal)?.clone();
    let key = ask.form_key();
    let (shown, title, id, unit) = (typed.clone(), deal.title.clone(), deal.id, deal.meter.unit);
    let things = words::deal::counted(unit, 2);
    let hint = match school.pupils.filter(|_| unit == Unit::Pupil) {
        Some((pupils, Some(on))) => format!(
            "The register says {} on {}",
            grouped(u64::from(pupils)),
            domain::calendar::day_in_words(on)
        ),
        Some((pupils, None)) => format!("The register says {}", grouped(u64::from(pupils))),
        None => String::new(),
    };
    let deal = deal.clone();
    let page = Page::new("Sign up", move || {
        let asked = asked_by(&deal, &school);
        let pays = shown.clone();
        view! {
            <BackLink href=format!("/deals/{id}") text=title.clone()/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="Sign up" caption=title/>
            <Lead>"Nothing is binding yet: you check your answers on the next page."</Lead>
            {asked}
            <Form action=format!("/deals/{id}/sign-up") key=key multipart=true>
                <NumberField name="quantity" label=format!("How many {things}?") hint=hint suffix=things
                    value=shown.value("quantity") error=shown.error("quantity")/>
                {what_you_pay_now(&school, things, pays)}
                <TextField name="purchase_order_number" label="Purchase order number (optional)" width=Width::Twenty
                    hint="It stands on your school’s order and its invoices"
                    value=shown.value("purchase_order_number") error=shown.error("purchase_order_number")/>
                <Button>"Continue"</Button>
            </Form>
        }
    });
    Ok(page.with_form(&typed))
}

fn choice(school: &ForSchool, known: &Baseline) -> Choice {
    let day = domain::calendar::short_day(domain::calendar::london_day(known.entered_at));
    let words = format!("{} a year to {}", pounds(known.yearly.pence()), known.supplier);
    let document = if known.file.is_some() { "with a document" } else { "with a note" };
    let counted = school.counted_until(&known.supplier).map_or_else(String::new, |until| {
        format!(". Measured against something else until {}", domain::calendar::short_day(until))
    });
    Choice::new(known.id.to_string(), words).hint(format!(
        "For {}, entered on {day} by {}, {document}{counted}",
        grouped(u64::from(known.quantity)),
        known.entered_by
    ))
}

fn what_you_pay_now(school: &ForSchool, things: &'static str, shown: Typed) -> AnyView {
    let known = (!school.baselines.is_empty()).then(|| {
        let newest = school.baselines.iter().take(STATEMENTS_MAX);
        let mut choices: Vec<Choice> = newest.map(|known| choice(school, known)).collect();
        choices.push(Choice::new(ANOTHER, "Something else: say what, below"));
        view! {
            <RadiosField name="baseline" label="What you told us before" choices
                value=shown.value("baseline") error=shown.error("baseline")/>
        }
    });
    view! {
                <Fieldset legend="What you pay now">
                    {known}
                    <TextField name="supplier" label="Who do you pay?" value=shown.value("supplier") error=shown.error("supplier")/>
                    <MoneyField name="yearly" label=format!("How much a year for these {things}, excluding VAT?")
                        hint="0 if you do not buy this yet" suffix="a year" value=shown.value("yearly") error=shown.error("yearly")/>
                    <NumberField name="for_how_many" label="If that is for another number, for how many?" suffix=things
                        value=shown.value("for_how_many") error=shown.error("for_how_many")/>
                    {proof(&shown, "With it your saving counts as agreed once the deal goes ahead", "Your saving then stays expected")}
                </Fieldset>
    }
    .into_any()
}
