//! The first PixelCNN: one stack of masked convolutions (van den Oord et al. 2016a, section 3.2).
//!
//! Its masks leave a blind spot: what lies above and to the right is seen only along a slope of one place a row and layer.

use burn::module::Module;
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

use super::super::raster::{RasterNet, Reader};
use crate::nn::{Conv, Grid, Noise, Placed, Rows, Window};

/// Mask A, residual blocks with mask B, and two layers that see a single place.
#[derive(Module, Debug)]
pub(super) struct Plain {
    first: Conv,
    blocks: Vec<Block>,
    last: Conv,
    logits: Conv,
}

/// h + W_3 relu(W_2 * relu(W_1 relu(h))), where W_2 is masked.
#[derive(Module, Debug)]
struct Block {
    narrow: Conv,
    masked: Conv,
    wide: Conv,
}

impl Plain {
    /// A net with so many channels in the middle of its blocks and twice as many between them.
    pub(super) fn new(
        channels: usize,
        blocks: usize,
        outputs: usize,
        noise: Noise,
        device: &Device,
    ) -> Self {
        let conv = |name: &str, channels: [usize; 2], window: Window| {
            Conv::through(name, channels, window, noise, device)
        };
        let one = || Window::square(1);
        let twice = 2 * channels;
        let block = |i: usize| Block {
            narrow: conv(&format!("narrow.{i}"), [twice, channels], one()),
            masked: conv(
                &format!("masked.{i}"),
                [channels; 2],
                Window::before(3, true),
            ),
            wide: conv(&format!("wide.{i}"), [channels, twice], one()),
        };
        Self {
            first: conv("first", [1, twice], Window::before(7, false)),
            blocks: (0..blocks).map(block).collect(),
            last: conv("last", [twice; 2], one()),
            logits: conv("logits", [twice, outputs], one()),
        }
    }
}

impl Block {
    /// h `[batch, height, width, 2 channels]`
    fn forward(&self, h: Tensor<4>) -> Tensor<4> {
        let seen = self.narrow.rectified(relu(h.clone())); // [batch, height, width, channels]
        let seen = self.masked.rectified(seen);
        h + self.wide.forward(seen)
    }
}

impl RasterNet for Plain {
    fn logits(&self, x: Tensor<4>) -> Tensor<4> {
        let h = self.first.forward(x); // [batch, height, width, 2 channels]
        let h = self.blocks.iter().fold(h, |h, block| block.forward(h));
        self.logits.forward(self.last.rectified(relu(h)))
    }

    fn reader(&self, pictures: usize, sides: [usize; 2]) -> Box<dyn Reader> {
        let block = |block: &Block| {
            let [narrow, masked, wide] =
                [&block.narrow, &block.masked, &block.wide].map(Conv::placed);
            let channels = narrow.outputs();
            PlacedBlock {
                narrow,
                masked,
                wide,
                grid: Grid::new(pictures, sides, channels, 1),
            }
        };
        Box::new(PlainReader {
            first: self.first.placed(),
            blocks: self.blocks.iter().map(block).collect(),
            last: self.last.placed(),
            logits: self.logits.placed(),
            x: Grid::new(pictures, sides, 1, 3),
            next: 0,
        })
    }

    const ORDER: &'static [&'static str] = &["first", "blocks", "last", "logits"];

    fn role(path: &str) -> &'static str {
        match path.split('.').next() {
            Some("first") => "h = W * x + b, 7 x 7, mask A",
            Some("last") => "h = relu(W relu(h) + b)",
            Some("logits") => "logits = W h + b",
            _ if path.contains("narrow") => "a = relu(W relu(h) + b)",
            _ if path.contains("masked") => "a = relu(W * a + b), 3 x 3, mask B",
            _ => "h = h + W a + b",
        }
    }
}

/// The net place by place.
struct PlainReader {
    first: Placed,
    blocks: Vec<PlacedBlock>,
    last: Placed,
    logits: Placed,
    /// What was read.
    x: Grid,
    next: usize,
}

struct PlacedBlock {
    narrow: Placed,
    masked: Placed,
    wide: Placed,
    /// What the masked layer sees.
    grid: Grid,
}

impl Reader for PlainReader {
    fn logits(&mut self) -> Rows {
        let width = self.x.sides()[1];
        let (row, column) = (self.next / width, self.next % width);
        let here = column..column + 1;
        let mut h = self.first.at(&self.x, row, here.clone()); // [pictures, 2 channels]
        for block in &mut self.blocks {
            let seen = block.narrow.of(&h.clone().rectified()).rectified();
            block.grid.put(row, here.clone(), &seen);
            let seen = block.masked.at(&block.grid, row, here.clone()).rectified();
            h.add(&block.wide.of(&seen));
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
