//! Who owns and controls a partnership, as its own people and its members see it.

use chrono::NaiveDate;
use domain::Failure;
use domain::access::Action;
use domain::calendar::{FinancialYear, FinancialYearKind};
use domain::control::{Activity, Arrangement, Whole, YEARS};
use domain::id::OrganisationId;
use domain::partnership::LegalShape;
use sea_orm::{FromQueryResult, Value};

use super::board::{BoardSeat, Voice, seats, unrepresented};
use super::conclude::{Concluded, conclusions};
use super::register::{Shareholding, holdings};
use super::{activity, counted};
use crate::Market;
use crate::access::Actor;
use crate::db::{Reader, broken};
use crate::organisation;

/// One financial year of the test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearActivity {
    /// Which.
    pub year: FinancialYear,
    /// What was invoiced here.
    pub invoiced: Activity,
    /// What was entered by hand.
    pub entered: Activity,
    /// Both.
    pub together: Activity,
    /// Whether it has not ended.
    pub is_running: bool,
}

/// The test with its inputs.
pub(super) struct Measured {
    pub arrangement: Arrangement,
    pub years: [YearActivity; YEARS],
    pub invoiced: Activity,
    pub entered: Activity,
    pub together: Activity,
}

/// Who owns a partnership, who sits on its board, and how the control test comes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlPage {
    /// The partnership.
    pub partnership: OrganisationId,
    /// Its name.
    pub name: String,
    /// What it is in law.
    pub shape: LegalShape,
    /// The host of an informal one.
    pub host: Option<String>,
    /// Which exemption is tested.
    pub arrangement: Arrangement,
    /// The years, the oldest first.
    pub years: [YearActivity; YEARS],
    /// What was invoiced here in all of them.
    pub invoiced: Activity,
    /// What was entered by hand for all of them.
    pub entered: Activity,
    /// Both.
    pub together: Activity,
    /// Everything in the register of shareholders, councils and trusts before schools, by name.
    pub holdings: Vec<Shareholding>,
    /// What those of today come to; nothing where nobody is entered.
    pub whole: Option<Whole>,
    /// Everybody who sits or sat on the board, by name.
    pub seats: Vec<BoardSeat>,
    /// Public authorities among the shareholders of today whom nobody represents.
    pub unrepresented: Vec<Voice>,
    /// What was concluded, the newest first.
    pub conclusions: Vec<Concluded>,
}

impl ControlPage {
    /// What is held today, each with its share.
    pub fn held(&self, today: NaiveDate) -> impl Iterator<Item = &Shareholding> {
        self.holdings.iter().filter(move |one| one.is_live(today))
    }
}

#[derive(FromQueryResult)]
struct Shape {
    legal_shape: String,
    host: Option<String>,
}

async fn shape(
    r: &Reader,
    partnership: OrganisationId,
) -> Result<(LegalShape, Option<String>), Failure> {
    let sql = "SELECT p.legal_shape, h.name AS host FROM partnership p \
               LEFT JOIN organisation h ON h.id = p.host_id WHERE p.organisation_id = $1";
    let row: Option<Shape> = r.sql_one(sql, [partnership.uuid().into()]).await?;
    let row = row.ok_or(Failure::NotFound)?;
    let unknown = || broken(format!("a stored legal shape is not known: {}", row.legal_shape));
    Ok((LegalShape::from_code(&row.legal_shape).ok_or_else(unknown)?, row.host))
}

/// What a partnership is in law.
///
/// # Errors
/// `NotFound` where it is no partnership.
pub(super) async fn shape_of(
    r: &Reader,
    partnership: OrganisationId,
) -> Result<LegalShape, Failure> {
    Ok(shape(r, partnership).await?.0)
}

/// Whether it is a company.
///
/// # Errors
/// `NotFound` where it is no partnership.
pub(super) async fn is_company(r: &Reader, partnership: OrganisationId) -> Result<bool, Failure> {
    Ok(shape_of(r, partnership).await? == LegalShape::Company)
}

const fn arrangement(shape: LegalShape) -> Arrangement {
    match shape {
        LegalShape::Company => Arrangement::Vertical,
        LegalShape::Informal => Arrangement::Horizontal,
    }
}

/// The test as it stands on a day.
pub(super) async fn measured(
    r: &Reader,
    partnership: OrganisationId,
    today: NaiveDate,
) -> Result<Measured, Failure> {
    let shape = shape_of(r, partnership).await?;
    let third = FinancialYear::of(FinancialYearKind::AprilToMarch, today);
    let years = [third.previous().previous(), third.previous(), third];
    let is_company = shape == LegalShape::Company;
    let invoiced = counted::invoiced(r, partnership, is_company, &years).await?;
    let entered = activity::entered(r, partnership, &years).await?;
    let mut measured = Measured {
        arrangement: arrangement(shape),
        years: years.map(|year| YearActivity {
            year,
            invoiced: Activity::NONE,
            entered: Activity::NONE,
            together: Activity::NONE,
            is_running: year.contains(today),
        }),
        invoiced: Activity::NONE,
        entered: Activity::NONE,
        together: Activity::NONE,
    };
    for (year, (invoiced, entered)) in
        measured.years.iter_mut().zip(invoiced.into_iter().zip(entered))
    {
        let together = invoiced.plus(entered)?;
        *year = YearActivity { invoiced, entered, together, ..*year };
        measured.invoiced = measured.invoiced.plus(invoiced)?;
        measured.entered = measured.entered.plus(entered)?;
        measured.together = measured.together.plus(together)?;
    }
    Ok(measured)
}

async fn page(
    r: &Reader,
    partnership: OrganisationId,
    today: NaiveDate,
    names: bool,
) -> Result<ControlPage, Failure> {
    let (shape, host) = shape(r, partnership).await?;
    let measured = measured(r, partnership, today).await?;
    let holdings = holdings(r, partnership).await?;
    let seats = seats(r, partnership).await?;
    let live: Vec<&Shareholding> = holdings.iter().filter(|one| one.is_live(today)).collect();
    let amounts: Vec<u32> = live.iter().map(|one| one.amount).collect();
    let whole = live.first().map(|first| Whole::of(first.measure, &amounts)).transpose()?;
    Ok(ControlPage {
        partnership,
        name: organisation::by_id(r, partnership).await?.name,
        shape,
        host,
        arrangement: measured.arrangement,
        years: measured.years,
        invoiced: measured.invoiced,
        entered: measured.entered,
        together: measured.together,
        unrepresented: unrepresented(&holdings, &seats, today),
        whole,
        holdings,
        seats,
        conclusions: conclusions(r, partnership, names).await?,
    })
}

/// Who owns and controls the partnership acted for.
///
/// # Errors
/// `NotFound` where the organisation acted for is no partnership.
pub async fn view_control(market: &Market, actor: &Actor) -> Result<ControlPage, Failure> {
    let permit = actor.permit_own(Action::ViewPartnership)?;
    let (partnership, today) = (permit.organisation(), market.today());
    market.db.read(|r| async move { page(&r, partnership, today, true).await }).await
}

/// Who owns and controls a partnership, for whom it belongs to: its members, and whoever holds a share.
///
/// # Errors
/// `NotFound` for a partnership that the organisation acted for is no part of.
pub async fn view_control_of(
    market: &Market,
    actor: &Actor,
    partnership: OrganisationId,
) -> Result<ControlPage, Failure> {
    #[derive(FromQueryResult)]
    struct Found {
        found: i64,
    }
    let permit = actor
        .permit_own(Action::ViewSchool)
        .or_else(|_| actor.permit_own(Action::ViewPartnership))?;
    let (own, today) = (permit.organisation(), market.today());
    market
        .db
        .read(|r| async move {
            let sql = "SELECT (SELECT COUNT(*) FROM membership m WHERE m.partnership_id = $1 \
                       AND m.organisation_id = $2 AND m.starts_on <= $3 \
                       AND (m.ends_on IS NULL OR m.ends_on >= $3)) \
                       + (SELECT COUNT(*) FROM shareholding h \
                       JOIN shareholder s ON s.id = h.shareholder_id \
                       LEFT JOIN shareholding_end e ON e.shareholding_id = h.id \
                       WHERE h.partnership_id = $1 AND h.starts_on <= $3 \
                       AND (e.ends_on IS NULL OR e.ends_on >= $3) AND (s.organisation_id = $2 \
                       OR s.urn = (SELECT o.urn FROM organisation o WHERE o.id = $2))) AS found";
            let values: [Value; 3] = [partnership.uuid().into(), own.uuid().into(), today.into()];
            let found: Option<Found> = r.sql_one(sql, values).await?;
            match found {
                Some(Found { found: 1.. }) => page(&r, partnership, today, false).await,
                _ => Err(Failure::NotFound),
            }
        })
        .await
}
