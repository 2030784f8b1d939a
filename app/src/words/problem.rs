//! What is wrong with a field, said so that it can be put right.

use domain::Problem;
use domain::calendar::short_day;
use domain::money::grouped;

use super::pounds;

/// The words beside a field.
pub fn problem(problem: &Problem) -> String {
    match problem {
        Problem::Missing => "Enter this, or choose one of the options".to_owned(),
        Problem::TooLong { max } => format!("Use {max} characters or fewer"),
        Problem::TooShort { min } => format!("Use at least {min} characters"),
        Problem::NotAnEmail => {
            "Enter an email address in the correct format, like name@school.sch.uk".to_owned()
        }
        Problem::NotATime => "Enter a time of day, like 17:00".to_owned(),
        Problem::NotADate => "Enter a day that there is, with its month and year, like 27 3 2026".to_owned(),
        Problem::OtherYear => {
            "Choose a day of the same financial year: cancel this one and book another instead"
                .to_owned()
        }
        Problem::InThePast => "Choose today or a later date".to_owned(),
        Problem::InTheFuture => "Choose today or a day in the past".to_owned(),
        Problem::NotAVatNumber => {
            "Enter a VAT number, like GB 123 4567 89: nine or twelve digits".to_owned()
        }
        Problem::NotASortCode => "Enter a sort code, like 20-00-00".to_owned(),
        Problem::NotAnAccountNumber => "Enter an account number: eight digits".to_owned(),
        Problem::NotASchoolDay => "School is out on that day. Choose a day of a term".to_owned(),
        Problem::OutsideSchoolYear => "Choose a day of this school year, 1 August to 31 July".to_owned(),
        Problem::BeforeStart => "The end must not be before the start".to_owned(),
        Problem::TooEarly { earliest } => {
            format!("Choose {} or a later day", domain::calendar::day_in_words(*earliest))
        }
        Problem::AfterFirst { first } => {
            format!("Choose {} or an earlier day", domain::calendar::day_in_words(*first))
        }
        Problem::NotALink => {
            "Enter the whole address of a page, like https://meet.example/reading".to_owned()
        }
        Problem::AttendanceTaken { day } => format!(
            "Leave {} in: who came on that day has been ticked",
            domain::calendar::day_in_words(*day)
        ),
        Problem::MoreThanPlaces { places } => {
            format!("Name {places} delegates or fewer, one for each place")
        }
        Problem::NotWorking => "Choose a day between their first and their last day".to_owned(),
        Problem::NothingChanged => "Change something first: everything is as it was".to_owned(),
        Problem::NotCleared => "Choose a day until which their checks count, or enter a newer check".to_owned(),
        Problem::NotMoney => "Enter an amount in pounds, like 395 or 395.50".to_owned(),
        Problem::NotANumber => "Enter a whole number, like 412".to_owned(),
        // A most that nobody comes near helps nobody.
        Problem::OutOfRange { min, max } if *max >= i64::from(u32::MAX) => {
            format!("Enter {min} or more")
        }
        Problem::OutOfRange { min, max } => {
            let number = |n: &i64| {
                let sign = if *n < 0 { "\u{2212}" } else { "" };
                format!("{sign}{}", grouped(n.unsigned_abs()))
            };
            format!("Enter a number between {} and {}", number(min), number(max))
        }
        Problem::NotAChoice => "Choose one of the options".to_owned(),
        Problem::NotLetters { min, max } => format!("Use {min} to {max} letters, A to Z"),
        Problem::NoLetter => "A name needs at least one letter".to_owned(),
        Problem::HiddenCharacter => {
            "There is a character in this that nobody can see. Type it again instead of pasting it"
                .to_owned()
        }
        Problem::NotAContact => {
            "Enter a name, an email address or a telephone number".to_owned()
        }
        Problem::MonthsAtMost { months } => {
            format!("Choose a last day at most {months} months after the first day")
        }
        Problem::BelowLower => "The upper end must not be below the lower one".to_owned(),
        Problem::BeforeClosing => "The service must start after the deal closes".to_owned(),
        Problem::NotAUrn => "Enter a school’s URN: six digits, like 100000".to_owned(),
        Problem::NotAPostcode => "Enter a full UK postcode, like RM10 7FH".to_owned(),
        Problem::NotAPurchaseOrderNumber => {
            "Enter a purchase order number, like PO-10423: letters, digits, - / . _ only".to_owned()
        }
        Problem::NotACpv => "Enter a CPV code: eight digits, like 85312320".to_owned(),
        Problem::NotACfr => "Enter a CFR code, like E27".to_owned(),
        Problem::FiguresMoved => {
            "The figures have moved since. Look at them again before you conclude".to_owned()
        }
        Problem::OtherMeasure => {
            "The register is counted in something else. Choose the same, or end those entries first"
                .to_owned()
        }
        Problem::HoldsAlready => {
            "This one is in the register at that time already. End that entry first".to_owned()
        }
        Problem::ChairTaken { by, since } => format!(
            "{by} has been in the chair since {}. End that time first, or choose another office",
            short_day(*since)
        ),
        Problem::SitsAlready => "They sit on it already. End that time first".to_owned(),
        Problem::NoAccountHere => {
            "Nobody here or at a member school has an account with this address. Enter their name instead"
                .to_owned()
        }
        Problem::MoreThanWhole { left } => {
            format!("This would come to more than 100%. At most {left} is left")
        }
        Problem::NotTheWhole { sum } => format!("These come to {sum}. They have to come to 100%"),
        Problem::AlreadyUsed => "This is already in use. Choose another".to_owned(),
        Problem::WrongPassword => {
            "Email address or password is not right. Check both and try again".to_owned()
        }
        Problem::NotThePassword => "This is not your password. Check it and try again".to_owned(),
        Problem::WrongCode => {
            "This code does not work. Wait for the next one that your phone shows, then enter that"
                .to_owned()
        }
        Problem::TooCommon => {
            "This password is easy to guess. Try three words that do not belong together".to_owned()
        }
        Problem::FileTooLarge { max_megabytes } => {
            format!("The file must be {max_megabytes} MB or smaller")
        }
        Problem::FileKind => {
            "Choose a PDF, picture (PNG or JPEG), Word, Excel or CSV file".to_owned()
        }
        Problem::TooMany { most } => format!(
            "There are more than {}, the most that can be taken here. Take some away and try again",
            grouped(most.unsigned_abs())
        ),
        Problem::ColumnMissing => "This column is missing from the file".to_owned(),
        Problem::ColumnTwice => "This column is in the file twice. Take one of them out".to_owned(),
        Problem::NoHeader => {
            "The first row of the file must hold the names of its columns, URN among them"
                .to_owned()
        }
        Problem::FileEmpty => "The file is empty".to_owned(),
        Problem::NotText => {
            "This is not a text file. Save it from your spreadsheet as CSV and try again".to_owned()
        }
        Problem::CutOff => {
            "The file ends in the middle of this row, or a quotation mark is not closed".to_owned()
        }
        Problem::Unclosed { to } => unclosed(*to),
        Problem::NotASpreadsheet => {
            "Choose an Excel workbook (.xlsx) or a CSV file. Other kinds, like .xls, .ods or PDF, \
             are not read here: open it and save it as .xlsx"
                .to_owned()
        }
        Problem::WorkbookDamaged => {
            "This workbook is damaged. Open it in your spreadsheet, save it again as .xlsx and send \
             that"
                .to_owned()
        }
        Problem::UnpacksTooLarge { max_megabytes } => format!(
            "This workbook is larger than {max_megabytes} MB once it is opened. Copy the list into a \
             new workbook and send that"
        ),
        Problem::OnLines(lines) => {
            let told = lines.iter().map(|(line, found)| format!("Line {line}: {}", super::problem(found)));
            told.collect::<Vec<_>>().join(". ")
        }
        Problem::NotFromNought => {
            "Begin the first size with 0 pupils, so that every school has a price".to_owned()
        }
        Problem::SizesOutOfOrder => {
            "Begin each size with more pupils than the one before".to_owned()
        }
        Problem::NotForThisPrice => {
            "This does not go with how the price is worked out. Leave it empty, or work the price out otherwise".to_owned()
        }
        Problem::NotByThisUnit => {
            "Days from a calendar are sold by the day or the half day, and places at an event by the place. Change the unit, or choose something else here".to_owned()
        }
        Problem::PackageNotYearly => {
            "A package is agreed on for a year. Choose a yearly agreement, or empty the package".to_owned()
        }
        Problem::PackageWholeYear => {
            "What is in a package is the same however late it is bought. Choose the whole year’s price".to_owned()
        }
        Problem::NotForPackages => {
            "Choose a service of yours that is on sale and ordered by days, places or a number".to_owned()
        }
        Problem::OutsidePackage { first_on, last_on } => format!(
            "This day is part of a package. Choose one from {} to {}",
            short_day(*first_on),
            short_day(*last_on)
        ),
        Problem::CheaperStepsOutOfOrder => {
            "Begin with the second or a later one. Each number must be larger than the one before, and take off more".to_owned()
        }
        Problem::TooLate { latest } => {
            format!("Choose {} or an earlier day", domain::calendar::day_in_words(*latest))
        }
        Problem::MoreThanLeft { left } => format!("Enter at most {}: no more is left of it", pounds(*left)),
        Problem::OnlyOfALine => "Leave this empty, or choose one line".to_owned(),
        Problem::NotLess => "Enter less than it comes to now, and more than nothing".to_owned(),
        Problem::MoreThanThePrice => "This is more than the price itself".to_owned(),
        Problem::NotTheSum { sum, price } => format!(
            "These come to {}, and members pay {}. Change one of them, or leave what members pay empty",
            super::pounds(*sum),
            super::pounds(*price)
        ),
        Problem::OverCap { cap, source } => {
            format!("The most this may be is {} ({source})", super::pounds(*cap))
        }
        Problem::StepsOutOfOrder => {
            "Each price break needs a larger total and a lower price than the one before".to_owned()
        }
        Problem::NotAnArea => {
            "Enter a council area of England, like Redbridge or North Yorkshire".to_owned()
        }
        Problem::UnknownSchool => "No school in the register has this number".to_owned(),
        Problem::CountedUntil { until } => format!(
            "This is measured against another deal or order until {}. Choose or enter something else \
             that you pay, so that nothing is counted twice",
            domain::calendar::day_in_words(*until)
        ),
        Problem::Overlaps { from } => format!(
            "Another membership of the school begins on {}, and the two would overlap",
            domain::calendar::day_in_words(*from)
        ),
        Problem::EndsAlready { on } => format!(
            "The membership ends on {} already, and stays as it is",
            domain::calendar::day_in_words(*on)
        ),
        Problem::BeginsAlready { on } => format!(
            "It begins on {} already, and stays as it is",
            domain::calendar::day_in_words(*on)
        ),
        Problem::NotYoursToGive => {
            "You cannot give this role. Ask somebody whose role lets them, like an approver"
                .to_owned()
        }
        Problem::LastInRole => {
            "Nobody would be left to approve, or to look after people. Bring in another first"
                .to_owned()
        }
        Problem::ApprovesMore => {
            "They may approve more than you may. Ask an approver who has no limit".to_owned()
        }
        Problem::LastWithoutLimit => {
            "Nobody would be left who approves without a limit. Invite another such approver first"
                .to_owned()
        }
        Problem::AfterJoining => {
            "Leave this blank until they have accepted the invitation".to_owned()
        }
        Problem::SchoolDecides => {
            "The school’s own people say who acts for it, and what each may spend".to_owned()
        }
        Problem::NotAMember => "No member has this number".to_owned(),
        Problem::ClosedSchool => "The register has closed this school".to_owned(),
        Problem::LinkExpired => {
            "This link has been used or has run out. Ask for a new one".to_owned()
        }
        Problem::ReasonNeeded => "This is unusual. Say in a sentence why it is right".to_owned(),
        Problem::AlreadyThere => {
            "They have this role already, or an invitation to it waits for them".to_owned()
        }
        Problem::OwnAddress => "Enter somebody else’s address: this one is yours".to_owned(),
        Problem::OwnLimit => {
            "You cannot raise what you may spend yourself. Ask another approver".to_owned()
        }
        Problem::AboveYourOwn { most } => {
            format!("You can let others spend up to {}. Ask an approver for more", pounds(*most))
        }
    }
}

/// Where a quotation mark opens, on the line that is told beside this.
pub(super) fn unclosed(to: u64) -> String {
    format!(
        "A quotation mark opens on this line and is not closed, so nothing was read from here to the \
         end of line {to}. Close it or take it out"
    )
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn a_range_without_an_end_to_speak_of_is_said_by_its_beginning() {
        let range = |min, max| problem(&Problem::OutOfRange { min, max });
        assert_eq!(range(1, i64::from(u32::MAX)), "Enter 1 or more");
        assert_eq!(range(1, i64::MAX), "Enter 1 or more");
        assert_eq!(range(1, 120), "Enter a number between 1 and 120");
    }

    #[test]
    fn what_is_wrong_with_lines_is_told_by_each_line() {
        let lines = vec![(2, Problem::NotANumber), (4, Problem::SizesOutOfOrder)];
        assert_eq!(
            problem(&Problem::OnLines(lines)),
            "Line 2: Enter a whole number, like 412. Line 4: Begin each size with more pupils than \
             the one before"
        );
    }

    #[test]
    fn a_day_that_is_too_early_is_told_the_first_that_is_not() {
        let earliest = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        let said = problem(&Problem::TooEarly { earliest });
        assert_eq!(said, "Choose Tuesday 1 December 2026 or a later day");
    }
}
