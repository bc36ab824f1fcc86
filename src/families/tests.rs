//! What the tests of families on pictures share.

use burn::tensor::{Device, Tensor, TensorData};
use rand::RngExt;

use super::{Batch, Family, Learner, Setup};
use crate::data::{self, DataSet, Shape};
use crate::knob::Knobs;
use crate::nn::Noise;
use crate::taxonomy::DataKind;

/// Pictures small enough for sums over all of them.
pub const SMALL: Shape = Shape::Image {
    width: 4,
    height: 3,
    channels: 1,
};

/// The shape of the bundled digits of 8 by 8 pixels.
pub const EIGHT: Shape = Shape::Image {
    width: 8,
    height: 8,
    channels: 1,
};

/// The numbers of a tensor.
pub fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    tensor.into_data().iter().collect()
}

/// A tensor of rows on the processor.
pub fn rows(values: Vec<f32>, columns: usize) -> Tensor<2> {
    let count = values.len() / columns;
    Tensor::from_data(TensorData::new(values, [count, columns]), &Device::flex())
}

/// The knobs of a family for pictures, some of them turned.
pub fn knobs(family: &Family, sets: &[&str]) -> Knobs {
    let mut knobs = family.defaults_for(DataKind::Images);
    for set in sets {
        knobs.set_from_text(family.knobs(), set).unwrap();
    }
    knobs
}

/// What a learner of pictures of a shape is built from.
pub fn setup(knobs: &Knobs, shape: Shape) -> Setup<'_> {
    static DEVICE: std::sync::OnceLock<Device> = std::sync::OnceLock::new();
    Setup {
        device: DEVICE.get_or_init(Device::flex),
        knobs,
        shape,
        classes: 0,
        plane: None,
        noise: Noise::new(5, 0),
    }
}

/// Pictures of [`SMALL`] with an edge: everything to its left is dark. Five kinds, equally often. `[count, 12]`
pub fn edges(count: usize, noise: Noise) -> Tensor<2> {
    let mut generator = noise.generator("edges");
    let pixels = (0..count).flat_map(|_| {
        let edge = generator.random_range(0..=4);
        (0..12).map(move |i| f32::from(u8::from(i % 4 >= edge)))
    });
    rows(pixels.collect(), 12)
}

/// A batch of pictures of [`EIGHT`] whose left or right half is white.
pub fn halves(count: usize, step: u64) -> Batch {
    let sides = Noise::new(3, step).uniform("side", [count, 1], &Device::flex());
    let pixels = values(sides)
        .into_iter()
        .flat_map(|side| (0..64).map(move |i| f32::from(u8::from((i % 8 < 4) == (side < 0.5)))));
    Batch {
        x: rows(pixels.collect(), 64),
        noise: Noise::new(9, step),
        labels: None,
        steps_done: step,
    }
}

/// A batch of [`halves`] whose first class is white on the left.
pub fn labelled_halves(step: u64) -> Batch {
    let batch = halves(32, step);
    let left = batch.x.clone().narrow(1, 0, 1); // [32, 1]
    let right = left.clone().neg().add_scalar(1.0); // [32, 1]
    Batch {
        labels: Some(Tensor::cat(vec![left, right], 1)),
        ..batch
    }
}

/// Every picture of [`SMALL`] in black and white. `[4096, 12]`
pub fn everything() -> Tensor<2> {
    let bits = (0..1u32 << 12).flat_map(|code| (0..12).map(move |bit| (code >> bit & 1) as f32));
    rows(bits.collect(), 12)
}

/// Some of the bundled digits, in grey. `[count, 64]`
pub fn digits(count: usize, noise: Noise) -> Tensor<2> {
    let data = data::load("digits").unwrap();
    let DataSet::Images(set) = &*data else {
        panic!("digits are pictures");
    };
    let mut generator = noise.generator("digits");
    let pixels = (0..count).flat_map(|_| {
        let which = generator.random_range(0..set.train.pixels.len() / 64);
        let pixels = &set.train.pixels[which * 64..(which + 1) * 64];
        pixels
            .iter()
            .map(|&p| f32::from(p) / 255.0)
            .collect::<Vec<_>>()
    });
    rows(pixels.collect(), 64)
}

/// A batch for a step.
pub fn batch(x: Tensor<2>, step: u64) -> Batch {
    Batch {
        x,
        noise: Noise::new(1, step),
        labels: None,
        steps_done: step,
    }
}

/// So many steps on 64 digits each; the first loss of every step.
pub fn learn(learner: &mut dyn Learner, knobs: &Knobs, steps: u64) -> Vec<f64> {
    (0..steps)
        .map(|step| {
            let x = digits(64, Noise::new(1, step));
            let losses = learner.step(&batch(x, step), knobs);
            assert_eq!(losses.len(), learner.losses().len());
            values(losses[0].1.clone())[0]
        })
        .collect()
}

fn bits(learner: &dyn Learner) -> Vec<u64> {
    let state = learner.state();
    let numbers = state
        .values()
        .flat_map(|data| data.iter::<f64>().collect::<Vec<_>>());
    numbers.map(f64::to_bits).collect()
}

/// A family on digits: the same seed repeats, a snapshot and a file hold all that the next step reads, samples are pictures and
/// measures are numbers.
pub fn keeps_its_word(family: &Family, sets: &[&str]) {
    let knobs = knobs(family, sets);
    let build = || family.builder().unwrap()(&setup(&knobs, EIGHT));
    let step = |learner: &mut dyn Learner, step: u64| {
        let x = digits(32, Noise::new(3, step));
        learner.step(&batch(x, step), &knobs);
    };
    let (mut first, mut second) = (build(), build());
    for learner in [&mut first, &mut second] {
        (0..12).for_each(|i| step(&mut **learner, i));
    }
    assert_eq!(bits(&*first), bits(&*second), "the same seed repeats");

    let (snapshot, state) = (first.snapshot(), first.state());
    step(&mut *first, 12);
    let ahead = bits(&*first);
    assert_ne!(bits(&*second), ahead);
    first.restore(&snapshot);
    assert_eq!(bits(&*second), bits(&*first), "a snapshot is the state");
    step(&mut *first, 12);
    assert_eq!(ahead, bits(&*first), "a snapshot lacks nothing");
    let mut loaded = build();
    loaded.load(&state).unwrap();
    step(&mut *loaded, 12);
    assert_eq!(ahead, bits(&*loaded), "a file lacks nothing");

    let drawn = first.sampler().unwrap().sample(9, Noise::new(4, 0));
    assert_eq!(drawn.dims(), [9, 64]);
    let again = first.sampler().unwrap().sample(9, Noise::new(4, 0));
    assert_eq!(values(drawn.clone()), values(again));
    assert!(values(drawn).iter().all(|p| (0.0..=1.0).contains(p)));
    let held_out = batch(digits(7, Noise::new(8, 0)), 0);
    for (name, measured) in first.measure(&held_out) {
        assert_eq!(measured.dims(), [7], "{name}");
        assert!(values(measured).iter().all(|v| v.is_finite()), "{name}");
    }
    assert_eq!(first.density().kind(), family.card.can.density);
    let named: usize = first
        .layers()
        .iter()
        .map(|l| l.shape.iter().product::<usize>())
        .sum();
    let kept = first
        .state()
        .into_iter()
        .filter(|(name, _)| name.starts_with("model."));
    assert_eq!(
        named,
        kept.map(|(_, data)| data.num_elements()).sum::<usize>()
    );
}
