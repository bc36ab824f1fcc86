//! For which models there is a script, and what it wants to know.

use crate::families::BitOrder;
use crate::knob::{Knobs, Value};
use crate::nn::Noise;
use crate::taxonomy::DataKind;
use crate::text::Trouble;

/// How one kind of model is rebuilt.
pub(super) struct Recipe {
    family: &'static str,
    kind: DataKind,
    /// The model as a class of its own; what all scripts share follows.
    script: &'static str,
    /// What the model is checked by, beside the examples.
    pub(super) columns: &'static [&'static str],
    /// Where the averaged part of the net is, where there is one.
    pub(super) averaged: Option<&'static str>,
    /// The values that knobs must have, where the script is for those alone.
    needs: &'static [(&'static str, &'static [&'static str])],
}

const OF_CODES: &[&str] = &["mean", "log_variance", "decoded", "kl_term_nats"];
const OF_DENSITY: &[&str] = &["log_p"];

const RECIPES: &[Recipe] = &[
    Recipe {
        family: "vae",
        kind: DataKind::Images,
        script: include_str!("../../../assets/torch/vae_pixels.py"),
        columns: OF_CODES,
        averaged: None,
        needs: &[("net", &["mlp"]), ("labels", &["off"])],
    },
    Recipe {
        family: "vae",
        kind: DataKind::Plane,
        script: include_str!("../../../assets/torch/vae_plane.py"),
        columns: OF_CODES,
        averaged: Some(""),
        needs: &[],
    },
    Recipe {
        family: "made",
        kind: DataKind::Images,
        script: include_str!("../../../assets/torch/made_pixels.py"),
        columns: OF_DENSITY,
        averaged: None,
        needs: &[("masks", &["1"]), ("scan", &["raster"])],
    },
    Recipe {
        family: "made",
        kind: DataKind::Plane,
        script: include_str!("../../../assets/torch/made_plane.py"),
        columns: OF_DENSITY,
        averaged: None,
        needs: &[
            ("masks", &["1"]),
            ("ordering", &["x-first", "y-first", "interleaved"]),
        ],
    },
    Recipe {
        family: "real-nvp",
        kind: DataKind::Plane,
        script: include_str!("../../../assets/torch/real_nvp_plane.py"),
        columns: OF_DENSITY,
        averaged: Some(""),
        needs: &[],
    },
    Recipe {
        family: "gan",
        kind: DataKind::Images,
        script: include_str!("../../../assets/torch/gan.py"),
        columns: OF_SAMPLES,
        averaged: Some("generator."),
        needs: &[("net", &["mlp"]), ("labels", &["off"])],
    },
    Recipe {
        family: "gan",
        kind: DataKind::Plane,
        script: include_str!("../../../assets/torch/gan.py"),
        columns: OF_SAMPLES,
        averaged: Some("generator."),
        needs: &[],
    },
    Recipe {
        family: "diffusion",
        kind: DataKind::Plane,
        script: include_str!("../../../assets/torch/diffusion_plane.py"),
        columns: OF_DENSITY,
        averaged: Some(""),
        needs: &[],
    },
];

const OF_SAMPLES: &[&str] = &["z", "sample", "verdict_held_out"];

/// What all scripts share.
const FRAME: &str = include_str!("../../../assets/torch/frame.py");

impl Recipe {
    /// The recipe for a model, if there is one.
    pub(super) fn of(
        family: &str,
        kind: DataKind,
        knobs: &Knobs,
    ) -> Result<&'static Self, Trouble> {
        let mut recipes = RECIPES.iter();
        let Some(recipe) = recipes.find(|r| r.family == family && r.kind == kind) else {
            let known: Vec<String> = RECIPES.iter().map(Self::name).collect();
            return Err(Trouble::new("error-export-family")
                .with("family", family)
                .with("known", known.join(", ")));
        };
        for (knob, fitting) in recipe.needs {
            let value = knobs.get(knob).map(Value::to_string).unwrap_or_default();
            if !fitting.contains(&value.as_str()) {
                return Err(Trouble::new("error-export-knob")
                    .with("family", family)
                    .with("knob", knob)
                    .with("value", value)
                    .with("known", fitting.join(", ")));
            }
        }
        Ok(recipe)
    }

    fn name(&self) -> String {
        let on = match self.kind {
            DataKind::Images => "images",
            DataKind::Plane | DataKind::Text => "plane",
        };
        format!("{} ({on})", self.family)
    }

    /// The whole script.
    pub(super) fn script(&self) -> String {
        format!("{}\n\n{FRAME}", self.script.trim_end())
    }
}

/// The numbers of an example in the order in which MADE looks at them: pixel by pixel, or the bits of the code of the plane. A
/// random order has no recipe.
pub(super) fn order(knobs: &Knobs, kind: DataKind, dims: usize) -> Vec<usize> {
    if kind == DataKind::Images {
        return (0..dims).collect();
    }
    let order = BitOrder::from_word(knobs.choice("ordering"), Noise::fixed(0, "order"));
    order.sequence().to_vec()
}
