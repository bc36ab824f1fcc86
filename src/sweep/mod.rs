//! A sweep: one family with one or two knobs at several values, run after run, from a window or without one.
//!
//! A run that diverges is a result too: it has its row, with what it had reached, and the sweep goes on.

mod following;
mod grid;
mod row;

pub use following::{Following, Turn};
pub use grid::{Grid, Point, Vary, count, varied};
pub use row::{FIXED, Row, State, names, table};
