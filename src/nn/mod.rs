//! Blocks that several families share: noise, layers, optimisers.

mod fused;
mod likelihood;
mod mlp;
mod mlp_stack;
mod noise;
mod optimiser;
mod parameters;
mod state;

pub use likelihood::bernoulli_nats;
pub use mlp::{Mlp, linear};
pub use mlp_stack::{MlpStack, StackedLinear};
pub use noise::Noise;
pub use optimiser::{Optimiser, Rule};
pub use parameters::{load_parameters, parameters};
