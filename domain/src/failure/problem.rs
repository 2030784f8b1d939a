//! What can be wrong with what was typed.

use chrono::NaiveDate;

use crate::money::{BasisPoints, Pence};

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field's name in the form and in the API.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What can be wrong with a typed value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Nothing was typed or chosen.
    Missing,
    /// More than so many characters.
    TooLong {
        /// The most characters allowed.
        max: usize,
    },
    /// Fewer than so many characters.
    TooShort {
        /// The fewest characters allowed.
        min: usize,
    },
    /// Not an e-mail address.
    NotAnEmail,
    /// Not a day in a form that can be read.
    NotADate,
    /// Not a time of day, or one that clocks leave out on that day.
    NotATime,
    /// A day that is past, where one to come is needed.
    InThePast,
    /// The day lies in another financial year of the school, in which a price of its own holds.
    OtherYear,
    /// A day to come, where one that has been is needed.
    InTheFuture,
    /// Not a VAT registration number: nine or twelve digits.
    NotAVatNumber,
    /// Not a sort code: six digits.
    NotASortCode,
    /// Not a bank account number: eight digits.
    NotAnAccountNumber,
    /// A day before the one it must follow.
    BeforeStart,
    /// A day before the first one that can be meant.
    TooEarly {
        /// The first one.
        earliest: NaiveDate,
    },
    /// A day after the last one that can be meant.
    TooLate {
        /// The last one.
        latest: NaiveDate,
    },
    /// A day after the first of what it stands before.
    AfterFirst {
        /// The first one.
        first: NaiveDate,
    },
    /// Not the address of a page, beginning with `https://`.
    NotALink,
    /// Attendance was taken on a day that is not among those typed.
    AttendanceTaken {
        /// The day.
        day: NaiveDate,
    },
    /// More delegates than there are places for them.
    MoreThanPlaces {
        /// How many places there are.
        places: u32,
    },
    /// The day is before somebody's first day of work or after their last.
    NotWorking,
    /// The day is after the last one on which somebody's checks count.
    NotCleared,
    /// Not an amount of money in pounds and pence.
    NotMoney,
    /// Everything is as it was.
    NothingChanged,
    /// Not a whole number.
    NotANumber,
    /// A number outside what makes sense here.
    OutOfRange {
        /// The smallest that can be used.
        min: i64,
        /// The largest that can be used.
        max: i64,
    },
    /// Not one of the choices offered.
    NotAChoice,
    /// Not so many letters from A to Z.
    NotLetters {
        /// The fewest.
        min: u32,
        /// The most.
        max: u32,
    },
    /// A name without a letter.
    NoLetter,
    /// A name with a character that nobody sees: one that turns the direction of writing, one without
    /// width, one that controls a machine.
    HiddenCharacter,
    /// Neither a name nor an address nor a telephone number.
    NotAContact,
    /// A day more than so many months after the first.
    MonthsAtMost {
        /// How many.
        months: u32,
    },
    /// A day on which school is out.
    NotASchoolDay,
    /// A day that is in another school year.
    OutsideSchoolYear,
    /// The upper end of a range below its lower one.
    BelowLower,
    /// A service that would begin before the deal closes.
    BeforeClosing,
    /// Not a unique reference number of a school: six digits.
    NotAUrn,
    /// Not a postcode.
    NotAPostcode,
    /// Not a purchase order number: letters, digits, `-`, `/` and `.`.
    NotAPurchaseOrderNumber,
    /// Not a procurement vocabulary code: eight digits.
    NotACpv,
    /// Not a school budget code, like E27.
    NotACfr,
    /// Another one is already called or numbered so.
    AlreadyUsed,
    /// The old password is not the right one.
    WrongPassword,
    /// Not the password of whoever is signed in.
    NotThePassword,
    /// Not the code that the app shows now, and no unused recovery code.
    WrongCode,
    /// A password that is among the most guessed.
    TooCommon,
    /// A file larger than can be taken.
    FileTooLarge {
        /// The most megabytes allowed.
        max_megabytes: u32,
    },
    /// A file of a kind that is not taken here.
    FileKind,
    /// More of them than are taken: rows of a file, documents of a service.
    TooMany {
        /// The most that are taken.
        most: i64,
    },
    /// A table whose header lacks a needed column.
    ColumnMissing,
    /// A table with the same column twice.
    ColumnTwice,
    /// A table whose first row is no header.
    NoHeader,
    /// A file with nothing in it.
    FileEmpty,
    /// A file that is no text, where a table as text is needed.
    NotText,
    /// A row in the middle of which the file ends.
    CutOff,
    /// A quotation mark that nothing closes, so that what follows went into its cell.
    Unclosed {
        /// The last line that did.
        to: u64,
    },
    /// A file that is neither a workbook of Excel nor CSV.
    NotASpreadsheet,
    /// A workbook that cannot be read.
    WorkbookDamaged,
    /// A workbook that is too large once it is unpacked.
    UnpacksTooLarge {
        /// The most megabytes allowed.
        max_megabytes: u32,
    },
    /// Lines of a text that cannot be read, each with its number from 1 and what is wrong with it.
    OnLines(Vec<(usize, Problem)>),
    /// Sizes must begin with no pupils at all, so that no school is left without a price.
    NotFromNought,
    /// Each size must begin with more pupils than the one before.
    SizesOutOfOrder,
    /// It does not go with the way in which the price is worked out, or with something else of it.
    NotForThisPrice,
    /// Days or places of what is sold by another unit.
    NotByThisUnit,
    /// A package of services that is not agreed on for a year.
    PackageNotYearly,
    /// A package whose price falls in the middle of its year, and what is in it does not.
    PackageWholeYear,
    /// A service of which nothing can be in a package: not on sale, a package itself, or not counted.
    NotForPackages,
    /// A day on which the package does not run that a day was taken from.
    OutsidePackage {
        /// Its first day.
        first_on: NaiveDate,
        /// Its last day.
        last_on: NaiveDate,
    },
    /// Each number from which on one costs less must be larger than the one before, and take off more.
    CheaperStepsOutOfOrder,
    /// More than the price itself.
    MoreThanThePrice,
    /// Not less than it is now, or nothing at all.
    NotLess,
    /// More than is left of it.
    MoreThanLeft {
        /// What is left.
        left: Pence,
    },
    /// An amount that is of a line alone.
    OnlyOfALine,
    /// What something is made of comes to another amount.
    NotTheSum {
        /// What it comes to.
        sum: Pence,
        /// What it has to.
        price: Pence,
    },
    /// More than is allowed, by a rule that has to be kept.
    OverCap {
        /// The most.
        cap: Pence,
        /// Where that is said.
        source: String,
    },
    /// Price breaks must rise in quantity and fall in price.
    StepsOutOfOrder,
    /// No council area of England has this name.
    NotAnArea,
    /// No school of the register has this number.
    UnknownSchool,
    /// What a school pays now that is measured against something else already.
    CountedUntil {
        /// The last day of that.
        until: NaiveDate,
    },
    /// Another membership of the school covers a part of the time.
    Overlaps {
        /// The first day of the other.
        from: NaiveDate,
    },
    /// A membership that has an end already, which stays.
    EndsAlready {
        /// Its last day.
        on: NaiveDate,
    },
    /// A role that begins on another day, which stays.
    BeginsAlready {
        /// Its first day.
        on: NaiveDate,
    },
    /// The register has closed the school.
    ClosedSchool,
    /// A role that whoever asks may not give.
    NotYoursToGive,
    /// Nobody would be left in the role.
    LastInRole,
    /// They may approve more than whoever asks.
    ApprovesMore,
    /// Nobody would be left who approves anything.
    LastWithoutLimit,
    /// An end for somebody who has not accepted the invitation yet.
    AfterJoining,
    /// The school's own people say who else acts for it, and what each may spend.
    SchoolDecides,
    /// No member of the partnership has this number.
    NotAMember,
    /// The link has been used or has run out.
    LinkExpired,
    /// Something unusual, for which a sentence must be given why it is right all the same.
    ReasonNeeded,
    /// Somebody has the role already, or an invitation to it waits for them.
    AlreadyThere,
    /// Their own address, where somebody else's is needed.
    OwnAddress,
    /// Nobody raises what they may spend themselves.
    OwnLimit,
    /// The figures have moved since they were shown.
    FiguresMoved,
    /// The holdings of a company are counted in something else.
    OtherMeasure,
    /// A shareholder that is in the register at that time already.
    HoldsAlready,
    /// Somebody is in the chair already.
    ChairTaken {
        /// Their name.
        by: String,
        /// Since when.
        since: NaiveDate,
    },
    /// Somebody who sits there already.
    SitsAlready,
    /// Nobody who is known here has the address.
    NoAccountHere,
    /// Percentages that come to more than the whole.
    MoreThanWhole {
        /// What is left of it.
        left: BasisPoints,
    },
    /// Percentages that do not come to the whole.
    NotTheWhole {
        /// What they come to.
        sum: BasisPoints,
    },
    /// Nobody lets others spend more than they may themselves.
    AboveYourOwn {
        /// The most they may let others order or approve alone, including VAT.
        most: Pence,
    },
}
