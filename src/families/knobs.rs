//! Knobs that most families share, so that they mean the same everywhere.

use burn::tensor::Tensor;

use crate::knob::{Knob, Knobs};
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

/// The learning rate of a step: eta / (1 + t / T) with T from [`SETTLE`], and before that a straight line from zero over the
/// steps of [`WARM_UP`].
pub fn warmed_and_settled(knobs: &Knobs, steps_done: u64) -> f64 {
    let warm = match knobs.whole("rate-warm-up") {
        0 => 1.0,
        over => ((steps_done + 1) as f64 / over as f64).min(1.0),
    };
    warm * settled(knobs, steps_done)
}

/// The learning rate of a step: eta / (1 + t / T) with T from [`SETTLE`]. It falls for ever and yet never so fast that learning
/// ends (Robbins and Monro 1951), so that it need not know how long the run will be.
pub fn settled(knobs: &Knobs, steps_done: u64) -> f64 {
    settled_from(knobs.real("learning-rate"), knobs, steps_done)
}

/// The same from a learning rate that has a knob of its own.
pub fn settled_from(rate: f64, knobs: &Knobs, steps_done: u64) -> f64 {
    match knobs.whole("settle") {
        0 => rate,
        halved_after => rate / (1.0 + steps_done as f64 / halved_after as f64),
    }
}
