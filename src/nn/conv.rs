//! Convolutions over pictures that keep their size, channels last, as products of matrices.
//!
//! Every place sees the square around it, zeros beyond the border, as one row of a matrix; the layer is then linear
//! (Chellapilla, Puri and Simard 2006). Pictures lie channels last, `[batch, height, width, channels]`, as examples do.

use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor, TensorData};

use super::Noise;
use super::mlp::uniform;

/// A convolution with an odd square kernel, stride 1 and as much padding as keeps the size.
///
/// Weights and bias are uniform in +-1/sqrt(inputs side^2), PyTorch's default, so figures compare.
#[derive(Module, Debug)]
pub struct Conv {
    /// One row a place of the square and channel that is seen there, row by row. `[side * side * inputs, outputs]`
    weight: Param<Tensor<2>>,
    /// `[outputs]`
    bias: Param<Tensor<1>>,
    side: usize,
}

impl Conv {
    /// A layer of so many input and output channels, whose kernel has an odd number of pixels a side.
    pub fn new(
        name: &str,
        [inputs, outputs]: [usize; 2],
        side: usize,
        noise: Noise,
        device: &Device,
    ) -> Self {
        let seen = side * side * inputs;
        let bound = 1.0 / (seen as f32).sqrt();
        let mut generator = noise.generator(name);
        let mut draw = |n: usize| uniform(&mut generator, n, bound);
        let weight = TensorData::new(draw(seen * outputs), [seen, outputs]);
        let bias = TensorData::new(draw(outputs), [outputs]);
        let device = device.clone().autodiff();
        Self {
            weight: Param::from_data(weight, &device),
            bias: Param::from_data(bias, &device),
            side,
        }
    }

    /// The layer with every weight and bias at zero, for what should begin as nothing.
    #[must_use]
    pub fn zeroed(self) -> Self {
        let (weight, bias) = (self.weight.val(), self.bias.val());
        Self {
            weight: Param::from_tensor(weight.zeros_like()),
            bias: Param::from_tensor(bias.zeros_like()),
            side: self.side,
        }
    }

    /// What is added to every place. `[outputs]`
    pub fn bias(&self) -> Tensor<1> {
        self.bias.val()
    }

    /// x `[batch, height, width, inputs]` to `[batch, height, width, outputs]`.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        convolved(x, self.weight.val(), self.side) + self.bias.val().unsqueeze()
    }
}

/// x `[batch, height, width, inputs]` times weights `[side * side * inputs, outputs]`: `[batch, height, width, outputs]`.
pub fn convolved(x: Tensor<4>, weight: Tensor<2>, side: usize) -> Tensor<4> {
    let [batch, height, width, _] = x.dims();
    let outputs = weight.dims()[1];
    let seen = surroundings(x, side); // [batch * height * width, side * side * inputs]
    seen.matmul(weight).reshape([batch, height, width, outputs])
}

/// What every place sees: x `[batch, height, width, inputs]` to `[batch * height * width, side * side * inputs]`.
fn surroundings(x: Tensor<4>, side: usize) -> Tensor<2> {
    let [batch, height, width, inputs] = x.dims();
    if side == 1 {
        return x.reshape([batch * height * width, inputs]);
    }
    let reach = side / 2;
    let wide = x.pad([(reach, reach), (reach, reach), (0, 0)], 0.0); // [batch, height + 2 reach, width + 2 reach, inputs]
    let mut shifted = Vec::with_capacity(side * side);
    for row in 0..side {
        for column in 0..side {
            let part = wide.clone().narrow(1, row, height).narrow(2, column, width);
            shifted.push(part); // [batch, height, width, inputs]
        }
    }
    Tensor::cat(shifted, 3).reshape([batch * height * width, side * side * inputs])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sum over the square around a place, written as loops.
    fn by_loops(
        x: &[f32],
        [h, w, c]: [usize; 3],
        weight: &[f32],
        outputs: usize,
        side: usize,
    ) -> Vec<f32> {
        let reach = side as isize / 2;
        let mut y = vec![0.0; h * w * outputs];
        for (row, column, out) in
            (0..h).flat_map(|r| (0..w).flat_map(move |k| (0..outputs).map(move |o| (r, k, o))))
        {
            for (dy, dx, channel) in (0..side)
                .flat_map(|dy| (0..side).flat_map(move |dx| (0..c).map(move |k| (dy, dx, k))))
            {
                let (sy, sx) = (
                    row as isize + dy as isize - reach,
                    column as isize + dx as isize - reach,
                );
                if (0..h as isize).contains(&sy) && (0..w as isize).contains(&sx) {
                    let from = (sy as usize * w + sx as usize) * c + channel;
                    let by = ((dy * side + dx) * c + channel) * outputs + out;
                    y[(row * w + column) * outputs + out] += x[from] * weight[by];
                }
            }
        }
        y
    }

    #[test]
    fn every_place_is_the_weighted_sum_of_the_square_around_it() {
        let (device, noise) = (Device::flex(), Noise::new(3, 0));
        for (side, inputs, outputs) in [(1, 2, 3), (3, 1, 4), (3, 3, 2), (7, 2, 1)] {
            let layer = Conv::new("layer", [inputs, outputs], side, noise, &device);
            let x = noise.normal("x", [2, 5 * 4 * inputs], &device); // [2, 5 * 4 * inputs]
            let pictures = x.clone().reshape([2, 5, 4, inputs]);
            let y = layer.valid().forward(pictures).into_data();
            let y: Vec<f32> = y.iter::<f32>().collect();
            let host = |tensor: Tensor<2>| tensor.into_data().iter::<f32>().collect::<Vec<_>>();
            let (x, weight) = (host(x), host(layer.weight.val().inner()));
            let bias: Vec<f32> = layer.bias.val().into_data().iter::<f32>().collect();
            for picture in 0..2 {
                let one = &x[picture * 20 * inputs..][..20 * inputs];
                let expected = by_loops(one, [5, 4, inputs], &weight, outputs, side);
                for (i, e) in expected.iter().enumerate() {
                    let found = y[picture * 20 * outputs + i];
                    assert!((found - e - bias[i % outputs]).abs() < 1e-4, "{side} {i}");
                }
            }
        }
    }
}
