//! What shows that a school pays what it says.

use domain::Problem;
use leptos::prelude::*;
use market::baseline::Proof;

use crate::parts::{FileField, TextAreaField};
use crate::web::{Form, Typed};

/// What kinds of document are taken.
const KINDS: &str = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.csv,.txt";

/// A document, or a sentence where there is none; what is gained by the one and not the other.
pub(crate) fn proof(typed: &Typed, with_document: &str, without: &str) -> AnyView {
    let (value, error) = (typed.value("note"), typed.error("note"));
    let hint = without.to_owned();
    view! {
        {document(typed, with_document)}
        <TextAreaField name="note" label="No document? Say how you know" rows=2 hint value error/>
    }
    .into_any()
}

/// A document.
pub(super) fn document(typed: &Typed, gain: &str) -> AnyView {
    let hint = format!("PDF, photograph, Word, Excel or CSV, up to 10 MB. {gain}");
    let error = typed.error("evidence");
    view! {
        <FileField name="evidence" label="Your last invoice or contract" hint accept=KINDS error/>
    }
    .into_any()
}

/// What was sent of it: the document, where both were.
pub(crate) fn read_proof(form: &Form) -> Result<Proof, Problem> {
    let note = form.filled("note").map(|note| Proof::Note(note.to_owned()));
    form.file("evidence").map(Proof::File).or(note).ok_or(Problem::Missing)
}
