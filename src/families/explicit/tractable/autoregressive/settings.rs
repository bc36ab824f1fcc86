//! The knobs that MADE and NADE share.

use crate::families::knobs::LEARNING_RATE;
use crate::families::plane_code::Order;
use crate::knob::Knob;

/// The step size of the optimiser, with the default that suits the family.
pub(super) const fn learning_rate(default: &'static str) -> Knob {
    Knob {
        default,
        ..LEARNING_RATE
    }
}

/// Which bit of the code comes first.
pub(super) const ORDERING: Knob = Knob::choice("ordering", Order::WORDS, "x-first").main();
