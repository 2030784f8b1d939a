//! The register of shareholders: dated, and never changed.

use chrono::NaiveDate;
use domain::access::Action;
use domain::audit::Deed;
use domain::control::{
    Authority, Grounds, HolderKind, HolderTyped, Measure, ReadHolding, Share, TypedHolding,
};
use domain::id::{OrganisationId, ShareholderId, ShareholdingId};
use domain::partnership::LegalShape;
use domain::seat::never_was;
use domain::text::Urn;
use domain::{BasisPoints, Failure, Problem, Refusal};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer, broken};
use crate::idempotency::{Once, RequestKey};
use crate::school;

/// What a shareholder holds or held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shareholding {
    /// Its id.
    pub id: ShareholdingId,
    /// Whose it is.
    pub shareholder: ShareholderId,
    /// What kind of shareholder.
    pub kind: HolderKind,
    /// Its name.
    pub name: String,
    /// A school's number.
    pub urn: Option<Urn>,
    /// Whether it is a public authority.
    pub authority: Authority,
    /// Why.
    pub grounds: Grounds,
    /// Why, in somebody's words.
    pub why: Option<String>,
    /// In what it is counted.
    pub measure: Measure,
    /// How much.
    pub amount: u32,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: Option<NaiveDate>,
}

impl Shareholding {
    /// Whether it holds on a day.
    pub fn is_live(&self, on: NaiveDate) -> bool {
        self.starts_on <= on && self.ends_on.is_none_or(|last| last >= on)
    }

    /// Whether it was entered by mistake and never held.
    pub fn never_held(&self) -> bool {
        never_was(self.starts_on, self.ends_on)
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    shareholder_id: Uuid,
    kind: String,
    name: String,
    urn: Option<String>,
    authority: String,
    grounds: String,
    why: Option<String>,
    measure: String,
    amount: i64,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
}

impl TryFrom<Row> for Shareholding {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        let unknown = || broken("a stored shareholding is not known");
        Ok(Self {
            id: ShareholdingId::from_uuid(row.id),
            shareholder: ShareholderId::from_uuid(row.shareholder_id),
            kind: HolderKind::from_code(&row.kind).ok_or_else(unknown)?,
            name: row.name,
            urn: row.urn.as_deref().map(Urn::parse).transpose().map_err(|_| unknown())?,
            authority: Authority::from_code(&row.authority).ok_or_else(unknown)?,
            grounds: Grounds::from_code(&row.grounds).ok_or_else(unknown)?,
            why: row.why,
            measure: Measure::from_code(&row.measure).ok_or_else(unknown)?,
            amount: u32::try_from(row.amount).map_err(broken)?,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
        })
    }
}

const HOLDING: &str = "SELECT h.id, h.shareholder_id, s.kind, s.name, s.urn, h.authority, \
    h.grounds, h.why, h.measure, h.amount, h.starts_on, e.ends_on FROM shareholding h \
    JOIN shareholder s ON s.id = h.shareholder_id \
    LEFT JOIN shareholding_end e ON e.shareholding_id = h.id";

/// Everything in the register, councils and trusts before schools, by name.
pub(super) async fn holdings(
    r: &Reader,
    partnership: OrganisationId,
) -> Result<Vec<Shareholding>, Failure> {
    let sql = format!(
        "{HOLDING} WHERE h.partnership_id = $1 \
         ORDER BY CASE WHEN s.kind = 'school' THEN 1 ELSE 0 END, s.name, h.starts_on, h.id"
    );
    let rows: Vec<Row> = r.sql_whole(&sql, [partnership.uuid().into()]).await?;
    rows.into_iter().map(Shareholding::try_from).collect()
}

/// One of a partnership's own.
pub(super) async fn holding(
    r: &Reader,
    partnership: OrganisationId,
    id: ShareholdingId,
) -> Result<Shareholding, Failure> {
    let sql = format!("{HOLDING} WHERE h.id = $1 AND h.partnership_id = $2");
    let values = [id.uuid().into(), partnership.uuid().into()];
    let row: Option<Row> = r.sql_one(&sql, values).await?;
    row.ok_or(Failure::NotFound)?.try_into()
}

/// Waits until nobody else changes the register: two at once would enter one shareholder twice.
pub(super) async fn one_at_a_time(w: &Writer, permit: &Permit) -> Result<(), Failure> {
    let sql = "UPDATE organisation SET version = version + 1 WHERE id = $1";
    w.execute_one(sql, [permit.organisation().uuid().into()]).await
}

/// The partnership is a company, which has shares.
pub(super) async fn has_shares(r: &Reader, permit: &Permit) -> Result<(), Failure> {
    match super::view::shape_of(r, permit.organisation()).await? {
        LegalShape::Company => Ok(()),
        LegalShape::Informal => Err(Refusal::NoShares.into()),
    }
}

/// A holding to be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnterShareholding {
    /// As typed.
    pub typed: TypedHolding,
    /// Makes a second sending the same as the first.
    pub key: RequestKey,
}

/// Enters what a shareholder holds from a day on.
///
/// # Errors
/// `Invalid` on what cannot be used as typed, on `urn` for a school that the register does not have,
/// on `urn` or `name` for one that holds already, on `measure` where the register is counted in
/// something else, on `amount` for more than is left; `Refused(NoShares)`.
pub async fn enter_shareholding(
    market: &Market,
    actor: &Actor,
    command: EnterShareholding,
) -> Result<ShareholdingId, Failure> {
    let permit = &actor.permit_own(Action::ManagePartnership)?;
    let once = &Once::new(permit.person(), "enter_shareholding", &command.key, &command.typed)?;
    let found = &command.typed.read(market.today()).map_err(Failure::Invalid)?;
    market
        .db
        .write(|w| async move { once.answer(market, &w, enter(market, &w, permit, found)).await })
        .await
}

async fn enter(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    found: &ReadHolding,
) -> Result<ShareholdingId, Failure> {
    one_at_a_time(w, permit).await?;
    has_shares(w, permit).await?;
    let all = holdings(w, permit.organisation()).await?;
    let new = new_holding(w, found).await?;
    fits(&all, &new)?;
    let id = insert(market, w, permit, &new).await?;
    let record = Record::new(Some(permit.organisation()), permit, Deed::EnterShareholding, id)
        .parties(new.holder.organisation)
        .after(&new.told())?;
    audit::record(market, w, record).await?;
    Ok(id)
}

/// Who holds.
pub(super) struct Holder {
    kind: HolderKind,
    name: String,
    urn: Option<Urn>,
    pub organisation: Option<OrganisationId>,
}

/// What is to be entered.
pub(super) struct New {
    pub holder: Holder,
    authority: (Authority, Grounds, Option<String>),
    pub share: Share,
}

impl New {
    /// As the trail tells it. The name is looked up by whoever reads.
    fn told(&self) -> serde_json::Value {
        let (authority, grounds, _) = &self.authority;
        let held = match self.share.measure {
            Measure::Percent => BasisPoints::new(self.share.amount).to_string(),
            Measure::Shares | Measure::Guarantee => self.share.amount.to_string(),
        };
        json!({
            "kind": self.holder.kind, "urn": self.holder.urn.as_ref().map(Urn::as_str),
            "authority": authority, "grounds": grounds, "measure": self.share.measure,
            "held": held, "from": self.share.from,
        })
    }

    fn is_of(&self, holding: &Shareholding) -> bool {
        match (&self.holder.urn, &holding.urn) {
            (Some(own), Some(other)) => own == other,
            (None, None) => {
                holding.kind == self.holder.kind
                    && holding.name.to_lowercase() == self.holder.name.to_lowercase()
            }
            _ => false,
        }
    }
}

pub(super) async fn new_holding(r: &Reader, found: &ReadHolding) -> Result<New, Failure> {
    let (holder, told) = match &found.holder {
        HolderTyped::School(urn) => {
            let unknown = || Failure::field("urn", Problem::UnknownSchool);
            let entry = school::entry(r, urn).await?.ok_or_else(unknown)?;
            let organisation = school::organisation_of(r, urn).await?;
            let (kind, urn) = (HolderKind::School, Some(urn.clone()));
            (Holder { kind, name: entry.name, urn, organisation }, Grounds::of_school(entry.kind))
        }
        HolderTyped::Named(kind, name) => {
            let organisation = organisation_named(r, *kind, name).await?;
            let holder = Holder { kind: *kind, name: name.clone(), urn: None, organisation };
            (holder, Grounds::of_kind(*kind))
        }
    };
    Ok(New { holder, authority: found.authority(told), share: found.share })
}

/// The trust or council of a name, where it is on Commonpool.
async fn organisation_named(
    r: &Reader,
    kind: HolderKind,
    name: &str,
) -> Result<Option<OrganisationId>, Failure> {
    #[derive(FromQueryResult)]
    struct Found {
        id: Uuid,
    }
    if !matches!(kind, HolderKind::Trust | HolderKind::Council) {
        return Ok(None);
    }
    let sql = "SELECT id FROM organisation WHERE kind = $1 AND lower(name) = lower($2) \
               ORDER BY id LIMIT 2";
    let found: Vec<Found> = r.sql_all(sql, [kind.code().into(), name.into()]).await?;
    // Two of one name: nobody can tell which.
    Ok(match found.as_slice() {
        [one] => Some(OrganisationId::from_uuid(one.id)),
        _ => None,
    })
}

/// Whether a new holding can stand beside those that are or will be there from its first day on.
pub(super) fn fits(all: &[Shareholding], new: &New) -> Result<(), Failure> {
    let goes_on = |one: &&Shareholding| {
        !one.never_held() && one.ends_on.is_none_or(|last| last >= new.share.from)
    };
    let beside: Vec<&Shareholding> = all.iter().filter(goes_on).collect();
    if beside.iter().any(|one| new.is_of(one)) {
        let field = if new.holder.urn.is_some() { "urn" } else { "name" };
        return Err(Failure::field(field, Problem::HoldsAlready));
    }
    if beside.iter().any(|one| one.measure != new.share.measure) {
        return Err(Failure::field("measure", Problem::OtherMeasure));
    }
    let held: u32 = beside.iter().map(|one| one.amount).fold(0, u32::saturating_add);
    let left = 10_000_u32.saturating_sub(held);
    if new.share.measure == Measure::Percent && new.share.amount > left {
        let left = BasisPoints::new(left);
        return Err(Failure::field("amount", Problem::MoreThanWhole { left }));
    }
    Ok(())
}

pub(super) async fn insert(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    new: &New,
) -> Result<ShareholdingId, Failure> {
    let shareholder = shareholder(market, w, permit, &new.holder).await?;
    let id = ShareholdingId::from_uuid(market.ids.uuid());
    let (authority, grounds, why) = &new.authority;
    let sql = "INSERT INTO shareholding (id, partnership_id, shareholder_id, authority, grounds, \
               why, measure, amount, starts_on, entered_by, entered_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let values: [Value; 11] = [
        id.uuid().into(),
        permit.organisation().uuid().into(),
        shareholder.uuid().into(),
        authority.code().into(),
        grounds.code().into(),
        why.clone().into(),
        new.share.measure.code().into(),
        i64::from(new.share.amount).into(),
        new.share.from.into(),
        permit.person().uuid().into(),
        market.now().into(),
    ];
    w.execute_one(sql, values).await?;
    Ok(id)
}

/// The shareholder that it is already, or a new one.
async fn shareholder(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    holder: &Holder,
) -> Result<ShareholderId, Failure> {
    #[derive(FromQueryResult)]
    struct Found {
        id: Uuid,
    }
    let partnership = permit.organisation().uuid();
    let found: Option<Found> = match &holder.urn {
        Some(urn) => {
            let sql = "SELECT id FROM shareholder WHERE partnership_id = $1 AND urn = $2";
            w.sql_one(sql, [partnership.into(), urn.as_str().into()]).await?
        }
        None => {
            let sql = "SELECT id FROM shareholder WHERE partnership_id = $1 AND urn IS NULL \
                       AND kind = $2 AND lower(name) = lower($3)";
            let values =
                [partnership.into(), holder.kind.code().into(), holder.name.clone().into()];
            w.sql_one(sql, values).await?
        }
    };
    if let Some(found) = found {
        return Ok(ShareholderId::from_uuid(found.id));
    }
    let id = ShareholderId::from_uuid(market.ids.uuid());
    let sql = "INSERT INTO shareholder (id, partnership_id, kind, urn, organisation_id, name) \
               VALUES ($1, $2, $3, $4, $5, $6)";
    let values: [Value; 6] = [
        id.uuid().into(),
        partnership.into(),
        holder.kind.code().into(),
        holder.urn.as_ref().map(|urn| urn.as_str().to_owned()).into(),
        holder.organisation.map(OrganisationId::uuid).into(),
        holder.name.clone().into(),
    ];
    w.execute_one(sql, values).await?;
    Ok(id)
}
