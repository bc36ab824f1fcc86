//! Shares of grey levels that add up to one, a bound that a net which knows the answer meets, and pictures that are learned.

use super::*;
use crate::families::explicit::approximate::variational::diffusion::FAMILY;
use crate::families::tests::{EIGHT, halves, knobs, labelled_halves, values as numbers};
use burn::tensor::{Device, TensorData};

fn small() -> (PixelDiffusion, Knobs) {
    let sets = [
        "channels=8",
        "averaging=0.9",
        "learning-rate=3e-3",
        "sampling-steps=10",
    ];
    let knobs = knobs(&FAMILY, &sets);
    let model = PixelDiffusion::new(&Setup {
        device: &Device::flex(),
        knobs: &knobs,
        shape: EIGHT,
        classes: 0,
        plane: None,
        noise: Noise::new(1, 0),
    });
    (model, knobs)
}

#[test]
fn the_shares_of_all_grey_levels_add_up_to_one() {
    let device = Device::flex();
    let greys: Vec<f32> = (0..256).map(|grey| grey as f32 / 127.5 - 1.0).collect();
    let x = Tensor::from_data(TensorData::new(greys, [256, 1]), &device);
    for (mean, deviation) in [(0.3, 0.05), (-1.1, 0.2), (0.9, 1.0)] {
        let mean = Tensor::full([256, 1], mean, &device);
        let nats = numbers(grey_nats(x.clone(), mean, deviation));
        let sum: f64 = nats.iter().map(|nats| (-nats).exp()).sum();
        assert!((sum - 1.0).abs() < 1e-3, "{sum}");
    }
}

/// A net that knows that all pictures are the same.
struct Knows {
    picture: Tensor<2>,
    schedule: Schedule,
}

impl Field for Knows {
    fn at_each(&self, x: Tensor<2>, t: Tensor<2>) -> Tensor<2> {
        let mixtures = numbers(t).into_iter().map(|t| self.schedule.mixture(t));
        let (alpha, sigma): (Vec<f32>, Vec<f32>) =
            mixtures.map(|(a, s)| (a as f32, s as f32)).unzip();
        let column = |v: Vec<f32>| {
            let count = v.len();
            Tensor::<2>::from_data(TensorData::new(v, [count, 1]), &x.device())
        };
        (x.clone() - column(alpha) * self.picture.clone()) / column(sigma)
    }
}

#[test]
fn a_net_that_knows_the_one_picture_pays_only_for_its_width() {
    let (model, _) = small();
    let picture = Noise::new(2, 0).uniform("x", [1, 64], &Device::flex());
    let knows = Knows {
        picture: centred(picture.clone()),
        schedule: model.schedule,
    };
    let denoiser = Denoiser {
        net: &knows,
        schedule: model.schedule,
        prediction: Prediction::Noise,
    };
    let x = centred(picture.repeat_dim(0, 4000)); // [4000, 64]
    let latents = numbers(model.levels.latents(&denoiser, &x, Noise::new(4, 0)));
    let found = latents.iter().sum::<f64>() / 4000.0;
    // KL between Gaussians with one mean and the variances v and b at every level, and the first KL.
    let schedule = model.schedule;
    let width: f64 = (2..=schedule.steps)
        .map(|level| super::super::bound::weights(schedule, level).0)
        .map(|ratio| 32.0 * (ratio - 1.0 - ratio.ln()))
        .sum();
    let (alpha, sigma) = schedule.level(schedule.steps);
    let squares: f64 = numbers(knows.picture.clone().square()).iter().sum();
    let first =
        0.5 * (alpha * alpha * squares) + 32.0 * (sigma * sigma - 1.0 - (sigma * sigma).ln());
    // The control variate alone is left, whose mean is 0.
    let spread = latents.iter().map(|v| (v - found).powi(2)).sum::<f64>() / 4000.0;
    let error = (spread / 4000.0).sqrt();
    let exact = width + first;
    assert!(
        (found - exact).abs() < 5.0 * error,
        "{found} {exact} {error}"
    );
}

#[test]
fn it_learns_two_pictures_and_draws_them() {
    let (mut model, knobs) = small();
    let losses: Vec<f64> = (0..200)
        .map(|step| numbers(model.step(&halves(32, step), &knobs)[0].1.clone())[0])
        .collect();
    assert!(losses[190..].iter().sum::<f64>() < 0.3 * losses[..10].iter().sum::<f64>());
    let samples = numbers(model.sample(32, Noise::new(5, 0)));
    let (mut left, mut apart) = (0, 0.0);
    for picture in samples.chunks(64) {
        let side = |of_left: bool| {
            let of_side = picture
                .iter()
                .enumerate()
                .filter(|(i, _)| (i % 8 < 4) == of_left);
            of_side.map(|(_, v)| v).sum::<f64>() / 32.0
        };
        let (l, r) = (side(true), side(false));
        apart += (l - r).abs() / 32.0;
        left += usize::from(l > r);
    }
    assert!(apart > 0.6, "{apart}");
    assert!((6..=26).contains(&left), "{left}");
    // Step by step it comes to the same.
    let mut course = model.begin(32, Noise::new(5, 0));
    for step in 0..course.steps() {
        assert_eq!(course.done(), step);
        course.go_on();
    }
    let values: Vec<f64> = course.values().into_iter().map(f64::from).collect();
    assert_eq!(values, samples);
    // What was kept comes back, with the average and the moments.
    let state = model.state();
    let (mut other, _) = small();
    other.load(&state).unwrap();
    let next =
        |model: &mut PixelDiffusion| numbers(model.step(&halves(32, 200), &knobs)[0].1.clone());
    assert_eq!(next(&mut model), next(&mut other));
    assert_eq!(
        numbers(model.sample(3, Noise::new(6, 0))),
        numbers(other.sample(3, Noise::new(6, 0)))
    );
}

#[test]
fn a_net_that_is_told_the_class_draws_the_half_of_the_class() {
    let sets = [
        "channels=8",
        "averaging=0.9",
        "learning-rate=3e-3",
        "sampling-steps=10",
        "labels=on",
        "guidance=1.5",
    ];
    let knobs = knobs(&FAMILY, &sets);
    let mut model = PixelDiffusion::new(&Setup {
        device: &Device::flex(),
        knobs: &knobs,
        shape: EIGHT,
        plane: None,
        classes: 2,
        noise: Noise::new(1, 0),
    });
    for step in 0..300 {
        model.step(&labelled_halves(step), &knobs);
    }
    assert_eq!(model.classes(), 2);
    let drawn = numbers(model.sample(20, Noise::new(2, 0)));
    for (i, picture) in drawn.chunks_exact(64).enumerate() {
        let half = |left: bool| {
            let of_half = (0..64).filter(|p| (p % 8 < 4) == left);
            of_half.map(|p| picture[p]).sum::<f64>()
        };
        let first = i % 2 == 0;
        assert!(half(first) > half(!first) + 16.0, "picture {i}");
    }
    let error = |batch: &Batch| {
        let measured = model.measure(batch);
        let of = |(name, _): &&(&str, _)| *name == "denoising_error";
        numbers(measured.iter().find(of).unwrap().1.clone())
            .iter()
            .sum::<f64>()
    };
    let told = labelled_halves(1000);
    let untold = Batch {
        labels: None,
        ..halves(32, 1000)
    };
    assert!(error(&told) < error(&untold), "a class is worth knowing");
}
