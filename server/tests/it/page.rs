//! A page as a browser without JavaScript reads it: where it leads and what can be sent from it.
//!
//! It reads the HTML that we write, and no other: attributes in double quotes, no inline scripts.

use std::collections::HashSet;

/// How an answer is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// Sent as it is.
    Hidden,
    /// Typed: one line, or several.
    Typed {
        /// What the keyboard of a telephone offers, or the kind of the field: `email`, `numeric`.
        hint: String,
    },
    /// One or some of these.
    Chosen(Vec<String>),
    /// A file.
    File,
    /// The button pressed.
    Button,
}

/// A field of a form, with what stands in it: nothing where it sends nothing until touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    pub control: Control,
    pub values: Vec<String>,
}

/// A form that is posted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Form {
    /// Where to.
    pub action: String,
    /// Whether files are sent.
    pub multipart: bool,
    /// What is in it, with all buttons of one name as one field.
    pub fields: Vec<Field>,
}

impl Form {
    /// What is sent when nothing is touched and the first button is pressed.
    pub fn as_it_is(&self) -> Vec<(String, String)> {
        let sent = self.fields.iter().flat_map(|field| {
            let first = match (&field.control, field.values.is_empty()) {
                (Control::Button, _) => field.values.first().cloned().into_iter().collect(),
                _ => field.values.clone(),
            };
            first.into_iter().map(|value| (field.name.clone(), value))
        });
        sent.collect()
    }

    /// What is sent by somebody who changes these fields and leaves the others as they are. A field
    /// that is named twice is sent twice.
    pub fn with(&self, changed: &[(&str, &str)]) -> Vec<(String, String)> {
        let kept = self.as_it_is().into_iter();
        let kept = kept.filter(|(name, _)| changed.iter().all(|(other, _)| other != name));
        let typed = changed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        kept.chain(typed).collect()
    }

    fn add(&mut self, name: &str, control: Control, value: Option<String>) {
        let values: Vec<String> = value.into_iter().collect();
        let known = self.fields.iter_mut().find(|field| field.name == name);
        let joins = matches!(control, Control::Chosen(_) | Control::Button | Control::Hidden);
        match known {
            Some(known) if joins => {
                known.values.extend(values);
                if let (Control::Chosen(all), Control::Chosen(more)) = (&mut known.control, control)
                {
                    all.extend(more);
                }
            }
            _ => self.fields.push(Field { name: name.to_owned(), control, values }),
        }
    }
}

/// What a page offers.
#[derive(Debug, Default)]
pub struct Page {
    /// What its tab says.
    pub title: String,
    /// Where its links lead, in their order.
    pub links: Vec<String>,
    /// What can be looked for: the address of a form that asks for a page, and its field.
    pub searches: Vec<(String, String)>,
    /// What can be posted.
    pub forms: Vec<Form>,
    /// The ids on it.
    pub ids: HashSet<String>,
}

/// A tag with its attributes, or the text between two tags.
enum Piece<'a> {
    Tag { name: &'a str, attributes: &'a str },
    Text(&'a str),
}

fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    html.split('<').skip(1).flat_map(|piece| {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
        [Piece::Tag { name, attributes }, Piece::Text(text)]
    })
}

/// The value of an attribute; empty for one without a value.
fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let ends = rest.find(|c: char| "=/".contains(c) || c.is_whitespace()).unwrap_or(rest.len());
        let (found, after) = rest.split_at(ends);
        if found.is_empty() {
            return None;
        }
        let (value, after) = match after.strip_prefix("=\"") {
            Some(quoted) => quoted.split_once('"').expect("a closing quote"),
            None => ("", after),
        };
        if found == name {
            return Some(unescaped(value));
        }
        rest = after;
    }
}

fn unescaped(text: &str) -> String {
    let quotes = text.replace("&quot;", "\"").replace("&#x27;", "'").replace("&#39;", "'");
    quotes.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Reads a page.
pub fn read(html: &str) -> Page {
    let mut reader = Reader::default();
    for piece in pieces(html) {
        match piece {
            Piece::Tag { name, attributes } => reader.tag(name, attributes),
            Piece::Text(text) => reader.text(text),
        }
    }
    reader.page
}

#[derive(Default)]
struct Reader {
    page: Page,
    /// The form that is open, where it is one that is posted.
    open: Option<Form>,
    /// Where the form leads that is open, where it is one that asks for a page.
    asks: Option<String>,
    ids_of_forms: Vec<String>,
    /// The select that is open: its name, its options, the one selected.
    select: Option<(String, Vec<String>, Option<String>)>,
    /// What the next text belongs to.
    awaits: Option<Awaits>,
}

enum Awaits {
    Title,
    TextArea(String),
}

impl Reader {
    fn tag(&mut self, name: &str, attributes: &str) {
        let get = |wanted: &str| attribute(attributes, wanted);
        self.page.ids.extend(get("id"));
        match name {
            "a" => self.page.links.extend(get("href")),
            "title" => self.awaits = Some(Awaits::Title),
            "form" if get("method").as_deref() == Some("post") => {
                let action = get("action").expect("where it is posted");
                let multipart = get("enctype").is_some();
                self.ids_of_forms.push(get("id").unwrap_or_default());
                self.open = Some(Form { action, multipart, fields: Vec::new() });
            }
            // A form that asks for a page is a link to it.
            "form" => {
                self.asks = get("action");
                self.page.links.extend(self.asks.clone());
            }
            "/form" => {
                self.asks = None;
                self.page.forms.extend(self.open.take());
            }
            "input" => self.input(attributes),
            "textarea" => self.awaits = get("name").map(Awaits::TextArea),
            "select" => self.select = get("name").map(|name| (name, Vec::new(), None)),
            "option" => {
                if let (Some((_, options, selected)), Some(value)) =
                    (&mut self.select, get("value"))
                {
                    let is_selected = get("selected").is_some();
                    *selected = selected.take().or(is_selected.then(|| value.clone()));
                    options.push(value);
                }
            }
            "/select" => self.end_select(),
            "button" => self.button(attributes),
            _ => {}
        }
    }

    fn input(&mut self, attributes: &str) {
        let get = |wanted: &str| attribute(attributes, wanted);
        let kind = get("type").unwrap_or_default();
        if let (Some(asks), Some(name)) = (&self.asks, get("name"))
            && ["", "text", "search"].contains(&kind.as_str())
        {
            self.page.searches.push((asks.clone(), name));
        }
        let (Some(name), Some(form)) = (get("name"), &mut self.open) else { return };
        let value = get("value").unwrap_or_default();
        match kind.as_str() {
            "hidden" => form.add(&name, Control::Hidden, Some(value)),
            "radio" | "checkbox" => {
                let checked = get("checked").map(|_| value.clone());
                form.add(&name, Control::Chosen(vec![value]), checked);
            }
            "file" => form.add(&name, Control::File, None),
            _ => {
                let hint = get("inputmode").unwrap_or(kind);
                form.add(&name, Control::Typed { hint }, Some(value));
            }
        }
    }

    fn button(&mut self, attributes: &str) {
        let get = |wanted: &str| attribute(attributes, wanted);
        let (Some(name), Some(value)) = (get("name"), get("value")) else { return };
        let outside = get("form").and_then(|id| {
            let at = self.ids_of_forms.iter().position(|known| *known == id)?;
            self.page.forms.get_mut(at)
        });
        if let Some(form) = outside.or(self.open.as_mut()) {
            form.add(&name, Control::Button, Some(value));
        }
    }

    fn end_select(&mut self) {
        if let (Some((name, options, selected)), Some(form)) = (self.select.take(), &mut self.open)
        {
            let value = selected.or(options.first().cloned());
            form.add(&name, Control::Chosen(options), value);
        }
    }

    fn text(&mut self, text: &str) {
        match self.awaits.take() {
            Some(Awaits::Title) => self.page.title = unescaped(text),
            Some(Awaits::TextArea(name)) => {
                if let Some(form) = &mut self.open {
                    let hint = "lines".to_owned();
                    form.add(&name, Control::Typed { hint }, Some(unescaped(text)));
                }
            }
            None => {}
        }
    }
}

#[test]
fn a_form_is_read_with_what_stands_in_it() {
    let html = r#"<title>Book</title><a href="/deals?a=1&amp;b=2">x</a>
        <form action="/deals"><input type="search" name="words"/><input type="radio" name="show"/></form>
        <form method="post" action="/book" enctype="multipart/form-data">
        <input type="hidden" name="key" value="k-1"/><input type="text" name="po" inputmode="numeric"/>
        <input type="radio" name="who" value="a"/><input type="radio" name="who" value="b" checked/>
        <select name="day"><option value="mon">M</option><option value="tue" selected>T</option></select>
        <textarea name="note">R &amp; D</textarea>
        <button name="go" value="yes">Yes</button><button name="go" value="no">No</button></form>"#;
    let page = read(html);
    assert_eq!(
        (page.title.as_str(), page.links),
        ("Book", vec!["/deals?a=1&b=2".to_owned(), "/deals".to_owned()])
    );
    assert_eq!(page.searches, [("/deals".to_owned(), "words".to_owned())]);
    let form = &page.forms[0];
    assert!(form.multipart);
    let sent = form.as_it_is();
    let sent: Vec<(&str, &str)> = sent.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(
        sent,
        [
            ("key", "k-1"),
            ("po", ""),
            ("who", "b"),
            ("day", "tue"),
            ("note", "R & D"),
            ("go", "yes")
        ]
    );
    let Control::Chosen(choices) = &form.fields[2].control else { panic!("choices") };
    assert_eq!(choices, &["a", "b"]);
}
