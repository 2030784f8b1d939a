//! What a walker types.

use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use crate::page::{Control, Field, Form};
use crate::typing::{Sending, fill, plausible};

/// Forms whose words everybody may read afterwards, so that no hidden word goes into them.
pub const PUBLISHED: [(&str, &str); 10] = [
    ("/services/new", "a service on sale is everybody's to find"),
    ("/services/{service}/edit", "likewise"),
    ("/services/{service}/prices", "prices of others stand beside it with their sources"),
    ("/services/{service}/pool/{pract}/profile", "a service tells what its people can do"),
    ("/services/import", "a price list becomes services"),
    ("/schools/{urn}/pupils", "the page of a school says where its number of pupils is from"),
    ("/schools/{urn}/join", "whoever asks to act for a school is told to whoever decides"),
    ("/partnership/change", "a partnership's name stands on its services"),
    ("/partnerships", "likewise"),
    ("/partnership/association", "the directory says how a partnership is reached"),
];

/// Fields that stay as they are found.
const KEPT: [(&str, &str); 3] = [
    ("areas", "in another's area it may decide who acts for a school where nobody does"),
    ("schools", "a school that is made a member of a partnership belongs to it from then on"),
    ("invoice_prefix", "letters of the seller stand on what schools of others buy"),
];

/// The words of a walker.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// What everybody may read.
    pub open: &'static str,
    /// What nobody else may.
    pub hidden: &'static str,
}

impl Words {
    fn for_form(self, path: &str) -> &'static str {
        let is_published = PUBLISHED.iter().any(|(published, _)| *published == path);
        if is_published { self.open } else { self.hidden }
    }
}

/// What a form asks first it mostly needs; what comes after these is mostly left out.
const ASKED_FIRST: usize = 6;

/// A form filled in as somebody might: most of what is asked first, little of the rest, and seldom
/// anything else than what stands there.
pub fn fill_at_random(form: &Form, path: &str, words: Words, dice: &mut StdRng) -> Sending {
    let mark = words.for_form(path);
    let is_published = mark == words.open;
    let mut asked = 0;
    let mut sending = fill(form, |field| {
        let held = field.values.first().filter(|value| !value.is_empty()).cloned();
        match &field.control {
            _ if KEPT.iter().any(|(kept, _)| *kept == field.name) => held,
            Control::Chosen(choices) => {
                held.filter(|_| dice.random_ratio(2, 3)).or_else(|| choices.choose(dice).cloned())
            }
            Control::Button => field.values.choose(dice).cloned(),
            Control::Typed { hint } => {
                // A name that stood there is somebody's own: it is not told where all may read.
                if held.is_some() && !is_published && dice.random_ratio(11, 12) {
                    return held;
                }
                asked += 1;
                let in_ten = if asked <= ASKED_FIRST { 9 } else { 1 };
                let is_typed = dice.random_ratio(in_ten, 10);
                Some(if is_typed { text(field, hint, mark, dice) } else { String::new() })
            }
            Control::Hidden | Control::File => None,
        }
    });
    for (_, (name, contents)) in &mut sending.files {
        *name = format!("prices {mark}.csv");
        *contents = format!(
            "title,category,price\nClerking {mark},clerking,{}\n",
            dice.random_range(1..900)
        );
    }
    sending
}

fn text(field: &Field, hint: &str, mark: &str, dice: &mut StdRng) -> String {
    match plausible(&field.name, hint) {
        "Plain words" => format!("Words {mark}"),
        "425" => dice.random_range(1..500).to_string(),
        "12.50" => format!("{}.50", dice.random_range(1..300)),
        "somebody@pool.example" => {
            format!("somebody.{}.{mark}@pool.example", dice.random_range(1..9))
        }
        plausible => plausible.to_owned(),
    }
}
