//! Everything that can be wrong with the folder of a run, for the command line and for the window.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use safetensors::tensor::{Dtype, SafeTensors, TensorView};

use super::program::write;

/// One thing that is wrong with the run in `folder/run`.
pub(crate) struct Spoilt {
    pub(crate) spoil: fn(&Path),
    /// The exit status of every command that reads the run.
    pub(crate) status: i32,
    /// What the English sentence has to say.
    pub(crate) says: &'static [&'static str],
}

const fn failure(spoil: fn(&Path), says: &'static [&'static str]) -> Spoilt {
    Spoilt {
        spoil,
        status: 1,
        says,
    }
}

const TOML: &str = "run/run.toml";
const PROGRESS: &str = "run/checkpoint/progress.toml";
const WEIGHTS: &str = "run/checkpoint/weights.safetensors";
const TRAINING: &str = "run/checkpoint/training.safetensors";

/// Runs that cannot be opened.
pub(crate) const RUNS: &[Spoilt] = &[
    Spoilt {
        spoil: |at| fs::remove_file(at.join(TOML)).unwrap(),
        status: 2,
        says: &["no run in", "run.toml"],
    },
    // run.toml, changed by hand
    failure(
        |at| edit(at, TOML, "seed = 0", "sed = 0"),
        &[TOML, "line 8", "`sed`", "`seed`"],
    ),
    failure(
        |at| edit(at, TOML, "seed = 0", "seed = \"zero\""),
        &[TOML, "line 8", "string \"zero\""],
    ),
    failure(
        |at| edit(at, TOML, "seed = 0", "seed = -1"),
        &[TOML, "line 8", "-1"],
    ),
    failure(
        |at| edit(at, TOML, "seed = 0", "seed = 1.5"),
        &[TOML, "line 8", "1.5"],
    ),
    failure(
        |at| edit(at, TOML, "seed = 0", "seed = "),
        &[TOML, "line 8"],
    ),
    failure(
        |at| edit(at, TOML, "seed = 0\n", ""),
        &[TOML, "missing field `seed`"],
    ),
    failure(
        |at| edit(at, TOML, "seed = 0", "seed = 0\nseed = 1"),
        &[TOML, "line 9", "duplicate"],
    ),
    failure(
        |at| edit(at, TOML, "\"cpu\"", "\"tpu\""),
        &[TOML, "line 9", "`tpu`", "`gpu`"],
    ),
    failure(
        |at| edit(at, TOML, "beta = 1.0", "betta = 1.0"),
        &[TOML, "“betta”", "learning-rate"],
    ),
    failure(
        |at| edit(at, TOML, "beta = 1.0", "beta = 1e9"),
        &[TOML, "beta", "0 .. 20"],
    ),
    failure(
        |at| edit(at, TOML, "beta = 1.0", "beta = nan"),
        &[TOML, "beta", "“NaN”"],
    ),
    failure(
        |at| edit(at, TOML, "beta = 1.0", "beta = -inf"),
        &[TOML, "beta", "“-inf”"],
    ),
    failure(
        |at| edit(at, TOML, "beta = 1.0", "beta = \"1\""),
        &[TOML, "beta", "0 .. 20"],
    ),
    failure(
        |at| edit(at, TOML, "beta = 1.0", "beta = { is = 1 }"),
        &[TOML, "a number"],
    ),
    failure(
        |at| edit(at, TOML, "hidden = [32]", "hidden = []"),
        &[TOML, "hidden", "1 .. 4096"],
    ),
    failure(
        |at| edit(at, TOML, "hidden = [32]", "hidden = [32, -1]"),
        &[TOML, "whole numbers"],
    ),
    failure(
        |at| edit(at, TOML, "hidden = [32]", "hidden = [33]"),
        &["run", "tensor model.", "33"],
    ),
    failure(
        |at| edit(at, TOML, "batch-size = 128", "batch-size = 0"),
        &[TOML, "batch-size", "“0”"],
    ),
    failure(
        |at| edit(at, TOML, "\"adam\"", "\"magic\""),
        &[TOML, "“magic”", "adam | momentum"],
    ),
    failure(
        |at| edit(at, TOML, "\"vae\"", "\"nope\""),
        &[TOML, "nope", "put vae back"],
    ),
    failure(
        |at| edit(at, TOML, "\"digits\"", "\"fashion\""),
        &["run", "fashion", "no longer those"],
    ),
    failure(
        |at| edit(at, TOML, "\"digits\"", "\"nope\""),
        &["run", "“nope”", "cannot be loaded"],
    ),
    failure(
        |at| edit(at, TOML, "fingerprint = \"", "fingerprint = \"0"),
        &["run", "no longer those"],
    ),
    failure(|at| budget(at, "steps = 0"), &[TOML, "budget 0", "above 0"]),
    failure(|at| budget(at, "steps = -5"), &[TOML, "-5"]),
    failure(
        |at| budget(at, "seconds = -3.0"),
        &[TOML, "budget -3", "above 0"],
    ),
    failure(|at| budget(at, "seconds = nan"), &[TOML, "budget NaN"]),
    failure(|at| budget(at, "seconds = inf"), &[TOML, "budget inf"]),
    failure(|at| budget(at, "steps = 1\nseconds = 1.0"), &[TOML, "line"]),
    failure(|at| budget(at, "hours = 1"), &[TOML, "`hours`"]),
    failure(
        |at| edits(at, &[(9, "beta", "2.0"), (3, "beta", "1.0")]),
        &[TOML, "step 3", "step 9", "order"],
    ),
    failure(|at| edits(at, &[(9, "gamma", "2.0")]), &[TOML, "“gamma”"]),
    failure(
        |at| edits(at, &[(9, "beta", "\"hot\"")]),
        &[TOML, "beta", "“hot”"],
    ),
    // run.toml as a file
    failure(|at| put(at, TOML, b""), &[TOML, "line 1", "missing field"]),
    failure(|at| put(at, TOML, b"\xff\xfe\x00"), &[TOML, "UTF-8"]),
    failure(|at| put(at, TOML, &[0; 64]), &[TOML, "line 1"]),
    failure(
        |at| put(at, TOML, &vec![b' '; (16 << 20) + 1]),
        &[TOML, "16777216 bytes"],
    ),
    failure(|at| cut(at, TOML, 0.25), &[TOML]),
    failure(
        |at| turn_into_folder(at, TOML),
        &[TOML, "not lead to a file"],
    ),
    failure(
        |at| edit(at, TOML, "genera = \"0", "colour = 1\ngenera = \"9"),
        &[TOML, "written by Genera 9", "update"],
    ),
    failure(
        |at| edit(at, TOML, "genera = \"0", "genera = \"mango"),
        &[TOML, "“mango", "which is none"],
    ),
    // where the checkpoint stands
    failure(
        |at| fs::remove_file(at.join(PROGRESS)).unwrap(),
        &[PROGRESS, "it is not there"],
    ),
    failure(|at| put(at, PROGRESS, b""), &[PROGRESS, "missing field"]),
    failure(|at| put(at, PROGRESS, b"\xff"), &[PROGRESS, "UTF-8"]),
    failure(
        |at| edit(at, PROGRESS, "step = 6", "step = 7"),
        &[PROGRESS, "checksum"],
    ),
    failure(
        |at| edit(at, PROGRESS, "step = 6", "step = -6"),
        &[PROGRESS, "-6"],
    ),
    failure(
        |at| edit(at, PROGRESS, "step = 6", "stop = 6"),
        &[PROGRESS, "`stop`"],
    ),
    failure(
        |at| {
            drop_checksums(at);
            edit(at, PROGRESS, "seconds = ", "seconds = -");
        },
        &[PROGRESS, "no number of seconds"],
    ),
    failure(
        |at| {
            let text = fs::read_to_string(at.join(PROGRESS)).unwrap();
            let (_, rest) = text.split_once('\n').unwrap();
            put(at, PROGRESS, rest.as_bytes());
        },
        &[PROGRESS, "checksums are missing"],
    ),
    failure(|at| cut(at, PROGRESS, 0.95), &[PROGRESS, "damaged"]),
    // tensors, damaged
    failure(
        |at| fs::remove_file(at.join(WEIGHTS)).unwrap(),
        &[WEIGHTS, "it is not there"],
    ),
    failure(
        |at| turn_into_folder(at, WEIGHTS),
        &[WEIGHTS, "not lead to a file"],
    ),
    failure(
        |at| put(at, WEIGHTS, b""),
        &[WEIGHTS, "damaged", "checksum"],
    ),
    failure(
        |at| put(at, WEIGHTS, b"no weights"),
        &[WEIGHTS, "damaged", "checksum", "anew"],
    ),
    failure(|at| cut(at, WEIGHTS, 0.9), &[WEIGHTS, "checksum"]),
    failure(|at| flip(at, WEIGHTS, 0.9), &[WEIGHTS, "checksum"]),
    failure(|at| flip(at, WEIGHTS, 0.02), &[WEIGHTS, "checksum"]),
    failure(
        |at| fs::remove_file(at.join(TRAINING)).unwrap(),
        &[TRAINING, "it is not there"],
    ),
    failure(|at| cut(at, TRAINING, 0.5), &[TRAINING, "checksum"]),
    failure(|at| flip(at, TRAINING, 0.7), &[TRAINING, "checksum"]),
    failure(
        |at| {
            drop_checksums(at);
            cut(at, WEIGHTS, 0.9);
        },
        &[WEIGHTS, "does not hold tensors"],
    ),
    failure(
        |at| {
            drop_checksums(at);
            put(at, TRAINING, &[255; 64]);
        },
        &[TRAINING, "does not hold tensors"],
    ),
    // tensors that do not fit, in files that are whole
    failure(
        |at| tensors(at, WEIGHTS, |all| drop(all.remove(first(all, "encoder")))),
        &["run", "model.encoder", "is missing"],
    ),
    failure(
        |at| tensors(at, WEIGHTS, |all| widen(all, "decoder")),
        &["run", "model.decoder", "shape"],
    ),
    failure(
        |at| tensors(at, WEIGHTS, |all| all.push(one("ghost", 1.0))),
        &["run", "model.ghost", "belongs to nothing"],
    ),
    failure(
        |at| tensors(at, WEIGHTS, |all| double(all, "encoder")),
        &[WEIGHTS, "encoder", "type f64"],
    ),
    failure(
        |at| tensors(at, WEIGHTS, |all| spike(all, "encoder", f32::NAN)),
        &[WEIGHTS, "encoder", "cannot have"],
    ),
    failure(
        |at| tensors(at, WEIGHTS, |all| spike(all, "decoder", f32::INFINITY)),
        &[WEIGHTS, "decoder", "cannot have"],
    ),
    failure(
        |at| tensors(at, TRAINING, Vec::clear),
        &["run", "optimiser.steps", "is missing"],
    ),
    failure(
        |at| {
            tensors(at, TRAINING, |all| {
                drop(all.remove(first(all, "optimiser.first.")));
            });
        },
        &["run", "optimiser.first.", "is missing"],
    ),
    failure(
        |at| {
            tensors(at, TRAINING, |all| {
                drop(all.remove(first(all, "optimiser.second.")));
            });
        },
        &["run", "optimiser.second.", "is missing"],
    ),
    failure(
        |at| tensors(at, TRAINING, |all| widen(all, "optimiser.first.")),
        &["run", "optimiser.first.", "shape"],
    ),
    failure(
        |at| tensors(at, TRAINING, |all| widen(all, "optimiser.second.")),
        &["run", "optimiser.second.", "shape"],
    ),
    failure(
        |at| {
            tensors(at, TRAINING, |all| {
                spike(all, "optimiser.second.", f32::NAN);
            });
        },
        &[TRAINING, "optimiser.second.", "cannot have"],
    ),
    failure(
        |at| {
            tensors(at, TRAINING, |all| {
                all.push(one("optimiser.first.ghost", 1.0));
            });
        },
        &["run", "optimiser.first.ghost", "belongs to nothing"],
    ),
    failure(
        |at| tensors(at, TRAINING, |all| count(all, "optimiser.steps", -1)),
        &["run", "optimiser.steps", "cannot have"],
    ),
    failure(
        |at| tensors(at, TRAINING, |all| count(all, "optimiser.rule", 9)),
        &["run", "optimiser.rule", "cannot have"],
    ),
    failure(
        |at| tensors(at, TRAINING, |all| all.push(one("model.ghost", 1.0))),
        &["run", "model.ghost", "belongs to nothing"],
    ),
    failure(
        |at| {
            tensors(at, TRAINING, |all| {
                all.push(one("model.encoder.layers.0.bias", 1.0));
            });
        },
        &[TRAINING, "model.encoder", "belongs to nothing"],
    ),
];

fn put(folder: &Path, name: &str, bytes: &[u8]) {
    write(folder, name, bytes);
}

fn edit(folder: &Path, name: &str, from: &str, to: &str) {
    let text = fs::read_to_string(folder.join(name)).unwrap();
    assert!(text.contains(from), "no {from} in {text}");
    put(folder, name, text.replacen(from, to, 1).as_bytes());
}

fn budget(folder: &Path, lines: &str) {
    edit(folder, TOML, "steps = 60", lines);
}

fn edits(folder: &Path, edits: &[(u64, &str, &str)]) {
    let mut text = fs::read_to_string(folder.join(TOML)).unwrap();
    for (step, knob, value) in edits {
        text += &format!("\n[[spec.edits]]\nstep = {step}\nknob = \"{knob}\"\nvalue = {value}\n");
    }
    put(folder, TOML, text.as_bytes());
}

fn turn_into_folder(folder: &Path, name: &str) {
    fs::remove_file(folder.join(name)).unwrap();
    fs::create_dir(folder.join(name)).unwrap();
}

/// Keeps the beginning of a file.
fn cut(folder: &Path, name: &str, share: f64) {
    let bytes = fs::read(folder.join(name)).unwrap();
    let kept = (bytes.len() as f64 * share) as usize;
    put(folder, name, &bytes[..kept]);
}

/// Turns one bit over.
fn flip(folder: &Path, name: &str, share: f64) {
    let mut bytes = fs::read(folder.join(name)).unwrap();
    let at = (bytes.len() as f64 * share) as usize;
    bytes[at] ^= 4;
    put(folder, name, &bytes);
}

/// Makes the checkpoint one from before there were checksums.
pub(crate) fn drop_checksums(folder: &Path) {
    let text = fs::read_to_string(folder.join(PROGRESS)).unwrap();
    let lines = text.lines().filter(|line| !line.contains("crc32"));
    let stand: String = lines.flat_map(|line| [line, "\n"]).collect();
    assert!(stand.len() < text.len());
    put(folder, PROGRESS, stand.as_bytes());
}

/// A tensor of a file: its name, type, shape and bytes.
pub(crate) type Raw = (String, Dtype, Vec<usize>, Vec<u8>);

/// Writes a file of tensors anew, with checksums as if it had always been so.
fn tensors(folder: &Path, name: &str, change: fn(&mut Vec<Raw>)) {
    let bytes = fs::read(folder.join(name)).unwrap();
    let (_, about) = SafeTensors::read_metadata(&bytes).unwrap();
    let about: HashMap<String, String> = about.metadata().clone().unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let mut all: Vec<Raw> = file
        .tensors()
        .into_iter()
        .map(|(name, view)| {
            (
                name,
                view.dtype(),
                view.shape().to_vec(),
                view.data().to_vec(),
            )
        })
        .collect();
    all.sort();
    change(&mut all);
    let views = all.iter().map(|(name, dtype, shape, data)| {
        let view = TensorView::new(*dtype, shape.clone(), data).unwrap();
        (name.as_str(), view)
    });
    let changed = safetensors::serialize(views, Some(about)).unwrap();
    put(folder, name, &changed);
    let sum = |bytes: &[u8]| format!("{:08x}", crc32fast::hash(bytes));
    edit(folder, PROGRESS, &sum(&bytes), &sum(&changed));
}

fn first(all: &[Raw], start: &str) -> usize {
    all.iter()
        .position(|(name, ..)| name.starts_with(start))
        .unwrap()
}

/// Gives a tensor one number more.
fn widen(all: &mut [Raw], start: &str) {
    let (_, _, shape, data) = &mut all[first(all, start)];
    *shape = vec![data.len() / 4 + 1];
    data.extend([0; 4]);
}

/// Writes a tensor with eight bytes a number.
fn double(all: &mut [Raw], start: &str) {
    let (_, dtype, _, data) = &mut all[first(all, start)];
    *dtype = Dtype::F64;
    *data = vec![0; data.len() * 2];
}

/// Puts one number into the middle of a tensor.
fn spike(all: &mut [Raw], start: &str, value: f32) {
    let (_, _, _, data) = &mut all[first(all, start)];
    let middle = data.len() / 8 * 4;
    data[middle..middle + 4].copy_from_slice(&value.to_le_bytes());
}

fn one(name: &str, value: f32) -> Raw {
    (
        name.to_owned(),
        Dtype::F32,
        vec![1],
        value.to_le_bytes().to_vec(),
    )
}

fn count(all: &mut [Raw], name: &str, value: i64) {
    let (_, _, _, data) = &mut all[first(all, name)];
    *data = value.to_le_bytes().to_vec();
}
