//! Explicit but approximate: the model is richer than can be computed, so log p(x) is bounded or estimated.

pub mod markov_chain;
pub mod variational;

use crate::taxonomy::Node;

/// This node of the tree.
pub const NODE: Node = Node {
    id: "approximate",
    children: &[&variational::NODE, &markov_chain::NODE],
    families: &[],
};
