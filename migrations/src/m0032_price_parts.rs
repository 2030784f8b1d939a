//! What the partnership pays of a price, in lists; schools that add their own prices to the market
//! rate, and what is said of them.

use sea_orm_migration::prelude::*;

crate::migration!("m0032_price_parts");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
-- The share of the price that the partnership pays, in hundredths of a per cent, and the most of it.
ALTER TABLE listed_price ADD COLUMN subsidy_points bigint NOT NULL DEFAULT 0
    CHECK (subsidy_points >= 0 AND subsidy_points <= 10000);
ALTER TABLE listed_price ADD COLUMN subsidy_most_pence bigint CHECK (subsidy_most_pence >= 0);

-- A school lets its own prices count, from one moment until another.
CREATE TABLE price_sharing (
    id {uuid} PRIMARY KEY,
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    begun_at {instant} NOT NULL,
    begun_by {uuid} NOT NULL REFERENCES person (id),
    ended_at {instant},
    ended_by {uuid} REFERENCES person (id),
    CHECK (ended_at IS NULL OR ended_at >= begun_at),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE UNIQUE INDEX price_sharing_now ON price_sharing (school_id) WHERE ended_at IS NULL;

-- What is said of schools' own prices of one category and unit, as it was last worked out: nothing
-- else of them is ever told.
CREATE TABLE own_market (
    category text NOT NULL,
    unit text NOT NULL,
    computed_at {instant} NOT NULL,
    -- JSON of `domain::market_rate::OwnMarket`.
    said text NOT NULL,
    PRIMARY KEY (category, unit)
);
";
