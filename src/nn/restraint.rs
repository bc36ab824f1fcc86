//! What keeps a step within bounds: the length of the whole gradient, and the pull of weights towards zero.

use std::collections::BTreeMap;

use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::{Device, Gradients, Tensor, TensorData};

/// Keeps a division from failing where the gradient is zero.
const TINY: f64 = 1e-6;

/// How steps are held back; nothing where both are zero.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Restraint {
    /// The gradient of all parameters together is made no longer than this (Pascanu, Mikolov and Bengio 2013).
    pub clip: f64,
    /// At each step matrices lose this share of themselves times the learning rate; rows of biases and scales do not (decoupled
    /// weight decay, Loshchilov and Hutter 2019).
    pub decay: f64,
}

impl Restraint {
    /// What a parameter of so many axes keeps of itself in a step.
    pub(super) fn keeps(self, axes: usize, learning_rate: f64) -> f64 {
        if axes < 2 {
            1.0
        } else {
            1.0 - learning_rate * self.decay
        }
    }

    /// What gradients on the tape are multiplied by, `[1]`, where there is a limit.
    pub(super) fn factor<M: Module>(self, model: &M, gradients: &Gradients) -> Option<Tensor<1>> {
        if self.clip <= 0.0 {
            return None;
        }
        let mut squares = Squares {
            gradients,
            sum: None,
        };
        model.visit(&mut squares);
        let length = squares.sum?.sqrt().add_scalar(TINY);
        Some(length.recip().mul_scalar(self.clip).clamp_max(1.0))
    }

    /// The same of gradients that are known.
    pub(super) fn factor_of_known(
        self,
        gradients: &BTreeMap<String, TensorData>,
        device: &Device,
    ) -> Option<Tensor<1>> {
        if self.clip <= 0.0 {
            return None;
        }
        let numbers = gradients.values().flat_map(|data| data.iter::<f64>());
        let length = numbers.map(|x| x * x).sum::<f64>().sqrt() + TINY;
        let factor = (self.clip / length).min(1.0) as f32;
        Some(Tensor::from_data([factor], device))
    }
}

/// The sum of the squares of all gradients. `[1]`
struct Squares<'a> {
    gradients: &'a Gradients,
    sum: Option<Tensor<1>>,
}

impl ModuleVisitor for Squares<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let Some(gradient) = param.val().grad(self.gradients) else {
            return;
        };
        let square = gradient.square().sum(); // [1]
        self.sum = Some(match self.sum.take() {
            Some(sum) => sum + square,
            None => square,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{Mlp, Noise, Optimiser, Rule, parameters};

    fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().try_into_vec_as().unwrap()
    }

    fn moved(restraint: Restraint, size: f32) -> Vec<f32> {
        let device = Device::flex();
        let net = Mlp::new("net", 3, &[4, 2], Noise::new(1, 0), &device);
        let before = parameters(&net);
        let x = Noise::new(2, 0).normal("x", [8, 3], &device);
        let x = Tensor::from_inner(x.add_scalar(2.0));
        let gradients = net.forward(x).sum().mul_scalar(size).backward();
        let mut optimiser = Optimiser::new(Rule::Sgd);
        optimiser.restrain(restraint);
        let after = parameters(&optimiser.step(0.1, net, gradients));
        let pairs = before.into_iter().zip(after.into_values());
        let by = |((_, a), b): ((String, TensorData), TensorData)| -> Vec<f32> {
            a.iter::<f32>()
                .zip(b.iter::<f32>())
                .map(|(a, b)| b - a)
                .collect()
        };
        pairs.flat_map(by).collect()
    }

    #[test]
    fn a_long_gradient_is_cut_and_a_short_one_is_not() {
        let length = |by: &[f32]| by.iter().map(|x| x * x).sum::<f32>().sqrt();
        let clip = Restraint {
            clip: 0.5,
            decay: 0.0,
        };
        let (free, cut) = (moved(Restraint::default(), 1.0), moved(clip, 1.0));
        assert!(length(&free) > 0.06, "{}", length(&free));
        assert!((length(&cut) - 0.1 * 0.5).abs() < 1e-5, "{}", length(&cut));
        // It points the same way.
        let along: f32 = free.iter().zip(&cut).map(|(a, b)| a * b).sum();
        assert!((along / length(&free) / length(&cut) - 1.0).abs() < 1e-4);
        assert_eq!(moved(Restraint::default(), 1e-3), moved(clip, 1e-3));
    }

    #[test]
    fn matrices_shrink_and_biases_do_not() {
        let decay = Restraint {
            clip: 0.0,
            decay: 0.5,
        };
        let device = Device::flex();
        let net = Mlp::new("net", 3, &[4], Noise::new(1, 0), &device);
        let before = parameters(&net);
        let nothing = Tensor::<2>::zeros([1, 3], &device.clone().autodiff());
        for rule in [Rule::Sgd, Rule::Momentum, Rule::Adam] {
            let gradients = net
                .forward(nothing.clone())
                .sum()
                .mul_scalar(0.0)
                .backward();
            let mut optimiser = Optimiser::new(rule);
            optimiser.restrain(decay);
            let after = parameters(&optimiser.step(0.1, net.clone(), gradients));
            for (path, before) in &before {
                let keeps = if path.ends_with("weight") { 0.95 } else { 1.0 };
                for (a, b) in before.iter::<f32>().zip(after[path].iter::<f32>()) {
                    assert!((a * keeps - b).abs() < 1e-6, "{path} {rule:?}: {a} {b}");
                }
            }
        }
        assert_eq!(values(nothing.inner()).len(), 3);
    }
}
