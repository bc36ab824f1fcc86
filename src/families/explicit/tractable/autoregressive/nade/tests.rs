//! The dependencies on the real net, the density against enumeration, the fit against the entropy.

use super::super::tests as checks;
use super::*;
use burn::tensor::Device;
use checks::{divergence, knobs, set, setup, values, warm};

/// A small NADE after a few steps, so that no weight is where it began.
fn nade(turned: &str) -> Nade {
    let set = set("eight-gaussians");
    let knobs = knobs(&FAMILY, &format!("hidden=20 {turned}"));
    let mut nade = Nade::new(&setup(&Device::flex(), &knobs, &set));
    warm(&mut nade, &set, &knobs, 60);
    nade
}

#[test]
fn no_output_knows_of_its_own_input_or_a_later_one() {
    for word in Order::WORDS {
        checks::no_output_knows_of_what_comes_later(&nade(&format!("ordering={word}")));
    }
}

#[test]
fn every_conditional_and_all_states_sum_to_one() {
    checks::everything_sums_to_one(&nade("ordering=x-first"));
    checks::everything_sums_to_one(&nade("ordering=random"));
}

#[test]
fn the_density_is_one_over_the_window_and_nothing_outside() {
    checks::the_density_is_one(&nade("ordering=interleaved"));
}

#[test]
fn the_terms_are_the_chain_rule() {
    let set = set("eight-gaussians");
    for word in Order::WORDS {
        checks::the_terms_add_up(&nade(&format!("ordering={word}")), &set);
    }
    let column: Vec<usize> = (0..256).map(|row| 77 * 256 + row).collect();
    checks::the_first_term_is_a_marginal(&nade("ordering=x-first"), &column);
}

#[test]
fn the_process_refines_the_plane_bit_by_bit() {
    checks::the_process_refines(&nade("ordering=random"));
}

#[test]
fn samples_that_grow_bit_by_bit_follow_the_density() {
    checks::samples_follow_the_density(&nade("ordering=y-first"));
    checks::samples_follow_the_density(&nade("ordering=random"));
}

#[test]
fn the_picture_of_the_dependencies_is_what_the_net_does() {
    for word in Order::WORDS {
        let nade = nade(&format!("ordering={word}"));
        let picture = Learner::masks(&nade).pop().unwrap();
        let bits = Noise::new(1, 0).uniform("bits", [8, BITS], &Device::flex());
        let bits = bits.greater_elem(0.5).float();
        for output in 0..BITS {
            // The gradient by the inputs needs the formula on the tape, which the fused pass leaves to tensor operations.
            let x = Tensor::from_inner(bits.clone()).require_grad();
            let ordered = nade.order.pick(x.clone(), 0..BITS);
            let logits = nade.order.put_back(nade.trained.net.shared.logits(ordered));
            let gradients = logits.narrow(1, output, 1).sum().backward();
            let slopes = values(x.grad(&gradients).unwrap());
            for input in 0..BITS {
                let reaches = (0..8).any(|row| slopes[row * BITS + input] != 0.0);
                assert_eq!(
                    reaches,
                    picture.values[input * BITS + output] == 1.0,
                    "{input} to {output}"
                );
            }
        }
    }
}

#[test]
fn the_default_net_has_4k_weights_and_comes_back_from_a_state() {
    let (set, knobs) = (set("checkerboard"), knobs(&FAMILY, ""));
    let device = Device::flex();
    let mut nade = Nade::new(&setup(&device, &knobs, &set));
    assert_eq!(nade.parameters(), 16 * 128 + 16 * 128 + 128 + 16);
    let kept = nade.snapshot();
    let at_zero = |nade: &Nade| values(chain::nats(nade, Tensor::zeros([1, 2], &Device::flex())));
    let before = at_zero(&nade);
    warm(&mut nade, &set, &knobs, 5);
    let (state, later) = (nade.state(), at_zero(&nade));
    assert_ne!(before, later);
    nade.restore(&kept);
    assert_eq!(before, at_zero(&nade));
    nade.load(&state).unwrap();
    assert_eq!(later, at_zero(&nade));
}

#[test]
#[ignore = "slow: two runs of 10,000 steps"]
fn the_defaults_come_close_to_the_entropy() {
    for (name, most) in [("eight-gaussians", 0.02), ("checkerboard", 0.05)] {
        let (set, knobs) = (set(name), knobs(&FAMILY, ""));
        let mut nade = Nade::new(&setup(&Device::flex(), &knobs, &set));
        let began = std::time::Instant::now();
        warm(&mut nade, &set, &knobs, 10_000);
        let seconds = began.elapsed().as_secs_f64();
        let kl = divergence(&nade, &set, 200_000);
        println!(
            "nade, {name}: {kl:.4} nats, {:.0} steps a second",
            10_000.0 / seconds
        );
        assert!((-0.01..most).contains(&kl), "{name}: {kl}");
    }
}
