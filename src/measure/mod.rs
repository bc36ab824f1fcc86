//! Measures of how far p_model is from p_data, each held against a closed form in its tests. Plain numbers, no tensors.

mod iwae;

pub use iwae::importance_bound;
