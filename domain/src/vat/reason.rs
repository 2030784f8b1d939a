//! Why a supply carries the VAT it carries, each reason with its source.

use chrono::NaiveDate;

use super::basis::{VatBasis, VatCategory};
use super::rate::{RATE_SOURCE, standard_rate};
use crate::access::closed_list;
use crate::failure::Refusal;
use crate::money::BasisPoints;
use crate::price::BuyerStanding;

closed_list! {
    /// Why a supply is treated as it is. Every line of an invoice carries one.
    VatReason {
        /// A taxable supply that no relief covers.
        Standard = "standard",
        /// Care by, or wholly supervised by, a person on the Health and Care Professions
        /// register: speech and language therapists, practitioner psychologists.
        RegisteredHealthProfessional = "registered_health_professional",
        /// Welfare services by a charity, a public body or a state-regulated body.
        Welfare = "welfare",
        /// Education or training by an eligible body, such as a school or a council.
        EligibleBodyEducation = "eligible_body_education",
        /// Teaching staff lent by one eligible body to another.
        EligibleBodyTeachingStaff = "eligible_body_teaching_staff",
        /// Tuition in a subject ordinarily taught in schools by a sole teacher.
        PrivateTuition = "private_tuition",
        /// Insurance and its arranging. Insurance premium tax is a cost, not VAT.
        Insurance = "insurance",
        /// Books and printed matter.
        PrintedMatter = "printed_matter",
        /// Transport of passengers in a vehicle for ten or more.
        PassengerTransport = "passenger_transport",
        /// The seller is not registered for VAT and need not be.
        SellerNotRegistered = "seller_not_registered",
        /// A public body acting under a statutory duty of its own.
        StatutoryDuty = "statutory_duty",
        /// A group that shares costs supplies its own members with what they need for what is not
        /// taxed, and asks for exactly their share of its costs.
        CostSharingGroup = "cost_sharing_group",
        /// Nothing is supplied for the money, as with a grant.
        NoSupply = "no_supply",
    }
}

impl VatReason {
    /// The category the reason leads to.
    pub const fn category(self) -> VatCategory {
        match self {
            Self::Standard => VatCategory::Standard,
            Self::PrintedMatter | Self::PassengerTransport => VatCategory::Zero,
            Self::RegisteredHealthProfessional
            | Self::Welfare
            | Self::EligibleBodyEducation
            | Self::EligibleBodyTeachingStaff
            | Self::PrivateTuition
            | Self::CostSharingGroup
            | Self::Insurance => VatCategory::Exempt,
            Self::SellerNotRegistered | Self::StatutoryDuty | Self::NoSupply => {
                VatCategory::OutsideScope
            }
        }
    }

    /// The Act, schedule and item, or the official guidance, that the reason rests on.
    pub const fn source(self) -> &'static str {
        match self {
            Self::Standard => RATE_SOURCE,
            Self::RegisteredHealthProfessional => {
                "Value Added Tax Act 1994, Schedule 9, Group 7, item 1(c)"
            }
            Self::Welfare => {
                "Value Added Tax Act 1994, Schedule 9, Group 7, item 9; VAT Notice 701/2"
            }
            Self::EligibleBodyEducation => {
                "Value Added Tax Act 1994, Schedule 9, Group 6, item 1; VAT Notice 701/30"
            }
            Self::EligibleBodyTeachingStaff => {
                "Value Added Tax Act 1994, Schedule 9, Group 6; HMRC manual VATEDU53600"
            }
            Self::PrivateTuition => "Value Added Tax Act 1994, Schedule 9, Group 6, item 2",
            Self::Insurance => "Value Added Tax Act 1994, Schedule 9, Group 2",
            Self::PrintedMatter => "Value Added Tax Act 1994, Schedule 8, Group 3",
            Self::PassengerTransport => "Value Added Tax Act 1994, Schedule 8, Group 8, item 4",
            Self::SellerNotRegistered => {
                "Value Added Tax Act 1994, sections 3(1) and 4(1) and Schedule 1"
            }
            Self::CostSharingGroup => "Value Added Tax Act 1994, Schedule 9, Group 16, item 1",
            Self::StatutoryDuty => "Value Added Tax Act 1994, section 41A",
            Self::NoSupply => "Value Added Tax Act 1994, section 5(2)(a)",
        }
    }

    /// Whether it holds for what a buyer of a standing buys. A group's exemption is for its members, and
    /// a body's duty towards its own area and what is given to its own members are no reason elsewhere.
    pub const fn holds_for(self, standing: BuyerStanding) -> bool {
        match self {
            Self::CostSharingGroup => standing.is_member(),
            Self::StatutoryDuty | Self::NoSupply => !matches!(standing, BuyerStanding::OtherMember),
            Self::Standard
            | Self::RegisteredHealthProfessional
            | Self::Welfare
            | Self::EligibleBodyEducation
            | Self::EligibleBodyTeachingStaff
            | Self::PrivateTuition
            | Self::Insurance
            | Self::PrintedMatter
            | Self::PassengerTransport
            | Self::SellerNotRegistered => true,
        }
    }

    /// The basis the reason gives for supplies on a day.
    ///
    /// Refused only for a day for which no standard rate is held.
    pub fn basis(self, on: NaiveDate) -> Result<VatBasis, Refusal> {
        let rate = match self.category() {
            VatCategory::Standard => standard_rate(on).ok_or(Refusal::VatNotSettled)?,
            VatCategory::Zero | VatCategory::Exempt | VatCategory::OutsideScope => {
                BasisPoints::new(0)
            }
        };
        Ok(VatBasis::of(self, rate))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_category_and_a_source() {
        let mut table = String::new();
        for reason in VatReason::ALL {
            table.push_str(&format!(
                "{:32}{}  {}\n",
                reason.code(),
                reason.category().en16931(),
                reason.source()
            ));
        }
        insta::assert_snapshot!(table);
    }
}
