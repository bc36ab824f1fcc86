//! What training costs, whatever the machine.

use super::{Layer, Learner};

/// About how many floating-point operations an example costs in training: a multiplication and an addition for every use of a
/// weight on the way forward, and twice as many on the way back (Kaplan et al. 2020, <https://arxiv.org/abs/2001.08361>).
pub fn work(learner: &dyn Learner) -> f64 {
    let of_one = |layer: Layer| {
        let weights = layer.shape.iter().product::<usize>();
        let is_matrix = layer.shape.len() > 1;
        if is_matrix {
            (weights * learner.uses(&layer.tensor)) as f64
        } else {
            0.0
        }
    };
    6.0 * learner.layers().into_iter().map(of_one).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::families::Family;
    use crate::families::tests::{EIGHT, knobs, setup};

    fn of(family: &str, sets: &[&str]) -> f64 {
        let family = Family::find(family).unwrap();
        let knobs = knobs(family, sets);
        work(&*family.builder().unwrap()(&setup(&knobs, EIGHT)))
    }

    #[test]
    fn every_weight_of_a_layer_is_used_once_and_those_of_a_convolution_at_every_place() {
        // 64-10-(3, 3) and 3-10-64.
        let weights = 64 * 10 + 2 * 10 * 3 + 3 * 10 + 10 * 64;
        assert_eq!(
            of("vae", &["hidden=10", "latent=3"]),
            6.0 * f64::from(weights)
        );
        // 8 by 8 pixels of a net with 8 and 16 channels; 3 by 3 neighbours; a quarter of the places behind the first.
        let encoder = 64 * 9 * 8 + 16 * 9 * 8 * 16 + 2 * 16 * 16 * 3;
        let decoder = 3 * 16 * 16 + 16 * 9 * 16 * 16 + 64 * 9 * 16 * 8 + 64 * 9 * 8;
        let conv = of("vae", &["net=conv", "channels=8", "latent=3"]);
        assert_eq!(conv, 6.0 * f64::from(encoder + decoder));
    }
}
