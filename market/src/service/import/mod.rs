//! Bringing in a partnership's price list: looked at first, then written. A second run of the same
//! list changes nothing.

mod plan;
mod read;
mod write;

use bytes::Bytes;
use domain::access::Action;
use domain::id::{FileId, OrganisationId};
use domain::service::PricePart;
use domain::vat::VatReason;
use domain::{Failure, Problem};

pub use plan::{RowPlan, RowWill};
use write::bring_in;

use crate::Market;
use crate::access::Actor;
use crate::audit::Who;
use crate::file::{self, Upload};
use crate::listed::RowWrong;

/// The rows of a price list that can be used, with what would become of each, and the others.
#[derive(Debug, Clone)]
pub struct PriceListRead {
    /// Rows that can be used.
    pub rows: Vec<RowPlan>,
    /// Rows that cannot.
    pub wrong: Vec<RowWrong>,
}

/// How a price list is brought in.
#[derive(Debug, Clone, Copy, Default)]
pub struct ImportChoice {
    /// Put services on sale whose VAT is settled; otherwise all new ones are drafts.
    pub on_sale: bool,
    /// The reason to give where the law leaves the VAT to be answered and this is one of the
    /// answers; none leaves it to be answered for each service.
    pub vat: Option<VatReason>,
}

/// Parts of a service's price of which a row says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowNoted {
    /// Its line in the file.
    pub line: u64,
    /// What the service is called.
    pub title: String,
    /// Parts that stand in no column of a list, and stayed.
    pub kept: Vec<PricePart>,
    /// Parts that could not stay beside the price of the list.
    pub lost: Vec<PricePart>,
}

/// What became of a price list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportedServices {
    /// Services added.
    pub new: usize,
    /// Services changed: a new version of each.
    pub changed: usize,
    /// Services that are as the list says already.
    pub unchanged: usize,
    /// Of the new and changed ones, those that are not on sale.
    pub not_on_sale: usize,
    /// Rows that could not be used.
    pub rejected: Vec<RowWrong>,
    /// Rows of services whose price has parts that the list says nothing of.
    pub noted: Vec<RowNoted>,
}

/// Keeps a price list that staff sent, to be looked at before it is brought in.
///
/// # Errors
/// `Invalid` on `file` for what is neither a workbook nor a CSV file.
pub async fn upload_price_list(
    market: &Market,
    actor: &Actor,
    upload: Option<Upload>,
) -> Result<FileId, Failure> {
    let permit = &actor.permit_own(Action::ManageServices)?;
    let wrong = |problem| Failure::field("file", problem);
    let upload = upload.ok_or_else(|| wrong(Problem::Missing))?;
    let kept = &file::keep(market, upload).await?.map_err(|problem| match problem {
        Problem::FileKind => wrong(Problem::NotASpreadsheet),
        other => wrong(other),
    })?;
    if !kept.is_spreadsheet() {
        return Err(wrong(Problem::NotASpreadsheet));
    }
    market
        .db
        .write(|w| async move {
            file::name(market, &w, kept, permit.organisation(), permit.person()).await
        })
        .await
}

/// What would become of a price list: nothing is written.
///
/// # Errors
/// `Invalid` naming the columns that are missing from its header.
pub async fn preview_services(
    market: &Market,
    actor: &Actor,
    list: FileId,
) -> Result<PriceListRead, Failure> {
    let permit = &actor.permit_own(Action::ManageServices)?;
    let contents = file::fetch_own(market, permit.scope(), list).await?.contents;
    let read = &read::read(contents).await?;
    let partnership = permit.scope().organisation();
    let rows = market
        .db
        .read(|r| async move {
            plan::plan(&r, partnership, &read.rows, ImportChoice::default(), market.today()).await
        })
        .await?;
    Ok(PriceListRead { rows, wrong: read.wrong.clone() })
}

/// Brings in a price list that was kept.
pub async fn import_services(
    market: &Market,
    actor: &Actor,
    list: FileId,
    choice: ImportChoice,
) -> Result<ImportedServices, Failure> {
    let permit = &actor.permit_own(Action::ManageServices)?;
    let contents = file::fetch_own(market, permit.scope(), list).await?.contents;
    bring_in(market, Who::from(permit), permit.scope().organisation(), &contents, choice).await
}

/// Brings in a price list for the owner of the installation, by command line.
pub async fn import_for_owner(
    market: &Market,
    partnership: OrganisationId,
    contents: &Bytes,
    choice: ImportChoice,
) -> Result<ImportedServices, Failure> {
    bring_in(market, Who::owner(market), partnership, contents, choice).await
}
