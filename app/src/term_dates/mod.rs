//! When pupils are at school: the dates of a school year and a school's INSET days.

pub mod change;
pub mod together;

use chrono::NaiveDate;
use domain::Failure;
use domain::calendar::{
    InsetDay, SchoolYear, Term, USUAL_INSET_DAYS, day_in_full, day_in_words, short_day,
};
use domain::organisation::OrganisationKind as Kind;
use leptos::prelude::*;
use market::term_dates::{
    AddInsetDay, BookedOut, Source, TermDatesPage, add_inset_day, remove_inset_day, term_dates,
};

use crate::parts::{
    Actions, BackLink, Button, ButtonKind, ButtonLink, Cell, ColumnHead, EmptyState, ErrorSummary,
    Form, Hidden, Lead, Muted, Notice, NoticeKind, Section, Table, TableRow, TextLink, Title,
};
use crate::web::{Answer, Ask, Fields, Page, Typed};
use crate::words::calendar as words;

/// Shows a school year.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default()).await
}

/// Enters an INSET day.
pub async fn add(ask: Ask) -> Result<Answer, Failure> {
    let add = AddInsetDay { day: ask.form.date("day"), note: ask.form.get("note").to_owned() };
    match add_inset_day(ask.market(), ask.actor()?, add).await {
        Ok(()) => Ok(Answer::see_other(address(year_asked(&ask)))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

/// Takes an INSET day back.
pub async fn remove(ask: Ask) -> Result<Answer, Failure> {
    remove_inset_day(ask.market(), ask.actor()?, ask.form.get("inset")).await?;
    Ok(Answer::see_other(address(year_asked(&ask))))
}

/// The year that is asked for, or this one.
fn year_asked(ask: &Ask) -> SchoolYear {
    let asked = ask.form.filled("year").or_else(|| ask.query.filled("year"));
    let asked = asked.and_then(|text| text.parse().ok()).and_then(SchoolYear::beginning_in);
    asked.unwrap_or_else(|| SchoolYear::of(ask.market().today()))
}

fn address(year: SchoolYear) -> String {
    format!("/term-dates?year={}", year.begins_in())
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let found = term_dates(ask.market(), ask.actor()?, year_asked(ask)).await?;
    let this = SchoolYear::of(ask.market().today());
    let shown = typed.clone();
    let page = Page::new("Term dates", move || body(&found, this, &shown));
    Ok(page.with_form(&typed).into())
}

fn body(found: &TermDatesPage, this: SchoolYear, typed: &Typed) -> impl IntoView + use<> {
    let year = found.year;
    let (back, to) = match found.of {
        Kind::School => ("/school", "Back to your school"),
        Kind::Council => ("/", "Back to the home page"),
        _ => ("/partnership", "Back to levels and settings"),
    };
    let others = [this, this.next()].into_iter().filter(|other| *other != year).map(|other| {
        let text = format!("School year {other}");
        view! { <p><TextLink href=address(other)>{text}</TextLink></p> }
    });
    let change = found.can_keep.then(|| {
        let text = match found.source {
            Source::Own => "Change these dates",
            Source::Partnership(_) | Source::Council(_) | Source::Typical => "Enter your own dates",
        };
        let href = format!("/term-dates/change?year={}", year.begins_in());
        view! { <ButtonLink href kind=ButtonKind::Secondary>{text}</ButtonLink> }
    });
    let rows = found.terms.iter().map(row).collect();
    let columns = ["Term", "First day", "Half-term", "Last day"].map(ColumnHead::words);
    let empty = view! {
        <EmptyState title="No dates yet"><p>"Nobody has entered the dates of this year."</p></EmptyState>
    }
    .into_any();
    let (others, inset) =
        (others.collect_view(), (found.of == Kind::School).then(|| inset_days(found, typed)));
    let together = (found.of != Kind::Council).then(|| {
        view! { <p><TextLink href="/inset-days">"INSET days of all schools of the area"</TextLink></p> }
    });
    view! {
        <BackLink href=back text=to/>
        <ErrorSummary errors=typed.summary()/>
        <Title caption=format!("School year {year}") text="Term dates"/>
        {source(found)}
        <Table caption=format!("Terms of the school year {year}") quiet_caption=true
            columns=columns.to_vec() rows empty/>
        {change}
        {booked_out(found)}
        {inset}
        <Section id="more" title="More" small=true>
            {others}
            {together}
        </Section>
    }
}

/// Who said so, and what follows from it.
fn source(found: &TermDatesPage) -> AnyView {
    let follows = match found.of {
        Kind::School => "“Every Tuesday this term” leaves out holidays and INSET days.",
        Kind::Council => {
            "They hold for partnerships that trade through the council and for their schools, where these have \
             entered none of their own."
        }
        _ => "People’s days are offered on school days. Schools may enter their own dates.",
    };
    match &found.source {
        Source::Own => view! { <Lead>{follows}</Lead> }.into_any(),
        Source::Partnership(name) => {
            let text = format!("These are the dates that {name} entered for its area. {follows}");
            view! { <Lead>{text}</Lead> }.into_any()
        }
        Source::Council(name) => {
            let text = format!("These are the dates that {name} entered. {follows}");
            view! { <Lead>{text}</Lead> }.into_any()
        }
        Source::Typical => view! {
            <Notice kind=NoticeKind::Waits title="These are typical dates, not yours">
                <p>"Nobody has entered the dates of this year yet. "{follows}</p>
            </Notice>
        }
        .into_any(),
    }
}

/// Days that are booked although pupils are not at school; nothing where there are none.
fn booked_out(found: &TermDatesPage) -> Option<AnyView> {
    if found.booked_out.is_empty() {
        return None;
    }
    let school = found.of == Kind::School;
    let rows = found.booked_out.iter().map(|one| booked_row(one, school)).collect();
    let mut columns = vec![ColumnHead::words("Day")];
    if !school {
        columns.push(ColumnHead::words("School"));
    }
    columns.extend(["What", "Order"].map(ColumnHead::words));
    let told = if school {
        "They stand until you move or cancel them: open the order."
    } else {
        "They stand until the school moves or cancels them."
    };
    let caption = "Booked days on which pupils are not at school";
    let table = view! {
        <Section id="booked" title="Booked, but pupils are not at school">
            <Table caption quiet_caption=true columns rows/>
            <Muted>{told}</Muted>
        </Section>
    };
    Some(table.into_any())
}

fn booked_row(one: &BookedOut, to_school: bool) -> TableRow {
    let reference = one.reference.clone();
    let href = format!("/orders/{}", one.order);
    let mut cells: Vec<Cell> = vec![day_in_words(one.day).into()];
    if !to_school {
        cells.push(one.school.clone().into());
    }
    cells.push(one.what.clone().into());
    cells.push(Cell::view(view! { <TextLink href>{reference}</TextLink> }));
    TableRow::new(cells)
}

fn row(term: &Term) -> TableRow {
    let half = term.half_term;
    TableRow::new(vec![
        words::term(term.name).into(),
        day_in_words(term.first_on).into(),
        format!("{} to {}", short_day(half.first_on), short_day(half.last_on)).into(),
        day_in_words(term.last_on).into(),
    ])
}

fn inset_days(found: &TermDatesPage, typed: &Typed) -> impl IntoView + use<> {
    let year = found.year;
    let rows: Vec<TableRow> =
        found.inset.iter().map(|one| inset_row(year, one, found.can_keep)).collect();
    let told = format!(
        "{} of {USUAL_INSET_DAYS}: maintained schools have {USUAL_INSET_DAYS} a year, academies decide.",
        rows.len()
    );
    let empty = view! {
        <EmptyState title="No INSET days yet"><p>"Schools of the area see each other\u{2019}s, to train together."</p></EmptyState>
    }
    .into_any();
    let fields = Fields::of(typed);
    let form = found.can_keep.then(|| {
        let day = fields.date("day", "INSET day", "For example, 12 2 2027");
        let note = fields.text("note", "What staff do (optional)", "Other schools see it");
        view! {
            <Form action="/term-dates/inset">
                <Hidden name="year" value=year.begins_in().to_string()/>
                {day}
                {note}
                <Actions><Button>"Enter the INSET day"</Button></Actions>
            </Form>
        }
    });
    let columns = ["Day", "What staff do", "Change"].map(ColumnHead::words);
    view! {
        <Section id="inset" title="INSET days">
            <Table caption=format!("INSET days of the school year {year}") quiet_caption=true
                columns=columns.to_vec() rows empty/>
            <Muted>{told}</Muted>
            {form}
        </Section>
    }
}

fn inset_row(year: SchoolYear, one: &InsetDay, can_keep: bool) -> TableRow {
    let day: NaiveDate = one.day;
    let remove = can_keep.then(|| {
        let label = format!("Remove {}", day_in_full(day));
        view! {
            <Form action="/term-dates/inset/remove">
                <Hidden name="year" value=year.begins_in().to_string()/>
                <Hidden name="inset" value=day.to_string()/>
                <Button kind=ButtonKind::Quiet>{label}</Button>
            </Form>
        }
    });
    TableRow::new(vec![
        day_in_words(day).into(),
        one.note.clone().unwrap_or_default().into(),
        Cell::view(remove),
    ])
}
