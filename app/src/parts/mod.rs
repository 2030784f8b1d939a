//! What pages are built from: buttons, fields, tables, figures, charts. No words of the trade may
//! come in, no rule and no query: a part takes strings, amounts and views, and gives HTML.
//!
//! Every part works without JavaScript and carries its own classes; a page has none. Parts are
//! rendered once, on the server, into a string. The Content-Security-Policy forbids inline styles
//! and scripts, so a place in a drawing is an SVG attribute and everything else a class of `style/`.
//!
//! [`gallery`] shows every part in every state.

mod button;
pub mod chart;
mod days;
mod document;
mod evidence;
mod field;
mod filters;
mod form;
mod gallery;
mod header;
mod icon;
mod layout;
mod link;
mod list;
mod money;
mod notice;
mod pagination;
mod row;
mod secret;
mod steps;
mod summary;
mod table;
mod tabs;
mod tag;

pub use button::{Actions, BackLink, Button, ButtonKind, ButtonLink, MoreActions};
pub use days::{Day, DayPicker, Month, MonthPicker, OneOfMany};
pub use document::{Assets, Document, Footer, Paper};
pub use evidence::{Demo, DemoKind, Evidence};
pub use field::{
    CheckboxesField, Choice, DateField, DateParts, FileField, MoneyField, NumberField, RadiosField,
    SelectField, TextAreaField, TextField, TextKind, Width, Wrong,
};
pub use filters::{Chosen, Filters};
pub use form::{ErrorSummary, FieldError, Fieldset, Form, GetForm, Hidden, SentFor};
pub use gallery::{deal_page, gallery, home_page, service_page};
pub use header::{Account, ActingFor, Header, NavLink, SearchBox, SearchForm, Waiting, Wordmark};
pub use icon::{Icon, Mark, Sign};
pub use layout::{
    Column, Columns, ColumnsKind, Details, HiddenWords, Lead, Muted, Prose, Section, SectionKind,
    Subheading, Title, Unseen,
};
pub use link::TextLink;
pub use list::{Meta, Quote, Ticks, ToDo, ToDoList};
pub use money::{
    BigFigure, BigSize, Change, Figures, Money, Tone, VatWords, short_pounds, whole_pounds,
};
pub use notice::{
    Binding, EmptyState, Live, Moving, MovingPlace, Notice, NoticeKind, OlderPage, Panel,
};
pub use pagination::Pagination;
pub use row::{MarketStrip, Row, RowPrice, RowTick, Rows};
pub use secret::{Codes, QrCode};
pub use steps::{Step, StepState, Steps, Timeline, TimelineItem, TimelineState};
pub use summary::{SummaryList, SummaryRow};
pub use table::{Cell, ColumnHead, Fold, Narrow, RowKind, Sort, Table, TableRow};
pub use tabs::{Tab, Tabs};
pub use tag::{Tag, TagKind};

/// A link: its words and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The words.
    pub text: String,
    /// The address.
    pub href: String,
}

impl Link {
    /// A link with these words to this address.
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into() }
    }
}

/// Words, or nothing when there are none: an empty string never becomes an empty element.
pub(crate) fn some(words: String) -> Option<String> {
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests;
