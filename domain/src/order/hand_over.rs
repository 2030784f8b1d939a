//! What of an order goes over to the school that took the place of the one that ordered it.

use chrono::NaiveDate;

use super::{Line, LineState, Order, OrderState, Subject};
use crate::failure::Refusal;
use crate::id::OrderLineId;

/// What becomes of a line when another school takes the place of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It goes over.
    Moves,
    /// It is a year of a contract with other schools: the provider has to agree to another party.
    CallOff,
    /// It was for a day before the other school was there.
    Earlier,
    /// It was delivered to the school that ordered it, or will never be.
    Done,
}

/// What becomes of a line of an order. Of a binding one goes over what is not delivered yet and is
/// not for a day before the other school began, an agreement's part as long as some of it is to come;
/// of one that waits, everything.
pub fn fate(state: OrderState, line: &Line, began: NaiveDate) -> Fate {
    let waits = match state {
        OrderState::AwaitingApproval | OrderState::SentBack => true,
        OrderState::Placed => false,
        OrderState::Declined | OrderState::Completed | OrderState::Cancelled => return Fate::Done,
    };
    if line.state != LineState::Booked {
        return Fate::Done;
    }
    match line.subject {
        Subject::CallOff { .. } => Fate::CallOff,
        Subject::Day { .. }
        | Subject::Agreement { .. }
        | Subject::Places { .. }
        | Subject::Units { .. }
        | Subject::Subscription { .. } => {
            let earlier = line.subject.binds_until().is_some_and(|day| day < began);
            if earlier && !waits { Fate::Earlier } else { Fate::Moves }
        }
    }
}

impl Order {
    /// Takes out what goes over to the school that took the place of this one, and says which lines
    /// that is. What stays goes on as it was.
    ///
    /// # Errors
    /// `OrderState` where nothing of it goes over.
    pub fn hand_over(
        self,
        began: NaiveDate,
        on: NaiveDate,
    ) -> Result<(Self, Vec<OrderLineId>), Refusal> {
        let state = self.state();
        let goes = |line: &&Line| fate(state, line, began) == Fate::Moves;
        let moved: Vec<OrderLineId> =
            self.content().lines.iter().filter(goes).map(|line| line.id).collect();
        if moved.is_empty() {
            return Err(Refusal::OrderState);
        }
        let stays = match state {
            OrderState::Placed => {
                moved.iter().try_fold(self, |order, line| order.cancel_line(*line, on))?
            }
            OrderState::AwaitingApproval
            | OrderState::SentBack
            | OrderState::Declined
            | OrderState::Completed
            | OrderState::Cancelled => self.cancel(on)?,
        };
        Ok((stays, moved))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{DealId, InvoiceId, PersonId, PractitionerId, ServiceVersionId};
    use crate::money::{Net, Pence};
    use crate::order::{Content, Placed};
    use crate::vat::VatReason;
    use uuid::Uuid;

    fn id<T>(of: fn(Uuid) -> T, number: u128) -> T {
        of(Uuid::from_u128(number))
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn line(number: u128, subject: Subject, state: LineState) -> Line {
        Line {
            id: id(OrderLineId::from_uuid, number),
            subject,
            quantity: 1,
            unit_price: Net(Pence::pounds(210)),
            net: Net(Pence::pounds(210)),
            vat: VatReason::Standard.basis(day("2026-11-01")).unwrap(),
            state,
            disputed: false,
        }
    }

    fn booked_for(on: &str) -> Subject {
        let service = id(ServiceVersionId::from_uuid, 5);
        Subject::Day { service, practitioner: id(PractitionerId::from_uuid, 6), on: day(on) }
    }

    fn agreement(first: &str, last: &str) -> Subject {
        let service = id(ServiceVersionId::from_uuid, 5);
        Subject::Agreement { service, first_on: day(first), last_on: day(last) }
    }

    fn call_off() -> Subject {
        let deal = id(DealId::from_uuid, 7);
        Subject::CallOff { deal, first_on: day("2027-04-01"), last_on: day("2028-03-31") }
    }

    #[test]
    fn what_moves_by_the_state_of_the_order_and_of_the_line() {
        let delivered_on = day("2026-11-20");
        let states = [
            LineState::Booked,
            LineState::Delivered { delivered_on },
            LineState::Invoiced { delivered_on, invoice: id(InvoiceId::from_uuid, 8) },
            LineState::Cancelled { cancelled_on: delivered_on },
        ];
        let units = Subject::Units { service: id(ServiceVersionId::from_uuid, 5) };
        let subjects = [
            ("a day after", booked_for("2026-12-08")),
            ("the day itself", booked_for("2026-11-01")),
            ("a day before", booked_for("2026-10-31")),
            ("units", units),
            ("an agreement", agreement("2026-09-01", "2027-03-31")),
            ("an agreement past", agreement("2026-04-01", "2026-10-31")),
            ("a call-off", call_off()),
        ];
        let mut table = String::new();
        for order in OrderState::ALL {
            for (name, subject) in subjects {
                let told: Vec<String> = states
                    .iter()
                    .map(|state| line(1, subject, *state))
                    .map(|line| format!("{:?}", fate(*order, &line, day("2026-11-01"))))
                    .collect();
                table.push_str(&format!("{:18}{name:18}{}\n", order.code(), told.join(" ")));
            }
        }
        insta::assert_snapshot!(table);
    }

    fn placed(lines: Vec<Line>) -> Order {
        let requester = id(PersonId::from_uuid, 1);
        let placed_at = "2026-10-01T09:00:00Z".parse().unwrap();
        Order::Placed(Placed {
            content: Content { requester, lines },
            placed_at,
            approved_by: None,
        })
    }

    #[test]
    fn what_was_delivered_stays_and_an_order_of_which_all_moved_ends() {
        let (began, today) = (day("2026-11-01"), day("2026-11-23"));
        let delivered = LineState::Delivered { delivered_on: day("2026-11-20") };
        let both = vec![
            line(1, booked_for("2026-11-20"), delivered),
            line(2, booked_for("2026-12-08"), LineState::Booked),
        ];
        let (stays, moved) = placed(both).hand_over(began, today).unwrap();
        assert_eq!(
            (stays.state(), moved),
            (OrderState::Placed, vec![id(OrderLineId::from_uuid, 2)])
        );
        let one = vec![line(1, booked_for("2026-12-08"), LineState::Booked)];
        let (stays, _) = placed(one).hand_over(began, today).unwrap();
        assert_eq!(stays.state(), OrderState::Cancelled);
        let contract = vec![line(1, call_off(), LineState::Booked)];
        assert_eq!(placed(contract).hand_over(began, today), Err(Refusal::OrderState));
    }
}
