//! The units and their weights: the net as tensors, and the same as plain numbers for sums over all states and for annealing.

use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor, TensorData};
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;

use crate::families::plane_code::BITS;
use crate::measure::{Annealed, Generator};
use crate::nn::{Noise, on_or_off};

/// Weights between visible and hidden units, and how gladly each of them is on.
#[derive(Module, Debug)]
pub(super) struct Units {
    /// W. `[visible, hidden]`
    pub(super) weight: Param<Tensor<2>>,
    /// b. `[hidden]`
    pub(super) hidden: Param<Tensor<1>>,
    /// a. `[visible]`
    pub(super) visible: Param<Tensor<1>>,
}

impl Units {
    /// Biases of zero, and weights of this deviation: small, so that no hidden unit is saturated, and large enough for each to
    /// begin with a view of its own.
    pub(super) fn new(
        [visible, hidden]: [usize; 2],
        deviation: f32,
        noise: Noise,
        device: &Device,
    ) -> Self {
        let mut generator = noise.generator("weight");
        let weight: Vec<f32> = (0..visible * hidden)
            .map(|_| {
                let normal: f32 = StandardNormal.sample(&mut generator);
                deviation * normal
            })
            .collect();
        let device = device.clone().autodiff();
        let zeros =
            |count: usize| Param::from_data(TensorData::new(vec![0.0f32; count], [count]), &device);
        Self {
            weight: Param::from_data(TensorData::new(weight, [visible, hidden]), &device),
            hidden: zeros(hidden),
            visible: zeros(visible),
        }
    }

    /// What the hidden units hear: v `[batch, visible]` to b + v W `[batch, hidden]`.
    pub(super) fn heard(&self, v: Tensor<2>) -> Tensor<2> {
        v.matmul(self.weight.val().inner()) + self.hidden.val().inner().unsqueeze()
    }

    /// What each hidden unit adds up of the visible ones. `[hidden, visible]`
    pub(super) fn filters(&self) -> Tensor<2> {
        self.weight.val().inner().transpose()
    }

    /// p(h_j = 1 | v): v `[batch, visible]` to `[batch, hidden]`.
    pub(super) fn hidden_given(&self, v: Tensor<2>) -> Tensor<2> {
        on_or_off(self.heard(v)).1
    }

    /// What the visible units hear: h `[batch, hidden]` to a + W h `[batch, visible]`.
    pub(super) fn told(&self, h: Tensor<2>) -> Tensor<2> {
        let weight = self.weight.val().inner().transpose();
        h.matmul(weight) + self.visible.val().inner().unsqueeze()
    }

    /// p(v_i = 1 | h): h `[batch, hidden]` to `[batch, visible]`.
    pub(super) fn visible_given(&self, h: Tensor<2>) -> Tensor<2> {
        on_or_off(self.told(h)).1
    }

    /// F(v) = -a.v - sum_j softplus(b_j + v W_j), so that p(v) = exp(-F(v)) / Z, and p(h_j = 1 | v): v `[batch, visible]` to
    /// `[batch]` and `[batch, hidden]`.
    pub(super) fn read(&self, v: Tensor<2>) -> (Tensor<1>, Tensor<2>) {
        let visible: Tensor<2> = self.visible.val().inner().unsqueeze_dim(1); // [visible, 1]
        let alone = v.clone().matmul(visible).squeeze_dim::<1>(1); // [batch]
        let (hidden, on) = on_or_off(self.heard(v));
        ((alone + hidden).neg(), on)
    }

    /// F(v) alone: v `[batch, visible]` to `[batch]`.
    pub(super) fn free_energy(&self, v: Tensor<2>) -> Tensor<1> {
        self.read(v).0
    }

    /// One Gibbs step, h ~ p(h|v) and v' ~ p(v|h), by numbers that are uniform in [0, 1): `[chains, visible]`.
    pub(super) fn gibbs(&self, v: Tensor<2>, noise: Noise) -> Tensor<2> {
        let h = self.hidden_drawn(v, noise); // [chains, hidden]
        tossed(self.visible_given(h), noise, "visible")
    }

    /// h ~ p(h|v): `[chains, visible]` to `[chains, hidden]`.
    pub(super) fn hidden_drawn(&self, v: Tensor<2>, noise: Noise) -> Tensor<2> {
        tossed(self.hidden_given(v), noise, "hidden")
    }
}

/// Coins with these chances to be 1. `[chains, units]`
pub(super) fn tossed(chance: Tensor<2>, noise: Noise, purpose: &str) -> Tensor<2> {
    let uniform = noise.uniform(purpose, chance.dims(), &chance.device());
    uniform.lower(chance).float()
}

/// The same machine in plain numbers.
#[derive(Debug, Clone)]
pub(super) struct Machine {
    /// W, a row for each visible unit. `[16][hidden]`
    weight: Vec<Vec<f64>>,
    /// b. `[hidden]`
    hidden: Vec<f64>,
    /// a. `[16]`
    visible: Vec<f64>,
}

impl Machine {
    pub(super) fn of(units: &Units) -> Self {
        let numbers = |data: TensorData| data.iter::<f64>().collect::<Vec<f64>>();
        let hidden = numbers(units.hidden.val().inner().into_data());
        let weight = numbers(units.weight.val().inner().into_data());
        Self {
            weight: weight
                .chunks_exact(hidden.len())
                .map(<[f64]>::to_vec)
                .collect(),
            visible: numbers(units.visible.val().inner().into_data()),
            hidden,
        }
    }

    /// log Z = log sum_v exp(-F(v)) over all 65,536 states, in nats.
    ///
    /// The state of the first eight units says what they tell the hidden ones, that of the others too: 256 + 256 exponentials
    /// for each hidden unit are enough for all the products over j of 1 + exp(b_j + v W_j).
    pub(super) fn log_z(&self) -> f64 {
        let half = BITS / 2;
        let first = self.halves(0..half, &self.hidden);
        let second = self.halves(half..BITS, &vec![0.0; self.hidden.len()]);
        let rows: Vec<f64> = first
            .par_iter()
            .map(|one| {
                let states = second.iter().map(|other| one.joined(other));
                log_sum_exp(&states.collect::<Vec<f64>>())
            })
            .collect();
        log_sum_exp(&rows)
    }

    /// All states of some of the visible units.
    fn halves(&self, units: std::ops::Range<usize>, bias: &[f64]) -> Vec<Half> {
        let count = units.len();
        let of_state = |state: usize| {
            let (mut on, mut heard) = (0.0, bias.to_vec());
            for (place, unit) in units.clone().enumerate() {
                if state >> place & 1 == 1 {
                    on += self.visible[unit];
                    for (sum, weight) in heard.iter_mut().zip(&self.weight[unit]) {
                        *sum += weight;
                    }
                }
            }
            let factor = heard.iter().map(|heard| heard.exp()).collect();
            Half { on, heard, factor }
        };
        (0..1 << count).map(of_state).collect()
    }

    /// b_j + v W_j. `[hidden]`
    fn heard(&self, v: &[bool; BITS]) -> Vec<f64> {
        let mut heard = self.hidden.clone();
        for (weight, _) in self.weight.iter().zip(v).filter(|(_, on)| **on) {
            for (sum, weight) in heard.iter_mut().zip(weight) {
                *sum += weight;
            }
        }
        heard
    }
}

/// A state of half of the visible units: what their biases add up to, what they tell each hidden unit, and its exponential.
struct Half {
    on: f64,
    heard: Vec<f64>,
    factor: Vec<f64>,
}

impl Half {
    /// So many factors of 1 + exp(...) are multiplied before the logarithm is taken; only absurd weights overflow it.
    const TOGETHER: usize = 8;

    /// -F of the state that two halves make.
    fn joined(&self, other: &Self) -> f64 {
        let parts = self
            .factor
            .chunks(Self::TOGETHER)
            .zip(other.factor.chunks(Self::TOGETHER));
        let product =
            |(a, b): (&[f64], &[f64])| a.iter().zip(b).map(|(a, b)| 1.0 + a * b).product::<f64>();
        let mut sum: f64 = parts.map(|part| product(part).ln()).sum();
        if !sum.is_finite() {
            let heard = self.heard.iter().zip(&other.heard);
            sum = heard.map(|(a, b)| plus(a + b)).sum();
        }
        self.on + other.on + sum
    }
}

/// softplus, log(1 + exp a), where nothing overflows.
fn plus(a: f64) -> f64 {
    a.max(0.0) + (-a.abs()).exp().ln_1p()
}

fn log_sum_exp(values: &[f64]) -> f64 {
    let largest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !largest.is_finite() {
        return largest;
    }
    let sum: f64 = values.iter().map(|value| (value - largest).exp()).sum();
    largest + sum.ln()
}

/// p*_t(v) = exp(t a.v) prod_j (1 + exp(t (b_j + v W_j))): from fair coins, t = 0, to the machine, t = 1.
impl Annealed for Machine {
    type State = [bool; BITS];

    fn log_z_start(&self) -> f64 {
        (BITS + self.hidden.len()) as f64 * 2f64.ln()
    }

    fn start(&self, generator: &mut Generator) -> Self::State {
        std::array::from_fn(|_| generator.random())
    }

    fn change(&self, v: &Self::State, from: f64, to: f64) -> f64 {
        let on = self.visible.iter().zip(v).filter(|(_, on)| **on);
        let visible: f64 = on.map(|(bias, _)| bias).sum();
        let heard = self.heard(v);
        let hidden = heard
            .iter()
            .map(|heard| plus(to * heard) - plus(from * heard));
        (to - from) * visible + hidden.sum::<f64>()
    }

    fn walk(&self, v: &mut Self::State, t: f64, generator: &mut Generator) {
        let chance = |lean: f64| 1.0 / (1.0 + (-t * lean).exp());
        let mut told = self.visible.clone();
        for (j, heard) in self.heard(v).into_iter().enumerate() {
            if generator.random::<f64>() < chance(heard) {
                for (told, weight) in told.iter_mut().zip(&self.weight) {
                    *told += weight[j];
                }
            }
        }
        for (on, told) in v.iter_mut().zip(told) {
            *on = generator.random::<f64>() < chance(told);
        }
    }
}
