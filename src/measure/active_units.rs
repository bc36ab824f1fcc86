//! Active units: the latent dimensions that say something about the example.

/// A unit is active if Var_x(E_q[z|x]) is above this (Burda, Grosse and Salakhutdinov 2016).
const THRESHOLD: f64 = 0.01;

/// How many of `dims` units are active, from the posterior means of many examples, one after the other.
pub fn active_units(means: &[f32], dims: usize) -> usize {
    let count = (means.len() / dims.max(1)).max(1) as f64;
    let variance = |unit: usize| {
        let of_unit = || {
            means
                .iter()
                .skip(unit)
                .step_by(dims)
                .map(|&mean| f64::from(mean))
        };
        let mean = of_unit().sum::<f64>() / count;
        of_unit().map(|value| (value - mean).powi(2)).sum::<f64>() / count
    };
    (0..dims).filter(|&unit| variance(unit) > THRESHOLD).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_that_never_moves_is_not_active() {
        // Unit 0 moves, unit 1 stands away from zero, unit 2 trembles below the threshold.
        let means: Vec<f32> = (0..100)
            .flat_map(|i| [(i as f32 * 0.7).sin(), 3.0, 0.05 * (i as f32).cos()])
            .collect();
        assert_eq!(active_units(&means, 3), 1);
        assert_eq!(active_units(&[], 3), 0);
    }
}
