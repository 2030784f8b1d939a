//! From where somebody acted: written with what they did, told to whom they did it for, and gone
//! after a while.

use chrono::Duration;
use domain::access::Role;
use domain::audit::Deed;
use domain::text::Email;
use market::audit::{self, ActedBy, TrailAsked, TrailEntry, view_trail};
use market::db::every_row;
use market::{Actor, Market, person, purge};
use testbed::tenant::{ALDER, Tenant};
use testbed::{Bed, instant, on_both};

use crate::people::{PASSWORD, operator, sign_in};
use crate::rows::count;

const OFFICE: &str = "203.0.113.7, Edge on Windows";
const HOME: &str = "2001:db8::7, Safari on iPhone";

const KEPT: &str = "SELECT COUNT(*) FROM audit_personal WHERE field = 'from_where'";

async fn kept_of(bed: &Bed, person: &Actor) -> i64 {
    let of_person =
        format!("{KEPT} AND entry_id IN (SELECT id FROM audit_entry WHERE person_id = $1)");
    count(bed, &of_person, [person.person().uuid().into()]).await
}

async fn trail(market: &Market, actor: &Actor) -> Vec<TrailEntry> {
    let read = |page| async move {
        view_trail(market, actor, TrailAsked { page, ..TrailAsked::default() })
            .await
            .map(|trail| trail.entries)
    };
    every_row(read).await.unwrap()
}

/// A tenant whose every deed was done from one place.
async fn tenant_from(bed: &mut Bed, place: &str) -> Tenant {
    bed.market = bed.market.asked_from(place);
    Tenant::of(bed, ALDER).await
}

/// From where each of somebody's own deeds of a kind was done, as their own data tells it.
async fn own(market: &Market, actor: &Actor, deed: Deed) -> Vec<Option<String>> {
    let mine = person::my_data(market, actor).await.unwrap();
    let of_deed = mine.actions.into_iter().filter(|done| done.action == deed.code());
    of_deed.map(|done| done.from_where).collect()
}

on_both! {
    async fn from_where_somebody_acted_is_told_to_whom_they_acted_for_and_to_nobody_else(bed) {
        let mut bed = bed;
        let tenant = tenant_from(&mut bed, OFFICE).await;
        for (role, organisation) in [
            (Role::Director, tenant.partnership),
            (Role::Auditor, tenant.partnership),
            (Role::Approver, tenant.school),
        ] {
            let reader = &tenant.who(role, organisation).actor;
            let name = reader.acting_for().unwrap().name.clone();
            let entries = trail(&bed.market, reader).await;
            let mut counted = [0, 0];
            for entry in &entries {
                let by_somebody = matches!(entry.by, ActedBy::Person(_));
                let for_reader = [&entry.acting_for, &entry.through].contains(&&Some(name.clone()));
                let told = (by_somebody && for_reader).then(|| OFFICE.to_owned());
                assert_eq!(entry.from_where, told, "{name} reads {entry:?}");
                assert!(!entry.personal.values().any(|value| value == OFFICE), "{entry:?}");
                counted[usize::from(for_reader)] += usize::from(by_somebody);
            }
            assert!(counted.iter().all(|of_kind| *of_kind > 1), "{name}: {counted:?}");
        }
    }

    async fn it_goes_the_night_after_ninety_days_and_the_chain_stays_whole(bed) {
        let nadia = operator(&bed).await;
        let rename = async |place: &str, name: &str| {
            person::rename(&bed.market.asked_from(place), &nadia, name).await.unwrap();
        };
        let night = instant("2027-03-01T02:00:00Z");
        bed.clock.set(night - Duration::days(90) - Duration::milliseconds(2));
        rename(OFFICE, "Nadia Khan").await;
        bed.clock.set(night - Duration::days(90) + Duration::milliseconds(2));
        rename(HOME, "Nadia Khan Hill").await;
        bed.run_jobs().await;
        let places = [Some(OFFICE.to_owned()), Some(HOME.to_owned())];
        assert_eq!(own(&bed.market, &nadia, Deed::RenamePerson).await, places);
        let head = audit::head(&bed.market, None).await.unwrap();
        assert!(head.is_some());
        bed.clock.set(night - Duration::hours(1));
        purge::plan(&bed.market).await.unwrap();
        bed.run_jobs().await;
        assert_eq!(count(&bed, KEPT, []).await, 2, "not before the night");
        bed.clock.set(night);
        bed.run_jobs().await;
        let left = [None, Some(HOME.to_owned())];
        assert_eq!(own(&bed.market, &nadia, Deed::RenamePerson).await, left);
        let names = "SELECT COUNT(*) FROM audit_personal WHERE field = 'name_before'";
        assert_eq!(count(&bed, names, []).await, 2, "nothing else goes");
        let told = "SELECT COUNT(*) FROM audit_entry WHERE subject = 'audit_personal' \
                    AND after_change = '{\"by\":\"from_where\",\"rows\":1}' AND agent = 'job'";
        assert_eq!(count(&bed, told, []).await, 1);
        assert_eq!(audit::verify(&bed.market, None, head).await.unwrap(), None);
        let early = "DELETE FROM audit_personal WHERE field = 'from_where'";
        crate::audit::tamper(&bed, &[early], &[early]).await;
        let found = audit::verify(&bed.market, None, None).await.unwrap();
        assert!(matches!(found, Some(audit::Break::Gone(_))), "not yet its time: {found:?}");
    }

    async fn erasing_a_person_takes_theirs_at_once_and_nobody_elses(bed) {
        let mut bed = bed;
        let tenant = tenant_from(&mut bed, OFFICE).await;
        let head = tenant.who(Role::Approver, tenant.school);
        let director = &tenant.who(Role::Director, tenant.partnership).actor;
        let of_director = kept_of(&bed, director).await;
        assert!(of_director > 0 && kept_of(&bed, &head.actor).await > 0);
        person::erase(&bed.market, &head.email).await.unwrap();
        assert_eq!(kept_of(&bed, &head.actor).await, 0);
        assert_eq!(kept_of(&bed, director).await, of_director);
        bed.run_jobs().await;
        for chain in [None, Some(tenant.partnership)] {
            assert_eq!(audit::verify(&bed.market, chain, None).await.unwrap(), None);
        }
    }

    async fn a_visitor_comes_from_somewhere_and_a_job_or_the_command_line_from_nowhere(bed) {
        let nadia = operator(&bed).await;
        let market = &bed.market.asked_from(OFFICE);
        let email = nadia.email().unwrap().to_owned();
        assert_eq!(count(&bed, KEPT, []).await, 0, "added and signed in where nothing is known");
        person::ask_for_reset(market, &email, "203.0.113.7").await.unwrap();
        bed.run_jobs().await;
        let asked = format!(
            "{KEPT} AND entry_id IN (SELECT id FROM audit_entry WHERE agent = 'visitor')"
        );
        assert_eq!(count(&bed, &asked, []).await, 1);
        sign_in(market, &email).await;
        assert_eq!(own(market, &nadia, Deed::SignIn).await.last(), Some(&Some(OFFICE.to_owned())));
        purge::plan(market).await.unwrap();
        bed.clock.set(instant("2026-12-24T02:00:00Z"));
        while market::job::run_due(market, &bed.letters).await.unwrap() > 0 {}
        let una = Email::parse("una@pool.example").unwrap();
        let add = person::AddUser {
            email: una.to_string(),
            name: "Una Field".to_owned(),
            password: Some(PASSWORD.to_owned()),
            organisation: nadia.acting_for().unwrap().organisation,
            role: Role::Operator,
            order_limit_pence: None,
        };
        person::add_user(market, add).await.unwrap();
        let nowhere = format!(
            "{KEPT} AND entry_id IN (SELECT id FROM audit_entry WHERE agent IN ('job', 'owner'))"
        );
        assert_eq!(count(&bed, &nowhere, []).await, 0);
        let done = "SELECT COUNT(DISTINCT agent) FROM audit_entry WHERE agent IN ('job', 'owner')";
        assert_eq!(count(&bed, done, []).await, 2);
    }
}
