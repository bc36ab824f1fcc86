//! One plot of the curves pane: stacked areas, lines, marks of turned knobs, and the crosshair that all plots share.

use egui::{Color32, Id, PointerButton, Rangef, Stroke, Ui, pos2};
use egui_plot::{AxisHints, FilledArea, Line, Plot, PlotPoints, PlotTransform, PlotUi, Points};

use super::Context;
use super::axis::{eased, robust};
use super::curves::{Columns, Curves};
use super::decimate::cuts;
use super::series::{Bucket, Series};
use crate::ui::theme::{self, Term, Theme, size, space};

/// Which plot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plotted {
    /// The two terms of the bound, stacked.
    Bound,
    /// The loss that is minimised.
    Loss,
}

/// The range of the upright axis as it was last shown.
pub(super) type Range = Option<[f64; 2]>;

/// Ticks on the upright axis take this much room, whatever they say.
const AXIS_WIDTH: f32 = 40.0;
/// Labels of ticks stand at least so far apart, and are at full strength a little further.
const LABELS: Rangef = Rangef {
    min: 12.0,
    max: 16.0,
};
/// One held-out point in so many is drawn at most.
const MOST_POINTS: usize = 400;

/// The curves of one frame, cut down to the columns of pixels there are.
struct Drawn {
    reconstruction: Vec<Bucket>,
    total: Vec<Bucket>,
    loss: Vec<Bucket>,
    held_out: Vec<[f64; 2]>,
}

impl Curves {
    /// Draws one plot; the step under the pointer, if it is over this one.
    pub(super) fn plot(
        &mut self,
        ui: &mut Ui,
        context: &Context,
        columns: &Columns,
        plot: Plotted,
        height: f32,
    ) -> Option<f64> {
        let theme = theme::of(ui);
        let steps = context
            .run
            .step()
            .max(context.run.training.len() as u64)
            .max(2) as f64;
        let id = Id::unique(("curves", plot == Plotted::Bound));
        let view = self.view(ui, id, steps);
        let drawn = self.cut(columns, plot, view, ui.available_width());
        let wanted = self.wanted(&drawn, plot);
        let index = usize::from(plot == Plotted::Loss);
        let range = eased(
            self.ranges[index],
            wanted,
            f64::from(ui.input(|i| i.stable_dt).min(0.1)),
        );
        self.ranges[index] = Some(range);
        if range != wanted && self.follow {
            ui.ctx().request_repaint();
        }
        let follow = self.follow.then_some((view, range));
        let response = frame(self, &theme, id, height).show(ui, |plot_ui| {
            if let Some((view, range)) = follow {
                plot_ui.set_plot_bounds_x(view[0]..=view[1]);
                plot_ui.set_plot_bounds_y(range[0]..=range[1]);
            }
            match plot {
                Plotted::Bound => self.bound(plot_ui, &theme, &drawn, range[0]),
                Plotted::Loss => {
                    self.line(plot_ui, &theme, &drawn.loss, "curves-loss", Term::Total);
                }
            }
        });
        self.overlay(ui, context, &theme, &response.transform);
        self.held(ui, &response.response);
        let pointer = response.response.hover_pos()?;
        let x = response.transform.value_from_position(pointer).x;
        Some(self.x.value(x))
    }

    /// The range of the flat axis, as plotted: all steps while following, else what the reader has chosen.
    fn view(&self, ui: &Ui, id: Id, steps: f64) -> [f64; 2] {
        if self.follow {
            return [self.x.plotted(1.0), self.x.plotted(steps)];
        }
        egui_plot::PlotMemory::load(ui.ctx(), id).map_or(
            [self.x.plotted(1.0), self.x.plotted(steps)],
            |memory| {
                let bounds = memory.transform().bounds().range_x();
                [*bounds.start(), *bounds.end()]
            },
        )
    }

    fn cut(&self, columns: &Columns, plot: Plotted, view: [f64; 2], width: f32) -> Drawn {
        let rows = [self.x.value(view[0]) - 1.0, self.x.value(view[1])];
        let pixels = width.max(50.0) as usize;
        let along = |series: &Series| cuts(rows, pixels, series.rows(), self.x.log);
        let bound = plot == Plotted::Bound;
        let none = Vec::new;
        Drawn {
            reconstruction: if bound {
                self.reconstruction.buckets(
                    |row| columns.reconstruction[row],
                    &along(&self.reconstruction),
                )
            } else {
                none()
            },
            total: if bound {
                self.total
                    .buckets(|row| columns.total(row), &along(&self.total))
            } else {
                none()
            },
            loss: if bound {
                none()
            } else {
                self.loss
                    .buckets(|row| columns.loss[row], &along(&self.loss))
            },
            held_out: if bound {
                self.thinned(rows)
            } else {
                Vec::new()
            },
        }
    }

    /// The held-out points in view and one beyond either end, at most so many.
    fn thinned(&self, rows: [f64; 2]) -> Vec<[f64; 2]> {
        let from = self
            .held_out
            .partition_point(|p| p[0] < rows[0])
            .saturating_sub(1);
        let to = (self.held_out.partition_point(|p| p[0] <= rows[1]) + 1).min(self.held_out.len());
        let seen = &self.held_out[from..to];
        let stride = seen.len().div_ceil(MOST_POINTS).max(1);
        let newest = seen.len().saturating_sub(1) % stride;
        seen.iter()
            .skip(newest)
            .step_by(stride)
            .map(|p| [self.x.plotted(p[0].max(1.0)), self.y.plotted(p[1])])
            .collect()
    }

    /// The range of the upright axis that shows what matters. Areas stand on zero; lines do not have to.
    fn wanted(&self, drawn: &Drawn, plot: Plotted) -> [f64; 2] {
        let curve = if plot == Plotted::Bound {
            &drawn.total
        } else {
            &drawn.loss
        };
        let mut values: Vec<f64> = curve
            .iter()
            .map(|b| self.y.plotted(f64::from(b.smooth)))
            .collect();
        values.extend(drawn.held_out.iter().skip(1).map(|p| p[1]));
        if plot == Plotted::Bound && self.y.log {
            values.extend(
                drawn
                    .reconstruction
                    .iter()
                    .map(|b| self.y.plotted(f64::from(b.smooth))),
            );
        }
        let [low, high] = robust(values).unwrap_or([0.0, 1.0]);
        let margin = 0.06 * (high - low).max(1e-3 * high.abs()).max(1e-9);
        if plot == Plotted::Bound && !self.y.log {
            return [0.0_f64.min(low), high + 0.12 * high.abs()];
        }
        [low - margin, high + margin]
    }

    /// Reconstruction below, KL on top, their sum as a line, the held-out bound as its own.
    fn bound(&self, ui: &mut PlotUi<'_>, theme: &Theme, drawn: &Drawn, floor: f64) {
        let shows = |key| !self.hidden.contains(key);
        let xs: Vec<f64> = drawn.total.iter().map(|b| self.at(b)).collect();
        let base = vec![floor.min(0.0).max(if self.y.log { floor } else { 0.0 }); xs.len()];
        let total: Vec<f64> = drawn
            .total
            .iter()
            .map(|b| self.y.plotted(f64::from(b.smooth)))
            .collect();
        let mut lower: Vec<f64> = drawn
            .reconstruction
            .iter()
            .map(|b| self.y.plotted(f64::from(b.smooth)))
            .collect();
        lower.resize(xs.len(), floor);
        let area = |ys_low: &[f64], ys_high: &[f64], term| {
            FilledArea::new("", &xs, ys_low, ys_high)
                .fill_color(theme.term(term).gamma_multiply(0.45))
                .allow_hover(false)
        };
        if shows("curves-reconstruction") {
            ui.add(area(&base, &lower, Term::Reconstruction).id("reconstruction"));
        }
        if shows("curves-kl") {
            ui.add(area(&lower, &total, Term::Kl).id("kl"));
        }
        self.line(ui, theme, &drawn.total, "curves-total", Term::Total);
        if shows("curves-held-out") && !drawn.held_out.is_empty() {
            let color = theme.term(Term::HeldOut);
            ui.line(
                Line::new("held-out", drawn.held_out.clone())
                    .color(color)
                    .width(2.0)
                    .allow_hover(false),
            );
            if drawn.held_out.len() <= 60 {
                let points = Points::new("held-out points", drawn.held_out.clone());
                ui.points(points.color(color).radius(2.5).allow_hover(false));
            }
        }
    }

    /// A smoothed line over the faint band that the readings fill.
    fn line(
        &self,
        ui: &mut PlotUi<'_>,
        theme: &Theme,
        buckets: &[Bucket],
        key: &'static str,
        term: Term,
    ) {
        if self.hidden.contains(key) {
            return;
        }
        let xs: Vec<f64> = buckets.iter().map(|b| self.at(b)).collect();
        let extreme = |i: usize| -> Vec<f64> {
            buckets
                .iter()
                .map(|b| self.y.plotted(f64::from(b.raw[i])))
                .collect()
        };
        let color = theme.term(term);
        let faint = color.gamma_multiply(0.22);
        ui.add(
            FilledArea::new("", &xs, &extreme(0), &extreme(1))
                .fill_color(faint)
                .stroke(Stroke::new(1.0, faint))
                .allow_hover(false)
                .id(("raw", key)),
        );
        let points: PlotPoints = buckets
            .iter()
            .map(|b| [self.at(b), self.y.plotted(f64::from(b.smooth))])
            .collect();
        ui.line(
            Line::new(key, points)
                .color(color)
                .width(1.5)
                .allow_hover(false),
        );
    }

    /// Where a bucket stands on the flat axis: row i is step i + 1.
    fn at(&self, bucket: &Bucket) -> f64 {
        self.x.plotted((bucket.from + bucket.to + 1) as f64 / 2.0)
    }

    /// Marks of turned knobs, and the crosshair.
    fn overlay(&self, ui: &Ui, context: &Context, theme: &Theme, transform: &PlotTransform) {
        let frame = *transform.frame();
        let painter = ui.painter().with_clip_rect(frame);
        let x_of = |step: f64| transform.position_from_point_x(self.x.plotted(step.max(1.0)));
        let font = theme::regular(size::SMALL);
        let mut free = [frame.left(); 3];
        for mark in &context.run.marks {
            let x = x_of(mark.step as f64);
            if !frame.x_range().contains(x) {
                continue;
            }
            painter.vline(x, frame.y_range(), Stroke::new(1.0, theme.warning));
            let words = super::about::turn(context.language, mark);
            let galley = painter.layout_no_wrap(words, font.clone(), theme.warning);
            let width = galley.size().x + space::SMALL;
            let left = if x + width > frame.right() {
                x - width
            } else {
                x + space::SMALL
            };
            // Words near the right edge stand left of their line: it is their own place that has to be free.
            let Some(row) = free.iter().position(|end| *end <= left) else {
                continue;
            };
            free[row] = left + width + space::SMALL;
            let at = pos2(
                left,
                frame.top() + 2.0 + row as f32 * (galley.size().y + 2.0),
            );
            painter.galley(at, galley, theme.warning);
        }
        if let Some(step) = self.cursor {
            painter.vline(x_of(step), frame.y_range(), Stroke::new(1.0, theme.dim));
        }
    }

    /// A hand on the plot holds the view still; a double click lets it follow again.
    fn held(&mut self, ui: &Ui, response: &egui::Response) {
        if response.double_clicked() {
            self.follow = true;
            self.ranges = [None, None];
            return;
        }
        let zoomed = response.contains_pointer() && ui.input(|i| i.zoom_delta() != 1.0);
        if response.dragged_by(PointerButton::Primary)
            || response.dragged_by(PointerButton::Secondary)
            || zoomed
        {
            self.follow = false;
        }
    }
}

fn frame<'a>(curves: &Curves, theme: &Theme, id: Id, height: f32) -> Plot<'a> {
    let (x, y) = (curves.x, curves.y);
    let hints = |hints: AxisHints<'a>| {
        hints
            .tick_label_color(theme.dim)
            // On a logarithmic axis 1, 2, 5 and 10 stand closer than the default lets labels stand.
            .label_spacing(LABELS)
            .tick_label_font(theme::regular(size::SMALL - 1.0))
    };
    let upright = hints(AxisHints::new_y())
        .min_thickness(AXIS_WIDTH)
        .formatter(move |mark, _| y.words(mark.value));
    let flat = hints(AxisHints::new_x()).formatter(move |mark, _| x.words(mark.value));
    Plot::new(id)
        .id(id)
        .height(height)
        .auto_bounds(false)
        .allow_scroll(false)
        .allow_double_click_reset(false)
        .allow_axis_zoom_drag(false)
        .link_axis(Id::unique("curves"), [true, false])
        .grid_color(theme.line)
        .show_x(false)
        .show_y(false)
        .cursor_color(Color32::TRANSPARENT)
        .custom_x_axes(vec![flat])
        .custom_y_axes(vec![upright])
        .x_grid_spacer(move |input| x.ticks(&input, 5.0))
        .y_grid_spacer(move |input| y.ticks(&input, 4.0))
}
