//! Terms in words.

use domain::calendar::TermName;

/// What a term is called.
pub const fn term(name: TermName) -> &'static str {
    match name {
        TermName::Autumn => "Autumn term",
        TermName::Spring => "Spring term",
        TermName::Summer => "Summer term",
    }
}
