//! A partnership that has done business, with its schools, its provider and everybody in them: of
//! each kind of thing that an address can name there is one, in each state that has a form.
//!
//! Everything is made by use cases. What a tenant's people type holds the tenant's own marks, so
//! that a test of two tenants knows whose words it reads.

mod basket;
mod control;
mod council;
mod deals;
mod enquiries;
mod events;
mod finding;
mod founding;
mod groups;
mod offers;
mod quotes;
mod renewal;
mod sharing;
mod trade;
mod trust;

use chrono::NaiveDate;
use domain::access::Role;
use domain::id::{OrganisationId, ServiceId};
use market::idempotency::RequestKey;
use market::{Actor, Market};

use crate::Bed;
use crate::people::Somebody;
pub use events::Training;
pub use quotes::SEALED;

/// When the business of a tenant has been done: a Tuesday in term, two weeks after the beginning.
pub const NOW: &str = "2026-12-08T10:00:00Z";

/// What tells a tenant's words from another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// In what everybody may read: names of schools, providers and services on sale.
    pub open: &'static str,
    /// In everything else. No other word has these letters, whatever their case.
    pub hidden: &'static str,
    /// The code of its council's area in the register.
    area: &'static str,
    /// What the numbers of its schools begin with.
    urns: &'static str,
}

/// Two tenants that have nothing in common.
pub const ALDER: Marks = Marks { open: "Alderwood", hidden: "qxald", area: "301", urns: "10010" };
/// The other one.
pub const BIRCH: Marks = Marks { open: "Birchfield", hidden: "qxbir", area: "302", urns: "10020" };

impl Marks {
    /// Words that everybody may read.
    fn open(self, words: &str) -> String {
        format!("{words} {}", self.open)
    }

    /// Words that are the tenant's own business.
    fn hidden(self, words: &str) -> String {
        format!("{words} {}", self.hidden)
    }

    /// The register's number of the trust that is here, and of the one that is not yet.
    pub fn trusts(self) -> [String; 2] {
        ["1", "2"].map(|last| format!("{}{last}", self.area))
    }

    /// The number of its first, second or third school.
    pub fn urn(self, school: u8) -> String {
        format!("{}{school}", self.urns)
    }
}

/// A partnership with two schools that buy, one where nobody is yet, and a provider.
pub struct Tenant {
    /// Its marks.
    pub marks: Marks,
    /// The partnership.
    pub partnership: OrganisationId,
    /// The school that does most of the business.
    pub school: OrganisationId,
    /// A member that has a deal and a join request of its own, and nobody's orders.
    pub other_school: OrganisationId,
    /// The trust that the first school is in, and that acts for it.
    pub trust: OrganisationId,
    /// Who delivers.
    pub provider: OrganisationId,
    /// The service on sale, by the day.
    pub service: ServiceId,
    /// Training on sale, by the place, with its events.
    pub training: Training,
    /// The one on sale by the hour.
    pub hours: ServiceId,
    /// The one that is agreed on for a year.
    pub yearly: ServiceId,
    /// Everybody with one role in one organisation.
    pub people: Vec<Somebody>,
    /// Somebody who acts for either school.
    pub of_both_schools: Somebody,
}

impl Tenant {
    /// The tenant of these marks, as it stands at [`NOW`].
    pub async fn of(bed: &Bed, marks: Marks) -> Self {
        // Kept off the stack of whoever waits for it.
        Box::pin(Self::found(bed, marks)).await
    }

    async fn found(bed: &Bed, marks: Marks) -> Self {
        bed.clock.set(crate::instant(crate::BEGINNING));
        let founded = founding::found(bed, marks).await;
        let service = offers::put_on_sale(bed, marks, founded.staff()).await;
        let training = events::put_on_sale(bed, marks, founded.staff()).await;
        let by_number_and_year =
            offers::put_on_sale_by_number_and_year(bed, marks, founded.staff()).await;
        let (provider, provider_people) = founding::provider(bed, marks, founded.staff()).await;
        groups::keep(bed, marks, &founded).await;
        control::enter(bed, marks, &founded).await;
        let (trust, of_trust) = trust::comes_in(bed, marks, &founded).await;
        let mut tenant = Self {
            marks,
            partnership: founded.partnership,
            school: founded.school,
            other_school: founded.other_school,
            trust,
            provider,
            service,
            training,
            hours: by_number_and_year.0,
            yearly: by_number_and_year.1,
            people: founded.people,
            of_both_schools: founded.of_both_schools,
        };
        tenant.people.extend(provider_people);
        tenant.people.push(of_trust);
        let taken = Box::pin(events::take(bed, &tenant)).await;
        let trade = Box::pin(trade::order(bed, &tenant)).await;
        let quotes = Box::pin(quotes::ask_early(bed, &tenant)).await;
        deals::open(bed, &tenant).await;
        deals::says_without_a_document(bed, &tenant).await;
        founding::ask_to_join(bed, &tenant).await;
        let council = council::asked(bed, &tenant).await;
        tenant.people.push(council);
        council::unanswered(bed, &tenant).await;
        trade::invoice(bed, &tenant, &trade).await;
        bed.clock.set(crate::instant(deals::CLOSED));
        bed.run_jobs().await;
        bed.clock.set(crate::instant(NOW));
        Box::pin(events::look_back(bed, &tenant, &taken)).await;
        Box::pin(trade::deliver(bed, &tenant, &trade)).await;
        Box::pin(trade::decide_on_others(bed, &tenant)).await;
        Box::pin(trade::order_by_number_and_year(bed, &tenant)).await;
        Box::pin(renewal::renew(bed, &tenant)).await;
        founding::invite_a_fourth(bed, &tenant).await;
        founding::name_a_deputy(bed, &tenant).await;
        offers::propose(bed, &tenant).await;
        trade::wait_for_days(bed, &tenant).await;
        Box::pin(trade::roll_forward(bed, &tenant)).await;
        trade::train_staff(bed, &tenant).await;
        Box::pin(events::take_of_coming(bed, &tenant)).await;
        bed.run_jobs().await;
        enquiries::ask(bed, &tenant).await;
        Box::pin(basket::fill(bed, &tenant)).await;
        finding::keep(bed, &tenant).await;
        Box::pin(sharing::share(bed, &tenant)).await;
        Box::pin(quotes::decide_and_ask(bed, &tenant, quotes)).await;
        tenant
    }

    /// Whoever has the role in the organisation.
    pub fn who(&self, role: Role, organisation: OrganisationId) -> &Somebody {
        let found = self.people.iter().find(|p| p.role == role && p.organisation == organisation);
        found.expect("somebody with the role")
    }

    /// Answers for the council that is asked to trade for another partnership.
    pub fn council(&self) -> &Somebody {
        let own = |p: &&Somebody| p.organisation != self.partnership;
        let mut held = self.people.iter().filter(|p| p.role == Role::CouncilCommissioner);
        held.find(own).expect("somebody of the council")
    }

    /// Works for the partnership.
    fn staff(&self) -> &Actor {
        &self.who(Role::PartnershipStaff, self.partnership).actor
    }

    /// Buys for the school, up to £300 including VAT alone: one day.
    fn buyer(&self) -> &Actor {
        &self.who(Role::Buyer, self.school).actor
    }

    /// Approves for the school.
    fn head(&self) -> &Actor {
        &self.who(Role::Approver, self.school).actor
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn key(market: &Market) -> RequestKey {
    RequestKey::fresh(market)
}
