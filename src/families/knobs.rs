//! Knobs that most families share, so that they mean the same everywhere.

use burn::tensor::Tensor;

use crate::knob::{Knob, Knobs, Value};
use crate::nn::{Noise, Rule};
use crate::taxonomy::DataKind;

/// The step size of the optimiser.
pub const LEARNING_RATE: Knob = Knob::real("learning-rate", 1e-6, 1.0, "1e-3")
    .logarithmic()
    .hot()
    .main();

/// How many examples one step averages over.
pub const BATCH_SIZE: Knob = Knob::whole("batch-size", 1, 4096, "128")
    .logarithmic()
    .hot();

/// How a step follows from a gradient.
pub const OPTIMISER: Knob = Knob::choice("optimiser", Rule::WORDS, "adam").hot();

/// How many points in the plane one step averages over: more than of images, because a point costs little.
pub const POINTS_A_STEP: Knob = Knob {
    default: "256",
    ..BATCH_SIZE
};

/// How many pictures one step averages over where a net works on every place of them.
pub const PICTURES_A_STEP: Knob = Knob {
    default: "64",
    ..BATCH_SIZE
};

/// What the nets of pictures are made of.
pub const NET: Knob = Knob::choice("net", &["mlp", "conv"], "mlp").only(DataKind::Images);

/// How many channels a net of convolutions has where it is finest, in eights.
pub const CHANNELS: Knob = Knob::whole("channels", 8, 256, "32").logarithmic();

/// After how many steps the learning rate has halved; 0 keeps it as it is.
pub const SETTLE: Knob = Knob::whole("settle", 0, 100_000, "2000").hot();

/// How much of itself the average of the weights, which pictures and measures use, keeps at every step; 0 is the weights as they
/// are.
pub const AVERAGING: Knob = Knob::real("averaging", 0.0, 0.9999, "0.999").hot();

/// How grey pixels become black and white.
pub const BINARISED: Knob =
    Knob::choice("pixels", &["dynamic", "static", "threshold"], "dynamic").only(DataKind::Images);

/// Grey pixels as [`BINARISED`] says: tossed with the grey as probability, or cut at one half. `[batch, dims]`
pub fn binarised(x: Tensor<2>, tossed: bool, noise: Noise) -> Tensor<2> {
    if !tossed {
        return x.greater_elem(0.5).float();
    }
    let coins = noise.uniform("binarise", x.dims(), &x.device());
    coins.lower(x).float()
}

/// How long the gradient of all parameters together may be; 0 leaves it as long as it is.
pub const CLIP: Knob = Knob::real("clip-norm", 0.0, 100.0, "1").hot();

/// What share of themselves matrices lose at each step, times the learning rate.
pub const WEIGHT_DECAY: Knob = Knob::real("weight-decay", 0.0, 1.0, "0.1").hot();

/// Over how many steps the learning rate rises from nothing.
pub const WARM_UP: Knob = Knob::whole("rate-warm-up", 0, 10_000, "100").hot();

/// After how many steps half a wave of a cosine has taken the learning rate to nothing (Loshchilov and Hutter 2017,
/// <https://arxiv.org/abs/1608.03983>); 0 is no wave.
pub const COSINE: Knob = Knob::whole("rate-cosine", 0, 1_000_000, "0").hot();

/// The learning rate of a step, as the knobs of the family bend it: eta times min(1, (t + 1) / W) with W from [`WARM_UP`], times
/// 1 / (1 + t / T) with T from [`SETTLE`], times (1 + cos(pi t / C)) / 2 with C from [`COSINE`]. The second falls for ever and yet
/// never so fast that learning ends (Robbins and Monro 1951), so that it need not know how long the run will be; the third has to
/// know, and is nothing from there on.
pub fn scheduled(knobs: &Knobs, steps_done: u64) -> f64 {
    scheduled_from(knobs.real("learning-rate"), knobs, steps_done)
}

/// The same from a learning rate that has a knob of its own.
pub fn scheduled_from(rate: f64, knobs: &Knobs, steps_done: u64) -> f64 {
    let steps = steps_done as f64;
    let share = |id, share: fn(f64, f64) -> f64| match knobs.get(id) {
        Some(&Value::Whole(over)) if over > 0 => share(steps, over as f64),
        _ => 1.0,
    };
    let warm = share("rate-warm-up", |t, over| ((t + 1.0) / over).min(1.0));
    let settled = share("settle", |t, over| 1.0 / (1.0 + t / over));
    let wave = share("rate-cosine", |t, over| {
        let angle = std::f64::consts::PI * (t / over).min(1.0);
        f64::midpoint(1.0, angle.cos())
    });
    rate * warm * settled * wave
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::families::Family;

    #[test]
    fn the_rate_rises_in_a_line_and_falls_in_half_a_wave() {
        let family = Family::find("char-gpt").unwrap();
        let set = [
            "learning-rate=1",
            "rate-warm-up=10",
            "settle=0",
            "rate-cosine=100",
        ];
        let knobs = crate::families::tests::knobs(family, &set);
        let expected = [(0, 0.1), (50, 0.5), (100, 0.0), (200, 0.0)];
        for (step, rate) in expected {
            assert!((scheduled(&knobs, step) - rate).abs() < 1e-12, "{step}");
        }
        let knobs = crate::families::tests::knobs(family, &["learning-rate=1", "settle=100"]);
        assert!((scheduled(&knobs, 100) - 0.5).abs() < 1e-12);
    }
}
