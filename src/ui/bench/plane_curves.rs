//! The curves of runs on the plane: the likelihood in nats against the entropy of the data, how far above it, and how far
//! samples are from fresh data, against what two sets of fresh data are from each other.

mod levels;

use egui::{Align2, Color32, Ui, pos2};
use egui_plot::{Line, LineStyle, PlotTransform, PlotUi};

use super::columns::{Columns, claim};
use super::curves::{Curves, RUNGS};
use super::named::plot_of;
use super::named_plot::{measured, named_values};
use super::plane::entropy;
use super::plot::{Drawn, PLOTS, Plotted};
use super::readout::{self, Entry};
use super::series::Bucket;
use super::{Context, numbers};
use crate::data::Shape;
use crate::knob::Value;
use crate::taxonomy::DensityKind;
use crate::ui::export;
use crate::ui::run_view::RunView;
use crate::ui::theme::{self, Term, Theme, size};

/// What was measured on the plane, over steps.
#[derive(Default)]
pub(super) struct OnPlane {
    pub(super) nll: Vec<[f64; 2]>,
    pub(super) kl: Vec<[f64; 2]>,
    pub(super) energy: Vec<[f64; 2]>,
    pub(super) real: Vec<[f64; 2]>,
    pub(super) entropy: Option<f64>,
    /// What frequencies of characters alone come to: the key of their words, and nats a character.
    pub(super) baselines: Vec<(&'static str, f64)>,
}

/// What is known of a text without a net: the key of its words and the metric.
pub(super) const BASELINES: [(&str, &str); 4] = [
    ("curves-trigram", "trigram_nats_per_char"),
    ("curves-bigram", "bigram_nats_per_char"),
    ("curves-unigram", "unigram_nats_per_char"),
    ("curves-uniform", "uniform_nats_per_char"),
];

impl OnPlane {
    /// Takes up everything that was measured.
    pub(super) fn of(run: &RunView) -> Self {
        let points = |metric: &str| -> Vec<[f64; 2]> {
            let at = run.held_out.iter();
            at.filter_map(|at| Some([at.step as f64, at.value(metric)?]))
                .collect()
        };
        let known = |(key, metric)| Some((key, run.newest(metric)?));
        let mut nll = points("nll_nats");
        if nll.is_empty() {
            nll = points("nats_per_char");
        }
        Self {
            nll,
            kl: points("kl_nats"),
            energy: points("energy_distance"),
            real: points("energy_distance_real"),
            entropy: entropy(run),
            baselines: BASELINES.into_iter().filter_map(known).collect(),
        }
    }
}

/// What makes nats of points in the units of the model nats in the units of the data; nothing for images.
pub(super) fn area(run: &RunView) -> f32 {
    let ready = run
        .ready
        .as_ref()
        .filter(|ready| ready.shape == Shape::Plane);
    let set = ready.and_then(|ready| ready.data.plane());
    set.map_or(0.0, |set| set.standard.log_area() as f32)
}

/// What has to be added to a training loss to make it nats of points in the units of the data; `None` where the loss is no
/// likelihood.
pub(super) fn lift(run: &RunView) -> Option<f32> {
    const DIVERGENCE: &str = "divergence";
    let ready = run.ready.as_ref()?;
    let is_exact = claim(run) == Some(DensityKind::Exact);
    let reverse = Value::Choice("reverse".to_owned());
    let turned = run.marks.iter().any(|mark| mark.knob == DIVERGENCE);
    let other = run.spec.knobs.get(DIVERGENCE) == Some(&reverse) || turned;
    // A flow in time learns its velocity by regression.
    let is_likelihood = is_exact && !other && !ready.flow && ready.shape == Shape::Plane;
    is_likelihood.then(|| area(run))
}

impl Plotted {
    /// The plots that are on at first.
    pub(super) const SHOWN: [bool; PLOTS] = {
        let mut shown = [false; PLOTS];
        let first = [
            Self::Bound,
            Self::Nll,
            Self::Verdict,
            Self::Wasserstein,
            Self::Gradient,
        ];
        let mut i = 0;
        while i < first.len() {
            shown[first[i] as usize] = true;
            i += 1;
        }
        shown
    };

    /// The plots of a run on the plane, in the order of their words, with the key of their words.
    pub(super) const ON_PLANE: [(Self, &'static str); 9] = [
        (Self::Nll, "curves-likelihood"),
        (Self::Verdict, "curves-verdicts"),
        (Self::Wasserstein, "curves-wasserstein"),
        (Self::Gradient, "curves-gradient"),
        (Self::Loss, "curves-loss"),
        (Self::Misleading, "curves-misleading"),
        (Self::LogZ, "curves-log-z"),
        (Self::Kl, "curves-divergence"),
        (Self::Energy, "curves-distance"),
    ];

    /// Whether a curve of a run belongs to this plot.
    pub(super) fn holds(self, key: &str, by_kind: bool) -> bool {
        let of = match key {
            "curves-loss" => Self::Loss,
            _ if BASELINES.iter().any(|(known, _)| *known == key) => Self::Loss,
            "curves-train" | "curves-nll" | "curves-entropy" => Self::Nll,
            "curves-above" => Self::Kl,
            "curves-energy" | "curves-energy-real" => Self::Energy,
            _ if !key.starts_with("curves-") => plot_of(key),
            // On the plane the bound stands beside the likelihood that it bounds.
            _ if by_kind => Self::Nll,
            _ => Self::Bound,
        };
        of == self
    }
}

impl Curves {
    /// Whether there is anything to draw in a plot of a run on the plane.
    pub(super) fn has(&self, plot: Plotted, columns: &Columns) -> bool {
        match plot {
            Plotted::Nll => {
                let measured = !self.plane.nll.is_empty() || !self.held_out.is_empty();
                columns.lift.is_some() || columns.bound() || measured
            }
            Plotted::Loss => {
                let loss = columns.lift.is_none() && !columns.loss.is_empty();
                loss || self.named.has(columns.table, plot)
            }
            Plotted::Kl => !self.plane.kl.is_empty(),
            Plotted::Energy => !self.plane.energy.is_empty(),
            Plotted::Bound => false,
            Plotted::Verdict
            | Plotted::Gradient
            | Plotted::Wasserstein
            | Plotted::Misleading
            | Plotted::LogZ => self.named.has(columns.table, plot),
        }
    }

    /// The curves of the plane with their values after a step.
    pub(super) fn plane_entries(&self, theme: &Theme, columns: &Columns, step: f64) -> Vec<Entry> {
        let row = (step as usize).saturating_sub(1);
        let loss = (row < columns.loss.len()).then(|| f64::from(columns.loss_at(row)));
        let entry = |key, color, value, decimals| Entry {
            key,
            color,
            value,
            error: None,
            bound: false,
            decimals,
        };
        let plots = self.plots(columns);
        let is_on = |plot| plots.contains(&plot);
        let mut entries = Vec::new();
        let of = |points: &[[f64; 2]]| readout::measured(points, step);
        if is_on(Plotted::Nll) {
            if columns.lift.is_some() {
                entries.push(entry("curves-train", theme.term(Term::Total), loss, 3));
            }
            entries.extend(self.bounds(theme, columns, step));
            let color = theme.term(Term::HeldOut);
            if columns.lift.is_some() || !self.plane.nll.is_empty() {
                entries.push(entry("curves-nll", color, of(&self.plane.nll), 3));
            }
            if self.plane.entropy.is_some() {
                let color = theme.warning;
                entries.push(entry("curves-entropy", color, self.plane.entropy, 3));
            }
        }
        if is_on(Plotted::Loss) && columns.lift.is_none() && !columns.loss.is_empty() {
            entries.push(entry("curves-loss", theme.term(Term::Total), loss, 3));
        }
        for plot in &plots {
            entries.extend(self.named.entries(theme, columns.table, *plot, step));
        }
        if is_on(Plotted::Kl) {
            let color = theme.term(Term::Kl);
            entries.push(entry("curves-above", color, of(&self.plane.kl), 3));
        }
        if is_on(Plotted::Energy) {
            let color = theme.term(Term::Reconstruction);
            entries.push(entry("curves-energy", color, of(&self.plane.energy), 4));
            let color = theme.faint;
            entries.push(entry("curves-energy-real", color, of(&self.plane.real), 4));
        }
        entries
    }

    /// What bounds the likelihood from above when it is negated: in training, held out, and with more draws.
    fn bounds(&self, theme: &Theme, columns: &Columns, step: f64) -> Vec<Entry> {
        let row = (step as usize).saturating_sub(1);
        let rows = columns.reconstruction.len().min(columns.kl.len());
        let entry = |key, color, value| Entry {
            key,
            color,
            value,
            error: None,
            bound: true,
            decimals: 3,
        };
        let mut entries = Vec::new();
        if columns.bound() {
            let total = (row < rows).then(|| f64::from(columns.total(row)));
            entries.push(entry("curves-total", theme.term(Term::Total), total));
        }
        if !self.held_out.is_empty() {
            let value = readout::measured(&self.held_out, step);
            entries.push(entry("curves-held-out", theme.term(Term::Kl), value));
        }
        for (i, (key, _)) in RUNGS.into_iter().enumerate() {
            if !self.rungs[i].is_empty() {
                let value = readout::measured(&self.rungs[i], step);
                entries.push(entry(key, theme.rung(i), value));
            }
        }
        entries
    }

    /// Draws the lines of a plot.
    pub(super) fn plane_lines(
        &self,
        ui: &mut PlotUi<'_>,
        theme: &Theme,
        drawn: &Drawn,
        plot: Plotted,
    ) {
        let solid = |ui: &mut PlotUi<'_>, key, points: &Vec<[f64; 2]>, color: Color32| {
            if self.draws(key) {
                let (color, width) = self.pen(key, color, 1.8);
                let line = Line::new(key, points.clone()).width(width);
                measured(ui, line, points, color);
            }
        };
        let dashed =
            |ui: &mut PlotUi<'_>, key: &'static str, points: Vec<[f64; 2]>, color: Color32| {
                if self.draws(key) && !points.is_empty() {
                    let style = LineStyle::Dashed { length: 7.0 };
                    let (color, width) = self.pen(key, color, 1.4);
                    let line = Line::new(key, points).style(style).width(width);
                    ui.line(line.color(color).allow_hover(false));
                }
            };
        match plot {
            Plotted::Nll => {
                let total = theme.term(Term::Total);
                self.line(ui, drawn.y, &drawn.loss, "curves-train", total);
                self.line(ui, drawn.y, &drawn.total, "curves-total", total);
                solid(ui, "curves-held-out", &drawn.held_out, theme.term(Term::Kl));
                for (i, (key, _)) in RUNGS.into_iter().enumerate() {
                    dashed(ui, key, drawn.rungs[i].clone(), theme.rung(i));
                }
                solid(ui, "curves-nll", &drawn.nll, theme.term(Term::HeldOut));
                dashed(ui, "curves-entropy", drawn.optimum(), theme.warning);
            }
            Plotted::Kl => {
                solid(ui, "curves-above", &drawn.kl, theme.term(Term::Kl));
                dashed(ui, "curves-entropy", drawn.zero(), theme.warning);
            }
            Plotted::Energy => {
                let color = theme.term(Term::Reconstruction);
                solid(ui, "curves-energy", &drawn.energy, color);
                dashed(ui, "curves-energy-real", drawn.real.clone(), theme.faint);
            }
            Plotted::Bound => {}
            Plotted::Loss
            | Plotted::Verdict
            | Plotted::Gradient
            | Plotted::Wasserstein
            | Plotted::Misleading
            | Plotted::LogZ => {
                self.named_lines(ui, theme, drawn, plot);
                for (i, (key, _)) in drawn.baselines.iter().enumerate() {
                    dashed(ui, key, drawn.baseline(key), theme.baseline(i));
                }
                solid(ui, "curves-nll", &drawn.nll, theme.term(Term::HeldOut));
            }
        }
    }

    /// What the dashed line of the optimum is, written on it.
    pub(super) fn optimum(
        &self,
        ui: &Ui,
        context: &Context,
        theme: &Theme,
        transform: &PlotTransform,
        plot: Plotted,
    ) {
        let Some(entropy) = self.plane.entropy.filter(|_| plot == Plotted::Nll) else {
            return;
        };
        if self.hidden.contains("curves-entropy") {
            return;
        }
        let frame = transform.frame();
        let y = transform.position_from_point_y(self.upright(plot).plotted(entropy));
        if !frame.y_range().contains(y) {
            return;
        }
        let args = [("nats", numbers::fixed(entropy, 3).into())];
        let words = context.language.f("curves-optimum", &args);
        let galley =
            ui.painter()
                .layout_no_wrap(words, theme::regular(size::SMALL - 1.0), theme.warning);
        // Below the line, where no curve can be for long; that it fits is seen to where the range is made.
        let place = Align2::LEFT_TOP.anchor_size(pos2(frame.left() + 4.0, y + 1.0), galley.size());
        ui.painter()
            .with_clip_rect(*frame)
            .galley(place.min, galley, theme.warning);
    }

    /// What a curve of the plane looks like outside the window.
    pub(super) fn plane_shape(key: &str, drawn: &Drawn) -> Option<export::Shape> {
        Some(match key {
            "curves-nll" => export::Shape::Measured(drawn.nll.clone()),
            "curves-above" => export::Shape::Measured(drawn.kl.clone()),
            "curves-energy" => export::Shape::Measured(drawn.energy.clone()),
            "curves-energy-real" => export::Shape::Dashed(drawn.real.clone()),
            "curves-entropy" => export::Shape::Dashed(drawn.optimum()),
            _ if !drawn.baseline(key).is_empty() => export::Shape::Dashed(drawn.baseline(key)),
            _ => return None,
        })
    }

    /// The values that decide the range of a plot's upright axis, besides those of the loss; and what has to be in it.
    pub(super) fn plane_values(drawn: &Drawn, plot: Plotted) -> (Vec<f64>, Option<f64>) {
        let after_first = |points: &[[f64; 2]]| -> Vec<f64> {
            let skipped = usize::from(points.len() > 2);
            points.iter().skip(skipped).map(|point| point[1]).collect()
        };
        match plot {
            Plotted::Nll => {
                let mut values = after_first(&drawn.nll);
                values.extend(drawn.rungs.iter().flatten().map(|point| point[1]));
                let smooth = |b: &Bucket| drawn.y.plotted(f64::from(b.smooth));
                values.extend(drawn.total.iter().map(smooth));
                (values, drawn.entropy)
            }
            Plotted::Kl => (after_first(&drawn.kl), (!drawn.y.log).then_some(0.0)),
            Plotted::Energy => {
                let mut values = after_first(&drawn.energy);
                values.extend(after_first(&drawn.real));
                (values, (!drawn.y.log).then_some(0.0))
            }
            Plotted::Bound => (Vec::new(), None),
            Plotted::Loss
            | Plotted::Verdict
            | Plotted::Gradient
            | Plotted::Wasserstein
            | Plotted::Misleading
            | Plotted::LogZ => {
                let mut values = named_values(drawn);
                let beside = drawn
                    .baselines
                    .iter()
                    .filter(|(key, _)| *key != "curves-uniform");
                values.extend(beside.map(|(_, nats)| *nats));
                (values, None)
            }
        }
    }
}
