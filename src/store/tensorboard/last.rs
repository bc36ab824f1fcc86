//! The last picture of samples that a run left in its event files.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use super::{Sheet, files};

/// What every PNG begins with.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// No picture of samples is longer; what claims to be is a damaged file.
const LONGEST: u64 = 8 << 20;
/// What stands before the step of an event: the tag and the eight bytes of its time, and the tag of the step.
const BEFORE_STEP: usize = 10;

/// The last picture, and after how many steps it was made; nothing where there is none that can be read.
pub fn last_picture(folder: &Path) -> Option<(u64, Sheet)> {
    let mut files = files(folder).ok()?;
    files.sort_unstable_by(|one, other| other.cmp(one));
    files.into_iter().find_map(|(_, path)| {
        let (step, png) = last_png(&path)?;
        Some((step, decoded(&png)?))
    })
}

/// The last PNG in a file of framed events, which ends where it was torn off.
fn last_png(path: &Path) -> Option<(u64, Vec<u8>)> {
    let mut file = BufReader::new(File::open(path).ok()?);
    let mut last = None;
    let mut head = [0; 12];
    while file.read_exact(&mut head).is_ok() {
        let mut length = [0; 8];
        length.copy_from_slice(&head[..8]);
        let length = u64::from_le_bytes(length);
        if length > LONGEST {
            break;
        }
        let mut event = vec![0; length as usize + 4];
        if file.read_exact(&mut event).is_err() {
            break;
        }
        let found = event.windows(PNG.len()).position(|bytes| bytes == PNG);
        if let Some(at) = found {
            last = Some((step_of(&event), event[at..].to_vec()));
        }
    }
    last
}

/// The step of an event as it is written here: right behind its time.
fn step_of(event: &[u8]) -> u64 {
    let bytes = event.get(BEFORE_STEP..).unwrap_or_default();
    let mut step = 0;
    for (place, byte) in bytes.iter().take(9).enumerate() {
        step |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            break;
        }
    }
    step
}

fn decoded(png: &[u8]) -> Option<Sheet> {
    let picture = image::load_from_memory_with_format(png, image::ImageFormat::Png).ok()?;
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let is_grey = picture.color().channel_count() == 1;
    let (channels, bytes) = if is_grey {
        (1, picture.into_luma8().into_raw())
    } else {
        (3, picture.into_rgb8().into_raw())
    };
    Some(Sheet {
        width,
        height,
        channels,
        bytes,
    })
}
