use std::time::Instant;

use burn::backend::Flex;
use burn::tensor::Distribution;

use super::*;

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}

/// The sum over what a place sees, written as loops.
fn by_loops(
    x: &[f32],
    [h, w, c]: [usize; 3],
    weight: &[f32],
    outputs: usize,
    window: &Window,
) -> Vec<f32> {
    let mut y = vec![0.0; h * w * outputs];
    for place in 0..h * w {
        let mut weights = weight.chunks_exact(outputs);
        for run in window.runs() {
            for column in 0..run.count as isize {
                let row = (place / w) as isize + run.row;
                let column = (place % w) as isize + run.column + column;
                let inside = (0..h as isize).contains(&row) && (0..w as isize).contains(&column);
                for (channel, weight) in weights.by_ref().take(c).enumerate() {
                    if inside {
                        let seen = x[(row as usize * w + column as usize) * c + channel];
                        for (y, weight) in y[place * outputs..].iter_mut().zip(weight) {
                            *y += seen * weight;
                        }
                    }
                }
            }
        }
    }
    y
}

/// The layer in tensor operations that have a tape each: x `[batch, height, width, inputs]` to `[batch, height, width, outputs]`.
fn composed(window: &Window, x: Tensor<4>, weight: Tensor<2>, bias: Tensor<1>) -> Tensor<4> {
    let [batch, height, width, _] = x.dims();
    let outputs = bias.dims()[0];
    let x = surroundings(x, window); // [batch * height * width, seen]
    let y = x.matmul(weight) + bias.unsqueeze(); // [batch * height * width, outputs]
    y.reshape([batch, height, width, outputs])
}

/// What every place sees: x `[batch, height, width, inputs]` to `[batch * height * width, places * inputs]`.
fn surroundings(x: Tensor<4>, window: &Window) -> Tensor<2> {
    let [batch, height, width, inputs] = x.dims();
    let places = window.places();
    let border = window.border();
    let wide = x.pad(
        [
            (border.top, border.bottom),
            (border.left, border.right),
            (0, 0),
        ],
        0.0,
    ); // [batch, height + top + bottom, width + left + right, inputs]
    let mut shifted = Vec::with_capacity(places);
    for run in window.runs() {
        let row = (run.row + border.top as isize) as usize;
        let first = (run.column + border.left as isize) as usize;
        for column in first..first + run.count {
            let part = wide.clone().narrow(1, row, height).narrow(2, column, width);
            shifted.push(part); // [batch, height, width, inputs]
        }
    }
    Tensor::cat(shifted, 3).reshape([batch * height * width, places * inputs])
}

/// Windows, channels and sides that leave rests of every kind behind the tiles.
fn cases() -> Vec<(Window, [usize; 2], [usize; 2])> {
    vec![
        (Window::square(1), [2, 3], [5, 4]),
        (Window::square(3), [1, 4], [5, 4]),
        (Window::square(3), [16, 17], [7, 9]),
        (Window::square(7), [2, 1], [3, 2]),
        (Window::before(7, false), [1, 20], [6, 5]),
        (Window::before(3, true), [5, 32], [8, 8]),
        (Window::above(5), [3, 4], [4, 6]),
        (Window::not_below(3), [4, 3], [4, 6]),
        (Window::left(5, false), [3, 4], [2, 7]),
        (Window::left(3, true), [7, 33], [1, 1]),
    ]
}

#[test]
fn every_place_is_the_weighted_sum_of_what_it_sees() {
    let (device, noise) = (Device::flex(), Noise::new(3, 0));
    for (window, [inputs, outputs], [h, w]) in cases() {
        let layer = Conv::through("layer", [inputs, outputs], window, noise, &device);
        let x = noise.normal("x", [2, h * w * inputs], &device);
        let pictures = x.clone().reshape([2, h, w, inputs]);
        let y = values(layer.valid().forward(pictures));
        let x = values(x);
        let weight = values(layer.weight.val().inner());
        let bias = values(layer.bias.val().inner());
        for picture in 0..2 {
            let one = &x[picture * h * w * inputs..][..h * w * inputs];
            let expected = by_loops(one, [h, w, inputs], &weight, outputs, &layer.window);
            for (i, e) in expected.iter().enumerate() {
                let found = y[picture * h * w * outputs + i];
                assert!((found - e - bias[i % outputs]).abs() < 1e-4, "{i}");
            }
        }
    }
}

/// The outputs of a layer, and the gradients by inputs, weights and biases of their sum weighted at random.
fn gradients(
    layer: impl Fn(Tensor<4>, Tensor<2>, Tensor<1>) -> Tensor<4>,
    x: &Tensor<4>,
    weight: &Tensor<2>,
    bias: &Tensor<1>,
) -> [Vec<f32>; 4] {
    let x = Tensor::from_inner(x.clone()).require_grad();
    let weight = Tensor::from_inner(weight.clone()).require_grad();
    let bias = Tensor::from_inner(bias.clone()).require_grad();
    let y = layer(x.clone(), weight.clone(), bias.clone());
    let count = y.shape().num_elements();
    let by = Noise::new(9, 0).normal("by", [1, count], &Device::flex());
    let by = Tensor::from_inner(by.reshape(y.dims()));
    let gradients = (y.clone() * by).sum().backward();
    [
        values(y.inner()),
        values(x.grad(&gradients).unwrap()),
        values(weight.grad(&gradients).unwrap()),
        values(bias.grad(&gradients).unwrap()),
    ]
}

#[test]
fn one_operation_there_and_back_is_what_the_tape_says() {
    let (device, noise) = (Device::flex(), Noise::new(5, 0));
    for (window, [inputs, outputs], [h, w]) in cases() {
        for leak in [1.0, 0.2, 0.0] {
            // More pictures than are summed together, and not a multiple of that.
            let x = noise.normal("x", [19, h * w * inputs], &device);
            let x = x.reshape([19, h, w, inputs]);
            let seen = window.places() * inputs;
            let weight = noise.normal("weight", [seen, outputs], &device);
            let bias: Tensor<1> = noise.normal("bias", [1, outputs], &device).squeeze_dim(0);
            let loops = gradients(
                |x, weight, bias| tape::convolved(&x, &weight, &bias, &window, leak).unwrap(),
                &x,
                &weight,
                &bias,
            );
            let gathered = gradients(
                |x, weight, bias| gathered::convolved::<Flex>(x, weight, bias, &window, leak),
                &x,
                &weight,
                &bias,
            );
            let theirs = gradients(
                |x, weight, bias| {
                    let y = composed(&window, x, weight, bias);
                    y.clone().clamp_min(0.0) + y.clamp_max(0.0).mul_scalar(leak)
                },
                &x,
                &weight,
                &bias,
            );
            let pairs = loops
                .iter()
                .zip(&theirs)
                .chain(gathered.iter().zip(&theirs));
            for (ours, theirs) in pairs {
                let largest = theirs.iter().fold(0.0f32, |most, v| most.max(v.abs()));
                assert!(largest > 0.1, "there is something to compare");
                for (a, b) in ours.iter().zip(theirs) {
                    assert!((a - b).abs() < 1e-5 * (1.0 + largest), "{a} against {b}");
                }
            }
        }
    }
}

#[test]
fn its_gradients_are_the_slopes_of_its_sum() {
    let (device, noise) = (Device::flex(), Noise::new(6, 0));
    let window = Window::before(3, true);
    let x = noise.normal("x", [1, 3 * 4 * 2], &device);
    let x = x.reshape([1, 3, 4, 2]);
    let weight = noise.normal("weight", [10, 3], &device);
    let bias = Tensor::<1>::from_data([0.1, -0.2, 0.3], &device);
    let layer = |x, weight, bias| seen_through(&window, x, weight, bias, 1.0);
    let [y, by_x, by_weight, by_bias] = gradients(layer, &x, &weight, &bias);
    let sum = |x: &[f32], weight: &[f32], bias: &[f32]| -> f64 {
        let x = Tensor::from_data(TensorData::new(x.to_vec(), [1, 3, 4, 2]), &device);
        let weight = Tensor::from_data(TensorData::new(weight.to_vec(), [10, 3]), &device);
        let bias = Tensor::from_data(TensorData::new(bias.to_vec(), [3]), &device);
        let by = Noise::new(9, 0).normal("by", [1, y.len()], &device);
        let y = values(layer(x, weight, bias));
        let by = values(by);
        y.iter()
            .zip(by)
            .map(|(y, by)| f64::from(*y) * f64::from(by))
            .sum()
    };
    let here = [values(x), values(weight), values(bias)];
    for (which, slopes) in [by_x, by_weight, by_bias].iter().enumerate() {
        for (i, slope) in slopes.iter().enumerate() {
            let moved = |by: f32| {
                let mut here = here.clone();
                here[which][i] += by;
                sum(&here[0], &here[1], &here[2])
            };
            let found = (moved(0.5) - moved(-0.5)) as f32;
            assert!(
                (found - slope).abs() < 1e-4 * (1.0 + slope.abs()),
                "{which} {i}"
            );
        }
    }
}

#[test]
fn the_way_along_leaves_out_the_biases_and_the_way_back_is_its_transpose() {
    let (device, noise) = (Device::flex(), Noise::new(7, 0));
    for (window, [inputs, outputs], [h, w]) in cases() {
        let layer = Conv::through("layer", [inputs, outputs], window, noise, &device).valid();
        let draw = |name, channels| {
            let numbers = noise.normal(name, [2, h * w * channels], &device);
            numbers.reshape([2, h, w, channels])
        };
        let (t, u) = (draw("t", inputs), draw("u", outputs)); // [2, h, w, inputs], [2, h, w, outputs]
        let along = layer.along(t.clone());
        let whole = layer.forward(t.clone()) - layer.bias().unsqueeze();
        for (a, b) in values(along.clone()).iter().zip(values(whole)) {
            assert!((a - b).abs() < 1e-5 * (1.0 + b.abs()), "{a} against {b}");
        }
        // (A t) . u = t . (A^T u)
        let there = values((along * u.clone()).sum())[0];
        let back = values((t * layer.back(u)).sum())[0];
        assert!(
            (there - back).abs() < 1e-4 * (1.0 + there.abs()),
            "{there} {back}"
        );
    }
}

#[test]
fn the_same_step_gives_the_same_bits_whatever_the_threads_do() {
    let (device, noise) = (Device::flex(), Noise::new(8, 0));
    let x = noise.normal("x", [33, 14 * 14 * 8], &device);
    let x = x.reshape([33, 14, 14, 8]);
    let weight = noise.normal("weight", [72, 8], &device);
    let bias = Tensor::<1>::zeros([8], &device);
    let layer = |x, weight, bias| seen_through(&Window::square(3), x, weight, bias, 0.0);
    let once = || gradients(layer, &x, &weight, &bias);
    let once = || {
        let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        [1, 2, 5].map(|threads| pool(threads).unwrap().install(once))
    };
    let [one, two, five] = once();
    assert!(one == two && two == five);
}

/// Steps a second of the net that `tests/peers/conv.py` times.
#[test]
#[ignore = "a measurement"]
fn how_fast_it_is() {
    let device = Device::flex();
    let noise = Noise::new(1, 0);
    for (batch, side, channels) in [
        (64, 28, 16),
        (64, 28, 32),
        (32, 28, 64),
        (64, 14, 64),
        (64, 7, 128),
    ] {
        let first = Conv::new("first", [1, channels], 3, noise, &device);
        let layers: Vec<Conv> = (0..4)
            .map(|i| Conv::new(&format!("{i}"), [channels, channels], 3, noise, &device))
            .collect();
        let last = Conv::new("last", [channels, 1], 3, noise, &device);
        let x = Tensor::<4>::random([batch, side, side, 1], Distribution::Default, &device);
        let step = |back: bool| {
            let h = first.rectified(Tensor::from_inner(x.clone()));
            let h = layers.iter().fold(h, |h, layer| layer.rectified(h));
            let loss = last.forward(h).square().mean();
            if back {
                let gradients = loss.backward();
                return values(first.bias.val().grad(&gradients).unwrap());
            }
            values(loss.inner())
        };
        for back in [false, true] {
            step(back);
            let mut best = f64::INFINITY;
            for _ in 0..6 {
                let began = Instant::now();
                step(back);
                best = best.min(began.elapsed().as_secs_f64());
            }
            let seen = (batch * side * side * 9 * channels) as f64;
            let flops = 2.0 * seen * (4.0 * channels as f64 + 2.0) * if back { 3.0 } else { 1.0 };
            eprintln!(
                "{{\"batch\": {batch}, \"side\": {side}, \"channels\": {channels}, \"back\": {back}, \"ms\": {:.2}, \"gflops\": {:.1}}}",
                best * 1e3,
                flops / best / 1e9
            );
        }
    }
}
