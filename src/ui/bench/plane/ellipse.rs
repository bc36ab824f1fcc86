//! The parts of a mixture: an ellipse at one and at two deviations each, with the part's share of all points.

use egui::{Align2, Painter, Pos2, Shape, Stroke};

use super::camera::Frame;
use crate::figure::Component;
use crate::ui::bench::numbers;
use crate::ui::theme::{self, Theme, size};

/// Corners of an ellipse.
const CORNERS: usize = 48;

/// A factor L of the covariance, L L^T = S, by Cholesky: an ellipse is the image of a circle by it.
fn factor(covariance: [f32; 3]) -> Option<[f32; 3]> {
    let [xx, xy, yy] = covariance;
    let a = xx.max(0.0).sqrt();
    if a <= 0.0 {
        return None;
    }
    let b = xy / a;
    let c = (yy - b * b).max(0.0).sqrt();
    [a, b, c].iter().all(|v| v.is_finite()).then_some([a, b, c])
}

/// The outline at so many deviations, in units of the plane.
fn outline(component: &Component, deviations: f32) -> Option<Vec<[f32; 2]>> {
    let [a, b, c] = factor(component.covariance)?;
    let corner = |i: usize| {
        let angle = i as f32 / CORNERS as f32 * std::f32::consts::TAU;
        let (sin, cos) = angle.sin_cos();
        let [x, y] = component.mean;
        [
            x + deviations * a * cos,
            y + deviations * (b * cos + c * sin),
        ]
    };
    Some((0..CORNERS).map(corner).collect())
}

/// Draws all parts; the one that is lit in stronger lines.
pub(super) fn ellipses(
    painter: &Painter,
    theme: &Theme,
    frame: &Frame,
    components: &[Component],
    lit: Option<usize>,
) {
    let font = theme::bold(size::SMALL);
    for (k, component) in components.iter().enumerate() {
        let color = theme.class(k as u8);
        // A part that explains nothing is there, and says so by being faint.
        let strength = (component.weight * components.len() as f32).clamp(0.25, 1.0);
        for (deviations, width) in [(1.0, 1.8), (2.0, 1.2)] {
            let Some(outline) = outline(component, deviations) else {
                continue;
            };
            let width = if lit == Some(k) { width + 2.0 } else { width };
            let places: Vec<Pos2> = outline.into_iter().map(|x| frame.at(x)).collect();
            let under = Stroke::new(width + 1.6, theme::faded(theme.plot, 0.6));
            painter.add(Shape::closed_line(places.clone(), under));
            let stroke = Stroke::new(width, theme::faded(color, strength));
            painter.add(Shape::closed_line(places, stroke));
        }
        let words = numbers::fixed(f64::from(component.weight), 2);
        let at = frame.at(component.mean);
        let galley = painter.layout_no_wrap(words, font.clone(), theme.text);
        let place = Align2::CENTER_CENTER.anchor_size(at, galley.size());
        painter.rect_filled(place.expand(2.0), 3.0, theme::faded(theme.plot, 0.75));
        painter.galley(place.min, galley, theme.text);
    }
}

/// Draws the posteriors of single points: one deviation each, over the points that are drawn from them.
pub(super) fn posteriors(
    painter: &Painter,
    frame: &Frame,
    posteriors: &[Component],
    color: egui::Color32,
) {
    let stroke = Stroke::new(1.2, theme::faded(color, 0.85));
    painter.extend(posteriors.iter().filter_map(|posterior| {
        let places: Vec<Pos2> = outline(posterior, 1.0)?
            .into_iter()
            .map(|z| frame.at(z))
            .collect();
        Some(Shape::closed_line(places, stroke))
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_corner_is_as_many_deviations_away() {
        let component = Component {
            weight: 0.3,
            mean: [1.0, -2.0],
            covariance: [2.0, 0.8, 1.0],
        };
        let [xx, xy, yy] = component.covariance;
        let det = xx * yy - xy * xy;
        for x in outline(&component, 2.0).unwrap() {
            let (dx, dy) = (x[0] - 1.0, x[1] + 2.0);
            // The squared distance of Mahalanobis.
            let far = (yy * dx * dx - 2.0 * xy * dx * dy + xx * dy * dy) / det;
            assert!((far - 4.0).abs() < 1e-3, "{far}");
        }
        let flat = Component {
            covariance: [0.0; 3],
            ..component
        };
        assert!(outline(&flat, 1.0).is_none());
    }
}
