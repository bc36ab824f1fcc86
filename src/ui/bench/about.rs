//! What stands below the knobs: the objective, what the family can compute, what was changed, the command line.

use egui::{Button, RichText, Ui};

use super::inside::InsideNet;
use super::{Context, abilities, numbers, objective};
use crate::families::Family;
use crate::lesson::Target;
use crate::taxonomy::Piece;
use crate::text::Language;
use crate::ui::Action;
use crate::ui::export::{Export, What};
use crate::ui::run_view::Mark;
use crate::ui::theme::{self, icon, size, space};
use crate::ui::widgets::spot;

/// This many changes are listed, newest first.
const LISTED: usize = 12;

/// Draws all sections; the term of the objective that is lit.
pub(super) fn ui(
    ui: &mut Ui,
    context: &Context,
    inside: &mut InsideNet,
    actions: &mut Vec<Action>,
) -> Option<&'static Piece> {
    let mut lit = None;
    if let Ok(family) = Family::find(&context.run.spec.family) {
        marked(ui, Target::Objective, |ui| {
            heading(ui, &context.language.t("knobs-objective"));
            lit = objective::ui(ui, context, family);
        });
        marked(ui, Target::Abilities, |ui| {
            heading(ui, &context.language.t("knobs-can"));
            abilities::ui(ui, context, family.card.can, actions);
        });
    }
    inside.ui(ui, context);
    changes(ui, context);
    ui.add_space(space::LARGE);
    let kind = context.run.ready.as_ref().map(|ready| ready.shape.kind());
    let line = context.run.spec.command_line(kind);
    if button(ui, context, icon::COPY, "knobs-copy", &line) {
        actions.push(Action::Copy(line));
    }
    let why = context.language.t("knobs-link-why");
    let link = || context.run.link().to_text();
    if button(ui, context, icon::COPY, "knobs-link", &why)
        && let Ok(link) = link()
    {
        actions.push(Action::Copy(link));
    }
    let why = context.language.t("knobs-link-file-why");
    if button(ui, context, icon::EXPORT, "knobs-link-file", &why)
        && let Ok(link) = link()
    {
        let (name, what) = (context.name.to_owned(), What::Link(link));
        actions.push(Action::Export(Box::new(Export { name, what })));
    }
    lit
}

/// Something that a lesson can point at.
fn marked(ui: &mut Ui, target: Target, add: impl FnOnce(&mut Ui)) {
    let drawn = ui.scope(add).response.rect;
    spot::mark(ui, target, drawn);
}

fn button(ui: &mut Ui, context: &Context, glyph: &str, key: &str, why: &str) -> bool {
    let words = context.language.t(key);
    let parts = [
        (glyph, theme::icons(size::BODY)),
        (words.as_str(), theme::regular(size::SMALL)),
    ];
    let button = Button::new(theme::beside(parts, theme::of(ui).text));
    let response = ui.add(button).accessible_name(words.clone());
    response.on_hover_text(why).clicked()
}

/// A knob that was turned, in short: `beta 1 → 4`.
pub fn turn(language: Language, mark: &Mark) -> String {
    let name = language.t(&format!("knob-{}", mark.knob));
    format!("{name} {} → {}", mark.from, mark.to)
}

fn heading(ui: &mut Ui, words: &str) {
    ui.add_space(space::LARGE);
    ui.label(
        RichText::new(words)
            .font(theme::bold(size::SMALL))
            .color(theme::of(ui).dim),
    );
}

fn changes(ui: &mut Ui, context: &Context) {
    let theme = theme::of(ui);
    heading(ui, &context.language.t("knobs-changes"));
    if context.run.marks.is_empty() {
        ui.label(
            RichText::new(context.language.t("knobs-no-changes"))
                .size(size::SMALL)
                .color(theme.faint),
        );
        return;
    }
    for mark in context.run.marks.iter().rev().take(LISTED) {
        ui.horizontal(|ui| {
            let step = context
                .language
                .f("curves-step", &[("step", numbers::count(mark.step).into())]);
            ui.label(RichText::new(step).size(size::SMALL).color(theme.dim));
            ui.label(RichText::new(turn(context.language, mark)).size(size::SMALL));
        });
    }
}
