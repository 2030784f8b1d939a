//! The first of a provider's people, and who confirms what the partnership's own team delivers.

use domain::Failure;
use domain::access::Role;
use domain::text::Email;
use market::idempotency::RequestKey;
use market::people::{InviteProvider, invite_provider, provider_people};
use market::service::listed_providers;
use testbed::on_both;
use testbed::tenant::{ALDER, BIRCH, Tenant};

use crate::setting::Setting;

fn key(text: &str) -> RequestKey {
    RequestKey::parse(text).unwrap()
}

on_both! {
    async fn staff_invite_the_first_of_a_firm_that_delivers_for_them_alone_and_nobody_after(bed) {
        let alder = Tenant::of(&bed, ALDER).await;
        let birch = Tenant::of(&bed, BIRCH).await;
        let staff = &alder.who(Role::PartnershipStaff, alder.partnership).actor;
        let others = &birch.who(Role::PartnershipStaff, birch.partnership).actor;
        let market = &bed.market;
        let email = Email::parse("first@firm.example").unwrap();
        let command = InviteProvider { provider: alder.provider, email };
        let attended = invite_provider(market, staff, &key("attended-0001"), command.clone()).await;
        assert_eq!(attended.unwrap_err(), Failure::ChangedMeanwhile);
        assert!(!provider_people(market, staff, alder.provider).await.unwrap().may_invite);

        let sql = Setting::of(&bed).await;
        sql.sql("UPDATE role_holding SET ends_on = starts_on WHERE organisation_id = $1", vec![
            alder.provider.uuid().into(),
        ])
        .await;
        let hidden = invite_provider(market, others, &key("stranger-0001"), command.clone()).await;
        assert_eq!(hidden.unwrap_err(), Failure::NotFound);
        invite_provider(market, staff, &key("first-000001"), command.clone()).await.unwrap();
        let shown = provider_people(market, staff, alder.provider).await.unwrap();
        assert_eq!((shown.may_invite, shown.invited.len()), (true, 1));
        let listed = listed_providers(market, staff).await.unwrap();
        let listed = listed.iter().find(|one| one.id == alder.provider).unwrap();
        assert_eq!((listed.people, listed.invited), (0, 1));
        let twice = invite_provider(market, staff, &key("twice-000001"), command.clone()).await;
        assert!(matches!(twice.unwrap_err(), Failure::Invalid(_)));

        let sql_text = "INSERT INTO partnership_provider (partnership_id, provider_id) VALUES ($1, $2)";
        sql.sql(sql_text, vec![birch.partnership.uuid().into(), alder.provider.uuid().into()]).await;
        let shared = provider_people(market, staff, alder.provider).await.unwrap();
        assert!(!shared.may_invite && shared.invited.is_empty(), "it delivers through others too");
    }
}
