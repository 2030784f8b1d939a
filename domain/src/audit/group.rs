//! What each deed has to do with.

use super::Deed;
use crate::access::closed_list;

closed_list! {
    /// What a deed has to do with.
    DeedGroup {
        /// Orders and what was delivered.
        Orders = "orders",
        /// Group deals and signatures.
        Deals = "deals",
        /// Invoices and payments.
        Invoices = "invoices",
        /// Services, their prices, documents and days.
        Services = "services",
        /// The partnership: settings, money, levels and members.
        Partnership = "partnership",
        /// Facts of a school.
        School = "school",
        /// Who belongs to an organisation, and how much they may spend.
        People = "people",
        /// A person and their own account.
        Account = "account",
        /// The installation itself.
        Upkeep = "upkeep",
    }
}

/// Makes the function that puts each deed into its group. No deed can be left out.
macro_rules! groups {
    ($($group:ident: $($deed:ident)*;)*) => {
        impl Deed {
            /// What it has to do with.
            pub const fn group(self) -> DeedGroup {
                match self {
                    $($(Self::$deed)|* => DeedGroup::$group,)*
                }
            }
        }
    };
}

groups! {
    Orders: PlaceBooking AskForApproval ApproveOrder SendBackOrder DeclineOrder ResubmitOrder
        CancelOrder LapseOrder CallOff MoveOrder ConfirmDelivery UndoDelivery AgreeDelivery DisputeDelivery
        AnswerDispute DecideDispute SayNoShow DeclineRenewal SayVisit GiveCover MoveDay NotDelivered
        NameDelegates JoinWaitingList LeaveWaitingList AnswerEvaluation AskForQuotes SendBid WithdrawBid
        PutIntoBasket TakeOutOfBasket BeginEnquiry WriteEnquiry CloseEnquiry ReopenEnquiry
        AskQuoteQuestion AnswerQuoteQuestion OpenQuotes DecideQuotes WithdrawQuotes
        SetBuyBack OpenBuyBack ChooseRenewal SendRenewal RemindOfBuyBack;
    Deals: DraftDeal ChangeDraft OpenDeal WithdrawDeal AskForSignature CommitToDeal LeaveDeal
        CloseDeal ProposeSharing JoinSharing LeaveSharing AskSharers AgreeSharing DeclineSharing WithdrawSharing EndSharing MoveSharing;
    Invoices: RaiseInvoice MarkInvoicePaid RaiseCreditNote RecordRefund RecordPayment UndoPayment
        ReturnPayment UseCredit;
    Services: AddService ChangeService ImportService ProposeTerms AcceptTerms DeclineTerms
        WithdrawTerms AddResource ReplaceResource WithdrawResource SettleVat OpenService SubmitService PublishService
        SendBackService PauseService ResumeService RetireService RecordPricePoint
        WithdrawPricePoint AddDocument WithdrawDocument OfferService CreatePool AddPractitioner
        RenamePractitioner EndPractitioner ChangeDays SetLeave AddDay AskForClearances
        RecordClearance WithdrawClearance ClearanceEnded ReportIll LinkPractitioner KeepProfile EnterTerm SetPay PlanEvent
        ChangeEvent CancelEvent HoldEvent TakeAttendance OfferPlaces OfferDay EndOffer OfferRenewal ReplyToEvaluation;
    Partnership: CreatePartnership UpdatePartnership ChangeBank ProposeChange DecideChange
        AnswerHosting AddTier ChangeTier InviteSchools MoveMember EndMembership AddGroup RenameGroup
        EndGroup PutIntoGroup TakeOutOfGroup EnterGroupSeat EndGroupSeat JoinAssociation LeaveAssociation EnterShareholding
        EndShareholding EnterSeat EndSeat EnterActivity ReverseActivity ConcludeControl;
    School: RecordPupils KeepTermDates AddInsetDay RemoveInsetDay RecordBaseline SharePrices StopSharingPrices BringInTrust StartTie EndTie AgreeTrust HandOverSchool
        ChooseOrders;
    People: AskToJoin DecideJoin InvitePerson ResendInvitation RevokeInvitation AcceptInvitation
        ChangeLimit GiveRole EndRole LeaveOrganisation LetAct StopActing ChangeDelegation NameDeputy
        EndDeputy AddUser;
    Account: RenamePerson ChooseNotifications ForgetViewed SaveSearch RenameSearch RemoveSearch MakeCalendarLink WithdrawCalendarLink SignIn EnterCode UseRecoveryCode SignOut
        SignOutEverywhere EndSession AskForReset ResetPassword ConfirmSecondFactor
        RenewRecoveryCodes TurnOffSecondFactor ForgetSecondFactor CloseAccount ErasePerson;
    Upkeep: EraseValues ForgetNames ImportRegister RetryJobs Purge CountOwnPrices CountBoughtBeside CheckBooks;
}
