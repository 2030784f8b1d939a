//! What the register says of one institution, and what follows from it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::phase::known_phase;
use super::status::standing;
use super::{
    InstitutionKind, KnownPhase, LegalBuyer, Phase, SchoolStatus, Standing, TrustBehind,
    VatPosition,
};
use crate::calendar::FinancialYearKind;
use crate::text::{LaCode, Postcode, Urn};

/// One institution of the register. `None` is what the register's file does not say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterEntry {
    /// Its number. A school that becomes an academy gets a new one.
    pub urn: Urn,
    /// Its name.
    pub name: String,
    /// Code of the council in whose area it lies.
    pub la_code: Option<LaCode>,
    /// Name of that council's area.
    pub la_name: Option<String>,
    /// Four digits that are its own within the council's area.
    pub establishment_number: Option<String>,
    /// What kind of institution it is, if it is of a kind that is known here.
    pub kind: Option<InstitutionKind>,
    /// What the register calls its type, if that is none that is known here.
    pub kind_as_written: Option<String>,
    /// Its phase, if the register states one.
    pub phase: Option<Phase>,
    /// Whether it is open, if the register says.
    pub status: Option<SchoolStatus>,
    /// The day it opened or will open.
    pub opened_on: Option<NaiveDate>,
    /// The day it closed or will close.
    pub closed_on: Option<NaiveDate>,
    /// Lowest statutory age of its pupils.
    pub low_age: Option<u8>,
    /// The age by which its pupils have left.
    pub high_age: Option<u8>,
    /// How many pupils it has room for.
    pub capacity: Option<u32>,
    /// How many pupils it had at the census.
    pub pupils: Option<u32>,
    /// The day of that census.
    pub census_on: Option<NaiveDate>,
    /// Religious character as the register words it, `Does not apply` and `None` among them.
    pub religious_character: Option<String>,
    /// The register's number of the trust behind it.
    pub trust_uid: Option<String>,
    /// Name of the trust behind it.
    pub trust_name: Option<String>,
    /// What kind of trust that is.
    #[serde(default)]
    pub trust: Option<TrustBehind>,
    /// Since when it has been in that trust, where a file of groups said.
    #[serde(default)]
    pub trust_since: Option<NaiveDate>,
    /// The register's number of its federation.
    pub federation_uid: Option<String>,
    /// Name of its federation.
    pub federation_name: Option<String>,
    /// Since when it has been in that federation, where a file of groups said.
    #[serde(default)]
    pub federation_since: Option<NaiveDate>,
    /// UK provider reference number.
    pub ukprn: Option<String>,
    /// Its number at Companies House.
    pub companies_house: Option<String>,
    /// Where it is.
    pub address: Address,
    /// Its website, as the register writes it; link to [`web_address`](Self::web_address).
    pub website: Option<String>,
    /// Region of England.
    pub region: Option<String>,
    /// The day the register's entry was changed last.
    pub changed_on: Option<NaiveDate>,
}

/// Where an institution is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Number and street.
    pub street: Option<String>,
    /// Part of the town.
    pub locality: Option<String>,
    /// A third line.
    pub third_line: Option<String>,
    /// Town.
    pub town: Option<String>,
    /// County.
    pub county: Option<String>,
    /// Postcode.
    pub postcode: Option<Postcode>,
}

impl Address {
    /// The lines of it that are known, in order.
    pub fn lines(&self) -> Vec<&str> {
        [&self.street, &self.locality, &self.third_line, &self.town, &self.county]
            .into_iter()
            .filter_map(Option::as_deref)
            .chain(self.postcode.as_ref().map(Postcode::as_str))
            .collect()
    }
}

impl RegisterEntry {
    /// An entry of which no more than number and name are known.
    pub fn new(urn: Urn, name: String) -> Self {
        Self {
            urn,
            name,
            la_code: None,
            la_name: None,
            establishment_number: None,
            kind: None,
            kind_as_written: None,
            phase: None,
            status: None,
            opened_on: None,
            closed_on: None,
            low_age: None,
            high_age: None,
            capacity: None,
            pupils: None,
            census_on: None,
            religious_character: None,
            trust_uid: None,
            trust_name: None,
            trust: None,
            trust_since: None,
            federation_uid: None,
            federation_name: None,
            federation_since: None,
            ukprn: None,
            companies_house: None,
            address: Address::default(),
            website: None,
            region: None,
            changed_on: None,
        }
    }

    /// Its phase and how that is known.
    pub fn known_phase(&self) -> Option<KnownPhase> {
        known_phase(self.phase, self.kind, self.low_age.zip(self.high_age))
    }

    /// Who is the contracting party when it buys.
    pub fn legal_buyer(&self) -> LegalBuyer {
        self.kind.map_or(LegalBuyer::NotKnown, InstitutionKind::legal_buyer)
    }

    /// When its financial year begins, if its kind settles that.
    pub fn financial_year_kind(&self) -> Option<FinancialYearKind> {
        self.kind.and_then(InstitutionKind::financial_year_kind)
    }

    /// Whether it gets back the VAT it pays.
    pub fn vat_position(&self) -> VatPosition {
        self.kind.map_or(VatPosition::NotKnown, InstitutionKind::vat_position)
    }

    /// Whether it is open on a day.
    pub fn standing(&self, on: NaiveDate) -> Standing {
        standing(self.status, self.opened_on, self.closed_on, on)
    }

    /// The number councils and the census know it by: council code and establishment number.
    pub fn la_estab(&self) -> Option<String> {
        let (la, number) = (self.la_code.as_ref()?, self.establishment_number.as_ref()?);
        Some(format!("{la}{number}"))
    }

    /// Its religious character, if it has one.
    pub fn faith(&self) -> Option<&str> {
        self.religious_character
            .as_deref()
            .filter(|text| !matches!(*text, "Does not apply" | "None" | "Not applicable" | "0"))
    }

    /// A link to its website that is safe to print: `http` or `https` and nothing else.
    pub fn web_address(&self) -> Option<String> {
        let text = self.website.as_deref()?;
        let lower = text.to_ascii_lowercase();
        let bare = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
        let host = bare.unwrap_or(&lower).split(['/', '?', '#']).next().unwrap_or("");
        let is_host = host.contains('.')
            && host.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.');
        if !is_host || text.chars().any(|c| c.is_whitespace() || "\"'<>\\".contains(c)) {
            return None;
        }
        Some(if bare.is_some() { text.to_owned() } else { format!("https://{text}") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> RegisterEntry {
        RegisterEntry::new(Urn::parse("100000").unwrap(), "Hill Rise Primary School".to_owned())
    }

    #[test]
    fn what_is_not_known_is_not_guessed() {
        let entry = entry();
        let today = "2026-06-15".parse().unwrap();
        assert_eq!(entry.known_phase(), None);
        assert_eq!(entry.legal_buyer(), LegalBuyer::NotKnown);
        assert_eq!(entry.vat_position(), VatPosition::NotKnown);
        assert_eq!(entry.financial_year_kind(), None);
        assert_eq!(entry.standing(today), Standing::NotKnown);
        assert_eq!(entry.la_estab(), None);
        assert!(entry.address.lines().is_empty());
    }

    #[test]
    fn only_web_addresses_become_links() {
        let link = |website: &str| {
            RegisterEntry { website: Some(website.to_owned()), ..entry() }.web_address()
        };
        for (website, address) in [
            ("http://www.hillrise.sch.uk/", Some("http://www.hillrise.sch.uk/")),
            ("HTTPS://hillrise.sch.uk/a?b", Some("HTTPS://hillrise.sch.uk/a?b")),
            ("www.hillrise.sch.uk", Some("https://www.hillrise.sch.uk")),
            ("javascript:alert(1)", None),
            ("javascript://a.b/%0aalert(1)", None),
            ("http://a.b/\"onclick=x", None),
            ("http://user@evil.uk", None),
            ("url1", None),
            ("see our page.", None),
        ] {
            assert_eq!(link(website).as_deref(), address, "{website}");
        }
    }

    #[test]
    fn having_no_religious_character_is_no_religious_character() {
        let faith = |text: &str| {
            let entry = RegisterEntry { religious_character: Some(text.to_owned()), ..entry() };
            entry.faith().map(str::to_owned)
        };
        assert_eq!(faith("Roman Catholic").as_deref(), Some("Roman Catholic"));
        assert_eq!(faith("Does not apply"), None);
        assert_eq!(faith("None"), None);
    }
}
