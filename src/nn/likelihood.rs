//! Likelihoods of pixels.

use burn::tensor::activation::{log_sigmoid, log_softmax, sigmoid, softplus};
use burn::tensor::{Int, Tensor};

use super::fused;

/// -log p(x) of independent Bernoulli pixels with the given logits, in nats.
///
/// -sum_i [x_i log s(l_i) + (1 - x_i) log s(-l_i)] = sum_i [(1 - x_i) l_i - log s(l_i)], where s is the logistic function.
/// x and l are `[batch, dims]`; the answer is `[batch]`. A grey x in `[0, 1]` gives the mean over coin tosses with that bias.
pub fn bernoulli_nats(x: Tensor<2>, logits: Tensor<2>) -> Tensor<1> {
    if let Some((nats, slope)) = fused::bernoulli(&x, &logits) {
        return with_slope(nats, slope, logits);
    }
    let absent = x.neg().add_scalar(1.0); // 1 - x, [batch, dims]
    (absent * logits.clone() - log_sigmoid(logits))
        .sum_dim(1)
        .squeeze_dim(1)
}

/// The same value without a tape, and its derivative by the logits, s(l) - x: `[batch]` and `[batch, dims]`.
pub fn bernoulli_slope(x: Tensor<2>, logits: Tensor<2>) -> (Tensor<1>, Tensor<2>) {
    let (x, logits) = (x.inner(), logits.inner());
    fused::bernoulli(&x, &logits).unwrap_or_else(|| {
        let slope = sigmoid(logits.clone()) - x.clone();
        (bernoulli_nats(x, logits), slope)
    })
}

/// -log p(k) of independent numbers that have one of several levels each, in nats: sum_i [log sum_j exp(l_ij) - l_i,k_i].
///
/// k are the levels as whole numbers, `[batch, dims]`, l the logits, `[batch, dims * levels]`; the answer is `[batch]`.
pub fn categorical_nats(k: Tensor<2>, logits: Tensor<2>) -> Tensor<1> {
    if let Some((nats, slope)) = fused::categorical(&k, &logits) {
        return with_slope(nats, slope, logits);
    }
    categorical_each(k, logits).sum_dim(1).squeeze_dim(1)
}

/// -log p(x_i) of each Bernoulli pixel, in nats: softplus(l) - x l; x and l are `[batch, dims]`, as is the answer.
pub fn bernoulli_each(x: Tensor<2>, logits: Tensor<2>) -> Tensor<2> {
    softplus(logits.clone(), 1.0) - x * logits
}

/// -log p(k_i) of each number that has one of several levels, in nats: k `[batch, dims]` and l `[batch, dims * levels]` to
/// `[batch, dims]`.
pub fn categorical_each(k: Tensor<2>, logits: Tensor<2>) -> Tensor<2> {
    let [batch, dims] = k.dims();
    let levels = logits.dims()[1] / dims;
    let all = Tensor::<1, Int>::arange(0..levels as i64, &k.device())
        .float()
        .reshape([1, 1, levels]);
    let chosen = k.reshape([batch, dims, 1]).equal(all).float(); // [batch, dims, levels]
    let log_p = log_softmax(logits.reshape([batch, dims, levels]), 2); // [batch, dims, levels]
    (log_p * chosen).sum_dim(2).squeeze_dim(2).neg()
}

/// The sum over units of softplus(l) = log(1 + exp l), and the chance of each to be on, the logistic function of l; both without
/// a tape: l `[batch, units]` to `[batch]` and `[batch, units]`.
pub fn on_or_off(logits: Tensor<2>) -> (Tensor<1>, Tensor<2>) {
    fused::logistic(&logits).unwrap_or_else(|| {
        let logits = logits.inner();
        let sums = softplus(logits.clone(), 1.0).sum_dim(1).squeeze_dim(1);
        (sums, sigmoid(logits))
    })
}

/// Values that are known, `[batch]`, with their known derivative by the logits, `[batch, dims]`, tied to the tape.
///
/// The difference is exactly zero, and its derivative by the logits is exactly the slope.
fn with_slope(nats: Tensor<1>, slope: Tensor<2>, logits: Tensor<2>) -> Tensor<1> {
    if !logits.is_autodiff() {
        return nats;
    }
    let tied = (logits * Tensor::from_inner(slope))
        .sum_dim(1)
        .squeeze_dim::<1>(1); // [batch]
    tied.clone() - tied.detach() + Tensor::from_inner(nats)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Noise;
    use burn::tensor::Device;

    fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().try_into_vec_as().unwrap()
    }

    #[test]
    fn it_is_the_bernoulli_likelihood_from_far_left_to_far_right() {
        let device = Device::flex();
        let logits = [-90.0f32, -30.0, -2.0, 0.0, 0.5, 3.0, 17.0, 88.0];
        let x = [0.0f32, 1.0, 1.0, 0.3, 1.0, 0.0, 0.5, 1.0];
        let ours = values(bernoulli_nats(
            Tensor::from_data([x], &device),
            Tensor::from_data([logits], &device),
        ))[0];
        let softplus = |l: f64| l.max(0.0) + (-l.abs()).exp().ln_1p();
        let exact: f64 = logits
            .iter()
            .zip(x)
            .map(|(&l, x)| softplus(f64::from(l)) - f64::from(x) * f64::from(l))
            .sum();
        assert!(
            (f64::from(ours) - exact).abs() < 1e-4,
            "{ours} against {exact}"
        );
    }

    #[test]
    fn units_are_on_or_off_as_the_tensor_operations_say() {
        // 37 columns leave a tail behind every width of a vector.
        let l = Noise::new(1, 0).normal("l", [300, 37], &Device::flex());
        let l = l.mul_scalar(20.0);
        let (sums, on) = on_or_off(l.clone());
        let exact = values(softplus(l.clone(), 1.0).sum_dim(1));
        for (sum, exact) in values(sums).into_iter().zip(exact) {
            assert!((sum - exact).abs() < 1e-5 * exact.abs(), "{sum} {exact}");
        }
        for (on, exact) in values(on).into_iter().zip(values(sigmoid(l))) {
            assert!((on - exact).abs() < 1e-6, "{on} {exact}");
        }
    }

    #[test]
    fn levels_are_as_likely_as_a_softmax_says_and_so_are_the_slopes() {
        let device = Device::flex();
        // Eleven levels leave a rest behind every vector.
        let l = Noise::new(1, 0).normal("l", [3, 4 * 11], &device);
        let l = l.mul_scalar(30.0);
        let k: Vec<f32> = (0..12).map(|i| (i * 5 % 11) as f32).collect();
        let k = Tensor::<1>::from_floats(k.as_slice(), &device).reshape([3, 4]);
        let logits = Tensor::<2>::from_inner(l.clone()).require_grad();
        let weights = Tensor::<1>::from_data([1.0, -2.0, 0.5], &device.clone().autodiff());
        let nats = categorical_nats(k.clone(), logits.clone());
        let gradients = (nats.clone() * weights).sum().backward();
        let (nats, slopes) = (values(nats), values(logits.grad(&gradients).unwrap()));
        for (row, factor) in [1.0, -2.0, 0.5].into_iter().enumerate() {
            let mut expected = 0.0;
            for pixel in 0..4 {
                let l = &values(l.clone())[(row * 4 + pixel) * 11..][..11];
                let k = (row * 4 + pixel) * 5 % 11;
                let largest = l.iter().copied().fold(f32::MIN, f32::max);
                let sum: f64 = l.iter().map(|&l| f64::from(l - largest).exp()).sum();
                let log_p = |j: usize| f64::from(l[j] - largest) - sum.ln();
                expected -= log_p(k);
                for j in 0..11 {
                    let slope = factor * (log_p(j).exp() - f64::from(u8::from(j == k)));
                    let ours = f64::from(slopes[(row * 4 + pixel) * 11 + j]);
                    assert!((ours - slope).abs() < 1e-5, "{ours} against {slope}");
                }
            }
            assert!((f64::from(nats[row]) - expected).abs() < 1e-5 * expected);
        }
    }

    #[test]
    fn its_gradient_is_the_sigmoid_less_the_pixel() {
        let device = Device::flex().autodiff();
        let noise = Noise::new(1, 0);
        // 37 columns leave a tail behind every width of a vector.
        let x = noise.uniform("x", [5, 37], &Device::flex());
        let l = noise.normal("l", [5, 37], &Device::flex()).mul_scalar(4.0);
        let logits = Tensor::<2>::from_inner(l.clone()).require_grad();
        let weights = Tensor::<1>::from_data([1.0, 2.0, 0.5, -1.0, 3.0], &device);
        let gradients = (bernoulli_nats(Tensor::from_inner(x.clone()), logits.clone()) * weights)
            .sum()
            .backward();
        let ours = values(logits.grad(&gradients).unwrap());
        let rows = [1.0f32, 2.0, 0.5, -1.0, 3.0];
        for (i, ((ours, x), l)) in ours.iter().zip(values(x)).zip(values(l)).enumerate() {
            let exact = rows[i / 37] * (1.0 / (1.0 + (-l).exp()) - x);
            assert!((ours - exact).abs() < 2e-6, "{i}: {ours} against {exact}");
        }
    }
}
