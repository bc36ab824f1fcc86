//! Markov chain: an energy without its normaliser; chains stand in for the sum that cannot be done.

pub mod energy;
pub mod rbm;

use crate::taxonomy::Node;

/// This node of the tree.
pub const NODE: Node = Node {
    id: "markov-chain",
    children: &[],
    families: &[&rbm::FAMILY, &energy::FAMILY],
};
