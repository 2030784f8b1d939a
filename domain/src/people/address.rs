//! Whether an e-mail address is a school's own, as far as the national register lets us know.

use crate::access::closed_list;
use crate::school::RegisterEntry;
use crate::text::Email;

closed_list! {
    /// What an e-mail address says of whoever asks to act for a school.
    AddressCheck {
        /// It is at the host of the school's own website.
        Matches = "matches",
        /// It is somewhere else.
        Differs = "differs",
        /// The register names no website that is the school's alone.
        NotKnown = "not_known",
    }
}

impl AddressCheck {
    /// Whether a sentence on how the person is known must be kept with letting them in.
    pub const fn needs_reason(self) -> bool {
        !matches!(self, Self::Matches)
    }
}

/// The host of a school's website, without `www.`, where the website is the school's alone.
///
/// A site somewhere inside a host (`council.gov.uk/schools/lark`) shares the host with others, so
/// that an address there says nothing.
pub fn registered_host(entry: &RegisterEntry) -> Option<String> {
    let address = entry.web_address()?.to_ascii_lowercase();
    let (_, rest) = address.split_once("://")?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.strip_prefix("www.").unwrap_or(host).trim_end_matches('.');
    (path.is_empty() && host.contains('.')).then(|| host.to_owned())
}

/// Compares an address with the school's website: the same host, or one under it.
pub fn check_address(email: &Email, entry: &RegisterEntry) -> AddressCheck {
    match registered_host(entry) {
        None => AddressCheck::NotKnown,
        Some(host) if is_at(email.domain(), &host) => AddressCheck::Matches,
        Some(_) => AddressCheck::Differs,
    }
}

fn is_at(domain: &str, host: &str) -> bool {
    domain.strip_suffix(host).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Urn;

    fn check(website: &str, email: &str) -> AddressCheck {
        let bare = RegisterEntry::new(Urn::parse("100000").unwrap(), "Hill Rise".to_owned());
        let website = Some(website.to_owned()).filter(|text| !text.is_empty());
        let entry = RegisterEntry { website, ..bare };
        check_address(&Email::parse(email).unwrap(), &entry)
    }

    #[test]
    fn an_address_at_the_schools_own_host_matches() {
        use AddressCheck::{Differs, Matches, NotKnown};
        for (website, email, found) in [
            ("http://www.hillrise.sch.uk/", "head@hillrise.sch.uk", Matches),
            ("www.hillrise.sch.uk", "head@office.hillrise.sch.uk", Matches),
            ("HTTPS://HillRise.sch.uk", "head@hillrise.sch.uk", Matches),
            ("http://hillrise.sch.uk", "head@nothillrise.sch.uk", Differs),
            ("http://hillrise.sch.uk", "head@sch.uk", Differs),
            ("http://hillrise.sch.uk", "head@hillrise.sch.uk.evil.example", Differs),
            ("http://hillrise.sch.uk", "head@gmail.com", Differs),
            ("http://btinternet.com/~hillrise", "anybody@btinternet.com", NotKnown),
            ("http://council.gov.uk/schools/hillrise", "head@council.gov.uk", NotKnown),
            ("", "head@hillrise.sch.uk", NotKnown),
            ("none", "head@hillrise.sch.uk", NotKnown),
        ] {
            assert_eq!(check(website, email), found, "{website} {email}");
        }
    }
}
