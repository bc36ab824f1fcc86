//! The rules of the architecture, read off the source: what a file must never name, and what every file must have.

use std::fs;
use std::path::{Path, PathBuf};

/// Every Rust file below `src`, with its path in the form `ui/bench/mod.rs`.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && !path.ends_with("tests.rs")
            {
                let name = path
                    .strip_prefix(&root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .replace('\\', "/");
                files.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(files.len() > 40, "only {} files were found", files.len());
    files.sort();
    files
}

/// The code of a file: no comments, and nothing from its tests on.
fn code(source: &str) -> String {
    let before_tests = source.split("#[cfg(test)]").next().unwrap_or_default();
    let without_comment = |line: &str| match line.find("//") {
        Some(at) if !line[..at].ends_with(':') => line[..at].to_owned(),
        _ => line.to_owned(),
    };
    before_tests
        .lines()
        .map(without_comment)
        .collect::<Vec<_>>()
        .join("\n")
}

/// Whether `code` names the crate: `burn::x`, `use burn;`, `extern crate burn`.
fn names_crate(code: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(&format!("{name}::"))
        .any(|(at, _)| !code[..at].ends_with(is_word) && !code[..at].ends_with("::"))
        || code.contains(&format!("use {name};"))
}

fn is_below(path: &str, places: &[&str]) -> bool {
    places
        .iter()
        .any(|place| path == format!("{place}.rs") || path.starts_with(&format!("{place}/")))
}

fn nobody_names(places: &[&str], crates: &[&str], except: &[&str]) {
    let offenders: Vec<String> = sources()
        .into_iter()
        .filter(|(path, _)| is_below(path, places) && !is_below(path, except))
        .flat_map(|(path, source)| {
            let code = code(&source);
            let named: Vec<String> = crates
                .iter()
                .filter(|c| names_crate(&code, c))
                .map(|c| format!("{path} names {c}"))
                .collect();
            named
        })
        .collect();
    assert!(offenders.is_empty(), "{offenders:#?}");
}

#[test]
fn models_and_the_engine_never_name_the_window() {
    let inside = [
        "families", "nn", "engine", "data", "measure", "figure", "knob", "spec", "store", "text",
        "taxonomy",
    ];
    nobody_names(&inside, &["egui", "eframe", "egui_plot", "egui_wgpu"], &[]);
}

#[test]
fn the_window_and_the_plain_data_never_name_burn() {
    nobody_names(
        &[
            "ui", "app", "figure", "knob", "spec", "data", "text", "cli", "taxonomy",
        ],
        &["burn", "burn_wgpu"],
        &[],
    );
}

#[test]
fn wgpu_is_named_by_painters_and_one_file_alone() {
    let everywhere: Vec<String> = sources()
        .into_iter()
        .map(|(path, _)| path.trim_end_matches(".rs").to_owned())
        .collect();
    let everywhere: Vec<&str> = everywhere.iter().map(String::as_str).collect();
    nobody_names(&everywhere, &["wgpu", "egui_wgpu"], &["gpu", "ui/paint"]);
    let both: Vec<String> = sources()
        .into_iter()
        .filter(|(_, source)| {
            names_crate(&code(source), "burn") && names_crate(&code(source), "wgpu")
        })
        .map(|(path, _)| path)
        .collect();
    assert_eq!(both, ["gpu.rs"]);
}

#[test]
fn no_global_device_and_no_global_stream_of_noise() {
    for (path, source) in sources() {
        let code = code(&source);
        for wrong in [
            "Device::default()",
            "Tensor::random(",
            ".random_like(",
            "rand::rng()",
            ".seed(",
        ] {
            assert!(!code.contains(wrong), "{path} calls {wrong}");
        }
    }
}

#[test]
fn families_touch_neither_files_nor_clocks_nor_channels() {
    for (path, source) in sources()
        .into_iter()
        .filter(|(path, _)| is_below(path, &["families", "nn"]))
    {
        let code = code(&source);
        for wrong in ["std::fs", "std::time", "mpsc", "std::thread", "println!"] {
            assert!(!code.contains(wrong), "{path} has {wrong}");
        }
    }
}

#[test]
fn colours_are_named_by_the_theme_alone() {
    for (path, source) in sources()
        .into_iter()
        .filter(|(path, _)| is_below(path, &["ui", "app"]) && !path.starts_with("ui/theme/"))
    {
        let code = code(&source);
        for wrong in [
            "Color32::from_rgb",
            "Color32::from_gray",
            "Color32::WHITE",
            "Color32::BLACK",
            "Color32::RED",
            "hex_color!",
        ] {
            assert!(!code.contains(wrong), "{path} has {wrong}");
        }
    }
}

#[test]
fn every_file_says_what_it_is_and_none_unwraps() {
    for (path, source) in sources() {
        assert!(source.starts_with("//!"), "{path} does not say what it is");
        let code = code(&source);
        for wrong in [".unwrap()", "todo!", "unimplemented!", "dbg!"] {
            assert!(!code.contains(wrong), "{path} has {wrong}");
        }
    }
}

#[test]
fn files_and_functions_fit_on_a_few_screens() {
    for (path, source) in sources() {
        let lines = source
            .split("#[cfg(test)]")
            .next()
            .unwrap_or_default()
            .lines()
            .count();
        let justified = source.contains("Long because");
        assert!(lines <= 400 || justified, "{path} has {lines} lines");
    }
}

#[test]
fn there_is_one_wgpu() {
    let lock =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).unwrap();
    assert_eq!(lock.matches("name = \"wgpu\"\n").count(), 1);
}
