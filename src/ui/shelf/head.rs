//! What stands above the rows of the shelf: what all of it comes to, the search and the order, what was taken off, what is
//! chosen, and what cannot be read.

use std::path::PathBuf;

use egui::{Key, RichText, TextEdit, Ui};

use super::order::{By, Group, Line};
use super::{Ask, Context, Shelf};
use crate::app::run_name;
use crate::ui::Action;
use crate::ui::bench::numbers;
use crate::ui::theme::{self, size, space};
use crate::ui::widgets::switch_word::{Mark, switch_word};

/// The width of the field that searches.
const SEARCH: f32 = 240.0;

impl Shelf {
    /// The title with what all of it comes to, the field that searches, and the order.
    pub(super) fn head(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let t = |key| context.language.t(key);
        let theme = theme::of(ui);
        ui.label(RichText::new(t("screen-shelf")).font(theme::bold(size::HEADING)));
        let bytes: u64 = self.runs.iter().map(|run| run.bytes).sum();
        let folder = context.folder.map(|folder| folder.display().to_string());
        let places = [
            ("count", self.runs.len().into()),
            ("size", humansize(bytes).into()),
            ("folder", folder.unwrap_or_default().into()),
        ];
        let line = RichText::new(context.language.f("shelf-sum", &places));
        ui.label(line.size(size::SMALL).color(theme.dim));
        ui.add_space(space::MEDIUM);
        let before = self.wish.clone();
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::LARGE;
            self.search(ui, context, actions);
            caption(ui, &t("shelf-order"));
            for by in By::ALL {
                if switch_word(ui, self.wish.by == by, &t(by.key()), Mark::default()).clicked() {
                    self.wish.by = by;
                }
            }
            ui.add_space(space::LARGE);
            caption(ui, &t("shelf-group"));
            for group in Group::ALL {
                let on = self.wish.group == group;
                if switch_word(ui, on, &t(group.key()), Mark::default()).clicked() {
                    self.wish.group = group;
                }
            }
        });
        if self.wish != before {
            self.lines = None;
        }
    }

    fn search(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let words = context.language.t("shelf-search");
        let hint = RichText::new(&words).color(theme::of(ui).faint);
        let field = TextEdit::singleline(&mut self.wish.search)
            .hint_text(hint)
            .desired_width(SEARCH);
        let field = ui.add(field).accessible_name(words.clone());
        if field.changed() {
            self.lines = None;
        }
        if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            let first = self
                .lines(context.language)
                .iter()
                .find_map(|line| match line {
                    Line::Run(at) => Some(*at),
                    Line::Head(..) => None,
                });
            if let Some(run) = first.and_then(|at| self.runs.get(at)) {
                actions.push(Action::Shelf(Ask::Open(run.folder.clone())));
            }
        }
    }

    /// What was taken off last, and the way to have it back.
    pub(super) fn undo(&self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let Some(gone) = self.taken_off.last() else {
            return;
        };
        let folder = gone.folder.file_name().unwrap_or_default();
        let name = match &gone.spec {
            Some(spec) => run_name(context.language, spec, Some(&gone.folder)),
            None => folder.to_string_lossy().into_owned(),
        };
        let name = [("name", name.into())];
        ui.horizontal(|ui| {
            let words = context.language.f("shelf-taken-off", &name);
            ui.label(
                RichText::new(words)
                    .size(size::SMALL)
                    .color(theme::of(ui).dim),
            );
            if ui.button(context.language.t("shelf-put-back")).clicked() {
                actions.push(Action::Shelf(Ask::PutBack));
            }
        });
        ui.add_space(space::SMALL);
    }

    /// What is chosen to be compared, and the way there.
    pub(super) fn pair(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        self.pair
            .retain(|folder| self.runs.iter().any(|run| run.folder == *folder));
        let name = |folder: &PathBuf| {
            let run = self.runs.iter().find(|run| run.folder == *folder)?;
            Some(run_name(context.language, &run.spec, Some(folder)))
        };
        let names: Vec<String> = self.pair.iter().filter_map(name).collect();
        // The row is there before anything is chosen, so that no run moves away from under the pointer.
        ui.horizontal(|ui| {
            ui.set_min_height(ui.spacing().interact_size.y);
            match &names[..] {
                [] => {}
                [one] => {
                    let words = context.language.f("compare-one", &[("name", one.into())]);
                    caption(ui, &words);
                }
                _ => {
                    caption(ui, &names.join(" · "));
                    if ui.button(context.language.t("compare-go")).clicked() {
                        let [one, other] = [0, 1].map(|i| self.pair[i].clone());
                        actions.push(Action::Shelf(Ask::Compare(one, other)));
                    }
                }
            }
        });
        ui.add_space(space::SMALL);
    }

    /// The folders that are no runs or damaged ones: how many, and on request why, each in words.
    pub(super) fn strange(&self, ui: &mut Ui, context: &Context) {
        if self.strange.is_empty() {
            return;
        }
        let theme = theme::of(ui);
        let count = [("count", self.strange.len().into())];
        let head = RichText::new(context.language.f("shelf-strange", &count));
        egui::CollapsingHeader::new(head.size(size::SMALL).color(theme.warning))
            .id_salt("strange")
            .show(ui, |ui| {
                for (_, trouble) in &self.strange {
                    let why = trouble.explain(context.language);
                    ui.label(RichText::new(why).size(size::SMALL).color(theme.dim));
                }
            });
        ui.add_space(space::SMALL);
    }
}

/// A word or two before what it is about.
fn caption(ui: &mut Ui, words: &str) {
    let color = theme::of(ui).dim;
    ui.label(RichText::new(words).size(size::SMALL).color(color));
}

/// Bytes in the unit that leaves one to three digits before the point.
fn humansize(bytes: u64) -> String {
    let mut size = bytes as f64;
    for unit in ["B", "kB", "MB", "GB"] {
        if size < 1000.0 {
            return format!(
                "{} {unit}",
                numbers::fixed(size, usize::from(size < 10.0 && unit != "B"))
            );
        }
        size /= 1000.0;
    }
    format!("{} TB", numbers::fixed(size, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        assert_eq!(humansize(0), "0 B");
        assert_eq!(humansize(1500), "1.5 kB");
        assert_eq!(humansize(34_567_890), "35 MB");
        assert_eq!(humansize(2_000_000_000), "2.0 GB");
    }
}
