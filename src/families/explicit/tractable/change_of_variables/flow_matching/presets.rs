//! Settings of flow matching that are worth a look.

use crate::taxonomy::Preset;

pub(super) const PRESETS: &[Preset] = &[
    Preset {
        id: "flow-digits",
        data: "mnist",
        set: &[],
        works: true,
    },
    Preset {
        id: "flow-straight",
        data: "eight-gaussians",
        set: &["coupling=optimal-transport", "solver=euler", "ode-steps=8"],
        works: true,
    },
    Preset {
        id: "flow-few-steps",
        data: "eight-gaussians",
        set: &["solver=euler", "ode-steps=2"],
        works: false,
    },
    Preset {
        id: "flow-too-fast",
        data: "checkerboard",
        set: &["learning-rate=0.1", "averaging=0"],
        works: false,
    },
];
