//! Maximum likelihood: assume a form, and the parameters follow.

pub mod gaussian;
pub mod mixture;
mod moments;
mod normals;

use crate::taxonomy::Node;

/// This node of the tree.
pub const NODE: Node = Node {
    id: "maximum-likelihood",
    children: &[],
    families: &[&gaussian::FAMILY, &mixture::FAMILY],
};
