//! Markov chain: learn one step of a chain whose long run is the data.

pub mod gsn;

use crate::taxonomy::Node;

/// This node of the tree.
pub const NODE: Node = Node {
    id: "implicit-markov-chain",
    children: &[],
    families: &[&gsn::FAMILY],
};
