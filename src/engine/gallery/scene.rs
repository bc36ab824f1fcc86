//! What a picture is made from: a run as it is now.

use burn::tensor::{Device, Tensor};

use crate::data::Shape;
use crate::engine::RunId;
use crate::engine::material::Material;
use crate::families::Learner;

/// What pictures are made from.
pub(in crate::engine) struct Scene<'a> {
    pub(in crate::engine) run: RunId,
    pub(in crate::engine) step: u64,
    pub(in crate::engine) seed: u64,
    pub(in crate::engine) playing: bool,
    pub(in crate::engine) learner: &'a dyn Learner,
    pub(in crate::engine) material: &'a Material,
    /// A learner that stays as the run's own is now.
    pub(in crate::engine) freeze: &'a dyn Fn() -> Option<Box<dyn Learner>>,
    pub(in crate::engine) device: &'a Device,
}

impl Scene<'_> {
    pub(super) fn shape(&self) -> Shape {
        self.material.shape
    }

    /// The first held-out examples, at most this many. `[count, dims]`
    pub(super) fn held_out_points(&self, most: usize) -> Tensor<2> {
        let held_out = &self.material.held_out;
        held_out.range(0, held_out.count().min(most))
    }
}
