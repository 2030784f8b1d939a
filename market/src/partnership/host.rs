//! Whom an informal partnership trades through, as it is named.

use domain::Failure;
use domain::id::OrganisationId;
use domain::text::Email;
use serde::{Deserialize, Serialize};

use crate::Market;
use crate::db::Writer;
use crate::organisation;

/// The council that an informal partnership trades through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// Its name; it is made if there is none of that name.
    pub name: String,
    /// Who can agree for it, where nobody acts for it on Commonpool yet.
    pub contact: Option<Email>,
}

/// The host's organisation.
pub(super) async fn find_or_create(
    market: &Market,
    w: &Writer,
    host: &Host,
) -> Result<OrganisationId, Failure> {
    organisation::council(market, w, &host.name, "host").await
}
