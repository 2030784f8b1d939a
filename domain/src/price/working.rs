//! How a price was worked out, line by line, as orders keep it and pages say it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::extra::Subsidy;
use super::made_of::ComponentKind;
use super::package::FromPackage;
use super::rates::BuyerStanding;
use super::stated::Stated;
use crate::money::{BasisPoints, Net, Overflow, Pence};

/// The working of one quote. The lines sum to the quote to the penny.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Working {
    /// Whose price it is.
    pub standing: BuyerStanding,
    /// The day whose prices were used.
    pub on: NaiveDate,
    /// The steps, in the order in which they are said.
    pub lines: Vec<WorkingLine>,
    /// What the price before any subsidy is made of, where the buyer is told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub made_of: Vec<WorkingComponent>,
    /// Where the figure is from that the buyer stated, in its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_from: Option<String>,
    /// The package that it was taken from, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<FromPackage>,
}

/// What a price is made of, in part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingComponent {
    /// What it is for.
    pub kind: ComponentKind,
    /// How much of the price.
    pub net: Net,
}

/// One step of a working, with what it adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum WorkingLine {
    /// A rate for each unit bought.
    Units {
        /// The price of one.
        rate: Net,
        /// How many.
        count: u32,
        /// Rate times count.
        net: Net,
    },
    /// A fixed part that comes before what is charged by head.
    Base {
        /// The fixed part.
        net: Net,
    },
    /// A rate for each pupil of the school.
    Pupils {
        /// The price for one pupil.
        rate: Net,
        /// How many pupils.
        pupils: u32,
        /// Rate times pupils.
        net: Net,
    },
    /// A rate for those of the school's pupils that a step counts.
    PupilsFrom {
        /// The price for one pupil.
        rate: Net,
        /// The first of them, counted from 1.
        from: u32,
        /// How many of them.
        pupils: u32,
        /// Rate times pupils.
        net: Net,
    },
    /// The price of the size band the school is in.
    Band {
        /// The fewest pupils of the band.
        from_pupils: u32,
        /// The most pupils of the band; nothing for the last one.
        to_pupils: Option<u32>,
        /// The school's pupils.
        pupils: u32,
        /// The band's price.
        net: Net,
    },
    /// One amount for the whole.
    Flat {
        /// The amount.
        net: Net,
    },
    /// A share of a value that the buyer stated.
    Percentage {
        /// The share.
        share: BasisPoints,
        /// The value.
        of: Net,
        /// The share of it.
        net: Net,
    },
    /// A rate for each member of staff that the buyer stated.
    Staff {
        /// The price for one of them.
        rate: Net,
        /// How many.
        staff: u32,
        /// Rate times staff.
        net: Net,
    },
    /// The least that is charged is more than the lines before.
    MinimumApplied {
        /// The least that is charged.
        minimum: Net,
        /// What is added to reach it.
        net: Net,
    },
    /// The most that is charged is less than the lines before.
    CapApplied {
        /// The most that is charged.
        maximum: Net,
        /// What is taken off to reach it: negative.
        net: Net,
    },
    /// What the lines before come to, bought more than once (or not at all).
    Repeated {
        /// What it comes to once.
        once: Net,
        /// How many times.
        count: u32,
        /// What the other times add.
        net: Net,
    },
    /// Included in the membership.
    Included {
        /// How many.
        count: u32,
        /// How many the membership includes in a year.
        of: u32,
        /// How many of them were used before.
        used: u32,
        /// Nothing.
        net: Net,
    },
    /// Taken from a package that was bought before.
    Packaged {
        /// How many.
        count: u32,
        /// How many are in the package.
        of: u32,
        /// How many of them were taken before.
        used: u32,
        /// Nothing.
        net: Net,
    },
    /// One amount for several days: what the others bear of it.
    Shared {
        /// How many days share it.
        days: u32,
        /// What is taken off: negative.
        net: Net,
    },
    /// What the partnership pays.
    Subsidised {
        /// By which rule.
        subsidy: Subsidy,
        /// What is taken off: negative.
        net: Net,
    },
}

impl WorkingLine {
    /// What the line adds to the price; negative for what it takes off.
    pub const fn net(self) -> Net {
        match self {
            Self::Units { net, .. }
            | Self::Base { net }
            | Self::Pupils { net, .. }
            | Self::Band { net, .. }
            | Self::Flat { net }
            | Self::Percentage { net, .. }
            | Self::Staff { net, .. }
            | Self::MinimumApplied { net, .. }
            | Self::CapApplied { net, .. }
            | Self::PupilsFrom { net, .. }
            | Self::Repeated { net, .. }
            | Self::Included { net, .. }
            | Self::Packaged { net, .. }
            | Self::Shared { net, .. }
            | Self::Subsidised { net, .. } => net,
        }
    }
}

impl Working {
    pub(super) const fn new(standing: BuyerStanding, on: NaiveDate) -> Self {
        Self::of(standing, on, Vec::new())
    }

    /// The working of steps that are known.
    pub const fn of(standing: BuyerStanding, on: NaiveDate, lines: Vec<WorkingLine>) -> Self {
        Self { standing, on, lines, made_of: Vec::new(), stated_from: None, package: None }
    }

    /// The figure that the buyer stated, where it was worked out by one.
    pub fn stated(&self) -> Option<Stated> {
        self.lines.iter().find_map(|line| {
            if let WorkingLine::Percentage { of, .. } = *line {
                return Some(Stated::Value(of));
            }
            let WorkingLine::Staff { staff, .. } = *line else { return None };
            Some(Stated::Staff(staff))
        })
    }

    /// The sum of the lines.
    pub fn total(&self) -> Result<Net, Overflow> {
        Net::total(self.lines.iter().map(|line| line.net()))
    }

    /// What it comes to before the partnership pays its part.
    pub fn before_subsidy(&self) -> Result<Net, Overflow> {
        let is_price = |line: &&WorkingLine| !matches!(line, WorkingLine::Subsidised { .. });
        Net::total(self.lines.iter().filter(is_price).map(|line| line.net()))
    }

    /// What the partnership pays of it; nothing where it pays nothing.
    pub fn subsidy(&self) -> Result<Option<Net>, Overflow> {
        let mut paid = self.lines.iter().filter_map(|line| {
            let WorkingLine::Subsidised { net, .. } = line else { return None };
            Some(net.pence().negated().map(Net))
        });
        paid.next().transpose()
    }

    /// Whether the membership includes all of it.
    pub fn is_included(&self) -> bool {
        matches!(self.lines.as_slice(), [WorkingLine::Included { .. }])
    }

    /// Whether it was taken from a package.
    pub const fn is_packaged(&self) -> bool {
        self.package.is_some()
    }

    /// How many units were charged: pupils count where the price is by them.
    pub fn charged(&self) -> u32 {
        let mut units = self.lines.iter().filter_map(|line| {
            let WorkingLine::Units { count, .. } = line else { return None };
            Some(*count)
        });
        if let Some(first) = units.next() {
            return units.fold(first, u32::saturating_add);
        }
        let repeated = self.lines.iter().find_map(|line| {
            let WorkingLine::Repeated { count, .. } = line else { return None };
            Some(*count)
        });
        repeated.unwrap_or(1).saturating_mul(self.of_pupils().unwrap_or(1))
    }

    /// The school's pupils that it was worked out by.
    pub fn of_pupils(&self) -> Option<u32> {
        let mut counted = self.lines.iter().filter_map(|line| {
            let (WorkingLine::Pupils { pupils, .. }
            | WorkingLine::PupilsFrom { pupils, .. }
            | WorkingLine::Band { pupils, .. }) = line
            else {
                return None;
            };
            Some(*pupils)
        });
        let first = counted.next()?;
        Some(counted.fold(first, u32::saturating_add))
    }

    pub(super) fn units(&mut self, rate: Net, count: u32) -> Result<(), Overflow> {
        let net = Net(rate.pence().times(i64::from(count))?);
        self.lines.push(WorkingLine::Units { rate, count, net });
        Ok(())
    }

    pub(super) fn pupils(&mut self, rate: Net, pupils: u32) -> Result<(), Overflow> {
        let net = Net(rate.pence().times(i64::from(pupils))?);
        self.lines.push(WorkingLine::Pupils { rate, pupils, net });
        Ok(())
    }

    pub(super) fn pupils_from(
        &mut self,
        rate: Net,
        from: u32,
        pupils: u32,
    ) -> Result<(), Overflow> {
        let net = Net(rate.pence().times(i64::from(pupils))?);
        self.lines.push(WorkingLine::PupilsFrom { rate, from, pupils, net });
        Ok(())
    }

    /// Holds what the lines come to between a least and a most, by a line that says so.
    pub(super) fn hold_between(
        &mut self,
        minimum: Option<Net>,
        maximum: Option<Net>,
    ) -> Result<(), Overflow> {
        let total = self.total()?;
        if let Some(minimum) = minimum.filter(|minimum| total < *minimum) {
            let net = Net(minimum.pence().minus(total.pence())?);
            self.lines.push(WorkingLine::MinimumApplied { minimum, net });
        } else if let Some(maximum) = maximum.filter(|maximum| total > *maximum) {
            let net = Net(maximum.pence().minus(total.pence())?);
            self.lines.push(WorkingLine::CapApplied { maximum, net });
        }
        Ok(())
    }

    /// Takes what the lines come to so many times, and gives what they come to once.
    pub(super) fn repeat(&mut self, count: u32) -> Result<Net, Overflow> {
        let once = self.total()?;
        if count != 1 {
            let net: Pence = once.pence().times(i64::from(count) - 1)?;
            self.lines.push(WorkingLine::Repeated { once, count, net: Net(net) });
        }
        Ok(once)
    }
}
