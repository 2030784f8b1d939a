//! How often signing in may be tried: guessing is slow, and nobody can slow somebody else where
//! they are known.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::Duration;
use domain::Failure;
use market::Market;
use market::mail::About;
use market::person::{self, SignIn, Token};
use testbed::{Bed, on_both};

use crate::account::{PASSWORD, operator, typed, wrong};
use crate::deal::world::Sql;

const EMAIL: &str = "nadia@pool.example";
const SCHOOL: &str = "203.0.113.7";

/// Tries a password from somewhere, on a device that brings a secret or none.
async fn attempt(
    market: &Market,
    password: &str,
    from: &str,
    known_by: Option<&str>,
) -> Result<Token, Failure> {
    let known_by = known_by.map(str::to_owned);
    person::sign_in(market, SignIn { known_by, ..typed(EMAIL, password, from) }).await
}

fn is_slowed(outcome: &Result<Token, Failure>) -> bool {
    matches!(outcome, Err(Failure::TooMany { .. }))
}

/// Strangers all over the world who guess until they are stopped, and how often they could.
async fn attack(bed: &Bed) -> usize {
    let mut guesses = 0;
    for stranger in 0.. {
        let outcome = attempt(
            &bed.market,
            "guess",
            &format!("198.51.{}.{}", stranger / 200, stranger % 200),
            None,
        )
        .await;
        if is_slowed(&outcome) {
            return guesses;
        }
        assert_eq!(outcome.unwrap_err(), wrong());
        guesses += 1;
    }
    guesses
}

async fn reset_link(bed: &Bed) -> String {
    person::ask_for_reset(&bed.market, EMAIL, "192.0.2.77").await.unwrap();
    bed.run_jobs().await;
    let letter = bed.letters.all().pop().unwrap();
    let About::PasswordReset { token } = letter.about else { panic!("another letter") };
    token
}

on_both! {
    async fn strangers_never_slow_a_network_or_a_device_on_which_somebody_is_known(bed) {
        operator(&bed.market).await;
        let token = attempt(&bed.market, PASSWORD, SCHOOL, None).await.unwrap();
        let device = token.device().unwrap();
        assert_eq!(attack(&bed).await, 99, "a hundred in an hour, with the one that was right");
        assert!(is_slowed(&attempt(&bed.market, PASSWORD, "192.0.2.1", None).await), "a new place");
        attempt(&bed.market, PASSWORD, SCHOOL, None).await.unwrap();
        let away = attempt(&bed.market, PASSWORD, "192.0.2.2", Some(device)).await.unwrap();
        assert_eq!(away.device(), Some(device), "a device keeps its secret");
        let made_up = attempt(&bed.market, PASSWORD, "192.0.2.3", Some("made-up-secret")).await;
        assert!(is_slowed(&made_up));
    }

    async fn who_is_under_attack_and_in_a_new_place_gets_in_by_the_link_in_a_letter(bed) {
        operator(&bed.market).await;
        attack(&bed).await;
        let (hotel, new) = ("192.0.2.9", "lanterns over water");
        assert!(is_slowed(&attempt(&bed.market, PASSWORD, hotel, None).await));
        let link = reset_link(&bed).await;
        person::reset_password(&bed.market, &link, new.to_owned(), hotel).await.unwrap();
        attempt(&bed.market, new, hotel, None).await.unwrap();
        assert!(is_slowed(&attempt(&bed.market, new, "192.0.2.10", None).await));
    }

    async fn whoever_shares_a_network_cannot_slow_somebody_on_their_own_device(bed) {
        operator(&bed.market).await;
        let token = attempt(&bed.market, PASSWORD, SCHOOL, None).await.unwrap();
        for _ in 0..8 {
            let guess = attempt(&bed.market, "guess", SCHOOL, None).await;
            assert_eq!(guess.unwrap_err(), wrong());
        }
        assert!(is_slowed(&attempt(&bed.market, PASSWORD, SCHOOL, None).await));
        // And the network as a whole, on other accounts.
        let mut others = 0;
        while !is_slowed(&person::sign_in(&bed.market, typed(&format!("p{others}@pool.example"), "guess", SCHOOL)).await) {
            others += 1;
        }
        assert!((150..200).contains(&others), "{others}");
        attempt(&bed.market, PASSWORD, SCHOOL, token.device()).await.unwrap();
    }

    async fn a_known_device_can_guess_no_more_often_than_anybody(bed) {
        operator(&bed.market).await;
        let token = attempt(&bed.market, PASSWORD, SCHOOL, None).await.unwrap();
        for place in 0..8 {
            let from = format!("192.0.2.{place}");
            let guess = attempt(&bed.market, "guess", &from, token.device()).await;
            assert_eq!(guess.unwrap_err(), wrong());
        }
        let ninth = attempt(&bed.market, PASSWORD, "192.0.2.8", token.device()).await;
        let Err(Failure::TooMany { retry_after_seconds }) = ninth else { panic!("slowed") };
        assert_eq!(retry_after_seconds, 15 * 60);
        bed.clock.set(bed.market.now() + Duration::minutes(15));
        attempt(&bed.market, PASSWORD, "192.0.2.8", token.device()).await.unwrap();
    }

    async fn being_known_is_renewed_by_each_use_and_ends_ninety_days_after_the_last(bed) {
        operator(&bed.market).await;
        attempt(&bed.market, PASSWORD, SCHOOL, None).await.unwrap();
        for _ in 0..3 {
            bed.clock.set(bed.market.now() + Duration::days(89));
            attack(&bed).await;
            attempt(&bed.market, PASSWORD, SCHOOL, None).await.unwrap();
        }
        bed.clock.set(bed.market.now() + Duration::days(91));
        attack(&bed).await;
        assert!(is_slowed(&attempt(&bed.market, PASSWORD, SCHOOL, None).await));
    }

    async fn when_the_whole_world_guesses_on_all_accounts_those_who_are_known_sign_in(bed) {
        operator(&bed.market).await;
        attempt(&bed.market, PASSWORD, SCHOOL, None).await.unwrap();
        let sql = Sql::over(&bed).await;
        sql.run("DELETE FROM rate_limit WHERE window_ends_at < $1", [
            (bed.market.now() + Duration::days(1)).into(),
        ])
        .await;
        for stranger in 1..=2 {
            let account = format!("person{stranger}@pool.example");
            let guess = typed(&account, "guess", &format!("198.51.100.{stranger}"));
            assert_eq!(person::sign_in(&bed.market, guess).await.unwrap_err(), wrong());
        }
        // Both have counted in one bucket only: that of all strangers.
        let counted = "SELECT COUNT(*) AS n FROM rate_limit WHERE attempts = 2";
        assert_eq!(sql.number(counted, []).await, 1);
        sql.run("UPDATE rate_limit SET attempts = 6000 WHERE attempts = 2", []).await;
        assert!(is_slowed(&attempt(&bed.market, PASSWORD, "192.0.2.1", None).await));
        attempt(&bed.market, PASSWORD, SCHOOL, None).await.unwrap();
    }

    async fn addresses_of_one_network_of_ipv6_count_together(bed) {
        operator(&bed.market).await;
        for host in 1..=8 {
            let from = format!("2001:db8:7:1::{host:x}");
            assert_eq!(attempt(&bed.market, "guess", &from, None).await.unwrap_err(), wrong());
        }
        assert!(is_slowed(&attempt(&bed.market, PASSWORD, "2001:db8:7:1:a:b:c:d", None).await));
        attempt(&bed.market, PASSWORD, "2001:db8:7:2::1", None).await.unwrap();
    }

    async fn an_address_that_nobody_has_makes_the_same_work_as_one_that_somebody_has(bed) {
        operator(&bed.market).await;
        let count = Arc::new(AtomicU64::new(0));
        let market = bed.counting(count.clone()).await;
        let mut asked = Vec::new();
        for address in [EMAIL, "nobody@pool.example"] {
            count.store(0, Ordering::SeqCst);
            person::ask_for_reset(&market, address, SCHOOL).await.unwrap();
            let reset = count.swap(0, Ordering::SeqCst);
            let guess = person::sign_in(&market, typed(address, "guess", SCHOOL)).await;
            assert_eq!(guess.unwrap_err(), wrong());
            asked.push((reset, count.load(Ordering::SeqCst)));
        }
        assert_eq!(asked[0], asked[1], "statements of asking for a link, and of signing in");
        bed.run_jobs().await;
        assert_eq!(bed.letters.all().len(), 1, "nobody gets no letter");
    }

    async fn four_letters_an_hour_reach_one_address_and_nobody_learns_of_the_fifth(bed) {
        operator(&bed.market).await;
        for from in 0..6 {
            let from = format!("192.0.2.{from}");
            person::ask_for_reset(&bed.market, EMAIL, &from).await.unwrap();
        }
        bed.run_jobs().await;
        assert_eq!(bed.letters.all().len(), 4);
        bed.clock.set(bed.market.now() + Duration::hours(1));
        person::ask_for_reset(&bed.market, EMAIL, "192.0.2.1").await.unwrap();
        bed.run_jobs().await;
        assert_eq!(bed.letters.all().len(), 5);
    }
}
