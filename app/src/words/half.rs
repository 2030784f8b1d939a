//! Halves of days in words.

use domain::capacity::Half;

/// `Mornings`, as something to choose.
pub const fn plural(half: Half) -> &'static str {
    match half {
        Half::Morning => "Mornings",
        Half::Afternoon => "Afternoons",
    }
}

/// `in the morning`, behind a day; nothing for the whole of it.
pub const fn behind(half: Option<Half>) -> &'static str {
    match half {
        None => "",
        Some(Half::Morning) => " in the morning",
        Some(Half::Afternoon) => " in the afternoon",
    }
}

/// ` (morning)`, behind a day that stands in a list; nothing for the whole of it.
pub const fn beside(half: Option<Half>) -> &'static str {
    match half {
        None => "",
        Some(Half::Morning) => " (morning)",
        Some(Half::Afternoon) => " (afternoon)",
    }
}

/// A half as an address carries it on: `&half=morning`; nothing for the whole day.
pub fn in_address(half: Option<Half>) -> String {
    half.map_or_else(String::new, |half| format!("&half={}", half.code()))
}
