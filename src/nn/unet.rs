//! A small U-Net: what a picture at a moment in time should become, coarse and fine together.
//!
//! Ronneberger, Fischer and Brox (2015), <https://arxiv.org/abs/1505.04597>, with the residual blocks, the time embedding and
//! the attention at the coarsest level that Ho, Jain and Abbeel (2020) gave it. Two by two pixels stand together as one place
//! with four times the channels, which costs a quarter; pictures are smaller by half once more on the way down.

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::activation::{silu, softmax};
use burn::tensor::{Device, Tensor};

use super::patches::{Patches, doubled, halved};
use super::{Conv, Field, GroupNorm, Noise, linear};

/// Numbers that a time becomes before the net reads it.
const CLOCK: usize = 64;
/// The slowest and the fastest of its waves differ by this factor, as in the Transformer.
const FASTEST: f64 = 10_000.0;
/// A time from 0 to 1 is read as a step of this many.
const STEPS: f64 = 1000.0;
/// How many numbers tell the blocks what time it is.
const TIME: usize = 128;
/// Channels are normalised in this many groups.
const GROUPS: usize = 8;

/// A field v(x, t) over pictures, for times in [0, 1].
#[derive(Module, Debug)]
pub struct UNet {
    time: Linear,
    time_2: Linear,
    /// Where pictures have classes that it is told.
    label: Option<Linear>,
    enter: Conv,
    down: Block,
    down_2: Block,
    middle: Block,
    attention: Attention,
    up_2: Block,
    up: Block,
    norm: GroupNorm,
    leave: Conv,
    #[module(skip)]
    patches: Patches,
}

impl UNet {
    /// A net for pictures of this width, height and number of colours, with so many channels at the fine level and twice as many
    /// at the coarse one, a multiple of 8; it is told which of so many classes a picture is of, or of none where there are none.
    pub fn new(
        name: &str,
        sides: [usize; 3],
        [fine, classes]: [usize; 2],
        noise: Noise,
        device: &Device,
    ) -> Self {
        let patches = Patches::new(sides);
        let (seen, coarse) = (patches.channels(), 2 * fine);
        let called = |part: &str| format!("{name}.{part}");
        let block = |part: &str, sizes| Block::new(&called(part), sizes, noise, device);
        let conv = |part: &str, sizes| Conv::new(&called(part), sizes, 3, noise, device);
        Self {
            time: linear(&called("time"), CLOCK, TIME, noise, device),
            time_2: linear(&called("time_2"), TIME, TIME, noise, device),
            label: (classes > 0).then(|| linear(&called("label"), classes, TIME, noise, device)),
            enter: conv("enter", [seen, fine]),
            down: block("down", [fine, fine]),
            down_2: block("down_2", [fine, coarse]),
            middle: block("middle", [coarse, coarse]),
            attention: Attention::new(&called("attention"), coarse, noise, device),
            up_2: block("up_2", [coarse + coarse, coarse]),
            up: block("up", [coarse + fine, fine]),
            norm: GroupNorm::new(fine, GROUPS, device),
            leave: conv("leave", [fine, seen]).zeroed(),
            patches,
        }
    }

    /// The beginnings of the paths of its tensors, in the order of computation.
    pub const ORDER: &[&str] = &[
        "time.",
        "time_2.",
        "label.",
        "enter.",
        "down.",
        "down_2.",
        "middle.",
        "attention.",
        "up_2.",
        "up.",
        "norm.",
        "leave.",
    ];

    /// At how many places of a picture a tensor is used, by its path.
    pub fn uses(&self, path: &str) -> usize {
        let places = self.patches.count();
        let is_of_time = |path: &str| path.contains("time") || path.starts_with("label.");
        match path.split('.').next() {
            _ if is_of_time(path) => 1,
            Some("down_2" | "middle" | "attention" | "up_2") => places / 4,
            _ => places,
        }
    }

    /// What the layer of a tensor does, by its path; the last one says what the caller has asked for.
    pub fn role(path: &str, last: &'static str) -> &'static str {
        if path.starts_with("leave.") {
            last
        } else if path.contains("norm") {
            "h = scale (h - mean) / deviation + shift, by groups of channels"
        } else if path.starts_with("attention.") {
            "h = h + softmax(Q K^T / sqrt(d)) V W"
        } else if path.starts_with("label.") {
            "what the time and the class are, together: t + y W + b"
        } else if path.contains("time") {
            "silu(t W + b)"
        } else {
            "h = conv(silu(h)) + b"
        }
    }
}

impl UNet {
    /// v(x, t, y), where y has a one in the column of each picture's class, and none where the class is not told: x
    /// `[batch, dims]`, t `[batch, 1]` and y `[batch, classes]` to `[batch, dims]`.
    pub fn says(&self, x: Tensor<2>, t: Tensor<2>, labels: Option<Tensor<2>>) -> Tensor<2> {
        let time = silu(self.time.forward(clock(t))); // [batch, TIME]
        let time = self.time_2.forward(time); // [batch, TIME]
        let time = silu(match (&self.label, labels) {
            (Some(label), Some(labels)) => time + label.forward(labels),
            // No label is what the offset of the layer stands for.
            (Some(label), None) => match &label.bias {
                Some(bias) => time + bias.val().unsqueeze_dim(0),
                None => time,
            },
            (None, _) => time,
        }); // [batch, TIME]
        let x = self.enter.forward(self.patches.placed(x)); // [batch, h, w, fine]
        let fine = self.down.forward(x, time.clone()); // [batch, h, w, fine]
        let x = halved(fine.clone()); // [batch, h/2, w/2, fine]
        let coarse = self.down_2.forward(x, time.clone()); // [batch, h/2, w/2, coarse]
        let x = self.middle.forward(coarse.clone(), time.clone());
        let x = self.attention.forward(x); // [batch, h/2, w/2, coarse]
        let x = Tensor::cat(vec![x, coarse], 3); // [batch, h/2, w/2, 2 coarse]
        let x = self.up_2.forward(x, time.clone()); // [batch, h/2, w/2, coarse]
        let x = Tensor::cat(vec![doubled(x), fine], 3); // [batch, h, w, coarse + fine]
        let x = self.up.forward(x, time); // [batch, h, w, fine]
        let x = self.leave.forward(self.norm.bent(x)); // [batch, h, w, channels patch^2]
        self.patches.flat(x)
    }
}

impl Field for UNet {
    fn at_each(&self, x: Tensor<2>, t: Tensor<2>) -> Tensor<2> {
        self.says(x, t, None)
    }
}

/// Sines and cosines of a time: t `[batch, 1]` to `[batch, CLOCK]`.
fn clock(t: Tensor<2>) -> Tensor<2> {
    let half = CLOCK / 2;
    let rates: Vec<f32> = (0..half)
        .map(|i| (STEPS * FASTEST.powf(-(i as f64) / half as f64)) as f32)
        .collect();
    let rates = Tensor::<1>::from_data(rates.as_slice(), &t.device()); // [CLOCK / 2]
    let angles = t.matmul(rates.unsqueeze_dim(0)); // [batch, CLOCK / 2]
    Tensor::cat(vec![angles.clone().sin(), angles.cos()], 1)
}

/// Two convolutions, told the time in between, beside a way around them.
#[derive(Module, Debug)]
struct Block {
    norm: GroupNorm,
    conv: Conv,
    time: Linear,
    norm_2: GroupNorm,
    conv_2: Conv,
    /// Where the number of channels changes.
    around: Option<Conv>,
}

impl Block {
    fn new(name: &str, [inputs, outputs]: [usize; 2], noise: Noise, device: &Device) -> Self {
        let called = |part: &str| format!("{name}.{part}");
        let conv = |part: &str, inputs, side| {
            Conv::new(&called(part), [inputs, outputs], side, noise, device)
        };
        Self {
            norm: GroupNorm::new(inputs, GROUPS, device),
            conv: conv("conv", inputs, 3),
            time: linear(&called("time"), TIME, outputs, noise, device),
            norm_2: GroupNorm::new(outputs, GROUPS, device),
            conv_2: conv("conv_2", outputs, 3).zeroed(),
            around: (inputs != outputs).then(|| conv("around", inputs, 1)),
        }
    }

    /// x `[batch, h, w, inputs]` and time `[batch, TIME]` to `[batch, h, w, outputs]`.
    fn forward(&self, x: Tensor<4>, time: Tensor<2>) -> Tensor<4> {
        let h = self.conv.forward(self.norm.bent(x.clone())); // [batch, h, w, outputs]
        let told = self.time.forward(time); // [batch, outputs]
        let [batch, outputs] = told.dims();
        let h = h + told.reshape([batch, 1, 1, outputs]);
        let h = self.conv_2.forward(self.norm_2.bent(h));
        match &self.around {
            Some(around) => around.forward(x) + h,
            None => x + h,
        }
    }
}

/// Every place looks at every other one (Vaswani et al. 2017), beside a way around.
#[derive(Module, Debug)]
struct Attention {
    norm: GroupNorm,
    query: Linear,
    key: Linear,
    value: Linear,
    leave: Linear,
}

impl Attention {
    fn new(name: &str, channels: usize, noise: Noise, device: &Device) -> Self {
        let layer =
            |part: &str| linear(&format!("{name}.{part}"), channels, channels, noise, device);
        Self {
            norm: GroupNorm::new(channels, GROUPS, device),
            query: layer("query"),
            key: layer("key"),
            value: layer("value"),
            leave: layer("leave"),
        }
    }

    /// x `[batch, h, w, channels]` to the same: x + softmax(Q K^T / sqrt(channels)) V W.
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let [batch, height, width, channels] = x.dims();
        let places = self.norm.forward(x.clone());
        let places = places.reshape([batch, height * width, channels]);
        let query = self.query.forward(places.clone()); // [batch, places, channels]
        let key = self.key.forward(places.clone()).swap_dims(1, 2); // [batch, channels, places]
        let scores = query.matmul(key).div_scalar((channels as f64).sqrt());
        let seen = softmax(scores, 2).matmul(self.value.forward(places)); // [batch, places, channels]
        x + self
            .leave
            .forward(seen)
            .reshape([batch, height, width, channels])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ODD: [usize; 3] = [17, 19, 3];
    const NUMBERS: usize = 17 * 19 * 3;

    #[test]
    fn it_begins_as_nothing_and_every_parameter_of_the_last_layer_learns() {
        let (device, noise) = (Device::flex(), Noise::new(1, 0));
        let net = UNet::new("net", ODD, [8, 0], noise, &device);
        let x = noise.normal("x", [2, NUMBERS], &device);
        let t = noise.uniform("t", [2, 1], &device);
        let v = net.at_each(Tensor::from_inner(x), Tensor::from_inner(t));
        assert!(
            v.clone()
                .inner()
                .into_data()
                .iter::<f32>()
                .all(|v| v == 0.0)
        );
        let target = noise.normal("target", [2, NUMBERS], &device);
        let loss = (v - Tensor::from_inner(target)).square().mean();
        let gradients = loss.backward();
        let bias = net.leave.bias().grad(&gradients).unwrap();
        assert!(bias.into_data().iter::<f32>().all(|slope| slope != 0.0));
    }
}
