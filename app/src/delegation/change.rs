//! Laying down how much is ordered alone, and above what the governors approve.

use domain::access::Action;
use domain::delegation::{DelegationRule, read_rule};
use domain::form::choice;
use domain::service::Category;
use domain::{Failure, Pence};
use leptos::prelude::*;
use market::delegation::{ChangeDelegation, SchemeShown, change_delegation, view_scheme};

use crate::parts::{
    BackLink, Binding, Button, Choice, ErrorSummary, Form, Hidden, Lead, MoneyField, SelectField,
    Title,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed};
use crate::words;

/// For what something is laid down.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    /// For everything.
    Everything,
    /// For one kind of service, still to be chosen.
    New,
    /// For this one.
    One(Category),
}

impl What {
    /// As the address says it, and the form.
    fn read(form: &Filled) -> Result<Self, Failure> {
        match form.filled("what").or_else(|| form.filled("category")) {
            None => Ok(Self::Everything),
            Some("new") => Ok(Self::New),
            Some(code) => Category::from_code(code).map(Self::One).ok_or(Failure::NotFound),
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Everything => "",
            Self::New => "new",
            Self::One(category) => category.code(),
        }
    }
}

/// The form.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    actor.permit_own(Action::ManageDelegation)?;
    let shown = view_scheme(ask.market(), actor).await?;
    let what = What::read(&ask.query)?;
    let held = match what {
        What::Everything => shown.scheme.general(),
        What::New => DelegationRule::default(),
        What::One(category) => shown.scheme.own(category).unwrap_or_default(),
    };
    let plain = |amount: Option<Pence>| {
        amount.map(words::plain_pounds).unwrap_or_default().trim_end_matches(".00").to_owned()
    };
    let (alone, above) = (plain(held.alone), plain(held.governors_above));
    let revision = shown.revision.to_string();
    let form = Filled::of([
        ("alone", alone.as_str()),
        ("governors_above", above.as_str()),
        ("revision", revision.as_str()),
    ]);
    Ok(page(&shown, what, ask.form_key(), Typed::fresh(form)).into())
}

/// Lays it down.
pub async fn save(ask: Ask) -> Result<Answer, Failure> {
    let what = What::read(&ask.form)?;
    let done = match read(&ask.form, what) {
        Ok(change) => {
            let key = ask.form.key()?;
            change_delegation(ask.market(), ask.actor()?, &key, change).await
        }
        Err(failure) => Err(failure),
    };
    match done {
        Ok(()) => Ok(Answer::see_other("/people/delegation")),
        Err(failure) => {
            let shown = view_scheme(ask.market(), ask.actor()?).await?;
            let key = ask.form_key();
            Ok(page(&shown, what, key, Typed::refused(ask.form, failure)?).into())
        }
    }
}

fn read(form: &Filled, what: What) -> Result<ChangeDelegation, Failure> {
    let category = match what {
        What::Everything => None,
        What::One(category) => Some(category),
        What::New => {
            let chosen = choice(form.get("category"), Category::from_code);
            Some(chosen.map_err(|problem| Failure::field("category", problem))?)
        }
    };
    let rule = read_rule(form.get("alone"), form.get("governors_above"));
    let rule = rule.map_err(Failure::Invalid)?;
    let revision = form.get("revision").parse().map_err(|_| Failure::ChangedMeanwhile)?;
    Ok(ChangeDelegation { revision, category, rule })
}

fn page(shown: &SchemeShown, what: What, key: String, typed: Typed) -> Page {
    let (school, filled) = (shown.school.clone(), typed.clone());
    let title = match what {
        What::Everything => "What holds for everything".to_owned(),
        What::New => "What holds for one kind of service".to_owned(),
        What::One(category) => format!("What holds for {}", words::category(category.code())),
    };
    let heading = title.clone();
    Page::new(title, move || {
        let empty = match what {
            What::Everything => "Leave it empty for each buyer’s own limit. 0 means that a buyer orders nothing alone",
            What::New | What::One(_) => "Leave it empty for the same as everything. 0 means that a buyer orders none of it alone",
        };
        let never = match what {
            What::Everything => "Leave it empty if the governors are not asked",
            What::New | What::One(_) => "Leave it empty for the same as everything",
        };
        let which = (what == What::New).then(|| which(&filled));
        view! {
            <BackLink href="/people/delegation" text="Who approves what"/>
            <ErrorSummary errors=filled.summary()/>
            <Title caption=school text=heading/>
            <Lead>"It holds at once, also for orders that wait. What held before stays in the list of what was laid down."</Lead>
            <Form action="/people/delegation/change" key=key>
                <Hidden name="what" value=what.code()/>
                <Hidden name="revision" value=filled.value("revision")/>
                {which}
                <MoneyField name="alone" label="The most a buyer orders alone, including VAT" hint=empty
                    value=filled.value("alone") error=filled.error("alone")/>
                <MoneyField name="governors_above" label="The governors’ approver is asked as well above this amount, including VAT"
                    hint=never value=filled.value("governors_above") error=filled.error("governors_above")/>
                <Binding>"Who may approve without a limit lays this down. Only the governors’ approver lets more go through without the governors."</Binding>
                <Button>"Lay it down"</Button>
            </Form>
        }
    })
    .with_form(&typed)
}

fn which(typed: &Typed) -> impl IntoView + use<> {
    let choose = Choice::new("", "Choose one");
    let all = Category::ALL.iter().map(|one| Choice::new(one.code(), words::category(one.code())));
    let choices = std::iter::once(choose).chain(all).collect();
    let (value, error) = (typed.value("category"), typed.error("category"));
    view! { <SelectField name="category" label="Which kind of service?" choices value error/> }
}
