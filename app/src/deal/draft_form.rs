//! The form of a deal: its page, and reading what was typed.

use chrono::{DateTime, NaiveTime, Utc};
use domain::calendar::{london_instant, parse_day};
use domain::deal::{self, ProposedTerms, Quorum, ReadTerms, Step, Steps, Unit};
use domain::form::{Reading, choice, optional, percent, whole_number};
use domain::id::DealId;
use domain::price::parse_pounds;
use domain::service::Category;
use domain::vat::VatReason;
use domain::{FieldProblem, Net, Problem};
use leptos::prelude::*;
use market::deal::{DraftDeal, ProviderChoice};
use market::service::Provider;

use super::draft::usual_time;
use crate::parts::{
    BackLink, Button, Choice, DateField, Details, ErrorSummary, Fieldset, Form, Hidden, Lead,
    MoneyField, Muted, NumberField, SelectField, TextAreaField, TextField, Title, Width,
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

/// Reads the form, with everything that is wrong at once: what could not be read, and of the rest
/// what no deal may be, by the rules that it is kept by.
pub(super) fn read(form: &Sent, now: DateTime<Utc>) -> Result<DraftDeal, Vec<FieldProblem>> {
    let mut reading = Reading::default();
    reading.take("title", deal::title(form.get("title")));
    let category = reading.take("category", choice(form.get("category"), Category::from_code));
    let provider = provider(form, &mut reading);
    reading.take("description", deal::description(form.get("description")));
    let terms = terms(form, now, &mut reading);
    let vat = reading.take("vat", choice(form.get("vat"), VatReason::from_code));
    let draft = (|| {
        Some(DraftDeal {
            title: form.get("title").to_owned(),
            category: category?,
            provider: provider?,
            description: form.get("description").to_owned(),
            terms: terms?,
            vat: vat?,
        })
    })();
    reading.finish(draft)
}

fn provider(form: &Sent, reading: &mut Reading) -> Option<ProviderChoice> {
    match form.get("provider") {
        NEW_PROVIDER | "" => {
            let name = reading.take("provider_name", deal::new_provider(form.get("provider_name")));
            name.map(ProviderChoice::New)
        }
        chosen => {
            let known = chosen.parse().map_err(|_| Problem::NotAChoice);
            reading.take("provider", known).map(ProviderChoice::Known)
        }
    }
}

fn terms(form: &Sent, now: DateTime<Utc>, reading: &mut Reading) -> Option<ProposedTerms> {
    let unit = reading.take("unit", choice(form.get("unit"), Unit::from_code));
    let steps = steps(form, reading);
    let least = optional(whole_number(form.get("quorum_schools"), u32::MAX));
    let schools = reading.take("quorum_schools", least).flatten();
    let terms = ReadTerms {
        unit,
        steps,
        quorum: Quorum { schools, quantity: None },
        closes_at: closing(form, now, reading),
        fee: reading.take("fee", percent(form.get("fee")).map(Option::unwrap_or_default)),
        starts_on: reading.take("starts_on", parse_day(&form.date("starts_on"))),
        months: reading.take("months", whole_number(form.get("months"), u16::MAX)),
    };
    // Of the steps each field says for itself what is wrong with it.
    reading.all_wrong(terms.problems().into_iter().filter(|one| one.field != "steps").collect());
    terms.whole()
}

/// The steps that are filled in, where each of them can be read and used.
fn steps(form: &Sent, reading: &mut Reading) -> Option<Vec<Step>> {
    let filled =
        |(from, price): &(&str, &str)| form.filled(from).is_some() || form.filled(price).is_some();
    let fields: Vec<(&'static str, &'static str)> =
        STEP_FIELDS.into_iter().filter(filled).collect();
    let read: Vec<Option<Step>> = fields
        .iter()
        .map(|(from, price)| {
            let quantity =
                reading.take(from, whole_number(form.get(from), u32::MAX).map(u64::from));
            let cost = reading.take(price, parse_pounds(form.get(price)));
            quantity.zip(cost).map(|(from, cost)| Step { from, unit_price: Net(cost) })
        })
        .collect();
    let steps: Vec<Step> = read.into_iter().collect::<Option<_>>()?;
    if let Some(wrong) = Steps::wrong(&steps) {
        let [first, ..] = STEP_FIELDS;
        let (from, price) = fields.get(wrong.step).copied().unwrap_or(first);
        reading.wrong(if wrong.in_price { price } else { from }, wrong.problem);
    }
    Some(steps)
}

/// When the deal closes: a day to come, at the usual time unless another is said.
fn closing(form: &Sent, now: DateTime<Utc>, reading: &mut Reading) -> Option<DateTime<Utc>> {
    let day = reading.take("closes", parse_day(&form.date("closes")));
    let time = match form.filled("closes_time") {
        None => Ok(usual_time()),
        Some(text) => NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| Problem::NotATime),
    };
    let time = reading.take("closes_time", time);
    let (day, time) = (day?, time?);
    let at = london_instant(day, time).ok_or(Problem::NotATime);
    let at = reading.take("closes_time", at)?;
    reading.take("closes", deal::closing(at, now))
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
    let last = STEP_FIELDS.into_iter().skip(3).flat_map(|(from, price)| [from, price]);
    let mut last = last.map(|name| !typed.value(name).is_empty() || typed.error(name).is_some());
    let more_open = last.any(|open| open);
    view! {
        <Fieldset legend="Price breaks">
            <Muted>"The more is signed up together, the less everybody pays. Leave empty what you do not need."</Muted>
            <SelectField name="unit" label="What is counted?" choices=units value=typed.value("unit") error=typed.error("unit")/>
            {breaks}
            <Details summary="Three more price breaks" open=more_open>{more}</Details>
        </Fieldset>
    }
    .into_any()
}

fn when(typed: Typed) -> AnyView {
    let (closes, starts_on) = (typed.form.date_parts("closes"), typed.form.date_parts("starts_on"));
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

    fn fields(form: &Sent) -> Vec<&'static str> {
        let now = "2026-11-20T09:00:00Z".parse().unwrap();
        read(form, now).unwrap_err().iter().map(|problem| problem.field).collect()
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
        let all = [
            "title",
            "category",
            "provider_name",
            "description",
            "price_1",
            "closes_time",
            "unit",
            "starts_on",
            "months",
            "vat",
        ];
        let mut named = fields(&form);
        named.sort_unstable();
        let mut all = all.to_vec();
        all.sort_unstable();
        assert_eq!(named, all);
    }

    #[test]
    fn what_no_deal_may_be_is_told_together_with_what_cannot_be_read() {
        let long = "long ".repeat(50);
        let form = Sent::of([
            ("title", long.as_str()),
            ("category", "hr"),
            ("provider", "new"),
            ("provider_name", long.as_str()),
            ("description", ""),
            ("unit", "pupil"),
            ("from_1", "0"),
            ("price_1", "14.50"),
            ("from_2", "300"),
            ("price_2", "15"),
            ("quorum_schools", "0"),
            ("closes-day", "18"),
            ("closes-month", "11"),
            ("closes-year", "2026"),
            ("starts_on-day", "1"),
            ("starts_on-month", "4"),
            ("starts_on-year", "2026"),
            ("months", "121"),
            ("fee", "31"),
            ("vat", "standard"),
        ]);
        let mut named = fields(&form);
        named.sort_unstable();
        assert_eq!(
            named,
            [
                "closes",
                "description",
                "fee",
                "months",
                "price_2",
                "provider_name",
                "quorum_schools",
                "title"
            ]
        );
        let none = Sent::of([("from_2", "300"), ("price_2", "12")]);
        assert!(fields(&none).contains(&"from_2"), "the first price begins with nought");
        assert!(fields(&Sent::default()).contains(&"price_1"));
    }
}
