//! The two phases of learning: correlations on the data pull up, those on the states of chains push down.

use std::collections::BTreeMap;

use burn::tensor::{Tensor, TensorData};

use super::units::Units;
use crate::nn::bernoulli_nats;

/// States of the visible units with what the machine makes of them.
pub(super) struct Phase {
    /// `[n, visible]`
    pub(super) v: Tensor<2>,
    /// p(h = 1 | v). `[n, hidden]`
    pub(super) h: Tensor<2>,
    /// F(v). `[n]`
    energy: Tensor<1>,
}

impl Phase {
    pub(super) fn of(units: &Units, v: Tensor<2>) -> Self {
        let (energy, h) = units.read(v.clone());
        Self { v, h, energy }
    }

    /// The mean of F(v). `[1]`
    pub(super) fn energy(&self) -> Tensor<1> {
        self.energy.clone().mean()
    }

    /// The mean of what [`reconstruction`] says. `[1]`
    pub(super) fn forgotten(&self, units: &Units) -> Tensor<1> {
        missed(units, self.v.clone(), self.h.clone()).mean()
    }

    /// How often each unit is on. `[1, visible]` and `[1, hidden]`
    fn means(&self) -> [Tensor<2>; 2] {
        [self.v.clone().mean_dim(0), self.h.clone().mean_dim(0)]
    }

    /// <v h^T>: how often two units are on together. `[visible, hidden]`
    pub(super) fn together(&self) -> Tensor<2> {
        let v = self.v.clone().transpose();
        v.matmul(self.h.clone()).div_scalar(self.v.dims()[0] as f64)
    }

    /// <(v - m) (h - n)^T>. `[visible, hidden]`
    fn correlation(&self, [m, n]: &[Tensor<2>; 2]) -> Tensor<2> {
        let (v, h) = (self.v.clone() - m.clone(), self.h.clone() - n.clone());
        v.transpose().matmul(h).div_scalar(self.v.dims()[0] as f64)
    }
}

/// The way down mean F(v+) - mean F(v-) for every parameter, under its path.
///
/// dF/dW = -v h^T, dF/da = -v, dF/db = -h: what the model has too much of goes down, what the data have too much of goes up.
/// Centred, the units are counted from their means m and n, so that a weight says only what two units have in common, and what
/// each of them does by itself is left to its bias (Cho, Raiko and Ilin 2011; Melchior, Fischer and Wiskott 2016,
/// <https://arxiv.org/abs/1311.1354>): the chains mix better for it.
pub(super) fn slope(data: &Phase, model: &Phase, centred: bool) -> BTreeMap<String, TensorData> {
    let ([v_data, h_data], [v_model, h_model]) = (data.means(), model.means());
    let between = |a: &Tensor<2>, b: &Tensor<2>| {
        let share = if centred { 0.5 } else { 0.0 };
        (a.clone() + b.clone()).mul_scalar(share)
    };
    let centre = [between(&v_data, &v_model), between(&h_data, &h_model)];
    let weight = model.correlation(&centre) - data.correlation(&centre); // [visible, hidden]
    let [m, n] = centre;
    let visible = v_model - v_data - n.matmul(weight.clone().transpose()); // [1, visible]
    let hidden = h_model - h_data - m.matmul(weight.clone()); // [1, hidden]
    let slopes = [("weight", weight), ("visible", visible), ("hidden", hidden)];
    let named = slopes.map(|(path, slope)| {
        let count: usize = slope.dims().iter().product();
        let flat: Tensor<1> = slope.reshape([count]);
        (path.to_owned(), flat.into_data())
    });
    named.into_iter().collect()
}

/// -log p(v | h) with h at its mean given v, in nats: how badly the machine remembers what it has just been shown.
///
/// It falls while the likelihood falls too, because it asks nothing about places where there are no data. `[batch]`
pub(super) fn reconstruction(units: &Units, v: Tensor<2>) -> Tensor<1> {
    let h = units.hidden_given(v.clone());
    missed(units, v, h)
}

/// -log p(v | h): v `[batch, visible]` and h `[batch, hidden]` to `[batch]`.
fn missed(units: &Units, v: Tensor<2>, h: Tensor<2>) -> Tensor<1> {
    bernoulli_nats(v, units.told(h))
}
