//! The shelf: every run that is kept, what was changed in it, how far it came; found again, starred, noted, taken off and put back.

mod changes;
mod order;
mod row;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use egui::{Button, Key, RichText, ScrollArea, TextEdit, Ui, vec2};

pub(super) use self::changes::{between, data_name};
use self::order::{By, Group, Line, Wish, ordered};
pub(super) use self::row::figure;
use self::row::{Row, Turned};
use super::bench::{MOST_OVERLAYS, Overlay, numbers};
use super::theme::{self, size, space};
use super::{Action, Screen};
use crate::app::run_name;
use crate::measure::Judged;
use crate::spec::Spec;
use crate::store::{Best, Found, Label, Shelved};
use crate::text::{Language, Trouble};
use crate::ui::widgets::switch_word::{Mark, switch_word};

/// No line of the page is wider.
const WIDEST: f32 = 1480.0;
/// The width of the field that searches.
const SEARCH: f32 = 240.0;
/// What stands between two rows.
const BETWEEN: f32 = space::SMALL;
/// The line over a group.
const HEAD: f32 = 28.0;
/// So many points beyond what is seen are drawn as well, so that Tab finds the next row.
const BEYOND: f32 = 3.0 * Row::HEIGHT;

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
    /// Lay it over the curves of the bench, or take it off them.
    Lay(PathBuf),
    /// Show two of them side by side.
    Compare(PathBuf, PathBuf),
}

/// What the screen remembers.
#[derive(Default)]
pub struct Shelf {
    /// Whether somebody has looked.
    known: bool,
    runs: Vec<Shelved>,
    /// The folders that are no runs, and why.
    strange: Vec<(PathBuf, Trouble)>,
    /// The best figures, each of a table as it was then.
    bests: BTreeMap<PathBuf, (SystemTime, Option<Best>)>,
    wish: Wish,
    /// The lines as they are wanted, in a language; nothing after a change.
    lines: Option<(Language, Vec<Line>)>,
    /// The run whose note is open.
    noted: Option<PathBuf>,
    /// The runs that are chosen to be compared, two at most.
    pair: Vec<PathBuf>,
    taken_off: Vec<TakenOff>,
}

/// A run that was taken off.
#[derive(Debug, Clone)]
pub struct TakenOff {
    /// Where it was.
    pub folder: PathBuf,
    /// Where it is.
    pub aside: PathBuf,
    spec: Option<Spec>,
}

/// What the screen shows.
pub struct Context<'a> {
    /// The language of the interface.
    pub language: Language,
    /// The folder of all runs; `None` on a system without a place for them.
    pub folder: Option<&'a Path>,
    /// The folders of the runs that are open in this window.
    pub open: &'a [PathBuf],
    /// The runs that are laid over the curves.
    pub overlays: &'a [Overlay],
}

impl Context<'_> {
    /// The colour of a run that is laid over the curves.
    fn slot(&self, folder: &Path) -> Option<u8> {
        let laid = self.overlays.iter().find(|over| over.folder == folder);
        laid.map(|over| over.slot)
    }
}

impl Shelf {
    /// Whether nobody has looked at the shelf yet.
    pub fn is_new(&self) -> bool {
        !self.known
    }

    /// What stands there now.
    pub fn put(&mut self, found: Vec<Found>) {
        self.known = true;
        (self.runs, self.strange) = (Vec::new(), Vec::new());
        for found in found {
            match found {
                Found::Run(run) => self.runs.push(*run),
                Found::Strange(path, why) => self.strange.push((path, why)),
            }
        }
        self.lines = None;
    }

    /// The runs whose best figure is not known as they stand now, the newest first, with the measure that counts.
    pub fn unjudged(&self) -> Vec<(PathBuf, SystemTime, Judged)> {
        let mut unjudged: Vec<_> = self
            .runs
            .iter()
            .filter(|run| self.best_of(run).is_none())
            .filter_map(|run| {
                let (judged, _) = Judged::of(&run.newest)?;
                Some((run.folder.clone(), run.changed, judged))
            })
            .collect();
        unjudged.sort_by_key(|(_, changed, _)| std::cmp::Reverse(*changed));
        unjudged
    }

    /// The best figure of a run, as it stood at a time.
    pub fn judge(&mut self, folder: PathBuf, changed: SystemTime, best: Option<Best>) {
        self.bests.insert(folder, (changed, best));
    }

    fn best_of(&self, run: &Shelved) -> Option<Option<Best>> {
        let (changed, best) = self.bests.get(&run.folder)?;
        (*changed == run.changed).then_some(*best)
    }

    /// A run was taken off.
    pub fn took_off(&mut self, folder: PathBuf, aside: PathBuf) {
        let run = self.runs.iter().find(|run| run.folder == folder);
        let spec = run.map(|run| run.spec.clone());
        self.taken_off.push(TakenOff {
            folder,
            aside,
            spec,
        });
    }

    /// The run that was taken off last.
    pub fn last_taken_off(&self) -> Option<&TakenOff> {
        self.taken_off.last()
    }

    /// The run that was taken off last is back.
    pub fn took_back(&mut self) {
        self.taken_off.pop();
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let inner = ui.available_rect_before_wrap().shrink(space::HUGE);
        let side = ((inner.width() - WIDEST) / 2.0).max(0.0);
        let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(inner.shrink2(vec2(side, 0.0))));
        self.head(&mut ui, context, actions);
        ui.add_space(space::MEDIUM);
        self.undo(&mut ui, context, actions);
        self.pair(&mut ui, context, actions);
        self.strange(&mut ui, context);
        if self.runs.is_empty() {
            empty(&mut ui, context, actions);
        } else {
            self.rows(&mut ui, context, actions);
        }
    }

    /// The lines as they are wanted now.
    fn lines(&mut self, language: Language) -> &[Line] {
        if self.lines.as_ref().is_none_or(|(of, _)| *of != language) {
            self.lines = Some((language, ordered(&self.runs, &self.wish, language)));
        }
        self.lines.as_ref().map_or(&[], |(_, lines)| lines)
    }

    /// The title with what all of it comes to, the field that searches, and the order.
    fn head(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
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
        let field = ui.add(field);
        let typed = &self.wish.search;
        field.widget_info(|| egui::WidgetInfo::text_edit(true, typed, typed, &words));
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
    fn undo(&self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
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

    /// The rows in sight: of five hundred a window shows ten.
    fn rows(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let language = context.language;
        if self.lines(language).is_empty() {
            let words = language.t("shelf-no-match");
            ui.label(RichText::new(words).color(theme::of(ui).dim));
            return;
        }
        let mut turned = None;
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = BETWEEN;
            let seen = ui.clip_rect().expand(BEYOND);
            for line in self.lines.iter().flat_map(|(_, lines)| lines) {
                let run = match line {
                    Line::Head(words, count) => {
                        group(ui, words, *count);
                        continue;
                    }
                    Line::Run(at) => &self.runs[*at],
                };
                let has_note = self.noted.as_ref() == Some(&run.folder);
                let room = vec2(ui.available_width(), Row::HEIGHT);
                let place = egui::Rect::from_min_size(ui.cursor().min, room);
                if !has_note && !seen.intersects(place) {
                    ui.advance_cursor_after_rect(place);
                    continue;
                }
                let row = Row {
                    run,
                    all: &self.runs,
                    best: self.best_of(run).flatten(),
                    is_open: context.open.contains(&run.folder),
                    has_note,
                    laid: context.slot(&run.folder),
                    can_be_laid: context.overlays.len() < MOST_OVERLAYS,
                    is_paired: self.pair.contains(&run.folder),
                };
                if let Some(turn) = row.ui(ui, language, actions) {
                    turned = Some((turn, run.folder.clone()));
                }
            }
        });
        match turned {
            Some((Turned::Note, folder)) => {
                let was_open = self.noted.as_ref() == Some(&folder);
                self.noted = (!was_open).then_some(folder);
            }
            Some((Turned::Pair, folder)) => self.choose(folder),
            None => {}
        }
    }

    /// Chooses a run to be compared, or no longer; a third one takes the place of the first.
    fn choose(&mut self, folder: PathBuf) {
        let before = self.pair.len();
        self.pair.retain(|chosen| *chosen != folder);
        if self.pair.len() < before {
            return;
        }
        if self.pair.len() == 2 {
            self.pair.remove(0);
        }
        self.pair.push(folder);
    }

    /// What is chosen to be compared, and the way there.
    fn pair(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        self.pair
            .retain(|folder| self.runs.iter().any(|run| run.folder == *folder));
        let name = |folder: &PathBuf| {
            let run = self.runs.iter().find(|run| run.folder == *folder)?;
            Some(run_name(context.language, &run.spec, Some(folder)))
        };
        let names: Vec<String> = self.pair.iter().filter_map(name).collect();
        match &names[..] {
            [] => return,
            [one] => {
                let words = context.language.f("compare-one", &[("name", one.into())]);
                caption(ui, &words);
            }
            _ => {
                let words = names.join(" · ");
                ui.horizontal(|ui| {
                    caption(ui, &words);
                    if ui.button(context.language.t("compare-go")).clicked() {
                        let [one, other] = [0, 1].map(|i| self.pair[i].clone());
                        actions.push(Action::Shelf(Ask::Compare(one, other)));
                    }
                });
            }
        }
        ui.add_space(space::SMALL);
    }

    /// The folders that are no runs or damaged ones: how many, and on request why, each in words.
    fn strange(&self, ui: &mut Ui, context: &Context) {
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

/// What the rows below have in common.
fn group(ui: &mut Ui, words: &str, count: usize) {
    let theme = theme::of(ui);
    let room = vec2(ui.available_width(), HEAD);
    let (rect, response) = ui.allocate_exact_size(room, egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Heading, true, words));
    let at = rect.left_bottom() - vec2(0.0, space::SMALL);
    let painter = ui.painter();
    let font = theme::bold(size::BODY);
    let drawn = painter.text(at, egui::Align2::LEFT_BOTTOM, words, font, theme.text);
    let beside = drawn.right_bottom() + vec2(space::MEDIUM, 0.0);
    let font = theme::regular(size::SMALL);
    let count = count.to_string();
    painter.text(beside, egui::Align2::LEFT_BOTTOM, count, font, theme.dim);
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
