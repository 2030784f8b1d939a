//! One group: who is in it, who could be, its name and its end.

use domain::calendar::short_day;
use domain::id::OrganisationId;
use domain::{Failure, Problem};
use leptos::prelude::*;
use market::group::{
    EndGroup, GroupMember, GroupPage, MemberSought, PutIntoGroup, RenameGroup, TakeOutOfGroup,
    end_group, group, put_into_group, rename_group, take_out_of_group,
};

use super::{members_of, people};
use crate::parts::{
    Actions, BackLink, Button, ButtonKind, ButtonLink, Cell, CheckboxesField, Choice, ColumnHead,
    Details, EmptyState, ErrorSummary, Form, GetForm, Hidden, HiddenWords, Notice, NoticeKind,
    Section, Table, TableRow, TextField, TextKind, Title,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed, csv};
use crate::words;

/// The group.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::fresh(Filled::default())).await
}

fn id(ask: &Ask) -> Result<OrganisationId, Failure> {
    ask.part("group")
}

async fn done(ask: &Ask, done: Result<(), Failure>) -> Result<Answer, Failure> {
    match done {
        Ok(()) => Ok(Answer::see_other(format!("/groups/{}", id(ask)?))),
        Err(failure) => page(ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

/// Puts members into it.
pub async fn put_in(ask: Ask) -> Result<Answer, Failure> {
    let chosen = ask.form.all("member");
    let members: Result<Vec<OrganisationId>, _> = chosen.iter().map(|id| id.parse()).collect();
    let put = match members {
        Ok(members) => {
            let command = PutIntoGroup { group: id(&ask)?, members };
            put_into_group(ask.market(), ask.actor()?, &ask.form.key()?, command).await
        }
        Err(_) => Err(Failure::field("member", Problem::NotAChoice)),
    };
    done(&ask, put).await
}

/// Takes one out.
pub async fn take_out(ask: Ask) -> Result<Answer, Failure> {
    let member = ask.form.get("member").parse().map_err(|_| Failure::NotFound)?;
    let command = TakeOutOfGroup { group: id(&ask)?, member };
    take_out_of_group(ask.market(), ask.actor()?, command).await?;
    Ok(Answer::see_other(format!("/groups/{}", id(&ask)?)))
}

/// Renames it.
pub async fn rename(ask: Ask) -> Result<Answer, Failure> {
    let command = RenameGroup {
        group: id(&ask)?,
        version: version(&ask)?,
        name: ask.form.get("name").to_owned(),
    };
    let renamed = rename_group(ask.market(), ask.actor()?, command).await;
    done(&ask, renamed).await
}

/// Ends it.
pub async fn end(ask: Ask) -> Result<Answer, Failure> {
    let command = EndGroup { group: id(&ask)?, version: version(&ask)? };
    end_group(ask.market(), ask.actor()?, command).await?;
    Ok(Answer::see_other("/groups"))
}

fn version(ask: &Ask) -> Result<i64, Failure> {
    ask.form.get("version").parse().map_err(|_| Failure::ChangedMeanwhile)
}

pub(super) async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let sought = MemberSought { words: ask.query.get("q").to_owned() };
    let found = group(ask.market(), ask.actor()?, id(ask)?, &sought).await?;
    let (key, (one, many)) = (ask.form_key(), members_of(ask));
    let (today, sit_key) = (ask.market().today(), ask.form_key());
    let was_typed = typed.form.pairs().any(|(field, _)| field == "name");
    let name = if was_typed { typed.value("name") } else { found.name.clone() };
    let shown = typed.clone();
    let page = Page::new(found.name.clone(), move || {
        let count = u64::try_from(found.members.len()).unwrap_or_default();
        let (members, file) = (members(&found, many), members_file(&found, many));
        let people = people::section(&found, sit_key, today, &shown);
        let others = found.may_keep.then(|| others(&found, &sought, key, many, &shown));
        let keep = found.may_keep.then(|| keep(&found, name, &shown));
        let within = format!("/groups/new?within={}", found.id);
        view! {
            <BackLink href="/groups" text="Back to groups"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=words::group_kind(found.kind) text=found.name.clone()/>
            <p>{words::plural(count, one, many)}</p>
            {found.may_keep.then(|| view! {
                <Actions><ButtonLink href=within kind=ButtonKind::Secondary>"Add a group within it"</ButtonLink></Actions>
            })}
            {people}
            {members}
            {left(&found.left, many)}
            {file}
            {others}
            {keep}
        }
    });
    Ok(page.with_form(&typed).into())
}

fn members(found: &GroupPage, many: &'static str) -> impl IntoView + use<> {
    let keeps = found.may_keep;
    let action = format!("/groups/{}/remove", found.id);
    let rows = found
        .members
        .iter()
        .map(|member| {
            let since = member.since.map(short_day).unwrap_or_default();
            let mut cells = vec![member.name.clone().into(), since.into()];
            if keeps {
                let (action, name) = (action.clone(), format!(" {}", member.name));
                let value = member.organisation.to_string();
                cells.push(Cell::view(view! {
                    <Form action=action>
                        <Hidden name="member" value=value/>
                        <Button kind=ButtonKind::Quiet>"Take out"<HiddenWords text=name/></Button>
                    </Form>
                }));
            }
            TableRow::new(cells)
        })
        .collect();
    let mut columns = vec![ColumnHead::words("Name"), ColumnHead::words("Since")];
    if keeps {
        columns.push(ColumnHead::words("Change"));
    }
    let empty = view! {
        <EmptyState title=format!("No {many} are in it yet")><p>{format!("The {many} in it stand here.")}</p></EmptyState>
    };
    view! {
        <Section id="members" title=format!("Which {many} are in it")>
            <Table caption=format!("The {many} in the group, by name") quiet_caption=true columns rows
                empty=empty.into_any()/>
        </Section>
    }
}

/// Who is and was in it, as a file.
fn members_file(found: &GroupPage, many: &str) -> Option<AnyView> {
    let any = !found.members.is_empty() || !found.left.is_empty();
    let href = format!("/groups/{}/members.csv", found.id);
    any.then(|| csv::link(href, &format!("{many} in the group")).into_any())
}

/// The members who are not in it, to be ticked.
fn others(
    found: &GroupPage,
    sought: &MemberSought,
    key: String,
    many: &'static str,
    typed: &Typed,
) -> impl IntoView + use<> {
    let (here, words) = (format!("/groups/{}", found.id), sought.words.clone());
    let action = format!("/groups/{}/members", found.id);
    let ticked = typed.form.all("member").into_iter().map(str::to_owned).collect::<Vec<_>>();
    let choice = |one: &GroupMember| Choice::new(one.organisation.to_string(), one.name.clone());
    let choices: Vec<Choice> = found.others.iter().map(choice).collect();
    let none = choices.is_empty();
    let error = typed.error("member");
    let form = if none {
        view! { <p>{format!("No other {many} are found.")}</p> }.into_any()
    } else {
        view! {
            <Form action=action key=key>
                <CheckboxesField name="member" label=format!("Which {many}?") choices values=ticked error
                    small=true/>
                <Button kind=ButtonKind::Secondary>"Put into the group"</Button>
            </Form>
        }
        .into_any()
    };
    view! {
        <Section id="add" title=format!("Put {many} into it")>
            <GetForm action=here>
                <TextField name="q" label="Part of the name" kind=TextKind::Search value=words/>
                <Button kind=ButtonKind::Secondary>"Search"</Button>
            </GetForm>
            {form}
        </Section>
    }
}

fn left(left: &[GroupMember], many: &'static str) -> Option<AnyView> {
    if left.is_empty() {
        return None;
    }
    let day = |day: Option<chrono::NaiveDate>| day.map(short_day).unwrap_or_default();
    let rows = left
        .iter()
        .map(|one| {
            TableRow::new(vec![
                one.name.clone().into(),
                day(one.since).into(),
                day(one.until).into(),
            ])
        })
        .collect();
    let columns = ["Name", "Since", "Until"].map(ColumnHead::words).to_vec();
    let details = view! {
        <Details summary=format!("Which {many} were in it before")>
            <Table caption="Who left last" quiet_caption=true columns rows/>
        </Details>
    };
    Some(details.into_any())
}

fn keep(found: &GroupPage, name: String, typed: &Typed) -> impl IntoView + use<> {
    let (rename, end) = (format!("/groups/{}/name", found.id), format!("/groups/{}/end", found.id));
    let version = found.version.to_string();
    let (error, again) = (typed.error("name"), version.clone());
    view! {
        <Section id="rename" title="Its name" small=true>
            <Form action=rename>
                <Hidden name="version" value=version/>
                <TextField name="name" label="What is it called?" value=name error/>
                <Button kind=ButtonKind::Secondary>"Change the name"</Button>
            </Form>
        </Section>
        <Section id="end" title="End the group" small=true>
            <Notice kind=NoticeKind::Info title="Who was in it, and who sat on it, stays known">
                <p>"Groups within it are ended first."</p>
            </Notice>
            <Form action=end>
                <Hidden name="version" value=again/>
                <Button kind=ButtonKind::Warning>"End the group"</Button>
            </Form>
        </Section>
    }
}
