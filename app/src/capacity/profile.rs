//! What somebody of a pool can do: the form for those who keep the pool, and what schools are told.

use ::market::capacity::{CanDo, KeepProfile, KnownProfile, keep_profile};
use domain::Failure;
use domain::capacity::TypedProfile;
use leptos::prelude::*;

use super::checks::{self, Sent};
use crate::parts::{
    Actions, Button, ButtonKind, Form, Notice, NoticeKind, Section, SummaryList, SummaryRow,
    TextLink,
};
use crate::service::phase_choices;
use crate::web::{Answer, Ask, Fields, Form as Filled, Typed};
use crate::words;

/// Keeps it.
pub async fn keep(ask: Ask) -> Result<Answer, Failure> {
    let (service, practitioner) = checks::whose(&ask)?;
    checks::find(&ask).await?;
    let typed = TypedProfile {
        skills: ask.form.get("skills").to_owned(),
        languages: ask.form.get("languages").to_owned(),
        phases: ask.form.all("phases").into_iter().map(str::to_owned).collect(),
        travels: ask.form.get("travels").to_owned(),
        schools_most: ask.form.get("schools_most").to_owned(),
    };
    let kept = match ask.form.key() {
        Ok(key) => {
            let command = KeepProfile { key, practitioner, typed };
            keep_profile(ask.market(), ask.actor()?, command).await
        }
        Err(failure) => Err(failure),
    };
    match kept {
        Ok(()) => Ok(Answer::see_other(format!("/services/{service}/pool/{practitioner}#can-do"))),
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            checks::page(&ask, Some((Sent::CanDo, typed))).await
        }
    }
}

/// What is known of somebody, as its form shows it.
pub(super) fn fresh(known: &KnownProfile) -> Typed {
    let typed = TypedProfile::from(&known.profile);
    let single = [
        ("skills", typed.skills.as_str()),
        ("languages", typed.languages.as_str()),
        ("travels", typed.travels.as_str()),
        ("schools_most", typed.schools_most.as_str()),
    ];
    let phases = typed.phases.iter().map(|phase| ("phases", phase.as_str()));
    Typed::fresh(Filled::of(single.into_iter().chain(phases)))
}

/// The form.
pub(super) fn section(at: &str, key: String, known: &KnownProfile, typed: &Typed) -> AnyView {
    let fields = Fields::of(typed);
    let phases = phase_choices();
    let fields = vec![
        fields.lines("skills", "Skills", "One on a line: Bereavement, Drawing and talking", 4),
        fields.lines(
            "languages",
            "Languages",
            "Beside English, one on a line. Signed ones, too",
            2,
        ),
        fields.boxes(
            "phases",
            "Phases they work in",
            "None ticked means all that the service is for. Other schools are given somebody else where somebody else is free",
            phases,
            &[],
        ),
        fields.text(
            "travels",
            "Where they can be in the morning",
            "For example, Barking and Dagenham, by bus",
        ),
        fields.number("schools_most", "Most schools in a school year", "schools"),
    ];
    let beyond = beyond(known);
    let told = words::plural(u64::from(known.schools), "school", "schools");
    let action = format!("{at}/profile");
    view! {
        <Section id="can-do" title="What they can do">
            {beyond}
            <p>{format!("Booked at {told} in this school year.")}" Whoever sees the service reads which skills and languages there are, and how many people have them, and never who."</p>
            <Form action key>
                {fields}
                <Actions><Button kind=ButtonKind::Secondary>"Save what they can do"</Button></Actions>
            </Form>
        </Section>
    }
    .into_any()
}

/// That somebody goes to more schools than they can.
fn beyond(known: &KnownProfile) -> Option<AnyView> {
    let most = known.profile.schools_most.filter(|_| known.is_beyond())?;
    let told = format!(
        "They are booked at {}, and said they could go to {} at most.",
        words::plural(u64::from(known.schools), "school", "schools"),
        words::count(most)
    );
    let title = "More schools than they can go to";
    Some(
        view! {
            <Notice kind=NoticeKind::Waits title>
                <p>{told}" What is booked stands until you find somebody else."</p>
            </Notice>
        }
        .into_any(),
    )
}

/// What the people of a pool can do, as the page of a service tells it: how to ask for one of them only to
/// whoever can ask, and to whoever would have to sign in first.
pub(crate) fn told(can_do: CanDo, can_ask: bool, signed_in: bool) -> Option<AnyView> {
    let line = |all: Vec<(String, u32)>| {
        let each = all.into_iter().map(|(what, people)| {
            format!("{what} ({})", words::plural(u64::from(people), "person", "people"))
        });
        each.collect::<Vec<_>>().join(", ")
    };
    let rows: Vec<SummaryRow> = [("Skills", can_do.skills), ("Languages", can_do.languages)]
        .into_iter()
        .filter(|(_, all)| !all.is_empty())
        .map(|(name, all)| SummaryRow::new(name, line(all)))
        .collect();
    let ask = match (can_ask, signed_in) {
        (true, _) => {
            Some("If you need one of these, use “Ask a question” above before you book. ".into_any())
        }
        (false, false) => Some(
            view! {
                <TextLink href="/sign-in">"Sign in"</TextLink>" to ask for one of these before you book. "
            }
            .into_any(),
        ),
        (false, true) => None,
    };
    (!rows.is_empty()).then(|| {
        view! {
            <Section id="can-do" title="Who comes">
                <SummaryList label="What the people can do" rows/>
                <p>{ask}"A school’s days go to whoever comes to it already, then to somebody who works in schools of its phase."</p>
            </Section>
        }
        .into_any()
    })
}
