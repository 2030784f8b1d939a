//! Founding a partnership, second page: its schools, ticked; what membership costs; who directs.

use domain::Failure;
use domain::invoice::SellerPrefix;
use domain::partnership::{LegalShape, LineOfWork, Model, TypedTier};
use domain::school::Phase;
use leptos::prelude::*;
use market::partnership::suggest_prefix;
use market::school::{AreaSchool, schools_of_areas};

use super::{draft, may_found};
use crate::parts::{
    BackLink, Button, CheckboxesField, Choice, DateField, Details, ErrorSummary, Fieldset, Form,
    Hidden, Lead, MoneyField, RadiosField, TextAreaField, TextField, TextKind, TextLink, Title,
    Width,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed};
use crate::words::{partnership as words, plural, school};

/// The page with everything filled in that can be; or as it was answered, where somebody comes back.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    if let Some(page) = may_found(&ask)? {
        return Ok(page.into());
    }
    let Some(model) = draft::model(&ask.query) else {
        return Ok(Answer::see_other("/partnerships/new"));
    };
    let areas = draft::areas(&ask.query);
    if areas.is_empty() {
        return Ok(Answer::see_other("/partnerships/new"));
    }
    let name = ask.query.get("name");
    let schools = schools_of_areas(ask.market(), &areas).await?;
    if draft::is_carried(&ask.query) {
        let typed = Typed::fresh(draft::carried(&ask.query, &schools));
        return Ok(page(typed, model, schools).into());
    }
    let letters = suggest_prefix(ask.market(), name).await?;
    let level = model.defaults().tiers.first().map(|tier| TypedTier::of(&tier.made()));
    let level = level.unwrap_or_default();
    let host = format!("{} Council", draft::area_names(areas.get(..1).unwrap_or_default()));
    let mut fields = vec![
        ("name", name),
        ("model", model.code()),
        ("kind", level.kind.as_str()),
        ("amount", level.amount.as_str()),
        ("bands", level.bands.as_str()),
        ("invoice_prefix", letters.as_ref().map_or("", SellerPrefix::as_str)),
        ("host", host.as_str()),
        ("director", "myself"),
    ];
    let lines = model.defaults().lines_of_work;
    fields.extend(lines.iter().map(|line| ("lines", line.code())));
    fields.extend(areas.iter().map(|code| ("areas", code.as_str())));
    let members = schools.iter().filter(|school| school.is_school_in_the_act != Some(false));
    fields.extend(members.map(|school| ("schools", school.urn.as_str())));
    Ok(page(Typed::fresh(Filled::of(fields)), model, schools).into())
}

/// Takes the answers to the page that checks them: a page of its own, so that the way back to it is
/// one. Shows this one again where something is wrong.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    if let Some(page) = may_found(&ask)? {
        return Ok(page.into());
    }
    match draft::read(&ask.form) {
        Ok(create) => {
            let schools = schools_of_areas(ask.market(), &create.areas).await?;
            let query = draft::query(&ask.form, &schools);
            Ok(Answer::see_other(format!("/partnerships/new/check?{query}")))
        }
        Err(failure) => again(&ask, failure).await,
    }
}

/// The page with what was typed and what is wrong with it.
pub(super) async fn again(ask: &Ask, failure: Failure) -> Result<Answer, Failure> {
    let typed = Typed::refused(ask.form.clone(), failure)?;
    let Some(model) = draft::model(&ask.form) else {
        return Ok(Answer::see_other("/partnerships/new"));
    };
    let schools = schools_of_areas(ask.market(), &draft::areas(&ask.form)).await?;
    Ok(page(typed, model, schools).into())
}

fn page(typed: Typed, model: Model, schools: Vec<AreaSchool>) -> Page {
    let shown = typed.clone();
    Page::new("Its schools and what they pay", move || {
        let areas = draft::areas(&shown.form);
        let carried = areas
            .iter()
            .map(|code| view! { <Hidden name="areas" value=code.as_str()/> })
            .collect_view();
        let informal = model.defaults().shape == LegalShape::Informal;
        let host = informal.then(|| {
            view! {
                <TextField name="host" label="Which council does it trade through?"
                    hint="Its name, VAT number and bank account stand on the invoices, once it agrees"
                    value=shown.value("host") error=shown.error("host")/>
                <TextField name="host_email" label="Who can agree for the council?" kind=TextKind::Email
                    hint="Their email address. Leave it empty if somebody of the council is on Commonpool already"
                    autocomplete="off" value=shown.value("host_email") error=shown.error("host_email")/>
            }
        });
        view! {
            <BackLink href="/partnerships/new" text="Start again"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption="Step 2 of 3" text="Its schools and what they pay"/>
            <Form action="/partnerships/new/schools">
                {carried}
                <Hidden name="model" value=model.code()/>
                <TextField name="name" label="Name" value=shown.value("name") error=shown.error("name")/>
                {host}
                {level(shown.clone(), model)}
                {pick(&shown, &schools, &draft::area_names(&areas))}
                <Details summary="What it sells, invoice letters, and who directs it"
                    open=["lines", "invoice_prefix", "director_email"].iter().any(|field| shown.error(field).is_some())>
                    {more(&shown)}
                </Details>
                <Button>"Check it"</Button>
            </Form>
        }
    })
    .with_form(&typed)
}

/// What the first members pay. The other levels of the model come along.
fn level(typed: Typed, model: Model) -> impl IntoView + use<> {
    let kinds = vec![
        Choice::new("per_pupil", "By the number of pupils").hint("So much for each pupil"),
        Choice::new("size_bands", "By size of school").hint("An amount for each size"),
        Choice::new("flat", "The same for every school").hint("£0 makes membership free"),
    ];
    let others: Vec<String> = model
        .defaults()
        .tiers
        .iter()
        .skip(1)
        .map(|tier| format!("{} ({})", tier.name, words::rule(&tier.rule)))
        .collect();
    let others = (!others.is_empty()).then(|| {
        format!(
            "There will also be a level {}. Change it when the partnership stands.",
            others.join(" and ")
        )
    });
    view! {
        <Fieldset legend="What does a full member pay a year?">
            <RadiosField name="kind" label="How it is worked out" choices=kinds value=typed.value("kind") error=typed.error("kind")/>
            <MoneyField name="amount" label="Amount, excluding VAT" hint="For each pupil, or for the year"
                value=typed.value("amount") error=typed.error("amount")/>
            <TextAreaField name="bands" label="Sizes, where it goes by size of school" rows=4
                hint="A line for each: the fewest pupils, then the price, like 211: 700"
                value=typed.value("bands") error=typed.error("bands")/>
            <Details summary="Free at first, or with a cap"
                open=["cap", "free_until"].iter().any(|f| typed.error(f).is_some())>
                <DateField name="free_until" label="Free until" hint="For example, 1 9 2027"
                value=typed.form.date_parts("free_until") error=typed.error("free_until")/>
                <MoneyField name="cap" label="At most a year" value=typed.value("cap") error=typed.error("cap")/>
            </Details>
            {others.map(|text| view! { <p>{text}</p> })}
        </Fieldset>
    }
}

/// The schools of the areas, ticked.
fn pick(typed: &Typed, schools: &[AreaSchool], areas: &str) -> AnyView {
    if schools.is_empty() {
        return view! {
            <Lead>{format!("No school of {areas} has been brought in from the national register yet.")}</Lead>
            <p>"Whoever keeps this installation running imports the register’s file. You can found the partnership now and invite its schools afterwards."</p>
        }
        .into_any();
    }
    let choices: Vec<Choice> = schools
        .iter()
        .map(|found| {
            let mut facts = vec![school::kind(found.kind, None)];
            let phase = found.phase.filter(|phase| *phase != Phase::NotApplicable);
            facts.extend(phase.map(|phase| school::phase(phase).to_owned()));
            facts.push(match found.pupils {
                Some(pupils) => plural(u64::from(pupils), "pupil", "pupils"),
                None => "pupils not known".to_owned(),
            });
            // Two schools of an area may have one name.
            facts.push(format!("URN {}", found.urn));
            Choice::new(found.urn.as_str(), found.name.clone()).hint(facts.join(" · "))
        })
        .collect();
    let ticked: Vec<String> = typed.form.all("schools").into_iter().map(str::to_owned).collect();
    let count = plural(u64::try_from(schools.len()).unwrap_or_default(), "school", "schools");
    view! {
        <CheckboxesField name="schools" label=format!("Members from the start: which of {count} in {areas}?")
            hint="Untick those that are not joining. Private schools are not ticked" choices=choices values=ticked small=true/>
        <p>"Schools elsewhere can be invited afterwards. "<TextLink href="/schools">"Find a school"</TextLink></p>
    }
    .into_any()
}

fn more(typed: &Typed) -> impl IntoView + use<> {
    let who = vec![
        Choice::new("myself", "I direct it").hint("You act for it at once"),
        Choice::new("other", "Somebody else").hint("They get an invitation by email"),
    ];
    let lines = LineOfWork::ALL
        .iter()
        .map(|line| Choice::new(line.code(), words::line_of_work(*line)))
        .collect::<Vec<_>>();
    let chosen: Vec<String> = typed.form.all("lines").into_iter().map(str::to_owned).collect();
    view! {
        <CheckboxesField name="lines" label="What it sells" choices=lines values=chosen error=typed.error("lines") small=true/>
        <TextField name="invoice_prefix" label="Letters before its invoice numbers" hint="Two to six, like BDSIP" width=Width::Ten
            value=typed.value("invoice_prefix") error=typed.error("invoice_prefix")/>
        <RadiosField name="director" label="Who directs it?" choices=who value=typed.value("director")/>
        <TextField name="director_email" label="Their email address" kind=TextKind::Email
            value=typed.value("director_email") error=typed.error("director_email")/>
    }
}
