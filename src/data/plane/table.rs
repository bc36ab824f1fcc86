//! Points that a user brings: so many and no more.

/// Points of a table, split once and for all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// What a model learns from, in the units of the table.
    pub train: Vec<[f64; 2]>,
    /// What it is judged by.
    pub held_out: Vec<[f64; 2]>,
    /// The names of the two columns, where the table has a header.
    pub names: Option<[String; 2]>,
}
