//! Orders: a booking, a call-off and a subscription are all lines of one order, which keeps the
//! service version, the price's working and the VAT basis. Nothing else holds an amount owed.

mod agreed;
mod already;
mod approval;
mod basket;
mod booking;
mod calendar;
mod cancel;
mod charge;
mod choose;
mod create;
mod day_sale;
mod decide;
mod deliver;
mod dispute;
mod gate;
mod lapse;
mod list;
mod load;
mod move_day;
mod moved;
mod not_delivered;
mod package;
mod parties;
mod place;
mod priced;
mod purchase;
mod quote;
mod resubmit;
mod sale;
mod saving;
mod school_record;
mod store;
mod stored_line;
mod tell;
mod timeline;
mod to_approve;
mod turn;
mod used;
mod view;
mod viewed;
mod wanted;

pub use agreed::{AgreedTerms, agreed_document, agreed_terms};
pub use already::OrderedAlready;
pub use approval::{ApprovalAsked, ApprovalGiven};
pub use basket::{
    BASKET_MAX, Basket, BasketRow, BasketSum, OrderBasket, PutIntoBasket, order_basket,
    put_into_basket, take_out_of_basket, view_basket,
};
pub use booking::{Booking, BookingsAsked, BookingsWhen, bookings};
pub use calendar::{OrderCalendar, order_calendar};
pub use cancel::{CancelOrder, cancel_order};
pub(crate) use cancel::{cancel_open, cancel_with_event};
pub use choose::{ChooseDays, OrderChoices, YearChoice, choose_days, order_choices};
pub(crate) use create::{NewLine, NewOrder, create};
pub(crate) use day_sale::DaySale;
pub use decide::{DecideOrder, Decision, REASON_MAX, decide_order};
pub(crate) use deliver::deliver_held;
pub use deliver::{LineOfOrder, confirm_delivery, undo_delivery};
pub use dispute::{
    AgreeDelivery, AnswerDispute, DecideDispute, DisputeDelivery, DisputeView, SayNoShow,
    agree_delivery, answer_dispute, decide_dispute, dispute_delivery, say_no_show,
};
pub(crate) use dispute::{disputes_to_answer, disputes_to_decide, tell_of_deliveries};
pub use gate::Seen;
pub(crate) use gate::chain;
pub(crate) use lapse::{lapse_order, remind_of_lapsing};
pub(crate) use list::thing_of;
pub use list::{OnlyThose, OrderRow, OrdersAsked, Side, orders};
pub(crate) use load::{Stored, StoredLine, load};
pub use move_day::{DayToMove, MoveDay, day_to_move, move_day};
pub use moved::OpenOrder;
pub(crate) use moved::{Receiving, move_order, open_order, open_orders};
pub use not_delivered::{NotDelivered, not_delivered};
pub(crate) use not_delivered::{school_of, stand_in, tell_school};
pub use package::{BoughtPart, packages_left};
pub use parties::Moved;
pub use place::{PlaceOrder, Placed, place_order};
pub use priced::LineFor;
pub use priced::PlacesFor;
pub use purchase::{
    CancelPurchase, DecidePurchase, PlacedTogether, PurchaseQuote, PurchaseView, PurchasedOrder,
    QuotedOrder, SeenTogether, SendPurchaseAgain, cancel_purchase, decide_purchase,
    send_purchase_again, view_purchase,
};
pub(crate) use purchase::{place_purchase, quote_purchase};
pub use quote::{OrderQuote, QuoteOrder, QuotedLine, quote_order};
pub use resubmit::{Resubmit, resubmit};
pub(crate) use sale::Sale;
pub use saving::{OrderSaving, SavingPart};
pub(crate) use saving::{advance as advance_saving, take_back_delivered as take_back_saving};
pub use school_record::{SayVisit, SchoolRecord, Visit, say_visit, school_record};
pub(crate) use store::save;
pub(crate) use tell::ask_again;
pub use timeline::Event;
pub(crate) use turn::{take_turn, take_turn_as};
pub(crate) use used::used;
pub use view::{ContractOrdered, OrderView, view_order};
pub use viewed::ViewedLine;
pub use wanted::{DAYS_MAX, NOTE_MAX, QUANTITY_MAX, STATED_FROM_MAX, StatedFigure, Wanted};
