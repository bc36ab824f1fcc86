//! What is written is read back as any reader would: frame by frame, checksums and all.

use super::event::checksum;
use super::*;
use crate::families::Family;
use crate::spec::DeviceChoice;

/// The messages of a file; a frame whose checksums are wrong is a failure.
fn messages(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let length = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
        assert_eq!(bytes[8..12], checksum(&bytes[..8]).to_le_bytes());
        let message = &bytes[12..12 + length];
        assert_eq!(bytes[12 + length..][..4], checksum(message).to_le_bytes());
        found.push(message.to_vec());
        bytes = &bytes[16 + length..];
    }
    found
}

/// The fields of a message: number, value of a varint, bytes of everything else.
fn fields(mut bytes: &[u8]) -> Vec<(u64, u64, Vec<u8>)> {
    fn varint(bytes: &mut &[u8]) -> u64 {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = bytes[0];
            *bytes = &bytes[1..];
            value |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return value;
            }
        }
    }
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let key = varint(&mut bytes);
        let (number, length) = match key & 7 {
            0 => (varint(&mut bytes), 0),
            1 => (0, 8),
            5 => (0, 4),
            2 => (0, varint(&mut bytes) as usize),
            layout => panic!("layout {layout}"),
        };
        found.push((key >> 3, number, bytes[..length].to_vec()));
        bytes = &bytes[length..];
    }
    found
}

/// Step, and every tag with its number where it is one.
fn told(message: &[u8]) -> (u64, Vec<(String, Option<f32>)>) {
    let fields_of = fields(message);
    let step = fields_of.iter().find(|f| f.0 == 2).map_or(0, |f| f.1);
    let summaries = fields_of.iter().filter(|f| f.0 == 5);
    let values = summaries.flat_map(|summary| fields(&summary.2));
    let tags = values.map(|value| {
        let value = fields(&value.2);
        let tag = value.iter().find(|f| f.0 == 1).unwrap().2.clone();
        let number = value.iter().find(|f| f.0 == 2);
        let number = number.map(|f| f32::from_le_bytes(f.2.clone().try_into().unwrap()));
        (String::from_utf8(tag).unwrap(), number)
    });
    (step, tags.collect())
}

fn row(step: u64, values: &[(&str, f64)]) -> MetricsRow {
    MetricsRow {
        step,
        seconds: 0.0,
        examples: 0,
        values: values
            .iter()
            .map(|(name, value)| ((*name).to_owned(), *value))
            .collect(),
    }
}

fn spec() -> Spec {
    Spec::of(Family::find("vae").unwrap(), 7, DeviceChoice::Cpu)
}

/// The event files of a folder in the order of their names.
fn written(folder: &Path) -> Vec<Vec<Vec<u8>>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| messages(&fs::read(path).unwrap()))
        .collect()
}

#[test]
fn a_session_is_a_file_and_the_next_one_voids_what_was_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut events = EventFile::new(folder.path(), &spec(), None);
    events.write().unwrap();
    assert!(written(folder.path()).is_empty(), "nothing to say, no file");
    events.rows(&[
        row(1, &[("train_loss", 2.5), ("elbo_nats", f64::NAN)]),
        row(1001, &[("train_loss", 2.0)]),
        row(1010, &[("train_loss", 1.5), ("elbo_nats", -3.0)]),
    ]);
    events.write().unwrap();
    events.write().unwrap();

    let mut next = EventFile::new(folder.path(), &spec(), Some(1000));
    next.rows(&[row(1001, &[("nll_nats", 1.0)])]);
    next.write().unwrap();

    let files = written(folder.path());
    assert_eq!(files.len(), 2);
    let first: Vec<_> = files[0].iter().map(|message| told(message)).collect();
    assert_eq!(fields(&files[0][0])[1].2, b"brain.Event:2");
    assert_eq!(first[1].1[0].0, "_hparams_/session_start_info");
    let loss = |value| ("train/loss".to_owned(), Some(value));
    let bound = ("held_out/elbo_nats".to_owned(), Some(-3.0));
    assert_eq!(
        first[2..],
        [(1, vec![loss(2.5)]), (1010, vec![loss(1.5), bound])]
    );
    // Version, start of a session at the step after the checkpoint, knobs, the row.
    let session = fields(&files[1][1]);
    assert_eq!(
        (session[1].1, session[2].0, &session[2].2[..]),
        (1001, 7, &[8, 1][..])
    );
    assert_eq!(told(&files[1][3]).0, 1001);
    assert_eq!(files[1].len(), 4);
}

#[test]
fn a_run_that_went_back_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut events = EventFile::new(folder.path(), &spec(), None);
    for step in [5, 6, 4, 5] {
        events.rows(&[row(step, &[("train_loss", 1.0)])]);
    }
    events.write().unwrap();
    let steps: Vec<u64> = written(folder.path())[0]
        .iter()
        .map(|m| told(m).0)
        .collect();
    assert_eq!(steps, [0, 0, 5, 6, 4, 4, 5]);
}

#[test]
fn curves_and_pictures_are_thinned_as_the_steps_grow() {
    let on_the_curve = (0..100_000).filter(|&step| is_on_the_curve(step)).count();
    assert_eq!(on_the_curve, 1000 + 900 + 900);
    let folder = tempfile::tempdir().unwrap();
    let mut events = EventFile::new(folder.path(), &spec(), None);
    let sheet = Sheet {
        width: 2,
        height: 1,
        channels: 1,
        bytes: vec![0, 255],
    };
    for step in [0, 100, 105, 110, 111] {
        events.picture(step, &sheet, step == 111);
    }
    events.write().unwrap();
    let files = written(folder.path());
    let pictures: Vec<_> = files[0]
        .iter()
        .filter(|m| told(m).1.first().is_some_and(|t| t.0 == "samples"))
        .collect();
    let steps: Vec<u64> = pictures.iter().map(|m| told(m).0).collect();
    assert_eq!(steps, [0, 100, 110, 111]);
    let png = sheet.png().unwrap();
    assert!(pictures[0].windows(png.len()).any(|part| part == png));
}

#[test]
fn what_could_not_be_written_waits() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("run");
    let mut events = EventFile::new(&place, &spec(), None);
    events.rows(&[row(1, &[("train_loss", 1.0)])]);
    assert!(events.write().is_err());
    fs::create_dir(&place).unwrap();
    events.rows(&[row(2, &[("train_loss", 1.0)])]);
    events.write().unwrap();
    assert_eq!(written(&place)[0].len(), 4);
}

#[test]
fn the_last_picture_is_read_back_from_the_newest_file() {
    let folder = tempfile::tempdir().unwrap();
    let spec = Spec::of(Family::find("made").unwrap(), 7, DeviceChoice::Cpu);
    assert_eq!(last_picture(folder.path()), None);
    let sheet = |grey: u8| Sheet {
        width: 3,
        height: 2,
        channels: 1,
        bytes: vec![grey; 6],
    };
    for (from, steps) in [(None, [10, 300]), (Some(300), [301, 70_000])] {
        let mut events = EventFile::new(folder.path(), &spec, from);
        for step in steps {
            events.picture(step, &sheet(step as u8), true);
        }
        events.write().unwrap();
    }
    assert_eq!(last_picture(folder.path()), Some((70_000, sheet(112))));
    // A file that was torn off is read as far as it goes.
    let (_, newest) = files(folder.path()).unwrap().into_iter().max().unwrap();
    let bytes = fs::read(&newest).unwrap();
    fs::write(&newest, &bytes[..bytes.len() - 9]).unwrap();
    assert_eq!(last_picture(folder.path()), Some((301, sheet(45))));
}
