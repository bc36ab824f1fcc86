//! What crosses the thread boundary: commands down, events up. Pictures go through the [`Slot`](super::Slot).

use std::path::PathBuf;
use std::sync::Arc;

use super::ladder::Height;
use super::standing::{Pulse, Readings};
use super::view::{Held, Scrub, View};
use crate::data::plane::Stroke;
use crate::data::{DataSet, Shape};
use crate::families::{Layer, Way};
use crate::figure::{Axis, Known, Told};
use crate::gpu::About;
use crate::knob::Value;
use crate::measure::doctor::Ailment;
use crate::spec::{Budget, DeviceChoice, Spec};
use crate::text::Trouble;

/// The name of a run between the engine and its callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub u64);

/// Where a run is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Out {
    /// In memory only.
    Memory,
    /// In this folder, or the run does not begin.
    Folder(PathBuf),
    /// In a new folder below `runs` if that can be; otherwise the run trains in memory, and an [`Event::Unkept`] says so.
    NewIfPossible {
        /// The folder of all runs.
        runs: PathBuf,
        /// What the new folder is called; a number follows where there is one already.
        name: String,
    },
}

/// What the engine can be asked to do.
pub enum Command {
    /// Builds a run, in place of one with the same name.
    Start {
        /// Its name from now on.
        run: RunId,
        /// What to build.
        spec: Box<Spec>,
        /// Where to keep it.
        out: Out,
        /// Whether it trains at once or waits.
        playing: bool,
        /// What pictures are wanted of it.
        view: View,
    },
    /// Takes up a run from its folder, to look at or to go on.
    Open {
        /// Its name from now on.
        run: RunId,
        /// The folder it is kept in.
        folder: PathBuf,
        /// Other data than it was trained on, to be measured by; all of a file is then held out.
        data: Option<String>,
        /// The device; the run's own spec does not count here.
        device: DeviceChoice,
        /// Whether its history is told again, reading by reading.
        recall: bool,
        /// What pictures are wanted of it.
        view: View,
    },
    /// Steps on until told otherwise.
    Play(RunId),
    /// Stops stepping.
    Pause(RunId),
    /// Takes this many steps and pauses.
    Step(RunId, u64),
    /// Pauses, and tells the step that would be the next one beat by beat, which [`Event::Told`] answers; it is not taken.
    Tell(RunId),
    /// Limits the steps a second; infinity lifts the limit.
    Speed(RunId, f64),
    /// Changes how long the run trains, such as when it goes on after its end.
    Budget(RunId, Budget),
    /// Turns a hot knob.
    Turn {
        /// Whose knob.
        run: RunId,
        /// Which knob.
        knob: String,
        /// Its new value.
        value: Value,
    },
    /// Lets runs share the engine so that all of them have used up the same share of their budgets, or of their own seconds
    /// where there is no budget; a run that is ahead waits. No runs: nobody waits any more.
    Together(Vec<RunId>),
    /// These runs, and no others, give way: while any other has something to do, they have a quarter of the time together.
    Behind(Vec<RunId>),
    /// Changes the drawing that is learned from, while training goes on.
    Draw(RunId, Vec<Stroke>),
    /// Goes back to the last good snapshot after a divergence, paused.
    Recover(RunId),
    /// Says what pictures are wanted.
    Look(RunId, View),
    /// Measures the whole held-out set now.
    Measure(RunId),
    /// Says log p(x) of points in units of the data, which [`Event::Density`] answers.
    Density(RunId, Vec<[f64; 2]>),
    /// Says what the model makes of so many held-out examples, which [`Event::Vouched`] answers.
    Vouch(RunId, usize),
    /// Measures the ladder of importance-weighted bounds on the whole held-out set now.
    Ladder(RunId, Height),
    /// Writes a checkpoint now.
    Save(RunId),
    /// Shows the run as it was after other steps than the newest; training goes on meanwhile.
    Scrub(RunId, Scrub),
    /// Starts a run from the step of another that is on show.
    Fork {
        /// The other run.
        of: RunId,
        /// The new one's name from now on.
        run: RunId,
        /// Where to keep it.
        out: Out,
        /// What pictures are wanted of it.
        view: View,
    },
    /// Forgets the run.
    Close(RunId),
    /// Ends the thread, saving what is kept in folders.
    Quit,
}

impl Command {
    /// The run it is about.
    pub fn run(&self) -> Option<RunId> {
        match self {
            Self::Start { run, .. } | Self::Open { run, .. } | Self::Turn { run, .. } => Some(*run),
            Self::Play(run)
            | Self::Pause(run)
            | Self::Step(run, _)
            | Self::Speed(run, _)
            | Self::Tell(run)
            | Self::Draw(run, _)
            | Self::Recover(run) => Some(*run),
            Self::Look(run, _)
            | Self::Budget(run, _)
            | Self::Measure(run)
            | Self::Density(run, _)
            | Self::Vouch(run, _)
            | Self::Ladder(run, _)
            | Self::Save(run)
            | Self::Scrub(run, _)
            | Self::Fork { run, .. }
            | Self::Close(run) => Some(*run),
            Self::Together(_) | Self::Behind(_) | Self::Quit => None,
        }
    }
}

/// What happens to a run.
pub enum Event {
    /// It is built. Sent once, before everything else about the run.
    Ready(Box<Ready>),
    /// Readings of training steps, one after the other.
    Trained(RunId, Readings),
    /// Measures on the held-out set.
    HeldOut {
        /// Which run.
        run: RunId,
        /// After how many steps.
        step: u64,
        /// Metric names and values; `NAME_se` is the standard error of `NAME`.
        values: Vec<(String, f64)>,
    },
    /// log p(x) of the points asked for, in nats and in units of the data; minus infinity where there is nothing. `None` where
    /// the family cannot say.
    Density(RunId, Option<(Known, Vec<f64>)>),
    /// Held-out examples as the model sees them, and what it says about them; the same number of rows each.
    Vouched(RunId, Vec<Column>),
    /// What the doctor finds wrong, all of it; sent whenever that changes, and empty once nothing is wrong any more.
    Diagnosed(RunId, Vec<Diagnosis>),
    /// Where it stands; sent a few times a second and at every change of state.
    Pulse(Pulse),
    /// A hot knob was turned.
    Turned {
        /// Which run.
        run: RunId,
        /// After how many steps.
        step: u64,
        /// Which knob.
        knob: String,
        /// Its value before.
        from: Value,
        /// Its value from now on.
        to: Value,
    },
    /// It learns from another drawing from now on, and is judged by these points.
    Drawn {
        /// Which run.
        run: RunId,
        /// After how many steps.
        step: u64,
        /// What it learns from.
        data: Arc<DataSet>,
        /// What it is judged by.
        held_out: Arc<[[f32; 2]]>,
    },
    /// The step that would be the next one, beat by beat.
    Told(RunId, Arc<Told>),
    /// An earlier step is on show, or on its way; `None` where it is the newest one again.
    Scrubbed(RunId, Option<Held>),
    /// The run was written to its folder.
    Saved(RunId, PathBuf),
    /// The run could not be built: the other answer to a start, in place of [`Event::Ready`].
    Unbuilt(RunId, Trouble),
    /// The run could not do what it was told.
    Failed(RunId, Trouble),
    /// The run broke or diverged; it stands at its last good state.
    Broke {
        /// Which run.
        run: RunId,
        /// The step that broke.
        step: u64,
        /// What is to be said about it.
        trouble: Trouble,
    },
    /// The run could not be written to its folder; it goes on in memory.
    Unkept(RunId, Trouble),
    /// The graphics interface refused something, of a run or of the window; what it drew or computed may be missing.
    Refused(Trouble),
    /// The engine's thread is gone; nothing more will come.
    Gone,
}

impl Event {
    /// What went wrong, if that is what it tells.
    pub fn trouble(&self) -> Option<&Trouble> {
        match self {
            Self::Unbuilt(_, trouble)
            | Self::Failed(_, trouble)
            | Self::Unkept(_, trouble)
            | Self::Broke { trouble, .. }
            | Self::Refused(trouble) => Some(trouble),
            _ => None,
        }
    }
}

/// Numbers about examples, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// What they are: `x`, a metric's name, `log_p` in nats in the units that the model sees, `mean`, `log_variance`, `decoded`,
    /// `z`, `sample`.
    pub name: &'static str,
    /// How many there are of each example.
    pub width: usize,
    /// `[examples * width]`
    pub values: Vec<f32>,
}

/// An ailment of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    /// What it is.
    pub ailment: Ailment,
    /// After how many steps it began.
    pub since: u64,
    /// Knobs to turn in another run, and where to; nothing where nobody knows a cure.
    pub cure: Vec<(String, Value)>,
}

/// What is known of a run once it is built.
#[derive(Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is there or not, whatever the others are"
)]
pub struct Ready {
    /// Whether the model expects every number of an example from those before it.
    pub predicts: bool,
    /// By which ways samples can be compared, where they take several passes.
    pub ways: Vec<Way>,
    /// Whether hidden units read pictures with weights that can be shown.
    pub filters: bool,
    /// Whether it restores examples from its hidden units, or after it has spoiled them.
    pub restores: bool,
    /// Which run.
    pub run: RunId,
    /// Its spec, with every knob.
    pub spec: Spec,
    /// The folder it is kept in.
    pub out: Option<PathBuf>,
    /// The data it is judged by, which is what it trains on unless it was opened with other data.
    pub data: Arc<DataSet>,
    /// The points that it is judged by, in units of the data; empty where examples are not points.
    pub held_out: Arc<[[f32; 2]]>,
    /// How many examples it is judged by.
    pub held_out_count: usize,
    /// What its process moves along and in how many steps, where it has one.
    pub process: Option<(Axis, usize)>,
    /// Whether there is a map between a base space and the data.
    pub transport: bool,
    /// Whether the map is a flow with a velocity.
    pub flow: bool,
    /// How many components a mixture has.
    pub components: usize,
    /// Whether it has masks to show.
    pub masks: bool,
    /// By what way log p(x) over the plane is known, where it is.
    pub density: Option<Known>,
    /// What the family has over the plane that is no density: the name of its words, `landscape-NAME`.
    pub landscape: Option<&'static str>,
    /// Whether points are drawn somewhere by a gradient or a transition.
    pub drift: bool,
    /// In how many steps its Markov chains are followed, where it has some.
    pub chain: Option<usize>,
    /// The shape of one example.
    pub shape: Shape,
    /// How many numbers it learns.
    pub parameters: usize,
    /// About how many floating-point operations an example costs in training.
    pub work: f64,
    /// Whether there are importance-weighted bounds on its likelihood.
    pub ladder: bool,
    /// Its layers.
    pub layers: Vec<Layer>,
    /// The number of latent dimensions, where it has a latent space.
    pub latent: Option<usize>,
    /// And of the space that can be walked in.
    pub workspace: Option<usize>,
    /// What likelihoods mean here, as `protocol-NAME` in the locales says: `grey`, `dynamic`, `static`, `plane`.
    pub protocol: String,
    /// In what samples are compared with real pictures, as `features-NAME` in the locales says; nothing where examples are no
    /// pictures.
    pub features: Option<&'static str>,
    /// The device it trains on.
    pub device: About,
    /// How many steps it has behind it.
    pub step: u64,
    /// Seconds of training behind it.
    pub seconds: f64,
    /// Examples behind it.
    pub examples: u64,
    /// The earliest step that it can show again.
    pub first_step: u64,
}
