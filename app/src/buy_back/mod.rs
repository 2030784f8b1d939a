//! The yearly round of renewing: a school's services with next year's prices, and who has renewed.

pub mod check;
pub mod costs;
pub mod renewals;
mod rows;
pub mod sheet;
pub mod staff;

use domain::Failure;
use domain::calendar::day_in_words;
use leptos::prelude::*;
use market::buy_back::{OpenBuyBack, open_buy_backs};

use crate::parts::{Cell, ColumnHead, EmptyState, Lead, Table, TableRow, Tag, TextLink, Title};
use crate::web::{Answer, Ask, Page};
use crate::words;

/// The rounds that are open to the school; where it is one, that itself.
pub async fn list(ask: Ask) -> Result<Answer, Failure> {
    let open = open_buy_backs(ask.market(), ask.actor()?).await?;
    if let [one] = open.as_slice() {
        return Ok(Answer::see_other(format!("/buy-back/{}", one.id)));
    }
    let page = Page::new("Buy-back", move || {
        let rows = open.iter().map(row).collect();
        let columns =
            ["Partnership", "For the year from", "Renew until", "State"].map(ColumnHead::words);
        let empty = view! {
            <EmptyState title="Next year’s prices are not open yet">
                <p>"Once your partnership opens them, everything that your school had last year stands here, with next year’s price beside it. We tell you by email."</p>
            </EmptyState>
        }
        .into_any();
        view! {
            <Title text="Buy-back"/>
            <Lead>"Renew last year’s services in one go: one table, one approval, one purchase order number."</Lead>
            <Table caption="Buy-backs that are open" quiet_caption=true columns=columns.to_vec()
                rows empty/>
        }
    });
    Ok(page.into())
}

fn row(one: &OpenBuyBack) -> TableRow {
    let (href, name) = (format!("/buy-back/{}", one.id), one.partnership.clone());
    let (text, kind) = words::buy_back::progress(one.progress);
    TableRow::new(vec![
        Cell::view(view! { <TextLink href>{name}</TextLink> }),
        day_in_words(one.round.begins_on).into(),
        day_in_words(one.round.last_on()).into(),
        Cell::view(view! { <Tag kind text/> }),
    ])
}

/// The line that leads a school to what is open; nothing where nothing is.
pub fn notices(open: &[OpenBuyBack]) -> impl IntoView + use<> {
    use domain::buy_back::Progress;

    use crate::parts::Notice;
    let told = |one: &OpenBuyBack| {
        let href = format!("/buy-back/{}", one.id);
        let until = day_in_words(one.round.last_on());
        let (title, link) = match one.progress {
            Progress::NotBegun | Progress::Begun => (
                format!("{} has opened next year’s prices", one.partnership),
                "Renew last year’s services",
            ),
            Progress::Waiting => (
                format!("Your buy-back with {} waits for approval", one.partnership),
                "See what was sent",
            ),
            Progress::Renewed | Progress::Stopped => return None,
        };
        Some(view! {
            <Notice title=title>
                <p><TextLink href>{link}</TextLink>". You can renew until "{until}"."</p>
            </Notice>
        })
    };
    open.iter().filter_map(told).collect_view()
}
