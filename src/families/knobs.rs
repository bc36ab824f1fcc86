//! Knobs that most families share, so that they mean the same everywhere.

use crate::knob::Knob;
use crate::nn::Rule;

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
