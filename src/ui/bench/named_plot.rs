//! The curves under their own names, cut down and drawn like all others.

use egui::Color32;
use egui_plot::{Line, LineStyle, PlotUi, Points};

use super::columns::Columns;
use super::curves::Curves;
use super::named::plot_of;
use super::plot::{Drawn, Plotted};
use super::series::Bucket;
use crate::ui::theme::{Term, Theme};

/// With more points than this a line has no dots.
const MOST_DOTS: usize = 60;

/// The name of a measure, its points, and a bar of two standard errors either way for each where there are few.
pub(super) type Measures = (&'static str, Vec<[f64; 2]>, Vec<[[f64; 2]; 2]>);

impl Curves {
    /// The curves under their own names.
    pub(super) fn cut_named(
        &self,
        columns: &Columns,
        plot: Plotted,
        cuts: &[usize],
    ) -> Vec<(&'static str, Vec<Bucket>)> {
        let all = self.named.of(columns.table, plot);
        all.map(|(name, series, column)| (name, series.buckets(|row| column[row], cuts)))
            .collect()
    }

    /// The measures under their own names.
    pub(super) fn cut_lines(&self, plot: Plotted, steps: [f64; 2]) -> Vec<Measures> {
        let y = self.upright(plot);
        let lines = self.named.lines.iter();
        let lines = lines.filter(|line| plot_of(line.name) == plot);
        lines
            .map(|line| {
                let points = self.thinned(&line.points, steps, y);
                let bar = |(point, error): (&[f64; 2], &f64)| {
                    let at = self.place(point[0].max(1.0));
                    [-2.0, 2.0].map(|way| [at, y.plotted(point[1] + way * error)])
                };
                let few = line.points.len() <= MOST_DOTS;
                let with_errors = line.points.iter().zip(&line.errors);
                let bars = with_errors
                    .filter(|(_, error)| few && **error > 0.0)
                    .map(bar);
                (line.name, points, bars.collect())
            })
            .collect()
    }

    /// Draws the lines that stand under their own names, measured ones with bars of two standard errors.
    pub(super) fn named_lines(
        &self,
        ui: &mut PlotUi<'_>,
        theme: &Theme,
        drawn: &Drawn,
        plot: Plotted,
    ) {
        let total = theme.term(Term::Total);
        self.line(ui, drawn.y, &drawn.loss, "curves-loss", total);
        let mut colors = (0..).map(|i| theme.summand(i));
        for (name, buckets) in &drawn.named {
            let color = colors.next().unwrap_or(total);
            self.line(ui, drawn.y, buckets, name, color);
        }
        for (name, points, bars) in &drawn.lines {
            let color = colors.next().unwrap_or(total);
            if !self.draws(name) {
                continue;
            }
            let (color, width) = self.pen(name, color, 1.8);
            let line = Line::new(*name, points.clone()).width(width);
            measured(ui, line, points, color);
            for bar in bars {
                ui.line(
                    Line::new("", bar.to_vec())
                        .color(color)
                        .width(1.2)
                        .allow_hover(false),
                );
            }
        }
        if plot == Plotted::Verdict && drawn.is_probability() {
            let half = drawn.view.map(|end| [end, drawn.y.plotted(0.5)]).to_vec();
            let style = LineStyle::Dashed { length: 7.0 };
            let line = Line::new("half", half).style(style).width(1.2);
            ui.line(line.color(theme.faint).allow_hover(false));
        }
    }
}

impl Drawn {
    /// Whether the curves under their own names can be probabilities: the verdicts of a discriminator are, those of a critic
    /// are not.
    pub(super) fn is_probability(&self) -> bool {
        named_values(self).iter().all(|v| (0.0..=1.0).contains(v))
    }
}

/// A line through measurements, with a dot at each while they are few.
pub(super) fn measured<'a>(
    ui: &mut PlotUi<'a>,
    line: Line<'a>,
    points: &[[f64; 2]],
    color: Color32,
) {
    if points.is_empty() {
        return;
    }
    ui.line(line.color(color).allow_hover(false));
    if points.len() <= MOST_DOTS {
        let dots = Points::new("", points.to_vec());
        ui.points(dots.color(color).radius(2.5).allow_hover(false));
    }
}

/// The values that decide the range of the upright axis.
pub(super) fn named_values(drawn: &Drawn) -> Vec<f64> {
    let smooth = |b: &Bucket| drawn.y.plotted(f64::from(b.smooth));
    let all = drawn.named.iter().flat_map(|(_, buckets)| buckets);
    let mut values: Vec<f64> = all.map(smooth).collect();
    for (_, points, bars) in &drawn.lines {
        values.extend(points.iter().chain(bars.iter().flatten()).map(|p| p[1]));
    }
    values
}
