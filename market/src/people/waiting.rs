//! Invitations that nobody has accepted yet.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Action, Role};
use domain::id::{InvitationId, OrganisationId};
use domain::people::{LetsIn, RoleDays, who_lets_in};
use domain::{Failure, Pence};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::keeper::held_roles;
use super::list::read_role;
use crate::Market;
use crate::access::Actor;
use crate::db::{Page, PageAsked, Reader};
use crate::organisation::{self, Organisation};

/// Invitations on one page.
const PAGE: usize = 50;

/// An invitation that nobody has accepted yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingInvitation {
    /// Its id.
    pub id: InvitationId,
    /// For whom they would act.
    pub organisation: String,
    /// To which address.
    pub email: String,
    /// As what.
    pub role: Role,
    /// The most they may order or approve alone, where that was said.
    pub limit: Option<Pence>,
    /// For how long they would.
    pub days: RoleDays,
    /// Until when its link works.
    pub expires_at: DateTime<Utc>,
    /// Whether the link has run out, or the role's last day has passed.
    pub has_run_out: bool,
}

/// The invitations of the organisation acted for that wait, the newest first.
///
/// # Errors
/// `NotFound` for a page that is none.
pub async fn invited_people(
    market: &Market,
    actor: &Actor,
    page: &PageAsked,
) -> Result<Page<WaitingInvitation>, Failure> {
    let permit = &actor.permit_own(Action::ManagePeople)?;
    market
        .db
        .read(|r| async move {
            let own = organisation::by_id(&r, permit.organisation()).await?;
            invitations(market, &r, &own, page).await
        })
        .await
}

/// Invitations to act for a member of the partnership acted for, as long as it is the partnership
/// that lets people in there.
pub async fn invitations_to_member(
    market: &Market,
    actor: &Actor,
    school: OrganisationId,
) -> Result<Vec<WaitingInvitation>, Failure> {
    let permit = actor.permit_own(Action::ManageMembers)?;
    let (today, permit) = (market.today(), &permit);
    market
        .db
        .read(|r| async move {
            if !crate::school::is_member(&r, permit.organisation(), school, today).await? {
                return Ok(Vec::new());
            }
            let held = held_roles(&r, school, today).await?;
            let school = organisation::by_id(&r, school).await?;
            let mut all = invitations(market, &r, &school, &PageAsked::default()).await?.items;
            all.retain(|one| who_lets_in(&held, one.role) == LetsIn::Partnership);
            Ok(all)
        })
        .await
}

#[derive(FromQueryResult)]
struct InvitationRow {
    id: Uuid,
    email: String,
    role: String,
    order_limit_pence: Option<i64>,
    starts_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
    expires_at: DateTime<Utc>,
}

/// Invitations of an organisation that have not been accepted, the newest first: their ids rise with
/// time.
pub(super) async fn invitations(
    market: &Market,
    r: &Reader,
    of: &Organisation,
    page: &PageAsked,
) -> Result<Page<WaitingInvitation>, Failure> {
    let size = page.size(PAGE);
    let mut values: Vec<Value> = vec![of.id.uuid().into()];
    let further = match page.key() {
        None => "",
        Some(key) => {
            let after: InvitationId = key.parse().map_err(|_| Failure::NotFound)?;
            values.push(after.uuid().into());
            "AND id < $2"
        }
    };
    let sql = format!(
        "SELECT id, email, role, order_limit_pence, starts_on, ends_on, expires_at FROM invitation \
         WHERE organisation_id = $1 AND used_at IS NULL AND revoked_at IS NULL {further} \
         ORDER BY id DESC LIMIT {}",
        size + 1
    );
    let rows: Vec<InvitationRow> = r.sql_all(&sql, values).await?;
    let rows = rows.into_iter().map(|row| row.waiting(market, &of.name));
    let rows = rows.collect::<Result<_, Failure>>()?;
    Ok(Page::of(rows, size, |one: &WaitingInvitation| one.id.to_string()))
}

impl InvitationRow {
    fn waiting(self, market: &Market, organisation: &str) -> Result<WaitingInvitation, Failure> {
        let days = RoleDays { first: self.starts_on, last: self.ends_on };
        Ok(WaitingInvitation {
            id: InvitationId::from_uuid(self.id),
            organisation: organisation.to_owned(),
            email: self.email,
            role: read_role(&self.role)?,
            limit: self.order_limit_pence.map(Pence::new),
            days,
            has_run_out: self.expires_at <= market.now() || days.is_over(market.today()),
            expires_at: self.expires_at,
        })
    }
}
