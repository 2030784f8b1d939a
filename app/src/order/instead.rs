//! What to do about a day that cannot be had: one of the nearest in its place, or the others without it.

use chrono::NaiveDate;
use domain::calendar::day_in_words;
use domain::capacity::Half;
use domain::id::ServiceId;
use domain::{Failure, Refusal};
use leptos::prelude::*;
use market::order::Wanted;

use crate::parts::{
    Actions, BackLink, Button, ButtonKind, Form, Hidden, Notice, NoticeKind, TextLink, Title,
};
use crate::web::{Answer, Ask, Page};
use crate::words;

/// Which days can be kept, and those of which one can be taken instead.
type Kept = (Box<dyn Fn(&NaiveDate) -> bool>, Vec<NaiveDate>);

/// The days again, one of which cannot be had, with what to do about it. Nothing that was chosen
/// is lost. A refusal that no other day would help passes through.
pub(super) fn refused(
    ask: &Ask,
    service: ServiceId,
    wanted: &Wanted,
    refusal: &Refusal,
) -> Result<Answer, Failure> {
    let (Wanted::Days(days) | Wanted::HalfDays { days, .. }) = wanted else {
        return Err(Failure::Refused(refusal.clone()));
    };
    let half = wanted.half();
    let (keeps, instead): Kept = match refusal {
        Refusal::DayTaken { day, instead } => {
            let taken = *day;
            (Box::new(move |day| *day != taken), instead.clone())
        }
        Refusal::TooSoon { earliest } => {
            let earliest = *earliest;
            (Box::new(move |day| *day >= earliest), Vec::new())
        }
        other => return Err(Failure::Refused(other.clone())),
    };
    let kept: Vec<NaiveDate> = days.iter().copied().filter(|day| keeps(day)).collect();
    let number = ask.form.get("purchase_order_number").to_owned();
    let wait = match refusal {
        Refusal::DayTaken { day, .. } => {
            let half = words::half::in_address(half);
            Some(format!("/services/{service}/wait?day={day}{half}"))
        }
        _ => None,
    };
    let (heading, advice) = words::refusal(refusal);
    let page = Page::new(heading.clone(), move || {
        let others = words::plural(u64::try_from(kept.len()).unwrap_or(0), "day", "days");
        // What is most likely wanted stands first.
        let kinds =
            std::iter::once(ButtonKind::Primary).chain(std::iter::repeat(ButtonKind::Secondary));
        let others_instead = instead.iter().zip(kinds).map(|(next, kind)| {
            let days: Vec<NaiveDate> = kept.iter().copied().chain([*next]).collect();
            let words = format!("Take {} instead", day_in_words(*next));
            again(service, (half, &days), &number, words, kind)
        });
        let others_instead = others_instead.collect_view();
        let without = (!kept.is_empty()).then(|| {
            let words = format!("Go on with the other {others}");
            again(service, (half, &kept), &number, words, ButtonKind::Secondary)
        });
        view! {
            <BackLink href=format!("/services/{service}") text="Back to the service"/>
            <Title text=heading/>
            <Notice kind=NoticeKind::Refused title=advice>
                <p>"Nothing has been booked yet, and the other days you chose are kept."</p>
            </Notice>
            <Actions>{others_instead}{without}</Actions>
            {wait.map(|href| view! {
                <p><TextLink href>"Put your school on the waiting list for that day"</TextLink></p>
            })}
        }
    });
    Ok(page.status(409).into())
}

fn again(
    service: ServiceId,
    (half, days): (Option<Half>, &[NaiveDate]),
    number: &str,
    words: String,
    kind: ButtonKind,
) -> impl IntoView + use<> {
    let hidden = days.iter().map(|day| view! { <Hidden name="day" value=day.to_string()/> });
    let hidden = hidden.collect_view();
    let half = half.map(|half| view! { <Hidden name="half" value=half.code()/> });
    let number = number.to_owned();
    view! {
        <Form action=format!("/services/{service}/check")>
            {half}
            {hidden}
            <Hidden name="purchase_order_number" value=number/>
            <Button kind=kind>{words}</Button>
        </Form>
    }
}
