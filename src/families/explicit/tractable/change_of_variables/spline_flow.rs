//! Neural spline flow: couplings that bend each coordinate by a monotone rational-quadratic spline.
//!
//! Durkan, Bekasov, Murray and Papamakarios (2019), Neural spline flows, <https://arxiv.org/abs/1906.04032>

use crate::families::Family;
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Place, SamplingKind,
};

/// Its place on the map; it cannot be trained in this version.
pub const FAMILY: Family = Family {
    card: Card {
        id: "spline-flow",
        place: Place::ChangeOfVariables,
        paper: Paper {
            authors: "Durkan, Bekasov, Murray and Papamakarios",
            year: 2019,
            title: "Neural spline flows",
            link: "https://arxiv.org/abs/1906.04032",
        },
        can: Capabilities {
            density: DensityKind::Exact,
            sampling: SamplingKind::OnePass,
            latent: LatentKind::Exact,
        },
        accepts: &[DataKind::Plane],
        data: "checkerboard",
        knobs: &[],
        presets: &[],
        objective: r"g(\xi) = y_k + \frac{h_k \left[ s_k \xi^2 + \delta_k \xi(1-\xi) \right]}{s_k + \left[ \delta_{k+1} + \delta_k - 2 s_k \right] \xi(1-\xi)}",
    },
    build: None,
};
