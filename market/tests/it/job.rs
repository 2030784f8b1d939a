//! The outbox: nothing is lost, nothing is done twice while everybody lives, and what must happen
//! happens.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use chrono::Duration;
use domain::Failure;
use domain::deal::DealState;
use domain::id::JobId;
use market::deal::view_deal;
use market::job::{self, Counts, Post, PostError, Retry, Standing, run_due};
use market::mail::{About, Mail};
use testbed::{Bed, instant, on_both};
use tokio::sync::{Mutex, Notify};

use crate::deal::world::{self, Sql};

/// A letter box that does as the test says, and keeps under which id what came.
#[derive(Clone, Default)]
struct LetterBox {
    kept: Arc<Mutex<Vec<(JobId, String)>>>,
    tries: Arc<AtomicUsize>,
    mood: Arc<Mutex<Mood>>,
    arrived: Arc<Notify>,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Mood {
    #[default]
    Takes,
    Fails,
    NobodysAddress,
    Panics,
    /// Never comes back from the letter to the first address.
    HangsOnFirst,
}

#[async_trait]
impl Post for LetterBox {
    async fn send(&self, id: JobId, mail: &Mail) -> Result<(), PostError> {
        self.tries.fetch_add(1, Ordering::SeqCst);
        let mood = *self.mood.lock().await;
        match mood {
            Mood::Fails => return Err(PostError::Later("no connection".to_owned())),
            Mood::NobodysAddress => return Err(PostError::Never("550 no such user".to_owned())),
            Mood::Panics => panic!("a letter that cannot be read"),
            Mood::HangsOnFirst if mail.to == to(1) => {
                self.kept.lock().await.push((id, mail.to.clone()));
                self.arrived.notify_one();
                std::future::pending::<()>().await;
            }
            Mood::HangsOnFirst | Mood::Takes => {}
        }
        self.kept.lock().await.push((id, mail.to.clone()));
        Ok(())
    }
}

impl LetterBox {
    async fn becomes(&self, mood: Mood) {
        *self.mood.lock().await = mood;
    }

    async fn addresses(&self) -> Vec<String> {
        self.kept.lock().await.iter().map(|(_, to)| to.clone()).collect()
    }
}

fn to(number: usize) -> String {
    format!("person{number}@pool.example")
}

/// Letters that wait to be sent, in the order of their numbers.
async fn letters(bed: &Bed, sql: &Sql, count: usize) -> Vec<JobId> {
    let mut ids = Vec::new();
    for number in 1..=count {
        let about = About::PasswordReset { token: format!("secret-{number}") };
        let mail = Mail { to: to(number), name: "Somebody".to_owned(), about };
        let payload = serde_json::to_string(&job::Job::SendMail(mail)).unwrap();
        let id = uuid::Uuid::now_v7();
        sql.run(
            "INSERT INTO job (id, kind, payload, run_at, attempts) VALUES ($1, 'send_mail', $2, $3, 0)",
            [id.into(), payload.into(), bed.market.now().into()],
        )
        .await;
        ids.push(JobId::from_uuid(id));
    }
    ids
}

fn forward(bed: &Bed, by: Duration) {
    bed.clock.set(bed.market.now() + by);
}

async fn counts(bed: &Bed) -> Counts {
    job::counts(&bed.market).await.unwrap()
}

/// Makes whatever closes a deal fail, and no longer.
async fn fault(bed: &Bed, sql: &Sql, on: bool) {
    let is_sqlite = bed.database.url().starts_with("sqlite");
    let statements: &[&str] = match (is_sqlite, on) {
        (true, true) => &["CREATE TRIGGER fault BEFORE INSERT ON school_order \
                           BEGIN SELECT RAISE(ABORT, 'fault'); END"],
        (true, false) => &["DROP TRIGGER fault"],
        (false, true) => &[
            "CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'fault'; END $$",
            "CREATE TRIGGER fault BEFORE INSERT ON school_order \
             FOR EACH ROW EXECUTE FUNCTION fault()",
        ],
        (false, false) => &["DROP TRIGGER fault ON school_order"],
    };
    for statement in statements {
        sql.run(statement, []).await;
    }
}

on_both! {
    async fn a_letter_that_fails_is_tried_for_three_days_and_then_waits_for_a_person(bed) {
        let sql = Sql::over(&bed).await;
        letters(&bed, &sql, 1).await;
        let post = LetterBox::default();
        post.becomes(Mood::Fails).await;
        assert_eq!(run_due(&bed.market, &post).await.unwrap(), 1);
        assert_eq!(run_due(&bed.market, &post).await.unwrap(), 0, "not at once again");
        assert_eq!(counts(&bed).await, Counts { due: 0, late: 0, failing: 1, set_aside: 0 });
        assert_eq!(job::list(&bed.market).await.unwrap()[0].standing, Standing::Failing);
        let began = bed.market.now();
        while counts(&bed).await.set_aside == 0 {
            let before = bed.market.now();
            let next = job::list(&bed.market).await.unwrap()[0].next_at;
            assert!(next - before <= Duration::hours(1), "pauses are capped");
            bed.clock.set(next);
            assert_eq!(run_due(&bed.market, &post).await.unwrap(), 1);
        }
        let tried_for = bed.market.now() - began;
        assert!((71..=74).contains(&tried_for.num_hours()), "{tried_for}");
        forward(&bed, Duration::days(9));
        assert_eq!(run_due(&bed.market, &post).await.unwrap(), 0, "it is not tried any more");
        let row = job::list(&bed.market).await.unwrap().remove(0);
        assert_eq!(row.standing, Standing::SetAside);
        assert!(row.incident.unwrap().starts_with("incident_"));
    }

    async fn what_was_set_aside_is_taken_up_again_when_asked_for(bed) {
        let sql = Sql::over(&bed).await;
        let ids = letters(&bed, &sql, 3).await;
        let post = LetterBox::default();
        post.becomes(Mood::NobodysAddress).await;
        assert_eq!(run_due(&bed.market, &post).await.unwrap(), 3);
        assert_eq!(counts(&bed).await.set_aside, 3, "nobody has these addresses: no second try");
        post.becomes(Mood::Takes).await;
        assert_eq!(job::retry(&bed.market, Retry::One(ids[1])).await.unwrap(), 1);
        run_due(&bed.market, &post).await.unwrap();
        assert_eq!(post.addresses().await, [to(2)]);
        let again = job::retry(&bed.market, Retry::One(ids[1])).await;
        assert_eq!(again.unwrap_err(), Failure::NotFound, "it is done");
        assert_eq!(job::retry(&bed.market, Retry::All).await.unwrap(), 2);
        assert_eq!(job::retry(&bed.market, Retry::All).await.unwrap(), 0);
        run_due(&bed.market, &post).await.unwrap();
        assert_eq!(post.addresses().await.len(), 3);
        assert_eq!(counts(&bed).await, Counts { due: 0, late: 0, failing: 0, set_aside: 0 });
        let told = "SELECT COUNT(*) AS n FROM audit_entry WHERE action = 'retry_jobs' \
                    AND agent = 'owner' AND person_id IS NULL";
        assert_eq!(sql.number(told, []).await, 2);
    }

    async fn closing_a_deal_is_never_given_up(bed) {
        let world = world::world(&bed, 3).await;
        let deal = world::open(&bed, &world).await;
        for member in &world.schools {
            world::sign_up(&bed.market, deal, member).await.unwrap();
        }
        fault(&bed, &world.sql, true).await;
        bed.clock.set(instant(world::CLOSES));
        let post = LetterBox::default();
        for _ in 0..40 {
            run_due(&bed.market, &post).await.unwrap();
            assert_eq!(counts(&bed).await.set_aside, 0);
            forward(&bed, Duration::hours(1));
        }
        let state = |shown: market::deal::DealShown| shown.meter.state;
        let shown = view_deal(&bed.market, &world.lead, deal, None).await.unwrap();
        assert_eq!(state(shown), DealState::Open);
        fault(&bed, &world.sql, false).await;
        run_due(&bed.market, &post).await.unwrap();
        let shown = view_deal(&bed.market, &world.lead, deal, None).await.unwrap();
        assert_eq!(state(shown), DealState::Met);
        assert_eq!(world::orders(&world, deal).await, 3, "once");
    }

    async fn asking_again_for_a_closing_that_was_set_aside_takes_it_up(bed) {
        let world = world::world(&bed, 3).await;
        let deal = world::open(&bed, &world).await;
        // As an earlier version left it.
        world
            .sql
            .run(
                "UPDATE job SET failed_at = $1, attempts = 8 WHERE kind = 'close_deal'",
                [bed.market.now().into()],
            )
            .await;
        bed.clock.set(instant(world::CLOSES) + Duration::minutes(3));
        bed.run_jobs().await;
        let shown = view_deal(&bed.market, &world.lead, deal, None).await.unwrap();
        assert_eq!(shown.meter.state, DealState::Lapsed);
    }

    async fn a_job_is_leased_when_it_is_begun_so_that_others_do_not_wait_behind_a_slow_one(bed) {
        let sql = Sql::over(&bed).await;
        letters(&bed, &sql, 3).await;
        let (slow, quick) = (LetterBox::default(), LetterBox::default());
        slow.becomes(Mood::HangsOnFirst).await;
        let (market, post) = (bed.market.clone(), slow.clone());
        let stuck = tokio::spawn(async move { run_due(&market, &post).await });
        slow.arrived.notified().await;
        let other = bed.another_process().await;
        assert_eq!(run_due(&other, &quick).await.unwrap(), 2);
        assert_eq!(quick.addresses().await, [to(2), to(3)]);
        stuck.abort();
        assert!(stuck.await.unwrap_err().is_cancelled());
        assert_eq!(run_due(&other, &quick).await.unwrap(), 0, "the lease still runs");
        forward(&bed, Duration::seconds(121));
        assert_eq!(run_due(&other, &quick).await.unwrap(), 1);
        let (first, again) = (slow.kept.lock().await[0].clone(), quick.kept.lock().await[2].clone());
        assert_eq!(first, again, "sent again under the id it was sent under before");
    }

    async fn a_deal_closes_before_the_letters_that_wait(bed) {
        let world = world::world(&bed, 3).await;
        let deal = world::open(&bed, &world).await;
        bed.clock.set(instant(world::CLOSES) - Duration::minutes(10));
        letters(&bed, &world.sql, 1).await;
        bed.clock.set(instant(world::CLOSES));
        let post = LetterBox::default();
        post.becomes(Mood::HangsOnFirst).await;
        let (market, slow) = (bed.market.clone(), post.clone());
        let stuck = tokio::spawn(async move { run_due(&market, &slow).await });
        post.arrived.notified().await;
        let shown = view_deal(&bed.market, &world.lead, deal, None).await.unwrap();
        assert_eq!(shown.meter.state, DealState::Lapsed);
        stuck.abort();
    }

    async fn a_job_that_panics_has_failed_and_the_next_is_done(bed) {
        let sql = Sql::over(&bed).await;
        letters(&bed, &sql, 2).await;
        let post = LetterBox::default();
        post.becomes(Mood::Panics).await;
        assert_eq!(run_due(&bed.market, &post).await.unwrap(), 2);
        assert_eq!(post.tries.load(Ordering::SeqCst), 2);
        assert_eq!(counts(&bed).await.failing, 2);
        post.becomes(Mood::Takes).await;
        forward(&bed, Duration::minutes(1));
        assert_eq!(run_due(&bed.market, &post).await.unwrap(), 2);
        assert_eq!(post.addresses().await, [to(1), to(2)]);
    }

    async fn what_has_been_due_for_long_counts_as_late(bed) {
        let sql = Sql::over(&bed).await;
        letters(&bed, &sql, 2).await;
        assert_eq!(counts(&bed).await, Counts { due: 2, late: 0, failing: 0, set_aside: 0 });
        forward(&bed, Duration::minutes(5));
        assert_eq!(counts(&bed).await, Counts { due: 2, late: 2, failing: 0, set_aside: 0 });
        bed.run_jobs().await;
        let secrets = "SELECT COUNT(*) AS n FROM job WHERE payload LIKE '%secret%'";
        assert_eq!(sql.number(secrets, []).await, 0, "what was sent is not kept");
    }
}
