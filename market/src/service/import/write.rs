//! Writing what was planned, some rows at a time.

use bytes::Bytes;
use domain::Failure;
use domain::audit::Deed;
use domain::capacity::WorkingPattern;
use domain::id::{OrganisationId, ServiceId};
use domain::service::ServiceRow;

use super::plan::{RowPlan, RowWill, plan};
use super::{ImportChoice, ImportedServices, read};
use crate::Market;
use crate::audit::{self, Record, Who};
use crate::capacity;
use crate::db::Writer;
use crate::job::{self, Job};
use crate::service::provider;
use crate::service::stored::{self, NewService};

/// Rows written in one transaction: few enough that others' writes pass in between.
const CHUNK: usize = 100;

/// Brings in a price list for a partnership.
pub(super) async fn bring_in(
    market: &Market,
    who: Who,
    partnership: OrganisationId,
    contents: &Bytes,
    choice: ImportChoice,
) -> Result<ImportedServices, Failure> {
    let list = read::read(contents.clone()).await?;
    let mut done = ImportedServices { rejected: list.wrong, ..ImportedServices::default() };
    for chunk in list.rows.chunks(CHUNK) {
        let by = &By { market, who, partnership, choice };
        let part = market.db.write(|w| async move { by.write(&w, chunk).await }).await?;
        done.new += part.new;
        done.changed += part.changed;
        done.unchanged += part.unchanged;
        done.not_on_sale += part.not_on_sale;
        done.noted.extend(part.noted);
    }
    Ok(done)
}

/// Who brings in, for whom and how.
struct By<'a> {
    market: &'a Market,
    who: Who,
    partnership: OrganisationId,
    choice: ImportChoice,
}

impl By<'_> {
    async fn write(
        &self,
        w: &Writer,
        rows: &[(u64, ServiceRow)],
    ) -> Result<ImportedServices, Failure> {
        let plans = plan(w, self.partnership, rows, self.choice, self.market.today()).await?;
        let new = plans.iter().filter(|plan| plan.will == RowWill::Add).count();
        let mut number = match i64::try_from(new).unwrap_or(0) {
            0 => 0,
            count => stored::take_numbers(w, count).await?,
        };
        let mut done = ImportedServices::default();
        for plan in plans {
            done.noted.extend(plan.noted());
            let written = match plan.will {
                RowWill::Keep => {
                    done.unchanged += 1;
                    continue;
                }
                RowWill::Add => {
                    self.add(w, number, &plan).await?;
                    number += 1;
                    &mut done.new
                }
                RowWill::Change => {
                    self.change(w, &plan).await?;
                    &mut done.changed
                }
            };
            *written += 1;
            done.not_on_sale += usize::from(!plan.lifecycle.is_on_sale());
        }
        Ok(done)
    }

    async fn add(&self, w: &Writer, number: i64, plan: &RowPlan) -> Result<(), Failure> {
        let market = self.market;
        let provider =
            provider::named(market, w, self.partnership, &plan.terms.provider_name).await?.id;
        let id = ServiceId::from_uuid(market.ids.uuid());
        let new = NewService {
            id,
            partnership: self.partnership,
            provider,
            lifecycle: plan.lifecycle,
            terms: &plan.terms,
            by: self.who.person,
        };
        stored::insert(market, w, number, new).await?;
        if let Some(people) = plan.capacity.filter(|_| plan.terms.unit.is_booked_by_day()) {
            self.add_pool(w, id, provider, &plan.terms.title, people).await?;
        }
        let record = Record::new(Some(self.partnership), self.who, Deed::ImportService, id)
            .after(&plan.terms)?;
        audit::record(market, w, record).await
    }

    /// The people a row states, Monday to Friday, to be named by staff. Their days are made by a
    /// job: a long list would hold up everybody else.
    async fn add_pool(
        &self,
        w: &Writer,
        service: ServiceId,
        provider: OrganisationId,
        title: &str,
        people: u32,
    ) -> Result<(), Failure> {
        let market = self.market;
        let pool = capacity::insert_pool(market, w, (self.partnership, provider), title).await?;
        let names: Vec<String> = (1..=people).map(|number| format!("Person {number}")).collect();
        let pattern = WorkingPattern::FULL_WEEK;
        capacity::insert_people(market, w, pool, &names, pattern, (market.today(), None)).await?;
        let sql = "UPDATE service SET pool_id = $2 WHERE id = $1";
        w.execute_one(sql, [service.uuid().into(), pool.uuid().into()]).await?;
        job::enqueue(market, w, &Job::ExtendPool(pool)).await
    }

    async fn change(&self, w: &Writer, plan: &RowPlan) -> Result<(), Failure> {
        let Some(stored) = &plan.existing else { return Ok(()) };
        let market = self.market;
        stored::add_version(market, w, stored, stored.provider, &plan.terms, self.who.person)
            .await?;
        if plan.lifecycle != stored.lifecycle {
            stored::set_state(w, stored.id, stored.version + 1, plan.lifecycle).await?;
        }
        if plan.terms.unit != stored.terms.unit {
            crate::market_rate::refresh(w, stored.id, plan.terms.unit).await?;
        }
        let record = Record::new(Some(self.partnership), self.who, Deed::ImportService, stored.id)
            .before(&stored.terms)?
            .after(&plan.terms)?;
        audit::record(market, w, record).await
    }
}
