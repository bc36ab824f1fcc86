//! Change of variables: an invertible map from simple noise to data ("nonlinear ICA").

mod by_hand;
mod couplings;
mod flow;
pub mod flow_matching;
pub mod real_nvp;
mod spline;
pub mod spline_flow;
mod telling;

use crate::taxonomy::Node;

/// This node of the tree.
pub const NODE: Node = Node {
    id: "change-of-variables",
    children: &[],
    families: &[
        &real_nvp::FAMILY,
        &spline_flow::FAMILY,
        &flow_matching::FAMILY,
    ],
};
