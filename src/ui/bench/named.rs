//! Curves under their own names: whatever a step tells beside its loss, and held-out measures that are read over time. A family
//! has no code here; a name says in which plot a curve stands, and the locales say what it is (`loss-NAME`).

use std::collections::BTreeMap;

use super::plot::Plotted;
use super::readout::{self, Entry};
use super::series::Series;
use crate::text::Language;
use crate::ui::run_view::{RunView, Table};
use crate::ui::theme::Theme;

/// Columns that the other curves are made of.
const TAKEN: [&str; 3] = ["loss", "reconstruction_nats", "kl_term_nats"];
/// Held-out measures that are curves of their own: estimates of one quantity, each with its standard error.
const MEASURED: [(&str, &str); 2] = [
    ("log_z_exact_nats", "log_z_exact_nats_se"),
    ("log_z_ais_nats", "log_z_ais_nats_se"),
];

/// The plot of a curve.
pub(super) fn plot_of(name: &str) -> Plotted {
    match name {
        _ if name.starts_with("log_z") => Plotted::LogZ,
        _ if name.starts_with("verdict") => Plotted::Verdict,
        _ if name.ends_with("gradient") => Plotted::Gradient,
        "wasserstein" => Plotted::Wasserstein,
        "reconstruction" => Plotted::Misleading,
        _ => Plotted::Loss,
    }
}

/// The words of a curve: its own, or its name as it is where nobody has said more about it. `suffix` asks for its name in
/// short (nothing), in full (`-full`), or for what it is (`-why`).
pub(in crate::ui) fn words(language: Language, name: &str, suffix: &str) -> String {
    let full = format!("loss-{}", name.replace('_', "-"));
    let [first, then] = match suffix {
        "-why" => [format!("{full}-why"), "curves-named-why".to_owned()],
        "-full" => [full.clone(), full],
        _ => [format!("{full}-short"), full],
    };
    let known = [first, then].into_iter().find(|key| language.has(key));
    known.map_or_else(|| name.replace('_', " "), |key| language.t(&key))
}

/// The same for every curve, by its key: those that are made of several columns have words of their own.
pub(super) fn key_words(language: Language, key: &str, suffix: &str) -> String {
    if key.starts_with("curves-") {
        return language.t(&format!("{key}{suffix}"));
    }
    words(language, key, suffix)
}

/// The key of the curve that draws a column.
pub(super) fn key_of(column: &'static str) -> &'static str {
    match column {
        "loss" => "curves-loss",
        "reconstruction_nats" => "curves-reconstruction",
        "kl_term_nats" => "curves-kl",
        _ => column,
    }
}

/// A held-out measure over steps.
pub(super) struct Line {
    pub(super) name: &'static str,
    /// Steps and values.
    pub(super) points: Vec<[f64; 2]>,
    /// The standard error of each value, where it is known.
    pub(super) errors: Vec<f64>,
}

/// All curves under their own names.
#[derive(Default)]
pub(super) struct Named {
    series: BTreeMap<&'static str, Series>,
    pub(super) lines: Vec<Line>,
}

impl Named {
    /// Takes up readings that are new, smoothed over about `window` steps.
    pub(super) fn take_up(&mut self, table: &Table, window: f32) {
        for (name, column) in columns(table) {
            let series = self.series.entry(name).or_default();
            series.update(|row| column[row], column.len(), window);
        }
    }

    /// How many rows are taken up.
    pub(super) fn rows(&self) -> usize {
        self.series.values().map(Series::rows).max().unwrap_or(0)
    }

    /// Takes up everything that was measured.
    pub(super) fn measured(&mut self, run: &RunView) {
        let line = |(name, error): (&'static str, &str)| {
            let at = run.held_out.iter();
            let found = at.filter_map(|at| {
                let error = at.value(error).unwrap_or_default();
                Some(([at.step as f64, at.value(name)?], error))
            });
            let (points, errors) = found.unzip();
            Line {
                name,
                points,
                errors,
            }
        };
        let lines = MEASURED.into_iter().map(line);
        self.lines = lines.filter(|line| !line.points.is_empty()).collect();
    }

    /// The series of a plot with their readings, in the order of the columns.
    pub(super) fn of<'a>(
        &'a self,
        table: &'a Table,
        plot: Plotted,
    ) -> impl Iterator<Item = (&'static str, &'a Series, &'a [f32])> {
        columns(table)
            .filter(move |(name, _)| plot_of(name) == plot)
            .filter_map(move |(name, column)| Some((name, self.series.get(name)?, column)))
    }

    /// Whether a plot has anything.
    pub(super) fn has(&self, table: &Table, plot: Plotted) -> bool {
        self.of(table, plot).next().is_some()
            || self.lines.iter().any(|line| plot_of(line.name) == plot)
    }

    /// The curves of a plot with their values after a step.
    pub(super) fn entries(
        &self,
        theme: &Theme,
        table: &Table,
        plot: Plotted,
        step: f64,
    ) -> Vec<Entry> {
        let row = (step as usize).saturating_sub(1);
        let read = self.of(table, plot).map(|(name, _, column)| {
            let value = column.get(row).map(|value| f64::from(*value));
            (name, value, None)
        });
        let lines = self.lines.iter().filter(|line| plot_of(line.name) == plot);
        let measured = lines.map(|line| {
            let last = line.points.partition_point(|point| point[0] <= step);
            let error = last.checked_sub(1).map(|i| line.errors[i]);
            let error = error.filter(|error| *error > 0.0);
            (line.name, readout::measured(&line.points, step), error)
        });
        let all = read.chain(measured).enumerate();
        all.map(|(i, (name, value, error))| Entry {
            key: name,
            color: theme.summand(i),
            value,
            error,
            bound: false,
            decimals: decimals(plot, value),
        })
        .collect()
    }
}

/// Digits behind the point: more of what is small.
fn decimals(plot: Plotted, value: Option<f64>) -> usize {
    match (plot, value) {
        (Plotted::Gradient, Some(value)) if value.abs() < 0.01 => 5,
        (Plotted::Gradient, _) => 3,
        _ => 2,
    }
}

fn columns(table: &Table) -> impl Iterator<Item = (&'static str, &[f32])> {
    let names = table.names.iter().copied();
    let all = names.zip(table.columns.iter().map(Vec::as_slice));
    all.filter(|(name, _)| !TAKEN.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme;

    fn table() -> Table {
        Table {
            names: vec!["loss", "verdict_real", "verdict_fake", "something_new"],
            columns: vec![
                vec![1.0; 3],
                vec![0.5, 0.6, 0.7],
                vec![0.5, 0.4, 0.3],
                vec![9.0; 3],
            ],
            clock: Vec::new(),
        }
    }

    #[test]
    fn what_a_family_tells_is_drawn_whatever_it_is_called() {
        let (table, mut named) = (table(), Named::default());
        named.take_up(&table, 1.0);
        let names = |plot| -> Vec<&str> { named.of(&table, plot).map(|(name, ..)| name).collect() };
        assert_eq!(names(Plotted::Verdict), ["verdict_real", "verdict_fake"]);
        assert_eq!(names(Plotted::Loss), ["something_new"]);
        assert!(!named.has(&table, Plotted::Gradient));
        let entries = named.entries(&theme::light(), &table, Plotted::Verdict, 2.0);
        let written: Vec<String> = entries.iter().map(Entry::written).collect();
        assert_eq!(written, ["0.60", "0.40"]);
        assert_ne!(entries[0].color, entries[1].color);
    }

    #[test]
    fn every_curve_has_words_and_an_unknown_one_its_name() {
        for language in Language::ALL {
            assert_ne!(words(language, "verdict_real", ""), "verdict real");
            assert_eq!(words(language, "something_new", "-full"), "something new");
            assert!(words(language, "something_new", "-why").len() > 9);
        }
    }
}
