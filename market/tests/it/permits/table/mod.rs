//! Every use case that an actor calls: who may, and a call of it that names a tenant's own things.
//!
//! A tidy test compares this table with the functions of `market` that take an `&Actor`: a use case
//! without a row fails.

use std::collections::BTreeMap;
use std::pin::Pin;

use chrono::Weekday;
use domain::access::Action::*;
use domain::access::{Action, Role};
use domain::calendar::{FinancialYear, FinancialYearKind, SchoolYear};
use domain::capacity::{TypedPattern, TypedProfile};
use domain::delegation::{Away, DelegationRule};
use domain::enquiry::TypedEnquiry;
use domain::group::GroupKind;
use domain::library::TypedEdition;
use domain::people::RoleDays;
use domain::school::read_pasted;
use domain::service::{Category, Event, TypedOpening};
use domain::text::{Email, Urn};
use domain::{Failure, Pence};
use market::association::JoinAssociation;
use market::audit::TrailAsked;
use market::buy_back::{Remind, RenewalsAsked, SendSheet};
use market::calendar_link::CalendarKind;
use market::capacity::{
    AddDay, AddPractitioner, AskForClearances, ChangeDays, CreatePool, EndPractitioner, GiveCover,
    KeepProfile, LinkPractitioner, OfferRenewals, RecordClearance, RenamePractitioner, ReportIll,
    SetLeave, WithdrawClearance,
};
use market::control::{
    ConcludeControl, EndSeat, EndShareholding, EnterActivity, EnterMembers, EnterSeat,
    EnterShareholding, InvoicedAsked, ReverseActivity,
};
use market::db::PageAsked;
use market::deal::{
    AskForSignature, ChangeDraft, CommitToDeal, LeaveDeal, ListDeals, NewDraft, OpenDeal,
    WithdrawDeal,
};
use market::delegation::{ChangeDelegation, EndDeputy, NameDeputy};
use market::enquiry::{AskAboutService, WriteEnquiry};
use market::evaluation::EvaluationsAsked;
use market::event::EventsAsked;
use market::group::{
    AddGroup, EndGroup, EndGroupSeat, EnterGroupSeat, MemberSought, PutIntoGroup, RenameGroup,
    TakeOutOfGroup,
};
use market::invoice::{InvoicesAsked, RaiseCreditNote, RaiseInvoice, RaiseInvoices, RecordRefund};
use market::library::{ReplaceResource, WithdrawResource};
use market::market_rate::{RecordPricePoint, WithdrawPricePoint};
use market::order::{
    AgreeDelivery, BookingsAsked, CancelOrder, CancelPurchase, ChooseDays, DecideOrder,
    DecidePurchase, Decision, NotDelivered, OrderBasket, OrdersAsked, PlaceOrder, PutIntoBasket,
    QuoteOrder, Resubmit, SayVisit, SendPurchaseAgain, Wanted,
};
use market::partnership::{
    AnswerHosting, ChangeTier, DecideChange, EndMembership, InviteSchools, MemberFilter, MoveMember,
};
use market::payment::{PaymentsAsked, Period, ReturnPayment, UndoPayment, UseCredit};
use market::people::{ChangeLimit, EndRole, InvitationAsked, InvitePerson, InviteProvider, Leave};
use market::person::{ActFor, CloseAccount};
use market::saved_search::RenameSearch;
use market::saving::Filter;
use market::school::{DecideJoin, HandOver, RecordPupils};
use market::service::{
    AskExample, DecideProposal, ImportChoice, MoveService, OpenService, SettleVat,
    WithdrawDocument, WithdrawProposal,
};
use market::term_dates::AddInsetDay;
use market::trust::{AgreeTrust, BringInTrust, ChooseOrders, LetAct};
use market::{Actor, Market, baseline, service};

use super::commands::*;
use super::money::{has_paid, whole};
use super::quotes;
use super::sharing;
use super::things::Things;

pub use named::NAMES_A_THING;
pub use of_sale::{FOR_ALL_SCHOOLS, NAMES_WHAT_IS_ON_SALE};
pub use own::{OF_ONES_OWN, OF_THE_PERSON};

type Outcome<'a> = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'a>>;

/// A use case.
pub struct UseCase {
    /// Its room and name.
    pub name: &'static str,
    /// One of these allows it; with none, signing in is enough.
    pub may: &'static [Action],
    /// Calls it.
    pub call: for<'a> fn(&'a Market, &'a Actor, &'a Things) -> Outcome<'a>,
}

macro_rules! use_cases {
    ($table:ident, $things:ident: $($may:tt $room:ident::$name:ident($($argument:expr),*);)*) => {
        /// Use cases.
        pub const $table: &[UseCase] = &[$(UseCase {
            name: concat!(stringify!($room), "::", stringify!($name)),
            may: &$may,
            call: |market, actor, $things| {
                let _ = $things;
                Box::pin(async move {
                    market::$room::$name(market, actor, $($argument),*).await.map(drop)
                })
            },
        },)*];
    };
}

mod named;
mod of_sale;
mod own;
