//! What a sharing is, what it costs, and who pays what: on each of its pages.

use domain::Net;
use domain::calendar::{day_in_words, moment_in_words, short_day};
use domain::sharing::{SharedKind, weight_in_words};
use domain::vat::VatReason;
use leptos::prelude::*;
use market::sharing::{Sharer, Sharing};

use crate::parts::{
    Cell, ColumnHead, Muted, RowKind, Section, SummaryList, SummaryRow, Table, TableRow, Tag,
    TextLink,
};
use crate::words::{pounds, sharing as said, vat};

/// What is shared, line by line.
pub(super) fn summary(sharing: &Sharing) -> AnyView {
    let terms = &sharing.terms;
    let parts = terms.cost.iter().map(|part| {
        let line = format!("{}: {}", part.label, pounds(part.net.pence()));
        view! { <li>{line}</li> }
    });
    let cost = view! {
        {said::cost(terms.cost_kind, sharing.total)}
        <ul>{parts.collect_view()}</ul>
    };
    let span = terms.span;
    let mut when = format!("{} to {}", day_in_words(span.first_on), day_in_words(span.last_on));
    if span.first_on == span.last_on {
        when = day_in_words(span.first_on);
    }
    let notice = match terms.notice_days {
        0 => "None: any day ends it".to_owned(),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    };
    let mut rows = vec![
        SummaryRow::new("What", said::kind(terms.kind)),
        SummaryRow::new("Employed or owned by", sharing.owner_name.clone()),
        SummaryRow::new("Cost", cost),
        SummaryRow::new("Split", said::split(terms.split)),
        SummaryRow::new("When", when),
    ];
    if let Some(early) = sharing.ends_early_on {
        let text = format!("{}, by notice", day_in_words(early));
        rows.push(SummaryRow::new("Ends early", text));
    }
    rows.push(SummaryRow::new("Notice to end it early", notice));
    rows.push(SummaryRow::new("Statement", said::stated_by(terms.stated_by)));
    rows.push(SummaryRow::new("Proposed by", sharing.proposer_name.clone()));
    rows.push(SummaryRow::new("Answers by", day_in_words(terms.answer_by)));
    let inset = (terms.kind == SharedKind::Training).then(|| {
        view! { <p><TextLink href="/inset-days">"INSET days of the area: when could all of you train together?"</TextLink></p> }
    });
    view! { <SummaryList rows label="What is shared"/>{inset} }.into_any()
}

/// The schools in it, each with its part of the cost and its answer.
pub(super) fn schools(sharing: &Sharing) -> AnyView {
    let mut rows: Vec<TableRow> = sharing.sharers.iter().map(|one| row(sharing, one)).collect();
    let portions: Option<Vec<Net>> = sharing.counted().map(|one| one.portion).collect();
    if let Some(total) = portions.and_then(|all| Net::total(all).ok()) {
        rows.push(
            TableRow::new(vec![
                "All of it".into(),
                "".into(),
                pounds(total.pence()).into(),
                "".into(),
            ])
            .kind(RowKind::Total),
        );
    }
    let columns = vec![
        ColumnHead::words("School"),
        ColumnHead::words("Worked out from"),
        ColumnHead::numbers("Part of the cost"),
        ColumnHead::words("Answer"),
    ];
    view! {
        <Section id="schools" title="Who pays what">
            <Table caption="Schools and their parts of the cost, excluding VAT" columns rows
                note="Parts come to the cost to the penny. Where a penny cannot be split, one school bears it."/>
        </Section>
    }
    .into_any()
}

fn row(sharing: &Sharing, one: &Sharer) -> TableRow {
    let (text, kind) = said::sharer(one.state);
    let mut from = weight_in_words(sharing.terms.split, one.weight);
    if let Some(day) = one.pupils_on {
        from.push_str(&format!(", counted {}", short_day(day)));
    }
    let answered = one.answered_by.as_ref().zip(one.answered_at).map(|(by, at)| {
        let text = format!("{by}, {}", moment_in_words(at));
        view! { <Muted>{text}</Muted> }
    });
    let closed = one.has_closed.then(|| view! { <p>"The school has closed."</p> });
    let words = one.words.clone().map(|words| view! { <p>{format!("“{words}”")}</p> });
    let portion = one.portion.filter(|_| one.state.counts());
    TableRow::new(vec![
        one.name.clone().into(),
        from.into(),
        portion.map(|net| pounds(net.pence())).unwrap_or_default().into(),
        Cell::view(view! { <Tag kind text/>{closed}{words}{answered} }),
    ])
}

/// What is known of VAT, and what is not: never guessed.
pub(super) fn about_vat(kind: SharedKind) -> AnyView {
    let teaching = VatReason::EligibleBodyTeachingStaff;
    let (first, reason) = match kind {
        SharedKind::Staff | SharedKind::HolidayCover => (
            "Lending staff to another school for money is a supply, and may carry VAT.",
            format!(
                "{}: {}. For other staff VAT at the standard rate may be due.",
                vat::vat_reason(teaching),
                teaching.source()
            ),
        ),
        SharedKind::Premises => (
            "Letting others use premises or equipment for money is a supply, and may carry VAT.",
            format!("The rate is set by {}.", VatReason::Standard.source()),
        ),
        SharedKind::Training => (
            "Training given to others for money is a supply, and may carry VAT.",
            format!(
                "{}: {}.",
                vat::vat_reason(VatReason::EligibleBodyEducation),
                VatReason::EligibleBodyEducation.source()
            ),
        ),
    };
    view! {
        <Section id="vat" title="VAT" small=true>
            <p>{first}" All amounts here leave it out, and we do not work it out: whether it is due turns on who lends what to whom. Ask whoever looks after your VAT before the first statement is paid."</p>
            <Muted>{reason}</Muted>
        </Section>
    }
    .into_any()
}
