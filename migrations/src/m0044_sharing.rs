//! What schools share, and whose cost they split.

use sea_orm_migration::prelude::*;

crate::migration!("m0044_sharing");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await?;
        crate::append_only(manager, "sharing_consent").await?;
        crate::append_only(manager, "sharing_notice").await
    }
}

const SQL: &str = "
-- What two or more schools of a partnership share. Who may see it: the partnership, whoever stands in
-- sharing_school, and every member of the partnership while it asks the whole area who would join.
CREATE TABLE sharing (
    id {uuid} PRIMARY KEY,
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    -- Who proposed it.
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    -- Who employs or owns it: the others owe their portions to it.
    owner_id {uuid} NOT NULL REFERENCES organisation (id),
    reach text NOT NULL CHECK (reach IN ('named', 'area')),
    kind text NOT NULL CHECK (kind IN ('staff', 'premises', 'holiday_cover', 'training')),
    title text NOT NULL,
    description text NOT NULL,
    -- What the cost is made of: labels and amounts excluding VAT, as JSON, and their sum.
    cost text NOT NULL,
    net_pence bigint NOT NULL CHECK (net_pence > 0),
    cost_kind text NOT NULL CHECK (cost_kind IN ('yearly', 'one_off')),
    split text NOT NULL CHECK (split IN ('days', 'pupils', 'percentage', 'equally')),
    first_on {day} NOT NULL,
    -- As it was agreed; an early end stands beside it.
    last_on {day} NOT NULL,
    ends_early_on {day},
    notice_days bigint NOT NULL CHECK (notice_days >= 0),
    stated_by text NOT NULL CHECK (stated_by IN ('month', 'term')),
    answer_by {day} NOT NULL,
    state text NOT NULL CHECK (state IN ('gathering', 'proposed', 'bound', 'withdrawn')),
    -- How often schools were asked to agree to portions; nought while nobody was.
    round bigint NOT NULL CHECK (round >= 0),
    proposed_by {uuid} NOT NULL REFERENCES person (id),
    proposed_at {instant} NOT NULL,
    bound_at {instant},
    -- Why it was taken back.
    reason text,
    version bigint NOT NULL CHECK (version >= 1),
    CHECK (last_on >= first_on),
    CHECK (ends_early_on IS NULL OR (state = 'bound' AND ends_early_on < last_on)),
    CHECK ((state = 'bound') = (bound_at IS NOT NULL)),
    CHECK ((state = 'withdrawn') = (reason IS NOT NULL)),
    CHECK (state <> 'gathering' OR (reach = 'area' AND round = 0)),
    CHECK (state = 'gathering' OR state = 'withdrawn' OR round >= 1)
);
CREATE INDEX sharing_partnership ON sharing (partnership_id, id);
CREATE INDEX sharing_gathering ON sharing (partnership_id, answer_by) WHERE state = 'gathering';

-- The schools that share it, would, or were asked.
CREATE TABLE sharing_school (
    sharing_id {uuid} NOT NULL REFERENCES sharing (id),
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    -- Days or percent in hundredths, pupils, or 1.
    weight bigint NOT NULL CHECK (weight > 0),
    -- On which day its pupils were counted, where they are the weight.
    pupils_on {day},
    state text NOT NULL CHECK (state IN ('joins', 'asked', 'agreed', 'declined', 'left_out')),
    -- What it pays of the cost, excluding VAT; none while nobody was asked.
    portion_net_pence bigint CHECK (portion_net_pence >= 0),
    -- What it agreed to: nobody pays more.
    agreed_net_pence bigint,
    answered_by {uuid} REFERENCES person (id),
    answered_at {instant},
    -- Why it declined.
    words text,
    PRIMARY KEY (sharing_id, school_id),
    CHECK ((answered_by IS NULL) = (answered_at IS NULL)),
    CHECK (state NOT IN ('asked', 'agreed') OR portion_net_pence IS NOT NULL),
    CHECK ((state = 'agreed') = (agreed_net_pence IS NOT NULL)),
    CHECK (agreed_net_pence IS NULL OR agreed_net_pence = portion_net_pence),
    CHECK ((state = 'declined') = (words IS NOT NULL))
);
CREATE INDEX sharing_school_of ON sharing_school (school_id, sharing_id);

-- Each signature under a portion, whatever became of it.
CREATE TABLE sharing_consent (
    id {uuid} PRIMARY KEY,
    sharing_id {uuid} NOT NULL,
    school_id {uuid} NOT NULL,
    round bigint NOT NULL CHECK (round >= 1),
    portion_net_pence bigint NOT NULL,
    -- At which level, and for whom they stood in.
    level text NOT NULL CHECK (level IN ('head', 'governors')),
    person_id {uuid} NOT NULL REFERENCES person (id),
    deputy_of {uuid} REFERENCES person (id),
    given_at {instant} NOT NULL,
    FOREIGN KEY (sharing_id, school_id) REFERENCES sharing_school (sharing_id, school_id)
);
CREATE UNIQUE INDEX sharing_consent_once ON sharing_consent (sharing_id, school_id, round, level);

-- Who ended it early, and with which words.
CREATE TABLE sharing_notice (
    sharing_id {uuid} NOT NULL,
    school_id {uuid} NOT NULL,
    ends_on {day} NOT NULL,
    words text NOT NULL,
    person_id {uuid} NOT NULL REFERENCES person (id),
    given_at {instant} NOT NULL,
    PRIMARY KEY (sharing_id, ends_on),
    FOREIGN KEY (sharing_id, school_id) REFERENCES sharing_school (sharing_id, school_id)
);

-- What a trust bought for its schools.
CREATE INDEX school_order_through ON school_order (requested_through)
    WHERE requested_through IS NOT NULL;
";
