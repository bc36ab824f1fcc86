//! One pass over memory against the tensor operations, and both against finite differences.

use burn::tensor::{Device, Tensor};

use super::*;

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    tensor.into_data().iter().collect()
}

/// Widths that are no whole number of vectors, and more examples than go into a tile.
fn net() -> SiluMlp {
    SiluMlp::new("net", [5, 2], &[37, 70], Noise::new(3, 0), &Device::flex())
}

fn draw(purpose: &str, shape: [usize; 2]) -> Tensor<2> {
    Noise::new(4, 0).normal(purpose, shape, &Device::flex())
}

/// The unit vector along input i, for every row of x.
fn unit(i: usize, x: &Tensor<2>) -> Tensor<2> {
    let zeros = x.zeros_like();
    let one = zeros.clone().narrow(1, i, 1).add_scalar(1.0);
    zeros.slice_assign([0..x.dims()[0], i..i + 1], one)
}

fn assert_close(ours: &[f64], theirs: &[f64], tolerance: f64) {
    assert_eq!(ours.len(), theirs.len());
    for (i, (a, b)) in ours.iter().zip(theirs).enumerate() {
        assert!(
            (a - b).abs() < tolerance * (1.0 + b.abs()),
            "{i}: {a} against {b}"
        );
    }
}

#[test]
fn a_pass_over_memory_is_what_the_tensor_operations_say() {
    let (net, x) = (net(), draw("x", [135, 5]));
    let plain = numbers(net.composed(x.clone()));
    assert_close(&numbers(net.forward(x.clone())), &plain, 2e-6);
    // Tangents need not be unit vectors.
    let tangents = [draw("first", [135, 5]), draw("second", [135, 5])];
    let (f, divergence) = net.with_divergence(x.clone(), &tangents);
    let (composed_f, composed) = net.composed_with_divergence(x, &tangents);
    assert_close(&numbers(f), &plain, 2e-6);
    assert_close(&numbers(composed_f), &plain, 2e-6);
    assert_close(&numbers(divergence), &numbers(composed), 5e-6);
}

#[test]
fn the_divergence_is_what_finite_differences_say() {
    let (net, x) = (net(), draw("x", [20, 5]).mul_scalar(2.0));
    let ours = numbers(
        net.with_divergence(x.clone(), &[unit(0, &x), unit(1, &x)])
            .1,
    );
    let along = |i: usize| {
        const WIDTH: f64 = 1e-2;
        let nudge = unit(i, &x).mul_scalar(WIDTH);
        let (ahead, behind) = (x.clone() + nudge.clone(), x.clone() - nudge);
        let change = net.forward(ahead) - net.forward(behind);
        numbers(change.narrow(1, i, 1).div_scalar(2.0 * WIDTH))
    };
    let (first, second) = (along(0), along(1));
    let numeric: Vec<f64> = first.iter().zip(second).map(|(a, b)| a + b).collect();
    assert_close(&ours, &numeric, 1e-3);
    assert!(
        ours.iter().any(|d| d.abs() > 0.05),
        "there is something to be found: {ours:?}"
    );
}

#[test]
fn the_gradients_are_the_tapes() {
    let (net, x, y) = (net(), draw("x", [135, 5]), draw("y", [135, 2]));
    let regression = net.regress(x.clone(), y.clone());
    let f = net.composed(Tensor::from_inner(x));
    let loss = (f - Tensor::from_inner(y)).square().sum_dim(1).mean();
    assert_close(
        &numbers(regression.loss),
        &numbers(loss.clone().inner()),
        1e-5,
    );
    let tape = loss.backward();
    for layer in &net.layers {
        let (weight, bias) = (layer.weight.val(), layer.bias.as_ref().unwrap().val());
        let pair = |g: &Gradients| {
            let (weight, bias) = (weight.grad(g).unwrap(), bias.grad(g).unwrap());
            (numbers(weight), numbers(bias))
        };
        let (ours, theirs) = (pair(&regression.gradients), pair(&tape));
        assert_close(&ours.0, &theirs.0, 2e-6);
        assert_close(&ours.1, &theirs.1, 2e-6);
        assert!(theirs.0.iter().any(|g| g.abs() > 1e-3));
    }
}

#[test]
fn two_units_make_a_straight_line() {
    // a s(a) - (-a) s(-a) = a: what the hand sets comes out exactly, far out as well as near.
    let x = Tensor::<2>::from_data(
        [[-80.0], [-3.0], [-1e-3], [0.0], [0.5], [7.0], [60.0]],
        &Device::flex(),
    );
    let mut net = SiluMlp::new("net", [1, 1], &[2], Noise::new(1, 0), &Device::flex());
    let device = Device::flex().autodiff();
    for (layer, weight, shape) in [(0, [1.0f32, -1.0], [1, 2]), (1, [1.0, -1.0], [2, 1])] {
        let data = burn::tensor::TensorData::new(weight.to_vec(), shape);
        net.layers[layer].weight = Param::from_data(data, &device);
        let bias = net.layers[layer].bias.take().unwrap();
        net.layers[layer].bias =
            Some(bias.map(|b| Tensor::from_inner(b.inner().zeros_like()).require_grad()));
    }
    let (f, slope) = net.with_divergence(x.clone(), &[unit(0, &x)]);
    assert_close(&numbers(f), &numbers(x), 1e-6);
    assert_close(&numbers(slope), &[1.0; 7], 1e-6);
}

#[test]
fn the_way_back_from_any_derivative_is_the_tapes() {
    let (net, x, slope) = (net(), draw("x", [135, 5]), draw("slope", [135, 2]));
    let trace = net.trace(x.clone());
    let f = net.composed(Tensor::from_inner(x));
    assert_close(&numbers(trace.f.clone()), &numbers(f.clone().inner()), 2e-6);
    let ours = trace.back(slope.clone());
    let tape = (f * Tensor::from_inner(slope)).sum().backward();
    for layer in &net.layers {
        let (weight, bias) = (layer.weight.val(), layer.bias.as_ref().unwrap().val());
        let theirs = numbers(weight.grad(&tape).unwrap());
        assert_close(&numbers(weight.grad(&ours).unwrap()), &theirs, 5e-5);
        let biases = numbers(bias.grad(&tape).unwrap());
        assert_close(&numbers(bias.grad(&ours).unwrap()), &biases, 5e-5);
        assert!(theirs.iter().any(|g| g.abs() > 1e-2));
    }
}

#[test]
fn the_slope_at_a_place_is_the_tapes() {
    let net = SiluMlp::new("net", [3, 1], &[37, 70], Noise::new(3, 0), &Device::flex());
    let x = draw("x", [135, 3]);
    let (f, slope) = net.slope_field().at(x.clone());
    let (composed, theirs) = net.composed_slopes(x);
    assert_close(&numbers(f), &numbers(composed), 2e-6);
    let theirs = numbers(theirs);
    assert_close(&numbers(slope), &theirs, 5e-6);
    assert!(theirs.iter().any(|g| g.abs() > 0.05));
}

#[test]
fn the_way_back_on_plain_numbers_is_the_tapes() {
    let (net, x) = (net(), draw("x", [21, 5]));
    let by_output = draw("slope", [21, 2]);
    let plain = |t: Tensor<2>| -> Vec<f32> { t.into_data().iter().collect() };
    let pass = net.pass().unwrap();
    let tape = pass.forward(&plain(x.clone()));
    let f = tape
        .outputs()
        .into_iter()
        .map(f64::from)
        .collect::<Vec<_>>();
    assert_close(&f, &numbers(net.forward(x.clone())), 1e-6);
    let (slopes, by_input) = pass.backward(&tape, &plain(by_output.clone()));
    let x = Tensor::<2>::from_inner(x).require_grad();
    let loss = (net.taped(x.clone()) * Tensor::from_inner(by_output)).sum();
    let gradients = loss.backward();
    let by_input = by_input.into_iter().map(f64::from).collect::<Vec<_>>();
    assert_close(&by_input, &numbers(x.grad(&gradients).unwrap()), 1e-5);
    let ours = pass.by_path(slopes, "net.");
    for (i, layer) in net.layers.iter().enumerate() {
        let weight = numbers(layer.weight.val().grad(&gradients).unwrap());
        let bias = numbers(layer.bias.as_ref().unwrap().val().grad(&gradients).unwrap());
        for (what, theirs) in [("weight", weight), ("bias", bias)] {
            let ours = &ours[&format!("net.layers.{i}.{what}")];
            assert_close(&ours.iter().collect::<Vec<f64>>(), &theirs, 1e-5);
        }
    }
}

#[test]
fn sharper_bends_come_from_larger_signals_into_them() {
    let device = Device::flex();
    let [plain, sharp] = [1.0, 6.0].map(|times| {
        let net = SiluMlp::new("net", [2, 3], &[16, 16], Noise::new(5, 0), &device);
        net.sharper(times)
    });
    let numbers = |tensor: Tensor<2>| tensor.into_data().iter::<f32>().collect::<Vec<_>>();
    let weights = |net: &SiluMlp, i: usize| numbers(net.layers[i].weight.val().inner());
    let times_six = |plain: &[f32]| plain.iter().map(|w| 6.0 * w).collect::<Vec<_>>();
    assert_eq!(weights(&sharp, 0), times_six(&weights(&plain, 0)));
    assert_eq!(weights(&sharp, 1), weights(&plain, 1));
    let bias = |net: &SiluMlp, i: usize| {
        let bias = net.layers[i].bias.as_ref().unwrap().val().inner();
        bias.into_data().iter::<f32>().collect::<Vec<_>>()
    };
    assert_eq!(bias(&sharp, 1), times_six(&bias(&plain, 1)));
    assert_eq!(bias(&sharp, 2), bias(&plain, 2));
}
