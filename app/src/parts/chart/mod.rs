//! Charts: drawings made on the server as SVG, with a title, a description, the unit in words and
//! a table of the same figures below.
//!
//! Places across are percentages and heights are pixels, so that one drawing is as legible at 375
//! pixels as at 1280: its words never shrink. Colour is a class; on paper a hatch joins it.

mod bars;
mod dot_strip;
mod frame;
mod heat_map;
mod meter;
mod scale;
mod share_bar;
mod staircase;
mod waterfall;

pub use bars::{Bar, Bars};
pub use dot_strip::{Dot, DotKind, DotStrip, Ours, Quartiles};
pub use frame::{ChartTable, ChartWords, Hue};
pub use heat_map::{Heat, HeatMap, HeatRow};
pub use meter::Meter;
pub use scale::{Place, Scale};
pub use share_bar::{Share, ShareBar};
pub use staircase::{Stair, Staircase, Today};
pub use waterfall::{Fall, FallKind, Waterfall};
