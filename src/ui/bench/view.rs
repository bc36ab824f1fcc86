//! What stretch of the flat axis the curves show: all of it while they follow the run, or what a hand has chosen.

use crate::ui::widgets::arrows::has_arrows;
use egui::{Key, Modifiers, PointerButton, Response, Ui};

/// The narrowest view, as a share of the whole.
const NARROWEST: f64 = 1e-5;
/// How much a press of a key zooms, and what share of the view it moves by.
const ZOOM: f64 = 0.7;
const MOVE: f64 = 0.2;

/// The stretch on show, as plotted.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct View {
    held: Option<[f64; 2]>,
    /// Where a drag that chooses a stretch has begun.
    chosen_from: Option<f64>,
}

impl View {
    /// Whether the view grows with the run.
    pub fn follows(self) -> bool {
        self.held.is_none()
    }

    /// Lets the view grow with the run again.
    pub fn follow(&mut self) {
        self.held = None;
    }

    /// The stretch on show, of a whole that may have grown or shrunk.
    pub fn range(self, whole: [f64; 2]) -> [f64; 2] {
        self.held.filter(|held| held[0] < whole[1]).unwrap_or(whole)
    }

    /// Keeps showing the same stretch when the axis counts something else.
    pub fn renamed(&mut self, rename: impl Fn(f64) -> f64) {
        self.held = self.held.map(|held| held.map(rename));
    }

    /// Shows this stretch, as far as there is any; all of it is what follows the run.
    pub fn hold(&mut self, whole: [f64; 2], range: [f64; 2]) {
        let width = whole[1] - whole[0];
        let least = (width * NARROWEST).max(f64::MIN_POSITIVE);
        let (mut low, mut high) = (range[0].min(range[1]), range[0].max(range[1]));
        if high - low < least {
            let middle = f64::midpoint(low, high);
            (low, high) = (middle - least / 2.0, middle + least / 2.0);
        }
        let seen = high - low;
        if !seen.is_finite() || seen >= 0.999 * width {
            return self.follow();
        }
        low = low.clamp(whole[0], whole[1] - seen);
        self.held = Some([low, low + seen]);
    }

    /// Shows more or less of the axis, with the place `at` staying where it is.
    pub fn zoom(&mut self, whole: [f64; 2], at: f64, factor: f64) {
        let range = self.range(whole);
        self.hold(whole, range.map(|end| at + (end - at) * factor));
    }

    /// Moves along the axis.
    pub fn shift(&mut self, whole: [f64; 2], by: f64) {
        let range = self.range(whole);
        self.hold(whole, range.map(|end| end + by));
    }

    /// What a hand on the plot does: the wheel zooms, a drag moves, a drag with Shift or the other button chooses a
    /// stretch, a double click follows again. The stretch that is being chosen.
    pub fn touched(
        &mut self,
        ui: &Ui,
        response: &Response,
        whole: [f64; 2],
        value: impl Fn(f32) -> f64,
    ) -> Option<[f64; 2]> {
        if response.double_clicked() {
            self.follow();
            return None;
        }
        if let Some(pointer) = response.hover_pos() {
            let (scroll, pinch) = ui.input(|i| (i.smooth_scroll_delta(), i.zoom_delta()));
            let factor = (f64::from(-scroll.y) / 200.0).exp() / f64::from(pinch);
            if factor != 1.0 {
                self.zoom(whole, value(pointer.x), factor);
            }
        }
        self.dragged(ui, response, whole, value)
    }

    fn dragged(
        &mut self,
        ui: &Ui,
        response: &Response,
        whole: [f64; 2],
        value: impl Fn(f32) -> f64,
    ) -> Option<[f64; 2]> {
        let now = value(ui.input(|i| i.pointer.latest_pos())?.x);
        let shift = ui.input(|i| i.modifiers.shift);
        let primary = response.drag_started_by(PointerButton::Primary);
        if response.drag_started_by(PointerButton::Secondary) || shift && primary {
            let origin = ui.input(|i| i.pointer.press_origin());
            self.chosen_from = Some(origin.map_or(now, |origin| value(origin.x)));
        }
        if response.dragged() {
            if let Some(from) = self.chosen_from {
                return Some([from, now]);
            }
            let moved = value(0.0) - value(response.drag_delta().x);
            if moved != 0.0 {
                self.shift(whole, moved);
            }
        } else if response.drag_stopped()
            && let Some(from) = self.chosen_from.take()
        {
            self.hold(whole, [from, now]);
        }
        None
    }

    /// What the keyboard does while the plot has the focus: + and - zoom, the arrows move, Home shows the beginning and
    /// End follows the run.
    pub fn keys(&mut self, ui: &Ui, response: &Response, whole: [f64; 2]) {
        if !has_arrows(ui, response) {
            return;
        }
        let range = self.range(whole);
        let (middle, width) = (f64::midpoint(range[0], range[1]), range[1] - range[0]);
        let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        let typed = |key| pressed(key) || ui.input_mut(|i| i.consume_key(Modifiers::SHIFT, key));
        if typed(Key::Plus) || typed(Key::Equals) {
            self.zoom(whole, middle, ZOOM);
        }
        if typed(Key::Minus) {
            self.zoom(whole, middle, 1.0 / ZOOM);
        }
        if pressed(Key::ArrowLeft) {
            self.shift(whole, -MOVE * width);
        }
        if pressed(Key::ArrowRight) {
            self.shift(whole, MOVE * width);
        }
        if pressed(Key::Home) {
            self.shift(whole, whole[0] - range[0]);
        }
        if pressed(Key::End) {
            self.follow();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: [f64; 2] = [0.0, 100.0];

    #[test]
    fn zooming_keeps_the_place_under_the_pointer_and_zooming_out_follows_again() {
        let mut view = View::default();
        view.zoom(WHOLE, 25.0, 0.5);
        assert_eq!(view.range(WHOLE), [12.5, 62.5]);
        assert!(!view.follows());
        view.zoom(WHOLE, 25.0, 4.0);
        assert!(view.follows());
        assert_eq!(view.range([0.0, 150.0]), [0.0, 150.0]);
    }

    #[test]
    fn a_view_stays_inside_and_is_never_empty() {
        let mut view = View::default();
        view.hold(WHOLE, [40.0, 40.0]);
        let [low, high] = view.range(WHOLE);
        assert!(low < high && low >= 0.0 && high <= 100.0);
        view.hold(WHOLE, [90.0, 80.0]);
        view.shift(WHOLE, 50.0);
        assert_eq!(view.range(WHOLE), [90.0, 100.0]);
        view.shift(WHOLE, -500.0);
        assert_eq!(view.range(WHOLE), [0.0, 10.0]);
    }

    #[test]
    fn a_view_beyond_a_run_that_went_back_shows_what_there_is() {
        let mut view = View::default();
        view.hold(WHOLE, [90.0, 95.0]);
        assert_eq!(view.range([0.0, 50.0]), [0.0, 50.0]);
    }
}
