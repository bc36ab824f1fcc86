//! NADE: one hidden layer shared by all conditionals, grown one input at a time.
//!
//! Larochelle and Murray (2011), The neural autoregressive distribution estimator,
//! <https://proceedings.mlr.press/v15/larochelle11a.html>. Its inputs are the pixels of a picture (`pixels`), or the bits of
//! the 16-bit code of the plane (`plane_code.rs`), read in the order that a knob chooses.

mod pixels;

use burn::module::Module;
use burn::tensor::Tensor;
use burn::tensor::activation::sigmoid;

use super::chain::{self, Conditionals};
use super::settings::{self, ORDERING, SCAN};
use crate::data::Shape;
use crate::families::knobs::{BATCH_SIZE, BINARISED, OPTIMISER, SETTLE, scheduled};
use crate::families::plane_code::{BITS, Order, PlaneCode};
use crate::families::{
    Batch, Density, Family, LatentSpace, Layer, Learner, Losses, Measured, Passes, Process,
    Sampler, Setup, Snapshot, State, Term, Trained,
};
use crate::figure::{Axis, Matrix};
use crate::knob::{Knob, Knobs};
use crate::nn::{Descent, Noise, SharedHidden};
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Piece, Place, Preset,
    SamplingKind, Sight,
};
use crate::text::Trouble;

use self::pixels::PixelNade;

/// Its place on the map, its knobs, and how the engine builds it.
pub const FAMILY: Family = Family {
    card: Card {
        id: "nade",
        place: Place::Autoregressive,
        paper: Paper {
            authors: "Larochelle and Murray",
            year: 2011,
            title: "The neural autoregressive distribution estimator",
            link: "https://proceedings.mlr.press/v15/larochelle11a.html",
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
            Piece::new(r"h_i = \sigma(c + W_{:,<i}\, x_{<i}),\quad"),
            Piece::new(r"p(x_i = 1 \mid x_{<i}) = \sigma(b_i + V_{i,:}\, h_i)")
                .told("loss")
                .seen(Sight::Guesses),
        ],
    },
    build: Some(build),
};

const KNOBS: &[Knob] = &[
    settings::learning_rate("1e-3").on_plane("2e-2"),
    ORDERING,
    SCAN,
    Knob::whole("hidden", 1, 1024, "500")
        .logarithmic()
        .main()
        .on_plane("128"),
    Knob::whole("scans", 1, 16, "1")
        .only(DataKind::Images)
        .main(),
    SETTLE,
    BATCH_SIZE.on_plane("256"),
    OPTIMISER,
    BINARISED,
];

fn build(setup: &Setup) -> Box<dyn Learner> {
    match setup.shape {
        Shape::Image { .. } => Box::new(PixelNade::new(setup)),
        Shape::Plane | Shape::Text { .. } => Box::new(Nade::new(setup)),
    }
}

const PRESETS: &[Preset] = &[
    Preset {
        id: "nade-board",
        data: "checkerboard",
        set: &[],
        works: true,
    },
    Preset {
        id: "nade-narrow",
        data: "eight-gaussians",
        set: &["hidden=4"],
        works: false,
    },
    Preset {
        id: "nade-random",
        data: "eight-gaussians",
        set: &["ordering=random"],
        works: false,
    },
];

/// The network: one hidden layer, whose inputs stand in the order of the model.
#[derive(Module, Debug)]
struct Net {
    shared: SharedHidden,
}

/// A NADE of points that learns.
struct Nade {
    trained: Trained<Net>,
    code: PlaneCode,
    order: Order,
}

impl Nade {
    fn new(setup: &Setup) -> Self {
        let units = setup.knobs.whole("hidden");
        let net = Net {
            shared: SharedHidden::new("shared", BITS, units, setup.noise, setup.device),
        };
        Self {
            trained: Trained::new(net, setup),
            code: PlaneCode::of(setup),
            order: Order::from_word(setup.knobs.choice("ordering"), setup.noise),
        }
    }
}

impl Conditionals for Nade {
    fn code(&self) -> &PlaneCode {
        &self.code
    }

    fn orders(&self) -> &[Order] {
        std::slice::from_ref(&self.order)
    }

    fn logits(&self, _order: usize, bits: Tensor<2>) -> Tensor<2> {
        let bits = self.order.pick(bits, 0..BITS); // [batch, 16], in the order of the model
        self.order
            .put_back(self.trained.valid().shared.logits(bits))
    }

    /// The hidden layer grows with every bit that is drawn, so that all 16 steps together cost one pass.
    fn draw(&self, _order: usize, uniform: Tensor<2>) -> Tensor<2> {
        let shared = self.trained.valid().shared;
        let uniform = self.order.pick(uniform, 0..BITS); // [count, 16], in the order of the model
        let mut sums = shared.start().repeat_dim(0, uniform.dims()[0]); // [count, hidden]
        let mut bits = Vec::with_capacity(BITS);
        for position in 0..BITS {
            let chance = sigmoid(shared.logit(sums.clone(), position)); // [count, 1]
            let bit = uniform.clone().narrow(1, position, 1).lower(chance).float(); // [count, 1]
            sums = shared.grow(sums, position, bit.clone());
            bits.push(bit);
        }
        self.order.put_back(Tensor::cat(bits, 1)) // [count, 16]
    }
}

impl Learner for Nade {
    fn losses(&self) -> &'static [&'static str] {
        &["loss"]
    }

    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        let bits = self.order.pick(self.code.bits(batch.x.clone()), 0..BITS); // [batch, 16]
        let Descent { loss, gradients } = self.trained.net.shared.mean_nats(&bits);
        let rate = scheduled(knobs, batch.steps_done);
        self.trained.descend_along_at(rate, gradients, knobs);
        vec![("loss", loss.add_scalar(self.code.log_area([1.0, 1.0])))]
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

    /// 1 where an output depends on an input, which no mask brings about here but the order in which the inputs are read.
    fn masks(&self) -> Vec<Matrix> {
        let positions = self.order.positions();
        let depends = |input: usize, output: usize| positions[input] < positions[output];
        let values = (0..BITS)
            .flat_map(|input| (0..BITS).map(move |output| (input, output)))
            .map(|(input, output)| f32::from(u8::from(depends(input, output))))
            .collect();
        vec![Matrix {
            name: "mask-dependency",
            rows: BITS,
            columns: BITS,
            values,
        }]
    }

    fn passes(&self) -> Passes {
        Passes {
            density: 1,
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
        layers(&self.trained, "logit of bit i = V_i sigmoid(a_i) + b_i")
    }
}

/// The layers in the order of computation; `tell` says what the outputs are.
fn layers(trained: &Trained<Net>, tell: &'static str) -> Vec<Layer> {
    let order = ["shared.start", "shared.read", "shared.tell", "shared.bias"];
    trained.layers(&order, |path| match path {
        "shared.start" => "a_1 = c",
        "shared.read" => "a_(i+1) = a_i + x_i W_i",
        "shared.tell" => tell,
        _ => "b_i",
    })
}

impl Process for Nade {
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

impl Sampler for Nade {
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        chain::sample(self, count, noise)
    }
}

#[cfg(test)]
mod tests;
