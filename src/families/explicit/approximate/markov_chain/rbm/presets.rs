//! Settings of the Boltzmann machine that are worth a look.

use crate::taxonomy::Preset;

pub(super) const PRESETS: &[Preset] = &[
    Preset {
        id: "rbm-board",
        data: "checkerboard",
        set: &[],
        works: true,
    },
    Preset {
        id: "rbm-cd-1",
        data: "eight-gaussians",
        set: &["negative-phase=contrastive", "gibbs-steps=1"],
        works: true,
    },
    Preset {
        id: "rbm-too-fast",
        data: "eight-gaussians",
        set: &["learning-rate=5", "averaging=0", "settle=0"],
        works: false,
    },
    Preset {
        id: "rbm-narrow",
        data: "eight-gaussians",
        set: &["hidden=4"],
        works: false,
    },
];
