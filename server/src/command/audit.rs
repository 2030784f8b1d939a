//! `audit verify` and `audit head`.

use std::process::ExitCode;

use domain::id::OrganisationId;
use market::Market;
use market::audit::{self, Break, Head};

use super::{Ended, open, say, told};
use crate::cli::Audit;
use crate::settings::Settings;

/// Checks a chain or prints its head.
pub async fn run(settings: &Settings, what: Audit) -> Ended {
    let market = open(settings).await?;
    match what {
        Audit::Verify { partnership, head } => {
            let head = head.map(|head| head.parse::<Head>()).transpose()?;
            let chain = chain(&market, partnership.as_deref()).await?;
            let found = audit::verify(&market, chain, head).await.map_err(|f| told(&f))?;
            Ok(tell(found))
        }
        Audit::Head { partnership } => {
            let chain = chain(&market, partnership.as_deref()).await?;
            match audit::head(&market, chain).await.map_err(|f| told(&f))? {
                Some(head) => say(&head.to_string()),
                None => say("The chain is empty."),
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn tell(found: Option<Break>) -> ExitCode {
    match found {
        None => {
            say("The chain is whole.");
            return ExitCode::SUCCESS;
        }
        Some(Break::Changed(entry)) => {
            say(&format!("Broken: entry {entry} is not what was sealed."));
        }
        Some(Break::Gone(entry)) => {
            say(&format!(
                "Broken: a personal detail of entry {entry} is gone, and no entry says it was erased."
            ));
        }
        Some(Break::Missing(position)) => say(&format!("Broken: link {position} is missing.")),
        Some(Break::Stray(entry)) => {
            say(&format!(
                "Broken: entry {entry} has no link. It was put in, or its link taken out."
            ));
        }
        Some(Break::NotTheHead) => {
            say(
                "Broken: the chain does not contain the head you gave. It was rewritten or shortened.",
            );
        }
    }
    ExitCode::FAILURE
}

async fn chain(
    market: &Market,
    partnership: Option<&str>,
) -> Result<Option<OrganisationId>, Box<dyn std::error::Error + Send + Sync>> {
    match partnership {
        None => Ok(None),
        Some(slug) => super::partnership(market, slug).await.map(Some),
    }
}
