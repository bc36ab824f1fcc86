//! The window: one file a pane, one painter a figure. Panes never change the app; they return [`Action`]s.

pub mod beats;
pub mod bench;
pub mod clock;
pub mod compare;
pub mod export;
mod film;
pub mod formula;
pub mod header;
pub mod lesson;
pub mod lessons;
pub mod map;
pub mod museum;
pub mod page;
pub mod paint;
pub mod preview;
pub mod prose;
pub mod race;
pub mod run_view;
pub mod shelf;
pub mod sweep;
pub mod theme;
pub mod welcome;
pub mod widgets;

use crate::engine::{Command, RunId, View};
use crate::knob::Value;
use crate::spec::DeviceChoice;
use crate::text::Language;

/// Where a picture of one's own comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFrom {
    /// A file that is asked for.
    File,
    /// The clipboard.
    Clipboard,
}

/// What a pane wants done. [`App::act`](crate::app::App::act) carries it out.
pub enum Action {
    /// Show another screen.
    Go(Screen),
    /// Start training the family with this id on its default data.
    Train(&'static str),
    /// Switch the language.
    Speak(Language),
    /// Switch between dark, light and the system's choice.
    Shade(egui::ThemePreference),
    /// Let nothing glide or fade, or let it again.
    Still(bool),
    /// Fetch a picture for the canvas of the latent pane.
    Picture(PictureFrom),
    /// Train on another device; the run restarts.
    Use(DeviceChoice),
    /// Train on other data: a bundled name or a path; the run restarts. Pictures of one's own are shown first.
    Data(String),
    /// Train on the pictures that were brought, or put them away.
    Preview(preview::Answer),
    /// Train on points that were pasted as text; the run restarts.
    Paste(String),
    /// Bring the bench of a link back.
    Link(String),
    /// Show a knob of the shown run no more, or again.
    Hide(&'static str, bool),
    /// Train another family on the data of the shown run, or show the run that does.
    Family(&'static str),
    /// Train a family as one of its presets says.
    Try(&'static str, &'static str),
    /// Take the data and the knobs of a preset of the shown run's family; the run restarts.
    Preset(&'static str),
    /// Change what pictures the shown run makes.
    Look(View),
    /// Hand a command to the engine: play, pause, step, speed.
    Engine(Command),
    /// Turn a knob of the shown run: at once where it is hot, otherwise it waits for a restart.
    Turn(&'static str, Value),
    /// Take the last turn of a knob back.
    Undo,
    /// Do again what was taken back.
    Redo,
    /// Forget the changes that wait for a restart.
    Revert,
    /// Restart the shown run with the changes that wait.
    Restart(Seed),
    /// Start a run from the step of the shown run that is on show.
    Fork,
    /// Go back to the last good snapshot after a divergence.
    Recover,
    /// Go on from the last good snapshot with a tenth of the learning rate, after a divergence.
    Soothe,
    /// Let these families race.
    Race(Vec<String>),
    /// Show a run on the bench.
    Show(RunId),
    /// Start the run of an exhibit of the failure museum, by its place on the wall.
    Exhibit(usize),
    /// Start the shown run again beside itself, with these knobs turned.
    Cure(Vec<(String, Value)>),
    /// Take the shown run up on the processor.
    ToCpu,
    /// Put a banner that tells what went wrong away.
    Dismiss(Banner),
    /// Fill the whole screen, or stop filling it.
    FullScreen,
    /// Put text on the clipboard.
    Copy(String),
    /// Write something to a file.
    Export(Box<export::Export>),
    /// Something about the runs that are kept.
    Shelf(shelf::Ask),
    /// Something about the lesson that is under way.
    Lesson(lesson::Ask),
    /// Something about a step in slow motion.
    Beats(beats::Ask),
    /// Something about presenting.
    Present(crate::app::PresentAsk),
    /// Something about a sweep.
    Sweep(sweep::Ask),
    /// Open or close the list of keys.
    Keys,
    /// Open or close the search for a node.
    Find,
    /// Put the panes of the bench back where they were at first.
    ResetLayout,
}

/// What the window shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Screen {
    /// The whole tree.
    #[default]
    Map,
    /// The page of a node or family.
    Page(&'static str),
    /// The shown run.
    Bench,
    /// The runs of a race side by side.
    Race,
    /// Failures, each of which can be started.
    Museum,
    /// The lessons there are.
    Lessons,
    /// All runs that are kept.
    Shelf,
    /// Two kept runs side by side.
    Compare,
    /// One family with a knob or two at several values.
    Sweep,
}

impl Screen {
    /// Where the way back leads.
    pub fn back(self) -> Self {
        match self {
            Self::Compare => Self::Shelf,
            Self::Sweep => Self::Bench,
            _ => Self::Map,
        }
    }
}

/// Which banner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Banner {
    /// The one about the program.
    Program,
    /// The one about the shown run.
    Run,
}

/// Which seed a restart takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seed {
    /// The seed it had, so that only the changes differ.
    Same,
    /// A new one.
    New,
}
