//! Lists are read a page at a time, by the key of the last row seen.

/// Which page of a list is asked for.
#[derive(Debug, Clone, Default)]
pub struct PageAsked {
    /// The key after which the page starts; nothing for the first page.
    pub after: Option<String>,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// The key after which the next page starts, if there is one.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// Makes a page of `size` from up to one row more than that: the extra one says whether
    /// another page follows.
    pub fn of(mut rows: Vec<T>, size: usize, key: impl Fn(&T) -> String) -> Self {
        let more = rows.len() > size;
        rows.truncate(size);
        let next = if more { rows.last().map(key) } else { None };
        Self { items: rows, next }
    }

    /// The same page with other rows.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next: self.next }
    }
}
