//! Char GPT: a causal Transformer over characters, the autoregressive idea at the size of a language model.
//!
//! Radford, Narasimhan, Salimans and Sutskever (2018), Improving language understanding by generative pre-training, <https://openai.com/index/language-unsupervised/>

use crate::families::Family;
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Place, SamplingKind,
};

/// Its place on the map; it cannot be trained in this version.
pub const FAMILY: Family = Family {
    card: Card {
        id: "char-gpt",
        place: Place::Autoregressive,
        paper: Paper {
            authors: "Radford, Narasimhan, Salimans and Sutskever",
            year: 2018,
            title: "Improving language understanding by generative pre-training",
            link: "https://openai.com/index/language-unsupervised/",
        },
        can: Capabilities {
            density: DensityKind::Exact,
            sampling: SamplingKind::PassPerDimension,
            latent: LatentKind::None,
        },
        accepts: &[DataKind::Text],
        data: "shakespeare",
        knobs: &[],
        presets: &[],
        objective: r"\mathcal L = -\frac1T \sum_t \log \mathrm{softmax}(z_t)_{x_{t+1}}",
    },
    build: None,
};
