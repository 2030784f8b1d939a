//! What stands on invoices beside a seller's name, for each seller that a partnership has had.

use sea_orm_migration::prelude::*;

crate::migration!("m0015_seller");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
-- The partnership's own row has those of its seller of today; here stand those of the sellers before,
-- which still invoice what they sold.
CREATE TABLE former_seller (
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    seller_id {uuid} NOT NULL REFERENCES organisation (id),
    vat_number text,
    invoice_address text,
    bank_name text,
    bank_sort_code text,
    bank_account text,
    kept_at {instant} NOT NULL,
    PRIMARY KEY (partnership_id, seller_id)
);
";
