//! The real binary, called as other programs call it, and files to call it with.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// The binary in a folder, away from the settings of whoever runs the tests.
pub(crate) fn genera(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_genera"));
    command
        .args(args)
        .current_dir(folder)
        .env("GENERA_DEVICE", "cpu")
        .env("GENERA_SETTINGS", folder.join("settings.toml"))
        .env_remove("RUST_LOG");
    command
}

pub(crate) fn call(folder: &Path, args: &[&str]) -> Output {
    genera(folder, args).output().unwrap()
}

/// A call that has to succeed; its standard output.
pub(crate) fn text(folder: &Path, args: &[&str]) -> String {
    let output = call(folder, args);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{args:?}: {told}");
    String::from_utf8(output.stdout).unwrap()
}

pub(crate) fn json(folder: &Path, args: &[&str]) -> Value {
    serde_json::from_str(&text(folder, args)).unwrap()
}

/// A call that has to fail with this status, one line on standard error, and nothing on standard output.
pub(crate) fn refused(folder: &Path, args: &[&str], status: i32) -> String {
    let output = call(folder, args);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(status), "{args:?}: {told}");
    assert_eq!(told.lines().count(), 1, "{args:?}: {told}");
    assert!(told.starts_with("error: "), "{args:?}: {told}");
    assert!(output.stdout.is_empty(), "{args:?}");
    told
}

pub(crate) const SMALL: &[&str] = &[
    "train",
    "vae",
    "--data",
    "digits",
    "--steps",
    "60",
    "--set",
    "hidden=32",
    "--json",
];

/// A small run in `folder/run`, and what train said of it.
pub(crate) fn small_run(folder: &Path) -> Value {
    json(folder, &[SMALL, &["--out", "run"]].concat())
}

/// An IDX file of grey images.
pub(crate) fn idx([count, height, width]: [u32; 3]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, 3];
    bytes.extend([count, height, width].iter().flat_map(|n| n.to_be_bytes()));
    bytes.extend((0..count * height * width).map(|i| (i * 7 % 256) as u8));
    bytes
}

pub(crate) fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// An IDX file with a header of these lengths, whatever follows it.
pub(crate) fn idx_of(lengths: &[u32], elements: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, lengths.len() as u8];
    bytes.extend(lengths.iter().flat_map(|n| n.to_be_bytes()));
    bytes.extend(elements);
    bytes
}

/// The same bytes, gzipped.
pub(crate) fn gzipped(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

/// Copies what is in a folder into another one.
pub(crate) fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&place).unwrap();
            copy(&entry.path(), &place);
        } else {
            std::fs::copy(entry.path(), place).unwrap();
        }
    }
}

/// Every file below a folder with its bytes, and every folder with none.
pub(crate) fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap().map(Result::unwrap) {
            let path = entry.path();
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            if path.is_dir() {
                found.insert(name, Vec::new());
                folders.push(path);
            } else {
                found.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
    found
}
