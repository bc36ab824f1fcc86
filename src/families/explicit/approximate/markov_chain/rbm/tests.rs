//! What the machine says against sums that can be done, and what learning does to it.

use burn::tensor::{Device, Tensor, TensorData};

use super::phases::{Phase, slope};
use super::units::{Machine, Units};
use super::*;
use crate::families::explicit::tractable::autoregressive::tests::{
    divergence, knobs, set, setup, values, warm,
};
use crate::families::plane_code::every_code;
use crate::measure::Annealing;

/// Units with weights of a size that makes states differ.
fn units(hidden: usize, size: f32) -> Units {
    let device = Device::flex();
    let mut state = State::new();
    let noise = Noise::new(11, 0);
    let draw = |purpose: &str, rows: usize| noise.normal(purpose, [rows, hidden], &device);
    let biases = noise.normal("visible", [1, BITS], &device).reshape([BITS]);
    let weight = draw("weight", BITS).mul_scalar(size);
    state.insert("weight".to_owned(), weight.into_data());
    state.insert(
        "hidden".to_owned(),
        draw("hidden", 1).reshape([hidden]).into_data(),
    );
    state.insert("visible".to_owned(), Tensor::<1>::into_data(biases));
    load_parameters(
        Units::new([BITS, hidden], START, noise, &device),
        "",
        &state,
    )
    .unwrap()
}

fn bits(count: usize, seed: u64) -> Tensor<2> {
    coins(count, Noise::new(seed, 0), &Device::flex())
}

fn rbm(turned: &str, data: &str) -> (Rbm, Knobs, crate::data::PlaneSet) {
    let (knobs, set) = (knobs(&FAMILY, turned), set(data));
    let rbm = Rbm::new(&setup(&Device::flex(), &knobs, &set));
    (rbm, knobs, set)
}

/// -E(v, h) of every pair of states, by the definition.
fn all_pairs(units: &Units, hidden: usize) -> impl Iterator<Item = f64> {
    let wide = |data: TensorData| data.iter::<f64>().collect::<Vec<f64>>();
    let weight = wide(units.weight.val().into_data());
    let (a, b) = (
        wide(units.visible.val().into_data()),
        wide(units.hidden.val().into_data()),
    );
    (0..1usize << BITS).flat_map(move |v| {
        let on = |state: usize, unit: usize| state >> unit & 1 == 1;
        let visible: f64 = (0..BITS).filter(|&i| on(v, i)).map(|i| a[i]).sum();
        let heard = |j: usize| -> f64 {
            let weights = (0..BITS)
                .filter(|&i| on(v, i))
                .map(|i| weight[i * hidden + j]);
            b[j] + weights.sum::<f64>()
        };
        let heard: Vec<f64> = (0..hidden).map(heard).collect();
        (0..1usize << hidden).map(move |h| {
            let units = (0..hidden).filter(|&j| on(h, j));
            visible + units.map(|j| heard[j]).sum::<f64>()
        })
    })
}

#[test]
fn log_z_is_the_sum_over_all_pairs_of_states() {
    let units = units(5, 1.5);
    let sum: f64 = all_pairs(&units, 5).map(f64::exp).sum();
    let found = Machine::of(&units).log_z();
    assert!(
        (found - sum.ln()).abs() < 1e-9,
        "{found} against {}",
        sum.ln()
    );
}

#[test]
fn weights_that_overflow_a_product_do_not_overflow_log_z() {
    // exp(2000) is not a number of any kind; log Z is about as large as the deepest state.
    let units = units(24, 400.0);
    let codes = every_code(&Device::flex());
    let deepest = values(units.free_energy(codes))
        .into_iter()
        .fold(f32::MAX, f32::min);
    let found = Machine::of(&units).log_z();
    assert!(
        (found + f64::from(deepest)).abs() < 2.0,
        "{found}, {deepest}"
    );
}

#[test]
fn the_oracle_is_a_density_and_the_claim_lacks_nothing_but_its_constant() {
    let (mut rbm, knobs, set) = rbm("", "moons");
    warm(&mut rbm, &set, &knobs, 50);
    let half = Tensor::full([1 << BITS, 2], 0.5, &Device::flex());
    let middles = rbm.code.points(every_code(&Device::flex()), half);
    let oracle = rbm.oracle().unwrap();
    assert_eq!(oracle.id, "enumeration");
    let exact = values((oracle.log_density)(middles.clone()));
    let area = rbm.code.log_area([1.0, 1.0]);
    let mass: f64 = exact
        .iter()
        .map(|log_p| (f64::from(*log_p) + area).exp())
        .sum();
    assert!((mass - 1.0).abs() < 1e-4, "{mass}");
    let Density::UpToConstant(claim) = rbm.density() else {
        panic!("the constant is not part of the claim");
    };
    let claimed = values(claim(middles, Noise::new(0, 0)));
    let log_z = rbm.exact_log_z() as f32;
    for (claimed, exact) in claimed.iter().zip(exact).step_by(997) {
        assert!((claimed - log_z - exact).abs() < 1e-3);
    }
    let outside = Tensor::<2>::from_data([[9.0, 0.0]], &Device::flex());
    assert_eq!(values((oracle.log_density)(outside)), [f32::NEG_INFINITY]);
}

#[test]
fn annealing_finds_the_constant_of_a_machine_that_has_learned() {
    let (mut rbm, knobs, set) = rbm("", "eight-gaussians");
    warm(&mut rbm, &set, &knobs, 1500);
    let machine = Machine::of(rbm.calm());
    let exact = machine.log_z();
    let mut annealing = Annealing::new(machine, 200, 1000, 3);
    annealing.advance(1000);
    let found = annealing.log_z().unwrap();
    let off = found.value - exact;
    assert!(off.abs() < 0.1, "{found:?} against {exact}");
    assert!(
        off.abs() < 4.0 * found.standard_error,
        "{found:?} against {exact}"
    );
}

#[test]
fn the_slope_is_that_of_the_free_energies() {
    const WIDTH: f32 = 1e-2;
    let (hidden, data, model) = (7, bits(40, 1), bits(30, 2));
    let units = units(hidden, 0.5);
    let ours = slope(
        &Phase::of(&units, data.clone()),
        &Phase::of(&units, model.clone()),
        false,
    );
    let state = parameters(&units);
    let contrast = |path: &str, index: usize, by: f32| {
        let mut moved = state.clone();
        let mut numbers: Vec<f32> = moved[path].iter().collect();
        numbers[index] += by;
        let shape = moved[path].shape().to_vec();
        moved.insert(path.to_owned(), TensorData::new(numbers, shape));
        let units = load_parameters(units.clone(), "", &moved).unwrap();
        let mean = |v: &Tensor<2>| values(units.free_energy(v.clone()).mean())[0];
        mean(&data) - mean(&model)
    };
    for (path, count) in [
        ("weight", BITS * hidden),
        ("hidden", hidden),
        ("visible", BITS),
    ] {
        let ours: Vec<f32> = ours[path].iter().collect();
        assert_eq!(ours.len(), count);
        for index in (0..count).step_by(3) {
            let ahead = contrast(path, index, WIDTH);
            let numeric = (ahead - contrast(path, index, -WIDTH)) / (2.0 * WIDTH);
            assert!(
                (ours[index] - numeric).abs() < 2e-3,
                "{path} {index}: {} {numeric}",
                ours[index]
            );
        }
        assert!(
            ours.iter().any(|slope| slope.abs() > 0.02),
            "{path} has a slope"
        );
    }
}

#[test]
fn centred_units_go_down_too_but_another_way() {
    let units = units(7, 0.5);
    let phases = [bits(40, 1), bits(30, 2)].map(|v| Phase::of(&units, v));
    let [plain, centred] = [false, true].map(|centred| slope(&phases[0], &phases[1], centred));
    let product = |a: &std::collections::BTreeMap<String, TensorData>| -> f64 {
        let all = |map: &std::collections::BTreeMap<String, TensorData>| -> Vec<f64> {
            map.values()
                .flat_map(|data| data.iter::<f64>().collect::<Vec<_>>())
                .collect()
        };
        all(a).iter().zip(all(&plain)).map(|(a, b)| a * b).sum()
    };
    assert!(product(&centred) > 0.0);
    assert!((product(&centred) - product(&plain)).abs() > 1e-3);
}

#[test]
fn chains_visit_states_as_often_as_the_machine_says() {
    let units = units(3, 0.8);
    let codes = every_code(&Device::flex());
    let log_z = Machine::of(&units).log_z();
    let p = units
        .free_energy(codes.clone())
        .neg()
        .sub_scalar(log_z)
        .exp(); // [65536]
    let exact = values((codes * p.unsqueeze_dim(1)).sum_dim(0));
    let walked = walked(&units, bits(4000, 5), 60, Noise::new(6, 0));
    for (found, exact) in values(walked.mean_dim(0)).into_iter().zip(exact) {
        // Four standard errors of a share of 4000 chains.
        assert!((found - exact).abs() < 0.032, "{found} against {exact}");
    }
}

#[test]
fn it_learns_the_board_and_its_samples_lie_on_it() {
    let (mut rbm, knobs, board) = rbm("", "checkerboard");
    let before = divergence(&rbm, &board, 2000);
    warm(&mut rbm, &board, &knobs, 800);
    let after = divergence(&rbm, &board, 2000);
    assert!(before > 0.5 && after < 0.1, "{before} to {after}");
    let x = values(rbm.sample(1000, Noise::new(1, 0)));
    let on_data = x.chunks_exact(2).filter(|x| {
        let x = board.standard.to_data([f64::from(x[0]), f64::from(x[1])]);
        board.log_density(x).is_some_and(f64::is_finite)
    });
    assert!(on_data.count() > 850);
}

#[test]
fn a_better_memory_is_no_better_model() {
    let learned = |turned: &str| {
        let (mut rbm, knobs, set) = rbm(turned, "eight-gaussians");
        warm(&mut rbm, &set, &knobs, 2500);
        let v = rbm.code.bits(
            crate::families::explicit::tractable::autoregressive::tests::points(
                &set,
                2000,
                &mut Noise::new(2, 0).generator("points"),
            ),
        );
        let memory = values(reconstruction(rbm.calm(), v).mean())[0];
        (divergence(&rbm, &set, 4000), memory)
    };
    let (persistent, contrastive) = (
        learned(""),
        learned("negative-phase=contrastive gibbs-steps=1"),
    );
    assert!(
        contrastive.1 < 0.99 * persistent.1 && contrastive.0 > 0.8 * persistent.0,
        "{persistent:?} {contrastive:?}"
    );
}

#[test]
fn a_trail_begins_where_the_noise_says_and_stays_in_the_window() {
    let (rbm, _, set) = rbm("", "moons");
    let trail = rbm.walk(6, 4, Noise::new(3, 0));
    assert_eq!(trail.len(), 5);
    let window = set.standard_window();
    for state in &trail {
        assert_eq!(state.dims(), [6, 2]);
        for x in values(state.clone()).chunks_exact(2) {
            assert!(
                window
                    .widened(1e-6)
                    .contains([f64::from(x[0]), f64::from(x[1])])
            );
        }
    }
    let (other, ..) = self::rbm("hidden=3", "moons");
    let again = other.walk(6, 0, Noise::new(3, 0));
    assert_eq!(values(again[0].clone()), values(trail[0].clone()));
}
