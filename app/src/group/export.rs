//! The groups that somebody keeps, and the members of one, as CSV.

use std::sync::Arc;

use domain::Failure;
use market::db::{Page, PageAsked};
use market::group::{Group, GroupMember, MemberSought, group, groups};

use crate::web::{Answer, Ask, csv};
use crate::words;

const HEAD: [&str; 5] = ["Group", "Lies in", "Kind", "Members", "People who sit on it"];

/// The tree as a file: each group under the one within which it lies.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "groups", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    Ok(csv::whole(groups(ask.market(), ask.actor()?).await?, row))
}

fn row(group: Group) -> Vec<String> {
    vec![
        group.name,
        group.within.join(" › "),
        words::group_kind(group.kind).to_owned(),
        group.members.to_string(),
        group.people.to_string(),
    ]
}

const MEMBERS: [&str; 3] = ["Name", "Since", "Until"];

/// Who is in a group, and then who was, as a file.
pub async fn members(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "group-members", &MEMBERS, member_rows).await
}

async fn member_rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let sought = MemberSought::default();
    let found = group(ask.market(), ask.actor()?, ask.part("group")?, &sought).await?;
    Ok(csv::whole(found.members.into_iter().chain(found.left), member_row))
}

fn member_row(one: GroupMember) -> Vec<String> {
    vec![one.name, csv::day(one.since), csv::day(one.until)]
}
