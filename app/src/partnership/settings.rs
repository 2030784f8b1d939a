//! A partnership's settings: levels with a price worked out, areas, what invoices say; who sells,
//! and where schools pay.

use domain::Failure;
use domain::access::Action;
use domain::calendar::short_day;
use domain::form::{Reading, optional, whole_number};
use domain::invoice::SellerPrefix;
use domain::partnership::{LineOfWork, PricedTier, read_vat_number, yearly_price};
use domain::school::Area;
use domain::text::{self, LaCode};
use leptos::prelude::*;
use market::association::association_standing;
use market::db::PageAsked;
use market::partnership::{
    Member, MemberFilter, Partnership, PartnershipFacts, Tier, members, partnership, tiers,
    update_partnership,
};

use super::draft::area_names;
use crate::parts::{
    Actions, BackLink, Button, ButtonKind, ButtonLink, Cell, CheckboxesField, Choice, ColumnHead,
    Details, ErrorSummary, Fieldset, Form, Hidden, Link, Muted, Notice, NoticeKind, NumberField,
    Section, SummaryList, SummaryRow, Table, TableRow, TextAreaField, TextField, TextLink, Title,
    Width,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed};
use crate::words::{count, partnership as words};

/// What stands where nothing has been entered.
const NONE: &str = "None entered";

/// The page.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let found = partnership(ask.market(), actor).await?;
    let levels = tiers(ask.market(), actor).await?;
    let first =
        members(ask.market(), actor, &MemberFilter::default(), &PageAsked::default()).await?;
    let example = first.items.into_iter().find(|member| member.pupils.is_some());
    let manages = actor.can(Action::ManagePartnership);
    let banks = actor.can(Action::ManageBank);
    let sees_orders = actor.can(Action::ViewOrders);
    let today = ask.market().today();
    let association = match association_standing(ask.market(), actor).await {
        Ok(standing) => Some(standing),
        Err(Failure::NotFound | Failure::NotAllowed) => None,
        Err(failure) => return Err(failure),
    };
    let page = Page::new("Levels and settings", move || {
        let (changes, host) =
            (super::change::waiting(&found.waiting, banks), waits_for_host(&found));
        let next = if manages { super::begun::next_steps(found.begun) } else { None };
        let (money, buttons) = (money(&found), banks.then(|| money_buttons(&found)));
        let add = manages.then(|| Link::new("Add a level", "/partnership/levels/new"));
        view! {
            <Title caption=found.facts.name.clone() text="Levels and settings"/>
            {next}
            <Section id="levels" title="Membership levels" more=add>
                {level_table(&levels, example.as_ref(), today, manages)}
                <Muted><TextLink href="/partnership/levels.csv">"Download as CSV"</TextLink></Muted>
            </Section>
            <Section id="facts" title="The partnership">
                <SummaryList rows=facts(&found)/>
                {manages.then(|| view! {
                    <ButtonLink href="/partnership/change" kind=ButtonKind::Secondary>"Change these"</ButtonLink>
                })}
            </Section>
            <Section id="money" title="Who sells, and where schools pay">
                {changes}
                {host}
                <SummaryList rows=money/>
                {buttons}
            </Section>
            {sees_orders.then(|| view! {
                <Section id="buy-back" title="Buy-back" small=true>
                    <p>"From when schools see next year’s prices, and who has renewed. "
                        <TextLink href="/buy-backs">"Buy-back"</TextLink></p>
                </Section>
            })}
            <Section id="term-dates" title="Term dates" small=true>
                <p>"On which days pupils are at school, and people’s days are offered. "
                    <TextLink href="/term-dates">"Term dates of the area"</TextLink></p>
            </Section>
            <Section id="control" title="Ownership and control" small=true>
                <p>"Who owns the partnership, who sits on its board, and whether it passes the control test. "
                    <TextLink href="/control">"Ownership and control"</TextLink></p>
            </Section>
            {association.map(|standing| {
                let told = match standing.since {
                    Some(day) => format!("Your partnership has belonged to it since {}.", short_day(day)),
                    None => "Your partnership does not belong to it.".to_owned(),
                };
                view! {
                    <Section id="association" title=standing.association small=true>
                        <p>{told}" "<TextLink href="/partnership/association">"Join, change or leave"</TextLink></p>
                    </Section>
                }
            })}
        }
    });
    Ok(page.into())
}

fn level_table(
    levels: &[Tier],
    example: Option<&Member>,
    today: chrono::NaiveDate,
    manages: bool,
) -> impl IntoView + use<> {
    let rows = levels
        .iter()
        .map(|tier| {
            let level = &tier.level;
            let on = tier.starts_on.max(today);
            // Without a member to take for an example, what no pupils are needed for is still said.
            let pupils = example.and_then(|member| member.pupils);
            let worked = yearly_price(&level.rule, pupils, on)
                .ok()
                .map(|priced: PricedTier| words::working(&priced));
            let when = match tier.ends_on {
                Some(last) => format!("{} until {}", short_day(tier.starts_on), short_day(last)),
                None => short_day(tier.starts_on),
            };
            let (name, href) = (level.name.clone(), format!("/partnership/levels/{}", tier.id));
            let name = if manages && tier.ends_on.is_none() {
                Cell::view(view! { <TextLink href=href>{name}</TextLink> })
            } else {
                Cell::Text(name)
            };
            TableRow::new(vec![
                name,
                Cell::from(words::rights(level.rights)),
                Cell::Text(words::rule(&level.rule)),
                Cell::Text(worked.unwrap_or_else(|| "Needs pupil number".to_owned())),
                Cell::Text(when),
                Cell::Text(count(tier.members)),
            ])
        })
        .collect();
    let named =
        example.map_or_else(|| "For example".to_owned(), |member| format!("For {}", member.name));
    let columns = vec![
        ColumnHead::words("Level"),
        ColumnHead::words("Rights"),
        ColumnHead::words("A year"),
        ColumnHead::words(named),
        ColumnHead::words("Since"),
        ColumnHead::numbers("Members"),
    ];
    view! { <Table caption="Membership levels. Amounts exclude VAT" columns rows/> }
}

fn money_buttons(found: &Partnership) -> impl IntoView + use<> {
    let account = if found.bank.is_some() { "Change the account" } else { "Enter the account" };
    view! {
        <Actions>
            <ButtonLink href="/partnership/bank" kind=ButtonKind::Secondary>{account}</ButtonLink>
            <ButtonLink href="/partnership/trading" kind=ButtonKind::Secondary>"Change who sells"</ButtonLink>
        </Actions>
    }
}

/// What waits while the host has not agreed.
fn waits_for_host(found: &Partnership) -> Option<AnyView> {
    let host = found.host.as_ref().filter(|host| host.agreed != Some(true))?;
    let title = match host.agreed {
        None => format!("{} has not answered yet", host.name),
        Some(_) => format!("{} does not trade for you", host.name),
    };
    let notice = view! {
        <Notice kind=NoticeKind::Waits title=title>
            <p>"Nothing is invoiced until it agrees. What is delivered meanwhile is invoiced then."</p>
        </Notice>
    };
    Some(notice.into_any())
}

fn facts(found: &Partnership) -> Vec<SummaryRow> {
    let facts = &found.facts;
    let none = || NONE.to_owned();
    let lines: Vec<&str> =
        facts.lines_of_work.iter().map(|line| words::line_of_work(*line)).collect();
    let address = facts.invoice_address.as_ref();
    let address = address.map(|text| text.lines().collect::<Vec<_>>().join(", "));
    vec![
        SummaryRow::new("Name", facts.name.clone()),
        SummaryRow::new("Areas", area_names(&facts.areas)),
        SummaryRow::new("What it does", lines.join(", ")),
        SummaryRow::new("Invoice letters", facts.invoice_prefix.as_str().to_owned()),
        SummaryRow::new("Seller’s address", address.unwrap_or_else(none)),
        SummaryRow::new("Seller’s VAT number", facts.vat_number.clone().unwrap_or_else(none)),
        SummaryRow::new("Invoices are due after", format!("{} days", facts.payment_terms_days)),
    ]
}

/// Who sells and where the money goes, which a second person confirms.
fn money(found: &Partnership) -> Vec<SummaryRow> {
    let mut rows = vec![SummaryRow::new("Who sells and invoices", words::shape(found.shape))];
    rows.extend(
        found.host.as_ref().map(|host| SummaryRow::new("Trades through", words::host(host))),
    );
    let bank = found.bank.as_ref();
    let bank = bank.map(|bank| format!("{}, {}, {}", bank.name, bank.sort_code, bank.account));
    rows.push(SummaryRow::new("Bank account", bank.unwrap_or_else(|| NONE.to_owned())));
    rows
}

/// The form of what can be changed.
pub async fn edit(ask: Ask) -> Result<Answer, Failure> {
    let found = partnership(ask.market(), ask.actor()?).await?;
    let facts = &found.facts;
    let (version, days) = (found.version.to_string(), facts.payment_terms_days.to_string());
    let mut fields = vec![
        ("version", version.as_str()),
        ("name", facts.name.as_str()),
        ("invoice_prefix", facts.invoice_prefix.as_str()),
        ("vat_number", facts.vat_number.as_deref().unwrap_or_default()),
        ("invoice_address", facts.invoice_address.as_deref().unwrap_or_default()),
        ("payment_terms_days", days.as_str()),
        ("then", ask.query.get("then")),
    ];
    fields.extend(facts.areas.iter().map(|code| ("areas", code.as_str())));
    fields.extend(facts.lines_of_work.iter().map(|line| ("lines", line.code())));
    Ok(form_page(Typed::fresh(Filled::of(fields))).into())
}

/// Saves it.
pub async fn save(ask: Ask) -> Result<Answer, Failure> {
    let version = ask.form.get("version").parse().unwrap_or(0);
    let done = match read(&ask.form) {
        Ok(facts) => update_partnership(ask.market(), ask.actor()?, version, facts).await,
        Err(failure) => Err(failure),
    };
    match done {
        Ok(()) => Ok(Answer::see_other(came_from(&ask.form).0)),
        Err(failure) => Ok(form_page(Typed::refused(ask.form, failure)?).into()),
    }
}

/// Where somebody goes on who came here from elsewhere for what was missing there.
fn came_from(form: &Filled) -> (&'static str, &'static str) {
    match form.get("then") {
        "invoices" => ("/invoices/new", "Back to raising invoices"),
        _ => ("/partnership", "Back to levels and settings"),
    }
}

fn read(form: &Filled) -> Result<PartnershipFacts, Failure> {
    let mut reading = Reading::default();
    let name = reading.take("name", text::name(form.get("name"), 120));
    let prefix = reading.take("invoice_prefix", SellerPrefix::parse(form.get("invoice_prefix")));
    let vat = reading.take("vat_number", optional(read_vat_number(form.get("vat_number"))));
    let address = optional(text::paragraph(form.get("invoice_address"), 300));
    let address = reading.take("invoice_address", address);
    let days = whole_number(form.get("payment_terms_days"), 120_u8);
    let days = reading.take("payment_terms_days", days);
    let areas = super::draft::areas(form);
    let lines = form.all("lines").into_iter().filter_map(LineOfWork::from_code).collect();
    let facts = (|| {
        Some(PartnershipFacts {
            name: name?,
            areas,
            lines_of_work: lines,
            invoice_prefix: prefix?,
            vat_number: vat?,
            invoice_address: address?,
            payment_terms_days: days?,
        })
    })();
    reading.finish(facts).map_err(Failure::Invalid)
}

fn form_page(typed: Typed) -> Page {
    let shown = typed.clone();
    Page::new("Change the partnership", move || {
        let (back, words) = came_from(&shown.form);
        view! {
            <BackLink href=back text=words/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="Change the partnership"/>
            <Form action="/partnership/change">
                <Hidden name="version" value=shown.value("version")/>
                <Hidden name="then" value=shown.value("then")/>
                {what_it_is(shown.clone())}
                {what_invoices_say(&shown)}
                <Button>"Save"</Button>
            </Form>
        }
    })
    .with_form(&typed)
}

fn what_it_is(typed: Typed) -> impl IntoView + use<> {
    let held = |field: &str| -> Vec<String> {
        typed.form.all(field).into_iter().map(str::to_owned).collect()
    };
    let (held_lines, held_areas) = (held("lines"), held("areas"));
    let chosen: Vec<LaCode> = super::draft::areas(&typed.form);
    let first = chosen.iter().filter_map(Area::by_code);
    let rest = Area::all().iter().filter(|area| !chosen.contains(&area.code));
    let areas = first.chain(rest).map(|area| Choice::new(area.code.as_str(), area.name)).collect();
    let lines = LineOfWork::ALL
        .iter()
        .map(|line| Choice::new(line.code(), words::line_of_work(*line)))
        .collect();
    view! {
        <TextField name="name" label="Name" value=typed.value("name") error=typed.error("name")/>
        <CheckboxesField name="lines" label="What it works in" choices=lines values=held_lines small=true/>
        <Details summary=format!("Areas: {}", area_names(&chosen)) open=typed.error("areas").is_some()>
            <CheckboxesField name="areas" label="Council areas" choices=areas values=held_areas
                error=typed.error("areas") small=true/>
        </Details>
    }
}

fn what_invoices_say(typed: &Typed) -> impl IntoView + use<> {
    let field = |name: &'static str| (typed.value(name), typed.error(name));
    let (prefix, prefix_error) = field("invoice_prefix");
    let (address, address_error) = field("invoice_address");
    let (vat, vat_error) = field("vat_number");
    let (days, days_error) = field("payment_terms_days");
    view! {
        <Fieldset legend="What its invoices say">
            <TextField name="invoice_prefix" label="Letters before the numbers" hint="Two to six, like BDSIP"
                width=Width::Ten value=prefix error=prefix_error/>
            <TextAreaField name="invoice_address" label="Address of whoever sells" rows=4
                hint="The company’s, or its host’s where it is informal. A VAT invoice must have it"
                value=address error=address_error/>
            <TextField name="vat_number" label="VAT number of whoever sells" hint="Leave it empty if it is not registered"
                width=Width::Twenty value=vat error=vat_error/>
            <NumberField name="payment_terms_days" label="Days to pay" suffix="days" value=days error=days_error/>
        </Fieldset>
    }
}
