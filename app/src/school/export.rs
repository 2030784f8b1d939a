//! Schools of the register as CSV.

use std::sync::Arc;

use domain::Failure;
use market::db::{Page, PageAsked};
use market::school::{FoundSchool, find_schools};

use crate::web::{Answer, Ask, csv};
use crate::words::school as words;

const HEAD: [&str; 8] =
    ["URN", "School", "Kind", "Phase", "Council area", "Place", "Standing", "On Commonpool"];

/// The list as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "schools", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let find = super::list::sought(&ask.query);
    Ok(find_schools(ask.market(), &find, &page).await?.map(row))
}

fn row(school: FoundSchool) -> Vec<String> {
    vec![
        school.urn.as_str().to_owned(),
        school.name,
        words::kind(school.kind, school.kind_as_written.as_deref()),
        school.phase.map_or(words::NOT_KNOWN, words::phase).to_owned(),
        school.area.unwrap_or_default(),
        school.place.join(", "),
        words::standing(school.standing).to_owned(),
        csv::yes(school.here),
    ]
}
