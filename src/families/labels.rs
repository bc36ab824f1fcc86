//! Classes of pictures, as models are told them.

use burn::tensor::{Device, Tensor, TensorData};

use super::Setup;
use crate::knob::{Knob, Knobs};
use crate::nn::Noise;
use crate::taxonomy::DataKind;

/// Whether the net is told of which class a picture is.
pub const LABELS: Knob = Knob::choice("labels", &["off", "on"], "off").only(DataKind::Images);

/// How much samples follow their class; 1 is what the net says by itself.
pub const GUIDANCE: Knob = Knob::real("guidance", 0.0, 10.0, "2")
    .hot()
    .only(DataKind::Images);

/// The share of examples whose class is kept from the net, so that it knows pictures of any class too (Ho and Salimans 2022).
const KEPT_BACK: f64 = 0.1;

/// How many classes a model is told, as the knob says; 0 for none.
pub fn told(setup: &Setup) -> usize {
    if setup.knobs.choice("labels") == "on" {
        setup.classes
    } else {
        0
    }
}

/// How much samples follow their class, as the knob says.
pub fn guidance(knobs: &Knobs) -> f64 {
    knobs.real("guidance")
}

/// Every class in its turn. `[count, classes]`, `None` where there are none.
pub fn in_turn(count: usize, classes: usize, device: &Device) -> Option<Tensor<2>> {
    if classes == 0 {
        return None;
    }
    let mut ones = vec![0.0f32; count * classes];
    for (i, row) in ones.chunks_exact_mut(classes).enumerate() {
        row[i % classes] = 1.0;
    }
    Some(Tensor::from_data(
        TensorData::new(ones, [count, classes]),
        device,
    ))
}

/// Labels of which some are kept back: nothing stands in their rows. `[batch, classes]`
pub fn partly(labels: Tensor<2>, noise: Noise) -> Tensor<2> {
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
