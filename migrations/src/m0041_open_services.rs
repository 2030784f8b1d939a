//! Services open to members of other partnerships, at a price of their own; libraries.

use sea_orm_migration::prelude::*;

crate::migration!("m0041_open_services");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await?;
        crate::append_only(manager, "resource_edition").await
    }
}

const SQL: &str = "
-- The partnerships to whose members a service is open; without one, all of the association.
CREATE TABLE service_opening (
    service_id {uuid} NOT NULL REFERENCES service (id),
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    to_id {uuid} REFERENCES partnership (organisation_id),
    CHECK (to_id IS NULL OR to_id <> partnership_id)
);
CREATE UNIQUE INDEX service_opening_once ON service_opening (service_id, to_id);
CREATE UNIQUE INDEX service_opening_to_all ON service_opening (service_id) WHERE to_id IS NULL;
CREATE INDEX service_opening_to ON service_opening (to_id, partnership_id, service_id);
CREATE INDEX service_opening_partnership ON service_opening (partnership_id);

-- Prices as lists keep them, with one more standing.
ALTER TABLE listed_price RENAME TO listed_price_before;
CREATE TABLE listed_price (
    service_id {uuid} NOT NULL REFERENCES service (id),
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    standing text NOT NULL
        CHECK (standing IN ('full', 'associate', 'non_member', 'other_member')),
    -- The first and last day of the price.
    from_on {day} NOT NULL,
    until_on {day},
    -- Whether the school's pupils must be known, and for schools of which sizes it is.
    by_size boolean NOT NULL,
    from_pupils bigint NOT NULL CHECK (from_pupils >= 0),
    to_pupils bigint,
    fixed_pence bigint NOT NULL CHECK (fixed_pence >= 0),
    pupil_pence bigint NOT NULL CHECK (pupil_pence >= 0),
    minimum_pence bigint,
    maximum_pence bigint,
    subsidy_points bigint NOT NULL DEFAULT 0 CHECK (subsidy_points >= 0 AND subsidy_points <= 10000),
    subsidy_most_pence bigint CHECK (subsidy_most_pence >= 0),
    PRIMARY KEY (service_id, standing, from_on, from_pupils),
    CHECK (until_on IS NULL OR until_on >= from_on),
    CHECK (by_size = TRUE OR (from_pupils = 0 AND to_pupils IS NULL AND pupil_pence = 0))
);
INSERT INTO listed_price (service_id, partnership_id, standing, from_on, until_on, by_size,
    from_pupils, to_pupils, fixed_pence, pupil_pence, minimum_pence, maximum_pence, subsidy_points,
    subsidy_most_pence)
SELECT service_id, partnership_id, standing, from_on, until_on, by_size, from_pupils, to_pupils,
    fixed_pence, pupil_pence, minimum_pence, maximum_pence, subsidy_points, subsidy_most_pence
FROM listed_price_before;
DROP TABLE listed_price_before;
CREATE INDEX listed_price_in_order ON listed_price
    (partnership_id, standing, fixed_pence, service_id) WHERE by_size = FALSE;
CREATE INDEX listed_price_public ON listed_price
    (standing, fixed_pence, service_id) WHERE by_size = FALSE;
CREATE INDEX listed_price_by_size ON listed_price
    (partnership_id, standing, service_id) WHERE by_size = TRUE;
CREATE INDEX listed_price_public_by_size ON listed_price
    (standing, service_id) WHERE by_size = TRUE;

-- What a partnership shares for nothing.
CREATE TABLE resource (
    id {uuid} PRIMARY KEY,
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    title text NOT NULL,
    summary text,
    kind text NOT NULL CHECK (kind IN ('policy', 'template', 'guide', 'recording')),
    category text NOT NULL,
    reach text NOT NULL CHECK (reach IN ('members', 'everybody')),
    -- Each word after a space, for search only.
    search_words text NOT NULL,
    -- The number of its newest version.
    newest bigint NOT NULL CHECK (newest >= 1),
    -- How often somebody else than those who keep it read it.
    reads bigint NOT NULL CHECK (reads >= 0),
    withdrawn_at {instant},
    withdrawn_by {uuid} REFERENCES person (id),
    version bigint NOT NULL CHECK (version >= 1),
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
);
CREATE INDEX resource_of ON resource (partnership_id, title, id);
CREATE INDEX resource_open ON resource (reach, title, id) WHERE withdrawn_at IS NULL;

-- Its versions: a file, or a link to what is kept elsewhere.
CREATE TABLE resource_edition (
    resource_id {uuid} NOT NULL REFERENCES resource (id),
    number bigint NOT NULL CHECK (number >= 1),
    dated_on {day} NOT NULL,
    review_by {day},
    file_id {uuid} REFERENCES stored_file (id),
    link text,
    made_by {uuid} NOT NULL REFERENCES person (id),
    made_at {instant} NOT NULL,
    PRIMARY KEY (resource_id, number),
    CHECK (review_by IS NULL OR review_by > dated_on),
    CHECK ((file_id IS NULL) <> (link IS NULL))
);
";
