//! PixelRNN: a recurrent net that reads an image row by row.
//!
//! van den Oord, Kalchbrenner and Kavukcuoglu (2016), Pixel recurrent neural networks, <https://arxiv.org/abs/1601.06759>; the row
//! LSTM of section 3.1.

#[cfg(test)]
mod tests;

use burn::module::Module;
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

use super::raster::{Raster, RasterNet, Reader, outputs};
use super::settings::{FILTERS, LEVELS, learning_rate};
use crate::families::knobs::{BATCH_SIZE, BINARISED, COSINE, OPTIMISER, SETTLE};
use crate::families::{Family, Learner, Setup};
use crate::knob::Knob;
use crate::nn::{Conv, Grid, Noise, Placed, Rows, Window, cell_row, down_the_rows};
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Piece, Place, Preset,
    SamplingKind, Sight,
};

/// Its place on the map, its knobs, and how the engine builds it.
pub const FAMILY: Family = Family {
    card: Card {
        id: "pixel-rnn",
        place: Place::Autoregressive,
        paper: Paper {
            authors: "van den Oord, Kalchbrenner and Kavukcuoglu",
            year: 2016,
            title: "Pixel recurrent neural networks",
            link: "https://arxiv.org/abs/1601.06759",
        },
        can: Capabilities {
            density: DensityKind::Exact,
            sampling: SamplingKind::PassPerDimension,
            latent: LatentKind::None,
        },
        accepts: &[DataKind::Images],
        data: "mnist",
        knobs: KNOBS,
        presets: PRESETS,
        objective: &[
            Piece::new(r"\log p(x) =")
                .told("loss")
                .seen(Sight::Surprise),
            Piece::new(r"\sum_i \log p(x_i \mid x_{<i}),\quad").seen(Sight::Guesses),
            Piece::new(r"c_r = f_r \odot c_{r-1} + i_r \odot g_r,\quad h_r = o_r \odot \tanh(c_r)"),
        ],
    },
    build: Some(build),
};

const KNOBS: &[Knob] = &[
    learning_rate("2e-3"),
    FILTERS,
    Knob::whole("memory-layers", 1, 12, "2").main(),
    LEVELS,
    SETTLE,
    COSINE,
    Knob {
        default: "32",
        ..BATCH_SIZE
    },
    OPTIMISER,
    BINARISED,
];

const PRESETS: &[Preset] = &[
    Preset {
        id: "pixel-rnn-greys",
        data: "mnist",
        set: &["levels=4"],
        works: true,
    },
    Preset {
        id: "pixel-rnn-small",
        data: "mnist",
        set: &["filters=2", "memory-layers=1"],
        works: false,
    },
];

fn build(setup: &Setup) -> Box<dyn Learner> {
    let channels = setup.knobs.whole("filters");
    let layers = setup.knobs.whole("memory-layers");
    let wide = outputs(setup.knobs.whole("levels"));
    let net = PixelRnn::new(channels, layers, wide, setup.noise, setup.device);
    Box::new(Raster::new(net, setup))
}

/// Mask A, layers with a memory that runs down the rows, and two layers that see a single place.
#[derive(Module, Debug)]
struct PixelRnn {
    first: Conv,
    layers: Vec<RowLayer>,
    last: Conv,
    logits: Conv,
}

/// h + W LSTM(h), where the gates hear of their own row to the left and of the states above.
#[derive(Module, Debug)]
struct RowLayer {
    input: Conv,
    state: Conv,
    wide: Conv,
}

impl PixelRnn {
    /// A net with a memory of so many channels and twice as many between its layers.
    fn new(channels: usize, layers: usize, outputs: usize, noise: Noise, device: &Device) -> Self {
        let conv = |name: &str, channels: [usize; 2], window: Window| {
            Conv::through(name, channels, window, noise, device)
        };
        let one = || Window::square(1);
        let (twice, gates) = (2 * channels, 4 * channels);
        let layer = |i: usize| RowLayer {
            input: conv(&format!("input.{i}"), [twice, gates], Window::left(3, true)),
            state: conv(&format!("state.{i}"), [channels, gates], Window::row(3)),
            wide: conv(&format!("wide.{i}"), [channels, twice], one()),
        };
        Self {
            first: conv("first", [1, twice], Window::before(7, false)),
            layers: (0..layers).map(layer).collect(),
            last: conv("last", [twice; 2], one()),
            logits: conv("logits", [twice, outputs], one()),
        }
    }
}

impl RowLayer {
    /// h `[batch, height, width, 2 channels]`
    fn forward(&self, h: Tensor<4>) -> Tensor<4> {
        let heard = self.input.forward(h.clone()); // [batch, height, width, 4 channels]
        let states = down_the_rows(heard, &self.state); // [batch, height, width, channels]
        h + self.wide.forward(states)
    }
}

impl RasterNet for PixelRnn {
    fn logits(&self, x: Tensor<4>) -> Tensor<4> {
        let h = self.first.forward(x); // [batch, height, width, 2 channels]
        let h = self.layers.iter().fold(h, |h, layer| layer.forward(h));
        self.logits.forward(self.last.rectified(relu(h)))
    }

    fn reader(&self, pictures: usize, sides: [usize; 2]) -> Box<dyn Reader> {
        let layer = |layer: &RowLayer| {
            let [input, state, wide] = [&layer.input, &layer.state, &layer.wide].map(Conv::placed);
            let (channels, gates) = (state.outputs() / 4, state.outputs());
            PlacedLayer {
                h: Grid::new(pictures, sides, 2 * channels, 1),
                states: Grid::new(pictures, sides, channels, 1),
                memory: Grid::new(pictures, sides, channels, 0),
                said: Grid::new(pictures, sides, gates, 0),
                input,
                state,
                wide,
            }
        };
        Box::new(RnnReader {
            first: self.first.placed(),
            layers: self.layers.iter().map(layer).collect(),
            last: self.last.placed(),
            logits: self.logits.placed(),
            x: Grid::new(pictures, sides, 1, 3),
            next: 0,
        })
    }

    const ORDER: &'static [&'static str] = &["first", "layers", "last", "logits"];

    fn role(path: &str) -> &'static str {
        match path.split('.').next() {
            Some("first") => "h = W * x + b, 7 x 7, mask A",
            Some("last") => "h = relu(W relu(h) + b)",
            Some("logits") => "logits = W h + b",
            _ if path.contains("input") => "o, f, i, g from W * h + b, row to the left",
            _ if path.contains("state") => "o, f, i, g from W * s + b, states of the row above",
            _ => "h = h + W s + b",
        }
    }
}

/// The net place by place.
struct RnnReader {
    first: Placed,
    layers: Vec<PlacedLayer>,
    last: Placed,
    logits: Placed,
    /// What was read.
    x: Grid,
    next: usize,
}

struct PlacedLayer {
    input: Placed,
    state: Placed,
    wide: Placed,
    /// What the layer sees.
    h: Grid,
    states: Grid,
    memory: Grid,
    /// What the states of the row above say.
    said: Grid,
}

impl PlacedLayer {
    /// State and memory of the row above, which are nothing above the first: nothing is put there yet.
    fn begin_row(&mut self, row: usize) {
        let all = 0..self.said.sides()[1];
        let said = self
            .state
            .at(&self.states, row.saturating_sub(1), all.clone());
        self.said.put(row, all, &said);
    }

    /// h + W LSTM(h) at a place. `[pictures, 2 channels]`
    fn at(&mut self, row: usize, column: usize, mut h: Rows) -> Rows {
        let here = column..column + 1;
        self.h.put(row, here.clone(), &h);
        let mut sums = self.input.at(&self.h, row, here.clone()); // [pictures, 4 channels]
        sums.add(&self.said.rows(row, here.clone()));
        let memory = self.memory.rows(row.saturating_sub(1), here.clone()); // [pictures, channels]
        let both = sums.map_with(&memory, 2 * memory.channels, cell_row);
        let [state, memory] = both.halves();
        self.states.put(row, here.clone(), &state);
        self.memory.put(row, here, &memory);
        h.add(&self.wide.of(&state));
        h
    }
}

impl Reader for RnnReader {
    fn logits(&mut self) -> Rows {
        let width = self.x.sides()[1];
        let (row, column) = (self.next / width, self.next % width);
        if column == 0 {
            for layer in &mut self.layers {
                layer.begin_row(row);
            }
        }
        let mut h = self.first.at(&self.x, row, column..column + 1); // [pictures, 2 channels]
        for layer in &mut self.layers {
            h = layer.at(row, column, h);
        }
        self.logits.of(&self.last.of(&h.rectified()).rectified())
    }

    fn read(&mut self, numbers: &[f32]) {
        let width = self.x.sides()[1];
        let (row, column) = (self.next / width, self.next % width);
        self.x.put(row, column..column + 1, &Rows::single(numbers));
        self.next += 1;
    }
}
