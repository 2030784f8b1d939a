//! Ending what a shareholder holds, and a director's time.

use domain::Failure;
use market::control::{EndSeat, EndShareholding, end_seat as end_of_seat, end_shareholding};
use market::control::{seat, shareholding};

use crate::last_day::{self, Asked};
use crate::web::{Answer, Ask, Typed};

/// Asks for the last day of a shareholding.
pub async fn show_share(ask: Ask) -> Result<Answer, Failure> {
    share_page(&ask, Typed::default()).await
}

/// Ends it.
pub async fn end_share(ask: Ask) -> Result<Answer, Failure> {
    let command = EndShareholding {
        holding: ask.part("share")?,
        ends_on: last_day::typed(&ask),
        mistaken: last_day::mistaken(&ask),
    };
    match end_shareholding(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other("/control#shareholders")),
        Err(failure) => share_page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn share_page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let found = shareholding(ask.market(), ask.actor()?, ask.part("share")?).await?;
    let asked = Asked {
        title: format!("End what {} holds", found.name),
        since: found.starts_on,
        action: format!("/control/shareholders/{}/end", found.id),
        back: back(),
    };
    Ok(last_day::page(asked, typed))
}

/// Asks for a director's last day.
pub async fn show_seat(ask: Ask) -> Result<Answer, Failure> {
    seat_page(&ask, Typed::default()).await
}

/// Ends their time.
pub async fn end_seat(ask: Ask) -> Result<Answer, Failure> {
    let command = EndSeat {
        seat: ask.part("seat")?,
        ends_on: last_day::typed(&ask),
        mistaken: last_day::mistaken(&ask),
    };
    match end_of_seat(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other("/control#board")),
        Err(failure) => seat_page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn seat_page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let found = seat(ask.market(), ask.actor()?, ask.part("seat")?).await?;
    let asked = Asked {
        title: format!("End the time of {}", found.name),
        since: found.starts_on,
        action: format!("/control/board/{}/end", found.id),
        back: back(),
    };
    Ok(last_day::page(asked, typed))
}

fn back() -> (String, &'static str) {
    ("/control".to_owned(), "Back to ownership and control")
}
