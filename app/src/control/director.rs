//! Entering a director.

use domain::Failure;
use domain::control::TypedSeat;
use leptos::prelude::*;
use market::control::{EnterSeat, enter_seat, seat_choices};

use crate::parts::{
    BackLink, Button, CheckboxesField, Choice, DateField, ErrorSummary, Form, SelectField,
    TextField, Title,
};
use crate::web::{Answer, Ask, Page, Typed};
use crate::words::control as words;

/// Asks for one.
pub async fn new(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default()).await
}

/// Enters them.
pub async fn enter(ask: Ask) -> Result<Answer, Failure> {
    let text = |field: &str| ask.form.get(field).to_owned();
    let typed = TypedSeat {
        person: text("person"),
        name: text("name"),
        represents: ask.form.all("represents").into_iter().map(str::to_owned).collect(),
        from: ask.form.date("starts_on"),
    };
    let command = EnterSeat { typed, key: ask.form.key()? };
    match enter_seat(ask.market(), ask.actor()?, command).await {
        Ok(_) => Ok(Answer::see_other("/control#board")),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let found = seat_choices(ask.market(), ask.actor()?).await?;
    let (key, shown) = (ask.form_key(), typed.clone());
    let page = Page::new("Enter a director", move || {
        let people =
            found.people.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone()));
        let people: Vec<Choice> =
            std::iter::once(Choice::new("", "Somebody else")).chain(people).collect();
        let all = found.shareholders.iter();
        let all: Vec<Choice> =
            all.map(|one| Choice::new(one.shareholder.to_string(), one.name.clone())).collect();
        let ticked: Vec<String> =
            shown.form.all("represents").into_iter().map(str::to_owned).collect();
        let represents = if all.is_empty() {
            view! { <p>"Nobody is in the register of shareholders yet, so there is nobody to represent."</p> }.into_any()
        } else {
            view! {
                <CheckboxesField name="represents" label="Whom do they represent?" choices=all values=ticked small=true
                    hint=format!("One director may represent several. {}", words::ALL_REPRESENTED)
                    error=shown.error("represents")/>
            }
            .into_any()
        };
        view! {
            <BackLink href="/control" text="Back to ownership and control"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="Enter a director"/>
            <Form action="/control/board/new" key=key>
                <SelectField name="person" label="Who is it?" choices=people hint="People of the partnership on Commonpool"
                    value=shown.value("person") error=shown.error("person")/>
                <TextField name="name" label="Somebody else’s name" hint="As it stands at Companies House"
                    value=shown.value("name") error=shown.error("name")/>
                <DateField name="starts_on" label="From which day?" hint="For example, 1 4 2024"
                    value=shown.form.date_parts("starts_on") error=shown.error("starts_on")/>
                {represents}
                <Button>"Enter the director"</Button>
            </Form>
        }
    });
    Ok(page.with_form(&typed).into())
}
