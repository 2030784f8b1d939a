//! A partnership's settings: levels with a price worked out, areas, host, what invoices say.

use domain::access::Action;
use domain::calendar::short_day;
use domain::form::{Reading, optional, whole_number};
use domain::invoice::SellerPrefix;
use domain::partnership::{
    LegalShape, LineOfWork, PricedTier, read_account_number, read_sort_code, read_vat_number,
    yearly_price,
};
use domain::school::Area;
use domain::text::{self, LaCode};
use domain::{Failure, Problem};
use leptos::prelude::*;
use market::db::PageAsked;
use market::partnership::{
    Host, Member, MemberFilter, Partnership, PartnershipFacts, Tier, members, partnership, tiers,
    update_partnership,
};

use super::draft::area_names;
use crate::parts::{
    BackLink, Button, ButtonKind, ButtonLink, Cell, CheckboxesField, Choice, ColumnHead, Details,
    ErrorSummary, Fieldset, Form, Hidden, Link, NumberField, RadiosField, Section, Step, StepState,
    Steps, SummaryList, SummaryRow, Table, TableRow, TextField, TextLink, Title, Width,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed};
use crate::words::partnership as words;

/// The page.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let found = partnership(ask.market(), actor).await?;
    let levels = tiers(ask.market(), actor).await?;
    let first =
        members(ask.market(), actor, &MemberFilter::default(), &PageAsked::default()).await?;
    let example = first.items.into_iter().find(|member| member.pupils.is_some());
    let manages = actor.can(Action::ManagePartnership);
    let is_new = ask.query.get("new") == "yes";
    let today = ask.market().today();
    let page = Page::new("Levels and settings", move || {
        let add = manages.then(|| Link::new("Add a level", "/partnership/levels/new"));
        view! {
            <Title caption=found.facts.name.clone() text="Levels and settings"/>
            {is_new.then(next_steps)}
            <Section id="levels" title="Membership levels" more=add>
                {level_table(&levels, example.as_ref(), today, manages)}
            </Section>
            <Section id="facts" title="The partnership">
                <SummaryList rows=facts(&found)/>
                {manages.then(|| view! {
                    <ButtonLink href="/partnership/change" kind=ButtonKind::Secondary>"Change these"</ButtonLink>
                })}
            </Section>
        }
    });
    Ok(page.into())
}

/// What comes after founding.
fn next_steps() -> impl IntoView {
    let step = |text: &str, hint: &str, href: &str| Step {
        text: text.to_owned(),
        hint: hint.to_owned(),
        href: href.to_owned(),
        state: StepState::ToDo,
    };
    let founded = Step {
        state: StepState::Done,
        ..step("Found the partnership", "With its members and their prices", "/members")
    };
    let steps = vec![
        founded,
        step("Upload your price list", "A CSV file of what you sell", "/services/import"),
        step("Invite people of the schools", "Paste URNs with email addresses", "/members/invite"),
        step("Say what your invoices say", "VAT number and bank account", "/partnership/change"),
    ];
    view! {
        <Section id="next" title="What to do next"><Steps id="step" steps/></Section>
    }
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
            let worked = example
                .and_then(|member| yearly_price(&level.rule, member.pupils, on).ok())
                .map(|priced: PricedTier| words::working(&priced));
            let when = match tier.ends_on {
                Some(last) => format!("until {}", short_day(last)),
                None if tier.starts_on > today => format!("from {}", short_day(tier.starts_on)),
                None => "now".to_owned(),
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
                Cell::Text(tier.members.to_string()),
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
        ColumnHead::words("Holds"),
        ColumnHead::numbers("Members"),
    ];
    view! { <Table caption="Membership levels. Amounts exclude VAT" columns rows/> }
}

fn facts(found: &Partnership) -> Vec<SummaryRow> {
    let facts = &found.facts;
    let none = || "None entered".to_owned();
    let lines: Vec<&str> =
        facts.lines_of_work.iter().map(|line| words::line_of_work(*line)).collect();
    let bank = match (&facts.bank_name, &facts.bank_sort_code, &facts.bank_account) {
        (name, Some(sort), Some(account)) => {
            let name = name.clone().unwrap_or_else(|| facts.name.clone());
            format!("{name}, {sort}, {account}")
        }
        _ => none(),
    };
    let mut rows = vec![
        SummaryRow::new("Name", facts.name.clone()),
        SummaryRow::new("In law", words::shape(facts.shape)),
    ];
    if facts.shape == LegalShape::Informal {
        let host = found.host_name.clone().unwrap_or_else(none);
        rows.push(SummaryRow::new("Trades through", host));
    }
    rows.extend([
        SummaryRow::new("Areas", area_names(&facts.areas)),
        SummaryRow::new("Works in", lines.join(", ")),
        SummaryRow::new("Invoice letters", facts.invoice_prefix.as_str().to_owned()),
        SummaryRow::new("VAT number", facts.vat_number.clone().unwrap_or_else(none)),
        SummaryRow::new("Bank account", bank),
        SummaryRow::new("Invoices are due after", format!("{} days", facts.payment_terms_days)),
    ]);
    rows
}

/// The form of what can be changed.
pub async fn edit(ask: Ask) -> Result<Answer, Failure> {
    let found = partnership(ask.market(), ask.actor()?).await?;
    let facts = &found.facts;
    let (version, days) = (found.version.to_string(), facts.payment_terms_days.to_string());
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let (vat, bank, sort, account) = (
        text(&facts.vat_number),
        text(&facts.bank_name),
        text(&facts.bank_sort_code),
        text(&facts.bank_account),
    );
    let host = found.host_name.clone().unwrap_or_default();
    let mut fields = vec![
        ("version", version.as_str()),
        ("name", facts.name.as_str()),
        ("shape", facts.shape.code()),
        ("host", host.as_str()),
        ("invoice_prefix", facts.invoice_prefix.as_str()),
        ("vat_number", vat.as_str()),
        ("bank_name", bank.as_str()),
        ("bank_sort_code", sort.as_str()),
        ("bank_account", account.as_str()),
        ("payment_terms_days", days.as_str()),
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
        Ok(()) => Ok(Answer::see_other("/partnership")),
        Err(failure) => Ok(form_page(Typed::refused(ask.form, failure)?).into()),
    }
}

fn read(form: &Filled) -> Result<PartnershipFacts, Failure> {
    let mut reading = Reading::default();
    let name = reading.take("name", text::line(form.get("name"), 120));
    let shape = LegalShape::from_code(form.get("shape")).ok_or(Problem::NotAChoice);
    let shape = reading.take("shape", shape);
    let host = reading.take("host", text::optional_line(form.get("host"), 120));
    let prefix = reading.take("invoice_prefix", SellerPrefix::parse(form.get("invoice_prefix")));
    let vat = reading.take("vat_number", optional(read_vat_number(form.get("vat_number"))));
    let bank = reading.take("bank_name", text::optional_line(form.get("bank_name"), 80));
    let sort = optional(read_sort_code(form.get("bank_sort_code")));
    let sort = reading.take("bank_sort_code", sort);
    let account = optional(read_account_number(form.get("bank_account")));
    let account = reading.take("bank_account", account);
    let days = whole_number(form.get("payment_terms_days"), 120_u8);
    let days = reading.take("payment_terms_days", days);
    let areas = super::draft::areas(form);
    let lines = form.all("lines").into_iter().filter_map(LineOfWork::from_code).collect();
    let facts = (|| {
        let shape = shape?;
        let host = host?.map(Host::Named).filter(|_| shape == LegalShape::Informal);
        Some(PartnershipFacts {
            name: name?,
            shape,
            host,
            areas,
            lines_of_work: lines,
            invoice_prefix: prefix?,
            vat_number: vat?,
            bank_name: bank?,
            bank_sort_code: sort?,
            bank_account: account?,
            payment_terms_days: days?,
        })
    })();
    reading.finish(facts).map_err(Failure::Invalid)
}

fn form_page(typed: Typed) -> Page {
    let shown = typed.clone();
    Page::new("Change the partnership", move || {
        view! {
            <BackLink href="/partnership" text="Back to levels and settings"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="Change the partnership"/>
            <Form action="/partnership/change">
                <Hidden name="version" value=shown.value("version")/>
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
    let shapes = LegalShape::ALL
        .iter()
        .map(|shape| Choice::new(shape.code(), words::shape(*shape)))
        .collect();
    view! {
        <TextField name="name" label="Name" value=typed.value("name") error=typed.error("name")/>
        <RadiosField name="shape" label="What it is in law" choices=shapes
            value=typed.value("shape") error=typed.error("shape")/>
        <TextField name="host" label="The council it trades through" hint="Only where it is informal"
            value=typed.value("host") error=typed.error("host")/>
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
    let (vat, vat_error) = field("vat_number");
    let (bank, bank_error) = field("bank_name");
    let (sort, sort_error) = field("bank_sort_code");
    let (account, account_error) = field("bank_account");
    let (days, days_error) = field("payment_terms_days");
    view! {
        <Fieldset legend="What its invoices say">
            <TextField name="invoice_prefix" label="Letters before the numbers" hint="Two to six, like BDSIP"
                width=Width::Ten value=prefix error=prefix_error/>
            <TextField name="vat_number" label="VAT number" hint="Leave empty if it is not registered"
                width=Width::Twenty value=vat error=vat_error/>
            <TextField name="bank_name" label="Name of the bank account" value=bank error=bank_error/>
            <TextField name="bank_sort_code" label="Sort code" width=Width::Ten inputmode="numeric" value=sort error=sort_error/>
            <TextField name="bank_account" label="Account number" width=Width::Ten inputmode="numeric"
                value=account error=account_error/>
            <NumberField name="payment_terms_days" label="Days to pay" suffix="days" value=days error=days_error/>
        </Fieldset>
    }
}
