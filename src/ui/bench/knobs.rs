//! The knobs pane: a row a knob, the few that matter first, and the button that restarts with what was changed.

use std::collections::BTreeMap;

use egui::{Button, ComboBox, RichText, Ui, vec2};

use super::knob_row::{self, Draft};
use super::{Context, about};
use crate::data;
use crate::families::Family;
use crate::ui::theme::{self, icon, size, space};
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::{Action, Seed};

/// What the pane remembers.
#[derive(Default)]
pub struct KnobsPane {
    /// Values and texts that are being entered.
    drafts: BTreeMap<&'static str, Draft>,
    unfolded: bool,
    path: String,
}

impl KnobsPane {
    /// Undo and redo, in the title row.
    pub fn controls(ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        for (glyph, key, can, action) in [
            (icon::RESET, "knobs-undo", context.can_undo, Action::Undo),
            (icon::AGAIN, "knobs-redo", context.can_redo, Action::Redo),
        ] {
            if icon_button(ui, glyph, &context.language.t(key), can).clicked() {
                actions.push(action);
            }
        }
    }

    /// Draws the pane below its title.
    pub fn ui(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let Ok(family) = Family::find(&context.run.spec.family) else {
            return;
        };
        waiting(ui, context, actions);
        self.data(ui, context, family, actions);
        let (main, others): (Vec<_>, Vec<_>) = family.knobs().iter().partition(|knob| knob.main);
        for knob in main {
            knob_row::ui(
                ui,
                context,
                knob,
                self.drafts.entry(knob.id).or_default(),
                actions,
            );
        }
        if !others.is_empty() {
            self.fold(ui, context, others.len());
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
        about::ui(ui, context, actions);
    }

    fn fold(&mut self, ui: &mut Ui, context: &Context, others: usize) {
        let glyph = if self.unfolded {
            icon::UNFOLDED
        } else {
            icon::FOLDED
        };
        let words = context
            .language
            .f("knobs-more", &[("count", others.into())]);
        let color = theme::of(ui).dim;
        let parts = [
            (glyph, theme::icons(size::SMALL)),
            (words.as_str(), theme::regular(size::SMALL)),
        ];
        let button = Button::new(theme::beside(parts, color)).frame(false);
        if ui.add(button).accessible_name(words).clicked() {
            self.unfolded = !self.unfolded;
        }
    }

    /// The data the run trains on: a bundled set, or a file by its path.
    fn data(&mut self, ui: &mut Ui, context: &Context, family: &Family, actions: &mut Vec<Action>) {
        let t = |key: &str| context.language.t(key);
        let now = context.run.spec.data.as_str();
        let bundled = data::find_bundled(now).is_some();
        let shown = if bundled {
            t(&format!("data-{now}"))
        } else {
            short_path(now)
        };
        let label = ui.label(RichText::new(t("knobs-data")).color(theme::of(ui).text));
        ui.horizontal(|ui| {
            let width = (ui.available_width() - space::MEDIUM) / 2.0;
            let combo = ComboBox::from_id_salt("data")
                .width(width)
                .selected_text(shown)
                .truncate();
            let response = combo.show_ui(ui, |ui| {
                for set in data::bundled().filter(|set| family.card.accepts.contains(&set.kind)) {
                    if ui
                        .selectable_label(set.name == now, t(&format!("data-{}", set.name)))
                        .clicked()
                        && set.name != now
                    {
                        actions.push(Action::Data(set.name.to_owned()));
                    }
                }
            });
            response.response.labelled_by(label.id).on_hover_text(now);
            let field = egui::TextEdit::singleline(&mut self.path)
                .hint_text(t("knobs-path-hint"))
                .desired_width(ui.available_width() - space::MEDIUM);
            let entered = ui
                .add(field)
                .accessible_name(t("knobs-path"))
                .on_hover_text(t("knobs-path-why"));
            let done = entered.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
            if done && !self.path.trim().is_empty() {
                actions.push(Action::Data(self.path.trim().to_owned()));
                self.path.clear();
            }
        });
        ui.add_space(space::SMALL);
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

/// The end of a path, which tells more than its beginning.
fn short_path(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned()
}
