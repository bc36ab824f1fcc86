//! What a net is like inside, tensor by tensor.

use std::sync::Arc;

/// The inside of a net.
#[derive(Debug, Clone, PartialEq)]
pub struct Inside {
    /// Its tensors, in the order of computation.
    pub tensors: Arc<[Within]>,
    /// What the weights and their optimiser take, in bytes.
    pub bytes: usize,
    /// What the whole program takes, in bytes, where the system says.
    pub program_bytes: Option<usize>,
}

/// A tensor of weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Within {
    /// Its name in the weights file.
    pub tensor: String,
    /// The size of its largest weight.
    pub reach: f32,
    /// The shares of its weights in so many equal parts from -reach to reach.
    pub shares: Arc<[f32]>,
    /// The Euclidean length of all its weights.
    pub norm: f32,
    /// How it moved in the last step that was watched; nothing before there was one.
    pub moved: Option<Moved>,
}

/// How a tensor moved in a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moved {
    /// The length of the gradient that the optimiser saw, where it can be told.
    pub gradient: Option<f32>,
    /// The length of the way that the weights went.
    pub update: f32,
}
