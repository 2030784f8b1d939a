//! Parts and islands wear only classes that the stylesheet has.

use std::collections::BTreeSet;

use super::hold;
use super::source::{Source, all};

/// The classes that the stylesheet has: ours by name, GOV.UK Frontend's by the component taken.
struct Style {
    classes: BTreeSet<String>,
    components: BTreeSet<String>,
}

impl Style {
    fn of(sources: &[Source]) -> Self {
        let sheets = sources.iter().filter(|source| source.is("scss") && source.within("style"));
        let mut style = Self { classes: BTreeSet::new(), components: BTreeSet::new() };
        for sheet in sheets {
            for (at, _) in sheet.text.match_indices('.') {
                let name = name_at(&sheet.text[at + 1..]);
                if is_ours(name) {
                    style.classes.insert(name.to_owned());
                }
            }
            for (_, line) in sheet.lines().filter(|(_, line)| line.contains("govuk-frontend/")) {
                let component = line.rsplit('/').next().unwrap_or_default();
                style.components.insert(name_at(component).to_owned());
            }
        }
        style
    }

    /// Whether a class is there; one that ends in `{` is the beginning of several.
    fn has(&self, class: &str) -> bool {
        let (whole, open) =
            class.split_once('{').map_or((class, false), |(begin, _)| (begin, true));
        let ours =
            self.classes.iter().any(|known| known == whole || (open && known.starts_with(whole)));
        let block = whole.split("__").next().unwrap_or_default();
        let block = block.split("--").next().unwrap_or_default();
        let theirs = block.strip_prefix("govuk-").is_some_and(|block| {
            // The component `button` has `govuk-button`, `core/links` has `govuk-link`, and
            // `label` has `govuk-label-wrapper`.
            self.components
                .iter()
                .any(|component| block == component || block == component.trim_end_matches('s'))
                || block.strip_suffix("-wrapper").is_some_and(|b| self.components.contains(b))
        });
        ours || theirs
    }
}

/// The letters of a class at the beginning of the text.
fn name_at(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
    &text[..end.unwrap_or(text.len())]
}

fn is_ours(class: &str) -> bool {
    class.starts_with("cp-") || class.starts_with("govuk-")
}

fn unknown_classes(sources: &[Source]) -> Vec<String> {
    let style = Style::of(sources);
    let dressed = |source: &&Source| {
        source.is("rs")
            && !source.is_test()
            && (source.within("app/src/parts") || source.within("app/islands/src"))
    };
    let mut findings = Vec::new();
    for source in sources.iter().filter(dressed) {
        for (line, text) in source.lines().filter(|(_, text)| !text.trim().starts_with("//")) {
            for class in classes_of(text) {
                if !is_ours(class) {
                    findings.push(source.finding(line, &format!("{class}: not of our style")));
                } else if !style.has(class) {
                    findings
                        .push(source.finding(line, &format!("{class}: style/ has no such class")));
                }
            }
        }
    }
    findings
}

/// Every class a line names: all of a `class="…"`, and whatever else in quotes looks like one.
fn classes_of(line: &str) -> Vec<&str> {
    let mut classes = Vec::new();
    let mut before = "";
    for (index, piece) in line.split('"').enumerate() {
        if index % 2 == 1 {
            let all = before.ends_with("class=");
            let words = piece.split_whitespace();
            classes.extend(words.filter(|word| all || is_class(word)));
        } else {
            let directives = piece.split("class:").skip(1).map(name_at);
            classes.extend(directives);
        }
        before = piece;
    }
    classes
}

fn is_class(word: &str) -> bool {
    is_ours(word) && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_{}".contains(c))
}

#[test]
fn parts_and_islands_wear_classes_that_exist() {
    hold("a class has its rule in style/", &unknown_classes(&all()));
}

#[test]
fn a_class_that_does_not_exist_is_found() {
    let style = ".cp-row { .cp-row__title { top: 0 } }\n.cp-tag--good {}\n\
                 @use \"govuk-frontend/dist/govuk/components/button\";\n\
                 @use \"govuk-frontend/dist/govuk/core/links\";\n";
    let found = |text: &str| {
        let mut house = vec![Source::new("style/_row.scss", style)];
        house.push(Source::new("app/islands/src/meter.rs", text));
        unknown_classes(&house)
    };
    assert_eq!(found("<p class=\"cp-row cp-row__title govuk-button--warning\">").len(), 0);
    assert_eq!(found("<a class=\"govuk-link\" id=\"cp\">").len(), 0);
    assert_eq!(found("format!(\"cp-tag--{kind}\")").len(), 0);
    assert_eq!(found("<p class=\"cp-roww\">").len(), 1);
    assert_eq!(found("<p class=\"red\">").len(), 1);
    assert_eq!(found("<p class:cp-opened=open>").len(), 1);
    assert_eq!(found("let class = \"govuk-panel\";").len(), 1);
    assert_eq!(found("format!(\"cp-tint--{kind}\")").len(), 1);
}
