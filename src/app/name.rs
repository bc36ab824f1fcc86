//! Names for runs that people can say aloud: an adjective and an animal, the same two for the same run.
//!
//! The family and the seed say where in the list of all pairs a name is looked up, and the folder that a run is kept in how far
//! from there, so that runs of one family and seed have different names.

use std::path::Path;

use crate::spec::Spec;
use crate::text::Language;
use crate::ui::run_view::RunView;

/// From one folder of the same run to the next it is so far in the list of pairs: both words differ, and no pair comes twice
/// before all have.
const STRIDE: u64 = 1429;

/// The name of a run that is kept in a folder, or of one in memory.
pub fn run_name(language: Language, spec: &Spec, folder: Option<&Path>) -> String {
    let (adjectives, animals) = (
        language.t("run-name-adjectives"),
        language.t("run-name-animals"),
    );
    let adjectives: Vec<&str> = adjectives.split_whitespace().collect();
    let animals: Vec<&str> = animals.split_whitespace().collect();
    let rows = adjectives.len().max(1);
    let pairs = rows * animals.len().max(1);
    let at = (place(spec, folder) % pairs as u64) as usize;
    let word = |words: &[&str], at: usize| words.get(at).copied().unwrap_or_default().to_owned();
    let args = [
        ("adjective", word(&adjectives, at % rows).into()),
        ("animal", word(&animals, at / rows).into()),
    ];
    language.f("run-name", &args)
}

/// The name of a run of this window; nothing before it is known where it is kept, so that no name is shown that changes at once.
pub(super) fn name_of(language: Language, run: &RunView) -> String {
    if run.ready.is_none() {
        return String::new();
    }
    run_name(language, &run.spec, run.folder())
}

/// Where in the list of pairs the name stands; the list goes round.
fn place(spec: &Spec, folder: Option<&Path>) -> u64 {
    let start = hash(spec.family.bytes().chain(spec.seed.to_le_bytes())) >> 24;
    let beside = hash(spec.data.bytes()) >> 24;
    let number = folder.map_or(1, |folder| number_of(spec, folder));
    // Whatever is added up stays far below the end of the numbers there are.
    start + beside + (number & 0xffff_ffff) * STRIDE
}

/// The number of a folder among those of the same run, the first of which has none; of one that was renamed, a number of its own.
fn number_of(spec: &Spec, folder: &Path) -> u64 {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let rest = name.strip_prefix(&spec.folder_name());
    let number = match rest {
        Some("") => Some(1),
        Some(rest) => rest.strip_prefix('-').and_then(|n| n.parse().ok()),
        None => None,
    };
    number.unwrap_or_else(|| hash(name.bytes()) >> 32)
}

/// FNV-1a, mixed once more so that neighbouring seeds differ in both words.
fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mixed = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed ^ (mixed >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::families::Family;
    use crate::spec::DeviceChoice;
    use std::collections::BTreeSet;

    fn spec(seed: u64) -> Spec {
        Spec::of(Family::find("vae").unwrap(), seed, DeviceChoice::Cpu)
    }

    #[test]
    fn names_repeat_for_a_seed_and_differ_between_seeds() {
        let name = |seed| run_name(Language::English, &spec(seed), None);
        assert_eq!(name(7), name(7));
        let different: BTreeSet<String> = (0..100).map(name).collect();
        assert!(different.len() > 90, "{}", different.len());
    }

    #[test]
    fn no_two_folders_of_one_run_share_a_name() {
        let spec = spec(7);
        for language in Language::ALL {
            let name = |n: u32| {
                let folder = match n {
                    1 => spec.folder_name(),
                    _ => format!("{}-{n}", spec.folder_name()),
                };
                run_name(language, &spec, Some(Path::new(&folder)))
            };
            let names: BTreeSet<String> = (1..=2000).map(name).collect();
            assert_eq!(names.len(), 2000);
            assert_eq!(name(1), run_name(language, &spec, None));
            // Neighbours share neither word.
            let (one, two) = (name(1), name(2));
            let words = |name: &str| {
                name.split(['-', ' '])
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            };
            assert!(words(&one).iter().zip(words(&two)).all(|(a, b)| *a != b));
            let renamed = run_name(language, &spec, Some(Path::new("my best one")));
            assert_ne!(renamed, one);
        }
    }

    #[test]
    fn both_languages_have_as_many_words_and_none_twice() {
        for key in ["run-name-adjectives", "run-name-animals"] {
            let count = |language: Language| {
                let words = language.t(key);
                let all: BTreeSet<&str> = words.split_whitespace().collect();
                assert_eq!(all.len(), words.split_whitespace().count(), "{key}");
                all.len()
            };
            assert_eq!(count(Language::English), count(Language::Korean), "{key}");
            assert!(count(Language::English) > 40, "{key}");
        }
    }
}
