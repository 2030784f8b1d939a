//! Documents behind figures: to their owner, and to the partnership whose deal they back.

use domain::Failure;
use market::file::Download;

use crate::web::{Answer, Ask};

/// A file of whoever one acts for.
pub async fn own(ask: Ask) -> Result<Answer, Failure> {
    let file = market::file::download(ask.market(), ask.actor()?, ask.part("file")?).await?;
    Ok(answer(file))
}

/// The document behind what a school that signed up pays now.
pub async fn of_signature(ask: Ask) -> Result<Answer, Failure> {
    let (deal, baseline) = (ask.part("deal")?, ask.part("baseline")?);
    let file = market::baseline::evidence(ask.market(), ask.actor()?, deal, baseline).await?;
    Ok(answer(file))
}

fn answer(file: Download) -> Answer {
    let Download { name, content_type, contents } = file;
    Answer::File { name, content_type, contents }
}
