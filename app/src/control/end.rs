//! Ending what a shareholder holds, and a director's time.

use chrono::NaiveDate;
use domain::Failure;
use domain::calendar::short_day;
use leptos::prelude::*;
use market::control::{EndSeat, EndShareholding, end_seat as end_of_seat, end_shareholding};
use market::control::{seat, shareholding};

use crate::parts::{
    BackLink, Button, CheckboxesField, Choice, ErrorSummary, Form, Lead, TextField, Title, Width,
};
use crate::web::{Answer, Ask, Page, Typed};

/// What is sent where something was entered by mistake.
const MISTAKE: &str = "yes";

/// Asks for the last day of a shareholding.
pub async fn show_share(ask: Ask) -> Result<Answer, Failure> {
    share_page(&ask, Typed::default()).await
}

/// Ends it.
pub async fn end_share(ask: Ask) -> Result<Answer, Failure> {
    let command = EndShareholding {
        holding: ask.part("share")?,
        ends_on: ask.form.get("ends_on").to_owned(),
        mistaken: ask.form.has("mistake", MISTAKE),
    };
    match end_shareholding(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other("/control#shareholders")),
        Err(failure) => share_page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn share_page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let found = shareholding(ask.market(), ask.actor()?, ask.part("share")?).await?;
    let asked = Asked {
        title: format!("End what {} holds", found.name),
        since: found.starts_on,
        action: format!("/control/shareholders/{}/end", found.id),
    };
    Ok(page(asked, typed))
}

/// Asks for a director's last day.
pub async fn show_seat(ask: Ask) -> Result<Answer, Failure> {
    seat_page(&ask, Typed::default()).await
}

/// Ends their time.
pub async fn end_seat(ask: Ask) -> Result<Answer, Failure> {
    let command = EndSeat {
        seat: ask.part("seat")?,
        ends_on: ask.form.get("ends_on").to_owned(),
        mistaken: ask.form.has("mistake", MISTAKE),
    };
    match end_of_seat(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other("/control#board")),
        Err(failure) => seat_page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn seat_page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let found = seat(ask.market(), ask.actor()?, ask.part("seat")?).await?;
    let asked = Asked {
        title: format!("End the time of {}", found.name),
        since: found.starts_on,
        action: format!("/control/board/{}/end", found.id),
    };
    Ok(page(asked, typed))
}

struct Asked {
    title: String,
    since: NaiveDate,
    action: String,
}

fn page(asked: Asked, typed: Typed) -> Answer {
    let shown = typed.clone();
    let page = Page::new(asked.title.clone(), move || {
        let Asked { title, since, action } = asked;
        let ticked = shown.form.all("mistake").into_iter().map(str::to_owned).collect();
        view! {
            <BackLink href="/control" text="Back to ownership and control"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text=title/>
            <Lead>{format!("It began on {}. It stays known with its last day.", short_day(since))}</Lead>
            <Form action=action>
                <TextField name="ends_on" label="Last day" hint="Like 31 August 2026. That day is included" width=Width::Twenty
                    value=shown.value("ends_on") error=shown.error("ends_on")/>
                <CheckboxesField name="mistake" label="Or was it entered by mistake?" values=ticked small=true
                    choices=vec![Choice::new(MISTAKE, "Yes. It never was so, and no day is needed")]/>
                <Button>"End it"</Button>
            </Form>
        }
    });
    page.with_form(&typed).into()
}
