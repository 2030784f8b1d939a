//! The library of a partnership: free documents, with their versions, read by its members or by
//! everybody. What is withdrawn is kept, and read by its own staff alone.

mod keep;
mod list;
mod read;

pub use keep::{
    AddResource, ReplaceResource, WithdrawResource, add_resource, replace_resource,
    withdraw_resource,
};
pub use list::{LibraryAsked, LibraryFound, ResourceRow, library};
pub use read::{Edition, EditionRead, ResourceDetail, read_edition, view_resource};
