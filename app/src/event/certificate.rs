//! A certificate of attendance: a page to be printed, with no more on it than is needed.

use domain::Failure;
use domain::calendar::day_in_words;
use leptos::prelude::*;
use market::event::certificate;

use crate::parts::{Lead, SummaryList, SummaryRow, Title};
use crate::web::{Answer, Ask, Page};
use crate::words;

/// Shows it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let found = certificate(ask.market(), ask.actor()?, ask.part("place")?).await?;
    let page = Page::new("Certificate of attendance", move || {
        let attended = &found.attended;
        let days: Vec<String> = attended.days.iter().map(|day| day_in_words(*day)).collect();
        let mut rows = vec![
            SummaryRow::new("On", days.join("; ")),
            SummaryRow::new("For", words::event::hours(attended.minutes)),
        ];
        if attended.of > 1 {
            let of = format!("{} of {}", attended.sittings, attended.of);
            rows.push(SummaryRow::new("Dates attended", of));
        }
        rows.push(SummaryRow::new("Delivered by", found.provider.clone()));
        if found.partnership != found.provider {
            rows.push(SummaryRow::new("Through", found.partnership.clone()));
        }
        let told = format!("{} of {} attended {}.", found.name, found.school, found.event);
        view! {
            <Title text="Certificate of attendance"/>
            <Lead>{told}</Lead>
            <SummaryList label="What was attended" rows/>
        }
    });
    Ok(page.paper("Certificate of attendance").into())
}
