//! Group normalisation of pictures, channels last.
//!
//! Wu and He (2018), Group normalization, <https://arxiv.org/abs/1803.08494>.

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
const EPSILON: f64 = 1e-5;

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
        let [batch, height, width, channels] = x.dims();
        let size = channels / self.groups;
        let grouped = x.reshape([batch, height * width, self.groups, size]);
        let mean = grouped.clone().mean_dim(1).mean_dim(3); // [batch, 1, groups, 1]
        let centred = grouped - mean; // [batch, height width, groups, size]
        let variance = centred.clone().square().mean_dim(1).mean_dim(3); // [batch, 1, groups, 1]
        let even = centred / variance.add_scalar(EPSILON).sqrt();
        even.reshape([batch, height, width, channels]) * self.scale.val().unsqueeze()
            + self.shift.val().unsqueeze()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Noise;

    #[test]
    fn every_group_of_every_picture_has_mean_0_and_variance_1() {
        let device = Device::flex();
        let x = Noise::new(1, 0).normal("x", [3, 5 * 4 * 6], &device); // [3, 120]
        let x = x.mul_scalar(3.0).add_scalar(7.0).reshape([3, 5, 4, 6]);
        let even = GroupNorm::new(6, 2, &device).valid().forward(x);
        let even: Vec<f32> = even.into_data().iter::<f32>().collect();
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
}
