//! A run on the shelf: its name, what was changed in it, how good it is, and what can be done with it.

use std::time::SystemTime;

use egui::{Align, Frame, Layout, Margin, RichText, Sense, TextEdit, TextureHandle, Ui, vec2};

use super::Ask;
use super::changes::{changes, data_name};
use super::thumbnail;
use crate::app::run_name;
use crate::families::Family;
use crate::measure::Judged;
use crate::store::{Best, Label, Shelved};
use crate::taxonomy::DataKind;
use crate::text::Language;
use crate::ui::Action;
use crate::ui::bench::numbers;
use crate::ui::theme::{self, icon, size, space};
use crate::ui::widgets::icon_button::icon_button;

/// The widths of the columns: the name, the newest figure, the best one, the course, when; what was changed has the rest.
const NAME: f32 = 200.0;
const FIGURE: f32 = 140.0;
const BEST: f32 = 112.0;
const COURSE: f32 = 96.0;
const WHEN: f32 = 96.0;
const BUTTONS: f32 = 140.0;
/// The height of what stands in a row.
const HEIGHT: f32 = thumbnail::SIDE;
/// The line around a row.
const LINE: f32 = 1.0;

/// What a row is drawn from.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is so or not, whatever the others are"
)]
pub(super) struct Row<'a> {
    pub(super) run: &'a Shelved,
    /// All runs, among which its parent may be.
    pub(super) all: &'a [Shelved],
    /// What it drew last, once somebody has looked.
    pub(super) thumbnail: Option<TextureHandle>,
    /// The best that it has been, once somebody has looked.
    pub(super) best: Option<Best>,
    /// Whether it is open in this window.
    pub(super) is_open: bool,
    /// Whether its note is open.
    pub(super) has_note: bool,
    /// Its place among the colours, where it is laid over the curves.
    pub(super) laid: Option<u8>,
    /// Whether one more may be laid over them.
    pub(super) can_be_laid: bool,
    /// Whether it is chosen to be compared.
    pub(super) is_paired: bool,
}

/// What was turned in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turned {
    /// Its note is to be opened or closed.
    Note,
    /// It is to be compared, or no longer.
    Pair,
}

impl Row<'_> {
    /// The height of a row without its note, as it is drawn.
    pub(super) const HEIGHT: f32 = HEIGHT + 2.0 * space::SMALL + 2.0 * LINE;

    /// Draws the row.
    pub(super) fn ui(
        &self,
        ui: &mut Ui,
        language: Language,
        actions: &mut Vec<Action>,
    ) -> Option<Turned> {
        let theme = theme::of(ui);
        let frame = Frame::new()
            .fill(theme.panel)
            .stroke(egui::Stroke::new(LINE, theme.line))
            .corner_radius(size::CARD_RADIUS)
            .inner_margin(Margin::symmetric(space::LARGE as i8, space::SMALL as i8));
        let mut turned = None;
        // The row itself lies below its buttons.
        let below = egui::UiBuilder::new().sense(Sense::click());
        let whole = ui.scope_builder(below, |ui| {
            frame.show(ui, |ui| turned = self.content(ui, language, actions))
        });
        if whole.response.double_clicked() {
            actions.push(Action::Shelf(Ask::Open(self.run.folder.clone())));
        }
        turned
    }

    fn content(
        &self,
        ui: &mut Ui,
        language: Language,
        actions: &mut Vec<Action>,
    ) -> Option<Turned> {
        ui.set_width(ui.available_width());
        let row = ui.horizontal(|ui| {
            ui.set_height(HEIGHT);
            ui.spacing_mut().item_spacing = vec2(space::MEDIUM, 0.0);
            self.star(ui, language, actions);
            let words = language.t("shelf-thumbnail");
            let family = Family::find(&self.run.spec.family);
            let writes = family.is_ok_and(|family| family.card.accepts == [DataKind::Text]);
            thumbnail::show(ui, self.thumbnail.as_ref(), writes, &words);
            self.name(ui, language);
            let around = FIGURE + BEST + COURSE + WHEN + BUTTONS + 6.0 * space::MEDIUM;
            let rest = (ui.available_width() - around).max(60.0);
            self.changes(ui, language, rest);
            self.figure(ui, language);
            self.best(ui, language);
            self.course(ui, language);
            self.when(ui, language);
            self.buttons(ui, language, actions)
        });
        if self.has_note {
            self.note(ui, language, actions);
        }
        row.inner
    }

    fn star(&self, ui: &mut Ui, language: Language, actions: &mut Vec<Action>) {
        let given = self.run.label.star;
        let words = language.t(if given { "shelf-unstar" } else { "shelf-star" });
        let color = given.then_some(theme::of(ui).warning);
        if toggle(ui, icon::STAR, &words, color) {
            let label = Label {
                star: !given,
                ..self.run.label.clone()
            };
            self.relabel(label, actions);
        }
    }

    fn relabel(&self, label: Label, actions: &mut Vec<Action>) {
        actions.push(Action::Shelf(Ask::Label(self.run.folder.clone(), label)));
    }

    fn name(&self, ui: &mut Ui, language: Language) {
        let spec = &self.run.spec;
        let name = run_name(language, spec, Some(&self.run.folder));
        let family = language.t(&format!("family-{}", spec.family));
        let data = data_name(spec);
        let below = format!("{family} · {data} · {}", spec.seed);
        cell(ui, NAME, &name, &below, theme::of(ui).text);
    }

    fn changes(&self, ui: &mut Ui, language: Language, width: f32) {
        let (words, against) = changes(self.run, self.all, language);
        let theme = theme::of(ui);
        let note = &self.run.label.note;
        let below = note.lines().next().unwrap_or_default();
        let below = if below.is_empty() { &against } else { below };
        let drawn = cell(ui, width, &words, below, theme.text);
        drawn.on_hover_text(format!("{words}\n{against}\n{note}").trim());
    }

    fn figure(&self, ui: &mut Ui, language: Language) {
        let theme = theme::of(ui);
        let Some((judged, value)) = Judged::of(&self.run.newest) else {
            cell(ui, FIGURE, "–", &language.t("shelf-unmeasured"), theme.dim);
            return;
        };
        let what = language.t(&format!("shelf-figure-{}", judged.metric));
        let whole = language.f("shelf-newest", &[("what", what.clone().into())]);
        cell(ui, FIGURE, &figure(value), &what, theme.text).on_hover_text(whole);
    }

    /// The best by the same measure, and when that was.
    fn best(&self, ui: &mut Ui, language: Language) {
        let theme = theme::of(ui);
        let Some(best) = self.best else {
            cell(ui, BEST, "", "", theme.dim);
            return;
        };
        let step = [("step", numbers::count(best.step).into())];
        let at = language.f("shelf-best", &step);
        let what = language.t(&format!("shelf-figure-{}", best.judged.metric));
        let whole = [("what", what.into()), ("at", at.clone().into())];
        let drawn = cell(ui, BEST, &figure(best.value), &at, theme.text);
        drawn.on_hover_text(language.f("shelf-best-full", &whole));
    }

    fn course(&self, ui: &mut Ui, language: Language) {
        let theme = theme::of(ui);
        let Some((step, seconds)) = self.run.progress else {
            cell(
                ui,
                COURSE,
                "–",
                &language.t("shelf-no-checkpoint"),
                theme.dim,
            );
            return;
        };
        let steps = language.f("shelf-steps", &[("steps", numbers::count(step).into())]);
        cell(ui, COURSE, &steps, &numbers::clock(seconds), theme.text);
    }

    fn when(&self, ui: &mut Ui, language: Language) {
        let device = self.run.device.split(" (").next().unwrap_or_default();
        let ago = ago(language, self.run.changed);
        cell(ui, WHEN, &ago, device, theme::of(ui).text).on_hover_text(&self.run.device);
    }

    fn buttons(
        &self,
        ui: &mut Ui,
        language: Language,
        actions: &mut Vec<Action>,
    ) -> Option<Turned> {
        let theme = theme::of(ui);
        let folder = || self.run.folder.clone();
        let either = |on: bool, yes: &str, no: &str| language.t(if on { yes } else { no });
        let mut turned = None;
        ui.spacing_mut().item_spacing.x = 0.0;
        let mut asks = Vec::new();
        let mut button = |ui: &mut Ui, glyph, words: &str, enabled, ask: Ask| {
            if icon_button(ui, glyph, words, enabled).clicked() {
                asks.push(ask);
            }
        };
        button(
            ui,
            icon::PLAY,
            &language.t("shelf-open"),
            true,
            Ask::Open(folder()),
        );
        button(
            ui,
            icon::AGAIN,
            &language.t("shelf-again"),
            true,
            Ask::Again(folder()),
        );
        let laid = self.laid.map(|slot| theme.laid_over(slot));
        let is_laid = laid.is_some();
        ui.add_enabled_ui(is_laid || self.can_be_laid, |ui| {
            let words = either(is_laid, "overlay-off", "overlay-on");
            if toggle(ui, icon::CURVE, &words, laid) {
                actions.push(Action::Shelf(Ask::Lay(folder())));
            }
        });
        let paired = self.is_paired.then_some(theme.accent);
        let words = either(self.is_paired, "compare-not", "compare-this");
        if toggle(ui, icon::BESIDE, &words, paired) {
            turned = Some(Turned::Pair);
        }
        let note = either(self.has_note, "shelf-note-close", "shelf-note");
        if icon_button(ui, icon::NOTE, &note, true).clicked() {
            turned = Some(Turned::Note);
        }
        button(
            ui,
            icon::COPY,
            &language.t("shelf-copy"),
            true,
            Ask::Copy(folder()),
        );
        let off = either(self.is_open, "shelf-is-open", "shelf-take-off");
        button(ui, icon::CLOSE, &off, !self.is_open, Ask::TakeOff(folder()));
        actions.extend(asks.into_iter().map(Action::Shelf));
        turned
    }

    /// The note, written as soon as the field is left.
    fn note(&self, ui: &mut Ui, language: Language, actions: &mut Vec<Action>) {
        let id = ui.scope_id().with(("note", &self.run.folder));
        let kept = || self.run.label.note.clone();
        let mut text = ui.data_mut(|data| data.get_temp_mut_or_insert_with(id, kept).clone());
        let words = language.t("shelf-note");
        let field = TextEdit::multiline(&mut text)
            .hint_text(&words)
            .desired_rows(2)
            .desired_width(f32::INFINITY);
        let field = ui.add(field).accessible_name(words.clone());
        if field.changed() {
            ui.data_mut(|data| data.insert_temp(id, text.clone()));
        }
        if field.lost_focus() && text != self.run.label.note {
            let label = Label {
                note: text,
                ..self.run.label.clone()
            };
            self.relabel(label, actions);
        }
    }
}

/// An icon that is on, in a colour, or off.
fn toggle(ui: &mut Ui, glyph: &str, words: &str, on: Option<egui::Color32>) -> bool {
    let color = on.unwrap_or(theme::of(ui).faint);
    let text = RichText::new(glyph)
        .font(theme::icons(size::TITLE))
        .color(color);
    let button = egui::Button::new(text).frame(false);
    let side = space::LARGE + space::MEDIUM;
    let button = ui.add(button.min_size(vec2(side, side)));
    let enabled = ui.is_enabled();
    let is_on = on.is_some();
    button.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, enabled, is_on, words));
    button
        .on_hover_text(words)
        .on_disabled_hover_text(words)
        .clicked()
}

/// A figure with as many digits as its size asks for.
pub fn figure(value: f64) -> String {
    if value.abs() < 10.0 {
        numbers::scaled(value)
    } else {
        numbers::fixed(value, 1)
    }
}

/// Two lines, the upper one in a colour of its own; both are cut where the column ends.
fn cell(ui: &mut Ui, width: f32, upper: &str, lower: &str, color: egui::Color32) -> egui::Response {
    let theme = theme::of(ui);
    let layout = Layout::top_down(Align::Min);
    let inner = ui.allocate_ui_with_layout(vec2(width, HEIGHT), layout, |ui| {
        ui.set_width(width);
        ui.add_space(2.0);
        let upper = RichText::new(upper).size(size::BODY).color(color);
        let lower = RichText::new(lower).size(size::SMALL).color(theme.dim);
        ui.add(egui::Label::new(upper).truncate().selectable(false));
        ui.add(egui::Label::new(lower).truncate().selectable(false));
    });
    inner.response
}

/// How long ago, in the one unit that says it.
fn ago(language: Language, when: SystemTime) -> String {
    let seconds = SystemTime::now()
        .duration_since(when)
        .unwrap_or_default()
        .as_secs();
    let (key, count) = match seconds {
        0..60 => return language.t("shelf-now"),
        60..3600 => ("shelf-minutes", seconds / 60),
        3600..86_400 => ("shelf-hours", seconds / 3600),
        _ => ("shelf-days", seconds / 86_400),
    };
    language.f(key, &[("count", count.into())])
}
