//! A log density ready for drawing: shares of its peak for the heat map, and contour lines around most of the mass.
//!
//! Made once for each field that comes, not once for each frame.

use std::sync::Arc;

use super::contour::{self, Polyline};
use crate::figure::{Extent, Field, Images};

/// The contour lines go around the smallest regions that hold these shares of the mass (highest-density regions).
pub(super) const SHARES: [f32; 3] = [0.5, 0.8, 0.95];
/// The heat map is brightest where only this share of the mass lies higher, so that one spike does not darken the rest.
const PEAK: f32 = 0.02;
/// The levels are found among so many steps, over so many nats below the highest value.
const STEPS: usize = 2048;
const DEPTH: f32 = 24.0;
/// A field that sees at least this share of the mass can say where the levels are; one that was zoomed into cannot.
const WHOLE: f32 = 0.97;

/// A log density ready for drawing.
pub(super) struct Heat {
    field: Field,
    /// p(x) as a share of the peak.
    pub(super) images: Images,
    /// The lines of each share of [`SHARES`].
    pub(super) contours: Vec<(usize, Polyline)>,
    /// The log densities of the peak and of the lines.
    levels: Option<[f32; SHARES.len() + 1]>,
}

impl Heat {
    /// Makes a field ready; `known` are the levels of an earlier view of the whole, for one that sees a part only.
    pub(super) fn new(field: &Field, known: Option<&Self>) -> Self {
        let levels = levels(field).or_else(|| known.and_then(|known| known.levels));
        let highest = field
            .values
            .iter()
            .copied()
            .fold(f32::NEG_INFINITY, f32::max);
        let peak = levels.map_or(highest, |levels| levels[0]);
        let peak = if peak.is_finite() { peak } else { 0.0 };
        let pixels: Arc<[f32]> = field
            .values
            .iter()
            .map(|value| (value - peak).exp())
            .collect();
        let mut contours = Vec::new();
        for (i, level) in levels
            .iter()
            .flat_map(|levels| levels[1..].iter().enumerate())
        {
            let at = |column, row| pixels[row * field.columns + column];
            let lines = contour::lines(field, at, (level - peak).exp());
            contours.extend(lines.into_iter().map(|line| (i, line)));
        }
        Self {
            images: Images {
                width: field.columns,
                height: field.rows,
                channels: 1,
                columns: Some(1),
                pixels,
            },
            field: field.clone(),
            contours,
            levels,
        }
    }

    /// Whether it was made from this very field.
    pub(super) fn is_of(&self, field: &Field) -> bool {
        Arc::ptr_eq(&self.field.values, &field.values)
    }

    /// What it covers.
    pub(super) fn extent(&self) -> Extent {
        self.field.extent
    }

    /// The integral of the density over what it covers, where that is known.
    pub(super) fn integral(&self) -> Option<f32> {
        self.field.integral
    }
}

/// The log densities above which the shares of the mass lie; `None` if most of the mass is out of sight.
fn levels(field: &Field) -> Option<[f32; SHARES.len() + 1]> {
    let highest = field
        .values
        .iter()
        .copied()
        .fold(f32::NEG_INFINITY, f32::max);
    if !highest.is_finite() || field.columns * field.rows == 0 {
        return None;
    }
    let side = |axis: usize| field.extent.high[axis] - field.extent.low[axis];
    let cell = side(0) * side(1) / (field.columns * field.rows) as f32;
    let mut mass = vec![0.0f64; STEPS];
    for value in field
        .values
        .iter()
        .filter(|value| **value > highest - DEPTH)
    {
        let step = ((highest - value) / DEPTH * STEPS as f32) as usize;
        mass[step.min(STEPS - 1)] += f64::from((value - highest).exp() * cell);
    }
    let whole: f64 = mass.iter().sum();
    // Of a density that is known up to a constant, what is on show is all there is.
    if field.integral.is_some() && whole * f64::from(highest).exp() < f64::from(WHOLE) {
        return None;
    }
    let level = |share: f32| {
        let mut sum = 0.0;
        let step = mass.iter().position(|m| {
            sum += m;
            sum >= whole * f64::from(share)
        });
        highest - (step.unwrap_or(STEPS - 1) as f32 + 0.5) / STEPS as f32 * DEPTH
    };
    Some([
        level(PEAK),
        level(SHARES[0]),
        level(SHARES[1]),
        level(SHARES[2]),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A round Gaussian of deviation 1, over a square about the origin.
    fn gaussian(reach: f32, side: usize) -> Field {
        let at = |i: usize| ((i as f32 + 0.5) / side as f32 * 2.0 - 1.0) * reach;
        let log_p = |x: f32, y: f32| -(x * x + y * y) / 2.0 - (2.0 * std::f32::consts::PI).ln();
        let values: Vec<f32> = (0..side * side)
            .map(|i| log_p(at(i % side), at(i / side)))
            .collect();
        Field {
            extent: Extent {
                low: [-reach; 2],
                high: [reach; 2],
            },
            columns: side,
            rows: side,
            values: values.into(),
            integral: Some(1.0),
        }
    }

    #[test]
    fn the_lines_of_a_gaussian_hold_the_shares_they_say() {
        let heat = Heat::new(&gaussian(5.0, 200), None);
        for (i, line) in &heat.contours {
            // A disc of radius r holds 1 - exp(-r^2 / 2).
            let wanted = (-2.0 * (1.0 - SHARES[*i]).ln()).sqrt();
            for x in line {
                let radius = x[0].hypot(x[1]);
                assert!((radius - wanted).abs() < 0.03, "{i}: {radius} for {wanted}");
            }
        }
        assert_eq!(heat.contours.len(), SHARES.len());
    }

    #[test]
    fn a_part_keeps_the_levels_of_the_whole() {
        let whole = Heat::new(&gaussian(5.0, 100), None);
        let part = gaussian(1.0, 100);
        assert!(Heat::new(&part, None).contours.is_empty());
        let part = Heat::new(&part, Some(&whole));
        assert_eq!(part.levels, whole.levels);
    }
}
