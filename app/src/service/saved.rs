//! Saved searches: keeping what is sought on the list of services, opening it again, renaming, removing.

use ::market::db::PageAsked;
use ::market::saved_search::{
    RenameSearch, SaveSearch, SavedSearch, remove_search, rename_search, save_search,
    saved_searches, view_search,
};
use ::market::service::{ServicesFound, list_services};
use domain::calendar::{day_in_words, london_day};
use domain::id::SavedSearchId;
use domain::saved_search::{Criteria, NAME_MAX, SEARCHES_MAX};
use domain::service::{Category, PhaseServed};
use domain::{Failure, Refusal};
use leptos::prelude::*;

use super::filters::{NARROWING, Sought, chosen};
use crate::parts::{
    Actions, BackLink, Button, ButtonKind, Cell, ColumnHead, EmptyState, ErrorSummary, Form,
    Hidden, Lead, Muted, Notice, NoticeKind, Section, Table, TableRow, TextLink, Title,
};
use crate::web::{Answer, Ask, Fields, Form as Filled, Page, Typed};
use crate::words;

/// What the letter does, in a sentence.
const TOLD: &str = "On Mondays at 7am we email you what is new or has changed among the services that your saved \
    searches find, if anything has.";

/// Shows the searches that whoever looks keeps for their school.
pub async fn list(ask: Ask) -> Result<Answer, Failure> {
    let kept = saved_searches(ask.market(), ask.actor()?).await?;
    let is_full = ask.query.has("full", "");
    let school = ask.actor()?.acting_for().map_or_else(String::new, |acting| acting.name.clone());
    Ok(Page::new("Saved searches", move || {
        let body = if kept.is_empty() { empty().into_any() } else { table(&kept).into_any() };
        view! {
            <BackLink href="/services" text="Services"/>
            <Title caption=school text="Saved searches"/>
            {is_full.then(full)}
            {body}
        }
    })
    .into())
}

fn full() -> impl IntoView {
    let told = format!(
        "You keep {SEARCHES_MAX} searches, all your schools together, and that is as many as you can. Remove one, \
         and then save the other."
    );
    view! { <Notice kind=NoticeKind::Refused title="Nothing was saved"><p>{told}</p></Notice> }
}

fn empty() -> impl IntoView {
    view! {
        <EmptyState title="No saved searches yet">
            <p>"Search for services, or choose a filter, and then “Save this search”."</p>
            <p>{TOLD}</p>
            <p><TextLink href="/services">"Find services"</TextLink></p>
        </EmptyState>
    }
}

fn table(kept: &[SavedSearch]) -> impl IntoView + use<> {
    let rows = kept.iter().map(|one| {
        let open = one.name.clone();
        let (href, change) = (address(&one.criteria), format!("/services/saved/{}", one.id));
        let label = format!("Rename or remove {}", one.name);
        TableRow::new(vec![
            Cell::view(view! { <TextLink href>{open}</TextLink> }),
            in_words(&one.criteria).into(),
            day_in_words(london_day(one.saved_at)).into(),
            Cell::view(view! { <TextLink href=change>{label}</TextLink> }),
        ])
    });
    let rows = rows.collect();
    let columns = vec![
        ColumnHead::words("Search"),
        ColumnHead::words("What it looks for"),
        ColumnHead::words("Saved on"),
        ColumnHead::words("Change"),
    ];
    view! {
        <Lead>{TOLD}</Lead>
        <Table caption="Your saved searches" quiet_caption=true columns rows/>
        <Muted>
            "Choose how soon to be told, or not at all, under "
            <TextLink href="/account/notifications">"what to tell you by email"</TextLink>"."
        </Muted>
    }
}

/// Asks for the name of a search, with what is sought in the address.
pub async fn new(ask: Ask) -> Result<Answer, Failure> {
    let (sought, listing) = found(&ask, &ask.query).await?;
    if let Some(back) = nothing_to_keep(&sought) {
        return Ok(back);
    }
    let words: Vec<String> = chosen(&sought, &listing).into_iter().map(|one| one.text).collect();
    let name: String = words.join(", ").replace(['“', '”'], "").chars().take(NAME_MAX).collect();
    let name = Filled::of([("name", name.as_str())]);
    Ok(name_page(&ask, Typed::fresh(name), sought.typed.form, &words).into())
}

/// Keeps it.
pub async fn add(ask: Ask) -> Result<Answer, Failure> {
    let (sought, listing) = found(&ask, &ask.form).await?;
    // A provider that there is no more, say: no page of ours sends it while it was just looked at.
    if !sought.typed.problems.is_empty() {
        return Err(Failure::Invalid(sought.typed.problems));
    }
    let name = ask.form.get("name").to_owned();
    let save = SaveSearch { name, criteria: sought.browse.criteria() };
    match save_search(ask.market(), ask.actor()?, save).await {
        Ok(_) => Ok(Answer::see_other("/services/saved".to_owned())),
        Err(Failure::Refused(Refusal::TooManySearches { .. })) => {
            Ok(Answer::see_other("/services/saved?full".to_owned()))
        }
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            let words: Vec<String> =
                chosen(&sought, &listing).into_iter().map(|one| one.text).collect();
            Ok(name_page(&ask, typed, sought.typed.form, &words).into())
        }
    }
}

/// The way back to the list, which says what is wrong, where what is sought cannot be kept.
fn nothing_to_keep(sought: &Sought) -> Option<Answer> {
    let can_keep = sought.typed.problems.is_empty() && !sought.browse.criteria().is_blank();
    let back = || Answer::see_other(format!("/services?{}", sought.typed.form.with("", "")));
    (!can_keep).then(back)
}

/// What is sought, with the services it finds for whoever looks.
async fn found(ask: &Ask, form: &Filled) -> Result<(Sought, ServicesFound), Failure> {
    let mut sought = Sought::read(form, PageAsked::default(), ask.market().today());
    let listing = list_services(ask.market(), &ask.viewer, sought.browse.clone()).await?;
    sought.compare(&listing);
    Ok((sought, listing))
}

fn name_page(ask: &Ask, typed: Typed, sought: Filled, words: &[String]) -> Page {
    let (key, shown, words) = (ask.form_key(), typed.clone(), words.join(" · "));
    let back = format!("/services?{}", sought.with("", ""));
    let hidden: Vec<(String, String)> = NARROWING
        .iter()
        .filter_map(|field| Some(((*field).to_owned(), sought.filled(field)?.to_owned())))
        .collect();
    Page::new("Save this search", move || {
        let hint = format!("Up to {NAME_MAX} characters");
        let name = Fields::of(&shown).text("name", "What to call it", &hint);
        let hidden = hidden
            .into_iter()
            .map(|(name, value)| view! { <Hidden name value/> })
            .collect_view();
        let cancel = back.clone();
        view! {
            <BackLink href=back text="Back to the services"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=words text="Save this search"/>
            <Lead>{TOLD}</Lead>
            <Form action="/services/saved/new" key>
                {hidden}
                {name}
                <Actions>
                    <Button>"Save this search"</Button>
                    <TextLink href=cancel>"Cancel"</TextLink>
                </Actions>
            </Form>
            <Muted>{format!("You can keep up to {SEARCHES_MAX} searches. Only you see them.")}</Muted>
        }
    })
    .with_form(&typed)
}

/// Shows one, to be renamed or removed.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let search: SavedSearchId = ask.part("savedsearch")?;
    let kept = view_search(ask.market(), ask.actor()?, search).await?;
    let typed = Typed::fresh(Filled::of([("name", kept.name.as_str())]));
    Ok(one_page(&ask, kept, typed).into())
}

/// Renames it.
pub async fn rename(ask: Ask) -> Result<Answer, Failure> {
    let search: SavedSearchId = ask.part("savedsearch")?;
    let rename = RenameSearch { search, name: ask.form.get("name").to_owned() };
    match rename_search(ask.market(), ask.actor()?, rename).await {
        Ok(()) => Ok(Answer::see_other("/services/saved".to_owned())),
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            let kept = view_search(ask.market(), ask.actor()?, search).await?;
            Ok(one_page(&ask, kept, typed).into())
        }
    }
}

fn one_page(ask: &Ask, kept: SavedSearch, typed: Typed) -> Page {
    let (key, shown) = (ask.form_key(), typed.clone());
    Page::new(format!("Saved search: {}", kept.name), move || {
        let name =
            Fields::of(&shown).text("name", "What to call it", &format!("Up to {NAME_MAX} characters"));
        let action = format!("/services/saved/{}", kept.id);
        let remove = format!("{action}/remove");
        let (other, open) = (format!("{key}-remove"), address(&kept.criteria));
        view! {
            <BackLink href="/services/saved" text="Saved searches"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=in_words(&kept.criteria) text=kept.name.clone()/>
            <p><TextLink href=open>"Open this search"</TextLink></p>
            <Form action key>
                {name}
                <Actions><Button>"Save the name"</Button></Actions>
            </Form>
            <Section id="remove" title="Remove this search">
                <p>"It is gone at once, and you are told no more of what it finds. The services stay as they are."</p>
                <Form action=remove key=other>
                    <Button kind=ButtonKind::Warning>"Remove this search"</Button>
                </Form>
            </Section>
        }
    })
    .with_form(&typed)
}

/// Removes it.
pub async fn remove(ask: Ask) -> Result<Answer, Failure> {
    let search: SavedSearchId = ask.part("savedsearch")?;
    remove_search(ask.market(), ask.actor()?, search).await?;
    Ok(Answer::see_other("/services/saved".to_owned()))
}

/// The address of the list with what is sought.
fn address(criteria: &Criteria) -> String {
    let price = criteria.price_max.map(words::plain_pounds).unwrap_or_default();
    let provider = criteria.provider.map(|id| id.to_string()).unwrap_or_default();
    let month = criteria.free_in.map(|month| month.to_string()).unwrap_or_default();
    let form = Filled::of([
        ("q", criteria.words.as_str()),
        ("category", criteria.category.map_or("", Category::code)),
        ("phase", criteria.phase.map_or("", PhaseServed::code)),
        ("area", criteria.area.as_ref().map_or("", |area| area.as_str())),
        ("provider", provider.as_str()),
        ("price", price.as_str()),
        ("free", month.as_str()),
    ]);
    format!("/services?{}", form.with("", ""))
}

/// What is sought, in a line.
fn in_words(criteria: &Criteria) -> String {
    let free = |month| format!("Free in {}", super::days::month_name(month));
    [
        Some(criteria.words.clone()).filter(|words| !words.is_empty()).map(|w| format!("“{w}”")),
        criteria.category.map(|one| one.label().to_owned()),
        criteria.phase.map(|one| words::service::phase_served(one).to_owned()),
        criteria.area.as_ref().map(|_| "In one area".to_owned()),
        criteria.provider.map(|_| "By one provider".to_owned()),
        criteria.price_max.map(|most| format!("Up to {}", words::pounds(most))),
        criteria.free_in.map(free),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" · ")
}
