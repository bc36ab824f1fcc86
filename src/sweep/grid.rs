//! Which runs a sweep takes: every value of one knob with every value of another, each from every seed.

use std::slice::from_ref;

use crate::knob::{self, Kind, Knob, Knobs, Value};
use crate::spec::Spec;
use crate::text::Trouble;

/// More runs than this are a slip of the hand, such as a range with one digit too many.
const MOST_RUNS: usize = 400;
/// What a table with rows and columns can show.
const MOST_KNOBS: usize = 2;

/// A knob and the values it takes.
#[derive(Debug, Clone)]
pub struct Vary {
    /// Which knob.
    pub knob: &'static Knob,
    /// Its values, no two of them the same.
    pub values: Vec<Value>,
}

/// The runs of a sweep.
#[derive(Debug, Clone)]
pub struct Grid {
    /// The knobs that take several values, one or two.
    pub varied: Vec<Vary>,
    /// The seeds that each combination is trained from.
    pub seeds: Vec<u64>,
    /// The runs: the values of the last knob change faster than those of the first, and the seeds faster than both.
    pub points: Vec<Point>,
}

/// One run of a sweep.
#[derive(Debug, Clone)]
pub struct Point {
    /// A value for each knob that is varied.
    pub values: Vec<Value>,
    /// What it is.
    pub spec: Spec,
}

impl Grid {
    /// The runs that differ from one in these knobs and seeds.
    ///
    /// # Errors
    /// If a seed comes twice or the runs are too many.
    pub fn new(base: &Spec, varied: Vec<Vary>, seeds: &[u64]) -> Result<Self, Trouble> {
        no_seed_twice(seeds)?;
        let runs = count(&varied, seeds.len())?;
        let mut points = Vec::with_capacity(runs);
        for values in combinations(&varied) {
            let knobs = turned(&base.knobs, &varied, &values);
            points.extend(seeds.iter().map(|&seed| Point {
                values: values.clone(),
                spec: Spec {
                    seed,
                    knobs: knobs.clone(),
                    ..base.clone()
                },
            }));
        }
        Ok(Self {
            varied,
            seeds: seeds.to_vec(),
            points,
        })
    }
}

/// How many runs there are.
///
/// # Errors
/// If they are too many.
pub fn count(varied: &[Vary], seeds: usize) -> Result<usize, Trouble> {
    let values = varied.iter().map(|vary| vary.values.len());
    let runs = values.product::<usize>() * seeds;
    if runs > MOST_RUNS {
        return Err(Trouble::new("error-sweep-many")
            .with("count", runs)
            .with("most", MOST_RUNS));
    }
    Ok(runs)
}

fn turned(knobs: &Knobs, varied: &[Vary], values: &[Value]) -> Knobs {
    let mut knobs = knobs.clone();
    for (vary, value) in varied.iter().zip(values) {
        knobs.set(vary.knob.id, value.clone());
    }
    knobs
}

/// The knobs that are varied, each with its values, as in `beta=1,2,4`; those in `set` have a value already.
///
/// # Errors
/// If a knob is unknown or named twice, a value does not fit, or the knobs are too many.
pub fn varied(
    knobs: &'static [Knob],
    texts: &[String],
    set: &[&str],
) -> Result<Vec<Vary>, Trouble> {
    if texts.len() > MOST_KNOBS {
        return Err(Trouble::new("error-sweep-knobs").with("count", texts.len()));
    }
    let mut varied: Vec<Vary> = Vec::new();
    for text in texts {
        let vary = Vary::read(knobs, text)?;
        let id = vary.knob.id;
        if set.contains(&id) || varied.iter().any(|other| other.knob.id == id) {
            return Err(Trouble::new("error-sweep-same").with("knob", id));
        }
        varied.push(vary);
    }
    Ok(varied)
}

fn no_seed_twice(seeds: &[u64]) -> Result<(), Trouble> {
    let twice = (1..seeds.len()).find(|&i| seeds[..i].contains(&seeds[i]));
    twice.map_or(Ok(()), |i| Err(twice_of("seed", &seeds[i].to_string())))
}

fn twice_of(name: &str, value: &str) -> Trouble {
    Trouble::new("error-sweep-twice")
        .with("name", name)
        .with("value", value)
}

/// Every value of the first with every value of the second.
fn combinations(varied: &[Vary]) -> Vec<Vec<Value>> {
    varied.iter().fold(vec![Vec::new()], |so_far, vary| {
        let with = |before: &Vec<Value>| {
            let before = before.clone();
            let add = move |value: &Value| [&before[..], from_ref(value)].concat();
            vary.values.iter().map(add).collect::<Vec<_>>()
        };
        so_far.iter().flat_map(with).collect()
    })
}

impl Vary {
    /// Reads `beta=1,2,4` or `learning-rate=1e-4..1e-2:5`.
    ///
    /// # Errors
    /// If it has another form, there is no such knob, or a value does not fit.
    pub fn read(knobs: &'static [Knob], text: &str) -> Result<Self, Trouble> {
        let (id, values) = text
            .split_once('=')
            .filter(|(id, values)| !id.trim().is_empty() && !values.trim().is_empty())
            .ok_or_else(|| Trouble::new("error-vary-form").with("text", text))?;
        let knob = knob::find(knobs, id.trim())?;
        let values = match values.split_once("..") {
            Some((first, rest)) => range(knob, text, first, rest)?,
            None => listed(knob, values)?,
        };
        Ok(Self { knob, values })
    }
}

fn listed(knob: &Knob, text: &str) -> Result<Vec<Value>, Trouble> {
    let mut values = Vec::new();
    for text in text.split(',') {
        let value = knob.parse(text)?;
        if values.contains(&value) {
            return Err(twice_of(knob.id, text.trim()));
        }
        values.push(value);
    }
    Ok(values)
}

/// So many values from the first to the last: evenly, or by equal factors where the knob turns that way.
fn range(knob: &Knob, text: &str, first: &str, rest: &str) -> Result<Vec<Value>, Trouble> {
    let form = || Trouble::new("error-vary-form").with("text", text);
    let (last, count) = rest.rsplit_once(':').ok_or_else(form)?;
    let count = count.trim().parse().ok();
    let count = count.filter(|count| (2..=MOST_RUNS).contains(count));
    let count = count.ok_or_else(form)?;
    let ends = [knob.parse(first)?, knob.parse(last)?];
    let (is_log, [from, to]) = match (&knob.kind, &ends) {
        (Kind::Real { log, .. }, [Value::Real(from), Value::Real(to)]) => (*log, [*from, *to]),
        (Kind::Whole { log, .. }, [Value::Whole(from), Value::Whole(to)]) => {
            (*log, [*from as f64, *to as f64])
        }
        _ => {
            return Err(Trouble::new("error-vary-range")
                .with("knob", knob.id)
                .with("range", knob.range()));
        }
    };
    let mut values = Vec::with_capacity(count);
    for value in spaced(from, to, count, is_log && from.min(to) > 0.0) {
        let value = match knob.kind {
            Kind::Whole { .. } => Value::Whole(value.round() as i64),
            _ => Value::Real(value),
        };
        let value = knob.check(&value)?;
        // Whole numbers that are close together may fall on the same one.
        if !values.contains(&value) {
            values.push(value);
        }
    }
    Ok(values)
}

/// `count` numbers whose ends are exact; between them, nine digits, which is more than a model can tell apart.
fn spaced(from: f64, to: f64, count: usize, is_log: bool) -> Vec<f64> {
    let at = |index: usize| {
        let share = index as f64 / (count - 1) as f64;
        let value = if is_log {
            from * (to / from).powf(share)
        } else {
            from + (to - from) * share
        };
        format!("{value:.8e}").parse().unwrap_or(value)
    };
    let between = (1..count - 1).map(at);
    [from].into_iter().chain(between).chain([to]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::families::Family;
    use crate::spec::DeviceChoice;

    fn read(text: &str) -> Result<Vec<String>, String> {
        let knobs = Family::find("vae").unwrap().knobs();
        let vary = Vary::read(knobs, text).map_err(|why| why.to_string())?;
        Ok(vary.values.iter().map(Value::to_string).collect())
    }

    #[test]
    fn values_are_listed_or_spaced() {
        assert_eq!(read("beta=1, 4").unwrap(), ["1", "4"]);
        assert_eq!(read("hidden=64-64,400").unwrap(), ["64-64", "400"]);
        let rates = ["1e-4", "1e-3", "0.01"];
        assert_eq!(read("learning-rate=1e-4..1e-2:3").unwrap(), rates);
        let few = read("latent=2..4:9").unwrap();
        assert_eq!(few, ["2", "3", "4"], "no whole number comes twice");
        assert_eq!(spaced(0.0, 1.0, 5, false), [0.0, 0.25, 0.5, 0.75, 1.0]);
    }

    #[test]
    fn nonsense_is_refused_in_a_sentence() {
        for (text, says) in [
            ("beta", "values"),
            ("beta=", "values"),
            ("gamma=1,2", "gamma"),
            ("beta=1,-2", "-2"),
            ("beta=1,1.0", "twice"),
            ("beta=1..4", "1..4"),
            ("beta=1..4:1", "1..4:1"),
            ("optimiser=adam..sgd:3", "adam"),
        ] {
            let why = read(text).unwrap_err();
            assert!(why.contains(says), "{text}: {why}");
        }
    }

    #[test]
    fn every_value_meets_every_other() {
        let knobs = Family::find("vae").unwrap().knobs();
        let varied = ["beta=1,2,3", "latent=2,4"].map(|text| Vary::read(knobs, text).unwrap());
        let found = combinations(&varied);
        assert_eq!(found.len(), 6);
        assert_eq!(found[1], [Value::Real(1.0), Value::Whole(4)]);
    }
    #[test]
    fn the_runs_of_a_grid_differ_in_its_knobs_and_seeds_alone() {
        let family = Family::find("vae").unwrap();
        let base = Spec::of(family, 7, DeviceChoice::Cpu);
        let texts = ["beta=1,2".to_owned(), "latent=2,4,8".to_owned()];
        let varied = varied(family.knobs(), &texts, &[]).unwrap();
        assert!(Grid::new(&base, varied.clone(), &[1, 1]).is_err());
        let grid = Grid::new(&base, varied, &[3, 5]).unwrap();
        assert_eq!(grid.points.len(), 12);
        let last = &grid.points[11].spec;
        assert_eq!((last.seed, last.knobs.whole("latent")), (5, 8));
        assert_eq!(last.knobs.real("beta"), 2.0);
        let mut same = last.clone();
        (same.seed, same.knobs) = (base.seed, base.knobs.clone());
        assert_eq!(same, base);
    }
}
