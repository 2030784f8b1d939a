//! The market under a clock that is moved: what was done a year ago was done by the same use cases.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::id::{JobId, OrganisationId, PersonId};
use domain::{Failure, Problem};
use market::clock::SetClock;
use market::idempotency::RequestKey;
use market::job::{self, Post, PostError};
use market::mail::Mail;
use market::person::{self, ActFor};
use market::{Actor, Market};

/// Where the world is made: the market, its clock, and whom to tell how far it is.
pub(crate) struct Stage<'a> {
    /// The market under the moved clock.
    pub market: Market,
    clock: Arc<SetClock>,
    now: DateTime<Utc>,
    /// The day on which the world is made: the last of its history.
    pub today: NaiveDate,
    keys: AtomicU64,
    tell: &'a (dyn Fn(&str) + Sync),
}

impl<'a> Stage<'a> {
    /// A stage for a market as it is now.
    pub fn new(market: &Market, tell: &'a (dyn Fn(&str) + Sync)) -> Self {
        let now = market.now();
        let clock = Arc::new(SetClock::at(now));
        Self {
            market: market.under_clock(clock.clone()),
            clock,
            now,
            today: market.today(),
            keys: AtomicU64::new(1),
            tell,
        }
    }

    /// The day so many days before today.
    pub fn days_ago(&self, days: u64) -> NaiveDate {
        self.today.checked_sub_days(Days::new(days)).unwrap_or(self.today)
    }

    /// The day so many days from today.
    pub fn in_days(&self, days: u64) -> NaiveDate {
        self.today.checked_add_days(Days::new(days)).unwrap_or(self.today)
    }

    /// Moves the clock to an hour of a day, and never past the present.
    pub fn set(&self, day: NaiveDate, hour: u32) {
        let instant = day.and_hms_opt(hour, 0, 0).map_or(self.now, |at| at.and_utc());
        self.clock.set(instant.min(self.now));
    }

    /// A key that no other command of this world has.
    pub fn key(&self) -> Result<RequestKey, Failure> {
        let number = self.keys.fetch_add(1, Ordering::Relaxed);
        RequestKey::parse(&format!("demo-world-{number:06}"))
            .map_err(|problem: Problem| Failure::field("key", problem))
    }

    /// Says how far it is.
    pub fn tell(&self, done: &str) {
        (self.tell)(done);
    }

    /// Becomes somebody, for one of the organisations they may act for. The session is ended at
    /// once, so that none is left over; whoever it made can go on acting.
    pub async fn become_person(
        &self,
        who: PersonId,
        acting_for: OrganisationId,
    ) -> Result<Actor, Failure> {
        let market = &self.market;
        let token = person::sign_in_as(market, who, "demo").await?;
        let mut actor = self.viewer(token.as_str()).await?;
        if actor.acting_for().map(|acting| acting.organisation) != Some(acting_for) {
            person::act_for(market, &actor, ActFor { organisation: acting_for, through: None })
                .await?;
            actor = self.viewer(token.as_str()).await?;
        }
        person::sign_out(market, &actor).await?;
        Ok(actor)
    }

    /// Becomes somebody who acts for one organisation only.
    pub async fn become_one(&self, who: PersonId) -> Result<Actor, Failure> {
        let market = &self.market;
        let token = person::sign_in_as(market, who, "demo").await?;
        let actor = self.viewer(token.as_str()).await?;
        person::sign_out(market, &actor).await?;
        Ok(actor)
    }

    /// Somebody of a trust, who acts for a school of it.
    pub async fn become_through(
        &self,
        who: PersonId,
        school: OrganisationId,
    ) -> Result<Actor, Failure> {
        let market = &self.market;
        let token = person::sign_in_as(market, who, "demo").await?;
        let actor = self.viewer(token.as_str()).await?;
        let theirs = actor.may_act_for().iter().find(|acting| acting.organisation == school);
        let through = theirs.and_then(|acting| acting.through.as_ref());
        let through = through.ok_or(Failure::NotFound)?.organisation;
        let to = ActFor { organisation: school, through: Some(through) };
        person::act_for(market, &actor, to).await?;
        let actor = self.viewer(token.as_str()).await?;
        person::sign_out(market, &actor).await?;
        Ok(actor)
    }

    async fn viewer(&self, token: &str) -> Result<Actor, Failure> {
        let viewer = person::viewer(&self.market, token).await?;
        viewer.actor().cloned()
    }

    /// Does what is due. Letters of the past are not sent to anybody.
    pub async fn do_jobs(&self) -> Result<(), Failure> {
        while job::run_due(&self.market, &NoPost).await? > 0 {}
        Ok(())
    }
}

/// Takes letters and sends none: nobody of the demo world has a letter box.
struct NoPost;

#[async_trait]
impl Post for NoPost {
    async fn send(&self, _id: JobId, _mail: &Mail) -> Result<(), PostError> {
        Ok(())
    }
}
