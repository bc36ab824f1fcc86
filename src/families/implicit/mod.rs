//! Implicit density: never write p(x) down, learn to sample.

pub mod direct;
pub mod markov_chain;

use crate::taxonomy::Node;

/// This node of the tree.
pub const NODE: Node = Node {
    id: "implicit",
    children: &[&direct::NODE, &markov_chain::NODE],
    families: &[],
};
