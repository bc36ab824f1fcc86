//! Measures of how far p_model is from p_data, each held against a closed form in its tests. Plain numbers, no tensors.

mod active_units;
mod iwae;

pub use active_units::active_units;
pub use iwae::importance_bound;
