//! A run on the shelf: its name, what was changed in it, how good it is, and what can be done with it.

use std::time::SystemTime;

use egui::{Align, Frame, Layout, Margin, RichText, Sense, TextEdit, Ui, vec2};

use super::order::figure;
use super::{Ask, STAR, small};
use crate::app::run_name;
use crate::families::Family;
use crate::knob::Knobs;
use crate::spec::Spec;
use crate::store::{Label, Shelved};
use crate::text::Language;
use crate::ui::Action;
use crate::ui::bench::numbers;
use crate::ui::theme::{self, icon, size, space};

/// The widths of the columns: the name, the figure, the course, when; what was changed has the rest.
const NAME: f32 = 230.0;
const FIGURE: f32 = 150.0;
const COURSE: f32 = 120.0;
const WHEN: f32 = 110.0;
const BUTTONS: f32 = 120.0;
/// The height of a row without its note.
const HEIGHT: f32 = 40.0;

/// What a row is drawn from.
pub(super) struct Row<'a> {
    pub(super) run: &'a Shelved,
    /// The others, among which its parent may be.
    pub(super) all: &'a [&'a Shelved],
    /// Whether it is open in this window.
    pub(super) is_open: bool,
    /// Whether its note is open.
    pub(super) is_chosen: bool,
}

impl Row<'_> {
    /// Draws the row; true if its note is to be opened or closed.
    pub(super) fn ui(&self, ui: &mut Ui, language: Language, actions: &mut Vec<Action>) -> bool {
        let theme = theme::of(ui);
        let frame = Frame::new()
            .fill(theme.panel)
            .stroke(egui::Stroke::new(1.0, theme.line))
            .corner_radius(size::CARD_RADIUS)
            .inner_margin(Margin::symmetric(space::LARGE as i8, space::SMALL as i8));
        let mut turned = false;
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

    fn content(&self, ui: &mut Ui, language: Language, actions: &mut Vec<Action>) -> bool {
        ui.set_width(ui.available_width());
        let row = ui.horizontal(|ui| {
            ui.set_height(HEIGHT);
            ui.spacing_mut().item_spacing = vec2(space::MEDIUM, 0.0);
            self.star(ui, language, actions);
            self.name(ui, language);
            let around = FIGURE + COURSE + WHEN + BUTTONS + 5.0 * space::MEDIUM;
            let rest = (ui.available_width() - around).max(60.0);
            self.changes(ui, language, rest);
            self.figure(ui, language);
            self.course(ui, language);
            self.when(ui, language);
            self.buttons(ui, language, actions)
        });
        if self.is_chosen {
            self.note(ui, language, actions);
        }
        row.inner
    }

    fn star(&self, ui: &mut Ui, language: Language, actions: &mut Vec<Action>) {
        let theme = theme::of(ui);
        let given = self.run.label.star;
        let words = language.t(if given { "shelf-unstar" } else { "shelf-star" });
        let color = if given { theme.warning } else { theme.faint };
        let glyph = RichText::new(STAR)
            .font(theme::icons(size::TITLE))
            .color(color);
        let button = ui.add(egui::Button::new(glyph).frame(false));
        button
            .widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, given, &words));
        if button.on_hover_text(&words).clicked() {
            let label = Label {
                star: !given,
                ..self.run.label.clone()
            };
            self.relabel(label, actions);
        }
    }

    /// Writes the label, and reads the shelf anew.
    fn relabel(&self, label: Label, actions: &mut Vec<Action>) {
        actions.push(Action::Shelf(Ask::Label(self.run.folder.clone(), label)));
        actions.push(Action::Go(crate::ui::Screen::Shelf));
    }

    fn name(&self, ui: &mut Ui, language: Language) {
        let spec = &self.run.spec;
        let name = run_name(language, &spec.family, spec.seed);
        let family = language.t(&format!("family-{}", spec.family));
        let data = std::path::Path::new(&spec.data).file_name();
        let data = data.unwrap_or_default().to_string_lossy();
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
        let Some((name, value)) = figure(self.run) else {
            cell(ui, FIGURE, "–", &language.t("shelf-unmeasured"), theme.dim);
            return;
        };
        let what = language.t(&format!("shelf-figure-{name}"));
        let value = if value.abs() < 10.0 {
            numbers::scaled(value)
        } else {
            numbers::fixed(value, 1)
        };
        cell(ui, FIGURE, &value, &what, theme.text);
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

    fn buttons(&self, ui: &mut Ui, language: Language, actions: &mut Vec<Action>) -> bool {
        let folder = || self.run.folder.clone();
        let mut turned = false;
        let t = |key| language.t(key);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            let off = if self.is_open {
                "shelf-is-open"
            } else {
                "shelf-take-off"
            };
            if small(ui, icon::CLOSE, &t(off), !self.is_open) {
                actions.push(Action::Shelf(Ask::TakeOff(folder())));
            }
            if small(ui, icon::COPY, &t("shelf-copy"), true) {
                actions.push(Action::Shelf(Ask::Copy(folder())));
            }
            let note = if self.is_chosen {
                "shelf-note-close"
            } else {
                "shelf-note"
            };
            turned = small(ui, icon::BRUSH, &t(note), true);
            if small(ui, icon::AGAIN, &t("shelf-again"), true) {
                actions.push(Action::Shelf(Ask::Again(folder())));
            }
            if small(ui, icon::PLAY, &t("shelf-open"), true) {
                actions.push(Action::Shelf(Ask::Open(folder())));
            }
        });
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
        let field = ui.add(field);
        field.widget_info(|| egui::WidgetInfo::text_edit(true, &text, &text, &words));
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

/// What was changed in a run, in words, and against what: the run it was made from where that is there, else how its family comes.
fn changes(run: &Shelved, all: &[&Shelved], language: Language) -> (String, String) {
    let parent = run.spec.parent.as_deref().and_then(|parent| {
        let is_it = |other: &&&Shelved| {
            let name = other.folder.file_name().unwrap_or_default();
            name.to_string_lossy() == parent
        };
        all.iter().find(is_it)
    });
    let of = |spec: &Spec| spec.knobs_at(u64::MAX);
    let Some(parent) = parent else {
        let Ok(family) = Family::find(&run.spec.family) else {
            return Default::default();
        };
        let defaults = family.defaults_on(&run.spec.data);
        let words = differences(&defaults, &of(&run.spec), language);
        let words = if words.is_empty() {
            language.t("shelf-unchanged")
        } else {
            words.join(", ")
        };
        return (words, language.t("shelf-against-defaults"));
    };
    let mut words = Vec::new();
    if parent.spec.data != run.spec.data {
        words.push(format!("{} → {}", parent.spec.data, run.spec.data));
    }
    words.extend(differences(&of(&parent.spec), &of(&run.spec), language));
    if parent.spec.seed != run.spec.seed {
        words.push(language.t("shelf-new-seed"));
    }
    let name = run_name(language, &parent.spec.family, parent.spec.seed);
    let words = if words.is_empty() {
        language.t("shelf-same")
    } else {
        words.join(", ")
    };
    (words, language.f("shelf-against", &[("name", name.into())]))
}

/// "learning rate 1e-3 → 3e-4" for every knob that stands elsewhere.
fn differences(from: &Knobs, to: &Knobs, language: Language) -> Vec<String> {
    let turned = to.iter().filter_map(|(id, value)| {
        let before = from.get(id)?;
        let name = language.t(&format!("knob-{id}"));
        (before != value).then(|| format!("{name} {before} → {value}"))
    });
    turned.collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knob::Value;
    use crate::spec::DeviceChoice;

    fn shelved(spec: Spec, folder: &str) -> Shelved {
        Shelved {
            folder: folder.into(),
            spec,
            device: String::new(),
            progress: None,
            newest: Vec::new(),
            changed: SystemTime::now(),
            bytes: 0,
            label: Label::default(),
        }
    }

    #[test]
    fn what_changed_is_told_against_the_parent_or_the_defaults() {
        let family = Family::find("vae").unwrap();
        let first = Spec::of(family, 7, DeviceChoice::Cpu);
        let mut second = first.clone();
        second.knobs.set("beta", Value::Real(4.0));
        second.parent = Some("first".to_owned());
        let mut third = second.clone();
        third.seed = 8;
        third.parent = Some("second".to_owned());
        let all = [
            shelved(first, "first"),
            shelved(second, "second"),
            shelved(third, "third"),
        ];
        let all: Vec<&Shelved> = all.iter().collect();
        let english = Language::English;
        let of = |i: usize| changes(all[i], &all, english);
        assert_eq!(of(0).0, english.t("shelf-unchanged"));
        assert!(of(1).0.contains("→ 4"), "{}", of(1).0);
        assert_eq!(of(2).0, english.t("shelf-new-seed"));
        assert!(of(2).1.contains(&run_name(english, "vae", 7)));
        let alone = changes(all[2], &[], english);
        assert!(alone.0.contains("→ 4"), "against the defaults: {}", alone.0);
    }
}
