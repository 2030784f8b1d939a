//! The closed list of ways in which a use case can end badly.
//!
//! No free text is carried: the words for people live in one place, `app::words`, and one table
//! there maps each failure to its HTTP status.

use chrono::NaiveDate;

use crate::delegation::ApprovalLevel;
use crate::id::IncidentId;
use crate::money::{BasisPoints, Overflow, Pence};

/// Why a use case did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Nobody is signed in, or the session ended.
    #[error("sign in needed")]
    SignInNeeded,
    /// The password is not enough for this: a code is needed too.
    #[error("second factor needed")]
    SecondFactorNeeded,
    /// The thing is theirs to see, but their role does not allow this.
    #[error("not allowed")]
    NotAllowed,
    /// There is no such thing, or it belongs to somebody else.
    #[error("not found")]
    NotFound,
    /// Some of what was typed cannot be used.
    #[error("invalid input: {0:?}")]
    Invalid(Vec<FieldProblem>),
    /// What was asked is well formed, but a rule of the market forbids it.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// Somebody else changed it since it was read.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// Too many attempts.
    #[error("too many attempts")]
    TooMany {
        /// Seconds until trying again makes sense.
        retry_after_seconds: u32,
    },
    /// The database is too busy; trying again will do.
    #[error("try later")]
    TryLater,
    /// Something broke. The cause is in the log under this id.
    #[error("broken: {0}")]
    Broken(IncidentId),
}

impl Failure {
    /// One field that cannot be used as typed.
    pub fn field(field: &'static str, problem: Problem) -> Self {
        Self::Invalid(vec![FieldProblem { field, problem }])
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Overflow> for Failure {
    fn from(_: Overflow) -> Self {
        Self::Refused(Refusal::AmountTooLarge)
    }
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field's name in the form and in the API.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What can be wrong with a typed value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Nothing was typed or chosen.
    Missing,
    /// More than so many characters.
    TooLong {
        /// The most characters allowed.
        max: usize,
    },
    /// Fewer than so many characters.
    TooShort {
        /// The fewest characters allowed.
        min: usize,
    },
    /// Not an e-mail address.
    NotAnEmail,
    /// Not a day in a form that can be read.
    NotADate,
    /// Not a time of day, or one that clocks leave out on that day.
    NotATime,
    /// A day that is past, where one to come is needed.
    InThePast,
    /// A day to come, where one that has been is needed.
    InTheFuture,
    /// Not a VAT registration number: nine or twelve digits.
    NotAVatNumber,
    /// Not a sort code: six digits.
    NotASortCode,
    /// Not a bank account number: eight digits.
    NotAnAccountNumber,
    /// A day before the one it must follow.
    BeforeStart,
    /// A day before the first one that can be meant.
    TooEarly {
        /// The first one.
        earliest: NaiveDate,
    },
    /// The day is before somebody's first day of work or after their last.
    NotWorking,
    /// Not an amount of money in pounds and pence.
    NotMoney,
    /// Not a whole number.
    NotANumber,
    /// A number outside what makes sense here.
    OutOfRange {
        /// The smallest that can be used.
        min: i64,
        /// The largest that can be used.
        max: i64,
    },
    /// Not one of the choices offered.
    NotAChoice,
    /// Not so many letters from A to Z.
    NotLetters {
        /// The fewest.
        min: u32,
        /// The most.
        max: u32,
    },
    /// A name without a letter.
    NoLetter,
    /// A name with a character that nobody sees: one that turns the direction of writing, one without
    /// width, one that controls a machine.
    HiddenCharacter,
    /// Neither a name nor an address nor a telephone number.
    NotAContact,
    /// A day more than so many months after the first.
    MonthsAtMost {
        /// How many.
        months: u32,
    },
    /// The upper end of a range below its lower one.
    BelowLower,
    /// A service that would begin before the deal closes.
    BeforeClosing,
    /// Not a unique reference number of a school: six digits.
    NotAUrn,
    /// Not a postcode.
    NotAPostcode,
    /// Not a purchase order number: letters, digits, `-`, `/` and `.`.
    NotAPurchaseOrderNumber,
    /// Not a procurement vocabulary code: eight digits.
    NotACpv,
    /// Not a school budget code, like E27.
    NotACfr,
    /// Another one is already called or numbered so.
    AlreadyUsed,
    /// The old password is not the right one.
    WrongPassword,
    /// Not the password of whoever is signed in.
    NotThePassword,
    /// Not the code that the app shows now, and no unused recovery code.
    WrongCode,
    /// A password that is among the most guessed.
    TooCommon,
    /// A file larger than can be taken.
    FileTooLarge {
        /// The most megabytes allowed.
        max_megabytes: u32,
    },
    /// A file of a kind that is not taken here.
    FileKind,
    /// More of them than are taken: rows of a file, documents of a service.
    TooMany {
        /// The most that are taken.
        most: i64,
    },
    /// A table whose header lacks a needed column.
    ColumnMissing,
    /// A table with the same column twice.
    ColumnTwice,
    /// A table whose first row is no header.
    NoHeader,
    /// A file with nothing in it.
    FileEmpty,
    /// A file that is no text, where a table as text is needed.
    NotText,
    /// A row in the middle of which the file ends.
    CutOff,
    /// A quotation mark that nothing closes, so that what follows went into its cell.
    Unclosed {
        /// The last line that did.
        to: u64,
    },
    /// A file that is neither a workbook of Excel nor CSV.
    NotASpreadsheet,
    /// A workbook that cannot be read.
    WorkbookDamaged,
    /// A workbook that is too large once it is unpacked.
    UnpacksTooLarge {
        /// The most megabytes allowed.
        max_megabytes: u32,
    },
    /// Lines of a text that cannot be read, each with its number from 1 and what is wrong with it.
    OnLines(Vec<(usize, Problem)>),
    /// Sizes must begin with no pupils at all, so that no school is left without a price.
    NotFromNought,
    /// Each size must begin with more pupils than the one before.
    SizesOutOfOrder,
    /// Price breaks must rise in quantity and fall in price.
    StepsOutOfOrder,
    /// No council area of England has this name.
    NotAnArea,
    /// No school of the register has this number.
    UnknownSchool,
    /// What a school pays now that is measured against something else already.
    CountedUntil {
        /// The last day of that.
        until: NaiveDate,
    },
    /// Another membership of the school covers a part of the time.
    Overlaps {
        /// The first day of the other.
        from: NaiveDate,
    },
    /// A membership that has an end already, which stays.
    EndsAlready {
        /// Its last day.
        on: NaiveDate,
    },
    /// A role that begins on another day, which stays.
    BeginsAlready {
        /// Its first day.
        on: NaiveDate,
    },
    /// The register has closed the school.
    ClosedSchool,
    /// A role that whoever asks may not give.
    NotYoursToGive,
    /// Nobody would be left in the role.
    LastInRole,
    /// They may approve more than whoever asks.
    ApprovesMore,
    /// Nobody would be left who approves anything.
    LastWithoutLimit,
    /// An end for somebody who has not accepted the invitation yet.
    AfterJoining,
    /// The school's own people say who else acts for it, and what each may spend.
    SchoolDecides,
    /// No member of the partnership has this number.
    NotAMember,
    /// The link has been used or has run out.
    LinkExpired,
    /// Something unusual, for which a sentence must be given why it is right all the same.
    ReasonNeeded,
    /// Somebody has the role already, or an invitation to it waits for them.
    AlreadyThere,
    /// Their own address, where somebody else's is needed.
    OwnAddress,
    /// Nobody raises what they may spend themselves.
    OwnLimit,
    /// The figures have moved since they were shown.
    FiguresMoved,
    /// The holdings of a company are counted in something else.
    OtherMeasure,
    /// A shareholder that is in the register at that time already.
    HoldsAlready,
    /// Somebody is in the chair already.
    ChairTaken,
    /// Somebody who sits there already.
    SitsAlready,
    /// Nobody who is known here has the address.
    NoAccountHere,
    /// Percentages that come to more than the whole.
    MoreThanWhole {
        /// What is left of it.
        left: BasisPoints,
    },
    /// Nobody lets others spend more than they may themselves.
    AboveYourOwn {
        /// The most they may let others order or approve alone, including VAT.
        most: Pence,
    },
}

/// A rule of the market that forbids what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The day has gone to somebody else.
    DayTaken {
        /// The day asked for.
        day: NaiveDate,
        /// The next free day, if there is one.
        next_free: Option<NaiveDate>,
    },
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
    /// The school has been handed over to the one that took its place.
    HandedOver,
    /// People act for the school that took the place of another: one of its approvers hands over.
    SuccessorAttended,
    /// The price cannot be worked out until the school's pupil number is known.
    PupilsNotKnown,
    /// The school or the register has said how many pupils there are, so nobody else does.
    PupilsKnown,
    /// The order is not in a state in which this can be done.
    OrderState,
    /// The service is not sold by the day.
    NotSoldByTheDay,
    /// Cancelling was free until a day that is past, and what it costs now must be agreed.
    TooLateToCancel {
        /// The last day on which it was free.
        free_until: NaiveDate,
    },
    /// An order from a deal cannot be taken back: every school's price rests on it.
    BoundByDeal,
    /// What is booked for a day cannot have been delivered before it.
    BeforeItsDay {
        /// The day it is booked for.
        day: NaiveDate,
    },
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
    /// The invoice is not in a state in which this can be done.
    InvoiceState,
    /// Nothing delivered remains to be invoiced.
    NothingToInvoice,
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
    /// The demo world and real data cannot share a database.
    NotBesideRealData,
}
