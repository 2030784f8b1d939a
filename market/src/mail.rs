//! What is to be told to whom. The words are made where it is sent, in `app::mail`.

mod enquiry;
mod letter;
mod quotes;
mod search;
mod sharing;
mod told;
mod topic;

use domain::capacity::Half;
use domain::id::{DealId, HostingId, InvoiceId, OrderId};
pub use enquiry::EnquiryTold;
pub use letter::Mail;
pub use quotes::{QuoteNews, QuoteTold};
pub use search::{NewTold, PriceTold, SearchTold, SearchesTold};
use serde::{Deserialize, Serialize};
pub use sharing::{SharingNews, SharingTold};
pub use told::{
    BuyBackNews, BuyBackTold, ChangeTold, ConfirmedTold, CreditNoteTold, DayTold, DeliveryTold,
    DisputeTold, EventTold, OrderTold, RenewalTold, VisitTold,
};

/// What a message is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum About {
    /// A way to choose a new password.
    PasswordReset {
        /// The secret in the link.
        token: String,
    },
    /// A code is asked for at signing in from now on.
    SecondFactorOn,
    /// It is asked for no more.
    SecondFactorOff,
    /// New recovery codes were made.
    RecoveryCodesRenewed,
    /// A recovery code was used to sign in.
    RecoveryCodeUsed {
        /// How many are left.
        codes_left: i64,
    },
    /// The account was closed.
    AccountClosed,
    /// What waited for the day.
    Digest {
        /// Each as it would have been sent by itself.
        items: Vec<About>,
    },
    /// A provider proposed a change of a service: to the partnership's staff.
    TermsProposed {
        /// Who delivers it.
        provider: String,
        /// What it is called.
        service: String,
        /// Where it is decided.
        path: String,
    },
    /// The partnership decided on a proposed change: to the provider.
    TermsDecided {
        /// What the service is called.
        service: String,
        /// Why it was declined; nothing where it was taken on.
        reason: Option<String>,
        /// Where it is seen.
        path: String,
    },
    /// An invitation into an organisation.
    Invitation {
        /// The secret in the link.
        token: String,
        /// Which organisation.
        organisation: String,
        /// Who invites.
        invited_by: String,
    },
    /// Somebody asks to act for a school: to each who decides.
    JoinAsked {
        /// Which school.
        school: String,
        /// Who asks.
        asked_by: String,
        /// Where it is decided.
        path: String,
    },
    /// Somebody asks to act for a school that has nobody who may decide: to those who are there.
    JoinWaits {
        /// Which school.
        school: String,
        /// Who asks.
        asked_by: String,
    },
    /// Somebody accepted an invitation: to those who look after the organisation's people.
    RoleTaken {
        /// Which organisation.
        organisation: String,
        /// Who came.
        name: String,
        /// As what, as a code of the roles.
        role: String,
    },
    /// Somebody left an organisation by themselves: to those who look after its people.
    PersonLeft {
        /// Which organisation.
        organisation: String,
        /// Who left.
        name: String,
    },
    /// Where a partnership's money goes or who trades for it: to its staff and directors.
    PartnershipChange {
        /// What became of the change.
        what: ChangeTold,
        /// Who did it.
        by: String,
        /// What would hold, or holds: an account with its number hidden, or a host; empty for a
        /// company that trades by itself.
        wanted: String,
    },
    /// A partnership asks a council to trade for it: to those who may answer.
    HostAsked {
        /// Where it is answered.
        hosting: HostingId,
        /// Which partnership.
        partnership: String,
        /// Who asks.
        asked_by: String,
    },
    /// A host has answered: to the partnership's staff and directors.
    HostAnswered {
        /// Which host.
        host: String,
        /// Whether it trades for the partnership.
        agreed: bool,
    },
    /// Somebody may not act for a school: to whoever asked.
    JoinRefused {
        /// Which school.
        school: String,
    },
    /// An approver is away, and the reader stands in: to the deputy.
    DeputyNamed {
        /// Of which school.
        school: String,
        /// Who is away.
        approver: String,
        /// From which day.
        first_on: chrono::NaiveDate,
        /// To which day.
        last_on: chrono::NaiveDate,
        /// The most they may approve, in pence including VAT; nothing for no limit.
        limit_pence: Option<i64>,
    },
    /// An order was placed: to the buyer.
    OrderPlaced(OrderTold),
    /// An order waits for approval: to each approver.
    ApprovalNeeded(OrderTold),
    /// An order was sent back or declined: to the buyer.
    OrderDecided {
        /// The order.
        order: OrderTold,
        /// What became of it, as a code of the order's states.
        state: String,
        /// Why, in the approver's words.
        reason: Option<String>,
    },
    /// Nobody decided on an order in time: to the buyer and to each approver.
    OrderLapsed(OrderTold),
    /// A school's part in a buy-back: to those who buy for it, or to the partnership's staff.
    BuyBack(BuyBackTold),
    /// A booking came in: to the provider.
    BookingReceived(OrderTold),
    /// A booking went to the school that took the place of the one that made it: to the provider.
    BookingMoved {
        /// The order as it is now.
        order: OrderTold,
        /// The reference that it had before.
        before: String,
        /// Which school had made it.
        school: String,
    },
    /// A school was handed over to the one that took its place: to the people of both, and to the
    /// staff of their partnerships.
    SchoolHandedOver {
        /// Which school.
        school: String,
        /// Which took its place.
        successor: String,
        /// The number of that one.
        urn: String,
        /// Who did it.
        by: String,
        /// How many orders moved.
        orders: u32,
        /// Where more is seen.
        path: String,
    },
    /// A school left its trust or federation: to the people of the school, of what it left and of what
    /// it came into.
    SchoolLeftTrust {
        /// Which school.
        school: String,
        /// What it left.
        trust: String,
        /// What it is in now, by the register.
        now: Option<String>,
        /// How many orders wait for the school to choose, for those who may know.
        orders: Option<u32>,
        /// Where more is seen.
        path: String,
    },
    /// A school chose what becomes of the orders that were open when it left: to its people and those of
    /// what it left.
    OrdersChosen {
        /// Which school.
        school: String,
        /// What it left.
        trust: String,
        /// Who chose.
        by: String,
        /// How many orders it keeps.
        kept: u32,
        /// How many were cancelled.
        cancelled: u32,
        /// Where more is seen.
        path: String,
    },
    /// Somebody's checks run out, or have: to whoever keeps the pool.
    ClearanceEnds {
        /// Whose.
        name: String,
        /// For which pool.
        pool: String,
        /// The last day on which they count.
        until: chrono::NaiveDate,
        /// Whether that day is past.
        ended: bool,
        /// The days booked after it.
        days: Vec<chrono::NaiveDate>,
        /// Where they are renewed.
        path: String,
    },
    /// Whoever is booked cannot come as things stand: to the school.
    DaysUncertain {
        /// What is booked.
        what: String,
        /// Who delivers.
        provider: String,
        /// The days.
        days: Vec<chrono::NaiveDate>,
    },
    /// Somebody is ill, and days of theirs are booked: to whoever keeps the pool.
    CoverNeeded {
        /// Who.
        name: String,
        /// Of which pool.
        pool: String,
        /// The booked days.
        days: Vec<chrono::NaiveDate>,
        /// Where somebody is chosen.
        path: String,
    },
    /// Somebody else comes on a booked day: to the school.
    StandInComes {
        /// The order.
        order: OrderTold,
        /// The day.
        day: chrono::NaiveDate,
        /// Who comes.
        name: String,
    },
    /// The reader stands in: to whoever does.
    YouStandIn {
        /// The day.
        day: chrono::NaiveDate,
        /// Which half of it; none for the whole day.
        #[serde(default)]
        half: Option<Half>,
        /// For what.
        what: String,
        /// At which school.
        school: String,
    },
    /// A booked day will not be delivered: to the school. The days are those.
    DayNotDelivered(OrderTold),
    /// Things were confirmed as delivered in the last day: to the school.
    DeliveriesConfirmed(ConfirmedTold),
    /// Something is not right about a delivery, or somebody came in vain.
    Dispute {
        /// Which delivery.
        told: DeliveryTold,
        /// What there is to say.
        what: DisputeTold,
    },
    /// A booked day was moved: to the school and to the provider.
    DayMoved {
        /// The order, with what moving it late costs.
        order: OrderTold,
        /// The day that it was.
        from: chrono::NaiveDate,
        /// The day that it is now.
        to: chrono::NaiveDate,
        /// Where it is seen.
        path: String,
    },
    /// The same: to whoever comes, or was to come.
    VisitMoved(VisitTold),
    /// Booked days were cancelled: to the provider. The days are those that are free again.
    BookingCancelled(OrderTold),
    /// An event is near: to those who have a place, with the way in.
    EventAhead(EventTold),
    /// When or where an event is has changed: to those who have a place.
    EventChanged(EventTold),
    /// An event will not be held: to those who have a place or wait for one.
    EventCancelled {
        /// Which.
        event: EventTold,
        /// Why.
        reason: String,
    },
    /// Places came free: to whoever waits for them first.
    PlacesOffered {
        /// Of which event.
        event: EventTold,
        /// How many.
        places: u32,
        /// Until when they are held.
        until: chrono::DateTime<chrono::Utc>,
    },
    /// A day came free, and is held: to those who buy for the school that is next.
    DayOffered {
        /// Of which service, and which day.
        told: DayTold,
        /// Until when it is held.
        until: chrono::DateTime<chrono::Utc>,
    },
    /// A school's placements are offered for the next school year: to those who buy for it.
    RenewalOffered {
        /// Of which service, for which year.
        told: RenewalTold,
        /// The last day on which it can take them.
        until: chrono::NaiveDate,
    },
    /// What was left of such an offer came free: to the same.
    RenewalEnded(RenewalTold),
    /// Nobody took the day that was offered, and it passes on: to those who were offered it.
    DayOfferEnded(DayTold),
    /// Nobody took the places that were offered, and they pass on: to whoever was offered them.
    OfferEnded {
        /// Of which event.
        event: EventTold,
    },
    /// What somebody thought of an event to which they came: to each delegate.
    EvaluationAsked {
        /// Of what.
        what: String,
        /// The secret in the link.
        token: String,
    },
    /// What a school thought of the support: to its head.
    SupportAsked {
        /// Of what.
        what: String,
        /// By which order.
        order: OrderId,
    },
    /// A message about a service: to those for whom it was not written.
    Enquiry(EnquiryTold),
    /// Something about a request for quotes: to those who were asked, or to the school.
    Quotes(QuoteTold),
    /// Something about what schools share: to those who decide for one of them.
    Sharing(SharingTold),
    /// What is new among the services of their saved searches: to whoever keeps them.
    SearchNews(SearchesTold),
    /// An invoice was raised: to the school.
    InvoiceRaised {
        /// The invoice.
        invoice: InvoiceId,
        /// Its number.
        number: String,
        /// Who invoices.
        seller: String,
        /// Including VAT, in pence.
        gross_pence: i64,
        /// When it is due.
        due_on: chrono::NaiveDate,
    },
    /// A credit note was raised: to the school.
    CreditNoteRaised(CreditNoteTold),
    /// A deal is met or not going ahead: to everyone who signed up.
    DealEnded {
        /// The deal.
        deal: DealId,
        /// Its title.
        title: String,
        /// The price for all, in pence excluding VAT, if met.
        unit_net_pence: Option<i64>,
        /// Schools that signed up.
        schools: u32,
        /// How many more schools it needed.
        missing_schools: u32,
        /// How much more it needed of what is pooled.
        missing_quantity: u64,
    },
    /// A deal was taken back: to everyone who signed up.
    DealWithdrawn {
        /// The deal.
        deal: DealId,
        /// Its title.
        title: String,
        /// Who took it back.
        partnership: String,
        /// Why, in their words.
        reason: String,
    },
    /// How a deal ended: to the buyers and approvers of members that had not signed up.
    DealOutcome {
        /// The deal.
        deal: DealId,
        /// Its title.
        title: String,
        /// The price for all, in pence excluding VAT, if it does.
        unit_net_pence: Option<i64>,
        /// Schools that signed up.
        schools: u32,
    },
    /// A school wants to sign up, and somebody with a higher limit must: to each approver.
    SignatureNeeded {
        /// The deal.
        deal: DealId,
        /// Its title.
        title: String,
        /// Which school.
        school: String,
        /// The whole contract as things stand, in pence including VAT.
        gross_pence: i64,
        /// The most it can come to, in pence including VAT.
        #[serde(default)]
        most_gross_pence: Option<i64>,
        /// Who asks.
        requested_by: String,
        /// Until when schools can sign up.
        closes_at: chrono::DateTime<chrono::Utc>,
    },
}
