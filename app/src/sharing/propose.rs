//! Offering to share: what kind, with whom and how it is split first; then what it is and what it costs.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use domain::id::OrganisationId;
use domain::sharing::CostKind;
use domain::sharing::{
    COST_FIELDS, SHARERS_MAX, SharedKind, SharingReach, SplitBy, StatedBy, TypedSharing,
    WEIGHT_FIELDS,
};
use domain::{Failure, FieldProblem, Problem};
use leptos::prelude::*;
use market::sharing::{ProposeSharing, SharingChoices, propose_sharing, sharing_choices};

use crate::parts::{
    Actions, BackLink, Button, Choice, DateParts, Details, ErrorSummary, Fieldset, Form, GetForm,
    Hidden, Lead, MoneyField, Muted, SummaryList, SummaryRow, TextField, TextLink, Title, Width,
};
use crate::web::{Answer, Ask, Fields, Form as Sent, Page, Typed};
use crate::words::sharing as said;

/// How long schools have to answer unless somebody says otherwise.
const ANSWER_DAYS_USUAL: u64 = 21;

/// What was chosen on the first page.
struct Frame {
    within: OrganisationId,
    kind: SharedKind,
    reach: SharingReach,
    split: SplitBy,
    /// The schools that are named, by name; not the own one.
    schools: Vec<OrganisationId>,
}

impl Frame {
    /// The first page's answers, or what is wrong with them.
    fn read(sent: &Sent, choices: &SharingChoices) -> Result<Self, Vec<FieldProblem>> {
        let mut reading = domain::form::Reading::default();
        let kind =
            reading.take("kind", domain::form::choice(sent.get("kind"), SharedKind::from_code));
        let reach =
            reading.take("reach", domain::form::choice(sent.get("reach"), SharingReach::from_code));
        let split = domain::form::choice(sent.get("split"), SplitBy::from_code);
        let split = split.and_then(|split| {
            let open = reach == Some(SharingReach::Area);
            if open && !split.is_open_ended() { Err(Problem::NotAChoice) } else { Ok(split) }
        });
        let split = reading.take("split", split);
        let ticked: BTreeSet<&str> = sent.all("schools").into_iter().collect();
        let named = choices.schools.iter().map(|one| one.school);
        let schools: Vec<OrganisationId> =
            named.filter(|school| ticked.contains(school.to_string().as_str())).collect();
        if reach == Some(SharingReach::Named) {
            let most = i64::try_from(SHARERS_MAX - 1).unwrap_or(i64::MAX);
            match schools.len() {
                0 => reading.wrong("schools", Problem::Missing),
                some if some < ticked.len() => reading.wrong("schools", Problem::NotAChoice),
                many if many >= SHARERS_MAX => {
                    reading.wrong("schools", Problem::TooMany { most });
                }
                _ => {}
            }
        }
        let read = kind.zip(reach).zip(split);
        let read = read.map(|((kind, reach), split)| Self {
            within: choices.partnership,
            kind,
            reach,
            split,
            schools,
        });
        reading.finish(read)
    }

    /// The schools whose weights are typed, in the order of their fields.
    fn weighed(&self, choices: &SharingChoices) -> Vec<(OrganisationId, String)> {
        let own = (choices.own.school, choices.own.name.clone());
        let named = self
            .schools
            .iter()
            .filter_map(|id| choices.school(*id).map(|one| (one.school, one.name.clone())));
        match self.reach {
            SharingReach::Named => std::iter::once(own).chain(named).collect(),
            SharingReach::Area => vec![own],
        }
    }
}

/// The schools to share with, within the partnership that a form or an address names.
async fn choices_of(ask: &Ask, sent: &Sent) -> Result<SharingChoices, Failure> {
    let within = sent.filled("within").map(str::parse::<OrganisationId>).transpose();
    let within = within.map_err(|_| Failure::NotFound)?;
    sharing_choices(ask.market(), ask.actor()?, within).await
}

/// Asks what is shared, with whom and how it is split; then the rest.
pub async fn new(ask: Ask) -> Result<Answer, Failure> {
    let choices = choices_of(&ask, &ask.query).await?;
    if ask.query.filled("reach").is_none() && ask.query.filled("kind").is_none() {
        return Ok(first(choices, Typed::default()).into());
    }
    match Frame::read(&ask.query, &choices) {
        Ok(frame) => {
            let typed = Typed::fresh(usual(&choices, ask.market().today()));
            Ok(second(choices, frame, ask.form_key(), typed).into())
        }
        Err(problems) => {
            let typed = Typed::refused(ask.query, Failure::Invalid(problems))?;
            Ok(first(choices, typed).into())
        }
    }
}

/// Proposes it.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let choices = choices_of(&ask, &ask.form).await?;
    let frame = match Frame::read(&ask.form, &choices) {
        Ok(frame) => frame,
        Err(problems) => {
            let typed = Typed::refused(ask.form, Failure::Invalid(problems))?;
            return Ok(first(choices, typed).into());
        }
    };
    let outcome = match command(&ask.form, &frame) {
        Ok(command) => Box::pin(propose_sharing(ask.market(), ask.actor()?, command)).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(id) => Ok(Answer::see_other(format!("/sharing/{id}"))),
        Err(failure) => {
            let key = ask.form_key();
            Ok(second(choices, frame, key, Typed::refused(ask.form, failure)?).into())
        }
    }
}

fn command(form: &Sent, frame: &Frame) -> Result<ProposeSharing, Failure> {
    let text = |field: &str| form.get(field).to_owned();
    let owner = form.get("owner");
    let missing = || Failure::field("owner", Problem::Missing);
    let owner = (!owner.is_empty()).then_some(owner).ok_or_else(missing)?;
    let owner = owner.parse().map_err(|_| Failure::field("owner", Problem::NotAChoice))?;
    let typed = TypedSharing {
        kind: frame.kind.code().to_owned(),
        title: text("title"),
        description: text("description"),
        cost: COST_FIELDS.map(|(label, net)| (text(label), text(net))),
        cost_kind: text("cost_kind"),
        split: frame.split.code().to_owned(),
        first_on: form.date("first_on"),
        last_on: form.date("last_on"),
        notice_days: text("notice_days"),
        stated_by: text("stated_by"),
        answer_by: form.date("answer_by"),
    };
    let many = match frame.reach {
        SharingReach::Named => frame.schools.len() + 1,
        SharingReach::Area => 1,
    };
    Ok(ProposeSharing {
        key: form.key()?,
        within: Some(frame.within),
        reach: frame.reach,
        schools: frame.schools.clone(),
        owner,
        weights: WEIGHT_FIELDS.into_iter().take(many).map(text).collect(),
        typed,
    })
}

/// What is usual: the own school employs or owns it, three weeks to answer, 90 days of notice.
fn usual(choices: &SharingChoices, today: NaiveDate) -> Sent {
    let DateParts { day, month, year } = DateParts::of(today + Days::new(ANSWER_DAYS_USUAL));
    let own = choices.own.school.to_string();
    Sent::of([
        ("owner", own.as_str()),
        ("answer_by-day", day.as_str()),
        ("answer_by-month", month.as_str()),
        ("answer_by-year", year.as_str()),
        ("notice_days", "90"),
    ])
}

fn first(choices: SharingChoices, typed: Typed) -> Page {
    let shown = typed.clone();
    Page::new("Offer to share", move || {
        let fields = Fields::of(&shown);
        let kinds = SharedKind::ALL.iter().map(|one| Choice::new(one.code(), said::kind(*one)));
        let kind = fields.radios("kind", "What would you share?", kinds.collect(), "staff");
        let area = format!("All schools of {}: who would join?", choices.partnership_name);
        let reaches = vec![
            Choice::new("named", "Schools that I name"),
            Choice::new("area", area).hint("Not by percentage: nobody knows yet who joins"),
        ];
        let reach = fields.radios("reach", "With whom?", reaches, "named");
        let schools =
            choices.schools.iter().map(|one| Choice::new(one.school.to_string(), &one.name));
        let hint = format!("Up to {} beside yours", SHARERS_MAX - 1);
        let schools = fields.boxes("schools", "Which schools?", &hint, schools.collect(), &[]);
        let splits = SplitBy::ALL.iter().map(|one| {
            Choice::new(one.code(), said::split(*one)).hint(said::split_hint(*one))
        });
        let split =
            fields.radios("split", "How would the cost be split?", splits.collect(), "days");
        let summary = format!("Name schools of {}", choices.partnership_name);
        view! {
            <BackLink href="/sharing" text="Back to sharing"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=choices.own.name.clone() text="Offer to share"/>
            <Lead>"A member of staff, premises, holiday cover or a training day, with its cost split to the penny. Nothing binds anybody before every school has agreed."</Lead>
            {within(&choices)}
            <GetForm action="/sharing/new">
                <Hidden name="within" value=choices.partnership.to_string()/>
                {kind}
                {reach}
                <Details summary open=true>{schools}</Details>
                {split}
                <Actions><Button>"Continue"</Button></Actions>
            </GetForm>
        }
    })
    .with_form(&typed)
}

/// Within which partnership, for a school that is in several.
fn within(choices: &SharingChoices) -> Option<AnyView> {
    if choices.partnerships.len() < 2 {
        return None;
    }
    let others = choices.partnerships.iter().filter(|(id, _)| *id != choices.partnership);
    let others = others.map(|(id, name)| {
        let href = format!("/sharing/new?within={id}");
        view! { <li><TextLink href>{format!("Share within {name} instead")}</TextLink></li> }
    });
    let told = format!("With schools of {}.", choices.partnership_name);
    Some(view! { <p>{told}</p><ul>{others.collect_view()}</ul> }.into_any())
}

fn second(choices: SharingChoices, frame: Frame, key: String, typed: Typed) -> Page {
    let shown = typed.clone();
    Page::new("Offer to share", move || {
        let (what, cost) = (what(&shown), cost(&shown));
        let (whose, when) = (whose(&choices, &frame, &shown), when(&frame, &shown));
        let names: BTreeMap<OrganisationId, String> = frame.weighed(&choices).into_iter().collect();
        let with: Vec<String> = frame
            .schools
            .iter()
            .filter_map(|school| names.get(school).cloned())
            .collect();
        let with = match frame.reach {
            SharingReach::Named => with.join(", "),
            SharingReach::Area => format!("Whoever of {} would join", choices.partnership_name),
        };
        let rows = vec![
            SummaryRow::new("What", said::kind(frame.kind)),
            SummaryRow::new("With", view! { <span id="schools">{with}</span> }),
            SummaryRow::new("Split", view! { <span id="split">{said::split(frame.split)}</span> }),
        ];
        let again = format!("/sharing/new?within={}", frame.within);
        let hidden = frame.schools.iter().map(|school| {
            view! { <Hidden name="schools" value=school.to_string()/> }
        });
        let hidden = hidden.collect_view();
        view! {
            <BackLink href=again text="Choose again"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=choices.own.name.clone() text="Offer to share"/>
            <SummaryList rows label="What you chose"/>
            <Form action="/sharing/new" key>
                <Hidden name="within" value=frame.within.to_string()/>
                <Hidden name="kind" value=frame.kind.code()/>
                <Hidden name="reach" value=frame.reach.code()/>
                <Hidden name="split" value=frame.split.code()/>
                {hidden}
                {what}
                {cost}
                {whose}
                {when}
                <Actions><Button>"Send it to the schools"</Button></Actions>
            </Form>
            <Muted>"Sending it binds nobody, your school neither: an approver of each school agrees to its part, yours as well."</Muted>
        }
    })
    .with_form(&typed)
}

fn what(typed: &Typed) -> AnyView {
    let fields = Fields::of(typed);
    let title =
        fields.text("title", "What is it, in a line?", "For example, School business manager");
    let description = fields.lines(
        "description",
        "Describe it",
        "Who does what, where and when. Never names or details of pupils, nor what is private about staff",
        5,
    );
    view! { <Fieldset legend="What is shared">{title}{description}</Fieldset> }.into_any()
}

fn cost(typed: &Typed) -> AnyView {
    let fields = Fields::of(typed);
    let kinds = CostKind::ALL.iter().map(|one| Choice::new(one.code(), said::cost_kind(*one)));
    let kind =
        fields.radios("cost_kind", "How often does the cost come?", kinds.collect(), "yearly");
    let part = |(number, (label, net)): (usize, (&'static str, &'static str))| {
        let optional = if number == 1 { "" } else { " (optional)" };
        let (label_value, net_value) = (typed.value(label), typed.value(net));
        let (label_error, net_error) = (typed.error(label), typed.error(net));
        let hint = if number == 1 { "For example, Salary" } else { "" };
        view! {
            <TextField name=label label=format!("Part {number} of the cost: what for?{optional}") hint
                value=label_value error=label_error/>
            <MoneyField name=net label=format!("Part {number}: how much, excluding VAT?{optional}")
                value=net_value error=net_error/>
        }
        .into_any()
    };
    let mut parts = (1_usize..).zip(COST_FIELDS).map(part);
    let first = parts.next();
    let more: Vec<AnyView> = parts.collect();
    let open = COST_FIELDS.into_iter().skip(1).any(|(label, net)| {
        [label, net]
            .iter()
            .any(|field| typed.form.filled(field).is_some() || typed.error(field).is_some())
    });
    view! {
        <Fieldset legend="What it costs">
            {first}
            <Details summary="More parts of the cost" open>{more}</Details>
            {kind}
        </Fieldset>
    }
    .into_any()
}

fn whose(choices: &SharingChoices, frame: &Frame, typed: &Typed) -> AnyView {
    let fields = Fields::of(typed);
    let schools = frame.weighed(choices);
    let owners = schools.iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect();
    let owner = fields.select(
        "owner",
        "Which school employs or owns it?",
        "The others owe their parts to it",
        owners,
    );
    let asked = match frame.split {
        SplitBy::Days => Some((
            "how many days?",
            "For example, 2 or 1.5. Count in the same way for every school, such as days a week",
        )),
        SplitBy::Percentage => Some(("which percentage?", "All of them come to 100%")),
        SplitBy::Pupils | SplitBy::Equally => None,
    };
    let weights = asked.map(|(question, hint)| {
        let one = |(field, (_, name)): (&str, &(OrganisationId, String))| {
            fields.line(field, &format!("{name}: {question}"), hint, Width::Five)
        };
        WEIGHT_FIELDS.into_iter().zip(&schools).map(one).collect_view()
    });
    view! { <Fieldset legend="Whose it is, and who has how much of it">{owner}{weights}</Fieldset> }
        .into_any()
}

fn when(frame: &Frame, typed: &Typed) -> AnyView {
    let fields = Fields::of(typed);
    let first = fields.date("first_on", "From which day?", "For example, 1 9 2027");
    let last = fields.date(
        "last_on",
        "Until which day?",
        "Up to five years. Leave it blank for one day, where the cost comes once",
    );
    let notice = fields.number("notice_days", "How many days of notice end it early?", "days");
    let stated = StatedBy::ALL.iter().map(|one| Choice::new(one.code(), said::stated_by(*one)));
    let stated =
        fields.radios("stated_by", "How often do you want a statement?", stated.collect(), "term");
    let answer = fields.date("answer_by", "Until when do schools answer?", "Before it begins");
    let pupils = (frame.split == SplitBy::Pupils).then(|| {
        view! { <Muted>"Each school’s pupils as last counted by the register or itself, kept for the whole time."</Muted> }
    });
    view! {
        <Fieldset legend="When">
            {first}
            {last}
            {notice}
            {stated}
            {answer}
            {pupils}
        </Fieldset>
    }
    .into_any()
}
