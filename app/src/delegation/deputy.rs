//! Naming who stands in for an approver who is away, and ending that.

use domain::delegation::read_away;
use domain::form::{Reading, optional};
use domain::id::{DeputyId, PersonId};
use domain::price::parse_pounds;
use domain::{Failure, Problem};
use leptos::prelude::*;
use market::delegation::{
    DeputyChoices, EndDeputy, NameDeputy, deputy_choices, end_deputy, name_deputy,
};

use crate::parts::{
    BackLink, Binding, Button, Choice, DateField, ErrorSummary, Form, Lead, MoneyField,
    RadiosField, Title,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed};
use crate::words;

/// What is sent where nobody stands in.
const NOBODY: &str = "nobody";

/// The form.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let choices = deputy_choices(ask.market(), ask.actor()?).await?;
    Ok(page(choices, ask.form_key(), Typed::default()).into())
}

/// Names the deputy.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let done = match read(&ask) {
        Ok(named) => {
            let key = ask.form.key()?;
            name_deputy(ask.market(), ask.actor()?, &key, named).await
        }
        Err(failure) => Err(failure),
    };
    match done {
        Ok(_) => Ok(Answer::see_other("/people/delegation")),
        Err(failure) => {
            let choices = deputy_choices(ask.market(), ask.actor()?).await?;
            let key = ask.form_key();
            Ok(page(choices, key, Typed::refused(ask.form, failure)?).into())
        }
    }
}

/// Ends a deputy's time.
pub async fn end(ask: Ask) -> Result<Answer, Failure> {
    let deputy: DeputyId = ask.part("deputy")?;
    let key = ask.form.key()?;
    end_deputy(ask.market(), ask.actor()?, &key, EndDeputy { deputy }).await?;
    Ok(Answer::see_other("/people/delegation"))
}

fn read(ask: &Ask) -> Result<NameDeputy, Failure> {
    let form: &Filled = &ask.form;
    let mut reading = Reading::default();
    let deputy = reading.take("deputy", deputy(form.get("deputy")));
    let away = match read_away(&form.date("first_on"), &form.date("last_on"), ask.market().today())
    {
        Ok(away) => Some(away),
        Err(problems) => {
            reading.all_wrong(problems);
            None
        }
    };
    let limit = reading.take("limit", optional(parse_pounds(form.get("limit"))));
    let read = deputy.zip(away).zip(limit);
    let named = read.map(|((deputy, away), limit)| NameDeputy { deputy, away, limit });
    reading.finish(named).map_err(Failure::Invalid)
}

fn deputy(typed: &str) -> Result<Option<PersonId>, Problem> {
    match typed {
        "" => Err(Problem::Missing),
        NOBODY => Ok(None),
        id => id.parse().map(Some).map_err(|_| Problem::NotAChoice),
    }
}

fn page(choices: DeputyChoices, key: String, typed: Typed) -> Page {
    let filled = typed.clone();
    Page::new("Name a deputy", move || {
        let own = match choices.limit {
            Some(limit) => format!("At most {}, which is your own limit. Leave it empty for as much", words::pounds(limit)),
            None => "Leave it empty for as much as you may yourself".to_owned(),
        };
        let colleagues = choices.colleagues.iter().map(|one| {
            let roles: Vec<&str> = one.roles.iter().map(|role| words::role(*role)).collect();
            Choice::new(one.person.to_string(), one.name.clone()).hint(roles.join(", "))
        });
        let nobody = Choice::new(NOBODY, "Nobody")
            .hint("Others see that you are away, and what waits is left to another approver");
        let colleagues = colleagues.chain(std::iter::once(nobody)).collect();
        view! {
            <BackLink href="/people/delegation" text="Who approves what"/>
            <ErrorSummary errors=filled.summary()/>
            <Title caption=choices.school.clone() text="Name a deputy"/>
            <Lead>"For days on which you are away. Somebody who is not here yet is invited first, among your school’s people."</Lead>
            <Form action="/people/deputy" key=key>
                <RadiosField name="deputy" label="Who stands in for you?" choices=colleagues
                    value=filled.value("deputy") error=filled.error("deputy")/>
                <DateField name="first_on" label="First day" hint="For example, 12 1 2027"
                value=filled.form.date_parts("first_on") error=filled.error("first_on")/>
                <DateField name="last_on" label="Last day" hint="That day is included"
                value=filled.form.date_parts("last_on") error=filled.error("last_on")/>
                <MoneyField name="limit" label="The most they approve, including VAT" hint=own
                    value=filled.value("limit") error=filled.error("limit")/>
                <Binding>"On these days they bind your school in your place, and both names stand beside what they approve. They approve nothing that they or you have asked for. They give a code from their phone first."</Binding>
                <Button>"Name the deputy"</Button>
            </Form>
        }
    })
    .with_form(&typed)
}
