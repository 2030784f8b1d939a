//! Changes of services that their providers ask the partnership for.

use sea_orm_migration::prelude::*;

crate::migration!("m0028_service_proposal");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
CREATE TABLE service_proposal (
    id {uuid} PRIMARY KEY,
    service_id {uuid} NOT NULL REFERENCES service (id),
    -- The parties, as they were when it was asked for.
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    provider_id {uuid} NOT NULL REFERENCES organisation (id),
    -- The version it was written on: once that is not the current one, it cannot be accepted.
    of_version_id {uuid} NOT NULL REFERENCES service_version (id),
    terms text NOT NULL,
    proposed_by {uuid} NOT NULL REFERENCES person (id),
    proposed_at {instant} NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'accepted', 'declined', 'withdrawn')),
    decided_by {uuid} REFERENCES person (id),
    decided_at {instant},
    reason text,
    CHECK ((state = 'waiting') = (decided_at IS NULL)),
    CHECK ((decided_at IS NULL) = (decided_by IS NULL)),
    CHECK (state <> 'declined' OR reason IS NOT NULL)
);
CREATE UNIQUE INDEX service_proposal_waiting ON service_proposal (service_id) WHERE state = 'waiting';
CREATE INDEX service_proposal_partnership ON service_proposal (partnership_id, state, id);
CREATE INDEX service_proposal_provider ON service_proposal (provider_id, id);
";
