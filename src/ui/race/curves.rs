//! The curves of a race: how far the samples of each family are from real data over its own seconds of training, and KL
//! where a family has it. One figure for the screen and for the file.

use egui::{Align2, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::{Context, family};
use crate::data::PlaneSet;
use crate::families::Family;
use crate::measure::Standing;
use crate::taxonomy::DensityKind;
use crate::ui::bench::numbers;
use crate::ui::clock::{Clock, Unit};
use crate::ui::export::{Chart, Curve, Panel, Shape, Tick};
use crate::ui::run_view::RunView;
use crate::ui::theme::{self, size, space};

/// No value is plotted below this: a logarithm has no zero.
const LEAST: f64 = 1e-5;
/// Room for the words of the upright axis, and below for those of the flat one.
const LEFT: f32 = 52.0;
const BELOW: f32 = 20.0;

/// What one panel shows of a run: places and values.
type Line = Vec<[f64; 2]>;

/// The figure.
pub(super) fn chart(context: &Context, size: [f32; 2]) -> Chart {
    let language = context.language;
    let energy = |run: &RunView| line(run, |standing| standing.energy);
    let nats = |run: &RunView| line(run, |standing| standing.nats.value);
    // A bound is a line of its own, dashed, so that nobody takes it for the value.
    let bound = |run: &RunView| line(run, |standing| standing.nats.at_most);
    let panel =
        |label: &str, solid: &dyn Fn(&RunView) -> Line, dashed: &dyn Fn(&RunView) -> Line| {
            let mut curves = Vec::new();
            for (index, run) in context.runs.iter().enumerate() {
                let color = theme::bytes(theme::light().class(index as u8));
                for (points, is_bound) in [(solid(run), false), (dashed(run), true)] {
                    let Some(last) = points.last() else { continue };
                    let value = numbers::fixed(10f64.powf(last[1]), 4);
                    curves.push(Curve {
                        name: family(language, run),
                        value: if is_bound {
                            format!("≤ {value}")
                        } else {
                            value
                        },
                        color,
                        shape: if is_bound {
                            Shape::Dashed(points)
                        } else {
                            Shape::Measured(points)
                        },
                    });
                }
            }
            let range = ends(&curves);
            Panel {
                label: language.t(label),
                range,
                ticks: decades(range),
                curves,
            }
        };
    let nothing = |_: &RunView| Vec::new();
    let mut panels = vec![panel("curves-energy-full", &energy, &nothing)];
    let likelihood = panel("curves-above-full", &nats, &bound);
    if !likelihood.curves.is_empty() {
        panels.push(likelihood);
    }
    let longest = context.runs.iter().filter_map(|run| run.pulse);
    let longest = longest.map(|pulse| pulse.seconds).fold(0.1, f64::max);
    let names = context.runs.iter().map(|run| family(language, run));
    let first = context.runs.first();
    Chart {
        size,
        title: names.collect::<Vec<_>>().join(" · "),
        subtitle: first.map_or_else(String::new, |run| run.spec.data.clone()),
        across: language.t("curves-x-seconds-axis"),
        range: [0.0, longest],
        ticks: even(longest),
        uprights: Vec::new(),
        panels,
    }
}

/// A measure over the seconds of training of a run, on a logarithmic axis.
fn line(run: &RunView, value: impl Fn(&Standing) -> Option<f64>) -> Line {
    let mut clock = Clock::default();
    clock.take_up(&run.training.clock);
    let claim = Family::find(&run.spec.family).map_or(DensityKind::None, |f| f.card.can.density);
    let set = run.ready.as_ref().and_then(|ready| ready.data.plane());
    let entropy = set.and_then(PlaneSet::entropy);
    let at = run.held_out.iter().filter_map(|held| {
        let standing = Standing::of(&held.values, claim, entropy);
        let value = value(&standing)?.max(LEAST);
        Some([clock.at(Unit::Seconds, held.step as f64), value.log10()])
    });
    at.collect()
}

/// The whole decades around all values.
fn ends(curves: &[Curve]) -> [f64; 2] {
    let values = curves.iter().flat_map(|curve| match &curve.shape {
        Shape::Measured(points) | Shape::Dashed(points) => points.as_slice(),
        Shape::Area(_) | Shape::Banded(_) => &[],
    });
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for [_, value] in values {
        low = low.min(value.floor());
        high = high.max(value.ceil());
    }
    if low < high { [low, high] } else { [-3.0, 0.0] }
}

fn decades(range: [f64; 2]) -> Vec<Tick> {
    let whole = range[0] as i32..=range[1] as i32;
    whole
        .map(|power| Tick {
            at: f64::from(power),
            words: format!("{}", 10f64.powi(power)),
        })
        .collect()
}

/// Ticks from nothing to the end, at steps of 1, 2 or 5 times a power of ten.
fn even(end: f64) -> Vec<Tick> {
    let rough = end / 6.0;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|times| times * power);
    let step = step
        .into_iter()
        .find(|step| *step >= rough)
        .unwrap_or(rough);
    let count = (end / step) as usize;
    (0..=count)
        .map(|k| k as f64 * step)
        .map(|at| Tick {
            at,
            words: numbers::short(at),
        })
        .collect()
}

/// Draws the panels side by side.
pub(super) fn ui(ui: &mut Ui, context: &Context, chart: &Chart, height: f32) {
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let words = context.language.t("race-curves");
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
    let count = chart.panels.len().max(1) as f32;
    let width = (rect.width() - space::HUGE * (count - 1.0)) / count;
    for (index, panel) in chart.panels.iter().enumerate() {
        let left = rect.left() + index as f32 * (width + space::HUGE);
        let place = Rect::from_min_size(pos2(left, rect.top()), vec2(width, height));
        paint(ui, context, chart, panel, place);
    }
}

fn paint(ui: &Ui, context: &Context, chart: &Chart, panel: &Panel, place: Rect) {
    let theme = theme::of(ui);
    let painter = ui.painter();
    let small = theme::regular(size::SMALL);
    let frame = Rect::from_min_max(
        place.min + vec2(LEFT, size::TITLE + space::LARGE),
        place.max - vec2(space::SMALL, BELOW),
    );
    let title = theme::bold(size::SMALL);
    painter.text(place.min, Align2::LEFT_TOP, &panel.label, title, theme.dim);
    let is_bound =
        |curve: &Curve| matches!(&curve.shape, Shape::Dashed(points) if !points.is_empty());
    let mut about = chart.across.clone();
    if panel.curves.iter().any(is_bound) {
        about = format!("{} · {about}", context.language.t("race-dashed"));
    }
    let end = pos2(frame.right(), place.top());
    painter.text(end, Align2::RIGHT_TOP, about, small.clone(), theme.dim);
    let share = |value: f64, range: [f64; 2]| ((value - range[0]) / (range[1] - range[0])) as f32;
    let x = |value: f64| frame.left() + share(value, chart.range) * frame.width();
    let y = |value: f64| frame.bottom() - share(value, panel.range) * frame.height();
    for tick in &panel.ticks {
        painter.hline(frame.x_range(), y(tick.at), theme.hairline());
        let at = pos2(frame.left() - space::SMALL, y(tick.at));
        painter.text(
            at,
            Align2::RIGHT_CENTER,
            &tick.words,
            small.clone(),
            theme.dim,
        );
    }
    for tick in &chart.ticks {
        let at = pos2(x(tick.at), frame.bottom() + 2.0);
        painter.text(
            at,
            Align2::CENTER_TOP,
            &tick.words,
            small.clone(),
            theme.dim,
        );
    }
    let inside = painter.with_clip_rect(frame.expand(2.0));
    for curve in &panel.curves {
        let run = context
            .runs
            .iter()
            .position(|run| family(context.language, run) == curve.name);
        let color = theme.class(run.unwrap_or_default() as u8);
        let stroke = Stroke::new(1.8, color);
        match &curve.shape {
            Shape::Measured(points) => {
                let points: Vec<_> = points.iter().map(|p| pos2(x(p[0]), y(p[1]))).collect();
                for point in &points {
                    inside.circle_filled(*point, 2.0, color);
                }
                inside.line(points, stroke);
            }
            Shape::Dashed(points) => {
                let points: Vec<_> = points.iter().map(|p| pos2(x(p[0]), y(p[1]))).collect();
                inside.extend(egui::Shape::dashed_line(&points, stroke, 6.0, 4.0));
            }
            Shape::Area(_) | Shape::Banded(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_numbers_within_the_axis() {
        let places = |end| even(end).iter().map(|tick| tick.at).collect::<Vec<_>>();
        assert_eq!(places(20.0), [0.0, 5.0, 10.0, 15.0, 20.0]);
        assert_eq!(places(9.0), [0.0, 2.0, 4.0, 6.0, 8.0]);
        let words: Vec<_> = decades([-3.0, 0.0]).into_iter().map(|t| t.words).collect();
        assert_eq!(words, ["0.001", "0.01", "0.1", "1"]);
    }
}
