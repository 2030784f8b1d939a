//! How much is measured, for how long, and of which build.

use std::path::PathBuf;
use std::time::Duration;

use crate::environment::target;

/// How much of everything a world has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) services: u32,
    pub(super) schools: u32,
    /// Orders besides those that the world is made with; each brings a saving along.
    pub(super) orders: u32,
    /// Buyers who want the same day.
    pub(super) racers: u32,
}

/// Whether this is a measurement, or a rehearsal of one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    pub(super) is_rehearsal: bool,
}

impl Scale {
    /// Where cargo puts a program: a rehearsal takes the debug build.
    pub(super) fn program(self, name: &str) -> PathBuf {
        target().join(if self.is_rehearsal { "debug" } else { "release" }).join(name)
    }

    /// The set that peers were measured on.
    pub(super) const fn small(self) -> Size {
        let services = if self.is_rehearsal { 120 } else { 2_000 };
        // Enough for a whole page of every list, so that what grows is the table and not the answer.
        Size { services, schools: 112, orders: 12_000, racers: 0 }
    }

    /// A country's worth.
    pub(super) const fn large(self) -> Size {
        if self.is_rehearsal {
            Size { services: 400, schools: 500, orders: 30_000, racers: 0 }
        } else {
            Size { services: 100_000, schools: 30_000, orders: 1_000_000, racers: 0 }
        }
    }

    /// Little besides a hundred buyers.
    pub(super) const fn race() -> Size {
        Size { services: 30, schools: 56, orders: 0, racers: 100 }
    }

    /// Rounds of a measurement; odd, so that there is a median.
    pub(super) const fn rounds(self) -> usize {
        if self.is_rehearsal { 1 } else { 3 }
    }

    /// How long a work is done before it counts.
    pub(super) const fn warm_up(self) -> Duration {
        Duration::from_millis(if self.is_rehearsal { 50 } else { 500 })
    }

    /// How long it counts.
    pub(super) const fn length(self) -> Duration {
        Duration::from_millis(if self.is_rehearsal { 200 } else { 3_000 })
    }
}
