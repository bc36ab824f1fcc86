//! What is measured of a model on the plane beyond its likelihood: whether its density is one, and how its samples compare.

use burn::tensor::{Tensor, TensorData};

use super::evaluation::{Number, at_once};
use super::material::Material;
use crate::data::PlaneSet;
use crate::data::plane::Window;
use crate::families::{Density, Learner, Passes};
use crate::measure::{EnergyDistance, mode_coverage};
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
    /// The distance of the samples to real data, and of real data to others.
    distances: Option<Distances>,
}

/// Two sums over pairs that have not come to their end.
struct Distances {
    samples: EnergyDistance,
    real: EnergyDistance,
}

impl PlaneMeasures {
    /// A density that takes more passes than this is not integrated beside the training.
    pub(super) const DEAR: usize = 20;
    const SAMPLES: usize = 5000;
    const SAMPLES_BESIDE: usize = 1000;
    /// Each cell of the models that see a code of the plane is four of these: their densities are summed up exactly. A flow
    /// may have ridges that are narrower than cells twice as wide.
    const CELLS: usize = 512;
    const CELLS_IF_DEAR: usize = 256;
    /// A prime number, so that a coarse grid does not fall into step with such cells and meet the same kind of them only.
    const CELLS_BESIDE: usize = 97;
    /// How many distances between two points there is time for in a turn.
    const PAIRS: usize = 2_000_000;

    /// As good as it gets.
    pub(super) fn whole(seed: u64, window: Window, passes: Passes) -> Self {
        let dear = passes.density > Self::DEAR;
        let cells = if dear {
            Self::CELLS_IF_DEAR
        } else {
            Self::CELLS
        };
        let integral = Integral::new(cells, window);
        Self::new(seed, Self::SAMPLES, Some(integral))
    }

    /// What there is time for beside the training; no window leaves the density alone.
    pub(super) fn beside(seed: u64, window: Option<Window>) -> Self {
        let integral = window.map(|window| Integral::new(Self::CELLS_BESIDE, window));
        Self::new(seed, Self::SAMPLES_BESIDE, integral)
    }

    fn new(seed: u64, samples: usize, integral: Option<Integral>) -> Self {
        Self {
            noise: Noise::fixed(seed, "measured samples"),
            samples,
            integral,
            drawn: Vec::new(),
            distances: None,
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
        let distances = self
            .distances
            .get_or_insert_with(|| Distances::new(self.noise, &self.drawn, material));
        if !self.drawn.is_empty() && distances.are_going(Self::PAIRS) {
            return None;
        }
        Some(self.numbers(material))
    }

    fn numbers(&self, material: &Material) -> Vec<Number> {
        let distances = self.distances.as_ref();
        let integral = self.integral.as_ref().and_then(Integral::value);
        let mut numbers = vec![
            ("integral", integral),
            ("energy_distance", distances.and_then(|d| d.samples.value())),
            (
                "energy_distance_real",
                distances.and_then(|d| d.real.value()),
            ),
        ];
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

impl Distances {
    /// Samples against as many held-out points, and beside them two sets of real data of that size: what a perfect model gets.
    fn new(noise: Noise, samples: &[[f64; 2]], material: &Material) -> Self {
        let count = samples.len().min(material.points.len());
        let wide = |points: &[[f32; 2]]| -> Vec<[f64; 2]> {
            points.iter().map(|point| point.map(f64::from)).collect()
        };
        let held_out = wide(&material.points[..count]);
        let endless = material.judge.plane().filter(|set| set.table().is_none());
        let (some, others) = if let Some(set) = endless {
            let fresh = set.draw(&mut noise.generator("real points"), count);
            (held_out.clone(), fresh)
        } else {
            // Of a table there is no more than what is held out: one half of it is held against the other.
            let (some, others) = material.points.split_at(material.points.len() / 2);
            (wide(some), wide(others))
        };
        Self {
            samples: EnergyDistance::new(samples, &held_out),
            real: EnergyDistance::new(&some, &others),
        }
    }

    /// Sums up some more pairs; false when all of them are.
    fn are_going(&mut self, pairs: usize) -> bool {
        let mut sums = [&mut self.samples, &mut self.real].into_iter();
        let unfinished = sums.find(|sum| !sum.is_done());
        unfinished.map(|sum| sum.advance(pairs)).is_some()
    }
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
