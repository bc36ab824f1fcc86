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

impl Moved {
    /// How tensors moved together, as one long one; `None` where there are none.
    pub fn together(parts: &[Self]) -> Option<Self> {
        let gradients: Option<Vec<f32>> = parts.iter().map(|part| part.gradient).collect();
        (!parts.is_empty()).then(|| Self {
            gradient: gradients.map(|gradients| length(gradients.into_iter())),
            update: length(parts.iter().map(|part| part.update)),
        })
    }
}

/// The Euclidean length of numbers, or of what is put together from parts of these lengths.
pub fn length(numbers: impl Iterator<Item = f32>) -> f32 {
    let squares: f64 = numbers.map(|v| f64::from(v) * f64::from(v)).sum();
    squares.sqrt() as f32
}
