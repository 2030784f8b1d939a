//! What was typed, as it was typed: kept so that a refused form loses nothing.

use axum::body::Bytes;
use axum::extract::multipart::{Field, Multipart, MultipartError};
use domain::calendar::parse_day;
use domain::{Failure, FieldProblem, Problem};
use market::file::Upload;
use market::idempotency::RequestKey;

use crate::parts::{DateParts, FieldError, Wrong};

/// The fields of a form in their order, and the files sent with it.
#[derive(Debug, Clone, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
    files: Vec<(String, Upload)>,
}

/// The most fields a form may have: more is not from one of our pages.
const FIELDS_MAX: usize = 5_000;

/// What was typed, without the one character that PostgreSQL keeps in no text and nobody types.
fn storable(typed: String) -> String {
    if typed.contains('\0') { typed.replace('\0', "") } else { typed }
}

impl Form {
    /// Reads `a=1&b=2`.
    pub fn from_urlencoded(text: &[u8]) -> Self {
        let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(text).unwrap_or_default();
        let fields = fields.into_iter().take(FIELDS_MAX);
        let fields = fields.map(|(name, value)| (name, storable(value))).collect();
        Self { fields, files: Vec::new() }
    }

    /// Reads `multipart/form-data`.
    ///
    /// # Errors
    /// `Invalid` where the body is cut off or too large.
    pub async fn from_multipart(mut body: Multipart) -> Result<Self, Failure> {
        let mut form = Self::default();
        let unreadable = |_| {
            let max_megabytes = market::file::MEGABYTES_MAX;
            Failure::field("file", Problem::FileTooLarge { max_megabytes })
        };
        while let Some(part) = body.next_field().await.map_err(unreadable)? {
            if form.fields.len() + form.files.len() >= FIELDS_MAX {
                break;
            }
            let field = part.name().unwrap_or_default().to_owned();
            match part.file_name().map(str::to_owned) {
                Some(name) => {
                    let contents = contents(part).await.map_err(unreadable)?;
                    // A file field left empty is sent with no name and no contents.
                    if !name.is_empty() || !contents.is_empty() {
                        form.files.push((field, Upload { name, contents }));
                    }
                }
                None => {
                    let text = part.text().await.map_err(unreadable)?;
                    form.fields.push((field, storable(text)));
                }
            }
        }
        Ok(form)
    }

    /// A form as a test or a page with defaults fills it in.
    pub fn of<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let fields = fields.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        Self { fields, files: Vec::new() }
    }

    /// What stands in a field; nothing typed is an empty text.
    pub fn get(&self, field: &str) -> &str {
        self.fields.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value)
    }

    /// What stands in a field, unless it is blank.
    pub fn filled(&self, field: &str) -> Option<&str> {
        Some(self.get(field).trim()).filter(|text| !text.is_empty())
    }

    /// The key that makes sending the form twice the same as once.
    ///
    /// # Errors
    /// `Invalid` on `key` where it is missing: then the form is not one of ours.
    pub fn key(&self) -> Result<RequestKey, Failure> {
        RequestKey::parse(self.get("key")).map_err(|problem| Failure::field("key", problem))
    }

    /// A date typed into three boxes, as the domain reads one; empty where none was typed. A page
    /// fills it in beforehand, and a program sends it, as one text.
    pub fn date(&self, field: &str) -> String {
        let DateParts { day, month, year } = self.boxes(field);
        match format!("{day} {month} {year}").trim() {
            "" => self.get(field).to_owned(),
            typed => typed.to_owned(),
        }
    }

    /// A date for three boxes, box by box.
    pub fn date_parts(&self, field: &str) -> DateParts {
        match (self.boxes(field), parse_day(self.get(field))) {
            (boxes, Ok(day)) if boxes == DateParts::default() => DateParts::of(day),
            (boxes, _) => boxes,
        }
    }

    fn boxes(&self, field: &str) -> DateParts {
        let part = |part: &str| self.get(&format!("{field}-{part}")).to_owned();
        DateParts { day: part("day"), month: part("month"), year: part("year") }
    }

    /// Everything ticked or chosen under one name.
    pub fn all(&self, field: &str) -> Vec<&str> {
        let of_field = self.fields.iter().filter(|(name, _)| name == field);
        of_field.map(|(_, value)| value.as_str()).collect()
    }

    /// Whether something is ticked.
    pub fn has(&self, field: &str, value: &str) -> bool {
        self.fields.iter().any(|(name, held)| name == field && held == value)
    }

    /// Every field with its value, in order: for a page that carries them on.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A file sent in a field.
    pub fn file(&self, field: &str) -> Option<Upload> {
        self.files.iter().find(|(name, _)| name == field).map(|(_, upload)| upload.clone())
    }

    /// The fields written into an address again, with one of them set.
    pub fn with(&self, field: &str, value: &str) -> String {
        let mut fields: Vec<(&str, &str)> = self
            .fields
            .iter()
            .filter(|(name, value)| name != field && !value.is_empty())
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        if !value.is_empty() {
            fields.push((field, value));
        }
        serde_urlencoded::to_string(fields).unwrap_or_default()
    }
}

/// What a file holds, as far as files may go and a byte further: so it is known as too large, and no
/// more of it is kept.
async fn contents(mut part: Field<'_>) -> Result<Bytes, MultipartError> {
    let mut contents = Vec::new();
    while let Some(chunk) = part.chunk().await? {
        let room = (Upload::BYTES_MAX + 1).saturating_sub(contents.len());
        contents.extend(chunk.iter().take(room));
    }
    Ok(contents.into())
}

/// A form with what is wrong with it: what a page needs to show it again.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// What was typed.
    pub form: Form,
    /// What is wrong.
    pub problems: Vec<FieldProblem>,
}

impl Typed {
    /// What is wrong with a field in words; what was left open the field asks for in its own.
    fn wrong(&self, found: &FieldProblem) -> Wrong {
        let words = crate::words::problem(&found.problem);
        match found.problem {
            Problem::Missing => Wrong::Unanswered(words),
            Problem::NotAChoice if self.form.filled(found.field).is_none() => {
                Wrong::Unanswered(words)
            }
            _ => Wrong::Told(words),
        }
    }

    /// A form that was refused for reasons its page can show; any other failure passes through.
    ///
    /// # Errors
    /// Whatever is not about a field.
    pub fn refused(form: Form, failure: Failure) -> Result<Self, Failure> {
        match failure {
            Failure::Invalid(problems) => Ok(Self { form, problems }),
            other => Err(other),
        }
    }

    /// The form as filled in before anybody typed.
    pub fn fresh(form: Form) -> Self {
        Self { form, problems: Vec::new() }
    }

    /// What stands in a field.
    pub fn value(&self, field: &str) -> String {
        self.form.get(field).to_owned()
    }

    /// What is wrong with a field.
    pub fn error(&self, field: &str) -> Option<Wrong> {
        let found = self.problems.iter().find(|problem| problem.field == field);
        found.map(|found| self.wrong(found))
    }

    /// Every field that is wrong, with the words, for the summary above the form.
    pub fn summary(&self) -> Vec<FieldError> {
        let told = |found: &FieldProblem| FieldError {
            field: found.field.to_owned(),
            wrong: self.wrong(found),
        };
        self.problems.iter().map(told).collect()
    }

    /// 422 where something is wrong, 200 otherwise.
    pub fn status(&self) -> u16 {
        if self.problems.is_empty() { 200 } else { 422 }
    }
}
