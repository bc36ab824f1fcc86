//! Measuring on the held-out set, a batch a turn, so that nothing waits for it.

use burn::tensor::Tensor;

use super::material::Material;
use super::picture_measures::PictureMeasures;
use super::plan::Plan;
use super::plane_measures::PlaneMeasures;
use super::sheet;
use super::text_measures::TextMeasures;
use crate::data::{PlaneSet, Shape};
use crate::families::{Batch, Finding, Inquiry, LatentSpace, Learner, Measured, Passes};
use crate::measure::active_units;
use crate::nn::Noise;
use crate::store::Sheet;
use crate::taxonomy::DensityKind;

/// Small enough for a turn, large enough for the device; it does not follow the run's own batch size, so figures compare.
const BATCH: usize = 250;
/// How many examples are asked what takes too many passes for all of them.
const FEW: usize = 200;
/// Characters are judged together as many as a turn has time for.
const CHARACTERS: usize = 1024;
/// Points are so small that a turn has time for more of them, in forward passes of their networks.
const POINTS: usize = 2000;

/// A pass over the held-out set that has not come to its end.
pub(super) struct Evaluation {
    next: usize,
    count: usize,
    /// The next example to be asked what takes many passes, and how many are.
    next_dear: usize,
    count_dear: usize,
    noise: Noise,
    /// What is known of each metric so far, example after example.
    values: Vec<(&'static str, Vec<f64>)>,
    /// The mean codes so far, where there are codes. `[examples * latent]`
    codes: Vec<f32>,
    /// The sum over the examples so far of each dimension's divergence from the prior. `[latent]`
    divergence: Vec<f64>,
    /// What is measured of points beyond their likelihood.
    plane: Option<PlaneMeasures>,
    /// What is measured of texts beyond theirs.
    text: Option<TextMeasures>,
    /// What is measured of pictures beyond their likelihood.
    pictures: Option<PictureMeasures>,
    /// Whether there is time for all that can be measured.
    thorough: bool,
    /// Whether the family was asked for what it finds out about its model by itself, and what it is doing about it.
    asked: bool,
    inquiry: Option<Box<dyn Inquiry>>,
}

/// What a pass came to.
pub(super) struct Outcome {
    pub(super) means: Vec<Mean>,
    /// What is not a mean over examples, such as a distance between two samples.
    pub(super) numbers: Vec<Number>,
    /// What each latent dimension says about the examples, where there are any.
    pub(super) units: Option<Units>,
    /// Some of the samples that were measured.
    pub(super) sheet: Option<Sheet>,
}

/// A metric that is not a mean; no value where there was no time for it beside the training.
pub(super) type Number = (&'static str, Option<f64>);

/// What each latent dimension says about the examples.
pub(super) struct Units {
    /// How many of them move with the example.
    pub(super) active: usize,
    /// KL(q(z_j|x) || p(z_j)), mean over the examples, in nats. `[latent]`
    pub(super) divergence: Vec<f32>,
}

/// The mean of a metric over the held-out set, with its standard error.
pub(super) struct Mean {
    pub(super) name: &'static str,
    pub(super) value: f64,
    pub(super) standard_error: f64,
}

impl Evaluation {
    /// A pass over everything, with all that can be measured.
    pub(super) fn whole(seed: u64, material: &Material, passes: Passes) -> Self {
        let plane = material.data.plane();
        let plane = plane.map(|set| PlaneMeasures::whole(seed, set.standard_window(), passes));
        let thorough = true;
        let images = material.data.images();
        Self {
            thorough,
            pictures: images.map(|_| PictureMeasures::whole(seed)),
            count_dear: images.map_or(0, |_| FEW.min(material.held_out.count())),
            text: material.data.text().map(|_| TextMeasures::whole(seed)),
            ..Self::new(seed, material.held_out.count(), plane)
        }
    }

    /// A pass that takes a small share of the time of the training beside it.
    pub(super) fn beside(seed: u64, material: &Material, plan: Plan) -> Self {
        let plane = material.data.plane();
        let window = |set: &PlaneSet| plan.field.then(|| set.standard_window());
        let plane = plane.map(|set| PlaneMeasures::beside(seed, window(set)));
        let images = material.data.images();
        Self {
            text: material.data.text().map(|_| TextMeasures::beside(seed)),
            pictures: images.map(|_| PictureMeasures::beside(seed, plan.pictures)),
            ..Self::new(seed, plan.examples.min(material.held_out.count()), plane)
        }
    }

    /// A pass that draws the same noise every time, so that the curve moves only when the model does.
    fn new(seed: u64, count: usize, plane: Option<PlaneMeasures>) -> Self {
        Self {
            next: 0,
            count,
            next_dear: 0,
            count_dear: 0,
            noise: Noise::fixed(seed, "held-out"),
            values: Vec::new(),
            codes: Vec::new(),
            divergence: Vec::new(),
            plane,
            text: None,
            pictures: None,
            thorough: false,
            asked: false,
            inquiry: None,
        }
    }

    /// Measures the next batch; the outcome comes with the last one.
    pub(super) fn turn(&mut self, learner: &dyn Learner, material: &Material) -> Option<Outcome> {
        if self.next < self.count {
            self.examples(learner, material);
            return None;
        }
        if self.next_dear < self.count_dear {
            self.few_examples(learner, material);
            return None;
        }
        if !self.asked {
            self.asked = true;
            self.inquiry = learner.inquiry(self.noise, self.thorough);
        }
        if self.inquiry.as_mut().is_some_and(|inquiry| inquiry.turn()) {
            return None;
        }
        let more = |plane: &mut PlaneMeasures| plane.turn(learner, material);
        let mut numbers = self.plane.as_mut().map_or(Some(Vec::new()), more)?;
        if let Some(text) = &mut self.text {
            numbers.extend(text.turn(learner, material)?);
        }
        if let Some(pictures) = &mut self.pictures {
            numbers.extend(pictures.turn(learner, material)?);
        }
        let mut means: Vec<Mean> = self
            .values
            .iter()
            .map(|(name, values)| mean(name, values))
            .collect();
        in_units_of_the_data(&mut means, material);
        // What there was no time for has its column in the table from the first row on.
        let missing = |dear: &&[&'static str; 2]| means.iter().all(|mean| mean.name != dear[0]);
        let missing = learner.dear().iter().filter(missing).flatten();
        numbers.extend(missing.map(|name| (*name, None)));
        for found in self.inquiry.iter().flat_map(|inquiry| inquiry.found()) {
            let Finding { name, value, .. } = found;
            match found.standard_error {
                None => numbers.push((name, Some(value))),
                Some(standard_error) => means.push(Mean {
                    name,
                    value,
                    standard_error,
                }),
            }
        }
        means.extend(nats_by_an_estimate(&means));
        let units = guessed(learner).map(|latent| Units {
            active: active_units(&self.codes, latent.dimension()),
            divergence: self
                .divergence
                .iter()
                .map(|sum| (sum / self.count as f64) as f32)
                .collect(),
        });
        Some(Outcome {
            means,
            numbers,
            units,
            sheet: self.sheet(material),
        })
    }

    /// Some of the samples, where they were drawn to be measured.
    fn sheet(&self, material: &Material) -> Option<Sheet> {
        match (&self.plane, &self.pictures) {
            (Some(plane), _) => sheet::of_points(plane.drawn(), material.data.plane()?.window),
            (None, Some(pictures)) => sheet::of_pictures(pictures.drawn(), material.shape.sides()),
            (None, None) => None,
        }
    }

    fn examples(&mut self, learner: &dyn Learner, material: &Material) {
        let size = match material.shape {
            Shape::Plane => at_once(learner.passes().density),
            Shape::Image { .. } => (BATCH / learner.measure_passes().max(1)).max(1),
            Shape::Text { window, .. } => (CHARACTERS / window).max(1),
        };
        let end = (self.next + size * material.breadth).min(self.count);
        let batch = Batch {
            x: material.held_out.range(self.next, end),
            noise: self.noise.part(self.next as u64),
            labels: material.held_out.labels(self.next, end),
            steps_done: 0,
        };
        let mut measured = learner.measure(&batch);
        if self.plane.is_some() && measured.iter().all(|(name, _)| *name != NATS) {
            measured.extend(nats_of_the_oracle(learner, &batch.x));
        }
        self.take(measured);
        if let Some(latent) = guessed(learner) {
            self.encode(latent, batch.x, batch.labels);
        }
        self.next = end;
    }

    /// Asks some examples what takes too many passes for all.
    fn few_examples(&mut self, learner: &dyn Learner, material: &Material) {
        let size = (BATCH / learner.passes().density.max(1)).max(1);
        let end = (self.next_dear + size * material.breadth).min(self.count_dear);
        let measured = learner.measure_dear(&Batch {
            x: material.held_out.range(self.next_dear, end),
            noise: self.noise.part(self.next_dear as u64),
            labels: material.held_out.labels(self.next_dear, end),
            steps_done: 0,
        });
        self.next_dear = if measured.is_empty() {
            self.count_dear
        } else {
            end
        };
        self.take(measured);
    }

    /// Adds what was found of further examples.
    fn take(&mut self, measured: Measured) {
        for (name, found) in measured {
            let found = found.into_data();
            match self.values.iter_mut().find(|(known, _)| *known == name) {
                Some((_, values)) => values.extend(found.iter::<f64>()),
                None => self.values.push((name, found.iter::<f64>().collect())),
            }
        }
    }

    fn encode(&mut self, latent: &dyn LatentSpace, x: Tensor<2>, y: Option<Tensor<2>>) {
        let code = latent.encode_of(x, y);
        self.codes
            .extend(code.mean.clone().into_data().iter::<f32>());
        let divergence = code.divergence().sum_dim(0); // [1, latent]
        self.divergence.resize(latent.dimension(), 0.0);
        let fresh = divergence.into_data();
        for (sum, fresh) in self.divergence.iter_mut().zip(fresh.iter::<f64>()) {
            *sum += fresh;
        }
    }
}

/// The latent space, where codes have a posterior that can be told from the prior.
fn guessed(learner: &dyn Learner) -> Option<&dyn LatentSpace> {
    learner.latent().filter(|latent| !latent.is_exact())
}

/// The mean of values of independent examples, with its standard error.
pub(super) fn mean(name: &'static str, values: &[f64]) -> Mean {
    let n = values.len() as f64;
    let value = values.iter().sum::<f64>() / n;
    let squares = values.iter().map(|v| (v - value).powi(2)).sum::<f64>();
    let variance = squares / (n - 1.0).max(1.0);
    Mean {
        name,
        value,
        standard_error: (variance / n).sqrt(),
    }
}

/// How many points a turn of a few milliseconds has time for, when each takes so many passes.
pub(super) fn at_once(passes: usize) -> usize {
    (POINTS * 4 / passes.max(4)).max(64)
}

/// -log p(x) by the oracle, where the family has no density of its own: x `[batch, 2]`.
fn nats_of_the_oracle(learner: &dyn Learner, x: &Tensor<2>) -> Option<(&'static str, Tensor<1>)> {
    if learner.density().kind() == DensityKind::Exact {
        return None;
    }
    let oracle = learner.oracle()?;
    Some((NATS, (oracle.log_density)(x.clone()).neg()))
}

/// -log p(x) = F(x) + log Z where only the free energy is known and log Z is an estimate: both error bars go into its own.
fn nats_by_an_estimate(means: &[Mean]) -> Option<Mean> {
    let of = |name: &str| means.iter().find(|mean| mean.name == name);
    let (energy, log_z) = (of("free_energy_nats")?, of("log_z_ais_nats")?);
    Some(Mean {
        name: NATS,
        value: energy.value + log_z.value,
        standard_error: energy.standard_error.hypot(log_z.standard_error),
    })
}

/// What every family is compared by.
const NATS: &str = "nll_nats";
/// Other metrics that hold a log density, and its sign in them.
const OF_DENSITIES: [(&str, f64); 4] = [
    ("elbo_nats", 1.0),
    ("iwae_5_nats", 1.0),
    ("iwae_50_nats", 1.0),
    ("reconstruction_nats", -1.0),
];

/// Nats of a density in units of the data, and beside them how far they are above the entropy, where that is known.
fn in_units_of_the_data(means: &mut Vec<Mean>, material: &Material) {
    for (name, sign) in OF_DENSITIES {
        if let Some(found) = means.iter_mut().find(|mean| mean.name == name) {
            found.value -= sign * material.log_area();
        }
    }
    let Some(nll) = means.iter_mut().find(|mean| mean.name == NATS) else {
        return;
    };
    nll.value += material.log_area();
    let (value, standard_error) = (nll.value, nll.standard_error);
    if let Some(entropy) = material.judge.plane().and_then(PlaneSet::entropy) {
        means.push(Mean {
            name: "kl_nats",
            value: value - entropy,
            standard_error,
        });
    }
}
