//! Asking: what is needed, whom to ask, until when.

use chrono::{DateTime, Days, Utc};
use domain::calendar::{is_working_day_england, london_day};
use domain::id::ServiceId;
use domain::price::Unit;
use domain::quote_request::{DAYS_USUAL, OUTSIDE_MAX, SUPPLIERS_MAX, TypedQuoteRequest};
use domain::service::Category;
use domain::{Failure, Problem};
use leptos::prelude::*;
use market::file::Upload;
use market::quote_request::{AskForQuotes, QuoteChoices, ask_for_quotes, quote_choices};

use crate::parts::{
    Actions, BackLink, Button, CheckboxesField, Choice, DateField, DateParts, Details,
    ErrorSummary, Fieldset, FileField, Form, GetForm, Hidden, Lead, Muted, NumberField,
    SelectField, TextAreaField, TextField, TextKind, Title, Width,
};
use crate::web::{Answer, Ask, Form as Sent, Page, Typed};
use crate::words::quote_request::NO_NAMES;

/// The fields of documents.
const DOCUMENTS: [&str; 3] = ["document_1", "document_2", "document_3"];

/// Asks what is needed; of what kind first, where that is not known.
pub async fn new(ask: Ask) -> Result<Answer, Failure> {
    let service = service(&ask.query)?;
    let category = Category::from_code(ask.query.get("category"));
    let Some(category) = category.or(service.map(|_| Category::Other)) else {
        return Ok(which_kind().into());
    };
    let choices = quote_choices(ask.market(), ask.actor()?, category, service).await?;
    let typed = Typed::fresh(usual(&choices, ask.market().now()));
    Ok(page(choices, ask.form_key(), typed).into())
}

/// Sends it.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let service = service(&ask.form)?;
    let Some(category) = Category::from_code(ask.form.get("category")) else {
        return Ok(which_kind().status(422).into());
    };
    let choices = quote_choices(ask.market(), ask.actor()?, category, service).await?;
    let outcome = match command(&ask, service) {
        Ok(command) => Box::pin(ask_for_quotes(ask.market(), ask.actor()?, command)).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(id) => Ok(Answer::see_other(format!("/quotes/{id}"))),
        Err(failure) => {
            let key = ask.form_key();
            Ok(page(choices, key, Typed::refused(ask.form, failure)?).into())
        }
    }
}

fn service(form: &Sent) -> Result<Option<ServiceId>, Failure> {
    let read = form.filled("service").map(str::parse::<ServiceId>).transpose();
    read.map_err(|_| Failure::NotFound)
}

fn command(ask: &Ask, service: Option<ServiceId>) -> Result<AskForQuotes, Failure> {
    let form = &ask.form;
    let text = |field: &str| form.get(field).to_owned();
    let typed = TypedQuoteRequest {
        category: text("category"),
        title: text("title"),
        description: text("description"),
        quantity: text("quantity"),
        unit: text("unit"),
        wanted: text("wanted"),
        place: text("place"),
        criteria: text("criteria"),
        closes: form.date("closes"),
        closes_time: text("closes_time"),
    };
    let services: Result<Vec<ServiceId>, _> =
        form.all("services").into_iter().map(str::parse).collect();
    let services = services.map_err(|_| Failure::field("services", Problem::NotAChoice))?;
    let outside: [(String, String); OUTSIDE_MAX] = std::array::from_fn(|at| {
        let number = at + 1;
        (text(&format!("outside_name_{number}")), text(&format!("outside_email_{number}")))
    });
    let sent = |field: &'static str| Some((field, form.file(field)?));
    let documents: Vec<(&'static str, Upload)> = DOCUMENTS.into_iter().filter_map(sent).collect();
    Ok(AskForQuotes { key: form.key()?, service, typed, services, outside, documents })
}

/// What is usual: ten days, until 5pm of a working day; the service's own provider is asked.
fn usual(choices: &QuoteChoices, now: DateTime<Utc>) -> Sent {
    let today = london_day(now);
    let mut closes = today + Days::new(DAYS_USUAL);
    for _ in 0..10 {
        if is_working_day_england(closes) {
            break;
        }
        closes = closes + Days::new(1);
    }
    let DateParts { day, month, year } = DateParts::of(closes);
    let service = choices.service.map(|id| id.to_string()).unwrap_or_default();
    let title = choices.title.clone().unwrap_or_default();
    let ticked = choices.providers.iter().find(|one| Some(one.service) == choices.service);
    let ticked = ticked.map(|one| one.service.to_string()).unwrap_or_default();
    Sent::of([
        ("category", choices.category.code()),
        ("service", service.as_str()),
        ("title", title.as_str()),
        ("unit", choices.unit.unwrap_or(Unit::Item).code()),
        ("services", ticked.as_str()),
        ("closes-day", day.as_str()),
        ("closes-month", month.as_str()),
        ("closes-year", year.as_str()),
        ("closes_time", "17:00"),
    ])
}

fn which_kind() -> Page {
    Page::new("Ask for quotes", || {
        let kinds = Category::ALL.iter().map(|one| Choice::new(one.code(), one.label()));
        view! {
            <BackLink href="/quotes" text="Back to quotes"/>
            <Title text="Ask for quotes"/>
            <Lead>"One specification to up to five suppliers. What they answer is sealed until your deadline, and then yours to compare."</Lead>
            <GetForm action="/quotes/new">
                <SelectField name="category" label="What kind of thing do you need?" choices=kinds.collect()/>
                <Actions><Button>"Continue"</Button></Actions>
            </GetForm>
        }
    })
}

fn page(choices: QuoteChoices, key: String, typed: Typed) -> Page {
    let shown = typed.clone();
    Page::new("Ask for quotes", move || {
        let service = choices.service.map(|id| id.to_string()).unwrap_or_default();
        let category = choices.category;
        let back = match choices.service {
            Some(id) => (format!("/services/{id}"), "Back to the service"),
            None => ("/quotes/new".to_owned(), "Back to the kind"),
        };
        let (needed, whom, until) = (needed(&shown), whom(&choices, &shown), until(&shown));
        view! {
            <BackLink href=back.0 text=back.1/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=category.label() text="Ask for quotes"/>
            <Lead>"Everybody you ask gets the same text. What they answer is sealed until the deadline: nobody reads it before, and then you do."</Lead>
            <Form action="/quotes/new" key multipart=true>
                <Hidden name="category" value=category.code()/>
                <Hidden name="service" value=service/>
                {needed}
                {whom}
                {until}
                <Actions><Button>"Send the request"</Button></Actions>
            </Form>
            <Muted>"Asking binds nobody. You choose one of the quotes later, or none, and say why."</Muted>
        }
    })
    .with_form(&typed)
}

fn needed(typed: &Typed) -> AnyView {
    let typed = typed.clone();
    let units = Unit::ALL.iter().map(|unit| Choice::new(unit.code(), unit.plural())).collect();
    let files = DOCUMENTS.into_iter().zip(1..).map(|(field, number)| {
        let error = typed.error(field);
        view! {
            <FileField name=field label=format!("Document {number} (optional)") error
                hint="PDF, picture, Word, Excel or CSV, up to 10 MB" accept=".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.csv,.txt"/>
        }
    });
    let files = files.collect_view();
    let open = DOCUMENTS.into_iter().any(|field| typed.error(field).is_some());
    view! {
        <Fieldset legend="What you need">
            <TextField name="title" label="What do you need, in a line?" value=typed.value("title") error=typed.error("title")/>
            <TextAreaField name="description" label="Describe it" rows=6 value=typed.value("description")
                hint=format!("What a supplier has to know to name a price. {NO_NAMES}") error=typed.error("description")/>
            <NumberField name="quantity" label="How many?" value=typed.value("quantity") error=typed.error("quantity")/>
            <SelectField name="unit" label="Of what?" choices=units value=typed.value("unit") error=typed.error("unit")/>
            <TextField name="wanted" label="When do you need it?" hint="For example, every Tuesday of the spring term"
                value=typed.value("wanted") error=typed.error("wanted")/>
            <TextField name="place" label="Where?" hint="For example, at the school, or online"
                value=typed.value("place") error=typed.error("place")/>
            <TextAreaField name="criteria" label="How will you choose?" rows=3 value=typed.value("criteria")
                hint="For example, price first, then experience in primary schools. Every supplier reads it" error=typed.error("criteria")/>
            <Details summary="Add documents" open>{files}</Details>
        </Fieldset>
    }
    .into_any()
}

fn whom(choices: &QuoteChoices, typed: &Typed) -> AnyView {
    let some = !choices.providers.is_empty();
    let hint =
        format!("Up to {SUPPLIERS_MAX} suppliers in all. Many schools’ rules ask for three quotes");
    let error = typed.error("services");
    let here = if some {
        let offered = choices.providers.iter().map(|one| {
            Choice::new(one.service.to_string(), &one.provider_name).hint(one.title.clone())
        });
        let values = typed.form.all("services").into_iter().map(str::to_owned).collect();
        view! {
            <CheckboxesField name="services" label="Providers here" hint choices=offered.collect() values error/>
            <Muted>"Providers with nobody here to answer are left out. You can ask them by email, below."</Muted>
        }
        .into_any()
    } else {
        let told = error.as_ref().map(|_| "Name at least one supplier below.");
        view! {
            <p id="services">"No provider of this kind has anybody here to answer. "{told}</p>
        }
        .into_any()
    };
    let pairs = (1..=OUTSIDE_MAX).map(|number| {
        let (name, email) = (format!("outside_name_{number}"), format!("outside_email_{number}"));
        let (name_value, email_value) = (typed.value(&name), typed.value(&email));
        let (name_error, email_error) = (typed.error(&name), typed.error(&email));
        view! {
            <TextField name=name label=format!("Supplier {number}: name (optional)") value=name_value error=name_error/>
            <TextField name=email label=format!("Supplier {number}: email (optional)") kind=TextKind::Email value=email_value error=email_error/>
        }
    });
    let pairs = pairs.collect_view();
    let filled = (1..=OUTSIDE_MAX).any(|number| {
        ["name", "email"].iter().any(|part| {
            let field = format!("outside_{part}_{number}");
            typed.form.filled(&field).is_some() || typed.error(&field).is_some()
        })
    });
    view! {
        <Fieldset legend="Whom to ask">
            {here}
            <Details summary="Ask others by email" open=filled || !some>
                <p>"They answer by a link in a letter, without an account."</p>
                {pairs}
            </Details>
        </Fieldset>
    }
    .into_any()
}

fn until(typed: &Typed) -> AnyView {
    let typed = typed.clone();
    let closes = typed.form.date_parts("closes");
    view! {
        <Fieldset legend="Until when">
            <DateField name="closes" label="On which day does it close?" value=closes
                hint="Two days from now at least" error=typed.error("closes")/>
            <TextField name="closes_time" label="At what time?" hint="By London’s clocks. For example, 17:00" width=Width::Five
                value=typed.value("closes_time") error=typed.error("closes_time")/>
        </Fieldset>
    }
    .into_any()
}
