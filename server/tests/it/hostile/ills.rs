//! What can be wrong with a form.

use std::fmt;

use crate::explore::things_in;
use crate::page::{Control, Field, Form, Page};
use crate::typing::{Sending, filled};
use crate::world::{Answer, Browser};

use super::Strangers;

/// What is wrong with what is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ill {
    /// All of it.
    Whole(&'static str),
    /// What stands in one field.
    In(String, &'static str),
    /// The ids in it are another tenant's.
    Strangers,
}

impl fmt::Display for Ill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(what) => write!(f, "{what}"),
            Self::In(field, what) => write!(f, "{what} in {field}"),
            Self::Strangers => write!(f, "a stranger's ids"),
        }
    }
}

/// A form that is wrong, ready to be sent.
pub struct Sent {
    pub ill: Ill,
    address: String,
    kind: String,
    body: Vec<u8>,
    /// What was typed where, and is to be shown again.
    typed: Vec<(String, String)>,
}

impl Sent {
    pub async fn send(&self, browser: &mut Browser) -> Answer {
        browser.post_body(&self.address, &self.kind, self.body.clone()).await
    }

    /// The fields that the page shows again without what was typed into them, where it shows the
    /// form again.
    pub fn lost(&self, page: &Page) -> impl Iterator<Item = String> {
        let has = |form: &&Form, name: &str| form.fields.iter().any(|field| field.name == name);
        let same = |form: &&Form| self.typed.iter().all(|(name, _)| has(form, name));
        let form = page.forms.iter().filter(|form| form.action == self.address).find(same);
        let fields = form.into_iter().flat_map(|form| &form.fields);
        fields.filter_map(|field| {
            let (name, value) = self.typed.iter().find(|(name, _)| *name == field.name)?;
            let shown = field.values.first().map(String::as_str).unwrap_or_default();
            let lost = seen(shown) != seen(value);
            lost.then(|| format!("{name} shows {:?}", shown.chars().take(90).collect::<String>()))
        })
    }

    fn of(ill: Ill, form: &Form, sending: &Sending) -> Self {
        let (kind, body) = sending.encoded();
        let fields = form.fields.iter().filter(|field| is_typed(field) && !is_secret(field));
        let typed = fields.filter_map(|field| {
            sending.fields.iter().find(|(name, _)| *name == field.name).cloned()
        });
        Self { ill, address: sending.address.clone(), kind, body, typed: typed.collect() }
    }

    fn raw(what: &'static str, form: &Form, kind: &str, body: Vec<u8>) -> Self {
        let (address, kind) = (form.action.clone(), kind.to_owned());
        Self { ill: Ill::Whole(what), address, kind, body, typed: Vec::new() }
    }
}

/// As somebody sees it: nobody sees the NUL that is left out, or how a line is broken.
fn seen(text: &str) -> String {
    text.replace('\0', "").replace("\r\n", "\n").trim().to_owned()
}

/// Whether somebody types into it.
pub fn is_typed(field: &Field) -> bool {
    matches!(field.control, Control::Typed { .. })
}

/// What is never shown again.
fn is_secret(field: &Field) -> bool {
    let is_password = matches!(&field.control, Control::Typed { hint } if hint == "password");
    is_password || field.name == "code"
}

/// What a form of ours never holds, with what to call it.
fn values() -> [(&'static str, String); 12] {
    [
        ("nothing", String::new()),
        ("100 kB", "long words ".repeat(9_100)),
        ("control characters", "a\u{0}b\u{1}c\u{7f}\u{1b}[31m\u{202e}d\u{feff}".to_owned()),
        ("marks of a page", "\"'><script>alert(1)</script>&amp;<!--".to_owned()),
        ("marks of a statement", "'; DROP TABLE person; -- \\ % _ $1 ?".to_owned()),
        ("a number beyond all", "99999999999999999999999999".to_owned()),
        ("the largest number", i64::MAX.to_string()),
        ("a number below nought", "-1".to_owned()),
        ("no number", "1e400".to_owned()),
        ("a day that is none", "2026-02-30".to_owned()),
        ("an id that is none", "order_0193f3a1c0de7000a1b2c3d4e5f6071".to_owned()),
        ("letters beyond the plane", "\u{1f469}\u{200d}\u{1f3eb}\u{10ffff}".to_owned()),
    ]
}

/// What may stand in fields that nobody touches.
const OF_HIDDEN: [&str; 4] = ["nothing", "100 kB", "control characters", "an id that is none"];

/// How many of the values each field gets, where it does not get all.
const OF_VALUES: usize = 1;

/// Everything that is wrong with a form in turn. Which of the values a field gets goes round with
/// the forms; `SOAK` gives each field more of them.
pub fn of(form: &Form, strangers: &Strangers, turn: usize) -> Vec<Sent> {
    let mut all = Vec::new();
    for (what, value) in values() {
        all.push(everywhere(what, form, &value, is_touched));
        if OF_HIDDEN.contains(&what) {
            let hidden = everywhere(what, form, &value, |field| field.control == Control::Hidden);
            // Such a form is none of a page of ours, so that none of ours has to show it again.
            all.push(Sent { typed: Vec::new(), ..hidden });
        }
    }
    let values = values();
    let times = crate::walk::number("SOAK", 1) * OF_VALUES;
    let touched = form.fields.iter().filter(|field| is_touched(field));
    for (place, field) in touched.enumerate() {
        for step in 0..times.min(values.len()) {
            let (what, value) = &values[(turn + place + step * 5) % values.len()];
            let sending = with(form, |other| (other.name == field.name).then(|| value.clone()));
            all.push(Sent::of(Ill::In(field.name.clone(), what), form, &sending));
        }
    }
    all.push(dated(form));
    all.extend(named(form, strangers));
    all.extend(broken(form));
    all.extend(with_files(form));
    all.push(twice(form));
    all
}

fn is_touched(field: &Field) -> bool {
    !matches!(field.control, Control::Hidden | Control::File)
}

/// The form filled in, with some fields changed.
fn with(form: &Form, change: impl Fn(&Field) -> Option<String>) -> Sending {
    let mut sending = filled(form);
    for field in &form.fields {
        if let Some(value) = change(field) {
            sending.fields.retain(|(name, _)| *name != field.name);
            sending.fields.push((field.name.clone(), value));
        }
    }
    sending
}

fn everywhere(what: &'static str, form: &Form, value: &str, fits: impl Fn(&Field) -> bool) -> Sent {
    let sending = with(form, |field| fits(field).then(|| value.to_owned()));
    Sent::of(Ill::Whole(what), form, &sending)
}

/// Every date is the thirtieth of February.
fn dated(form: &Form) -> Sent {
    let sending = with(form, |field| {
        let name = field.name.as_str();
        let part = [("-day", "30"), ("-month", "2"), ("-year", "2026")];
        let part = part.into_iter().find(|(end, _)| name.ends_with(end)).map(|(_, value)| value);
        let is_date = name.ends_with("_on") || ["from", "to", "day", "days"].contains(&name);
        part.or(is_date.then_some("30 February 2026")).map(str::to_owned)
    });
    Sent::of(Ill::Whole("the thirtieth of February"), form, &sending)
}

/// Fields whose ids name nothing: a key may be any text, and `who` says only which part of the page
/// is shown open.
const NAME_NOTHING: [&str; 2] = ["key", "who"];

/// The form, and its address, with a stranger's ids.
fn named(form: &Form, strangers: &Strangers) -> Vec<Sent> {
    let others = |text: &str| {
        let mut text = text.to_owned();
        for id in things_in(&text.clone()) {
            let (kind, _) = id.rsplit_once('_').unwrap_or_default();
            if let Some(other) = strangers.get(kind) {
                text = text.replace(id, other);
            }
        }
        text
    };
    let plain = filled(form);
    let fields = plain.fields.iter().map(|(name, value)| {
        let names_nothing = NAME_NOTHING.contains(&name.as_str());
        (name.clone(), if names_nothing { value.clone() } else { others(value) })
    });
    let fields = fields.collect();
    let in_fields = Sending { fields, ..plain.clone() };
    let in_address = Sending { address: others(&plain.address), ..plain.clone() };
    let mut all = Vec::new();
    if in_fields.fields != plain.fields {
        all.push(Sent::of(Ill::Strangers, form, &in_fields));
    }
    if in_address.address != plain.address {
        all.push(Sent::of(Ill::Strangers, form, &in_address));
    }
    for id in things_in(&plain.address) {
        for (what, none) in
            [("no id", "no-id"), ("an id of nothing", "%00%ff"), ("a path", "..%2f")]
        {
            let address = plain.address.replace(id, none);
            all.push(Sent::of(Ill::Whole(what), form, &Sending { address, ..plain.clone() }));
        }
    }
    all
}

/// Bodies that are no form, or none of ours.
fn broken(form: &Form) -> Vec<Sent> {
    const PLAIN: &str = "application/x-www-form-urlencoded";
    const PARTS: &str = "multipart/form-data; boundary=edge";
    let names: Vec<&str> = form.fields.iter().map(|field| field.name.as_str()).collect();
    let every = |value: &str| {
        names
            .iter()
            .map(|name| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("&")
            .into_bytes()
    };
    let bytes: Vec<u8> =
        names.iter().flat_map(|name| [name.as_bytes(), b"=\xff\xfe\xc3(&"].concat()).collect();
    let unknown = (0..6_000).flat_map(|number| format!("field-{number}=x&").into_bytes());
    let unknown = [unknown.collect(), every("x")].concat();
    let part = |about: &str, value: &[u8]| {
        let head = format!("--edge\r\nContent-Disposition: form-data; {about}\r\n\r\n");
        [head.as_bytes(), value, b"\r\n"].concat()
    };
    let mut parts: Vec<u8> =
        names.iter().flat_map(|name| part(&format!("name=\"{name}\""), b"\xff\0\xfe")).collect();
    let cut_off = parts.clone();
    parts.extend(b"--edge--\r\n");
    let nameless = [part("filename=\"a\"", b"x"), b"--edge--\r\n".to_vec()].concat();
    vec![
        Sent::raw("an empty body", form, PLAIN, Vec::new()),
        Sent::raw("no kind of body", form, "", every("x")),
        Sent::raw("a body of another kind", form, "application/json", b"{\"a\":[".to_vec()),
        Sent::raw("escapes that are none", form, PLAIN, every("%zz%f%ff%00%")),
        Sent::raw("bytes that are no text", form, PLAIN, bytes),
        Sent::raw("six thousand unknown fields", form, PLAIN, unknown),
        Sent::raw("parts that are no text", form, PARTS, parts),
        Sent::raw("parts that are cut off", form, PARTS, cut_off),
        Sent::raw("a part without a name", form, PARTS, nameless),
        Sent::raw("parts without an edge", form, "multipart/form-data", every("x")),
    ]
}

/// The form with files that nobody would send.
fn with_files(form: &Form) -> Vec<Sent> {
    let plain = filled(form);
    if plain.files.is_empty() {
        return Vec::new();
    }
    let files = [
        ("a file without contents", "a.csv".to_owned(), String::new()),
        ("a file without a name", String::new(), "x".to_owned()),
        ("a file of noughts", "a.csv".to_owned(), "\0".repeat(1_000)),
        (
            "a name of control characters",
            "a\u{0}b\u{1}\u{202e}.pdf".to_owned(),
            "%PDF-1.7".to_owned(),
        ),
        ("a name of 100 kB", format!("{}.pdf", "a".repeat(100_000)), "%PDF-1.7".to_owned()),
        ("a name that is a path", "../../etc/passwd".to_owned(), "%PDF-1.7".to_owned()),
        (
            "a file of eleven megabytes",
            "a.pdf".to_owned(),
            format!("%PDF-1.7{}", " ".repeat(11_000_000)),
        ),
        (
            "a table of noughts",
            "a.csv".to_owned(),
            "title,category,price\nA\0B,clerking,1\n".to_owned(),
        ),
        (
            "a table that never ends",
            "a.csv".to_owned(),
            "title,category,price\n\"A,clerking,1\n".to_owned(),
        ),
    ];
    let sent = files.into_iter().map(|(what, name, contents)| {
        let all = plain.files.iter();
        let files = all.map(|(field, _)| (field.clone(), (name.clone(), contents.clone())));
        let sending = Sending { files: files.collect(), ..plain.clone() };
        Sent::of(Ill::Whole(what), form, &sending)
    });
    sent.collect()
}

/// Each field twice, the second time with other words. This may well be taken, so it comes last.
fn twice(form: &Form) -> Sent {
    let mut sending = filled(form);
    let again = sending.fields.clone().into_iter().map(|(name, _)| (name, "again".to_owned()));
    sending.fields.extend(again.collect::<Vec<_>>());
    Sent::of(Ill::Whole("every field twice"), form, &sending)
}
