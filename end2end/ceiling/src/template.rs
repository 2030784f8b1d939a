//! A page of the product taken apart: what stays the same as text, and holes where values stood.
//!
//! Filled with the values it was taken apart around, it gives the product's page to the byte.

use std::fmt;

/// What a page shows, by numbered places.
pub trait Values {
    /// How many places there are.
    fn count(&self) -> usize;

    /// Writes the value of a place as it stands in HTML.
    fn write(&self, place: usize, out: &mut String) -> fmt::Result;

    /// Whether a page that does not show the value cannot be the right one.
    fn must_show(&self, place: usize) -> bool;
}

/// A page with holes.
#[derive(Debug)]
pub struct Template {
    pieces: Vec<(String, Option<usize>)>,
    length: usize,
}

/// Shorter values would be found where they are part of something else.
const SHORTEST: usize = 3;

impl Template {
    /// Takes a page apart around every occurrence of every value. Where two begin at the same
    /// byte, the longer is meant.
    ///
    /// # Errors
    /// Says which value that must be shown is not.
    pub fn of(page: &str, values: &impl Values) -> Result<Self, String> {
        let mut found: Vec<(usize, usize, usize)> = Vec::new();
        for place in 0..values.count() {
            let text = written(values, place)?;
            let shown = text.len() >= SHORTEST && page.contains(&text);
            if values.must_show(place) && !shown {
                return Err(format!("the page does not show {text:?}"));
            }
            if shown {
                let here = |(at, text): (usize, &str)| (at, text.len(), place);
                found.extend(page.match_indices(&text).map(here));
            }
        }
        found.sort_by_key(|(at, length, place)| (*at, std::cmp::Reverse(*length), *place));
        let mut pieces = Vec::new();
        let mut done = 0;
        for (at, length, place) in found {
            if at < done {
                continue;
            }
            pieces.push((cut(page, done, at)?, Some(place)));
            done = at + length;
        }
        pieces.push((cut(page, done, page.len())?, None));
        let template = Self { pieces, length: page.len() };
        let again = template.fill(values).map_err(|error| error.to_string())?;
        if again == page { Ok(template) } else { Err("the page cannot be put together".to_owned()) }
    }

    /// How many holes it has.
    pub fn holes(&self) -> usize {
        self.pieces.iter().filter(|(_, place)| place.is_some()).count()
    }

    /// The page with these values.
    pub fn fill(&self, values: &impl Values) -> Result<String, fmt::Error> {
        let mut out = String::with_capacity(self.length + self.length / 8);
        for (text, place) in &self.pieces {
            out.push_str(text);
            if let Some(place) = place {
                values.write(*place, &mut out)?;
            }
        }
        Ok(out)
    }
}

fn written(values: &impl Values, place: usize) -> Result<String, String> {
    let mut text = String::new();
    values.write(place, &mut text).map_err(|error| error.to_string())?;
    Ok(text)
}

fn cut(page: &str, from: usize, to: usize) -> Result<String, String> {
    page.get(from..to).map(str::to_owned).ok_or_else(|| "a value cuts a letter in two".to_owned())
}

/// Writes text as HTML shows it.
pub fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Words(Vec<&'static str>);

    impl Values for Words {
        fn count(&self) -> usize {
            self.0.len()
        }

        fn write(&self, place: usize, out: &mut String) -> fmt::Result {
            escape(self.0.get(place).ok_or(fmt::Error)?, out);
            Ok(())
        }

        fn must_show(&self, place: usize) -> bool {
            place == 0
        }
    }

    const PAGE: &str = "<li>Tea &amp; talk</li><li>£290.50 a day</li><li>£290</li>";

    #[test]
    fn a_page_is_put_together_again_to_the_byte() {
        let values = Words(vec!["Tea & talk", "£290", "£290.50", "not there"]);
        let template = Template::of(PAGE, &values).unwrap();
        assert_eq!(template.holes(), 3);
        assert_eq!(template.fill(&values).unwrap(), PAGE);
    }

    #[test]
    fn other_values_stand_where_the_first_stood() {
        let template = Template::of(PAGE, &Words(vec!["Tea & talk", "£290", "£290.50"])).unwrap();
        let page = template.fill(&Words(vec!["Law", "£1", "£2"])).unwrap();
        assert_eq!(page, "<li>Law</li><li>£2 a day</li><li>£1</li>");
    }

    #[test]
    fn a_page_without_what_it_must_show_is_refused() {
        let refused = Template::of(PAGE, &Words(vec!["Payroll"])).unwrap_err();
        assert!(refused.contains("Payroll"), "{refused}");
    }
}
