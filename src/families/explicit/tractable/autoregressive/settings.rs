//! The knobs that MADE and NADE share, and what they are built over.

use super::code::Order;
use crate::data::plane::Window;
use crate::families::Setup;
use crate::families::knobs::LEARNING_RATE;
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

/// The part of the plane that the code covers, in the units that models see.
pub(super) fn window(setup: &Setup) -> Window {
    match setup.plane {
        Some(set) => set.standard_window(),
        None => Window::square(4.0),
    }
}
