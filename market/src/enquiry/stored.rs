//! Enquiries as they are stored, and who is party to one.

use domain::Failure;
use domain::access::Action;
use domain::enquiry::{EnquirySide, EnquiryState};
use domain::id::{EnquiryId, OrganisationId, ServiceId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::access::{Actor, Permit};
use crate::db::{Reader, Writer, broken};

/// The permits by which whoever acts is party to enquiries: as the school that asks, as whoever
/// delivers, as the partnership. A school that delivers may have two of them; whoever may read as a
/// school and acts for none, as an auditor of a partnership, is party to none.
pub(super) struct Party {
    pub school: Option<Permit>,
    pub provider: Option<Permit>,
    pub partnership: Option<Permit>,
}

/// For what somebody looks at an enquiry.
#[derive(Clone, Copy)]
pub(super) enum To {
    Read,
    Write,
}

impl Party {
    /// As whom somebody acts.
    ///
    /// # Errors
    /// `NotAllowed` where they are party to none, whatever is asked; `SecondFactorNeeded`.
    pub fn of(actor: &Actor, to: To) -> Result<Self, Failure> {
        let school = match to {
            To::Read => Action::ViewSchool,
            To::Write => Action::AskProviders,
        };
        let may = |action: Action| actor.permit_own(action).ok();
        let found = Self {
            school: may(school),
            provider: may(Action::AnswerSchools),
            partnership: may(Action::ManageServices),
        };
        match found.any() {
            Some(_) => Ok(found),
            None => {
                let those = [school, Action::AnswerSchools, Action::ManageServices];
                let mut refused = those.into_iter().filter_map(|one| actor.permit_own(one).err());
                let needed = refused.find(|failure| *failure == Failure::SecondFactorNeeded);
                Err(needed.unwrap_or(Failure::NotAllowed))
            }
        }
    }

    fn any(&self) -> Option<&Permit> {
        self.school.as_ref().or(self.provider.as_ref()).or(self.partnership.as_ref())
    }

    /// For whom they act.
    pub fn organisation(&self) -> Option<OrganisationId> {
        self.any().map(Permit::organisation)
    }

    /// As which parties they look, as far as their permits go.
    pub fn sides(&self) -> Vec<EnquirySide> {
        let sides = [
            (self.school.is_some(), EnquirySide::School),
            (self.provider.is_some(), EnquirySide::Provider),
            (self.partnership.is_some(), EnquirySide::Partnership),
        ];
        sides.into_iter().filter_map(|(is, side)| is.then_some(side)).collect()
    }

    /// The permit by which they are party to one, and for whom they write there.
    ///
    /// # Errors
    /// `NotFound` where they are not.
    pub fn to(&self, stored: &Stored) -> Result<(&Permit, EnquirySide), Failure> {
        let at = |permit: &Option<Permit>, organisation: OrganisationId| {
            permit.as_ref().is_some_and(|permit| permit.organisation() == organisation)
        };
        let found = if at(&self.school, stored.school) {
            self.school.as_ref().map(|permit| (permit, EnquirySide::School))
        } else if at(&self.provider, stored.provider) {
            self.provider.as_ref().map(|permit| (permit, EnquirySide::Provider))
        } else if at(&self.partnership, stored.partnership) {
            self.partnership.as_ref().map(|permit| (permit, EnquirySide::Partnership))
        } else {
            None
        };
        found.ok_or(Failure::NotFound)
    }
}

/// The column that names a party.
pub(super) const fn column(side: EnquirySide) -> &'static str {
    match side {
        EnquirySide::School => "school_id",
        EnquirySide::Provider => "provider_id",
        EnquirySide::Partnership => "partnership_id",
    }
}

/// An enquiry.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub id: EnquiryId,
    pub service: ServiceId,
    pub title: String,
    pub school: OrganisationId,
    pub partnership: OrganisationId,
    pub provider: OrganisationId,
    pub subject: String,
    pub state: EnquiryState,
    pub messages: i64,
    /// For whom the last message was written.
    pub last: EnquirySide,
}

/// An enquiry by its id, whoever asks: the caller says whose it must be.
pub(super) async fn find(r: &Reader, id: EnquiryId) -> Result<Stored, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        service_id: Uuid,
        title: String,
        school_id: Uuid,
        partnership_id: Uuid,
        provider_id: Uuid,
        subject: String,
        state: String,
        messages: i64,
        last: String,
    }
    let sql = "SELECT e.service_id, s.title, e.school_id, e.partnership_id, e.provider_id, e.subject, \
               e.state, e.messages, m.side AS last FROM enquiry e JOIN service s ON s.id = e.service_id \
               JOIN enquiry_message m ON m.id = e.newest_id WHERE e.id = $1";
    let row: Option<Row> = r.sql_one(sql, [id.uuid().into()]).await?;
    let row = row.ok_or(Failure::NotFound)?;
    Ok(Stored {
        id,
        service: ServiceId::from_uuid(row.service_id),
        title: row.title,
        school: OrganisationId::from_uuid(row.school_id),
        partnership: OrganisationId::from_uuid(row.partnership_id),
        provider: OrganisationId::from_uuid(row.provider_id),
        subject: row.subject,
        state: state(&row.state)?,
        messages: row.messages,
        last: side(&row.last)?,
    })
}

/// The same, once nobody else writes there until this transaction ends.
pub(super) async fn find_in_turn(w: &Writer, id: EnquiryId) -> Result<Stored, Failure> {
    let sql = "UPDATE enquiry SET messages = messages WHERE id = $1";
    match w.execute(sql, [id.uuid().into()]).await? {
        0 => Err(Failure::NotFound),
        _ => find(w, id).await,
    }
}

pub(super) fn state(code: &str) -> Result<EnquiryState, Failure> {
    EnquiryState::from_code(code).ok_or_else(|| broken(code))
}

pub(super) fn side(code: &str) -> Result<EnquirySide, Failure> {
    EnquirySide::from_code(code).ok_or_else(|| broken(code))
}

/// Enquiries that wait for the provider `own`: what stands behind `FROM`.
pub(crate) fn unanswered_by_provider(own: &str) -> String {
    format!("enquiry WHERE provider_id = {own} AND state = 'waiting'")
}

/// Enquiries that the staff of the partnership `own` see to: what its own team is asked, and what
/// others have not answered since an instant: what stands behind `FROM`.
pub(crate) fn unanswered_by_partnership(own: &str, before: &str) -> String {
    format!(
        "enquiry WHERE partnership_id = {own} AND state = 'waiting' \
         AND (provider_id = {own} OR waits_since < {before})"
    )
}
