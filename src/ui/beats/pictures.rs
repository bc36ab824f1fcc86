//! What there is to see at a beat: pictures and numbers in rows of examples, points in a plane, texts.

use std::sync::Arc;

use egui::{Align2, Color32, Pos2, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::rows::Rows;
use super::words::words_of;
use super::{Context, bars, texts};
use crate::data::Shape;
use crate::figure::{Look, Shown, Told};
use crate::ui::bench::numbers;
use crate::ui::theme::{self, Theme, size, space};

/// Above each picture stands what it is.
const LABEL: f32 = 20.0;
/// The largest plot of points.
const LARGEST_PLOT: f32 = 420.0;
/// How wide the legend of shades is.
const LEGEND: f32 = 160.0;
/// In so many parts its colours change.
const PARTS: usize = 24;
/// A point, and the way that it is pulled in the mean, as a share of the plot.
const DOT: f32 = 2.5;
const PULL: f32 = 0.09;

/// The pictures of the step on show.
#[derive(Default)]
pub(super) struct Pictures {
    /// The step that they are of, and its rows of numbers laid out.
    laid: Option<(Arc<Told>, Laid)>,
}

/// Beat by beat what there is to see, where it is laid out in rows.
type Laid = Vec<Vec<Option<Rows>>>;

impl Pictures {
    /// Draws what there is to see at a beat.
    pub(super) fn ui(&mut self, ui: &mut Ui, context: &Context, told: &Told, at: usize) {
        self.lay_out(context);
        let beat = &told.beats[at];
        let Some((_, laid)) = &self.laid else { return };
        let room = ui.max_rect();
        let is_plot = |shown: &&Shown| {
            matches!(
                shown,
                Shown::Rows {
                    look: Look::Examples | Look::Pulled,
                    width: 2,
                    ..
                }
            )
        };
        let plots: Vec<&Shown> = beat.shown.iter().filter(is_plot).collect();
        let mut top = room.top();
        if !plots.is_empty() {
            let strips = laid[at].iter().any(Option::is_some);
            let share = if strips { 0.66 } else { 1.0 };
            let area = room.with_max_y(room.top() + room.height() * share);
            top = plots_ui(ui, context, told, area, &plots) + space::LARGE;
        }
        let rest = room.with_min_y(top);
        let rows: Vec<(&Rows, &Shown)> = laid[at]
            .iter()
            .zip(&beat.shown)
            .filter_map(|(rows, shown)| Some((rows.as_ref()?, shown)))
            .collect();
        let heights = rows.iter().map(|(rows, _)| rows.weight()).sum::<f32>();
        let words = rows
            .iter()
            .map(|(rows, _)| LABEL + rows.below() + space::MEDIUM);
        let share = (rest.height() - words.sum::<f32>()) / heights.max(1.0);
        let alone = rows.len() == 1 && plots.is_empty();
        let mut top = rest.top();
        for (i, (rows, shown)) in rows.into_iter().enumerate() {
            let height = share * rows.weight();
            let title = title(context, shown, Some(rows));
            label(ui, pos2(rest.left(), top), &title);
            let area =
                Rect::from_min_size(pos2(rest.left(), top + LABEL), vec2(rest.width(), height));
            let used = rows.ui(ui, ("rows", at, i), area, alone);
            name(ui, used, ("rows", at, i), &title);
            top = used.bottom() + rows.below() + space::MEDIUM;
        }
        texts::ui(ui, context, rest, &beat.shown);
        let only_numbers = |shown: &Shown| matches!(shown, Shown::Value { .. });
        if beat.shown.iter().all(only_numbers) {
            bars::ui(ui, context, room, &beat.shown);
        }
    }

    /// Lays the rows of a step out once.
    fn lay_out(&mut self, context: &Context) {
        let Some(told) = &context.run.told else {
            return;
        };
        let is_there = |(laid, _): &(Arc<Told>, _)| Arc::ptr_eq(laid, told);
        if self.laid.as_ref().is_some_and(is_there) {
            return;
        }
        let shape = context.run.ready.as_ref().map_or(Shape::Plane, |r| r.shape);
        let of_beat = |beat: &crate::figure::Beat| {
            let rows = beat.shown.iter().map(|shown| Rows::of(shown, shape));
            rows.collect::<Vec<_>>()
        };
        let rows = told.beats.iter().map(of_beat).collect();
        self.laid = Some((Arc::clone(told), rows));
    }
}

/// What something is, and up to where its colours go.
fn title(context: &Context, shown: &Shown, rows: Option<&Rows>) -> String {
    let id = match shown {
        Shown::Rows { id, .. }
        | Shown::Value { id, .. }
        | Shown::Letters { id, .. }
        | Shown::Next { id, .. } => id,
    };
    let words = words_of(context.language, id);
    match rows.and_then(Rows::reach) {
        Some(reach) => format!("{words}  ({reach})"),
        None => words,
    }
}

fn label(ui: &Ui, at: Pos2, words: &str) {
    let font = theme::regular(size::BODY);
    ui.painter()
        .text(at, Align2::LEFT_TOP, words, font, theme::of(ui).dim);
}

/// Words for a picture, for those who do not see it.
fn name(ui: &Ui, rect: Rect, id: impl std::hash::Hash + std::fmt::Debug, words: &str) {
    let response = ui.interact(rect, ui.scope_id().with(id), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words));
}

/// Plots of points side by side, all to one scale; the bottom of what they take.
fn plots_ui(ui: &Ui, context: &Context, told: &Told, area: Rect, plots: &[&Shown]) -> f32 {
    let theme = theme::of(ui);
    let count = plots.len() as f32;
    let wide = (area.width() - (count - 1.0) * space::LARGE) / count;
    let side = wide
        .min(area.height() - LABEL - size::HEADING)
        .min(LARGEST_PLOT)
        .floor();
    let reach = reach(told);
    let ends = ends(plots);
    for (i, shown) in plots.iter().enumerate() {
        let Shown::Rows {
            look,
            values,
            beside,
            ..
        } = shown
        else {
            continue;
        };
        let left = area.left() + i as f32 * (side + space::LARGE);
        let title = title(context, shown, None);
        let galley =
            ui.painter()
                .layout(title.clone(), theme::regular(size::BODY), theme.dim, side);
        ui.painter()
            .galley(pos2(left, area.top()), galley, theme.dim);
        let plot = Rect::from_min_size(pos2(left, area.top() + LABEL), vec2(side, side));
        ui.painter().rect_filled(plot, 2.0, theme.plot);
        let place = |point: &[f32]| {
            let along = |v: f32| (v / reach).clamp(-1.0, 1.0) * side / 2.0;
            plot.center() + vec2(along(point[0]), -along(point[1]))
        };
        let points = values.chunks_exact(2);
        match look {
            Look::Pulled => {
                let lengths = beside.chunks_exact(2).map(|way| way[0].hypot(way[1]));
                let mean = lengths.sum::<f32>() / (beside.len() / 2).max(1) as f32;
                let scale = side * PULL / mean.max(f32::MIN_POSITIVE);
                for (point, way) in points.zip(beside.chunks_exact(2)) {
                    let way = vec2(way[0], -way[1]) * scale;
                    let stroke = Stroke::new(1.0, theme.accent);
                    ui.painter().arrow(place(point), way, stroke);
                }
            }
            _ => {
                for (i, point) in points.enumerate() {
                    let shade = beside.get(i).map(|v| shaded(&theme, ends, *v));
                    let color = shade.unwrap_or(theme.accent);
                    ui.painter().circle_filled(place(point), DOT, color);
                }
            }
        }
        name(ui, plot, ("plot", i), &title);
    }
    let bottom = area.top() + LABEL + side;
    match ends {
        Some(ends) => legend(ui, pos2(area.left(), bottom + space::SMALL), ends),
        None => bottom,
    }
}

/// Between which numbers points are shaded; from 0 to 1 where all of them lie there.
fn ends(plots: &[&Shown]) -> Option<[f32; 2]> {
    let shades = plots.iter().filter_map(|shown| match shown {
        Shown::Rows {
            look: Look::Examples,
            beside,
            ..
        } => Some(beside),
        _ => None,
    });
    let all: Vec<f32> = shades.flat_map(|beside| beside.iter().copied()).collect();
    let low = all.iter().copied().reduce(f32::min)?;
    let high = all.iter().copied().reduce(f32::max)?;
    Some(if low >= 0.0 && high <= 1.0 {
        [0.0, 1.0]
    } else {
        [low, high]
    })
}

/// The colour of a number between two ends: orange, grey, blue.
fn shaded(theme: &Theme, ends: Option<[f32; 2]>, value: f32) -> Color32 {
    let [low, high] = ends.unwrap_or([0.0, 1.0]);
    let share = (value - low) / (high - low).max(f32::MIN_POSITIVE);
    let (low, middle, high) = (theme.class(1), theme.faint, theme.class(0));
    if share < 0.5 {
        low.lerp_to_gamma(middle, 2.0 * share)
    } else {
        middle.lerp_to_gamma(high, 2.0 * share - 1.0)
    }
}

/// What the shades of points mean; its bottom.
fn legend(ui: &Ui, at: Pos2, ends: [f32; 2]) -> f32 {
    let theme = theme::of(ui);
    let bar = Rect::from_min_size(at, vec2(LEGEND, space::MEDIUM));
    for part in 0..PARTS {
        let share = (part as f32 + 0.5) / PARTS as f32;
        let value = ends[0] + share * (ends[1] - ends[0]);
        let left = bar.left() + bar.width() * part as f32 / PARTS as f32;
        let cell = Rect::from_min_size(
            pos2(left, bar.top()),
            vec2(bar.width() / PARTS as f32, bar.height()),
        );
        ui.painter()
            .rect_filled(cell, 0.0, shaded(&theme, Some(ends), value));
    }
    let font = theme::regular(size::SMALL);
    let below = bar.bottom() + 2.0;
    for (x, align, value) in [
        (bar.left(), Align2::LEFT_TOP, ends[0]),
        (bar.right(), Align2::RIGHT_TOP, ends[1]),
    ] {
        let words = numbers::short(f64::from(value));
        ui.painter()
            .text(pos2(x, below), align, words, font.clone(), theme.dim);
    }
    below + size::SMALL + space::SMALL
}

/// How far from the middle the farthest point of all beats lies.
fn reach(told: &Told) -> f32 {
    let points = told.beats.iter().flat_map(|beat| &beat.shown);
    let farthest = points.filter_map(|shown| match shown {
        Shown::Rows {
            look: Look::Examples | Look::Pulled,
            width: 2,
            values,
            ..
        } => Some(values.iter().fold(0.0f32, |most, v| most.max(v.abs()))),
        _ => None,
    });
    farthest.fold(1.0f32, f32::max) * 1.05
}
