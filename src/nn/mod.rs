//! Blocks that several families share: noise, layers, optimisers.

mod average;
mod bounds;
mod by_hand;
mod conv;
mod descent;
pub mod exp;
mod fused;
mod gate;
mod group_norm;
mod grown;
mod guided;
mod leaky_conv;
mod leaky_mlp;
mod likelihood;
mod masked;
mod mlp;
mod mlp_stack;
mod noise;
pub mod ode;
mod optimiser;
mod parameters;
mod patches;
mod product;
mod restraint;
mod row_lstm;
mod rowwise;
mod shared_hidden;
mod silu_mlp;
mod state;
mod taped;
mod timed_field;
mod transformer;
mod unet;

pub use average::{averaged, followed};
pub use bounds::{Spectrum, clipped, share_beyond};
pub use by_hand::{HandGradient, HandMlp, HandTape};
pub use conv::{Conv, Grid, Placed, Rows, Run, Window, convolved};
pub use descent::Descent;
pub use gate::{cell_row, gate_row, gated, gated_sum, remembered};
pub use group_norm::GroupNorm;
pub use guided::Guided;
pub use leaky_conv::{LeakyConv, PictureSurvey};
pub use leaky_mlp::{LeakyMlp, LeakyTrace, Share, Survey};
pub use likelihood::{
    bernoulli_each, bernoulli_nats, bernoulli_slope, categorical_each, categorical_nats, on_or_off,
};
pub use masked::{Keeps, MaskedNet, mask, positions, spread};
pub use mlp::{Mlp, linear};
pub use mlp_stack::{MlpStack, StackedLinear};
pub use noise::Noise;
pub use optimiser::{BETA_2, MOMENTUM, Optimiser, Rule};
pub use parameters::{load_parameters, parameters};
pub use patches::{Patches, doubled, halved};
pub use restraint::Restraint;
pub use row_lstm::down_the_rows;
pub use shared_hidden::SharedHidden;
pub use silu_mlp::{Regression, SiluMlp, SiluPass, SiluSlopes, SiluTape, SlopeField, Trace};
pub use state::{as_it_is, count, fitting};
pub use timed_field::{Field, TimedField};
pub use transformer::{
    Kept as TransformerKept, Size as TransformerSize, Transformer, Writer as TransformerWriter,
};
pub use unet::UNet;
