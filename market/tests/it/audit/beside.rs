//! What stands beside an entry is held by the chain as well: in whose trail it is, and which of its
//! personal values are there. What is erased by right is said so, and is not missed.

use domain::id::{AuditId, OrganisationId};
use market::audit::{self, Break};
use market::person;
use testbed::{Bed, on_both};
use uuid::Uuid;

use super::tamper::Tampered;
use crate::deal::world::{self, World};

/// Three schools that signed a deal, all sealed in the chain of their partnership.
async fn signed(bed: &Bed) -> (World, Option<OrganisationId>) {
    let world = world::world(bed, 3).await;
    let deal = world::open(bed, &world).await;
    for member in &world.schools {
        world::sign_up(&bed.market, deal, member).await.unwrap();
    }
    bed.run_jobs().await;
    let chain = world.lead.acting_for().map(|own| own.organisation);
    (world, chain)
}

/// The first entry of a signature.
async fn first_signature(world: &World) -> AuditId {
    let sql = "SELECT id FROM audit_entry WHERE action = 'commit_to_deal' AND id <> $1 \
               ORDER BY id LIMIT 1";
    AuditId::from_uuid(world.sql.id(sql, Uuid::nil()).await)
}

const SIGNATURES: &str = "(SELECT id FROM audit_entry WHERE action = 'commit_to_deal')";

on_both! {
    async fn the_first_entry_that_stands_in_other_trails_than_were_sealed_is_named(bed) {
        let (world, chain) = signed(&bed).await;
        let first = first_signature(&world).await;
        let mut behind = Tampered::with(&bed).await;
        assert_eq!(audit::verify(&bed.market, chain, None).await.unwrap(), None);
        let another = "SELECT id FROM organisation WHERE kind = 'partnership'";
        for change in [
            format!("DELETE FROM audit_party WHERE entry_id IN {SIGNATURES}"),
            format!("UPDATE audit_party SET organisation_id = ({another}) WHERE entry_id IN {SIGNATURES}"),
            format!("INSERT INTO audit_party (organisation_id, entry_id) \
                     SELECT ({another}), id FROM audit_entry WHERE action = 'commit_to_deal'"),
            // As if the link were older than the form that covers it.
            format!("UPDATE audit_seal SET form = 1 WHERE entry_id IN {SIGNATURES}"),
        ] {
            behind.run(&change).await;
            let found = audit::verify(&bed.market, chain, None).await.unwrap();
            assert_eq!(found, Some(Break::Changed(first)), "{change}");
            behind.restore().await;
        }
        assert_eq!(audit::verify(&bed.market, chain, None).await.unwrap(), None);
    }

    async fn the_first_entry_that_lacks_a_value_is_named_even_before_one_that_was_changed(bed) {
        let (world, chain) = signed(&bed).await;
        let first = first_signature(&world).await;
        let mut behind = Tampered::with(&bed).await;
        behind.run(&format!("DELETE FROM audit_personal WHERE entry_id IN {SIGNATURES}")).await;
        let found = audit::verify(&bed.market, chain, None).await.unwrap();
        assert_eq!(found, Some(Break::Gone(first)));
        behind.run(&format!(
            "UPDATE audit_entry SET subject = 'x' WHERE id IN {SIGNATURES} AND id <> \
             (SELECT id FROM audit_entry WHERE action = 'commit_to_deal' ORDER BY id LIMIT 1)"
        ))
        .await;
        let found = audit::verify(&bed.market, chain, None).await.unwrap();
        assert_eq!(found, Some(Break::Gone(first)));
    }

    async fn what_is_erased_by_right_is_not_missed_and_what_goes_with_it_is(bed) {
        let (world, chain) = signed(&bed).await;
        let head = audit::head(&bed.market, chain).await.unwrap();
        person::erase(&bed.market, "buyer1@pool.example").await.unwrap();
        assert_eq!(audit::verify(&bed.market, chain, head.clone()).await.unwrap(), None, "not sealed yet");
        bed.run_jobs().await;
        assert_eq!(audit::verify(&bed.market, chain, head).await.unwrap(), None);
        assert_eq!(audit::verify(&bed.market, None, None).await.unwrap(), None);

        let mut behind = Tampered::with(&bed).await;
        behind.run(&format!("DELETE FROM audit_personal WHERE entry_id IN {SIGNATURES}")).await;
        let found = audit::verify(&bed.market, chain, None).await.unwrap();
        assert!(matches!(found, Some(Break::Gone(_))), "the other two: {found:?}");
        assert_ne!(found, Some(Break::Gone(first_signature(&world).await)), "that one was erased");
        behind.restore().await;
        behind.run("UPDATE audit_entry SET after_change = '{}' WHERE action = 'erase_values'").await;
        let found = audit::verify(&bed.market, chain, None).await.unwrap();
        assert_eq!(found, Some(Break::Gone(first_signature(&world).await)), "nothing says so now");
    }
}
