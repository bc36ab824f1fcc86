//! What the model says about the point under the pointer: log p(x) as the formula has it, each value below its term.
//!
//! The printed values add up: what rounding leaves over goes to the term that it hurts least. A term that is pointed at is
//! lit, and with it the picture that it is about.

use std::sync::Arc;

use egui::{Align2, Color32, Galley, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::engine::PictureId;
use crate::figure::{Figure, Known, Reading};
use crate::ui::bench::{Context, numbers};
use crate::ui::formula::{Formula, Style};
use crate::ui::run_view::RunView;
use crate::ui::theme::{self, Ink, size, space};

/// Digits behind the point.
const DECIMALS: usize = 2;
/// Between two columns, and between two rows of the formula.
const GAP: f32 = 9.0;
const ROWS: f32 = 6.0;
/// The height of a line of small words.
const LINE: f32 = 17.0;
/// The size of the formula.
const TYPE: f32 = size::SMALL;

/// The newest reading of a run.
pub(in crate::ui::bench) fn of(run: &RunView) -> Option<&Reading> {
    match &run.pictures.get(&PictureId::Reading)?.figure {
        Figure::Reading(reading) => Some(reading),
        _ => None,
    }
}

/// The part of a mixture that a run's reading most likely belongs to.
pub(super) fn likeliest(run: &RunView) -> Option<usize> {
    let shares = &of(run)?.responsibilities;
    (0..shares.len()).max_by(|a, b| shares[*a].total_cmp(&shares[*b]))
}

/// A part of the formula with what stands below it.
struct Column {
    formula: Option<Formula>,
    latex: &'static str,
    value: String,
    color: Color32,
    /// The term, and its words.
    term: Option<(&'static str, String)>,
    sign: Option<&'static str>,
}

/// Draws a reading into a column of the screen; the term under the pointer.
pub(super) fn ui(
    ui: &Ui,
    context: &Context,
    rect: Rect,
    lit: Option<&'static str>,
    volume: Option<f32>,
) -> Option<&'static str> {
    let theme = theme::of(ui);
    let small = theme::regular(size::SMALL);
    let Some(reading) = of(context.run) else {
        let ready = context.run.ready.as_ref();
        let silent = ready.is_some_and(|ready| ready.density.is_none());
        let key = if silent {
            "plane-probe-hint-silent"
        } else {
            "plane-probe-hint"
        };
        let words = context.language.t(key);
        let galley = ui
            .painter()
            .layout(words.clone(), small, theme.dim, rect.width());
        let place = Rect::from_min_size(rect.min, galley.size());
        ui.painter().galley(rect.min, galley, theme.dim);
        named(ui, place, "hint", &words);
        return None;
    };
    let position = context.language.f("plane-probe-at", &place_of(reading.at));
    let mut top = rect.top();
    let write = |top: f32, words: &str, color| {
        let galley = ui
            .painter()
            .layout(words.to_owned(), small.clone(), color, rect.width());
        let place = Rect::from_min_size(pos2(rect.left(), top), galley.size());
        ui.painter().galley(place.min, galley, color);
        place
    };
    let place = write(top, &position, theme.dim);
    named(ui, place, "position", &position);
    top = place.bottom() + ROWS;
    let mut hovered = None;
    if let Some(log_p) = reading.log_p {
        let room = rect.with_min_y(top);
        let (over, below) = formula(ui, context, (reading, log_p), room, lit);
        (hovered, top) = (over, below + ROWS);
    }
    for line in lines(context, reading, volume) {
        let place = write(top, &line, theme.text);
        named(ui, place, &line, &line);
        top += LINE;
    }
    hovered
}

fn place_of(at: [f32; 2]) -> [(&'static str, fluent_bundle::FluentValue<'static>); 2] {
    let [x, y] = at.map(|v| numbers::fixed(f64::from(v), 2));
    [("x", x.into()), ("y", y.into())]
}

/// What stands below the formula: the data's own density, where a point comes from, the change of area.
fn lines(context: &Context, reading: &Reading, volume: Option<f32>) -> Vec<String> {
    let language = context.language;
    let mut lines = Vec::new();
    let ready = context.run.ready.as_ref();
    let known = ready.and_then(|ready| ready.density);
    if let Some(Known::Oracle(id)) = known {
        let how = language.t(&format!("oracle-{id}-short"));
        lines.push(language.f("plane-probe-oracle", &[("how", how.into())]));
    }
    let comparable = reading
        .log_p
        .filter(|_| known.is_some_and(Known::is_normalised));
    match (reading.truth, comparable) {
        (Some(truth), Some(log_p)) => {
            let difference = f64::from(log_p) - f64::from(truth);
            let args = [
                ("truth", nats(f64::from(truth)).into()),
                ("difference", signed(difference).into()),
            ];
            lines.push(language.f("plane-probe-truth", &args));
        }
        (Some(truth), None) => {
            let args = [("truth", nats(f64::from(truth)).into())];
            lines.push(language.f("plane-probe-truth-alone", &args));
        }
        (None, _) => {}
    }
    if let Some((height, id)) = reading.height.zip(ready.and_then(|ready| ready.landscape)) {
        let name = language.t(&format!("landscape-{id}-full"));
        let value = numbers::fixed(f64::from(height), DECIMALS);
        lines.push(format!("{name} = {value}"));
    }
    if known.is_none() {
        lines.push(language.t("plane-probe-none"));
    }
    if let Some(base) = reading.base {
        lines.push(language.f("plane-probe-base", &place_of(base)));
    }
    if let Some(volume) = volume {
        let args = [("value", signed(f64::from(volume)).into())];
        lines.push(language.f("plane-probe-volume", &args));
    }
    lines
}

/// Nats with a sign that even nothing at all keeps.
fn nats(value: f64) -> String {
    if value == f64::NEG_INFINITY {
        return "\u{2212}∞".to_owned();
    }
    // Nothing has no sign.
    let is_nothing = value.abs() < 0.5 * 10f64.powi(-(DECIMALS as i32));
    numbers::fixed(if is_nothing { 0.0 } else { value }, DECIMALS)
}

fn signed(value: f64) -> String {
    let words = nats(value);
    let sign = if value > 0.0 { "+" } else { "" };
    format!("{sign}{words}")
}

/// The formula over its values, in as many rows as it needs; the term under the pointer, and where it ends.
fn formula(
    ui: &Ui,
    context: &Context,
    reading: (&Reading, f32),
    rect: Rect,
    lit: Option<&'static str>,
) -> (Option<&'static str>, f32) {
    let columns = columns(ui, context, reading, lit);
    let theme = theme::of(ui);
    let font = theme::regular(size::SMALL);
    let height = |c: &Column| c.formula.as_ref().map_or(LINE, |f| f.size.y);
    let ascent = |c: &Column| c.formula.as_ref().map_or(LINE * 0.75, |f| f.ascent);
    let up = columns.iter().map(ascent).fold(0.0, f32::max);
    let below = columns.iter().map(|c| height(c) - ascent(c));
    let row = up + below.fold(0.0, f32::max) + 2.0 + LINE;
    let (mut left, mut top) = (rect.left(), rect.top());
    let mut hovered = None;
    for column in &columns {
        let words = column.value.clone();
        let value = ui
            .painter()
            .layout_no_wrap(words, font.clone(), column.color);
        let formula = column.formula.as_ref().map_or(0.0, |f| f.size.x);
        let wide = formula.max(value.size().x);
        let sign = column.sign.map_or(0.0, |_| 2.0 * GAP);
        if left > rect.left() && left + sign + wide > rect.right() {
            left = rect.left() + GAP;
            top += row + ROWS;
        }
        if let Some(sign) = column.sign {
            // Once between the terms, and once between their values.
            for y in [top + up + 4.0, top + row] {
                let at = pos2(left + GAP, y);
                ui.painter()
                    .text(at, Align2::CENTER_BOTTOM, sign, font.clone(), theme.dim);
            }
        }
        left += sign;
        let cell = Rect::from_min_size(pos2(left, top), vec2(wide, row));
        if column.ui(ui, cell, top + up, &value, lit) {
            hovered = column.term.as_ref().map(|(term, _)| *term);
        }
        left += wide;
    }
    (hovered, top + row)
}

impl Column {
    /// Draws it, and says whether it is pointed at.
    fn ui(
        &self,
        ui: &Ui,
        cell: Rect,
        baseline: f32,
        value: &Arc<Galley>,
        lit: Option<&'static str>,
    ) -> bool {
        let painter = ui.painter();
        if let Some(formula) = &self.formula {
            let indent = (cell.width() - formula.size.x) / 2.0;
            formula.paint(painter, cell.left() + indent, baseline);
        } else {
            let at = pos2(cell.left(), baseline);
            let font = theme::regular(size::SMALL);
            painter.text(at, Align2::LEFT_BOTTOM, self.latex, font, self.color);
        }
        let at = pos2(
            cell.center().x - value.size().x / 2.0,
            cell.bottom() - value.size().y,
        );
        painter.galley(at, Arc::clone(value), self.color);
        let Some((term, words)) = &self.term else {
            return false;
        };
        if lit == Some(*term) {
            let line = egui::Stroke::new(1.0, self.color);
            painter.hline(cell.x_range(), cell.bottom() + 2.0, line);
        }
        let name = format!("{words}: {}", self.value);
        let response = named(ui, cell.expand(2.0), term, &name);
        response.on_hover_text(words.as_str()).hovered()
    }
}

fn columns(
    ui: &Ui,
    context: &Context,
    (reading, log_p): (&Reading, f32),
    lit: Option<&'static str>,
) -> Vec<Column> {
    let theme = theme::of(ui);
    let values: Vec<f64> = reading.terms.iter().map(|term| f64::from(term.2)).collect();
    let (total, written) = exact(f64::from(log_p), &values);
    let column = |latex: &'static str, value: String, color: Color32| Column {
        formula: Formula::typeset(ui, latex, Style::Inline, TYPE, color),
        latex,
        value,
        color,
        term: None,
        sign: None,
    };
    let ready = context.run.ready.as_ref();
    let name = match ready.and_then(|ready| ready.density) {
        Some(Known::Bound) => r"\log p(x) \geq",
        Some(Known::UpToConstant) => r"\log \tilde p(x)",
        _ => r"\log p(x)",
    };
    let mut columns = vec![column(name, total, theme.ink(Ink::Probe))];
    for (i, ((id, latex, _), value)) in reading.terms.iter().zip(written).enumerate() {
        let color = theme.summand(i);
        let dimmed = lit.is_some_and(|lit| lit != *id);
        let color = if dimmed {
            theme::faded(color, 0.55)
        } else {
            color
        };
        let own_sign = i > 0 && latex.trim_start().starts_with('-');
        let value = if own_sign && !value.starts_with('\u{2212}') {
            format!("+{value}")
        } else {
            value
        };
        let sign = if i == 0 { "=" } else { "+" };
        columns.push(Column {
            term: Some((id, context.language.t(&format!("term-{id}")))),
            sign: Some(if own_sign { "" } else { sign }),
            ..column(latex, value, color)
        });
    }
    columns
}

/// A sum and its terms as printed, so that the printed terms add up to the printed sum.
fn exact(total: f64, terms: &[f64]) -> (String, Vec<String>) {
    let unit = 10f64.powi(-(DECIMALS as i32));
    if terms.is_empty() || !total.is_finite() || terms.iter().any(|term| !term.is_finite()) {
        return (nats(total), terms.iter().map(|term| nats(*term)).collect());
    }
    let whole = (total / unit).round();
    let mut parts: Vec<f64> = terms.iter().map(|term| (term / unit).round()).collect();
    let mut left = whole - parts.iter().sum::<f64>();
    // The terms do add up, so no more is left over than rounding can leave.
    for _ in 0..terms.len() {
        if left == 0.0 {
            break;
        }
        let step = left.signum();
        let hurt = |i: usize| ((parts[i] + step) * unit - terms[i]).abs();
        let least = (0..parts.len()).min_by(|a, b| hurt(*a).total_cmp(&hurt(*b)));
        if let Some(i) = least {
            parts[i] += step;
            left -= step;
        }
    }
    let written = parts.iter().map(|part| nats(part * unit)).collect();
    (nats(whole * unit), written)
}

/// Gives a place on the screen its name.
fn named(ui: &Ui, rect: Rect, id: &str, words: &str) -> egui::Response {
    let response = ui.interact(rect, ui.scope_id().with(("reading", id)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    response
}

/// The room below a reading's first line that is left free between groups.
pub(super) const BELOW: f32 = space::MEDIUM;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_terms_add_up_to_the_printed_sum() {
        let read = |text: &str| text.replace('\u{2212}', "-").parse::<f64>().unwrap();
        for terms in [
            vec![-1.004, -2.004],
            vec![-1.006, -2.006, 0.016],
            vec![0.335, 0.335, 0.335, -4.0],
            vec![12.344_9, -7.0],
        ] {
            let total: f64 = terms.iter().sum();
            let (sum, parts) = exact(total, &terms);
            let added: f64 = parts.iter().map(|part| read(part)).sum();
            assert!((added - read(&sum)).abs() < 1e-9, "{parts:?} for {sum}");
            assert!((read(&sum) - total).abs() <= 0.005 + 1e-9);
            for (part, term) in parts.iter().zip(&terms) {
                assert!((read(part) - term).abs() < 0.015, "{part} for {term}");
            }
        }
    }

    #[test]
    fn nothing_at_all_is_minus_infinity() {
        let (sum, _) = exact(f64::NEG_INFINITY, &[f64::NEG_INFINITY, 1.0]);
        assert_eq!(sum, "\u{2212}∞");
        assert_eq!(signed(0.25), "+0.25");
    }
}
