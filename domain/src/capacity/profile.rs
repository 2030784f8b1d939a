//! What somebody of a pool can do: what schools ask for beside a free day.

use serde::{Deserialize, Serialize};

use crate::failure::{FieldProblem, Problem};
use crate::form::{Reading, choice, optional, whole_number};
use crate::service::PhaseServed;
use crate::text;

/// The most skills, and the most languages, of one person.
const MOST: i64 = 12;
/// The longest of them, in characters.
const LONGEST: usize = 60;
/// More schools than anybody goes to in a year.
const MOST_SCHOOLS: u32 = 200;

/// What somebody of a pool can do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// What they are trained in: "Drawing and talking", "Bereavement".
    pub skills: Vec<String>,
    /// The languages in which they work beside English, signed ones among them.
    pub languages: Vec<String>,
    /// The schools they work in; none means all that the service is for.
    pub phases: Vec<PhaseServed>,
    /// Where they can be in the morning, in their own words: "Barking and Dagenham, by bus".
    pub travels: Option<String>,
    /// To how many different schools they go in a school year at most; nothing where nobody has said.
    pub schools_most: Option<u32>,
}

/// A profile as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct TypedProfile {
    /// Field `skills`: one on a line.
    pub skills: String,
    /// Field `languages`: one on a line.
    pub languages: String,
    /// Field `phases`: codes of phases.
    pub phases: Vec<String>,
    /// Field `travels`; may be empty.
    pub travels: String,
    /// Field `schools_most`; empty means no limit.
    pub schools_most: String,
}

impl TypedProfile {
    /// Reads it.
    ///
    /// # Errors
    /// By field: `TooMany` beyond twelve lines, `TooLong` beyond 60 characters in one of them or 120 in
    /// `travels`, `NotAChoice`, or no number from 1 to 200.
    pub fn read(&self) -> Result<Profile, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let skills = reading.take("skills", listed(&self.skills));
        let languages = reading.take("languages", listed(&self.languages));
        let phases = self.phases.iter().map(|code| choice(code, PhaseServed::from_code));
        let phases = reading.take("phases", phases.collect::<Result<Vec<_>, _>>());
        let travels = reading.take("travels", text::optional_line(&self.travels, 120));
        let most = optional(whole_number(&self.schools_most, MOST_SCHOOLS)).and_then(|most| {
            if most == Some(0) {
                Err(Problem::OutOfRange { min: 1, max: i64::from(MOST_SCHOOLS) })
            } else {
                Ok(most)
            }
        });
        let schools_most = reading.take("schools_most", most);
        let read = skills.zip(languages).zip(phases).zip(travels).zip(schools_most);
        reading.finish(read.map(|((((skills, languages), phases), travels), schools_most)| {
            Profile { skills, languages, phases, travels, schools_most }
        }))
    }
}

impl From<&Profile> for TypedProfile {
    fn from(known: &Profile) -> Self {
        Self {
            skills: known.skills.join("\n"),
            languages: known.languages.join("\n"),
            phases: known.phases.iter().map(|phase| phase.code().to_owned()).collect(),
            travels: known.travels.clone().unwrap_or_default(),
            schools_most: known.schools_most.map(|most| most.to_string()).unwrap_or_default(),
        }
    }
}

/// Lines, each once, in the order typed; what differs in capitals alone is the same.
fn listed(typed: &str) -> Result<Vec<String>, Problem> {
    let mut all: Vec<String> = Vec::new();
    for line in typed.lines().filter(|line| !line.trim().is_empty()) {
        let line = text::line(line, LONGEST)?;
        if !all.iter().any(|known| text::sort_key(known) == text::sort_key(&line)) {
            all.push(line);
        }
    }
    if i64::try_from(all.len()).unwrap_or(i64::MAX) > MOST {
        return Err(Problem::TooMany { most: MOST });
    }
    Ok(all)
}

/// What a pool can do, in a school's words: each skill or language once, with how many people have it.
/// Those that most have come first, then by name.
pub fn counted_once<'a>(all: impl IntoIterator<Item = &'a [String]>) -> Vec<(String, u32)> {
    let mut counts: Vec<(String, u32)> = Vec::new();
    for line in all.into_iter().flatten() {
        let key = text::sort_key(line);
        match counts.iter_mut().find(|(known, _)| text::sort_key(known) == key) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => counts.push((line.clone(), 1)),
        }
    }
    counts.sort_by_cached_key(|(line, count)| (std::cmp::Reverse(*count), text::sort_key(line)));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> TypedProfile {
        TypedProfile {
            skills: "Bereavement\n\n bereavement \nPlay therapy".to_owned(),
            languages: "Polish".to_owned(),
            phases: vec!["primary".to_owned()],
            travels: " Barking, by bus ".to_owned(),
            schools_most: "8".to_owned(),
        }
    }

    #[test]
    fn what_is_typed_is_read_once_each_and_reads_back_the_same() {
        let read = typed().read().unwrap();
        assert_eq!(read.skills, ["Bereavement", "Play therapy"]);
        assert_eq!(
            (read.travels.as_deref(), read.schools_most),
            (Some("Barking, by bus"), Some(8))
        );
        assert_eq!(read.phases, [PhaseServed::Primary]);
        assert_eq!(TypedProfile::from(&read).read(), Ok(read));
        assert_eq!(TypedProfile::default().read(), Ok(Profile::default()));
    }

    #[test]
    fn everything_wrong_is_told_at_once_beside_its_field() {
        let many: Vec<String> = (0..13).map(|number| format!("Skill {number}")).collect();
        let wrong = TypedProfile {
            skills: many.join("\n"),
            languages: "x".repeat(61),
            phases: vec!["evening".to_owned()],
            travels: "y".repeat(121),
            schools_most: "0".to_owned(),
        };
        let fields: Vec<&str> = wrong.read().unwrap_err().iter().map(|one| one.field).collect();
        assert_eq!(fields, ["skills", "languages", "phases", "travels", "schools_most"]);
    }

    #[test]
    fn a_pool_is_told_by_how_many_have_what() {
        let lines = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let (a, b, c) = (lines(&["Polish", "Urdu"]), lines(&["polish"]), lines(&["Bengali"]));
        let counted = counted_once([&a[..], &b[..], &c[..]]);
        let told: Vec<(&str, u32)> = counted.iter().map(|(line, n)| (line.as_str(), *n)).collect();
        assert_eq!(told, [("Polish", 2), ("Bengali", 1), ("Urdu", 1)]);
    }
}
