//! What stands on invoices beside a seller's name. The partnership's own row has that of its seller of
//! today; a seller that another has followed keeps its own, for what it sold and has yet to invoice.

use domain::id::OrganisationId;
use domain::partnership::Bank;
use domain::{Failure, Refusal};
use sea_orm::FromQueryResult;

use super::standing::seller_of;
use crate::Market;
use crate::db::{Reader, Writer};

/// A seller's own part of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct SellerDetails {
    /// Its VAT registration.
    pub vat_number: Option<String>,
    /// Its address, several lines.
    pub address: Option<String>,
    /// Where it is paid.
    pub bank: Option<Bank>,
}

#[derive(FromQueryResult)]
struct Row {
    vat_number: Option<String>,
    invoice_address: Option<String>,
    bank_name: Option<String>,
    bank_sort_code: Option<String>,
    bank_account: Option<String>,
}

impl From<Row> for SellerDetails {
    fn from(row: Row) -> Self {
        Self {
            vat_number: row.vat_number,
            address: row.invoice_address,
            bank: Bank::of(row.bank_name, row.bank_sort_code, row.bank_account),
        }
    }
}

/// The details of a seller of a partnership, of today or before. Nothing where none were entered.
pub(crate) async fn details(
    r: &Reader,
    partnership: OrganisationId,
    seller: OrganisationId,
) -> Result<SellerDetails, Failure> {
    let own = "SELECT vat_number, invoice_address, bank_name, bank_sort_code, bank_account \
               FROM partnership WHERE organisation_id = $1";
    let former = "SELECT vat_number, invoice_address, bank_name, bank_sort_code, bank_account \
                  FROM former_seller WHERE partnership_id = $1 AND seller_id = $2";
    let partnership_id = partnership.uuid().into();
    let row: Option<Row> = if current(r, partnership).await? == Some(seller) {
        r.sql_one(own, [partnership_id]).await?
    } else {
        r.sql_one(former, [partnership_id, seller.uuid().into()]).await?
    };
    Ok(row.map(SellerDetails::from).unwrap_or_default())
}

/// Who sells for a partnership today; nobody where it has no host yet.
async fn current(
    r: &Reader,
    partnership: OrganisationId,
) -> Result<Option<OrganisationId>, Failure> {
    match seller_of(r, partnership).await {
        Ok(seller) => Ok(Some(seller.id)),
        Err(Failure::Refused(Refusal::HostNeeded)) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Keeps the details of the seller of today, before another takes its place.
pub(super) async fn keep(
    market: &Market,
    w: &Writer,
    partnership: OrganisationId,
) -> Result<(), Failure> {
    let Some(seller) = current(w, partnership).await? else { return Ok(()) };
    let sql = "INSERT INTO former_seller (partnership_id, seller_id, vat_number, invoice_address, \
               bank_name, bank_sort_code, bank_account, kept_at) \
               SELECT organisation_id, $2, vat_number, invoice_address, bank_name, bank_sort_code, \
               bank_account, $3 FROM partnership WHERE organisation_id = $1 \
               ON CONFLICT (partnership_id, seller_id) DO UPDATE SET \
               vat_number = excluded.vat_number, invoice_address = excluded.invoice_address, \
               bank_name = excluded.bank_name, bank_sort_code = excluded.bank_sort_code, \
               bank_account = excluded.bank_account, kept_at = excluded.kept_at";
    let values = [partnership.uuid().into(), seller.uuid().into(), market.now().into()];
    w.execute_one(sql, values).await
}

/// Puts the details of the new seller in the partnership's row: those it had before, or none, so
/// that nothing is ever paid to whoever sold until now.
pub(super) async fn take_up(w: &Writer, partnership: OrganisationId) -> Result<(), Failure> {
    let seller = current(w, partnership).await?.map(OrganisationId::uuid);
    let of_seller = |column: &str| {
        format!(
            "{column} = (SELECT f.{column} FROM former_seller f \
             WHERE f.partnership_id = $1 AND f.seller_id = $2)"
        )
    };
    let columns = ["vat_number", "invoice_address", "bank_name", "bank_sort_code", "bank_account"];
    let sql = format!(
        "UPDATE partnership SET {} WHERE organisation_id = $1",
        columns.map(of_seller).join(", ")
    );
    w.execute_one(&sql, [partnership.uuid().into(), seller.into()]).await
}
