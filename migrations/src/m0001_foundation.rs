//! People, organisations, sessions; and what every feature stands on: audit, jobs, the change
//! feed, idempotency keys, stored files, rate limits.

use sea_orm_migration::prelude::*;

crate::migration!("m0001_foundation");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await?;
        crate::append_only(manager, "audit_entry").await
    }
}

const SQL: &str = "
-- One row for the whole installation. A demo world and real data never share a database.
CREATE TABLE installation (
    only_row integer PRIMARY KEY CHECK (only_row = 1),
    kind text NOT NULL CHECK (kind IN ('real', 'demo')),
    created_at {instant} NOT NULL
);

CREATE TABLE organisation (
    id {uuid} PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('school', 'trust', 'federation', 'council', 'provider',
        'partnership', 'group', 'association', 'installation')),
    name text NOT NULL CHECK (name <> ''),
    slug text NOT NULL UNIQUE CHECK (slug <> ''),
    urn text UNIQUE,
    created_at {instant} NOT NULL,
    version bigint NOT NULL CHECK (version >= 1),
    CHECK (urn IS NULL OR kind = 'school')
);

CREATE TABLE person (
    id {uuid} PRIMARY KEY,
    email text UNIQUE,
    name text NOT NULL,
    password_hash text,
    created_at {instant} NOT NULL,
    version bigint NOT NULL CHECK (version >= 1)
);

-- A person's dated role in an organisation; never overwritten, only ended.
CREATE TABLE role_holding (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES person (id),
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    role text NOT NULL,
    order_limit_pence bigint CHECK (order_limit_pence >= 0),
    starts_on {day} NOT NULL,
    ends_on {day},
    CHECK (ends_on IS NULL OR ends_on >= starts_on)
);
CREATE UNIQUE INDEX role_holding_live ON role_holding (person_id, organisation_id, role)
    WHERE ends_on IS NULL;
CREATE INDEX role_holding_organisation ON role_holding (organisation_id);

CREATE TABLE session (
    id {uuid} PRIMARY KEY,
    token_hash {bytes} NOT NULL UNIQUE,
    person_id {uuid} NOT NULL REFERENCES person (id),
    acting_for {uuid} REFERENCES organisation (id),
    device text NOT NULL,
    created_at {instant} NOT NULL,
    last_seen_at {instant} NOT NULL,
    expires_at {instant} NOT NULL
);
CREATE INDEX session_person ON session (person_id);
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE password_reset (
    token_hash {bytes} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES person (id),
    expires_at {instant} NOT NULL,
    used_at {instant}
);

-- One role in one organisation, offered to one address.
CREATE TABLE invitation (
    id {uuid} PRIMARY KEY,
    token_hash {bytes} NOT NULL UNIQUE,
    email text NOT NULL,
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    role text NOT NULL,
    invited_by {uuid} REFERENCES person (id),
    created_at {instant} NOT NULL,
    expires_at {instant} NOT NULL,
    used_at {instant}
);
CREATE INDEX invitation_organisation ON invitation (organisation_id);

-- Attempts in a window of time, shared by every server process.
CREATE TABLE rate_limit (
    bucket {bytes} PRIMARY KEY,
    window_ends_at {instant} NOT NULL,
    attempts bigint NOT NULL CHECK (attempts >= 0)
);

-- Who did what to what. Personal values are kept beside it with their salts and may be erased;
-- the entry keeps their salted digests, so the chain stays whole.
CREATE TABLE audit_entry (
    id {uuid} PRIMARY KEY,
    chain {uuid} NOT NULL,
    at {instant} NOT NULL,
    person_id {uuid},
    acting_for {uuid},
    action text NOT NULL,
    subject text NOT NULL,
    before_change text,
    after_change text,
    personal_digests text NOT NULL
);
CREATE INDEX audit_entry_chain ON audit_entry (chain, id);
CREATE INDEX audit_entry_subject ON audit_entry (subject, id);

CREATE TABLE audit_personal (
    entry_id {uuid} NOT NULL REFERENCES audit_entry (id),
    field text NOT NULL,
    value text NOT NULL,
    salt {bytes} NOT NULL,
    PRIMARY KEY (entry_id, field)
);

-- Entries that wait for the sealing job.
CREATE TABLE audit_unsealed (entry_id {uuid} PRIMARY KEY REFERENCES audit_entry (id));

-- One row. Whoever seals writes it first: two processes never seal at the same time.
CREATE TABLE audit_sealer (
    only_row integer PRIMARY KEY CHECK (only_row = 1),
    sealed_at {instant}
);
INSERT INTO audit_sealer (only_row) VALUES (1);

CREATE TABLE audit_seal (
    chain {uuid} NOT NULL,
    position bigint NOT NULL CHECK (position >= 1),
    entry_id {uuid} NOT NULL UNIQUE REFERENCES audit_entry (id),
    hash {bytes} NOT NULL,
    sealed_at {instant} NOT NULL,
    PRIMARY KEY (chain, position)
);

-- Work to be done after the transaction that asked for it: mail, closing deals, sealing.
CREATE TABLE job (
    id {uuid} PRIMARY KEY,
    kind text NOT NULL,
    payload text NOT NULL,
    unique_key text UNIQUE,
    run_at {instant} NOT NULL,
    attempts bigint NOT NULL CHECK (attempts >= 0),
    leased_until {instant},
    leased_by {uuid},
    done_at {instant},
    failed_at {instant},
    last_incident text
);
CREATE INDEX job_due ON job (run_at) WHERE done_at IS NULL AND failed_at IS NULL;

-- What live pages watch: a topic's version rises in the transaction that changed it.
CREATE TABLE change (
    topic text PRIMARY KEY,
    version bigint NOT NULL CHECK (version >= 1)
);

-- The first answer to a command, so that repeating it is answered the same.
CREATE TABLE idempotency (
    person_id {uuid} NOT NULL REFERENCES person (id),
    key text NOT NULL,
    command_digest {bytes} NOT NULL,
    answer text NOT NULL,
    created_at {instant} NOT NULL,
    PRIMARY KEY (person_id, key)
);

CREATE TABLE stored_file (
    id {uuid} PRIMARY KEY,
    owner_id {uuid} NOT NULL REFERENCES organisation (id),
    content_hash text NOT NULL,
    name text NOT NULL,
    content_type text NOT NULL,
    bytes bigint NOT NULL CHECK (bytes >= 0),
    uploaded_by {uuid} NOT NULL REFERENCES person (id),
    uploaded_at {instant} NOT NULL
);
CREATE INDEX stored_file_owner ON stored_file (owner_id, id);
";
