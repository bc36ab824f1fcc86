//! The generative stochastic network: a Markov chain whose one step, corrupt and denoise, is learned.
//!
//! Bengio, Thibodeau-Laufer, Alain and Yosinski (2014), Deep generative stochastic networks trainable by backprop, <https://arxiv.org/abs/1306.1091>

use crate::families::Family;
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Place, SamplingKind,
};

/// Its place on the map; it cannot be trained in this version.
pub const FAMILY: Family = Family {
    card: Card {
        id: "gsn",
        place: Place::ImplicitMarkovChain,
        paper: Paper {
            authors: "Bengio, Thibodeau-Laufer, Alain and Yosinski",
            year: 2014,
            title: "Deep generative stochastic networks trainable by backprop",
            link: "https://arxiv.org/abs/1306.1091",
        },
        can: Capabilities {
            density: DensityKind::None,
            sampling: SamplingKind::Chain,
            latent: LatentKind::None,
        },
        accepts: &[DataKind::Plane, DataKind::Images],
        data: "eight-gaussians",
        knobs: &[],
        presets: &[],
        objective: r"\tilde x_t \sim C(\cdot \mid x_t),\quad x_{t+1} \sim p_\theta(\cdot \mid \tilde x_t)",
    },
    build: None,
};
