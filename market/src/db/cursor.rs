//! Lists are read a page at a time, by the key of the last row seen.

use std::future::Future;

use domain::Failure;

/// How many rows a page of a file holds: so many a statement, whatever a page on screen shows.
const FILE_PAGE: usize = 500;

/// Which page of a list is asked for.
#[derive(Debug, Clone, Default)]
pub struct PageAsked {
    after: Option<String>,
    is_for_file: bool,
}

impl PageAsked {
    /// The page on screen that starts after a key; nothing for the first page.
    pub fn after(key: Option<impl Into<String>>) -> Self {
        Self { after: key.map(Into::into), is_for_file: false }
    }

    /// A page of the same list for a file: longer, since nobody looks at it.
    pub fn for_file(after: Option<String>) -> Self {
        Self { after, is_for_file: true }
    }

    /// The key after which the page starts; nothing for the first page.
    pub fn key(&self) -> Option<&str> {
        self.after.as_deref()
    }

    /// How many rows it holds, where on screen there are so many.
    pub(crate) const fn size(&self, on_screen: usize) -> usize {
        if self.is_for_file { FILE_PAGE } else { on_screen }
    }
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

/// Every row of a list, page after page, for those who can hold all of them: programs that load
/// data, and tests. What is sent to people is sent a page at a time.
///
/// # Errors
/// Whatever reading a page ends with.
pub async fn every_row<T, Read, Rows>(read: Read) -> Result<Vec<T>, Failure>
where
    Read: Fn(PageAsked) -> Rows,
    Rows: Future<Output = Result<Page<T>, Failure>>,
{
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = read(PageAsked::for_file(after)).await?;
        all.extend(page.items);
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}
