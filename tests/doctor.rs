//! The doctor at work: nothing is found where a setting works, and what fails is found with its name.

mod common;

use std::time::{Duration, Instant};

use common::{PATIENCE, engine, start};
use genera::data::find_bundled;
use genera::engine::museum::EXHIBITS;
use genera::engine::{Diagnosis, Doing, Event, RunId};
use genera::families::Family;
use genera::measure::doctor::Ailment;
use genera::spec::{Budget, DeviceChoice, Spec};
use genera::taxonomy::DataKind;

const RUN: RunId = RunId(1);

/// The run of some settings on points.
fn spec(family: &Family, data: &str, set: &[&str], steps: u64) -> Spec {
    let mut spec = Spec::of(family, 7, DeviceChoice::Cpu);
    spec.learn_from(data.to_owned());
    spec.budget = Budget::Steps(steps);
    for set in set {
        spec.knobs.set_from_text(family.knobs(), set).unwrap();
    }
    spec
}

/// What is found in a run: everything that was told on the way.
fn found(spec: Spec) -> Vec<Diagnosis> {
    let engine = engine();
    start(&engine, RUN, spec, true);
    let mut all = Vec::new();
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        match engine.wait(Duration::from_millis(200)) {
            Some(Event::Diagnosed(_, found)) => all.extend(found),
            Some(Event::Pulse(pulse)) => {
                // What a run dies of is told after the pulse that says that it is dead.
                if matches!(
                    pulse.doing,
                    Doing::Finished | Doing::Diverged | Doing::Failed
                ) {
                    while let Some(event) = engine.wait(Duration::from_millis(300)) {
                        if let Event::Diagnosed(_, found) = event {
                            all.extend(found);
                        }
                    }
                    return all;
                }
            }
            _ => {}
        }
    }
    panic!("it took too long");
}

#[test]
#[ignore = "slow: trains every family on everything that works"]
fn nothing_is_found_where_a_setting_works() {
    let mut loud = Vec::new();
    let on_plane = |family: &&Family| family.card.accepts.contains(&DataKind::Plane);
    for family in Family::ready().filter(on_plane) {
        let on_plane =
            |data: &str| find_bundled(data).is_some_and(|set| set.kind == DataKind::Plane);
        let presets = family.card.presets.iter();
        let works = presets.filter(|preset| preset.works && on_plane(preset.data));
        let mut settings: Vec<(&str, &[&str])> =
            works.map(|preset| (preset.data, preset.set)).collect();
        settings.push(("eight-gaussians", &[]));
        for (data, set) in settings {
            let found = found(spec(family, data, set, 3000));
            if !found.is_empty() {
                loud.push(format!(
                    "{} on {data} with {set:?}: {found:?}",
                    family.card.id
                ));
            }
        }
    }
    assert!(loud.is_empty(), "{loud:#?}");
}

#[test]
#[ignore = "slow: lets every exhibit of the museum fail, twenty seconds each at most"]
fn every_exhibit_of_the_museum_fails_as_its_card_says() {
    let mut silent = Vec::new();
    for exhibit in EXHIBITS {
        let mut spec = exhibit.spec().unwrap();
        spec.budget = Budget::Seconds(20.0);
        let found = found(spec);
        println!("{}: {found:?}", exhibit.preset);
        if !found.iter().any(|sign| sign.ailment == exhibit.ailment) {
            silent.push(exhibit.preset);
        }
    }
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn what_fails_is_found_with_its_name_and_a_cure() {
    let cases = [
        (
            "real-nvp",
            "nvp-explodes",
            Ailment::Divergence,
            "scale-bound",
        ),
        (
            "gaussian",
            "gaussian-reverse",
            Ailment::ModeCollapse,
            "divergence",
        ),
    ];
    for (id, preset, ailment, knob) in cases {
        let family = Family::find(id).unwrap();
        let preset = family.card.presets.iter().find(|p| p.id == preset).unwrap();
        let found = found(spec(family, preset.data, preset.set, 4000));
        let sign = found.iter().find(|sign| sign.ailment == ailment);
        let sign = sign.unwrap_or_else(|| panic!("{}: {found:?}", preset.id));
        assert!(sign.since <= 4000, "{sign:?}");
        assert!(
            sign.cure.iter().any(|(turned, _)| turned == knob),
            "{sign:?}"
        );
    }
}
