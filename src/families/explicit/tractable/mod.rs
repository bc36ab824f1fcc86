//! Explicit and tractable: log p(x) can be computed exactly.

pub mod autoregressive;
pub mod change_of_variables;
pub mod maximum_likelihood;

use crate::taxonomy::Node;

/// This node of the tree.
pub const NODE: Node = Node {
    id: "tractable",
    children: &[
        &maximum_likelihood::NODE,
        &autoregressive::NODE,
        &change_of_variables::NODE,
    ],
    families: &[],
};
