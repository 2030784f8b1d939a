//! The kinds of account that a partnership keeps.

use crate::access::closed_list;

/// The side on which an account usually stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What it has or is owed, and what it spends.
    Debit,
    /// What it owes and what it earns.
    Credit,
}

closed_list! {
    /// What an account is for.
    AccountKind {
        /// What one school owes.
        SchoolReceivable = "school_receivable",
        /// What one provider is owed.
        ProviderPayable = "provider_payable",
        /// What the partnership keeps of others' sales.
        PartnershipFee = "partnership_fee",
        /// Income from membership.
        SubscriptionIncome = "subscription_income",
        /// Income from services sold in the partnership's own name.
        TradedIncome = "traded_income",
        /// VAT charged and owed to HMRC.
        Vat = "vat",
        /// Money at the bank.
        Bank = "bank",
        /// Money received of which nobody knows yet what it is for.
        Suspense = "suspense",
        /// What a school has paid too much and may use.
        CreditBalance = "credit_balance",
        /// What the partnership pays towards a price.
        Subsidy = "subsidy",
    }
}

impl AccountKind {
    /// The side on which an account of this kind usually stands.
    pub const fn usual_side(self) -> Side {
        match self {
            Self::SchoolReceivable | Self::Bank | Self::Subsidy => Side::Debit,
            Self::ProviderPayable
            | Self::PartnershipFee
            | Self::SubscriptionIncome
            | Self::TradedIncome
            | Self::Vat
            | Self::Suspense
            | Self::CreditBalance => Side::Credit,
        }
    }
}
