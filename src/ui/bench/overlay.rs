//! Kept runs laid over the curves of the run on show: faint and behind it, each in a colour of its own.

mod seeds;

use std::collections::BTreeMap;
use std::path::PathBuf;

use egui::Ui;
use egui_plot::{FilledArea, Line, PlotUi};

use super::Context;
use super::columns::Columns;
use super::curves::Curves;
use super::named::plot_of;
use super::numbers;
use super::plot::{Drawn, Plotted};
use crate::app::run_name;
use crate::spec::Spec;
use crate::store::MetricsTable;
use crate::text::Language;
use crate::ui::Action;
use crate::ui::clock::Unit;
use crate::ui::export;
use crate::ui::shelf::{Ask, figure};
use crate::ui::theme::{self, Theme, faded, space};
use crate::ui::widgets::switch_word::{Mark, switch_word};

/// So many runs can be told apart behind another.
pub const MOST: usize = 6;
/// A curve of the past is drawn with so many points at most, and with as many more at its beginning.
const POINTS: usize = 400;
/// How strong the band between the seeds of a run is.
const BAND: f32 = 0.22;
/// How strong a curve of the past is: what was measured, and what was read in training.
const STRENGTH: [f32; 2] = [0.75, 0.38];

/// A run of the past with its curves.
pub struct Overlay {
    /// The folder it is kept in.
    pub folder: PathBuf,
    /// What it is.
    pub spec: Spec,
    /// Its place among the colours.
    pub slot: u8,
    columns: BTreeMap<String, Vec<Reading>>,
}

/// A value and when it was read.
#[derive(Debug, Clone, Copy)]
struct Reading {
    step: f64,
    seconds: f64,
    examples: f64,
    value: f64,
}

impl Reading {
    fn at(self, unit: Unit) -> f64 {
        match unit {
            Unit::Steps => self.step,
            Unit::Seconds => self.seconds,
            Unit::Examples => self.examples,
            // What its net cost is not known without building it.
            Unit::Compute => f64::NAN,
        }
    }
}

/// A column of the past in a plot of the present: whether it was held out, and what makes its values those of the plot.
struct Source<'a> {
    readings: &'a [Reading],
    held_out: bool,
    factor: f64,
    lift: f64,
}

/// A curve of the past, as plotted.
pub(super) struct Laid {
    pub(super) slot: u8,
    /// The place of the first run that is the same but for its seed.
    alike: usize,
    pub(super) held_out: bool,
    pub(super) points: Vec<[f64; 2]>,
}

impl Overlay {
    /// The curves of a kept run, cut down to what a screen shows.
    pub fn new(folder: PathBuf, spec: Spec, table: &MetricsTable) -> Self {
        let named = table.names.iter().zip(&table.columns);
        let mut columns: BTreeMap<String, Vec<Reading>> = named
            .map(|(name, column)| (name.clone(), cut(table, column)))
            .collect();
        let terms = ["train_reconstruction_nats", "train_kl_term_nats"];
        if let [Some(one), Some(other)] = terms.map(|name| table.column(name)) {
            let sum: Vec<f64> = one.iter().zip(other).map(|(a, b)| a + b).collect();
            columns.insert(TOTAL.to_owned(), cut(table, &sum));
        }
        Self {
            folder,
            spec,
            slot: 0,
            columns,
        }
    }

    /// Its name.
    pub fn name(&self, language: Language) -> String {
        run_name(language, &self.spec, Some(&self.folder))
    }

    fn column(&self, name: &str) -> &[Reading] {
        self.columns.get(name).map_or(&[], Vec::as_slice)
    }

    /// What belongs into a plot. A loss can only stand beside one of the same family.
    fn sources(&self, plot: Plotted, columns: &Columns, family: &str) -> Vec<Source<'_>> {
        let same = self.spec.family == family;
        let source = |name: &str, held_out, factor, lift| Source {
            readings: self.column(name),
            held_out,
            factor,
            lift,
        };
        let held_out = |name: &str, factor| source(name, true, factor, 0.0);
        let mut sources = Vec::new();
        let area = f64::from(columns.area);
        match plot {
            Plotted::Bound => {
                sources.push(source(TOTAL, false, 1.0, 0.0));
                sources.push(held_out("elbo_nats", -1.0));
            }
            Plotted::Nll => {
                sources.push(source(TOTAL, false, 1.0, area));
                if let Some(lift) = columns.lift.filter(|_| same) {
                    sources.push(source("train_loss", false, 1.0, f64::from(lift)));
                }
                sources.push(held_out("elbo_nats", -1.0));
                sources.push(held_out("nll_nats", 1.0));
                sources.push(held_out("nats_per_char", 1.0));
            }
            Plotted::Kl => sources.push(held_out("kl_nats", 1.0)),
            Plotted::Energy => sources.push(held_out("energy_distance", 1.0)),
            _ => {
                let trained = self.columns.keys().filter(|_| same).filter_map(|name| {
                    let plain = name.strip_prefix("train_")?;
                    let is_term = plain.ends_with("_nats") || plain == "total";
                    (!is_term && plot_of(plain) == plot).then_some(name.as_str())
                });
                sources.extend(trained.map(|name| source(name, false, 1.0, 0.0)));
                if plot == Plotted::Loss && !columns.by_kind && !columns.bound() {
                    sources.push(held_out("nll_nats", 1.0));
                    sources.push(held_out("nats_per_char", 1.0));
                }
            }
        }
        sources.retain(|source| !source.readings.is_empty());
        sources
    }

    /// What it is judged by, as it stood after some steps: for the line above the curves.
    fn value(&self, step: f64) -> Option<f64> {
        let judged = ["kl_nats", "nll_nats", "nats_per_char", "elbo_nats"];
        let readings = judged.iter().map(|name| self.column(name));
        let readings = readings.into_iter().find(|found| !found.is_empty())?;
        let after = readings.partition_point(|reading| reading.step <= step);
        Some(readings.get(after.checked_sub(1)?)?.value)
    }
}

/// The name of the sum of the terms of a bound.
const TOTAL: &str = "train_total";

/// Means of a column over stretches of it: many at the beginning, where a logarithmic axis shows most.
fn cut(table: &MetricsTable, column: &[f64]) -> Vec<Reading> {
    let known: Vec<usize> = (0..column.len())
        .filter(|&row| column[row].is_finite())
        .collect();
    let count = known.len();
    let mut cuts: Vec<usize> = (0..=POINTS).map(|i| i * count / POINTS).collect();
    let early = (0..POINTS).map(|i| (count as f64).powf(i as f64 / POINTS as f64) as usize);
    cuts.extend(early);
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2)
        .map(|pair| {
            let rows = &known[pair[0]..pair[1].min(count)];
            let mean = |value: &dyn Fn(usize) -> f64| {
                rows.iter().map(|&row| value(row)).sum::<f64>() / rows.len().max(1) as f64
            };
            Reading {
                step: mean(&|row| table.steps[row] as f64),
                seconds: mean(&|row| table.seconds[row]),
                examples: mean(&|row| table.examples[row] as f64),
                value: mean(&|row| column[row]),
            }
        })
        .collect()
}

impl Curves {
    /// The curves of the past in a plot, as plotted.
    pub(super) fn laid(&self, columns: &Columns, plot: Plotted) -> Vec<Laid> {
        let (unit, y) = (self.unit(), self.upright(plot));
        let of = |overlay: &Overlay| {
            let sources = overlay.sources(plot, columns, columns.family);
            let same = |other: &Overlay| seeds::are_alike(&other.spec, &overlay.spec);
            let alike = columns.laid.iter().position(same).unwrap_or_default();
            let laid = sources.into_iter().map(|source| {
                let place = |reading: &Reading| {
                    let value = source.factor * reading.value + source.lift;
                    [self.x.plotted(reading.at(unit)), y.plotted(value)]
                };
                let known = source.readings.iter();
                let known = known.filter(|reading| reading.at(unit).is_finite());
                Laid {
                    slot: overlay.slot,
                    alike,
                    held_out: source.held_out,
                    points: known.map(place).collect(),
                }
            });
            laid.collect::<Vec<_>>()
        };
        columns.laid.iter().flat_map(of).collect()
    }

    /// Draws the curves of the past.
    pub(super) fn past(ui: &mut PlotUi<'_>, theme: &Theme, drawn: &Drawn) {
        bands(ui, theme, &drawn.laid);
        for (index, laid) in drawn.laid.iter().enumerate() {
            let [strong, faint] = STRENGTH;
            let (strength, width) = if laid.held_out {
                (strong, 1.6)
            } else {
                (faint, 1.0)
            };
            let color = faded(theme.laid_over(laid.slot), strength);
            let line = Line::new("past", laid.points.clone()).id(("past", index));
            ui.line(line.color(color).width(width).allow_hover(false));
        }
    }

    /// The names of the runs of the past, each with what it had reached; a click takes one off the curves.
    pub(super) fn legend(&self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let theme = theme::of(ui);
        let step = self.step_shown(context.run.training.len());
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(space::MEDIUM, 0.0);
            for overlay in context.overlays {
                let name = overlay.name(context.language);
                let value = overlay.value(step);
                let value = value.map_or_else(String::new, |value| format!(" {}", figure(value)));
                let mark = Mark {
                    dot: Some(theme.laid_over(overlay.slot)),
                    ..Mark::default()
                };
                let family = context
                    .language
                    .t(&format!("family-{}", overlay.spec.family));
                let args = [
                    ("name", name.as_str().into()),
                    ("family", family.into()),
                    ("data", overlay.spec.data.as_str().into()),
                ];
                let why = context.language.f("overlay-off-why", &args);
                let words = format!("{name}{value} ×");
                if switch_word(ui, true, &words, mark)
                    .on_hover_text(why)
                    .clicked()
                {
                    actions.push(Action::Shelf(Ask::Lay(overlay.folder.clone())));
                }
            }
        });
    }
}

/// The bands of runs that differ in their seed alone.
fn bands(ui: &mut PlotUi<'_>, theme: &Theme, laid: &[Laid]) {
    for (index, first) in laid.iter().enumerate() {
        let same = |other: &&Laid| (other.alike, other.held_out) == (first.alike, first.held_out);
        let is_first = laid[..index].iter().all(|other| !same(&other));
        if !first.held_out || !is_first {
            continue;
        }
        let curves = laid.iter().filter(same).map(|laid| &laid.points[..]);
        if let Some(band) = seeds::band(&curves.collect::<Vec<_>>()) {
            let area = FilledArea::new("", &band.xs, &band.low, &band.high);
            let color = faded(theme.laid_over(first.slot), BAND);
            ui.add(area.fill_color(color).allow_hover(false));
        }
    }
}

/// The values that decide the range of the upright axis: what was measured, but for the first, which is far off.
pub(super) fn heights(laid: &[Laid]) -> impl Iterator<Item = f64> {
    let held_out = laid.iter().filter(|laid| laid.held_out);
    held_out.flat_map(|laid| laid.points.iter().skip(1).map(|point| point[1]))
}

/// The curves of the past for a figure outside of the window.
pub(super) fn exported(context: &Context, drawn: &Drawn) -> Vec<export::Curve> {
    let held_out = drawn.laid.iter().filter(|laid| laid.held_out);
    let curve = |laid: &Laid| {
        let overlay = context
            .overlays
            .iter()
            .find(|over| over.slot == laid.slot)?;
        let last = laid.points.last()?;
        Some(export::Curve {
            name: overlay.name(context.language),
            value: numbers::fixed(drawn.y.value(last[1]), 3),
            color: theme::bytes(theme::light().laid_over(laid.slot)),
            shape: export::Shape::Dashed(laid.points.clone()),
        })
    };
    held_out.filter_map(curve).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::families::Family;
    use crate::spec::DeviceChoice;

    #[test]
    fn a_long_table_is_cut_down_and_keeps_its_ends() {
        let rows = 30_000_u64;
        let steps: Vec<u64> = (1..=rows).collect();
        let table = MetricsTable {
            seconds: steps.iter().map(|&n| n as f64 / 100.0).collect(),
            examples: steps.iter().map(|&n| n * 128).collect(),
            names: vec!["train_loss".to_owned(), "nll_nats".to_owned()],
            columns: vec![
                steps.iter().map(|&n| 1.0 / n as f64).collect(),
                steps
                    .iter()
                    .map(|&n| if n % 5000 == 0 { 2.5 } else { f64::NAN })
                    .collect(),
            ],
            steps,
        };
        let family = Family::find("made").unwrap();
        let spec = Spec::of(family, 7, DeviceChoice::Cpu);
        let overlay = Overlay::new("made".into(), spec, &table);
        let loss = overlay.column("train_loss");
        assert!(loss.len() <= 2 * POINTS, "{}", loss.len());
        assert_eq!(loss[0].value, 1.0, "the first step stands alone");
        assert!(loss.windows(2).all(|pair| pair[0].step < pair[1].step));
        assert_eq!(overlay.column("nll_nats").len(), 6);
        assert_eq!(overlay.value(12_000.0), Some(2.5));
        assert_eq!(overlay.value(10.0), None);
    }
}
