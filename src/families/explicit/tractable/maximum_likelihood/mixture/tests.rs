//! EM against what is known of it: it never lowers the likelihood, finds what is there, and adds up.

use rand::SeedableRng;

use super::*;
use crate::data::plane::{Generator, known};
use crate::data::{PlaneSet, Shape};

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    tensor.into_data().iter().collect()
}

fn eight() -> PlaneSet {
    PlaneSet::known(known::find("eight-gaussians").unwrap())
}

fn knobs(sets: &[&str]) -> Knobs {
    let mut knobs = FAMILY.defaults();
    for set in sets {
        knobs.set_from_text(KNOBS, set).unwrap();
    }
    knobs
}

fn mixture(knobs: &Knobs, seed: u64) -> Mixture {
    Mixture::new(&Setup {
        device: &Device::flex(),
        knobs,
        shape: Shape::Plane,
        classes: 0,
        plane: None,
        noise: Noise::new(seed, 0),
    })
}

fn points(set: &PlaneSet, generator: &mut Generator, count: usize) -> Tensor<2> {
    let points = set.draw(generator, count);
    let points = points.iter().flat_map(|x| set.standard.to_model(*x));
    let points: Vec<f32> = points.map(|v| v as f32).collect();
    Tensor::from_data(TensorData::new(points, [count, 2]), &Device::flex())
}

fn batch(x: Tensor<2>, seed: u64, step: u64) -> Batch {
    Batch {
        x,
        noise: Noise::new(seed, step),
        labels: None,
        steps_done: step,
    }
}

/// A mixture after some steps of 512 points of eight Gaussians each, and the losses of the steps.
fn trained(sets: &[&str], seed: u64, steps: u64) -> (Mixture, Vec<f64>) {
    let (set, knobs) = (eight(), knobs(sets));
    let mut generator = Generator::seed_from_u64(seed);
    let mut model = mixture(&knobs, seed);
    let step = |step| {
        let x = points(&set, &mut generator, 512);
        numbers(
            model
                .step(&batch(x, seed, step + 1), &knobs)
                .swap_remove(0)
                .1,
        )[0]
    };
    let losses = (0..steps).map(step).collect();
    (model, losses)
}

/// How many modes have exactly one component within two deviations.
fn modes_found(model: &Mixture) -> usize {
    let set = eight();
    let modes = set.modes().unwrap();
    let means: Vec<[f64; 2]> = model
        .components()
        .iter()
        .map(|c| set.standard.to_data(c.mean.map(f64::from)))
        .collect();
    let near = |c: &[f64; 2], m: &[f64; 2]| (c[0] - m[0]).hypot(c[1] - m[1]) < 2.0 * modes.sigma;
    let alone = |c: &&[f64; 2]| means.iter().filter(|m| near(c, m)).count() == 1;
    modes.centres.iter().filter(alone).count()
}

#[test]
fn no_round_of_em_lowers_the_likelihood_of_a_fixed_sample() {
    for sets in [
        &["kept-examples=400", "start=random"][..],
        &[
            "kept-examples=400",
            "start=random",
            "covariance=round",
            "components=5",
        ],
        &["kept-examples=400", "components=12"],
    ] {
        let (_, losses) = trained(sets, 3, 60);
        for pair in losses.windows(2) {
            assert!(pair[1] < pair[0] + 1e-5, "{sets:?}: {pair:?}");
        }
        assert!(losses[59] < losses[0] - 1e-3, "{sets:?}: {losses:?}");
    }
}

#[test]
fn every_seed_finds_all_eight() {
    for seed in 0..25 {
        let (model, _) = trained(&[], seed, 40);
        assert_eq!(modes_found(&model), 8, "seed {seed}");
    }
}

#[test]
fn the_components_are_those_of_the_data() {
    let (model, _) = trained(&[], 7, 300);
    let set = eight();
    let modes = set.modes().unwrap();
    for part in model.components() {
        assert!((part.weight - 0.125).abs() < 0.004, "{part:?}");
        let deviation = set.standard.deviation;
        let variances = [part.covariance[0], part.covariance[2]];
        for (variance, deviation) in variances.into_iter().zip(deviation) {
            let sigma = f64::from(variance).sqrt() * deviation;
            assert!((sigma - modes.sigma).abs() < 0.01, "{sigma}");
        }
    }
    // KL(p_data || p_model) on fresh points.
    let mut generator = Generator::seed_from_u64(99);
    let x = set.draw(&mut generator, 10_000);
    let seen = x
        .iter()
        .flat_map(|x| set.standard.to_model(*x))
        .map(|v| v as f32);
    let seen = TensorData::new(seen.collect::<Vec<f32>>(), [10_000, 2]);
    let ours = numbers(
        model
            .trained
            .valid()
            .log_density(Tensor::from_data(seen, &Device::flex())),
    );
    let kl = x
        .iter()
        .zip(ours)
        .map(|(x, ours)| set.log_density(*x).unwrap() - ours + set.standard.log_area());
    let kl = kl.sum::<f64>() / 10_000.0;
    assert!(kl.abs() < 0.003, "{kl}");
}

#[test]
fn a_random_start_leaves_modes_out() {
    let found: Vec<usize> = (0..6)
        .map(|seed| modes_found(&trained(&["start=random"], seed, 60).0))
        .collect();
    assert!(found.iter().filter(|&&n| n < 8).count() >= 3, "{found:?}");
}

#[test]
fn gradient_descent_gets_there_too() {
    let (model, losses) = trained(&["method=gradient"], 7, 300);
    assert_eq!(modes_found(&model), 8);
    let late = losses[250..].iter().sum::<f64>() / 50.0;
    // The entropy of the data in standard units.
    let best = 2.833 - eight().standard.log_area();
    assert!((late - best).abs() < 0.03, "{late} against {best}");
}

#[test]
fn without_a_floor_components_collapse_onto_examples() {
    let sets = ["components=24", "kept-examples=64"];
    let smallest = |floor: &str| {
        let (model, losses) = trained(&[sets[0], sets[1], floor], 1, 60);
        let least = |c: &Component| {
            let [xx, xy, yy] = c.covariance.map(f64::from);
            let middle = f64::midpoint(xx, yy);
            middle - (((xx - yy) / 2.0).powi(2) + xy * xy).sqrt()
        };
        let least = model
            .components()
            .iter()
            .map(least)
            .fold(f64::MAX, f64::min);
        (least.max(0.0).sqrt(), losses[59])
    };
    let ((free, low), (held, high)) = (
        smallest("variance-floor=1e-6"),
        smallest("variance-floor=0.05"),
    );
    assert!(free < 0.002 && low < high - 1.0, "{free} at {low}");
    assert!(held > 0.0499, "{held}: the floor holds");
}

#[test]
fn raising_eigenvalues_leaves_the_axes_alone() {
    let row = |v: f32| Tensor::<2>::from_data([[v]], &Device::flex());
    // Axes at 45 degrees with variances 3 and 0.01.
    let spread = Covariances {
        xx: row(1.505),
        xy: row(1.495),
        yy: row(1.505),
    };
    let held = spread.floored(0.2);
    let [xx, xy, yy] = [held.xx, held.xy, held.yy].map(|v| numbers(v)[0]);
    assert!((xx - 1.52).abs() < 1e-5 && (yy - 1.52).abs() < 1e-5 && (xy - 1.48).abs() < 1e-5);
    let free = spread.floored(0.05);
    assert!(
        (numbers(free.xy)[0] - 1.495).abs() < 1e-5,
        "what is above the floor stays"
    );
}

#[test]
fn the_density_is_one_and_its_terms_add_up() {
    let (model, _) = trained(&["components=5"], 2, 30);
    let side = 200;
    let step = 8.0 / side as f32;
    let places =
        (0..side * side).flat_map(|i| [i % side, i / side].map(|i| -4.0 + (i as f32 + 0.5) * step));
    let places = TensorData::new(places.collect::<Vec<f32>>(), [side * side, 2]);
    let x = Tensor::<2>::from_data(places, &Device::flex());
    let log_p = numbers(model.trained.valid().log_density(x.clone()));
    let whole: f64 = log_p.iter().map(|p| p.exp()).sum::<f64>() * f64::from(step * step);
    assert!((whole - 1.0).abs() < 1e-3, "{whole}");

    let terms = model.terms(x.clone());
    let sum = terms
        .iter()
        .map(|term| term.value.clone())
        .reduce(|a, b| a + b)
        .unwrap();
    for (sum, log_p) in numbers(sum).iter().zip(&log_p) {
        assert!((sum - log_p).abs() < 1e-4 * (1.0 + log_p.abs()));
    }
    let shares = |axis: usize| terms.iter().map(|term| term.volume[axis]).sum::<f64>();
    assert_eq!([shares(0), shares(1)], [1.0, 1.0]);
    let r = numbers(model.responsibilities(x).unwrap());
    assert!(
        r.chunks_exact(5)
            .all(|r| (r.iter().sum::<f64>() - 1.0).abs() < 1e-5)
    );
}

#[test]
fn samples_fall_to_components_by_their_shares() {
    let (model, _) = trained(&["components=3"], 2, 30);
    let x = model.sample(20_000, Noise::new(5, 0));
    let r = numbers(model.responsibilities(x).unwrap());
    for (k, part) in model.components().iter().enumerate() {
        let share = r.chunks_exact(3).map(|r| r[k]).sum::<f64>() / 20_000.0;
        assert!(
            (share - f64::from(part.weight)).abs() < 0.015,
            "{share} against {part:?}"
        );
    }
}

#[test]
fn a_run_from_a_file_goes_on_bit_for_bit() {
    for sets in [&[][..], &["kept-examples=700"], &["method=gradient"]] {
        let (mut model, _) = trained(sets, 2, 1);
        let knobs = knobs(sets);
        let mut other = mixture(&knobs, 3);
        other.load(&model.state()).unwrap();
        let mut generator = Generator::seed_from_u64(8);
        let next = points(&eight(), &mut generator, 512);
        for model in [&mut model, &mut other] {
            model.step(&batch(next.clone(), 2, 2), &knobs);
        }
        assert_eq!(model.components(), other.components(), "{sets:?}");
        let mut torn = model.state();
        torn.remove(if model.keep > 0 { KEPT } else { ROUNDS });
        assert!(other.load(&torn).is_err(), "{sets:?}");
    }
}
