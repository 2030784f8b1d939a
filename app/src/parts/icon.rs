//! Small drawings beside words, and the mark. An icon never stands alone: it is hidden from screen
//! readers, and the words next to it say what it says.

use leptos::prelude::*;

/// What an icon shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// A magnifying glass.
    Search,
    /// A page of a calendar.
    Calendar,
    /// A sheet of paper.
    Document,
    /// One person.
    Person,
    /// Several people.
    People,
    /// The pound sign.
    Pound,
    /// A tick.
    Check,
    /// A cross.
    Cross,
    /// A clock.
    Clock,
    /// A triangle with an exclamation mark.
    Warning,
    /// A circle with an i.
    Info,
    /// To the right.
    Right,
    /// To the left.
    Left,
    /// Downwards: opens and closes.
    Chevron,
    /// An arrow falling: less.
    Less,
    /// An arrow rising: more.
    More,
    /// Into a tray.
    Download,
    /// A printer.
    Print,
    /// Lines that narrow.
    Filter,
}

impl Sign {
    /// Every icon, for the gallery.
    pub const ALL: [Self; 19] = [
        Self::Search,
        Self::Calendar,
        Self::Document,
        Self::Person,
        Self::People,
        Self::Pound,
        Self::Check,
        Self::Cross,
        Self::Clock,
        Self::Warning,
        Self::Info,
        Self::Right,
        Self::Left,
        Self::Chevron,
        Self::Less,
        Self::More,
        Self::Download,
        Self::Print,
        Self::Filter,
    ];

    const fn path(self) -> &'static str {
        match self {
            Self::Search => "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16.2 16.2 21 21",
            Self::Calendar => "M4 6h16v15H4zM4 11h16M8 3v5M16 3v5",
            Self::Document => "M6 3h8l5 5v13H6zM14 3v5h5M9 13h7M9 17h7",
            Self::Person => "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c0-4 3.5-6 8-6s8 2 8 6",
            Self::People => {
                "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM2 20c0-3.5 3-5 7-5s7 1.5 7 5\
                 M16 5.3a3.5 3.5 0 0 1 0 6.4M18.5 15.6c2.2.7 3.5 2 3.5 4.4"
            }
            Self::Pound => "M17 7a4 4 0 0 0-8 1v8c0 2-1 3.5-2 4h10.5M6.5 13H14",
            Self::Check => "M5 12.5 10 17.5 19.5 7",
            Self::Cross => "M6 6 18 18M18 6 6 18",
            Self::Clock => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5.5l3.5 2",
            Self::Warning => "M12 4 2.5 20.5h19zM12 10v5M12 17.8v.1",
            Self::Info => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.5M12 7.5v.1",
            Self::Right => "M9 5l7 7-7 7",
            Self::Left => "M15 5l-7 7 7 7",
            Self::Chevron => "M6 9l6 6 6-6",
            Self::Less => "M12 4v16M6 14l6 6 6-6",
            Self::More => "M12 20V4M6 10l6-6 6 6",
            Self::Download => "M12 3v12M7 10l5 5 5-5M4 20h16",
            Self::Print => "M7 9V3h10v6M7 18H4V9h16v9h-3M7 14h10v7H7z",
            Self::Filter => "M4 7h16M7 12h10M10 17h4",
        }
    }
}

/// An icon in the colour and height of the words beside it.
#[component]
pub fn Icon(
    /// What it shows.
    sign: Sign,
) -> impl IntoView {
    let class = if sign == Sign::Chevron { "cp-icon cp-icon--chevron" } else { "cp-icon" };
    view! {
        <svg class=class viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=sign.path()></path>
        </svg>
    }
}

/// The mark: two rings that overlap, the shared water between them shaded.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="cp-mark" viewBox="0 0 34 22" aria-hidden="true" focusable="false">
            <path class="cp-mark__shared" d="M17 3.25a9.5 9.5 0 0 1 0 15.5a9.5 9.5 0 0 1 0-15.5z"></path>
            <circle cx="11.5" cy="11" r="9.5" fill="none" stroke="currentColor" stroke-width="3"></circle>
            <circle cx="22.5" cy="11" r="9.5" fill="none" stroke="currentColor" stroke-width="3"></circle>
        </svg>
    }
}
