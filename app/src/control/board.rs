//! The board on the page: who sits on it for whom, and whom nobody represents.

use chrono::NaiveDate;
use domain::calendar::short_day;
use leptos::prelude::*;
use market::control::{BoardSeat, ControlPage};

use super::May;
use crate::last_day;
use crate::parts::{
    Actions, ButtonKind, ButtonLink, Cell, ColumnHead, Details, EmptyState, HiddenWords, Notice,
    NoticeKind, Section, SectionKind, Table, TableRow, TextLink,
};
use crate::words::control as words;
use crate::words::plural;

/// So many names stand beside each other; more are behind a line that opens.
const NAMES: usize = 3;

pub(super) fn section(found: &ControlPage, may: May, today: NaiveDate) -> impl IntoView + use<> {
    let sits: Vec<&BoardSeat> = found.seats.iter().filter(|seat| seat.is_live(today)).collect();
    let gone: Vec<&BoardSeat> = found.seats.iter().filter(|seat| !seat.is_live(today)).collect();
    let missing = missing(found, sits.is_empty());
    let (table, before) = (table(&sits, may), before(&gone));
    view! {
        <Section id="board" title="Board" kind=SectionKind::Strong>
            {missing}
            {table}
            {may.manage.then(|| view! {
                <Actions>
                    <ButtonLink href="/control/board/new" kind=ButtonKind::Secondary>"Enter a director"</ButtonLink>
                </Actions>
            })}
            {before}
        </Section>
    }
}

/// The authorities without a representative, by name, with the section.
fn missing(found: &ControlPage, is_empty: bool) -> Option<AnyView> {
    if found.holdings.is_empty() {
        return None;
    }
    let names: Vec<String> = found.unrepresented.iter().map(|one| one.name.clone()).collect();
    let count = u64::try_from(names.len()).unwrap_or(0);
    if count == 0 {
        let all = view! {
            <p>"Every authority that holds a share is represented. "{words::ALL_REPRESENTED}"."</p>
        };
        return (!is_empty).then(|| all.into_any());
    }
    let title = match names.as_slice() {
        few if few.len() <= NAMES => format!("Nobody on the board represents {}", few.join(", ")),
        _ => {
            format!("Nobody on the board represents {}", plural(count, "authority", "authorities"))
        }
    };
    let all = (names.len() > NAMES).then(|| {
        view! { <Details summary="Which they are"><p>{names.join(", ")}</p></Details> }
    });
    let notice = view! {
        <Notice kind=NoticeKind::Waits title=title>
            <p>"Each authority must be represented on the board. One director may represent several. "{words::ALL_REPRESENTED}"."</p>
            {all}
        </Notice>
    };
    Some(notice.into_any())
}

/// Whom a director represents.
fn voices(seat: &BoardSeat) -> Cell {
    let names: Vec<&str> = seat.voices.iter().map(|voice| voice.name.as_str()).collect();
    if names.is_empty() {
        return "Nobody named".into();
    }
    if names.len() <= NAMES {
        return names.join(", ").into();
    }
    let count = u64::try_from(names.len()).unwrap_or(0);
    let (summary, all) = (plural(count, "shareholder", "shareholders"), names.join(", "));
    Cell::view(view! { <Details summary=summary><p>{all}</p></Details> })
}

fn table(sits: &[&BoardSeat], may: May) -> impl IntoView + use<> {
    let rows = sits
        .iter()
        .map(|seat| {
            let mut cells =
                vec![seat.name.clone().into(), voices(seat), short_day(seat.starts_on).into()];
            if may.manage {
                let (href, of) = (format!("/control/board/{}/end", seat.id), seat.name.clone());
                cells.push(Cell::view(view! {
                    <TextLink href=href>"End"<HiddenWords text=format!(" the time of {of}")/></TextLink>
                }));
            }
            TableRow::new(cells)
        })
        .collect();
    let mut columns = ["Director", "Represents", "From"].map(ColumnHead::words).to_vec();
    if may.manage {
        columns.push(ColumnHead::words("Change"));
    }
    let empty = view! {
        <EmptyState title="Nobody is on the board yet">
            <p>"Who sits on the board, and for which shareholders, stands here from a day to a day."</p>
        </EmptyState>
    };
    view! { <Table caption="Who sits on the board" quiet_caption=true columns rows empty=empty.into_any()/> }
}

fn before(gone: &[&BoardSeat]) -> Option<AnyView> {
    if gone.is_empty() {
        return None;
    }
    let rows = gone
        .iter()
        .map(|seat| {
            let until = last_day::told(seat.starts_on, seat.ends_on);
            TableRow::new(vec![
                seat.name.clone().into(),
                voices(seat),
                short_day(seat.starts_on).into(),
                until.into(),
            ])
        })
        .collect();
    let columns = ["Director", "Represented", "From", "Until"].map(ColumnHead::words).to_vec();
    let details = view! {
        <Details summary="Who sat on it before">
            <Table caption="Directors whose time has ended" quiet_caption=true columns rows/>
        </Details>
    };
    Some(details.into_any())
}
