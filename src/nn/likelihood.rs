//! Likelihoods of pixels.

use burn::tensor::Tensor;
use burn::tensor::activation::{log_sigmoid, sigmoid, softplus};

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
