//! A field over pictures that is told of which class they are, and follows it more than it would by itself.

use burn::tensor::Tensor;

use super::{Field, UNet};

/// v(x, t, y) of pictures whose classes are known, guided without a classifier: away from what the net says of any picture, and
/// towards what it says of one of the class (Ho and Salimans 2022, <https://arxiv.org/abs/2207.12598>).
#[derive(Clone)]
pub struct Guided {
    /// The net.
    pub net: UNet,
    /// A one in the column of each picture's class; `None` where it is not told. `[batch, classes]`
    pub labels: Option<Tensor<2>>,
    /// s in v(x, t) + s (v(x, t, y) - v(x, t)): 1 is what the net says of the class.
    pub scale: f64,
}

impl Guided {
    /// A net that is not told any class.
    pub fn untold(net: UNet) -> Self {
        Self::told(net, None)
    }

    /// A net that is told the classes, and taken at its word.
    pub fn told(net: UNet, labels: Option<Tensor<2>>) -> Self {
        Self {
            net,
            labels,
            scale: 1.0,
        }
    }
}

impl Field for Guided {
    #[expect(
        clippy::float_cmp,
        reason = "one is the value of a knob, and no result"
    )]
    fn at_each(&self, x: Tensor<2>, t: Tensor<2>) -> Tensor<2> {
        let Some(labels) = self.labels.clone() else {
            return self.net.at_each(x, t);
        };
        if self.scale == 1.0 {
            return self.net.says(x, t, Some(labels));
        }
        let count = x.dims()[0];
        let twice = |tensor: Tensor<2>| Tensor::cat(vec![tensor.clone(), tensor], 0);
        let both = Tensor::cat(vec![labels.zeros_like(), labels], 0); // [2 batch, classes]
        let said = self.net.says(twice(x), twice(t), Some(both)); // [2 batch, dims]
        let free = said.clone().narrow(0, 0, count); // [batch, dims]
        let of_class = said.narrow(0, count, count); // [batch, dims]
        free.clone() + (of_class - free).mul_scalar(self.scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{Noise, parameters};
    use burn::tensor::{Device, TensorData};

    /// A net that has not begun as nothing, so that classes make a difference.
    fn net(device: &Device) -> UNet {
        let net = UNet::new("net", [4, 4, 1], [8, 3], Noise::new(1, 0), device);
        let state = parameters(&net).into_iter().map(|(path, data)| {
            let shape = data.shape().to_vec();
            let noise = Noise::fixed(7, &path).uniform("all", [data.num_elements(), 1], device);
            let values: Vec<f32> = noise.into_data().iter::<f32>().map(|v| v - 0.5).collect();
            (path, TensorData::new(values, shape))
        });
        crate::nn::load_parameters(net, "", &state.collect()).unwrap()
    }

    fn numbers(x: Tensor<2>) -> Vec<f32> {
        x.into_data().iter().collect()
    }

    #[test]
    fn guidance_goes_on_along_the_line_from_any_picture_to_one_of_the_class() {
        let device = Device::flex();
        let noise = Noise::new(2, 0);
        let x = noise.normal("x", [2, 16], &device);
        let t = noise.uniform("t", [2, 1], &device);
        let labels = [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]];
        let labels = Tensor::<2>::from_data(labels, &device);
        let guided = |scale| Guided {
            net: net(&device),
            labels: Some(labels.clone()),
            scale,
        };
        let at = |scale| numbers(guided(scale).at_each(x.clone(), t.clone()));
        let (free, told, three) = (at(0.0), at(1.0), at(3.0));
        let untold = numbers(Guided::untold(net(&device)).at_each(x, t));
        let near = |a: f32, b: f32| (a - b).abs() < 1e-4 * (1.0 + b.abs());
        for i in 0..32 {
            assert!(near(free[i], untold[i]), "{} {}", free[i], untold[i]);
            assert!(near(three[i], free[i] + 3.0 * (told[i] - free[i])));
        }
        assert!((0..32).any(|i| !near(free[i], told[i])), "a class matters");
    }
}
