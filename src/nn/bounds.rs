//! What keeps the weights of a net within bounds after a step: an interval for each number, or a length for each matrix.

use std::collections::BTreeMap;

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{DType, Device, Tensor, TensorData};

use super::Noise;
use super::parameters::parameters;
use super::state::{as_it_is, fitting};
use crate::text::Trouble;

/// A net with every number cut to +-bound (Arjovsky et al. 2017).
pub fn clipped<M: Module>(net: M, bound: f64) -> M {
    net.map(&mut Cut(bound))
}

/// Which share of the numbers of a net is `bound` or more away from zero. `[1]`
pub fn share_beyond<M: Module>(net: &M, bound: f64) -> Tensor<1> {
    let mut all = Collect(Vec::new());
    net.visit(&mut all);
    let beyond = Tensor::cat(all.0, 0).abs().greater_equal_elem(bound); // [n]
    beyond.float().mean()
}

struct Cut(f64);

impl ModuleMapper for Cut {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        param.map(|old| Tensor::from_inner(old.inner().clamp(-self.0, self.0)).require_grad())
    }
}

/// All numbers of a net, `[n]` a parameter.
struct Collect(Vec<Tensor<1>>);

impl ModuleVisitor for Collect {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.0.push(param.val().inner().flatten(0, D - 1));
    }
}

/// Keeps the largest singular value of every matrix of a net, its spectral norm, at 1 or below.
///
/// Miyato, Kataoka, Koyama and Yoshida (2018), Spectral normalization for generative adversarial networks,
/// <https://arxiv.org/abs/1802.05957>: one turn of the power iteration a step is enough, because a direction u that is kept from
/// step to step follows weights that move slowly. They divide by the norm within the net; here the weights themselves are put
/// back after the step, those beyond 1 alone (Gouk, Frank, Pfahringer and Cree 2018, <https://arxiv.org/abs/1804.04368>), so
/// that what is kept in files is what the net computes with. As in both papers, a convolution counts as the matrix
/// `[places * inputs, outputs]` of its weights: its own norm may be greater, by the square root of the number of places at most.
#[derive(Clone, Debug, Default)]
pub struct Spectrum {
    /// Of every matrix, by its path, the direction among its outputs that it stretches most, of length 1. `[1, outputs]`
    directions: BTreeMap<String, Tensor<2>>,
}

/// Keeps a matrix of zeros from being divided by its length.
const TINY: f64 = 1e-12;

impl Spectrum {
    /// The net with its matrices put back.
    pub fn within<M: Module>(&mut self, net: M) -> M {
        net.map(&mut Shorten {
            spectrum: self,
            path: Vec::new(),
        })
    }

    /// How many bytes it takes.
    pub fn bytes(&self) -> usize {
        let numbers = self.directions.values().map(|u| u.dims()[1]);
        numbers.sum::<usize>() * size_of::<f32>()
    }

    /// The directions by the paths of their matrices, for files; none before the first step.
    pub fn state(&self) -> BTreeMap<String, TensorData> {
        let data = |(path, u): (&String, &Tensor<2>)| (path.clone(), as_it_is(u.clone()));
        self.directions.iter().map(data).collect()
    }

    /// Takes up the directions for a net from a file in which `prefix` stands before their names, and where they are all there
    /// or none is.
    ///
    /// # Errors
    /// The first tensor that is missing, or has another shape or type.
    pub fn load<M: Module>(
        &mut self,
        net: &M,
        prefix: &str,
        state: &BTreeMap<String, TensorData>,
        device: &Device,
    ) -> Result<(), Trouble> {
        let mut directions = BTreeMap::new();
        if state.keys().any(|name| name.starts_with(prefix)) {
            for (path, matrix) in parameters(net) {
                if let [_, outputs] = matrix.shape()[..] {
                    let name = format!("{prefix}{path}");
                    let data = fitting(state, &name, DType::F32, &[1, outputs])?;
                    directions.insert(path, Tensor::from_data(data.clone(), device));
                }
            }
        }
        self.directions = directions;
        Ok(())
    }

    /// One turn of the power iteration, and a matrix whose norm is put back: W `[inputs, outputs]` to the same.
    fn shortened(&mut self, path: &str, weight: Tensor<2>) -> Tensor<2> {
        let u = self.directions.remove(path).unwrap_or_else(|| {
            let start = Noise::fixed(0, "spectrum");
            start.normal(path, [1, weight.dims()[1]], &weight.device())
        });
        let v = of_length_one(u.matmul(weight.clone().transpose())).0; // [1, inputs]
        let (u, norm) = of_length_one(v.matmul(weight.clone())); // [1, outputs], [1, 1]
        self.directions.insert(path.to_owned(), u);
        weight / norm.clamp_min(1.0)
    }
}

/// A row divided by its length, and the length: `[1, n]` to `[1, n]` and `[1, 1]`.
fn of_length_one(row: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
    let length = row.clone().square().sum_dim(1).sqrt();
    (row / length.clone().clamp_min(TINY), length)
}

struct Shorten<'a> {
    spectrum: &'a mut Spectrum,
    path: Vec<String>,
}

impl ModuleMapper for Shorten<'_> {
    fn enter_module(&mut self, name: &str, _kind: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _kind: &str) {
        self.path.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let dims = param.dims();
        let [inputs, outputs] = dims[..] else {
            return param;
        };
        let path = self.path.join(".");
        param.map(|old| {
            let weight = old.inner().reshape([inputs, outputs]);
            let weight = self.spectrum.shortened(&path, weight);
            Tensor::from_inner(weight.reshape(dims)).require_grad()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{LeakyMlp, linear};
    use burn::nn::Linear;

    fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
        tensor.into_data().iter().collect()
    }

    /// A layer whose weights are these.
    fn layer(weight: Tensor<2>) -> Linear {
        let [inputs, outputs] = weight.dims();
        let layer = linear("layer", inputs, outputs, Noise::new(1, 0), &Device::flex());
        Linear {
            weight: Param::from_tensor(Tensor::from_inner(weight).require_grad()),
            ..layer
        }
    }

    /// s_1 a_1 b_1^T + s_2 a_2 b_2^T with a of the first two waves of a cosine transform and b axes turned by 0.3.
    fn known([s_1, s_2]: [f64; 2]) -> Tensor<2> {
        const INPUTS: usize = 8;
        let wave = |k: usize, i: usize| {
            let angle = std::f64::consts::PI * (i as f64 + 0.5) * k as f64 / INPUTS as f64;
            angle.cos() * (2.0 / INPUTS as f64).sqrt()
        };
        let (sin, cos) = 0.3f64.sin_cos();
        let rows = (0..INPUTS).flat_map(|i| {
            let (a, b) = (s_1 * wave(1, i), s_2 * wave(2, i));
            [a * cos - b * sin, a * sin + b * cos].map(|w| w as f32)
        });
        let data = TensorData::new(rows.collect::<Vec<f32>>(), [INPUTS, 2]);
        Tensor::from_data(data, &Device::flex())
    }

    #[test]
    fn a_matrix_of_known_singular_values_is_divided_by_the_largest_of_them() {
        let before = layer(known([3.0, 0.5]));
        let mut spectrum = Spectrum::default();
        // Put back by little more than one a turn, it comes to 3 / 3; what is below 1 stays.
        let after = (0..20).fold(before, |net, _| spectrum.within(net));
        let expected = numbers(known([1.0, 0.5 / 3.0]));
        for (found, expected) in numbers(after.weight.val().inner()).iter().zip(expected) {
            assert!((found - expected).abs() < 1e-5, "{found} {expected}");
        }
        let u = numbers(spectrum.directions["weight"].clone());
        assert!((u[0].abs() - 0.3f64.cos()).abs() < 1e-4, "{u:?}");
    }

    #[test]
    fn a_matrix_within_the_bound_and_every_bias_stay_as_they_are() {
        let before = layer(known([0.9, 0.7]));
        let after = Spectrum::default().within(before.clone());
        let same = |of: fn(&Linear) -> Vec<f64>| assert_eq!(of(&before), of(&after));
        same(|net| numbers(net.weight.val().inner()));
        same(|net| numbers(net.bias.as_ref().unwrap().val().inner()));
    }

    #[test]
    fn a_spectrum_from_a_file_goes_on_as_the_one_that_was_written() {
        let device = Device::flex();
        let net = LeakyMlp::new("net", [9, 1], &[7, 5], Noise::new(2, 0), &device);
        let mut first = Spectrum::default();
        let net = first.within(net);
        let state: BTreeMap<String, TensorData> = first
            .state()
            .into_iter()
            .map(|(path, data)| (format!("spectrum.{path}"), data))
            .collect();
        assert_eq!(state.len(), 3);
        let mut second = Spectrum::default();
        second.load(&net, "spectrum.", &state, &device).unwrap();
        let bits = |net: &LeakyMlp| parameters(net);
        let (a, b) = (first.within(net.clone()), second.within(net.clone()));
        assert_eq!(bits(&a), bits(&b));
        let mut short = state.clone();
        short.pop_first();
        assert!(second.load(&net, "spectrum.", &short, &device).is_err());
        second
            .load(&net, "spectrum.", &BTreeMap::new(), &device)
            .unwrap();
        assert_eq!(second.bytes(), 0);
    }
}
