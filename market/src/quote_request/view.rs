//! A request as its school sees it: until the deadline how many have answered, and nothing of them.

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::id::{OrganisationId, QuoteRequestId, ServiceId, SupplierId};
use domain::quote_request::{QuoteStage, QuoteTerms, reason_min};
use domain::{Failure, Net, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::asked::{QuoteQuestion, questions};
use super::decide::standing;
use super::document::{QuoteDocument, of_specification};
use super::stored::{ANSWERED, BidShown, BidTerms, Stored, find_own, open_bids};
use crate::Market;
use crate::access::Actor;
use crate::db::{Reader, broken};

/// Somebody who was asked.
#[derive(Debug, Clone)]
pub struct SupplierShown {
    /// As whom.
    pub id: SupplierId,
    /// What they are called.
    pub name: String,
    /// Their address, where they are outside and it is kept still.
    pub email: Option<String>,
    /// Which provider, where it is one here.
    pub provider: Option<OrganisationId>,
    /// Its service of the kind.
    pub service: Option<ServiceId>,
    /// Every answer as it came; none before the deadline.
    pub bids: Vec<BidShown>,
}

impl SupplierShown {
    /// The answer that stands.
    pub fn stands(&self) -> Option<&BidTerms> {
        self.bids.last().and_then(|last| last.terms.as_ref())
    }
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteDecision {
    /// By whom.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who was chosen.
    pub chosen: Option<SupplierId>,
    /// Why.
    pub reason: String,
}

/// A request, for its school.
#[derive(Debug, Clone)]
pub struct QuoteRequestShown {
    /// Which.
    pub id: QuoteRequestId,
    /// Whose.
    pub school: String,
    /// What is asked for.
    pub terms: QuoteTerms,
    /// Where it stands.
    pub stage: QuoteStage,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// The service from whose page it was asked.
    pub service: Option<ServiceId>,
    /// Documents of the specification.
    pub documents: Vec<QuoteDocument>,
    /// Who was asked.
    pub suppliers: Vec<SupplierShown>,
    /// How many of them have an answer that stands.
    pub answered: usize,
    /// Questions with their answers.
    pub questions: Vec<QuoteQuestion>,
    /// What was decided, or why it was taken back.
    pub decision: Option<QuoteDecision>,
    /// The market rate of one, where the service is sold by the same unit: lower quartile, median and
    /// upper quartile, excluding VAT.
    pub market: Option<[Net; 3]>,
    /// Whether the viewer may answer questions, choose and take back.
    pub can_act: bool,
}

impl QuoteRequestShown {
    /// How many characters the reason for a choice has at least.
    pub fn reason_min(&self, chosen: Option<SupplierId>) -> usize {
        let standing =
            self.suppliers.iter().filter_map(|one| Some((one.id, one.stands()?.offered)));
        let standing: Vec<_> = standing.collect();
        let all: Vec<_> = standing.iter().map(|(_, offered)| *offered).collect();
        let chosen = standing.iter().find(|(id, _)| Some(*id) == chosen);
        reason_min(chosen.map(|(_, offered)| *offered), &all)
    }
}

#[derive(FromQueryResult)]
struct Row {
    asked_by: String,
    decided_by: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    chosen_id: Option<Uuid>,
    reason: Option<String>,
    answered: i64,
    lower: Option<i64>,
    median: Option<i64>,
    upper: Option<i64>,
    terms: Option<String>,
}

async fn beside(r: &Reader, stored: &Stored) -> Result<Row, Failure> {
    let sql = format!(
        "SELECT a.name AS asked_by, d.name AS decided_by, r.decided_at, r.chosen_id, r.reason, \
         (SELECT COUNT(*) FROM quote_supplier s WHERE s.request_id = r.id AND {ANSWERED}) AS answered, \
         v.market_lower_net_pence AS lower, v.market_median_net_pence AS median, \
         v.market_upper_net_pence AS upper, n.terms FROM quote_request r \
         JOIN person a ON a.id = r.asked_by LEFT JOIN person d ON d.id = r.decided_by \
         LEFT JOIN service v ON v.id = r.service_id \
         LEFT JOIN service_version n ON n.id = v.current_version_id WHERE r.id = $1"
    );
    let row: Option<Row> = r.sql_one(&sql, [stored.id.uuid().into()]).await?;
    row.ok_or(Failure::NotFound)
}

/// Those who were asked, in the order of asking, without what they answered.
pub(super) async fn suppliers(r: &Reader, stored: &Stored) -> Result<Vec<SupplierShown>, Failure> {
    #[derive(FromQueryResult)]
    struct Asked {
        id: Uuid,
        name: String,
        email: Option<String>,
        provider_id: Option<Uuid>,
        service_id: Option<Uuid>,
    }
    let sql = "SELECT id, name, email, provider_id, service_id FROM quote_supplier \
               WHERE request_id = $1 ORDER BY position";
    let rows: Vec<Asked> = r.sql_all(sql, [stored.id.uuid().into()]).await?;
    let one = |row: Asked| SupplierShown {
        id: SupplierId::from_uuid(row.id),
        name: row.name,
        email: row.email,
        provider: row.provider_id.map(OrganisationId::from_uuid),
        service: row.service_id.map(ServiceId::from_uuid),
        bids: Vec::new(),
    };
    Ok(rows.into_iter().map(one).collect())
}

/// A request of the school acted for.
///
/// # Errors
/// `NotFound` for another school's.
pub async fn view_quote_request(
    market: &Market,
    actor: &Actor,
    request: QuoteRequestId,
) -> Result<QuoteRequestShown, Failure> {
    let school = actor.permit_own(Action::ViewSchool)?.organisation();
    let can_act = actor.can(Action::PlaceOrder);
    market
        .db
        .read(|r| async move {
            let stored = find_own(&r, request, school).await?;
            let row = beside(&r, &stored).await?;
            let stage = stored.stage(market);
            let bids = open_bids(market, &r, &stored).await?;
            let mut asked = suppliers(&r, &stored).await?;
            for one in &mut asked {
                let own = bids.iter().filter(|(id, _)| *id == one.id);
                one.bids = own.map(|(_, bid)| bid.clone()).collect();
            }
            let answered = if stage.is_unsealed() {
                standing(&bids).len()
            } else {
                usize::try_from(row.answered).unwrap_or_default()
            };
            Ok(QuoteRequestShown {
                id: stored.id,
                school: stored.school_name.clone(),
                stage,
                asked_at: stored.asked_at,
                service: stored.service,
                documents: of_specification(&r, request).await?,
                suppliers: asked,
                answered,
                questions: questions(&r, &stored).await?,
                market: row.market(&stored)?,
                decision: row.decision(),
                asked_by: row.asked_by,
                terms: stored.terms,
                can_act,
            })
        })
        .await
}

impl Row {
    fn decision(&self) -> Option<QuoteDecision> {
        Some(QuoteDecision {
            by: self.decided_by.clone()?,
            at: self.decided_at?,
            chosen: self.chosen_id.map(SupplierId::from_uuid),
            reason: self.reason.clone()?,
        })
    }

    /// The market rate of the service, where one of it is one of what is asked for.
    fn market(&self, stored: &Stored) -> Result<Option<[Net; 3]>, Failure> {
        let (Some(lower), Some(median), Some(upper), Some(terms)) =
            (self.lower, self.median, self.upper, &self.terms)
        else {
            return Ok(None);
        };
        let terms: domain::service::ServiceTerms = serde_json::from_str(terms).map_err(broken)?;
        let same = terms.unit == stored.terms.unit;
        Ok(same.then(|| [lower, median, upper].map(|pence| Net(Pence::new(pence)))))
    }
}
