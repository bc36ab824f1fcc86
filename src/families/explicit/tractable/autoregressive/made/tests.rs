//! The masks on the real net, the density against enumeration, the gradient against finite differences, the fit against H.

use super::super::tests as checks;
use super::*;
use burn::tensor::TensorData;
use checks::{divergence, knobs, set, setup, values, warm};

/// A small MADE after a few steps, so that no weight is where it began.
fn made(turned: &str) -> Made {
    let set = set("eight-gaussians");
    let knobs = knobs(&FAMILY, &format!("hidden=24-20 {turned}"));
    let mut made = Made::new(&setup(&Device::flex(), &knobs, &set));
    warm(&mut made, &set, &knobs, 60);
    made
}

#[test]
fn no_output_knows_of_its_own_input_or_a_later_one() {
    for word in Order::WORDS {
        let wide = format!("hidden=90-75 ordering={word}");
        checks::no_output_knows_of_what_comes_later(&made(&wide));
    }
    checks::no_output_knows_of_what_comes_later(&made("hidden=150 ordering=random masks=3"));
    // Too few units for every degree to have one: some outputs hear less, none hears more.
    let narrow = made("hidden=3-2-3");
    let dependency = Learner::masks(&narrow).pop().unwrap();
    for (i, &value) in dependency.values.iter().enumerate() {
        assert!(value == 0.0 || i / BITS < i % BITS);
    }
}

#[test]
fn no_output_has_a_gradient_from_its_own_input_or_a_later_one() {
    let made = made("hidden=90-75 ordering=interleaved");
    let positions = made.orders[0].positions();
    let bits = Noise::new(1, 0).uniform("bits", [8, BITS], &Device::flex());
    let bits = bits.greater_elem(0.5).float();
    for output in 0..BITS {
        let x = Tensor::from_inner(bits.clone()).require_grad();
        let logits = made.trained.net.masked.logits(x.clone(), &made.masks[0]); // [8, 16]
        let gradients = logits.narrow(1, output, 1).sum().backward();
        let slopes = values(x.grad(&gradients).unwrap());
        let reaches = |input: usize| (0..8).any(|row| slopes[row * BITS + input] != 0.0);
        for input in (0..BITS).filter(|&input| positions[input] >= positions[output]) {
            assert!(
                !reaches(input),
                "output {output} has a gradient from input {input}"
            );
        }
        assert_eq!((0..BITS).any(reaches), positions[output] > 0);
    }
}

#[test]
fn every_conditional_and_all_states_sum_to_one() {
    checks::everything_sums_to_one(&made("ordering=x-first"));
    checks::everything_sums_to_one(&made("ordering=random"));
    checks::everything_sums_to_one(&made("ordering=random masks=3"));
}

#[test]
fn the_density_is_one_over_the_window_and_nothing_outside() {
    checks::the_density_is_one(&made("ordering=y-first"));
    checks::the_density_is_one(&made("ordering=random masks=2"));
}

#[test]
fn the_terms_are_the_chain_rule() {
    let set = set("eight-gaussians");
    for (turned, ids) in [
        ("ordering=x-first", &["x-alone", "y-given-x"][..]),
        ("ordering=y-first", &["y-alone", "x-given-y"]),
        ("ordering=interleaved", &["first-bits", "last-bits"]),
        ("ordering=x-first masks=3", &["x-alone", "y-given-x"]),
        ("ordering=random masks=3", &["orders"]),
    ] {
        let made = made(turned);
        checks::the_terms_add_up(&made, &set);
        let terms = made.terms(Tensor::zeros([1, 2], &Device::flex()));
        let found: Vec<&str> = terms.iter().map(|term| term.id).collect();
        assert_eq!(found, ids, "{turned}");
    }
    // Column 100 has the codes 100 * 256 + row, row 100 the codes column * 256 + 100.
    let column: Vec<usize> = (0..256).map(|row| 100 * 256 + row).collect();
    let row: Vec<usize> = (0..256).map(|column| column * 256 + 100).collect();
    checks::the_first_term_is_a_marginal(&made("ordering=x-first"), &column);
    checks::the_first_term_is_a_marginal(&made("ordering=x-first masks=3"), &column);
    checks::the_first_term_is_a_marginal(&made("ordering=y-first"), &row);
}

#[test]
fn the_process_refines_the_plane_bit_by_bit() {
    checks::the_process_refines(&made("ordering=interleaved"));
}

#[test]
fn samples_follow_the_density_whatever_the_orders() {
    checks::samples_follow_the_density(&made("ordering=x-first"));
    checks::samples_follow_the_density(&made("ordering=random masks=3"));
}

#[test]
fn several_masks_differ_and_take_turns() {
    let made = made("masks=3");
    assert!(made.orders.iter().all(|order| *order == made.orders[0]));
    let hidden = |k: usize| values(made.masks[k][1].clone());
    assert!(hidden(0) != hidden(1) && hidden(1) != hidden(2));
    let made = self::made("masks=2 ordering=random");
    assert_ne!(made.orders[0], made.orders[1]);
    assert_eq!(Learner::passes(&made).density, 2);
}

#[test]
fn the_gradient_is_what_finite_differences_say() {
    // One plain step of rate 1 reads the gradient off the weights.
    let set = set("eight-gaussians");
    let knobs = knobs(&FAMILY, "hidden=9 optimiser=sgd learning-rate=1");
    let mut made = Made::new(&setup(&Device::flex(), &knobs, &set));
    let batch = Batch {
        x: Noise::new(5, 0).normal("x", [16, 2], &Device::flex()),
        noise: Noise::new(9, 0),
        labels: None,
        steps_done: 0,
    };
    let before = made.state();
    made.step(&batch, &knobs);
    let after = made.state();
    let mut probe = Made::new(&setup(&Device::flex(), &knobs, &set));
    let mut objective = |state: &State| {
        probe.load(state).unwrap();
        let nats = values(probe.measure(&batch).swap_remove(0).1);
        nats.into_iter().map(f64::from).sum::<f64>() / 16.0
    };
    let mut slopes = 0;
    for (name, data) in before.iter().filter(|(name, _)| name.starts_with("model.")) {
        let (old, new): (Vec<f32>, Vec<f32>) =
            (data.iter().collect(), after[name].iter().collect());
        for i in (0..old.len()).step_by(5) {
            let mut nudged = |by: f32| {
                let mut values = old.clone();
                values[i] += by;
                let mut state = before.clone();
                state.insert(name.clone(), TensorData::new(values, data.shape().clone()));
                objective(&state)
            };
            let numeric = (nudged(1e-2) - nudged(-1e-2)) / 2e-2;
            let ours = f64::from(old[i] - new[i]);
            assert!(
                (numeric - ours).abs() < 2e-3,
                "{name}[{i}]: {ours} against {numeric}"
            );
            slopes += usize::from(numeric.abs() > 1e-2);
        }
    }
    assert!(slopes >= 10, "only {slopes} slopes to speak of");
}

#[test]
fn the_masks_are_shown_as_they_act() {
    let made = made("");
    let shown: Vec<_> = Learner::masks(&made)
        .into_iter()
        .map(|matrix| (matrix.name, matrix.rows, matrix.columns))
        .collect();
    let expected = [
        ("mask-input", 16, 24),
        ("mask-hidden", 24, 20),
        ("mask-output", 36, 16),
        ("mask-dependency", 16, 16),
    ];
    assert_eq!(shown, expected);
    let dependency = Learner::masks(&made).pop().unwrap();
    for (i, &value) in dependency.values.iter().enumerate() {
        assert_eq!(
            value == 1.0,
            i / BITS < i % BITS,
            "x first: above the diagonal"
        );
    }
}

#[test]
fn the_default_net_has_21k_weights_and_comes_back_from_a_state() {
    let (set, knobs) = (set("checkerboard"), knobs(&FAMILY, ""));
    let device = Device::flex();
    let mut made = Made::new(&setup(&device, &knobs, &set));
    assert_eq!(made.parameters(), 21_008);
    let kept = made.snapshot();
    let before = values(chain::nats(&made, Tensor::zeros([1, 2], &device)));
    warm(&mut made, &set, &knobs, 5);
    let state = made.state();
    let later = values(chain::nats(&made, Tensor::zeros([1, 2], &device)));
    assert_ne!(before, later);
    made.restore(&kept);
    assert_eq!(
        before,
        values(chain::nats(&made, Tensor::zeros([1, 2], &device)))
    );
    made.load(&state).unwrap();
    assert_eq!(
        later,
        values(chain::nats(&made, Tensor::zeros([1, 2], &device)))
    );
}

#[test]
#[ignore = "slow: two runs of 10,000 steps"]
fn the_defaults_come_close_to_the_entropy() {
    for (name, most) in [("eight-gaussians", 0.02), ("checkerboard", 0.06)] {
        let (set, knobs) = (set(name), knobs(&FAMILY, ""));
        let mut made = Made::new(&setup(&Device::flex(), &knobs, &set));
        let began = std::time::Instant::now();
        warm(&mut made, &set, &knobs, 10_000);
        let seconds = began.elapsed().as_secs_f64();
        let kl = divergence(&made, &set, 200_000);
        println!(
            "made, {name}: {kl:.4} nats, {:.0} steps a second",
            10_000.0 / seconds
        );
        assert!((-0.01..most).contains(&kl), "{name}: {kl}");
    }
}
