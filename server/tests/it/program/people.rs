//! `user add`, `user forget-code` and `user erase`.

use market::person;
use testbed::http::Caller;
use testbed::people;
use testbed::tables::Onlooker;
use testbed::{Bed, on_both};

use totp_rs::{Builder, Secret};

use super::Program;

const EMAIL: &str = "nadia.okafor@pool.example";
const PASSWORD: &str = "river boats at noon";
const ADD: [&str; 8] =
    ["user", "add", "--email", EMAIL, "--name", "Nadia Okafor", "--role", "operator"];

/// Sets up a code on the phone of whoever was added.
async fn set_up_code(bed: &Bed) {
    let (market, nadia) = (&bed.market, people::sign_in(bed, EMAIL).await);
    person::begin_second_factor(market, &nadia).await.unwrap();
    let key = person::pending_second_factor(market, &nadia).await.unwrap().key;
    let secret = Secret::try_from_base32(key.replace(' ', "")).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    let code = totp.generate(u64::try_from(market.now().timestamp()).unwrap());
    person::confirm_second_factor(market, &nadia, &code.to_string()).await.unwrap();
}

on_both! {
    async fn whoever_is_added_with_a_password_signs_in_with_it(bed) {
        let program = Program::over(&bed);
        let line = [&ADD[..], &["--password-stdin"]].concat();
        let told = program.run_typing(&line, &format!("{PASSWORD}\r\n")).well();
        assert!(told.starts_with("nadia.okafor@pool.example may sign in (person_"), "{told}");
        assert!(!told.contains("forgotten"), "{told}");
        let served = program.serve(&[]);
        let wrong = served.sign_in(EMAIL, &format!("{PASSWORD}\n")).await;
        assert_eq!((wrong.status, wrong.session), (422, None));
        let answer = served.sign_in(EMAIL, PASSWORD).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        let nadia = Caller { session: answer.session };
        let page = served.get(&nadia, "/account").await;
        assert!(page.status == 200 && page.text.contains("Nadia Okafor"), "{}", page.text);
        assert_eq!(served.stop(), Some(0));
    }

    async fn what_is_wrong_with_somebody_new_is_told_in_words_and_nobody_is_added(bed) {
        let program = Program::over(&bed);
        // The first of all to be added makes the installation.
        program.run(&["user", "add", "--email", "first@pool.example", "--name", "First Keeper",
            "--role", "operator"]).well();
        let onlooker = Onlooker::of(&bed).await;
        let before = onlooker.look().await;
        for (changed, typed, told) in [
            (["--email", "nobody"], PASSWORD, "email: Enter an email address"),
            (["--name", " "], PASSWORD, "name: Enter this"),
            (["--role", "queen"], PASSWORD, "no role \"queen\"; there are "),
            (["--role", "buyer"], PASSWORD, "organisation: Enter this"),
            (["--organisation", "no-such-school"], PASSWORD, "no organisation \"no-such-school\""),
            (["--by", "nobody@pool.example"], PASSWORD, "nobody here has the address"),
            (["--limit", "a lot"], PASSWORD, "--limit"),
            (["--email", EMAIL], "short", "password: Use at least"),
            (["--email", EMAIL], "password1234", "password: This password is easy to guess"),
        ] {
            let place = ADD.iter().position(|word| *word == changed[0]);
            let mut line = ADD.to_vec();
            match place {
                Some(place) => line[place + 1] = changed[1],
                None => line.extend(changed),
            }
            line.push("--password-stdin");
            let said = program.run_typing(&line, typed).badly();
            assert!(said.contains(told), "{changed:?}: {said}");
        }
        let changes = before.changes(&onlooker.look().await);
        assert!(changes.is_empty(), "{}", changes.join("\n"));
    }

    async fn a_code_that_is_lost_is_forgotten_and_one_that_never_was_is_told(bed) {
        let program = Program::over(&bed);
        program.run_typing(&[&ADD[..], &["--password-stdin"]].concat(), PASSWORD).well();
        let forget = ["user", "forget-code", "--email", EMAIL, "--by", EMAIL];
        let said = program.run(&forget).badly();
        assert!(said.contains(&format!("nobody with the address {EMAIL} has set up a code")), "{said}");
        set_up_code(&bed).await;
        let said = program.run(&forget).well();
        assert!(said.contains("signs in with the password alone"), "{said}");
        let served = program.serve(&[]);
        let answer = served.sign_in(EMAIL, PASSWORD).await;
        let nadia = Caller { session: answer.session };
        assert_eq!(served.get(&nadia, "/account").await.status, 200);
        assert_eq!(served.stop(), Some(0));
    }

    async fn whoever_is_erased_after_typing_the_address_again_is_known_nowhere(bed) {
        let program = Program::over(&bed);
        program.run_typing(&[&ADD[..], &["--password-stdin"]].concat(), PASSWORD).well();
        program.run(&["user", "add", "--email", "ivo.bell@pool.example", "--name", "Ivo Bell",
            "--role", "operator", "--by", EMAIL]).well();
        let onlooker = Onlooker::of(&bed).await;
        let before = onlooker.look().await;
        let erase = ["user", "erase", "--email", EMAIL, "--by", "ivo.bell@pool.example"];
        for typed in ["", "\n", "ivo.bell@pool.example\n"] {
            let said = program.run_typing(&erase, typed).badly();
            assert!(said.contains("Nothing was erased"), "{typed:?}: {said}");
        }
        assert_eq!(before, onlooker.look().await);
        let served = program.serve(&[]);
        let nadia = Caller { session: served.sign_in(EMAIL, PASSWORD).await.session };
        assert_eq!(served.get(&nadia, "/account").await.status, 200);
        let said = program.run_typing(&erase, "Nadia.Okafor@pool.example\n").well();
        assert!(said.contains("Erased: 1 account"), "{said}");
        assert_eq!(served.get(&nadia, "/account").await.status, 303, "the session has ended");
        assert_eq!(served.sign_in(EMAIL, PASSWORD).await.status, 422);
        served.stop();
        let left = onlooker.look().await;
        let named = before.changes(&left).into_iter().filter(|row| row.starts_with('+'));
        let named: Vec<String> = named.filter(|row| row.to_lowercase().contains("nadia")).collect();
        assert!(named.is_empty(), "{}", named.join("\n"));
        let said = program.run(&["audit", "verify"]).well();
        assert_eq!(said, "The chain is whole.\n");
        let again = program.run_typing(&erase, &format!("{EMAIL}\n")).badly();
        assert!(again.contains("nothing is known of nadia.okafor@pool.example"), "{again}");
    }
}
