//! Painters: figures drawn on the GPU, straight from their numbers.
//!
//! [`install`] makes the pipelines once. After that a pane places [`Tiles`] and [`Particles`] anywhere on its surface; the
//! numbers are uploaded only when they change. Without wgpu nothing is drawn, and nothing breaks.

mod gpu;
mod particles;
mod particles_gpu;
mod tiles;

pub use gpu::install;
pub use particles::{Particle, Particles};
pub use tiles::{ColorMap, Look, Tiles};
