//! What keeps an installation healthy over years: jobs that are taken up again, rows that are
//! removed when nobody needs them any more, and the indexes that both need.

use sea_orm_migration::prelude::*;

crate::migration!("m0010_upkeep");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
-- When a job first became due. Its next try moves on, this does not.
ALTER TABLE job ADD COLUMN due_since {instant};
-- Only messages are ever given up.
UPDATE job SET failed_at = NULL, attempts = 0 WHERE failed_at IS NOT NULL AND kind <> 'send_mail';
CREATE INDEX job_open ON job (run_at) WHERE done_at IS NULL;
CREATE INDEX job_done ON job (done_at) WHERE done_at IS NOT NULL;

-- By what it came about where nobody was signed in; nothing where somebody was.
ALTER TABLE audit_entry ADD COLUMN agent text CHECK (agent IN ('job', 'owner', 'visitor'));

CREATE INDEX rate_limit_ends ON rate_limit (window_ends_at);
CREATE INDEX idempotency_created ON idempotency (created_at);
CREATE INDEX invitation_expires ON invitation (expires_at);
CREATE INDEX password_reset_expires ON password_reset (expires_at);
CREATE INDEX password_reset_person ON password_reset (person_id);

CREATE INDEX membership_partnership ON membership (partnership_id, organisation_id);
CREATE INDEX pool_partnership ON pool (partnership_id);
CREATE INDEX invoice_unpaid ON invoice (partnership_id, due_on) WHERE state = 'issued';
CREATE INDEX invoice_unpaid_school ON invoice (school_id, due_on, id) WHERE state = 'issued';
";
