//! Ownership and control: who owns the partnership's company, who sits on its board for whom, and
//! the control test with everything it rests on.

pub mod activity;
mod board;
pub mod conclusion;
pub mod director;
pub mod end;
pub mod export;
pub mod invoiced;
pub mod members;
pub mod shareholder;
mod shareholders;
mod test;

use chrono::NaiveDate;
use domain::Failure;
use domain::access::Action;
use domain::calendar::{FinancialYear, FinancialYearKind};
use domain::id::OrganisationId;
use domain::partnership::LegalShape;
use leptos::prelude::*;
use market::control::{ControlPage, view_control, view_control_of};

use crate::parts::{
    Actions, BackLink, ButtonKind, ButtonLink, Demo, DemoKind, Lead, Notice, Section, Title,
};
use crate::web::{Answer, Ask, Page};
use crate::words::control as words;

/// What whoever looks may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct May {
    /// Enter and end.
    manage: bool,
    /// Open the invoices behind a figure.
    open: bool,
    /// Read what was entered by hand.
    read: bool,
}

/// The page of the partnership acted for.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let found = view_control(ask.market(), actor).await?;
    let may = May {
        manage: actor.can(Action::ManagePartnership),
        open: actor.can(Action::ViewOrders),
        read: true,
    };
    Ok(page(&ask, found, may).into())
}

/// The page for a member of a partnership, and for whoever holds a share.
pub async fn show_of(ask: Ask) -> Result<Answer, Failure> {
    let partnership: OrganisationId = ask.part("partnership")?;
    let found = view_control_of(ask.market(), ask.actor()?, partnership).await?;
    Ok(page(&ask, found, May { manage: false, open: false, read: false }).into())
}

fn page(ask: &Ask, found: ControlPage, may: May) -> Page {
    let (today, demo) = (ask.market().today(), ask.site.demo.is_some());
    let all = ask.query.get("shareholders") == "all";
    let folded = (!all).then(|| ask.uri.path().to_owned());
    let page = Page::new("Ownership and control", move || {
        let (back, back_text) = if may.read {
            ("/partnership", "Back to levels and settings")
        } else {
            ("/", "Back to home")
        };
        let name = found.name.clone();
        let is_company = found.shape == LegalShape::Company;
        // The partnership's name is real, and what its owners hold was published.
        let illustrative = if found.holdings.is_empty() {
            "Every figure here is "
        } else {
            "Apart from the shares of schools and council, every figure here is "
        };
        let informal = (!is_company).then(|| informal(&found));
        let test = test::section(&found, may);
        let owners =
            is_company.then(|| shareholders::section(&found, may, today, folded.as_deref()));
        let board = board::section(&found, may, today);
        let concluded = conclusion::section(&found, may);
        let files = files(&found, may);
        view! {
            <BackLink href=back text=back_text/>
            <Title caption=name text="Ownership and control"/>
            <Lead>
                "What schools buy from a company that they own together needs no tender, as long as they control it. "
                {words::HELP}
            </Lead>
            {demo.then(|| view! { <p>{illustrative}<Demo kind=DemoKind::Illustrative/>"."</p> })}
            {informal}
            {test}
            {concluded}
            {owners}
            {board}
            {files}
        }
    });
    page.paper("Ownership and control")
}

/// The lists of the page as files, for whoever sees it.
fn files(found: &ControlPage, may: May) -> impl IntoView + use<> {
    let (test, others) = if may.read {
        ("/control.csv".to_owned(), "/control".to_owned())
    } else {
        let others = format!("/control/of/{}", found.partnership);
        (format!("{others}/test.csv"), others)
    };
    let file = |name: &str, is_there: bool| is_there.then(|| format!("{others}/{name}.csv"));
    let all = [
        (Some(test), "Download the test (CSV)"),
        (file("shareholders", !found.holdings.is_empty()), "Download the shareholders (CSV)"),
        (file("board", !found.seats.is_empty()), "Download the board (CSV)"),
        (file("conclusions", !found.conclusions.is_empty()), "Download what was concluded (CSV)"),
    ];
    let links = all.into_iter().filter_map(|(href, words)| Some((href?, words)));
    let links = links.map(|(href, words)| {
        view! { <ButtonLink href kind=ButtonKind::Secondary>{words}</ButtonLink> }
    });
    view! {
        <Section id="files" title="Take it with you" small=true>
            <Actions>{links.collect_view()}</Actions>
        </Section>
    }
}

/// Why an informal partnership has no shares, and which test applies instead.
fn informal(found: &ControlPage) -> impl IntoView + use<> {
    let title = match &found.host {
        Some(host) => format!("{} is not a company: it trades through {host}", found.name),
        None => format!("{} is not a company, and nobody trades for it yet", found.name),
    };
    view! {
        <Notice title=title>
            <p>
                "So nobody holds shares in it, and paragraph 2 does not apply. Paragraph 3 may: it is about public \
                 authorities that work together to the same end. It asks how much is done for anybody else. \
                 What the host sells to the members in the partnership’s name is counted as theirs."
            </p>
        </Notice>
    }
}

/// The financial year that an address or a form names by its first day; this one where it names none.
pub(super) fn year_of(text: &str, today: NaiveDate) -> FinancialYear {
    let named: Option<NaiveDate> = text.trim().parse().ok();
    FinancialYear::of(FinancialYearKind::AprilToMarch, named.unwrap_or(today))
}
