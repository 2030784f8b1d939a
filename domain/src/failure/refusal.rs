//! The rules of the market that forbid what was asked.

use chrono::NaiveDate;

use crate::delegation::ApprovalLevel;
use crate::money::Pence;
use crate::sharing::SharingRefusal;

/// A rule of the market that forbids what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The day has gone to somebody else.
    DayTaken {
        /// The day asked for.
        day: NaiveDate,
        /// Up to three days to be had in its place; the one most likely wanted comes first.
        instead: Vec<NaiveDate>,
    },
    /// Whoever was to stand in is not free on the day any more.
    StandInNotFree,
    /// The day is past or inside the notice the provider needs.
    TooSoon {
        /// The first day that can be booked.
        earliest: NaiveDate,
    },
    /// The service is not on sale now.
    NotOnSale,
    /// The school may not buy this here.
    NotForThisSchool,
    /// The school delivers it itself, and nobody buys from themselves.
    OwnService,
    /// The register has closed the school, so that it orders and signs nothing new.
    SchoolClosed,
    /// The register names no open school that took the place of a closed one.
    NoSuccessor,
    /// The school has left no trust or federation.
    LeftNoTrust,
    /// What a provider proposed has been decided or taken back already.
    ProposalDecided,
    /// The school has been handed over to the one that took its place.
    HandedOver,
    /// People act for the school that took the place of another: one of its approvers hands over.
    SuccessorAttended,
    /// The price cannot be worked out until the school's pupil number is known.
    PupilsNotKnown,
    /// The price cannot be worked out until the buyer states the figure that it rests on.
    FigureNotStated,
    /// It has been withdrawn from the library.
    ResourceWithdrawn,
    /// The school or the register has said how many pupils there are, so nobody else does.
    PupilsKnown,
    /// The order is not in a state in which this can be done.
    OrderState,
    /// The service is not sold by the day.
    NotSoldByTheDay,
    /// It is sold by the half day: mornings or afternoons have to be chosen.
    HalfNotChosen,
    /// The service is not sold by the place.
    NotSoldByThePlace,
    /// Fewer places of the event are free than were asked for.
    NotEnoughPlaces {
        /// How many are.
        left: u32,
    },
    /// Such a day is free, so that nobody needs to wait for it.
    DayFree {
        /// The first.
        day: NaiveDate,
    },
    /// The school waits for as many days of these people as one can wait for.
    TooManyWishes {
        /// The most that it can.
        most: u32,
    },
    /// Enough places of the event are free, so that nobody needs to wait for them.
    PlacesFree {
        /// How many are.
        left: u32,
    },
    /// Places of the event are sold no more.
    PlacesClosed {
        /// The last day on which they were.
        on: NaiveDate,
    },
    /// The event will not be held.
    EventCancelled,
    /// The event is not in a state in which this can be done.
    EventState,
    /// The basket has as many rows as it can.
    BasketFull {
        /// How many.
        most: u32,
    },
    /// Somebody keeps as many searches as they can.
    TooManySearches {
        /// How many.
        most: u32,
    },
    /// What was asked has been closed.
    EnquiryClosed,
    /// Whoever is asked closes no question that they have not answered.
    EnquiryUnanswered,
    /// The deadline for quotes has come, or the request for them was taken back.
    QuotesClosed,
    /// Quotes are sealed until their deadline.
    QuotesSealed,
    /// Somebody has chosen among the quotes already, or taken the request for them back.
    QuotesDecided,
    /// The school waits for places of the event already.
    WaitsAlready,
    /// Nothing has been delivered yet that could be judged.
    NothingDelivered,
    /// It has been said already what was thought of it.
    AnsweredBefore,
    /// The service is booked in another way than was asked for, or is not ordered here at all.
    BookedOtherwise,
    /// The year of an agreement is over, or cannot be ordered yet.
    YearNotOpen,
    /// Cancelling was free until a day that is past, and what it costs now must be agreed.
    TooLateToCancel {
        /// The last day on which it was free.
        free_until: NaiveDate,
    },
    /// Something was taken from the package: it cannot be cancelled before that is.
    PackageInUse {
        /// The orders by which it was, as people quote them; the first few.
        orders: Vec<String>,
    },
    /// An order from a deal cannot be taken back: every school's price rests on it.
    BoundByDeal,
    /// What is booked for a day cannot have been delivered before it.
    BeforeItsDay {
        /// The day it is booked for.
        day: NaiveDate,
    },
    /// The school says that what was confirmed is not right, and that is not settled.
    Disputed,
    /// What was confirmed counts as agreed by now.
    TooLateToDispute {
        /// The last day on which it could be said that it is not right.
        until: NaiveDate,
    },
    /// It was said to be right, or it was settled before.
    AgreedBefore,
    /// A dispute is not in a state in which this can be done.
    DisputeState,
    /// The provider has time to answer.
    ProviderAnswers {
        /// The last day on which staff wait for that.
        until: NaiveDate,
    },
    /// Nobody decides on what they stood by themselves.
    StoodByIt,
    /// It can be said only of a booked day that has come, and for a week after.
    NoShowTime,
    /// Nobody approves their own request.
    OwnRequest,
    /// The approver's limit is below the order's value.
    OverLimit {
        /// The most this person may approve, including VAT.
        limit: Pence,
    },
    /// Whoever agrees now has agreed before, or somebody has in their place.
    ApprovedBefore,
    /// It waits for somebody at another level.
    OtherLevel {
        /// At which.
        level: ApprovalLevel,
    },
    /// Only who binds the school without a limit lays down who approves what.
    SchemeNotYours,
    /// It would take from the governors what they approve, so they decide.
    GovernorsDecide,
    /// Nobody approves for the governors yet.
    NoGovernor,
    /// The last who approves for the governors cannot leave while the scheme asks for them.
    LastGovernor,
    /// Somebody stands in for them at that time already.
    DeputyTwice,
    /// The deal is not open.
    DealNotOpen,
    /// The deal's closing time has passed.
    DealClosed,
    /// The deal is open, and its closing time has not come yet.
    DealStillOpen,
    /// The school is already in.
    AlreadyCommitted,
    /// The school is not in.
    NotCommitted,
    /// The deal is open, so its terms cannot change.
    TermsFrozen,
    /// What the school pays now must be entered first.
    BaselineNeeded,
    /// What the school paid before is measured against something else already: nothing is counted
    /// twice.
    BaselineCounted {
        /// The last day of what it is measured against.
        until: NaiveDate,
    },
    /// What stood on the page is not how things are any more, so that nobody is bound by it.
    NotAsShown,
    /// The form was shown for another organisation than the one acted for now.
    SentForAnother,
    /// More days would be held undecided than one school may.
    TooManyHeld {
        /// How many a school may hold.
        most: u32,
    },
    /// The order was placed together with others, and they are decided together.
    PartOfPurchase,
    /// Next year's prices are not open to schools yet.
    BuyBackNotOpen,
    /// Next year's prices are open already, so that the day stays.
    BuyBackOpen,
    /// What the school renews was sent already.
    SentAlready,
    /// Everybody who was chosen has renewed, or was reminded within the last days.
    NobodyToRemind,
    /// The invoice is not in a state in which this can be done.
    InvoiceState,
    /// Nothing delivered remains to be invoiced.
    NothingToInvoice,
    /// Nothing of the invoice is left to be credited, or nothing of it was settled so.
    NothingToCredit,
    /// The VAT treatment of the service has not been settled.
    VatNotSettled,
    /// Schools of the trust are members of other partnerships too, so that none of them brings it
    /// in.
    TrustElsewhere,
    /// The partnership does not belong to the association.
    NotInAssociation,
    /// Every full member is in the register of shareholders already.
    NobodyToEnter,
    /// A partnership that is no company has no shares.
    NoShares,
    /// What was entered has been taken back already, or takes something back itself.
    ReversedBefore,
    /// Groups lie within it, which are ended first.
    GroupsWithin,
    /// Already a member of this partnership.
    AlreadyMember,
    /// An informal partnership needs a host before it can sell.
    HostNeeded,
    /// The host has not agreed to trade for the partnership.
    HostHasNotAgreed,
    /// An invoice that charges VAT must show the seller's registration (VAT Regulations 1995,
    /// regulation 14), and none has been entered.
    VatNumberNeeded,
    /// Somebody else must confirm what one has changed oneself.
    OwnChange,
    /// The last administrator cannot leave.
    LastAdministrator,
    /// The last approver cannot leave.
    LastApprover,
    /// The last approver without a limit cannot leave.
    LastWithoutLimit,
    /// The roles of somebody who may approve more than whoever asks.
    ApprovesMore,
    /// An amount larger than can be kept.
    AmountTooLarge,
    /// The same request was made before with other contents.
    RepeatedWithOtherContents,
    /// What is asked of a sharing.
    Sharing(SharingRefusal),
    /// The demo world and real data cannot share a database.
    NotBesideRealData,
}
