//! MADE: an autoencoder whose weights are masked so that output i sees only the inputs before it.
//!
//! Germain, Gregor, Murray and Larochelle (2015), MADE: masked autoencoder for distribution estimation,
//! <https://arxiv.org/abs/1502.03509>. Its inputs are the pixels of a picture (`pixels`), or the bits of the 16-bit code of the
//! plane (`plane_code.rs`), of which one pass gives all 16 conditionals.

mod pixels;

use burn::module::Module;
use burn::tensor::{Device, Tensor};
use rand::RngExt;

use super::chain::{self, Conditionals};
use super::settings::{self, ORDERING, SCAN};
use super::telling;
use crate::data::Shape;
use crate::families::knobs::{BATCH_SIZE, BINARISED, OPTIMISER, SETTLE, scheduled};
use crate::families::plane_code::{BITS, Order, PlaneCode};
use crate::families::{
    Batch, Density, Family, LatentSpace, Layer, Learner, Losses, Measured, Passes, Process,
    Sampler, Setup, Snapshot, State, Story, Term, Trained,
};
use crate::figure::{Axis, Matrix};
use crate::knob::{Knob, Knobs};
use crate::nn::{Descent, Keeps, MaskedNet, Noise, mask, spread};
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Piece, Place, Preset,
    SamplingKind, Sight,
};
use crate::text::Trouble;

use self::pixels::PixelMade;

/// Its place on the map, its knobs, and how the engine builds it.
pub const FAMILY: Family = Family {
    card: Card {
        id: "made",
        place: Place::Autoregressive,
        paper: Paper {
            authors: "Germain, Gregor, Murray and Larochelle",
            year: 2015,
            title: "MADE: masked autoencoder for distribution estimation",
            link: "https://arxiv.org/abs/1502.03509",
        },
        can: Capabilities {
            density: DensityKind::Exact,
            sampling: SamplingKind::PassPerDimension,
            latent: LatentKind::None,
        },
        accepts: &[DataKind::Plane, DataKind::Images],
        data: "eight-gaussians",
        knobs: KNOBS,
        presets: PRESETS,
        objective: &[
            Piece::new(r"\log p(x) =")
                .told("loss")
                .seen(Sight::Surprise),
            Piece::new(r"\sum_{i=1}^{D} \log p(x_i \mid x_{<i}),\quad").seen(Sight::Guesses),
            Piece::new(r"h = g(b + (W \odot M)\, x)"),
        ],
    },
    build: Some(build),
};

const KNOBS: &[Knob] = &[
    settings::learning_rate("1e-3").on_plane("5e-3"),
    ORDERING,
    SCAN,
    Knob::sizes("hidden", 1024, 4, "500")
        .main()
        .on_plane("128-128"),
    Knob::whole("masks", 1, 16, "1").main(),
    SETTLE,
    BATCH_SIZE.on_plane("256"),
    OPTIMISER,
    BINARISED,
];

fn build(setup: &Setup) -> Box<dyn Learner> {
    match setup.shape {
        Shape::Image { .. } => Box::new(PixelMade::new(setup)),
        Shape::Plane | Shape::Text { .. } => Box::new(Made::new(setup)),
    }
}

const PRESETS: &[Preset] = &[
    Preset {
        id: "made-digits",
        data: "mnist",
        set: &[],
        works: true,
    },
    Preset {
        id: "made-board",
        data: "checkerboard",
        set: &[],
        works: true,
    },
    Preset {
        id: "made-narrow",
        data: "eight-gaussians",
        set: &["hidden=8"],
        works: false,
    },
    Preset {
        id: "made-random",
        data: "eight-gaussians",
        set: &["ordering=random"],
        works: false,
    },
    Preset {
        id: "made-many-masks",
        data: "eight-gaussians",
        set: &["ordering=random", "masks=8"],
        works: false,
    },
];

/// The network: masked layers, rectified in between; the outputs see the inputs beside the last hidden layer, as the code of
/// the authors can have it, so that no bit is lost where units die.
#[derive(Module, Debug)]
struct Net {
    masked: MaskedNet,
}

/// The masks of all layers for one order of the inputs, given when each is looked at: a random one has hidden degrees by
/// chance, else they are spread evenly.
fn masks(
    positions: &[usize],
    hidden: &[usize],
    by_chance: Option<Noise>,
    device: &Device,
) -> Vec<Tensor<2>> {
    let inputs: Vec<usize> = positions.iter().map(|position| position + 1).collect();
    let highest = inputs.len() - 1;
    let mut before = inputs.clone();
    let mut masks = Vec::with_capacity(hidden.len() + 1);
    for (i, &units) in hidden.iter().enumerate() {
        let degrees = match by_chance {
            None => spread(units, highest),
            Some(noise) => {
                let mut generator = noise.generator(&format!("degrees.{i}"));
                (0..units)
                    .map(|_| generator.random_range(1..=highest))
                    .collect()
            }
        };
        masks.push(mask(&before, &degrees, Keeps::NotLower, device)); // [before, units]
        before = degrees;
    }
    // The outputs see the last hidden layer, and the inputs directly.
    let seen = [before, inputs.clone()].concat();
    masks.push(mask(&seen, &inputs, Keeps::Higher, device)); // [units + inputs, inputs]
    masks
}

/// What a layer computes: the last of them the logits.
fn role(path: &str, last: usize, logits: &'static str) -> &'static str {
    if path.starts_with(&format!("masked.layers.{last}.")) {
        logits
    } else {
        "h = relu(x (W * M) + b)"
    }
}

/// A MADE of points that learns.
struct Made {
    trained: Trained<Net>,
    code: PlaneCode,
    orders: Vec<Order>,
    /// One mask a layer, for each order.
    masks: Vec<Vec<Tensor<2>>>,
}

impl Made {
    fn new(setup: &Setup) -> Self {
        let (hidden, device) = (setup.knobs.sizes("hidden"), setup.device);
        let word = setup.knobs.choice("ordering");
        let (mut orders, mut all_masks) = (Vec::new(), Vec::new());
        for k in 0..setup.knobs.whole("masks") {
            let noise = setup.noise.part(k as u64);
            let order = Order::from_word(word, noise);
            let by_chance = (k > 0).then_some(noise);
            all_masks.push(masks(&order.positions(), hidden, by_chance, device));
            orders.push(order);
        }
        let net = Net {
            masked: MaskedNet::new(&all_masks[0], setup.noise, device),
        };
        Self {
            trained: Trained::new(net, setup),
            code: PlaneCode::of(setup),
            orders,
            masks: all_masks,
        }
    }
}

impl Conditionals for Made {
    fn code(&self) -> &PlaneCode {
        &self.code
    }

    fn orders(&self) -> &[Order] {
        &self.orders
    }

    fn logits(&self, order: usize, bits: Tensor<2>) -> Tensor<2> {
        self.trained.valid().masked.logits(bits, &self.masks[order])
    }
}

impl Learner for Made {
    fn losses(&self) -> &'static [&'static str] {
        &["loss"]
    }

    /// Each step trains under the next set of masks, in turn.
    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        self.told_step(batch, knobs, &mut Story::untold())
    }

    fn told_step(&mut self, batch: &Batch, knobs: &Knobs, story: &mut Story) -> Losses {
        let turn = (batch.steps_done % self.masks.len() as u64) as usize;
        let bits = self.code.bits(batch.x.clone()); // [batch, 16]
        if story.is_told() {
            let logits = self.logits(turn, bits.clone()); // [batch, 16]
            let sequence = self.orders[turn].sequence();
            telling::conditionals(story, &bits, sequence, logits, false);
        }
        let masks = &self.masks[turn];
        let Descent { loss, gradients } = self.trained.net.masked.mean_nats(&bits, masks);
        let loss = loss.add_scalar(self.code.log_area([1.0, 1.0]));
        story.down(&loss);
        let rate = scheduled(knobs, batch.steps_done);
        self.trained.descend_along_at(rate, gradients, knobs);
        vec![("loss", loss)]
    }

    fn measure(&self, batch: &Batch) -> Measured {
        vec![("nll_nats", chain::nats(self, batch.x.clone()))]
    }

    fn density(&self) -> Density<'_> {
        Density::Exact(Box::new(|x, _| chain::log_density(self, x, BITS)))
    }

    fn sampler(&self) -> Option<&dyn Sampler> {
        Some(self)
    }

    fn latent(&self) -> Option<&dyn LatentSpace> {
        None
    }

    fn terms(&self, x: Tensor<2>) -> Vec<Term> {
        chain::terms(self, x)
    }

    fn process(&self) -> Option<&dyn Process> {
        Some(self)
    }

    /// The masks of the first order, layer by layer, and what they leave: 1 where an output depends on an input.
    fn masks(&self) -> Vec<Matrix> {
        let masks = &self.masks[0];
        let last = masks.len() - 1;
        let name = |layer: usize| match layer {
            0 => "mask-input",
            _ if layer == last => "mask-output",
            _ => "mask-hidden",
        };
        let mut matrices: Vec<Matrix> = masks
            .iter()
            .enumerate()
            .map(|(layer, mask)| chain::matrix(name(layer), mask.clone()))
            .collect();
        let hidden = masks[1..last].iter();
        let paths = hidden.fold(masks[0].clone(), |paths, mask| paths.matmul(mask.clone())); // [16, units]
        let direct = Tensor::eye(BITS, &paths.device()); // [16, 16]
        let seen = Tensor::cat(vec![paths, direct], 1); // [16, units + 16]
        let reached = seen.matmul(masks[last].clone()).greater_elem(0.5).float(); // [16, 16]
        matrices.push(chain::matrix("mask-dependency", reached));
        matrices
    }

    fn passes(&self) -> Passes {
        let orders = self.orders.len();
        Passes {
            density: orders,
            sample: BITS,
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
        let last = self.masks[0].len() - 1;
        self.trained.layers(&["masked"], |path| {
            role(path, last, "logits of the bits = [h, x] (W * M) + b")
        })
    }
}

impl Process for Made {
    fn axis(&self) -> Axis {
        Axis::Bits
    }

    fn steps(&self) -> usize {
        BITS
    }

    fn log_density(&self, x: Tensor<2>, step: usize) -> Tensor<1> {
        chain::log_density(self, x, step)
    }
}

impl Sampler for Made {
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        chain::sample(self, count, noise)
    }
}

#[cfg(test)]
mod tests;
