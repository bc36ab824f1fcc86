//! Every distribution against itself: generator, density and entropy belong together, and to the published figures.

use std::f64::consts::PI;
use std::time::Duration;

use cpu_time::ThreadTime;
use rand::SeedableRng;

use super::curves::{CIRCLES, MOONS, SWISS_ROLL};
use super::*;

fn draws(known: &Known, count: usize) -> Vec<[f64; 2]> {
    let mut generator = Generator::seed_from_u64(11);
    (0..count).map(|_| known.draw(&mut generator)).collect()
}

#[test]
fn every_density_integrates_to_one_and_has_its_entropy() {
    for known in ALL {
        // The ring's modes are a hundredth of its radius wide.
        let cells = if known.name == "ring" { 512 } else { 256 };
        let size = known.window.size();
        let area = size[0] * size[1] / f64::from(cells * cells);
        let middle = |axis: usize, k: i32| {
            known.window.low[axis] + (f64::from(k) + 0.5) * size[axis] / f64::from(cells)
        };
        let (mut whole, mut entropy) = (0.0, 0.0);
        for (i, j) in (0..cells).flat_map(|i| (0..cells).map(move |j| (i, j))) {
            let log_p = known.log_density([middle(0, i), middle(1, j)]);
            if log_p > f64::NEG_INFINITY {
                whole += log_p.exp() * area;
                entropy -= log_p.exp() * log_p * area;
            }
        }
        let name = known.name;
        assert!((whole - 1.0).abs() < 2e-5, "{name}: {whole}");
        assert!((entropy - known.entropy).abs() < 1e-4, "{name}: {entropy}");
    }
}

#[test]
fn their_own_draws_have_their_entropy() {
    for known in ALL {
        let nats: Vec<f64> = draws(known, 100_000)
            .into_iter()
            .map(|x| -known.log_density(x))
            .collect();
        let count = nats.len() as f64;
        let mean = nats.iter().sum::<f64>() / count;
        let variance = nats.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / count;
        let error = (variance / count).sqrt();
        let off = (mean - known.entropy).abs();
        assert!(
            off <= 4.0 * error + 1e-9,
            "{}: {mean} +- {error}",
            known.name
        );
    }
}

/// A density may have the right entropy in the wrong place: draws are counted in a coarse grid.
#[test]
fn their_own_draws_lie_where_their_density_says() {
    const CELLS: usize = 16;
    const FINE: usize = 24;
    const DRAWS: usize = 50_000;
    for known in ALL.iter().filter(|known| known.name != "ring") {
        let (low, size) = (known.window.low, known.window.size());
        let mut counts = vec![0usize; CELLS * CELLS];
        for x in draws(known, DRAWS)
            .into_iter()
            .filter(|x| known.window.contains(*x))
        {
            let cell =
                [0, 1].map(|axis| ((x[axis] - low[axis]) / size[axis] * CELLS as f64) as usize);
            counts[cell[0] * CELLS + cell[1]] += 1;
        }
        let step = [0, 1].map(|axis| size[axis] / (CELLS * FINE) as f64);
        let at = |axis: usize, k: usize| low[axis] + (k as f64 + 0.5) * step[axis];
        for (cell, &count) in counts.iter().enumerate() {
            let (column, row) = (cell / CELLS * FINE, cell % CELLS * FINE);
            let share: f64 = (0..FINE * FINE)
                .map(|k| [at(0, column + k / FINE), at(1, row + k % FINE)])
                .map(|x| known.log_density(x).exp() * step[0] * step[1])
                .sum();
            let expected = share * DRAWS as f64;
            let off = (count as f64 - expected).abs();
            // Five deviations of a count, and one for counts that are almost never there.
            assert!(
                off < 5.0 * expected.sqrt() + 2.0,
                "{}: {count}, {expected}",
                known.name
            );
        }
    }
}

/// `families.md` computes its table by Monte Carlo, to about a hundredth.
#[test]
fn entropies_are_the_published_ones() {
    for (name, published) in [
        ("eight-gaussians", 2.833),
        ("ring", -4.294),
        ("grid-25", 0.066),
        ("checkerboard", 32.0f64.ln()),
        ("moons", 2.390),
        ("circles", 3.275),
        ("swiss-roll", 2.664),
    ] {
        let found = find(name).unwrap().entropy;
        assert!((found - published).abs() < 0.01, "{name}: {found}");
    }
    // Modes that do not overlap: which one, and where in it.
    for name in ["ring", "grid-25"] {
        let known = find(name).unwrap();
        let modes = known.modes().unwrap();
        let of_one = (2.0 * PI * std::f64::consts::E * modes.sigma.powi(2)).ln();
        let closed = (modes.centres.len() as f64).ln() + of_one;
        assert!((known.entropy - closed).abs() < 1e-6, "{name}: {closed}");
    }
}

#[test]
fn windows_hold_all_but_a_handful() {
    for known in ALL {
        let outside = draws(known, 200_000)
            .into_iter()
            .filter(|x| !known.window.contains(*x))
            .count();
        assert!(outside <= 3, "{}: {outside}", known.name);
    }
}

/// A circle blurred by a Gaussian has a closed form with the Bessel function I0, here by its own integral.
#[test]
fn quadrature_along_a_circle_is_its_closed_form() {
    let scaled_bessel = |z: f64| {
        let angles = (0..4000).map(|k| (f64::from(k) + 0.5) * PI / 4000.0);
        angles.map(|t| (z * (t.cos() - 1.0)).exp()).sum::<f64>() / 4000.0
    };
    let variance = 0.24f64.powi(2);
    let of_circle = |r: f64, radius: f64| {
        let z = r * radius / variance;
        scaled_bessel(z) * (-(r - radius).powi(2) / (2.0 * variance)).exp() / (2.0 * PI * variance)
    };
    for k in 0..40 {
        let (r, angle) = (0.1 * f64::from(k), 0.7 * f64::from(k));
        let found = CIRCLES.log_density([r * angle.cos(), r * angle.sin()]);
        let exact = (0.5 * (of_circle(r, 3.0) + of_circle(r, 1.5))).ln();
        assert!((found - exact).abs() < 1e-6, "{r}: {found} and {exact}");
    }
}

#[test]
fn panels_are_no_longer_than_the_noise() {
    for curves in [&MOONS, &CIRCLES, &SWISS_ROLL] {
        let longest = curves.longest_panel();
        assert!((0.5..1.05).contains(&longest), "{longest}");
    }
}

/// Far outside, in the middle, and where there is no number: an answer, and no endless search.
#[test]
fn every_point_has_a_density() {
    for known in ALL {
        for x in [
            [0.0, 0.0],
            [1e-300, 0.0],
            [30.0, -20.0],
            [1e4, 1e4],
            [-1e9, 3.0],
        ] {
            let log_p = known.log_density(x);
            let is_certain_nothing = known.name == "checkerboard" && log_p == f64::NEG_INFINITY;
            assert!(
                log_p.is_finite() || is_certain_nothing,
                "{} at {x:?}: {log_p}",
                known.name
            );
        }
        for x in [[f64::NAN, 0.0], [f64::INFINITY, 1.0]] {
            assert!(!known.log_density(x).is_finite(), "{} at {x:?}", known.name);
        }
    }
}

#[test]
fn densities_are_fast_enough_to_be_told_for_every_held_out_point() {
    for known in ALL {
        let points = draws(known, 20_000);
        known.log_density(points[0]);
        let start = ThreadTime::now();
        let sum: f64 = points.into_iter().map(|x| known.log_density(x)).sum();
        let took = start.elapsed();
        println!("{}: {took:?}", known.name);
        assert!(
            sum.is_finite() && took < Duration::from_secs(1),
            "{}: {took:?}",
            known.name
        );
    }
}
