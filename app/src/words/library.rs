//! The library in words: what a resource is, who may read it, how often it was read.

use domain::library::{ResourceKind, ResourceReach};

use super::plural;

/// What a resource is.
pub const fn kind(kind: ResourceKind) -> &'static str {
    match kind {
        ResourceKind::Policy => "Policy",
        ResourceKind::Template => "Template",
        ResourceKind::Guide => "Guide",
        ResourceKind::Recording => "Recording",
    }
}

/// Who may read it.
pub const fn reach(reach: ResourceReach) -> &'static str {
    match reach {
        ResourceReach::Members => "Our members",
        ResourceReach::Everybody => "Everybody",
    }
}

/// How often it was read: `Read 12 times`.
pub fn reads(reads: i64) -> String {
    format!("Read {}", plural(reads.unsigned_abs(), "time", "times"))
}
