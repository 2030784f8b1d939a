//! Letters really handed over by SMTP, to a mail server that takes them and to one that does not.

use chrono::TimeDelta;
use market::job::{self, Counts};
use market::person;
use server::post::PostOffice;
use testbed::http::Caller;
use testbed::people;
use testbed::{Bed, on_both};

use super::Program;
use super::smtp::{FakeMailServer, Letter, Mood};

const NADIA: &str = "nadia.okafor@pool.example";
const FROM: &str = "Commonpool <no-reply@pool.example>";

/// The product's post office with its mail server, and a letter that waits to be sent.
struct Post {
    server: FakeMailServer,
    office: PostOffice,
}

impl Post {
    async fn with_a_letter(bed: &Bed) -> Self {
        people::operator(bed).await;
        bed.run_jobs().await;
        person::ask_for_reset(&bed.market, NADIA, "test").await.unwrap();
        let server = FakeMailServer::open().await;
        let office = PostOffice::open(&server.url(), FROM, "http://pool.example".into()).unwrap();
        Self { server, office }
    }

    /// Does every job that is due now, and says how jobs stand then.
    async fn work(&self, bed: &Bed) -> Counts {
        while job::run_due(&bed.market, &self.office).await.unwrap() > 0 {}
        job::counts(&bed.market).await.unwrap()
    }

    /// The letters that came, by what tells one from another.
    fn ids(&mut self) -> Vec<String> {
        let letters = self.server.letters();
        letters.iter().map(|letter| letter.head("Message-ID").to_owned()).collect()
    }
}

const fn counts(failing: i64, set_aside: i64) -> Counts {
    Counts { due: 0, late: 0, failing, set_aside }
}

fn later(bed: &Bed, by: TimeDelta) {
    bed.clock.set(bed.market.now() + by);
}

/// The address of our own that a letter leads to.
fn link(letter: &Letter, begins: &str) -> String {
    let words = letter.words();
    let from = words.find(begins).unwrap_or_else(|| panic!("no {begins} in {words}"));
    let ends = |c: char| c.is_whitespace() || c == '"' || c == '<';
    words[from..].split(ends).next().unwrap_or_default().to_owned()
}

on_both! {
    async fn a_letter_is_handed_over_once_with_its_words_as_text_and_as_a_page(bed) {
        let mut post = Post::with_a_letter(&bed).await;
        assert_eq!(post.work(&bed).await, counts(0, 0));
        let letter = post.server.letter().await;
        assert_eq!((letter.from.as_str(), &letter.to[..]), ("no-reply@pool.example", &[NADIA.to_owned()][..]));
        assert_eq!(letter.head("Subject"), "Choose a new password for Commonpool");
        assert!(letter.head("Content-Type").starts_with("multipart/alternative"));
        assert!(letter.words().matches("/password/new?token=").count() >= 2, "{}", letter.text);
        later(&bed, TimeDelta::days(1));
        post.work(&bed).await;
        assert!(post.ids().is_empty(), "it came twice");
    }

    async fn whatever_may_be_mended_is_tried_again_as_the_same_letter(bed) {
        let mut post = Post::with_a_letter(&bed).await;
        let moods = [
            Mood::Says { to: "", reply: "421 fake.example closing" },
            Mood::Says { to: "EHLO", reply: "502 not here" },
            Mood::Says { to: "MAIL", reply: "452 out of room" },
            Mood::Says { to: "RCPT", reply: "450 4.2.1 busy" },
            Mood::Says { to: "RCPT", reply: "554 5.7.1 relay access denied" },
            Mood::Says { to: "DATA", reply: "451 not now" },
            Mood::HangsUpOn("MAIL"),
            Mood::HangsUpOn("DATA"),
            Mood::Says { to: ".", reply: "451 4.3.0 disk" },
            Mood::HangsUpOverLetter,
        ];
        for mood in moods {
            post.server.becomes(mood);
            assert_eq!(post.work(&bed).await, counts(1, 0), "{mood:?}");
            later(&bed, TimeDelta::hours(1));
        }
        post.server.becomes(Mood::Takes);
        assert_eq!(post.work(&bed).await, counts(0, 0));
        let mut ids = post.ids();
        assert_eq!(ids.len(), 3, "twice it had the letter and did not say so");
        ids.dedup();
        assert_eq!(ids.len(), 1, "a letter box that has it shows it once: {ids:?}");
    }

    async fn a_letter_to_an_address_that_is_nobodys_is_set_aside_and_the_next_is_sent(bed) {
        let mut post = Post::with_a_letter(&bed).await;
        let mut aside = 0;
        for reply in ["550 5.1.1 no such user", "551 not local", "553 not an address"] {
            post.server.becomes(Mood::Says { to: "RCPT", reply });
            aside += 1;
            assert_eq!(post.work(&bed).await, counts(0, aside), "{reply}");
            later(&bed, TimeDelta::hours(1));
            person::ask_for_reset(&bed.market, NADIA, "test").await.unwrap();
        }
        post.server.becomes(Mood::Takes);
        assert_eq!(post.work(&bed).await, counts(0, aside));
        assert_eq!(post.ids().len(), 1);
        job::retry(&bed.market, job::Retry::All).await.unwrap();
        post.work(&bed).await;
        assert_eq!(job::counts(&bed.market).await.unwrap().set_aside, 0);
    }

    async fn whoever_is_added_without_a_password_chooses_one_by_a_letter_from_the_mail_server(bed) {
        let mut server = FakeMailServer::open().await;
        let program = Program::over(&bed);
        let added = program.run(&["user", "add", "--email", NADIA, "--name", "Nadia Okafor",
            "--role", "operator"]);
        assert!(added.well().contains("They choose a password at the sign-in page"));
        let mail = server.url();
        let served = program.serve(&["--mail", &mail, "--mail-from", FROM]);
        let nobody = Caller::default();
        let asked = served.post(&nobody, "/password", &[("email", NADIA)]).await;
        assert_eq!((asked.status, asked.location.as_str()), (303, "/password/sent"));
        let letter = server.letter().await;
        assert_eq!((&letter.to[..], letter.head("From")), (&[NADIA.to_owned()][..], FROM));
        let link = link(&letter, "/password/new?token=");
        let (_, token) = link.split_once("token=").unwrap();
        assert_eq!(served.get(&nobody, &link).await.status, 200);
        let chosen = [("token", token), ("password", "river boats at noon")];
        let saved = served.post(&nobody, "/password/new", &chosen).await;
        assert_eq!((saved.status, saved.location.as_str()), (303, "/sign-in?changed"), "{}", saved.text);
        let answer = served.sign_in(NADIA, "river boats at noon").await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        assert!(served.get(&nobody, "/healthz").await.text.starts_with("ok\njobs: "));
        assert_eq!(served.stop(), Some(0));
    }

    async fn what_the_mail_server_never_takes_is_listed_and_taken_up_again_by_command(bed) {
        let mut post = Post::with_a_letter(&bed).await;
        post.server.becomes(Mood::Says { to: "RCPT", reply: "550 5.1.1 no such user" });
        assert_eq!(post.work(&bed).await, counts(0, 1));
        let program = Program::over(&bed);
        let said = program.run(&["jobs", "list"]).well();
        let (first, last) = said.split_once('\n').unwrap();
        assert!(first.starts_with("job_") && first.contains("  set aside  incident_"), "{said}");
        assert!(last.ends_with("0 failing, 1 set aside.\n"), "{said}");
        assert!(!said.contains("nadia"), "whom it is about is nobody's business: {said}");
        let id = first.split(' ').next().unwrap();
        let unknown = program.run(&["jobs", "retry", "job_1"]).badly();
        assert!(unknown.contains("no job \"job_1\""), "{unknown}");
        let nobody = program.run(&["jobs", "retry", id, "--by", "nobody@pool.example"]).badly();
        assert!(nobody.contains("nobody here has the address"), "{nobody}");
        let said = program.run(&["jobs", "retry", id, "--by", NADIA]).well();
        assert!(said.starts_with("Taken up again: 1."), "{said}");
        let mail = post.server.url();
        post.server.becomes(Mood::Takes);
        let served = program.serve(&["--mail", &mail, "--mail-from", FROM]);
        assert_eq!(post.server.letter().await.to, [NADIA.to_owned()]);
        assert_eq!(served.stop(), Some(0));
        let said = program.run(&["jobs", "list"]).well();
        assert!(said.ends_with("0 failing, 0 set aside.\n"), "{said}");
    }
}
