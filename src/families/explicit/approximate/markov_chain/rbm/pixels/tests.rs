//! The machine of small pictures against sums over all of them, and of digits against what every family promises.

use super::super::FAMILY;
use super::*;
use crate::families::tests::{
    EIGHT, SMALL, batch, edges, everything, keeps_its_word, knobs, learn, setup, values,
};

/// log Z by the sum over all pictures.
fn exact_log_z(units: &Units) -> f64 {
    let weights = values(units.free_energy(everything()));
    let least = weights.iter().copied().fold(f64::INFINITY, f64::min);
    weights.iter().map(|f| (least - f).exp()).sum::<f64>().ln() - least
}

/// A machine that has learned edges.
fn trained(sets: &[&str], steps: u64) -> PixelRbm {
    let sets = [
        &[
            "hidden=24",
            "learning-rate=0.1",
            "settle=0",
            "pixels=threshold",
        ],
        sets,
    ]
    .concat();
    let knobs = knobs(&FAMILY, &sets);
    let mut rbm = PixelRbm::new(&setup(&knobs, SMALL));
    for step in 0..steps {
        rbm.step(&batch(edges(64, Noise::new(1, step)), step), &knobs);
    }
    rbm
}

#[test]
fn annealing_finds_the_constant_of_a_machine_that_has_learned() {
    let rbm = trained(&[], 1500);
    let exact = exact_log_z(rbm.calm());
    let base = || BaseRates::new(rbm.memory.log_odds());
    let mut errors = Vec::new();
    for seed in 0..6 {
        let mut estimate =
            Estimate::with(rbm.calm().clone(), base(), Noise::new(seed, 0), [100, 300]);
        assert_eq!(estimate.log_z(), None, "not before the end");
        while estimate.turn() {}
        let found = estimate.log_z().unwrap();
        assert!((found.value - exact).abs() < 0.15, "{found:?} {exact}");
        errors.push((found.value - exact) / found.standard_error);
    }
    let square = errors.iter().map(|e| e * e).sum::<f64>() / 6.0;
    assert!(square < 6.0, "in units of their error bars: {errors:?}");
}

#[test]
fn without_weights_the_base_rates_are_the_machine() {
    let rbm = trained(&[], 1);
    let zero = |shape: &[usize]| TensorData::zeros::<f32, _>(shape.to_vec());
    let bias: Tensor<1> = rbm.memory.log_odds().reshape([12]);
    let state = State::from([
        ("visible".to_owned(), bias.into_data()),
        ("hidden".to_owned(), zero(&[24])),
        ("weight".to_owned(), zero(&[12, 24])),
    ]);
    let units = load_parameters(rbm.trained.net.clone(), "", &state).unwrap();
    let base = BaseRates::new(rbm.memory.log_odds());
    let exact = exact_log_z(&units);
    let mut estimate = Estimate::with(units, base, Noise::new(1, 0), [5, 3]);
    while estimate.turn() {}
    let found = estimate.log_z().unwrap();
    assert!((found.value - exact).abs() < 1e-4, "{found:?} {exact}");
    assert!(found.standard_error < 1e-5);
}

#[test]
fn edges_become_likely_and_chains_draw_them() {
    let nll = |rbm: &PixelRbm| {
        let x = edges(500, Noise::new(99, 0));
        let energy = values(rbm.calm().free_energy(x)).iter().sum::<f64>() / 500.0;
        energy + exact_log_z(rbm.calm())
    };
    let (young, old) = (trained(&[], 1), trained(&[], 2500));
    // Five pictures, equally often; base rates alone know nothing of how pixels go together.
    let entropy = 5f64.ln();
    assert!(nll(&young) > entropy + 4.0, "{}", nll(&young));
    assert!(nll(&old) < entropy + 0.6, "{}", nll(&old));
    let drawn = old.sample(200, Noise::new(2, 0)).greater_elem(0.5).float();
    let drawn = values(drawn);
    let whole = drawn.chunks_exact(12).filter(|x| {
        let falls = x
            .chunks_exact(4)
            .any(|row| row.windows(2).any(|w| w[0] > w[1]));
        !falls && x[..4] == x[4..8] && x[4..8] == x[8..]
    });
    let whole = whole.count();
    assert!(whole > 150, "{whole} of 200 are edges");
}

#[test]
fn the_first_biases_are_the_log_odds_of_the_pixels() {
    let knobs = knobs(&FAMILY, &["hidden=3", "learning-rate=1e-4", "averaging=0"]);
    let mut rbm = PixelRbm::new(&setup(&knobs, SMALL));
    let x = edges(400, Noise::new(1, 0));
    rbm.step(&batch(x.clone(), 0), &knobs);
    let chance = values(x.mean_dim(0));
    let bias = values(rbm.trained.net.visible.val());
    for (p, bias) in chance.into_iter().zip(bias) {
        assert!((1.0 / (1.0 + (-bias).exp()) - p).abs() < 0.01, "{bias} {p}");
    }
}

#[test]
fn it_keeps_its_word_on_digits() {
    for sets in [
        &["hidden=20", "chains=16", "chain-steps=5"][..],
        &[
            "hidden=20",
            "chain-steps=5",
            "negative-phase=contrastive",
            "gibbs-steps=3",
            "centring=on",
        ],
    ] {
        keeps_its_word(&FAMILY, sets);
    }
}

#[test]
fn it_restores_digits_better_for_having_learned() {
    let sets = ["hidden=60", "chains=32", "learning-rate=0.5", "averaging=0"];
    let knobs = knobs(&FAMILY, &sets);
    let mut rbm = PixelRbm::new(&setup(&knobs, EIGHT));
    let x = crate::families::tests::digits(100, Noise::new(50, 0));
    let missed = |rbm: &PixelRbm| {
        let Prediction { seen, expected } = rbm.restore(x.clone(), Noise::new(0, 0));
        values((seen - expected).square().mean())[0]
    };
    learn(&mut rbm, &knobs, 1);
    let before = missed(&rbm);
    learn(&mut rbm, &knobs, 600);
    assert!(missed(&rbm) < 0.8 * before, "{} of {before}", missed(&rbm));
}
