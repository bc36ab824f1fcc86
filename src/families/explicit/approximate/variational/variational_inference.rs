//! Variational inference: move an easy q(z) as close as it gets to a posterior that cannot be had.
//!
//! Jordan, Ghahramani, Jaakkola and Saul (1999), An introduction to variational methods for graphical models, <https://doi.org/10.1023/A:1007665907178>

use crate::families::Family;
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Place, SamplingKind,
};

/// Its place on the map; it cannot be trained in this version.
pub const FAMILY: Family = Family {
    card: Card {
        id: "variational-inference",
        place: Place::Variational,
        paper: Paper {
            authors: "Jordan, Ghahramani, Jaakkola and Saul",
            year: 1999,
            title: "An introduction to variational methods for graphical models",
            link: "https://doi.org/10.1023/A:1007665907178",
        },
        can: Capabilities {
            density: DensityKind::Bound,
            sampling: SamplingKind::OnePass,
            latent: LatentKind::Posterior,
        },
        accepts: &[DataKind::Plane],
        data: "two-gaussians",
        knobs: &[],
        presets: &[],
        objective: r"\log p(x) = \mathcal L(q) + D_{\mathrm{KL}}\left( q(z) \,\|\, p(z \mid x) \right)",
    },
    build: None,
};
