//! A second step at signing in, what people want to be told by e-mail, and closed accounts.

use sea_orm_migration::prelude::*;

crate::migration!("m0013_account");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
-- A session that owes a code is nobody's yet.
ALTER TABLE session ADD COLUMN second_factor text NOT NULL DEFAULT 'none'
    CHECK (second_factor IN ('none', 'owed', 'given'));

-- The secret that a person's phone shares with us (RFC 6238). Until it is confirmed it counts for
-- nothing. A code's step is kept, so that no code is taken twice (section 5.2).
CREATE TABLE second_factor (
    person_id {uuid} PRIMARY KEY REFERENCES person (id),
    secret {bytes} NOT NULL,
    begun_at {instant} NOT NULL,
    confirmed_at {instant},
    last_step bigint NOT NULL CHECK (last_step >= 0)
);

-- For a lost phone. Only digests are kept.
CREATE TABLE recovery_code (
    person_id {uuid} NOT NULL REFERENCES person (id),
    code_hash {bytes} NOT NULL,
    used_at {instant},
    PRIMARY KEY (person_id, code_hash)
);

-- What a person chose for one kind of message; where there is no row, it is sent at once.
CREATE TABLE notification_choice (
    person_id {uuid} NOT NULL REFERENCES person (id),
    kind text NOT NULL,
    choice text NOT NULL CHECK (choice IN ('at_once', 'daily', 'off')),
    PRIMARY KEY (person_id, kind)
);

-- What waits for a person's daily message.
CREATE TABLE digest_item (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES person (id),
    about text NOT NULL,
    created_at {instant} NOT NULL
);
CREATE INDEX digest_item_person ON digest_item (person_id, id);

ALTER TABLE person ADD COLUMN closed_at {instant};
";
