//! The table of a race, sorted by whatever column is clicked.

use std::cmp::Ordering;

use egui::{Button, Grid, RichText, Ui};

use super::{Context, family, state};
use crate::data::PlaneSet;
use crate::families::Family;
use crate::measure::{Standing, smaller_first};
use crate::taxonomy::{Capabilities, DensityKind};
use crate::ui::Action;
use crate::ui::bench::numbers;
use crate::ui::run_view::RunView;
use crate::ui::theme::{self, size, space};

/// A column of the table takes at most so much more than its words need.
const WIDEST: f32 = 116.0;

/// What the table is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Column {
    #[default]
    Energy,
    Nats,
    Modes,
    Quality,
    Precision,
    Recall,
    Coverage,
    Steps,
    Seconds,
}

impl Column {
    const ALL: [(Self, &'static str); 9] = [
        (Self::Energy, "plane-energy"),
        (Self::Nats, "curves-above-full"),
        (Self::Modes, "plane-modes"),
        (Self::Quality, "plane-quality"),
        (Self::Precision, "plane-precision"),
        (Self::Recall, "plane-recall"),
        (Self::Coverage, "plane-coverage"),
        (Self::Steps, "curves-x-steps"),
        (Self::Seconds, "curves-x-seconds"),
    ];

    /// The metric that it shows, where it shows one, whether more is better, and its decimals.
    fn metric(self) -> Option<(&'static str, bool, usize)> {
        match self {
            Self::Energy => Some(("energy_distance", false, 4)),
            Self::Modes => Some(("modes", true, 0)),
            Self::Quality => Some(("high_quality", true, 3)),
            Self::Precision => Some(("precision", true, 3)),
            Self::Recall => Some(("recall", true, 3)),
            Self::Coverage => Some(("coverage", true, 3)),
            Self::Nats | Self::Steps | Self::Seconds => None,
        }
    }
}

/// What a run has reached.
pub(super) struct Row {
    claim: DensityKind,
    standing: Standing,
    metrics: Vec<(String, f64)>,
    steps: u64,
    seconds: f64,
}

impl Row {
    /// The newest figures of a run.
    pub(super) fn of(run: &RunView) -> Self {
        let family = Family::find(&run.spec.family);
        let claim = family.map_or(DensityKind::None, |family| family.card.can.density);
        let set = run.ready.as_ref().and_then(|ready| ready.data.plane());
        let entropy = set.and_then(PlaneSet::entropy);
        let mut metrics: Vec<(String, f64)> = Vec::new();
        for (name, value) in run.held_out.iter().rev().flat_map(|held| &held.values) {
            if !metrics.iter().any(|(known, _)| known == name) {
                metrics.push((name.clone(), *value));
            }
        }
        Self {
            claim,
            standing: Standing::of(&metrics, claim, entropy),
            steps: run.step(),
            seconds: run.pulse.map_or(0.0, |pulse| pulse.seconds),
            metrics,
        }
    }

    fn metric(&self, name: &str) -> Option<f64> {
        let found = self.metrics.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| *value)
    }

    /// The better one first.
    fn order(&self, other: &Self, by: Column) -> Ordering {
        let own = |row: &Self| match by {
            Column::Nats => row.standing.nats.value.or(row.standing.nats.at_most),
            Column::Steps => Some(-(row.steps as f64)),
            Column::Seconds => Some(row.seconds),
            _ => by.metric().and_then(|(name, more, _)| {
                row.metric(name)
                    .map(|value| if more { -value } else { value })
            }),
        };
        smaller_first(own(self), own(other)).then_with(|| self.standing.order(&other.standing))
    }

    /// What fresh data get where the samples of a model stand otherwise: the best that there is, in words.
    fn ceiling(&self, column: Column) -> Option<String> {
        let (name, _, decimals) = column.metric()?;
        let real = self.metric(&format!("{name}_real"))?;
        Some(numbers::fixed(real, decimals))
    }

    /// The words of a cell.
    fn cell(&self, column: Column) -> String {
        let nats = self.standing.nats;
        let fixed = |value| numbers::fixed(value, 3);
        match column {
            // A value and a bound never stand side by side without a sign that tells them apart.
            Column::Nats => match (nats.value, nats.at_most) {
                (Some(value), Some(bound)) => format!("{} (≤ {})", fixed(value), fixed(bound)),
                (Some(value), None) => fixed(value),
                (None, Some(bound)) => format!("≤ {}", fixed(bound)),
                (None, None) => "–".to_owned(),
            },
            Column::Steps => numbers::count(self.steps),
            Column::Seconds => numbers::fixed(self.seconds, 1),
            _ => column
                .metric()
                .and_then(|(name, _, decimals)| Some(numbers::fixed(self.metric(name)?, decimals)))
                .unwrap_or_else(|| "–".to_owned()),
        }
    }

    /// What the family says about its likelihood: the key of the words.
    fn likelihood(&self) -> &'static str {
        match self.claim {
            DensityKind::Exact => "density-exact",
            DensityKind::Bound => "density-bound",
            DensityKind::UpToConstant => "density-up-to-constant",
            DensityKind::None => "density-none",
        }
    }
}

/// Draws the table.
pub(super) fn ui(
    ui: &mut Ui,
    context: &Context,
    rows: &[Row],
    (sort, reversed): (&mut Column, &mut bool),
    actions: &mut Vec<Action>,
) {
    let theme = theme::of(ui);
    let language = context.language;
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by(|a, b| {
        let order = rows[*a].order(&rows[*b], *sort);
        if *reversed { order.reverse() } else { order }
    });
    let head = |words: String| RichText::new(words).size(size::SMALL).color(theme.dim);
    let columns = Column::ALL.len() + 3;
    let even = ui.available_width() / columns as f32 - space::LARGE;
    Grid::new("standings")
        .striped(true)
        .spacing([space::LARGE, space::SMALL])
        .min_col_width(even.clamp(0.0, WIDEST))
        .show(ui, |ui| {
            ui.label(head(language.t("race-family")));
            for (column, key) in Column::ALL {
                let words = language.t(key);
                let text = head(words.clone());
                let text = if column == *sort {
                    text.color(theme.text).strong()
                } else {
                    text
                };
                let args = [("column", words.into())];
                let why = language.f("race-sort", &args);
                if ui
                    .add(Button::new(text).frame(false))
                    .on_hover_text(why)
                    .clicked()
                {
                    *reversed = column == *sort && !*reversed;
                    *sort = column;
                }
            }
            ui.label(head(language.t(Capabilities::HEADS[0])));
            ui.label(head(language.t("race-state")));
            ui.end_row();
            for index in order {
                let (run, row) = (context.runs[index], &rows[index]);
                let name = RichText::new(family(language, run)).color(theme.class(index as u8));
                if ui.add(Button::new(name).frame(false)).clicked() {
                    actions.push(Action::Show(run.run));
                }
                for (column, _) in Column::ALL {
                    ui.label(RichText::new(row.cell(column)).size(size::SMALL));
                }
                let says = language.t(row.likelihood());
                ui.label(RichText::new(says).size(size::SMALL).color(theme.dim));
                let words = state(language, run);
                ui.label(RichText::new(words).size(size::SMALL).color(theme.dim));
                ui.end_row();
            }
            ceiling(ui, context, rows);
        });
}

/// The last row: what the data get against the data, which is as good as samples can be.
fn ceiling(ui: &mut Ui, context: &Context, rows: &[Row]) {
    let of = |column| rows.iter().find_map(|row: &Row| row.ceiling(column));
    if Column::ALL.iter().all(|(column, _)| of(*column).is_none()) {
        return;
    }
    let theme = theme::of(ui);
    let dim = |words: String| RichText::new(words).size(size::SMALL).color(theme.dim);
    let why = context.language.t("race-fresh-why");
    ui.label(dim(context.language.t("race-fresh")).size(size::BODY))
        .on_hover_text(why);
    for (column, _) in Column::ALL {
        ui.label(dim(of(column).unwrap_or_else(|| "–".to_owned())));
    }
    ui.end_row();
}

/// The table for a file: a column a metric that any of them has.
pub(super) fn table(runs: &[&RunView], rows: &[Row]) -> Vec<Vec<String>> {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in rows.iter().flat_map(|row| &row.metrics) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let fixed = ["family", "data", "seed", "steps", "seconds", "likelihood"];
    let head = fixed.iter().chain(&names).map(|name| (*name).to_owned());
    let mut table = vec![head.collect::<Vec<_>>()];
    for (run, row) in runs.iter().zip(rows) {
        let mut line = vec![
            run.spec.family.clone(),
            run.spec.data.clone(),
            run.spec.seed.to_string(),
            row.steps.to_string(),
            format!("{:.3}", row.seconds),
            row.likelihood().to_owned(),
        ];
        let values = names.iter().map(|name| row.metric(name));
        line.extend(values.map(|value| value.map_or_else(String::new, |v| v.to_string())));
        table.push(line);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(claim: DensityKind, metrics: &[(&str, f64)]) -> Row {
        let metrics: Vec<_> = metrics.iter().map(|(n, v)| ((*n).to_owned(), *v)).collect();
        Row {
            claim,
            standing: Standing::of(&metrics, claim, Some(1.0)),
            metrics,
            steps: 10,
            seconds: 1.0,
        }
    }

    #[test]
    fn columns_sort_by_what_is_better_and_bounds_are_marked() {
        let flow = row(
            DensityKind::Exact,
            &[("energy_distance", 0.01), ("kl_nats", 0.2), ("recall", 0.5)],
        );
        let vae = row(
            DensityKind::Bound,
            &[
                ("energy_distance", 0.02),
                ("elbo_nats", -1.1),
                ("recall", 0.9),
            ],
        );
        let gan = row(
            DensityKind::None,
            &[("energy_distance", 0.001), ("recall", 0.7)],
        );
        assert_eq!(flow.order(&gan, Column::Energy), Ordering::Greater);
        assert_eq!(vae.order(&flow, Column::Recall), Ordering::Less);
        assert_eq!(gan.order(&flow, Column::Nats), Ordering::Greater);
        assert_eq!(vae.cell(Column::Nats), "≤ 0.100");
        assert_eq!(gan.cell(Column::Nats), "–");
        assert_eq!(flow.cell(Column::Recall), "0.500");
        let beside = row(DensityKind::None, &[("recall", 0.7), ("recall_real", 0.99)]);
        assert_eq!(beside.ceiling(Column::Recall).as_deref(), Some("0.990"));
        assert_eq!(beside.ceiling(Column::Steps), None);
    }
}
