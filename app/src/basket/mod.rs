//! The basket: what somebody means to order for their school, from whoever delivers and sells it; and all
//! of it ordered at once.

mod check;
mod page;
mod row;

pub use check::{check, order};
pub use page::{file, remove, show};

use domain::Failure;
use domain::id::ServiceId;
use market::order::{PutIntoBasket, put_into_basket};

use crate::order::{check_again, read_asked};
use crate::web::{Answer, Ask};

/// Puts what was checked into the basket.
pub async fn put(ask: Ask) -> Result<Answer, Failure> {
    let service: ServiceId = ask.part("service")?;
    let asked = match read_asked(&ask, service).await {
        Ok(asked) => asked,
        Err(Failure::Invalid(problems)) => return check_again(&ask, service, problems).await,
        Err(other) => return Err(other),
    };
    let put = PutIntoBasket { service, wanted: asked };
    match Box::pin(put_into_basket(ask.market(), ask.actor()?, put)).await {
        Ok(()) => Ok(Answer::see_other("/basket?put".to_owned())),
        Err(Failure::Invalid(problems)) => check_again(&ask, service, problems).await,
        Err(other) => Err(other),
    }
}
