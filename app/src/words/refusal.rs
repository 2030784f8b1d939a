//! Why a rule of the market forbids what was asked, and what to do instead.

use domain::Refusal;
use domain::calendar::day_in_words;
use domain::delegation::ApprovalLevel;

use super::{plural, pounds};

/// A heading and what to do.
pub fn refusal(refusal: &Refusal) -> (String, String) {
    let (heading, advice) = match refusal {
        Refusal::DayTaken { day, instead } => return super::calendar::day_taken(*day, instead),
        Refusal::StandInNotFree => (
            "They are not free on that day any more",
            "Somebody else was first. Go back and choose another person to stand in.",
        ),
        Refusal::TooSoon { earliest } => {
            return (
                "This is too soon to book".to_owned(),
                format!("The first day you can book is {}.", day_in_words(*earliest)),
            );
        }
        Refusal::OverLimit { limit } => {
            return (
                "This is over your limit".to_owned(),
                format!(
                    "You can bind your school up to {} including VAT. Ask somebody with a higher limit.",
                    pounds(*limit)
                ),
            );
        }
        Refusal::TooLateToCancel { free_until } => {
            return (
                "It is too late to cancel this for nothing".to_owned(),
                format!(
                    "Cancelling was free until {}. Speak to the provider: what it costs now is agreed \
                     between you, and the day stays booked until then.",
                    day_in_words(*free_until)
                ),
            );
        }
        Refusal::BeforeItsDay { day } => {
            return (
                "This has not begun yet".to_owned(),
                format!("It can be confirmed and invoiced from {} on.", day_in_words(*day)),
            );
        }
        Refusal::TooLateToDispute { until } => {
            return (
                "This counts as agreed by now".to_owned(),
                format!(
                    "It could be said until {} that it is not right. Speak to the provider.",
                    day_in_words(*until)
                ),
            );
        }
        Refusal::ProviderAnswers { until } => {
            return (
                "The provider answers first".to_owned(),
                format!(
                    "They have until {}. You can decide once they stand by it, or after that day.",
                    day_in_words(*until)
                ),
            );
        }
        Refusal::BaselineCounted { until } => {
            return (
                "What you pay now is measured against something else already".to_owned(),
                format!(
                    "It counts for another deal or order until {}, and nothing is counted twice. \
                     Choose or enter something else that you pay.",
                    day_in_words(*until)
                ),
            );
        }
        Refusal::PackageInUse { orders } => return super::package::in_use(orders),
        Refusal::TooManyHeld { most } => {
            return (
                "Too many days would wait for a decision".to_owned(),
                format!(
                    "A school can hold {most} days that nobody has approved yet. Ask your approver to \
                     decide on what waits, or choose fewer days."
                ),
            );
        }
        Refusal::NotEnoughPlaces { left } => {
            return (
                "There are not that many places".to_owned(),
                match left {
                    0 => "They have just been taken. Put your school on the waiting list: whoever asks \
                          first is offered first."
                        .to_owned(),
                    left => format!(
                        "{} free. Take fewer, or put your school on the waiting list.",
                        plural(u64::from(*left), "place is", "places are")
                    ),
                },
            );
        }
        Refusal::PlacesFree { left } => {
            return (
                "You do not need to wait".to_owned(),
                format!(
                    "{} free. Take what you need.",
                    plural(u64::from(*left), "place is", "places are")
                ),
            );
        }
        Refusal::DayFree { day } => {
            return (
                "Your school does not need to wait".to_owned(),
                format!("Somebody is free on {}. Book that day.", day_in_words(*day)),
            );
        }
        Refusal::TooManyWishes { most } => {
            return (
                "Your school waits for many days already".to_owned(),
                format!("A school can wait for {most} of one service. Stop waiting for one first."),
            );
        }
        Refusal::PlacesClosed { on } => {
            return (
                "Places are not sold any more".to_owned(),
                format!("The last day was {}.", day_in_words(*on)),
            );
        }
        Refusal::NotSoldByThePlace => (
            "This service is not sold by the place",
            "Change what its price is for to “place”, and you can plan events.",
        ),
        Refusal::EventCancelled => {
            ("This event will not be held", "Nobody is charged for it. Look for another.")
        }
        Refusal::EventState => (
            "This event has moved on",
            "It is over or has been cancelled. Open it again to see where it stands.",
        ),
        Refusal::BasketFull { .. } => {
            ("Your basket is full", "Order what is in it, or take something out.")
        }
        Refusal::TooManySearches { .. } => {
            ("You keep as many searches as you can", "Remove one. Then save this one.")
        }
        Refusal::EnquiryClosed => {
            ("This has been closed", "Open it again to write more. What was written stands.")
        }
        Refusal::EnquiryUnanswered => (
            "The school waits for an answer",
            "Write one first. The school closes its question itself, or you do once you have answered.",
        ),
        Refusal::QuotesClosed => (
            "The deadline for quotes has come",
            "Nothing can be sent, changed or taken back any more. Open the page again to see where it stands.",
        ),
        Refusal::QuotesSealed => {
            ("The quotes are sealed until the deadline", "You can choose once they are open.")
        }
        Refusal::QuotesDecided => (
            "This has been decided already",
            "Somebody was first. Open the page again to see what was decided.",
        ),
        Refusal::WaitsAlready => (
            "Your school is on the waiting list already",
            "Leave it first, if you want something else.",
        ),
        Refusal::NothingDelivered => {
            ("Nothing has been delivered yet", "You can say what you thought of it once it has.")
        }
        Refusal::AnsweredBefore => {
            ("This has been answered already", "One answer counts, and it stays as it was given.")
        }
        Refusal::NotAsShown => (
            "This is not as it was when you looked",
            "Nobody is bound to anything that was not shown. Open the page again and check it.",
        ),
        Refusal::SentForAnother => (
            "You act for another organisation now",
            "The form was for the one you acted for before, so nothing has been done. The name at the \
             top says for whom you act: change back to send it, or open the page again.",
        ),
        Refusal::NotSoldByTheDay => {
            ("This service is not booked by the day", "Ask the partnership how to order it.")
        }
        Refusal::HalfNotChosen => (
            "Choose mornings or afternoons",
            "This service is booked by the half day. Go back to its days and say which half you want.",
        ),
        Refusal::BookedOtherwise => (
            "This service is ordered in another way",
            "Go back to its page: it says how it is ordered, or whom to ask.",
        ),
        Refusal::YearNotOpen => (
            "This year cannot be ordered now",
            "It is over, or not open yet. Go back and choose another.",
        ),
        Refusal::BoundByDeal => (
            "An order from a group deal cannot be cancelled here",
            "Every school’s price rests on it. Speak to whoever runs the deal.",
        ),
        Refusal::NotOnSale => (
            "This service is not on sale at the moment",
            "Look for another, or ask the partnership.",
        ),
        Refusal::NotForThisSchool => (
            "Your school cannot buy this here",
            "Ask the partnership whether membership would change that.",
        ),
        Refusal::SchoolClosed => (
            "The national register has closed your school",
            "It can order and sign nothing new. What it bought stays, and your school’s home page says \
             whether another school took its place.",
        ),
        Refusal::NoSuccessor => (
            "The national register names no open school that took its place",
            "The link is made by the Department for Education. Ask your council or trust to have the \
             register put right, and look here again.",
        ),
        Refusal::ProposalDecided => (
            "This proposed change has been decided already",
            "Open it again to see what was decided.",
        ),
        Refusal::LeftNoTrust => (
            "Your school has left no trust or federation",
            "Once the national register says that it has, what was open is shown here.",
        ),
        Refusal::HandedOver => {
            ("This has been done already", "Your school’s page says what moved and when.")
        }
        Refusal::SuccessorAttended => (
            "Only an approver of both schools can do this",
            "People act for the new school already. Ask one of its approvers to let you in as an approver, \
             or to do it after you have let them in here.",
        ),
        Refusal::PupilsNotKnown => (
            "We do not know how many pupils the school has",
            "Enter the number on the school’s page, and the price can be worked out.",
        ),
        Refusal::FigureNotStated => (
            "The price rests on a figure that only your school knows",
            "Order it from its page, which asks for the figure and where it is from.",
        ),
        Refusal::ResourceWithdrawn => (
            "This has been withdrawn from the library",
            "Add it again if your schools should read it.",
        ),
        Refusal::OrderState => (
            "This order has moved on",
            "Somebody decided or changed it. Open it again to see where it stands.",
        ),
        Refusal::Disputed => (
            "The school says that this is not right",
            "It stays as it is until that is settled. The order says where it stands.",
        ),
        Refusal::AgreedBefore => (
            "This was said to be right, or was settled before",
            "Speak to the provider or to the partnership about it.",
        ),
        Refusal::DisputeState => (
            "That cannot be said of it any more",
            "Somebody answered or settled it meanwhile. The order says what came of it.",
        ),
        Refusal::StoodByIt => (
            "Nobody decides on their own answer",
            "You stood by it for the provider. Ask a colleague of the partnership to decide.",
        ),
        Refusal::NoShowTime => (
            "This cannot be said of this day",
            "Say it on the day, or within a week after, of a day that is booked.",
        ),
        Refusal::OwnRequest => (
            "You cannot approve your own request",
            "Ask another approver of your school to decide.",
        ),
        Refusal::ApprovedBefore => (
            "You have approved this already",
            "It takes another person as well. Somebody who stands in for you cannot approve it a second time either.",
        ),
        Refusal::OtherLevel { level: ApprovalLevel::Head } => (
            "This waits for an approver first",
            "You are asked once an approver of your school has agreed to it.",
        ),
        Refusal::OtherLevel { level: ApprovalLevel::Governors } => (
            "This waits for the governors’ approver",
            "An approver has agreed to it. You can still send it back or decline it.",
        ),
        Refusal::SchemeNotYours => (
            "You cannot lay this down",
            "Who may approve without a limit lays down who approves what.",
        ),
        Refusal::GovernorsDecide => (
            "The governors’ approver decides this",
            "It would let more go through without the governors. Ask whoever approves for them.",
        ),
        Refusal::NoGovernor => (
            "Nobody approves for the governors yet",
            "Invite the governors’ approver first, among your school’s people, and lay it down when they have come.",
        ),
        Refusal::LastGovernor => (
            "Somebody must be left to approve for the governors",
            "Your school asks for them above an amount. Invite another governors’ approver first.",
        ),
        Refusal::DeputyTwice => (
            "You have said who stands in for you on some of these days",
            "End that first, or choose other days.",
        ),
        Refusal::DealNotOpen => ("This deal is not open", "You can still see its terms."),
        Refusal::DealClosed => (
            "This deal has closed",
            "Its outcome is on the deal’s page as soon as it has been worked out.",
        ),
        Refusal::DealStillOpen => {
            ("This deal is still open", "It can be closed once its closing time has come.")
        }
        Refusal::AlreadyCommitted => {
            ("Your school has already signed up", "There is nothing more to do.")
        }
        Refusal::OwnService => (
            "Your school delivers this itself",
            "No school buys from itself. Choose another provider’s service.",
        ),
        Refusal::NotCommitted => {
            ("Your school has not signed up", "There is nothing to take back.")
        }
        Refusal::TermsFrozen => (
            "The terms of an open deal cannot change",
            "Schools have relied on them. Withdraw the deal and open another.",
        ),
        Refusal::BaselineNeeded => (
            "We need what you pay now first",
            "Enter it with your last invoice, so that your saving can be shown.",
        ),
        Refusal::PartOfPurchase => (
            "This was ordered together with other services",
            "They are decided together, all or none. Open them together from the order’s page.",
        ),
        Refusal::BuyBackNotOpen => (
            "Next year’s prices are not open",
            "Your partnership says when they open, and tells you then.",
        ),
        Refusal::BuyBackOpen => {
            ("These prices are open already", "Schools were told, so the day stays as it is.")
        }
        Refusal::SentAlready => (
            "This was sent already",
            "Open your services again to see what was sent and where it stands.",
        ),
        Refusal::NobodyToRemind => (
            "There is nobody to remind",
            "Each of these schools has decided, had nothing to renew, or was reminded in the last seven days.",
        ),
        Refusal::InvoiceState => {
            ("This has moved on", "Open the invoice or the payment again to see where it stands.")
        }
        Refusal::NothingToInvoice => (
            "There is nothing to invoice",
            "Only what has been delivered and not yet invoiced can be.",
        ),
        Refusal::NothingToCredit => (
            "There is nothing to credit",
            "Nothing of this is left on the invoice, or nothing of it was settled so.",
        ),
        Refusal::VatNotSettled => (
            "The VAT on this service has not been settled",
            "Staff of the partnership must say how it is treated, and why, before it can be sold.",
        ),
        Refusal::TrustElsewhere => (
            "Schools of this trust are members of other partnerships too",
            "Whoever keeps Commonpool running brings it in.",
        ),
        Refusal::NotInAssociation => {
            ("Your partnership does not belong to the association", "There is nothing to leave.")
        }
        Refusal::NoShares => (
            "This partnership is not a company, so nobody holds shares in it",
            "What it does for its members is counted all the same.",
        ),
        Refusal::NobodyToEnter => {
            ("Every full member is in the register of shareholders already", "Nothing was entered.")
        }
        Refusal::ReversedBefore => {
            ("This entry has been taken back already", "Both entries stay, and come to nothing.")
        }
        Refusal::GroupsWithin => {
            ("Other groups lie within this one", "End those first. Who was in them stays known.")
        }
        Refusal::AlreadyMember => {
            ("This school is already a member", "Its membership is on the members page.")
        }
        Refusal::HostNeeded => (
            "This partnership needs a host before it can sell",
            "Name the organisation it trades through on the partnership’s settings.",
        ),
        Refusal::HostHasNotAgreed => (
            "The council has not agreed to trade for this partnership",
            "Nothing is invoiced in its name before it does. What has been delivered waits, and is \
             invoiced then. See how it stands on the partnership’s settings.",
        ),
        Refusal::VatNumberNeeded => (
            "The VAT number of whoever sells is missing",
            "An invoice that charges VAT must show it (VAT Regulations 1995, regulation 14). Enter it on \
             the partnership’s settings, then raise the invoices.",
        ),
        Refusal::OwnChange => (
            "Somebody else must confirm this",
            "You asked for it yourself. Another director or colleague of the partnership confirms it.",
        ),
        Refusal::LastAdministrator => (
            "Somebody must be left to look after this organisation",
            "Give somebody else the role first.",
        ),
        Refusal::LastApprover => (
            "Somebody must be left to approve",
            "Invite another approver first, and end this role when they have come.",
        ),
        Refusal::LastWithoutLimit => (
            "Somebody must be left who approves without a limit",
            "Invite another approver without a limit first, or take the limit off one who is there.",
        ),
        Refusal::ApprovesMore => (
            "They may approve more than you may",
            "Only an approver who may approve as much as they do, or has no limit, changes or ends their \
             roles. They can end their own.",
        ),
        Refusal::PupilsKnown => (
            "How many pupils there are is known already",
            "The school or the national register has said it. Only the school changes it.",
        ),
        Refusal::AmountTooLarge => ("This amount is too large", "Check the quantity and price."),
        Refusal::RepeatedWithOtherContents => (
            "This form was already sent with other contents",
            "Go back, open the page again and send it once.",
        ),
        Refusal::Sharing(refusal) => return super::sharing::refusal(*refusal),
        Refusal::NotBesideRealData => {
            ("A demo world cannot stand beside real data", "Use another database for the demo.")
        }
    };
    (heading.to_owned(), advice.to_owned())
}

#[cfg(test)]
mod tests;
