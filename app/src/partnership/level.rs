//! A membership level: adding one, changing one from a day on.

use domain::calendar::parse_day;
use domain::form::optional;
use domain::id::TierId;
use domain::partnership::{NewTier, TypedTier};
use domain::{Failure, FieldProblem};
use leptos::prelude::*;
use market::partnership::{ChangeTier, Tier, add_tier, change_tier, tiers};

use crate::parts::{
    BackLink, Button, Choice, DateField, ErrorSummary, Form, Hidden, Lead, MoneyField, RadiosField,
    TextAreaField, TextField, Title,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed};

/// The form of a new level.
pub async fn add(_ask: Ask) -> Result<Answer, Failure> {
    let form = Filled::of([("rights", "full"), ("kind", "per_pupil")]);
    Ok(page(Typed::fresh(form), None).into())
}

/// Adds it.
pub async fn save_new(ask: Ask) -> Result<Answer, Failure> {
    let done = match typed_tier(&ask.form).read() {
        Ok(new) => add_tier(ask.market(), ask.actor()?, new).await,
        Err(problems) => Err(Failure::Invalid(problems)),
    };
    match done {
        Ok(_) => Ok(Answer::see_other("/partnership")),
        Err(failure) => Ok(page(Typed::refused(ask.form, failure)?, None).into()),
    }
}

/// The form of a level as it stands.
pub async fn edit(ask: Ask) -> Result<Answer, Failure> {
    let level = find(&ask).await?;
    let typed = TypedTier::of(&level.level);
    let version = level.version.to_string();
    let form = Filled::of([
        ("kind", typed.kind.as_str()),
        ("amount", typed.amount.as_str()),
        ("bands", typed.bands.as_str()),
        ("free_until", typed.free_until.as_str()),
        ("cap", typed.cap.as_str()),
        ("includes", typed.includes.as_str()),
        ("version", version.as_str()),
    ]);
    Ok(page(Typed::fresh(form), Some(&level)).into())
}

/// Changes it from a day on.
pub async fn save(ask: Ask) -> Result<Answer, Failure> {
    let level = find(&ask).await?;
    let done = match read_change(&ask, &level) {
        Ok(change) => change_tier(ask.market(), ask.actor()?, change).await,
        Err(problems) => Err(Failure::Invalid(problems)),
    };
    match done {
        Ok(_) => Ok(Answer::see_other("/partnership")),
        Err(failure) => Ok(page(Typed::refused(ask.form, failure)?, Some(&level)).into()),
    }
}

async fn find(ask: &Ask) -> Result<Tier, Failure> {
    let id: TierId = ask.part("tier")?;
    let all = tiers(ask.market(), ask.actor()?).await?;
    all.into_iter().find(|level| level.id == id).ok_or(Failure::NotFound)
}

fn typed_tier(form: &Filled) -> TypedTier {
    let field = |name: &str| form.get(name).to_owned();
    TypedTier {
        name: field("name"),
        rights: field("rights"),
        kind: field("kind"),
        amount: field("amount"),
        bands: field("bands"),
        free_until: form.date("free_until"),
        cap: field("cap"),
        includes: field("includes"),
    }
}

fn read_change(ask: &Ask, level: &Tier) -> Result<ChangeTier, Vec<FieldProblem>> {
    let typed = TypedTier {
        name: level.level.name.clone(),
        rights: level.level.rights.code().to_owned(),
        ..typed_tier(&ask.form)
    };
    let from = optional(parse_day(&ask.form.date("from")));
    let from = from.map(|day| day.unwrap_or(ask.market().today()));
    let wrong_from =
        from.as_ref().err().map(|problem| FieldProblem { field: "from", problem: problem.clone() });
    match (typed.read(), from) {
        (Ok(NewTier { rule, includes, .. }), Ok(from)) => Ok(ChangeTier {
            tier: level.id,
            // A version nobody ever had is refused as changed meanwhile.
            version: ask.form.get("version").parse().unwrap_or(0),
            rule,
            includes,
            from,
        }),
        (Ok(_), Err(_)) => Err(wrong_from.into_iter().collect()),
        (Err(mut problems), _) => {
            problems.extend(wrong_from);
            Err(problems)
        }
    }
}

fn page(typed: Typed, level: Option<&Tier>) -> Page {
    let shown = typed.clone();
    let known = level.map(|level| (level.id, level.level.name.clone()));
    let title = match &known {
        Some((_, name)) => format!("Change {name}"),
        None => "Add a membership level".to_owned(),
    };
    let heading = title.clone();
    Page::new(title, move || {
        let (action, lead) = match &known {
            Some((id, _)) => (
                format!("/partnership/levels/{id}"),
                "Members stay on the level. What it cost until then stays known.",
            ),
            None => ("/partnership/levels/new".to_owned(), "Schools can be put on it at once."),
        };
        view! {
            <BackLink href="/partnership" text="Back to levels and settings"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text=heading/>
            <Lead>{lead}</Lead>
            <Form action=action>
                {match &known {
                    Some(_) => changing(&shown).into_any(),
                    None => naming(&shown).into_any(),
                }}
                {price(&shown)}
                <TextAreaField name="includes" label="What it includes" rows=4
                    value=shown.value("includes") error=shown.error("includes")/>
                <Button>"Save the level"</Button>
            </Form>
        }
    })
    .with_form(&typed)
}

fn naming(typed: &Typed) -> impl IntoView + use<> {
    let rights = vec![
        Choice::new("full", "Full members").hint("Members’ prices, and a vote"),
        Choice::new("associate", "Associates").hint("They buy, and do not vote"),
    ];
    view! {
        <TextField name="name" label="Name" value=typed.value("name") error=typed.error("name")/>
        <RadiosField name="rights" label="Its members are" choices=rights
            value=typed.value("rights") error=typed.error("rights")/>
    }
}

fn changing(typed: &Typed) -> impl IntoView + use<> {
    view! {
        <Hidden name="version" value=typed.value("version")/>
        <DateField name="from" label="From" hint="For example, 1 4 2027. Leave empty for today"
                value=typed.form.date_parts("from") error=typed.error("from")/>
    }
}

fn price(typed: &Typed) -> impl IntoView + use<> {
    let kinds = vec![
        Choice::new("per_pupil", "By the number of pupils"),
        Choice::new("size_bands", "By size of school"),
        Choice::new("flat", "The same for every school"),
    ];
    view! {
        <RadiosField name="kind" label="How a year’s price is worked out" choices=kinds
            value=typed.value("kind") error=typed.error("kind")/>
        <MoneyField name="amount" label="Amount, excluding VAT" hint="For each pupil, or for the year"
            value=typed.value("amount") error=typed.error("amount")/>
        <TextAreaField name="bands" label="Sizes" hint="A line for each: the fewest pupils, then the price, like 211: 700" rows=4
            value=typed.value("bands") error=typed.error("bands")/>
        <DateField name="free_until" label="Free until" hint="For example, 1 9 2027"
                value=typed.form.date_parts("free_until") error=typed.error("free_until")/>
        <MoneyField name="cap" label="At most a year" value=typed.value("cap") error=typed.error("cap")/>
    }
}
