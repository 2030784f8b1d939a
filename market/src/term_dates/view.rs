//! The page of a school year.

use domain::Failure;
use domain::access::Action;
use domain::calendar::{DaySpan, InsetDay, SchoolYear, Term};
use domain::id::OrganisationId;
use domain::organisation::OrganisationKind;
use sea_orm::{FromQueryResult, Value};

use super::booked_out::{BookedOut, booked_out};
use super::inset::partnerships_of;
use super::keep::{may_keep, version_of};
use super::of_school::{inset_of, terms_of};
use crate::Market;
use crate::access::Actor;
use crate::db::{Reader, places};
use crate::organisation;

/// Who said what the dates of a year are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Whoever looks.
    Own,
    /// A partnership that the school is a member of, by its name.
    Partnership(String),
    /// The council through which the partnership trades, by its name.
    Council(String),
    /// Nobody: typical dates stand in.
    Typical,
}

/// The dates of a school year, as they hold for whom one acts for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermDatesPage {
    /// Which year.
    pub year: SchoolYear,
    /// Whose page it is: a school's, a partnership's or a council's.
    pub of: OrganisationKind,
    /// The three terms; none of a year that nobody has entered.
    pub terms: Vec<Term>,
    /// Who said so.
    pub source: Source,
    /// The version of one's own dates; nought where there are none.
    pub version: i64,
    /// The school's INSET days in the year.
    pub inset: Vec<InsetDay>,
    /// Days of the year, from today on, that are booked although pupils are not at school.
    pub booked_out: Vec<BookedOut>,
    /// Whether whoever looks may change it.
    pub can_keep: bool,
}

/// The term dates of the school, the partnership or the council acted for.
///
/// # Errors
/// `NotAllowed` for whoever acts for neither.
pub async fn term_dates(
    market: &Market,
    actor: &Actor,
    year: SchoolYear,
) -> Result<TermDatesPage, Failure> {
    let permit = actor
        .permit_own(Action::ViewSchool)
        .or_else(|_| actor.permit_own(Action::ViewPartnership))?;
    let owner = permit.organisation();
    let can_keep = may_keep(actor).is_ok();
    let today = market.today();
    market
        .db
        .read(|r| async move {
            let kind = organisation::by_id(&r, owner).await?.kind;
            let is_school = kind == OrganisationKind::School;
            let above =
                if is_school { partnerships_of(&r, owner, today).await? } else { Vec::new() };
            let whose: Vec<OrganisationId> =
                std::iter::once(owner).chain(above.iter().copied()).collect();
            let terms = year.terms_of(&terms_of(&r, &whose).await?);
            let version = version_of(&r, owner, year).await?;
            let mut source = if version > 0 { Source::Own } else { Source::Typical };
            for partnership in above.into_iter().filter(|_| version == 0).rev() {
                if version_of(&r, partnership, year).await? > 0 {
                    let name = organisation::by_id(&r, partnership).await?.name;
                    source = Source::Partnership(name);
                }
            }
            if source == Source::Typical
                && let Some(name) = council(&r, &whose, year).await?
            {
                source = Source::Council(name);
            }
            let mut inset = if is_school { inset_of(&r, owner).await? } else { Vec::new() };
            inset.retain(|one| year.span().contains(one.day));
            let ahead = DaySpan { first_on: year.first_on().max(today), last_on: year.last_on() };
            let booked_out = booked_out(&r, (owner, kind), ahead).await?;
            let page = TermDatesPage {
                year,
                of: kind,
                terms,
                source,
                version,
                inset,
                booked_out,
                can_keep,
            };
            Ok(page)
        })
        .await
}

/// The council that entered the dates of a year, of those through which one of these partnerships trades.
async fn council(
    r: &Reader,
    whose: &[OrganisationId],
    year: SchoolYear,
) -> Result<Option<String>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        name: String,
    }
    let sql = format!(
        "SELECT o.name FROM hosting h JOIN organisation o ON o.id = h.host_id \
         JOIN term_dates t ON t.organisation_id = h.host_id WHERE h.partnership_id IN {} \
         AND h.agreed = 1 AND h.ended_at IS NULL AND t.begins_in = ${} ORDER BY o.name LIMIT 1",
        places(1, whose.len()),
        whose.len() + 1
    );
    let mut values: Vec<Value> = whose.iter().map(|one| one.uuid().into()).collect();
    values.push(i64::from(year.begins_in()).into());
    let row: Option<Row> = r.sql_one(&sql, values).await?;
    Ok(row.map(|row| row.name))
}
