//! What the audit trail tells of: every deed by its code, and what it has to do with.

mod group;

use crate::access::closed_list;
pub use group::DeedGroup;

closed_list! {
    /// Something that was done, as the audit trail names it. What is written there stays, so that a
    /// code is never given to another deed.
    Deed {
        /// Placed an order.
        PlaceBooking = "place_booking",
        /// Asked for approval of an order.
        AskForApproval = "ask_for_approval",
        /// Approved an order.
        ApproveOrder = "approve_order",
        /// Sent an order back for changes.
        SendBackOrder = "send_back_order",
        /// Declined an order.
        DeclineOrder = "decline_order",
        /// Sent a changed order again.
        ResubmitOrder = "resubmit_order",
        /// Cancelled an order, or a line of it.
        CancelOrder = "cancel_order",
        /// An order lapsed because nobody decided.
        LapseOrder = "lapse_order",
        /// Made a school’s order from a group deal.
        CallOff = "call_off",
        /// Moved an order to the school that took the place of another.
        MoveOrder = "move_order",
        /// Moved what is shared to the school that took the place of another.
        MoveSharing = "move_sharing",
        /// Confirmed that something was delivered.
        ConfirmDelivery = "confirm_delivery",
        /// Took back that something was delivered.
        UndoDelivery = "undo_delivery",
        /// Offered a school its placements for the next school year.
        OfferRenewal = "offer_renewal",
        /// Declined what is offered for the next school year.
        DeclineRenewal = "decline_renewal",
        /// Said that a delivery is right.
        AgreeDelivery = "agree_delivery",
        /// Said that a delivery is not right.
        DisputeDelivery = "dispute_delivery",
        /// Answered what a school says is not right.
        AnswerDispute = "answer_dispute",
        /// Decided on what a school says is not right.
        DecideDispute = "decide_dispute",
        /// Said that they came and could not work.
        SayNoShow = "say_no_show",
        /// Drafted a group deal.
        DraftDeal = "draft_deal",
        /// Changed the draft of a group deal.
        ChangeDraft = "change_draft",
        /// Opened a group deal.
        OpenDeal = "open_deal",
        /// Withdrew a group deal.
        WithdrawDeal = "withdraw_deal",
        /// Asked an approver to sign up to a group deal.
        AskForSignature = "ask_for_signature",
        /// Signed a school up to a group deal.
        CommitToDeal = "commit_to_deal",
        /// Left a group deal.
        LeaveDeal = "leave_deal",
        /// A group deal closed.
        CloseDeal = "close_deal",
        /// Raised an invoice.
        RaiseInvoice = "raise_invoice",
        /// Marked an invoice as paid.
        MarkInvoicePaid = "mark_invoice_paid",
        /// Raised a credit note.
        RaiseCreditNote = "raise_credit_note",
        /// Paid back what was credited.
        RecordRefund = "record_refund",
        /// Wrote down that a school had paid.
        RecordPayment = "record_payment",
        /// Took a payment back.
        UndoPayment = "undo_payment",
        /// Paid back what a school had paid too much.
        ReturnPayment = "return_payment",
        /// Settled an invoice with what stood to a school's credit.
        UseCredit = "use_credit",
        /// Added a service.
        AddService = "add_service",
        /// Changed a service.
        ChangeService = "change_service",
        /// Brought in a service from a price list.
        ImportService = "import_service",
        /// Proposed a change of a service.
        ProposeTerms = "propose_terms",
        /// Took on a change that a provider proposed.
        AcceptTerms = "accept_terms",
        /// Declined a change that a provider proposed.
        DeclineTerms = "decline_terms",
        /// Took back a change that it had proposed.
        WithdrawTerms = "withdraw_terms",
        /// Settled the VAT of a service.
        SettleVat = "settle_vat",
        /// Sent a service to review.
        SubmitService = "submit",
        /// Put a service on sale.
        PublishService = "publish",
        /// Sent a service back for changes.
        SendBackService = "send_back",
        /// Took a service off sale for now.
        PauseService = "pause",
        /// Put a service on sale again.
        ResumeService = "resume",
        /// Retired a service.
        RetireService = "retire",
        /// Recorded a price from elsewhere.
        RecordPricePoint = "record_price_point",
        /// Withdrew a price from elsewhere.
        WithdrawPricePoint = "withdraw_price_point",
        /// Let the school’s own prices count in the market rate.
        SharePrices = "share_prices",
        /// Took the school’s own prices out of the market rate.
        StopSharingPrices = "stop_sharing_prices",
        /// Worked out what schools pay themselves.
        CountOwnPrices = "count_own_prices",
        /// Worked out what schools that are alike buy beside each service.
        CountBoughtBeside = "count_bought_beside",
        /// Compared the books with what they are about.
        CheckBooks = "check_books",
        /// Added a document.
        AddDocument = "add_document",
        /// Withdrew a document.
        WithdrawDocument = "withdraw_document",
        /// Offered services to other schools.
        OfferService = "offer_service",
        /// Said whose members may buy a service besides one's own.
        OpenService = "open_service",
        /// Added to the library.
        AddResource = "add_resource",
        /// Added a new version to the library.
        ReplaceResource = "replace_resource",
        /// Withdrew something from the library.
        WithdrawResource = "withdraw_resource",
        /// Began a pool of people.
        CreatePool = "create_pool",
        /// Added somebody to a pool.
        AddPractitioner = "add_practitioner",
        /// Changed the name of somebody in a pool.
        RenamePractitioner = "rename_practitioner",
        /// Set the last day of somebody in a pool.
        EndPractitioner = "end_practitioner",
        /// Somebody of a pool works on other days of the week.
        ChangeDays = "change_days",
        /// Took days out as leave.
        SetLeave = "set_leave",
        /// Added a day.
        AddDay = "add_day",
        /// Said which checks a pool asks for.
        AskForClearances = "ask_for_clearances",
        /// Entered a check of somebody in a pool.
        RecordClearance = "record_clearance",
        /// Took back a check that was entered wrongly.
        WithdrawClearance = "withdraw_clearance",
        /// Said that somebody of a pool is ill.
        ReportIll = "report_ill",
        /// Said whose account somebody of a pool has.
        LinkPractitioner = "link_practitioner",
        /// Gave a booked day to somebody who stands in.
        GiveCover = "give_cover",
        /// Made the address of a calendar.
        MakeCalendarLink = "make_calendar_link",
        /// Withdrew the address of a calendar.
        WithdrawCalendarLink = "withdraw_calendar_link",
        /// Moved a booked day to another.
        MoveDay = "move_day",
        /// Said that a booked day will not be delivered.
        NotDelivered = "not_delivered",
        /// Somebody's checks ran out.
        ClearanceEnded = "clearance_ended",
        /// Said when and where whoever comes is expected.
        SayVisit = "say_visit",
        /// Entered a term from before a pool’s days were sold here.
        EnterTerm = "enter_term",
        /// Set how somebody of a pool is engaged and what a day of theirs is paid.
        SetPay = "set_pay",
        /// Kept what somebody of a pool can do.
        KeepProfile = "keep_profile",
        /// Planned an event.
        PlanEvent = "plan_event",
        /// Changed an event.
        ChangeEvent = "change_event",
        /// Cancelled an event.
        CancelEvent = "cancel_event",
        /// An event was held.
        HoldEvent = "hold_event",
        /// Ticked who came to an event.
        TakeAttendance = "take_attendance",
        /// Named who comes to an event.
        NameDelegates = "name_delegates",
        /// Set from when a buy-back is open.
        SetBuyBack = "set_buy_back",
        /// A buy-back opened, and schools were told.
        OpenBuyBack = "open_buy_back",
        /// Chose what the school keeps, changes and stops next year.
        ChooseRenewal = "choose_renewal",
        /// Sent what the school renews.
        SendRenewal = "send_renewal",
        /// Reminded a school that has not renewed.
        RemindOfBuyBack = "remind_of_buy_back",
        /// Put the school on a waiting list.
        JoinWaitingList = "join_waiting_list",
        /// Took the school off a waiting list.
        LeaveWaitingList = "leave_waiting_list",
        /// Offered places of an event to a school that waits.
        OfferPlaces = "offer_places",
        /// Offered a day to a school that waits.
        OfferDay = "offer_day",
        /// An offer ran out.
        EndOffer = "end_offer",
        /// Said what they thought of something delivered.
        AnswerEvaluation = "answer_evaluation",
        /// Replied to what somebody thought.
        ReplyToEvaluation = "reply_to_evaluation",
        /// Put something into the basket.
        PutIntoBasket = "put_into_basket",
        /// Took something out of the basket.
        TakeOutOfBasket = "take_out_of_basket",
        /// Asked whoever delivers a service about it.
        BeginEnquiry = "begin_enquiry",
        /// Wrote about what a school asked.
        WriteEnquiry = "write_enquiry",
        /// Said that nothing is left to say about it.
        CloseEnquiry = "close_enquiry",
        /// Opened what was asked again.
        ReopenEnquiry = "reopen_enquiry",
        /// Asked suppliers for quotes.
        AskForQuotes = "ask_for_quotes",
        /// Answered a request for quotes, or changed the answer.
        SendBid = "send_bid",
        /// Took back an answer to a request for quotes.
        WithdrawBid = "withdraw_bid",
        /// Asked about a specification.
        AskQuoteQuestion = "ask_quote_question",
        /// Answered a question about a specification, for all who were asked.
        AnswerQuoteQuestion = "answer_quote_question",
        /// Quotes were opened at their deadline.
        OpenQuotes = "open_quotes",
        /// Chose a quote, or none.
        DecideQuotes = "decide_quotes",
        /// Took back a request for quotes.
        WithdrawQuotes = "withdraw_quotes",
        /// Proposed to share something with other schools.
        ProposeSharing = "propose_sharing",
        /// Said that the school would join, or would not after all.
        JoinSharing = "join_sharing",
        /// Said that it would not.
        LeaveSharing = "leave_sharing",
        /// Asked those who share it to agree to their portions.
        AskSharers = "ask_sharers",
        /// Agreed to a portion for the school.
        AgreeSharing = "agree_sharing",
        /// Declined for the school.
        DeclineSharing = "decline_sharing",
        /// Took back what was proposed.
        WithdrawSharing = "withdraw_sharing",
        /// Gave notice, so that it ends early.
        EndSharing = "end_sharing",
        /// Started the partnership.
        CreatePartnership = "create_partnership",
        /// Changed the partnership’s settings.
        UpdatePartnership = "update_partnership",
        /// Entered the bank account.
        ChangeBank = "change_bank",
        /// Asked to change the bank account or who trades.
        ProposeChange = "propose_change",
        /// Decided on a change of bank account or who trades.
        DecideChange = "decide_change",
        /// Answered whether to trade for the partnership.
        AnswerHosting = "answer_hosting",
        /// Added a membership level.
        AddTier = "add_tier",
        /// Changed a membership level.
        ChangeTier = "change_tier",
        /// Invited schools.
        InviteSchools = "invite_schools",
        /// Moved a member to another level.
        MoveMember = "move_member",
        /// Ended a membership.
        EndMembership = "end_membership",
        /// Joined the association, or said how the partnership is reached.
        JoinAssociation = "join_association",
        /// Left the association.
        LeaveAssociation = "leave_association",
        /// Added a group.
        AddGroup = "add_group",
        /// Renamed a group.
        RenameGroup = "rename_group",
        /// Ended a group.
        EndGroup = "end_group",
        /// Put members into a group.
        PutIntoGroup = "put_into_group",
        /// Took a member out of a group.
        TakeOutOfGroup = "take_out_of_group",
        /// Entered who sits on a group.
        EnterGroupSeat = "enter_group_seat",
        /// Ended somebody’s time on a group.
        EndGroupSeat = "end_group_seat",
        /// Entered who holds shares.
        EnterShareholding = "enter_shareholding",
        /// Ended a shareholding.
        EndShareholding = "end_shareholding",
        /// Entered a director.
        EnterSeat = "enter_seat",
        /// Ended a director’s time.
        EndSeat = "end_seat",
        /// Entered activity outside Commonpool.
        EnterActivity = "enter_activity",
        /// Took back activity that was entered.
        ReverseActivity = "reverse_activity",
        /// Concluded something from the control test.
        ConcludeControl = "conclude_control",
        /// Recorded the number of pupils.
        RecordPupils = "record_pupils",
        /// The dates of a school year were entered.
        KeepTermDates = "keep_term_dates",
        /// An INSET day was entered.
        AddInsetDay = "add_inset_day",
        /// An INSET day was taken back.
        RemoveInsetDay = "remove_inset_day",
        /// Recorded what the school pays now.
        RecordBaseline = "record_baseline",
        /// Handed a school over to the one that took its place.
        HandOverSchool = "hand_over_school",
        /// Chose what becomes of the orders that were open when the school left a trust.
        ChooseOrders = "choose_orders",
        /// Asked to join a school.
        AskToJoin = "ask_to_join",
        /// Decided on a request to join.
        DecideJoin = "decide_join",
        /// Invited somebody.
        InvitePerson = "invite_person",
        /// Sent an invitation again.
        ResendInvitation = "resend_invitation",
        /// Took an invitation back.
        RevokeInvitation = "revoke_invitation",
        /// Accepted an invitation.
        AcceptInvitation = "accept_invitation",
        /// Changed somebody’s limit.
        ChangeLimit = "change_limit",
        /// Gave a colleague another role.
        GiveRole = "give_role",
        /// Ended somebody’s role.
        EndRole = "end_role",
        /// Left an organisation by themselves.
        LeaveOrganisation = "leave_organisation",
        /// Changed the scheme of delegation.
        ChangeDelegation = "change_delegation",
        /// Named a deputy, or said that there is none.
        NameDeputy = "name_deputy",
        /// Ended a deputy’s time.
        EndDeputy = "end_deputy",
        /// Brought in a trust or federation.
        BringInTrust = "bring_in_trust",
        /// A school came into a trust or federation.
        StartTie = "start_tie",
        /// A school left a trust or federation.
        EndTie = "end_tie",
        /// Said whether the trust may act for the school.
        AgreeTrust = "agree_trust",
        /// Let somebody act for the trust’s schools.
        LetAct = "let_act",
        /// Ended somebody’s right to act for the trust’s schools.
        StopActing = "stop_acting",
        /// Added somebody by command line.
        AddUser = "add_user",
        /// Changed their name.
        RenamePerson = "rename",
        /// Chose what to be told by email.
        ChooseNotifications = "choose_notifications",
        /// Forgot which services they had viewed last.
        ForgetViewed = "forget_viewed",
        /// Saved a search.
        SaveSearch = "save_search",
        /// Renamed a saved search.
        RenameSearch = "rename_search",
        /// Removed a saved search.
        RemoveSearch = "remove_search",
        /// Signed in.
        SignIn = "sign_in",
        /// Gave a code from their phone.
        EnterCode = "enter_code",
        /// Used a recovery code.
        UseRecoveryCode = "use_recovery_code",
        /// Signed out.
        SignOut = "sign_out",
        /// Signed out everywhere.
        SignOutEverywhere = "sign_out_everywhere",
        /// Signed out somewhere else.
        EndSession = "end_session",
        /// Asked for a new password.
        AskForReset = "ask_for_reset",
        /// Chose a new password.
        ResetPassword = "reset_password",
        /// Set up a code from their phone.
        ConfirmSecondFactor = "confirm_second_factor",
        /// Made new recovery codes.
        RenewRecoveryCodes = "renew_recovery_codes",
        /// Turned off the code from their phone.
        TurnOffSecondFactor = "turn_off_second_factor",
        /// Turned off somebody’s code by command line: the phone was lost.
        ForgetSecondFactor = "forget_second_factor",
        /// Closed their account.
        CloseAccount = "close_account",
        /// Erased somebody by right.
        ErasePerson = "erase_person",
        /// Erased personal details from beside the trail.
        EraseValues = "erase_values",
        /// Removed names kept for no contract any more.
        ForgetNames = "forget_names",
        /// Brought in the national register.
        ImportRegister = "import_register",
        /// Took up jobs again.
        RetryJobs = "retry_jobs",
        /// Removed what nobody needs any more.
        Purge = "purge",
    }
}
