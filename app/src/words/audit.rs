//! What the audit trail tells of, in the users' words.

use domain::audit::{Deed, DeedGroup};

/// Makes the function that says what was done. No deed can be left out.
macro_rules! deeds {
    ($($deed:ident => $words:literal,)*) => {
        /// What was done.
        pub const fn deed(deed: Deed) -> &'static str {
            match deed {
                $(Deed::$deed => $words,)*
            }
        }
    };
}

deeds! {
    PlaceBooking => "Placed an order",
    AskForApproval => "Asked for approval of an order",
    ApproveOrder => "Approved an order",
    SendBackOrder => "Sent an order back for changes",
    DeclineOrder => "Declined an order",
    ResubmitOrder => "Sent a changed order again",
    CancelOrder => "Cancelled an order, or a line of it",
    LapseOrder => "An order lapsed because nobody decided",
    CallOff => "Made a school’s order from a group deal",
    MoveOrder => "Moved an order to the school that took the place of another",
    ConfirmDelivery => "Confirmed that something was delivered",
    UndoDelivery => "Took back that something was delivered",
    DraftDeal => "Drafted a group deal",
    ChangeDraft => "Changed the draft of a group deal",
    OpenDeal => "Opened a group deal",
    WithdrawDeal => "Withdrew a group deal",
    AskForSignature => "Asked an approver to sign up to a group deal",
    CommitToDeal => "Signed a school up to a group deal",
    LeaveDeal => "Left a group deal",
    CloseDeal => "A group deal closed",
    RaiseInvoice => "Raised an invoice",
    MarkInvoicePaid => "Marked an invoice as paid",
    AddService => "Added a service",
    ChangeService => "Changed a service",
    ImportService => "Brought in a service from a price list",
    SettleVat => "Settled the VAT of a service",
    SubmitService => "Sent a service to review",
    PublishService => "Put a service on sale",
    SendBackService => "Sent a service back for changes",
    PauseService => "Took a service off sale for now",
    ResumeService => "Put a service on sale again",
    RetireService => "Retired a service",
    RecordPricePoint => "Recorded a price from elsewhere",
    WithdrawPricePoint => "Withdrew a price from elsewhere",
    AddDocument => "Added a document",
    WithdrawDocument => "Withdrew a document",
    CreatePool => "Began a pool of people",
    AddPractitioner => "Added somebody to a pool",
    RenamePractitioner => "Changed the name of somebody in a pool",
    EndPractitioner => "Set the last day of somebody in a pool",
    SetLeave => "Took days out as leave",
    AddDay => "Added a day",
    CreatePartnership => "Started the partnership",
    UpdatePartnership => "Changed the partnership’s settings",
    ChangeBank => "Entered the bank account",
    ProposeChange => "Asked to change the bank account or who trades",
    DecideChange => "Decided on a change of bank account or who trades",
    AnswerHosting => "Answered whether to trade for the partnership",
    AddTier => "Added a membership level",
    ChangeTier => "Changed a membership level",
    InviteSchools => "Invited schools",
    MoveMember => "Moved a member to another level",
    EndMembership => "Ended a membership",
    RecordPupils => "Recorded the number of pupils",
    RecordBaseline => "Recorded what the school pays now",
    HandOverSchool => "Handed a school over to the one that took its place",
    AskToJoin => "Asked to join a school",
    DecideJoin => "Decided on a request to join",
    InvitePerson => "Invited somebody",
    ResendInvitation => "Sent an invitation again",
    RevokeInvitation => "Took an invitation back",
    AcceptInvitation => "Accepted an invitation",
    ChangeLimit => "Changed somebody’s limit",
    EndRole => "Ended somebody’s role",
    AddUser => "Added somebody by command line",
    RenamePerson => "Changed their name",
    ChooseNotifications => "Chose what to be told by email",
    SignIn => "Signed in",
    EnterCode => "Gave a code from their phone",
    UseRecoveryCode => "Used a recovery code",
    SignOut => "Signed out",
    SignOutEverywhere => "Signed out everywhere",
    EndSession => "Signed out somewhere else",
    AskForReset => "Asked for a new password",
    ResetPassword => "Chose a new password",
    ConfirmSecondFactor => "Set up a code from their phone",
    RenewRecoveryCodes => "Made new recovery codes",
    TurnOffSecondFactor => "Turned off the code from their phone",
    CloseAccount => "Closed their account",
    ErasePerson => "Erased somebody by right",
    ForgetNames => "Removed names kept for no contract any more",
    ImportRegister => "Brought in the national register",
    RetryJobs => "Took up jobs again",
    Purge => "Removed what nobody needs any more",
}

/// What a deed has to do with.
pub const fn deed_group(group: DeedGroup) -> &'static str {
    match group {
        DeedGroup::Orders => "Orders and delivery",
        DeedGroup::Deals => "Group deals",
        DeedGroup::Invoices => "Invoices",
        DeedGroup::Services => "Services, prices and days",
        DeedGroup::Partnership => "Partnership, money and members",
        DeedGroup::School => "The school’s own facts",
        DeedGroup::People => "People and limits",
        DeedGroup::Account => "Accounts and signing in",
        DeedGroup::Upkeep => "Upkeep",
    }
}
