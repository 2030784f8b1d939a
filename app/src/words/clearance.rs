//! Checks of people in words.

use domain::calendar::short_day;
use domain::capacity::{ClearanceKind, Cleared};

/// What a check is called.
pub const fn clearance(kind: ClearanceKind) -> &'static str {
    match kind {
        ClearanceKind::Identity => "Identity",
        ClearanceKind::EnhancedDbs => "Enhanced DBS",
        ClearanceKind::BarredList => "Children’s barred list",
        ClearanceKind::RightToWork => "Right to work in the UK",
        ClearanceKind::Prohibition => "Prohibition from teaching",
        ClearanceKind::Overseas => "Checks in other countries",
        ClearanceKind::Registration => "Professional register (BACP, HCPC)",
        ClearanceKind::Insurance => "Professional indemnity insurance",
    }
}

/// Until when somebody is cleared, in a cell of a table.
pub fn cleared(cleared: Cleared) -> String {
    match cleared {
        Cleared::Always => "No end".to_owned(),
        Cleared::Until(last) => short_day(last),
        Cleared::Never => "Something is missing".to_owned(),
    }
}

/// Some checks in one line.
pub fn clearances(kinds: &[ClearanceKind]) -> String {
    kinds.iter().map(|kind| clearance(*kind)).collect::<Vec<_>>().join(", ")
}
