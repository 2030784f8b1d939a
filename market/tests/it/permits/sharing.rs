//! What a tenant's schools share, and commands about it that are well formed.

use domain::access::Role;
use domain::id::{OrganisationId, SharingId};
use domain::sharing::{SharingReach, TypedSharing};
use domain::{Net, Pence};
use market::Market;
use market::db::PageAsked;
use market::sharing::{
    AgreeSharing, AskSharers, DeclineSharing, EndSharing, JoinSharing, ProposeSharing,
    WithdrawSharing, sharings, view_sharing,
};
use testbed::tenant::Tenant;

use super::commands::key;
use super::things::Things;

/// What the school shares, or could.
pub struct Shared {
    /// Another school's, for which it looks for schools.
    pub theirs: SharingId,
    /// Its own, for which it looks for schools.
    pub own: SharingId,
    /// Who would join that.
    pub joined: Vec<OrganisationId>,
    /// It is asked to agree.
    pub asked: SharingId,
    /// Its portion of that.
    pub portion: Net,
    /// Binds it.
    pub bound: SharingId,
}

impl Shared {
    pub async fn of(market: &Market, tenant: &Tenant) -> Self {
        let head = &tenant.who(Role::Approver, tenant.school).actor;
        let all = sharings(market, head, &PageAsked::default()).await.unwrap().items;
        let own = view_sharing(market, head, all[1].id).await.unwrap();
        Self {
            theirs: all[0].id,
            own: all[1].id,
            joined: own.sharing.sharers.iter().map(|one| one.school).collect(),
            asked: all[2].id,
            portion: all[2].portion.unwrap_or(Net(Pence::ZERO)),
            bound: all[3].id,
        }
    }
}

pub fn proposed(things: &Things) -> ProposeSharing {
    let text = |text: &str| text.to_owned();
    let none = || (String::new(), String::new());
    ProposeSharing {
        key: key(),
        within: None,
        reach: SharingReach::Area,
        schools: Vec::new(),
        owner: things.school,
        weights: vec![text("2")],
        typed: TypedSharing {
            kind: text("premises"),
            title: text("Our hall"),
            description: text("On Tuesdays."),
            cost: [(text("Heating"), text("300")), none(), none(), none(), none()],
            cost_kind: text("yearly"),
            split: text("days"),
            first_on: text("1 February 2027"),
            last_on: text("31 July 2027"),
            notice_days: text("30"),
            stated_by: text("month"),
            answer_by: text("15 January 2027"),
        },
    }
}

pub fn joined(things: &Things) -> JoinSharing {
    JoinSharing { sharing: things.shared.theirs, days: "2".to_owned() }
}

pub fn asked(things: &Things) -> AskSharers {
    let Shared { own, joined, .. } = &things.shared;
    let answer_by = "18 December 2026".to_owned();
    AskSharers { key: key(), sharing: *own, seen: joined.clone(), answer_by }
}

pub fn agreed(things: &Things) -> AgreeSharing {
    AgreeSharing { sharing: things.shared.asked, round: 1, portion: things.shared.portion }
}

pub fn declined(things: &Things) -> DeclineSharing {
    DeclineSharing { sharing: things.shared.asked, words: "Not this year.".to_owned() }
}

pub fn taken_back(things: &Things) -> WithdrawSharing {
    WithdrawSharing { sharing: things.shared.asked, reason: "Not this year.".to_owned() }
}

pub fn ended(things: &Things) -> EndSharing {
    EndSharing {
        key: key(),
        sharing: things.shared.bound,
        ends_on: "31 July 2027".to_owned(),
        words: "We have one of our own.".to_owned(),
    }
}
