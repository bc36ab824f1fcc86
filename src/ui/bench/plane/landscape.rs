//! A landscape over the plane that is no density: what its heights mean in colours, and its contour lines.
//!
//! A verdict is told apart at one half, a critic at its own middle, because nothing else of it has a meaning; an energy runs
//! from its valleys, which are likely, up to where it hardly matters any more. Made once for each field that comes.

use std::sync::Arc;

use super::contour::{self, Polyline};
use crate::figure::{Extent, Field, Images};
use crate::ui::bench::numbers;
use crate::ui::paint::{ColorMap, Look};

/// The lines of a verdict, and the one that is drawn strongest: there the judge cannot tell.
const VERDICTS: [f32; 5] = [0.1, 0.25, 0.5, 0.75, 0.9];
/// So many lines lie between the two ends of any other landscape.
const LINES: usize = 8;
/// An energy is shown up to what this share of the window lies below; it may rise without bounds outside.
const RISE: f32 = 0.75;
/// A critic is shown as far from its middle as this share of the window is.
const SPREAD: f32 = 0.98;

/// What the heights mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The probability that a point is real, from 0 to 1.
    Verdict,
    /// The lower, the likelier.
    Energy,
    /// Only differences count.
    Critic,
}

impl Kind {
    fn of(id: &str) -> Self {
        match id {
            "verdict" => Self::Verdict,
            "energy" => Self::Energy,
            _ => Self::Critic,
        }
    }
}

/// A landscape ready for drawing.
pub(super) struct Land {
    field: Field,
    id: &'static str,
    kind: Kind,
    /// The heights.
    pub(super) images: Images,
    /// The heights at the two ends of the colours.
    pub(super) range: [f32; 2],
    /// The lines, each with how strong it is.
    pub(super) lines: Vec<(f32, Polyline)>,
}

impl Land {
    /// Makes a field ready.
    pub(super) fn new(field: &Field, id: &'static str) -> Self {
        let kind = Kind::of(id);
        let range = range(kind, field);
        let [low, high] = range;
        let levels: Vec<f32> = match kind {
            Kind::Verdict => VERDICTS.to_vec(),
            Kind::Energy | Kind::Critic => (1..LINES)
                .map(|i| low + (high - low) * i as f32 / LINES as f32)
                .collect(),
        };
        let middle = f32::midpoint(low, high);
        let mut lines = Vec::new();
        for level in levels {
            let is_middle = kind != Kind::Energy && (level - middle).abs() < 1e-6;
            let strength = if is_middle { 0.95 } else { 0.5 };
            let at = |column, row| field.values[row * field.columns + column];
            let found = contour::lines(field, at, level);
            lines.extend(found.into_iter().map(|line| (strength, line)));
        }
        Self {
            images: Images {
                width: field.columns,
                height: field.rows,
                channels: 1,
                columns: Some(1),
                pixels: Arc::clone(&field.values),
            },
            field: field.clone(),
            id,
            kind,
            range,
            lines,
        }
    }

    /// Whether it was made from this very field.
    pub(super) fn is_of(&self, field: &Field, id: &str) -> bool {
        Arc::ptr_eq(&self.field.values, &field.values) && self.id == id
    }

    /// What it covers.
    pub(super) fn extent(&self) -> Extent {
        self.field.extent
    }

    /// How its heights become colours.
    pub(super) fn look(&self, dark: bool) -> Look {
        Look::Surface(self.map(dark), self.range)
    }

    /// The colours from the lowest height to the highest.
    pub(super) fn map(&self, dark: bool) -> ColorMap {
        match (self.kind, dark) {
            (Kind::Energy, true) => ColorMap::ViridisReversed,
            (Kind::Energy, false) => ColorMap::Viridis,
            (_, true) => ColorMap::Diverging,
            (_, false) => ColorMap::DivergingLight,
        }
    }

    /// The heights at the two ends, as they are written.
    pub(super) fn ends(&self) -> [String; 2] {
        self.range.map(|height| numbers::short(f64::from(height)))
    }
}

/// The heights at the two ends of the colours.
fn range(kind: Kind, field: &Field) -> [f32; 2] {
    if kind == Kind::Verdict {
        return [0.0, 1.0];
    }
    let finite = field.values.iter().copied().filter(|v| v.is_finite());
    let mut values: Vec<f32> = finite.collect();
    values.sort_unstable_by(f32::total_cmp);
    let Some(last) = values.len().checked_sub(1) else {
        return [0.0, 1.0];
    };
    let at = |share: f32| values[(share * last as f32).round() as usize];
    let [low, high] = if kind == Kind::Energy {
        [values[0], at(RISE)]
    } else {
        let middle = at(0.5);
        let far = (at(SPREAD) - middle).max(middle - at(1.0 - SPREAD));
        [middle - far, middle + far]
    };
    // A flat landscape has no ends of its own.
    if high - low > f32::EPSILON * high.abs().max(1.0) {
        [low, high]
    } else {
        [low - 0.5, low + 0.5]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slope(from: f32, to: f32) -> Field {
        let side = 64;
        let at = |i: usize| from + (to - from) * ((i % side) as f32 + 0.5) / side as f32;
        Field {
            extent: Extent {
                low: [-1.0; 2],
                high: [1.0; 2],
            },
            columns: side,
            rows: side,
            values: (0..side * side).map(at).collect(),
            integral: None,
        }
    }

    #[test]
    fn a_verdict_keeps_its_scale_and_its_middle_is_strongest() {
        let land = Land::new(&slope(0.3, 0.7), "verdict");
        assert_eq!(land.range, [0.0, 1.0]);
        assert_eq!(land.lines.len(), 1, "only one half is crossed");
        let (strength, line) = &land.lines[0];
        assert!(*strength > 0.9);
        assert!(line.iter().all(|x| x[0].abs() < 1e-4));
    }

    #[test]
    fn a_critic_is_told_apart_at_its_own_middle() {
        let land = Land::new(&slope(100.0, 104.0), "critic");
        let middle = f32::midpoint(land.range[0], land.range[1]);
        assert!((middle - 102.0).abs() < 0.1, "{middle}");
        let strong: Vec<_> = land.lines.iter().filter(|line| line.0 > 0.9).collect();
        assert_eq!(strong.len(), 1);
    }

    #[test]
    fn an_energy_that_rises_without_bounds_shows_its_valleys() {
        let mut field = slope(-2.0, 2.0);
        let values: Vec<f32> = field
            .values
            .iter()
            .map(|v| if *v > 1.9 { 1e9 } else { *v })
            .collect();
        field.values = values.into();
        let land = Land::new(&field, "energy");
        assert!(
            land.range[0] < -1.9 && land.range[1] < 1.5,
            "{:?}",
            land.range
        );
        let flat = Land::new(&slope(3.0, 3.0), "energy");
        assert_eq!(flat.range, [2.5, 3.5]);
    }
}
