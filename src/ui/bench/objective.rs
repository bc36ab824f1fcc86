//! The objective term by term. The term under the pointer, or the one that the keyboard is at, is lit, and with it the curve and the
//! picture that it stands for; its value now stands below.

use egui::{Label, Pos2, Rect, Response, RichText, ScrollArea, Sense, Ui, Vec2, WidgetInfo, vec2};

use super::columns::Columns;
use super::{Context, named, numbers};
use crate::families::Family;
use crate::taxonomy::Piece;
use crate::ui::formula::{Formula, Style};
use crate::ui::prose::explain;
use crate::ui::theme::{self, size};

/// Between two terms of a line, and between two lines, in points of the type.
const BETWEEN: Vec2 = vec2(0.3, 0.35);

/// Draws the objective, and the value of the term that is lit; that term.
pub(super) fn ui(ui: &mut Ui, context: &Context, family: &Family) -> Option<&'static Piece> {
    let terms = family.card.objective;
    let points = fitting(ui, terms);
    let lit = ScrollArea::horizontal()
        .id_salt("objective")
        .show(ui, |ui| lines(ui, context, family, points))
        .inner;
    let theme = theme::of(ui);
    let (words, color) = match lit {
        Some(term) => (now(context, term), theme.text),
        None => (context.language.t("objective-hint"), theme.dim),
    };
    ui.add(Label::new(RichText::new(words).size(size::SMALL).color(color)).truncate());
    lit
}

/// The size at which the widest term fits into a line, if it can still be read at it.
fn fitting(ui: &Ui, terms: &[Piece]) -> f32 {
    let color = theme::of(ui).text;
    let widths = terms.iter().filter_map(|term| {
        let formula = Formula::typeset(ui, term.latex, Style::Display, size::BODY, color)?;
        Some(formula.size.x)
    });
    let widest = widths.fold(1.0, f32::max);
    let share = (ui.available_width() / widest).min(1.0);
    (size::BODY * share * 0.99).max(size::LEAST_FORMULA)
}

/// Where the terms stand, as words do in lines: the left end and the baseline of each, and the room that all take.
fn placed(formulas: &[Formula], width: f32, gap: Vec2) -> (Vec<Pos2>, Vec2) {
    let mut places: Vec<Pos2> = Vec::new();
    let mut room = Vec2::ZERO;
    let mut first = 0;
    while first < formulas.len() {
        let mut end = first + 1;
        let mut right = formulas[first].size.x;
        while end < formulas.len() && right + gap.x + formulas[end].size.x <= width {
            right += gap.x + formulas[end].size.x;
            end += 1;
        }
        let line = &formulas[first..end];
        let ascent = line.iter().map(|f| f.ascent).fold(0.0, f32::max);
        let descent = line.iter().map(|f| f.size.y - f.ascent);
        let top = room.y + if first > 0 { gap.y } else { 0.0 };
        let mut left = 0.0;
        for formula in line {
            places.push(Pos2::new(left, top + ascent));
            left += formula.size.x + gap.x;
        }
        room = vec2(
            room.x.max(right),
            top + ascent + descent.fold(0.0, f32::max),
        );
        first = end;
    }
    (places, room)
}

/// Draws the terms; the one that is lit.
fn lines(ui: &mut Ui, context: &Context, family: &Family, points: f32) -> Option<&'static Piece> {
    let theme = theme::of(ui);
    let set = |ui: &Ui, term: &Piece, color| {
        Formula::typeset(ui, term.latex, Style::Display, points, color)
    };
    let terms = family.card.objective.iter();
    let known = terms.filter_map(|term| Some((term, set(ui, term, theme.text)?)));
    let (terms, formulas): (Vec<&'static Piece>, Vec<Formula>) = known.unzip();
    let (places, room) = placed(&formulas, ui.available_width(), BETWEEN * points);
    let (area, _) = ui.allocate_exact_size(room, Sense::hover());
    let hands: Vec<Response> = terms
        .iter()
        .zip(formulas.iter().zip(&places))
        .enumerate()
        .map(|(i, (term, (formula, place)))| {
            let corner = area.min + vec2(place.x, place.y - formula.ascent);
            let rect = Rect::from_min_size(corner, formula.size);
            let id = ui.scope_id().with(("term", i));
            // What can be clicked can be reached by Tab.
            let response = ui.interact(rect, id, Sense::click());
            response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, term.latex));
            if response.gained_focus() {
                response.scroll_to_me(None);
            }
            response
        })
        .collect();
    let lit = hands.iter().position(Response::hovered);
    let lit = lit.or_else(|| hands.iter().position(Response::has_focus));
    for (i, response) in hands.into_iter().enumerate() {
        let color = match lit {
            Some(lit) if lit == i => theme.accent,
            Some(_) => theme.dim,
            None => theme.text,
        };
        let colored = lit.and_then(|_| set(ui, terms[i], color));
        let at = area.min + places[i].to_vec2();
        colored
            .as_ref()
            .unwrap_or(&formulas[i])
            .paint(ui.painter(), at.x, at.y);
        explain(response, context.language, family.card.id, terms[i].latex);
    }
    lit.map(|i| terms[i])
}

/// The value of a term after the last step, in words.
fn now(context: &Context, term: &Piece) -> String {
    let language = context.language;
    let Some(curve) = term.curve else {
        return language.t("objective-no-value");
    };
    let name = named::key_words(language, named::key_of(curve), "-full");
    let Some(value) = newest(context, curve) else {
        return language.f("objective-not-yet", &[("name", name.into())]);
    };
    let decimals = match value.abs() {
        size if size >= 100.0 => 1,
        size if size >= 1.0 => 2,
        _ => 4,
    };
    let value = numbers::fixed(value, decimals);
    language.f(
        "objective-now",
        &[("name", name.into()), ("value", value.into())],
    )
}

/// The newest value of a loss or of a held-out measure, as the curves show it.
fn newest(context: &Context, curve: &str) -> Option<f64> {
    let run = context.run;
    let Some(column) = run.training.column(curve) else {
        return run.newest(curve);
    };
    let last = column.len().checked_sub(1)?;
    if curve == "loss" {
        return Some(f64::from(Columns::of(context).loss_at(last)));
    }
    Some(f64::from(column[last]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_go_on_in_the_next_line_where_one_is_full_and_stand_on_one_baseline() {
        let harness = egui_kittest::Harness::new_ui(|ui| {
            let color = theme::of(ui).text;
            let formulas: Vec<Formula> = [r"\mathcal L =", r"\frac{a}{b}", r"x"]
                .iter()
                .filter_map(|latex| Formula::typeset(ui, latex, Style::Display, 16.0, color))
                .collect();
            assert_eq!(formulas.len(), 3);
            let whole: f32 = formulas.iter().map(|f| f.size.x).sum();
            let gap = vec2(4.0, 6.0);
            let (places, room) = placed(&formulas, 1e3, gap);
            assert!((room.x - whole - 8.0).abs() < 1e-3);
            assert!(places.iter().all(|place| place.y == places[0].y));
            let (places, room) = placed(&formulas, whole - 1.0, gap);
            assert!(places[2].y > places[1].y && places[2].x == 0.0);
            assert!(room.x < whole);
        });
        drop(harness);
    }
}
