//! `genera sample`: samples of a kept run, as a sprite or a table.

use std::io::Write;
use std::path::PathBuf;

use super::failure::Failure;
use super::file::{self, Aside};
use super::number::{seed, whole};
use super::output::{filled, remark, thousands};
use super::raster::Sprite;
use super::session::Session;
use crate::data::Shape;
use crate::engine::{PictureId, View};
use crate::figure::Images;
use crate::spec::DeviceChoice;
use crate::text::Trouble;

/// Samples drawn at once: enough for the device, and memory stays flat however many are asked for.
const AT_ONCE: usize = 1000;

/// The arguments of `genera sample`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the run
    run: PathBuf,
    /// How many samples
    #[arg(short = 'n', long = "count", default_value_t = 64, value_parser = count)]
    count: u32,
    /// The file: a sprite as .png, or a .csv with a row a sample and columns p0.. of intensities from 0 to 1
    #[arg(long)]
    out: PathBuf,
    /// Which samples: the same seed draws the same
    #[arg(long, default_value_t = 0, value_parser = seed)]
    seed: u64,
}

fn count(text: &str) -> Result<u32, String> {
    whole(text, 1..=1_000_000)
}

/// Draws samples into a file.
pub(super) fn run(args: &Args, device: Option<DeviceChoice>) -> Result<(), Failure> {
    let ending = file::ending(&args.out, &["png", "csv"])?;
    let (session, ready) = Session::open(&args.run, None, device)?;
    let file = Aside::begin(&args.out)?;
    match ending {
        "png" => sprite(args, &session, ready.shape, file)?,
        _ => table(args, &session, ready.shape, file)?,
    }
    remark(&filled(
        "wrote-samples",
        &[
            ("count", thousands(u64::from(args.count))),
            ("path", args.out.display().to_string()),
        ],
    ));
    Ok(())
}

fn sprite(args: &Args, session: &Session, shape: Shape, mut file: Aside) -> Result<(), Trouble> {
    let Shape::Image {
        width,
        height,
        channels,
    } = shape
    else {
        return Err(Trouble::new("error-sample-plane").with("path", args.out.display()));
    };
    let mut sprite = Sprite::new(args.count as usize, [width, height, channels]);
    for part in parts(args) {
        sprite.extend(&part.draw(session)?);
    }
    if let Err(why) = sprite.raster().write_png(file.writer()) {
        return Err(file.trouble(&why));
    }
    file.finish()
}

fn table(args: &Args, session: &Session, shape: Shape, mut file: Aside) -> Result<(), Trouble> {
    let columns: Vec<String> = (0..shape.dims()).map(|i| format!("p{i}")).collect();
    let mut outcome = writeln!(file.writer(), "{}", columns.join(","));
    for part in parts(args) {
        let images = part.draw(session)?;
        for index in 0..images.count() {
            let row: Vec<String> = images.image(index).iter().map(f32::to_string).collect();
            outcome = outcome.and_then(|()| writeln!(file.writer(), "{}", row.join(",")));
        }
    }
    match outcome {
        Ok(()) => file.finish(),
        Err(why) => Err(file.trouble(&why)),
    }
}

/// Samples that are drawn together.
struct Part {
    count: usize,
    seed: u64,
}

impl Part {
    fn draw(&self, session: &Session) -> Result<Images, Trouble> {
        let view = View {
            samples: self.count,
            sample_seed: self.seed,
            ..View::NOTHING
        };
        session.images(PictureId::Samples, view)
    }
}

/// Every part has a seed of its own; the multiplier keeps the parts of neighbouring seeds apart.
fn parts(args: &Args) -> impl Iterator<Item = Part> {
    let (count, seed) = (args.count as usize, args.seed);
    (0..count.div_ceil(AT_ONCE)).map(move |part| Part {
        count: AT_ONCE.min(count - part * AT_ONCE),
        seed: seed.wrapping_add((part as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)),
    })
}
