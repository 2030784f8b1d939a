//! Typed ids. A deal's id never fits where an order's is asked for.
//!
//! An id is a `UUIDv7` made on the server; on the outside it is written with its kind before it:
//! `deal_0193f3a1c0de7000a1b2c3d4e5f60718`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The text was not an id of the kind asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id of this kind")]
pub struct NotAnId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// What stands before the `_` of this kind of id.
            pub const PREFIX: &'static str = $prefix;

            /// Wraps a UUID that is known to be of this kind.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bare UUID, for storage.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.as_simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let bare = text.strip_prefix(concat!($prefix, "_")).ok_or(NotAnId)?;
                if bare.len() != 32 {
                    return Err(NotAnId);
                }
                Uuid::try_parse(bare).map(Self).map_err(|_| NotAnId)
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// A person who may sign in.
    PersonId = "person";
    /// Any organisation: school, trust, council, provider, partnership.
    OrganisationId = "org";
    /// An approver's time away, with whoever stands in.
    DeputyId = "deputy";
    /// Something laid down on who approves what.
    DelegationRuleId = "rule";
    /// One approval of one order.
    ApprovalId = "approval";
    /// One organisation's dated place in another: a school in a trust or a group.
    TieId = "tie";
    /// One person's dated place on a committee or another group.
    GroupSeatId = "gseat";
    /// One person's dated role in one organisation.
    RoleHoldingId = "role";
    /// A membership level of a partnership.
    TierId = "tier";
    /// One organisation's dated membership of a partnership.
    MembershipId = "member";
    /// A change of a partnership that waits for a second person.
    ChangeId = "change";
    /// A host's agreement to trade for an informal partnership, or the wish for it.
    HostingId = "hosting";
    /// Somebody who owns a part of a partnership's company.
    ShareholderId = "shareholder";
    /// What a shareholder holds, from a day to a day.
    ShareholdingId = "share";
    /// A director's dated place on the board.
    BoardSeatId = "seat";
    /// Activity outside Commonpool, entered by hand.
    OutsideActivityId = "activity";
    /// What somebody concluded from the control test.
    ConclusionId = "conclusion";
    /// A signed-in session.
    SessionId = "session";
    /// An invitation to join an organisation, or to answer one question.
    InvitationId = "invite";
    /// Somebody's request to act for a school.
    JoinRequestId = "join";
    /// A service on offer.
    ServiceId = "service";
    /// One version of a service; orders keep the one they were placed on.
    ServiceVersionId = "version";
    /// A change of a service that its provider asks for.
    ServiceProposalId = "proposal";
    /// A document of a service: its agreement, a policy.
    ServiceDocumentId = "doc";
    /// A free document in the library of a partnership.
    ResourceId = "resource";
    /// A published or invoiced price used as evidence of the market.
    PricePointId = "point";
    /// People whose days are sold.
    PoolId = "pool";
    /// One person of a pool.
    PractitionerId = "pract";
    /// That somebody saw the proof of one check of one person.
    ClearanceId = "clearance";
    /// One person's one day.
    PoolDayId = "day";
    /// An event with places.
    EventId = "event";
    /// One dated part of an event.
    SittingId = "sitting";
    /// One place at an event.
    PlaceId = "place";
    /// A school's wish for places of a full event, or for a day on which nobody of a pool is free.
    WaitingId = "waiting";
    /// A school's placements, offered for the school year after.
    RenewalId = "renewal";
    /// A short answer after a delivery.
    EvaluationId = "eval";
    /// Something in somebody's basket.
    BasketRowId = "inbasket";
    /// A search that somebody keeps.
    SavedSearchId = "savedsearch";
    /// What a school asks about a service.
    EnquiryId = "enquiry";
    /// A school's request for quotes.
    QuoteRequestId = "quote";
    /// One supplier who is asked for a quote.
    SupplierId = "supplier";
    /// A document of a specification, or of an answer to it.
    QuoteDocumentId = "qdoc";
    /// A question of a supplier about a specification.
    QuoteQuestionId = "qquestion";
    /// What schools share, and whose cost they split.
    SharingId = "sharing";
    /// An order.
    OrderId = "order";
    /// A line of an order.
    OrderLineId = "line";
    /// Orders that were placed together.
    PurchaseId = "purchase";
    /// A partnership's yearly round of renewing.
    BuyBackId = "buyback";
    /// What one school says in such a round.
    SheetId = "sheet";
    /// What a school says is not right about a delivery.
    DisputeId = "dispute";
    /// An invoice.
    InvoiceId = "invoice";
    /// A line of an invoice.
    InvoiceLineId = "invline";
    /// A credit note.
    CreditNoteId = "creditnote";
    /// Money that a school paid.
    PaymentId = "payment";
    /// An account of the ledger.
    AccountId = "account";
    /// A movement of money between two accounts.
    TransferId = "transfer";
    /// A group deal.
    DealId = "deal";
    /// A school's commitment to a deal.
    CommitmentId = "commit";
    /// What a school pays now.
    BaselineId = "baseline";
    /// An entry in the savings ledger.
    SavingId = "saving";
    /// A stored file.
    FileId = "file";
    /// An entry of the audit chain.
    AuditId = "audit";
    /// A job of the job runner.
    JobId = "job";
    /// What a person quotes when something broke, and what the log is searched for.
    IncidentId = "incident";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_written_and_only_as_its_own_kind() {
        let id = DealId::from_uuid(Uuid::from_u128(0x0193_f3a1_c0de_7000_a1b2_c3d4_e5f6_0718));
        assert_eq!(id.to_string(), "deal_0193f3a1c0de7000a1b2c3d4e5f60718");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().parse::<OrderId>(), Err(NotAnId));
        assert_eq!("deal_zz".parse::<DealId>(), Err(NotAnId));
        assert_eq!("deal_0193f3a1-c0de-7000-a1b2-c3d4e5f60718".parse::<DealId>(), Err(NotAnId));
    }
}
