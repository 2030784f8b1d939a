//! The audit chain finds what was changed, removed or rewritten behind the product's back.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the test tampers with the database as an intruder would"
)]

use domain::access::Role;
use market::audit::{self, Break};
use market::installation::{self, InstallationKind};
use market::person::{self, AddUser};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};
use sea_orm::{ConnectionTrait, Database};
use testbed::{Bed, on_both};

mod beside;
mod from_where;
mod tamper;
mod trail;

/// Adds people, so that the installation's chain has so many entries.
async fn fill(bed: &Bed, entries: usize) {
    installation::claim(&bed.market, InstallationKind::Real).await.unwrap();
    let organisation =
        installation::organisation_for(&bed.market, Role::Operator, None).await.unwrap();
    for number in 0..entries {
        let add = AddUser {
            email: format!("person{number}@pool.example"),
            name: format!("Person {number}"),
            password: None,
            organisation,
            role: Role::Operator,
            order_limit_pence: None,
        };
        person::add_user(&bed.market, add).await.unwrap();
    }
    bed.run_jobs().await;
}

/// Runs a statement with the guards off, as somebody with the database's own password could.
async fn tamper(bed: &Bed, sqlite: &[&str], postgres: &[&str]) {
    let intruder = Database::connect(bed.database.url()).await.unwrap();
    let is_sqlite = bed.database.url().starts_with("sqlite");
    for sql in if is_sqlite { sqlite } else { postgres } {
        intruder.execute_unprepared(sql).await.unwrap();
    }
    intruder.close().await.unwrap();
}

on_both! {
    async fn a_whole_chain_verifies_against_its_own_exported_head(bed) {
        fill(&bed, 5).await;
        let head = audit::head(&bed.market, None).await.unwrap().unwrap();
        assert_eq!(head.position, 5);
        fill(&bed, 0).await;
        let kept = head.to_string().parse().unwrap();
        assert_eq!(audit::verify(&bed.market, None, Some(kept)).await.unwrap(), None);
    }

    async fn the_database_itself_refuses_to_change_or_remove_an_entry(bed) {
        fill(&bed, 1).await;
        let intruder = Database::connect(bed.database.url()).await.unwrap();
        for sql in ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"] {
            let refused = intruder.execute_unprepared(sql).await.unwrap_err().to_string();
            assert!(refused.contains("append-only"), "{refused}");
        }
    }

    async fn a_changed_entry_is_named(bed) {
        fill(&bed, 3).await;
        tamper(
            &bed,
            &[
                "DROP TRIGGER audit_entry_no_update",
                "UPDATE audit_entry SET action = 'forged' WHERE id = (SELECT MIN(id) FROM audit_entry)",
            ],
            &[
                "DROP TRIGGER audit_entry_append_only ON audit_entry",
                "UPDATE audit_entry SET action = 'forged' WHERE id = \
                 (SELECT id FROM audit_entry ORDER BY id LIMIT 1)",
            ],
        )
        .await;
        let found = audit::verify(&bed.market, None, None).await.unwrap();
        assert!(matches!(found, Some(Break::Changed(_))), "{found:?}");
    }

    async fn a_chain_cut_short_no_longer_has_the_head_kept_outside(bed) {
        fill(&bed, 4).await;
        let head = audit::head(&bed.market, None).await.unwrap();
        tamper::Tampered::with(&bed).await.cut_after(2).await;
        assert_eq!(audit::verify(&bed.market, None, None).await.unwrap(), None);
        assert_eq!(
            audit::verify(&bed.market, None, head).await.unwrap(),
            Some(Break::NotTheHead)
        );
    }

    async fn a_chain_written_anew_no_longer_has_the_head_kept_outside(bed) {
        fill(&bed, 6).await;
        let head = audit::head(&bed.market, None).await.unwrap();
        tamper::Tampered::with(&bed).await.write_anew_from(3).await;
        bed.run_jobs().await;
        assert_eq!(audit::verify(&bed.market, None, None).await.unwrap(), None, "whole in itself");
        assert_eq!(
            audit::verify(&bed.market, None, head).await.unwrap(),
            Some(Break::NotTheHead)
        );
    }

    async fn an_entry_put_in_or_cut_off_without_its_link_is_named(bed) {
        fill(&bed, 4).await;
        let cut = "DELETE FROM audit_seal WHERE position > 3";
        let mut behind = tamper::Tampered::with(&bed).await;
        behind.run(cut).await;
        let found = audit::verify(&bed.market, None, None).await.unwrap();
        assert!(matches!(found, Some(Break::Stray(_))), "{found:?}");
    }

    async fn whatever_is_changed_taken_out_moved_or_put_in_is_found(bed) {
        fill(&bed, 8).await;
        let mut behind = tamper::Tampered::with(&bed).await;
        let mut drawing = TestRunner::default();
        for _ in 0..Config::default().cases / 4 {
            let act = tamper::act(8).new_tree(&mut drawing).unwrap().current();
            behind.commit(&act).await;
            let found = audit::verify(&bed.market, None, None).await.unwrap();
            assert!(found.is_some(), "not found: {act:?}");
            behind.restore().await;
        }
        assert_eq!(audit::verify(&bed.market, None, None).await.unwrap(), None, "all is as it was");
    }

    async fn a_personal_value_that_was_changed_or_taken_away_behind_our_back_is_found(bed) {
        fill(&bed, 3).await;
        let mut behind = tamper::Tampered::with(&bed).await;
        for change in [
            "UPDATE audit_personal SET value = 'Somebody else' WHERE value = 'Person 1'",
            "UPDATE audit_personal SET field = 'title' WHERE value = 'Person 1'",
            "INSERT INTO audit_personal (entry_id, field, value, salt) \
             SELECT entry_id, 'rank', 'major', salt FROM audit_personal WHERE value = 'Person 1'",
        ] {
            behind.run(change).await;
            let found = audit::verify(&bed.market, None, None).await.unwrap();
            assert!(matches!(found, Some(Break::Changed(_))), "{change}: {found:?}");
            behind.restore().await;
        }
        behind.run("DELETE FROM audit_personal WHERE value = 'Person 1'").await;
        let found = audit::verify(&bed.market, None, None).await.unwrap();
        assert!(matches!(found, Some(Break::Gone(_))), "{found:?}");
    }

    async fn a_link_taken_out_is_missed(bed) {
        fill(&bed, 4).await;
        let cut = "DELETE FROM audit_seal WHERE position = 2";
        tamper(&bed, &[cut], &[cut]).await;
        assert_eq!(audit::verify(&bed.market, None, None).await.unwrap(), Some(Break::Missing(2)));
    }
}
