//! The knobs that MADE and NADE share, and what they are built over.

use super::code::Order;
use crate::data::plane::Window;
use crate::families::Setup;
use crate::families::knobs::LEARNING_RATE;
use crate::knob::{Knob, Knobs};

/// The step size of the optimiser, with the default that suits the family.
pub(super) const fn learning_rate(default: &'static str) -> Knob {
    Knob {
        default,
        ..LEARNING_RATE
    }
}

/// Which bit of the code comes first.
pub(super) const ORDERING: Knob = Knob::choice("ordering", Order::WORDS, "x-first").main();

/// After how many steps the learning rate has halved; 0 keeps it as it is.
pub(super) const SETTLE: Knob = Knob::whole("settle", 0, 100_000, "2000").hot();

/// How many examples one step averages over.
pub(super) const BATCH_SIZE: Knob = Knob::whole("batch-size", 1, 4096, "256")
    .logarithmic()
    .hot();

/// The learning rate of a step: eta / (1 + t / T), which falls for ever and yet never so fast that learning ends (Robbins and
/// Monro 1951), so that it need not know how long the run will be.
pub(super) fn settled(knobs: &Knobs, steps_done: u64) -> f64 {
    let rate = knobs.real("learning-rate");
    match knobs.whole("settle") {
        0 => rate,
        halved_after => rate / (1.0 + steps_done as f64 / halved_after as f64),
    }
}

/// The part of the plane that the code covers, in the units that models see.
pub(super) fn window(setup: &Setup) -> Window {
    match setup.plane {
        Some(set) => set.standard_window(),
        None => Window::square(4.0),
    }
}
