//! Char GPT: a causal Transformer over characters, the autoregressive idea at the size of a language model.
//!
//! log p(x) = sum_t log p(x_t | x_<t), every conditional from one net that looks back on at most a block of characters. The first
//! character of a window has nothing before it: all are equally likely there, so that p(x) is a density over windows.
//!
//! Radford, Narasimhan, Salimans and Sutskever (2018), Improving language understanding by generative pre-training,
//! <https://openai.com/index/language-unsupervised/>; sizes, weights and schedule as in Karpathy's nanoGPT (2022).

mod author;
mod choice;
mod telling;

use burn::tensor::{Tensor, TensorData};
use rand::RngExt;

use self::author::Writing;
use self::choice::manner;
use super::settings::learning_rate;
use crate::data::Shape;
use crate::families::knobs::{
    BATCH_SIZE, CLIP, COSINE, OPTIMISER, SETTLE, WARM_UP, WEIGHT_DECAY, scheduled,
};
use crate::families::{
    Author, Batch, Density, Family, LatentSpace, Layer, Learner, Losses, Manner, Measured, Passes,
    Sampler, Setup, Snapshot, State, Story, Trained,
};
use crate::knob::{Knob, Knobs};
use crate::nn::{Descent, Noise, Transformer, TransformerSize};
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Piece, Place, Preset,
    SamplingKind, Sight,
};
use crate::text::Trouble;

/// The family.
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
        knobs: KNOBS,
        presets: PRESETS,
        objective: &[
            Piece::new(r"\mathcal L =").told("loss"),
            Piece::new(r"-\frac1T \sum_t \log").seen(Sight::Surprise),
            Piece::new(r"\mathrm{softmax}(z_t)_{x_{t+1}}").seen(Sight::Guesses),
        ],
    },
    build: Some(|setup| Box::new(CharGpt::new(setup))),
};

const KNOBS: &[Knob] = &[
    learning_rate("1e-3"),
    Knob::real("temperature", 0.0, 3.0, "1").hot().main(),
    Knob::whole("depth", 1, 12, "4").main(),
    Knob::whole("block", 8, 256, "64").logarithmic().main(),
    Knob::whole("top-k", 0, 100, "0").hot(),
    Knob::real("top-p", 0.01, 1.0, "1").hot(),
    Knob::whole("width", 16, 512, "128").logarithmic(),
    Knob::whole("heads", 1, 8, "4"),
    Knob {
        default: "12",
        ..BATCH_SIZE
    },
    WARM_UP,
    SETTLE,
    COSINE,
    WEIGHT_DECAY,
    CLIP,
    OPTIMISER,
];

const PRESETS: &[Preset] = &[
    Preset {
        id: "gpt-shakespeare",
        data: "shakespeare",
        set: &[],
        works: true,
    },
    Preset {
        id: "gpt-names",
        data: "names",
        set: &["depth=2", "width=64", "block=32", "batch-size=32"],
        works: true,
    },
    Preset {
        id: "gpt-korean",
        data: "korean",
        set: &["depth=2", "width=64", "block=32", "batch-size=32"],
        works: true,
    },
    Preset {
        id: "gpt-too-fast",
        data: "shakespeare",
        set: &[
            "learning-rate=0.1",
            "rate-warm-up=0",
            "clip-norm=0",
            "settle=0",
        ],
        works: false,
    },
    Preset {
        id: "gpt-loops",
        data: "shakespeare",
        set: &["temperature=0"],
        works: false,
    },
    Preset {
        id: "gpt-short-sighted",
        data: "shakespeare",
        set: &["block=8", "depth=1", "heads=1"],
        works: false,
    },
];

/// A Char GPT that learns.
struct CharGpt {
    trained: Trained<Transformer>,
    size: TransformerSize,
    manner: Manner,
}

impl CharGpt {
    fn new(setup: &Setup) -> Self {
        let knobs = setup.knobs;
        let symbols = match setup.shape {
            Shape::Text { symbols, .. } => symbols,
            other => other.dims(),
        };
        let size = TransformerSize {
            symbols,
            block: setup.shape.dims() - 1,
            layers: knobs.whole("depth"),
            heads: knobs.whole("heads"),
            width: knobs.whole("width"),
        };
        let size = size.evened();
        let net = Transformer::new(size, setup.noise, setup.device);
        Self {
            trained: Trained::new(net, setup),
            size,
            manner: manner(knobs),
        }
    }

    /// -log p(x_t | x_<t) of every character of a window but the first: x `[batch, block + 1]` to `[batch, block]`.
    fn nats(&self, x: &Tensor<2>) -> Tensor<2> {
        self.trained.valid().nats(x)
    }
}

impl Learner for CharGpt {
    fn losses(&self) -> &'static [&'static str] {
        &["loss"]
    }

    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        self.told_step(batch, knobs, &mut Story::untold())
    }

    fn told_step(&mut self, batch: &Batch, knobs: &Knobs, story: &mut Story) -> Losses {
        telling::window(story, &self.trained.net, &batch.x);
        let Descent { loss, gradients } = self.trained.net.mean_nats(&batch.x);
        story.down(&loss);
        let rate = scheduled(knobs, batch.steps_done);
        self.trained.descend_along_at(rate, gradients, knobs);
        vec![("loss", loss)]
    }

    fn turn(&mut self, knobs: &Knobs) {
        self.manner = manner(knobs);
    }

    fn measure(&self, batch: &Batch) -> Measured {
        let nats = self.nats(&batch.x); // [batch, block]
        vec![("nats_per_char", nats.mean_dim(1).squeeze_dim(1))]
    }

    fn density(&self) -> Density<'_> {
        let first = (self.size.symbols as f32).ln();
        Density::Exact(Box::new(move |x, _| {
            let rest = self.nats(&x).sum_dim(1).squeeze_dim::<1>(1); // [batch]
            rest.neg().sub_scalar(first)
        }))
    }

    fn sampler(&self) -> Option<&dyn Sampler> {
        Some(self)
    }

    fn latent(&self) -> Option<&dyn LatentSpace> {
        None
    }

    fn author(&self) -> Option<&dyn Author> {
        Some(self)
    }

    fn passes(&self) -> Passes {
        Passes {
            density: 1,
            sample: self.size.block,
        }
    }

    fn snapshot(&self) -> Snapshot {
        self.trained.snapshot()
    }

    fn restore(&mut self, snapshot: &Snapshot) {
        self.trained.restore(snapshot);
    }

    fn state(&self) -> State {
        self.trained.state()
    }

    fn load(&mut self, state: &State) -> Result<(), Trouble> {
        self.trained.load(state)
    }

    fn layers(&self) -> Vec<Layer> {
        let order = ["characters", "positions", "layers", "norm", "head"];
        self.trained.layers(&order, role)
    }

    /// Every character is a place; what is looked up in a table costs nothing.
    fn uses(&self, tensor: &str) -> usize {
        if tensor.starts_with("characters") || tensor.starts_with("positions") {
            0
        } else {
            self.size.block
        }
    }
}

impl Sampler for CharGpt {
    /// Windows, character after character; the first one is any.
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        let TransformerSize { symbols, block, .. } = self.size;
        let mut generator = noise.generator("first");
        let first: Vec<Vec<u16>> = (0..count)
            .map(|_| vec![generator.random_range(0..symbols as u16)])
            .collect();
        let mut rows: Vec<Vec<f32>> = first.iter().map(|row| vec![f32::from(row[0])]).collect();
        let writer = self.trained.net.writer();
        let mut writing = Writing::new(writer, &first, Manner::PLAIN, noise).with_unknown();
        for _ in 0..block {
            for (row, next) in rows.iter_mut().zip(writing.next()) {
                row.push(f32::from(next));
            }
        }
        let values = TensorData::new(rows.concat(), [count, block + 1]);
        Tensor::from_data(values, self.trained.device())
    }
}

/// What a tensor does.
fn role(path: &str) -> &'static str {
    const ROLES: [(&str, &str); 16] = [
        ("characters", "x = characters[c] + positions[t]"),
        ("positions", "x = characters[c] + positions[t]"),
        ("norm_1.scale", "n = scale (x - mean) / deviation + shift"),
        ("norm_1.shift", "n = scale (x - mean) / deviation + shift"),
        ("attend.weight", "[q, k, v] = n W + b"),
        ("attend.bias", "[q, k, v] = n W + b"),
        ("mix.weight", "x += softmax(q k^T / sqrt d, causal) v W + b"),
        ("mix.bias", "x += softmax(q k^T / sqrt d, causal) v W + b"),
        ("norm_2.scale", "n = scale (x - mean) / deviation + shift"),
        ("norm_2.shift", "n = scale (x - mean) / deviation + shift"),
        ("up.weight", "h = gelu(n W + b)"),
        ("up.bias", "h = gelu(n W + b)"),
        ("down.weight", "x += h W + b"),
        ("down.bias", "x += h W + b"),
        ("head", "logits = n W"),
        ("norm", "n = scale (x - mean) / deviation + shift"),
    ];
    let found = ROLES.iter().find(|(part, _)| path.contains(part));
    found.map_or("", |(_, role)| role)
}

#[cfg(test)]
mod tests;
