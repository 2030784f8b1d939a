//! Schools and what follows from their kind, in the users' words.

use domain::calendar::FinancialYearKind;
use domain::school::{
    InstitutionKind, KnownPhase, LegalBuyer, LinkKind, Phase, PhaseBasis, Standing, TrustBehind,
    TrustKind, VatPosition,
};

/// What is not known. Never a blank, never a nought.
pub const NOT_KNOWN: &str = "Not known";

/// The ages a school teaches.
pub const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::NotApplicable => "No phase stated",
        Phase::Nursery => "Nursery",
        Phase::Primary => "Primary",
        Phase::MiddleDeemedPrimary => "Middle (counts as primary)",
        Phase::Secondary => "Secondary",
        Phase::MiddleDeemedSecondary => "Middle (counts as secondary)",
        Phase::SixteenPlus => "16 plus",
        Phase::AllThrough => "All-through",
    }
}

/// A phase, and how it is known where the register does not say.
pub fn known_phase(known: Option<KnownPhase>) -> String {
    match known {
        None => NOT_KNOWN.to_owned(),
        Some(known) => {
            let words = phase(known.phase);
            match known.basis {
                PhaseBasis::Register => words.to_owned(),
                PhaseBasis::Kind => format!("{words} (by its kind)"),
                PhaseBasis::Ages => format!("{words} (by its pupils’ ages)"),
            }
        }
    }
}

/// What kind of institution it is: the register's own words, where it has some.
pub fn kind(kind: Option<InstitutionKind>, written: Option<&str>) -> String {
    kind.map(InstitutionKind::register_name).or(written).unwrap_or(NOT_KNOWN).to_owned()
}

/// Who signs when it buys.
pub const fn legal_buyer(buyer: LegalBuyer) -> &'static str {
    match buyer {
        LegalBuyer::GoverningBody => "The governing body",
        LegalBuyer::AcademyTrust => "The academy trust",
        LegalBuyer::Council => "The council",
        LegalBuyer::FurtherEducationCorporation => "The college corporation",
        LegalBuyer::ApprovedProprietor => "The proprietor",
        LegalBuyer::NotASchool => "The proprietor. Not a school under the Procurement Act 2023",
        LegalBuyer::NotKnown => NOT_KNOWN,
    }
}

/// Whether it gets VAT back.
pub const fn vat_position(position: VatPosition) -> &'static str {
    match position {
        VatPosition::Section33 => {
            "Gets VAT back through the council (Value Added Tax Act 1994, section 33)"
        }
        VatPosition::Section33B => "Gets VAT back itself (Value Added Tax Act 1994, section 33B)",
        VatPosition::NoRefund => "Does not get VAT back",
        VatPosition::NotKnown => NOT_KNOWN,
    }
}

/// When its financial year runs.
pub const fn financial_year(kind: Option<FinancialYearKind>) -> &'static str {
    match kind {
        Some(FinancialYearKind::AprilToMarch) => "April to March",
        Some(FinancialYearKind::SeptemberToAugust) => "September to August",
        Some(FinancialYearKind::JanuaryToDecember) => "January to December",
        None => NOT_KNOWN,
    }
}

/// Whether it is open.
pub const fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Open => "Open",
        Standing::Closed => "Closed",
        Standing::Proposed => "Yet to open",
        Standing::NotKnown => NOT_KNOWN,
    }
}

/// What a linked school is to this one.
pub const fn link(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::Predecessor => "Before it",
        LinkKind::Successor => "Continues as",
        LinkKind::Other => "Linked to",
    }
}

/// What kind of trust stands behind a school.
pub fn trust(trust: TrustBehind) -> String {
    let kind = trust.kind.map(|kind| match kind {
        TrustKind::Foundation => "Foundation trust",
        TrustKind::SingleAcademy => "Single-academy trust",
        TrustKind::MultiAcademy => "Multi-academy trust",
    });
    match (kind, trust.umbrella) {
        (Some(kind), false) => kind.to_owned(),
        (Some(kind), true) => format!("{kind}, in an umbrella trust"),
        (None, _) => "In an umbrella trust".to_owned(),
    }
}
