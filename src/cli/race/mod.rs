//! `genera race`: families on the same data, from the same seed, within one budget; a table.
//!
//! The engine steps one run at a time and keeps all of them at the same share of their budgets. Seconds are those of a run's own
//! training steps: neither its measures nor the steps of the others count.

mod table;

use std::path::PathBuf;
use std::time::Duration;

use clap::ArgGroup;

use super::device;
use super::failure::Failure;
use super::file::ending;
use super::number::{positive_seconds, positive_steps, seed};
use super::output::{self, filled, print, print_json, remark, thousands, words};
use super::progress::{Goal, Progress};
use super::session::Session;
use super::train;
use crate::data::PlaneSet;
use crate::engine::{Command, Diagnosis, Doing, Event, Out, Pulse, Ready, RunId, View};
use crate::families::Family;
use crate::measure::Standing;
use crate::spec::{Budget, DeviceChoice, Spec};
use crate::taxonomy::DensityKind;
use crate::text::Trouble;

/// A press of Ctrl+C is noticed this soon.
const PATIENCE: Duration = Duration::from_millis(100);

/// The arguments of `genera race`.
#[derive(Debug, clap::Args)]
#[command(allow_negative_numbers = true, group = ArgGroup::new("budget").required(true))]
pub(super) struct Args {
    /// Two to six families, as `genera tree` names them
    #[arg(required = true, num_args = 2..=6)]
    family: Vec<String>,
    /// A data set's name, or the path of a file [default: that of the first family]
    #[arg(long, value_name = "NAME|PATH")]
    data: Option<String>,
    /// Each trains for this many seconds of its own
    #[arg(long, group = "budget", value_parser = positive_seconds)]
    seconds: Option<f64>,
    /// Each trains for this many steps
    #[arg(long, group = "budget", value_parser = positive_steps)]
    steps: Option<u64>,
    /// Each trains on this many examples
    #[arg(long, group = "budget", value_parser = positive_steps)]
    examples: Option<u64>,
    /// The seed that everything random follows from
    #[arg(long, default_value_t = 0, value_parser = seed)]
    seed: u64,
    /// Write the table to this file too
    #[arg(long, value_name = "FILE.csv")]
    out: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Runs a race.
pub(super) fn run(args: &Args, choice: Option<DeviceChoice>) -> Result<(), Failure> {
    let choice = choice.unwrap_or_default();
    let specs = specs(args, choice)?;
    if let Some(out) = &args.out {
        ending(out, &["csv"])?;
    }
    let stop = train::stop_flag()?;
    let (devices, why_cpu) = device::open(choice);
    let about = devices.choose(choice)?.about.clone();
    let session = Session::start(devices)?;
    device::tell(why_cpu);
    let budget = specs[0].budget;
    let mut race = Race::begin(session, specs)?;
    train::tell_of_data(&race.runners[0].ready);
    let mut progress = Progress::begin(Goal::fresh(budget));
    let outcome = loop {
        if stop.load(std::sync::atomic::Ordering::Relaxed) {
            race.stop();
        }
        match race.listen() {
            Ok(true) => break Ok(()),
            Ok(false) => race.tell(&mut progress, budget),
            Err(trouble) => break Err(trouble),
        }
    };
    progress.end();
    outcome?;
    race.runners
        .sort_by(|a, b| a.standing().order(&b.standing()));
    if let Some(out) = &args.out {
        table::write_csv(out, &race.runners)?;
        remark(&filled(
            "race-wrote",
            &[("path", out.display().to_string())],
        ));
    }
    if args.json {
        return Ok(print_json(&table::json_of(&race.runners, &about, budget))?);
    }
    Ok(print(&output::table(&table::rows(&race.runners)))?)
}

/// The runs of a race, which differ in their family alone.
fn specs(args: &Args, choice: DeviceChoice) -> Result<Vec<Spec>, Trouble> {
    let families = args.family.iter().map(|id| Family::find(id));
    let families = families.collect::<Result<Vec<_>, _>>()?;
    let data = match &args.data {
        Some(data) => train::source(data),
        None => families[0].card.data.to_owned(),
    };
    let budgets = [
        args.seconds.map(Budget::Seconds),
        args.steps.map(Budget::Steps),
        args.examples.map(Budget::Examples),
    ];
    let budget = budgets.into_iter().flatten().next();
    let mut specs: Vec<Spec> = Vec::new();
    for family in families {
        family.builder()?;
        train::check_data(family, &data)?;
        if specs.iter().any(|spec| spec.family == family.card.id) {
            return Err(Trouble::new("error-race-same").with("family", family.card.id));
        }
        let mut spec = Spec::of(family, args.seed, choice);
        spec.learn_from(data.clone());
        spec.budget = budget.unwrap_or(spec.budget);
        specs.push(spec);
    }
    Ok(specs)
}

/// How a runner came to its end, or that it has not.
#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Racing,
    /// It left the race at some step, and what it has reached is being measured.
    Leaving(Option<u64>),
    Finished,
    Stopped,
    Diverged(u64),
}

/// A family in a race.
struct Runner {
    ready: Ready,
    claim: DensityKind,
    pulse: Option<Pulse>,
    state: State,
    metrics: Vec<(String, f64)>,
    findings: Vec<Diagnosis>,
}

struct Race {
    session: Session,
    runners: Vec<Runner>,
    stopping: bool,
}

impl Race {
    /// Builds all runs before the first of them steps.
    fn begin(session: Session, specs: Vec<Spec>) -> Result<Self, Trouble> {
        let mut runners = Vec::new();
        for (index, spec) in specs.into_iter().enumerate() {
            let claim = Family::find(&spec.family)?.card.can.density;
            session.send(Command::Start {
                run: RunId(index as u64),
                spec: Box::new(spec),
                out: Out::Memory,
                playing: false,
                view: View::NOTHING,
            });
            runners.push(Runner {
                ready: session.ready()?,
                claim,
                pulse: None,
                state: State::Racing,
                metrics: Vec::new(),
                findings: Vec::new(),
            });
        }
        let ids: Vec<RunId> = runners.iter().map(|runner| runner.ready.run).collect();
        session.send(Command::Together(ids.clone()));
        for id in ids {
            session.send(Command::Play(id));
        }
        Ok(Self {
            session,
            runners,
            stopping: false,
        })
    }

    /// Takes up the next event; true when all runners have come to their end.
    fn listen(&mut self) -> Result<bool, Trouble> {
        let Some(event) = self.session.event(PATIENCE)? else {
            return Ok(false);
        };
        match event {
            Event::Unbuilt(_, trouble) | Event::Failed(_, trouble) | Event::Refused(trouble) => {
                return Err(trouble);
            }
            Event::HeldOut { run, values, .. } => self.runner(run).measured(values),
            Event::Diagnosed(run, findings) => self.runner(run).findings = findings,
            Event::Broke { run, step, .. } => self.leave(run, Some(step)),
            Event::Pulse(pulse) => {
                let runner = self.runner(pulse.run);
                runner.pulse = Some(pulse);
                match pulse.doing {
                    Doing::Finished => runner.state = State::Finished,
                    Doing::Paused if self.stopping => self.leave(pulse.run, None),
                    _ => {}
                }
            }
            _ => {}
        }
        let is_over = |runner: &Runner| !matches!(runner.state, State::Racing | State::Leaving(_));
        Ok(self.runners.iter().all(is_over))
    }

    /// Ends the race before its time.
    fn stop(&mut self) {
        if self.stopping {
            return;
        }
        self.stopping = true;
        for runner in &self.runners {
            if runner.state == State::Racing {
                self.session.send(Command::Pause(runner.ready.run));
            }
        }
    }

    /// What a run that leaves early has reached is measured as well as that of the others.
    fn leave(&mut self, run: RunId, broke: Option<u64>) {
        let runner = self.runner(run);
        if runner.state == State::Racing {
            runner.state = State::Leaving(broke);
            self.session.send(Command::Measure(run));
        }
    }

    fn runner(&mut self, run: RunId) -> &mut Runner {
        &mut self.runners[run.0 as usize]
    }

    fn tell(&self, progress: &mut Progress, budget: Budget) {
        let used = |pulse: &Pulse| budget.used(pulse.step, pulse.seconds, pulse.examples);
        let racing = self
            .runners
            .iter()
            .filter(|runner| runner.state == State::Racing);
        let pulses = racing.filter_map(|runner| runner.pulse.as_ref());
        let Some(slowest) = pulses.min_by(|a, b| used(a).total_cmp(&used(b))) else {
            return;
        };
        let runs: Vec<String> = self.runners.iter().map(Runner::progress).collect();
        let share = format!("{:.0}", 100.0 * used(slowest).min(1.0));
        let args = [("share", share), ("runs", runs.join(", "))];
        progress.tell_of(slowest, &filled("race-progress", &args));
    }
}

impl Runner {
    fn measured(&mut self, values: Vec<(String, f64)>) {
        self.metrics = values;
        if let State::Leaving(broke) = self.state {
            self.state = broke.map_or(State::Stopped, State::Diverged);
        }
    }

    fn progress(&self) -> String {
        let step = self.pulse.map_or(0, |pulse| pulse.step);
        let family = self.ready.spec.family.clone();
        filled("race-run", &[("family", family), ("step", thousands(step))])
    }

    fn standing(&self) -> Standing {
        let entropy = self.ready.data.plane().and_then(PlaneSet::entropy);
        Standing::of(&self.metrics, self.claim, entropy)
    }

    fn metric(&self, name: &str) -> Option<f64> {
        let found = self.metrics.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| *value)
    }

    /// How it ended, in a word or two.
    fn state(&self) -> String {
        match self.state {
            State::Diverged(step) => filled("race-diverged", &[("step", thousands(step))]),
            State::Finished => words("race-finished"),
            State::Racing | State::Leaving(_) | State::Stopped => words("race-stopped"),
        }
    }

    /// Steps, seconds and examples, and the seconds of the first step.
    fn clock(&self) -> (u64, f64, u64, f64) {
        self.pulse.map_or((0, 0.0, 0, 0.0), |pulse| {
            (
                pulse.step,
                pulse.seconds,
                pulse.examples,
                pulse.first_step_seconds,
            )
        })
    }
}
