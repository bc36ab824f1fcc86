//! The objective against closed forms, Monte Carlo and finite differences.

use super::super::{FAMILY, KNOBS};
use super::*;
use crate::data::Shape;
use burn::tensor::Device;

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec_as().unwrap()
}

fn tiny(extra: &str) -> PixelVae<Net> {
    let mut knobs = FAMILY.defaults();
    for set in ["hidden=5-4", "latent=3"]
        .into_iter()
        .chain(extra.split_whitespace())
    {
        knobs.set_from_text(KNOBS, set).unwrap();
    }
    let shape = Shape::Image {
        width: 3,
        height: 2,
        channels: 1,
    };
    PixelVae::new(&Setup {
        device: &Device::flex(),
        knobs: &knobs,
        shape,
        classes: 0,
        plane: None,
        noise: Noise::new(1, 0),
    })
}

fn batch(n: usize) -> Batch {
    Batch {
        x: Noise::new(5, 0).uniform("x", [n, 6], &Device::flex()),
        noise: Noise::new(9, 0),
        labels: None,
        steps_done: 0,
    }
}

#[test]
fn the_kl_term_is_what_monte_carlo_says() {
    let device = Device::flex();
    let (mean, log_variance) = ([0.7f32, -1.2], [0.4f32, -0.9]);
    let row = |v: [f32; 2]| Tensor::<2>::from_data([v], &device);
    let posterior = EncodedGaussian {
        mean: row(mean),
        log_variance: row(log_variance),
    };
    let closed = values(posterior.divergence().sum())[0];
    // E_q[log q(z) - log p(z)] over 200,000 draws.
    let n = 200_000;
    let epsilon = values(Noise::new(3, 0).normal("mc", [n, 2], &device));
    let mut sum = 0.0f64;
    let mut squares = 0.0f64;
    for e in epsilon.chunks_exact(2) {
        let mut ratio = 0.0f64;
        for j in 0..2 {
            let (e, lv) = (f64::from(e[j]), f64::from(log_variance[j]));
            let z = f64::from(mean[j]) + (0.5 * lv).exp() * e;
            ratio += 0.5 * (z * z - e * e - lv);
        }
        sum += ratio;
        squares += ratio * ratio;
    }
    let mc = sum / n as f64;
    let se = ((squares / n as f64 - mc * mc) / n as f64).sqrt();
    assert!(
        (f64::from(closed) - mc).abs() < 4.0 * se,
        "{closed} against {mc} +- {se}"
    );
}

#[test]
fn the_bound_of_an_ignorant_decoder_is_known() {
    // With every weight at zero q is the prior and every pixel a fair coin: ELBO = -dims log 2, KL = 0.
    let mut vae = tiny("");
    let zeros = vae
        .state()
        .into_iter()
        .map(|(name, data)| {
            let zero = if name.starts_with("model.") {
                Tensor::<1>::zeros([data.num_elements()], &Device::flex()).into_data()
            } else {
                data.clone()
            };
            let values: Vec<f32> = zero.iter().collect();
            (
                name.clone(),
                if name.starts_with("model.") {
                    burn::tensor::TensorData::new(values, data.shape().clone())
                } else {
                    data
                },
            )
        })
        .collect();
    vae.load(&zeros).unwrap();
    for (name, value) in vae.measure(&batch(4)) {
        let expected = match name {
            "elbo_nats" => -6.0 * 2f32.ln(),
            "kl_term_nats" => 0.0,
            _ => 6.0 * 2f32.ln(),
        };
        assert!(
            values(value).iter().all(|v| (v - expected).abs() < 1e-5),
            "{name}"
        );
    }
}

#[test]
fn the_gradient_is_what_finite_differences_say() {
    // One plain gradient step of rate 1 reads the gradient off the weights.
    let mut vae = tiny("optimiser=sgd learning-rate=1");
    let mut knobs = FAMILY.defaults();
    for set in ["optimiser=sgd", "learning-rate=1", "beta=0.7"] {
        knobs.set_from_text(KNOBS, set).unwrap();
    }
    let before = vae.state();
    let batch = batch(8);
    vae.step(&batch, &knobs);
    let after = vae.state();
    let objective = |state: &State| {
        let mut probe = tiny("");
        probe.load(state).unwrap();
        let parts: std::collections::HashMap<_, f64> = probe
            .measure(&batch)
            .into_iter()
            .map(|(name, value)| {
                (
                    name,
                    values(value).iter().map(|&v| f64::from(v)).sum::<f64>() / 8.0,
                )
            })
            .collect();
        parts["reconstruction_nats"] + 0.7 * parts["kl_term_nats"]
    };
    let mut checked = 0;
    for (name, data) in before.iter().filter(|(name, _)| name.starts_with("model.")) {
        let old: Vec<f32> = data.iter().collect();
        let new: Vec<f32> = after[name].iter().collect();
        for i in (0..old.len()).step_by(7) {
            let nudged = |by: f32| {
                let mut values = old.clone();
                values[i] += by;
                let mut state = before.clone();
                state.insert(
                    name.clone(),
                    burn::tensor::TensorData::new(values, data.shape().clone()),
                );
                objective(&state)
            };
            let numeric = (nudged(1e-2) - nudged(-1e-2)) / 2e-2;
            let ours = f64::from(old[i] - new[i]);
            assert!(
                (numeric - ours).abs() < 2e-3 + 2e-2 * numeric.abs(),
                "{name}[{i}]: {ours} against {numeric}"
            );
            checked += 1;
        }
    }
    assert!(checked >= 20, "only {checked} weights were checked");
}

#[test]
fn one_importance_weight_is_the_elbo_and_many_climb_above_it() {
    let vae = tiny("pixels=dynamic");
    // Black and white already, so that every toss of the coins gives the same pixels.
    let x = Noise::new(5, 0).uniform("x", [4, 6], &Device::flex());
    let x = x.greater_elem(0.5).float();
    let batch = |step: u64| Batch {
        x: x.clone(),
        noise: Noise::new(9, step),
        labels: None,
        steps_done: step,
    };
    let draws = 4000;
    let weights = vae.importance(&batch(0), Noise::new(3, 0), draws).unwrap();
    let weights: Vec<Vec<f64>> = values(weights)
        .chunks_exact(draws)
        .map(|row| row.iter().map(|&w| f64::from(w)).collect())
        .collect();
    for (row, log_weights) in weights.iter().enumerate() {
        let elbo: f64 = (0..400)
            .map(|step| f64::from(values(vae.measure(&batch(step)).swap_remove(0).1)[row]))
            .sum::<f64>()
            / 400.0;
        let ladder: Vec<f64> = [1, 5, 50]
            .iter()
            .map(|&k| crate::measure::importance_bound(log_weights, k))
            .collect();
        assert!(
            (ladder[0] - elbo).abs() < 0.02,
            "{} against {elbo}",
            ladder[0]
        );
        assert!(
            ladder.windows(2).all(|pair| pair[0] < pair[1]),
            "{ladder:?}"
        );
    }
    assert!(
        tiny("")
            .importance(&batch(0), Noise::new(3, 0), 2)
            .is_none(),
        "not on grey pixels"
    );
}

#[test]
fn binarised_pixels_are_coins_with_the_right_bias() {
    let vae = tiny("pixels=dynamic");
    let batch = Batch {
        x: Tensor::<2>::full([4000, 6], 0.3, &Device::flex()),
        noise: Noise::new(2, 0),
        labels: None,
        steps_done: 0,
    };
    let pixels = values(vae.pixels(&batch));
    assert!(pixels.iter().all(|&p| p == 0.0 || p == 1.0));
    let mean = pixels.iter().sum::<f32>() / pixels.len() as f32;
    assert!((mean - 0.3).abs() < 0.012, "{mean}");
}

#[test]
fn free_bits_charge_a_unit_only_for_what_is_above_them() {
    let kl = Tensor::<2>::from_data([[0.1f32, 2.0, 0.0], [0.3, 4.0, 0.0]], &Device::flex());
    let charged = |lambda: f64| values(with_free_bits(kl.clone(), lambda))[0];
    assert!(
        (charged(0.0) - 3.2).abs() < 1e-6,
        "without them the sum of the means"
    );
    assert!((charged(0.5) - 4.0).abs() < 1e-6, "0.5 + 3 + 0.5");
    assert!((charged(5.0) - 15.0).abs() < 1e-6);
}

#[test]
fn with_all_bits_free_the_divergence_has_no_gradient() {
    let gradient = |extra: &[&str]| {
        let mut knobs = FAMILY.defaults();
        for set in ["optimiser=sgd", "learning-rate=1"].iter().chain(extra) {
            knobs.set_from_text(KNOBS, set).unwrap();
        }
        let mut vae = tiny("optimiser=sgd");
        vae.step(&batch(8), &knobs);
        vae.state()["model.mean.bias"]
            .iter::<f32>()
            .collect::<Vec<f32>>()
    };
    assert_eq!(gradient(&["free-bits=5"]), gradient(&["beta=0"]));
    assert_ne!(gradient(&["free-bits=0"]), gradient(&["beta=0"]));
}

#[test]
fn the_kl_term_is_charged_in_full_only_after_the_warm_up() {
    let charged = |steps_done: u64, warm_up: &str| {
        let mut vae = tiny("beta=2");
        let mut knobs = FAMILY.defaults();
        for set in ["hidden=5-4", "latent=3", "beta=2", warm_up] {
            knobs.set_from_text(KNOBS, set).unwrap();
        }
        let batch = Batch {
            labels: None,
            steps_done,
            ..batch(8)
        };
        let losses: Vec<f32> = vae
            .step(&batch, &knobs)
            .into_iter()
            .map(|(_, loss)| values(loss)[0])
            .collect();
        (losses[0] - losses[1]) / losses[2]
    };
    for (steps_done, warm_up, weight) in [
        (0, "warm-up=0", 2.0),
        (0, "warm-up=10", 0.2),
        (4, "warm-up=10", 1.0),
        (9, "warm-up=10", 2.0),
        (500, "warm-up=10", 2.0),
    ] {
        let found = charged(steps_done, warm_up);
        assert!(
            (found - weight).abs() < 1e-3,
            "step {steps_done}, {warm_up}: {found}"
        );
    }
}

/// A VAE of convolutions for pictures of 8 by 8 pixels in colour.
fn convolutional() -> (PixelVae<ConvNet>, Knobs) {
    let mut knobs = FAMILY.defaults();
    for set in ["net=conv", "channels=8", "latent=3", "learning-rate=5e-3"] {
        knobs.set_from_text(KNOBS, set).unwrap();
    }
    let shape = Shape::Image {
        width: 8,
        height: 8,
        channels: 3,
    };
    let model = PixelVae::convolutional(&Setup {
        device: &Device::flex(),
        knobs: &knobs,
        shape,
        classes: 0,
        plane: None,
        noise: Noise::new(1, 0),
    });
    (model, knobs)
}

#[test]
fn convolutions_learn_colours_and_go_on_from_a_file() {
    let (mut model, knobs) = convolutional();
    // Red or blue.
    let pictures = |step: u64| {
        let sides = values(Noise::new(3, step).uniform("side", [32, 1], &Device::flex()));
        let numbers = sides.into_iter().flat_map(|side| {
            (0..192).map(move |i| f32::from(u8::from(i % 3 == if side < 0.5 { 0 } else { 2 })))
        });
        let numbers: Vec<f32> = numbers.collect();
        Batch {
            x: Tensor::<1>::from_data(numbers.as_slice(), &Device::flex()).reshape([32, 192]),
            noise: Noise::new(9, step),
            labels: None,
            steps_done: step,
        }
    };
    let mut loss = 0.0;
    for step in 0..150 {
        loss = values(model.step(&pictures(step), &knobs)[0].1.clone())[0];
    }
    // Two pictures cost ln 2 nats and little more; a picture is 192 numbers.
    assert!(loss < 15.0, "{loss}");
    let code = model.encode(pictures(1000).x).mean;
    let restored = values(model.decode(code));
    let exact = values(pictures(1000).x);
    let apart = restored
        .iter()
        .zip(&exact)
        .map(|(a, b)| (a - b).abs())
        .sum::<f32>();
    assert!(apart / (exact.len() as f32) < 0.05, "{apart}");
    let (mut other, _) = convolutional();
    other.load(&model.state()).unwrap();
    let next =
        |model: &mut PixelVae<ConvNet>| values(model.step(&pictures(150), &knobs)[0].1.clone());
    assert_eq!(next(&mut model), next(&mut other));
}
