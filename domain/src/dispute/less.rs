//! What a line comes to where less was delivered than was confirmed.

use crate::failure::Problem;
use crate::money::{Net, Pence};
use crate::order::{Line, Subject};

/// What a line comes to where less of it was delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Less {
    /// How many.
    pub quantity: u32,
    /// What one costs.
    pub unit_price: Net,
    /// What it comes to.
    pub net: Net,
}

impl Less {
    /// Whether less of a line is so many fewer, rather than an amount: of what is sold by number.
    pub const fn by_quantity(line: &Line) -> bool {
        line.quantity > 1 && matches!(line.subject, Subject::Units { .. })
    }

    /// Fewer of what is sold by number: their share of the line's amount, at the price that was agreed.
    ///
    /// # Errors
    /// `OutOfRange` for none, and for as many or more; `NotAChoice` for what is not sold by number.
    pub fn fewer(line: &Line, quantity: u32) -> Result<Self, Problem> {
        if !Self::by_quantity(line) {
            return Err(Problem::NotAChoice);
        }
        let most = Problem::OutOfRange { min: 1, max: i64::from(line.quantity) - 1 };
        let rest = line.quantity.checked_sub(quantity).filter(|rest| *rest > 0 && quantity > 0);
        let rest = rest.ok_or(most)?;
        let parts = line.net.pence().split(&[quantity, rest]).map_err(|_| Problem::NotMoney)?;
        let net = Net(parts.first().copied().unwrap_or_default());
        Ok(Self { quantity, unit_price: line.unit_price, net })
    }

    /// A smaller amount for anything else.
    ///
    /// # Errors
    /// `NotLess` for nothing, and for as much or more; `NotAChoice` for what is sold by number.
    pub fn for_less(line: &Line, net: Net) -> Result<Self, Problem> {
        if Self::by_quantity(line) {
            return Err(Problem::NotAChoice);
        }
        if net.pence() <= Pence::ZERO || net.pence() >= line.net.pence() {
            return Err(Problem::NotLess);
        }
        let unit_price = if line.quantity == 1 { net } else { line.unit_price };
        Ok(Self { quantity: line.quantity, unit_price, net })
    }
}
