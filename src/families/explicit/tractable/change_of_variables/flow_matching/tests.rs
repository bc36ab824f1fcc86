//! The density against closed forms, quadrature and finite differences; pairs against every other pairing.

use super::*;
use crate::data::Shape;

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    tensor.into_data().iter().collect()
}

fn knobs(sets: &[&str]) -> Knobs {
    let mut knobs = FAMILY.defaults();
    for set in sets {
        knobs.set_from_text(KNOBS, set).unwrap();
    }
    knobs
}

fn flow(knobs: &Knobs, seed: u64) -> FlowMatching {
    FlowMatching::new(&Setup {
        device: &Device::flex(),
        knobs,
        shape: Shape::Plane,
        classes: 0,
        plane: None,
        noise: Noise::new(seed, 0),
    })
}

/// Normal points with another mean and deviation along each axis.
fn stretched(count: usize, seed: u64) -> Tensor<2> {
    let z = Noise::new(seed, 0).normal("stretched", [count, 2], &Device::flex());
    z * Tensor::<2>::from_data([DEVIATION], &Device::flex())
        + Tensor::<2>::from_data([MEAN], &Device::flex())
}

const MEAN: [f32; 2] = [0.4, -0.3];
const DEVIATION: [f32; 2] = [0.5, 1.1];

fn batch(x: Tensor<2>, step: u64) -> Batch {
    Batch {
        x,
        noise: Noise::new(9, step),
        labels: None,
        steps_done: step,
    }
}

/// A small flow after some steps on normal points.
fn trained(sets: &[&str], steps: u64) -> FlowMatching {
    let knobs = knobs(sets);
    let mut model = flow(&knobs, 1);
    for step in 0..steps {
        model.step(&batch(stretched(128, step), step), &knobs);
    }
    model
}

const SMALL: [&str; 2] = ["hidden=24-24", "averaging=0.99"];

fn log_density(model: &FlowMatching, x: Tensor<2>) -> Vec<f64> {
    let Density::Exact(density) = model.density() else {
        panic!("the claim is an exact density")
    };
    numbers(density(x, Noise::new(1, 0)))
}

/// Middles of the cells of a grid over [-reach, reach]^2, and the area of a cell.
fn grid(side: usize, reach: f32) -> (Tensor<2>, f64) {
    let step = 2.0 * reach / side as f32;
    let place = |i: usize| (i as f32 + 0.5) * step - reach;
    let places = (0..side * side).flat_map(|i| [place(i % side), place(i / side)]);
    let places = TensorData::new(places.collect::<Vec<f32>>(), [side * side, 2]);
    (
        Tensor::from_data(places, &Device::flex()),
        f64::from(step * step),
    )
}

#[test]
fn the_divergence_is_what_finite_differences_say() {
    const WIDTH: f32 = 5e-3;
    let (model, x) = (trained(&SMALL, 50), stretched(40, 77));
    for time in [0.1, 0.6, 0.97] {
        let (v, divergence) = model.trained.net.with_divergence(x.clone(), time);
        let at = numbers(model.trained.net.at(x.clone(), time));
        assert!(numbers(v).iter().zip(at).all(|(a, b)| (a - b).abs() < 1e-5));
        let along = |by: [f32; 2], axis: usize| {
            let by = Tensor::<2>::from_data([by], &Device::flex());
            let ahead = model.trained.net.at(x.clone() + by.clone(), time);
            let change = ahead - model.trained.net.at(x.clone() - by, time);
            numbers(change.narrow(1, axis, 1).div_scalar(2.0 * WIDTH))
        };
        let (first, second) = (along([WIDTH, 0.0], 0), along([0.0, WIDTH], 1));
        for ((a, b), ours) in first.iter().zip(second).zip(numbers(divergence)) {
            assert!(
                (a + b - ours).abs() < 3e-3 * (1.0 + ours.abs()),
                "{} against {ours}",
                a + b
            );
        }
    }
}

#[test]
fn trained_on_a_gaussian_it_has_the_density_of_the_gaussian() {
    let model = trained(
        &["hidden=48-48", "learning-rate=5e-3", "averaging=0.99"],
        1500,
    );
    let x = stretched(500, 1_000_000);
    let ours = log_density(&model, x.clone());
    let exact = |x: &[f64]| -> f64 {
        let of = |axis: usize| {
            let (mean, deviation) = (f64::from(MEAN[axis]), f64::from(DEVIATION[axis]));
            -0.5 * ((x[axis] - mean) / deviation).powi(2)
                - deviation.ln()
                - 0.5 * std::f64::consts::TAU.ln()
        };
        of(0) + of(1)
    };
    let exact: Vec<f64> = numbers(x).chunks_exact(2).map(exact).collect();
    let kl = exact.iter().zip(&ours).map(|(a, b)| a - b).sum::<f64>() / 500.0;
    let apart = exact
        .iter()
        .zip(&ours)
        .map(|(a, b)| (a - b).abs())
        .sum::<f64>()
        / 500.0;
    assert!(kl.abs() < 0.03 && apart < 0.12, "{kl}, {apart}");
}

#[test]
fn the_density_is_one_all_along_the_way() {
    let model = trained(&SMALL, 200);
    let (places, area) = grid(90, 5.5);
    for step in [0, 7, 20, FRAMES] {
        let log_p = numbers(Process::log_density(&model, places.clone(), step));
        let whole = log_p.iter().map(|p| p.exp()).sum::<f64>() * area;
        assert!((whole - 1.0).abs() < 5e-3, "step {step}: {whole}");
    }
    let last = numbers(Process::log_density(&model, places.clone(), FRAMES));
    assert_eq!(
        last,
        log_density(&model, places),
        "after the last step it is the model's own"
    );
}

#[test]
fn the_density_does_not_depend_on_the_solver_and_its_terms_add_up() {
    let mut model = trained(&SMALL, 200);
    let x = stretched(60, 5);
    let midpoint = log_density(&model, x.clone());
    // Too few steps for a sample are still enough for a density.
    for (solver, steps, tolerance) in [
        ("adaptive", 1, 2e-2),
        ("midpoint", 80, 2e-2),
        ("euler", 2, 1e-6),
    ] {
        model.settings.solver = Solver::from_word(solver);
        model.settings.steps = steps;
        let other = log_density(&model, x.clone());
        let far = midpoint
            .iter()
            .zip(other)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f64::max);
        assert!(far < tolerance, "{solver}: {far}");
        let terms = model.terms(x.clone());
        let sum = terms
            .iter()
            .map(|term| term.value.clone())
            .reduce(|a, b| a + b)
            .unwrap();
        assert_eq!(numbers(sum), log_density(&model, x.clone()));
        let shares = |axis: usize| terms.iter().map(|term| term.volume[axis]).sum::<f64>();
        assert_eq!([shares(0), shares(1)], [1.0, 1.0]);
    }
}

#[test]
fn the_map_goes_both_ways_and_its_volume_is_that_of_a_numeric_jacobian() {
    const WIDTH: f32 = 1e-2;
    let mut model = trained(&SMALL, 200);
    model.settings.steps = 100;
    let z = Noise::new(3, 0).normal("z", [20, 2], &Device::flex());
    let stages = model.push(z.clone());
    assert_eq!(stages.len(), FRAMES + 1);
    assert_eq!(numbers(stages[0].at.clone()), numbers(z.clone()));
    let back = numbers(model.pull(stages[FRAMES].at.clone()));
    assert!(
        back.iter()
            .zip(numbers(z.clone()))
            .all(|(a, b)| (a - b).abs() < 1e-3)
    );
    for step in [11, FRAMES] {
        let column = |by: [f32; 2]| {
            let by = Tensor::<2>::from_data([by], &Device::flex());
            let at = |z: Tensor<2>| model.push(z)[step].at.clone();
            numbers((at(z.clone() + by.clone()) - at(z.clone() - by)).div_scalar(2.0 * WIDTH))
        };
        let (first, second) = (column([WIDTH, 0.0]), column([0.0, WIDTH]));
        let columns = first.chunks_exact(2).zip(second.chunks_exact(2));
        for ((a, b), ours) in columns.zip(numbers(stages[step].log_volume.clone())) {
            let numeric = (a[0] * b[1] - a[1] * b[0]).ln();
            assert!(
                (numeric - ours).abs() < 5e-3,
                "step {step}: {numeric} against {ours}"
            );
        }
    }
}

#[test]
fn optimal_pairs_straighten_the_paths() {
    let two = |seed| {
        // Two narrow clusters, far to the left and to the right.
        let x = stretched(128, seed).mul_scalar(0.2);
        let side = Noise::new(seed, 0)
            .uniform("side", [128, 1], &Device::flex())
            .greater_elem(0.5)
            .float();
        let side = side.mul_scalar(4.0).sub_scalar(2.0);
        x + Tensor::cat(vec![side.clone(), side.zeros_like()], 1)
    };
    let bent = |coupling: &str| {
        let knobs = knobs(&[
            "hidden=48-48",
            "averaging=0.99",
            "learning-rate=5e-3",
            coupling,
        ]);
        let mut model = flow(&knobs, 1);
        for step in 0..600 {
            model.step(&batch(two(step), step), &knobs);
        }
        let (_, straight) = model.measure(&batch(two(9999), 0)).swap_remove(1);
        let straight = numbers(straight);
        assert!(straight.iter().all(|s| (0.0..1.0 + 1e-4).contains(s)));
        1.0 - straight.iter().sum::<f64>() / straight.len() as f64
    };
    let (independent, optimal) = (
        bent("coupling=independent"),
        bent("coupling=optimal-transport"),
    );
    assert!(
        optimal < independent / 2.0,
        "{optimal} against {independent}"
    );
}

#[test]
fn an_assignment_costs_less_than_every_other() {
    let cost = |seed: u64| numbers(Noise::new(seed, 0).uniform("cost", [6, 6], &Device::flex()));
    for seed in 0..20 {
        let cost = cost(seed);
        let price = |columns: &[usize]| {
            columns
                .iter()
                .enumerate()
                .map(|(i, j)| cost[6 * i + j])
                .sum::<f64>()
        };
        let ours = coupling::assignment(6, |i, j| cost[6 * i + j] as f32);
        let mut sorted = ours.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2, 3, 4, 5], "every column once");
        // All 720 of them, by Heap's algorithm.
        let (mut order, mut count, mut best) = ([0, 1, 2, 3, 4, 5], [0usize; 6], f64::MAX);
        let mut i = 0;
        best = best.min(price(&order));
        while i < 6 {
            if count[i] < i {
                order.swap(if i % 2 == 0 { 0 } else { count[i] }, i);
                best = best.min(price(&order));
                count[i] += 1;
                i = 0;
            } else {
                count[i] = 0;
                i += 1;
            }
        }
        assert!(
            (price(&ours) - best).abs() < 1e-5,
            "{} against {best}",
            price(&ours)
        );
    }
}

#[test]
fn pairs_stay_within_their_group_and_are_complete() {
    let points = |purpose: &str| -> Vec<[f32; 2]> {
        let x = Noise::new(2, 0).normal(purpose, [150, 2], &Device::flex());
        numbers(x)
            .chunks_exact(2)
            .map(|x| [x[0] as f32, x[1] as f32])
            .collect()
    };
    let pairs = coupling::optimal(&points("noise"), &points("examples"));
    for (i, j) in pairs.iter().enumerate() {
        assert_eq!(i / coupling::GROUP, j / coupling::GROUP);
    }
    let mut sorted = pairs;
    sorted.sort_unstable();
    assert!(sorted.into_iter().eq(0..150));
    let none = [[f32::NAN; 2]; 3];
    assert_eq!(
        coupling::optimal(&none, &none).len(),
        3,
        "numbers that are none end"
    );
}

#[test]
fn what_it_costs_is_what_it_says() {
    let mut model = trained(&SMALL, 1);
    let told = |solver, steps, model: &mut FlowMatching| {
        (model.settings.solver, model.settings.steps) = (solver, steps);
        let sample = model.travel(stretched(4, 1), [0.0, 1.0]).evaluations;
        (model.back(stretched(4, 1), 1.0).evaluations, sample)
    };
    for (solver, steps) in [
        (Solver::Euler, 7),
        (Solver::Midpoint, 7),
        (Solver::Midpoint, 50),
    ] {
        let (density, sample) = told(solver, steps, &mut model);
        let density = 3 * density;
        assert_eq!(model.passes(), Passes { density, sample });
    }
    let (density, _) = told(Solver::Adaptive, 7, &mut model);
    assert_eq!(model.passes().density, 3 * density, "as the last time");
}

#[test]
fn a_run_from_a_file_goes_on_bit_for_bit() {
    let sets = knobs(&SMALL);
    let mut model = trained(&SMALL, 20);
    let mut other = flow(&sets, 2);
    other.load(&model.state()).unwrap();
    for step in 20..30 {
        for model in [&mut model, &mut other] {
            model.step(&batch(stretched(64, step), step), &sets);
        }
    }
    let bits = |model: &FlowMatching| -> Vec<u32> {
        let state = model.state();
        state
            .values()
            .flat_map(|data| data.iter::<f32>().collect::<Vec<_>>())
            .map(f32::to_bits)
            .collect()
    };
    assert_eq!(bits(&model), bits(&other));
    let mut torn = model.state();
    torn.retain(|name, _| !name.starts_with("average."));
    assert!(other.load(&torn).is_err());
}
