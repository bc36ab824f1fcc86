//! The guess against its own formula in numbers, and where chains go once the net has learned.

use burn::tensor::{Device, Tensor};

use super::super::FAMILY;
use super::guess::{EACH, Guess};
use super::*;
use crate::families::explicit::tractable::autoregressive::tests::{
    knobs, points, set, setup, values, warm,
};
use crate::measure::energy_distance;

const COMPONENTS: usize = 3;

fn given(rows: usize) -> Tensor<2> {
    Noise::new(4, 0).normal("given", [rows, EACH * COMPONENTS], &Device::flex())
}

fn draw(purpose: &str, rows: usize) -> Tensor<2> {
    Noise::new(5, 0).normal(purpose, [rows, 2], &Device::flex())
}

fn learner(turned: &str, data: &str) -> (PlaneGsn, Knobs, crate::data::PlaneSet) {
    let (knobs, set) = (knobs(&FAMILY, turned), set(data));
    let gsn = PlaneGsn::new(&setup(&Device::flex(), &knobs, &set));
    (gsn, knobs, set)
}

/// How far samples are from as many fresh points.
fn distance(gsn: &PlaneGsn, set: &crate::data::PlaneSet) -> f64 {
    let plain = |x: Tensor<2>| -> Vec<[f64; 2]> {
        let numbers = values(x);
        let pairs = numbers.chunks_exact(2);
        pairs.map(|x| [f64::from(x[0]), f64::from(x[1])]).collect()
    };
    let fresh = points(set, 2000, &mut Noise::new(8, 0).generator("fresh"));
    energy_distance(&plain(gsn.sample(2000, Noise::new(9, 0))), &plain(fresh)).unwrap()
}

#[test]
fn a_guess_is_a_density() {
    let (cells, reach) = (600, 15.0);
    let width = 2.0 * reach / f64::from(cells);
    let middle = |cell: i32| (width * (f64::from(cell) + 0.5) - reach) as f32;
    let places: Vec<f32> = (0..cells * cells)
        .flat_map(|cell| [middle(cell % cells), middle(cell / cells)])
        .collect();
    let count = places.len() / 2;
    let x = Tensor::from_data(
        burn::tensor::TensorData::new(places, [count, 2]),
        &Device::flex(),
    );
    for row in 0..4 {
        let given = given(4).narrow(0, row, 1).repeat_dim(0, count);
        let spoiled = x.zeros_like().add_scalar(0.3);
        let nats = values(Guess::new(given, &spoiled).nats(&x).nats);
        let mass: f64 = nats.iter().map(|nats| f64::from(-nats).exp()).sum();
        assert!(
            (mass * width * width - 1.0).abs() < 1e-3,
            "{row}: {}",
            mass * width * width
        );
    }
}

#[test]
fn the_slope_of_a_guess_is_what_finite_differences_say() {
    const WIDTH: f64 = 3e-3;
    let (rows, spoiled, x) = (20, draw("spoiled", 20), draw("x", 20));
    let given = given(rows);
    let nats = |given: Tensor<2>| values(Guess::new(given, &spoiled).nats(&x).nats);
    let ours = values(Guess::new(given.clone(), &spoiled).nats(&x).slope);
    for column in 0..EACH * COMPONENTS {
        let moved = |by: f64| {
            let there = [0..rows, column..column + 1];
            let old = given.clone().slice(there.clone());
            given.clone().slice_assign(there, old.add_scalar(by))
        };
        let (ahead, behind) = (nats(moved(WIDTH)), nats(moved(-WIDTH)));
        for row in 0..rows {
            let numeric = f64::from(ahead[row] - behind[row]) / (2.0 * WIDTH);
            let ours = f64::from(ours[row * EACH * COMPONENTS + column]);
            let tolerance = 5e-3 * (1.0 + numeric.abs());
            assert!(
                (ours - numeric).abs() < tolerance,
                "{row} {column}: {ours} {numeric}"
            );
        }
    }
    assert!(ours.iter().any(|slope| slope.abs() > 0.5));
}

#[test]
fn draws_have_the_mean_that_the_guess_tells() {
    let (count, row) = (8000, given(1));
    let spoiled = draw("spoiled", 1).repeat_dim(0, count);
    let guess = Guess::new(row.repeat_dim(0, count), &spoiled);
    let told = values(guess.mean().narrow(0, 0, 1));
    let drawn = guess.draw(Noise::new(6, 0));
    let spread = values(drawn.clone().var(0));
    for (axis, mean) in values(drawn.mean_dim(0)).into_iter().enumerate() {
        let tolerance = 4.0 * (spread[axis] / count as f32).sqrt();
        assert!(
            (mean - told[axis]).abs() < tolerance,
            "{mean} against {}",
            told[axis]
        );
    }
}

#[test]
fn the_quadrature_of_the_drift_knows_the_moments_of_noise() {
    let moment = |power: i32| HERMITE.iter().map(|(x, w)| w * x.powi(power)).sum::<f64>();
    for (power, exact) in [
        (0, 1.0),
        (1, 0.0),
        (2, 1.0),
        (4, 3.0),
        (6, 15.0),
        (8, 105.0),
    ] {
        assert!(
            (moment(power) - exact).abs() < 1e-9,
            "{power}: {}",
            moment(power)
        );
    }
}

#[test]
fn walkers_go_on_for_as_long_as_asked() {
    let (mut gsn, knobs, set) = learner("walkback=3", "moons");
    warm(&mut gsn, &set, &knobs, 1);
    let old = gsn.walkers.clone().unwrap();
    let batch = Batch {
        x: draw("batch", 256),
        noise: Noise::new(1, 0),
        labels: None,
        steps_done: 1,
    };
    let next = Walkers::next(gsn.walkers.as_ref(), batch.x.clone(), 3.0, batch.noise);
    let same = |a: &Tensor<2>, b: &Tensor<2>| -> Vec<bool> {
        let pairs = values(a.clone()).into_iter().zip(values(b.clone()));
        let equal: Vec<bool> = pairs.map(|(a, b)| a == b).collect();
        equal.chunks_exact(2).map(|row| row[0] && row[1]).collect()
    };
    let goes_on = same(&next.at, &old.at);
    assert_eq!(
        goes_on,
        same(&next.home, &old.home),
        "place and home stay together"
    );
    let count = goes_on.iter().filter(|on| **on).count();
    assert!(
        (164..=220).contains(&count),
        "{count} of 256 at three in four"
    );
    let fresh = Walkers::next(gsn.walkers.as_ref(), batch.x.clone(), 0.0, batch.noise);
    assert_eq!(values(fresh.at), values(batch.x.clone()));
    assert_eq!(values(fresh.home), values(batch.x));
}

#[test]
fn the_long_run_of_the_chain_is_the_data() {
    let (mut gsn, knobs, set) = learner("", "eight-gaussians");
    let before = distance(&gsn, &set);
    warm(&mut gsn, &set, &knobs, 800);
    let after = distance(&gsn, &set);
    assert!(before > 0.05 && after < 0.015, "{before} to {after}");
    // At a place between two modes the chain is drawn away; in the middle of all of them it is not.
    let drift = values(gsn.drift(draw("x", 50)).unwrap());
    assert!(drift.iter().any(|by| by.abs() > 0.1) && drift.iter().all(|by| by.is_finite()));
}

#[test]
fn without_the_noise_of_a_draw_the_chain_shrinks() {
    let (mut gsn, knobs, set) = learner("", "eight-gaussians");
    warm(&mut gsn, &set, &knobs, 800);
    let drawn = distance(&gsn, &set);
    let mut mean = knobs.clone();
    mean.set_from_text(FAMILY.card.knobs, "reconstruction=mean")
        .unwrap();
    gsn.turn(&mean);
    let means = distance(&gsn, &set);
    assert!(means > 2.0 * drawn, "{drawn} {means}");
}
