//! `genera sweep`: one family with one or two knobs at several values, run after run; a table with a row a run.
//!
//! A run that diverges is a result too: it has its row, with what it had reached, and the sweep goes on.

mod table;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::ArgGroup;

use super::device;
use super::failure::Failure;
use super::file::ending;
use super::number::{positive_seconds, positive_steps, seed};
use super::output::{filled, print, print_json, remark, thousands};
use super::progress::{Goal, Progress, duration};
use super::session::Session;
use super::train;
use crate::engine::{Command, Event, Out, Pulse, RunId, View};
use crate::families::Family;
use crate::knob::Value;
use crate::spec::{Budget, DeviceChoice, Spec};
use crate::sweep::{self, Following, Grid, Row, State, Turn};
use crate::text::Trouble;

/// A press of Ctrl+C is noticed this soon.
const PATIENCE: Duration = Duration::from_millis(100);

/// The arguments of `genera sweep`.
#[derive(Debug, clap::Args)]
#[command(allow_negative_numbers = true, group = ArgGroup::new("budget").required(true))]
pub(super) struct Args {
    /// The family, as `genera tree` names it
    family: String,
    /// A data set's name, or the path of a file [default: the family's own]
    #[arg(long, value_name = "NAME|PATH")]
    data: Option<String>,
    /// Values of a knob, as in --vary beta=1,2,4 or --vary learning-rate=1e-4..1e-2:5; twice for a grid of two knobs
    #[arg(long, required = true, value_name = "KNOB=VALUES")]
    vary: Vec<String>,
    /// The seeds that each combination is trained from
    #[arg(long, value_delimiter = ',', default_value = "0", value_parser = seed)]
    seeds: Vec<u64>,
    /// Each trains for this many steps
    #[arg(long, group = "budget", value_parser = positive_steps)]
    steps: Option<u64>,
    /// Each trains for this many seconds of its own
    #[arg(long, group = "budget", value_parser = positive_seconds)]
    seconds: Option<f64>,
    /// Turn a knob for all of them, as in --set latent=2
    #[arg(long = "set", value_name = "KNOB=VALUE")]
    knobs: Vec<String>,
    /// Only this metric and its standard error; may be given several times [default: all]
    #[arg(long = "metric", value_name = "NAME")]
    metrics: Vec<String>,
    /// Write the table to this file, which grows with every run, and print a short one
    #[arg(long, value_name = "FILE.csv")]
    out: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Runs a sweep.
pub(super) fn run(args: &Args, choice: Option<DeviceChoice>) -> Result<(), Failure> {
    let choice = choice.unwrap_or_default();
    let budgets = [
        args.steps.map(Budget::Steps),
        args.seconds.map(Budget::Seconds),
    ];
    let budget = budgets.into_iter().flatten().next();
    let budget = budget.unwrap_or(Budget::Endless);
    let grid = grid_of(args, choice, budget)?;
    if let Some(out) = &args.out {
        ending(out, &["csv"])?;
    }
    let stop = train::stop_flag()?;
    let (devices, why_cpu) = device::open(choice);
    let about = devices.choose(choice)?.about.clone();
    let session = Session::start(devices)?;
    device::tell(why_cpu);
    let mut sweep = Sweep {
        session,
        stop,
        progress: Progress::begin(Goal::fresh(budget)),
        began: Instant::now(),
        budget,
        runs: grid.points.len(),
    };
    let rows = sweep.go(args, &grid);
    sweep.progress.end();
    let rows = rows?;
    if let Some(out) = &args.out {
        let told = [("path", out.display().to_string())];
        remark(&filled("race-wrote", &told));
    }
    if args.json {
        let value = table::json_of(args, &grid, budget, &about, &rows);
        return Ok(print_json(&value)?);
    }
    let table = match args.out {
        Some(_) => table::short(args, &grid, &rows),
        None => table::csv(args, &grid, &rows),
    };
    Ok(print(&table)?)
}

/// Everything that can be found wrong is found before anything trains.
fn grid_of(args: &Args, choice: DeviceChoice, budget: Budget) -> Result<Grid, Trouble> {
    let family = Family::find(&args.family)?;
    family.builder()?;
    let data = match &args.data {
        Some(data) => train::source(data),
        None => family.card.data.to_owned(),
    };
    let mut base = Spec::of(family, 0, choice);
    base.knobs = train::knobs(family, &data, &args.knobs)?;
    (base.data, base.budget) = (data, budget);
    let set = args.knobs.iter().filter_map(|text| text.split_once('='));
    let set: Vec<&str> = set.map(|(id, _)| id.trim()).collect();
    let varied = sweep::varied(family.knobs(), &args.vary, &set)?;
    let grid = Grid::new(&base, varied, &args.seeds)?;
    train::check_data(family, &base.data)?;
    Ok(grid)
}

/// A sweep under way.
struct Sweep {
    session: Session,
    stop: Arc<AtomicBool>,
    progress: Progress,
    began: Instant,
    budget: Budget,
    runs: usize,
}

impl Sweep {
    /// Run after run, until all are done or somebody stops it.
    fn go(&mut self, args: &Args, grid: &Grid) -> Result<Vec<Row>, Trouble> {
        let mut rows: Vec<Row> = Vec::new();
        for (index, point) in grid.points.iter().enumerate() {
            let id = RunId(index as u64);
            self.session.send(Command::Start {
                run: id,
                spec: Box::new(point.spec.clone()),
                out: Out::Memory,
                playing: true,
                view: View::NOTHING,
            });
            let row = self.follow(Following::new(id, Row::of(point)))?;
            self.session.send(Command::Close(id));
            known(&args.metrics, &row)?;
            rows.push(row);
            if let Some(out) = &args.out {
                table::write(out, &table::csv(args, grid, &rows))?;
            }
            if self.is_stopped() {
                break;
            }
        }
        Ok(rows)
    }

    /// Listens to a run until it ends, however that is.
    fn follow(&mut self, mut run: Following) -> Result<Row, Trouble> {
        loop {
            if self.is_stopped() && run.stop() {
                self.session.send(Command::Pause(run.id()));
            }
            let Some(event) = self.session.event(PATIENCE)? else {
                continue;
            };
            let turn = run.hear(&event);
            match event {
                Event::Refused(trouble) => return Err(trouble),
                Event::Ready(ready) if run.id().0 == 0 => train::tell_of_data(&ready),
                Event::Pulse(pulse) if pulse.run == run.id() => {
                    self.tell(run.id(), &run.row.values, &pulse);
                }
                _ => {}
            }
            match turn {
                Turn::Goes => {}
                Turn::Measure => self.session.send(Command::Measure(run.id())),
                Turn::Over => {
                    let broke = run.take_trouble();
                    let broke = broke.filter(|_| run.row.state == State::Failed);
                    if let Some(trouble) = broke {
                        remark(&trouble.to_string());
                    }
                    return Ok(run.row);
                }
            }
        }
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Which run of how many, and how long all of them will take if the others are like those so far.
    fn tell(&mut self, run: RunId, values: &[Value], pulse: &Pulse) {
        let used = self.budget.used(pulse.step, pulse.seconds, pulse.examples);
        let share = (run.0 as f64 + used.clamp(0.0, 1.0)) / self.runs as f64;
        let left = self.began.elapsed().as_secs_f64() * (1.0 - share) / share;
        let values: Vec<String> = values.iter().map(Value::to_string).collect();
        let told = [
            ("run", (run.0 + 1).to_string()),
            ("runs", self.runs.to_string()),
            ("values", values.join(", ")),
            ("step", thousands(pulse.step)),
            ("left", duration(left)),
        ];
        self.progress
            .tell_share(share, &filled("sweep-progress", &told));
    }
}

/// A metric that is asked for and that the first run with metrics does not have will not come with the others.
fn known(wanted: &[String], row: &Row) -> Result<(), Trouble> {
    let has = |name: &String| row.metrics.iter().any(|(other, _)| other == name);
    let Some(missing) = wanted.iter().find(|name| !has(name)) else {
        return Ok(());
    };
    if row.metrics.is_empty() {
        return Ok(());
    }
    let known: Vec<&str> = row.metrics.iter().map(|(name, _)| name.as_str()).collect();
    Err(Trouble::new("error-sweep-metric")
        .with("metric", missing)
        .with("known", known.join(", ")))
}
