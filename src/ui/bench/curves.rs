//! The curves pane: the two terms of the bound stacked over training steps, the held-out bound, and the training loss.

use std::collections::BTreeSet;

use egui::{RichText, Slider, Ui};

use super::axis::Axis;
use super::plot::{Plotted, Range};
use super::series::Series;
use super::{Context, numbers};
use crate::engine::RunId;
use crate::ui::run_view::RunView;
use crate::ui::theme::{self, Term, size};
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::switch_word::{Mark, switch_word};

/// Below this height of the pane one plot has to do.
const ROOM_FOR_TWO: f32 = 300.0;

/// What the pane remembers.
pub struct Curves {
    run: Option<RunId>,
    pub(super) reconstruction: Series,
    pub(super) total: Series,
    pub(super) loss: Series,
    /// The held-out -ELBO at the steps where it was measured.
    pub(super) held_out: Vec<[f64; 2]>,
    pub(super) hidden: BTreeSet<&'static str>,
    pub(super) x: Axis,
    pub(super) y: Axis,
    window: f32,
    shown: [bool; 2],
    /// Whether the view grows with the run.
    pub(super) follow: bool,
    pub(super) ranges: [Range; 2],
    /// The step under the pointer.
    pub(super) cursor: Option<f64>,
}

impl Default for Curves {
    fn default() -> Self {
        Self {
            run: None,
            reconstruction: Series::default(),
            total: Series::default(),
            loss: Series::default(),
            held_out: Vec::new(),
            hidden: BTreeSet::new(),
            x: Axis { log: false },
            y: Axis { log: false },
            window: 30.0,
            shown: [true, false],
            follow: true,
            ranges: [None, None],
            cursor: None,
        }
    }
}

/// The columns that the curves are drawn from.
#[derive(Clone, Copy)]
pub(super) struct Columns<'a> {
    pub(super) reconstruction: &'a [f32],
    pub(super) kl: &'a [f32],
    pub(super) loss: &'a [f32],
}

impl<'a> Columns<'a> {
    fn of(run: &'a RunView) -> Self {
        let column = |name: &str| run.training.column(name).unwrap_or_default();
        Self {
            reconstruction: column("reconstruction_nats"),
            kl: column("kl_term_nats"),
            loss: column("loss"),
        }
    }

    /// -ELBO of a step, beta taken as 1.
    pub(super) fn total(&self, row: usize) -> f32 {
        self.reconstruction[row] + self.kl[row]
    }

    fn bound(&self) -> bool {
        !self.reconstruction.is_empty() && !self.kl.is_empty()
    }
}

impl Curves {
    /// The controls that stand in the title row.
    pub fn controls(&mut self, ui: &mut Ui, context: &Context) {
        let t = |key: &str| context.language.t(key);
        for (plot, key) in [(0, "curves-bound"), (1, "curves-loss")] {
            if switch_word(ui, self.shown[plot], &t(key), Mark::default()).clicked() {
                self.shown[plot] = !self.shown[plot];
            }
        }
    }

    /// The second row of controls: axes, smoothing, following.
    fn settings(&mut self, ui: &mut Ui, context: &Context) {
        let t = |key: &str| context.language.t(key);
        ui.horizontal(|ui| {
            for (axis, key) in [(&mut self.x, "curves-log-x"), (&mut self.y, "curves-log-y")] {
                if switch_word(ui, axis.log, &t(key), Mark::default()).clicked() {
                    axis.log = !axis.log;
                    self.ranges = [None, None];
                    self.follow = true;
                }
            }
            ui.label(
                RichText::new(t("curves-smoothing"))
                    .size(size::SMALL)
                    .color(theme::of(ui).dim),
            );
            ui.spacing_mut().slider_width = (ui.available_width() - 92.0).clamp(40.0, 140.0);
            ui.add(
                Slider::new(&mut self.window, 1.0..=1000.0)
                    .logarithmic(true)
                    .show_value(false),
            )
            .accessible_name(t("curves-smoothing"))
            .on_hover_text(context.language.f(
                "curves-smoothing-why",
                &[("steps", f64::from(self.window.round()).into())],
            ));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if icon_button(
                    ui,
                    theme::icon::AGAIN,
                    &t("curves-follow-now"),
                    !self.follow,
                )
                .clicked()
                {
                    self.follow = true;
                    self.ranges = [None, None];
                }
                let word = if self.follow {
                    "curves-following"
                } else {
                    "curves-held"
                };
                ui.label(
                    RichText::new(t(word))
                        .size(size::SMALL)
                        .color(theme::of(ui).faint),
                );
            });
        });
    }

    /// Draws the pane below its title.
    pub fn ui(&mut self, ui: &mut Ui, context: &Context) {
        let run = context.run;
        let columns = Columns::of(run);
        self.take_up(run, &columns);
        if run.training.is_empty() && self.held_out.is_empty() {
            super::empty(ui, &context.language.t("curves-empty"));
            return;
        }
        self.settings(ui, context);
        self.readout(ui, context, &columns);
        let room = ui.available_height();
        let mut plots: Vec<Plotted> = Vec::new();
        if self.shown[0] && columns.bound() {
            plots.push(Plotted::Bound);
        }
        let wants_loss = self.shown[1] || plots.is_empty();
        if wants_loss && !columns.loss.is_empty() && (plots.is_empty() || room > ROOM_FOR_TWO / 2.0)
        {
            plots.push(Plotted::Loss);
        }
        let height =
            (room - 8.0 * (plots.len().saturating_sub(1)) as f32) / plots.len().max(1) as f32;
        let mut cursor = None;
        for plot in plots {
            cursor = self
                .plot(ui, context, &columns, plot, height.max(60.0))
                .or(cursor);
        }
        self.cursor = cursor;
    }

    fn take_up(&mut self, run: &RunView, columns: &Columns) {
        if self.run != Some(run.run) {
            *self = Self {
                run: Some(run.run),
                hidden: std::mem::take(&mut self.hidden),
                x: self.x,
                y: self.y,
                window: self.window,
                shown: self.shown,
                ..Self::default()
            };
        }
        let window = self.window;
        let rows = columns.reconstruction.len().min(columns.kl.len());
        self.reconstruction
            .update(|row| columns.reconstruction[row], rows, window);
        self.total.update(|row| columns.total(row), rows, window);
        self.loss
            .update(|row| columns.loss[row], columns.loss.len(), window);
        let measured = run.held_out.len();
        let last = measured.checked_sub(1).map(|i| run.held_out[i].step as f64);
        if self.held_out.last().map(|point| point[0]) == last && self.held_out.len() <= measured {
            return;
        }
        self.held_out.clear();
        self.held_out.extend(run.held_out.iter().filter_map(|at| {
            let elbo = at.values.iter().find(|(name, _)| name == "elbo_nats")?.1;
            Some([at.step as f64, -elbo])
        }));
    }

    /// The values of every line at the step under the pointer, or at the newest; the words switch their lines.
    fn readout(&mut self, ui: &mut Ui, context: &Context, columns: &Columns) {
        let theme = theme::of(ui);
        let rows = context.run.training.len();
        let step = self.cursor.map_or(rows as f64, |step| {
            step.round().clamp(1.0, rows.max(1) as f64)
        });
        let row = (step as usize).saturating_sub(1);
        let at = |column: &[f32]| column.get(row).map(|v| f64::from(*v));
        let mut entries: Vec<(&'static str, Term, Option<f64>)> = Vec::new();
        if columns.bound() {
            let (reconstruction, kl) = (at(columns.reconstruction), at(columns.kl));
            entries.push((
                "curves-reconstruction",
                Term::Reconstruction,
                reconstruction,
            ));
            entries.push(("curves-kl", Term::Kl, kl));
            let total = reconstruction.zip(kl).map(|(a, b)| a + b);
            entries.push(("curves-total", Term::Total, total));
            entries.push(("curves-held-out", Term::HeldOut, self.held_out_at(step)));
        }
        if self.shown[1] || !columns.bound() {
            entries.push(("curves-loss", Term::Total, at(columns.loss)));
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let words = context.language.f(
                "curves-step",
                &[("step", numbers::count(step as u64).into())],
            );
            ui.label(RichText::new(words).size(size::SMALL).color(theme.dim));
            for (key, term, value) in entries {
                let name = context.language.t(key);
                let value = value.map_or_else(|| "–".to_owned(), |v| numbers::fixed(v, 1));
                let on = !self.hidden.contains(key);
                let mark = Mark {
                    dot: Some(theme.term(term)),
                    key: None,
                };
                let response = switch_word(ui, on, &format!("{name} {value}"), mark);
                if !response.clicked() {
                    continue;
                }
                if on {
                    self.hidden.insert(key);
                } else {
                    self.hidden.remove(key);
                }
            }
        });
    }

    /// The newest held-out value measured at or before a step.
    fn held_out_at(&self, step: f64) -> Option<f64> {
        let after = self.held_out.partition_point(|point| point[0] <= step);
        self.held_out
            .get(after.checked_sub(1)?)
            .map(|point| point[1])
    }
}
