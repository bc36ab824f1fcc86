//! Variational: a lower bound on log p(x), made tight by a q(z) close to the posterior.

pub mod diffusion;
pub mod vae;
pub mod variational_inference;

use crate::taxonomy::Node;

/// This node of the tree.
pub const NODE: Node = Node {
    id: "variational",
    children: &[],
    families: &[
        &variational_inference::FAMILY,
        &vae::FAMILY,
        &diffusion::FAMILY,
    ],
};
