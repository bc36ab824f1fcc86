//! How samples come down the levels of noise.

use burn::tensor::{Device, Tensor, TensorData};

use super::schedule::Schedule;
use crate::knob::Knobs;
use crate::nn::Noise;

/// A way from the last level to the example, in as many steps as are wished.
#[derive(Clone, Copy)]
pub(super) struct Descent {
    pub(super) schedule: Schedule,
    pub(super) steps: usize,
    pub(super) eta: f64,
}

impl Descent {
    /// As hot knobs say.
    pub(super) fn new(schedule: Schedule, knobs: &Knobs) -> Self {
        Self {
            schedule,
            steps: knobs.whole("sampling-steps"),
            eta: knobs.real("eta"),
        }
    }

    /// The levels on the way, from the last to 0.
    pub(super) fn levels(self) -> Vec<usize> {
        let levels = self.schedule.steps;
        let steps = self.steps.min(levels);
        (0..=steps)
            .map(|step| (levels * (steps - step) + steps / 2) / steps)
            .collect()
    }

    /// One step, from one level to another: the example that the net makes out, mixed anew for the level below with the noise
    /// that it makes out and, as eta says, fresh noise. With eta = 1 and every level that is the sampler of DDPM, with 0 DDIM's.
    /// `parts` are the example and the noise, `[count, dims]` each, to `[count, dims]`.
    pub(super) fn step(
        self,
        parts: [Tensor<2>; 2],
        [from, to]: [usize; 2],
        noise: Noise,
    ) -> Tensor<2> {
        let [example, epsilon] = parts;
        let ((alpha, sigma), (below, width)) = (self.schedule.level(from), self.schedule.level(to));
        let lost = 1.0 - (alpha / below).powi(2);
        let fresh = self.eta * width / sigma * lost.max(0.0).sqrt();
        let kept = (width * width - fresh * fresh).max(0.0).sqrt();
        let (shape, device) = (example.dims(), example.device());
        let x = example.mul_scalar(below) + epsilon.mul_scalar(kept);
        if fresh > 0.0 {
            x + noise.normal("fresh", shape, &device).mul_scalar(fresh)
        } else {
            x
        }
    }
}

/// Times, alpha and sigma of a level for every example, `[count, 1]` each: one in each of `count` equal parts of the levels,
/// which covers them more evenly than chance does.
pub(super) fn levels_of(
    schedule: Schedule,
    noise: Noise,
    count: usize,
    device: &Device,
) -> [Tensor<2>; 3] {
    let chance = noise.uniform("time", [count, 1], device).into_data();
    let steps = schedule.steps;
    let level = |(part, chance): (usize, f64)| {
        let share = (part as f64 + chance) / count as f64;
        1 + ((share * steps as f64) as usize).min(steps - 1)
    };
    let levels: Vec<usize> = chance.iter::<f64>().enumerate().map(level).collect();
    let column = |value: &dyn Fn(usize) -> f64| {
        let values: Vec<f32> = levels.iter().map(|level| value(*level) as f32).collect();
        Tensor::from_data(TensorData::new(values, [count, 1]), device)
    };
    [
        column(&|level| schedule.time_of(level)),
        column(&|level| schedule.level(level).0),
        column(&|level| schedule.level(level).1),
    ]
}
