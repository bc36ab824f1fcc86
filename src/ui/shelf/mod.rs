//! The shelf: every run that is kept, what was changed in it, how far it came; found again, starred, noted, taken off and put back.

mod changes;
mod head;
mod order;
mod row;
mod thumbnail;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use egui::{Button, RichText, ScrollArea, Ui, vec2};

pub(super) use self::changes::{between, data_name};
use self::order::{Line, Wish, ordered};
pub(super) use self::row::figure;
use self::row::{Row, Turned};
pub use self::thumbnail::thumbnail;
use self::thumbnail::{Kept, Textures};
use super::bench::{MOST_OVERLAYS, Overlay};
use super::theme::{self, size, space};
use super::{Action, Screen};
use crate::measure::Judged;
use crate::spec::Spec;
use crate::store::{Best, Found, Label, Sheet, Shelved};
use crate::text::{Language, Trouble};

/// No line of the page is wider.
const WIDEST: f32 = 1480.0;
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
    /// What they drew last, as far as it is known.
    thumbnails: BTreeMap<PathBuf, Kept>,
    textures: Textures,
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

/// A run that is to be looked at, as it stands now.
pub struct Unseen {
    /// Its folder.
    pub folder: PathBuf,
    /// When it was written.
    pub changed: SystemTime,
    /// The measure that counts, if it was measured.
    pub judged: Option<Judged>,
    /// What it learned from, by name or path.
    pub data: String,
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

    /// The runs that nobody has looked at as they stand now, the newest first.
    pub fn unseen(&self) -> Vec<Unseen> {
        let unseen = self.runs.iter().filter(|run| !self.is_judged(run));
        let mut unseen: Vec<_> = unseen
            .map(|run| Unseen {
                folder: run.folder.clone(),
                changed: run.changed,
                judged: Judged::of(&run.newest).map(|(judged, _)| judged),
                data: run.spec.data.clone(),
            })
            .collect();
        unseen.sort_by_key(|run| std::cmp::Reverse(run.changed));
        unseen
    }

    /// What was seen in a run, as it stood then; with a thumbnail, whether it shows points.
    pub fn saw(&mut self, run: Unseen, best: Option<Best>, picture: Option<(Sheet, bool)>) {
        if let Some((sheet, on_plane)) = picture {
            let kept = Kept {
                changed: run.changed,
                sheet,
                on_plane,
            };
            self.thumbnails.insert(run.folder.clone(), kept);
        }
        self.bests.insert(run.folder, (run.changed, best));
    }

    fn is_judged(&self, run: &Shelved) -> bool {
        let judged = self.bests.get(&run.folder);
        judged.is_some_and(|(changed, _)| *changed == run.changed)
    }

    fn best_of(&self, run: &Shelved) -> Option<Best> {
        let (_, best) = self.bests.get(&run.folder)?;
        best.filter(|_| self.is_judged(run))
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
                let kept = self.thumbnails.get(&run.folder);
                let thumbnail = kept.map(|kept| self.textures.of(ui, &run.folder, kept));
                let row = Row {
                    thumbnail,
                    run,
                    all: &self.runs,
                    best: self.best_of(run),
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
