//! A run and its doctor: what is told of an ailment, and what to try against it.

use crate::families::Family;
use crate::knob::{Kind, Knob, Knobs, Value};
use crate::measure::doctor::{Ailment, Doctor, Sign};
use crate::spec::Spec;
use crate::taxonomy::DataKind;

use super::{Diagnosis, Readings};

/// The doctor of one run, and what was told last.
#[derive(Default)]
pub(super) struct Clinic {
    doctor: Doctor,
    /// What the run died of, which is told until it goes on.
    fatal: Option<Sign>,
    told: Vec<Sign>,
}

impl Clinic {
    /// Takes up losses of training steps.
    pub(super) fn train(&mut self, readings: &Readings) {
        for index in 0..readings.rows() {
            let step = readings.first_step + index as u64;
            for (name, value) in readings.names.iter().zip(readings.row(index)) {
                self.doctor.train(name, step, f64::from(*value));
            }
        }
        if readings.rows() > 0 {
            self.fatal = None;
        }
    }

    /// Takes up a measure on held-out data.
    pub(super) fn measure(&mut self, name: &str, step: u64, value: f64) {
        self.doctor.measure(name, step, value);
    }

    /// The run diverged and stands at `good` again.
    pub(super) fn diverged(&mut self, since: u64, good: u64) {
        self.doctor.forget_after(good);
        let ailment = Ailment::Divergence;
        self.fatal = Some(Sign { ailment, since });
    }

    /// Everything that is wrong, if that has changed since it was told.
    pub(super) fn news(
        &mut self,
        spec: &Spec,
        knobs: &Knobs,
        kind: DataKind,
    ) -> Option<Vec<Diagnosis>> {
        let mut signs: Vec<Sign> = self.fatal.into_iter().collect();
        signs.extend(self.doctor.look());
        // An ailment that lasts keeps the beginning that it was told with: thinned measures may move it.
        for sign in &mut signs {
            let before = self.told.iter().find(|told| told.ailment == sign.ailment);
            sign.since = before.map_or(sign.since, |told| told.since.min(sign.since));
        }
        if signs == self.told {
            return None;
        }
        self.told.clone_from(&signs);
        let family = Family::find(&spec.family).ok()?;
        let diagnosis = |sign: &Sign| Diagnosis {
            ailment: sign.ailment,
            since: sign.since,
            cure: cure(sign.ailment, family, (&spec.data, kind), knobs),
        };
        Some(signs.iter().map(diagnosis).collect())
    }
}

/// What to do with a knob.
enum Turn {
    /// Back to where it is by default.
    Reset,
    /// To a word.
    To(&'static str),
    /// To a multiple of what it is, where that is within its range.
    Times(f64),
    /// To a number, where it is below.
    AtLeast(f64),
}

/// What is tried against an ailment, the most promising first: knobs that a family lacks are passed over.
fn remedies(ailment: Ailment) -> &'static [(&'static str, Turn)] {
    use Turn::{AtLeast, Reset, Times, To};
    match ailment {
        Ailment::Divergence => &[
            ("scale-bound", Reset),
            ("constraint", Reset),
            ("learning-rate", Times(0.1)),
            ("learning-rate-discriminator", Times(0.1)),
            ("learning-rate-critic", Times(0.1)),
            ("learning-rate-generator", Times(0.1)),
        ],
        Ailment::ExplodingScale => &[
            ("constraint", Reset),
            ("penalty", Reset),
            ("slope-penalty", Reset),
            ("clip", Reset),
            ("learning-rate", Times(0.1)),
            ("learning-rate-generator", Times(0.1)),
        ],
        Ailment::ModeCollapse | Ailment::ModeHopping => &[
            ("divergence", To("forward")),
            ("start", Reset),
            ("noise-dimensions", Reset),
            ("slope-penalty", Reset),
            ("averaging", Reset),
            ("steps-generator", Reset),
            ("steps-discriminator", Reset),
            ("steps-critic", Reset),
            ("learning-rate-generator", Reset),
            ("learning-rate-discriminator", Reset),
            ("learning-rate-critic", Reset),
            ("batch-size", AtLeast(256.0)),
        ],
        Ailment::VanishingGradient => &[
            ("generator-loss", Reset),
            ("steps-discriminator", Reset),
            ("learning-rate-discriminator", Reset),
            ("clip", Reset),
        ],
        Ailment::PosteriorCollapse => &[
            ("beta", Reset),
            ("beta", Times(0.25)),
            ("learning-rate", Reset),
        ],
        Ailment::OverRegularisation => &[("beta", Reset), ("beta", Times(0.25))],
        Ailment::Overfitting => &[
            ("kept-examples", Reset),
            ("components", Reset),
            ("variance-floor", Reset),
            ("hidden", Reset),
        ],
        Ailment::StuckChain => &[
            ("step-size", Reset),
            ("corruption", Reset),
            ("walkback", Reset),
            ("step-size", Times(4.0)),
            ("corruption", Times(2.0)),
        ],
        Ailment::RunawayChain => &[
            ("walkback", Reset),
            ("step-size", Reset),
            ("restarts", Reset),
            ("langevin-steps", Reset),
            ("learning-rate", Reset),
            ("step-size", Times(0.25)),
        ],
        Ailment::LostInvertibility => &[
            ("scale-bound", Reset),
            ("solver", Reset),
            ("ode-steps", Reset),
            ("ode-steps", Times(4.0)),
            ("learning-rate", Times(0.1)),
        ],
        Ailment::UnfinishedNoise => &[("schedule", Reset), ("noise-steps", Times(4.0))],
    }
}

/// The settings to try: what the remedies say, where they change anything; else, of knobs that were turned, all back to their
/// defaults; nothing where none was.
fn cure(
    ailment: Ailment,
    family: &Family,
    (data, kind): (&str, DataKind),
    knobs: &Knobs,
) -> Vec<(String, Value)> {
    let mut turned: Vec<(String, Value)> = Vec::new();
    // A setting whose knobs were turned away from the defaults is suspect before the defaults are.
    for only_resets in [true, false] {
        for (id, turn) in remedies(ailment) {
            let Some(knob) = family.knobs().iter().find(|knob| knob.id == *id) else {
                continue;
            };
            let is_reset = matches!(turn, Turn::Reset);
            let value = knobs.get(id).and_then(|now| turn.of(knob, now, kind));
            let known = turned.iter().any(|(known, _)| known == id);
            if let Some(value) = value.filter(|_| is_reset == only_resets && !known) {
                turned.push(((*id).to_owned(), value));
            }
        }
        if !turned.is_empty() {
            return turned;
        }
    }
    let mut presets = family.card.presets.iter();
    let working = presets.find(|preset| preset.works && preset.data == data);
    // A preset fits its family, as a test over all of them says.
    let good = working
        .and_then(|preset| family.knobs_of(preset).ok())
        .unwrap_or_else(|| family.defaults_for(kind));
    let differs = |(id, value): &(&str, &Value)| knobs.get(id) != Some(*value);
    good.iter()
        .filter(differs)
        .map(|(id, value)| (id.to_owned(), value.clone()))
        .collect()
}

impl Turn {
    /// The new value of a knob of a model of some kind of data; nothing where it would not change.
    fn of(&self, knob: &Knob, now: &Value, kind: DataKind) -> Option<Value> {
        let number = match now {
            Value::Real(number) => Some(*number),
            Value::Whole(number) => Some(*number as f64),
            _ => None,
        };
        let value = match self {
            Self::Reset => knob.default_for(kind),
            Self::To(word) => Value::Choice((*word).to_owned()),
            Self::Times(factor) => numeric(knob, number? * factor)?,
            Self::AtLeast(least) => numeric(knob, number?.max(*least))?,
        };
        knob.check(&value).ok().filter(|value| value != now)
    }
}

/// A number as a knob takes it, within its range.
fn numeric(knob: &Knob, number: f64) -> Option<Value> {
    match knob.kind {
        // Two digits are enough to try, and read well.
        Kind::Real { min, max, .. } => {
            let number = format!("{number:.1e}").parse::<f64>().ok()?;
            Some(Value::Real(number.clamp(min, max)))
        }
        Kind::Whole { min, max, .. } => Some(Value::Whole((number.round() as i64).clamp(min, max))),
        Kind::Sizes { .. } | Kind::Choice(_) | Kind::Switch => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::DeviceChoice;

    fn told(family: &str, set: &[&str], ailment: Ailment) -> Vec<String> {
        let family = Family::find(family).unwrap();
        let mut knobs = family.defaults();
        for set in set {
            knobs.set_from_text(family.knobs(), set).unwrap();
        }
        let cure = cure(
            ailment,
            family,
            ("eight-gaussians", DataKind::Plane),
            &knobs,
        );
        cure.into_iter()
            .map(|(id, value)| format!("{id}={value}"))
            .collect()
    }

    #[test]
    fn a_cure_turns_back_what_was_turned_before_it_tries_anything_else() {
        let explodes = ["scale-bound=free", "learning-rate=0.03"];
        let cure = told("real-nvp", &explodes, Ailment::Divergence);
        let default = Family::find("real-nvp").unwrap().defaults();
        let bound = default.get("scale-bound").unwrap();
        assert_eq!(cure, [format!("scale-bound={bound}")]);
        let cure = told("real-nvp", &["learning-rate=0.03"], Ailment::Divergence);
        assert_eq!(cure, ["learning-rate=3e-3"]);
        // No remedy fits, so what was turned goes back.
        let cure = told("made", &["hidden=8"], Ailment::StuckChain);
        assert!(
            cure.iter().any(|turn| turn.starts_with("hidden=")),
            "{cure:?}"
        );
    }

    #[test]
    fn every_remedy_of_every_ailment_fits_its_knob() {
        for family in Family::ready() {
            for ailment in Ailment::ALL {
                let data = family.card.data;
                let kind = crate::data::kind_of(data).unwrap();
                let cure = cure(ailment, family, (data, kind), &family.defaults());
                for (id, value) in cure {
                    let knob = crate::knob::find(family.knobs(), &id).unwrap();
                    assert_eq!(knob.check(&value).unwrap(), value, "{id}");
                }
            }
        }
    }

    #[test]
    fn every_remedy_is_a_knob_of_some_family() {
        for ailment in Ailment::ALL {
            for (id, _) in remedies(ailment) {
                let has = |family: &&Family| family.knobs().iter().any(|knob| knob.id == *id);
                assert!(Family::ready().any(|family| has(&family)), "{id}");
            }
        }
    }

    #[test]
    fn the_cure_of_an_exhibit_turns_back_what_makes_it_fail() {
        for exhibit in crate::engine::museum::EXHIBITS {
            let (family, preset) = exhibit.find().unwrap();
            let knobs = exhibit.spec().unwrap().knobs;
            let cure = cure(
                exhibit.ailment,
                family,
                (preset.data, DataKind::Plane),
                &knobs,
            );
            let turned = preset.set.iter().filter_map(|set| set.split_once('='));
            let turned: Vec<&str> = turned.map(|(id, _)| id).collect();
            assert!(
                cure.iter().any(|(id, _)| turned.contains(&id.as_str())),
                "{}: {cure:?}",
                preset.id
            );
        }
    }

    #[test]
    fn news_are_told_once_and_a_run_that_goes_on_has_recovered() {
        let family = Family::find("real-nvp").unwrap();
        let spec = Spec::of(family, 0, DeviceChoice::Cpu);
        let mut clinic = Clinic::default();
        assert!(clinic.news(&spec, &spec.knobs, DataKind::Plane).is_none());
        clinic.diverged(40, 30);
        let news = clinic.news(&spec, &spec.knobs, DataKind::Plane).unwrap();
        assert_eq!((news[0].ailment, news[0].since), (Ailment::Divergence, 40));
        assert!(!news[0].cure.is_empty());
        assert!(clinic.news(&spec, &spec.knobs, DataKind::Plane).is_none());
        let readings = Readings {
            names: vec!["loss"],
            first_step: 31,
            values: vec![1.0],
            seconds: 1.0,
            examples: 1,
        };
        clinic.train(&readings);
        assert_eq!(
            clinic
                .news(&spec, &spec.knobs, DataKind::Plane)
                .unwrap()
                .len(),
            0
        );
    }
}
