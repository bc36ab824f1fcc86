//! The command line: one file a command. Without a command the window opens.
//!
//! Other programs call it, so it is a contract: results go to standard output, everything else to standard error; the exit
//! status is 0, 2 for a wrong call, 1 for a failure, each of the latter two with one line `error: what, why, what to do`.

mod bench;
mod density;
mod describe;
mod device;
mod devices;
mod eval;
mod export;
mod failure;
mod file;
mod handout;
mod interpolate;
mod number;
mod output;
mod pad;
mod progress;
mod race;
mod report;
mod sample;
mod session;
mod sweep;
mod train;
mod tree;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::app::Opening;
use crate::lesson::Lesson;
use crate::link::Link;
use crate::spec::DeviceChoice;
use crate::text::Trouble;
use failure::Failure;

/// The taxonomy of generative models, alive. Without a command the window opens.
#[derive(Debug, Parser)]
#[command(name = "genera", version, max_term_width = 110)]
struct Cli {
    /// The device that models train on; the variable GENERA_DEVICE sets it as well [default: auto]
    #[arg(long, global = true, value_enum)]
    device: Option<DeviceChoice>,
    /// Open the window on the bench that a link describes
    #[arg(long, value_name = "LINK|FILE")]
    open: Option<String>,
    /// Open the window on a lesson
    #[arg(long, value_name = "FILE", conflicts_with = "open")]
    lesson: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show the taxonomy: its families, what each can compute, which data each accepts
    Tree(tree::Args),
    /// Describe a family: its knobs, its layers, its objective, its paper
    Describe(describe::Args),
    /// Train a model and keep it in a folder
    Train(train::Args),
    /// Measure a kept run on held-out data
    Eval(eval::Args),
    /// Say log p(x) of any points in the plane, by a kept run
    Density(density::Args),
    /// Let families learn the same data from the same seed within one budget, and compare them
    Race(race::Args),
    /// Train a family with one or two knobs at several values, and tabulate what comes out
    Sweep(sweep::Args),
    /// Draw samples from a kept run
    Sample(sample::Args),
    /// Walk through the latent space between two held-out examples
    Interpolate(interpolate::Args),
    /// Write a script that rebuilds the net of a kept run elsewhere, with its weights and numbers to check it by
    Export(export::Args),
    /// Write the whole tree as a document that can be printed
    Handout(handout::Args),
    /// List the devices, which of them would be used, and why
    Devices(devices::Args),
    /// Measure steps a second, the first step, and memory
    Bench(bench::Args),
}

/// Runs what the arguments ask for.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(refusal) if !refusal.use_stderr() => {
            refusal.print().ok();
            return ExitCode::SUCCESS;
        }
        Err(refusal) => return Failure::of_clap(&refusal).report(),
    };
    start_logging(cli.command.is_none());
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn run(cli: Cli) -> Result<(), Failure> {
    let device = device::asked(cli.device)?;
    let opening = match (&cli.open, &cli.lesson) {
        (Some(link), _) => Some(Opening::Link(Link::find(link)?)),
        (None, Some(file)) => Some(Opening::Lesson(Lesson::read(file)?)),
        (None, None) => None,
    };
    if opening.is_some() && cli.command.is_some() {
        return Err(Trouble::new("error-open-command").into());
    }
    match cli.command {
        None => Ok(crate::app::open(device, opening)?),
        Some(Command::Tree(args)) => tree::run(&args),
        Some(Command::Describe(args)) => describe::run(&args),
        Some(Command::Train(args)) => train::run(&args, device),
        Some(Command::Eval(args)) => eval::run(&args, device),
        Some(Command::Density(args)) => density::run(&args, device),
        Some(Command::Race(args)) => race::run(&args, device),
        Some(Command::Sweep(args)) => sweep::run(&args, device),
        Some(Command::Sample(args)) => sample::run(&args, device),
        Some(Command::Interpolate(args)) => interpolate::run(&args, device),
        Some(Command::Export(args)) => export::run(&args, device),
        Some(Command::Handout(args)) => handout::run(&args),
        Some(Command::Devices(args)) => devices::run(&args),
        Some(Command::Bench(args)) => bench::run(&args, device),
    }
}

/// A command speaks in one line of its own, so the log is silent there unless `RUST_LOG` asks for it. Of fonts that a drawing could
/// have taken and the system does not have, nobody wants to hear.
fn start_logging(window: bool) {
    let silence = if window { "warn,usvg=error" } else { "off" };
    let env = env_logger::Env::default().default_filter_or(silence);
    env_logger::Builder::from_env(env).try_init().ok();
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        // The engine turns its panics into sentences; printing them too would say everything twice.
        if std::thread::current().name() == Some("engine") {
            log::error!("{panic}");
        } else {
            usual(panic);
        }
    }));
}
