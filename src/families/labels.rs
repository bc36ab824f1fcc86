//! Classes of pictures, as models are told them.

use burn::tensor::{Device, Tensor, TensorData};

use super::{Batch, Setup};
use crate::knob::{Knob, Knobs};
use crate::nn::{Guided, Noise, UNet};
use crate::taxonomy::DataKind;

/// Whether the net is told of which class a picture is.
pub const LABELS: Knob = Knob::choice("labels", &["off", "on"], "off").only(DataKind::Images);

/// How much samples follow their class; 1 is what the net says by itself.
pub const GUIDANCE: Knob = Knob::real("guidance", 0.0, 10.0, "2")
    .hot()
    .only(DataKind::Images);

/// Of which class the codes are that are walked in, where nothing else says.
pub const CLASS: Knob = Knob::whole("class", 0, 254, "0")
    .hot()
    .only(DataKind::Images);

/// The share of examples whose class is kept from the net, so that it knows pictures of any class too (Ho and Salimans 2022).
const KEPT_BACK: f64 = 0.1;

/// Whether a model is told of which class an example is, as its knobs say.
pub fn are_told(knobs: &Knobs) -> bool {
    knobs.get("labels").is_some() && knobs.choice("labels") == "on"
}

/// The classes that a net is told of: none where it is not told.
#[derive(Debug, Clone, Copy)]
pub struct Classes(usize);

impl Classes {
    /// As the knobs say.
    pub fn new(setup: &Setup) -> Self {
        Self(if are_told(setup.knobs) {
            setup.classes
        } else {
            0
        })
    }

    /// How many there are; 0 where nothing is told.
    pub fn count(self) -> usize {
        self.0
    }

    /// The labels of a batch, where they are told. `[batch, classes]`
    pub fn of(self, batch: &Batch) -> Option<Tensor<2>> {
        batch.labels.clone().filter(|_| self.0 > 0)
    }

    /// One class for all. `[count, classes]`
    pub fn all(self, class: usize, count: usize, device: &Device) -> Option<Tensor<2>> {
        let class = class.min(self.0.checked_sub(1)?);
        Some(one_hot((0..count).map(|_| class), self.0, device))
    }

    /// Every class in its turn, where there are any. `[count, classes]`
    pub fn in_turn(self, count: usize, device: &Device) -> Option<Tensor<2>> {
        let labels = || (0..count).map(|i| i % self.0);
        (self.0 > 0).then(|| one_hot(labels(), self.0, device))
    }

    /// Numbers with the labels of their rows behind them, zeros where there are none: h `[batch, n]` to
    /// `[batch, n + classes]`.
    pub fn beside(self, h: Tensor<2>, labels: Option<&Tensor<2>>) -> Tensor<2> {
        if self.0 == 0 {
            return h;
        }
        let labels = labels
            .cloned()
            .unwrap_or_else(|| Tensor::zeros([h.dims()[0], self.0], &h.device()));
        let labels = if h.is_autodiff() {
            Tensor::from_inner(labels.inner())
        } else {
            labels
        };
        Tensor::cat(vec![h, labels], 1)
    }
}

/// What a net of pictures is told of their classes, and how much its samples follow theirs.
#[derive(Clone, Copy)]
pub struct Told {
    classes: Classes,
    guidance: f64,
}

impl Told {
    /// As the knobs say.
    pub fn new(setup: &Setup) -> Self {
        Self {
            classes: Classes::new(setup),
            guidance: setup.knobs.real("guidance"),
        }
    }

    /// The guidance follows its knob.
    pub fn turn(&mut self, knobs: &Knobs) {
        self.guidance = knobs.real("guidance");
    }

    /// How many classes there are; 0 where nothing is told.
    pub fn classes(self) -> usize {
        self.classes.count()
    }

    /// The labels of a batch, where they are told. `[batch, classes]`
    pub fn of(self, batch: &Batch) -> Option<Tensor<2>> {
        self.classes.of(batch)
    }

    /// The same on the tape, some of them kept back. `[batch, classes]`
    pub fn in_training(self, batch: &Batch) -> Option<Tensor<2>> {
        Some(Tensor::from_inner(partly(self.of(batch)?, batch.noise)))
    }

    /// A net that draws so many pictures, of each class in turn.
    pub fn guided(self, net: UNet, count: usize, device: &Device) -> Guided {
        Guided {
            net,
            labels: self.classes.in_turn(count, device),
            scale: self.guidance,
        }
    }
}

/// A one in the column of each label. `[labels, classes]`
pub fn one_hot(
    labels: impl ExactSizeIterator<Item = usize>,
    classes: usize,
    device: &Device,
) -> Tensor<2> {
    let count = labels.len();
    let mut ones = vec![0.0f32; count * classes];
    for (row, label) in ones.chunks_exact_mut(classes).zip(labels) {
        row[label] = 1.0;
    }
    Tensor::from_data(TensorData::new(ones, [count, classes]), device)
}

/// Labels of which some are kept back: nothing stands in their rows. `[batch, classes]`
fn partly(labels: Tensor<2>, noise: Noise) -> Tensor<2> {
    let count = labels.dims()[0];
    let coins = noise.uniform("labels", [count, 1], &labels.device()); // [batch, 1]
    labels * coins.greater_equal_elem(KEPT_BACK).float()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::families::Family;
    use crate::families::tests::{EIGHT, knobs, labelled_halves, setup, values};
    use crate::knob::Value;

    #[test]
    fn classes_take_turns_and_a_tenth_of_them_is_kept_back() {
        let device = Device::flex();
        assert!(Classes(0).in_turn(4, &device).is_none());
        let labels = Classes(3).in_turn(3000, &device).unwrap();
        assert_eq!(
            values(labels.clone().narrow(0, 0, 4)),
            [1., 0., 0., 0., 1., 0., 0., 0., 1., 1., 0., 0.]
        );
        let told: f64 = values(partly(labels, Noise::new(1, 0))).iter().sum();
        assert!((2600.0..2800.0).contains(&told), "{told}");
    }

    /// Whether the half of a class is much brighter than the other one.
    fn is_of(class: usize, picture: &[f64]) -> bool {
        let half = |side| {
            let here = (0..64).filter(|at| (at % 8 < 4) == (side == 0));
            here.map(|at| picture[at]).sum::<f64>() / 32.0
        };
        half(class) > half(1 - class) + 0.3
    }

    #[test]
    fn who_is_told_the_class_draws_pictures_of_it() {
        let rate = "learning-rate=3e-3";
        let player = [
            "learning-rate-generator=1e-3",
            "noise-dimensions=2",
            "averaging=0.9",
        ];
        let (judge, critic) = (
            "learning-rate-discriminator=1e-3",
            "learning-rate-critic=1e-3",
        );
        let small = ["hidden=32", "channels=8", "labels=on"];
        let settings: &[(&str, &[&str], u64)] = &[
            ("vae", &["latent=2", "beta=4", rate], 600),
            ("vae", &["net=conv", "latent=2", "beta=4", rate], 500),
            ("gan", &[judge], 1500),
            ("gan", &["net=conv", judge], 500),
            ("wgan", &[critic], 600),
            ("wgan", &["net=conv", critic], 300),
        ];
        for (family, sets, steps) in settings {
            let family = Family::find(family).unwrap();
            let of_players: &[&str] = if family.card.id == "vae" {
                &[]
            } else {
                &player
            };
            let knobs = knobs(family, &[&small[..], of_players, sets].concat());
            let about = Setup {
                classes: 2,
                ..setup(&knobs, EIGHT)
            };
            let mut learner = family.builder().unwrap()(&about);
            for step in 0..*steps {
                learner.step(&labelled_halves(step), &knobs);
            }
            let name = format!("{} {sets:?}", family.card.id);
            let sampler = learner.sampler().unwrap();
            assert_eq!(sampler.classes(), 2);
            let drawn = values(sampler.sample(40, Noise::new(8, 0)));
            let drawn = drawn.chunks_exact(64).enumerate();
            let right = drawn.filter(|(i, picture)| is_of(i % 2, picture)).count();
            assert!(right >= 34, "{name}: {right} of 40");
            // The same codes are pictures of whichever class is asked for.
            for class in 0..2 {
                let mut turned = knobs.clone();
                turned.set("class", Value::Whole(class as i64));
                learner.turn(&turned);
                let codes = Noise::new(9, 0).normal("code", [20, 2], &Device::flex());
                let pictures = values(learner.workspace().unwrap().decode(codes));
                let pictures = pictures.chunks_exact(64);
                let right = pictures.filter(|picture| is_of(class, picture)).count();
                assert!(right >= 17, "{name}, class {class}: {right} of 20");
            }
        }
    }
}
