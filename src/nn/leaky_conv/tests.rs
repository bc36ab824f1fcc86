//! Heights, slopes and gradients against the tape, which knows nothing of the way along.

use super::*;
use crate::nn::{convolved, parameters};

/// Odd sides, so that there is a border of zeros, and two by two pixels a place.
const SIDES: [usize; 3] = [17, 16, 3];
const DIMS: usize = 17 * 16 * 3;
const BATCH: usize = 5;

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    tensor.into_data().iter().collect()
}

fn net(told: usize) -> LeakyConv {
    LeakyConv::new("net", SIDES, [told, 8], Noise::new(3, 0), &Device::flex())
}

fn draw(purpose: &str, count: usize) -> Tensor<2> {
    Noise::new(4, 0).normal(purpose, [BATCH, count], &Device::flex())
}

fn assert_close(ours: &[f64], theirs: &[f64], tolerance: f64) {
    assert_eq!(ours.len(), theirs.len());
    let largest = theirs.iter().fold(0.0f64, |most, v| most.max(v.abs()));
    assert!(largest > 1e-3, "there is something to compare");
    for (i, (a, b)) in ours.iter().zip(theirs).enumerate() {
        assert!((a - b).abs() < tolerance * largest, "{i}: {a} against {b}");
    }
}

/// f(x) as the layers compute it from x on the tape.
fn on_the_tape(net: &LeakyConv, x: Tensor<2>) -> Tensor<2> {
    let h = net.conv.leaky(net.placed(x), LEAK);
    let h = net.conv_2.leaky(halved(h), LEAK);
    net.top.forward(in_rows(net.conv_3.leaky(h, LEAK)))
}

/// The gradients of all parameters of a net.
fn in_order(net: &LeakyConv, gradients: &Gradients) -> Vec<f64> {
    let of_conv = |conv: &Conv| {
        let (weight, bias) = conv.numbers();
        let bias = bias.grad(gradients).map(numbers).unwrap_or_default();
        [numbers(weight.grad(gradients).unwrap()), bias].concat()
    };
    let top = net.top.weight.val().grad(gradients).unwrap();
    let convs = [&net.conv, &net.conv_2, &net.conv_3].map(of_conv);
    [convs.concat(), numbers(top)].concat()
}

#[test]
fn the_slope_is_what_the_tape_gives_the_pictures() {
    for told in [0, 3] {
        let net = net(told);
        let x = draw("x", DIMS + told);
        let tracked = Tensor::from_inner(x.clone()).require_grad();
        let height = on_the_tape(&net, tracked.clone());
        let slope = tracked.grad(&height.clone().sum().backward()).unwrap();
        let survey = net.survey(x.clone());
        assert_close(&numbers(net.slope(&survey)), &numbers(slope), 1e-5);
        let height = numbers(height.inner());
        assert_close(&numbers(survey.height()), &height, 1e-6);
        assert_close(&numbers(net.height(x)), &height, 1e-6);
    }
}

/// The slope written with the weights on the tape, each layer's turned around: what the tape makes of it knows nothing of how
/// the net moves along a direction.
fn slope_on_the_tape(net: &LeakyConv, survey: &PictureSurvey) -> Tensor<2> {
    let [h, h_2, h_3] = &survey.made;
    let [_, rows, columns, coarse] = h_3.dims();
    let back = |conv: &Conv, u: Tensor<4>| {
        let (weight, bias) = conv.numbers();
        let (seen, outputs) = (weight.dims()[0], bias.dims()[0]);
        let weight = weight.reshape([9, seen / 9, outputs]).flip([0]);
        let weight = weight.swap_dims(1, 2).reshape([9 * outputs, seen / 9]);
        convolved(u, weight, 3)
    };
    let top = net.top.weight.val().reshape([1, rows, columns, coarse]);
    let u = back(&net.conv_3, top * on_tape(leaks(h_3))) * on_tape(leaks(h_2));
    let u = doubled(back(&net.conv_2, u).mul_scalar(0.25)) * on_tape(leaks(h));
    net.gathered(back(&net.conv, u))
}

#[test]
fn gradients_of_what_asks_for_slopes_are_those_of_the_slope_on_the_tape() {
    for told in [0, 3] {
        let net = net(told);
        let survey = net.survey(draw("x", DIMS + told));
        let v = draw("v", DIMS + told);
        let share = Share {
            survey: &survey,
            by_height: Tensor::zeros([BATCH], &Device::flex()),
            by_slope: Some(v.clone()),
        };
        let ours = in_order(&net, &net.survey_gradients(&[share]));
        let slope = slope_on_the_tape(&net, &net.survey(draw("x", DIMS + told)));
        let theirs = in_order(&net, &(slope * on_tape(v)).sum().backward());
        // The slope knows nothing of biases, whose gradients are zero here and absent there.
        let ours: Vec<f64> = ours.into_iter().filter(|g| *g != 0.0).collect();
        assert_close(&ours, &theirs, 1e-4);
    }
}

#[test]
fn gradients_of_what_asks_for_heights_are_those_of_the_tape() {
    for told in [0, 3] {
        let net = net(told);
        let (x, y) = (draw("x", DIMS + told), draw("y", DIMS + told));
        let c = draw("c", 1);
        let (on_x, on_y) = (net.survey(x.clone()), net.survey(y.clone()));
        let share = |survey| Share {
            survey,
            by_height: c.clone().squeeze_dim(1),
            by_slope: None,
        };
        let ours = in_order(&net, &net.survey_gradients(&[share(&on_x), share(&on_y)]));
        let heights = [x, y].map(|x| on_the_tape(&net, on_tape(x)) * on_tape(c.clone()));
        let [a, b] = heights.map(Tensor::sum);
        assert_close(&ours, &in_order(&net, &(a + b).backward()), 1e-4);
    }
}

#[test]
fn its_tensors_are_named_in_the_order_of_computation() {
    let named = parameters(&net(0));
    for path in named.keys() {
        let fits = LeakyConv::ORDER
            .iter()
            .filter(|part| path.starts_with(*part));
        assert_eq!(fits.count(), 1, "{path}");
    }
}
