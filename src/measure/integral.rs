//! The integral of a density over a grid: 1 where a model's density is one.

/// The integral, from log p(x) in nats at the middle of every cell and the area of a cell, by the midpoint rule. The sum is
/// taken relative to the largest term, so that densities far from 1 neither overflow nor vanish.
pub fn grid_integral(log_density: &[f64], cell_area: f64) -> f64 {
    let largest = log_density
        .iter()
        .copied()
        .fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return 0.0;
    }
    let sum: f64 = log_density
        .iter()
        .map(|log_p| (log_p - largest).exp())
        .sum();
    (largest + sum.ln() + cell_area.ln()).exp()
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;

    #[test]
    fn a_gaussian_has_all_its_mass_on_a_grid_that_holds_it() {
        for sigma in [1.0, 1e-3] {
            let step = 0.25 * sigma;
            let log_p = |x: f64, y: f64| {
                -0.5 * ((x / sigma).powi(2) + (y / sigma).powi(2)) - (TAU * sigma * sigma).ln()
            };
            let line = || (-28..=28).map(|k| f64::from(k) * step);
            let cells: Vec<f64> = line()
                .flat_map(|x| line().map(move |y| log_p(x, y)))
                .collect();
            let whole = grid_integral(&cells, step * step);
            assert!((whole - 1.0).abs() < 1e-9, "{sigma}: {whole}");
        }
    }

    #[test]
    fn nothing_is_nothing_and_much_is_much() {
        assert_eq!(grid_integral(&[], 1.0), 0.0);
        assert_eq!(grid_integral(&[f64::NEG_INFINITY; 4], 1.0), 0.0);
        // Two densities that are numbers, and whose sum is none.
        let found = grid_integral(&[709.5, 709.5], (-705.0f64).exp());
        assert!((found - 2.0 * 4.5f64.exp()).abs() < 1e-9, "{found}");
    }
}
