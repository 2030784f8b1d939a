//! The models a new partnership starts from, and changes.

use super::{LegalShape, MemberRights, NewTier, SizeBand, TierRule};
use crate::access::closed_list;
use crate::money::Pence;

closed_list! {
    /// What partnerships are like, from the broadest to the loosest.
    Model {
        /// School improvement for the council and traded, with traded business services.
        StatutoryTradedBusiness = "statutory_traded_business",
        /// School improvement for the council and traded.
        StatutoryTraded = "statutory_traded",
        /// Traded services only.
        TradedOnly = "traded_only",
        /// Schools that work together loosely.
        Collaboration = "collaboration",
    }
}

closed_list! {
    /// What a partnership works in; each opens its part of the catalogue.
    LineOfWork {
        /// School improvement that the council has a duty to see to and commissions.
        CommissionedImprovement = "commissioned_improvement",
        /// School improvement that schools buy.
        TradedImprovement = "traded_improvement",
        /// Training and networks for staff.
        Training = "training",
        /// Support for governors.
        Governors = "governors",
        /// Services for pupils: counselling, speech and language therapy.
        PupilServices = "pupil_services",
        /// HR, payroll, finance, premises, insurance.
        BusinessServices = "business_services",
        /// Buying together.
        GroupDeals = "group_deals",
        /// Peer review and other help that schools give one another.
        PeerSupport = "peer_support",
    }
}

/// What a model starts a partnership with. Everything can be changed afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelDefaults {
    /// What it is in law.
    pub shape: LegalShape,
    /// What it works in.
    pub lines_of_work: Vec<LineOfWork>,
    /// The membership levels it has.
    pub tiers: Vec<SuggestedTier>,
}

/// A membership level to start from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestedTier {
    /// Its name.
    pub name: &'static str,
    /// What its members may do.
    pub rights: MemberRights,
    /// What a year costs: a figure to start from, to be changed.
    pub rule: TierRule,
}

impl SuggestedTier {
    /// The level as it is made when nobody changes it.
    pub fn made(&self) -> NewTier {
        let includes = match self.rights {
            MemberRights::Full => {
                "Members\u{2019} prices on every service and group deal, and a vote."
            }
            MemberRights::Associate => "Services and group deals, without a vote.",
        };
        NewTier {
            name: self.name.to_owned(),
            rights: self.rights,
            rule: self.rule.clone(),
            includes: includes.to_owned(),
        }
    }
}

impl ModelDefaults {
    /// Whether it trades business services: HR, payroll, finance, premises.
    pub fn sells_business_services(&self) -> bool {
        self.lines_of_work.contains(&LineOfWork::BusinessServices)
    }
}

impl Model {
    /// What a partnership of this model starts with.
    pub fn defaults(self) -> ModelDefaults {
        use LineOfWork as L;
        match self {
            Self::StatutoryTradedBusiness => ModelDefaults {
                shape: LegalShape::Company,
                lines_of_work: vec![
                    L::CommissionedImprovement,
                    L::TradedImprovement,
                    L::Training,
                    L::Governors,
                    L::PupilServices,
                    L::BusinessServices,
                    L::GroupDeals,
                ],
                tiers: vec![full_member(per_pupil()), associate(Pence::pounds(500))],
            },
            Self::StatutoryTraded => ModelDefaults {
                shape: LegalShape::Company,
                lines_of_work: vec![
                    L::CommissionedImprovement,
                    L::TradedImprovement,
                    L::Training,
                    L::Governors,
                    L::PupilServices,
                    L::GroupDeals,
                ],
                tiers: vec![full_member(per_pupil()), associate(Pence::pounds(500))],
            },
            Self::TradedOnly => ModelDefaults {
                shape: LegalShape::Company,
                lines_of_work: vec![
                    L::TradedImprovement,
                    L::Training,
                    L::Governors,
                    L::PupilServices,
                    L::GroupDeals,
                ],
                tiers: vec![full_member(by_size()), associate(Pence::ZERO)],
            },
            Self::Collaboration => ModelDefaults {
                shape: LegalShape::Informal,
                lines_of_work: vec![L::PeerSupport, L::Training, L::GroupDeals],
                tiers: vec![full_member(TierRule::Flat { amount: Pence::pounds(250) })],
            },
        }
    }
}

fn full_member(rule: TierRule) -> SuggestedTier {
    SuggestedTier { name: "Full member", rights: MemberRights::Full, rule }
}

fn associate(amount: Pence) -> SuggestedTier {
    SuggestedTier {
        name: "Associate member",
        rights: MemberRights::Associate,
        rule: TierRule::Flat { amount },
    }
}

/// £19 per pupil: what one partnership published for its core offer in 2021.
fn per_pupil() -> TierRule {
    TierRule::PerPupil { each: Pence::pounds(19) }
}

/// Round figures by forms of entry: up to one (210 pupils), two (420), four (840), and above.
fn by_size() -> TierRule {
    let bands = [(0, 400), (211, 700), (421, 1_000), (841, 1_500)];
    let band = |(from_pupils, pounds)| SizeBand { from_pupils, amount: Pence::pounds(pounds) };
    TierRule::SizeBands { bands: bands.into_iter().map(band).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_model_starts_with_valid_levels_and_something_to_do() {
        for model in Model::ALL {
            let defaults = model.defaults();
            assert!(!defaults.lines_of_work.is_empty());
            assert!(defaults.tiers.iter().any(|tier| tier.rights == MemberRights::Full));
            for tier in defaults.tiers {
                assert_eq!(tier.rule.validate(), Ok(()), "{model:?} {}", tier.name);
            }
        }
    }

    #[test]
    fn models_differ_in_council_work_and_business_services() {
        let council = |model: Model| {
            model.defaults().lines_of_work.contains(&LineOfWork::CommissionedImprovement)
        };
        assert_eq!(
            Model::ALL.iter().map(|m| council(*m)).collect::<Vec<_>>(),
            [true, true, false, false]
        );
        let business: Vec<bool> =
            Model::ALL.iter().map(|m| m.defaults().sells_business_services()).collect();
        assert_eq!(business, [true, false, false, false]);
    }

    #[test]
    fn a_loose_collaboration_starts_without_a_company() {
        assert_eq!(Model::Collaboration.defaults().shape, LegalShape::Informal);
        assert_eq!(Model::TradedOnly.defaults().shape, LegalShape::Company);
    }
}
