//! In which order runs stand, and which of them a search finds.

use std::collections::BTreeMap;

use super::changes::data_name;
use crate::app::run_name;
use crate::measure::Judged;
use crate::store::Shelved;
use crate::text::Language;

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

/// What stands together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Group {
    /// Every run by itself.
    #[default]
    None,
    /// The runs of a family.
    Family,
    /// The runs on the same data.
    Data,
}

impl Group {
    pub(super) const ALL: [Self; 3] = [Self::None, Self::Family, Self::Data];

    /// The key of its word.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::None => "shelf-group-none",
            Self::Family => "shelf-by-model",
            Self::Data => "shelf-group-data",
        }
    }

    /// What a run stands under.
    fn of(self, run: &Shelved, language: Language) -> String {
        match self {
            Self::None => String::new(),
            Self::Family => family(run, language),
            Self::Data => data_name(&run.spec),
        }
    }
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// What the runs below have in common, and how many they are.
    Head(String, usize),
    /// The run in this place.
    Run(usize),
}

/// How the runs are to stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Wish {
    pub(super) search: String,
    pub(super) by: By,
    pub(super) group: Group,
}

/// The place of a run among those of one family on one data set: the best has the least.
fn rank(run: &Shelved) -> f64 {
    Judged::of(&run.newest).map_or(f64::INFINITY, |(judged, value)| judged.loss(value))
}

fn family(run: &Shelved, language: Language) -> String {
    language.t(&format!("family-{}", run.spec.family))
}

/// The runs that a search finds, every word of it somewhere in the run, in their order and groups.
pub(super) fn ordered(runs: &[Shelved], wish: &Wish, language: Language) -> Vec<Line> {
    let words = wish.search.split_whitespace().map(str::to_lowercase);
    let words: Vec<String> = words.collect();
    // A name takes longer to make than to compare.
    let names: Vec<String> = runs
        .iter()
        .map(|run| run_name(language, &run.spec, Some(&run.folder)))
        .collect();
    let fits = |&at: &usize| {
        let (run, name) = (&runs[at], &names[at]);
        let (spec, note, family) = (&run.spec, &run.label.note, family(run, language));
        let folder = run.folder.file_name().unwrap_or_default().to_string_lossy();
        let about = format!(
            "{name} {family} {} {} {folder} {note}",
            spec.family, spec.data
        );
        let about = about.to_lowercase();
        words.iter().all(|word| about.contains(word))
    };
    let mut found: Vec<usize> = (0..runs.len()).filter(fits).collect();
    found.sort_by(|&one, &two| {
        let (a, b) = (&runs[one], &runs[two]);
        let newest = b.changed.cmp(&a.changed);
        match wish.by {
            By::Time => newest,
            By::Name => names[one].cmp(&names[two]).then(newest),
            By::Star => b.label.star.cmp(&a.label.star).then(newest),
            By::Family => (&a.spec.family, &a.spec.data)
                .cmp(&(&b.spec.family, &b.spec.data))
                .then(rank(a).total_cmp(&rank(b)))
                .then(newest),
        }
    });
    if wish.group == Group::None {
        return found.into_iter().map(Line::Run).collect();
    }
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for at in found {
        let of = wish.group.of(&runs[at], language);
        groups.entry(of).or_default().push(at);
    }
    let lines = groups.into_iter().flat_map(|(head, runs)| {
        let head = Line::Head(head, runs.len());
        std::iter::once(head).chain(runs.into_iter().map(Line::Run))
    });
    lines.collect()
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
        let lines = |search: &str, by, group| {
            let search = search.to_owned();
            ordered(&all, &Wish { search, by, group }, Language::English)
        };
        let seeds = |search: &str, by| -> Vec<u64> {
            let found = lines(search, by, Group::None).into_iter();
            let seed = |line| match line {
                Line::Run(at) => Some(all[at].spec.seed),
                Line::Head(..) => None,
            };
            found.filter_map(seed).collect()
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
        let grouped = lines("", By::Time, Group::Family);
        assert_eq!(grouped.len(), 5);
        assert_eq!(grouped[0], Line::Head("MADE".to_owned(), 1));
        assert_eq!(grouped[1..2], [Line::Run(2)]);
        assert_eq!(
            grouped[3..],
            [Line::Run(1), Line::Run(0)],
            "the newest first"
        );
    }
}
