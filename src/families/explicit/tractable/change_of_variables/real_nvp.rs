//! Real NVP: affine couplings, invertible by construction, with a Jacobian that is a sum.
//!
//! Dinh, Sohl-Dickstein and Bengio (2017), Density estimation using Real NVP, <https://arxiv.org/abs/1605.08803>

use crate::families::Family;
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Place, SamplingKind,
};

/// Its place on the map; it cannot be trained in this version.
pub const FAMILY: Family = Family {
    card: Card {
        id: "real-nvp",
        place: Place::ChangeOfVariables,
        paper: Paper {
            authors: "Dinh, Sohl-Dickstein and Bengio",
            year: 2017,
            title: "Density estimation using Real NVP",
            link: "https://arxiv.org/abs/1605.08803",
        },
        can: Capabilities {
            density: DensityKind::Exact,
            sampling: SamplingKind::OnePass,
            latent: LatentKind::Exact,
        },
        accepts: &[DataKind::Plane, DataKind::Images],
        data: "moons",
        knobs: &[],
        presets: &[],
        objective: r"\log p_X(x) = \log p_Z(f(x)) + \log \left| \det \frac{\partial f}{\partial x} \right|",
    },
    build: None,
};
