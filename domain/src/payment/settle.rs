//! Which invoices an amount settles, the one that is due first before the others.

use chrono::NaiveDate;

use crate::id::{InvoiceId, OrganisationId};
use crate::invoice::InvoiceNumber;
use crate::money::{Gross, Overflow, Pence};

/// An invoice of which something is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Which.
    pub invoice: InvoiceId,
    /// Its number.
    pub number: InvoiceNumber,
    /// Who owes it.
    pub school: OrganisationId,
    /// What is owed of it, including VAT: more than nothing.
    pub outstanding: Gross,
    /// The last day on which it is paid in time.
    pub due_on: NaiveDate,
}

/// What of an amount settles an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allocation {
    /// Which invoice.
    pub invoice: InvoiceId,
    /// How much: more than nothing, and no more than is owed.
    pub amount: Gross,
}

/// Settles invoices with an amount as far as it goes, those that are due first before the others, and gives
/// what is left of it.
pub fn settle(amount: Gross, open: &[Open]) -> Result<(Vec<Allocation>, Gross), Overflow> {
    let mut by_due: Vec<&Open> = open.iter().collect();
    by_due.sort_by_key(|open| (open.due_on, &open.number));
    let mut left = amount.pence();
    let mut allocations = Vec::new();
    for open in by_due {
        let part = open.outstanding.pence().min(left);
        if part > Pence::ZERO {
            allocations.push(Allocation { invoice: open.invoice, amount: Gross(part) });
            left = left.minus(part)?;
        }
    }
    Ok((allocations, Gross(left)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::invoice::SellerPrefix;

    fn open(number: u32, pence: i64, due: u64) -> Open {
        let prefix = SellerPrefix::parse("REP").unwrap();
        let first = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
        Open {
            invoice: InvoiceId::from_uuid(Uuid::from_u128(u128::from(number))),
            number: InvoiceNumber::new(prefix, number).unwrap(),
            school: OrganisationId::from_uuid(Uuid::from_u128(1)),
            outstanding: Gross(Pence::new(pence)),
            due_on: first + chrono::Days::new(due),
        }
    }

    #[test]
    fn what_is_due_first_is_settled_first_and_the_last_in_part() {
        let all = [open(3, 500, 9), open(1, 300, 2), open(2, 400, 2)];
        let (parts, left) = settle(Gross(Pence::new(1_000)), &all).unwrap();
        let parts: Vec<(InvoiceId, i64)> =
            parts.iter().map(|one| (one.invoice, one.amount.pence().get())).collect();
        let expected = [(all[1].invoice, 300), (all[2].invoice, 400), (all[0].invoice, 300)];
        assert_eq!((parts.as_slice(), left.pence()), (expected.as_slice(), Pence::ZERO));
    }

    proptest! {
        #[test]
        fn not_a_penny_is_lost_and_none_is_settled_twice(
            amount in 1_i64..200_000,
            owed in proptest::collection::vec((1_i64..50_000, 0_u64..60), 0..12),
        ) {
            let all: Vec<Open> =
                (1_u32..).zip(owed).map(|(number, (pence, due))| open(number, pence, due)).collect();
            let (parts, left) = settle(Gross(Pence::new(amount)), &all).unwrap();
            let settled: i64 = parts.iter().map(|one| one.amount.pence().get()).sum();
            prop_assert_eq!(settled + left.pence().get(), amount);
            for part in &parts {
                let owed = all.iter().find(|one| one.invoice == part.invoice).unwrap();
                prop_assert!(part.amount.pence() > Pence::ZERO && part.amount <= owed.outstanding);
            }
            let total: i64 = all.iter().map(|one| one.outstanding.pence().get()).sum();
            prop_assert_eq!(left.pence().get(), (amount - total).max(0));
        }
    }
}
