//! A trust or federation: its page as the national register knows it, and bringing it in.

pub mod export;
pub mod left;

use domain::Failure;
use domain::id::TieId;
use domain::text::Email;
use leptos::prelude::*;
use market::organisation::OrganisationKind;
use market::trust::{
    AgreeTrust, BringInTrust, BringsIn, TrustPage, agree_trust, bring_in_trust, trust_page,
};

use crate::parts::{
    BackLink, Button, Cell, ColumnHead, ErrorSummary, Form, Lead, Notice, NoticeKind, Section,
    Table, TableRow, TextField, TextKind, TextLink, Title,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed, csv};
use crate::words;

/// The page.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::fresh(Filled::default())).await
}

/// Brings it in and invites its first approver.
pub async fn bring_in(ask: Ask) -> Result<Answer, Failure> {
    match brought_in(&ask).await {
        Ok(uid) => Ok(Answer::see_other(format!("/trusts/{uid}?done"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn brought_in(ask: &Ask) -> Result<String, Failure> {
    let email = Email::parse(ask.form.get("email"));
    let email = email.map_err(|problem| Failure::field("email", problem))?;
    let uid: String = ask.part("uid")?;
    let command = BringInTrust { uid: uid.clone(), email };
    bring_in_trust(ask.market(), ask.actor()?, &ask.form.key()?, command).await?;
    Ok(uid)
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let uid: String = ask.part("uid")?;
    let found = trust_page(ask.market(), &ask.viewer, &uid).await?;
    let (key, done) = (ask.form_key(), ask.query.has("done", ""));
    // Whole lists are for those whom we know.
    let file = ask.viewer.signed_in().map(|_| format!("/trusts/{uid}/schools.csv"));
    let shown = typed.clone();
    let page = Page::new(found.name.clone(), move || {
        let kind = match found.trust.filter(|_| found.kind == OrganisationKind::Trust) {
            Some(trust) => words::school::trust(trust),
            None => words::organisation_kind(found.kind).to_owned(),
        };
        let count = u64::try_from(found.schools.len()).unwrap_or_default();
        let lead = format!(
            "{} in the national register, number {}.",
            words::plural(count, "school", "schools"),
            found.uid
        );
        let (schools, here) = (schools(&found), here(&found, key, done, &shown));
        view! {
            <BackLink href="/schools" text="Find a school"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=kind text=found.name.clone()/>
            <Lead>{lead}</Lead>
            {here}
            {schools}
            {file.map(|href| csv::link(href, ""))}
        }
    });
    Ok(page.with_form(&typed).into())
}

fn schools(found: &TrustPage) -> impl IntoView + use<> {
    let rows = found
        .schools
        .iter()
        .map(|school| {
            let (href, name) = (format!("/schools/{}", school.urn), school.name.clone());
            let area = school.area.clone().unwrap_or_else(|| words::school::NOT_KNOWN.to_owned());
            TableRow::new(vec![
                Cell::view(view! { <TextLink href=href>{name}</TextLink> }),
                school.urn.as_str().into(),
                area.into(),
            ])
        })
        .collect();
    let columns = ["School", "School number (URN)", "Council area"].map(ColumnHead::words).to_vec();
    view! {
        <Section id="schools" title="Its schools">
            <Table caption="Schools by name" quiet_caption=true columns rows/>
        </Section>
    }
}

/// Whether it is on Commonpool, and the way in for those who may bring it.
fn here(found: &TrustPage, key: String, done: bool, typed: &Typed) -> AnyView {
    let what = whose(found.kind);
    if done {
        let told = "They get an email with a link that works for fourteen days. They say who else acts for it.";
        return view! {
            <Notice kind=NoticeKind::Success title="Invited"><p>{told}</p></Notice>
        }
        .into_any();
    }
    if found.attended {
        return view! { <p>{format!("Somebody acts for this {what} on Commonpool.")}</p> }
            .into_any();
    }
    match found.brings_in {
        BringsIn::No => {
            view! { <p>{format!("Nobody acts for this {what} on Commonpool yet.")}</p> }.into_any()
        }
        BringsIn::Elsewhere => view! {
            <Notice kind=NoticeKind::Info title="Whoever keeps Commonpool brings it in">
                <p>"Schools of it are members of other partnerships too."</p>
            </Notice>
        }
        .into_any(),
        BringsIn::Yes => {
            let action = format!("/trusts/{}", found.uid);
            let (value, error) = (typed.value("email"), typed.error("email"));
            view! {
                <Section id="bring-in" title=format!("Bring this {what} to Commonpool")>
                    <p>{format!("Somebody of the {what} is invited as its approver. They say who else acts for it. \
                        A school that has an approver of its own agrees before the {what} acts for it.")}</p>
                    <Form action=action key=key>
                        <TextField name="email" label="Their email address" kind=TextKind::Email
                            autocomplete="off" value error/>
                        <Button>"Send the invitation"</Button>
                    </Form>
                </Section>
            }
            .into_any()
        }
    }
}

/// `trust` or `federation`, within a sentence.
pub(crate) const fn whose(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::Federation => "federation",
        _ => "trust",
    }
}

/// A school says whether its trust acts for it.
pub async fn agree(ask: Ask) -> Result<Answer, Failure> {
    let tie: TieId = ask.part("tie")?;
    let agree = ask.form.get("agree") == "yes";
    agree_trust(ask.market(), ask.actor()?, AgreeTrust { tie, agree }).await?;
    Ok(Answer::see_other("/people"))
}
