//! Lists drawn from a few services, which some table names: those somebody viewed last, those bought
//! beside one, those that are new. Whoever looks sees of them what their own list has, at its prices; one
//! statement.

use chrono::{NaiveDate, NaiveTime};
use domain::Failure;
use domain::alike::Likeness;
use domain::calendar::london_instant;
use domain::id::{PersonId, ServiceId};

use super::audience::Audience;
use super::browse::{Browse, ServiceSummary};
use super::list::summaries;
use super::rows::{Row, Sorted, page_rows};
use super::trust_buys::this_year;
use crate::Market;
use crate::db::{Page, PageAsked, Parameters, Reader, broken};

/// From which services a list is drawn.
pub(super) enum Among {
    /// Those that somebody viewed last, the last one first.
    Viewed(PersonId),
    /// Those that such schools have bought beside one, what most have bought first; without what the
    /// school that looks has this year.
    BoughtBeside {
        /// Beside which.
        service: ServiceId,
        /// Which schools.
        likeness: Likeness,
    },
    /// Those that came on sale, or changed while they were on sale: on a day from the first one on and
    /// before the second.
    New {
        /// The first day.
        from: NaiveDate,
        /// The day after the last.
        before: NaiveDate,
    },
}

impl Among {
    /// What gives them, as `service_id`, each once, with a number as `listed`; nothing where there can be
    /// none.
    fn source(
        &self,
        market: &Market,
        audience: &Audience,
        parameters: &mut Parameters,
    ) -> Result<Option<String>, Failure> {
        Ok(Some(match self {
            Self::Viewed(person) => {
                let person = parameters.bind(person.uuid());
                format!(
                    "SELECT v.service_id, (SELECT COUNT(*) FROM viewed_service n \
                     WHERE n.person_id = {person} AND n.viewed_at > v.viewed_at) AS listed \
                     FROM viewed_service v WHERE v.person_id = {person}"
                )
            }
            Self::BoughtBeside { service, likeness } => {
                let Audience::School(school) = audience else { return Ok(None) };
                let Some(year) = this_year(market, school, parameters) else { return Ok(None) };
                let own = parameters.bind(school.facts.organisation.uuid());
                let service = parameters.bind(service.uuid());
                let likeness = parameters.bind(likeness.code());
                format!(
                    "SELECT b.other_id AS service_id, b.position AS listed FROM bought_beside b \
                     WHERE b.service_id = {service} AND b.likeness = {likeness} AND NOT EXISTS \
                     (SELECT 1 FROM school_order x JOIN order_line l ON l.order_id = x.id \
                     WHERE x.school_id = {own} AND l.service_id = b.other_id \
                     AND x.state NOT IN ('declined', 'cancelled') AND l.state <> 'cancelled' AND {year})"
                )
            }
            Self::New { from, before } => {
                let instant = |day| london_instant(day, NaiveTime::MIN);
                let (begins, ends) = (instant(*from), instant(*before));
                let (begins, ends) = begins.zip(ends).ok_or_else(|| broken("no such day"))?;
                let (begins, ends) = (parameters.bind(begins), parameters.bind(ends));
                let (from, before) = (parameters.bind(*from), parameters.bind(*before));
                format!(
                    "SELECT a.service_id, MAX(a.is_new) AS listed FROM \
                     (SELECT v.service_id, 0 AS is_new FROM service_version v \
                     JOIN service c ON c.current_version_id = v.id \
                     WHERE v.made_at >= {begins} AND v.made_at < {ends} UNION ALL \
                     SELECT c.id, 1 FROM service c WHERE c.state = 'live' \
                     AND c.state_since >= {from} AND c.state_since < {before}) a \
                     GROUP BY a.service_id"
                )
            }
        }))
    }
}

/// Those of them that an audience sees and that fit what is sought, by title, each with its number: all of
/// them, and without the first free day of each.
pub(super) async fn listed_among(
    market: &Market,
    r: &Reader,
    audience: &Audience,
    sought: Browse,
    among: &Among,
) -> Result<Vec<(i64, ServiceSummary)>, Failure> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let mut parameters = Parameters::default();
        let Some(source) = among.source(market, audience, &mut parameters)? else {
            return Ok(Vec::new());
        };
        let browse = Browse { page: PageAsked::for_file(after), ..sought.clone() };
        let mut rows = page_rows(market, r, audience, &browse, (Some(&source), parameters)).await?;
        for row in &mut rows {
            row.pool_id = None;
        }
        let page =
            Page::of(rows, browse.page.size(0), |row: &Row| row.key(Sorted::of(&browse, true)));
        let numbers: Vec<i64> = page.items.iter().map(|row| row.listed).collect();
        let page = summaries(market, r, audience, page).await?;
        all.extend(numbers.into_iter().zip(page.items));
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

/// The same in the order of their numbers, and no more than so many.
pub(super) async fn first_among(
    market: &Market,
    r: &Reader,
    audience: &Audience,
    among: &Among,
    most: usize,
) -> Result<Vec<ServiceSummary>, Failure> {
    let mut found = listed_among(market, r, audience, Browse::default(), among).await?;
    found.sort_by_key(|(number, _)| *number);
    Ok(found.into_iter().take(most).map(|(_, one)| one).collect())
}
