//! What an import changed, for its summary.

use super::{RegisterEntry, SchoolStatus};
use crate::access::closed_list;

closed_list! {
    /// What one row of an import meant for what is known.
    Change {
        /// The institution was not known.
        New = "new",
        /// It was known, and something of it is different.
        Changed = "changed",
        /// Nothing is different, so nothing is written.
        Unchanged = "unchanged",
        /// It was not closed, and now is.
        Closed = "closed",
    }
}

/// Whether anything the register says is different.
///
/// When the register last touched its entry is no difference of its own.
pub fn differs(old: &RegisterEntry, new: &RegisterEntry) -> bool {
    let mut old = old.clone();
    old.changed_on = new.changed_on;
    old != *new
}

/// What the row means. Read it over what is known (`Columns::read_over`), so that a column the
/// file does not have is no difference.
pub fn change(old: Option<&RegisterEntry>, new: &RegisterEntry) -> Change {
    let closed = |entry: &RegisterEntry| entry.status == Some(SchoolStatus::Closed);
    match old {
        None => Change::New,
        Some(old) if closed(new) && !closed(old) => Change::Closed,
        Some(old) if differs(old, new) => Change::Changed,
        Some(_) => Change::Unchanged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Urn;

    fn entry() -> RegisterEntry {
        RegisterEntry::new(Urn::parse("100000").unwrap(), "Lark Lane School".to_owned())
    }

    #[test]
    fn a_row_is_new_changed_unchanged_or_closed() {
        let old = entry();
        let grown = RegisterEntry { pupils: Some(412), ..entry() };
        let closed = RegisterEntry { status: Some(SchoolStatus::Closed), ..entry() };
        assert_eq!(change(None, &old), Change::New);
        assert_eq!(change(Some(&old), &old), Change::Unchanged);
        assert_eq!(change(Some(&old), &grown), Change::Changed);
        assert_eq!(change(Some(&old), &closed), Change::Closed);
        assert_eq!(change(Some(&closed), &closed), Change::Unchanged);
        let open_again = RegisterEntry { status: Some(SchoolStatus::Open), ..entry() };
        assert_eq!(change(Some(&closed), &open_again), Change::Changed);
    }

    #[test]
    fn an_entry_touched_without_a_difference_is_unchanged() {
        let touched = RegisterEntry { changed_on: "2026-06-15".parse().ok(), ..entry() };
        assert!(!differs(&entry(), &touched));
        assert_eq!(change(Some(&entry()), &touched), Change::Unchanged);
    }
}
