//! A convolutional net with leaky rectified units that makes one number of a picture, its slope, and the derivatives of both.
//!
//! Means of two by two places halve the picture, as the strides do in the discriminator of Radford, Metz and Chintala (2015),
//! <https://arxiv.org/abs/1511.06434>. Nothing is normalised, which theirs is: statistics of a batch would tie the examples
//! of it together, so that no example had a slope of its own to be penalised (Gulrajani et al. 2017), and a norm of any kind
//! would bend the net. As it is, it is a straight line between the places where a unit switches, as
//! [`LeakyMlp`](super::LeakyMlp) is, and its slope can be derived by the weights without a second way back. With v the
//! derivative of an objective by the slope g = df/dx, the objective changes with the weights as v . g does while v stands still;
//! and v . g is how f moves along v: the net once more, without biases, each unit letting through what it let through of x.
//! That way along is on the tape, which goes back over it once.

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::{Device, Gradients, Tensor};

use super::leaky_mlp::{LEAK, Share};
use super::patches::{Patches, doubled, halved};
use super::{Conv, Noise, linear};

/// Three convolutions, the picture halved behind the first, and a linear layer on top.
#[derive(Module, Debug)]
pub struct LeakyConv {
    conv: Conv,
    conv_2: Conv,
    conv_3: Conv,
    top: Linear,
    #[module(skip)]
    patches: Patches,
    /// How many numbers there are behind a picture, of which every place is told all.
    #[module(skip)]
    told: usize,
}

/// What a net is like at the pictures of a batch.
pub struct PictureSurvey {
    /// f(x), on the tape. `[batch]`
    height: Tensor<1>,
    /// What the three convolutions make of x, without a tape: `[batch, h, w, fine]`, and twice `[batch, h/2, w/2, coarse]`.
    made: [Tensor<4>; 3],
}

impl PictureSurvey {
    /// f(x), without a tape. `[batch]`
    pub fn height(&self) -> Tensor<1> {
        self.height.clone().inner()
    }
}

impl LeakyConv {
    /// The beginnings of the paths of its tensors, in the order of computation.
    pub const ORDER: &[&str] = &["conv.", "conv_2.", "conv_3.", "top."];

    /// For pictures of this width, height and number of colours, with so many numbers behind them that every place is told, and so
    /// many channels where it is finest.
    pub fn new(
        name: &str,
        sides: [usize; 3],
        [told, fine]: [usize; 2],
        noise: Noise,
        device: &Device,
    ) -> Self {
        let patches = Patches::new(sides);
        let coarse = 2 * fine;
        let [rows, columns] = patches.places();
        let conv =
            |part: &str, channels| Conv::new(&format!("{name}.{part}"), channels, 3, noise, device);
        let inner = rows / 2 * (columns / 2) * coarse;
        Self {
            conv: conv("conv", [patches.channels() + told, fine]),
            conv_2: conv("conv_2", [fine, coarse]),
            conv_3: conv("conv_3", [coarse, coarse]),
            top: linear(&format!("{name}.top"), inner, 1, noise, device),
            patches,
            told,
        }
    }

    /// At how many places of a picture a tensor is used, by its path.
    pub fn uses(&self, path: &str) -> usize {
        match path.split('.').next() {
            Some("conv") => self.patches.count(),
            Some("conv_2" | "conv_3") => self.patches.count() / 4,
            _ => 1,
        }
    }

    /// The places of pictures, with what is told behind the numbers of each: x `[batch, dims + told]` to `[batch, h, w, seen + told]`.
    fn placed(&self, x: Tensor<2>) -> Tensor<4> {
        if self.told == 0 {
            return self.patches.placed(x);
        }
        let [batch, numbers] = x.dims();
        let pixels = self
            .patches
            .placed(x.clone().narrow(1, 0, numbers - self.told));
        let [rows, columns] = self.patches.places();
        let told = x.narrow(1, numbers - self.told, self.told); // [batch, told]
        let told = told.reshape([batch, 1, 1, self.told]);
        let told = told.expand([batch, rows, columns, self.told]); // [batch, h, w, told]
        Tensor::cat(vec![pixels, told], 3)
    }

    /// A derivative by places as one by pixels and by what is told: `[batch, h, w, seen + told]` to `[batch, dims + told]`.
    fn gathered(&self, by_place: Tensor<4>) -> Tensor<2> {
        if self.told == 0 {
            return self.patches.flat(by_place);
        }
        let seen = self.patches.channels();
        let pixels = self.patches.flat(by_place.clone().narrow(3, 0, seen)); // [batch, dims]
        let told = by_place.narrow(3, seen, self.told); // [batch, h, w, told]
        let told = told.sum_dim(1).sum_dim(2).flatten(1, 3); // [batch, told]
        Tensor::cat(vec![pixels, told], 1)
    }

    /// f(x) without a tape: x `[batch, dims]` to `[batch]`.
    pub fn height(&self, x: Tensor<2>) -> Tensor<1> {
        self.valid().survey(x).height
    }

    /// The height at every picture, and what is needed to come back: x `[batch, dims]`.
    pub fn survey(&self, x: Tensor<2>) -> PictureSurvey {
        let placed = self.placed(x.inner()); // [batch, h, w, seen + told]
        let h = self.conv.leaky(placed, LEAK); // [batch, h, w, fine]
        let h_2 = self.conv_2.leaky(halved(h.clone()), LEAK); // [batch, h/2, w/2, coarse]
        let h_3 = self.conv_3.leaky(h_2.clone(), LEAK); // [batch, h/2, w/2, coarse]
        let height = self.top.forward(in_rows(h_3.clone())).squeeze_dim(1); // [batch]
        PictureSurvey {
            height,
            made: [h, h_2, h_3].map(Tensor::inner),
        }
    }

    /// g, the derivative of f by x at the pictures of a survey. `[batch, dims]`
    pub fn slope(&self, survey: &PictureSurvey) -> Tensor<2> {
        let [h, h_2, h_3] = &survey.made;
        let [_, rows, columns, coarse] = h_3.dims();
        let top = self.top.weight.val().inner(); // [inner, 1]
        let u = top.reshape([1, rows, columns, coarse]) * leaks(h_3); // [batch, h/2, w/2, coarse]
        let u = self.conv_3.back(u) * leaks(h_2); // [batch, h/2, w/2, coarse]
        // A place has a quarter of the say in the mean of four.
        let u = doubled(self.conv_2.back(u).mul_scalar(0.25)) * leaks(h); // [batch, h, w, fine]
        self.gathered(self.conv.back(u))
    }

    /// How f moves along v at the pictures of a survey, on the tape: v `[batch, dims]` to `[batch, 1]`.
    fn along(&self, survey: &PictureSurvey, v: Tensor<2>) -> Tensor<2> {
        let [h, h_2, h_3] = &survey.made;
        let t = self.conv.along(self.placed(v)) * on_tape(leaks(h)); // [batch, h, w, fine]
        let t = self.conv_2.along(halved(t)) * on_tape(leaks(h_2)); // [batch, h/2, w/2, coarse]
        let t = self.conv_3.along(t) * on_tape(leaks(h_3)); // [batch, h/2, w/2, coarse]
        in_rows(t).matmul(self.top.weight.val())
    }

    /// The gradients of an objective that asks for heights and slopes at the pictures of some surveys of this net.
    pub fn survey_gradients(&self, shares: &[Share<PictureSurvey>]) -> Gradients {
        let of = |share: &Share<PictureSurvey>| {
            let heights = share.survey.height.clone() * on_tape(share.by_height.clone());
            let heights = heights.sum(); // [1]
            match &share.by_slope {
                Some(v) => heights + self.along(share.survey, v.clone()).sum(),
                None => heights,
            }
        };
        let sums = shares.iter().map(of).reduce(|sum, more| sum + more);
        match sums {
            Some(sum) => sum.backward(),
            None => self.top.weight.val().sum().mul_scalar(0.0).backward(),
        }
    }
}

/// What units let through: all where h, which they made, is above zero, and a part below. `[batch, h, w, channels]` both
fn leaks(h: &Tensor<4>) -> Tensor<4> {
    let below = h.clone().lower_elem(0.0).float();
    below.mul_scalar(LEAK - 1.0).add_scalar(1.0)
}

/// A constant beside what is on the tape.
fn on_tape<const D: usize>(constant: Tensor<D>) -> Tensor<D> {
    Tensor::from_inner(constant)
}

/// `[batch, h, w, channels]` to `[batch, h w channels]`.
fn in_rows(h: Tensor<4>) -> Tensor<2> {
    h.flatten(1, 3)
}

#[cfg(test)]
mod tests;
