//! What schools ask about services, and what they mean to order.

use sea_orm_migration::prelude::*;

crate::migration!("m0043_enquiry_and_basket");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
-- What a school asks about a service. Its parties are those of the service when it was asked.
CREATE TABLE enquiry (
    id {uuid} PRIMARY KEY,
    service_id {uuid} NOT NULL REFERENCES service (id),
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    provider_id {uuid} NOT NULL REFERENCES organisation (id),
    subject text NOT NULL CHECK (subject <> ''),
    state text NOT NULL CHECK (state IN ('waiting', 'answered', 'closed')),
    -- The message written last: lists stand in its order.
    newest_id {uuid} NOT NULL,
    -- Since when the school waits for an answer.
    waits_since {instant},
    -- How many messages there are. Whoever writes raises it first: one comes after the other.
    messages bigint NOT NULL CHECK (messages >= 1),
    CHECK ((state = 'waiting') = (waits_since IS NOT NULL)),
    CHECK (provider_id <> school_id)
);
CREATE INDEX enquiry_school ON enquiry (school_id, newest_id);
CREATE INDEX enquiry_provider ON enquiry (provider_id, newest_id);
CREATE INDEX enquiry_partnership ON enquiry (partnership_id, newest_id);

CREATE TABLE enquiry_message (
    id {uuid} PRIMARY KEY,
    enquiry_id {uuid} NOT NULL REFERENCES enquiry (id),
    number bigint NOT NULL CHECK (number >= 1),
    side text NOT NULL CHECK (side IN ('school', 'provider', 'partnership')),
    words text NOT NULL CHECK (words <> ''),
    written_by {uuid} NOT NULL REFERENCES person (id),
    written_at {instant} NOT NULL,
    UNIQUE (enquiry_id, number)
);
CREATE INDEX enquiry_message_by ON enquiry_message (written_by, id);

-- What somebody means to order for a school. It holds nothing, and goes when it is ordered.
CREATE TABLE basket_row (
    id {uuid} PRIMARY KEY,
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    person_id {uuid} NOT NULL REFERENCES person (id),
    service_id {uuid} NOT NULL REFERENCES service (id),
    -- The event at which places are wanted, or the service: there is one row of each.
    thing_id {uuid} NOT NULL,
    -- What is wanted, as JSON.
    wanted text NOT NULL,
    -- What it came to when it was put in, including VAT.
    gross_pence bigint NOT NULL CHECK (gross_pence >= 0),
    put_in_at {instant} NOT NULL,
    UNIQUE (school_id, person_id, thing_id)
);
CREATE INDEX basket_row_person ON basket_row (person_id);
CREATE INDEX basket_row_put_in ON basket_row (put_in_at);
";
