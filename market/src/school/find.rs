//! Finding a school of the register by its name, postcode or number.

use chrono::NaiveDate;
use domain::Failure;
use domain::school::{InstitutionKind, Phase, RegisterEntry, Standing};
use domain::text::{LaCode, Postcode, Urn, plain_words};
use sea_orm::{FromQueryResult, Value};

use crate::Market;
use crate::db::{Engine, Page, PageAsked, Reader, broken, like_prefix};

/// Schools on one page of results.
const PAGE: usize = 20;

/// Closed schools come after the others.
const LAST: &str = "CASE WHEN s.status = 'closed' THEN 1 ELSE 0 END";

/// What somebody looks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FindSchools {
    /// A name or part of one, a postcode or the first half of one, or a URN.
    pub words: String,
    /// Within one council's area only.
    pub area: Option<LaCode>,
}

/// A school as results show it. The register is public: everybody may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundSchool {
    /// Its number in the register.
    pub urn: Urn,
    /// Its name.
    pub name: String,
    /// What kind of institution it is.
    pub kind: Option<InstitutionKind>,
    /// The register's word for its kind, where it is none known here.
    pub kind_as_written: Option<String>,
    /// The ages it teaches.
    pub phase: Option<Phase>,
    /// The council's area it lies in.
    pub area: Option<String>,
    /// Town and postcode, as far as known.
    pub place: Vec<String>,
    /// Whether it is open.
    pub standing: Standing,
    /// Whether it is on Commonpool.
    pub here: bool,
}

#[derive(FromQueryResult)]
struct Row {
    entry: String,
    here: i64,
}

/// Finds schools, by name, those that are closed after the others.
pub async fn find_schools(
    market: &Market,
    find: &FindSchools,
    page: &PageAsked,
) -> Result<Page<FoundSchool>, Failure> {
    let today = market.today();
    let after: Option<i64> = page.key().and_then(|number| number.parse().ok());
    let size = page.size(PAGE);
    let rows = market.db.read(|r| async move { rows(&r, find, after, size + 1).await }).await?;
    let found: Result<Vec<FoundSchool>, Failure> =
        rows.into_iter().map(|row| row.found(today)).collect();
    Ok(Page::of(found?, size, |school| school.urn.as_str().to_owned()))
}

async fn rows(
    r: &Reader,
    find: &FindSchools,
    after: Option<i64>,
    most: usize,
) -> Result<Vec<Row>, Failure> {
    let mut search = Search::default();
    if !search.look_for(r.engine(), find.words.trim()) {
        return Ok(Vec::new());
    }
    if let Some(area) = &find.area {
        search.and(|place| format!("s.la_code = {place}"), area.as_str().into());
    }
    if let Some(after) = after {
        search.and(
            |place| {
                format!(
                    "({LAST}, s.name, s.number) > (SELECT {}, a.name, a.number \
                     FROM register_school a WHERE a.number = {place})",
                    LAST.replace("s.", "a.")
                )
            },
            after.into(),
        );
    }
    let sql = format!(
        "SELECT s.entry, CAST(CASE WHEN o.id IS NULL THEN 0 ELSE 1 END AS bigint) AS here \
         FROM register_school s LEFT JOIN organisation o ON o.urn = s.urn {} \
         ORDER BY {LAST}, s.name, s.number LIMIT {most}",
        search.sql()
    );
    r.sql_all(&sql, search.values).await
}

/// The conditions of a search, each with its value.
#[derive(Default)]
struct Search {
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Search {
    fn and(&mut self, condition: impl FnOnce(String) -> String, value: Value) {
        self.values.push(value);
        self.conditions.push(condition(format!("${}", self.values.len())));
    }

    /// Narrows by what was typed; false where nothing can be found by it.
    fn look_for(&mut self, engine: Engine, typed: &str) -> bool {
        if typed.is_empty() {
            return true;
        }
        if let Ok(urn) = Urn::parse(typed) {
            self.and(|place| format!("s.urn = {place}"), urn.as_str().into());
        } else if let Ok(postcode) = Postcode::parse(typed) {
            self.and(|place| format!("s.postcode = {place}"), postcode.as_str().into());
        } else if is_outward_code(typed) {
            let pattern = like_prefix(&format!("{} ", typed.to_ascii_uppercase()));
            self.and(|place| format!("s.postcode LIKE {place} ESCAPE '\\'"), pattern.into());
        } else {
            let words = plain_words(typed);
            let words: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
            if words.is_empty() {
                return false;
            }
            let (condition, query) = full_text(engine, &words);
            self.and(|place| condition.replace("{}", &place), query.into());
        }
        true
    }

    fn sql(&self) -> String {
        match self.conditions.as_slice() {
            [] => String::new(),
            some => format!("WHERE {}", some.join(" AND ")),
        }
    }
}

/// Every word typed must begin a word of name, town or area. The words are letters and digits
/// only, so that none can be read as an operator.
fn full_text(engine: Engine, words: &[&str]) -> (&'static str, String) {
    match engine {
        Engine::Sqlite => {
            let terms: Vec<String> = words.iter().map(|word| format!("\"{word}\"*")).collect();
            let rows =
                "s.number IN (SELECT rowid FROM register_search WHERE register_search MATCH {})";
            (rows, terms.join(" "))
        }
        Engine::Postgres => {
            let terms: Vec<String> = words.iter().map(|word| format!("{word}:*")).collect();
            ("s.search @@ to_tsquery('english', {})", terms.join(" & "))
        }
    }
}

/// The first half of a postcode: `RM10`, `e2`.
fn is_outward_code(typed: &str) -> bool {
    let letters = typed.chars().take_while(char::is_ascii_alphabetic).count();
    (2..=4).contains(&typed.len())
        && (1..=2).contains(&letters)
        && typed.chars().nth(letters).is_some_and(|c| c.is_ascii_digit())
        && typed.chars().all(|c| c.is_ascii_alphanumeric())
}

impl Row {
    fn found(self, today: NaiveDate) -> Result<FoundSchool, Failure> {
        let entry: RegisterEntry = serde_json::from_str(&self.entry).map_err(broken)?;
        let phase = entry.known_phase().map(|known| known.phase);
        let standing = entry.standing(today);
        let town = entry.address.town.clone();
        let postcode = entry.address.postcode.as_ref().map(ToString::to_string);
        Ok(FoundSchool {
            urn: entry.urn,
            name: entry.name,
            kind: entry.kind,
            kind_as_written: entry.kind_as_written,
            phase,
            area: entry.la_name,
            place: town.into_iter().chain(postcode).collect(),
            standing,
            here: self.here == 1,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_half_of_a_postcode_is_told_from_a_name() {
        for half in ["E2", "rm10", "EC1A", "n8"] {
            assert!(is_outward_code(half), "{half}");
        }
        for other in ["E", "2E", "St1 a", "Lark", "ABC1"] {
            assert!(!is_outward_code(other), "{other}");
        }
    }
}
