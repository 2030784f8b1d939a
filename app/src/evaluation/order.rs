//! What a school thought of an order: its head, and delegates who told the school.

use domain::Failure;
use domain::evaluation::EvaluationKind;
use domain::id::{OrderId, PlaceId};
use leptos::prelude::*;
use market::evaluation::{
    AnswerForOrder, Answered, DelegateAnswer, OrderEvaluation, answer_for_order,
    evaluation_of_order,
};

use super::{fields, typed};
use crate::parts::{
    BackLink, Button, Cell, Choice, ColumnHead, ErrorSummary, Form, Lead, Muted, Quote, Section,
    SelectField, Table, TableRow, Title,
};
use crate::web::{Answer, Ask, Page, Typed};
use crate::words;

/// Shows what was answered, and asks what was not.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default()).await
}

/// Takes an answer.
pub async fn answer(ask: Ask) -> Result<Answer, Failure> {
    let order: OrderId = ask.part("order")?;
    let place = ask.form.filled("place").map(str::parse::<PlaceId>).transpose();
    let place = place.map_err(|_| Failure::NotFound)?;
    let command = AnswerForOrder { order, place, typed: typed(&ask), key: ask.form.key()? };
    match answer_for_order(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other(format!("/orders/{order}/evaluation"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let order: OrderId = ask.part("order")?;
    let found = evaluation_of_order(ask.market(), ask.actor()?, order).await?;
    let keys = (ask.form_key(), ask.market().form_key());
    let shown = typed.clone();
    let page = Page::new("What you thought of it", move || body(&found, keys, &shown));
    Ok(page.with_form(&typed).into())
}

fn body(
    found: &OrderEvaluation,
    (key, other_key): (String, String),
    typed: &Typed,
) -> impl IntoView + use<> {
    let of_delegate = !typed.form.get("place").is_empty();
    let blank = Typed::default();
    let early = (!found.is_delivered).then(|| {
        view! { <p>"Nothing has been delivered yet. You can say what you thought of it once it has."</p> }
    });
    let head = head(found, key, if of_delegate { &blank } else { typed });
    let delegates = delegates(found, other_key, if of_delegate { typed } else { &blank });
    let told = format!("Order {}", found.reference);
    view! {
        <BackLink href=format!("/orders/{}", found.order) text="Back to the order"/>
        <ErrorSummary errors=typed.summary()/>
        <Title caption=found.what.clone() text="What you thought of it"/>
        <Lead>{told}</Lead>
        {early}
        {head}
        {delegates}
    }
}

/// What the head answered, or the question.
fn head(found: &OrderEvaluation, key: String, typed: &Typed) -> Option<AnyView> {
    let inside = match &found.head {
        Some(answered) => told(EvaluationKind::Head, answered),
        None if !found.is_delivered => return None,
        None if !found.is_head => {
            view! { <p>"Your headteacher, or whoever approves for your school, is asked."</p> }
                .into_any()
        }
        None => {
            let action = format!("/orders/{}/evaluation", found.order);
            let question = fields(EvaluationKind::Head, typed);
            view! {
                <Form action key>
                    {question}
                    <Button>"Send your answer"</Button>
                </Form>
            }
            .into_any()
        }
    };
    let section =
        view! { <Section id="head" title="The support, as the head saw it">{inside}</Section> };
    Some(section.into_any())
}

fn told(kind: EvaluationKind, answered: &Answered) -> AnyView {
    let score = words::evaluation::score(kind, answered.score);
    let own =
        answered.words.clone().map(|words| view! { <Quote by="In their words">{words}</Quote> });
    let reply = answered.reply.clone();
    let reply = reply.map(|reply| view! { <p>{format!("The provider replied: {reply}")}</p> });
    view! { <p><b>{score}</b></p>{own}{reply} }.into_any()
}

/// Who has answered, and the form by which the school passes on what a delegate told it.
fn delegates(found: &OrderEvaluation, key: String, typed: &Typed) -> Option<AnyView> {
    if found.delegates.is_empty() {
        return None;
    }
    let row = |one: &DelegateAnswer| {
        let state = if one.is_answered { "Answered" } else { "Not yet" };
        TableRow::new(vec![name(one).into(), Cell::Text(state.to_owned())])
    };
    let rows = found.delegates.iter().map(row).collect();
    let columns = ["Delegate", "Answer"].map(ColumnHead::words).to_vec();
    let open: Vec<&DelegateAnswer> =
        found.delegates.iter().filter(|one| !one.is_answered).collect();
    let choices: Vec<Choice> =
        open.iter().map(|one| Choice::new(one.place.to_string(), name(one))).collect();
    let form = (found.may_pass_on && found.is_delivered && !choices.is_empty()).then(|| {
        let action = format!("/orders/{}/evaluation", found.order);
        let (value, error) = (typed.value("place"), typed.error("place"));
        let question = fields(EvaluationKind::Delegate, typed);
        view! {
            <Form action key>
                <SelectField name="place" label="Whose answer do you pass on?" choices value error/>
                {question}
                <Button>"Send this answer"</Button>
            </Form>
        }
    });
    let section = view! {
        <Section id="delegates" title="Those who came">
            <Table caption="Who has been asked" quiet_caption=true columns rows/>
            <Muted>"What they answered is told to nobody beside their name."</Muted>
            {form}
        </Section>
    };
    Some(section.into_any())
}

fn name(one: &DelegateAnswer) -> String {
    one.name.clone().unwrap_or_else(|| "A delegate without a name".to_owned())
}
