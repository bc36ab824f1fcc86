//! What is measured of a model on the plane beyond its likelihood: whether its density is one, and how its samples compare.

use std::cell::OnceCell;

use burn::tensor::{Tensor, TensorData};

use super::comparison::{Ceilings, Comparison};
use super::evaluation::{Number, at_once};
use super::material::Material;
use super::soundness;
use crate::data::PlaneSet;
use crate::data::plane::Window;
use crate::families::{Density, Learner, Passes};
use crate::measure::mode_coverage;
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
    /// Whether there is time for everything.
    is_whole: bool,
    /// The samples against real points.
    compared: Option<Comparison>,
    /// Real points against others, where it is not known yet how they compare.
    real: Option<Comparison>,
}

impl PlaneMeasures {
    /// A density that takes more passes than this is not integrated beside the training.
    pub(super) const DEAR: usize = 20;
    const SAMPLES: usize = 5000;
    const SAMPLES_BESIDE: usize = 1000;
    /// Each cell of the models that see a code of the plane is four of these: their densities are summed up exactly. A flow
    /// may have ridges that are narrower than cells twice as wide.
    const CELLS: usize = 512;
    const CELLS_IF_DEAR: usize = 128;
    /// A prime number, so that a coarse grid does not fall into step with such cells and meet the same kind of them only.
    const CELLS_BESIDE: usize = 97;

    /// As good as it gets.
    pub(super) fn whole(seed: u64, window: Window, passes: Passes) -> Self {
        let dear = passes.density > Self::DEAR;
        let cells = if dear {
            Self::CELLS_IF_DEAR
        } else {
            Self::CELLS
        };
        let integral = Integral::new(cells, window);
        Self::new(seed, Some(integral), true)
    }

    /// What there is time for beside the training; no window leaves the density alone.
    pub(super) fn beside(seed: u64, window: Option<Window>) -> Self {
        let integral = window.map(|window| Integral::new(Self::CELLS_BESIDE, window));
        Self::new(seed, integral, false)
    }

    fn new(seed: u64, integral: Option<Integral>, is_whole: bool) -> Self {
        Self {
            noise: Noise::fixed(seed, "measured samples"),
            samples: if is_whole {
                Self::SAMPLES
            } else {
                Self::SAMPLES_BESIDE
            },
            integral,
            drawn: Vec::new(),
            is_whole,
            compared: None,
            real: None,
        }
    }

    /// What measuring beside the training costs, in passes.
    pub(super) fn points_beside(field: bool, passes: Passes) -> usize {
        let cells = if field {
            let side = Self::CELLS_BESIDE + 2 * outer(Self::CELLS_BESIDE);
            side * side * passes.density
        } else {
            0
        };
        cells + Self::SAMPLES_BESIDE * passes.sample
    }

    /// The samples so far, in units of the data.
    pub(super) fn drawn(&self) -> &[[f64; 2]] {
        &self.drawn
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
        if self.drawn.is_empty() {
            return Some(self.numbers(learner, material));
        }
        let (noise, is_whole) = (self.noise, self.is_whole);
        let compared = self.compared.get_or_insert_with(|| {
            let real = held_out(material, self.drawn.len());
            Comparison::new(noise, &self.drawn, &real, is_whole)
        });
        if compared.turn() || self.look_at_the_ceiling(material) {
            return None;
        }
        Some(self.numbers(learner, material))
    }

    /// Compares real points with others, unless that is known already; false when there is nothing left to do.
    fn look_at_the_ceiling(&mut self, material: &Material) -> bool {
        let ceiling = self.ceiling(material);
        if ceiling.get().is_some() {
            return false;
        }
        let (noise, is_whole) = (self.noise, self.is_whole);
        let real = self.real.get_or_insert_with(|| {
            let (some, others) = two_real_sets(noise, material, self.drawn.len());
            Comparison::new(noise.part(1), &others, &some, is_whole)
        });
        let is_going = real.turn();
        if !is_going {
            // The cell was seen to be empty.
            ceiling.set(real.of_real()).ok();
        }
        is_going
    }

    fn ceiling<'a>(&self, material: &'a Material) -> &'a OnceCell<Vec<Number>> {
        let Ceilings { whole, beside, .. } = &material.ceilings;
        if self.is_whole { whole } else { beside }
    }

    fn numbers(&self, learner: &dyn Learner, material: &Material) -> Vec<Number> {
        let integral = self.integral.as_ref().and_then(Integral::value);
        let mut numbers = vec![("integral", integral)];
        numbers.extend(soundness::numbers(
            learner,
            material,
            &self.drawn,
            self.noise,
        ));
        if let Some(compared) = &self.compared {
            numbers.extend(compared.of_samples());
            numbers.extend(self.ceiling(material).get().into_iter().flatten());
        }
        let modes = material.judge.plane().and_then(PlaneSet::modes);
        if let Some(modes) = modes.filter(|_| !self.drawn.is_empty()) {
            let found = mode_coverage(&self.drawn, &modes);
            numbers.extend([
                ("modes", Some(found.covered as f64)),
                ("modes_total", Some(found.total as f64)),
                ("high_quality", Some(found.high_quality)),
            ]);
        }
        numbers
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

/// As many held-out points as there are samples, or all there are.
fn held_out(material: &Material, samples: usize) -> Vec<[f64; 2]> {
    wide(&material.points[..samples.min(material.points.len())])
}

/// Two sets of real points of that size, which compare as a perfect model does.
fn two_real_sets(
    noise: Noise,
    material: &Material,
    samples: usize,
) -> (Vec<[f64; 2]>, Vec<[f64; 2]>) {
    let endless = material.judge.plane().filter(|set| set.table().is_none());
    if let Some(set) = endless {
        let some = held_out(material, samples);
        let others = set.draw(&mut noise.generator("real points"), some.len());
        (some, others)
    } else {
        // Of a table there is no more than what is held out: one half of it is held against the other.
        let (some, others) = material.points.split_at(material.points.len() / 2);
        (wide(some), wide(others))
    }
}

fn wide(points: &[[f32; 2]]) -> Vec<[f64; 2]> {
    points.iter().map(|point| point.map(f64::from)).collect()
}

/// The integral of a density over the plane, as a sum over the cells of a grid that is fine where the data are.
struct Integral {
    /// The edges of the cells along each axis, in the units that the model sees.
    edges: [Vec<f64>; 2],
    next: usize,
    sum: f64,
    known: bool,
}

impl Integral {
    /// A model that is wider than the data has its mass within so many of their deviations.
    const REACH: f64 = 6.0;

    /// `inner` cells a side lie in the window.
    fn new(inner: usize, window: Window) -> Self {
        Self {
            edges: [0, 1].map(|axis| edges(inner, window.low[axis], window.high[axis])),
            next: 0,
            sum: 0.0,
            known: true,
        }
    }

    fn cells(&self) -> usize {
        self.edges.iter().map(|edges| edges.len() - 1).product()
    }

    fn is_going(&self) -> bool {
        self.known && self.next < self.cells()
    }

    fn value(&self) -> Option<f64> {
        (self.known && !self.is_going()).then_some(self.sum)
    }

    /// Adds some more cells; false where the density is not known exactly.
    fn turn(&mut self, learner: &dyn Learner, material: &Material) -> bool {
        let Density::Exact(density) = learner.density() else {
            self.known = false;
            return false;
        };
        let end = (self.next + at_once(learner.passes().density)).min(self.cells());
        let cells: Vec<([f64; 2], f64)> = (self.next..end).map(|cell| self.cell(cell)).collect();
        let middles = cells.iter().flat_map(|(middle, _)| middle);
        let middles: Vec<f32> = middles.map(|v| *v as f32).collect();
        let x = TensorData::new(middles, [end - self.next, 2]);
        let x = Tensor::<2>::from_data(x, material.device()); // [cells, 2]
        let log_p = density(x, Noise::fixed(0, "exact draws nothing")).into_data(); // [cells]
        let masses = log_p
            .iter::<f64>()
            .zip(&cells)
            .map(|(log_p, (_, area))| log_p.exp() * area);
        self.sum += masses.sum::<f64>();
        self.next = end;
        true
    }

    /// The middle of a cell and its area.
    fn cell(&self, cell: usize) -> ([f64; 2], f64) {
        let columns = self.edges[0].len() - 1;
        let at = [cell % columns, cell / columns];
        let of = |axis: usize| (self.edges[axis][at[axis]], self.edges[axis][at[axis] + 1]);
        let (x, y) = (of(0), of(1));
        let middle = [f64::midpoint(x.0, x.1), f64::midpoint(y.0, y.1)];
        (middle, (x.1 - x.0) * (y.1 - y.0))
    }
}

/// How many cells lie on each side of the window.
fn outer(inner: usize) -> usize {
    inner / 12
}

/// The edges of the cells along an axis: `inner` equal ones from low to high, and on both sides of them others that grow with
/// the distance, because the density of most models falls steeply where the data end.
fn edges(inner: usize, low: f64, high: f64) -> Vec<f64> {
    let outer = outer(inner);
    let (first, last) = (low.min(-Integral::REACH), high.max(Integral::REACH));
    let share = |i: usize, of: usize| i as f64 / of as f64;
    let before = (0..outer).map(|i| low + (first - low) * share(outer - i, outer).powi(2));
    let within = (0..inner).map(|i| low + (high - low) * share(i, inner));
    let behind = (0..=outer).map(|i| high + (last - high) * share(i, outer).powi(2));
    before.chain(within).chain(behind).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cells_cover_the_plane_once() {
        let window = Window::square(1.5);
        let integral = Integral::new(48, window);
        let whole: f64 = (0..integral.cells())
            .map(|cell| integral.cell(cell).1)
            .sum();
        assert!((whole - 144.0).abs() < 1e-9, "{whole}");
        let inside = (0..integral.cells()).filter(|&cell| window.contains(integral.cell(cell).0));
        assert_eq!(inside.count(), 48 * 48);
    }
}
