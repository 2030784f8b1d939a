//! Filling in a form and sending it.

use app::parts::SentFor;

use crate::page::{Control, Field, Form};
use crate::world::{Answer, Browser, URLENCODED, urlencoded};

/// The file that is sent wherever one is asked for: what a price list looks like.
pub const FILE: (&str, &str) = ("prices.csv", "title,category,price\nClerking,clerking,120\n");
/// Lists of other kinds, by where they are sent: one of each that changes something here.
const LISTS: [(&str, (&str, &str)); 2] = [
    ("/members/import", ("members.csv", "URN,Member until\n100101,31 August 2027\n")),
    ("/people/import", ("people.csv", "Email,Role\nnew.auditor@pool.example,Auditor\n")),
];
const EDGE: &str = "edge-of-a-part";

/// What is sent with a form, or an address to look at.
#[derive(Debug, Clone, Default)]
pub struct Sending {
    pub address: String,
    pub multipart: bool,
    pub fields: Vec<(String, String)>,
    /// The name of each file field, with a file's name and contents.
    pub files: Vec<(String, (String, String))>,
}

impl Sending {
    /// A page, asked for.
    pub fn page(address: String) -> Self {
        Self { address, ..Self::default() }
    }

    /// Sends the form.
    pub async fn post(&self, browser: &mut Browser) -> Answer {
        let (kind, body) = self.encoded();
        browser.post_body(&self.address, &kind, body).await
    }

    /// The kind of its body, and the body.
    pub fn encoded(&self) -> (String, Vec<u8>) {
        if !self.multipart {
            let pairs = self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            return (URLENCODED.to_owned(), urlencoded(pairs).into_bytes());
        }
        let mut body = String::new();
        let mut part = |about: String, contents: &str| {
            body.push_str(&format!("--{EDGE}\r\nContent-Disposition: form-data; {about}"));
            body.push_str(&format!("\r\n\r\n{contents}\r\n"));
        };
        for (name, value) in &self.fields {
            part(format!("name=\"{name}\""), value);
        }
        for (name, (file, contents)) in &self.files {
            let file = file.replace(['"', '\r', '\n'], "");
            part(format!("name=\"{name}\"; filename=\"{file}\""), contents);
        }
        body.push_str(&format!("--{EDGE}--\r\n"));
        (format!("multipart/form-data; boundary={EDGE}"), body.into_bytes())
    }
}

/// The form with what stands in it, something plausible in what is empty, the first of what is to
/// be chosen, and its first button pressed.
pub fn filled(form: &Form) -> Sending {
    fill(form, |field| {
        let held = field.values.first().filter(|value| !value.is_empty());
        match &field.control {
            Control::Chosen(choices) => {
                held.or(choices.iter().find(|choice| !choice.is_empty())).cloned()
            }
            Control::Typed { hint } => {
                Some(held.cloned().unwrap_or_else(|| plausible(&field.name, hint).to_owned()))
            }
            Control::Button => field.values.first().cloned(),
            Control::Hidden | Control::File => None,
        }
    })
}

/// The form with answers given by `answer`; what is hidden is sent as it stands, but for whom it is
/// sent: whoever tries another's form would say themselves.
pub fn fill(form: &Form, mut answer: impl FnMut(&Field) -> Option<String>) -> Sending {
    let (address, multipart) = (form.action.clone(), form.multipart);
    let mut sending = Sending { address, multipart, ..Sending::default() };
    let others = form.fields.iter().filter(|field| field.name != SentFor::FIELD);
    for field in others {
        let named = |value: String| (field.name.clone(), value);
        match field.control {
            Control::Hidden => sending.fields.extend(field.values.iter().cloned().map(named)),
            Control::File => {
                let list = LISTS.iter().find(|(at, _)| *at == form.action);
                let (name, contents) = list.map_or(FILE, |(_, list)| *list);
                sending.files.push((field.name.clone(), (name.to_owned(), contents.to_owned())));
            }
            _ => sending.fields.extend(answer(field).map(named)),
        }
    }
    sending
}

/// Something that fits a field by its name and its keyboard.
pub fn plausible(name: &str, hint: &str) -> &'static str {
    match (name, hint) {
        // A day that has been, where one to come is refused; and what seldom concerns a form.
        ("counted_on-day" | "received_on-day", _) => "1",
        ("counted_on-month" | "received_on-month", _) => "12",
        ("counted_on-year" | "received_on-year", _) => "2026",
        _ if name.starts_with("free_until-") => "",
        // Days that have been, and today where they are left empty.
        _ if name.starts_with("issued_on-") || name.starts_with("seen_on-") => "",
        _ if name.ends_with("-day") => "12",
        _ if name.ends_with("-month") => "1",
        _ if name.ends_with("-year") => "2027",
        (_, "email") => "somebody@pool.example",
        (_, "password") => "lanterns over water",
        // What seldom concerns a form stays empty.
        ("bands" | "cap" | "free_until", _) => "",
        ("area", _) => "Redbridge",
        ("from" | "to", _) => "12 January 2027",
        (_, "numeric") => "425",
        (_, "decimal") => "12.50",
        _ if name.ends_with("_on") => "1 December 2026",
        _ => "Plain words",
    }
}
