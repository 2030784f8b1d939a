//! Prices in words: what one costs, and how that was worked out.

use domain::calendar::day_in_full;
use domain::money::grouped;
use domain::price::{
    Allowance, BuyerStanding, ComponentKind, PriceKind, PriceRule, Rates, Step, Subsidy, Unit,
    WhoPays, Working, WorkingLine,
};
use domain::{BasisPoints, Net};

use super::pounds;

/// `a day`, `an hour`, `a half day`.
pub const fn a_unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Day => "a day",
        Unit::HalfDay => "a half day",
        Unit::Session => "a session",
        Unit::Hour => "an hour",
        Unit::Pupil => "a pupil",
        Unit::Place => "a place",
        Unit::Year => "a year",
        Unit::Term => "a term",
        Unit::Item => "an item",
    }
}

/// What a school's price is for one of: a price by pupils is for the whole school.
pub fn price_unit(rule: &PriceRule, unit: Unit) -> &'static str {
    match (&rule.by, unit) {
        (PriceKind::Flat { .. }, _) => "in all",
        (PriceKind::Percentage { .. } | PriceKind::PerStaff { .. }, Unit::Item) => "an order",
        (by, Unit::Pupil) if by.needs_pupils() => "a year for the whole school",
        (_, unit) => a_unit(unit),
    }
}

/// How a buyer stands towards the partnership, within a sentence.
pub const fn standing(standing: BuyerStanding) -> &'static str {
    match standing {
        BuyerStanding::Full => "a full member",
        BuyerStanding::Associate => "an associate member",
        BuyerStanding::NonMember => "a school that is not a member",
        BuyerStanding::OtherMember => "a member of another partnership",
    }
}

/// Who pays, at the head of a line.
pub const fn payers(standing: BuyerStanding) -> &'static str {
    match standing {
        BuyerStanding::Full => "Full members",
        BuyerStanding::Associate => "Associate members",
        BuyerStanding::NonMember => "Other schools",
        BuyerStanding::OtherMember => "Members of other partnerships",
    }
}

/// Who pays, in a few words: to whoever buys, and to others of members.
pub fn who_pays(who: WhoPays, is_buyer: bool) -> String {
    let school = if is_buyer { "your school" } else { "the school" };
    let membership = if is_buyer { "your membership" } else { "the membership" };
    match who {
        WhoPays::Nobody => "Free for every school".to_owned(),
        WhoPays::Membership => format!("In {membership}"),
        WhoPays::FirstInMembership(1) => format!("The first of a year is in {membership}"),
        WhoPays::FirstInMembership(count) => {
            format!("The first {} a year are in {membership}", grouped(count.into()))
        }
        WhoPays::PartlyPartnership(paid) => {
            format!("The partnership pays {} of it, {school} the rest", net(paid))
        }
        WhoPays::School if is_buyer => "Your school".to_owned(),
        WhoPays::School => "The school".to_owned(),
    }
}

fn net(amount: Net) -> String {
    pounds(amount.pence())
}

/// A price rule in a few words, for members: `£4.20 a pupil`, `£500 to £2,000 by size`, `free until
/// 31 August 2027, then £240 a day`.
pub fn rule_in_words(rule: &PriceRule, unit: Unit) -> String {
    let free = rule.by.is_free();
    let then = rule.next_change(BuyerStanding::Full, chrono::NaiveDate::MIN);
    let told = match then.filter(|_| free) {
        Some(then) => format!(
            "free until {}, then {}",
            day_in_full(then.pred_opt().unwrap_or(then)),
            by_in_words(&rule.starting(then).by, unit)
        ),
        None if free => "free".to_owned(),
        None => by_in_words(&rule.by, unit),
    };
    let included = rule.allowance.map(|allowance| match allowance.full {
        0 => String::new(),
        full => format!(", {} a year included", grouped(full.into())),
    });
    format!("{told}{}", included.unwrap_or_default())
}

fn by_in_words(by: &PriceKind, unit: Unit) -> String {
    let member = |rates: &Rates| net(rates.member.net);
    match by {
        PriceKind::PerUnit { rates } => format!("{} {}", member(rates), a_unit(unit)),
        PriceKind::Flat { rates } => format!("{} in all", member(rates)),
        PriceKind::PerPupil { rates } => format!("{} a pupil", member(rates)),
        PriceKind::Percentage { rates } => {
            format!("{} of the value you state{}", share(rates.member.net), a_time(unit))
        }
        PriceKind::PerStaff { rates } => {
            format!("{} for each member of staff{}", member(rates), a_time(unit))
        }
        PriceKind::BasePlusPerPupil { base, per_pupil } => {
            format!("{} and {} a pupil", member(base), member(per_pupil))
        }
        PriceKind::SizeBands { bands } => match (bands.first(), bands.last()) {
            (Some(least), Some(most)) if bands.len() > 1 => {
                format!("{} to {} by size", member(&least.rates), member(&most.rates))
            }
            (Some(only), _) => member(&only.rates),
            (None, _) => String::new(),
        },
    }
}

/// The share that takes so much of each £100: `2.5%`.
fn share(of_hundred: Net) -> BasisPoints {
    let points = u32::try_from(of_hundred.pence().get()).unwrap_or_default();
    BasisPoints::new(points)
}

/// `, a year`: what a price that follows from a figure is paid for, where that has a name of its own.
fn a_time(unit: Unit) -> String {
    if unit == Unit::Item { String::new() } else { format!(", {}", a_unit(unit)) }
}

/// What goes with a price, a sentence each.
pub fn extras_in_words(rule: &PriceRule, unit: Unit) -> Vec<String> {
    let counted = if rule.needs_pupils() { "pupil" } else { unit.label() };
    let within = if rule.needs_pupils() { "" } else { " of an order" };
    let mut told: Vec<String> = rule
        .steps
        .iter()
        .map(|step: &Step| {
            format!(
                "From the {} {counted}{within} on, each costs {} less; those before cost what they did.",
                ordinal(step.from),
                net(step.less)
            )
        })
        .collect();
    told.extend(rule.allowance.map(|allowance| allowance_in_words(allowance, unit)));
    told.extend(rule.subsidy.as_ref().map(subsidy_in_words));
    let whole = if rule.needs_pupils() { "A school pays" } else { "An order comes to" };
    told.extend(rule.minimum.map(|least| format!("{whole} {} at least.", net(least))));
    told.extend(rule.maximum.map(|most| format!("{whole} {} at most.", net(most))));
    told
}

/// `1st`, `22nd`, `11th`.
fn ordinal(number: u32) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{}{ending}", grouped(number.into()))
}

fn allowance_in_words(allowance: Allowance, unit: Unit) -> String {
    let so_many = |count: u32| format!("{} {}", grouped(count.into()), unit.label_for(count));
    let who = match (allowance.full, allowance.associate) {
        (full, associate) if full == associate => format!("Membership includes {}", so_many(full)),
        (full, 0) => format!("Full membership includes {}", so_many(full)),
        (0, associate) => format!("Associate membership includes {}", so_many(associate)),
        (full, associate) => format!(
            "Full membership includes {}, associate membership {}",
            so_many(full),
            grouped(associate.into())
        ),
    };
    format!("{who} in a year from September to August.")
}

fn subsidy_in_words(subsidy: &Subsidy) -> String {
    let much = match subsidy.most.map(net) {
        Some(most) if subsidy.is_amount() => format!("{most} of each"),
        Some(most) => format!("{} of a member’s price, up to {most} of each", subsidy.share),
        None => format!("{} of a member’s price", subsidy.share),
    };
    let until = subsidy.until.map(|day| format!(", until {}", day_in_full(day)));
    format!("The partnership pays {much}{}.", until.unwrap_or_default())
}

/// What is left of what the membership includes.
pub fn included_left(unit: Unit, (used, of): (u32, u32)) -> String {
    let all = format!("{} {}", grouped(of.into()), unit.label_for(of));
    let left = of.saturating_sub(used);
    match (used, left) {
        (0, _) => format!("Your membership includes {all} a year. You have used none of them."),
        (_, 0) => format!("Your membership includes {all} a year, and you have used them all."),
        (used, left) => format!(
            "Your membership includes {all} a year. You have used {}, so {} more cost nothing.",
            grouped(used.into()),
            grouped(left.into())
        ),
    }
}

/// What a component of a price is for.
pub const fn component(kind: ComponentKind) -> &'static str {
    match kind {
        ComponentKind::Pay => "Pay",
        ComponentKind::HolidayPay => "Holiday pay",
        ComponentKind::NationalInsurance => "Employer’s National Insurance",
        ComponentKind::Pension => "Employer’s pension",
        ComponentKind::Levy => "Apprenticeship levy",
        ComponentKind::Other => "Other costs",
        ComponentKind::AgencyFee => "Agency’s fee",
        ComponentKind::PartnershipFee => "Partnership’s fee",
    }
}

/// A price in one sentence: `£439 plus £1.08 for each of your 412 pupils`. `your` is whose pupils they
/// are: `your`, `its`.
pub fn price_in_a_sentence(working: &Working, unit: Unit, your: &str) -> String {
    let mut sums: Vec<String> = Vec::new();
    let mut rest = String::new();
    for line in &working.lines {
        match *line {
            WorkingLine::Units { rate, count: 1, .. } => {
                sums.push(format!("{} {}", net(rate), a_unit(unit)));
            }
            WorkingLine::Units { rate, count, .. } => {
                let units = unit.label_for(count);
                sums.push(format!("{} {units} at {}", grouped(count.into()), net(rate)));
            }
            WorkingLine::Base { net: sum } => sums.push(net(sum)),
            WorkingLine::Percentage { share, of, .. } => {
                sums.push(format!("{share} of {}", net(of)));
            }
            WorkingLine::Staff { rate, staff, .. } => {
                let staff = grouped(staff.into());
                sums.push(format!("{} for each of {your} {staff} staff", net(rate)));
            }
            WorkingLine::Flat { net: sum } => sums.push(format!("{} in all", net(sum))),
            WorkingLine::Pupils { rate, pupils, .. } => {
                let pupils = grouped(pupils.into());
                sums.push(format!("{} for each of {your} {pupils} pupils", net(rate)));
            }
            WorkingLine::PupilsFrom { rate, from, pupils, .. } => {
                let which = if from == 1 { "first" } else { "next" };
                let pupils = grouped(pupils.into());
                sums.push(format!("{} for each of the {which} {pupils} pupils", net(rate)));
            }
            WorkingLine::Band { from_pupils, to_pupils, net: sum, .. } => {
                sums.push(format!("{} for {}", net(sum), band_of(from_pupils, to_pupils)));
            }
            WorkingLine::Included { count, .. } => {
                let units = unit.label_for(count);
                sums.push(format!("{} {units} included in the membership", grouped(count.into())));
            }
            WorkingLine::Packaged { count, .. } => {
                let units = unit.label_for(count);
                sums.push(format!("{} {units} from a package", grouped(count.into())));
            }
            WorkingLine::MinimumApplied { minimum, .. } => {
                rest.push_str(&format!(", but {} at least", net(minimum)));
            }
            WorkingLine::CapApplied { maximum, .. } => {
                rest.push_str(&format!(", but {} at most", net(maximum)));
            }
            WorkingLine::Repeated { count, .. } => {
                rest.push_str(&format!(", {} times", grouped(count.into())));
            }
            WorkingLine::Shared { days, .. } => {
                rest.push_str(&format!(", shared by {} days", grouped(days.into())));
            }
            WorkingLine::Subsidised { net: off, .. } => {
                rest.push_str(&format!(", less {} that the partnership pays", taken_off(off)));
            }
        }
    }
    format!("{}{rest}", sums.join(" plus "))
}

fn band_of(from_pupils: u32, to_pupils: Option<u32>) -> String {
    let from = grouped(from_pupils.into());
    match to_pupils {
        Some(to) => format!("schools with {from} to {} pupils", grouped(to.into())),
        None => format!("schools with {from} pupils or more"),
    }
}

/// What a line takes off, as an amount.
fn taken_off(less: Net) -> String {
    pounds(domain::Pence::new(less.pence().get().saturating_abs()))
}

/// The sentences that work a price out, for a unit.
pub fn working_in_words(working: &Working, unit: Unit) -> Vec<String> {
    let who = standing(working.standing);
    let first = format!("Your school buys as {who}.");
    let from = working.stated_from.as_ref();
    let from = from.map(|from| format!("Your school states that figure. It is from: {from}"));
    std::iter::once(first)
        .chain(working.lines.iter().map(|line| line_in_words(*line, unit)))
        .chain(from)
        .collect()
}

/// One step of a working as a sentence.
pub fn line_in_words(line: WorkingLine, unit: Unit) -> String {
    match line {
        WorkingLine::Units { rate, count: 1, .. } => {
            format!("The price is {} {}.", net(rate), a_unit(unit))
        }
        WorkingLine::Units { rate, count, net: sum } => format!(
            "{} {} at {} come to {}.",
            grouped(count.into()),
            unit.label_for(count),
            net(rate),
            net(sum)
        ),
        WorkingLine::Base { net: base } => format!("Every school pays {}.", net(base)),
        WorkingLine::Pupils { rate, pupils, net: sum } => format!(
            "{} for each of your {} pupils comes to {}.",
            net(rate),
            grouped(pupils.into()),
            net(sum)
        ),
        WorkingLine::PupilsFrom { rate, from, pupils, net: sum } => {
            let which = if from == 1 { "first" } else { "next" };
            let pupils = grouped(pupils.into());
            format!("{} for each of the {which} {pupils} pupils comes to {}.", net(rate), net(sum))
        }
        WorkingLine::Band { from_pupils, to_pupils, pupils, net: price } => {
            let (band, yours) = (band_of(from_pupils, to_pupils), grouped(pupils.into()));
            let band = band.strip_prefix("schools").unwrap_or(&band);
            format!("Schools{band} pay {}. Yours has {yours}.", net(price))
        }
        WorkingLine::Flat { net: flat } => {
            format!("The price is {} in all, however much you use.", net(flat))
        }
        WorkingLine::Percentage { share, of, net: sum } => {
            format!("{share} of {} comes to {}.", net(of), net(sum))
        }
        WorkingLine::Staff { rate, staff, net: sum } => format!(
            "{} for each of your {} members of staff comes to {}.",
            net(rate),
            grouped(staff.into()),
            net(sum)
        ),
        WorkingLine::MinimumApplied { minimum, net: added } => {
            format!("The least a school pays is {}, so {} is added.", net(minimum), net(added))
        }
        WorkingLine::CapApplied { maximum, net: less } => {
            let (most, less) = (net(maximum), taken_off(less));
            format!("The most a school pays is {most}, so {less} is taken off.")
        }
        WorkingLine::Repeated { once, count, .. } => {
            format!("{} is paid {} times.", net(once), grouped(count.into()))
        }
        WorkingLine::Included { count, of, used, .. } => format!(
            "Your membership includes {} a year. You had used {}, so {} cost nothing.",
            grouped(of.into()),
            grouped(used.into()),
            grouped(count.into())
        ),
        WorkingLine::Packaged { count, of, used, .. } => format!(
            "The package has {}. You had taken {}, so {} cost nothing.",
            grouped(of.into()),
            grouped(used.into()),
            grouped(count.into())
        ),
        WorkingLine::Shared { days, .. } => {
            format!("{} days share that amount.", grouped(days.into()))
        }
        WorkingLine::Subsidised { net: off, .. } => {
            format!("The partnership pays {} of it.", taken_off(off))
        }
    }
}

#[cfg(test)]
mod tests;
