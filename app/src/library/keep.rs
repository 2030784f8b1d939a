//! Adding to the library, a new version, and withdrawing.

use domain::Failure;
use domain::id::ResourceId;
use domain::library::{ResourceKind, ResourceReach, TypedEdition, TypedResource};
use domain::service::Category;
use leptos::prelude::*;
use market::library::{
    AddResource, ReplaceResource, ResourceDetail, WithdrawResource, add_resource, replace_resource,
    view_resource, withdraw_resource,
};

use crate::parts::{
    BackLink, Button, Choice, ErrorSummary, FileField, Form, Hidden, Lead, Notice, NoticeKind,
    Title,
};
use crate::web::{Answer, Ask, Fields, Form as Filled, Page, Typed};
use crate::words::library as words;

const ACCEPT: &str = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.csv,.txt";
const FILES: &str = "PDF, picture, Word, Excel or CSV, up to 10 MB. Not for a recording";

/// Asks for something new.
pub async fn new(ask: Ask) -> Result<Answer, Failure> {
    Ok(new_page(&ask, Typed::default()))
}

/// Adds it, and shows it.
pub async fn add(ask: Ask) -> Result<Answer, Failure> {
    let added = match ask.form.key() {
        Ok(key) => {
            let (typed, upload) = (typed_resource(&ask.form), ask.form.file("file"));
            add_resource(ask.market(), ask.actor()?, AddResource { key, typed, upload }).await
        }
        Err(failure) => Err(failure),
    };
    match added {
        Ok(id) => Ok(Answer::see_other(format!("/library/{id}"))),
        Err(failure) => Ok(new_page(&ask, Typed::refused(ask.form.clone(), failure)?)),
    }
}

fn typed_resource(form: &Filled) -> TypedResource {
    let text = |name: &str| form.get(name).to_owned();
    TypedResource {
        title: text("title"),
        summary: text("summary"),
        kind: text("kind"),
        category: text("category"),
        reach: text("reach"),
        edition: typed_edition(form),
    }
}

fn typed_edition(form: &Filled) -> TypedEdition {
    TypedEdition {
        dated_on: form.date("dated_on"),
        review_by: form.date("review_by"),
        link: form.get("link").to_owned(),
    }
}

fn reaches() -> Vec<Choice> {
    ResourceReach::ALL.iter().map(|one| Choice::new(one.code(), words::reach(*one))).collect()
}

fn new_page(ask: &Ask, typed: Typed) -> Answer {
    let key = ask.form_key();
    let shown = typed.clone();
    let page = Page::new("Add to the library", move || {
        let fields = Fields::of(&shown);
        let kinds = ResourceKind::ALL
            .iter()
            .map(|one| Choice::new(one.code(), words::kind(*one)))
            .collect();
        let categories = std::iter::once(Choice::new("", "Choose one"))
            .chain(Category::ALL.iter().map(|one| Choice::new(one.code(), one.label())))
            .collect();
        let asked = vec![
            fields.text("title", "What it is called", "For example, Lone working policy"),
            fields.lines("summary", "What it is for, in a sentence (optional)", "", 2),
            fields.radios("kind", "What it is", kinds, ""),
            fields.select("category", "What it is about", "", categories),
            fields.radios("reach", "Who may read it", reaches(), ResourceReach::Members.code()),
        ];
        let edition = edition(&shown, None);
        view! {
            <BackLink href="/library" text="Back to the library"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="Add to the library"/>
            <Lead>"What you add costs nobody anything. Leave out names and details of pupils."</Lead>
            <Form action="/library/new" key multipart=true>
                {asked}
                {edition}
                <Button>"Add it"</Button>
            </Form>
        }
    });
    page.with_form(&typed).into()
}

/// The fields of a version, of a kind where that is known.
fn edition(typed: &Typed, kind: Option<ResourceKind>) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let file = kind.is_none_or(|kind| !kind.is_link()).then(|| {
        let error = typed.error("file");
        view! { <FileField name="file" label="The document" hint=FILES accept=ACCEPT error/> }
    });
    let link = kind.is_none_or(ResourceKind::is_link).then(|| {
        fields.text(
            "link",
            "Where the recording is",
            "Only for a recording. It begins with https://",
        )
    });
    let days = vec![
        fields.date("dated_on", "Day of this version (optional)", "Left empty, today"),
        fields.date("review_by", "Day to look at it again (optional)", "For example, 31 8 2027"),
    ];
    view! { {file}{link}{days} }
}

/// The resource the address names, for those who keep it.
async fn own(ask: &Ask) -> Result<ResourceDetail, Failure> {
    let actor = ask.actor()?;
    let id: ResourceId = ask.part("resource")?;
    let resource = view_resource(ask.market(), &ask.viewer, id).await?;
    actor.permit(domain::access::Action::ManageServices, resource.partnership_id)?;
    Ok(resource)
}

/// Asks for a new version.
pub async fn ask_replace(ask: Ask) -> Result<Answer, Failure> {
    let resource = own(&ask).await?;
    let version = resource.version.to_string();
    let reach = resource.facts.reach.code();
    let typed = Typed::fresh(Filled::of([("version", version.as_str()), ("reach", reach)]));
    Ok(replace_page(&ask, &resource, typed, false))
}

/// Puts it in the place of the newest.
pub async fn replace(ask: Ask) -> Result<Answer, Failure> {
    let resource = own(&ask).await?;
    let done = match ask.form.key() {
        Ok(key) => {
            let command = ReplaceResource {
                key,
                resource: resource.id,
                version: ask.form.get("version").parse().unwrap_or(0),
                reach: ask.form.get("reach").to_owned(),
                typed: typed_edition(&ask.form),
                upload: ask.form.file("file"),
            };
            replace_resource(ask.market(), ask.actor()?, command).await
        }
        Err(failure) => Err(failure),
    };
    match done {
        Ok(()) => Ok(Answer::see_other(format!("/library/{}", resource.id))),
        Err(Failure::ChangedMeanwhile) => {
            Ok(replace_page(&ask, &resource, Typed::fresh(ask.form.clone()), true))
        }
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            Ok(replace_page(&ask, &resource, typed, false))
        }
    }
}

fn replace_page(ask: &Ask, resource: &ResourceDetail, typed: Typed, stale: bool) -> Answer {
    let key = ask.form_key();
    let (id, title, kind) = (resource.id, resource.facts.title.clone(), resource.facts.kind);
    let shown = typed.clone();
    let page = Page::new("Add a new version", move || {
        let reach = Fields::of(&shown).radios("reach", "Who may read it", reaches(), "");
        let edition = edition(&shown, Some(kind));
        view! {
            <BackLink href=format!("/library/{id}") text="Back to it"/>
            <ErrorSummary errors=shown.summary()/>
            {stale.then(|| view! {
                <Notice kind=NoticeKind::Refused title="Somebody changed this while you were at it">
                    <p>"Nothing of yours has been saved. Open it in another window, compare, and start again from there."</p>
                </Notice>
            })}
            <Title caption=title text="Add a new version"/>
            <Lead>"Everybody reads the new version from now on. The ones before are kept for you."</Lead>
            <Form action=format!("/library/{id}/replace") key multipart=true>
                <Hidden name="version" value=shown.value("version")/>
                {edition}
                {reach}
                <Button>"Add the new version"</Button>
            </Form>
        }
    });
    let page = page.with_form(&typed);
    if stale { page.status(409) } else { page }.into()
}

/// Asks before it is withdrawn.
pub async fn ask_withdraw(ask: Ask) -> Result<Answer, Failure> {
    let resource = own(&ask).await?;
    let (id, title) = (resource.id, resource.facts.title);
    let page = Page::new("Withdraw from the library", move || {
        view! {
            <BackLink href=format!("/library/{id}") text="Back to it"/>
            <Title caption=title text="Withdraw from the library?"/>
            <Lead>"Nobody but you and your colleagues can read it from then on. It is kept with all of its versions."</Lead>
            <Form action=format!("/library/{id}/withdraw")><Button>"Withdraw it"</Button></Form>
        }
    });
    Ok(page.into())
}

/// Withdraws it.
pub async fn withdraw(ask: Ask) -> Result<Answer, Failure> {
    let resource: ResourceId = ask.part("resource")?;
    withdraw_resource(ask.market(), ask.actor()?, WithdrawResource { resource }).await?;
    Ok(Answer::see_other(format!("/library/{resource}")))
}
