//! The density of small pictures against enumeration, the masks on the real net, samples against the conditionals.

use burn::tensor::TensorData;

use super::super::FAMILY;
use super::*;
use crate::data::Shape;
use crate::taxonomy::DataKind;

const SHAPE: Shape = Shape::Image {
    width: 4,
    height: 3,
    channels: 1,
};
const DIMS: usize = 12;

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    tensor.into_data().iter().collect()
}

/// Pictures of 4 x 3 pixels with an edge: everything to its left is dark.
fn edges(count: usize, noise: Noise) -> Tensor<2> {
    let mut generator = noise.generator("edges");
    let mut pixels = Vec::with_capacity(count * DIMS);
    for _ in 0..count {
        let edge = generator.random_range(0..=4);
        pixels.extend((0..DIMS).map(|i| f32::from(u8::from(i % 4 >= edge)) * 0.9 + 0.05));
    }
    Tensor::from_data(TensorData::new(pixels, [count, DIMS]), &Device::flex())
}

fn trained(sets: &[&str]) -> PixelMade {
    let mut knobs = FAMILY.defaults_for(DataKind::Images);
    for set in sets {
        knobs.set_from_text(FAMILY.knobs(), set).unwrap();
    }
    let mut made = PixelMade::new(&Setup {
        device: &Device::flex(),
        knobs: &knobs,
        shape: SHAPE,
        classes: 0,
        plane: None,
        noise: Noise::new(5, 0),
    });
    for step in 0..150 {
        let noise = Noise::new(1, step);
        let batch = Batch {
            x: edges(64, noise),
            noise,
            labels: None,
            steps_done: step,
        };
        made.step(&batch, &knobs);
    }
    made
}

/// Every picture there is. `[4096, 12]`
fn everything() -> Tensor<2> {
    let bits: Vec<f32> = (0..1u32 << DIMS)
        .flat_map(|code| (0..DIMS).map(move |bit| (code >> bit & 1) as f32))
        .collect();
    Tensor::from_data(TensorData::new(bits, [1 << DIMS, DIMS]), &Device::flex())
}

#[test]
fn the_probabilities_of_all_pictures_add_up_to_one() {
    for sets in [
        &["hidden=40", "scan=spiral"][..],
        &["hidden=30-20", "scan=random", "masks=3"],
    ] {
        let made = trained(sets);
        let total: f64 = values(made.nats(&everything()))
            .iter()
            .map(|nats| (-nats).exp())
            .sum();
        assert!((total - 1.0).abs() < 1e-4, "{sets:?}: {total}");
    }
}

#[test]
fn samples_come_as_often_as_the_density_says() {
    let made = trained(&["hidden=30-20", "scan=random", "masks=2"]);
    let all = everything();
    let exact: Vec<f64> = values(made.nats(&all))
        .iter()
        .map(|nats| (-nats).exp())
        .collect();
    let count = 20_000;
    let drawn = values(made.sample(count, Noise::new(2, 0)));
    // The brightness of each pixel, and how often two neighbours agree.
    let bits = values(all);
    let mean = |of: &dyn Fn(&[f64]) -> f64| {
        let expected: f64 = bits
            .chunks_exact(DIMS)
            .zip(&exact)
            .map(|(x, p)| p * of(x))
            .sum();
        let found: f64 = drawn.chunks_exact(DIMS).map(of).sum::<f64>() / count as f64;
        (expected, found)
    };
    for i in 0..DIMS {
        for of in [
            &(|x: &[f64]| x[i]) as &dyn Fn(&[f64]) -> f64,
            &|x: &[f64]| f64::from(u8::from(x[i] == x[(i + 1) % DIMS])),
        ] {
            let (expected, found) = mean(of);
            let error = (expected * (1.0 - expected) / count as f64).sqrt();
            assert!(
                (expected - found).abs() < 4.5 * error + 1e-6,
                "{i}: {found} against {expected}"
            );
        }
    }
}

#[test]
fn no_pixel_is_expected_from_itself_or_a_later_one() {
    let made = trained(&["hidden=90-75", "scan=spiral"]);
    let positions = positions(&made.scans[0]);
    let base = edges(1, Noise::new(9, 0)).greater_elem(0.5).float();
    let expected = |x: Tensor<2>| values(made.predict(x, Noise::new(0, 0)).expected);
    let before = expected(base.clone());
    for pixel in 0..DIMS {
        let mut turned: Vec<f32> = base.clone().into_data().iter().collect();
        turned[pixel] = 1.0 - turned[pixel];
        let x = Tensor::from_data(TensorData::new(turned, [1, DIMS]), &Device::flex());
        let after = expected(x);
        for other in 0..DIMS {
            if positions[other] <= positions[pixel] {
                assert_eq!(
                    before[other], after[other],
                    "pixel {other} hears of pixel {pixel}"
                );
            }
        }
        if positions[pixel] + 1 < DIMS {
            assert_ne!(before, after, "nobody hears of pixel {pixel}");
        }
    }
}

#[test]
fn edges_are_learned_down_to_their_entropy() {
    let made = trained(&["hidden=60", "pixels=threshold", "learning-rate=0.03"]);
    let batch = Batch {
        x: edges(2000, Noise::new(77, 0)),
        noise: Noise::new(3, 0),
        labels: None,
        steps_done: 0,
    };
    let (_, nats) = made.measure(&batch).remove(0);
    let nats = values(nats).iter().sum::<f64>() / 2000.0;
    // Five pictures, equally often.
    let entropy = 5f64.ln();
    assert!(
        nats > entropy - 0.05 && nats < entropy + 0.15,
        "{nats} against {entropy}"
    );
}
