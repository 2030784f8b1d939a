//! Who owns a partnership's company, who sits on its board for whom, and what it did outside
//! Commonpool: what the control test of the Procurement Act 2023 (Schedule 2) rests on.

use sea_orm_migration::prelude::*;

crate::migration!("m0021_control");

/// What is never changed or removed: an end, a correction and a change of mind are rows of their own.
const APPEND_ONLY: [&str; 6] = [
    "shareholding",
    "shareholding_end",
    "board_voice",
    "board_seat_end",
    "outside_activity",
    "control_conclusion",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await?;
        for table in APPEND_ONLY {
            crate::append_only(manager, table).await?;
        }
        Ok(())
    }
}

const SQL: &str = "
-- Somebody who holds or held a share of a partnership's company, on Commonpool or not.
CREATE TABLE shareholder (
    id {uuid} PRIMARY KEY,
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    kind text NOT NULL CHECK (kind IN ('school', 'trust', 'council', 'other')),
    urn text,
    -- Where it was on Commonpool when it was entered.
    organisation_id {uuid} REFERENCES organisation (id),
    name text NOT NULL CHECK (name <> ''),
    CHECK ((kind = 'school') = (urn IS NOT NULL))
);
CREATE UNIQUE INDEX shareholder_school ON shareholder (partnership_id, urn) WHERE urn IS NOT NULL;
CREATE UNIQUE INDEX shareholder_name ON shareholder (partnership_id, kind, lower(name))
    WHERE urn IS NULL;
CREATE INDEX shareholder_organisation ON shareholder (organisation_id);

-- What it holds from a day on, and whether it was a public authority then, and why.
CREATE TABLE shareholding (
    id {uuid} PRIMARY KEY,
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    shareholder_id {uuid} NOT NULL REFERENCES shareholder (id),
    authority text NOT NULL CHECK (authority IN ('public', 'not_public', 'not_known')),
    grounds text NOT NULL,
    why text,
    measure text NOT NULL CHECK (measure IN ('shares', 'guarantee', 'percent')),
    -- Shares; one for a member by guarantee; hundredths of a percent.
    amount bigint NOT NULL CHECK (amount >= 1),
    starts_on {day} NOT NULL,
    entered_by {uuid} NOT NULL REFERENCES person (id),
    entered_at {instant} NOT NULL,
    CHECK ((grounds = 'stated') = (why IS NOT NULL)),
    CHECK (measure <> 'guarantee' OR amount = 1),
    CHECK (measure <> 'percent' OR amount <= 10000)
);
CREATE INDEX shareholding_partnership ON shareholding (partnership_id, starts_on);
CREATE INDEX shareholding_shareholder ON shareholding (shareholder_id);

-- Its last day; the day before its first where it was entered by mistake and never held.
CREATE TABLE shareholding_end (
    shareholding_id {uuid} PRIMARY KEY REFERENCES shareholding (id),
    ends_on {day} NOT NULL,
    ended_by {uuid} NOT NULL REFERENCES person (id),
    ended_at {instant} NOT NULL
);

-- A director of the company: somebody on Commonpool, or a name. Not append-only, so that a name can
-- be taken out by right.
CREATE TABLE board_seat (
    id {uuid} PRIMARY KEY,
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    person_id {uuid} REFERENCES person (id),
    name text CHECK (name <> ''),
    starts_on {day} NOT NULL,
    entered_by {uuid} NOT NULL REFERENCES person (id),
    entered_at {instant} NOT NULL,
    CHECK ((person_id IS NULL) <> (name IS NULL))
);
CREATE INDEX board_seat_partnership ON board_seat (partnership_id);

-- Whom a director represents; one may represent several.
CREATE TABLE board_voice (
    seat_id {uuid} NOT NULL REFERENCES board_seat (id),
    shareholder_id {uuid} NOT NULL REFERENCES shareholder (id),
    PRIMARY KEY (seat_id, shareholder_id)
);

CREATE TABLE board_seat_end (
    seat_id {uuid} PRIMARY KEY REFERENCES board_seat (id),
    ends_on {day} NOT NULL,
    ended_by {uuid} NOT NULL REFERENCES person (id),
    ended_at {instant} NOT NULL
);

-- What the partnership did in a financial year and did not invoice here. A correction is a row with
-- the amounts turned round that names the one it takes back.
CREATE TABLE outside_activity (
    id {uuid} PRIMARY KEY,
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    year_starts_on {day} NOT NULL,
    members_pence bigint NOT NULL,
    others_pence bigint NOT NULL,
    source text NOT NULL CHECK (source <> ''),
    reverses_id {uuid} UNIQUE REFERENCES outside_activity (id),
    entered_by {uuid} NOT NULL REFERENCES person (id),
    entered_at {instant} NOT NULL,
    CHECK (reverses_id IS NULL OR (members_pence <= 0 AND others_pence <= 0)),
    CHECK (reverses_id IS NOT NULL OR (members_pence >= 0 AND others_pence >= 0)),
    CHECK (members_pence <> 0 OR others_pence <> 0)
);
CREATE INDEX outside_activity_partnership ON outside_activity (partnership_id, year_starts_on, id);

-- What a named person concluded, beside what was worked out that day.
CREATE TABLE control_conclusion (
    id {uuid} PRIMARY KEY,
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    worked_out text CHECK (worked_out IN ('clear', 'near', 'fails')),
    members_pence bigint NOT NULL,
    others_pence bigint NOT NULL,
    concluded text NOT NULL CHECK (concluded IN ('holds', 'does_not_hold')),
    reason text NOT NULL CHECK (reason <> ''),
    concluded_by {uuid} NOT NULL REFERENCES person (id),
    concluded_at {instant} NOT NULL
);
CREATE INDEX control_conclusion_partnership ON control_conclusion (partnership_id, id);
";
