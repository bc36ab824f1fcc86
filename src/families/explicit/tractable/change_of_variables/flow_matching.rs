//! Flow matching: an ODE from noise to data, trained by regression and not by likelihood.
//!
//! Lipman, Chen, Ben-Hamu, Nickel and Le (2023), Flow matching for generative modeling, <https://arxiv.org/abs/2210.02747>

use crate::families::Family;
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Place, SamplingKind,
};

/// Its place on the map; it cannot be trained in this version.
pub const FAMILY: Family = Family {
    card: Card {
        id: "flow-matching",
        place: Place::ChangeOfVariables,
        paper: Paper {
            authors: "Lipman, Chen, Ben-Hamu, Nickel and Le",
            year: 2023,
            title: "Flow matching for generative modeling",
            link: "https://arxiv.org/abs/2210.02747",
        },
        can: Capabilities {
            density: DensityKind::Exact,
            sampling: SamplingKind::Steps,
            latent: LatentKind::Exact,
        },
        accepts: &[DataKind::Plane, DataKind::Images],
        data: "eight-gaussians",
        knobs: &[],
        presets: &[],
        objective: r"\mathcal L = \mathbb E \left\| v_\theta(x_t, t) - (x_1 - x_0) \right\|^2,\quad x_t = (1-t)\,x_0 + t\,x_1",
    },
    build: None,
};
