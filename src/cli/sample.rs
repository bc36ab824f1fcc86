//! `genera sample`: samples of a kept run, as a sprite, a table or a text.

mod text;

use std::io::Write;
use std::path::PathBuf;

use super::failure::Failure;
use super::file::{self, Aside};
use super::number::{seed, whole};
use super::output::{filled, remark, thousands};
use super::session::Session;
use crate::data::Shape;
use crate::engine::{PictureId, View};
use crate::figure::Images;
use crate::spec::DeviceChoice;
use crate::store::raster::Sprite;
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
    /// The file: a sprite as .png; a .csv with a row a sample: intensities from 0 to 1 in columns p0.., or x and y of a point in
    /// the units of the data; a .txt of texts: of a list a line each, of a running text 500 characters each
    #[arg(long)]
    out: PathBuf,
    /// What texts begin with
    #[arg(long)]
    prompt: Option<String>,
    /// Which samples: the same seed draws the same
    #[arg(long, default_value_t = 0, value_parser = seed)]
    seed: u64,
}

fn count(text: &str) -> Result<u32, String> {
    whole(text, 1..=1_000_000)
}

/// Draws samples into a file.
pub(super) fn run(args: &Args, device: Option<DeviceChoice>) -> Result<(), Failure> {
    let ending = file::ending(&args.out, &["png", "csv", "txt"])?;
    let (session, ready) = Session::open(&args.run, None, device)?;
    let set = ready.data.text();
    if set.is_some() != (ending == "txt") || set.is_none() && args.prompt.is_some() {
        let key = if set.is_some() {
            "error-sample-text"
        } else {
            "error-sample-no-text"
        };
        return Err(Trouble::new(key).with("path", args.out.display()).into());
    }
    let file = Aside::begin(&args.out)?;
    match (ending, set) {
        (_, Some(set)) => text::texts(args, &session, set, file)?,
        ("png", _) => sprite(args, &session, ready.shape, file)?,
        _ if ready.shape == Shape::Plane => points(args, &session, file)?,
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

/// Points, a row each. Samplers that take long give fewer at once than they are asked for.
fn points(args: &Args, session: &Session, mut file: Aside) -> Result<(), Trouble> {
    let mut outcome = writeln!(file.writer(), "x,y");
    let mut left = args.count as usize;
    for part in 0.. {
        let asked = AT_ONCE.min(left);
        let view = Part::of(args, part, asked).view();
        let drawn = session.points(PictureId::Samples, view)?;
        for [x, y] in drawn.at.iter().take(asked) {
            outcome = outcome.and_then(|()| writeln!(file.writer(), "{x},{y}"));
        }
        left -= drawn.at.len().min(asked);
        if left == 0 || drawn.at.is_empty() {
            break;
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
    /// Every part has a seed of its own; the multiplier keeps the parts of neighbouring seeds apart.
    fn of(args: &Args, part: u64, count: usize) -> Self {
        let seed = args
            .seed
            .wrapping_add(part.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        Self { count, seed }
    }

    fn view(&self) -> View {
        View {
            samples: self.count,
            sample_seed: self.seed,
            ..View::NOTHING
        }
    }

    fn draw(&self, session: &Session) -> Result<Images, Trouble> {
        session.images(PictureId::Samples, self.view())
    }
}

fn parts(args: &Args) -> impl Iterator<Item = Part> {
    let count = args.count as usize;
    (0..count.div_ceil(AT_ONCE))
        .map(move |part| Part::of(args, part as u64, AT_ONCE.min(count - part * AT_ONCE)))
}
