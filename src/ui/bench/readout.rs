//! The line above the curves: the value of every curve at the step under the pointer, or at the newest; the words switch
//! their curves.

use egui::{Ui, vec2};

use super::columns::Columns;
use super::curves::{Curves, RUNGS};
use super::plot::Plotted;
use super::{Context, named, numbers};
use crate::text::Language;
use crate::ui::clock::Unit;
use crate::ui::theme::{self, Term, Theme, size, space};
use crate::ui::widgets::switch_word::{Mark, switch_word};

/// From this width on, names are written out.
const ROOMY: f32 = 620.0;

/// A curve that can be switched.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The key of its name.
    pub(super) key: &'static str,
    pub(super) color: egui::Color32,
    /// Its value, where it is known.
    pub(super) value: Option<f64>,
    /// Its standard error, where there is one.
    pub(super) error: Option<f64>,
    /// Whether the value is a bound on what matters.
    pub(super) bound: bool,
    /// How many digits behind the point are meant.
    pub(super) decimals: usize,
}

impl Entry {
    /// The name in full.
    pub(super) fn name(&self, language: Language) -> String {
        self.words(language, "-full")
    }

    /// What the locales say about it: its name in short, in full (`-full`), or what it is (`-why`).
    pub(super) fn words(&self, language: Language, suffix: &str) -> String {
        named::key_words(language, self.key, suffix)
    }

    /// The value in short, marked where it is a bound.
    pub(super) fn written(&self) -> String {
        let value = self.value.map_or_else(
            || "–".to_owned(),
            |value| numbers::fixed(value, self.decimals),
        );
        let value = match self.error {
            Some(error) => format!("{value} ± {}", numbers::fixed(error, self.decimals)),
            None => value,
        };
        if self.bound {
            format!("≤ {value}")
        } else {
            value
        }
    }
}

impl Curves {
    /// Every curve that there is, with its value after a step.
    pub(super) fn entries(&self, theme: &Theme, columns: &Columns, step: f64) -> Vec<Entry> {
        if columns.by_kind {
            return self.plane_entries(theme, columns, step);
        }
        let row = (step as usize).saturating_sub(1);
        let at = |column: &[f32]| column.get(row).map(|v| f64::from(*v));
        let entry = |key, term, value| Entry {
            key,
            color: theme.term(term),
            value,
            error: None,
            bound: false,
            decimals: 1,
        };
        let mut entries = Vec::new();
        if columns.bound() {
            let (reconstruction, kl) = (at(columns.reconstruction), at(columns.kl));
            let total = reconstruction.zip(kl).map(|(a, b)| a + b);
            entries = vec![
                entry(
                    "curves-reconstruction",
                    Term::Reconstruction,
                    reconstruction,
                ),
                entry("curves-kl", Term::Kl, kl),
                entry("curves-total", Term::Total, total),
                entry(
                    "curves-held-out",
                    Term::HeldOut,
                    measured(&self.held_out, step),
                ),
            ];
            for (i, (key, _)) in RUNGS.into_iter().enumerate() {
                if !self.rungs[i].is_empty() {
                    entries.push(Entry {
                        key,
                        color: theme.rung(i),
                        value: measured(&self.rungs[i], step),
                        error: None,
                        bound: true,
                        decimals: 1,
                    });
                }
            }
        }
        if self.is_shown(Plotted::Loss) || !columns.bound() {
            entries.push(entry("curves-loss", Term::Total, at(columns.loss)));
        }
        if !columns.bound() && !self.plane.nll.is_empty() {
            let value = measured(&self.plane.nll, step);
            entries.push(entry("curves-nll", Term::HeldOut, value));
        }
        for (i, (key, nats)) in self.plane.baselines.iter().enumerate() {
            entries.push(Entry {
                key,
                color: theme.baseline(i),
                value: Some(*nats),
                error: None,
                bound: false,
                decimals: 2,
            });
        }
        if !self.plane.baselines.is_empty() {
            // Nats of one character and not of hundreds of pixels.
            for entry in &mut entries {
                entry.decimals = entry.decimals.max(2);
            }
        }
        entries
    }

    /// The step whose values are shown.
    pub(super) fn step_shown(&self, rows: usize) -> f64 {
        let newest = rows.max(1) as f64;
        self.cursor
            .map_or(newest, |step| step.round().clamp(1.0, newest))
    }

    /// Draws the line.
    pub(super) fn readout(&mut self, ui: &mut Ui, context: &Context, columns: &Columns) {
        let theme = theme::of(ui);
        let step = self.step_shown(context.run.training.len());
        let entries = self.entries(&theme, columns, step);
        let roomy = ui.available_width() >= ROOMY;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::MEDIUM - 1.0, 0.0);
            for entry in entries {
                let on = !self.hidden.contains(entry.key);
                let name = if roomy {
                    entry.name(context.language)
                } else {
                    entry.words(context.language, "")
                };
                let words = format!("{name} {}", entry.written());
                let mark = Mark {
                    dot: Some(entry.color),
                    ..Mark::default()
                };
                let why = entry.words(context.language, "-why");
                if !switch_word(ui, on, &words, mark)
                    .on_hover_text(why)
                    .clicked()
                {
                    continue;
                }
                if on {
                    self.hidden.insert(entry.key);
                } else {
                    self.hidden.remove(entry.key);
                }
            }
            if columns.by_kind && columns.is_silent {
                let words = context.language.t("curves-no-likelihood");
                let words = egui::RichText::new(words).size(size::SMALL);
                let why = context.language.t("curves-no-likelihood-why");
                ui.label(words.color(theme.dim)).on_hover_text(why);
            }
        });
    }

    /// Where a step stands on the flat axis, in words.
    pub(super) fn place_in_words(&self, language: Language, step: f64) -> String {
        let value = self.clock.at(self.unit(), step);
        let count = |value: f64| numbers::count(value.round().max(0.0) as u64);
        match self.unit() {
            Unit::Steps => language.f("curves-step", &[("step", count(value).into())]),
            Unit::Examples => language.f(
                "curves-after-examples",
                &[("examples", count(value).into())],
            ),
            Unit::Compute => {
                let compute = numbers::short(value);
                language.f("curves-after-compute", &[("compute", compute.into())])
            }
            Unit::Seconds => {
                let seconds = numbers::fixed(value, usize::from(value < 100.0));
                language.f("curves-after-seconds", &[("seconds", seconds.into())])
            }
        }
    }

    /// What a plot shows, for who cannot see it.
    pub(super) fn summary(&self, theme: &Theme, context: &Context, columns: &Columns) -> String {
        let language = context.language;
        let step = self.step_shown(context.run.training.len());
        let values: Vec<String> = self
            .entries(theme, columns, step)
            .iter()
            .filter(|entry| !self.hidden.contains(entry.key))
            .map(|entry| format!("{} {}", entry.name(language), entry.written()))
            .collect();
        let args = [
            ("place", self.place_in_words(language, step).into()),
            ("values", values.join(", ").into()),
        ];
        language.f("curves-summary", &args)
    }
}

/// The newest value measured at or before a step.
pub(super) fn measured(points: &[[f64; 2]], step: f64) -> Option<f64> {
    let after = points.partition_point(|point| point[0] <= step);
    points.get(after.checked_sub(1)?).map(|point| point[1])
}
