//! What holds for every model of the bits of a code, whatever its net: each is a test that NADE and MADE call on theirs.

use std::ops::Range;

use burn::tensor::{Device, Tensor, TensorData};
use rand::SeedableRng;

use super::chain::{self, Conditionals};
use crate::data::plane::{Generator, known};
use crate::data::{PlaneSet, Shape};
use crate::families::plane_code::{BITS, every_code, index};
use crate::families::{Batch, Density, Family, Learner, Process, Sampler, Setup};
use crate::knob::Knobs;
use crate::nn::Noise;

pub(in crate::families) fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec_as().unwrap()
}

pub(in crate::families) fn set(name: &str) -> PlaneSet {
    PlaneSet::known(known::find(name).unwrap())
}

/// The family's defaults, with these turned.
pub(in crate::families) fn knobs(family: &Family, turned: &str) -> Knobs {
    let mut knobs = family.defaults();
    for set in turned.split_whitespace() {
        knobs.set_from_text(family.card.knobs, set).unwrap();
    }
    knobs
}

pub(in crate::families) fn setup<'a>(
    device: &'a Device,
    knobs: &'a Knobs,
    set: &'a PlaneSet,
) -> Setup<'a> {
    Setup {
        device,
        knobs,
        shape: Shape::Plane,
        classes: 0,
        plane: Some(set),
        noise: Noise::new(7, 0),
    }
}

/// Fresh points of the set as models see them. `[count, 2]`
pub(in crate::families) fn points(
    set: &PlaneSet,
    count: usize,
    generator: &mut Generator,
) -> Tensor<2> {
    let drawn = set.draw(generator, count);
    tensor(drawn.into_iter().map(|point| set.standard.to_model(point)))
}

/// `[count, 2]`
fn tensor(points: impl Iterator<Item = [f64; 2]>) -> Tensor<2> {
    let numbers: Vec<f32> = points.flatten().map(|v| v as f32).collect();
    let count = numbers.len() / 2;
    Tensor::from_data(TensorData::new(numbers, [count, 2]), &Device::flex())
}

/// Some learning, so that no weight is where it began.
pub(in crate::families) fn warm(
    learner: &mut impl Learner,
    set: &PlaneSet,
    knobs: &Knobs,
    steps: u64,
) -> f32 {
    let mut generator = Generator::seed_from_u64(7);
    let mut loss = f32::NAN;
    for steps_done in 0..steps {
        let batch = Batch {
            x: points(set, knobs.batch_size(), &mut generator),
            noise: Noise::new(7, steps_done),
            labels: None,
            steps_done,
        };
        let losses = learner.step(&batch, knobs);
        if steps_done + 1 == steps {
            loss = values(losses[0].1.clone())[0];
        }
    }
    loss
}

/// KL(p_data || p_model) in nats, from fresh points. The entropy is that of the data in the units that models see.
pub(in crate::families) fn divergence(learner: &impl Learner, set: &PlaneSet, count: usize) -> f64 {
    let mut generator = Generator::seed_from_u64(99);
    let batch = Batch {
        x: points(set, count, &mut generator),
        noise: Noise::new(0, 0),
        labels: None,
        steps_done: 0,
    };
    let (name, nats) = learner.measure(&batch).swap_remove(0);
    assert_eq!(name, "nll_nats");
    let mean = values(nats).into_iter().map(f64::from).sum::<f64>() / count as f64;
    mean + set.standard.log_area() - set.entropy().unwrap()
}

fn exponentials(logs: Tensor<1>) -> Vec<f64> {
    values(logs)
        .into_iter()
        .map(|v| f64::from(v).exp())
        .collect()
}

/// The middle of every cell of the window, in the order of the codes.
fn middles(model: &impl Conditionals) -> Tensor<2> {
    let codes = every_code(&Device::flex());
    let half = Tensor::full([1 << BITS, 2], 0.5, &Device::flex());
    model.code().points(codes, half)
}

fn density(model: &impl Learner, x: Tensor<2>) -> Tensor<1> {
    match model.density() {
        Density::Exact(log_p) => log_p(x, Noise::new(0, 0)),
        _ => panic!("the density is exact"),
    }
}

/// No output changes with an input that does not come before it, and every output but the first changes with some that does.
pub(super) fn no_output_knows_of_what_comes_later(model: &impl Conditionals) {
    let device = Device::flex();
    let rows = 64;
    let noise = Noise::new(3, 0).uniform("bits", [rows, BITS], &device);
    let bits = values(noise.greater_elem(0.5).float());
    let flipped = |input: usize| {
        let flip = |(i, &bit): (usize, &f32)| if i % BITS == input { 1.0 - bit } else { bit };
        let bits: Vec<f32> = bits.iter().enumerate().map(flip).collect();
        Tensor::from_data(TensorData::new(bits, [rows, BITS]), &device)
    };
    let plain = Tensor::from_data(TensorData::new(bits.clone(), [rows, BITS]), &device);
    for (which, order) in model.orders().iter().enumerate() {
        let positions = order.positions();
        let before = values(model.logits(which, plain.clone()));
        let mut heard = [false; BITS];
        for input in 0..BITS {
            let after = values(model.logits(which, flipped(input)));
            for output in 0..BITS {
                let moved = (0..rows).any(|row| {
                    before[row * BITS + output].to_bits() != after[row * BITS + output].to_bits()
                });
                heard[output] |= moved;
                let may = positions[input] < positions[output];
                assert!(may || !moved, "output {output} knows of input {input}");
            }
        }
        for (output, heard) in heard.into_iter().enumerate() {
            assert_eq!(heard, positions[output] > 0, "output {output} listens");
        }
    }
}

/// Every conditional sums to one, and so do all states, for every number of bits.
pub(super) fn everything_sums_to_one(model: &impl Conditionals) {
    let codes = every_code(&Device::flex());
    for first in [1, 7, 8, 16] {
        let share = 2f64.powi(first as i32 - BITS as i32);
        let sum: f64 = exponentials(chain::log_probability(model, &codes, first))
            .into_iter()
            .sum();
        assert!(
            (sum * share - 1.0).abs() < 1e-4,
            "{first} bits sum to {}",
            sum * share
        );
    }
    let [order] = model.orders() else { return };
    let rows = codes.clone().slice_dim(0, 0..512);
    for (position, &bit) in order.sequence().iter().enumerate() {
        let with = |value: f64| {
            let column = Tensor::full([512, 1], value, &Device::flex());
            let bits = rows.clone().slice_assign([0..512, bit..bit + 1], column);
            exponentials(chain::log_probability(model, &bits, position + 1))
        };
        let before = exponentials(chain::log_probability(model, &rows, position));
        for ((zero, one), before) in with(0.0).into_iter().zip(with(1.0)).zip(before) {
            assert!((zero + one - before).abs() < 1e-5 * before.max(1e-3));
        }
    }
}

/// The density integrates to one over the window, is zero outside and never NaN; measures stay finite there.
pub(super) fn the_density_is_one(model: &(impl Conditionals + Learner)) {
    let area = model.code().log_area([1.0, 1.0]).exp();
    let mass: f64 = exponentials(density(model, middles(model)))
        .into_iter()
        .sum();
    assert!((mass * area - 1.0).abs() < 1e-4, "{}", mass * area);
    let outside = [[9.0, 0.0], [0.0, -9.0], [1e30, -1e30], [f64::INFINITY, 0.0]];
    let outside = tensor(outside.into_iter());
    assert!(
        values(density(model, outside.clone()))
            .into_iter()
            .all(|v| v == f32::NEG_INFINITY)
    );
    let sums = model
        .terms(outside.clone())
        .into_iter()
        .map(|term| term.value);
    let sums = values(sums.reduce(|a, b| a + b).unwrap());
    assert!(sums.into_iter().all(|v| v == f32::NEG_INFINITY));
    let batch = Batch {
        x: outside,
        noise: Noise::new(0, 0),
        labels: None,
        steps_done: 0,
    };
    let measured = values(model.measure(&batch).swap_remove(0).1);
    assert!(measured.into_iter().all(f32::is_finite));
}

/// The terms add up to the density, and their shares of the volume to one an axis.
pub(super) fn the_terms_add_up(model: &impl Learner, set: &PlaneSet) {
    let x = points(set, 300, &mut Generator::seed_from_u64(5));
    let terms = model.terms(x.clone());
    for axis in 0..2 {
        let share: f64 = terms.iter().map(|term| term.volume[axis]).sum();
        assert!((share - 1.0).abs() < 1e-12);
    }
    let sum = terms
        .into_iter()
        .map(|term| term.value)
        .reduce(|a, b| a + b);
    let whole = values(density(model, x));
    for (sum, whole) in values(sum.unwrap()).into_iter().zip(whole) {
        assert!((sum - whole).abs() < 1e-4, "{sum} against {whole}");
    }
}

/// The first term is what is left when the density is summed over the other axis; the codes of these rows are one column.
pub(super) fn the_first_term_is_a_marginal(model: &(impl Conditionals + Learner), rows: &[usize]) {
    let x = middles(model).select(0, index(rows, &Device::flex()));
    let first = model.terms(x.clone()).swap_remove(0);
    let other_axis = [1.0 - first.volume[0], 1.0 - first.volume[1]];
    assert_eq!(other_axis[0] + other_axis[1], 1.0, "it belongs to one axis");
    let height = model.code().log_area(other_axis).exp();
    let summed = exponentials(density(model, x)).into_iter().sum::<f64>() * height;
    for marginal in exponentials(first.value) {
        assert!(
            (marginal / summed - 1.0).abs() < 1e-4,
            "{marginal} against {summed}"
        );
    }
}

/// The process begins with the uniform density of the window, ends with the model's, and in between is the mean of the
/// model's density over all cells that share the first bits.
pub(super) fn the_process_refines(model: &(impl Conditionals + Learner + Process)) {
    let x = middles(model);
    let area = model.code().log_area([1.0, 1.0]);
    let window = area + BITS as f64 * 2f64.ln();
    for begin in values(Process::log_density(model, x.clone(), 0)) {
        assert!((f64::from(begin) + window).abs() < 1e-4);
    }
    assert_eq!(
        values(Process::log_density(model, x.clone(), model.steps())),
        values(density(model, x.clone()))
    );
    let last = exponentials(density(model, x.clone()));
    let codes = values(every_code(&Device::flex()));
    let sequence = &model.orders()[0].sequence();
    for step in [1, 5, 10] {
        let known = |code: usize| -> usize {
            let bits = &codes[code * BITS..(code + 1) * BITS];
            sequence[..step]
                .iter()
                .fold(0, |number, &bit| number * 2 + bits[bit] as usize)
        };
        let mut means = vec![0.0; 1 << step];
        for (code, p) in last.iter().enumerate() {
            means[known(code)] += p / 2f64.powi((BITS - step) as i32);
        }
        let ours = exponentials(Process::log_density(model, x.clone(), step));
        for code in (0..1 << BITS).step_by(97) {
            let mean = means[known(code)];
            assert!(
                (ours[code] / mean - 1.0).abs() < 1e-3,
                "step {step}: {} against {mean}",
                ours[code]
            );
        }
    }
}

/// Samples are drawn from the density: so many in every band of columns or rows, and -log p of them is the entropy.
pub(super) fn samples_follow_the_density(model: &(impl Conditionals + Learner + Sampler)) {
    let count = 20_000;
    let x = Sampler::sample(model, count, Noise::new(11, 0)); // [count, 2]
    let log_p = values(density(model, x.clone()));
    assert!(
        log_p.iter().all(|v| v.is_finite()),
        "all of them lie in the window"
    );
    let exact: Vec<f64> = exponentials(chain::log_probability(
        model,
        &every_code(&Device::flex()),
        BITS,
    ));
    let area = model.code().log_area([1.0, 1.0]);
    let moment = |power: i32| -> f64 {
        exact
            .iter()
            .filter(|&&p| p > 0.0)
            .map(|p| p * (p.ln() - area).powi(power))
            .sum()
    };
    let mean = log_p.iter().map(|&v| f64::from(v)).sum::<f64>() / count as f64;
    let error = ((moment(2) - moment(1).powi(2)) / count as f64).sqrt();
    assert!(
        (mean - moment(1)).abs() < 4.0 * error,
        "{mean} against {} +- {error}",
        moment(1)
    );

    let drawn = values(model.code().bits(x));
    let codes = values(every_code(&Device::flex()));
    let number =
        |bits: &[f32], of: Range<usize>| bits[of].iter().fold(0, |n, &bit| n * 2 + bit as usize);
    // The first four bits of each axis: sixteen bands across, sixteen along.
    for axis in [0..4, 8..12] {
        let (mut expected, mut found) = ([0.0; 16], [0.0; 16]);
        for (bits, p) in codes.chunks_exact(BITS).zip(&exact) {
            expected[number(bits, axis.clone())] += p;
        }
        for bits in drawn.chunks_exact(BITS) {
            found[number(bits, axis.clone())] += 1.0 / count as f64;
        }
        for (expected, found) in expected.into_iter().zip(found) {
            let error = (expected * (1.0 - expected) / count as f64).sqrt();
            assert!(
                (found - expected).abs() < 4.5 * error + 1e-6,
                "{found} against {expected} +- {error}"
            );
        }
    }
}
