//! The register of shareholders on the page: today's with their shares, and those before.

use chrono::NaiveDate;
use domain::calendar::short_day;
use domain::control::{Authority, HolderKind, Whole};
use leptos::prelude::*;
use market::control::{ControlPage, Shareholding};

use super::May;
use crate::last_day;
use crate::parts::{
    Actions, ButtonKind, ButtonLink, Cell, ColumnHead, Details, EmptyState, Fold, HiddenWords,
    Link, Notice, NoticeKind, RowKind, Section, SectionKind, Table, TableRow, Tag, TagKind,
    TextLink,
};
use crate::words;
use crate::words::control as told;

/// How many shareholders are named before all of them are asked for.
const FIRST: usize = 10;

/// The section; `folded` is the address of the page on which it begins short.
pub(super) fn section(
    found: &ControlPage,
    may: May,
    today: NaiveDate,
    folded: Option<&str>,
) -> impl IntoView + use<> {
    let held: Vec<&Shareholding> = found.held(today).collect();
    let fold = folded.map(|path| {
        let all = words::plural_of(held.len(), "shareholder", "shareholders");
        let href = format!("{path}?shareholders=all#shareholders");
        Fold { first: FIRST, all: Link::new(format!("Show all {all}"), href) }
    });
    let table = table(&held, found.whole.as_ref(), may, fold);
    let before: Vec<&Shareholding> =
        found.holdings.iter().filter(|one| !one.is_live(today)).collect();
    let (flags, before) = (flags(&held, found.whole.as_ref()), before_today(&before));
    view! {
        <Section id="shareholders" title="Shareholders" kind=SectionKind::Strong>
            {flags}
            {table}
            {may.manage.then(|| view! {
                <Actions>
                    <ButtonLink href="/control/shareholders/new" kind=ButtonKind::Secondary>"Enter a shareholder"</ButtonLink>
                    <ButtonLink href="/control/shareholders/members" kind=ButtonKind::Secondary>"Enter all member schools"</ButtonLink>
                </Actions>
            })}
            {before}
        </Section>
    }
}

/// What is wrong with who holds.
fn flags(held: &[&Shareholding], whole: Option<&Whole>) -> impl IntoView + use<> {
    let named = |authority: Authority| {
        let all = held.iter().filter(|one| one.authority == authority);
        all.map(|one| one.name.clone()).collect::<Vec<_>>()
    };
    let not_public = named(Authority::NotPublic);
    let not_known = named(Authority::NotKnown);
    let short = whole.filter(|whole| !whole.is_whole()).map(Whole::share);
    let none = (!not_public.is_empty()).then(|| {
        view! {
            <Notice kind=NoticeKind::Waits title=format!("Not a public authority: {}", not_public.join(", "))>
                <p>"While anybody who is no public authority holds a share, the company is not controlled in the sense of the Act, whatever the test above says. "{told::ALL_PUBLIC}"."</p>
            </Notice>
        }
    });
    let open = (!not_known.is_empty()).then(|| {
        view! {
            <Notice kind=NoticeKind::Waits title=format!("It is not known whether these are public authorities: {}", not_known.join(", "))>
                <p>"What they buy counts as for others until that is stated. End the entry as a mistake, and enter it again with the reason. "{told::ALL_PUBLIC}"."</p>
            </Notice>
        }
    });
    let part = short.map(|share| {
        view! {
            <Notice kind=NoticeKind::Waits title=format!("The shares entered come to {share}, not to 100%")>
                <p>"Enter whoever holds the rest."</p>
            </Notice>
        }
    });
    view! { {none}{open}{part} }
}

fn name_cell(one: &Shareholding) -> Cell {
    let name = one.name.clone();
    match &one.urn {
        Some(urn) => {
            let href = format!("/schools/{urn}");
            Cell::view(view! { <TextLink href=href>{name}</TextLink> })
        }
        None => name.into(),
    }
}

fn authority_cell(one: &Shareholding) -> Cell {
    let kind = match one.authority {
        Authority::Public => TagKind::Good,
        Authority::NotPublic => TagKind::Bad,
        Authority::NotKnown => TagKind::Waits,
    };
    let text = told::authority(one.authority);
    let why = one.why.clone().unwrap_or_else(|| told::grounds(one.grounds).to_owned());
    Cell::view(view! { <Tag kind text/>" "{why} })
}

fn table(
    held: &[&Shareholding],
    whole: Option<&Whole>,
    may: May,
    fold: Option<Fold>,
) -> impl IntoView + use<> {
    let part = |at: usize| {
        let part = whole.and_then(|whole| whole.parts.get(at));
        part.map(ToString::to_string).unwrap_or_default()
    };
    let row = |(at, one): (usize, &&Shareholding)| {
        let mut cells = vec![
            name_cell(one),
            told::holder_kind(one.kind).into(),
            authority_cell(one),
            told::held(one.measure, i64::from(one.amount)).into(),
            part(at).into(),
            short_day(one.starts_on).into(),
        ];
        if may.manage {
            let (href, of) = (format!("/control/shareholders/{}/end", one.id), one.name.clone());
            cells.push(Cell::view(view! {
                <TextLink href=href>"End"<HiddenWords text=format!(" what {of} holds")/></TextLink>
            }));
        }
        TableRow::new(cells)
    };
    let mut rows: Vec<TableRow> = held.iter().enumerate().map(row).collect();
    rows.extend(whole.map(|whole| total(held, whole, may)));
    let mut columns = vec![
        ColumnHead::words("Shareholder"),
        ColumnHead::words("Kind"),
        ColumnHead::words("Public authority"),
        ColumnHead::numbers("Holds"),
        ColumnHead::numbers("Share"),
        ColumnHead::words("From"),
    ];
    if may.manage {
        columns.push(ColumnHead::words("Change"));
    }
    let empty = view! {
        <EmptyState title="Nobody is in the register yet">
            <p>"Who owns how much of the company stands here, from a day to a day. Until then, full members count as those who control it."</p>
        </EmptyState>
    };
    view! {
        <Table caption="Who holds a share today" quiet_caption=true columns rows empty=empty.into_any() fold=fold/>
    }
}

/// The sum, with what the schools among them hold.
fn total(held: &[&Shareholding], whole: &Whole, may: May) -> TableRow {
    let schools = held.iter().filter(|one| one.kind == HolderKind::School).count();
    let of_schools = held.iter().zip(&whole.parts);
    let of_schools = of_schools.filter(|(one, _)| one.kind == HolderKind::School);
    let points: u32 = of_schools.map(|(_, part)| part.get()).sum();
    let count = words::plural(u64::try_from(schools).unwrap_or(0), "school", "schools");
    let told_schools = if schools == 0 {
        String::new()
    } else {
        format!("{count}: {}", domain::BasisPoints::new(points))
    };
    let mut cells: Vec<Cell> = vec![
        "All".into(),
        told_schools.into(),
        "".into(),
        told::held(whole.measure, whole.total).into(),
        whole.share().to_string().into(),
        "".into(),
    ];
    if may.manage {
        cells.push("".into());
    }
    TableRow::new(cells).kind(RowKind::Total)
}

fn before_today(before: &[&Shareholding]) -> Option<AnyView> {
    if before.is_empty() {
        return None;
    }
    let rows = before
        .iter()
        .map(|one| {
            let until = last_day::told(one.starts_on, one.ends_on);
            TableRow::new(vec![
                name_cell(one),
                told::held(one.measure, i64::from(one.amount)).into(),
                short_day(one.starts_on).into(),
                until.into(),
            ])
        })
        .collect();
    let columns = vec![
        ColumnHead::words("Shareholder"),
        ColumnHead::numbers("Held"),
        ColumnHead::words("From"),
        ColumnHead::words("Until"),
    ];
    let details = view! {
        <Details summary="Who held a share before">
            <Table caption="Shareholdings that have ended" quiet_caption=true columns rows/>
        </Details>
    };
    Some(details.into_any())
}
