//! The grid of a sweep: the last picture of every run, bordered by how good it is, with the values of the knobs at its edges.

use egui::{Align2, Rect, RichText, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::{Ask, Cell, Going, Stage, written};
use crate::measure::Judged;
use crate::sweep::{State, Vary};
use crate::text::Language;
use crate::ui::Action;
use crate::ui::bench::numbers;
use crate::ui::map::thumbs::Thumbs;
use crate::ui::shelf::figure;
use crate::ui::theme::{self, Theme, size, space};
use crate::ui::widgets::switch_word::{Mark, switch_word};

/// A picture is at least and at most so wide.
const SIDE: [f32; 2] = [84.0, 190.0];
/// The number below a picture.
const CAPTION: f32 = 20.0;
/// The values of the first knob, at the left; those of the second, above.
const LEFT: f32 = 96.0;
const ABOVE: f32 = 40.0;
/// The border of the best run and of the others.
const BORDER: [f32; 2] = [4.0, 2.5];
/// The border of the worst run has this share of the strength of the best.
const WORST: f32 = 0.25;

/// What is remembered of the pictures.
#[derive(Default)]
pub(super) struct Pictures {
    thumbs: Thumbs,
    /// Which of the seeds is shown, by its place.
    seed: usize,
}

impl Pictures {
    /// Draws the grid.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        language: Language,
        going: &Going,
        actions: &mut Vec<Action>,
    ) {
        self.seeds(ui, language, going);
        let judged = going.judged();
        legend(ui, language, judged);
        let (down, across) = match &going.grid.varied[..] {
            [only] => (None, only),
            [first, second, ..] => (Some(first), second),
            [] => return,
        };
        let (rows, columns) = (
            down.map_or(1, |vary| vary.values.len()),
            across.values.len(),
        );
        let left = if down.is_some() { LEFT } else { 0.0 };
        let room = ui.available_size() - vec2(left, ABOVE + CAPTION + space::LARGE);
        let wide = room.x / columns as f32 - space::MEDIUM;
        let high = room.y / rows as f32 - CAPTION - space::MEDIUM;
        let side = wide.min(high).clamp(SIDE[0], SIDE[1]);
        let step = vec2(side + space::MEDIUM, side + CAPTION + space::MEDIUM);
        let whole = vec2(left + columns as f32 * step.x, ABOVE + rows as f32 * step.y);
        ScrollArea::both().auto_shrink(false).show(ui, |ui| {
            let (rect, _) = ui.allocate_exact_size(whole, Sense::hover());
            let corner = rect.min + vec2(left, ABOVE);
            edges(ui, language, (down, across), (corner, step, side));
            let ends = judged.and_then(|judged| going.ends(judged));
            for row in 0..rows {
                for column in 0..columns {
                    let seeds = going.grid.seeds.len();
                    let index = (row * columns + column) * seeds + self.seed.min(seeds - 1);
                    let Some(cell) = going.cells.get(index) else {
                        continue;
                    };
                    let at = corner + vec2(column as f32 * step.x, row as f32 * step.y);
                    let place = Rect::from_min_size(at, vec2(side, side + CAPTION));
                    let best = judged.zip(ends);
                    if self.cell(ui, language, cell, place, best) {
                        actions.push(Action::Sweep(Ask::Open(index)));
                    }
                }
            }
        });
    }

    /// Which seed is shown, where there are several.
    fn seeds(&mut self, ui: &mut Ui, language: Language, going: &Going) {
        let seeds = &going.grid.seeds;
        if seeds.len() < 2 {
            return;
        }
        self.seed = self.seed.min(seeds.len() - 1);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::LARGE;
            for (index, seed) in seeds.iter().enumerate() {
                let words = language.f("run-seed", &[("seed", seed.to_string().into())]);
                if switch_word(ui, self.seed == index, &words, Mark::default()).clicked() {
                    self.seed = index;
                }
            }
        });
    }

    /// One run; true if it is to be shown on the bench.
    fn cell(
        &mut self,
        ui: &mut Ui,
        language: Language,
        cell: &Cell,
        place: Rect,
        best: Option<(Judged, [f64; 2])>,
    ) -> bool {
        let theme = theme::of(ui);
        let done = cell.stage == Stage::Done;
        let sense = if done { Sense::click() } else { Sense::hover() };
        let id = ui.scope_id().with(("cell", cell.view.run.0));
        let response = ui.interact(place, id, sense);
        let caption = caption(language, cell, best);
        let name = named(language, cell, &caption);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, done, &name));
        let picture = place.with_max_y(place.bottom() - CAPTION);
        let (radius, painter) = (f32::from(size::PICTURE_RADIUS), ui.painter());
        painter.rect_filled(picture, radius, theme.plot);
        if let Some(texture) = self.thumbs.of(ui.ctx(), &cell.view) {
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            let inside = picture.shrink(BORDER[0]);
            ui.painter()
                .image(texture.into(), inside, whole, theme::UNTINTED);
        }
        let painter = ui.painter();
        let border = border(&theme, cell, best);
        painter.rect_stroke(picture, radius, border, egui::StrokeKind::Inside);
        if response.hovered() && done {
            let around = Stroke::new(1.0, theme.text);
            painter.rect_stroke(picture, radius, around, egui::StrokeKind::Outside);
        }
        let color = if cell.is_bad() {
            theme.warning
        } else {
            theme.text
        };
        let at = pos2(picture.center().x, place.bottom() - CAPTION / 2.0);
        let font = theme::regular(size::SMALL);
        painter.text(at, Align2::CENTER_CENTER, caption, font, color);
        let clicked = response.clicked();
        if done {
            response.on_hover_text(format!("{name}\n{}", language.t("sweep-open-run")));
        }
        clicked
    }
}

/// What the borders and numbers mean.
fn legend(ui: &mut Ui, language: Language, judged: Option<Judged>) {
    let words = match judged {
        Some(judged) => {
            let what = language.t(&format!("shelf-figure-{}", judged.metric));
            language.f("sweep-legend", &[("what", what.into())])
        }
        None => language.t("sweep-legend-later"),
    };
    let color = theme::of(ui).dim;
    ui.label(RichText::new(words).size(size::SMALL).color(color));
}

/// The values of the knobs, at the left and above.
fn edges(
    ui: &Ui,
    language: Language,
    (down, across): (Option<&Vary>, &Vary),
    (corner, step, side): (egui::Pos2, egui::Vec2, f32),
) {
    let theme = theme::of(ui);
    let painter = ui.painter();
    let small = || theme::regular(size::SMALL);
    let name = |vary: &Vary| language.t(&format!("knob-{}", vary.knob.id));
    let at = corner - vec2(0.0, ABOVE);
    painter.text(
        at,
        Align2::LEFT_TOP,
        name(across),
        theme::bold(size::SMALL),
        theme.dim,
    );
    for (i, value) in across.values.iter().enumerate() {
        let at = corner + vec2(i as f32 * step.x + side / 2.0, -space::SMALL);
        let words = written(language, value);
        painter.text(at, Align2::CENTER_BOTTOM, words, small(), theme.text);
    }
    let Some(down) = down else { return };
    let at = corner - vec2(LEFT, space::SMALL);
    let font = theme::bold(size::SMALL);
    let room = LEFT - space::MEDIUM;
    let galley = painter.layout(name(down), font, theme.dim, room);
    let above = at - vec2(0.0, galley.size().y.min(ABOVE - space::SMALL));
    painter.galley(above, galley, theme.dim);
    for (i, value) in down.values.iter().enumerate() {
        let at = corner + vec2(-space::LARGE, i as f32 * step.y + side / 2.0);
        let words = written(language, value);
        painter.text(at, Align2::RIGHT_CENTER, words, small(), theme.text);
    }
}

/// What stands below a picture.
fn caption(language: Language, cell: &Cell, best: Option<(Judged, [f64; 2])>) -> String {
    let row = &cell.following.row;
    match cell.stage {
        Stage::Waiting => language.t("sweep-waits"),
        Stage::Training | Stage::Drawing(_) if cell.warms_up() => language.t("doing-building"),
        Stage::Training | Stage::Drawing(_) => {
            let step = [("steps", numbers::count(cell.view.step()).into())];
            language.f("shelf-steps", &step)
        }
        Stage::Done => match row.state {
            State::Diverged(_) | State::Failed => row.state.told(language, numbers::count),
            State::Finished | State::Stopped => {
                let value = best.and_then(|(judged, _)| row.metric(judged.metric));
                value.map_or_else(|| "–".to_owned(), figure)
            }
        },
    }
}

/// What a run is called on the screen: its knobs, and what it came to.
fn named(language: Language, cell: &Cell, caption: &str) -> String {
    let values = cell.following.row.values.iter();
    let values: Vec<String> = values.map(|value| written(language, value)).collect();
    format!("{}: {caption}", values.join(", "))
}

/// The better the run, the stronger its border; the best has the accent.
fn border(theme: &Theme, cell: &Cell, best: Option<(Judged, [f64; 2])>) -> Stroke {
    let plain = Stroke::new(1.0, theme.line);
    if matches!(cell.stage, Stage::Training | Stage::Drawing(_)) {
        return Stroke::new(1.0, theme.accent);
    }
    let Some((judged, [first, last])) = best.filter(|_| cell.stage == Stage::Done) else {
        return plain;
    };
    let value = cell.following.row.metric(judged.metric);
    let Some(value) = value.filter(|value| value.is_finite() && !cell.is_bad()) else {
        return Stroke::new(1.0, theme.warning);
    };
    let far = judged.loss(last) - judged.loss(first);
    let share = if far > 0.0 {
        ((judged.loss(value) - judged.loss(first)) / far) as f32
    } else {
        0.0
    };
    let [strong, thin] = BORDER;
    let width = if value == first { strong } else { thin };
    Stroke::new(width, theme.heat(1.0 - (1.0 - WORST) * share))
}
