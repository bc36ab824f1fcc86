//! What is measured of a model on the plane beyond its likelihood: whether its density is one, and how its samples compare.

use burn::tensor::{Tensor, TensorData};

use super::evaluation::{Number, at_once};
use super::material::Material;
use crate::data::plane::Window;
use crate::families::{Density, Learner, Passes};
use crate::nn::Noise;

/// Measures that have not come to their end.
pub(super) struct PlaneMeasures {
    noise: Noise,
    /// How many samples are compared.
    samples: usize,
    /// The integral that is being summed up.
    integral: Option<Integral>,
    /// Samples so far, in units of the data.
    drawn: Vec<[f64; 2]>,
}

impl PlaneMeasures {
    /// A density that takes more passes than this is not integrated beside the training.
    pub(super) const DEAR: usize = 20;
    const SAMPLES: usize = 5000;
    const SAMPLES_BESIDE: usize = 1000;
    const SIDE: usize = 256;
    const SIDE_BESIDE: usize = 128;

    /// As good as it gets.
    pub(super) fn whole(seed: u64) -> Self {
        Self::new(seed, Self::SAMPLES, Some(Self::SIDE))
    }

    /// What there is time for beside the training.
    pub(super) fn beside(seed: u64, field: bool) -> Self {
        Self::new(
            seed,
            Self::SAMPLES_BESIDE,
            field.then_some(Self::SIDE_BESIDE),
        )
    }

    fn new(seed: u64, samples: usize, side: Option<usize>) -> Self {
        Self {
            noise: Noise::fixed(seed, "measured samples"),
            samples,
            integral: side.map(Integral::new),
            drawn: Vec::new(),
        }
    }

    /// What measuring beside the training costs, in passes.
    pub(super) fn points_beside(field: bool, passes: Passes) -> usize {
        let cells = if field {
            Self::SIDE_BESIDE * Self::SIDE_BESIDE * passes.density
        } else {
            0
        };
        cells + Self::SAMPLES_BESIDE * passes.sample
    }

    /// A turn of a few milliseconds; the numbers come with the last one.
    pub(super) fn turn(
        &mut self,
        learner: &dyn Learner,
        material: &Material,
    ) -> Option<Vec<Number>> {
        if let Some(integral) = &mut self.integral
            && integral.is_going()
            && integral.turn(learner, material)
        {
            return None;
        }
        if self.drawn.len() < self.samples && self.draw(learner, material) {
            return None;
        }
        let integral = self.integral.as_ref().and_then(Integral::value);
        Some(vec![("integral", integral)])
    }

    /// Draws some more samples; false where none can be drawn.
    fn draw(&mut self, learner: &dyn Learner, material: &Material) -> bool {
        let (Some(sampler), Some(plane)) = (learner.sampler(), material.data.plane()) else {
            return false;
        };
        let size = at_once(learner.passes().sample).min(self.samples - self.drawn.len());
        let noise = self.noise.part(self.drawn.len() as u64);
        let fresh: Vec<f64> = sampler
            .sample(size, noise)
            .into_data()
            .iter::<f64>()
            .collect(); // [size * 2]
        let fresh = fresh
            .chunks_exact(2)
            .map(|x| plane.standard.to_data([x[0], x[1]]));
        self.drawn.extend(fresh);
        true
    }
}

/// The integral of a density over the window, as a sum over the cells of a grid.
struct Integral {
    side: usize,
    next: usize,
    sum: f64,
    known: bool,
}

impl Integral {
    fn new(side: usize) -> Self {
        Self {
            side,
            next: 0,
            sum: 0.0,
            known: true,
        }
    }

    fn is_going(&self) -> bool {
        self.known && self.next < self.side * self.side
    }

    fn value(&self) -> Option<f64> {
        (self.known && !self.is_going()).then_some(self.sum)
    }

    /// Adds some more cells; false where the density is not known exactly.
    fn turn(&mut self, learner: &dyn Learner, material: &Material) -> bool {
        let (Density::Exact(density), Some(plane)) = (learner.density(), material.data.plane())
        else {
            self.known = false;
            return false;
        };
        let window = plane.standard_window();
        let end = (self.next + at_once(learner.passes().density)).min(self.side * self.side);
        let cells = (self.next..end).map(|cell| centre(window, self.side, cell));
        let values: Vec<f32> = cells.flatten().map(|v| v as f32).collect();
        let x = TensorData::new(values, [end - self.next, 2]);
        let x = Tensor::<2>::from_data(x, material.device()); // [cells, 2]
        let [width, height] = window.size().map(|size| size / self.side as f64);
        let log_p = density(x, Noise::fixed(0, "exact draws nothing")).into_data();
        self.sum += log_p.iter::<f64>().map(f64::exp).sum::<f64>() * width * height;
        self.next = end;
        true
    }
}

/// The middle of a cell, row by row from the lower left.
fn centre(window: Window, side: usize, cell: usize) -> [f64; 2] {
    let size = window.size();
    let at = [cell % side, cell / side];
    [0, 1].map(|axis| window.low[axis] + size[axis] * (at[axis] as f64 + 0.5) / side as f64)
}
