//! The inverse, the volume against a numeric Jacobian, the gradient against differences, and a density that is one in all.

use burn::tensor::Device;

use super::super::FAMILY;
use super::*;
use crate::data::Shape;
use crate::families::tests::{
    EIGHT, batch, digits, keeps_its_word, knobs, learn, rows, setup, values,
};

const SIX: Shape = Shape::Image {
    width: 3,
    height: 2,
    channels: 1,
};

/// Pictures of a shape whose numbers go together a little.
fn pictures(shape: Shape, count: usize, noise: Noise) -> Tensor<2> {
    let dims = shape.dims();
    let own = noise.uniform("own", [count, dims], &Device::flex());
    let common = noise.uniform("common", [count, 1], &Device::flex());
    (own.mul_scalar(0.4) + common.mul_scalar(0.6)).clamp(0.0, 1.0)
}

/// A flow that has taken some steps.
fn trained(sets: &[&str], shape: Shape, steps: u64) -> PixelFlow {
    let sets = [&["hidden=16", "learning-rate=1e-2", "averaging=0"], sets].concat();
    let knobs = knobs(&FAMILY, &sets);
    let bounded = knobs.choice("scale-bound") == "bounded";
    let mut flow = PixelFlow::new(&setup(&knobs, shape), Affine { bounded });
    for step in 0..steps {
        let x = pictures(shape, 64, Noise::new(1, step));
        flow.step(&batch(x, step), &knobs);
    }
    flow
}

#[test]
fn the_way_back_is_the_inverse() {
    let colour = Shape::Image {
        width: 4,
        height: 4,
        channels: 3,
    };
    let thin = Shape::Image {
        width: 1,
        height: 5,
        channels: 1,
    };
    for shape in [SIX, colour, thin] {
        let flow = trained(&["layers=7", "scales=3"], shape, 40);
        let x = pictures(shape, 30, Noise::new(9, 0))
            .mul_scalar(255.0)
            .round();
        let x = x.div_scalar(255.0);
        let LatentSpaceCode { z, back } = there_and_back(&flow, &x);
        for (x, back) in values(x).into_iter().zip(back) {
            assert!((x - back).abs() < 1e-6, "{x} {back}");
        }
        // What has been learned carries data near to the base: variances of about one.
        let square = z.iter().map(|z| z * z).sum::<f64>() / z.len() as f64;
        assert!((0.3..3.0).contains(&square), "{square}");
    }
}

struct LatentSpaceCode {
    z: Vec<f64>,
    back: Vec<f64>,
}

fn there_and_back(flow: &PixelFlow, x: &Tensor<2>) -> LatentSpaceCode {
    let code = flow.encode(x.clone()).mean;
    LatentSpaceCode {
        z: values(code.clone()),
        back: values(flow.decode(code)),
    }
}

#[test]
fn the_volume_is_that_of_the_numeric_jacobian() {
    const WIDTH: f32 = 1e-2;
    for sets in [
        &["layers=4", "scales=1"][..],
        &["layers=6", "scales=2", "scale-bound=free"],
    ] {
        let flow = trained(sets, SIX, 60);
        let at: Vec<f32> = vec![-0.7, 0.4, 1.1, -0.2, 0.9, -1.3];
        let to = |x: Vec<f32>| values(flow.couplings.to_noise(flow.calm(), rows(x, 6)).0);
        let mut jacobian = vec![vec![0.0f64; 6]; 6];
        for j in 0..6 {
            let moved = |by: f32| {
                let mut x = at.clone();
                x[j] += by;
                to(x)
            };
            let (ahead, behind) = (moved(WIDTH), moved(-WIDTH));
            for i in 0..6 {
                jacobian[i][j] = (ahead[i] - behind[i]) / (2.0 * f64::from(WIDTH));
            }
        }
        let numeric = log_determinant(jacobian);
        let (_, ours) = flow.couplings.to_noise(flow.calm(), rows(at, 6));
        let ours = values(ours)[0];
        assert!((ours - numeric).abs() < 0.02, "{ours} {numeric}");
        assert!(numeric.abs() > 0.1, "there is something to see");
    }
}

/// log|det| by elimination.
fn log_determinant(mut m: Vec<Vec<f64>>) -> f64 {
    let mut log = 0.0;
    for i in 0..m.len() {
        let pivot = (i..m.len()).max_by(|&a, &b| m[a][i].abs().total_cmp(&m[b][i].abs()));
        m.swap(i, pivot.unwrap());
        log += m[i][i].abs().ln();
        for below in i + 1..m.len() {
            let factor = m[below][i] / m[i][i];
            let row = m[i].clone();
            for (entry, above) in m[below].iter_mut().zip(row) {
                *entry -= factor * above;
            }
        }
    }
    log
}

#[test]
fn the_density_over_all_grey_levels_is_one() {
    let pair = Shape::Image {
        width: 2,
        height: 1,
        channels: 1,
    };
    let flow = trained(&["layers=5"], pair, 60);
    // Midpoints: within a cell the density of so small a flow hardly bends.
    let side = 512;
    let at = |i: usize| 256.0 * (i as f32 + 0.5) / side as f32;
    let grid = (0..side * side).flat_map(|i| [at(i % side), at(i / side)]);
    let log_p = values(flow.log_density(rows(grid.collect(), 2)));
    let cell = (256.0 / side as f64).powi(2);
    let mass: f64 = log_p.iter().map(|log_p| log_p.exp() * cell).sum();
    assert!((mass - 1.0).abs() < 0.01, "{mass}");
}

#[test]
fn the_gradient_by_hand_is_that_of_differences() {
    for base in ["gaussian", "logistic"] {
        let base = format!("base={base}");
        let sets = ["layers=4", "scales=2", "hidden=5", &base];
        agrees_with_differences(&trained(&sets, SIX, 30));
    }
}

fn agrees_with_differences(flow: &PixelFlow) {
    // Small enough for few units of the nets to bend within it, large enough for rounding.
    const WIDTH: f32 = 4e-3;
    let x = to_line(flow.spread(pictures(SIX, 40, Noise::new(4, 0)), Noise::new(5, 0))).0;
    // A step of plain descent at a rate of one is the gradient.
    let (_, gradients) = flow.couplings.descent(&flow.trained.net, x.clone());
    let mut plain = crate::nn::Optimiser::new(crate::nn::Rule::Sgd);
    let before = parameters(&flow.trained.net);
    let after = parameters(&plain.step(1.0, flow.trained.net.clone(), gradients));
    let loss = |state: &State| {
        let net = load_parameters(flow.trained.net.clone(), "", state).unwrap();
        let (z, log_det) = flow.couplings.to_noise(&net, x.clone());
        -values((flow.base.log_density(z) + log_det).mean())[0]
    };
    let mut largest = 0.0f64;
    for (path, data) in &before {
        let numbers: Vec<f32> = data.iter().collect();
        let moved: Vec<f32> = after[path].iter().collect();
        for index in (0..numbers.len()).step_by(numbers.len().div_ceil(5)) {
            let ours = f64::from(numbers[index] - moved[index]);
            let turned = |by: f32| {
                let mut turned = numbers.clone();
                turned[index] += by;
                let mut state: State = before.clone();
                let data = burn::tensor::TensorData::new(turned, data.shape().to_vec());
                state.insert(path.clone(), data);
                loss(&state)
            };
            let numeric = (turned(WIDTH) - turned(-WIDTH)) / (2.0 * f64::from(WIDTH));
            assert!(
                (ours - numeric).abs() < 8e-3 + 0.03 * numeric.abs(),
                "{path} {index}: {ours} {numeric}"
            );
            largest = largest.max(numeric.abs());
        }
    }
    assert!(largest > 0.05, "{largest}");
}

#[test]
fn independent_uniform_pixels_cost_eight_bits_each() {
    let knobs = knobs(
        &FAMILY,
        &["hidden=8", "layers=2", "averaging=0", "learning-rate=2e-2"],
    );
    let mut flow = PixelFlow::new(&setup(&knobs, SIX), Affine { bounded: true });
    let even = |count, noise: Noise| noise.uniform("even", [count, 6], &Device::flex());
    for step in 0..200 {
        flow.step(&batch(even(128, Noise::new(1, step)), step), &knobs);
    }
    let measured = flow.measure(&batch(even(4000, Noise::new(2, 0)), 0));
    let (name, bits) = &measured[1];
    assert_eq!(*name, "bits_per_dim");
    let bits = values(bits.clone()).iter().sum::<f64>() / 4000.0;
    // A Gaussian on the line is not quite the logistic image of an even pixel: the price is what it misses.
    assert!(bits > 8.0 - 0.01 && bits < 8.12, "{bits}");
}

#[test]
fn it_keeps_its_word_on_digits_and_its_loss_falls() {
    keeps_its_word(&FAMILY, &["hidden=20", "layers=3"]);
    let knobs = knobs(&FAMILY, &["hidden=60", "layers=4", "learning-rate=3e-3"]);
    let mut flow = PixelFlow::new(&setup(&knobs, EIGHT), Affine { bounded: true });
    let losses = learn(&mut flow, &knobs, 150);
    let last = losses[140..].iter().sum::<f64>() / 10.0;
    assert!(last < losses[0] - 10.0, "{} to {last}", losses[0]);
    let code = flow.encode(digits(5, Noise::new(1, 0)));
    assert!(
        values(code.log_variance)
            .iter()
            .all(|&v| v == f64::NEG_INFINITY)
    );
}
