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
    let device = browser(&open.device);
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

/// A browser's description of itself in a few words. Only what the great browsers say is told
/// apart; anything else is shown as it stands.
fn browser(agent: &str) -> String {
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    // The order matters: Edge calls itself Chrome too, and Chrome calls itself Safari.
    let browsers = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let systems = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("CrOS", "Chromebook"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ];
    match (first(&browsers), first(&systems)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, _) => agent.chars().take(60).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_apart_though_each_claims_to_be_the_others() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0 Safari/537.36 Edg/129.0";
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1";
        let book = "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/128.0 Safari/537.36";
        assert_eq!(browser(edge), "Edge on Windows");
        assert_eq!(browser(phone), "Safari on iPhone");
        assert_eq!(browser(book), "Chrome on Chromebook");
        assert_eq!(browser("curl/8.0"), "curl/8.0");
    }
}
