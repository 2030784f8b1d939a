//! What a budget code stands for, and the academies' code for the same.
//!
//! The Consistent Financial Reporting framework 2024–25 (maintained schools), and the Academies Accounts
//! Return beside it. Where the lists of the Department for Education disagree about an academies' code, none is given.

use crate::text::Cfr;

/// A line of a school's budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BudgetLine {
    /// Maintained schools' code.
    pub cfr: &'static str,
    /// What it is for.
    pub name: &'static str,
    /// Academies' code for the same; nothing where it is not settled.
    pub aar: Option<&'static str>,
}

const fn line(cfr: &'static str, name: &'static str, aar: &'static str) -> BudgetLine {
    BudgetLine { cfr, name, aar: if aar.is_empty() { None } else { Some(aar) } }
}

const LINES: [BudgetLine; 39] = [
    line("E01", "Teaching staff", "BAE010"),
    line("E02", "Supply teaching staff", "BAE020"),
    line("E03", "Education support staff", "BAE030"),
    line("E04", "Premises staff", "BAE050"),
    line("E05", "Administrative and clerical staff", "BAE040"),
    line("E06", "Catering staff", "BAE060"),
    line("E07", "Other staff", "BAE070"),
    line("E08", "Indirect employee expenses", "BAE080"),
    line("E09", "Staff development and training", "BAE090"),
    line("E10", "Supply teacher insurance", "BAE100"),
    line("E11", "Staff-related insurance", "BAE110"),
    line("E12", "Building maintenance and improvement", "BAE120"),
    line("E13", "Grounds maintenance and improvement", ""),
    line("E14", "Cleaning and caretaking", "BAE130"),
    line("E15", "Water and sewerage", "BAE140"),
    line("E16", "Energy", "BAE150"),
    line("E17", "Rates", "BAE160"),
    line("E18", "Other occupation costs", "BAE180"),
    line("E19", "Learning resources (not ICT equipment)", "BAE200"),
    line("E20A", "Connectivity", "BAE210"),
    line("E20B", "Onsite servers", "BAE210"),
    line("E20C", "IT learning resources", "BAE210"),
    line("E20D", "Administration software and systems", "BAE280"),
    line("E20E", "Laptops, desktops and tablets", "BAE210"),
    line("E20F", "Other hardware", "BAE210"),
    line("E20G", "IT support", "BAE210"),
    line("E21", "Examination fees", "BAE220"),
    line("E22", "Administrative supplies", "BAE280"),
    line("E23", "Other insurance premiums", "BAE270"),
    line("E24", "Special facilities", "BAE190"),
    line("E25", "Catering supplies", "BAE250"),
    line("E26", "Agency supply teaching staff", "BAE240"),
    line("E27", "Bought-in professional services: curriculum", "BAE230"),
    line("E28a", "Bought-in professional services: other", "BAE300"),
    line("E28b", "Bought-in professional services: PFI", "BAE310"),
    line("E29", "Interest on loans and bank", ""),
    line("E30", "Direct revenue financing", ""),
    line("E31", "Community focused school staff", ""),
    line("E32", "Community focused school costs", ""),
];

/// What a budget code stands for; nothing for a code that is not of the framework.
pub fn budget_line(code: &Cfr) -> Option<&'static BudgetLine> {
    LINES.iter().find(|line| line.cfr.eq_ignore_ascii_case(code.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::Category;

    #[test]
    fn every_code_that_a_category_suggests_is_a_line_of_the_budget() {
        for category in Category::ALL {
            for code in category.defaults().cfr_choices() {
                assert!(budget_line(&code).is_some(), "{code}");
            }
        }
        let agency = budget_line(&Cfr::parse("e26").unwrap()).unwrap();
        assert_eq!((agency.name, agency.aar), ("Agency supply teaching staff", Some("BAE240")));
        let grounds = budget_line(&Cfr::parse("E13").unwrap()).unwrap();
        assert_eq!(grounds.aar, None, "the lists disagree");
    }
}
