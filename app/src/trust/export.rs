//! The schools of a trust or federation as CSV: as the register knows them, and as it acts for them.

use std::sync::Arc;

use domain::Failure;
use market::db::{Page, PageAsked};
use market::trust::{SchoolOfTrust, TrustSchool, trust_home, trust_page};

use crate::web::{Answer, Ask, csv};

const HEAD: [&str; 3] = ["School", "URN", "Council area"];

/// Its schools in the register, as a file: for those who are signed in, though everybody may look.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "schools-of-trust", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    ask.actor()?;
    let uid: String = ask.part("uid")?;
    let found = trust_page(ask.market(), &ask.viewer, &uid).await?;
    Ok(csv::whole(found.schools, row))
}

fn row(school: SchoolOfTrust) -> Vec<String> {
    vec![school.name, school.urn.as_str().to_owned(), school.area.unwrap_or_default()]
}

const OWN: [&str; 6] = ["School", "URN", "Since", "Until", "Agreed", "You may act for it"];

/// The schools of the trust acted for, and those that have left, as a file.
pub async fn own(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "our-schools", &OWN, own_rows).await
}

async fn own_rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let found = trust_home(ask.market(), ask.actor()?).await?;
    Ok(csv::whole(found.schools.into_iter().chain(found.left), own_row))
}

fn own_row(school: TrustSchool) -> Vec<String> {
    vec![
        school.name,
        school.urn.unwrap_or_default(),
        school.starts_on.to_string(),
        csv::day(school.ends_on),
        csv::yes(school.agreed),
        csv::yes(school.may_act),
    ]
}
