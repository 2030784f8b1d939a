//! Signing out, here or everywhere.

use domain::Failure;
use market::person;

use crate::web::{Answer, Ask};

/// Ends this session.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    person::sign_out(ask.market(), ask.actor()?).await?;
    Ok(Answer::SeeOtherWithSession { to: "/".to_owned(), token: None })
}

/// Ends every session of the person.
pub async fn everywhere(ask: Ask) -> Result<Answer, Failure> {
    person::sign_out_everywhere(ask.market(), ask.actor()?).await?;
    Ok(Answer::SeeOtherWithSession { to: "/sign-in".to_owned(), token: None })
}
