//! `genera interpolate`: a walk through the latent space between two held-out examples.

use std::path::PathBuf;

use super::failure::Failure;
use super::file::{self, Aside};
use super::number::{position, whole};
use super::output::{filled, remark};
use super::session::Session;
use crate::engine::{Anchor, LatentPath, LatentView, PathKind, PictureId, View};
use crate::spec::DeviceChoice;
use crate::store::raster;
use crate::text::Trouble;

/// The arguments of `genera interpolate`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the run
    run: PathBuf,
    /// The file: an animation there and back as .gif, or the frames side by side as .png
    #[arg(long)]
    out: PathBuf,
    /// The held-out example at the start
    #[arg(long, default_value_t = 0, value_parser = position)]
    from: usize,
    /// The held-out example at the end
    #[arg(long, default_value_t = 1, value_parser = position)]
    to: usize,
    /// How many frames, ends included
    #[arg(long, default_value_t = 24, value_parser = frames)]
    frames: u32,
    /// How the path runs: on the shell where the prior has its mass, or straight
    #[arg(long, value_enum, default_value_t = Course::Spherical)]
    path: Course,
}

/// How the path runs.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Course {
    /// An arc on the shell where a Gaussian prior has its mass
    Spherical,
    /// A straight line
    Straight,
}

fn frames(text: &str) -> Result<u32, String> {
    whole(text, 2..=500)
}

/// Writes the walk into a file.
pub(super) fn run(args: &Args, device: Option<DeviceChoice>) -> Result<(), Failure> {
    let ending = file::ending(&args.out, &["gif", "png"])?;
    let (session, ready) = Session::open(&args.run, None, device)?;
    if ready.latent.is_none() {
        return Err(Trouble::new("error-latent-none")
            .with("family", &ready.spec.family)
            .into());
    }
    let count = ready.held_out_count;
    for index in [args.from, args.to] {
        check(index, count, &ready.spec.data)?;
    }
    let kind = match args.path {
        Course::Spherical => PathKind::Spherical,
        Course::Straight => PathKind::Straight,
    };
    let path = LatentPath {
        kind,
        frames: args.frames as usize,
        both: false,
    };
    let view = View {
        latent: LatentView {
            anchors: [args.from, args.to].map(Anchor::HeldOut).into(),
            path: Some(path),
            ..LatentView::NOTHING
        },
        ..View::NOTHING
    };
    let images = session.images(PictureId::Path, view)?;
    let mut file = Aside::begin(&args.out)?;
    let outcome = if ending == "gif" {
        raster::write_gif(&images, raster::Zoom::Medium, file.writer(), &|_| {})
            .map_err(|why| why.to_string())
    } else {
        raster::strip(&images)
            .write_png(file.writer())
            .map_err(|why| why.to_string())
    };
    if let Err(why) = outcome {
        return Err(file.trouble(&why).into());
    }
    file.finish()?;
    remark(&filled(
        "wrote-frames",
        &[
            ("count", args.frames.to_string()),
            ("path", args.out.display().to_string()),
        ],
    ));
    Ok(())
}

fn check(index: usize, count: usize, data: &str) -> Result<(), Trouble> {
    match count {
        0 => Err(Trouble::new("error-held-out-none").with("data", data)),
        _ if index < count => Ok(()),
        _ => Err(Trouble::new("error-held-out-index")
            .with("index", index)
            .with("last", count - 1)),
    }
}
