//! Where somebody is signed in.

use domain::Failure;
use domain::calendar::moment_in_words;
use domain::id::SessionId;
use leptos::prelude::*;
use market::person::{self, OpenSession};

use crate::parts::{
    Button, ButtonKind, Cell, ColumnHead, Form, Muted, Section, Table, TableRow, Unseen,
};
use crate::web::{Answer, Ask};

/// Ends one of them; one's own is signing out.
pub async fn end(ask: Ask) -> Result<Answer, Failure> {
    let session: SessionId = ask.part("session")?;
    let actor = ask.actor()?;
    person::end_session(ask.market(), actor, session).await?;
    if session == actor.session() {
        return Ok(Answer::SeeOtherWithSession { to: "/".to_owned(), token: None });
    }
    Ok(Answer::see_other("/account#sessions"))
}

/// The list, with a button to end each.
pub(super) fn section(sessions: Vec<OpenSession>) -> impl IntoView {
    let heads = ["Where", "Signed in", "Last used", "Sign out"].map(ColumnHead::words).into();
    let rows = sessions.into_iter().map(row).collect();
    view! {
        <Section id="sessions" title="Where you are signed in">
            <Table caption="Where you are signed in" quiet_caption=true columns=heads rows=rows/>
            <Form action="/sign-out-everywhere">
                <Button kind=ButtonKind::Warning>"Sign out everywhere, here too"</Button>
            </Form>
        </Section>
    }
}

fn row(open: OpenSession) -> TableRow {
    let device = open.device;
    let action = format!("/account/sessions/{}/end", open.session);
    let end = if open.is_this_one {
        view! { <Muted>"This device"</Muted> }.into_any()
    } else {
        let which = format!(" {device}");
        view! {
            <Form action=action>
                <Button kind=ButtonKind::Quiet>"Sign out"<Unseen text=which/></Button>
            </Form>
        }
        .into_any()
    };
    TableRow::new(vec![
        device.into(),
        moment_in_words(open.began_at).into(),
        moment_in_words(open.last_seen_at).into(),
        Cell::view(end),
    ])
}
