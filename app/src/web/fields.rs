//! Fields of a form filled in with what was typed and what is wrong with it.

use leptos::prelude::*;

use super::Typed;
use crate::parts::{
    CheckboxesField, Choice, DateField, DateParts, MoneyField, NumberField, RadiosField,
    SelectField, TextAreaField, TextField, Width, Wrong,
};

/// Makes the fields of one form. Each is ready to be put anywhere on a page.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    typed: &'a Typed,
    /// Whether what was typed was typed into this form, where a page has several.
    mine: bool,
}

impl<'a> Fields<'a> {
    /// The fields of a page's only form.
    pub const fn of(typed: &'a Typed) -> Self {
        Self { typed, mine: true }
    }

    /// The fields of one of several forms: `mine` says whether this one was sent.
    pub const fn of_one(typed: &'a Typed, mine: bool) -> Self {
        Self { typed, mine }
    }

    fn value(self, name: &str) -> String {
        if self.mine { self.typed.value(name) } else { String::new() }
    }

    fn error(self, name: &str) -> Option<Wrong> {
        self.typed.error(name).filter(|_| self.mine)
    }

    /// Whether a field of this form was sent with a value.
    pub fn has(self, name: &str, value: &str) -> bool {
        self.mine && self.typed.form.get(name) == value
    }

    /// One line of text.
    pub fn text(self, name: &str, label: &str, hint: &str) -> AnyView {
        self.line(name, label, hint, Width::Whole)
    }

    /// One line of text of a length.
    pub fn line(self, name: &str, label: &str, hint: &str, width: Width) -> AnyView {
        let (value, error) = (self.value(name), self.error(name));
        view! { <TextField name label hint value error width/> }.into_any()
    }

    /// One line of text that holds something until it is typed over.
    pub fn held(self, name: &str, label: &str, hint: &str, held: &str) -> AnyView {
        let value = if self.mine { self.typed.value(name) } else { held.to_owned() };
        let error = self.error(name);
        view! { <TextField name label hint value error/> }.into_any()
    }

    /// Several lines of text.
    pub fn lines(self, name: &str, label: &str, hint: &str, rows: u8) -> AnyView {
        let (value, error) = (self.value(name), self.error(name));
        view! { <TextAreaField name label hint value error rows=rows/> }.into_any()
    }

    /// An amount in pounds.
    pub fn money(self, name: &str, label: &str, hint: &str) -> AnyView {
        let (value, error) = (self.value(name), self.error(name));
        view! { <MoneyField name label hint value error/> }.into_any()
    }

    /// A whole number of something.
    pub fn number(self, name: &str, label: &str, suffix: &str) -> AnyView {
        let (value, error) = (self.value(name), self.error(name));
        view! { <NumberField name label suffix value error/> }.into_any()
    }

    /// A date in three boxes.
    pub fn date(self, name: &str, label: &str, hint: &str) -> AnyView {
        let value = if self.mine { self.typed.form.date_parts(name) } else { DateParts::default() };
        let error = self.error(name);
        view! { <DateField name label hint value error/> }.into_any()
    }

    /// One of many.
    pub fn select(self, name: &str, label: &str, hint: &str, choices: Vec<Choice>) -> AnyView {
        let (value, error) = (self.value(name), self.error(name));
        view! { <SelectField name label hint choices value error/> }.into_any()
    }

    /// One of a few; `usual` until another is chosen.
    pub fn radios(self, name: &str, label: &str, choices: Vec<Choice>, usual: &str) -> AnyView {
        let value = self.typed.form.filled(name).filter(|_| self.mine).unwrap_or(usual).to_owned();
        let error = self.error(name);
        view! { <RadiosField name label choices value error/> }.into_any()
    }

    /// Whether something was sent in a field.
    pub fn any(self, name: &str) -> bool {
        self.mine && !self.typed.form.all(name).is_empty()
    }

    /// Some of a few; `usual` where nothing has been sent yet.
    pub fn boxes(
        self,
        name: &str,
        label: &str,
        hint: &str,
        choices: Vec<Choice>,
        usual: &[&str],
    ) -> AnyView {
        let ticked = self.typed.form.all(name);
        let sent = self.mine && (!ticked.is_empty() || !self.typed.problems.is_empty());
        let ticked = if sent { ticked } else { usual.to_vec() };
        let values: Vec<String> = ticked.into_iter().map(str::to_owned).collect();
        let error = self.error(name);
        view! { <CheckboxesField name label hint choices values error/> }.into_any()
    }
}
