//! Autoregressive: one dimension after the other, each given those before it ("fully visible belief nets").

mod chain;
pub mod char_gpt;
pub mod made;
pub mod nade;
pub mod pixel_cnn;
pub mod pixel_rnn;
mod raster;
mod scan;
mod settings;
mod telling;
#[cfg(test)]
pub(in crate::families) mod tests;

use crate::taxonomy::Node;

/// This node of the tree.
pub const NODE: Node = Node {
    id: "autoregressive",
    children: &[],
    families: &[
        &nade::FAMILY,
        &made::FAMILY,
        &pixel_cnn::FAMILY,
        &pixel_rnn::FAMILY,
        &char_gpt::FAMILY,
    ],
};
