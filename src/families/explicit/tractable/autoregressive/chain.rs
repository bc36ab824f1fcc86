//! The chain rule over the bits of a code: what NADE and MADE have in common once they give the conditionals.
//!
//! log P(b) = sum_i log P(b_i | b_<i), where i runs through the bits in the model's order. A model with several orders is
//! their mixture: the probabilities of whole codes are averaged. (Averaging single conditionals gives numbers that belong
//! to no distribution.)

use burn::tensor::Tensor;
use burn::tensor::activation::sigmoid;
use rand::RngExt;

use crate::families::Term;
use crate::families::plane_code::{BITS, Order, PlaneCode, index};
use crate::figure::Matrix;
use crate::nn::{Noise, bernoulli_nats};

/// A model that predicts each bit of a code from those before it.
pub(super) trait Conditionals {
    /// The code whose bits it predicts.
    fn code(&self) -> &PlaneCode;

    /// Its orders; at least one.
    fn orders(&self) -> &[Order];

    /// The logits of P(b_i = 1 | b_<i) in one of its orders, without a tape: bits `[batch, 16]` to `[batch, 16]`.
    fn logits(&self, order: usize, bits: Tensor<2>) -> Tensor<2>;

    /// Draws codes in one of its orders, bit after bit, each by a number uniform in [0, 1): `[count, 16]` to `[count, 16]`.
    fn draw(&self, order: usize, uniform: Tensor<2>) -> Tensor<2> {
        let mut bits = uniform.zeros_like(); // [count, 16]
        for &bit in self.orders()[order].sequence() {
            let logits = self.logits(order, bits.clone()).narrow(1, bit, 1); // [count, 1]
            let chosen = uniform.clone().narrow(1, bit, 1).lower(sigmoid(logits)); // [count, 1]
            bits = bits.slice_assign([0..chosen.dims()[0], bit..bit + 1], chosen.float());
        }
        bits
    }
}

/// log P of the first bits in the model's order, in nats: bits `[batch, 16]` to `[batch]`.
pub(super) fn log_probability(
    model: &impl Conditionals,
    bits: &Tensor<2>,
    first: usize,
) -> Tensor<1> {
    let batch = bits.dims()[0];
    if first == 0 {
        return Tensor::zeros([batch], &bits.device());
    }
    let of_one = |(which, order): (usize, &Order)| {
        let logits = model.logits(which, bits.clone()); // [batch, 16]
        bernoulli_nats(
            order.pick(bits.clone(), 0..first),
            order.pick(logits, 0..first),
        )
        .neg() // [batch]
    };
    let all: Vec<Tensor<1>> = model.orders().iter().enumerate().map(of_one).collect();
    log_mean_exp(all)
}

/// log (1/n) sum_i exp(v_i), where no exponential overflows: n times `[batch]` to `[batch]`.
pub(super) fn log_mean_exp(mut values: Vec<Tensor<1>>) -> Tensor<1> {
    if values.len() == 1 {
        return values.remove(0);
    }
    let count = values.len() as f64;
    let values = Tensor::stack::<2>(values, 1); // [batch, n]
    let largest = values.clone().max_dim(1); // [batch, 1]
    let sum = (values - largest.clone()).exp().sum_dim(1); // [batch, 1]
    (sum.log().sub_scalar(count.ln()) + largest).squeeze_dim(1)
}

/// -log p(x) for measures, in nats: x `[batch, 2]` to `[batch]`.
///
/// A point outside the window counts as one in the nearest cell of the border. Its density is zero in truth, and one such
/// point (a millionth of the bundled sets lie there) would make every mean infinite.
pub(super) fn nats(model: &impl Conditionals, x: Tensor<2>) -> Tensor<1> {
    let bits = model.code().bits(x); // [batch, 16]
    log_probability(model, &bits, BITS)
        .neg()
        .add_scalar(model.code().log_area([1.0, 1.0]))
}

/// log p(x) when the model draws the first bits and the others are tossed: x `[batch, 2]` to `[batch]`.
///
/// With all bits it is the model's density. Outside the window it is minus infinity.
pub(super) fn log_density(model: &impl Conditionals, x: Tensor<2>, first: usize) -> Tensor<1> {
    let code = model.code();
    let tossed = (BITS - first) as f64 * 2f64.ln();
    let inside = log_probability(model, &code.bits(x.clone()), first)
        .sub_scalar(tossed + code.log_area([1.0, 1.0])); // [batch]
    code.nothing_outside(inside, x, [1.0, 1.0])
}

/// log p(x) in the terms that the order gives it: the first half of the bits, then the other half given the first.
///
/// Where several orders differ in what comes first, their mixture has no such halves, and its formula has one term.
pub(super) fn terms(model: &impl Conditionals, x: Tensor<2>) -> Vec<Term> {
    let (code, orders) = (model.code(), model.orders());
    let half = BITS / 2;
    let shares = [orders[0].shares(0..half), orders[0].shares(half..BITS)];
    let bits = code.bits(x.clone()); // [batch, 16]
    let whole = log_probability(model, &bits, BITS); // [batch]
    let term = |(id, latex): (&'static str, &'static str), value: Tensor<1>, volume: [f64; 2]| {
        let value = value.sub_scalar(code.log_area(volume));
        let value = code.nothing_outside(value, x.clone(), volume);
        Term {
            id,
            latex,
            value,
            volume,
        }
    };
    if orders.iter().any(|order| *order != orders[0]) {
        return vec![term(MIXTURE, whole, [1.0, 1.0])];
    }
    let first = log_probability(model, &bits, half); // [batch]
    let words = match shares[0] {
        [1.0, 0.0] => X_FIRST,
        [0.0, 1.0] => Y_FIRST,
        _ => MIXED,
    };
    vec![
        term(words[0], first.clone(), shares[0]),
        term(words[1], whole - first, shares[1]),
    ]
}

/// A table of numbers, `[rows, columns]`, as a picture.
pub(super) fn matrix(name: &'static str, values: Tensor<2>) -> Matrix {
    let [rows, columns] = values.dims();
    let values: Vec<f32> = values.into_data().iter().collect();
    Matrix {
        name,
        rows,
        columns,
        values: values.into(),
    }
}

const X_FIRST: [(&str, &str); 2] = [
    ("x-alone", r"\log p(x_1)"),
    ("y-given-x", r"\log p(x_2 \mid x_1)"),
];
const Y_FIRST: [(&str, &str); 2] = [
    ("y-alone", r"\log p(x_2)"),
    ("x-given-y", r"\log p(x_1 \mid x_2)"),
];
const MIXED: [(&str, &str); 2] = [
    ("first-bits", r"\log p(b_{1:8})"),
    ("last-bits", r"\log p(b_{9:16} \mid b_{1:8})"),
];
const MIXTURE: (&str, &str) = ("orders", r"\log \tfrac{1}{K} \sum_{k=1}^{K} p_k(x)");

/// Draws points: a code, then a place in its cell. `[count, 2]`
///
/// Of several orders each point has one, chosen by the noise.
pub(super) fn sample(model: &impl Conditionals, count: usize, noise: Noise) -> Tensor<2> {
    let code = model.code();
    let device = code.device();
    let uniform = noise.uniform("bits", [count, BITS], &device);
    let within = noise.uniform("cell", [count, 2], &device);
    let orders = model.orders().len();
    if orders == 1 {
        return code.points(model.draw(0, uniform), within);
    }
    let mut generator = noise.generator("orders");
    let choices: Vec<usize> = (0..count)
        .map(|_| generator.random_range(0..orders))
        .collect();
    let mut rows = Vec::with_capacity(count);
    let mut drawn = Vec::with_capacity(orders);
    for order in 0..orders {
        let of_order: Vec<usize> = (0..count).filter(|&row| choices[row] == order).collect();
        if !of_order.is_empty() {
            drawn.push(model.draw(order, uniform.clone().select(0, index(&of_order, &device))));
            rows.extend(of_order);
        }
    }
    let mut places = vec![0; count];
    for (place, row) in rows.into_iter().enumerate() {
        places[row] = place;
    }
    let bits = Tensor::cat(drawn, 0).select(0, index(&places, &device)); // [count, 16]
    code.points(bits, within)
}
