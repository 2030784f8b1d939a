//! A school's page: what the register says, what follows from it, pupils with day and source.

use chrono::NaiveDate;
use domain::Failure;
use domain::calendar::short_day;
use domain::id::OrganisationId;
use domain::money::grouped;
use domain::school::{CountSource, LinkKind, RegisterEntry, Standing};
use domain::text::Urn;
use leptos::prelude::*;
use market::group::OwnGroup;
use market::school::{
    LinkedSchool, PupilCount, RecordPupils, SchoolPage, record_pupils, school_page,
};

use crate::member::memberships;
use crate::parts::{
    BackLink, Button, ButtonLink, Cell, Column, ColumnHead, Columns, DateField, ErrorSummary, Form,
    Lead, Notice, NoticeKind, NumberField, Section, SummaryList, SummaryRow, Table, TableRow,
    TextField, TextLink, Title,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed};
use crate::words::school as words;

/// The page.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let urn = urn(&ask)?;
    page(&ask, &urn, Typed::fresh(Filled::default())).await
}

/// Records how many pupils it has.
pub async fn record(ask: Ask) -> Result<Answer, Failure> {
    let urn = urn(&ask)?;
    let form = &ask.form;
    let today = ask.market().today();
    let counted_on = form.date("counted_on");
    let [pupils, note, reason] = ["pupils", "note", "reason"].map(|field| form.get(field));
    let typed = [pupils, counted_on.as_str(), note, reason];
    let done = match RecordPupils::read(urn.clone(), typed, today) {
        Ok(record) => record_pupils(ask.market(), ask.actor()?, record).await,
        Err(problems) => Err(Failure::Invalid(problems)),
    };
    match done {
        Ok(()) => Ok(Answer::see_other(format!("/schools/{urn}"))),
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            page(&ask, &urn, typed).await
        }
    }
}

/// The school that an address names.
pub(crate) fn urn(ask: &Ask) -> Result<Urn, Failure> {
    Urn::parse(&ask.part::<String>("urn")?).map_err(|_| Failure::NotFound)
}

async fn page(ask: &Ask, urn: &Urn, typed: Typed) -> Result<Answer, Failure> {
    let school = school_page(ask.market(), &ask.viewer, urn).await?;
    let today = ask.market().today();
    let acting = ask.viewer.signed_in().and_then(|actor| actor.acting_for());
    let acts = acting.is_some_and(|acting| Some(acting.organisation) == school.organisation);
    let shown = typed.clone();
    let page = Page::new(school.entry.name.clone(), move || {
        let SchoolPage { entry, counts, links, .. } = &school;
        let standing = entry.standing(today);
        let entry_form = school
            .may_record_pupils
            .then(|| pupils_form(entry, !school.speaks_for_itself, shown.clone()));
        let (title, facts, follows) =
            (entry.name.clone(), facts(entry, standing), what_follows(entry));
        let (linked, counted, here) = (
            before_and_after(
                standing,
                entry.closed_on,
                links,
                super::succession::link(&school, standing),
            ),
            pupils(counts),
            here(&school, standing, acts),
        );
        let in_groups = in_groups(&school.groups);
        let left = crate::trust::left::history(&school.left, &entry.urn);
        let memberships = memberships(&school.memberships, true);
        let caption = words::kind(entry.kind, entry.kind_as_written.as_deref());
        view! {
            <BackLink href="/schools" text="Find another school"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=caption text=title/>
            {linked}
            <Columns>
                <Column>
                    <Section id="register" title="In the national register">
                        <SummaryList rows=facts/>
                    </Section>
                    <Section id="follows" title="What follows from it">
                        <SummaryList rows=follows/>
                    </Section>
                </Column>
                <Column>
                    {here}
                    {in_groups}
                    {left}
                    {memberships}
                    <Section id="pupils-known" title="Pupils" small=true>
                        {counted}
                        {entry_form}
                    </Section>
                </Column>
            </Columns>
        }
    });
    Ok(page.with_form(&typed).into())
}

/// What came before and after a school, and what more can be said of that.
pub(crate) fn before_and_after(
    standing: Standing,
    closed_on: Option<NaiveDate>,
    links: &[LinkedSchool],
    more: Option<AnyView>,
) -> Option<AnyView> {
    let closed = standing == Standing::Closed;
    if !closed && links.is_empty() {
        return None;
    }
    let title = match (closed, closed_on) {
        (true, Some(day)) => format!("This school closed on {}", short_day(day)),
        (true, None) => "This school has closed".to_owned(),
        (false, _) => "Linked in the register".to_owned(),
    };
    let kind = if closed { NoticeKind::Waits } else { NoticeKind::Info };
    let lines = links
        .iter()
        .map(|link| {
            let name = link.name.clone().unwrap_or_else(|| format!("URN {}", link.urn));
            let from = if link.kind == LinkKind::Predecessor { "until" } else { "since" };
            let since = link.since.map(|day| format!(" {from} {}", short_day(day)));
            let href = format!("/schools/{}", link.urn);
            view! { <p>{words::link(link.kind)}" "<TextLink href=href>{name}</TextLink>{since}</p> }
        })
        .collect_view();
    Some(view! { <Notice kind=kind title=title>{lines}{more}</Notice> }.into_any())
}

fn known(value: Option<String>) -> String {
    value.unwrap_or_else(|| words::NOT_KNOWN.to_owned())
}

fn facts(entry: &RegisterEntry, standing: Standing) -> Vec<SummaryRow> {
    let ages = entry.low_age.zip(entry.high_age).map(|(low, high)| format!("{low} to {high}"));
    let lines = entry.address.lines();
    let address = (!lines.is_empty()).then(|| lines.join(", "));
    let website = entry.web_address().map(|href| {
        let text = href.trim_start_matches("https://").trim_start_matches("http://");
        let text = text.trim_end_matches('/').to_owned();
        view! { <TextLink href=href>{text}</TextLink> }.into_any()
    });
    let group = in_group("Trust", entry.trust_name.clone(), entry.trust_uid.as_deref());
    let federation = entry.federation_name.clone();
    let federation = in_group("Federation", federation, entry.federation_uid.as_deref());
    let mut rows = vec![
        SummaryRow::new("URN", entry.urn.as_str().to_owned()),
        SummaryRow::new("Standing", words::standing(standing)),
        SummaryRow::new("Phase", words::known_phase(entry.known_phase())),
        SummaryRow::new("Ages", known(ages)),
        SummaryRow::new("Council area", known(entry.la_name.clone())),
        SummaryRow::new("Address", known(address)),
    ];
    rows.extend(group);
    rows.extend(entry.trust.map(|trust| SummaryRow::new("Kind of trust", words::trust(trust))));
    rows.extend(federation);
    rows.extend(entry.opened_on.map(|day| SummaryRow::new("Opened", short_day(day))));
    rows.extend(entry.closed_on.map(|day| SummaryRow::new("Closes or closed", short_day(day))));
    rows.extend(website.map(|link| SummaryRow::new("Website", link)));
    rows
}

/// The trust or federation, with its page where the register has a number of it.
fn in_group(what: &'static str, name: Option<String>, uid: Option<&str>) -> Option<SummaryRow> {
    let name = name?;
    let is_number = |uid: &&str| !uid.is_empty() && uid.bytes().all(|digit| digit.is_ascii_digit());
    Some(match uid.filter(is_number) {
        Some(uid) => {
            let href = format!("/trusts/{uid}");
            SummaryRow::new(what, view! { <TextLink href=href>{name}</TextLink> }.into_any())
        }
        None => SummaryRow::new(what, name),
    })
}

fn what_follows(entry: &RegisterEntry) -> Vec<SummaryRow> {
    vec![
        SummaryRow::new("Who signs", words::legal_buyer(entry.legal_buyer())),
        SummaryRow::new("Financial year", words::financial_year(entry.financial_year_kind())),
        SummaryRow::new("VAT", words::vat_position(entry.vat_position())),
    ]
}

/// Whether it is on Commonpool, and the way in.
fn here(school: &SchoolPage, standing: Standing, acts: bool) -> impl IntoView + use<> {
    if standing == Standing::Closed {
        return ().into_any();
    }
    let join = format!("/schools/{}/join", school.entry.urn);
    let words = if school.letting_in.attended {
        "People act for this school on Commonpool already."
    } else {
        "Nobody acts for this school on Commonpool yet."
    };
    let names: Vec<&str> = school.partnerships.iter().map(|(_, name)| name.as_str()).collect();
    let partnerships =
        (!names.is_empty()).then(|| format!("Member of {}.", names.join(" and of ")));
    // Whoever belongs to a partnership may see who controls it.
    let owned = school.is_own.then(|| {
        let link = |(id, name): &(OrganisationId, String)| {
            let (href, of) = (format!("/control/of/{id}"), format!(" of {name}"));
            view! { <p><TextLink href=href>"Ownership and control"{of}</TextLink></p> }
        };
        school.partnerships.iter().map(link).collect_view()
    });
    let prices = acts.then(|| {
        view! {
            <p><TextLink href="/school/prices">"Your prices in the market rate"</TextLink></p>
            <p><TextLink href="/term-dates">"Your term dates and INSET days"</TextLink></p>
            <p><TextLink href="/peer-review">"Peer review: your days given and received"</TextLink></p>
        }
    });
    let people = school.may_decide;
    view! {
        <Section id="here" title="On Commonpool" small=true>
            <p>{words}" "{partnerships}</p>
            {owned}
            {prices}
            {if people {
                view! { <ButtonLink href="/people">"People of this school"</ButtonLink> }.into_any()
            } else if acts {
                view! { <p>"You act for it."</p> }.into_any()
            } else {
                view! { <ButtonLink href=join>"Act for this school"</ButtonLink> }.into_any()
            }}
        </Section>
    }
    .into_any()
}

/// The groups that it is in, for its own people.
fn in_groups(groups: &[OwnGroup]) -> Option<AnyView> {
    if groups.is_empty() {
        return None;
    }
    let rows = groups
        .iter()
        .map(|group| {
            let within = group.within.as_ref().map(|within| format!(" within {within}"));
            let kind = crate::words::group_kind(group.kind);
            let told = format!(
                "{kind}{} of {}, since {}",
                within.unwrap_or_default(),
                group.keeper,
                short_day(group.since)
            );
            SummaryRow::new(group.name.clone(), told)
        })
        .collect();
    let section = view! {
        <Section id="groups" title="Your groups" small=true><SummaryList rows label="Your groups"/></Section>
    };
    Some(section.into_any())
}

fn pupils(counts: &[PupilCount]) -> AnyView {
    if counts.is_empty() {
        return view! { <Lead>{words::NOT_KNOWN}</Lead> }.into_any();
    }
    let rows = counts
        .iter()
        .map(|count| {
            TableRow::new(vec![
                Cell::Text(short_day(count.on)),
                Cell::Text(grouped(u64::from(count.pupils))),
                Cell::Text(source(count)),
            ])
        })
        .collect();
    let columns =
        vec![ColumnHead::words("On"), ColumnHead::numbers("Pupils"), ColumnHead::words("Source")];
    view! { <Table caption="Pupils by day and source" quiet_caption=true columns rows/> }.into_any()
}

/// Who says so, from where, and why it is right where it is unlikely.
fn source(count: &PupilCount) -> String {
    let mut told = match (count.source, &count.by) {
        (CountSource::Register, _) => "National register".to_owned(),
        (CountSource::School, None) => "The school".to_owned(),
        (CountSource::School, Some((person, _))) => format!("The school, by {person}"),
        (CountSource::Partnership, by) => {
            let by = by.as_ref().map_or("a partnership", |(_, partnership)| partnership);
            format!("Estimated by {by}, to be confirmed by the school")
        }
    };
    for more in [&count.note, &count.reason].into_iter().flatten() {
        told.push_str(": ");
        told.push_str(more);
    }
    told
}

fn pupils_form(entry: &RegisterEntry, estimates: bool, typed: Typed) -> impl IntoView + use<> {
    let action = format!("/schools/{}/pupils", entry.urn);
    let told = if estimates {
        "Neither the school nor the register has said a number. Yours is an estimate for your own \
         membership prices, until the school confirms it."
    } else {
        "A newer number counts from its day on. The numbers before it stay in the list."
    };
    // Asked only where the number is unusual.
    let asks_why = typed.error("reason").is_some() || typed.form.filled("reason").is_some();
    let why = asks_why.then(|| {
        view! {
            <TextField name="reason" label="Why is the number right?"
                hint="For example, two classes moved to another site in September"
                value=typed.value("reason") error=typed.error("reason")/>
        }
    });
    view! {
        <Form action=action>
            <p>{told}</p>
            <NumberField name="pupils" label="How many pupils are there?" suffix="pupils"
                value=typed.value("pupils") error=typed.error("pupils")/>
            <DateField name="counted_on" label="Day on which they were counted" hint="For example, 1 10 2026"
                value=typed.form.date_parts("counted_on") error=typed.error("counted_on")/>
            <TextField name="note" label="Where the number is from" hint="For example, October school census"
                value=typed.value("note") error=typed.error("note")/>
            {why}
            <Button>"Save the number"</Button>
        </Form>
    }
}
