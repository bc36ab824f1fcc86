//! One plot of the curves pane: stacked areas, lines, and what a hand or a key does to the view.

use egui::{Color32, Id, Rangef, Role, Stroke, Ui, WidgetInfo};
use egui_plot::{AxisHints, FilledArea, Line, LineStyle, Plot, PlotPoints, PlotUi};

use super::Context;
use super::axis::{Axis, eased, robust};
use super::columns::Columns;
use super::curves::{Curves, RUNGS};
use super::decimate::cuts;
use super::named_plot::{Measures, measured};
use super::overlay::{self, Laid};
use super::series::{Bucket, Series};
use crate::ui::theme::{self, Term, Theme, size};

/// Which plot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plotted {
    /// The two terms of the bound, stacked.
    Bound,
    /// The loss that is minimised.
    Loss,
    /// The likelihood of points in a plane, against the entropy of the data.
    Nll,
    /// How far above the entropy it is.
    Kl,
    /// How far samples are from fresh data.
    Energy,
    /// What a judge says of real and of generated points.
    Verdict,
    /// How strong a gradient is, on a logarithmic axis.
    Gradient,
    /// How far a critic holds two distributions apart.
    Wasserstein,
    /// What looks like progress and need not be.
    Misleading,
    /// Estimates of the logarithm of a normaliser.
    LogZ,
}

/// How many plots there are.
pub(super) const PLOTS: usize = 10;

/// The range of the upright axis as it was last shown.
pub(super) type Range = Option<[f64; 2]>;

/// Ticks on the upright axis take this much room, whatever they say.
const AXIS_WIDTH: f32 = 40.0;
/// Half of the last label of the flat axis stands beyond its end.
const BESIDE: f32 = 14.0;
/// Labels of ticks stand at least so far apart, and are at full strength a little further.
const LABELS: Rangef = Rangef {
    min: 12.0,
    max: 16.0,
};
/// The likelihood is shown at least so many nats above the entropy.
const LEAST_ABOVE: f64 = 0.2;
/// One held-out point in so many is drawn at most.
const MOST_POINTS: usize = 400;

/// The curves of one frame, cut down to the columns of pixels there are.
pub(super) struct Drawn {
    pub(super) reconstruction: Vec<Bucket>,
    pub(super) total: Vec<Bucket>,
    pub(super) loss: Vec<Bucket>,
    /// As plotted.
    pub(super) held_out: Vec<[f64; 2]>,
    pub(super) rungs: [Vec<[f64; 2]>; RUNGS.len()],
    pub(super) nll: Vec<[f64; 2]>,
    pub(super) kl: Vec<[f64; 2]>,
    pub(super) energy: Vec<[f64; 2]>,
    pub(super) real: Vec<[f64; 2]>,
    pub(super) entropy: Option<f64>,
    /// What frequencies of characters alone come to, as plotted.
    pub(super) baselines: Vec<(&'static str, f64)>,
    /// The curves under their own names.
    pub(super) named: Vec<(&'static str, Vec<Bucket>)>,
    /// Measures under their own names, as plotted, with the bars of their errors.
    pub(super) lines: Vec<Measures>,
    /// Curves of the past, as plotted.
    pub(super) laid: Vec<Laid>,
    /// The upright axis.
    pub(super) y: Axis,
    /// The stretch on show, and where zero is plotted; not finite where it is not.
    pub(super) view: [f64; 2],
    pub(super) floor: f64,
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
        let id = Id::unique(("curves", plot as usize));
        let whole = self.whole(context.run);
        let view = self.view.range(whole);
        let drawn = self.cut(columns, plot, view, ui.available_width());
        let wanted = Self::wanted(&drawn, plot);
        let index = plot as usize;
        let range = eased(self.ranges[index], wanted, theme::lapse(ui));
        self.ranges[index] = Some(range);
        if range != wanted {
            ui.ctx().request_repaint();
        }
        let width = (ui.available_width() - BESIDE).max(BESIDE);
        let frame = frame(self, plot, &theme, id, height).width(width);
        let response = frame.show(ui, |plot_ui| {
            plot_ui.set_plot_bounds_x(view[0]..=view[1]);
            plot_ui.set_plot_bounds_y(range[0]..=range[1]);
            Self::past(plot_ui, &theme, &drawn);
            match plot {
                Plotted::Bound => self.bound(plot_ui, &theme, &drawn, range[0]),
                _ => self.plane_lines(plot_ui, &theme, &drawn, plot),
            }
        });
        let (transform, response) = (response.transform, response.response);
        response.widget_info(|| {
            let words = self.summary(&theme, context, columns);
            WidgetInfo::labeled(Role::Canvas, true, words)
        });
        self.overlay(ui, context, &theme, &transform);
        self.optimum(ui, context, &theme, &transform, plot);
        let value = |x: f32| transform.value_from_position(egui::pos2(x, 0.0)).x;
        let chosen = self.view.touched(ui, &response, whole, value);
        self.view.keys(ui, &response, whole);
        if let Some(chosen) = chosen {
            super::marks::chosen(ui, &theme, &transform, chosen);
        }
        let pointer = response.hover_pos()?;
        Some(self.step(value(pointer.x)))
    }

    /// The curves of a stretch of the flat axis, cut for so many points of the screen.
    pub(super) fn cut(
        &self,
        columns: &Columns,
        plot: Plotted,
        view: [f64; 2],
        width: f32,
    ) -> Drawn {
        let seen = view.map(|end| self.x.value(end));
        let rows = self.loss.rows().max(self.total.rows());
        let rows = rows.max(self.named.rows());
        let unit = self.unit();
        let row_of = |value: f64| self.clock.step(unit, value);
        let cuts = cuts(seen, width.max(50.0) as usize, rows, self.x.log, row_of);
        let y = self.upright(plot);
        let bound = plot == Plotted::Bound;
        let beside = bound || plot == Plotted::Nll;
        // Where log p(x) itself is the loss, the held-out one stands beside it.
        let exact = plot == Plotted::Loss && !columns.by_kind && !columns.bound();
        let some = |series: &Series, value: &dyn Fn(usize) -> f32, wanted: bool| {
            if wanted {
                series.buckets(value, &cuts)
            } else {
                Vec::new()
            }
        };
        let steps = seen.map(|end| self.clock.step(unit, end));
        let thinned = |points: &[[f64; 2]], wanted: bool| {
            if wanted {
                self.thinned(points, steps, y)
            } else {
                Vec::new()
            }
        };
        Drawn {
            reconstruction: some(
                &self.reconstruction,
                &|row| columns.reconstruction[row],
                bound,
            ),
            total: some(&self.total, &|row| columns.total(row), beside),
            loss: some(
                &self.loss,
                &|row| columns.loss_at(row),
                match plot {
                    Plotted::Nll => columns.lift.is_some(),
                    Plotted::Loss => columns.lift.is_none() || !columns.by_kind,
                    _ => false,
                },
            ),
            held_out: thinned(&self.held_out, beside),
            rungs: [0, 1, 2].map(|i| thinned(&self.rungs[i], beside)),
            nll: thinned(&self.plane.nll, plot == Plotted::Nll || exact),
            kl: thinned(&self.plane.kl, plot == Plotted::Kl),
            energy: thinned(&self.plane.energy, plot == Plotted::Energy),
            real: thinned(&self.plane.real, plot == Plotted::Energy),
            entropy: self.plane.entropy.map(|nats| y.plotted(nats)),
            baselines: if plot == Plotted::Loss {
                let known = self.plane.baselines.iter();
                known.map(|(key, nats)| (*key, y.plotted(*nats))).collect()
            } else {
                Vec::new()
            },
            named: self.cut_named(columns, plot, &cuts),
            lines: self.cut_lines(plot, steps),
            laid: self.laid(columns, plot),
            y,
            view,
            floor: if y.log { f64::NAN } else { 0.0 },
        }
    }

    /// The held-out points in view and one beyond either end, at most so many, as plotted.
    pub(super) fn thinned(&self, points: &[[f64; 2]], steps: [f64; 2], y: Axis) -> Vec<[f64; 2]> {
        let from = points
            .partition_point(|p| p[0] < steps[0])
            .saturating_sub(1);
        let to = (points.partition_point(|p| p[0] <= steps[1]) + 1).min(points.len());
        let seen = &points[from..to.max(from)];
        let stride = seen.len().div_ceil(MOST_POINTS).max(1);
        let newest = seen.len().saturating_sub(1) % stride;
        seen.iter()
            .skip(newest)
            .step_by(stride)
            .map(|p| [self.place(p[0].max(1.0)), y.plotted(p[1])])
            .collect()
    }

    /// The range of the upright axis that shows what matters. Areas stand on zero; lines do not have to.
    pub(super) fn wanted(drawn: &Drawn, plot: Plotted) -> [f64; 2] {
        if plot == Plotted::Verdict && drawn.is_probability() {
            return [-0.04, 1.04];
        }
        let curve = if plot == Plotted::Bound {
            &drawn.total
        } else {
            &drawn.loss
        };
        let plotted = |b: &Bucket| drawn.y.plotted(f64::from(b.smooth));
        let mut values: Vec<f64> = curve.iter().map(plotted).collect();
        values.extend(drawn.held_out.iter().skip(1).map(|p| p[1]));
        if plot == Plotted::Bound && drawn.y.log {
            values.extend(drawn.reconstruction.iter().map(plotted));
        }
        values.extend(overlay::heights(&drawn.laid));
        let (others, must) = Self::plane_values(drawn, plot);
        values.extend(others);
        let [mut low, mut high] = robust(values).unwrap_or([0.0, 1.0]);
        if let Some(must) = must {
            (low, high) = (low.min(must), high.max(must));
            if plot == Plotted::Nll {
                // A run at its optimum is not drawn as noise alone, and the words below the optimum have room.
                high = high.max(must + LEAST_ABOVE);
                low = low.min(must - 0.12 * (high - must));
            }
        }
        let margin = 0.06 * (high - low).max(1e-3 * high.abs()).max(1e-9);
        if plot == Plotted::Bound && !drawn.y.log {
            return [0.0_f64.min(low), high + 0.12 * high.abs()];
        }
        [low - margin, high + margin]
    }

    /// Reconstruction below, KL on top, their sum as a line, the held-out bound as its own.
    fn bound(&self, ui: &mut PlotUi<'_>, theme: &Theme, drawn: &Drawn, floor: f64) {
        let shows = |key| self.draws(key);
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
        let area = |ys_low: &[f64], ys_high: &[f64], term, key| {
            let (color, _) = self.pen(key, theme.term(term), 1.0);
            FilledArea::new("", &xs, ys_low, ys_high)
                .fill_color(color.gamma_multiply(0.45))
                .allow_hover(false)
        };
        if shows("curves-reconstruction") {
            let area = area(&base, &lower, Term::Reconstruction, "curves-reconstruction");
            ui.add(area.id("reconstruction"));
        }
        if shows("curves-kl") {
            ui.add(area(&lower, &total, Term::Kl, "curves-kl").id("kl"));
        }
        let color = theme.term(Term::Total);
        self.line(ui, drawn.y, &drawn.total, "curves-total", color);
        for (i, (key, _)) in RUNGS.into_iter().enumerate() {
            if shows(key) {
                let dashes = LineStyle::Dashed { length: 6.0 };
                let line = Line::new(key, drawn.rungs[i].clone()).style(dashes);
                let (color, width) = self.pen(key, theme.rung(i), 1.0 + 0.25 * i as f32);
                measured(ui, line.width(width), &drawn.rungs[i], color);
            }
        }
        if shows("curves-held-out") {
            let (color, width) = self.pen("curves-held-out", theme.term(Term::HeldOut), 2.0);
            let line = Line::new("held-out", drawn.held_out.clone()).width(width);
            measured(ui, line, &drawn.held_out, color);
        }
    }

    /// A smoothed line over the faint band that the readings fill.
    pub(super) fn line(
        &self,
        ui: &mut PlotUi<'_>,
        y: Axis,
        buckets: &[Bucket],
        key: &'static str,
        color: Color32,
    ) {
        if !self.draws(key) || buckets.is_empty() {
            return;
        }
        let (color, width) = self.pen(key, color, 1.5);
        let xs: Vec<f64> = buckets.iter().map(|b| self.at(b)).collect();
        let extreme = |i: usize| -> Vec<f64> {
            buckets
                .iter()
                .map(|b| y.plotted(f64::from(b.raw[i])))
                .collect()
        };
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
            .map(|b| [self.at(b), y.plotted(f64::from(b.smooth))])
            .collect();
        ui.line(
            Line::new(key, points)
                .color(color)
                .width(width)
                .allow_hover(false),
        );
    }

    /// Where a bucket stands on the flat axis: row i is step i + 1.
    pub(super) fn at(&self, bucket: &Bucket) -> f64 {
        self.place((bucket.from + bucket.to + 1) as f64 / 2.0)
    }
}

fn frame<'a>(curves: &Curves, plot: Plotted, theme: &Theme, id: Id, height: f32) -> Plot<'a> {
    let (x, y) = (curves.x, curves.upright(plot));
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
        // What hand and keys do to the view is the pane's own business.
        .allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .allow_axis_zoom_drag(false)
        .grid_color(theme.line)
        .show_x(false)
        .show_y(false)
        .cursor_color(Color32::TRANSPARENT)
        .custom_x_axes(vec![flat])
        .custom_y_axes(vec![upright])
        .x_grid_spacer(move |input| x.ticks(&input, 5.0))
        .y_grid_spacer(move |input| y.ticks(&input, 4.0))
}
