//! At which times a batch is compared with the field.

use burn::tensor::{Device, Tensor, TensorData};

use crate::nn::Noise;

/// A time for every example: one in each of `count` equal parts, which covers [0, 1] more evenly than chance does, and then
/// t = 1 - (1 - u)^2, so that more of them are near the data, where the field has its edges. `[count, 1]`
pub(super) fn times(noise: Noise, count: usize, device: &Device) -> Tensor<2> {
    let chance = noise.uniform("time", [count, 1], device); // [count, 1]
    let part: Vec<f32> = (0..count).map(|i| i as f32).collect();
    let part = Tensor::from_data(TensorData::new(part, [count, 1]), device);
    let left = (chance + part)
        .div_scalar(count as f64)
        .neg()
        .add_scalar(1.0); // 1 - u
    left.square().neg().add_scalar(1.0)
}
