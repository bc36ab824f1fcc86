//! Direct: noise goes in, a sample comes out, in one pass.

pub mod gan;
mod players;
pub mod wgan;

use crate::taxonomy::Node;

/// This node of the tree.
pub const NODE: Node = Node {
    id: "direct",
    children: &[],
    families: &[&gan::FAMILY, &wgan::FAMILY],
};
