//! How a page or form handler is asked, and how it answers.
//!
//! Every handler has one shape, `async fn(Ask) -> Result<Answer, Failure>`: that is what lets one
//! table build the router, one function render every failure, and one test try every route.

mod answer;
mod ask;
pub mod csv;
mod device;
mod fields;
mod form;
mod outside;
mod read;
mod serve;
mod site;

pub use answer::{Answer, Page};
pub use ask::Ask;
pub use fields::Fields;
pub use form::{Form, Typed};
pub use outside::{Outside, bare, in_pages};
pub use serve::router;
pub use site::{Assets, Live, Site};
