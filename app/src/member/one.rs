//! One member: what a year costs and why, another level, the end of its membership.

use chrono::NaiveDate;
use domain::access::Action;
use domain::calendar::{parse_day, short_day};
use domain::id::{MembershipId, TierId};
use domain::school::Standing;
use domain::text::Urn;
use domain::{Failure, Problem};
use leptos::prelude::*;
use market::partnership::{
    EndMembership, Member, MoveMember, Tier, end_membership, member, membership_history,
    move_member, tiers,
};
use market::people::invitations_to_member;
use market::school::{LinkedSchool, school_page};

use super::history::memberships;
use super::list::{dates, yearly};
use crate::parts::{
    BackLink, BigFigure, Button, ButtonKind, Choice, ErrorSummary, Form, Notice, NoticeKind,
    Section, SelectField, SummaryList, SummaryRow, TextLink, Title,
};
use crate::people::invitations;
use crate::school::before_and_after;
use crate::web::{Answer, Ask, Fields, Form as Filled, Page, Typed};
use crate::words;
use crate::words::school::NOT_KNOWN;

/// The member.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::fresh(Filled::default())).await
}

/// Puts it on another level from a day on.
pub async fn change_level(ask: Ask) -> Result<Answer, Failure> {
    let membership: MembershipId = ask.part("membership")?;
    let tier = ask.form.get("tier").parse::<TierId>();
    let tier = tier.map_err(|_| Failure::field("tier", Problem::NotAChoice));
    let from = parse_day(&ask.form.date("from")).map_err(|p| Failure::field("from", p));
    let done = match (tier, from) {
        (Ok(tier), Ok(from)) => {
            let change = MoveMember { membership, tier, from };
            move_member(ask.market(), ask.actor()?, change).await
        }
        (Err(failure), _) | (_, Err(failure)) => Err(failure),
    };
    match done {
        Ok(now) => Ok(Answer::see_other(format!("/members/{now}"))),
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            page(&ask, typed).await
        }
    }
}

/// Ends its membership.
pub async fn end(ask: Ask) -> Result<Answer, Failure> {
    let membership: MembershipId = ask.part("membership")?;
    let done = match parse_day(&ask.form.date("ends_on")) {
        Ok(ends_on) => {
            let end = EndMembership { membership, ends_on };
            end_membership(ask.market(), ask.actor()?, end).await
        }
        Err(problem) => Err(Failure::field("ends_on", problem)),
    };
    match done {
        Ok(()) => Ok(Answer::see_other(format!("/members/{membership}"))),
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            page(&ask, typed).await
        }
    }
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let found = member(ask.market(), actor, ask.part("membership")?).await?;
    let history = membership_history(ask.market(), actor, found.membership).await?;
    let levels = tiers(ask.market(), actor).await?;
    let manages = actor.can(Action::ManageMembers);
    let may_change = manages && found.ends_on.is_none();
    let invited = if manages {
        invitations_to_member(ask.market(), actor, found.organisation).await?
    } else {
        Vec::new()
    };
    // A partnership cannot hand a school over; it sees that the register has closed it.
    let register = match &found.urn {
        Some(urn) => register_says(ask, urn).await?,
        None => None,
    };
    let shown = typed.clone();
    let page = Page::new(found.name.clone(), move || {
        let closed =
            register.and_then(|(standing, on, links)| before_and_after(standing, on, &links, None));
        let takes_back: Vec<_> = invited.iter().map(|one| one.role).collect();
        let price = if found.has_ended { former(&found) } else { price(&found) };
        let prices = format!("/members/{}/prices", found.membership);
        let prices = (!found.has_ended).then(|| {
            view! { <p><TextLink href=prices>"What it pays for each service"</TextLink></p> }
        });
        view! {
            <BackLink href="/members" text="Back to members"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=found.tier.clone() text=found.name.clone()/>
            {closed}
            {price}
            <SummaryList rows=facts(&found)/>
            {prices}
            {memberships(&history, false)}
            {invitations(invited, &takes_back, None)}
            {may_change.then(|| forms(&found, &levels, shown.clone()))}
        }
    });
    Ok(page.with_form(&typed).into())
}

type Register = (Standing, Option<NaiveDate>, Vec<LinkedSchool>);

/// What the register says of a school that it has closed.
async fn register_says(ask: &Ask, urn: &Urn) -> Result<Option<Register>, Failure> {
    let school = match school_page(ask.market(), &ask.viewer, urn).await {
        Ok(school) => school,
        Err(Failure::NotFound) => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let standing = school.entry.standing(ask.market().today());
    let closed = standing == Standing::Closed;
    Ok(closed.then_some((standing, school.entry.closed_on, school.links)))
}

/// That it has left, and since when.
fn former(member: &Member) -> AnyView {
    let last = member.ends_on.map(short_day).unwrap_or_default();
    let title = format!("Its membership ended on {last}");
    view! { <Notice title=title><p>"What it ordered and signed stays as it is."</p></Notice> }
        .into_any()
}

/// What a year costs and how that comes about, or what is missing for it.
fn price(member: &Member) -> AnyView {
    match &member.yearly {
        Ok(priced) => {
            let note = words::partnership::working(priced);
            view! { <BigFigure label="Membership a year, excluding VAT" value=yearly(member) note=note/> }
                .into_any()
        }
        Err(why) => {
            let (title, _) = words::refusal(why);
            let enter = member.urn.as_ref().map(|urn| {
                let href = format!("/schools/{urn}");
                view! { <p>"The price of its level depends on it. "<TextLink href=href>"Enter the number of pupils"</TextLink></p> }
            });
            view! { <Notice kind=NoticeKind::Waits title=title>{enter}</Notice> }.into_any()
        }
    }
}

fn facts(member: &Member) -> Vec<SummaryRow> {
    let register = member.urn.as_ref().map(|urn| {
        let (href, text) = (format!("/schools/{urn}"), format!("URN {urn}"));
        view! { <TextLink href=href>{text}</TextLink> }.into_any()
    });
    let pupils = member.pupils.map(|pupils| {
        let pupils = domain::money::grouped(u64::from(pupils));
        if member.is_estimate {
            format!("{pupils}: your estimate, to be confirmed by the school")
        } else {
            pupils
        }
    });
    let people = if member.has_people { "Somebody acts for it here" } else { "Nobody yet" };
    let mut rows = vec![
        SummaryRow::new("Member since", dates(member)),
        SummaryRow::new("Rights", words::partnership::rights(member.rights)),
        SummaryRow::new("Pupils", pupils.unwrap_or_else(|| NOT_KNOWN.to_owned())),
        SummaryRow::new(
            "Council area",
            member.area.clone().unwrap_or_else(|| NOT_KNOWN.to_owned()),
        ),
        SummaryRow::new("People", people),
    ];
    rows.extend(register.map(|link| SummaryRow::new("In the register", link)));
    rows
}

fn forms(member: &Member, levels: &[Tier], typed: Typed) -> impl IntoView + use<> {
    let path = format!("/members/{}", member.membership);
    let others: Vec<Choice> = levels
        .iter()
        .filter(|level| level.level.name != member.tier && level.ends_on.is_none())
        .map(|level| Choice::new(level.id.to_string(), level.level.name.clone()))
        .collect();
    let has_others = !others.is_empty();
    let (tier, tier_error) = (typed.value("tier"), typed.error("tier"));
    let fields = Fields::of(&typed);
    let from =
        fields.date("from", "From", "For example, 1 4 2027. The level until then stays known");
    let ends_on = fields.date("ends_on", "Last day", "What has been ordered stays ordered");
    let action = format!("{path}/level");
    view! {
        {has_others.then(|| view! {
            <Section id="level" title="Another level">
                <Form action=action>
                    <SelectField name="tier" label="Membership level" choices=others value=tier error=tier_error/>
                    {from}
                    <Button kind=ButtonKind::Secondary>"Change the level"</Button>
                </Form>
            </Section>
        })}
        <Section id="end" title="End the membership">
            <Form action=format!("{path}/end")>
                {ends_on}
                <Button kind=ButtonKind::Warning>"End the membership"</Button>
            </Form>
        </Section>
    }
}
