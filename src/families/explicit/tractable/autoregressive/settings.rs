//! The knobs that the families here share.

use super::scan;
use crate::families::knobs::LEARNING_RATE;
use crate::families::plane_code::Order;
use crate::knob::Knob;
use crate::taxonomy::DataKind;

/// The step size of the optimiser, with the default that suits the family.
pub(super) const fn learning_rate(default: &'static str) -> Knob {
    Knob {
        default,
        ..LEARNING_RATE
    }
}

/// Which bit of the code comes first.
pub(super) const ORDERING: Knob = Knob::choice("ordering", Order::WORDS, "x-first")
    .main()
    .only(DataKind::Plane);

/// Which pixel comes first.
pub(super) const SCAN: Knob = Knob::choice("scan", scan::WORDS, "raster")
    .main()
    .only(DataKind::Images);

/// How many greys a number of a picture can have: two are black and white.
pub(super) const LEVELS: Knob = Knob::whole("levels", 2, 256, "2").logarithmic().main();

/// How many numbers a net keeps about every place of a picture.
pub(super) const FILTERS: Knob = Knob::whole("filters", 1, 256, "16").logarithmic();
