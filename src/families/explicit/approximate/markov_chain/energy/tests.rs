//! Energies whose constant and whose walks are known in closed form, and what learning does.

use std::f64::consts::TAU;

use burn::tensor::{Device, Tensor, TensorData};

use super::landscape::{Hills, log_z};
use super::langevin::{Buffer, Walk, start};
use super::*;
use crate::families::explicit::tractable::autoregressive::tests::{
    divergence, knobs, set, setup, values, warm,
};

fn hills() -> Hills {
    Hills::new(&[20, 20], Noise::new(3, 0), &Device::flex())
}

/// A landscape without hills: the Gaussian of deviation 2.
fn bowl() -> Hills {
    let hills = hills();
    let flat: State = parameters(&hills)
        .into_iter()
        .map(|(path, data)| {
            let shape = data.shape().to_vec();
            let count = data.num_elements();
            (path, TensorData::new(vec![0.0f32; count], shape))
        })
        .collect();
    load_parameters(hills, "", &flat).unwrap()
}

fn draw(purpose: &str, count: usize) -> Tensor<2> {
    Noise::new(4, 0).normal(purpose, [count, 2], &Device::flex())
}

fn learner(turned: &str, data: &str) -> (Energy, Knobs, crate::data::PlaneSet) {
    let (knobs, set) = (knobs(&FAMILY, turned), set(data));
    let energy = Energy::new(&setup(&Device::flex(), &knobs, &set));
    (energy, knobs, set)
}

#[test]
fn the_constant_of_a_bowl_is_that_of_a_gaussian() {
    let found = log_z(&bowl(), &Device::flex());
    let exact = (TAU * 4.0).ln();
    // A thousandth of the mass lies beyond the grid.
    assert!((found - exact).abs() < 2e-3, "{found} against {exact}");
}

#[test]
fn downhill_is_what_finite_differences_say() {
    const WIDTH: f64 = 1e-2;
    let (hills, x) = (hills(), draw("x", 30));
    let ours = values(Walk::new(&hills, 0.1).downhill(x.clone()));
    for axis in 0..2 {
        let mut step = [0.0, 0.0];
        step[axis] = WIDTH;
        let by = Tensor::<2>::from_data([step], &Device::flex());
        let rise = hills.energy(x.clone() + by.clone()) - hills.energy(x.clone() - by);
        for (row, rise) in values(rise).into_iter().enumerate() {
            let numeric = -f64::from(rise) / (2.0 * WIDTH);
            assert!((f64::from(ours[2 * row + axis]) - numeric).abs() < 2e-3);
        }
    }
    assert!(ours.iter().any(|slope| slope.abs() > 0.1));
}

#[test]
fn a_small_step_lowers_the_contrast_by_the_square_of_its_slope() {
    const RATE: f64 = 1e-3;
    for penalty in [0.0, 0.3] {
        let (mut learner, _, _) = learner("optimiser=sgd hidden=20-20", "moons");
        let knobs = knobs(&FAMILY, "optimiser=sgd hidden=20-20");
        let (data, chains) = (draw("data", 50), draw("chains", 30).mul_scalar(2.0));
        let contrast = |hills: &Hills| hills.contrast(&data, &chains, penalty);
        let numbers = |hills: &Hills| -> Vec<f64> {
            let all = parameters(hills).into_values();
            all.flat_map(|data| data.iter::<f64>().collect::<Vec<_>>())
                .collect()
        };
        let before = contrast(&learner.trained.net);
        let from = numbers(&learner.trained.net);
        learner
            .trained
            .descend_along_at(RATE, before.gradients, &knobs);
        let moved = numbers(&learner.trained.net);
        let square: f64 = from
            .iter()
            .zip(moved)
            .map(|(a, b)| ((a - b) / RATE).powi(2))
            .sum();
        let after = values(contrast(&learner.trained.net).loss)[0];
        let fall = f64::from(values(before.loss)[0] - after);
        let expected = RATE * square;
        assert!(
            (fall - expected).abs() < 0.05 * expected && expected > 1e-5,
            "{penalty}: {fall} against {expected}"
        );
    }
}

#[test]
fn walks_in_a_bowl_come_to_rest_in_its_gaussian() {
    let (eta, count) = (0.5, 4000);
    let walk = Walk::new(&bowl(), eta);
    let begin = start(count, Noise::new(1, 0), &Device::flex());
    let end = values(walk.walked(begin, 200, Noise::new(2, 0)));
    let variance = end.iter().map(|x| f64::from(x * x)).sum::<f64>() / end.len() as f64;
    // x' = (1 - eta / 8) x + sqrt(eta) e is at rest with this variance, a little more than 4.
    let exact = eta / (1.0 - (1.0 - eta / 8.0f64).powi(2));
    // Four standard errors of a variance from 8000 numbers.
    assert!(
        (variance / exact - 1.0).abs() < 0.064,
        "{variance} against {exact}"
    );
}

#[test]
fn the_buffer_gives_what_was_put_and_begins_anew_as_often_as_asked() {
    let mut buffer = Buffer::new(512, Noise::new(1, 0), &Device::flex());
    let noise = Noise::new(2, 0);
    let chosen = buffer.draw(128, 0.0, noise);
    let marked = chosen.at.zeros_like().add_scalar(9.0);
    buffer.put(chosen, marked.clone());
    assert_eq!(values(buffer.draw(128, 0.0, noise).at), values(marked));
    let nines = |at: Tensor<2>| values(at).into_iter().filter(|v| *v == 9.0).count();
    assert_eq!(nines(buffer.at()), 2 * 128, "the others stayed");
    assert_eq!(nines(buffer.draw(128, 1.0, noise).at), 0);
    let some = nines(buffer.draw(128, 0.25, noise).at) / 2;
    assert!((76..=116).contains(&some), "{some} of 128 went on");
    assert_eq!(buffer.draw(9000, 0.0, noise).at.dims(), [512, 2]);
}

#[test]
fn it_learns_and_the_grid_says_so() {
    let (mut energy, knobs, set) = learner("", "eight-gaussians");
    let before = divergence(&energy, &set, 2000);
    warm(&mut energy, &set, &knobs, 1000);
    let after = divergence(&energy, &set, 2000);
    assert!(before > 0.8 && after < 0.4, "{before} to {after}");
    let losses = energy.measure(&Batch {
        x: draw("x", 4),
        noise: Noise::new(0, 0),
        labels: None,
        steps_done: 0,
    });
    let by_oracle = (energy.oracle().unwrap().log_density)(draw("x", 4));
    for (nll, log_p) in values(losses[0].1.clone())
        .into_iter()
        .zip(values(by_oracle))
    {
        assert!((nll + log_p).abs() < 1e-4);
    }
}

#[test]
fn a_penalty_keeps_energies_near_zero() {
    let size = |turned: &str| {
        let (mut energy, knobs, set) = learner(turned, "eight-gaussians");
        warm(&mut energy, &set, &knobs, 300);
        let held_out = energy.measure(&Batch {
            x: draw("x", 500),
            noise: Noise::new(0, 0),
            labels: None,
            steps_done: 0,
        });
        values(held_out[1].1.clone().square().mean())[0]
    };
    let (free, held) = (size(""), size("energy-penalty=1"));
    assert!(held < 0.5 * free, "{free} {held}");
}
