//! Reminding schools that have not renewed.

use domain::access::Action;
use domain::audit::Deed;
use domain::id::{BuyBackId, OrganisationId};
use domain::{Failure, Refusal};

use super::open::{must_be_open, tell_school};
use super::round::find_own;
use super::staff::{Narrowed, Renewal, schools};
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::db::Writer;
use crate::idempotency::{Once, RequestKey};
use crate::mail::BuyBackNews;

/// The most schools that are reminded at once: more than any partnership has.
const SCHOOLS_MAX: usize = 1_000;

/// Reminds schools of a round.
#[derive(Debug, Clone)]
pub struct Remind {
    /// Of which.
    pub buy_back: BuyBackId,
    /// Which; none named for all that have not renewed.
    pub schools: Vec<OrganisationId>,
    /// What makes sending the form twice the same as once.
    pub key: RequestKey,
}

/// Reminds those of them that have not renewed and were not reminded within the last days, and says how
/// many that are.
///
/// # Errors
/// `NotFound` where it is another partnership's; `Refused` with `BuyBackNotOpen`, or `NobodyToRemind`.
pub async fn remind_schools(
    market: &Market,
    actor: &Actor,
    remind: Remind,
) -> Result<u32, Failure> {
    let permit = &actor.permit_own(Action::ManageServices)?;
    let remind = &remind;
    let contents = (remind.buy_back, &remind.schools);
    let once = &Once::new(permit.person(), "remind_schools", &remind.key, &contents)?;
    market
        .db
        .write(|w| async move {
            let work = async {
                let found = find_own(&w, permit.scope(), remind.buy_back).await?;
                must_be_open(market, &found)?;
                one_at_a_time(&w, remind.buy_back).await?;
                let narrowed = Narrowed {
                    progress: None,
                    after: None,
                    only: &remind.schools,
                    most: SCHOOLS_MAX,
                };
                let all = schools(market, &w, &found, narrowed).await?;
                let due: Vec<Renewal> = all.into_iter().filter(|one| one.can_remind).collect();
                for one in &due {
                    insert(market, &w, (remind.buy_back, one.school), permit.person().uuid())
                        .await?;
                    let to = (&found, one.school, one.name.as_str());
                    tell_school(market, &w, to, BuyBackNews::Reminder).await?;
                    let deed = Deed::RemindOfBuyBack;
                    let record = Record::new(Some(found.partnership), permit, deed, found.id)
                        .party(one.school)
                        .after(&one.name)?;
                    audit::record(market, &w, record).await?;
                }
                match u32::try_from(due.len()) {
                    Ok(0) => Err(Refusal::NobodyToRemind.into()),
                    Ok(count) => Ok(count),
                    Err(_) => Ok(u32::MAX),
                }
            };
            once.answer(market, &w, work).await
        })
        .await
}

/// Two of staff who press at once remind nobody twice: the second looks once the first has written.
async fn one_at_a_time(w: &Writer, id: BuyBackId) -> Result<(), Failure> {
    let sql = "UPDATE buy_back SET version = version + 1 WHERE id = $1";
    w.execute_one(sql, [id.uuid().into()]).await
}

async fn insert(
    market: &Market,
    w: &Writer,
    (id, school): (BuyBackId, OrganisationId),
    by: uuid::Uuid,
) -> Result<(), Failure> {
    let sql = "INSERT INTO buy_back_reminder (id, buy_back_id, school_id, reminded_by, reminded_at) \
               VALUES ($1, $2, $3, $4, $5)";
    let values: [sea_orm::Value; 5] = [
        market.ids.uuid().into(),
        id.uuid().into(),
        school.uuid().into(),
        by.into(),
        market.now().into(),
    ];
    w.execute_one(sql, values).await
}
