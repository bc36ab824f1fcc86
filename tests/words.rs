//! The words: both languages have the same keys and places, and every key that the source names is there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use genera::text::{Language, locale_files};

/// The keys of a file, each with its text.
fn entries(source: &str) -> Vec<(String, String)> {
    let mut entries: Vec<(String, String)> = Vec::new();
    for line in source.lines() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        if line.starts_with(char::is_whitespace) || line.starts_with('}') {
            let (_, text) = entries.last_mut().expect("a file begins with a key");
            text.push('\n');
            text.push_str(line.trim());
            continue;
        }
        let (key, text) = line.split_once('=').expect("a line is KEY = WORDS");
        entries.push((key.trim().to_owned(), text.trim().to_owned()));
    }
    entries
}

/// The places that a text has for arguments: in braces, because a dollar alone begins a formula.
fn places(text: &str) -> BTreeSet<String> {
    let name = |rest: &str| -> String {
        rest.chars()
            .take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
            .collect()
    };
    let inside = text.split('{').skip(1);
    let inside = inside.filter_map(|rest| rest.split('}').next());
    inside
        .flat_map(|inside| inside.split('$').skip(1).map(name))
        .collect()
}

type Keys = BTreeMap<String, BTreeSet<String>>;

/// Every file of a language: its keys with their places.
fn files_of(language: Language) -> BTreeMap<&'static str, Keys> {
    locale_files(language)
        .map(|(name, source)| {
            let keys = entries(source);
            let map: Keys = keys
                .iter()
                .map(|(key, text)| (key.clone(), places(text)))
                .collect();
            assert_eq!(map.len(), keys.len(), "{name} has a key twice");
            (name, map)
        })
        .collect()
}

/// Every English key with its places.
fn english() -> Keys {
    files_of(Language::English)
        .into_values()
        .flatten()
        .collect()
}

/// Every source file with its code.
fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                // What stands in a comment is an example, not a use.
                let code = text
                    .lines()
                    .filter(|line| !line.trim_start().starts_with("//"));
                let code = code.collect::<Vec<_>>().join("\n");
                found.push((path, code));
            }
        }
    }
    let mut found = Vec::new();
    walk(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    found
}

/// The texts that stand as literals right after `call`, whatever line breaks lie between.
fn literals(source: &str, call: &str) -> Vec<String> {
    source
        .split(call)
        .skip(1)
        .filter_map(|rest| rest.trim_start().strip_prefix('"'))
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn both_languages_have_the_same_keys_and_places() {
    let (english, korean) = (files_of(Language::English), files_of(Language::Korean));
    assert!(english.contains_key("errors.ftl"));
    assert!(english.keys().eq(korean.keys()));
    for (name, keys) in &english {
        let other = &korean[name];
        for (key, places) in keys {
            assert_eq!(Some(places), other.get(key), "{name}: {key}");
        }
        for key in other.keys() {
            assert!(keys.contains_key(key), "{name}: {key} is in Korean only");
        }
    }
}

#[test]
fn no_key_stands_in_two_files_and_no_words_are_empty() {
    for language in Language::ALL {
        let mut seen = BTreeMap::new();
        for (name, source) in locale_files(language) {
            for (key, text) in entries(source) {
                assert!(!text.is_empty(), "{name}: {key} is empty");
                if let Some(other) = seen.insert(key.clone(), name) {
                    panic!("{key} is in {other} and in {name}");
                }
            }
        }
    }
}

#[test]
fn every_key_is_found_under_its_words() {
    for language in Language::ALL {
        for (name, source) in locale_files(language) {
            for (key, text) in entries(source) {
                let words = language.t(&key);
                assert_ne!(words, key, "{name}: nothing under {key}");
                if !text.contains('{') {
                    assert_eq!(words, text, "{name}: {key}");
                }
            }
        }
    }
}

#[test]
fn every_key_that_the_source_names_is_there() {
    let known = english();
    let mut named = 0;
    for (file, source) in sources() {
        let calls = [
            "Trouble::new(",
            ".t(",
            ".f(",
            " words(",
            "(words(",
            "filled(",
            "wrong(path, ",
        ];
        let keys = calls.iter().flat_map(|call| literals(&source, call));
        for key in keys.filter(|key| !key.contains('{')) {
            named += 1;
            assert!(
                known.contains_key(&key),
                "{}: no words under {key}",
                file.display()
            );
        }
    }
    assert!(named > 60, "only {named} keys were found");
}

#[test]
fn every_trouble_fills_every_place_of_its_sentence() {
    let known = english();
    for (file, source) in sources() {
        for call in source.split("Trouble::new(").skip(1) {
            let Some(key) = literals(&format!("({call}"), "(").into_iter().next() else {
                continue;
            };
            let places = known.get(&key).cloned().unwrap_or_default();
            let fillings = [".with(", ".with_trouble("];
            let given: BTreeSet<String> = fillings
                .iter()
                .flat_map(|filling| literals(call, filling))
                .collect();
            // The text goes on to the next trouble, so other calls of the same name may follow; none may be missing.
            for place in places {
                assert!(given.contains(&place), "{}: {key} {place}", file.display());
            }
        }
    }
}
