//! The picker of a demo world: one click, and you are somebody. In a real installation there is
//! no such page.

use domain::Failure;
use domain::id::PersonId;
use leptos::prelude::*;
use market::person;

use crate::parts::{Button, ButtonKind, Form, Lead, Muted, Title};
use crate::web::{Answer, Ask, Page};

/// Everybody there is.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    if !ask.site.demo {
        return Err(Failure::NotFound);
    }
    let people = person::personas(ask.market()).await?;
    let page = Page::new("Who do you want to be?", move || {
        view! {
            <Title text="Who do you want to be?"/>
            <Lead>"This is a demo. The people are made up; choose one and look around as them."</Lead>
            <Form action="/demo" wide=true>
                <ul>
                    {people
                        .into_iter()
                        .map(|who| {
                            let role = crate::words::role(who.role);
                            view! {
                                <li>
                                    <Button kind=ButtonKind::Secondary name="person" value=who.person.to_string()>
                                        {who.name}
                                    </Button>
                                    <Muted>{format!("{role}, {}", who.organisation)}</Muted>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </Form>
        }
    });
    Ok(page.into())
}

/// Signs in as one of them.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    if !ask.site.demo {
        return Err(Failure::NotFound);
    }
    let who: PersonId = ask.form.get("person").parse().map_err(|_| Failure::NotFound)?;
    let token = person::sign_in_as(ask.market(), who, &ask.device()).await?;
    Ok(Answer::SeeOtherWithSession { to: "/".to_owned(), token: Some(token.as_str().to_owned()) })
}
