//! What stands on an invoice beside its lines, as it was on the day of issue.

use chrono::NaiveDate;
use domain::Failure;
use domain::id::OrganisationId;
use domain::invoice::SellerPrefix;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};

use crate::db::{Reader, broken};
use crate::organisation;
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
    pub bank: Option<BankDetails>,
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

/// Where a bank transfer goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankDetails {
    /// The name of the account.
    pub name: String,
    /// Its sort code.
    pub sort_code: String,
    /// Its number.
    pub account: String,
}

#[derive(FromQueryResult)]
struct SellerRow {
    invoice_prefix: String,
    vat_number: Option<String>,
    invoice_address: Option<String>,
    bank_name: Option<String>,
    bank_sort_code: Option<String>,
    bank_account: Option<String>,
    payment_terms_days: i64,
}

/// What a partnership's invoices have in common.
pub(super) struct Letterhead {
    pub prefix: SellerPrefix,
    pub payment_days: u16,
    row: SellerRow,
}

impl Letterhead {
    /// The letterhead of a partnership as it is now.
    pub async fn of(r: &Reader, partnership: OrganisationId) -> Result<Self, Failure> {
        let sql = "SELECT invoice_prefix, vat_number, invoice_address, bank_name, \
                   bank_sort_code, bank_account, payment_terms_days \
                   FROM partnership WHERE organisation_id = $1";
        let row: Option<SellerRow> = r.sql_one(sql, [partnership.uuid().into()]).await?;
        let row = row.ok_or(Failure::NotFound)?;
        Ok(Self {
            prefix: SellerPrefix::parse(&row.invoice_prefix)
                .map_err(|_| broken("a stored invoice prefix cannot be read"))?,
            payment_days: u16::try_from(row.payment_terms_days).map_err(broken)?,
            row,
        })
    }

    /// The paper of one invoice.
    pub async fn paper(
        &self,
        r: &Reader,
        partnership: OrganisationId,
        seller: OrganisationId,
        school: OrganisationId,
        on: NaiveDate,
    ) -> Result<Paper, Failure> {
        let row = &self.row;
        let buyer = facts(r, school, on).await?;
        let selling = organisation::by_id(r, seller).await?;
        let trading_for = if seller == partnership {
            None
        } else {
            Some(organisation::by_id(r, partnership).await?.name)
        };
        let address = row.invoice_address.as_deref().unwrap_or_default();
        let bank = row.bank_name.clone().zip(row.bank_sort_code.clone());
        Ok(Paper {
            seller: Party {
                name: selling.name,
                address: address.lines().map(str::to_owned).collect(),
                urn: None,
            },
            trading_for,
            vat_number: row.vat_number.clone(),
            buyer: Party {
                name: buyer.name,
                address: buyer.address,
                urn: buyer.urn.map(|urn| urn.as_str().to_owned()),
            },
            bank: bank
                .zip(row.bank_account.clone())
                .map(|((name, sort_code), account)| BankDetails { name, sort_code, account }),
        })
    }
}
