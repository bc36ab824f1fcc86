//! What is drawn over the curves: turned knobs, the steps at which a run broke or fell ill, the crosshair, a stretch being chosen.

use egui::{Color32, Painter, Rect, Stroke, Ui, pos2};
use egui_plot::PlotTransform;

use super::curves::Curves;
use super::{Context, about};
use crate::ui::theme::{self, Theme, size, space};

/// As many rows of words stand below one another at most.
const ROWS: usize = 3;

/// The places for words at the top of a plot, row by row: where each row is free from.
struct Rows {
    frame: Rect,
    free: [f32; ROWS],
}

impl Rows {
    /// Writes words beside an upright line, if there is room for them.
    fn write(&mut self, painter: &Painter, x: f32, words: String, color: Color32) {
        let galley = painter.layout_no_wrap(words, theme::regular(size::SMALL), color);
        let width = galley.size().x + space::SMALL;
        // Words near the right edge stand left of their line: it is their own place that has to be free.
        let left = if x + width > self.frame.right() {
            x - width
        } else {
            x + space::SMALL
        };
        let Some(row) = self.free.iter().position(|end| *end <= left) else {
            return;
        };
        self.free[row] = left + width + space::SMALL;
        let down = row as f32 * (galley.size().y + 2.0);
        painter.galley(pos2(left, self.frame.top() + 2.0 + down), galley, color);
    }
}

impl Curves {
    /// Marks of turned knobs, of breaks and of what the doctor found, and the crosshair with its place on the flat axis.
    pub(super) fn overlay(
        &self,
        ui: &Ui,
        context: &Context,
        theme: &Theme,
        transform: &PlotTransform,
    ) {
        let frame = *transform.frame();
        let painter = ui.painter().with_clip_rect(frame);
        let x_of = |step: f64| transform.position_from_point_x(self.place(step.max(1.0)));
        let mut rows = Rows {
            frame,
            free: [frame.left(); ROWS],
        };
        let run = context.run;
        let language = context.language;
        let turned = run.marks.iter().map(|mark| {
            let words = about::turn(language, mark);
            (mark.step, 1.0, words, theme.warning)
        });
        let broke = run.broke.iter().map(|step| {
            let words = language.t("curves-broke");
            (*step, 2.0, words, theme.error)
        });
        let found = run.findings.iter().map(|found| {
            let words = language.t(found.ailment.key());
            (found.since, 2.0, words, theme.error)
        });
        let mut marks: Vec<_> = turned.chain(broke).chain(found).collect();
        marks.sort_by_key(|(step, ..)| *step);
        for (step, width, words, color) in marks {
            let x = x_of(step as f64);
            if !frame.x_range().contains(x) {
                continue;
            }
            painter.vline(x, frame.y_range(), Stroke::new(width, color));
            rows.write(&painter, x, words, color);
        }
        if let Some(past) = run.past {
            let x = x_of(past.goal as f64);
            painter.vline(x, frame.y_range(), Stroke::new(1.5, theme.accent));
        }
        if let Some(step) = self.cursor {
            let x = x_of(step);
            painter.vline(x, frame.y_range(), Stroke::new(1.0, theme.dim));
            let rows = run.training.len();
            let words = self.place_in_words(context.language, self.step_shown(rows));
            tag(&painter, theme, frame, x, words);
        }
    }
}

/// Words on a ground of their own at the foot of the crosshair.
fn tag(painter: &Painter, theme: &Theme, frame: Rect, x: f32, words: String) {
    let galley = painter.layout_no_wrap(words, theme::regular(size::SMALL), theme.text);
    let room = galley.size() + egui::vec2(2.0 * space::SMALL, 2.0);
    let left = if x + space::SMALL + room.x > frame.right() {
        x - space::SMALL - room.x
    } else {
        x + space::SMALL
    };
    let at = pos2(
        left.max(frame.left()),
        frame.bottom() - room.y - space::SMALL,
    );
    let ground = Rect::from_min_size(at, room);
    painter.rect_filled(ground, f32::from(size::PICTURE_RADIUS), theme.raised);
    painter.galley(at + egui::vec2(space::SMALL, 1.0), galley, theme.text);
}

/// The stretch that is being chosen, as a band.
pub(super) fn chosen(ui: &Ui, theme: &Theme, transform: &PlotTransform, chosen: [f64; 2]) {
    let frame = *transform.frame();
    let [from, to] = chosen.map(|value| transform.position_from_point_x(value));
    let band = Rect::from_x_y_ranges(from.min(to)..=from.max(to), frame.y_range());
    let band = band.intersect(frame);
    let painter = ui.painter();
    painter.rect_filled(band, 0.0, theme::faded(theme.accent, 0.2));
    for x in [band.left(), band.right()] {
        painter.vline(x, frame.y_range(), Stroke::new(1.0, theme.accent));
    }
}
