//! The gated PixelCNN without a blind spot (van den Oord et al. 2016b, figure 2): a vertical stack that sees all rows above,
//! and a horizontal one that sees its own row to the left and listens to the vertical one.

use burn::module::Module;
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

use super::super::raster::{RasterNet, Reader};
use crate::nn::{Conv, Grid, Noise, Placed, Rows, Window, gate_row, gated, gated_sum};

/// A first layer that does not see its own place, layers that do, and two that see a single place.
#[derive(Module, Debug)]
pub(super) struct Gated {
    layers: Vec<Layer>,
    last: Conv,
    logits: Conv,
}

/// One layer of both stacks.
#[derive(Module, Debug)]
struct Layer {
    vertical: Conv,
    across: Conv,
    horizontal: Conv,
    out: Conv,
}

impl Gated {
    /// A net of so many channels.
    pub(super) fn new(
        channels: usize,
        blocks: usize,
        outputs: usize,
        noise: Noise,
        device: &Device,
    ) -> Self {
        let conv = |name: &str, i: usize, channels: [usize; 2], window: Window| {
            Conv::through(&format!("{name}.{i}"), channels, window, noise, device)
        };
        let one = || Window::square(1);
        let twice = 2 * channels;
        let layer = |i: usize| {
            let (inputs, above, left) = match i {
                0 => (1, Window::above(7), Window::left(7, false)),
                _ => (channels, Window::not_below(3), Window::left(3, true)),
            };
            Layer {
                vertical: conv("vertical", i, [inputs, twice], above),
                across: conv("across", i, [twice; 2], one()),
                horizontal: conv("horizontal", i, [inputs, twice], left),
                out: conv("out", i, [channels; 2], one()),
            }
        };
        Self {
            layers: (0..=blocks).map(layer).collect(),
            last: conv("last", 0, [channels, twice], one()),
            logits: conv("logits", 0, [twice, outputs], one()),
        }
    }
}

impl Layer {
    /// What goes on in both stacks: v and h `[batch, height, width, inputs]` to `[batch, height, width, channels]`.
    fn forward(&self, v: Tensor<4>, h: Tensor<4>) -> [Tensor<4>; 2] {
        let v = self.vertical.forward(v); // [batch, height, width, 2 channels]
        let across = self.across.forward(v.clone());
        let seen = gated_sum(self.horizontal.forward(h), across); // [batch, height, width, channels]
        [gated(v), self.out.forward(seen)]
    }
}

impl RasterNet for Gated {
    fn logits(&self, x: Tensor<4>) -> Tensor<4> {
        let mut stacks = self.layers[0].forward(x.clone(), x);
        for layer in &self.layers[1..] {
            let [v, h] = stacks;
            let [above, seen] = layer.forward(v, h.clone());
            stacks = [above, h + seen];
        }
        let [_, h] = stacks; // [batch, height, width, channels]
        self.logits.forward(self.last.rectified(relu(h)))
    }

    fn reader(&self, pictures: usize, sides: [usize; 2]) -> Box<dyn Reader> {
        let layer = |(i, layer): (usize, &Layer)| {
            let [vertical, across, horizontal, out] = [
                &layer.vertical,
                &layer.across,
                &layer.horizontal,
                &layer.out,
            ]
            .map(Conv::placed);
            let channels = out.outputs();
            let (inputs, reach) = if i == 0 { (1, 3) } else { (channels, 1) };
            PlacedLayer {
                above: Grid::new(pictures, sides, 2 * channels, 0),
                v: Grid::new(pictures, sides, inputs, reach),
                h: Grid::new(pictures, sides, inputs, reach),
                vertical,
                across,
                horizontal,
                out,
            }
        };
        Box::new(GatedReader {
            layers: self.layers.iter().enumerate().map(layer).collect(),
            last: self.last.placed(),
            logits: self.logits.placed(),
            sides,
            next: 0,
        })
    }

    const ORDER: &'static [&'static str] = &["layers", "last", "logits"];

    fn role(path: &str) -> &'static str {
        match path.split('.').next() {
            Some("last") => "h = relu(W relu(h) + b)",
            Some("logits") => "logits = W h + b",
            _ if path.contains("vertical") => "u = W * v + b, rows above; v = tanh(u_1) s(u_2)",
            _ if path.contains("across") => "a = W u + b",
            _ if path.contains("horizontal") => "g = W * h + b + a, row to the left",
            _ => "h = h + W (tanh(g_1) s(g_2)) + b",
        }
    }
}

/// The net place by place.
struct GatedReader {
    layers: Vec<PlacedLayer>,
    last: Placed,
    logits: Placed,
    sides: [usize; 2],
    next: usize,
}

struct PlacedLayer {
    vertical: Placed,
    across: Placed,
    horizontal: Placed,
    out: Placed,
    /// What the stacks see.
    v: Grid,
    h: Grid,
    /// What the vertical stack says to the horizontal one.
    above: Grid,
}

impl GatedReader {
    /// A whole row of the vertical stack, which follows from the rows above it.
    fn begin_row(&mut self, row: usize) {
        let all = 0..self.sides[1];
        let mut v: Option<Rows> = None;
        for layer in &mut self.layers {
            if let Some(v) = &v {
                layer.v.put(row, all.clone(), v);
            }
            let said = layer.vertical.at(&layer.v, row, all.clone()); // [pictures * width, 2 channels]
            layer.above.put(row, all.clone(), &layer.across.of(&said));
            v = Some(said.map(said.channels / 2, gate_row));
        }
    }
}

impl Reader for GatedReader {
    fn logits(&mut self) -> Rows {
        let (row, column) = (self.next / self.sides[1], self.next % self.sides[1]);
        if column == 0 {
            self.begin_row(row);
        }
        let here = column..column + 1;
        let mut h: Option<Rows> = None;
        for layer in &mut self.layers {
            if let Some(h) = &h {
                layer.h.put(row, here.clone(), h);
            }
            let mut sums = layer.horizontal.at(&layer.h, row, here.clone()); // [pictures, 2 channels]
            sums.add(&layer.above.rows(row, here.clone()));
            let mut seen = layer.out.of(&sums.map(sums.channels / 2, gate_row));
            if let Some(h) = &h {
                seen.add(h);
            }
            h = Some(seen);
        }
        let h = h.unwrap_or_else(|| unreachable!("there is a first layer"));
        self.logits.of(&self.last.of(&h.rectified()).rectified())
    }

    fn read(&mut self, numbers: &[f32]) {
        let (row, column) = (self.next / self.sides[1], self.next % self.sides[1]);
        let rows = Rows::single(numbers);
        let first = &mut self.layers[0];
        first.v.put(row, column..column + 1, &rows);
        first.h.put(row, column..column + 1, &rows);
        self.next += 1;
    }
}
