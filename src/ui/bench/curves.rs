//! The curves pane: the two terms of the bound stacked, the held-out bounds, and the training loss, over steps, seconds or
//! examples.

use std::collections::BTreeSet;

use egui::{Button, ComboBox, RichText, Slider, Ui};

use super::axis::Axis;
use super::columns::Columns;
use super::named::Named;
use super::plane_curves::OnPlane;
use super::plot::{PLOTS, Plotted, Range};
use super::series::Series;
use super::view::View;
use super::{Context, chart};
use crate::engine::RunId;
use crate::ui::Action;
use crate::ui::clock::{Clock, Unit};
use crate::ui::run_view::RunView;
use crate::ui::theme::{self, icon, size, space};
use crate::ui::widgets::at_end::at_end;
use crate::ui::widgets::switch_row::switch_row;
use crate::ui::widgets::switch_word::{Mark, switch_word};

/// A plot needs this much of the pane's height.
const LOWEST: f32 = 75.0;
/// The line below the plots that says which do not fit.
const NOTE: f32 = 18.0;
/// What stands at the end of the row of their names needs so much of it.
const CONTROLS: f32 = 96.0;
/// A run of so few steps is shown as if it had as many.
const LEAST_STEPS: u64 = 2;
/// The least share of the whole at which a logarithmic axis begins, where the first step took no time at all.
const LEAST_SHARE: f64 = 1e-6;

/// The rungs of the ladder of importance-weighted bounds: the key of their words and the metric.
pub(super) const RUNGS: [(&str, &str); 3] = [
    ("curves-iwae-5", "iwae_5_nats"),
    ("curves-iwae-50", "iwae_50_nats"),
    ("curves-iwae-500", "iwae_500_nats"),
];

/// What the pane remembers.
pub struct Curves {
    run: Option<RunId>,
    pub(super) clock: Clock,
    pub(super) reconstruction: Series,
    pub(super) total: Series,
    pub(super) loss: Series,
    /// Everything else that a step tells, by its name.
    pub(super) named: Named,
    /// The held-out -ELBO at the steps where it was measured.
    pub(super) held_out: Vec<[f64; 2]>,
    /// The negatives of the importance-weighted bounds, rung by rung.
    pub(super) rungs: [Vec<[f64; 2]>; RUNGS.len()],
    /// What was measured on the plane.
    pub(super) plane: OnPlane,
    /// How many held-out values are taken up, and after how many steps the last was made.
    measured: (usize, Option<u64>),
    pub(super) hidden: BTreeSet<&'static str>,
    /// The curve that a term of the objective under the pointer stands for.
    pub(super) lit: Option<&'static str>,
    unit: Unit,
    pub(super) x: Axis,
    pub(super) y: Axis,
    window: f32,
    shown: [bool; PLOTS],
    pub(super) view: View,
    pub(super) ranges: [Range; PLOTS],
    /// The step under the pointer.
    pub(super) cursor: Option<f64>,
    chart: chart::Choice,
}

impl Default for Curves {
    fn default() -> Self {
        Self {
            run: None,
            clock: Clock::default(),
            reconstruction: Series::default(),
            total: Series::default(),
            loss: Series::default(),
            named: Named::default(),
            held_out: Vec::new(),
            rungs: Default::default(),
            plane: OnPlane::default(),
            measured: (0, None),
            hidden: BTreeSet::new(),
            lit: None,
            unit: Unit::default(),
            x: Axis { log: false },
            y: Axis { log: false },
            window: 30.0,
            shown: Plotted::SHOWN,
            view: View::default(),
            ranges: [None; PLOTS],
            cursor: None,
            chart: chart::Choice::default(),
        }
    }
}

impl Curves {
    /// The controls that stand in the title row.
    pub fn controls(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let t = |key: &str| context.language.t(key);
        let columns = Columns::of(context);
        let images = [
            (Plotted::Bound, "curves-bound"),
            (Plotted::Loss, "curves-loss"),
        ];
        let words = if columns.by_kind {
            &Plotted::ON_PLANE[..]
        } else {
            &images[..]
        };
        let there = |plot: Plotted| match plot {
            Plotted::Bound => columns.bound(),
            _ => !columns.by_kind || self.has(plot, &columns),
        };
        let there: Vec<_> = words.iter().filter(|(plot, _)| there(*plot)).collect();
        let mut shown = self.shown;
        let mut switches: Vec<_> = shown.iter_mut().map(Some).collect();
        let switches = there
            .iter()
            .filter_map(|(plot, key)| Some((t(key), switches[*plot as usize].take()?)));
        let mut switches: Vec<_> = switches.collect();
        switch_row(ui, &mut switches, CONTROLS, &t("curves-more"));
        self.shown = shown;
        if is_empty(context.run) {
            return;
        }
        at_end(ui, "curves", |ui| {
            self.following(ui, context);
            let mut choice = self.chart;
            chart::menu(ui, context, self, &mut choice, actions);
            self.chart = choice;
        });
    }

    /// Whether the view follows the run, and the way back where it does not.
    fn following(&mut self, ui: &mut Ui, context: &Context) {
        let theme = theme::of(ui);
        let t = |key: &str| context.language.t(key);
        if self.view.follows() {
            let words = RichText::new(t("curves-following")).size(size::SMALL);
            ui.label(words.color(theme.dim))
                .on_hover_text(t("curves-following-why"));
            return;
        }
        let words = t("curves-held");
        let parts = [
            (icon::AGAIN, theme::icons(size::SMALL)),
            (words.as_str(), theme::regular(size::SMALL)),
        ];
        let button = Button::new(theme::beside(parts, theme.accent)).frame(false);
        let response = ui.add(button).accessible_name(t("curves-follow-now"));
        if response.on_hover_text(t("curves-follow-now")).clicked() {
            self.view.follow();
        }
    }

    /// The second row of controls: what the flat axis counts, logarithms, smoothing.
    fn settings(&mut self, ui: &mut Ui, context: &Context) {
        let t = |key: &str| context.language.t(key);
        ui.horizontal(|ui| {
            self.units(ui, context);
            let mut log = [self.x.log, self.y.log];
            for (log, key) in log.iter_mut().zip(["curves-log-x", "curves-log-y"]) {
                if switch_word(ui, *log, &t(key), Mark::default()).clicked() {
                    *log = !*log;
                }
            }
            self.recount(self.unit, Axis { log: log[0] });
            if self.y.log != log[1] {
                self.y.log = log[1];
                self.ranges = [None; PLOTS];
            }
            let words = RichText::new(t("curves-smoothing")).size(size::SMALL);
            ui.label(words.color(theme::of(ui).dim));
            ui.spacing_mut().slider_width =
                (ui.available_width() - space::SMALL).clamp(40.0, 140.0);
            let steps = [("steps", f64::from(self.window.round()).into())];
            let slider = Slider::new(&mut self.window, 1.0..=1000.0)
                .logarithmic(true)
                .show_value(false);
            ui.add(slider)
                .accessible_name(t("curves-smoothing"))
                .on_hover_text(context.language.f("curves-smoothing-why", &steps));
        });
    }

    fn units(&mut self, ui: &mut Ui, context: &Context) {
        let t = |key: &str| context.language.t(key);
        let mut unit = self.unit();
        ui.spacing_mut().interact_size.y = 20.0;
        ui.spacing_mut().button_padding.y = 1.0;
        let small = |words: String| RichText::new(words).size(size::SMALL);
        let combo = ComboBox::from_id_salt("curves unit")
            .width(60.0)
            .selected_text(small(t(unit.key())));
        let response = combo.show_ui(ui, |ui| {
            for choice in Unit::ALL {
                let known = self.clock.known(choice) == choice;
                let button = Button::selectable(choice == unit, small(t(choice.key())));
                if ui.add_enabled(known, button).clicked() {
                    unit = choice;
                }
            }
        });
        response
            .response
            .accessible_name(t("curves-x"))
            .on_hover_text(t("curves-x"));
        if unit != self.unit() {
            self.recount(unit, self.x);
        }
    }

    /// Lets the flat axis count something else; a view that is held keeps showing the same steps.
    fn recount(&mut self, unit: Unit, x: Axis) {
        if (unit, x) == (self.unit, self.x) {
            return;
        }
        let (clock, old, axis) = (&self.clock, self.unit(), self.x);
        let new = clock.known(unit);
        self.view.renamed(|plotted| {
            let step = clock.step(old, axis.value(plotted));
            x.plotted(clock.at(new, step))
        });
        (self.unit, self.x) = (unit, x);
    }

    /// What the flat axis counts: what was chosen, if it is known of this run.
    pub(super) fn unit(&self) -> Unit {
        self.clock.known(self.unit)
    }

    /// Where a step is plotted.
    pub(super) fn place(&self, step: f64) -> f64 {
        self.x.plotted(self.clock.at(self.unit(), step))
    }

    /// The step that is plotted here.
    pub(super) fn step(&self, plotted: f64) -> f64 {
        self.clock.step(self.unit(), self.x.value(plotted))
    }

    /// The whole of the flat axis, as plotted.
    pub(super) fn whole(&self, run: &RunView) -> [f64; 2] {
        let steps = run.step().max(run.training.len() as u64).max(LEAST_STEPS);
        let last = self.clock.at(self.unit(), steps as f64);
        let first = self.clock.at(self.unit(), 1.0).max(last * LEAST_SHARE);
        let [low, high] = [first, last].map(|value| self.x.plotted(value));
        [low, high.max(low + 1e-3 * low.abs().max(1e-3))]
    }

    /// Draws the pane below its title.
    pub fn ui(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let run = context.run;
        let columns = Columns::of(context);
        self.take_up(run, &columns);
        if is_empty(run) {
            super::empty(ui, &context.language.t("curves-empty"));
            return;
        }
        self.settings(ui, context);
        self.readout(ui, context, &columns);
        if !context.overlays.is_empty() {
            self.legend(ui, context, actions);
        }
        let mut room = ui.available_height();
        let mut plots = self.plots(&columns);
        let fitting = ((room / LOWEST) as usize).max(1);
        let beyond = plots.split_off(fitting.min(plots.len()));
        if !beyond.is_empty() {
            room -= NOTE + ui.spacing().item_spacing.y;
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
        if !beyond.is_empty() {
            no_room(ui, context, &beyond);
        }
    }

    /// The upright axis of a plot: what shrinks by powers of ten is read on a logarithmic one.
    pub(super) fn upright(&self, plot: Plotted) -> Axis {
        Axis {
            log: self.y.log && plot != Plotted::Verdict || plot == Plotted::Gradient,
        }
    }

    /// Whether a plot is switched on.
    pub(super) fn is_shown(&self, plot: Plotted) -> bool {
        self.shown[plot as usize]
    }

    /// The plots that are switched on and have something to show.
    pub(super) fn plots(&self, columns: &Columns) -> Vec<Plotted> {
        let mut plots: Vec<Plotted> = Vec::new();
        if columns.by_kind {
            let there = Plotted::ON_PLANE.map(|(plot, _)| plot).into_iter();
            let there: Vec<Plotted> = there.filter(|plot| self.has(*plot, columns)).collect();
            plots.extend(there.iter().filter(|plot| self.is_shown(**plot)));
            if plots.is_empty() {
                plots.extend(there.first());
            }
            return plots;
        }
        if self.is_shown(Plotted::Bound) && columns.bound() {
            plots.push(Plotted::Bound);
        }
        let wants_loss = self.is_shown(Plotted::Loss) || plots.is_empty();
        if wants_loss && !columns.loss.is_empty() {
            plots.push(Plotted::Loss);
        }
        plots
    }

    fn take_up(&mut self, run: &RunView, columns: &Columns) {
        if self.run != Some(run.run) {
            *self = Self {
                run: Some(run.run),
                hidden: std::mem::take(&mut self.hidden),
                unit: self.unit,
                x: self.x,
                y: self.y,
                window: self.window,
                shown: self.shown,
                chart: self.chart,
                ..Self::default()
            };
        }
        self.clock
            .cost(run.ready.as_ref().map_or(0.0, |ready| ready.work));
        self.clock.take_up(&run.training.clock);
        let window = self.window;
        let rows = columns.reconstruction.len().min(columns.kl.len());
        self.reconstruction
            .update(|row| columns.reconstruction[row], rows, window);
        self.total.update(|row| columns.total(row), rows, window);
        self.loss
            .update(|row| columns.loss_at(row), columns.loss.len(), window);
        self.named.take_up(columns.table, window);
        // What takes long is measured beside the training and joins an older step, so the values themselves are counted.
        let values = run.held_out.iter().map(|at| at.values.len()).sum();
        let measured = (values, run.held_out.last().map(|at| at.step));
        if self.measured == measured {
            return;
        }
        self.measured = measured;
        let points = |metric: &str| {
            let negative = |value: f64| -value;
            let at = run.held_out.iter();
            at.filter_map(|at| Some([at.step as f64, negative(at.value(metric)?)]))
                .collect::<Vec<_>>()
        };
        self.held_out = points("elbo_nats");
        self.rungs = RUNGS.map(|(_, metric)| points(metric));
        self.plane = OnPlane::of(run);
        self.named.measured(run);
    }
}

/// Which plots are switched on and do not fit.
fn no_room(ui: &mut Ui, context: &Context, beyond: &[Plotted]) {
    let (theme, language) = (theme::of(ui), context.language);
    let known = Plotted::ON_PLANE.iter();
    let names: Vec<String> = known
        .filter(|(plot, _)| beyond.contains(plot))
        .map(|(_, key)| language.t(key))
        .collect();
    let words = language.f("curves-no-room", &[("plots", names.join(", ").into())]);
    let words = RichText::new(&words).size(size::SMALL).color(theme.dim);
    ui.add(egui::Label::new(words).truncate())
        .on_hover_text(language.t("curves-no-room-why"));
}

/// Whether there is nothing to draw yet.
fn is_empty(run: &RunView) -> bool {
    run.training.is_empty() && run.held_out.is_empty()
}
