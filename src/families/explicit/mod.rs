//! Explicit density: p_model(x) is written down.

pub mod approximate;
pub mod tractable;

use crate::taxonomy::Node;

/// This node of the tree.
pub const NODE: Node = Node {
    id: "explicit",
    children: &[&tractable::NODE, &approximate::NODE],
    families: &[],
};
