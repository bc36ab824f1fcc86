//! The gradient by hand against the tape, the ladder of bounds against quadrature, quadrature against a finer grid.

use std::f64::consts::TAU;

use burn::tensor::Device;

use super::super::{FAMILY, KNOBS};
use super::*;
use crate::data::Shape;
use crate::nn::parameters;
use crate::taxonomy::DataKind;

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    tensor.into_data().iter().collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn knobs(sets: &[&str]) -> Knobs {
    let mut knobs = FAMILY.defaults_for(DataKind::Plane);
    for set in sets {
        knobs.set_from_text(KNOBS, set).unwrap();
    }
    knobs
}

fn fresh(knobs: &Knobs) -> PlaneVae {
    PlaneVae::new(&Setup {
        device: &Device::flex(),
        knobs,
        shape: Shape::Plane,
        classes: 0,
        plane: None,
        noise: Noise::new(1, 0),
    })
}

/// Points about the four corners of a square.
fn corners(count: usize, seed: u64) -> Tensor<2> {
    let noise = Noise::new(seed, 0);
    let corner = noise.uniform("corner", [count, 2], &Device::flex());
    let corner = corner
        .greater_elem(0.5)
        .float()
        .mul_scalar(2.0)
        .sub_scalar(1.0);
    corner
        + noise
            .normal("about", [count, 2], &Device::flex())
            .mul_scalar(0.15)
}

fn trained(sets: &[&str], steps: u64) -> PlaneVae {
    let knobs = knobs(sets);
    let mut model = fresh(&knobs);
    for step in 0..steps {
        let batch = Batch {
            x: corners(128, step),
            noise: Noise::new(9, step),
            labels: None,
            steps_done: step,
        };
        model.step(&batch, &knobs);
    }
    model
}

#[test]
fn the_gradient_by_hand_is_the_tapes() {
    let model = trained(&["hidden=21-37", "latent=3"], 30);
    // More examples than go together, and not a multiple of them.
    let x = corners(75, 4);
    let mut charged = 0;
    for goal in [
        Goal::Elbo {
            beta: 1.0,
            free_bits: 0.0,
        },
        Goal::Elbo {
            beta: 0.4,
            free_bits: 0.3,
        },
        Goal::Weighted { draws: 1 },
        Goal::Weighted { draws: 7 },
    ] {
        let epsilon = model.epsilon(Noise::new(6, 0), 75 * goal.draws());
        let slope = by_hand::slope(model.net(), &x, &epsilon, goal).unwrap();
        let losses = model.net().objective(x.clone(), epsilon, goal);
        let tape = losses[0].backward();
        for (ours, theirs) in slope.losses.into_iter().zip(losses) {
            let theirs = numbers(theirs.inner())[0];
            assert!(
                (f64::from(ours) - theirs).abs() < 1e-4 * (1.0 + theirs.abs()),
                "{goal:?}"
            );
        }
        let mut compare = |path: String, theirs: Vec<f64>| {
            let ours: Vec<f64> = slope.gradient[&path].iter().collect();
            let largest = theirs.iter().fold(0.0f64, |most, g| most.max(g.abs()));
            assert_eq!(ours.len(), theirs.len());
            assert!(largest > 1e-5, "{goal:?}: {path} has a slope");
            for (ours, theirs) in ours.iter().zip(theirs) {
                assert!(
                    (ours - theirs).abs() < 1e-5 + 1e-3 * largest,
                    "{goal:?}, {path}: {ours} against {theirs}"
                );
            }
            charged += 1;
        };
        let width = model.net().log_sigma.val().grad(&tape).unwrap();
        compare("log_sigma".to_owned(), numbers(width));
        for (name, net) in [
            ("encoder", &model.net().encoder),
            ("decoder", &model.net().decoder),
        ] {
            for (i, (weight, bias)) in net.gradients(&tape).into_iter().enumerate() {
                compare(format!("{name}.layers.{i}.weight"), numbers(weight));
                compare(format!("{name}.layers.{i}.bias"), numbers(bias));
            }
        }
    }
    assert_eq!(charged, 4 * parameters(model.net()).len());
}

/// The slope by what the encoder says of one point, mean over many draws, is that of the bound itself: the importance-weighted
/// bound of two draws of a one-dimensional code, differentiated by ordinary reparameterisation.
#[test]
fn the_doubly_reparameterised_slope_has_the_mean_of_the_plain_one() {
    let model = trained(&["hidden=16", "latent=2"], 60);
    let net = model.net();
    let (repeats, draws) = (40_000, 2);
    let x = corners(1, 8).repeat_dim(0, repeats); // [repeats, 2], the same point
    let goal = Goal::Weighted { draws };
    let epsilon = model.epsilon(Noise::new(11, 0), repeats * draws);
    let doubly = by_hand::slope(net, &x, &epsilon, goal).unwrap();
    let each = |values: Tensor<2>| {
        values
            .unsqueeze_dim::<3>(1)
            .repeat_dim(1, draws)
            .reshape([repeats * draws, 2])
    };
    let said = net.encoder.taped(Tensor::from_inner(x.clone())); // [repeats, 4]
    let (mean, log_variance) = (
        each(said.clone().narrow(1, 0, 2)),
        each(said.narrow(1, 2, 2)),
    );
    let epsilon = Tensor::from_inner(epsilon);
    let z = mean + log_variance.clone().mul_scalar(0.5).exp() * epsilon.clone();
    let off = (each(Tensor::from_inner(x)) - net.decoder.taped(z.clone())).square();
    let nats = off.mul_scalar(0.5 / net.sigma().powi(2)).sum_dim(1);
    let ratio = (epsilon.square() + log_variance - z.square())
        .mul_scalar(0.5)
        .sum_dim(1);
    let log_weights = (ratio - nats).reshape([repeats, draws]);
    let plain = log_mean_exp(log_weights).mean().neg().backward();
    let (_, bias) = net.encoder.gradients(&plain).pop().unwrap();
    let plain = numbers(bias);
    let doubly: Vec<f64> = doubly.gradient["encoder.layers.1.bias"].iter().collect();
    let largest = plain.iter().fold(0.0f64, |most, g| most.max(g.abs()));
    assert!(largest > 0.05, "there is a slope: {plain:?}");
    for (doubly, plain) in doubly.iter().zip(&plain) {
        assert!(
            (doubly - plain).abs() < 0.03 * largest + 0.01,
            "{doubly} against {plain}"
        );
    }
}

#[test]
fn the_ladder_climbs_to_the_density_by_quadrature() {
    let model = trained(&["hidden=32"], 600);
    let x = corners(2000, 1_000_000);
    let batch = Batch {
        x: x.clone(),
        noise: Noise::new(3, 0),
        labels: None,
        steps_done: 0,
    };
    let measured = model.measure(&batch);
    let of = |name: &str| {
        let (_, values) = measured.iter().find(|(found, _)| *found == name).unwrap();
        mean(&numbers(values.clone()))
    };
    let log_p = mean(&numbers((model.oracle().unwrap().log_density)(x)));
    let ladder = [
        of("elbo_nats"),
        of("iwae_5_nats"),
        of("iwae_50_nats"),
        log_p,
    ];
    assert!(
        ladder.windows(2).all(|pair| pair[0] < pair[1] + 2e-3),
        "{ladder:?}"
    );
    assert!(ladder[0] < log_p - 5e-3, "there is a gap: {ladder:?}");
    assert!(
        ladder[2] > log_p - 0.04,
        "fifty draws nearly close it: {ladder:?}"
    );
    let parts = of("reconstruction_nats") + of("kl_term_nats");
    assert!((of("elbo_nats") + parts).abs() < 1e-4);
}

#[test]
fn the_density_by_quadrature_is_one_and_does_not_depend_on_the_grid() {
    for latent in ["latent=1", "latent=2"] {
        let model = trained(&["hidden=32", latent], 400);
        // Wide enough for the tails of a decoder that is still unsure.
        let side = 250;
        let step = 10.0f32 / side as f32;
        let place = |i: usize| (i as f32 + 0.5) * step - 5.0;
        let places = (0..side * side).flat_map(|i| [place(i % side), place(i / side)]);
        let places = TensorData::new(places.collect::<Vec<f32>>(), [side * side, 2]);
        let places = Tensor::<2>::from_data(places, &Device::flex());
        let log_p = numbers(model.log_density(places));
        let whole = log_p.iter().map(|p| p.exp()).sum::<f64>() * f64::from(step * step);
        assert!((whole - 1.0).abs() < 5e-3, "{latent}: {whole}");
        // The same integral on a grid of codes that is three times as fine, one code after another.
        let x = corners(20, 77);
        let ours = numbers(model.log_density(x.clone()));
        let fine = brute_force(&model, &numbers(x), 3 * SIDES[model.latent - 1]);
        for (ours, fine) in ours.iter().zip(fine) {
            assert!(
                (ours - fine).abs() < 2e-3,
                "{latent}: {ours} against {fine}"
            );
        }
    }
}

/// log sum over a grid of p(x|z) p(z), in f64.
fn brute_force(model: &PlaneVae, x: &[f64], side: usize) -> Vec<f64> {
    let step = 2.0 * REACH / side as f64;
    let place = |i: usize| (i as f64 + 0.5) * step - REACH;
    let count = side.pow(model.latent as u32);
    let codes: Vec<f64> = (0..count)
        .flat_map(|i| {
            [i % side, i / side]
                .into_iter()
                .take(model.latent)
                .map(place)
        })
        .collect();
    let narrow: Vec<f32> = codes.iter().map(|z| *z as f32).collect();
    let data = TensorData::new(narrow, [count, model.latent]);
    let means = numbers(model.decode(Tensor::from_data(data, &Device::flex())));
    let sigma = model.net().sigma();
    let sum = |x: &[f64]| {
        let cells = codes.chunks_exact(model.latent).zip(means.chunks_exact(2));
        let terms = cells.map(|(z, m)| {
            let prior: f64 = z
                .iter()
                .map(|z| (-0.5 * z * z).exp() / TAU.sqrt() * step)
                .product();
            let square = (x[0] - m[0]).powi(2) + (x[1] - m[1]).powi(2);
            prior * (-0.5 * square / (sigma * sigma)).exp() / (TAU * sigma * sigma)
        });
        terms.sum::<f64>().ln()
    };
    x.chunks_exact(2).map(sum).collect()
}

#[test]
fn the_quadrature_follows_the_decoder() {
    let sets = knobs(&["hidden=16"]);
    let mut model = fresh(&sets);
    let x = corners(10, 3);
    let before = numbers(model.log_density(x.clone()));
    let kept = model.snapshot();
    // As many steps as the average of the weights waits for.
    for steps_done in 0..8 {
        let batch = Batch {
            x: corners(64, 1),
            noise: Noise::new(9, 0),
            labels: None,
            steps_done,
        };
        model.step(&batch, &sets);
    }
    assert_ne!(before, numbers(model.log_density(x.clone())));
    model.restore(&kept);
    assert_eq!(before, numbers(model.log_density(x)));
}

#[test]
fn three_latent_dimensions_have_no_oracle() {
    assert!(fresh(&knobs(&["latent=3"])).oracle().is_none());
    assert!(fresh(&knobs(&[])).oracle().is_some());
}
