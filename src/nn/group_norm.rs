//! Group normalisation of pictures, channels last, and the bend that follows it.
//!
//! Wu and He (2018), Group normalization, <https://arxiv.org/abs/1803.08494>. On the processor it is one operation whose way back
//! is derived by hand: on the processor in one pass over memory, on a graphics card in tensor operations.

mod derived;
mod pass;
mod tape;

use burn::backend::Cube;
use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor};

/// The channels of a group have mean 0 and variance 1 over the whole picture, and then a scale and a shift of their own.
#[derive(Module, Debug)]
pub struct GroupNorm {
    /// `[channels]`
    scale: Param<Tensor<1>>,
    /// `[channels]`
    shift: Param<Tensor<1>>,
    groups: usize,
}

/// Keeps a picture of one grey from being divided by zero.
const EPSILON: f32 = 1e-5;

impl GroupNorm {
    /// At the start every scale is 1 and every shift 0. `groups` divides `channels`.
    pub fn new(channels: usize, groups: usize, device: &Device) -> Self {
        let device = device.clone().autodiff();
        Self {
            scale: Param::from_tensor(Tensor::ones([channels], &device)),
            shift: Param::from_tensor(Tensor::zeros([channels], &device)),
            groups,
        }
    }

    /// x `[batch, height, width, channels]` to the same.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.normalised(x, false)
    }

    /// The same followed by silu(u) = u / (1 + e^-u), for less than the two cost apart.
    pub fn bent(&self, x: Tensor<4>) -> Tensor<4> {
        self.normalised(x, true)
    }

    fn normalised(&self, x: Tensor<4>, bent: bool) -> Tensor<4> {
        let (scale, shift) = (self.scale.val(), self.shift.val());
        tape::normalised(&x, &scale, &shift, self.groups, bent)
            .unwrap_or_else(|| derived::normalised::<Cube>(x, scale, shift, self.groups, bent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Noise;
    use burn::backend::Flex;
    use burn::tensor::activation::silu;

    /// In tensor operations that have a tape each: x `[batch, height, width, channels]`, scale and shift `[channels]`.
    fn composed(x: Tensor<4>, scale: Tensor<1>, shift: Tensor<1>, groups: usize) -> Tensor<4> {
        let [batch, height, width, channels] = x.dims();
        let grouped = x.reshape([batch, height * width, groups, channels / groups]);
        let mean = grouped.clone().mean_dim(1).mean_dim(3); // [batch, 1, groups, 1]
        let centred = grouped - mean; // [batch, height width, groups, size]
        let variance = centred.clone().square().mean_dim(1).mean_dim(3); // [batch, 1, groups, 1]
        let even = centred / variance.add_scalar(f64::from(EPSILON)).sqrt();
        let even = even.reshape([batch, height, width, channels]);
        even * scale.unsqueeze() + shift.unsqueeze()
    }

    fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().iter::<f32>().collect()
    }

    #[test]
    fn every_group_of_every_picture_has_mean_0_and_variance_1() {
        let device = Device::flex();
        let x = Noise::new(1, 0).normal("x", [3, 5 * 4 * 6], &device); // [3, 120]
        let x = x.mul_scalar(3.0).add_scalar(7.0).reshape([3, 5, 4, 6]);
        let even = values(GroupNorm::new(6, 2, &device).valid().forward(x));
        for (picture, group) in (0..3).flat_map(|p| [(p, 0), (p, 1)]) {
            let of_group: Vec<f32> = (0..20)
                .flat_map(|place| (0..3).map(move |c| place * 6 + group * 3 + c))
                .map(|i| even[picture * 120 + i])
                .collect();
            let mean = of_group.iter().sum::<f32>() / 60.0;
            let variance = of_group.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / 60.0;
            assert!(
                mean.abs() < 1e-4 && (variance - 1.0).abs() < 1e-3,
                "{mean} {variance}"
            );
        }
    }

    #[test]
    fn the_one_operation_and_its_way_back_are_what_tensor_operations_say() {
        let (device, noise) = (Device::flex(), Noise::new(2, 0));
        let tracked = |name: &str, shape: [usize; 2]| {
            Tensor::from_inner(noise.normal(name, shape, &device)).require_grad()
        };
        for bent in [false, true] {
            let x = tracked("x", [2, 3 * 5 * 24]);
            let scale = tracked("scale", [1, 24]);
            let shift = tracked("shift", [1, 24]);
            let weight = Tensor::from_inner(noise.normal("weight", [2, 3 * 5 * 24], &device));
            let there_and_back = |layer: &dyn Fn(Tensor<4>, Tensor<1>, Tensor<1>) -> Tensor<4>| {
                let input = x.clone().reshape([2, 3, 5, 24]);
                let [scale_1, shift_1] = [&scale, &shift].map(|t| t.clone().squeeze_dim::<1>(0));
                let flat = layer(input, scale_1, shift_1).reshape([2, 3 * 5 * 24]);
                let gradients = (flat.clone() * weight.clone()).sum().backward();
                let slopes = [&x, &scale, &shift].map(|t| values(t.grad(&gradients).unwrap()));
                (values(flat.inner()), slopes)
            };
            let (theirs, their_slopes) = there_and_back(&|x, scale, shift| {
                let u = composed(x, scale, shift, 8);
                if bent { silu(u) } else { u }
            });
            let passes = there_and_back(&|x, scale, shift| {
                tape::normalised(&x, &scale, &shift, 8, bent).unwrap()
            });
            let derived = there_and_back(&|x, scale, shift| {
                derived::normalised::<Flex>(x, scale, shift, 8, bent)
            });
            let pairs = [passes, derived].into_iter().flat_map(|(ours, slopes)| {
                std::iter::once((ours, theirs.clone()))
                    .chain(slopes.into_iter().zip(their_slopes.clone()))
            });
            for (ours, theirs) in pairs {
                assert_eq!(ours.len(), theirs.len());
                for (a, b) in ours.into_iter().zip(theirs) {
                    assert!((a - b).abs() < 2e-4 * (1.0 + b.abs()), "{a} {b}");
                }
            }
        }
    }
}
