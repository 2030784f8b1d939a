//! The council areas of England, by the codes of the national register.

use std::sync::OnceLock;

use crate::text::{LaCode, plain_words};

const DATA: &str = include_str!("areas.csv");

/// The area of a council.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// The register's code of the council.
    pub code: LaCode,
    /// The area's name.
    pub name: &'static str,
}

impl Area {
    /// Every area, by name.
    pub fn all() -> &'static [Self] {
        static AREAS: OnceLock<Vec<Area>> = OnceLock::new();
        AREAS.get_or_init(|| DATA.lines().filter_map(Self::read).collect())
    }

    fn read(line: &'static str) -> Option<Self> {
        let (code, name) = line.split_once(',')?;
        Some(Self { code: LaCode::parse(code).ok()?, name: name.trim() })
    }

    /// The area with the code.
    pub fn by_code(code: &LaCode) -> Option<&'static Self> {
        Self::all().iter().find(|area| area.code == *code)
    }

    /// The areas in whose name every word typed begins a word, or that have the code typed; those
    /// whose name begins as typed come first.
    pub fn matching(typed: &str) -> Vec<&'static Self> {
        let typed = plain_words(typed);
        if typed.is_empty() {
            return Vec::new();
        }
        let fits = |area: &&Self| {
            let name = plain_words(area.name);
            area.code.as_str() == typed
                || typed.split(' ').all(|word| name.split(' ').any(|own| own.starts_with(word)))
        };
        let mut found: Vec<&Self> = Self::all().iter().filter(fits).collect();
        found.sort_by_key(|area| !plain_words(area.name).starts_with(&typed));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(typed: &str) -> Vec<&'static str> {
        Area::matching(typed).iter().map(|area| area.name).collect()
    }

    #[test]
    fn every_line_of_the_list_is_an_area_and_no_code_is_there_twice() {
        let lines = DATA.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!((Area::all().len(), lines), (153, 153));
        let mut codes: Vec<_> = Area::all().iter().map(|area| &area.code).collect();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), 153);
    }

    #[test]
    fn an_area_is_found_by_the_beginnings_of_its_words() {
        assert_eq!(names("redb"), ["Redbridge"]);
        assert_eq!(names("dagenham & bark"), ["Barking and Dagenham"]);
        assert_eq!(names("317"), ["Redbridge"]);
        assert_eq!(names("somerset")[0], "Somerset");
        assert!(names("somerset").contains(&"Bath and North East Somerset"));
        assert!(names("bournemouth christchurch").len() == 1);
        assert!(names("  ").is_empty() && names("atlantis").is_empty());
    }
}
