//! What is spoiled, what is restored, and where chains of digits go.

use super::super::FAMILY;
use super::*;
use crate::families::tests::{
    EIGHT, SMALL, batch, digits, edges, keeps_its_word, knobs, learn, setup, values,
};
use crate::nn::parameters;

fn gsn(sets: &[&str], shape: crate::data::Shape) -> (PixelGsn, Knobs) {
    let knobs = knobs(&FAMILY, sets);
    let gsn = PixelGsn::new(&setup(&knobs, shape));
    (gsn, knobs)
}

#[test]
fn so_many_pixels_are_replaced_by_fair_coins() {
    let (gsn, _) = gsn(&["hidden=4", "spoiled=0.3"], EIGHT);
    for (colour, turned) in [(0.0, 1.0), (1.0, 0.0)] {
        let x = Tensor::full([400, 64], colour, &Device::flex());
        let spoiled = values(gsn.corrupted(&x, Noise::new(3, 0)));
        let count = spoiled.iter().filter(|&&p| p == turned).count();
        // Half of the coins show what was there before; four standard errors of 25,600 pixels.
        let share = count as f64 / spoiled.len() as f64;
        assert!((share - 0.15).abs() < 0.009, "{share}");
        assert!(spoiled.iter().all(|&p| p == 0.0 || p == 1.0));
    }
}

#[test]
fn the_gradient_is_that_of_the_cross_entropy() {
    let (gsn, _) = gsn(&["hidden=9"], SMALL);
    let x = edges(20, Noise::new(1, 0));
    let spoiled = gsn.corrupted(&x, Noise::new(2, 0));
    let net = gsn.net.net();
    let (logits, trace) = net.trace(spoiled.clone());
    let (nats, slope) = bernoulli_slope(x.clone(), logits);
    let gradients = net.gradients(&trace, slope.div_scalar(20.0));
    let mut moved = gsn.net.net().clone();
    let mut optimiser = crate::nn::Optimiser::new(crate::nn::Rule::Sgd);
    let rate = 1e-3;
    let before = parameters(&moved);
    moved = optimiser.step(rate, moved, gradients);
    // The loss falls by the rate times the squared length of the gradient, which the step itself tells.
    let after = parameters(&moved);
    let squares: f64 = before
        .iter()
        .map(|(path, data)| {
            let pairs = data.iter::<f64>().zip(after[path].iter::<f64>());
            pairs.map(|(a, b)| ((a - b) / rate).powi(2)).sum::<f64>()
        })
        .sum();
    let loss =
        |net: &LeakyMlp| values(bernoulli_nats(x.clone(), net.forward(spoiled.clone())).mean())[0];
    let fallen = loss(gsn.net.net()) - loss(&moved);
    assert!((loss(gsn.net.net()) - values(nats.mean())[0]).abs() < 1e-5);
    assert!(
        (fallen / (rate * squares) - 1.0).abs() < 0.05,
        "{fallen} {}",
        rate * squares
    );
}

#[test]
fn chains_that_have_learned_edges_draw_edges() {
    let (mut gsn, knobs) = gsn(&["hidden=60", "learning-rate=5e-3", "spoiled=0.3"], SMALL);
    for step in 0..800 {
        gsn.step(&batch(edges(64, Noise::new(1, step)), step), &knobs);
    }
    let drawn = values(gsn.sample(300, Noise::new(2, 0)).greater_elem(0.5).float());
    let mut found = [0usize; 5];
    for x in drawn.chunks_exact(12) {
        let whole = x.chunks_exact(4).all(|row| row == &x[..4]);
        let sorted = x[..4].is_sorted_by(|a, b| a <= b);
        if whole && sorted {
            found[x[..4].iter().filter(|&&p| p == 0.0).count()] += 1;
        }
    }
    assert!(found.iter().sum::<usize>() > 240, "{found:?}");
    assert!(
        found.iter().all(|&count| count > 10),
        "every kind comes: {found:?}"
    );
}

#[test]
fn it_keeps_its_word_on_digits_and_its_loss_falls() {
    keeps_its_word(&FAMILY, &["hidden=20", "chain-steps=4"]);
    keeps_its_word(
        &FAMILY,
        &[
            "hidden=20-10",
            "chain-steps=4",
            "reconstruction=mean",
            "walkback=0",
        ],
    );
    let (mut gsn, knobs) = gsn(&["hidden=80", "learning-rate=3e-3"], EIGHT);
    let losses = learn(&mut gsn, &knobs, 200);
    let last = losses[180..].iter().sum::<f64>() / 20.0;
    assert!(last < 0.8 * losses[0], "{} to {last}", losses[0]);
}

#[test]
fn what_is_restored_is_nearer_to_the_picture_than_what_was_spoiled() {
    let (mut gsn, knobs) = gsn(
        &["hidden=80", "learning-rate=3e-3", "pixels=threshold"],
        EIGHT,
    );
    learn(&mut gsn, &knobs, 200);
    let x = digits(100, Noise::new(60, 0)).greater_elem(0.5).float();
    let Prediction { seen, expected } = gsn.restore(x.clone(), Noise::new(7, 0));
    let apart = |y: Tensor<2>| values((x.clone() - y).square().mean())[0];
    let (spoiled, restored) = (apart(seen), apart(expected));
    assert!(
        (spoiled - 0.2).abs() < 0.03 && restored < 0.7 * spoiled,
        "{spoiled} {restored}"
    );
}
