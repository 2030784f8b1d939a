//! The basket's page: each row, what comes of it by partnership, and the way to order all of it.

use std::sync::Arc;

use domain::Failure;
use domain::id::BasketRowId;
use leptos::prelude::*;
use market::db::{Page as Listed, PageAsked};
use market::order::{Basket, BasketRow, BasketSum, take_out_of_basket, view_basket};

use super::row::{row, wanted};
use crate::parts::{
    Actions, ButtonLink, Cell, ColumnHead, EmptyState, Lead, Muted, Notice, NoticeKind, RowKind,
    Section, Table, TableRow, TextLink, Title,
};
use crate::web::{Answer, Ask, Page, csv};
use crate::words;

/// Shows it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let basket = view_basket(ask.market(), ask.actor()?).await?;
    let (key, was_put) = (ask.form_key(), ask.query.has("put", ""));
    Ok(page(basket, key, was_put.then_some(Said::Put)).into())
}

/// What is said above the basket.
pub(super) enum Said {
    /// Something was put in.
    Put,
    /// Nothing was ordered.
    NotOrdered,
}

/// The page.
pub(super) fn page(basket: Basket, key: String, said: Option<Said>) -> Page {
    Page::new("Basket", move || {
        let told = said.map(told);
        let body = if basket.rows.is_empty() { empty() } else { filled(&basket, &key) };
        view! {
            <Title caption=basket.school.clone() text="Basket"/>
            {told}
            {body}
        }
    })
}

fn told(said: Said) -> AnyView {
    match said {
        Said::Put => view! {
            <Notice kind=NoticeKind::Success title="It is in your basket">
                <p><TextLink href="/services">"Choose more services"</TextLink>", or order what is here."</p>
            </Notice>
        }
        .into_any(),
        Said::NotOrdered => view! {
            <Notice kind=NoticeKind::Refused title="Nothing has been ordered">
                <p>"Something in the basket cannot be had as you chose it, or somebody ordered it in another window. Look at it again below, and at "<TextLink href="/orders">"your school’s orders"</TextLink>"."</p>
            </Notice>
        }
        .into_any(),
    }
}

fn empty() -> AnyView {
    view! {
        <EmptyState title="Your basket is empty">
            <p>"Put services into it from the page on which you check an order, and order all of them at once: one number, one approval."</p>
            <p><TextLink href="/services">"Find services"</TextLink></p>
        </EmptyState>
    }
    .into_any()
}

fn filled(basket: &Basket, key: &str) -> AnyView {
    let rows = basket.rows.iter().map(|one| row(one, key)).collect();
    let columns = vec![
        ColumnHead::words("Service"),
        ColumnHead::words("Through"),
        ColumnHead::numbers("Excluding VAT"),
        ColumnHead::words("VAT"),
        ColumnHead::numbers("Including VAT"),
    ];
    let sums = sums(&basket.sums);
    let next = match &basket.quote {
        Some(_) => view! {
            <Actions><ButtonLink href="/basket/check" large=true>"Check and order all"</ButtonLink></Actions>
        }
        .into_any(),
        None => view! {
            <Notice kind=NoticeKind::Waits title="Not all of it can be ordered">
                <p>"Change or take out what is marked above. All of the basket is ordered together, or nothing."</p>
            </Notice>
        }
        .into_any(),
    };
    view! {
        <Lead>"Prices and free days are as they are now. The basket holds nothing: another school may be first until you order."</Lead>
        <Table caption="What is in your basket" quiet_caption=true columns rows/>
        {sums}
        {next}
        <Muted>"What has been in the basket for 90 days is taken out of it."</Muted>
        {csv::link("/basket.csv".to_owned(), "")}
    }
    .into_any()
}

/// What those rows come to that can be ordered, by partnership.
fn sums(sums: &[BasketSum]) -> Option<AnyView> {
    if sums.is_empty() {
        return None;
    }
    let amounts = |one: &BasketSum| [one.net, one.vat, one.gross].map(|pence| pence.to_string());
    let row = |name: &str, amounts: [String; 3]| {
        let cells = std::iter::once(Cell::from(name.to_owned()));
        TableRow::new(cells.chain(amounts.into_iter().map(Cell::from)).collect())
    };
    let mut rows: Vec<TableRow> =
        sums.iter().map(|one| row(&one.partnership, amounts(one))).collect();
    let add = |of: fn(&BasketSum) -> domain::Pence| {
        sums.iter().try_fold(domain::Pence::ZERO, |sum, one| sum.plus(of(one)))
    };
    let total = [add(|one| one.net), add(|one| one.vat), add(|one| one.gross)];
    let total = total.map(|sum| sum.map_or_else(|_| String::new(), |sum| sum.to_string()));
    rows.push(row("All that can be ordered", total).kind(RowKind::Total));
    let columns = vec![
        ColumnHead::words("Partnership"),
        ColumnHead::numbers("Excluding VAT"),
        ColumnHead::numbers("VAT"),
        ColumnHead::numbers("Including VAT"),
    ];
    let found = view! {
        <Section id="sums" title="What can be ordered comes to">
            <Table caption="What the basket comes to, by partnership" quiet_caption=true columns rows/>
        </Section>
    };
    Some(found.into_any())
}

/// Takes a row out of it.
pub async fn remove(ask: Ask) -> Result<Answer, Failure> {
    let row: BasketRowId = ask.part("inbasket")?;
    take_out_of_basket(ask.market(), ask.actor()?, row).await?;
    Ok(Answer::see_other("/basket".to_owned()))
}

/// The basket as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    let head = [
        "Service",
        "What",
        "Provider",
        "Partnership",
        "Excluding VAT",
        "VAT",
        "Including VAT",
        "Including VAT when put in",
        "Why not",
    ];
    csv::download(ask, "basket", &head, rows).await
}

async fn rows(ask: Arc<Ask>, _page: PageAsked) -> Result<Listed<Vec<String>>, Failure> {
    let row = |one: BasketRow| {
        let now = one.now.as_ref().ok().map(|now| {
            let totals = &now.totals;
            [totals.net.pence(), totals.vat.pence(), totals.gross.pence()].map(words::plain_pounds)
        });
        let [net, vat, gross] = now.unwrap_or_default();
        let why = one.now.as_ref().err().map(|refusal| words::refusal(refusal).0);
        let what = wanted(&one);
        let was = words::plain_pounds(one.was);
        vec![
            one.title,
            what,
            one.provider,
            one.partnership,
            net,
            vat,
            gross,
            was,
            why.unwrap_or_default(),
        ]
    };
    Ok(csv::whole(view_basket(ask.market(), ask.actor()?).await?.rows, row))
}
