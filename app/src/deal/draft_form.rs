//! The form of a deal: its page, and reading what was typed.

use chrono::NaiveTime;
use domain::calendar::{london_instant, parse_day};
use domain::deal::{ProposedTerms, Quorum, Step, Unit};
use domain::id::DealId;
use domain::price::parse_pounds;
use domain::service::Category;
use domain::vat::VatReason;
use domain::{BasisPoints, FieldProblem, Net, Problem};
use leptos::prelude::*;
use market::deal::{DraftDeal, ProviderChoice};
use market::service::Provider;

use super::draft::usual_time;
use crate::parts::{
    BackLink, Button, Choice, DateField, DateParts, Details, ErrorSummary, Fieldset, Form, Hidden,
    Lead, MoneyField, Muted, NumberField, SelectField, TextAreaField, TextField, Title, Width,
    Wrong,
};
use crate::web::{Form as Sent, Page, Typed};

/// What is chosen for a provider that is not known yet.
pub(super) const NEW_PROVIDER: &str = "new";
/// The most price breaks a form takes.
pub(super) const STEPS_MAX: usize = 6;
/// The fields of each price break: from how many, and the price.
pub(super) const STEP_FIELDS: [(&str, &str); STEPS_MAX] = [
    ("from_1", "price_1"),
    ("from_2", "price_2"),
    ("from_3", "price_3"),
    ("from_4", "price_4"),
    ("from_5", "price_5"),
    ("from_6", "price_6"),
];

/// Which deal is written.
#[derive(Debug, Clone, Copy)]
pub(super) enum Where {
    /// A new one.
    New,
    /// A draft at the version shown.
    Draft {
        /// Which.
        deal: DealId,
        /// Its version.
        version: i64,
    },
}

/// Reads the form, with everything that is wrong at once.
pub(super) fn read(form: &Sent) -> Result<DraftDeal, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let mut take = |field: &'static str, problem: Problem| {
        problems.push(FieldProblem { field, problem });
    };
    if form.filled("title").is_none() {
        take("title", Problem::Missing);
    }
    let category = Category::from_code(form.get("category"));
    if category.is_none() {
        take("category", Problem::NotAChoice);
    }
    let provider = match form.get("provider") {
        NEW_PROVIDER | "" => Some(ProviderChoice::New(form.get("provider_name").to_owned())),
        chosen => chosen.parse().ok().map(ProviderChoice::Known),
    };
    match &provider {
        None => take("provider", Problem::NotAChoice),
        Some(ProviderChoice::New(name)) if name.trim().is_empty() => {
            take("provider_name", Problem::Missing);
        }
        Some(_) => {}
    }
    if form.filled("description").is_none() {
        take("description", Problem::Missing);
    }
    let vat = VatReason::from_code(form.get("vat"));
    if vat.is_none() {
        take("vat", Problem::NotAChoice);
    }
    let terms = terms(form, &mut take);
    match (category, provider, vat, terms) {
        (Some(category), Some(provider), Some(vat), Some(terms)) if problems.is_empty() => {
            Ok(DraftDeal {
                title: form.get("title").to_owned(),
                category,
                provider,
                description: form.get("description").to_owned(),
                terms,
                vat,
            })
        }
        _ => Err(problems),
    }
}

fn terms(form: &Sent, take: &mut impl FnMut(&'static str, Problem)) -> Option<ProposedTerms> {
    let mut steps = Vec::new();
    for (from, price) in STEP_FIELDS {
        if form.filled(from).is_none() && form.filled(price).is_none() {
            continue;
        }
        let quantity = whole(form.get(from)).map_err(|problem| take(from, problem)).ok();
        let cost = parse_pounds(form.get(price)).map_err(|problem| take(price, problem)).ok();
        if let (Some(from), Some(cost)) = (quantity, cost) {
            steps.push(Step { from, unit_price: Net(cost) });
        }
    }
    let unit = Unit::from_code(form.get("unit"));
    if unit.is_none() {
        take("unit", Problem::NotAChoice);
    }
    let schools = form.filled("quorum_schools").map(str::parse).transpose();
    let schools = schools.map_err(|_| take("quorum_schools", Problem::NotANumber)).ok().flatten();
    let time = match form.filled("closes_time") {
        None => Some(usual_time()),
        Some(text) => NaiveTime::parse_from_str(text, "%H:%M").ok(),
    };
    let day = parse_day(&date(form, "closes")).map_err(|problem| take("closes", problem)).ok();
    let closes_at = day.zip(time).and_then(|(day, time)| london_instant(day, time));
    if day.is_some() && closes_at.is_none() {
        take("closes_time", Problem::NotATime);
    }
    let starts_on =
        parse_day(&date(form, "starts_on")).map_err(|problem| take("starts_on", problem)).ok();
    let months = form.get("months").trim().parse();
    let months = months.map_err(|_| take("months", Problem::NotANumber)).ok();
    let fee = per_cent(form.get("fee")).map_err(|problem| take("fee", problem)).ok();
    Some(ProposedTerms {
        unit: unit?,
        steps,
        quorum: Quorum { schools, quantity: None },
        closes_at: closes_at?,
        fee: fee?,
        starts_on: starts_on?,
        months: months?,
    })
}

/// The three boxes of a date as one text; all empty is nothing.
fn date(form: &Sent, name: &str) -> String {
    let part = |part: &str| form.get(&format!("{name}-{part}")).trim().to_owned();
    let (day, month, year) = (part("day"), part("month"), part("year"));
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return String::new();
    }
    format!("{day}/{month}/{year}")
}

fn whole(text: &str) -> Result<u64, Problem> {
    match text.trim().replace(',', "") {
        bare if bare.is_empty() => Err(Problem::Missing),
        bare => bare.parse().map_err(|_| Problem::NotANumber),
    }
}

/// Reads `2`, `2.5` or `0.75%` as a rate.
fn per_cent(text: &str) -> Result<BasisPoints, Problem> {
    let bare = text.trim().trim_end_matches('%').trim();
    if bare.is_empty() {
        return Ok(BasisPoints::new(0));
    }
    let (whole, parts) = bare.split_once('.').unwrap_or((bare, "0"));
    let whole: u32 = whole.parse().map_err(|_| Problem::NotANumber)?;
    let parts: u32 = match parts.len() {
        1 | 2 => format!("{parts:0<2}").parse().map_err(|_| Problem::NotANumber)?,
        _ => return Err(Problem::NotANumber),
    };
    let points = whole.checked_mul(100).and_then(|whole| whole.checked_add(parts));
    points.map(BasisPoints::new).ok_or(Problem::OutOfRange { min: 0, max: 30 })
}

/// The page. A change needs no key: its version holds it.
pub(super) fn page(at: Where, known: Vec<Provider>, key: String, typed: Typed) -> Page {
    let title = match at {
        Where::New => "New deal",
        Where::Draft { .. } => "Change the deal",
    };
    let (action, back) = match at {
        Where::New => ("/deals/new".to_owned(), "/deals".to_owned()),
        Where::Draft { deal, .. } => (format!("/deals/{deal}/edit"), format!("/deals/{deal}")),
    };
    let version = match at {
        Where::New => None,
        Where::Draft { version, .. } => Some(version.to_string()),
    };
    let shown = typed.clone();
    Page::new(title, move || {
        view! {
            <BackLink href=back text="Back"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text=title/>
            <Lead>"It stays a draft that only you and your colleagues see until you open it. Then its terms are fixed."</Lead>
            <Form action=action key=key>
                {version.map(|version| view! { <Hidden name="version" value=version/> })}
                {what(&shown, known)}
                {price(shown.clone())}
                {when(shown.clone())}
                {fee(shown)}
                <Button>"Save the draft"</Button>
            </Form>
        }
    })
    .with_form(&typed)
}

fn what(typed: &Typed, known: Vec<Provider>) -> AnyView {
    let mut categories = vec![Choice::new("", "Choose one")];
    categories.extend(Category::ALL.iter().map(|of| Choice::new(of.code(), of.label())));
    let mut providers: Vec<Choice> =
        known.into_iter().map(|known| Choice::new(known.id.to_string(), known.name)).collect();
    providers.push(Choice::new(NEW_PROVIDER, "A new provider, named below"));
    view! {
        <TextField name="title" label="What is the deal called?" hint="For example, HR advice and payroll"
            value=typed.value("title") error=typed.error("title")/>
        <SelectField name="category" label="What kind of service is it?" choices=categories
            value=typed.value("category") error=typed.error("category")/>
        <SelectField name="provider" label="Who delivers it?" choices=providers
            value=typed.value("provider") error=typed.error("provider")/>
        <TextField name="provider_name" label="Name of a new provider"
            value=typed.value("provider_name") error=typed.error("provider_name")/>
        <TextAreaField name="description" label="What do schools get?"
            value=typed.value("description") error=typed.error("description")/>
    }
    .into_any()
}

fn price(typed: Typed) -> AnyView {
    let units = vec![
        Choice::new(Unit::Pupil.code(), "Per pupil a year"),
        Choice::new(Unit::Each.code(), "For each item a year"),
    ];
    let steps = typed.error("steps").map(Wrong::words).map(|words| {
        view! { <crate::parts::Notice kind=crate::parts::NoticeKind::Refused title=words/> }
    });
    let breaks = STEP_FIELDS.into_iter().enumerate().map(|(index, (from, price))| {
        let label = match index {
            0 => "Price to begin with: from".to_owned(),
            _ => format!("Price break {index}: from"),
        };
        view! {
            <NumberField name=from label=label suffix="signed up together" width=Width::Ten
                value=typed.value(from) error=typed.error(from)/>
            <MoneyField name=price label="Price a year, excluding VAT" value=typed.value(price) error=typed.error(price)/>
        }
        .into_any()
    });
    let mut breaks: Vec<AnyView> = breaks.collect();
    let more = breaks.split_off(3);
    let more_open = ["from_4", "from_5", "from_6"].iter().any(|name| !typed.value(name).is_empty());
    view! {
        <Fieldset legend="Price breaks">
            <Muted>"The more is signed up together, the less everybody pays. Leave empty what you do not need."</Muted>
            <SelectField name="unit" label="What is counted?" choices=units value=typed.value("unit") error=typed.error("unit")/>
            {steps}
            {breaks}
            <Details summary="Three more price breaks" open=more_open>{more}</Details>
        </Fieldset>
    }
    .into_any()
}

fn when(typed: Typed) -> AnyView {
    let (closes, starts_on) = (parts(&typed, "closes"), parts(&typed, "starts_on"));
    view! {
        <Fieldset legend="When it goes ahead">
            <NumberField name="quorum_schools" label="Least number of schools" suffix="schools"
                hint="With fewer the deal is not going ahead and nobody owes anything"
                value=typed.value("quorum_schools") error=typed.error("quorum_schools")/>
            <DateField name="closes" label="On which day does it close?" value=closes error=typed.error("closes")/>
            <TextField name="closes_time" label="At what time?" hint="For example, 17:00" width=Width::Five
                value=typed.value("closes_time") error=typed.error("closes_time")/>
            <DateField name="starts_on" label="On which day does the service start?" value=starts_on error=typed.error("starts_on")/>
            <NumberField name="months" label="For how long?" suffix="months" value=typed.value("months") error=typed.error("months")/>
        </Fieldset>
    }
    .into_any()
}

/// What was typed into the three boxes of a date.
fn parts(typed: &Typed, name: &str) -> DateParts {
    let part = |part: &str| typed.value(&format!("{name}-{part}"));
    DateParts { day: part("day"), month: part("month"), year: part("year") }
}

fn fee(typed: Typed) -> AnyView {
    let word = |of: &VatReason| Choice::new(of.code(), crate::words::vat::vat_reason(*of));
    let reasons: Vec<Choice> = VatReason::ALL.iter().map(word).collect();
    view! {
        <Fieldset legend="Fee and VAT">
            <TextField name="fee" label="What your partnership keeps of the price, in per cent" width=Width::Five
                hint="It is inside the price, and every school sees it" value=typed.value("fee") error=typed.error("fee")/>
            <SelectField name="vat" label="How is VAT treated?" choices=reasons value=typed.value("vat") error=typed.error("vat")/>
        </Fieldset>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fee_is_read_as_people_write_per_cents() {
        for (text, points) in [("2", 200), ("0.75%", 75), ("2.5", 250), ("", 0)] {
            assert_eq!(per_cent(text), Ok(BasisPoints::new(points)), "{text}");
        }
        for text in ["two", "1.234", "-1", "2."] {
            assert!(per_cent(text).is_err(), "{text}");
        }
    }

    #[test]
    fn everything_wrong_in_the_form_is_named_at_once() {
        let form = Sent::of([
            ("from_1", "0"),
            ("price_1", "cheap"),
            ("closes_time", "teatime"),
            ("closes-day", "18"),
            ("closes-month", "12"),
            ("closes-year", "2026"),
        ]);
        let problems = read(&form).unwrap_err();
        let fields: Vec<&str> = problems.iter().map(|problem| problem.field).collect();
        assert_eq!(
            fields,
            [
                "title",
                "category",
                "provider_name",
                "description",
                "vat",
                "price_1",
                "unit",
                "closes_time",
                "starts_on",
                "months"
            ]
        );
    }
}
