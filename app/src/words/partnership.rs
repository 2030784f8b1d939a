//! Partnerships and their membership levels in the users' words.

use domain::calendar::short_day;
use domain::money::grouped;
use domain::partnership::{
    LegalShape, LineOfWork, MemberRights, Model, PricedTier, TierRule, TierWorking,
};

use market::partnership::HostStanding;

use super::pounds;

/// A model and what a partnership of it is like.
pub const fn model(model: Model) -> (&'static str, &'static str) {
    match model {
        Model::StatutoryTradedBusiness => (
            "School improvement and business services",
            "Works for the council and sells to schools; HR, payroll and finance too",
        ),
        Model::StatutoryTraded => {
            ("School improvement", "Works for the council and sells to schools")
        }
        Model::TradedOnly => ("Traded services only", "Schools buy what they choose"),
        Model::Collaboration => (
            "Collaboration",
            "Schools work together loosely, and trade through a host such as the council",
        ),
    }
}

/// What a partnership works in.
pub const fn line_of_work(line: LineOfWork) -> &'static str {
    match line {
        LineOfWork::CommissionedImprovement => "School improvement for the council",
        LineOfWork::TradedImprovement => "School improvement for schools",
        LineOfWork::Training => "Training and networks",
        LineOfWork::Governors => "Governor support",
        LineOfWork::PupilServices => "Services for pupils, like counselling",
        LineOfWork::BusinessServices => "Business services, like HR and payroll",
        LineOfWork::GroupDeals => "Group deals",
        LineOfWork::PeerSupport => "Peer review and help between schools",
    }
}

/// What a partnership is in law.
pub const fn shape(shape: LegalShape) -> &'static str {
    match shape {
        LegalShape::Company => "A company: it sells and invoices itself",
        LegalShape::Informal => "Informal: it sells and invoices through its host",
    }
}

/// A host, and how it stands to the partnership.
pub fn host(host: &HostStanding) -> String {
    let since = short_day(host.since);
    match host.agreed {
        Some(true) => format!("{}, which agreed on {since}", host.name),
        Some(false) => format!("{}, which said no on {since}", host.name),
        None => format!("{}, asked on {since}", host.name),
    }
}

/// What members may do.
pub const fn rights(rights: MemberRights) -> &'static str {
    match rights {
        MemberRights::Full => "Full member: members’ prices and a vote",
        MemberRights::Associate => "Associate: buys, and does not vote",
    }
}

/// A level's rule in a sentence.
pub fn rule(rule: &TierRule) -> String {
    match rule {
        TierRule::PerPupil { each } => format!("{} a pupil a year", pounds(*each)),
        TierRule::Flat { amount } if amount.is_zero() => "Free".to_owned(),
        TierRule::Flat { amount } => format!("{} a year", pounds(*amount)),
        TierRule::SizeBands { bands } => {
            let band = |band: &domain::partnership::SizeBand| {
                format!("{} from {} pupils", pounds(band.amount), grouped(band.from_pupils.into()))
            };
            bands.iter().map(band).collect::<Vec<_>>().join(", ")
        }
        TierRule::FreeUntil { until, then } => {
            format!("Free until {}, then {}", short_day(*until), self::rule(then))
        }
        TierRule::Capped { rule, cap } => {
            format!("{}, at most {}", self::rule(rule), pounds(*cap))
        }
    }
}

/// How a year's price came about, in a sentence.
pub fn working(priced: &PricedTier) -> String {
    let amount = pounds(priced.amount.pence());
    match &priced.working {
        TierWorking::PerPupil { each, pupils } => {
            format!("{} × {} pupils = {amount}", pounds(*each), grouped(u64::from(*pupils)))
        }
        TierWorking::Band { from_pupils, to_pupils, pupils } => {
            let from = grouped(u64::from(*from_pupils));
            let band = match to_pupils {
                Some(to) => format!("{from} to {} pupils", grouped(u64::from(*to))),
                None => format!("{from} pupils and more"),
            };
            format!("{amount} for {band}; this school has {}", grouped(u64::from(*pupils)))
        }
        TierWorking::Flat => format!("{amount}, the same for every school"),
        TierWorking::Free { until, then } => match then {
            Some(then) => format!("Free until {}, then {}", short_day(*until), working(then)),
            None => format!("Free until {}", short_day(*until)),
        },
        TierWorking::Capped { cap, without } => {
            format!("Capped at {}; without the cap {}", pounds(*cap), working(without))
        }
    }
}

/// What a council said to a partnership that asks to trade through it.
pub const fn hosting_answer(agreed: Option<bool>) -> &'static str {
    match agreed {
        None => "Waits for you",
        Some(true) => "Agreed",
        Some(false) => "Not agreed",
    }
}

#[cfg(test)]
mod tests {
    use domain::Pence;
    use domain::partnership::yearly_price;

    use super::*;

    #[test]
    fn a_price_is_worked_out_in_a_sentence() {
        let day = "2026-09-01".parse().unwrap();
        let rule = TierRule::PerPupil { each: Pence::pounds(19) };
        let priced = yearly_price(&rule, Some(1_412), day).unwrap();
        assert_eq!(working(&priced), "£19 × 1,412 pupils = £26,828");
        let capped = TierRule::Capped { rule: Box::new(rule), cap: Pence::pounds(15_000) };
        let priced = yearly_price(&capped, Some(1_412), day).unwrap();
        assert_eq!(
            working(&priced),
            "Capped at £15,000; without the cap £19 × 1,412 pupils = £26,828"
        );
        assert_eq!(self::rule(&capped), "£19 a pupil a year, at most £15,000");
    }
}
