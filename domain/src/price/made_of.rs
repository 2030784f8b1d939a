//! What the price of one is made of, as the buyer sees it: what a supply teacher gets, what goes with
//! it by law, and who keeps the rest.

use serde::{Deserialize, Serialize};

use super::rates::{BuyerStanding, Rates};
use crate::access::closed_list;
use crate::failure::{FieldProblem, Problem, Refusal};
use crate::money::{BasisPoints, Net, Overflow, Pence};

closed_list! {
    /// What a component of a price is for.
    ComponentKind {
        /// What the person is paid.
        Pay = "pay",
        /// Their paid holiday.
        HolidayPay = "holiday_pay",
        /// The employer's National Insurance.
        NationalInsurance = "national_insurance",
        /// The employer's part of the pension.
        Pension = "pension",
        /// The apprenticeship levy.
        Levy = "levy",
        /// Anything else that it costs.
        Other = "other",
        /// What the agency keeps.
        AgencyFee = "agency_fee",
        /// What the partnership keeps.
        PartnershipFee = "partnership_fee",
    }
}

closed_list! {
    /// What happens where a component is over its cap.
    OverCap {
        /// Everybody is told on the page.
        Warn = "warn",
        /// The price cannot be saved.
        Block = "block",
    }
}

impl ComponentKind {
    /// Whether somebody keeps it who does not do the work.
    pub const fn is_fee(self) -> bool {
        matches!(self, Self::AgencyFee | Self::PartnershipFee)
    }

    /// The field of its amount in a form.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Pay => "made_of_pay",
            Self::HolidayPay => "made_of_holiday_pay",
            Self::NationalInsurance => "made_of_national_insurance",
            Self::Pension => "made_of_pension",
            Self::Levy => "made_of_levy",
            Self::Other => "made_of_other",
            Self::AgencyFee => "made_of_agency_fee",
            Self::PartnershipFee => "made_of_partnership_fee",
        }
    }
}

/// What the member's price of one is made of. Who pays more or less than a member does so by the
/// partnership's fee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeOf {
    /// The components, each kind once.
    pub components: Vec<Component>,
    /// What happens where one is over its cap.
    pub over_cap: OverCap,
}

/// One component of a price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    /// What it is for.
    pub kind: ComponentKind,
    /// How much of the price of one.
    pub net: Net,
    /// The most that it may be, with where that is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<Cap>,
}

/// The most that a component may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cap {
    /// The most.
    pub net: Net,
    /// Where that is said.
    pub source: String,
}

impl Component {
    /// The cap it is over.
    pub fn over(&self) -> Option<&Cap> {
        self.cap.as_ref().filter(|cap| self.net > cap.net)
    }
}

/// A share of a whole in hundredths of a per cent, rounded half up; nothing of nothing.
pub fn share_of(part: Net, whole: Net) -> Result<BasisPoints, Overflow> {
    if whole.pence().is_zero() {
        return Ok(BasisPoints::new(0));
    }
    let hundredths = Pence::new(10_000).fraction(part.pence().get(), whole.pence().get())?;
    u32::try_from(hundredths.get()).map(BasisPoints::new).map_err(|_| Overflow)
}

impl MadeOf {
    /// What they come to.
    pub(super) fn sum(&self) -> Result<Net, Overflow> {
        Net::total(self.components.iter().map(|component| component.net))
    }

    /// The components of a price that differs from the member's: the partnership's fee is as much more
    /// or less. They sum to it to the penny.
    pub fn of(&self, price: Net) -> Result<Vec<Component>, Refusal> {
        let more = self.sum().and_then(|sum| price.pence().minus(sum.pence()));
        let more = more.map_err(|_| Refusal::AmountTooLarge)?;
        let mut components = self.components.clone();
        if more.is_zero() {
            return Ok(components);
        }
        let fee = ComponentKind::PartnershipFee;
        if !components.iter().any(|component| component.kind == fee) {
            components.push(Component { kind: fee, net: Net(Pence::ZERO), cap: None });
        }
        for component in components.iter_mut().filter(|component| component.kind == fee) {
            component.net = component.net.plus(Net(more)).map_err(|_| Refusal::AmountTooLarge)?;
        }
        Ok(components)
    }

    pub(super) fn problems(&self, rates: &Rates) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let price = rates.member.net;
        match self.sum() {
            Ok(sum) if sum == price => {}
            Ok(sum) => {
                let problem = Problem::NotTheSum { sum: sum.pence(), price: price.pence() };
                problems.push(FieldProblem { field: "made_of", problem });
                return problems;
            }
            Err(Overflow) => {
                problems.push(FieldProblem { field: "made_of", problem: Problem::NotMoney });
                return problems;
            }
        }
        for standing in BuyerStanding::ALL {
            let Ok(rate) = rates.rate_for(*standing) else { continue };
            let Ok(components) = self.of(rate.net) else { continue };
            if components.iter().any(|component| component.net.pence().is_negative()) {
                let field = ComponentKind::PartnershipFee.field();
                problems.push(FieldProblem { field, problem: Problem::MoreThanThePrice });
            }
            if *standing == BuyerStanding::Full && self.over_cap == OverCap::Block {
                problems.extend(components.iter().filter_map(over_cap));
            }
        }
        problems
    }
}

fn over_cap(component: &Component) -> Option<FieldProblem> {
    let cap = component.over()?;
    let problem = Problem::OverCap { cap: cap.net.pence(), source: cap.source.clone() };
    Some(FieldProblem { field: component.kind.field(), problem })
}
