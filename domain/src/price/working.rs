//! How a price was worked out, line by line, as orders keep it and pages say it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::rates::BuyerStanding;
use crate::money::{Net, Overflow, Pence};

/// The working of one quote. The lines sum to the quote to the penny.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Working {
    /// Whose price it is.
    pub standing: BuyerStanding,
    /// The day whose prices were used.
    pub on: NaiveDate,
    /// The steps, in the order in which they are said.
    pub lines: Vec<WorkingLine>,
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
            | Self::MinimumApplied { net, .. }
            | Self::CapApplied { net, .. }
            | Self::Repeated { net, .. } => net,
        }
    }
}

impl Working {
    pub(super) const fn new(standing: BuyerStanding, on: NaiveDate) -> Self {
        Self { standing, on, lines: Vec::new() }
    }

    /// The sum of the lines.
    pub fn total(&self) -> Result<Net, Overflow> {
        Net::total(self.lines.iter().map(|line| line.net()))
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
