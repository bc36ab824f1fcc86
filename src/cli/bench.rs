//! `genera bench`: steps a second, the first step, and memory, family by family on one device.

use std::time::Duration;

use serde_json::{Value, json};

use super::device;
use super::failure::Failure;
use super::number::positive_seconds;
use super::output::{number, print, print_json, table, thousands, words};
use super::pad::{self, Latency};
use super::progress::{Goal, Progress};
use super::report::Pace;
use super::session::{RUN, Session};
use super::train::{knobs, source};
use crate::data;
use crate::engine::{Command, Doing, Event, Out, Pulse, Ready, View};
use crate::families::Family;
use crate::spec::{Budget, DeviceChoice, Spec};
use crate::text::Trouble;

/// The arguments of `genera bench`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The families [default: all that can be trained, or those that learn such data]
    family: Vec<String>,
    /// A data set's name, or the path of a file [default: each family's own]
    #[arg(long, value_name = "NAME|PATH")]
    data: Option<String>,
    /// How long each one trains
    #[arg(long, default_value = "10", value_parser = positive_seconds)]
    seconds: f64,
    /// Turn a knob of each of them, as in --set latent=2
    #[arg(long = "set", value_name = "KNOB=VALUE")]
    set: Vec<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// What came out for one family.
struct Outcome {
    ready: Ready,
    pulse: Pulse,
    pace: Pace,
    /// The most memory that the process held while it trained, in bytes.
    memory: Option<usize>,
    /// How long the pad of the latent space takes, where pictures have one.
    pad: Option<Latency>,
}

/// Measures the families.
pub(super) fn run(args: &Args, choice: Option<DeviceChoice>) -> Result<(), Failure> {
    let data = args.data.as_deref().map(source);
    let families = families(&args.family, data.as_deref())?;
    let choice = choice.unwrap_or_default();
    let (devices, why_cpu) = device::open(choice);
    let about = devices.choose(choice)?.about.clone();
    let session = Session::start(devices)?;
    device::tell(why_cpu);
    let mut outcomes = Vec::new();
    for family in families {
        let mut spec = Spec::of(family, 0, choice);
        if let Some(data) = &data {
            spec.data.clone_from(data);
        }
        spec.knobs = knobs(family, &spec.data, &args.set)?;
        spec.budget = Budget::Endless;
        outcomes.push(measure(&session, spec, args.seconds)?);
    }
    if args.json {
        let results: Vec<Value> = outcomes.iter().map(Outcome::json).collect();
        let value = json!({
            "device": device::short(&about),
            "device_name": about.name,
            "device_backend": about.backend,
            "results": results,
        });
        return Ok(print_json(&value)?);
    }
    let head = [
        "report-family",
        "report-data",
        "report-steps",
        "report-pace",
        "report-first-step",
        "report-parameters",
        "bench-memory",
        "bench-pad",
    ];
    let mut rows = vec![head.map(words).to_vec()];
    rows.extend(outcomes.iter().map(Outcome::row));
    Ok(print(&table(&rows))?)
}

/// The families that are asked for; where none is, all that can be trained, or those of them that learn such data.
fn families(asked: &[String], data: Option<&str>) -> Result<Vec<&'static Family>, Trouble> {
    if asked.is_empty() {
        let kind = data
            .map(data::load)
            .transpose()?
            .map(|data| data.shape().kind());
        let learns = |family: &&Family| kind.is_none_or(|kind| family.card.accepts.contains(&kind));
        return Ok(Family::ready().filter(learns).collect());
    }
    asked
        .iter()
        .map(|id| {
            let family = Family::find(id)?;
            family.builder().map(|_| family)
        })
        .collect()
}

/// Trains for so many seconds after the first step, in which kernels are compiled and tuned. What a run measures at its end is not
/// waited for.
fn measure(session: &Session, spec: Spec, seconds: f64) -> Result<Outcome, Trouble> {
    let mut progress = Progress::begin(Goal::fresh(Budget::Seconds(seconds)));
    session.send(Command::Start {
        run: RUN,
        spec: Box::new(spec.clone()),
        out: Out::Memory,
        playing: true,
        view: View::NOTHING,
    });
    let ready = session.ready()?;
    let mut memory = None;
    let mut loss = None;
    let pulse = loop {
        match session.next(Duration::from_secs(1))? {
            Some(Event::Trained(_, readings)) => loss = readings.values.first().copied().or(loss),
            Some(Event::Pulse(pulse)) => {
                memory = memory.max(memory_stats::memory_stats().map(|used| used.physical_mem));
                progress.tell(&pulse, loss);
                let trained = pulse.seconds - pulse.first_step_seconds;
                let is_warm = pulse.step > 1 && trained >= seconds;
                if is_warm || pulse.doing == Doing::Finished {
                    break pulse;
                }
            }
            _ => {}
        }
    };
    progress.end();
    session.send(Command::Close(RUN));
    let has_pad = ready.workspace.is_some() && ready.data.images().is_some();
    let pad = has_pad.then(|| pad::latency(session, &spec)).transpose()?;
    Ok(Outcome {
        pad,
        ready,
        pulse,
        pace: Pace::of(pulse.step, pulse.seconds, pulse.first_step_seconds),
        memory,
    })
}

impl Outcome {
    fn json(&self) -> Value {
        json!({
            "family": self.ready.spec.family,
            "data": self.ready.spec.data,
            "steps": self.pulse.step,
            "seconds": self.pulse.seconds,
            "steps_per_second": self.pace.steps_per_second,
            "first_step_seconds": self.pace.first_step_seconds,
            "parameters": self.ready.parameters,
            "memory_bytes": self.memory,
            "pad_p50_seconds": self.pad.map(|pad| pad.half),
            "pad_p95_seconds": self.pad.map(|pad| pad.most),
            "pad_steps_per_second": self.pad.map(|pad| pad.pace),
        })
    }

    fn row(&self) -> Vec<String> {
        let known = |value: Option<f64>| value.map_or_else(|| words("report-unknown"), number);
        let memory = self.memory.map(|bytes| bytes as f64 / f64::from(1 << 20));
        vec![
            self.ready.spec.family.clone(),
            self.ready.spec.data.clone(),
            thousands(self.pulse.step),
            known(self.pace.steps_per_second),
            known(self.pace.first_step_seconds),
            thousands(self.ready.parameters as u64),
            known(memory),
            self.pad.map_or_else(String::new, |pad| {
                format!("{}, {}", number(1e3 * pad.half), number(1e3 * pad.most))
            }),
        ]
    }
}
