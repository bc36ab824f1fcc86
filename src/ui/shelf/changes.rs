//! What was changed between two runs, in words.

use std::path::Path;

use crate::app::run_name;
use crate::families::Family;
use crate::knob::Knobs;
use crate::spec::Spec;
use crate::store::Shelved;
use crate::text::Language;

/// What was changed in a run, in words, and against what: the run it was made from where that is there, else how its family comes.
pub(super) fn changes(run: &Shelved, all: &[Shelved], language: Language) -> (String, String) {
    let is_it = |other: &&Shelved| {
        other.folder.file_name() == run.spec.parent.as_deref().map(AsRef::as_ref)
    };
    let parent = run
        .spec
        .parent
        .as_ref()
        .and_then(|_| all.iter().find(is_it));
    let or = |words: Vec<String>, key: &str| {
        if words.is_empty() {
            language.t(key)
        } else {
            words.join(", ")
        }
    };
    let Some(parent) = parent else {
        let Ok(family) = Family::find(&run.spec.family) else {
            return Default::default();
        };
        let defaults = family.defaults_on(&run.spec.data);
        let words = differences(&defaults, &run.spec.knobs_at(u64::MAX), language);
        let against = language.t("shelf-against-defaults");
        return (or(words, "shelf-unchanged"), against);
    };
    let words = between(&parent.spec, &run.spec, language);
    let name = run_name(language, &parent.spec, Some(&parent.folder));
    let against = language.f("shelf-against", &[("name", name.into())]);
    (or(words, "shelf-same"), against)
}

/// Everything in which one run differs from another: the family, the data, the knobs as they stand in the end, the seed.
pub fn between(from: &Spec, to: &Spec, language: Language) -> Vec<String> {
    let mut words = Vec::new();
    if from.family != to.family {
        let family = |spec: &Spec| language.t(&format!("family-{}", spec.family));
        words.push(format!("{} → {}", family(from), family(to)));
    }
    if from.data != to.data {
        words.push(format!("{} → {}", data_name(from), data_name(to)));
    }
    let knobs = |spec: &Spec| spec.knobs_at(u64::MAX);
    words.extend(differences(&knobs(from), &knobs(to), language));
    if from.seed != to.seed {
        words.push(language.t("shelf-new-seed"));
    }
    words
}

/// The data of a run: a name, or that of a file without the way to it.
pub fn data_name(spec: &Spec) -> String {
    let data = Path::new(&spec.data).file_name();
    data.unwrap_or_default().to_string_lossy().into_owned()
}

/// "learning rate 1e-3 → 3e-4" for every knob that stands elsewhere.
fn differences(from: &Knobs, to: &Knobs, language: Language) -> Vec<String> {
    let turned = to.iter().filter_map(|(id, value)| {
        let before = from.get(id)?;
        let name = language.t(&format!("knob-{id}"));
        (before != value).then(|| format!("{name} {before} → {value}"))
    });
    turned.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knob::Value;
    use crate::spec::DeviceChoice;
    use crate::store::Label;
    use std::time::SystemTime;

    fn shelved(spec: Spec, folder: &str) -> Shelved {
        Shelved {
            folder: folder.into(),
            spec,
            device: String::new(),
            progress: None,
            newest: Vec::new(),
            changed: SystemTime::now(),
            bytes: 0,
            label: Label::default(),
        }
    }

    #[test]
    fn what_changed_is_told_against_the_parent_or_the_defaults() {
        let family = Family::find("vae").unwrap();
        let first = Spec::of(family, 7, DeviceChoice::Cpu);
        let mut second = first.clone();
        second.knobs.set("beta", Value::Real(4.0));
        second.parent = Some("first".to_owned());
        let mut third = second.clone();
        third.seed = 8;
        third.parent = Some("second".to_owned());
        let second_spec = second.clone();
        let all = [
            shelved(first, "runs/first"),
            shelved(second, "runs/second"),
            shelved(third, "runs/third"),
        ];
        let english = Language::English;
        let of = |i: usize| changes(&all[i], &all, english);
        assert_eq!(of(0).0, english.t("shelf-unchanged"));
        assert!(of(1).0.contains("→ 4"), "{}", of(1).0);
        assert_eq!(of(2).0, english.t("shelf-new-seed"));
        let parent = run_name(english, &second_spec, Some(Path::new("runs/second")));
        assert!(of(2).1.contains(&parent), "{}", of(2).1);
        let alone = changes(&all[2], &[], english);
        assert!(alone.0.contains("→ 4"), "against the defaults: {}", alone.0);
    }

    #[test]
    fn two_runs_of_different_families_differ_in_that_first() {
        let of = |family| Spec::of(Family::find(family).unwrap(), 7, DeviceChoice::Cpu);
        let words = between(&of("vae"), &of("made"), Language::English);
        assert!(words[0].contains('→'), "{words:?}");
        assert!(between(&of("vae"), &of("vae"), Language::English).is_empty());
    }
}
