//! The shelf: every run that is kept, what was changed in it, how far it came; found again, starred, noted, taken off and put back.

mod order;
mod row;

use std::path::{Path, PathBuf};

use egui::{Button, Key, RichText, ScrollArea, TextEdit, Ui, vec2};

use self::order::{By, ordered};
use self::row::Row;
use super::bench::numbers;
use super::theme::{self, icon, size, space};
use super::{Action, Screen};
use crate::store::{Found, Label, Shelved};
use crate::text::Language;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::switch_word::{Mark, switch_word};

/// No line of the page is wider.
const WIDEST: f32 = 1480.0;
/// The width of the field that searches.
const SEARCH: f32 = 260.0;

/// What can be asked for on the shelf; runs go by their folders.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// Show it on the bench.
    Open(PathBuf),
    /// Start a new run with its settings.
    Again(PathBuf),
    /// Put the command line that makes it on the clipboard.
    Copy(PathBuf),
    /// Write what its owner says about it.
    Label(PathBuf, Label),
    /// Take it off the shelf.
    TakeOff(PathBuf),
    /// Put the last run that was taken off back.
    PutBack,
}

/// What the screen remembers.
#[derive(Default)]
pub struct Shelf {
    /// What was found the last time; nothing before somebody has looked.
    found: Option<Vec<Found>>,
    search: String,
    by: By,
    /// The run whose note is open.
    chosen: Option<PathBuf>,
    /// The runs that were taken off: where they were, and where they are.
    taken_off: Vec<(PathBuf, PathBuf)>,
}

/// What the screen shows.
pub struct Context<'a> {
    /// The language of the interface.
    pub language: Language,
    /// The folder of all runs; `None` on a system without a place for them.
    pub folder: Option<&'a Path>,
    /// The folders of the runs that are open in this window.
    pub open: &'a [PathBuf],
}

impl Shelf {
    /// Whether nobody has looked at the shelf yet.
    pub fn is_new(&self) -> bool {
        self.found.is_none()
    }

    /// What stands there now.
    pub fn put(&mut self, found: Vec<Found>) {
        self.found = Some(found);
    }

    /// A run was taken off.
    pub fn took_off(&mut self, folder: PathBuf, aside: PathBuf) {
        self.taken_off.push((folder, aside));
    }

    /// The run that was taken off last, and is asked for back.
    pub fn last_taken_off(&mut self) -> Option<(PathBuf, PathBuf)> {
        self.taken_off.pop()
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let inner = ui.available_rect_before_wrap().shrink(space::HUGE);
        let side = ((inner.width() - WIDEST) / 2.0).max(0.0);
        let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(inner.shrink2(vec2(side, 0.0))));
        let found = self.found.take().unwrap_or_default();
        let runs: Vec<&Shelved> = found.iter().filter_map(run_of).collect();
        self.head(&mut ui, context, &runs, actions);
        ui.add_space(space::MEDIUM);
        self.undo(&mut ui, context, actions);
        strange(&mut ui, context, &found);
        if runs.is_empty() {
            empty(&mut ui, context, actions);
        } else {
            self.rows(&mut ui, context, &runs, actions);
        }
        self.found = Some(found);
    }

    /// The title with what all of it comes to, the field that searches, and the order.
    fn head(
        &mut self,
        ui: &mut Ui,
        context: &Context,
        runs: &[&Shelved],
        actions: &mut Vec<Action>,
    ) {
        let t = |key| context.language.t(key);
        let theme = theme::of(ui);
        ui.label(RichText::new(t("screen-shelf")).font(theme::bold(size::HEADING)));
        let bytes: u64 = runs.iter().map(|run| run.bytes).sum();
        let folder = context.folder.map(|folder| folder.display().to_string());
        let places = [
            ("count", runs.len().into()),
            ("size", humansize(bytes).into()),
            ("folder", folder.unwrap_or_default().into()),
        ];
        let line = RichText::new(context.language.f("shelf-sum", &places));
        ui.label(line.size(size::SMALL).color(theme.dim));
        ui.add_space(space::MEDIUM);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::LARGE;
            let hint = RichText::new(t("shelf-search")).color(theme.faint);
            let field = TextEdit::singleline(&mut self.search)
                .hint_text(hint)
                .desired_width(SEARCH);
            let field = ui.add(field);
            field.widget_info(|| {
                egui::WidgetInfo::text_edit(true, &self.search, &self.search, t("shelf-search"))
            });
            if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
                let first = ordered(runs, &self.search, self.by, context.language);
                if let Some(run) = first.first() {
                    actions.push(Action::Shelf(Ask::Open(run.folder.clone())));
                }
            }
            ui.label(
                RichText::new(t("shelf-order"))
                    .size(size::SMALL)
                    .color(theme.dim),
            );
            for by in By::ALL {
                let on = self.by == by;
                if switch_word(ui, on, &t(by.key()), Mark::default()).clicked() {
                    self.by = by;
                }
            }
        });
    }

    /// What was taken off last, and the way to have it back.
    fn undo(&self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let Some((folder, _)) = self.taken_off.last() else {
            return;
        };
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let name = [("name", name.into_owned().into())];
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

    fn rows(
        &mut self,
        ui: &mut Ui,
        context: &Context,
        runs: &[&Shelved],
        actions: &mut Vec<Action>,
    ) {
        let shown = ordered(runs, &self.search, self.by, context.language);
        if shown.is_empty() {
            let words = context.language.t("shelf-no-match");
            ui.label(RichText::new(words).color(theme::of(ui).dim));
            return;
        }
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::SMALL;
            for run in shown {
                let row = Row {
                    run,
                    all: runs,
                    is_open: context.open.contains(&run.folder),
                    is_chosen: self.chosen.as_ref() == Some(&run.folder),
                };
                if row.ui(ui, context.language, actions) {
                    self.chosen = (!row.is_chosen).then(|| run.folder.clone());
                }
            }
        });
    }
}

fn run_of(found: &Found) -> Option<&Shelved> {
    match found {
        Found::Run(run) => Some(run),
        Found::Strange(..) => None,
    }
}

/// The folders that are no runs or damaged ones: how many, and why under the pointer and for each in words.
fn strange(ui: &mut Ui, context: &Context, found: &[Found]) {
    let strange: Vec<String> = found
        .iter()
        .filter_map(|found| match found {
            Found::Strange(_, trouble) => Some(trouble.explain(context.language)),
            Found::Run(_) => None,
        })
        .collect();
    if strange.is_empty() {
        return;
    }
    let theme = theme::of(ui);
    let count = [("count", strange.len().into())];
    let head = RichText::new(context.language.f("shelf-strange", &count));
    egui::CollapsingHeader::new(head.size(size::SMALL).color(theme.warning))
        .id_salt("strange")
        .show(ui, |ui| {
            for why in strange {
                ui.label(RichText::new(why).size(size::SMALL).color(theme.dim));
            }
        });
    ui.add_space(space::SMALL);
}

/// What stands there before anything was trained.
fn empty(ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
    ui.add_space(space::HUGE);
    let theme = theme::of(ui);
    let words = context.language.t("shelf-empty");
    ui.label(RichText::new(words).size(size::READING).color(theme.dim));
    ui.add_space(space::MEDIUM);
    if ui
        .add(Button::new(context.language.t("screen-map")))
        .clicked()
    {
        actions.push(Action::Go(Screen::Map));
    }
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

/// The button of a row that carries an icon.
fn small(ui: &mut Ui, glyph: &str, words: &str, enabled: bool) -> bool {
    icon_button(ui, glyph, words, enabled).clicked()
}

/// The icon of a star, whether it is given or not.
const STAR: &str = icon::STAR;

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
