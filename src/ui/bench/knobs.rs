//! The knobs pane: a row a knob, the few that matter first, and the button that restarts with what was changed.

use std::collections::BTreeMap;

use egui::{Button, RichText, Ui, vec2};

use super::data_menu::{self, DataMenu};
use super::inside::InsideNet;
use super::knob_row::{self, Draft};
use super::{Context, about, doctor};
use crate::families::Family;
use crate::knob::Knob;
use crate::lesson::Target;
use crate::measure::doctor::Ailment;
use crate::taxonomy::Piece;
use crate::ui::theme::{self, icon, size, space};
use crate::ui::widgets::fold::fold;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::spot;
use crate::ui::{Action, Screen, Seed};

/// What the pane remembers.
#[derive(Default)]
pub struct KnobsPane {
    /// Values and texts that are being entered.
    drafts: BTreeMap<&'static str, Draft>,
    unfolded: bool,
    /// Whether it is being chosen which knobs are shown.
    choosing: bool,
    data: DataMenu,
    /// The finding of the doctor under the pointer.
    pointed: Option<Ailment>,
    /// The term of the objective that is lit.
    lit: Option<&'static Piece>,
    /// Whether it has been drawn since it was asked.
    seen: bool,
    pub(super) inside: InsideNet,
}

impl KnobsPane {
    /// Nothing is lit from a pane that was not drawn in the frame before.
    pub(super) fn begin(&mut self) {
        if !std::mem::take(&mut self.seen) {
            (self.pointed, self.lit) = (None, None);
        }
    }

    /// The pane for another run: nothing half-entered goes over to it.
    pub(super) fn of_another_run(self) -> Self {
        Self {
            inside: self.inside,
            ..Self::default()
        }
    }

    /// The way to a sweep, undo and redo, in the title row.
    pub fn controls(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let sweep = context.language.t("sweep-open");
        if icon_button(ui, icon::GRID, &sweep, true).clicked() {
            actions.push(Action::Go(Screen::Sweep));
        }
        let (glyph, key) = if self.choosing {
            (icon::DONE, "knobs-chosen")
        } else {
            (icon::EYE, "knobs-choose")
        };
        if icon_button(ui, glyph, &context.language.t(key), true).clicked() {
            self.choosing = !self.choosing;
        }
        for (glyph, key, can, action) in [
            (icon::RESET, "knobs-undo", context.can_undo, Action::Undo),
            (icon::AGAIN, "knobs-redo", context.can_redo, Action::Redo),
        ] {
            if icon_button(ui, glyph, &context.language.t(key), can).clicked() {
                actions.push(action);
            }
        }
    }

    /// The finding of the doctor under the pointer.
    pub fn pointed(&self) -> Option<Ailment> {
        self.pointed
    }

    /// The term of the objective that is lit.
    pub fn lit(&self) -> Option<&'static Piece> {
        self.lit
    }

    /// Draws the pane below its title.
    pub fn ui(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        self.seen = true;
        let Ok(family) = Family::find(&context.run.spec.family) else {
            return;
        };
        let pointed = doctor::cards(ui, context, actions);
        if pointed != self.pointed {
            self.pointed = pointed;
            ui.ctx().request_repaint();
        }
        waiting(ui, context, actions);
        self.data.ui(ui, context, family, actions);
        data_menu::presets(ui, context, family, actions);
        let kind = context.run.ready.as_ref().map(|ready| ready.shape.kind());
        if self.choosing {
            self.lit = None;
            return choose(ui, context, family, actions);
        }
        let hidden = &context.run.hidden;
        let there =
            |knob: &&Knob| kind.is_none_or(|kind| knob.is_for(kind)) && !hidden.contains(knob.id);
        let knobs = family.knobs().iter().filter(there);
        let (main, others): (Vec<_>, Vec<_>) = knobs.partition(|knob| knob.main);
        for knob in main {
            knob_row::ui(
                ui,
                context,
                knob,
                self.drafts.entry(knob.id).or_default(),
                actions,
            );
        }
        let is_wanted = |knob: &&Knob| spot::is_wanted(ui.ctx(), &Target::Knob(knob.id.to_owned()));
        self.unfolded |= others.iter().any(is_wanted);
        if !others.is_empty() {
            let count = others.len();
            let words = context.language.f("knobs-more", &[("count", count.into())]);
            fold(ui, &mut self.unfolded, &words, theme::regular(size::SMALL));
        }
        if self.unfolded {
            for knob in others {
                knob_row::ui(
                    ui,
                    context,
                    knob,
                    self.drafts.entry(knob.id).or_default(),
                    actions,
                );
            }
        }
        if !hidden.is_empty() {
            let words = context
                .language
                .f("knobs-hidden", &[("count", hidden.len().into())]);
            ui.label(
                RichText::new(words)
                    .size(size::SMALL)
                    .color(theme::of(ui).faint),
            );
        }
        let lit = about::ui(ui, context, &mut self.inside, actions);
        if lit != self.lit {
            self.lit = lit;
            ui.ctx().request_repaint();
        }
    }
}

/// Which knobs are shown: for a bench that is handed on with no more on it than a lesson needs.
fn choose(ui: &mut Ui, context: &Context, family: &Family, actions: &mut Vec<Action>) {
    let kind = context.run.ready.as_ref().map(|ready| ready.shape.kind());
    let words = RichText::new(context.language.t("knobs-choose-why")).size(size::SMALL);
    ui.label(words.color(theme::of(ui).dim));
    ui.add_space(space::MEDIUM);
    for knob in family.knobs() {
        if kind.is_some_and(|kind| !knob.is_for(kind)) {
            continue;
        }
        let mut shown = !context.run.hidden.contains(knob.id);
        let name = context.language.t(&format!("knob-{}", knob.id));
        if ui.checkbox(&mut shown, name).changed() {
            actions.push(Action::Hide(knob.id, !shown));
        }
    }
}

/// What waits for a restart, as one prominent button, and the way back.
fn waiting(ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
    if context.waiting.is_empty() {
        return;
    }
    let theme = theme::of(ui);
    let words = context
        .language
        .f("knobs-restart", &[("count", context.waiting.len().into())]);
    ui.horizontal(|ui| {
        let revert = context.language.t("knobs-revert");
        let font = theme::regular(size::BODY);
        let width = ui
            .painter()
            .layout_no_wrap(revert.clone(), font, theme.text)
            .size()
            .x
            + 2.0 * space::LARGE;
        let wide = ui.available_width() - width - space::MEDIUM;
        let text = RichText::new(&words)
            .font(theme::bold(size::BODY))
            .color(theme.on_accent);
        let restart = Button::new(text)
            .fill(theme.accent)
            .min_size(vec2(wide, 34.0));
        if ui.add(restart).clicked() {
            actions.push(Action::Restart(Seed::Same));
        }
        if ui
            .add(Button::new(revert).min_size(vec2(width, 34.0)))
            .clicked()
        {
            actions.push(Action::Revert);
        }
    });
    ui.add_space(space::MEDIUM);
}
