//! How much waits for somebody: the number in the header, and on their first page.

use chrono::{DateTime, Days, Duration, NaiveTime, Utc};
use domain::Failure;
use domain::access::Action;
use domain::calendar::london_instant;
use domain::dispute::ANSWER_DAYS;
use sea_orm::FromQueryResult;

use crate::Market;
use crate::access::Actor;
use crate::db::Parameters;
use crate::delegation;
use crate::enquiry;
use crate::invoice::TO_CREDIT;
use crate::order;
use crate::organisation::OrganisationKind;
use crate::school;

/// How many days before it closes a deal that the school is not in waits for it.
pub const CLOSING_DAYS: i64 = 14;
/// Providers `v` that offered themselves and of whom nothing is listed yet.
pub(crate) const OFFER_TO_LIST: &str = "v.offered_by IS NOT NULL AND NOT EXISTS \
    (SELECT 1 FROM service s WHERE s.partnership_id = v.partnership_id \
    AND s.provider_id = v.provider_id)";
/// Where counting stops: more than so many of a kind is a lot, however many.
const MOST: u32 = 99;

/// A kind of thing that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// Orders that the actor may decide on.
    OrderToDecide,
    /// Orders that were sent back, to be changed and sent again.
    OrderSentBack,
    /// What is offered to the school for the next school year.
    RenewalOffered,
    /// Invoices that the school should have paid.
    InvoiceToPay,
    /// Deals that close soon and that the school is not in.
    DealClosing,
    /// Services that staff have to check before they go on sale.
    ServicesToCheck,
    /// Changes of services that providers propose.
    TermsProposed,
    /// Services being written.
    Drafts,
    /// What was delivered and is on no invoice yet.
    DeliveriesToInvoice,
    /// Invoices that schools should have paid to the partnership.
    InvoicesOverdue,
    /// Invoices of which something was settled to be credited.
    InvoicesToCredit,
    /// Days that have come, to be confirmed as delivered.
    DayToConfirm,
    /// The same of what the partnership's own team delivers.
    OwnDaysToConfirm,
    /// What schools say is not right about a delivery, to be answered by whoever delivers.
    DisputeToAnswer,
    /// The same of what the partnership's own team delivers.
    OwnDisputesToAnswer,
    /// What schools say is not right and providers stand by, or do not answer.
    DisputesToDecide,
    /// Quotes that are open, to be chosen from.
    QuotesOpened,
    /// Requests for quotes that wait for an answer.
    QuoteAsked,
    /// What schools ask about services that one delivers.
    EnquiryToAnswer,
    /// The same for a partnership: about its own team's, and what providers have not answered for days.
    EnquiriesToSee,
    /// What is in the basket of whoever looks.
    InBasket,
    /// Portions of what is shared that wait for the school's agreement.
    SharingAsked,
    /// Schools that offer a service of which none is listed yet.
    OfferToList,
    /// People who ask to act for the school, of whom its own people decide.
    JoinsSchool,
    /// People who ask to act for members that have nobody who could decide.
    JoinsMembers,
}

impl Waits {
    const ALL: [Self; 25] = [
        Self::OrderToDecide,
        Self::OrderSentBack,
        Self::RenewalOffered,
        Self::InvoiceToPay,
        Self::DealClosing,
        Self::ServicesToCheck,
        Self::TermsProposed,
        Self::Drafts,
        Self::DeliveriesToInvoice,
        Self::InvoicesOverdue,
        Self::InvoicesToCredit,
        Self::DayToConfirm,
        Self::OwnDaysToConfirm,
        Self::DisputeToAnswer,
        Self::OwnDisputesToAnswer,
        Self::DisputesToDecide,
        Self::QuotesOpened,
        Self::QuoteAsked,
        Self::EnquiryToAnswer,
        Self::EnquiriesToSee,
        Self::InBasket,
        Self::SharingAsked,
        Self::OfferToList,
        Self::JoinsSchool,
        Self::JoinsMembers,
    ];

    /// Whether all of a kind are seen to at one go, so that they count as one thing to do.
    const fn at_one_go(self) -> bool {
        match self {
            Self::ServicesToCheck
            | Self::TermsProposed
            | Self::Drafts
            | Self::DeliveriesToInvoice
            | Self::InvoicesOverdue
            | Self::InvoicesToCredit
            | Self::OwnDaysToConfirm
            | Self::OwnDisputesToAnswer
            | Self::DisputesToDecide
            | Self::EnquiriesToSee
            | Self::OfferToList
            | Self::JoinsSchool
            | Self::JoinsMembers => true,
            Self::OrderToDecide
            | Self::OrderSentBack
            | Self::RenewalOffered
            | Self::InvoiceToPay
            | Self::DealClosing
            | Self::QuotesOpened
            | Self::QuoteAsked
            | Self::EnquiryToAnswer
            | Self::InBasket
            | Self::SharingAsked
            | Self::DayToConfirm
            | Self::DisputeToAnswer => false,
        }
    }

    /// Whether somebody can see to it. An auditor's role allows looking only, so nothing waits.
    fn is_for(self, actor: &Actor) -> bool {
        let kind = actor.acting_for().map(|acting| acting.kind);
        let (of, action) = match self {
            Self::OrderToDecide | Self::SharingAsked => {
                (OrganisationKind::School, Action::ApproveOrder)
            }
            Self::OrderSentBack | Self::RenewalOffered | Self::InBasket => {
                (OrganisationKind::School, Action::PlaceOrder)
            }
            Self::DealClosing => (OrganisationKind::School, Action::CommitToDeal),
            Self::InvoiceToPay => (OrganisationKind::School, Action::ViewInvoices),
            Self::ServicesToCheck
            | Self::TermsProposed
            | Self::Drafts
            | Self::EnquiriesToSee
            | Self::OfferToList => (OrganisationKind::Partnership, Action::ManageServices),
            Self::DeliveriesToInvoice
            | Self::InvoicesOverdue
            | Self::InvoicesToCredit
            | Self::DisputesToDecide => (OrganisationKind::Partnership, Action::ManageInvoices),
            // Councils and schools deliver, too.
            Self::DayToConfirm | Self::DisputeToAnswer => match kind {
                Some(kind @ (OrganisationKind::Council | OrganisationKind::School)) => {
                    (kind, Action::ConfirmDelivery)
                }
                _ => (OrganisationKind::Provider, Action::ConfirmDelivery),
            },
            Self::OwnDaysToConfirm | Self::OwnDisputesToAnswer => {
                (OrganisationKind::Partnership, Action::ConfirmDelivery)
            }
            Self::QuotesOpened => (OrganisationKind::School, Action::PlaceOrder),
            // Councils and schools deliver, too.
            Self::QuoteAsked | Self::EnquiryToAnswer => match kind {
                Some(kind @ (OrganisationKind::Council | OrganisationKind::School)) => {
                    (kind, Action::AnswerSchools)
                }
                _ => (OrganisationKind::Provider, Action::AnswerSchools),
            },
            Self::JoinsSchool => (OrganisationKind::School, Action::ManagePeople),
            Self::JoinsMembers => (OrganisationKind::Partnership, Action::ManageMembers),
        };
        let reads_only = self == Self::InvoiceToPay && actor.can(Action::ViewAudit);
        kind == Some(of) && actor.can(action) && !reads_only
    }
}

/// What waits for somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting(Vec<(Waits, u64)>);

impl Waiting {
    /// How many of a kind there are, up to 99; of a kind seen to at one go, one where there are any.
    pub fn of(&self, kind: Waits) -> u64 {
        self.0.iter().find(|(waits, _)| *waits == kind).map_or(0, |(_, count)| *count)
    }

    /// How many things there are to do: each order is one, all deliveries to invoice are one, and so is
    /// all that is in the basket.
    pub fn things(&self) -> u64 {
        let each = |(waits, count): &(Waits, u64)| {
            if *waits == Waits::InBasket { (*count).min(1) } else { *count }
        };
        self.0.iter().map(each).sum()
    }
}

#[derive(FromQueryResult)]
struct Row {
    place: i64,
    things: i64,
}

/// What waits for whoever acts, for whom they act. One statement, none where nothing can wait.
pub async fn waiting(market: &Market, actor: &Actor) -> Result<Waiting, Failure> {
    let Some(acting) = actor.acting_for() else { return Ok(Waiting::default()) };
    let kinds: Vec<Waits> = Waits::ALL.into_iter().filter(|waits| waits.is_for(actor)).collect();
    if kinds.is_empty() {
        return Ok(Waiting::default());
    }
    let mut parameters = Parameters::default();
    let own = parameters.bind(acting.organisation.uuid());
    let parts: Vec<String> = kinds
        .iter()
        .enumerate()
        .map(|(place, waits)| {
            let rows = rows(market, actor, *waits, &own, &mut parameters);
            let most = if waits.at_one_go() { 1 } else { MOST };
            format!(
                "SELECT CAST({place} AS BIGINT) AS place, COUNT(*) AS things \
                 FROM (SELECT 1 AS one FROM {rows} LIMIT {most}) AS found{place}"
            )
        })
        .collect();
    let sql = parts.join(" UNION ALL ");
    let rows: Vec<Row> =
        market.db.read(|r| async move { r.sql_all(&sql, parameters.values()).await }).await?;
    let counted = rows.into_iter().filter_map(|row| {
        let kind = kinds.get(usize::try_from(row.place).ok()?)?;
        Some((*kind, u64::try_from(row.things).unwrap_or(0)))
    });
    Ok(Waiting(counted.collect()))
}

/// Disputes raised before have waited long enough for the provider.
pub(super) fn answered_before(market: &Market) -> DateTime<Utc> {
    let last = market.today().checked_sub_days(Days::new(ANSWER_DAYS)).unwrap_or_default();
    london_instant(last, NaiveTime::MIN).unwrap_or_default()
}

/// What schools asked before has waited long enough for the provider.
pub(super) fn unanswered_since(market: &Market) -> DateTime<Utc> {
    market.now() - Duration::days(domain::enquiry::ANSWER_DAYS)
}

/// The levels at which somebody approves, as a list in SQL: their codes are ours.
fn levels(actor: &Actor) -> String {
    let codes: Vec<String> =
        delegation::levels(actor).iter().map(|level| format!("'{}'", level.code())).collect();
    codes.join(", ")
}

/// Deals of the school's partnerships that close soon, and that it has not signed up to.
fn deals_closing(market: &Market, own: &str, parameters: &mut Parameters) -> String {
    let today = parameters.bind(market.today());
    let now = parameters.bind(market.now());
    let soon = parameters.bind(market.now() + Duration::days(CLOSING_DAYS));
    format!(
        "deal d WHERE d.state = 'open' AND d.closes_at > {now} AND d.closes_at <= {soon} \
         AND d.partnership_id IN (SELECT m.partnership_id FROM membership m \
             WHERE m.organisation_id = {own} AND m.starts_on <= {today} \
             AND (m.ends_on IS NULL OR m.ends_on >= {today})) \
         AND NOT EXISTS (SELECT 1 FROM commitment c WHERE c.deal_id = d.id \
             AND c.school_id = {own} AND c.withdrawn_at IS NULL)"
    )
}

/// What other schools of a partnership ask the school to share, while it can be answered and nobody at
/// the level of whoever looks has.
fn sharing_asked(market: &Market, actor: &Actor, own: &str, parameters: &mut Parameters) -> String {
    format!(
        "sharing_school y JOIN sharing x ON x.id = y.sharing_id \
         WHERE y.school_id = {own} AND y.state = 'asked' AND x.state = 'proposed' \
         AND x.answer_by >= {} AND NOT EXISTS (SELECT 1 FROM sharing_consent c \
         WHERE c.sharing_id = x.id AND c.school_id = y.school_id AND c.round = x.round \
         AND c.level IN ({}))",
        parameters.bind(market.today()),
        levels(actor)
    )
}

/// Requests for quotes that can still be answered and are not.
fn quotes_asked(market: &Market, own: &str, parameters: &mut Parameters) -> String {
    format!(
        "quote_supplier s JOIN quote_request r ON r.id = s.request_id \
         WHERE s.provider_id = {own} AND r.state = 'open' AND r.closes_at > {} \
         AND NOT EXISTS (SELECT 1 FROM quote_bid b WHERE b.supplier_id = s.id)",
        parameters.bind(market.now())
    )
}

/// The rows of a kind: what stands behind `FROM`. `own` is the place of the organisation acted for.
fn rows(
    market: &Market,
    actor: &Actor,
    waits: Waits,
    own: &str,
    parameters: &mut Parameters,
) -> String {
    match waits {
        Waits::OrderToDecide => format!(
            "school_order WHERE school_id = {own} AND state = 'awaiting_approval' AND requested_by <> {} \
             AND awaits IN ({})",
            parameters.bind(actor.person().uuid()),
            levels(actor)
        ),
        Waits::OrderSentBack => {
            format!("school_order WHERE school_id = {own} AND state = 'sent_back'")
        }
        Waits::RenewalOffered => format!(
            "renewal WHERE school_id = {own} AND state = 'offered' AND offered_until > {}",
            parameters.bind(market.now())
        ),
        Waits::InvoiceToPay => format!(
            "invoice WHERE school_id = {own} AND state = 'issued' AND due_on < {}",
            parameters.bind(market.today())
        ),
        Waits::DealClosing => deals_closing(market, own, parameters),
        Waits::ServicesToCheck => {
            format!("service WHERE partnership_id = {own} AND state = 'in_review'")
        }
        Waits::TermsProposed => {
            format!("service_proposal WHERE partnership_id = {own} AND state = 'waiting'")
        }
        Waits::Drafts => format!("service WHERE partnership_id = {own} AND state = 'draft'"),
        Waits::DeliveriesToInvoice => format!(
            "order_line l JOIN school_order o ON o.id = l.order_id \
             WHERE o.partnership_id = {own} AND o.state = 'placed' AND l.state = 'delivered' \
             AND l.disputed_in IS NULL"
        ),
        Waits::DisputeToAnswer | Waits::OwnDisputesToAnswer => order::disputes_to_answer(own),
        Waits::DisputesToDecide => {
            order::disputes_to_decide(own, &parameters.bind(answered_before(market)))
        }
        Waits::InvoicesOverdue => format!(
            "invoice WHERE partnership_id = {own} AND state = 'issued' AND due_on < {}",
            parameters.bind(market.today())
        ),
        Waits::InvoicesToCredit => format!(
            "invoice WHERE partnership_id = {own} AND state <> 'credited' AND id IN ({TO_CREDIT})"
        ),
        Waits::JoinsSchool => school::undecided_by_school(actor, own),
        Waits::JoinsMembers => {
            school::undecided_by_partnership(own, &parameters.bind(market.today()))
        }
        Waits::OfferToList => {
            format!("partnership_provider v WHERE v.partnership_id = {own} AND {OFFER_TO_LIST}")
        }
        Waits::InBasket => format!(
            "basket_row WHERE school_id = {own} AND person_id = {}",
            parameters.bind(actor.person().uuid())
        ),
        Waits::EnquiryToAnswer => enquiry::unanswered_by_provider(own),
        Waits::EnquiriesToSee => {
            enquiry::unanswered_by_partnership(own, &parameters.bind(unanswered_since(market)))
        }
        Waits::QuotesOpened => format!(
            "quote_request WHERE school_id = {own} AND state = 'open' AND closes_at <= {}",
            parameters.bind(market.now())
        ),
        Waits::SharingAsked => sharing_asked(market, actor, own, parameters),
        Waits::QuoteAsked => quotes_asked(market, own, parameters),
        Waits::DayToConfirm | Waits::OwnDaysToConfirm => format!(
            "order_line l JOIN school_order o ON o.id = l.order_id \
             WHERE o.provider_id = {own} AND o.state = 'placed' \
             AND l.state = 'booked' AND COALESCE(l.first_on, l.wished_on, {today}) <= {today}",
            today = parameters.bind(market.today())
        ),
    }
}
