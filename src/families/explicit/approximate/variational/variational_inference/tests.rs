//! The bound against Monte Carlo, slopes against differences, the resting place against brute force over a grid.

use super::*;
use crate::data::Shape;

fn knobs(sets: &[&str]) -> Knobs {
    let mut knobs = FAMILY.defaults();
    for set in sets {
        knobs.set_from_text(KNOBS, set).unwrap();
    }
    knobs
}

fn fresh(knobs: &Knobs) -> VariationalInference {
    VariationalInference::new(&Setup {
        device: &Device::flex(),
        knobs,
        shape: Shape::Plane,
        classes: 0,
        plane: None,
        noise: Noise::new(1, 0),
    })
}

fn trained(sets: &[&str], steps: u64) -> VariationalInference {
    let knobs = knobs(sets);
    let mut model = fresh(&knobs);
    for step in 0..steps {
        let noise = Noise::new(9, step);
        let batch = Batch {
            x: noise.normal("x", [64, 2], &Device::flex()),
            noise,
            labels: None,
            steps_done: step,
        };
        model.step(&batch, &knobs);
    }
    model
}

fn inference(model: Model, full: bool, divergence: Divergence) -> Inference {
    Inference {
        model,
        full,
        divergence,
    }
}

const SOME: [[f64; 2]; 4] = [[0.3, -0.8], [1.4, 0.6], [-0.9, 1.1], [0.1, 0.05]];

/// log p(x) and KL(q || p(z|x)) or KL(p || q) over a fine grid of codes: what they are by definition.
fn by_grid(inference: Inference, x: [f64; 2], q: Parameters) -> (f64, f64) {
    const FINE: usize = 400;
    let step = 12.0 / FINE as f64;
    let place = |i: usize| (i as f64 + 0.5) * step - 6.0;
    let codes: Vec<[f64; 2]> = (0..FINE * FINE)
        .map(|i| [place(i % FINE), place(i / FINE)])
        .collect();
    let joint: Vec<f64> = codes
        .iter()
        .map(|z| inference.model.log_joint(x, *z).0)
        .collect();
    let log_p = (joint.iter().map(|l| l.exp()).sum::<f64>() * step * step).ln();
    let [m, n, a, b, c] = q;
    let log_q = |z: &[f64; 2]| {
        let first = (z[0] - m) / a.exp();
        let second = (z[1] - n - c * first) / b.exp();
        -TAU.ln() - a - b - 0.5 * (first * first + second * second)
    };
    let divergence = codes.iter().zip(joint).map(|(z, joint)| {
        let (posterior, q) = (joint - log_p, log_q(z));
        let (under, ratio) = match inference.divergence {
            Divergence::Reverse => (q.exp(), q - posterior),
            Divergence::Forward => (posterior.exp(), posterior - q),
        };
        if under == 0.0 { 0.0 } else { under * ratio }
    });
    (log_p, divergence.sum::<f64>() * step * step)
}

/// The least divergence that a search without slopes finds, from several starts.
fn brute_force(inference: Inference, x: [f64; 2]) -> f64 {
    let free = if inference.full { 5 } else { 4 };
    let mut best = f64::INFINITY;
    for start in [-1.2, 0.0, 1.2] {
        let mut q = [start, x[1] * 0.5, -0.7, -0.7, 0.0];
        let mut here = by_grid(inference, x, q).1;
        let mut reach = 0.4;
        while reach > 4e-3 {
            let before = here;
            for i in 0..free {
                for by in [reach, -reach] {
                    let mut tried = q;
                    tried[i] += by;
                    let there = by_grid(inference, x, tried).1;
                    if there < here {
                        (q, here) = (tried, there);
                        break;
                    }
                }
            }
            if here >= before {
                reach /= 2.0;
            }
        }
        best = best.min(here);
    }
    best
}

#[test]
fn the_bound_and_what_it_misses_add_up_to_the_density() {
    for model in [Model::Line, Model::Bend, Model::Fold] {
        let inference = inference(model, true, Divergence::Reverse);
        let learner = fresh(&knobs(&[&format!(
            "hidden-causes={}",
            Model::WORDS[model as usize]
        )]));
        for x in SOME {
            let q = [0.4, -0.2, -0.9, -0.6, 0.15];
            let (log_p, missed) = by_grid(inference, x, q);
            let (elbo, _) = inference.elbo(x, q);
            assert!(
                (elbo + missed - log_p).abs() < 1e-4,
                "{model:?}: {elbo} + {missed} is not {log_p}"
            );
            let oracle = f64::from(learner.log_density(&[x])[0]);
            assert!((oracle - log_p).abs() < 1e-3, "{oracle} against {log_p}");
        }
    }
}

#[test]
fn slopes_are_what_differences_say() {
    const WIDTH: f64 = 1e-5;
    for model in [Model::Line, Model::Bend, Model::Fold] {
        for divergence in [Divergence::Reverse, Divergence::Forward] {
            for full in [true, false] {
                let inference = inference(model, full, divergence);
                let q = [0.4, -0.2, -0.5, -0.6, 0.15];
                let (_, slope) = inference.loss(SOME[1], q);
                for i in 0..5 {
                    let at = |by: f64| {
                        let mut q = q;
                        q[i] += by;
                        inference.loss(SOME[1], q).0
                    };
                    let numeric = (at(WIDTH) - at(-WIDTH)) / (2.0 * WIDTH);
                    assert!(
                        (numeric - slope[i]).abs() < 1e-4 * (1.0 + numeric.abs()),
                        "{model:?}, {divergence:?}, {i}: {} against {numeric}",
                        slope[i]
                    );
                }
            }
        }
    }
}

#[test]
fn at_rest_q_is_the_best_gaussian_there_is() {
    for (model, full, divergence) in [
        (Model::Line, true, Divergence::Reverse),
        (Model::Line, false, Divergence::Reverse),
        (Model::Bend, true, Divergence::Reverse),
        (Model::Fold, true, Divergence::Reverse),
        (Model::Bend, true, Divergence::Forward),
    ] {
        let inference = inference(model, full, divergence);
        let x = SOME[1];
        let starts = [-1.2, 0.0, 1.2].map(|m| [m, 0.0, -0.5, -0.5, 0.0]);
        let rested = starts.map(|start| by_grid(inference, x, inference.settle(x, start)).1);
        let ours = rested.into_iter().fold(f64::INFINITY, f64::min);
        let best = brute_force(inference, x);
        assert!(
            (ours - best).abs() < 1e-3,
            "{model:?}, {divergence:?}: {ours} against {best}"
        );
        if model == Model::Line && full {
            assert!(ours.abs() < 1e-4, "a Gaussian posterior is met: {ours}");
        }
        if model == Model::Line && !full {
            assert!(ours > 0.05, "without a tilt it is not: {ours}");
        }
    }
}

#[test]
fn a_q_of_its_own_comes_to_rest_where_the_search_does() {
    let model = trained(
        &["amortised=off", "learning-rate=0.02", "hidden-causes=bend"],
        1500,
    );
    let own = parameters(model.trained.net.own.as_ref().unwrap().val().inner());
    let best = model.elbos(&model.kept, &model.settled(&model.kept, &own));
    let rested = model.elbos(&model.kept, &own);
    for (rested, best) in rested.iter().zip(best) {
        assert!((best - rested).abs() < 1e-3, "{rested} against {best}");
    }
}

#[test]
fn an_encoder_stays_a_little_below_the_best_q_of_each() {
    let model = trained(&["hidden=32-32"], 1500);
    let x = Noise::new(77, 0).normal("x", [200, 2], &Device::flex());
    let measured = model.measure(&Batch {
        x,
        noise: Noise::new(1, 0),
        labels: None,
        steps_done: 0,
    });
    let of = |name: &str| {
        let (_, values) = measured.iter().find(|(found, _)| *found == name).unwrap();
        let values: Vec<f64> = values.clone().into_data().iter().collect();
        values.iter().sum::<f64>() / values.len() as f64
    };
    let (gap, missed) = (of("amortisation_gap_nats"), of("kl_q_nats"));
    assert!(gap > 0.0 && gap < missed, "{gap} of {missed}");
    assert!(missed < 0.5, "{missed}");
}

#[test]
fn of_two_causes_the_bound_takes_one_and_the_other_divergence_both() {
    // x_1 = 0.5 comes from z_1 = 1.3 as well as from -1.3.
    let x = [0.5, 0.0];
    let rest = |divergence| {
        inference(Model::Fold, true, divergence).settle(x, [0.3, 0.0, -0.5, -0.5, 0.0])
    };
    let (one, both) = (rest(Divergence::Reverse), rest(Divergence::Forward));
    assert!(one[0].abs() > 0.9 && one[2].exp() < 0.5, "{one:?}");
    assert!(both[0].abs() < 0.05 && both[2].exp() > 1.0, "{both:?}");
}
