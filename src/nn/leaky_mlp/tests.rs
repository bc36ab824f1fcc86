//! Tiles against tensor operations, and both against finite differences of a net in 64 bits that knows nothing of either.

use burn::module::Param;

use super::*;
use crate::nn::{clipped, share_beyond};

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    tensor.into_data().iter().collect()
}

fn net(inputs: usize, widths: &[usize], outputs: usize) -> LeakyMlp {
    let noise = Noise::new(3, 0);
    LeakyMlp::new("net", [inputs, outputs], widths, noise, &Device::flex())
}

fn draw(purpose: &str, shape: [usize; 2]) -> Tensor<2> {
    Noise::new(4, 0).normal(purpose, shape, &Device::flex())
}

/// One number an example.
fn column(purpose: &str, count: usize) -> Tensor<1> {
    draw(purpose, [count, 1]).squeeze_dim(1)
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

/// The gradients of all parameters of a net, layer by layer, the weights before the biases.
fn in_order(net: &LeakyMlp, gradients: &Gradients) -> Vec<f64> {
    let of = |layer: &Linear| {
        let weight = numbers(layer.weight.val().grad(gradients).unwrap());
        let bias = layer.bias.as_ref().unwrap().val();
        [weight, numbers(bias.grad(gradients).unwrap())].concat()
    };
    net.layers.iter().flat_map(of).collect()
}

/// The net by plain loops.
#[derive(Clone)]
struct Plain {
    /// Inputs and outputs of every layer.
    shapes: Vec<[usize; 2]>,
    /// Layer by layer, the weights before the biases.
    parameters: Vec<f64>,
}

impl Plain {
    fn of(net: &LeakyMlp) -> Self {
        let numbers = |layer: &Linear| {
            let bias = layer.bias.as_ref().unwrap().val().inner();
            [numbers(layer.weight.val().inner()), numbers(bias)].concat()
        };
        Self {
            shapes: net.layers.iter().map(|layer| layer.weight.dims()).collect(),
            parameters: net.layers.iter().flat_map(numbers).collect(),
        }
    }

    fn height(&self, x: &[f64]) -> f64 {
        let mut h = x.to_vec();
        let mut from = 0;
        for (l, [inputs, outputs]) in self.shapes.iter().copied().enumerate() {
            let weight = &self.parameters[from..from + inputs * outputs];
            let bias = &self.parameters[from + inputs * outputs..];
            let unit = |j: usize| {
                let products = h
                    .iter()
                    .enumerate()
                    .map(|(i, h)| h * weight[i * outputs + j]);
                let a = bias[j] + products.sum::<f64>();
                let is_open = a > 0.0 || l + 1 == self.shapes.len();
                if is_open { a } else { f64::from(LEAK) * a }
            };
            let next: Vec<f64> = (0..outputs).map(unit).collect();
            h = next;
            from += inputs * outputs + outputs;
        }
        h[0]
    }

    fn slope(&self, x: &[f64]) -> Vec<f64> {
        const WIDTH: f64 = 1e-6;
        let along = |axis: usize| {
            let moved = |by: f64| {
                let mut x = x.to_vec();
                x[axis] += by;
                self.height(&x)
            };
            (moved(WIDTH) - moved(-WIDTH)) / (2.0 * WIDTH)
        };
        (0..x.len()).map(along).collect()
    }
}

#[test]
fn heights_and_slopes_are_what_finite_differences_say() {
    let (net, x) = (net(3, &[21, 18], 1), draw("x", [70, 3]));
    let plain = Plain::of(&net);
    let points = numbers(x.clone());
    let heights: Vec<f64> = points.chunks_exact(3).map(|x| plain.height(x)).collect();
    let slopes: Vec<f64> = points
        .chunks_exact(3)
        .flat_map(|x| plain.slope(x))
        .collect();
    for survey in [net.survey(x.clone()), net.composed_survey(x.clone())] {
        assert_close(&numbers(survey.height), &heights, 1e-6);
        assert_close(&numbers(survey.slope), &slopes, 1e-5);
    }
    assert_close(&numbers(net.forward(x.clone())), &heights, 1e-6);
    assert_close(&numbers(net.trace(x).0), &heights, 1e-6);
    assert!(slopes.iter().any(|slope| slope.abs() > 0.05));
}

#[test]
fn the_gradient_of_a_gradient_penalty_is_what_finite_differences_say() {
    let (net, x) = (net(2, &[7, 6, 5], 1), draw("x", [6, 2]));
    let c = column("by height", 6);
    let plain = Plain::of(&net);
    let (points, weights) = (numbers(x.clone()), numbers(c.clone()));
    // sum of c f + (|g| - 1)^2
    let objective = |plain: &Plain| -> f64 {
        let term = |(x, c): (&[f64], &f64)| {
            let slope = plain.slope(x);
            let size = slope.iter().map(|g| g * g).sum::<f64>().sqrt();
            c * plain.height(x) + (size - 1.0).powi(2)
        };
        points.chunks_exact(2).zip(&weights).map(term).sum()
    };
    let numeric = |i: usize| {
        const WIDTH: f64 = 1e-5;
        let moved = |by: f64| {
            let mut plain = plain.clone();
            plain.parameters[i] += by;
            objective(&plain)
        };
        (moved(WIDTH) - moved(-WIDTH)) / (2.0 * WIDTH)
    };
    let numeric: Vec<f64> = (0..plain.parameters.len()).map(numeric).collect();
    for survey in [net.survey(x.clone()), net.composed_survey(x.clone())] {
        let size = survey.slope.clone().square().sum_dim(1).sqrt(); // [6, 1]
        let pull = size.clone().sub_scalar(1.0).div(size).mul_scalar(2.0); // [6, 1]
        let share = Share {
            survey: &survey,
            by_height: c.clone(),
            by_slope: Some(survey.slope.clone() * pull),
        };
        let ours = in_order(&net, &net.survey_gradients(&[share]));
        assert_close(&ours, &numeric, 1e-4);
    }
    assert!(numeric.iter().filter(|g| g.abs() > 0.01).count() > numeric.len() / 2);
}

#[test]
fn tiles_are_what_the_tensor_operations_say_and_shares_add_up() {
    let net = net(2, &[37, 70], 1);
    let parts = [("few", 9), ("many", 135)].map(|(name, count)| {
        let c = column("by height", count);
        (draw(name, [count, 2]), c, draw("by slope", [count, 2]))
    });
    let gradients = |survey: fn(&LeakyMlp, Tensor<2>) -> Survey, both: bool| {
        let surveys = parts.clone().map(|(x, ..)| survey(&net, x));
        let shares = surveys.iter().zip(&parts).map(|(survey, (_, c, v))| Share {
            survey,
            by_height: c.clone(),
            by_slope: both.then(|| v.clone()),
        });
        let shares: Vec<Share> = shares.collect();
        in_order(&net, &net.survey_gradients(&shares))
    };
    for both in [false, true] {
        let tiles = gradients(LeakyMlp::survey, both);
        assert_close(&tiles, &gradients(LeakyMlp::composed_survey, both), 2e-5);
    }
}

#[test]
fn the_gradients_of_several_outputs_are_the_tapes() {
    let (net, x) = (net(5, &[37, 20], 2), draw("x", [135, 5]));
    let by_outputs = draw("by outputs", [135, 2]);
    // On the tape.
    let on_tape = |h: Tensor<2>, (l, layer): (usize, &Linear)| {
        let a = layer.forward(h);
        if l == net.depth() {
            a
        } else {
            leaky_relu(a, f64::from(LEAK))
        }
    };
    let layers = net.layers.iter().enumerate();
    let f = layers.fold(Tensor::from_inner(x.clone()), on_tape);
    let loss = (f * Tensor::from_inner(by_outputs.clone())).sum();
    let theirs = in_order(&net, &loss.backward());
    let (_, tiles) = net.trace(x.clone());
    let tensors = LeakyTrace(Made::Tensors(net.made(x)));
    for trace in [tiles, tensors] {
        let ours = in_order(&net, &net.gradients(&trace, by_outputs.clone()));
        assert_close(&ours, &theirs, 2e-5);
    }
    assert!(theirs.iter().any(|g| g.abs() > 1.0));
}

#[test]
fn clipping_cuts_every_weight_and_counts_those_it_has_cut() {
    let mut net = net(2, &[2], 1);
    let set = |values: &[f32], shape: [usize; 2]| {
        let data = burn::tensor::TensorData::new(values.to_vec(), shape);
        Param::from_data(data, &Device::flex().autodiff())
    };
    net.layers[0].weight = set(&[0.5, -0.05, 0.0, -3.0], [2, 2]);
    net.layers[1].weight = set(&[0.1, 0.09], [2, 1]);
    for layer in &mut net.layers {
        let zero = |bias: Tensor<1>| Tensor::from_inner(bias.inner().zeros_like()).require_grad();
        layer.bias = layer.bias.take().map(|bias| bias.map(zero));
    }
    let net = clipped(net, 0.1);
    let plain = Plain::of(&net).parameters;
    let cut = [0.1, -0.05, 0.0, -0.1, 0.0, 0.0, 0.1, 0.09, 0.0];
    assert_close(&plain, &cut, 1e-7);
    assert_close(&numbers(share_beyond(&net, 0.1)), &[3.0 / 9.0], 1e-6);
    assert_close(&numbers(share_beyond(&net, f64::INFINITY)), &[0.0], 1e-9);
}

#[test]
fn the_way_back_to_the_inputs_is_that_of_the_slope_in_tiles_and_in_whole_matrices() {
    let net = net(5, &[19, 7], 1);
    let x = draw("x", [70, 5]);
    let by_outputs = draw("by", [70, 1]);
    // The derivative by an input of what is weighed by c is c times the slope.
    let expected = numbers(net.survey(x.clone()).slope * by_outputs.clone());
    let (_, tiles) = net.trace(x.clone());
    let whole = LeakyTrace(Made::Tensors(net.made(x)));
    let plain = in_order(&net, &net.gradients(&tiles, by_outputs.clone()));
    for trace in [tiles, whole] {
        let mut gradients = net.no_gradients();
        let by_inputs = net.back_into(&mut gradients, &trace, by_outputs.clone());
        assert_close(&numbers(by_inputs), &expected, 1e-5);
        assert_close(&in_order(&net, &gradients), &plain, 1e-5);
    }
}

#[test]
fn a_silenced_net_says_nothing_and_can_learn_to_speak() {
    let net = net(4, &[9], 3).silenced();
    let x = draw("x", [8, 4]);
    let (f, trace) = net.trace(x);
    assert!(numbers(f).iter().all(|f| *f == 0.0));
    let slopes = in_order(&net, &net.gradients(&trace, draw("by", [8, 3])));
    assert!(slopes.iter().any(|slope| slope.abs() > 0.01));
}

#[test]
fn large_nets_are_multiplied_as_a_whole() {
    let (small, large) = (net(64, &[64], 1), net(400, &[400], 1));
    assert!(matches!(
        small.trace(draw("x", [3, 64])).1.0,
        Made::Tiles(_)
    ));
    assert!(matches!(
        large.trace(draw("x", [3, 400])).1.0,
        Made::Tensors(_)
    ));
    let x = draw("x", [30, 400]);
    let survey = large.survey(x.clone());
    let tiles = tiles::survey(&large.layers, &x).unwrap();
    assert_close(&numbers(survey.height), &numbers(tiles.0), 1e-4);
    assert_close(&numbers(survey.slope), &numbers(tiles.1), 1e-4);
}
