//! Names for runs that people can say aloud: an adjective and an animal, the same two for the same family and seed.

use crate::text::Language;

/// The name of a run.
pub fn run_name(language: Language, family: &str, seed: u64) -> String {
    let hash = hash(family, seed);
    let adjectives = language.t("run-name-adjectives");
    let animals = language.t("run-name-animals");
    let adjective = pick(&adjectives, hash);
    let animal = pick(&animals, hash >> 32);
    format!("{adjective}-{animal}")
}

fn pick(words: &str, hash: u64) -> &str {
    let count = words.split_whitespace().count().max(1) as u64;
    words
        .split_whitespace()
        .nth((hash % count) as usize)
        .unwrap_or_default()
}

/// FNV-1a over the family and the seed, mixed once more so that neighbouring seeds differ in both words.
fn hash(family: &str, seed: u64) -> u64 {
    let bytes = family.bytes().chain(seed.to_le_bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mixed = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed ^ (mixed >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_repeat_for_a_seed_and_differ_between_seeds() {
        let name = |seed| run_name(Language::English, "vae", seed);
        assert_eq!(name(7), name(7));
        let different: std::collections::BTreeSet<String> = (0..100).map(name).collect();
        assert!(different.len() > 80, "{}", different.len());
    }

    #[test]
    fn both_languages_have_as_many_words() {
        for key in ["run-name-adjectives", "run-name-animals"] {
            let count = |language: Language| language.t(key).split_whitespace().count();
            assert_eq!(count(Language::English), count(Language::Korean), "{key}");
            assert!(count(Language::English) > 20, "{key}");
        }
    }
}
