//! Who owns and controls a partnership, in the users' words, with the section behind each rule.

use domain::BasisPoints;
use domain::control::{
    Arrangement, Authority, Conclusion, ControlState, Grounds, HolderKind, Measure,
};
use domain::money::grouped;
use market::control::Side;

use crate::parts::TagKind;

/// What kind of shareholder.
pub const fn holder_kind(kind: HolderKind) -> &'static str {
    match kind {
        HolderKind::School => "School",
        HolderKind::Trust => "Academy trust",
        HolderKind::Council => "Council",
        HolderKind::Other => "Somebody else",
    }
}

/// Whether it is a public authority.
pub const fn authority(authority: Authority) -> &'static str {
    match authority {
        Authority::Public => "Public authority",
        Authority::NotPublic => "Not a public authority",
        Authority::NotKnown => "Not known",
    }
}

/// Why.
pub const fn grounds(grounds: Grounds) -> &'static str {
    match grounds {
        Grounds::GoverningBody => "maintained school, by the register",
        Grounds::AcademyTrust => "academy trust",
        Grounds::Council => "council",
        Grounds::FurtherEducation => "college corporation, by the register",
        Grounds::PrivateProprietor => "private school, by the register",
        Grounds::RegisterCannotTell => "the register does not say",
        Grounds::Stated => "stated by staff",
    }
}

/// In what holdings are counted.
pub const fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::Shares => "Number of shares",
        Measure::Guarantee => "Member by guarantee",
        Measure::Percent => "Percent",
    }
}

/// How much is held.
pub fn held(measure: Measure, amount: i64) -> String {
    let number = || grouped(amount.unsigned_abs());
    match measure {
        Measure::Shares => number(),
        Measure::Guarantee if amount == 1 => "1 member".to_owned(),
        Measure::Guarantee => format!("{} members", number()),
        Measure::Percent => {
            u32::try_from(amount).map(BasisPoints::new).map_or_else(|_| number(), |p| p.to_string())
        }
    }
}

/// How the test comes out.
pub const fn state(state: ControlState) -> (TagKind, &'static str) {
    match state {
        ControlState::Clear => (TagKind::Good, "Passes"),
        ControlState::Near => (TagKind::Waits, "Passes, near the edge"),
        ControlState::Fails => (TagKind::Bad, "Does not pass"),
    }
}

/// The rule, and where it stands.
pub const fn rule(arrangement: Arrangement) -> (&'static str, &'static str) {
    match arrangement {
        Arrangement::Vertical => (
            "More than 80% of what the company does must be for those who control it. Exactly 80% is not enough.",
            "Procurement Act 2023, Schedule 2, paragraph 2(2)(c)",
        ),
        Arrangement::Horizontal => (
            "No more than 20% of what is done may be for anything but the members’ own public functions. Exactly 20% is allowed.",
            "Procurement Act 2023, Schedule 2, paragraph 3(2)(b)",
        ),
    }
}

/// Where it stands that every shareholder is a public authority.
pub const ALL_PUBLIC: &str = "Procurement Act 2023, Schedule 2, paragraph 2(3)";
/// Where it stands that each authority is represented.
pub const ALL_REPRESENTED: &str = "Procurement Act 2023, Schedule 2, paragraph 2(2)(d)(i) and (7)";
/// What every page of this says once.
pub const HELP: &str = "This helps you to see where you stand. It is not legal advice.";

/// For whom an invoice counts.
pub const fn side(side: Side) -> &'static str {
    match side {
        Side::Members => "Members",
        Side::Others => "Others",
    }
}

/// What somebody concluded.
pub const fn concluded(conclusion: Conclusion) -> &'static str {
    match conclusion {
        Conclusion::Holds => "The exemption holds",
        Conclusion::DoesNotHold => "The exemption does not hold",
    }
}
