//! Schools and other institutions: reading the national register, and what follows from it.
//!
//! The register is Get Information About Schools of the Department for Education. Three of its
//! files are read, each with its own columns type: institutions ([`Columns`]), links between them
//! ([`LinkColumns`]) and groups ([`GroupColumns`]). Cells come in decoded, row by row; names of
//! heads, telephone numbers and e-mail addresses are never read.

mod area;
mod buyer;
mod cells;
mod change;
mod entry;
mod groups;
mod kind;
mod links;
mod pasted;
mod phase;
mod pupils;
mod register;
mod status;
mod take_over;
mod trust;

pub use area::Area;
pub use buyer::{LegalBuyer, VatPosition};
pub use cells::{FirstRow, HeaderProblem, RowProblem};
pub use change::{Change, change, differs};
pub use entry::{Address, RegisterEntry};
pub use groups::{Group, GroupColumns, GroupKind};
pub use kind::{InstitutionKind, Sector};
pub use links::{Link, LinkColumns, LinkKind, Succession};
pub use pasted::{PASTED_LINES_MAX, Pasted, read_pasted};
pub use phase::{KnownPhase, Phase, PhaseBasis};
pub use pupils::{CountSource, MOST_PUPILS, is_likely};
pub use register::Columns;
pub use status::{SchoolStatus, Standing};
pub use take_over::{TakeOver, began, goes_on};
pub use trust::{TrustBehind, TrustKind};
