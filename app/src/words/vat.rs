//! VAT in words: why a supply is treated as it is, and what has to be answered first.

use domain::vat::{Question, VatBasis, VatCategory, VatReason, VatTreatment};

/// Why a supply carries the VAT it carries.
pub const fn vat_reason(reason: VatReason) -> &'static str {
    match reason {
        VatReason::Standard => "Standard rate",
        VatReason::RegisteredHealthProfessional => {
            "Exempt: health care by a registered professional"
        }
        VatReason::Welfare => {
            "Exempt: welfare by a charity, a public body or a state-regulated body"
        }
        VatReason::EligibleBodyEducation => "Exempt: education by an eligible body",
        VatReason::EligibleBodyTeachingStaff => {
            "Exempt: teaching staff lent by one eligible body to another"
        }
        VatReason::PrivateTuition => "Exempt: private tuition by a sole teacher",
        VatReason::Insurance => "Exempt: insurance",
        VatReason::PrintedMatter => "Zero rate: books and printed matter",
        VatReason::PassengerTransport => "Zero rate: transport in a vehicle for ten or more",
        VatReason::SellerNotRegistered => "No VAT: the seller is not registered",
        VatReason::StatutoryDuty => "No VAT: a public body’s statutory duty",
        VatReason::CostSharingGroup => "Exempt: a group shares its costs among its members",
        VatReason::NoSupply => "No VAT: nothing is supplied for the money",
    }
}

/// The same within a sentence: `standard rate`.
pub fn vat_reason_within(reason: VatReason) -> String {
    let words = vat_reason(reason);
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// What staff have to answer.
pub const fn vat_question(question: Question) -> &'static str {
    match question {
        Question::CounsellingAsWelfare => {
            "Is the counselling given as welfare by a charity, a public body or a state-regulated body?"
        }
        Question::RegisteredProfessional => {
            "Is the care given, or wholly supervised, by somebody on the Health and Care Professions register?"
        }
        Question::EligibleBody => {
            "Is the education or training given by an eligible body, such as a school or a council?"
        }
        Question::WhoLendsStaff => {
            "Are the staff teachers lent by one eligible body to another, or an agency’s?"
        }
        Question::SizeOfVehicle => "Does the vehicle carry ten people or more?",
        Question::KindOfGoods => "Are the goods books and printed matter?",
        Question::AnyTreatment => "How does VAT apply to this service?",
    }
}

/// How a supply is treated, in one line: `VAT at 20% is added`.
pub fn vat_in_words(basis: VatBasis) -> String {
    match basis.category() {
        VatCategory::Standard => format!("VAT at {} is added", basis.rate()),
        VatCategory::Zero => "VAT at 0% applies".to_owned(),
        VatCategory::Exempt => "Exempt from VAT".to_owned(),
        VatCategory::OutsideScope => "No VAT applies".to_owned(),
    }
}

/// What stands behind a price that leaves VAT out.
pub fn vat_note(vat: VatTreatment) -> &'static str {
    match vat {
        VatTreatment::Settled(basis) if basis.category() == VatCategory::Standard => {
            "excluding VAT"
        }
        VatTreatment::Settled(_) => "no VAT is added",
        VatTreatment::Ask(_) => "excluding VAT, which is not settled yet",
    }
}
