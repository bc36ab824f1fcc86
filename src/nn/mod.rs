//! Blocks that several families share: noise, layers, optimisers.

mod average;
mod by_hand;
mod descent;
mod fused;
mod grown;
mod leaky_mlp;
mod likelihood;
mod masked;
mod mlp;
mod mlp_stack;
mod noise;
mod optimiser;
mod parameters;
mod product;
mod shared_hidden;
mod silu_mlp;
mod state;

pub use average::averaged;
pub use by_hand::{HandGradient, HandMlp, HandTape};
pub use descent::Descent;
pub use leaky_mlp::{LeakyMlp, Share, Survey, Trace};
pub use likelihood::bernoulli_nats;
pub use masked::{Keeps, MaskedNet, mask, spread};
pub use mlp::{Mlp, linear};
pub use mlp_stack::{MlpStack, StackedLinear};
pub use noise::Noise;
pub use optimiser::{Optimiser, Rule};
pub use parameters::{load_parameters, parameters};
pub use shared_hidden::SharedHidden;
pub use silu_mlp::{Regression, SiluMlp};
pub use state::{count, fitting};
