//! `genera eval`: every metric of a kept run, on held-out data.

use std::path::PathBuf;

use super::failure::Failure;
use super::output::{print, print_json, remark, words};
use super::report::{Pace, Report};
use super::session::{RUN, Session};
use super::train;
use crate::data::{self, Shape};
use crate::engine::{Command, Event, Height};
use crate::spec::DeviceChoice;
use crate::store::{Kept, RunFolder};
use crate::taxonomy::DataKind;
use crate::text::Trouble;

/// The arguments of `genera eval`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the run
    run: PathBuf,
    /// Other data to measure by: a name, or a file, all of which is then held out
    #[arg(long)]
    data: Option<String>,
    /// Climb the ladder of importance-weighted bounds to 5,000 draws, which takes ten times as long as the usual 500
    #[arg(long)]
    published: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Measures a kept run.
pub(super) fn run(args: &Args, device: Option<DeviceChoice>) -> Result<(), Failure> {
    let (_, kept) = RunFolder::open(&args.run)?;
    let data = args.data.as_deref().map(train::source);
    if let Some(data) = &data {
        check_shape(args, &kept, data)?;
    }
    let choice = device.unwrap_or(kept.spec.device);
    let (session, ready) = Session::open(&args.run, data.clone(), Some(choice))?;
    train::tell_of_data(&ready);
    let data = data.unwrap_or_else(|| kept.spec.data.clone());
    if ready.held_out_count == 0 {
        return Err(Trouble::new("error-held-out-none")
            .with("data", data)
            .into());
    }
    session.send(Command::Measure(RUN));
    let mut metrics = held_out(&session)?;
    if ready.protocol.starts_with("grey") {
        remark(&words("eval-grey"));
    } else if ready.ladder {
        let height = if args.published {
            Height::Published
        } else {
            Height::Usual
        };
        session.send(Command::Ladder(RUN, height));
        metrics.extend(held_out(&session)?);
    }
    let report = Report {
        ready,
        data,
        out: args.run.clone(),
        steps: kept.step,
        seconds: kept.seconds,
        pace: pace(args, &kept),
        metrics,
        findings: Vec::new(),
    };
    if args.json {
        return Ok(print_json(&report.json())?);
    }
    Ok(print(&report.table())?)
}

/// Waits for the measures that were asked for.
fn held_out(session: &Session) -> Result<Vec<(String, f64)>, Trouble> {
    session.until(|event| match event {
        Event::HeldOut { values, .. } => Some(values),
        _ => None,
    })
}

/// What train noted; without a note, the steps over all of the time.
fn pace(args: &Args, kept: &Kept) -> Pace {
    let noted = Pace::noted(&args.run, kept.step);
    let overall = (kept.seconds > 0.0).then(|| kept.step as f64 / kept.seconds);
    Pace {
        steps_per_second: noted.steps_per_second.or(overall),
        ..noted
    }
}

/// Data of another size do not fit the net. Data that are gone cannot be compared with, and then the engine has the word.
fn check_shape(args: &Args, kept: &Kept, other: &str) -> Result<(), Trouble> {
    let found = data::load(other)?.shape();
    let own = data::load_or_drawn(&kept.spec.data, kept.spec.drawing.as_ref());
    let Ok(wanted) = own.map(|set| set.shape()) else {
        return Ok(());
    };
    // Whatever its letters are, a text can be judged by a model of another.
    if found == wanted || found.kind() == DataKind::Text && wanted.kind() == DataKind::Text {
        return Ok(());
    }
    Err(Trouble::new("error-data-shape")
        .with("path", args.run.display())
        .with("wanted", size(wanted))
        .with("data", other)
        .with("found", size(found)))
}

fn size(shape: Shape) -> String {
    match shape {
        Shape::Image {
            width,
            height,
            channels,
        } => format!("{width} x {height} x {channels}"),
        Shape::Plane => words("shape-plane"),
        Shape::Text { .. } => words("shape-text"),
    }
}
