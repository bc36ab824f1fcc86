//! The brush and the eraser: a hand draws the distribution that the model learns from, while it learns.
//!
//! Where the brush stays longer there will be more points: a dab weighs as many seconds as it took.

use egui::{
    Key, Modifiers, Painter, PointerButton, Rect, Response, Stroke as Line, Ui, UiBuilder, vec2,
};

use super::camera::Frame;
use crate::data::DRAWN;
use crate::data::plane::{Drawing, Source, Stroke};
use crate::engine::Command;
use crate::ui::Action;
use crate::ui::bench::Context;
use crate::ui::run_view::RunView;
use crate::ui::theme::{self, Ink, Theme, icon, size, space};
use crate::ui::widgets::icon_button::icon_button;

/// The engine hears of the brush so often at most, in seconds.
const EVERY: f64 = 0.05;
/// The deviation of a dab, in units of the plane: at first, and its limits.
const SIGMA: f64 = 0.25;
const FINEST: f64 = 0.05;
const BROADEST: f64 = 1.5;
/// One press of a key makes the brush so much larger.
const STEP: f64 = 1.2;
/// A frame is counted for so many seconds at most: a window that stood still has not drawn.
const LONGEST: f64 = 0.1;

/// What is in the hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Tool {
    /// Nothing: a drag moves the plane.
    Hand,
    /// Adds.
    #[default]
    Brush,
    /// Takes away.
    Eraser,
}

/// The hand and what it has done since the engine was last told.
#[derive(Debug)]
pub(super) struct Brush {
    tool: Tool,
    sigma: f64,
    strokes: Vec<Stroke>,
    last: Option<[f64; 2]>,
    told: f64,
}

impl Default for Brush {
    fn default() -> Self {
        Self {
            tool: Tool::default(),
            sigma: SIGMA,
            strokes: Vec::new(),
            last: None,
            told: 0.0,
        }
    }
}

/// Whether a run learns from a drawing.
pub(super) fn is_drawn(run: &RunView) -> bool {
    run.spec.data == DRAWN
}

/// Whether nothing is drawn yet.
pub(super) fn is_blank(run: &RunView) -> bool {
    let set = run.ready.as_ref().and_then(|ready| ready.data.plane());
    set.is_some_and(|set| matches!(&set.source, Source::Drawn(drawing) if drawing.is_empty()))
}

impl Brush {
    /// Whether a drag moves the plane.
    pub(super) fn is_hand(&self, run: &RunView) -> bool {
        !is_drawn(run) || self.tool == Tool::Hand
    }

    /// D takes the brush, E the eraser, and each puts it away again; the brackets change its size.
    pub(super) fn keys(&mut self, ui: &Ui, run: &RunView) {
        if !is_drawn(run) {
            return;
        }
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        for (key, tool) in [(Key::D, Tool::Brush), (Key::E, Tool::Eraser)] {
            if pressed(key) {
                self.tool = if self.tool == tool { Tool::Hand } else { tool };
            }
        }
        if pressed(Key::OpenBracket) {
            self.resize(STEP.recip());
        }
        if pressed(Key::CloseBracket) {
            self.resize(STEP);
        }
    }

    fn resize(&mut self, factor: f64) {
        self.sigma = (self.sigma * factor).clamp(FINEST, BROADEST);
    }

    /// The buttons over the upper left corner of the canvas.
    pub(super) fn buttons(
        &mut self,
        ui: &mut Ui,
        context: &Context,
        canvas: Rect,
        actions: &mut Vec<Action>,
    ) {
        if !is_drawn(context.run) {
            return;
        }
        let theme = theme::of(ui);
        let corner = canvas.left_top() + vec2(space::HUGE, space::SMALL);
        let rect =
            Rect::from_min_size(corner, vec2(4.0 * space::HUGE + space::MEDIUM, space::HUGE));
        let ground = rect.expand(2.0);
        ui.painter()
            .rect_filled(ground, f32::from(size::PICTURE_RADIUS), theme.raised);
        let row = egui::Layout::left_to_right(egui::Align::Center);
        let mut row = ui.new_child(UiBuilder::new().max_rect(rect).layout(row));
        row.spacing_mut().item_spacing.x = space::SMALL;
        for (tool, glyph, key) in [
            (Tool::Hand, icon::HAND, "plane-hand"),
            (Tool::Brush, icon::BRUSH, "plane-brush"),
            (Tool::Eraser, icon::ERASER, "plane-eraser"),
        ] {
            let response = icon_button(&mut row, glyph, &context.language.t(key), true);
            if self.tool == tool {
                let line = Line::new(2.0, theme.accent);
                let under = response.rect.bottom() + 1.0;
                row.painter().hline(response.rect.x_range(), under, line);
            }
            if response.clicked() {
                self.tool = tool;
            }
        }
        let clear = context.language.t("plane-clear");
        if icon_button(&mut row, icon::CLEAR, &clear, !is_blank(context.run)).clicked() {
            self.strokes.clear();
            let command = Command::Draw(context.run.run, vec![Stroke::Clear]);
            actions.push(Action::Engine(command));
        }
    }

    /// What a hand does with the tool on the canvas.
    pub(super) fn touched(
        &mut self,
        ui: &Ui,
        context: &Context,
        response: &Response,
        frame: &Frame,
        actions: &mut Vec<Action>,
    ) {
        if self.is_hand(context.run) {
            return;
        }
        if response.hovered() {
            let zoom = ui.input(egui::InputState::zoom_delta);
            self.resize(f64::from(zoom));
        }
        let (now, seconds) = ui.input(|i| (i.time, f64::from(i.stable_dt).min(LONGEST)));
        let down = response.is_pointer_button_down_on()
            && ui.input(|i| i.pointer.button_down(PointerButton::Primary));
        if let Some(pointer) = response.interact_pointer_pos().filter(|_| down) {
            self.draw(frame.point(pointer).map(f64::from), seconds);
            ui.ctx().request_repaint();
        } else {
            self.last = None;
        }
        let due = now - self.told >= EVERY || !down;
        if due && !self.strokes.is_empty() {
            self.told = now;
            let strokes = std::mem::take(&mut self.strokes);
            actions.push(Action::Engine(Command::Draw(context.run.run, strokes)));
        }
    }

    /// Draws from where the tool was to where it is; a quick hand leaves a line of dabs that share its time.
    fn draw(&mut self, at: [f64; 2], seconds: f64) {
        let from = self.last.replace(at).unwrap_or(at);
        let way = (at[0] - from[0]).hypot(at[1] - from[1]);
        let dabs = (way / (self.sigma / 2.0)).ceil().clamp(1.0, 64.0);
        for i in 1..=dabs as usize {
            let part = i as f64 / dabs;
            let at = [0, 1].map(|axis| from[axis] + part * (at[axis] - from[axis]));
            self.strokes.push(match self.tool {
                Tool::Eraser => Stroke::Erase {
                    at,
                    radius: 2.0 * self.sigma,
                },
                _ => Stroke::Dab {
                    at,
                    sigma: self.sigma,
                    weight: seconds / dabs,
                },
            });
        }
    }

    /// The outline of the tool under the pointer: two deviations of a dab, or all that the eraser takes.
    pub(super) fn outline(
        &self,
        painter: &Painter,
        theme: &Theme,
        run: &RunView,
        frame: &Frame,
        response: &Response,
    ) {
        let Some(pointer) = response.hover_pos().filter(|_| !self.is_hand(run)) else {
            return;
        };
        let radius = (2.0 * self.sigma * frame.scale) as f32;
        painter.circle_stroke(pointer, radius, Line::new(3.0, theme.plot));
        let color = if self.tool == Tool::Eraser {
            theme.error
        } else {
            theme.ink(Ink::Data)
        };
        painter.circle_stroke(pointer, radius, Line::new(1.2, color));
    }

    /// The part of the plane that can be drawn on.
    pub(super) fn edge(painter: &Painter, theme: &Theme, frame: &Frame) {
        let reach = Drawing::REACH as f32;
        let rect = Rect::from_two_pos(frame.at([-reach, -reach]), frame.at([reach, reach]));
        let line = Line::new(1.0, theme.edge());
        painter.rect_stroke(rect, 0.0, line, egui::StrokeKind::Middle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quick_hand_leaves_no_gaps_and_weighs_as_long_as_it_took() {
        let mut brush = Brush::default();
        brush.draw([0.0, 0.0], 0.016);
        brush.draw([2.0, 0.0], 0.016);
        let dabs: Vec<([f64; 2], f64)> = brush
            .strokes
            .iter()
            .filter_map(|stroke| match stroke {
                Stroke::Dab { at, weight, .. } => Some((*at, *weight)),
                _ => None,
            })
            .collect();
        let whole: f64 = dabs.iter().map(|dab| dab.1).sum();
        assert!((whole - 0.032).abs() < 1e-12, "{whole}");
        for pair in dabs.windows(2) {
            assert!(pair[1].0[0] - pair[0].0[0] <= SIGMA / 2.0 + 1e-9);
        }
        assert_eq!(dabs.last().unwrap().0, [2.0, 0.0]);
    }

    #[test]
    fn the_brush_has_a_least_and_a_largest_size() {
        let mut brush = Brush::default();
        for _ in 0..40 {
            brush.resize(STEP);
        }
        assert_eq!(brush.sigma, BROADEST);
        brush.resize(1e-9);
        assert_eq!(brush.sigma, FINEST);
    }
}
