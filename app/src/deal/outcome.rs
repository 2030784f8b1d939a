//! How a deal ended: at what price and with which order, or why not.

use domain::deal::DealState;
use domain::money::grouped;
use leptos::prelude::*;
use market::deal::{DealShown, For, ForSchool};

use super::figures;
use super::meter::{FIGURES, NEXT};
use crate::parts::{
    Actions, BigFigure, BigSize, ButtonLink, Figures, MovingPlace, Notice, NoticeKind, Tone,
};
use crate::words::{self, plural, pounds};

/// The top of a deal that has ended.
pub(super) fn show(deal: &DealShown) -> AnyView {
    match deal.meter.state {
        DealState::Met => met(deal),
        DealState::Lapsed => lapsed(deal),
        DealState::Withdrawn => withdrawn(deal),
        DealState::Draft | DealState::Open => ().into_any(),
    }
}

fn met(deal: &DealShown) -> AnyView {
    let school = match &deal.to {
        For::School(school) if school.joined.is_some() => Some(school.as_ref()),
        For::School(_) | For::Partnership(_) => None,
    };
    let joined = plural(u64::from(deal.meter.schools_in), "school", "schools");
    let order = school.and_then(|school| school.order.clone()).map(|order| {
        let href = format!("/orders/{}", order.id);
        view! { <Actions><ButtonLink href=href>{format!("Your school’s order {}", order.reference)}</ButtonLink></Actions> }
    });
    let yours = school.and_then(agreed);
    let (price, unit) =
        (deal.meter.price_now.pence().to_string(), words::deal::per_unit(deal.meter.unit));
    let stairs = figures::staircase(&deal.meter);
    view! {
        <MovingPlace id=FIGURES>
            <Notice kind=NoticeKind::Success title=format!("Going ahead with {joined}")/>
            <Figures>
                <BigFigure label="The price for everybody" value=price unit=unit note="excluding VAT" tone=Tone::Water/>
                {yours}
            </Figures>
        </MovingPlace>
        <MovingPlace id=NEXT>{order}{stairs}</MovingPlace>
    }
    .into_any()
}

fn agreed(school: &ForSchool) -> Option<AnyView> {
    let saving = school.view.as_ref()?.saving?;
    let (label, tone) =
        if saving.is_negative() { ("Your rise", Tone::Bad) } else { ("Your saving", Tone::Saved) };
    let document = school.baseline.as_ref().is_some_and(|known| known.file.is_some());
    let note = if document {
        "Agreed, against what you paid before, excluding VAT"
    } else {
        "Expected only: there is no document behind what you paid before"
    };
    let value = pounds(domain::Pence::new(saving.get().saturating_abs()));
    Some(view! { <BigFigure label=label value=value unit="a year" note=note tone size=BigSize::Medium/> }.into_any())
}

fn lapsed(deal: &DealShown) -> AnyView {
    let missing = deal.meter.quorum.missing;
    let joined = plural(u64::from(deal.meter.schools_in), "school", "schools");
    let why = if missing.schools > 0 {
        plural(u64::from(missing.schools), "more school was", "more schools were")
    } else {
        format!(
            "{} more {} were",
            grouped(missing.quantity),
            words::deal::counted(deal.meter.unit, missing.quantity)
        )
    };
    let stairs = figures::staircase(&deal.meter);
    view! {
        <MovingPlace id=FIGURES>
            <Notice kind=NoticeKind::Waits title="Not going ahead">
                <p>{format!("{joined} signed up, and {why} needed. Nothing has been bought, and nobody owes anything.")}</p>
            </Notice>
        </MovingPlace>
        <MovingPlace id=NEXT>{stairs}</MovingPlace>
    }
    .into_any()
}

fn withdrawn(deal: &DealShown) -> AnyView {
    let reason = deal.withdrawn_reason.clone().unwrap_or_default();
    let title = format!("Withdrawn by {}", deal.partnership);
    view! {
        <MovingPlace id=FIGURES>
            <Notice kind=NoticeKind::Waits title>
                <p>{reason}</p>
                <p>"Nothing has been bought, and nobody owes anything."</p>
            </Notice>
        </MovingPlace>
        <MovingPlace id=NEXT>""</MovingPlace>
    }
    .into_any()
}
