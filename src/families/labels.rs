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

/// The share of examples whose class is kept from the net, so that it knows pictures of any class too (Ho and Salimans 2022).
const KEPT_BACK: f64 = 0.1;

/// Whether a model is told of which class an example is, as its knobs say.
pub fn are_told(knobs: &Knobs) -> bool {
    knobs.get("labels").is_some() && knobs.choice("labels") == "on"
}

/// What a net of pictures is told of their classes, and how much its samples follow theirs.
#[derive(Clone, Copy)]
pub struct Told {
    classes: usize,
    guidance: f64,
}

impl Told {
    /// As the knobs say.
    pub fn new(setup: &Setup) -> Self {
        let classes = if are_told(setup.knobs) {
            setup.classes
        } else {
            0
        };
        Self {
            classes,
            guidance: setup.knobs.real("guidance"),
        }
    }

    /// The guidance follows its knob.
    pub fn turn(&mut self, knobs: &Knobs) {
        self.guidance = knobs.real("guidance");
    }

    /// How many classes there are; 0 where nothing is told.
    pub fn classes(self) -> usize {
        self.classes
    }

    /// The labels of a batch, where they are told. `[batch, classes]`
    pub fn of(self, batch: &Batch) -> Option<Tensor<2>> {
        batch.labels.clone().filter(|_| self.classes > 0)
    }

    /// The same on the tape, some of them kept back. `[batch, classes]`
    pub fn in_training(self, batch: &Batch) -> Option<Tensor<2>> {
        let labels = self.of(batch)?;
        Some(Tensor::from_inner(partly(labels, batch.noise)))
    }

    /// A net that draws so many pictures, of each class in turn.
    pub fn guided(self, net: UNet, count: usize, device: &Device) -> Guided {
        Guided {
            net,
            labels: in_turn(count, self.classes, device),
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

/// Every class in its turn. `[count, classes]`, `None` where there are none.
fn in_turn(count: usize, classes: usize, device: &Device) -> Option<Tensor<2>> {
    (classes > 0).then(|| one_hot((0..count).map(|i| i % classes), classes, device))
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
    use crate::families::tests::values;

    #[test]
    fn classes_take_turns_and_a_tenth_of_them_is_kept_back() {
        let device = Device::flex();
        assert!(in_turn(4, 0, &device).is_none());
        let labels = in_turn(3000, 3, &device).unwrap();
        assert_eq!(
            values(labels.clone().narrow(0, 0, 4)),
            [1., 0., 0., 0., 1., 0., 0., 0., 1., 1., 0., 0.]
        );
        let told: f64 = values(partly(labels, Noise::new(1, 0))).iter().sum();
        assert!((2600.0..2800.0).contains(&told), "{told}");
    }
}
