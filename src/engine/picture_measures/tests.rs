use std::sync::Arc;

use burn::tensor::{Device, TensorData};

use super::*;
use crate::data::images::{digits, mnist};
use crate::data::{DataSet, Split};
use crate::families::{
    Batch, Density, LatentSpace, Layer, Losses, Measured, Sampler, Snapshot, State,
};
use crate::knob::Knobs;
use crate::text::Trouble;

/// A model whose samples are given pictures, one after the other.
struct Given {
    pictures: Vec<f32>,
    dims: usize,
    next: std::cell::Cell<usize>,
}

impl Given {
    fn new(pictures: Vec<f32>, dims: usize) -> Self {
        Self {
            pictures,
            dims,
            next: std::cell::Cell::default(),
        }
    }
}

impl Sampler for Given {
    fn sample(&self, count: usize, _noise: Noise) -> Tensor<2> {
        let from = self.next.get();
        self.next.set(from + count);
        let all = self.pictures.len() / self.dims;
        let picture = |i: usize| {
            let at = i % all * self.dims;
            self.pictures[at..at + self.dims].iter().copied()
        };
        let values: Vec<f32> = (from..from + count).flat_map(picture).collect();
        Tensor::from_data(TensorData::new(values, [count, self.dims]), &Device::flex())
    }
}

impl Learner for Given {
    fn losses(&self) -> &'static [&'static str] {
        &["loss"]
    }
    fn step(&mut self, _batch: &Batch, _knobs: &Knobs) -> Losses {
        Vec::new()
    }
    fn measure(&self, _batch: &Batch) -> Measured {
        Vec::new()
    }
    fn density(&self) -> Density<'_> {
        Density::None
    }
    fn sampler(&self) -> Option<&dyn Sampler> {
        Some(self)
    }
    fn latent(&self) -> Option<&dyn LatentSpace> {
        None
    }
    fn snapshot(&self) -> Snapshot {
        Snapshot::new((), 0)
    }
    fn restore(&mut self, _snapshot: &Snapshot) {}
    fn state(&self) -> State {
        State::new()
    }
    fn load(&mut self, _state: &State) -> Result<(), Trouble> {
        Ok(())
    }
    fn layers(&self) -> Vec<Layer> {
        Vec::new()
    }
}

fn material(set: &ImageSet) -> Material {
    Material::new(
        Arc::new(DataSet::Images(set.clone())),
        None,
        set.shape(),
        7,
        &Device::flex(),
    )
}

fn measured(learner: &Given, material: &Material) -> Vec<Number> {
    let mut measures = PictureMeasures::whole(7);
    for _ in 0..10_000 {
        if let Some(numbers) = measures.turn(learner, material) {
            return numbers;
        }
    }
    panic!("it never comes to an end");
}

fn value(numbers: &[Number], name: &str) -> f64 {
    let found = numbers.iter().find(|(other, _)| *other == name);
    found
        .and_then(|(_, value)| *value)
        .unwrap_or_else(|| panic!("no {name}"))
}

fn pictures(set: &ImageSet, chosen: impl Fn(usize) -> bool) -> Vec<f32> {
    let dims = set.dims();
    let parts = set.train.pixels.chunks_exact(dims).enumerate();
    let parts = parts
        .filter(|(i, _)| chosen(*i))
        .flat_map(|(_, pixels)| pixels);
    parts.map(|&p| f32::from(p) / 255.0).collect()
}

#[test]
fn real_pictures_are_as_good_as_real_and_known_by_heart() {
    let set = mnist().unwrap();
    let material = material(&set);
    // Others than those that the twin looks at.
    let learner = Given::new(pictures(&set, |i| (2000..3000).contains(&i)), set.dims());
    let numbers = measured(&learner, &material);
    for name in ["precision", "recall", "density", "coverage"] {
        let (value, real) = (
            value(&numbers, name),
            value(&numbers, &format!("{name}_real")),
        );
        assert!((value - real).abs() < 0.06, "{name}: {value} {real}");
    }
    let [distance, real] =
        ["frechet_distance", "frechet_distance_real"].map(|name| value(&numbers, name));
    assert!((distance / real - 1.0).abs() < 0.5, "{distance} {real}");
    assert_eq!(value(&numbers, "classes"), 10.0);
    let histogram: f64 = OF_CLASS.iter().map(|name| value(&numbers, name)).sum();
    assert!((histogram - 1.0).abs() < 1e-12);
    assert_eq!(value(&numbers, "samples"), 1000.0);
    // They were learned by heart, as held-out ones were not.
    assert_eq!(value(&numbers, "nearest_distance"), 0.0);
    assert!(value(&numbers, "nearest_distance_real") > 0.05);
}

#[test]
fn a_model_that_draws_one_class_loses_recall_and_classes_but_not_precision() {
    let set = mnist().unwrap();
    let material = material(&set);
    let sevens = pictures(&set, |i| set.train.labels[i] == 7);
    let numbers = measured(&Given::new(sevens, set.dims()), &material);
    assert!(value(&numbers, "classes") <= 3.0, "{numbers:?}");
    assert!(value(&numbers, "class_7") > 0.95, "{numbers:?}");
    assert!(value(&numbers, "recall") < 0.35, "{numbers:?}");
    assert!(value(&numbers, "coverage") < 0.35, "{numbers:?}");
    assert!(
        value(&numbers, "precision") > value(&numbers, "precision_real") - 0.1,
        "{numbers:?}"
    );
    let worse = value(&numbers, "frechet_distance") / value(&numbers, "frechet_distance_real");
    assert!(worse > 20.0, "{worse}");
}

#[test]
fn black_and_white_samples_are_held_against_black_and_white_data() {
    let set = mnist().unwrap();
    let tossed = set.tossed();
    let learner =
        |set: &ImageSet| Given::new(pictures(set, |i| (2000..3000).contains(&i)), set.dims());
    // Whatever the run itself learns from.
    for data in [&set, &tossed] {
        let material = material(data);
        let of_bits = measured(&learner(&tossed), &material);
        let [distance, real] =
            ["frechet_distance", "frechet_distance_real"].map(|name| value(&of_bits, name));
        assert!((distance / real - 1.0).abs() < 0.5, "{distance} {real}");
        assert_eq!(value(&of_bits, "nearest_distance"), 0.0);
    }
    let of_grey = measured(&learner(&set), &material(&tossed));
    assert_eq!(value(&of_grey, "nearest_distance"), 0.0);
}

#[test]
fn without_a_classifier_pixels_are_compared_and_nothing_is_said_of_classes() {
    let set = digits().unwrap();
    let material = material(&set);
    let numbers = measured(
        &Given::new(pictures(&set, |i| i % 9 == 4), set.dims()),
        &material,
    );
    assert!(
        (value(&numbers, "precision") - value(&numbers, "precision_real")).abs() < 0.12,
        "{numbers:?}"
    );
    for name in ["frechet_distance", "classes", "class_0"] {
        assert!(numbers.contains(&(name, None)), "{name}");
    }
    assert_eq!(features(&set), "pixels");
    assert_eq!(features(&mnist().unwrap()), "mnist");
}

#[test]
fn beside_the_training_a_name_without_a_value_keeps_its_column() {
    let set = digits().unwrap();
    let material = material(&set);
    let learner = Given::new(pictures(&set, |i| i >= 500), set.dims());
    let names = |numbers: &[Number]| numbers.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    let nothing = PictureMeasures::beside(7, false)
        .turn(&learner, &material)
        .unwrap();
    assert!(nothing.iter().all(|(_, value)| value.is_none()));
    assert_eq!(names(&nothing), names(&measured(&learner, &material)));
    assert!(is_due(1000, 100, 1) && is_due(3000, 150, 4) && is_due(1050, 150, 1));
    assert!(!is_due(0, 100, 1) && !is_due(900, 100, 1) && !is_due(1000, 100, 784));
}

#[test]
fn a_pass_without_samples_says_the_same_whatever_was_measured_before() {
    let set = digits().unwrap();
    let learner = Given::new(pictures(&set, |i| i < 900), set.dims());
    let without = |material: &Material| {
        let mut measures = PictureMeasures::beside(7, false);
        measures.turn(&learner, material).unwrap()
    };
    let (fresh, measured_before) = (material(&set), material(&set));
    measured(&learner, &measured_before);
    assert_eq!(without(&measured_before), without(&fresh));
}

#[test]
fn pictures_are_shrunk_to_the_means_of_their_parts() {
    let shrunk = |side: usize, channels: usize, value: fn(usize) -> f32| {
        let dims = side * side * channels;
        let data = Reference {
            train: Split::default(),
            test: Split::default(),
            dims,
            channels,
            side: [side; 2],
        };
        let picture: Vec<f32> = (0..dims).map(value).collect();
        data.shrunk(&picture)
    };
    // Of 8 x 8 pixels every one is a part by itself.
    let same = shrunk(8, 1, |i| i as f32);
    assert_eq!(
        same[..64].iter().map(|v| *v as usize).collect::<Vec<_>>(),
        (0..64).collect::<Vec<_>>()
    );
    let flat = shrunk(28, 3, |i| [0.25, 0.5, 1.0][i % 3]);
    let near = |part: &[f64]| (0..3).all(|c| (part[c] - [0.25, 0.5, 1.0][c]).abs() < 1e-9);
    assert!(flat.chunks_exact(3).all(near));
    let small = shrunk(4, 1, |i| i as f32);
    assert_eq!((small[0], small[1], small[63]), (0.0, 0.0, 15.0));
}
