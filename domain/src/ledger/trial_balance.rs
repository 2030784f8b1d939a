//! The trial balance: every account's debits and credits, which must agree in total.

use std::collections::BTreeMap;

use crate::id::AccountId;
use crate::money::{Overflow, Pence};

use super::account::Side;
use super::transfer::{Transfer, TransferState};

/// What has been posted to one account. Both sides only ever grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Balance {
    /// The sum of its debits.
    pub debits: Pence,
    /// The sum of its credits.
    pub credits: Pence,
}

impl Balance {
    /// What the account stands at, seen from a side; negative when it stands on the other.
    pub fn on(self, side: Side) -> Result<Pence, Overflow> {
        match side {
            Side::Debit => self.debits.minus(self.credits),
            Side::Credit => self.credits.minus(self.debits),
        }
    }
}

/// All accounts with what has been posted to them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrialBalance {
    accounts: BTreeMap<AccountId, Balance>,
}

impl TrialBalance {
    /// Adds up transfers; only posted ones count.
    pub fn of<'a>(transfers: impl IntoIterator<Item = &'a Transfer>) -> Result<Self, Overflow> {
        let mut accounts: BTreeMap<AccountId, Balance> = BTreeMap::new();
        for transfer in transfers {
            match transfer.state() {
                TransferState::Pending | TransferState::Voided => {}
                TransferState::Posted => {
                    let movement = transfer.movement();
                    let debited = accounts.entry(movement.debit()).or_default();
                    debited.debits = debited.debits.plus(movement.amount())?;
                    let credited = accounts.entry(movement.credit()).or_default();
                    credited.credits = credited.credits.plus(movement.amount())?;
                }
            }
        }
        Ok(Self { accounts })
    }

    /// Takes balances as they are kept, to be checked against [`of`](Self::of).
    pub fn from_balances(balances: impl IntoIterator<Item = (AccountId, Balance)>) -> Self {
        Self { accounts: balances.into_iter().collect() }
    }

    /// What has been posted to one account; nothing to one that is not there.
    pub fn balance(&self, account: AccountId) -> Balance {
        self.accounts.get(&account).copied().unwrap_or_default()
    }

    /// Every account that something was posted to.
    pub fn iter(&self) -> impl Iterator<Item = (AccountId, Balance)> + '_ {
        self.accounts.iter().map(|(account, balance)| (*account, *balance))
    }

    /// The sums of all debits and of all credits.
    pub fn sums(&self) -> Result<Balance, Overflow> {
        Ok(Balance {
            debits: Pence::total(self.accounts.values().map(|balance| balance.debits))?,
            credits: Pence::total(self.accounts.values().map(|balance| balance.credits))?,
        })
    }

    /// Whether debits and credits agree, as they always must.
    pub fn is_balanced(&self) -> Result<bool, Overflow> {
        self.sums().map(|sums| sums.debits == sums.credits)
    }
}
