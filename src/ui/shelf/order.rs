//! In which order runs stand, and which of them a search finds.

use crate::app::run_name;
use crate::store::Shelved;
use crate::text::Language;

/// Measures that say how good a run is, the first that was made counts, and whether more is better.
const FIGURES: [(&str, bool); 12] = [
    ("kl_nats", false),
    ("nll_nats", false),
    ("nats_per_char", false),
    ("elbo_nats", true),
    ("bits_per_dim", false),
    ("energy_distance", false),
    ("frechet_distance", false),
    ("denoising_nats", false),
    ("velocity_error", false),
    ("wasserstein", false),
    ("verdict_held_out", true),
    ("free_energy_nats", false),
];

/// What the order goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum By {
    /// What changed last comes first.
    #[default]
    Time,
    /// Family by family, each with its data together and the best run first.
    Family,
    /// By the name that can be said aloud.
    Name,
    /// Starred runs first, the newest of them at the top.
    Star,
}

impl By {
    pub(super) const ALL: [Self; 4] = [Self::Time, Self::Family, Self::Name, Self::Star];

    /// The key of its word.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Time => "shelf-by-time",
            Self::Family => "shelf-by-family",
            Self::Name => "shelf-by-name",
            Self::Star => "shelf-by-star",
        }
    }
}

/// The measure by which a run is judged, and its value.
pub(super) fn figure(run: &Shelved) -> Option<(&'static str, f64)> {
    let mut figures = FIGURES.iter();
    figures.find_map(|(name, _)| Some((*name, run.newest(name)?)))
}

/// The place of a run among those of one family on one data set: the best has the least.
fn rank(run: &Shelved) -> f64 {
    let Some((name, value)) = figure(run) else {
        return f64::INFINITY;
    };
    let more_is_better = FIGURES.iter().any(|(other, more)| *other == name && *more);
    if more_is_better { -value } else { value }
}

/// The runs that a search finds, every word of it somewhere in the run, in their order.
pub(super) fn ordered<'a>(
    runs: &[&'a Shelved],
    search: &str,
    by: By,
    language: Language,
) -> Vec<&'a Shelved> {
    let name = |run: &Shelved| run_name(language, &run.spec.family, run.spec.seed);
    let words: Vec<String> = search.split_whitespace().map(str::to_lowercase).collect();
    let about = |run: &Shelved| {
        let family = language.t(&format!("family-{}", run.spec.family));
        let (spec, note) = (&run.spec, &run.label.note);
        let folder = run.folder.file_name().unwrap_or_default().to_string_lossy();
        let (name, data) = (name(run), &spec.data);
        format!("{name} {family} {} {data} {folder} {note}", spec.family).to_lowercase()
    };
    let fits = |run: &&&Shelved| {
        let about = about(run);
        words.iter().all(|word| about.contains(word))
    };
    let mut found: Vec<&Shelved> = runs.iter().filter(fits).copied().collect();
    found.sort_by(|a, b| {
        let newest = b.changed.cmp(&a.changed);
        match by {
            By::Time => newest,
            By::Name => name(a).cmp(&name(b)).then(newest),
            By::Star => b.label.star.cmp(&a.label.star).then(newest),
            By::Family => (&a.spec.family, &a.spec.data)
                .cmp(&(&b.spec.family, &b.spec.data))
                .then(rank(a).total_cmp(&rank(b)))
                .then(newest),
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::families::Family;
    use crate::spec::{DeviceChoice, Spec};
    use crate::store::Label;
    use std::time::{Duration, SystemTime};

    fn run(family: &str, seed: u64, newest: &[(&str, f64)], age: u64) -> Shelved {
        let newest = newest.iter().map(|(name, v)| ((*name).to_owned(), *v));
        Shelved {
            folder: format!("{family}-{seed}").into(),
            spec: Spec::of(Family::find(family).unwrap(), seed, DeviceChoice::Cpu),
            device: String::new(),
            progress: None,
            newest: newest.collect(),
            changed: SystemTime::UNIX_EPOCH + Duration::from_secs(1000 - age),
            bytes: 0,
            label: Label {
                star: seed == 3,
                note: format!("note {seed}"),
            },
        }
    }

    #[test]
    fn a_search_looks_everywhere_and_an_order_is_total() {
        let all = [
            run("vae", 1, &[("elbo_nats", -100.0)], 5),
            run("vae", 2, &[("elbo_nats", -90.0)], 4),
            run("made", 3, &[], 3),
        ];
        let runs: Vec<&Shelved> = all.iter().collect();
        let seeds = |search: &str, by| -> Vec<u64> {
            let found = ordered(&runs, search, by, Language::English);
            found.iter().map(|run| run.spec.seed).collect()
        };
        assert_eq!(seeds("", By::Time), [3, 2, 1]);
        assert_eq!(
            seeds("", By::Family),
            [3, 2, 1],
            "the higher bound is first"
        );
        assert_eq!(seeds("", By::Star)[0], 3);
        assert_eq!(seeds("VAE note", By::Time), [2, 1]);
        assert_eq!(seeds("note 2", By::Time), [2]);
        assert!(seeds("zebra-crossing", By::Name).is_empty());
        assert_eq!(figure(&all[0]), Some(("elbo_nats", -100.0)));
    }
}
