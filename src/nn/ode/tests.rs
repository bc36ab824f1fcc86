//! The solvers against solutions that can be written down.

use burn::tensor::{Device, Tensor};

use super::*;

fn numbers(tensor: Tensor<2>) -> Vec<f64> {
    tensor.into_data().iter().collect()
}

/// How far y' = y cos t, y(0) = 1, is from exp(sin t) at t = 2.
fn error(solver: Solver, steps: usize) -> f64 {
    let start = Tensor::<2>::ones([1, 1], &Device::flex());
    let path = solve(solver, steps, [0.0, 2.0], start, |y, t| {
        y.clone().mul_scalar(t.cos())
    });
    (numbers(path.end())[0] - 2f64.sin().exp()).abs()
}

#[test]
fn the_error_falls_with_the_order_of_the_solver() {
    for (solver, order) in [(Solver::Euler, 1.0), (Solver::Midpoint, 2.0)] {
        let found = (error(solver, 20) / error(solver, 40)).log2();
        assert!((found - order).abs() < 0.2, "{solver:?}: {found}");
    }
    assert!(error(Solver::Adaptive, 1) < 1e-3);
    assert!(error(Solver::Midpoint, 20) < error(Solver::Euler, 20) / 5.0);
}

#[test]
fn the_adaptive_solver_spends_its_steps_where_the_slope_changes() {
    // A bump of width 0.05 about t = 0.7: y is its integral, which is 1.
    let bump = |t: f64| {
        (-((t - 0.7) / 0.05).powi(2) / 2.0).exp() / (0.05 * (2.0 * std::f64::consts::PI).sqrt())
    };
    let start = Tensor::<2>::zeros([3, 2], &Device::flex());
    let path = solve(Solver::Adaptive, 1, [0.0, 1.0], start, |y, t| {
        y.ones_like().mul_scalar(bump(t))
    });
    assert!(numbers(path.end()).iter().all(|y| (y - 1.0).abs() < 1e-3));
    let steps: Vec<f64> = path
        .nodes
        .windows(2)
        .map(|pair| pair[1].time - pair[0].time)
        .collect();
    let about = |middle: f64| {
        let step = path
            .nodes
            .iter()
            .position(|node| node.time > middle)
            .unwrap();
        steps[step - 1]
    };
    assert!(about(0.7) < about(0.2) / 2.0, "{steps:?}");
    assert_eq!(
        path.nodes.last().unwrap().time,
        1.0,
        "it ends where it should, to the last bit"
    );
    assert!(path.evaluations >= 6 * steps.len(), "six new slopes a step");
}

#[test]
fn there_and_back_is_the_same_point() {
    let device = Device::flex();
    let start = Tensor::<2>::from_data([[0.3, -1.0], [1.5, 0.2]], &device);
    // A turn that gets faster: x' = t J x.
    let turn = |x: &Tensor<2>, t: f64| {
        let (a, b) = (x.clone().narrow(1, 0, 1), x.clone().narrow(1, 1, 1));
        Tensor::cat(vec![b.neg(), a], 1).mul_scalar(3.0 * t)
    };
    for (solver, tolerance) in [(Solver::Midpoint, 2e-3), (Solver::Adaptive, 2e-3)] {
        let there = solve(solver, 60, [0.0, 1.0], start.clone(), turn).end();
        let back = solve(solver, 60, [1.0, 0.0], there, turn).end();
        let far = (back - start.clone()).abs().max();
        let far = far.into_data().iter::<f64>().next().unwrap();
        assert!(far < tolerance, "{solver:?}: {far}");
    }
}

#[test]
fn a_path_is_as_long_as_it_is_and_can_be_read_between_its_steps() {
    // Half a circle of radius 2 in one unit of time.
    let start = Tensor::<2>::from_data([[2.0, 0.0]], &Device::flex());
    let path = solve(Solver::Midpoint, 200, [0.0, 1.0], start, |x, _| {
        let (a, b) = (x.clone().narrow(1, 0, 1), x.clone().narrow(1, 1, 1));
        Tensor::cat(vec![b.neg(), a], 1).mul_scalar(std::f64::consts::PI)
    });
    let length = path.length().into_data().iter::<f64>().next().unwrap();
    assert!((length - std::f64::consts::TAU).abs() < 1e-2, "{length}");
    let half = numbers(path.at(0.5));
    assert!(
        half[0].abs() < 1e-2 && (half[1] - 2.0).abs() < 1e-2,
        "{half:?}"
    );
    assert_eq!(numbers(path.at(1.0)), numbers(path.end()));
    assert_eq!(numbers(path.at(0.0)), [2.0, 0.0]);
}

#[test]
fn numbers_that_are_none_end_the_adaptive_solver() {
    let start = Tensor::<2>::ones([1, 1], &Device::flex());
    let path = solve(Solver::Adaptive, 1, [0.0, 1.0], start, |y, _| {
        y.clone().mul_scalar(f64::NAN)
    });
    assert!(path.evaluations < 1000 && numbers(path.end())[0].is_nan());
}
