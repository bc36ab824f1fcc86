//! `genera train`: trains a model, or goes on with a kept one, and keeps it in a folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::device;
use super::failure::Failure;
use super::number::{positive_seconds, positive_steps, seed};
use super::output::{filled, print, print_json, remark, thousands};
use super::progress::{Goal, Progress};
use super::report::{Pace, Report};
use super::session::{RUN, Session};
use crate::data;
use crate::engine::{Command, Diagnosis, Doing, Event, Out, Pulse, Ready, View};
use crate::families::Family;
use crate::knob::Knobs;
use crate::spec::{Budget, DeviceChoice, Spec};
use crate::store::RunFolder;
use crate::text::Trouble;

/// What a run gets that names no budget: about what a small model needs to show what it can.
const DEFAULT_STEPS: u64 = 3000;
/// A press of Ctrl+C is noticed this soon.
const PATIENCE: Duration = Duration::from_millis(100);

/// The arguments of `genera train`.
#[derive(Debug, clap::Args)]
#[command(allow_negative_numbers = true)]
pub(super) struct Args {
    /// The family, as `genera tree` names it
    #[arg(required_unless_present = "resume")]
    family: Option<String>,
    /// A data set's name, or the path of a file [default: the family's own]
    #[arg(long, value_name = "NAME|PATH")]
    data: Option<String>,
    /// Train for this many steps, counted from the beginning of the run [default: 3000]
    #[arg(long, value_parser = positive_steps, conflicts_with_all = ["seconds", "examples"])]
    steps: Option<u64>,
    /// Train for this many seconds
    #[arg(long, value_parser = positive_seconds)]
    seconds: Option<f64>,
    /// Train on this many examples, counted from the beginning of the run
    #[arg(long, value_parser = positive_steps, conflicts_with = "seconds")]
    examples: Option<u64>,
    /// The seed that everything random follows from
    #[arg(long, default_value_t = 0, value_parser = seed)]
    seed: u64,
    /// Turn a knob, as in --set beta=4; `genera describe FAMILY` lists them
    #[arg(long = "set", value_name = "KNOB=VALUE")]
    knobs: Vec<String>,
    /// The folder to keep the run in [default: a new one below runs/]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Go on with the run in this folder
    #[arg(long, value_name = "DIR", conflicts_with_all = ["data", "seed", "knobs", "out"])]
    resume: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Trains a model.
pub(super) fn run(args: &Args, choice: Option<DeviceChoice>) -> Result<(), Failure> {
    let plan = match &args.resume {
        Some(folder) => resumed(args, folder, choice)?,
        None => fresh(args, choice)?,
    };
    let stop = stop_flag()?;
    let (devices, why_cpu) = device::open(plan.choice);
    let session = Session::start(devices)?;
    for command in plan.commands {
        session.send(command);
    }
    let ready = session.ready()?;
    device::tell(why_cpu);
    plan.remark.iter().for_each(|words| remark(words));
    tell_of_data(&ready);
    let mut training = Training {
        session,
        progress: Progress::begin(plan.goal),
        stop,
        pulse: None,
        loss: None,
        metrics: Vec::new(),
        findings: Vec::new(),
    };
    let outcome = training.watch();
    training.progress.end();
    let stopped = outcome.map_err(|trouble| training.keep(&trouble, &ready))?;
    let report = training.report(ready, plan.goal);
    report.note()?;
    if stopped {
        remark(&stopped_at(&report));
    }
    if args.json {
        return Ok(print_json(&report.json())?);
    }
    Ok(print(&report.table())?)
}

/// Says what there is to tell about how the data were read.
pub(super) fn tell_of_data(ready: &Ready) {
    for told in ready.data.remarks() {
        remark(&told.to_string());
    }
}

/// A bundled name as it is; a file by its full path, so that the run finds it again from anywhere.
pub(super) fn source(data: &str) -> String {
    if data::find_bundled(data).is_some() || !Path::new(data).exists() {
        return data.to_owned();
    }
    std::path::absolute(data).map_or_else(|_| data.to_owned(), |path| path.display().to_string())
}

/// The knobs of a family for some data with some of them turned.
pub(super) fn knobs(family: &Family, data: &str, assignments: &[String]) -> Result<Knobs, Trouble> {
    let mut knobs = family.defaults_on(data);
    for assignment in assignments {
        knobs.set_from_text(family.knobs(), assignment)?;
    }
    Ok(knobs)
}

/// What is to be done.
struct Plan {
    commands: Vec<Command>,
    choice: DeviceChoice,
    goal: Goal,
    remark: Option<String>,
}

fn fresh(args: &Args, choice: Option<DeviceChoice>) -> Result<Plan, Trouble> {
    let family = Family::find(args.family.as_deref().unwrap_or_default())?;
    family.builder()?;
    let mut spec = Spec::of(family, args.seed, choice.unwrap_or_default());
    if let Some(data) = &args.data {
        spec.data = source(data);
    }
    spec.knobs = knobs(family, &spec.data, &args.knobs)?;
    let asked = budget(args, 0.0);
    spec.budget = asked.unwrap_or(Budget::Steps(DEFAULT_STEPS));
    let (choice, goal) = (spec.device, Goal::fresh(spec.budget));
    let out = args.out.clone().unwrap_or_else(|| folder_of(&spec));
    check(family, &spec.data, &out)?;
    let start = Command::Start {
        run: RUN,
        spec: Box::new(spec),
        out: Out::Folder(out),
        playing: true,
        view: View::NOTHING,
    };
    let told = [("steps", thousands(DEFAULT_STEPS))];
    // The first checkpoint is that of the fresh net, so that a run killed early can be opened too.
    Ok(Plan {
        commands: vec![start, Command::Save(RUN)],
        choice,
        goal,
        remark: asked
            .is_none()
            .then(|| filled("train-default-steps", &told)),
    })
}

/// What the engine would refuse is refused before a device is opened, which takes seconds and may be noisy.
fn check(family: &Family, data: &str, out: &Path) -> Result<(), Trouble> {
    check_data(family, data)?;
    let taken = std::fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some());
    if taken || out.is_file() {
        return Err(Trouble::new("error-run-exists").with("path", out.display()));
    }
    Ok(())
}

/// Whether a family can learn from these data.
pub(super) fn check_data(family: &Family, data: &str) -> Result<(), Trouble> {
    if data == data::DRAWN {
        return Err(Trouble::new("error-data-drawn"));
    }
    let kind = match data::find_bundled(data) {
        Some(set) => set.kind,
        None => data::load(data)?.shape().kind(),
    };
    if !family.card.accepts.contains(&kind) {
        return Err(Trouble::new("error-data-kind")
            .with("family", family.card.id)
            .with("data", data));
    }
    Ok(())
}

/// Takes up a kept run. Nothing in its folder changes before the engine has found all of it whole.
fn resumed(args: &Args, path: &Path, choice: Option<DeviceChoice>) -> Result<Plan, Trouble> {
    let (mut folder, kept) = RunFolder::open(path)?;
    let spec = kept.spec;
    if let Some(family) = args
        .family
        .as_ref()
        .filter(|family| **family != spec.family)
    {
        return Err(Trouble::new("error-resume-family")
            .with("path", path.display())
            .with("found", spec.family)
            .with("family", family));
    }
    let asked = budget(args, kept.seconds);
    let used_up = match asked.unwrap_or(spec.budget) {
        Budget::Endless => false,
        Budget::Steps(steps) => steps <= kept.step,
        Budget::Seconds(seconds) => seconds <= kept.seconds,
        Budget::Examples(examples) => examples <= kept.examples,
    };
    if used_up {
        return Err(Trouble::new("error-resume-steps")
            .with("path", path.display())
            .with("step", kept.step));
    }
    let budget = match asked.unwrap_or(spec.budget) {
        Budget::Endless => Budget::Steps(kept.step + DEFAULT_STEPS),
        limited => limited,
    };
    // A run that another program writes is refused before a device is opened; the engine holds it from then on.
    folder.hold()?;
    drop(folder);
    let choice = choice.unwrap_or(spec.device);
    let told = [("step", thousands(kept.step))];
    let open = Command::Open {
        run: RUN,
        folder: path.to_owned(),
        data: None,
        device: choice,
        recall: false,
        view: View::NOTHING,
    };
    Ok(Plan {
        commands: vec![open, Command::Budget(RUN, budget), Command::Play(RUN)],
        choice,
        goal: Goal {
            budget,
            from_step: kept.step,
            from_seconds: kept.seconds,
        },
        remark: Some(filled("train-resumed", &told)),
    })
}

fn budget(args: &Args, seconds_before: f64) -> Option<Budget> {
    let seconds = args
        .seconds
        .map(|seconds| Budget::Seconds(seconds_before + seconds));
    let steps = args.steps.map(Budget::Steps);
    steps.or(args.examples.map(Budget::Examples)).or(seconds)
}

/// A new folder below `runs/`.
fn folder_of(spec: &Spec) -> PathBuf {
    RunFolder::free_name(Path::new("runs"), &spec.folder_name())
}

/// Raised by Ctrl+C and by a request to terminate; the second one does not wait for anything.
pub(super) fn stop_flag() -> Result<Arc<AtomicBool>, Trouble> {
    let stop = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if raised.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    })
    .map_err(|why| Trouble::new("error-signal").with("why", why))?;
    Ok(stop)
}

fn stopped_at(report: &Report) -> String {
    let path = report.out.display().to_string();
    let quote = if path.contains(char::is_whitespace) {
        "\""
    } else {
        ""
    };
    filled(
        "train-stopped",
        &[
            ("step", thousands(report.steps)),
            ("path", path.clone()),
            (
                "resume",
                format!("genera train --resume {quote}{path}{quote}"),
            ),
        ],
    )
}

/// A training under way.
struct Training {
    session: Session,
    progress: Progress,
    stop: Arc<AtomicBool>,
    pulse: Option<Pulse>,
    loss: Option<f32>,
    metrics: Vec<(String, f64)>,
    findings: Vec<Diagnosis>,
}

impl Training {
    /// Follows the training to its end; true if it was stopped before.
    fn watch(&mut self) -> Result<bool, Trouble> {
        let (mut pausing, mut saved) = (false, false);
        loop {
            if !pausing && self.stop.load(Ordering::Relaxed) {
                pausing = true;
                saved = false;
                self.session.send(Command::Pause(RUN));
            }
            match self.session.next(PATIENCE)? {
                Some(Event::Saved(..)) => saved = true,
                Some(Event::Trained(_, readings)) => {
                    let last = readings.rows().checked_sub(1);
                    self.loss = last.and_then(|row| readings.row(row).first().copied());
                }
                Some(Event::HeldOut { values, .. }) => self.metrics = values,
                Some(Event::Diagnosed(_, findings)) => self.findings = findings,
                Some(Event::Pulse(pulse)) => {
                    self.pulse = Some(pulse);
                    self.progress.tell(&pulse, self.loss);
                    match pulse.doing {
                        Doing::Finished => return Ok(false),
                        Doing::Paused if pausing && saved => {
                            return self.measure(pulse.step).map(|()| true);
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
        }
    }

    /// What was measured before a stop belongs to an earlier step, so it is measured once more.
    fn measure(&mut self, at: u64) -> Result<(), Trouble> {
        if self.metrics.is_empty() && at == 0 {
            return Ok(());
        }
        self.session.send(Command::Measure(RUN));
        self.metrics = self.session.until(|event| match event {
            Event::HeldOut { step, values, .. } if step == at => Some(values),
            _ => None,
        })?;
        Ok(())
    }

    /// After a failure: what there is is saved, and the sentence says where.
    fn keep(&self, trouble: &Trouble, ready: &Ready) -> Failure {
        self.session.send(Command::Save(RUN));
        let saved = self.session.until(|event| match event {
            Event::Saved(_, path) => Some(path),
            _ => None,
        });
        match saved {
            Ok(path) => Trouble::new("error-kept")
                .with_trouble("trouble", trouble.clone())
                .with("path", ready.out.as_deref().unwrap_or(&path).display())
                .into(),
            Err(_) => trouble.clone().into(),
        }
    }

    fn report(&mut self, ready: Ready, goal: Goal) -> Report {
        let pulse = self.pulse;
        let (steps, seconds, first) = pulse.map_or((0, 0.0, 0.0), |pulse| {
            (pulse.step, pulse.seconds, pulse.first_step_seconds)
        });
        Report {
            data: ready.spec.data.clone(),
            out: ready.out.clone().unwrap_or_default(),
            ready,
            steps,
            seconds,
            pace: Pace::of(steps - goal.from_step, seconds - goal.from_seconds, first),
            metrics: std::mem::take(&mut self.metrics),
            findings: std::mem::take(&mut self.findings),
        }
    }
}
