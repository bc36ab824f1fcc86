//! Unobtrusive axes of a plane: a hairline grid, and ticks along the lower and the left edge.

use egui::{Align2, Painter, pos2};

use super::camera::Frame;
use crate::ui::bench::numbers;
use crate::ui::theme::{self, Theme, size, space};

/// Ticks stand about this far apart, in points of the screen.
const APART: f64 = 42.0;
/// More ticks than this are never drawn along one axis.
const MOST: i64 = 60;

/// A step of 1, 2 or 5 times a power of ten that is at least so large.
fn nice(least: f64) -> f64 {
    let power = 10f64.powf(least.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|digit| digit * power);
    steps
        .into_iter()
        .find(|step| *step >= least * (1.0 - 1e-9))
        .unwrap_or(10.0 * power)
}

/// The ticks between two ends: where, and in words.
fn ticks(low: f64, high: f64, least: f64) -> Vec<(f64, String)> {
    let step = nice(least);
    let decimals = (-step.log10().floor()).max(0.0) as usize;
    let (first, last) = ((low / step).ceil() as i64, (high / step).floor() as i64);
    (first..=last.min(first + MOST))
        .map(|i| i as f64 * step)
        .map(|value| (value, numbers::fixed(value, decimals)))
        .collect()
}

/// Draws the grid below everything else.
pub(super) fn grid(painter: &Painter, theme: &Theme, frame: &Frame) {
    let extent = frame.extent();
    let least = APART / frame.scale;
    let line = egui::Stroke::new(1.0, theme::faded(theme.line, 0.6));
    let zero = egui::Stroke::new(1.0, theme.edge());
    for (x, _) in ticks(f64::from(extent.low[0]), f64::from(extent.high[0]), least) {
        let at = frame.at([x as f32, 0.0]).x;
        painter.vline(at, frame.rect.y_range(), if x == 0.0 { zero } else { line });
    }
    for (y, _) in ticks(f64::from(extent.low[1]), f64::from(extent.high[1]), least) {
        let at = frame.at([0.0, y as f32]).y;
        painter.hline(frame.rect.x_range(), at, if y == 0.0 { zero } else { line });
    }
}

/// Writes the ticks above everything else, on what little ground they need.
pub(super) fn labels(painter: &Painter, theme: &Theme, frame: &Frame, names: &[String; 2]) {
    let rect = frame.rect;
    let extent = frame.extent();
    let least = APART / frame.scale;
    let font = theme::regular(size::SMALL - 1.0);
    let write = |at, align: Align2, words: String| {
        let galley = painter.layout_no_wrap(words, font.clone(), theme.dim);
        let place = align.anchor_size(at, galley.size());
        let ground = theme::faded(theme.plot, 0.7);
        painter.rect_filled(place.expand2(egui::vec2(2.0, 0.0)), 2.0, ground);
        painter.galley(place.min, galley, theme.dim);
    };
    let inside = rect.shrink(space::HUGE);
    for (x, words) in ticks(f64::from(extent.low[0]), f64::from(extent.high[0]), least) {
        let at = frame.at([x as f32, 0.0]).x;
        if inside.x_range().contains(at) {
            write(pos2(at, rect.bottom() - 2.0), Align2::CENTER_BOTTOM, words);
        }
    }
    for (y, words) in ticks(f64::from(extent.low[1]), f64::from(extent.high[1]), least) {
        let at = frame.at([0.0, y as f32]).y;
        if inside.y_range().contains(at) {
            write(pos2(rect.left() + 4.0, at), Align2::LEFT_CENTER, words);
        }
    }
    let [right, up] = names.clone();
    let corner = rect.right_bottom() - egui::vec2(4.0, 2.0);
    write(corner, Align2::RIGHT_BOTTOM, right);
    write(rect.left_top() + egui::vec2(4.0, 2.0), Align2::LEFT_TOP, up);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_few() {
        let words = |low, high, least| -> Vec<String> {
            ticks(low, high, least).into_iter().map(|t| t.1).collect()
        };
        assert_eq!(words(-4.8, 4.8, 1.3), ["−4", "−2", "0", "2", "4"]);
        assert_eq!(words(0.0, 0.5, 0.2), ["0.0", "0.2", "0.4"]);
        assert_eq!(nice(3.0), 5.0);
        assert_eq!(nice(0.2), 0.2);
    }
}
