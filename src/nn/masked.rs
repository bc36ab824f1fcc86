//! Linear layers of which a mask leaves only some connections, and the masks that make a net autoregressive.
//!
//! Germain et al. (2015), MADE: every unit has a degree, the number of inputs that it may know of; a connection is kept
//! where it does not lead to a lower degree.

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData};

use super::{Noise, linear};

/// A linear layer x (W * M) + b, where the mask M is 1 at the connections that are kept and 0 elsewhere.
#[derive(Module, Debug)]
pub struct MaskedLinear {
    linear: Linear,
}

impl MaskedLinear {
    /// A layer with the initial weights of [`linear`].
    pub fn new(name: &str, inputs: usize, outputs: usize, noise: Noise, device: &Device) -> Self {
        Self {
            linear: linear(name, inputs, outputs, noise, device),
        }
    }

    /// x (W * M) + b: x `[batch, inputs]`, mask `[inputs, outputs]`, to `[batch, outputs]`.
    pub fn forward(&self, x: Tensor<2>, mask: &Tensor<2>) -> Tensor<2> {
        let weight = self.linear.weight.val() * mask.clone(); // [inputs, outputs]
        let product = x.matmul(weight); // [batch, outputs]
        match &self.linear.bias {
            Some(bias) => product + bias.val().unsqueeze(),
            None => product,
        }
    }
}

/// Which connections a mask keeps, by the degrees of the units at their ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeps {
    /// Those to the same degree or a higher one: into hidden layers.
    NotLower,
    /// Those to a higher degree: into the outputs, which must not know of their own input.
    Higher,
}

/// The mask between units of these degrees. `[before, after]`
pub fn mask(before: &[usize], after: &[usize], keeps: Keeps, device: &Device) -> Tensor<2> {
    let kept = |from: usize, to: usize| match keeps {
        Keeps::NotLower => to >= from,
        Keeps::Higher => to > from,
    };
    let values: Vec<f32> = before
        .iter()
        .flat_map(|&from| {
            after
                .iter()
                .map(move |&to| f32::from(u8::from(kept(from, to))))
        })
        .collect();
    Tensor::from_data(TensorData::new(values, [before.len(), after.len()]), device)
}

/// Degrees of hidden units from 1 to `highest`, each for about as many units, from the lowest to the highest.
pub fn spread(units: usize, highest: usize) -> Vec<usize> {
    (0..units).map(|unit| 1 + unit * highest / units).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().try_into_vec_as().unwrap()
    }

    #[test]
    fn the_masks_are_those_of_figure_1_of_the_paper() {
        // Inputs x1, x2, x3 in the order 3, 1, 2; hidden degrees 1, 2, 1, 2 and 1, 2, 2, 1; the same order at the outputs.
        let device = Device::flex();
        let (inputs, first) = ([3, 1, 2], [2, 1, 2, 2]);
        let into = values(mask(&inputs, &first, Keeps::NotLower, &device));
        #[rustfmt::skip]
        assert_eq!(into, [
            0.0, 0.0, 0.0, 0.0,
            1.0, 1.0, 1.0, 1.0,
            1.0, 0.0, 1.0, 1.0,
        ]);
        let out = values(mask(&first, &inputs, Keeps::Higher, &device));
        #[rustfmt::skip]
        assert_eq!(out, [
            1.0, 0.0, 0.0,
            1.0, 0.0, 1.0,
            1.0, 0.0, 0.0,
            1.0, 0.0, 0.0,
        ]);
    }

    #[test]
    fn a_connection_that_is_not_kept_has_no_say_and_no_gradient() {
        let device = Device::flex();
        let layer = MaskedLinear::new("layer", 2, 2, Noise::new(1, 0), &device);
        let mask = Tensor::<2>::from_data([[1.0, 0.0], [0.0, 1.0]], &device);
        let x = Tensor::<2>::from_data([[3.0, 5.0]], &device);
        let gradients = layer
            .forward(
                Tensor::from_inner(x.clone()),
                &Tensor::from_inner(mask.clone()),
            )
            .sum()
            .backward();
        let slope = layer.linear.weight.val().grad(&gradients).unwrap();
        assert_eq!(values(slope), [3.0, 0.0, 0.0, 5.0]);
        let weight = values(layer.linear.weight.val());
        let bias = values(layer.linear.bias.as_ref().unwrap().val());
        let y = values(layer.valid().forward(x, &mask));
        assert!((y[0] - (3.0 * weight[0] + bias[0])).abs() < 1e-6);
        assert!((y[1] - (5.0 * weight[3] + bias[1])).abs() < 1e-6);
    }

    #[test]
    fn every_degree_gets_its_share_of_the_units() {
        let degrees = spread(128, 15);
        assert!(degrees.is_sorted() && degrees[0] == 1 && degrees[127] == 15);
        for degree in 1..=15 {
            let units = degrees.iter().filter(|&&d| d == degree).count();
            assert!((8..=9).contains(&units), "{units} of degree {degree}");
        }
        assert_eq!(spread(3, 15), [1, 6, 11]);
    }
}
