//! What stands on an invoice beside its lines, as it was on the day of issue.

use chrono::NaiveDate;
use domain::Failure;
use domain::id::OrganisationId;
use domain::invoice::SellerPrefix;
use domain::partnership::Bank;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};

use crate::db::{Reader, broken};
use crate::organisation;
use crate::partnership::details;
use crate::school::facts;

/// The parties and the way to pay, kept with the invoice: names and addresses change, it does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Who invoices.
    pub seller: Party,
    /// The partnership for which the seller trades, where it is another: a host.
    pub trading_for: Option<String>,
    /// The seller's VAT registration, where it has one.
    pub vat_number: Option<String>,
    /// Who pays.
    pub buyer: Party,
    /// Where to pay.
    pub bank: Option<Bank>,
}

/// A party of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Its name.
    pub name: String,
    /// The lines of its address, as far as known.
    pub address: Vec<String>,
    /// A school's number in the register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urn: Option<String>,
}

#[derive(FromQueryResult)]
struct Row {
    invoice_prefix: String,
    payment_terms_days: i64,
}

/// What a partnership's invoices have in common.
pub(super) struct Letterhead {
    pub prefix: SellerPrefix,
    pub payment_days: u16,
}

impl Letterhead {
    /// The letterhead of a partnership as it is now.
    pub async fn of(r: &Reader, partnership: OrganisationId) -> Result<Self, Failure> {
        let sql = "SELECT invoice_prefix, payment_terms_days \
                   FROM partnership WHERE organisation_id = $1";
        let row: Option<Row> = r.sql_one(sql, [partnership.uuid().into()]).await?;
        let row = row.ok_or(Failure::NotFound)?;
        Ok(Self {
            prefix: SellerPrefix::parse(&row.invoice_prefix)
                .map_err(|_| broken("a stored invoice prefix cannot be read"))?,
            payment_days: u16::try_from(row.payment_terms_days).map_err(broken)?,
        })
    }
}

/// The paper of one invoice: its seller's own VAT number, address and account, also where another
/// sells for the partnership today.
pub(super) async fn paper(
    r: &Reader,
    partnership: OrganisationId,
    seller: OrganisationId,
    school: OrganisationId,
    on: NaiveDate,
) -> Result<Paper, Failure> {
    let own = details(r, partnership, seller).await?;
    let buyer = facts(r, school, on).await?;
    let selling = organisation::by_id(r, seller).await?;
    let trading_for = if seller == partnership {
        None
    } else {
        Some(organisation::by_id(r, partnership).await?.name)
    };
    let address = own.address.as_deref().unwrap_or_default();
    Ok(Paper {
        seller: Party {
            name: selling.name,
            address: address.lines().map(str::to_owned).collect(),
            urn: None,
        },
        trading_for,
        vat_number: own.vat_number,
        buyer: Party {
            name: buyer.name,
            address: buyer.address,
            urn: buyer.urn.map(|urn| urn.as_str().to_owned()),
        },
        bank: own.bank,
    })
}
