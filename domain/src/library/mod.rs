//! Documents that a partnership lists free of charge: policies, templates, guides, and recordings to
//! which it links. Each has versions; those before the newest are kept.

use chrono::NaiveDate;

use crate::access::closed_list;
use crate::calendar::parse_day;
use crate::failure::{FieldProblem, Problem};
use crate::form::{Reading, choice, optional};
use crate::service::Category;
use crate::text;

closed_list! {
    /// What a resource is.
    ResourceKind {
        /// A policy that schools adopt.
        Policy = "policy",
        /// A document to be filled in.
        Template = "template",
        /// A guide to something.
        Guide = "guide",
        /// A recording, kept elsewhere: a link.
        Recording = "recording",
    }
}

impl ResourceKind {
    /// Whether it is a link, and no file.
    pub const fn is_link(self) -> bool {
        matches!(self, Self::Recording)
    }
}

closed_list! {
    /// Who may read a resource.
    ResourceReach {
        /// Members of the partnership.
        Members = "members",
        /// Everybody.
        Everybody = "everybody",
    }
}

/// The longest title, in characters.
const TITLE_MAX: usize = 120;
/// The longest summary, in characters.
const SUMMARY_MAX: usize = 240;
/// The longest link, in characters.
const LINK_MAX: usize = 500;

/// What a resource is, whichever its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceFacts {
    /// What it is called, at most 120 characters.
    pub title: String,
    /// One or two sentences, at most 240 characters; may be empty.
    pub summary: Option<String>,
    /// What it is.
    pub kind: ResourceKind,
    /// What it has to do with.
    pub category: Category,
    /// Who may read it.
    pub reach: ResourceReach,
}

/// What one version of a resource says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionFacts {
    /// The day of which it is.
    pub dated_on: NaiveDate,
    /// By when it is to be looked at again, where it is.
    pub review_by: Option<NaiveDate>,
    /// Where it is to be found, of what is a link.
    pub link: Option<String>,
}

impl EditionFacts {
    /// Whether it should have been looked at again.
    pub fn is_due(&self, today: NaiveDate) -> bool {
        self.review_by.is_some_and(|day| day < today)
    }
}

/// A resource as typed. Every field bears its name in the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedResource {
    /// What it is called. Needed.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// The code of its kind. Needed.
    pub kind: String,
    /// The code of its category. Needed.
    pub category: String,
    /// The code of who may read it; empty means members.
    pub reach: String,
    /// Its first version.
    pub edition: TypedEdition,
}

/// A version as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedEdition {
    /// The day of which it is: field `dated_on`; empty means today.
    pub dated_on: String,
    /// By when to look at it again: field `review_by`.
    pub review_by: String,
    /// Where it is to be found: field `link`.
    pub link: String,
}

impl TypedResource {
    /// What was typed, or all that is wrong with it.
    pub fn read(
        &self,
        today: NaiveDate,
    ) -> Result<(ResourceFacts, EditionFacts), Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let title = reading.take("title", text::name(&self.title, TITLE_MAX));
        let summary = reading.take("summary", text::optional_line(&self.summary, SUMMARY_MAX));
        let kind = reading.take("kind", choice(&self.kind, ResourceKind::from_code));
        let category = reading.take("category", choice(&self.category, Category::from_code));
        let reach = optional(choice(&self.reach, ResourceReach::from_code));
        let reach = reading.take("reach", reach);
        let edition = match kind {
            Some(kind) => {
                let read = self.edition.read(kind, today);
                read.map_err(|found| reading.all_wrong(found)).ok()
            }
            None => None,
        };
        let facts = || {
            let reach = reach?.unwrap_or(ResourceReach::Members);
            let facts = ResourceFacts {
                title: title?,
                summary: summary?,
                kind: kind?,
                category: category?,
                reach,
            };
            Some((facts, edition?))
        };
        let facts = facts();
        reading.finish(facts)
    }
}

impl TypedEdition {
    /// A version of something of a kind, or all that is wrong with it.
    pub fn read(
        &self,
        kind: ResourceKind,
        today: NaiveDate,
    ) -> Result<EditionFacts, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let dated_on = reading.take("dated_on", optional(parse_day(&self.dated_on)));
        let dated_on = dated_on.map(|day| day.unwrap_or(today));
        let review_by = reading.take("review_by", optional(parse_day(&self.review_by)));
        if let (Some(dated), Some(Some(review))) = (dated_on, review_by)
            && review <= dated
        {
            reading.wrong("review_by", Problem::BeforeStart);
        }
        let link = if kind.is_link() {
            reading.take("link", link(&self.link)).map(Some)
        } else {
            Some(None)
        };
        let facts =
            || Some(EditionFacts { dated_on: dated_on?, review_by: review_by?, link: link? });
        let facts = facts();
        reading.finish(facts)
    }
}

fn link(text: &str) -> Result<String, Problem> {
    let link = text::line(text, LINK_MAX)?;
    let host = link.strip_prefix("https://").unwrap_or_default();
    let leads = host.split('/').next().is_some_and(|host| host.contains('.'));
    if leads && !link.contains(' ') { Ok(link) } else { Err(Problem::NotALink) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
    }

    fn policy() -> TypedResource {
        TypedResource {
            title: "Lone working policy".to_owned(),
            kind: "policy".to_owned(),
            category: "hr".to_owned(),
            ..TypedResource::default()
        }
    }

    #[test]
    fn a_policy_is_for_members_and_of_today_unless_something_else_is_said() {
        let (facts, edition) = policy().read(today()).unwrap();
        assert_eq!(facts.reach, ResourceReach::Members);
        assert_eq!((edition.dated_on, edition.link), (today(), None));
    }

    #[test]
    fn a_recording_needs_a_link_that_leads_somewhere() {
        let mut typed = TypedResource { kind: "recording".to_owned(), ..policy() };
        for (link, problem) in [
            ("", Problem::Missing),
            ("http://video.example/1", Problem::NotALink),
            ("https://", Problem::NotALink),
            ("javascript:alert(1)", Problem::NotALink),
        ] {
            typed.edition.link = link.to_owned();
            let found = typed.read(today()).unwrap_err();
            assert_eq!(found, [FieldProblem { field: "link", problem }], "{link}");
        }
        typed.edition.link = "https://video.example/1".to_owned();
        assert_eq!(typed.read(today()).unwrap().1.link.as_deref(), Some("https://video.example/1"));
    }

    #[test]
    fn it_is_looked_at_again_after_the_day_of_which_it_is() {
        let mut typed = policy();
        typed.edition.review_by = "23 November 2026".to_owned();
        let found = typed.read(today()).unwrap_err();
        assert_eq!(found[0].field, "review_by");
        typed.edition.review_by = "24 November 2026".to_owned();
        let (_, edition) = typed.read(today()).unwrap();
        assert!(!edition.is_due(today() + chrono::Days::new(1)));
        assert!(edition.is_due(today() + chrono::Days::new(2)));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let typed = TypedResource {
            reach: "nobody".to_owned(),
            edition: TypedEdition { dated_on: "soon".to_owned(), ..TypedEdition::default() },
            kind: "policy".to_owned(),
            ..TypedResource::default()
        };
        let found = typed.read(today()).unwrap_err();
        let fields: Vec<&str> = found.iter().map(|one| one.field).collect();
        assert_eq!(fields, ["title", "category", "reach", "dated_on"]);
    }
}
