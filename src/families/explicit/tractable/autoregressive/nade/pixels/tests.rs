//! The density of small pictures against enumeration, what a pixel hears of, samples against the density.

use super::super::FAMILY;
use super::*;
use crate::families::tests::{
    EIGHT, SMALL, batch, edges, everything, keeps_its_word, knobs, learn, rows, setup, values,
};
use crate::nn::positions;

const DIMS: usize = 12;

fn trained(sets: &[&str], steps: u64) -> PixelNade {
    let sets = [
        &["hidden=40", "pixels=threshold", "learning-rate=0.02"],
        sets,
    ]
    .concat();
    let knobs = knobs(&FAMILY, &sets);
    let mut nade = PixelNade::new(&setup(&knobs, SMALL));
    for step in 0..steps {
        nade.step(&batch(edges(64, Noise::new(1, step)), step), &knobs);
    }
    nade
}

#[test]
fn the_probabilities_of_all_pictures_add_up_to_one() {
    for sets in [&["scan=spiral"][..], &["scan=random", "scans=3"]] {
        let nade = trained(sets, 40);
        let total: f64 = values(nade.nats(&everything()))
            .iter()
            .map(|nats| (-nats).exp())
            .sum();
        assert!((total - 1.0).abs() < 1e-4, "{sets:?}: {total}");
    }
}

#[test]
fn samples_come_as_often_as_the_density_says() {
    let nade = trained(&["scans=2"], 60);
    let all = everything();
    let exact: Vec<f64> = values(nade.nats(&all))
        .iter()
        .map(|nats| (-nats).exp())
        .collect();
    let count = 20_000;
    let drawn = values(nade.sample(count, Noise::new(2, 0)));
    let bits = values(all);
    let check = |of: &dyn Fn(&[f64]) -> f64| {
        let pairs = bits.chunks_exact(DIMS).zip(&exact);
        let expected: f64 = pairs.map(|(x, p)| p * of(x)).sum();
        let found = drawn.chunks_exact(DIMS).map(of).sum::<f64>() / count as f64;
        let error = (expected * (1.0 - expected) / count as f64).sqrt();
        assert!(
            (expected - found).abs() < 4.5 * error + 1e-6,
            "{found} against {expected}"
        );
    };
    for i in 0..DIMS {
        check(&|x| x[i]);
        check(&|x| f64::from(u8::from(x[i] == x[(i + 1) % DIMS])));
    }
}

#[test]
fn no_pixel_is_expected_from_itself_or_a_later_one() {
    let nade = trained(&["scan=spiral"], 40);
    let positions = positions(&nade.scans[0]);
    let base: Vec<f32> = edges(1, Noise::new(9, 0)).into_data().iter().collect();
    let expected = |x: Vec<f32>| values(nade.predict(rows(x, DIMS), Noise::new(0, 0)).expected);
    let before = expected(base.clone());
    for pixel in 0..DIMS {
        let mut turned = base.clone();
        turned[pixel] = 1.0 - turned[pixel];
        let after = expected(turned);
        for other in 0..DIMS {
            if positions[other] <= positions[pixel] {
                assert_eq!(before[other], after[other], "{other} hears of {pixel}");
            }
        }
        if positions[pixel] + 1 < DIMS {
            assert_ne!(before, after, "nobody hears of {pixel}");
        }
    }
}

#[test]
fn edges_are_learned_down_to_their_entropy() {
    let nade = trained(&[], 400);
    let x = edges(2000, Noise::new(77, 0));
    let nats = values(nade.nats(&x)).iter().sum::<f64>() / 2000.0;
    let entropy = 5f64.ln();
    assert!(
        nats > entropy - 0.05 && nats < entropy + 0.15,
        "{nats} against {entropy}"
    );
}

#[test]
fn it_keeps_its_word_on_digits_and_its_loss_falls() {
    keeps_its_word(&FAMILY, &["hidden=20", "scans=2"]);
    let knobs = knobs(&FAMILY, &["hidden=50", "learning-rate=1e-2"]);
    let mut nade = PixelNade::new(&setup(&knobs, EIGHT));
    let losses = learn(&mut nade, &knobs, 150);
    let last = losses[140..].iter().sum::<f64>() / 10.0;
    assert!(last < 0.75 * losses[0], "{} to {last}", losses[0]);
}
