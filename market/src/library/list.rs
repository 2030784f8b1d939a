//! What is in the library for whoever looks.

use chrono::NaiveDate;
use domain::access::Action;
use domain::id::{OrganisationId, ResourceId};
use domain::library::{ResourceKind, ResourceReach};
use domain::service::Category;
use domain::{Failure, text};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::access::Viewer;
use crate::db::{Page, PageAsked, Parameters, broken};

/// Resources on one page.
const PAGE: usize = 20;
/// More words than these do not narrow a search any further.
const WORDS_MAX: usize = 8;

/// What to look for. Everything left out means all.
#[derive(Debug, Clone, Default)]
pub struct LibraryAsked {
    /// Words that it holds, or the beginnings of them.
    pub q: String,
    /// What it is.
    pub kind: Option<ResourceKind>,
    /// What it has to do with.
    pub category: Option<Category>,
    /// Which page.
    pub page: PageAsked,
}

/// A page of the library.
#[derive(Debug, Clone)]
pub struct LibraryFound {
    /// The resources, by title.
    pub resources: Page<ResourceRow>,
    /// Whether whoever looks keeps a library.
    pub can_keep: bool,
}

/// A resource in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceRow {
    /// The resource.
    pub id: ResourceId,
    /// What it is called.
    pub title: String,
    /// One or two sentences.
    pub summary: Option<String>,
    /// What it is.
    pub kind: ResourceKind,
    /// What it has to do with.
    pub category: Category,
    /// Who may read it.
    pub reach: ResourceReach,
    /// The partnership that lists it.
    pub partnership: String,
    /// Which version it is, counted from 1.
    pub number: i64,
    /// The day of which that is.
    pub dated_on: NaiveDate,
    /// By when it is to be looked at again.
    pub review_by: Option<NaiveDate>,
    /// How often it was read; for those who keep it.
    pub reads: Option<i64>,
    /// Whether it was withdrawn: only those who keep it see it then.
    pub is_withdrawn: bool,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    partnership_id: Uuid,
    title: String,
    summary: Option<String>,
    kind: String,
    category: String,
    reach: String,
    partnership: String,
    number: i64,
    dated_on: NaiveDate,
    review_by: Option<NaiveDate>,
    reads: i64,
    withdrawn: i64,
}

/// For whom somebody reads in the library: the school, the partnership or nobody that they act for,
/// and whether they keep its library.
pub(super) fn reads_for(viewer: &Viewer) -> (Option<OrganisationId>, bool) {
    let Some(actor) = viewer.signed_in() else { return (None, false) };
    let school = actor.permit_own(Action::ViewSchool);
    let permit = school.or_else(|_| actor.permit_own(Action::ViewPartnership));
    let of = permit.ok().map(|permit| permit.organisation());
    (of, actor.permit_own(Action::ManageServices).is_ok())
}

/// The condition that whoever reads for somebody may read a resource `r`, on a day.
pub(super) fn may_read(
    of: Option<OrganisationId>,
    today: NaiveDate,
    parameters: &mut Parameters,
) -> String {
    let open = "r.reach = 'everybody' AND r.withdrawn_at IS NULL";
    let Some(of) = of else { return open.to_owned() };
    let (of, today) = (parameters.bind(of.uuid()), parameters.bind(today));
    format!(
        "(({open}) OR r.partnership_id = {of} OR (r.withdrawn_at IS NULL AND r.partnership_id IN \
         (SELECT m.partnership_id FROM membership m WHERE m.organisation_id = {of} \
         AND m.starts_on <= {today} AND (m.ends_on IS NULL OR m.ends_on >= {today}))))"
    )
}

/// A page of what whoever looks may read: what is for everybody, what their partnerships list for
/// members, and a partnership's staff what it has withdrawn. One statement.
pub async fn library(
    market: &Market,
    viewer: &Viewer,
    asked: LibraryAsked,
) -> Result<LibraryFound, Failure> {
    let (of, can_keep) = reads_for(viewer);
    let mut parameters = Parameters::default();
    let mut conditions = vec![may_read(of, market.today(), &mut parameters)];
    for word in text::plain_words(&asked.q).split(' ').filter(|w| !w.is_empty()).take(WORDS_MAX) {
        // Words are letters and digits: none of them means anything to LIKE.
        let place = parameters.bind(format!("% {word}%"));
        conditions.push(format!("r.search_words LIKE {place}"));
    }
    if let Some(kind) = asked.kind {
        conditions.push(format!("r.kind = {}", parameters.bind(kind.code())));
    }
    if let Some(category) = asked.category {
        conditions.push(format!("r.category = {}", parameters.bind(category.code())));
    }
    if let Some((id, title)) = asked.page.key().and_then(|key| key.split_once('~'))
        && let Ok(id) = id.parse::<ResourceId>()
    {
        let (title, id) = (parameters.bind(title), parameters.bind(id.uuid()));
        conditions.push(format!("(r.title, r.id) > ({title}, {id})"));
    }
    let size = asked.page.size(PAGE);
    let sql = format!(
        "SELECT r.id, r.partnership_id, r.title, r.summary, r.kind, r.category, r.reach, \
         o.name AS partnership, e.number, e.dated_on, e.review_by, r.reads, \
         CAST(CASE WHEN r.withdrawn_at IS NULL THEN 0 ELSE 1 END AS bigint) AS withdrawn \
         FROM resource r JOIN organisation o ON o.id = r.partnership_id \
         JOIN resource_edition e ON e.resource_id = r.id AND e.number = r.newest \
         WHERE {} ORDER BY r.title, r.id LIMIT {}",
        conditions.join(" AND "),
        size + 1
    );
    let values = parameters.values();
    let rows: Vec<Row> = market.db.read(|r| async move { r.sql_all(&sql, values).await }).await?;
    let own = of.filter(|_| can_keep);
    let rows = rows.into_iter().map(|row| row.read(own)).collect::<Result<Vec<_>, Failure>>()?;
    let key = |row: &ResourceRow| format!("{}~{}", row.id, row.title);
    Ok(LibraryFound { resources: Page::of(rows, size, key), can_keep })
}

impl Row {
    fn read(self, keeper: Option<OrganisationId>) -> Result<ResourceRow, Failure> {
        let keeps = keeper.is_some_and(|own| own.uuid() == self.partnership_id);
        Ok(ResourceRow {
            id: ResourceId::from_uuid(self.id),
            kind: ResourceKind::from_code(&self.kind).ok_or_else(|| broken(&self.kind))?,
            category: Category::from_code(&self.category).ok_or_else(|| broken(&self.category))?,
            reach: ResourceReach::from_code(&self.reach).ok_or_else(|| broken(&self.reach))?,
            title: self.title,
            summary: self.summary,
            partnership: self.partnership,
            number: self.number,
            dated_on: self.dated_on,
            review_by: self.review_by,
            reads: keeps.then_some(self.reads),
            is_withdrawn: self.withdrawn == 1,
        })
    }
}
