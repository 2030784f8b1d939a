//! Whether a school lets its own prices count in the market rate: what that means, and one button.

use domain::Failure;
use domain::calendar::{day_in_full, london_day};
use leptos::prelude::*;
use market::market_rate::{PriceSharing, price_sharing, share_prices};

use crate::parts::{
    BackLink, Button, ButtonKind, Form, Hidden, Lead, Notice, NoticeKind, Ticks, Title,
};
use crate::web::{Answer, Ask, Page};

/// Shows it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let sharing = price_sharing(ask.market(), actor).await?;
    let school = actor.acting_for().map(|acting| acting.name.clone()).unwrap_or_default();
    Ok(Page::new("Your prices in the market rate", move || body(sharing, school)).into())
}

/// Lets them count, or takes them out.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let share = ask.form.get("share") == "yes";
    share_prices(ask.market(), ask.actor()?, share).await?;
    Ok(Answer::see_other("/school/prices"))
}

fn body(sharing: PriceSharing, school: String) -> impl IntoView {
    let shares = sharing.since.is_some();
    let state = match sharing.since {
        Some(since) => format!(
            "Your school’s own prices have counted since {}.",
            day_in_full(london_day(since))
        ),
        None => "Your school’s own prices do not count.".to_owned(),
    };
    let promises = vec![
        "Only a middle and two quartiles are told, rounded, for a whole kind of service.".to_owned(),
        "Nothing is told of fewer than five prices from three schools.".to_owned(),
        "A new figure is told only when the prices of three schools have changed, so that nobody can tell \
         one school’s price from the difference."
            .to_owned(),
        "No school, provider or partnership is named, and nobody sees your prices beside your name.".to_owned(),
        "You can stop at any time. Your prices are out of it from the next night on.".to_owned(),
    ];
    let form = |value, text, kind| {
        view! {
            <Form action="/school/prices">
                <Hidden name="share" value=value/>
                <Button kind=kind>{text}</Button>
            </Form>
        }
    };
    let forms = if sharing.can_change {
        let begin = (!shares).then(|| form("yes", "Let our prices count", ButtonKind::Primary));
        let quotes = (shares && !sharing.quotes).then(|| {
            let button = form("yes", "Let the quotes we choose count as well", ButtonKind::Primary);
            view! {
                <p>"You agreed when only orders were counted. The quotes you choose do not count until you say so."</p>
                {button}
            }
        });
        let stop = "Stop letting our prices count";
        let stop = shares.then(|| form("no", stop, ButtonKind::Secondary));
        view! { {begin}{quotes}{stop} }.into_any()
    } else {
        view! { <p>"Whoever buys for your school, or approves, can change that."</p> }.into_any()
    };
    let notice = if shares { NoticeKind::Success } else { NoticeKind::Info };
    view! {
        <BackLink href="/school" text="Back to your school"/>
        <Title caption=school text="Your prices in the market rate"/>
        <Notice kind=notice title=state/>
        <Lead>
            "Schools know whether a price is good when they see what others pay. You decide whether what your \
             school pays for services ordered here, and the quotes it chooses, count, without its name."
        </Lead>
        <Ticks items=promises/>
        {forms}
    }
}
