//! `genera density`: log p(x) of any points in the plane, by a kept run.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use super::failure::Failure;
use super::output::{filled, remark, thousands};
use super::session::{RUN, Session};
use crate::data::{self, Shape};
use crate::engine::{Command, Event};
use crate::figure::Known;
use crate::spec::DeviceChoice;
use crate::text::Trouble;

/// Points told about at once: lines come soon, and memory stays flat however many there are.
const AT_ONCE: usize = 8192;

/// The arguments of `genera density`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the run
    run: PathBuf,
    /// The points: a table with columns x and y, in the units of the data
    #[arg(long, value_name = "FILE.csv")]
    points: PathBuf,
}

/// Prints a row a point: x, y, log p(x) in nats, and what kind of a density it is.
pub(super) fn run(args: &Args, device: Option<DeviceChoice>) -> Result<(), Failure> {
    let (points, left_out) = data::read_points(&args.points)?;
    let (session, ready) = Session::open(&args.run, None, device)?;
    if ready.shape != Shape::Plane {
        return Err(Trouble::new("error-density-plane")
            .with("path", args.run.display())
            .into());
    }
    if left_out > 0 {
        let rows = thousands(left_out as u64);
        remark(&filled("density-left-out", &[("rows", rows)]));
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut outcome = Ok(());
    for (index, part) in points.chunks(AT_ONCE).enumerate() {
        let (known, log_p) = ask(&session, part)?
            .ok_or_else(|| Trouble::new("error-density-none").with("family", &ready.spec.family))?;
        if index == 0 {
            outcome = outcome.and_then(|()| writeln!(out, "x,y,log_p,kind"));
        }
        let kind = kind(known);
        for ([x, y], log_p) in part.iter().zip(log_p) {
            outcome = outcome.and_then(|()| writeln!(out, "{x},{y},{log_p:.6},{kind}"));
        }
        if outcome.is_err() {
            break;
        }
    }
    match outcome.and_then(|()| out.flush()) {
        // A reader that has gone away, such as `head`, is no failure.
        Err(why) if why.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Trouble::new("error-out-unwritable")
                .with("path", "standard output")
                .with("why", why)
                .into())
        }
        _ => Ok(()),
    }
}

/// The word for programs: by what way a density is known.
fn kind(known: Known) -> &'static str {
    match known {
        Known::Exact => "exact",
        Known::Oracle(_) => "oracle",
        Known::Bound => "bound",
        Known::UpToConstant => "unnormalised",
    }
}

fn ask(session: &Session, points: &[[f64; 2]]) -> Result<Option<(Known, Vec<f64>)>, Trouble> {
    session.send(Command::Density(RUN, points.to_vec()));
    session.until(|event| match event {
        Event::Density(_, log_p) => Some(log_p),
        _ => None,
    })
}
