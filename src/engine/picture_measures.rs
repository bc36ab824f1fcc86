//! What is measured of the samples of a model of pictures: whether they look like data, whether all of the data are there, and
//! whether they are new.
//!
//! Pictures are compared in the features of a small classifier where there is one for their data, and by their pixels, shrunk to
//! 8 x 8, where there is none. Pixels say little about what pictures show, so a Fréchet distance of them is not given. Every
//! number has its twin, which is what real pictures that were learned from get in the place of samples. Samples that are black
//! and white are held against black and white data, all others against grey or coloured ones.

mod likeness;

use std::time::{Duration, Instant};

use burn::tensor::Tensor;

use super::evaluation::Number;
use super::material::Material;
use crate::data::ImageSet;
use crate::families::Learner;
use crate::measure::{CLASSES, FEATURES, Moments, Overlap, nearest};
use crate::nn::Noise;
use likeness::{Comparing, Looks, Reference, Ruler, ruler};

/// How many samples are measured.
const SAMPLES: usize = 1000;
/// Where drawing takes longer than this, fewer are: the number of samples is told with what they came to.
const PATIENCE: Duration = Duration::from_secs(20);
/// But never fewer than this, of which measures begin to say something.
const LEAST: usize = 100;
/// Samples that take no more passes are drawn beside the training, too.
const CHEAP: usize = 4;
/// How many pictures are drawn or looked at in a turn of the processor.
const AT_ONCE: usize = 50;
/// A class appears where one in so many samples is of it: fewer are the classifier's own mistakes.
const ONE_IN: usize = 200;
/// How many samples are looked for among the pictures that were learned from.
const SOUGHT: usize = 100;
/// In a turn so many of them.
const SOUGHT_AT_ONCE: usize = 5;
/// Steps between two looks beside the training.
const EVERY: u64 = 1000;

/// The share of the samples that is of each class.
pub(super) const OF_CLASS: [&str; CLASSES] = [
    "class_0", "class_1", "class_2", "class_3", "class_4", "class_5", "class_6", "class_7",
    "class_8", "class_9",
];

/// Whether samples are measured beside the training after so many steps, where the held-out set is every so many.
pub(super) fn is_due(step: u64, every: u64, passes: usize) -> bool {
    step >= EVERY && step % EVERY < every && passes <= CHEAP
}

/// In what the pictures of a set are compared, as `features-NAME` in the locales says.
pub(super) fn features(set: &ImageSet) -> &'static str {
    match (ruler(set), set.name.as_str()) {
        (Ruler::Pixels, _) => "pixels",
        (Ruler::Classifier(_), "mnist") => "mnist",
        (Ruler::Classifier(_), _) => "fashion",
    }
}

/// What real pictures get in the place of samples; it does not change while a run trains.
pub(super) struct RealPictures {
    held_out: Looks,
    moments: Option<Moments<FEATURES>>,
    numbers: Vec<Number>,
}

/// A measure that has not come to its end.
pub(super) struct PictureMeasures {
    noise: Noise,
    is_whole: bool,
    samples: usize,
    drawn: Vec<f32>,
    /// How long drawing took.
    spent: Duration,
    looks: Looks,
    /// Real pictures, until it is known how they compare.
    held_out: Looks,
    others: Looks,
    of_samples: Option<Comparing>,
    of_real: Option<Comparing>,
    /// The distances of samples and of held-out pictures to the nearest one that was learned from.
    gaps: [Vec<f64>; 2],
    data: Option<Reference>,
}

impl PictureMeasures {
    /// As good as it gets.
    pub(super) fn whole(seed: u64) -> Self {
        Self::new(seed, SAMPLES, true)
    }

    /// What there is time for beside the training: nothing, or samples that cost little.
    pub(super) fn beside(seed: u64, is_due: bool) -> Self {
        Self::new(seed, if is_due { SAMPLES } else { 0 }, false)
    }

    fn new(seed: u64, samples: usize, is_whole: bool) -> Self {
        Self {
            noise: Noise::fixed(seed, "measured samples"),
            is_whole,
            samples,
            drawn: Vec::new(),
            spent: Duration::ZERO,
            looks: Looks::default(),
            held_out: Looks::default(),
            others: Looks::default(),
            of_samples: None,
            of_real: None,
            gaps: [Vec::new(), Vec::new()],
            data: None,
        }
    }

    /// The intensities of the samples so far, one picture after the other.
    pub(super) fn drawn(&self) -> &[f32] {
        &self.drawn
    }

    /// A turn of a few milliseconds; the numbers come with the last one.
    pub(super) fn turn(
        &mut self,
        learner: &dyn Learner,
        material: &Material,
    ) -> Option<Vec<Number>> {
        let Some(set) = material.judge.images() else {
            return Some(Vec::new());
        };
        let dims = set.dims();
        let drawn = self.drawn.len() / dims;
        if learner.sampler().is_none() || self.samples == 0 {
            return Some(self.numbers(material));
        }
        if drawn < self.samples {
            self.draw(learner, drawn, AT_ONCE * material.breadth);
            return None;
        }
        let ruler = ruler(set);
        let data = self
            .data
            .get_or_insert_with(|| Reference::of(set, &self.drawn));
        if self.looks.count() < drawn {
            let from = self.looks.count() * dims;
            let to = self.drawn.len().min(from + AT_ONCE * dims);
            self.looks.add(ruler, data, &self.drawn[from..to]);
            return None;
        }
        if material.ceilings.pictures.get().is_none() {
            self.look_at_real_ones(ruler, material);
            return None;
        }
        if self.compares(material) || self.seeks(dims) {
            return None;
        }
        Some(self.numbers(material))
    }

    fn draw(&mut self, learner: &dyn Learner, drawn: usize, at_once: usize) {
        let Some(sampler) = learner.sampler() else {
            return;
        };
        let began = Instant::now();
        let size = at_once.min(self.samples - drawn);
        let x: Tensor<2> = sampler.sample(size, self.noise.part(drawn as u64)); // [size, dims]
        let fresh = x.into_data();
        // What is no number is no picture, and black.
        let seen = |v: f32| if v.is_nan() { 0.0 } else { v.clamp(0.0, 1.0) };
        self.drawn.extend(fresh.iter::<f32>().map(seen));
        self.spent += began.elapsed();
        if self.spent > PATIENCE && drawn + size >= LEAST {
            self.samples = drawn + size;
        }
    }

    /// Looks at some more real pictures, or compares them; what comes out is kept with the material.
    fn look_at_real_ones(&mut self, ruler: Ruler, material: &Material) {
        let Some(data) = &self.data else {
            return;
        };
        let count = data.count().min(SAMPLES);
        for (looks, split) in [
            (&mut self.held_out, &data.test),
            (&mut self.others, &data.train),
        ] {
            let all = split.pixels.len() / data.dims;
            let (from, wanted) = (looks.count(), count.min(all));
            if from < wanted {
                // Evenly over all of them, for their order may mean something, as who has written them.
                let pixels = (from..wanted.min(from + AT_ONCE)).flat_map(|k| {
                    let at = k * all / wanted * data.dims;
                    &split.pixels[at..at + data.dims]
                });
                let pixels: Vec<f32> = pixels.map(|&p| f32::from(p) / 255.0).collect();
                return looks.add(ruler, data, &pixels);
            }
        }
        let count = self.held_out.count();
        let comparing = self
            .of_real
            .get_or_insert_with(|| Comparing::new(&self.held_out, &self.others, count));
        if comparing.turn() {
            return;
        }
        let moments = Moments::of(&self.held_out.features);
        let of_others = Moments::of(&self.others.features);
        let overlap = comparing.value();
        let distance = moments.as_ref().zip(of_others).map(|(a, b)| a.distance(&b));
        let mut numbers = shares(OF_REAL, overlap);
        numbers.push(("frechet_distance_real", distance));
        let real = RealPictures {
            held_out: std::mem::take(&mut self.held_out),
            moments,
            numbers,
        };
        // The cell was seen to be empty.
        material.ceilings.pictures.set(real).ok();
    }

    /// Compares samples with held-out pictures; false when there is nothing left to compare.
    fn compares(&mut self, material: &Material) -> bool {
        let Some(real) = material.ceilings.pictures.get() else {
            return false;
        };
        let comparing = self.of_samples.get_or_insert_with(|| {
            let count = real.held_out.count();
            Comparing::new(&real.held_out, &self.looks, count)
        });
        comparing.turn()
    }

    /// Looks for the nearest picture of some more samples, and of held-out pictures, among those that were learned from; false
    /// when there is nothing left to look for.
    fn seeks(&mut self, dims: usize) -> bool {
        let Some(data) = self.data.as_ref().filter(|_| self.is_whole) else {
            return false;
        };
        let samples = self.drawn.len() / dims;
        let all = [samples, data.test.pixels.len() / dims];
        for (which, gaps) in self.gaps.iter_mut().enumerate() {
            let until = all[which].min(SOUGHT);
            if gaps.len() == until || data.train.pixels.is_empty() {
                continue;
            }
            for i in gaps.len()..until.min(gaps.len() + SOUGHT_AT_ONCE) {
                let range = i * dims..(i + 1) * dims;
                let found = if which == 0 {
                    nearest(&data.train.pixels, &bytes(&self.drawn[range]))
                } else {
                    nearest(&data.train.pixels, &data.test.pixels[range])
                };
                gaps.push(found.map_or(f64::NAN, |found| found.distance));
            }
            return true;
        }
        false
    }

    /// All that is known; a name without a value where it is not.
    fn numbers(&self, material: &Material) -> Vec<Number> {
        // Without samples their twins stay away too: whether they are known already depends on what was measured before, which a
        // run that is taken up again has not done.
        let real = material.ceilings.pictures.get();
        let real = real.filter(|_| self.looks.count() > 0);
        let overlap = self.of_samples.as_ref().and_then(Comparing::value);
        let mut numbers = shares(OF_SAMPLES, overlap);
        let moments = real.and_then(|real| real.moments.as_ref());
        let of_samples = Moments::of(&self.looks.features);
        let distance = moments.zip(of_samples).map(|(a, b)| a.distance(&b));
        numbers.push(("frechet_distance", distance));
        match real {
            Some(real) => numbers.extend(&real.numbers),
            None => numbers.extend(
                shares(OF_REAL, None)
                    .into_iter()
                    .chain([("frechet_distance_real", None)]),
            ),
        }
        let count = self.looks.features.len();
        let known = |value: f64| (count > 0).then_some(value);
        let appears = |n: &&usize| **n * ONE_IN >= count.max(1);
        let found = self.looks.classes.iter().filter(appears).count();
        numbers.push(("classes", known(found as f64)));
        numbers.push(("classes_total", known(CLASSES as f64)));
        let histogram = OF_CLASS.iter().zip(&self.looks.classes);
        numbers.extend(histogram.map(|(name, n)| (*name, known(*n as f64 / count.max(1) as f64))));
        let mean =
            |gaps: &[f64]| (!gaps.is_empty()).then(|| gaps.iter().sum::<f64>() / gaps.len() as f64);
        numbers.push(("nearest_distance", mean(&self.gaps[0])));
        numbers.push(("nearest_distance_real", mean(&self.gaps[1])));
        let samples = self.looks.count();
        numbers.push(("samples", (samples > 0).then_some(samples as f64)));
        numbers
    }
}

const OF_SAMPLES: [&str; 4] = ["precision", "recall", "density", "coverage"];
const OF_REAL: [&str; 4] = [
    "precision_real",
    "recall_real",
    "density_real",
    "coverage_real",
];

fn shares(names: [&'static str; 4], overlap: Option<Overlap>) -> Vec<Number> {
    let shares = overlap.map(|o| [o.precision, o.recall, o.density, o.coverage]);
    let share = |(i, name)| (name, shares.map(|shares| shares[i]));
    names.into_iter().enumerate().map(share).collect()
}

/// Intensities as bytes.
pub(super) fn bytes(picture: &[f32]) -> Vec<u8> {
    picture
        .iter()
        .map(|v| (v.clamp(0.0, 1.0) * 255.0).round() as u8)
        .collect()
}

#[cfg(test)]
mod tests;
