//! What entries of the trail are about, by the names people know it by: looked up within the scope
//! of whoever reads, so that another's thing has no name here.

use std::collections::{BTreeMap, BTreeSet};

use domain::Failure;
use domain::access::{Capacity, Scope};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::db::{Parameters, Reader, like_part};

/// How many things of a kind are looked for by words: the newest.
pub const FOUND_MAX: usize = 200;

/// A thing that an entry names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    /// What people call it.
    pub name: String,
    /// The id of the thing whose page shows it: itself, or what it belongs to. Nothing for what
    /// nobody but its makers is shown.
    pub shown_by: Option<String>,
}

/// A kind of thing: where it stands, what it is called, and whose it is in either capacity.
struct Kind {
    /// What its ids begin with.
    prefix: &'static str,
    from: &'static str,
    name: &'static str,
    /// Which are a partnership's own, `$1`.
    of_partnership: &'static str,
    /// Which are another organisation's own, `$1`.
    of_itself: &'static str,
    /// What shows it, where that is another thing: the kind of that, and its id.
    shown_by: Option<(&'static str, &'static str)>,
}

impl Kind {
    const fn new(prefix: &'static str, from: &'static str, name: &'static str) -> Self {
        Self { prefix, from, name, of_partnership: NONE, of_itself: NONE, shown_by: None }
    }

    const fn of_partnership(self, of_partnership: &'static str) -> Self {
        Self { of_partnership, ..self }
    }

    const fn of_itself(self, of_itself: &'static str) -> Self {
        Self { of_itself, ..self }
    }

    const fn shown_by(self, kind: &'static str, id: &'static str) -> Self {
        Self { shown_by: Some((kind, id)), ..self }
    }

    const fn own(&self, scope: &Scope) -> &'static str {
        match scope.capacity() {
            Capacity::Partnership => self.of_partnership,
            _ => self.of_itself,
        }
    }

    /// Names and what shows each; what it is narrowed to follows.
    fn select(&self, scope: &Scope) -> String {
        let Self { from, name, .. } = self;
        let shown = self.shown_by.map_or("t.id", |(_, id)| id);
        let own = self.own(scope);
        format!("SELECT t.id, {name} AS name, {shown} AS shown_by FROM {from} WHERE ({own})")
    }
}

const NONE: &str = "";
const PARTNERSHIP: &str = "t.partnership_id = $1";
const SCHOOL: &str = "t.school_id = $1";
const PROVIDER: &str = "t.provider_id = $1";
const MEMBER: &str =
    "t.partnership_id IN (SELECT m.partnership_id FROM membership m WHERE m.organisation_id = $1)";
const HOLDER: &str = "EXISTS (SELECT 1 FROM role_holding h \
    WHERE h.person_id = t.id AND h.organisation_id = $1)";

const KINDS: [Kind; 26] = [
    Kind::new("order", "school_order t", "t.reference")
        .of_partnership(PARTNERSHIP)
        .of_itself(SCHOOL),
    Kind::new("enquiry", "enquiry t", "t.subject")
        .of_partnership(PARTNERSHIP)
        .of_itself("t.school_id = $1 OR t.provider_id = $1"),
    Kind::new("quote", "quote_request t", "t.title").of_itself(SCHOOL),
    Kind::new("sharing", "sharing t", "t.title").of_partnership(PARTNERSHIP).of_itself(
        "EXISTS (SELECT 1 FROM sharing_school y WHERE y.sharing_id = t.id AND y.school_id = $1 \
         AND (t.state <> 'bound' OR y.state = 'agreed') AND NOT EXISTS (SELECT 1 FROM moved_sharing v \
         WHERE v.sharing_id = t.id AND v.school_id = $1))",
    ),
    Kind::new("supplier", "quote_supplier t JOIN quote_request r ON r.id = t.request_id", "r.title")
        .of_partnership(PROVIDER)
        .of_itself(PROVIDER),
    Kind::new("invoice", "invoice t", "t.number").of_partnership(PARTNERSHIP).of_itself(SCHOOL),
    Kind::new("creditnote", "credit_note t", "t.number").of_partnership(PARTNERSHIP).of_itself(SCHOOL),
    Kind::new("deal", "deal t", "t.title")
        .of_partnership(PARTNERSHIP)
        .of_itself(MEMBER)
        .shown_by("deal", "CASE WHEN t.opened_at IS NULL THEN NULL ELSE t.id END"),
    Kind::new("commit", "commitment t JOIN deal d ON d.id = t.deal_id", "d.title")
        .of_partnership(PARTNERSHIP)
        .of_itself(SCHOOL)
        .shown_by("deal", "t.deal_id"),
    Kind::new("service", "service t", "t.title").of_partnership(PARTNERSHIP).of_itself(PROVIDER),
    Kind::new("resource", "resource t", "t.title").of_partnership(PARTNERSHIP),
    Kind::new("doc", "service_document t", "t.title")
        .of_partnership(PARTNERSHIP)
        .shown_by("service", "t.service_id"),
    Kind::new("point", "price_point t JOIN service s ON s.id = t.service_id", "s.title")
        .of_partnership(PARTNERSHIP)
        .shown_by("service", "t.service_id"),
    Kind::new("event", "event t JOIN service s ON s.id = t.service_id", "t.title")
        .of_partnership("s.partnership_id = $1")
        .of_itself("s.provider_id = $1 OR EXISTS (SELECT 1 FROM event_place p \
             WHERE p.event_id = t.id AND p.school_id = $1) OR EXISTS (SELECT 1 FROM event_waiting w \
             WHERE w.event_id = t.id AND w.school_id = $1)"),
    Kind::new("pool", "pool t", "t.name").of_partnership(PARTNERSHIP).of_itself(PROVIDER),
    Kind::new("pract", "practitioner t JOIN pool p ON p.id = t.pool_id", "t.display_name")
        .of_partnership("p.partnership_id = $1")
        .of_itself("p.provider_id = $1"),
    Kind::new("tier", "tier t", "t.name").of_partnership(PARTNERSHIP).of_itself(MEMBER),
    Kind::new("member", "membership t JOIN organisation o ON o.id = t.organisation_id", "o.name")
        .of_partnership(PARTNERSHIP)
        .of_itself("t.organisation_id = $1"),
    Kind::new("org", "organisation t", "t.name")
        .of_partnership(
            "t.id = $1 OR t.id IN (SELECT m.organisation_id FROM membership m \
             WHERE m.partnership_id = $1) OR t.id IN (SELECT v.provider_id \
             FROM partnership_provider v WHERE v.partnership_id = $1) OR t.id IN \
             (SELECT h.host_id FROM partnership h WHERE h.organisation_id = $1) OR t.id IN \
             (SELECT g.organisation_id FROM school_group g WHERE g.keeper_id = $1)",
        )
        .of_itself(
            "t.id = $1 OR t.id IN \
             (SELECT m.partnership_id FROM membership m WHERE m.organisation_id = $1) OR t.id IN \
             (SELECT i.parent_id FROM tie i WHERE i.child_id = $1) OR t.id IN \
             (SELECT i.child_id FROM tie i WHERE i.parent_id = $1)",
        ),
    Kind::new("tie", "tie t JOIN organisation o ON o.id = t.child_id", "o.name")
        .of_itself("t.child_id = $1 OR t.parent_id = $1"),
    Kind::new("person", "person t", "t.name").of_partnership(HOLDER).of_itself(HOLDER),
    Kind::new("role", "role_holding t JOIN person p ON p.id = t.person_id", "p.name")
        .of_partnership("t.organisation_id = $1")
        .of_itself("t.organisation_id = $1"),
    Kind::new("share", "shareholding t JOIN shareholder h ON h.id = t.shareholder_id", "h.name")
        .of_partnership(PARTNERSHIP)
        .of_itself("h.organisation_id = $1"),
    Kind::new(
        "seat",
        "board_seat t LEFT JOIN person p ON p.id = t.person_id",
        "COALESCE(p.name, t.name)",
    )
    .of_partnership(PARTNERSHIP),
    Kind::new(
        "gseat",
        "group_seat t JOIN school_group g ON g.organisation_id = t.group_id \
         LEFT JOIN person p ON p.id = t.person_id",
        "COALESCE(p.name, t.name)",
    )
    .of_partnership("g.keeper_id = $1")
    .of_itself("g.keeper_id = $1 OR t.organisation_id = $1"),
    Kind::new("baseline", "baseline t", "t.supplier").of_itself(SCHOOL),
];

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    name: String,
    shown_by: Option<Uuid>,
}

/// An id as it is written: its kind and itself.
fn read(id: &str) -> Option<(&str, Uuid)> {
    let (prefix, bare) = id.split_once('_')?;
    (bare.len() == 32).then(|| Uuid::try_parse(bare).ok().map(|uuid| (prefix, uuid)))?
}

fn written(prefix: &str, id: Uuid) -> String {
    format!("{prefix}_{}", id.as_simple())
}

/// The things of the scope among these ids.
pub(super) async fn names(
    r: &Reader,
    scope: &Scope,
    ids: &BTreeSet<String>,
) -> Result<BTreeMap<String, Thing>, Failure> {
    let mut asked: BTreeMap<&str, Vec<Uuid>> = BTreeMap::new();
    for (prefix, id) in ids.iter().filter_map(|id| read(id)) {
        asked.entry(prefix).or_default().push(id);
    }
    let mut found = BTreeMap::new();
    for kind in KINDS.iter().filter(|kind| !kind.own(scope).is_empty()) {
        let Some(ids) = asked.remove(kind.prefix) else { continue };
        let mut parameters = Parameters::default();
        parameters.bind(scope.organisation().uuid());
        let ids: Vec<String> = ids.into_iter().map(|id| parameters.bind(id)).collect();
        let sql = format!("{} AND t.id IN ({})", kind.select(scope), ids.join(", "));
        let rows: Vec<Row> = r.sql_all(&sql, parameters.values()).await?;
        for Row { id, name, shown_by } in rows {
            let shown = kind.shown_by.map_or(kind.prefix, |(prefix, _)| prefix);
            let thing = Thing { name, shown_by: shown_by.map(|id| written(shown, id)) };
            found.insert(written(kind.prefix, id), thing);
        }
    }
    Ok(found)
}

/// The ids of the scope's things that have these words in their names, and whether there are more
/// of a kind than are looked for.
pub(super) async fn with_words(
    r: &Reader,
    scope: &Scope,
    words: &str,
) -> Result<(Vec<String>, bool), Failure> {
    let pattern = like_part(&words.to_lowercase());
    let (mut found, mut more) = (Vec::new(), false);
    for kind in KINDS.iter().filter(|kind| !kind.own(scope).is_empty()) {
        let sql = format!(
            "{} AND lower({}) LIKE $2 ESCAPE '\\' ORDER BY t.id DESC LIMIT {}",
            kind.select(scope),
            kind.name,
            FOUND_MAX + 1
        );
        let values = [scope.organisation().uuid().into(), pattern.clone().into()];
        let rows: Vec<Row> = r.sql_all(&sql, values).await?;
        more |= rows.len() > FOUND_MAX;
        let newest = rows.into_iter().take(FOUND_MAX);
        found.extend(newest.map(|row| written(kind.prefix, row.id)));
    }
    Ok((found, more))
}
