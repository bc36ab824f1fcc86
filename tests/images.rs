//! Every family on every set of data that its card accepts: it trains, is measured, draws and restores, all in numbers.

mod common;

use std::time::{Duration, Instant};

use common::{PATIENCE, Story, engine, listen, start, train};
use genera::data;
use genera::engine::{Command, Doing, Event, PictureId, RunId, View};
use genera::families::Family;
use genera::figure::Figure;
use genera::spec::{Budget, DeviceChoice, Spec};
use genera::taxonomy::DataKind;

const RUN: RunId = RunId(1);

/// Small nets and short chains: what is asked here is whether it works, not how well.
const SMALL: [&str; 15] = [
    "hidden=24",
    "latent=4",
    "components=3",
    "chains=16",
    "chain-steps=5",
    "layers=2",
    "batch-size=32",
    "noise-dimensions=8",
    "steps=10",
    "channels=8",
    "filters=8",
    "blocks=1",
    "memory-layers=1",
    "sampling-steps=4",
    "ode-steps=2",
];

/// Twenty steps of a family on data.
fn spec(family: &'static Family, data: &str) -> Spec {
    let mut spec = Spec::of(family, 7, DeviceChoice::Cpu);
    data.clone_into(&mut spec.data);
    spec.knobs = family.defaults_on(data);
    for set in SMALL {
        // Not every family has every knob.
        spec.knobs.set_from_text(family.knobs(), set).ok();
    }
    spec.budget = Budget::Steps(20);
    spec
}

/// The families that accept pictures, and the sets of pictures that come with every copy.
fn pairs() -> Vec<(&'static Family, &'static str)> {
    let accept = Family::ready().filter(|f| f.card.accepts.contains(&DataKind::Images));
    let families: Vec<&'static Family> = accept.collect();
    let sets = data::bundled().filter(|set| set.kind == DataKind::Images);
    sets.flat_map(|set| families.iter().map(move |family| (*family, set.name)))
        .collect()
}

#[test]
fn every_family_trains_on_small_pictures() {
    works_on(
        pairs().into_iter().filter(|(_, data)| *data == "digits"),
        None,
    );
}

#[test]
#[ignore = "slow: eleven families on five sets of pictures"]
fn every_family_trains_on_every_set_of_pictures_that_it_accepts() {
    let pairs = pairs();
    assert!(pairs.len() >= 8 * 3, "{}", pairs.len());
    works_on(pairs.into_iter(), None);
}

#[test]
fn families_of_two_nets_train_on_small_pictures_with_convolutions() {
    works_on(
        pairs().into_iter().filter(|(_, data)| *data == "digits"),
        Some("conv"),
    );
}

#[test]
#[ignore = "slow: convolutions on five sets of pictures"]
fn families_of_two_nets_train_on_every_set_of_pictures_with_convolutions() {
    works_on(pairs().into_iter(), Some("conv"));
}

/// With another net than the default one, of the families that have several those alone.
fn works_on(pairs: impl Iterator<Item = (&'static Family, &'static str)>, net: Option<&str>) {
    let mut count = 0;
    for (family, data) in pairs {
        let id = family.card.id;
        let mut spec = spec(family, data);
        if let Some(net) = net
            && spec
                .knobs
                .set_from_text(family.knobs(), &format!("net={net}"))
                .is_err()
        {
            continue;
        }
        count += 1;
        let story = train(spec);
        assert_eq!(
            story.doing(),
            Some(Doing::Finished),
            "{id} on {data}: {:?}",
            story.failures
        );
        assert_eq!(story.rows.len(), 20, "{id} on {data}");
        let losses = story.rows.iter().flat_map(|(_, row)| row);
        assert!(losses.copied().all(f32::is_finite), "{id} on {data}");
        let (step, measures) = story.held_out.last().unwrap();
        assert_eq!(*step, 20);
        assert!(!measures.is_empty(), "{id} on {data}");
        for (name, value) in measures {
            assert!(value.is_finite(), "{id} on {data}: {name} is {value}");
        }
        if !family.card.accepts.contains(&DataKind::Plane) {
            tells_its_terms(family, &story);
        }
    }
    assert!(count >= 3, "{count}");
}

/// The pictures that a run at rest shows after five steps.
fn shown(family: &'static Family, data: &str) -> Vec<(PictureId, Vec<f32>)> {
    let engine = engine();
    let mut spec = spec(family, data);
    spec.budget = Budget::Steps(5);
    start(&engine, RUN, spec, true);
    let mut story = Story::default();
    listen(&engine, RUN, &mut story, |story| {
        story.doing() == Some(Doing::Finished)
    });
    let view = View {
        samples: 6,
        reconstructions: true,
        ..View::NOTHING
    };
    engine.send(Command::Look(RUN, view));
    let ready = story.ready.unwrap();
    let restores = ready.latent.is_some() || ready.predicts || ready.restores;
    let mut found = Vec::new();
    let began = Instant::now();
    while found.len() < 1 + usize::from(restores) {
        assert!(
            began.elapsed() < PATIENCE,
            "no picture of {} came",
            family.card.id
        );
        if matches!(engine.wait(Duration::from_millis(50)), Some(Event::Gone)) {
            panic!("the engine is gone");
        }
        for ((_, id), picture) in engine.pictures().take() {
            if let Figure::Images(images) = picture.figure {
                found.push((id, images.pixels.to_vec()));
            }
        }
    }
    found
}

#[test]
fn samples_and_restored_pictures_lie_where_pixels_do() {
    for (family, data) in pairs().into_iter().filter(|(_, data)| *data == "digits") {
        for (id, pixels) in shown(family, data) {
            let id_of = family.card.id;
            assert!(pixels.len() >= 6 * 64, "{id_of}: {id:?}");
            for pixel in pixels {
                let slack = 1e-4;
                assert!(
                    (-slack..=1.0 + slack).contains(&pixel),
                    "{id_of}: {id:?} has a pixel of {pixel}"
                );
            }
        }
    }
}

#[test]
fn every_family_of_points_still_trains_on_points() {
    let families = Family::ready().filter(|f| f.card.accepts.contains(&DataKind::Plane));
    for family in families {
        let story = train(spec(family, "moons"));
        assert_eq!(story.doing(), Some(Doing::Finished), "{}", family.card.id);
        let losses = story.rows.iter().flat_map(|(_, row)| row);
        assert!(losses.copied().all(f32::is_finite), "{}", family.card.id);
        let (_, measures) = story.held_out.last().unwrap();
        for (name, value) in measures {
            assert!(value.is_finite(), "{}: {name} is {value}", family.card.id);
        }
        tells_its_terms(family, &story);
    }
}

/// What the terms of an objective are said to be worth is what the steps and the measures of a run tell.
fn tells_its_terms(family: &Family, story: &Story) {
    let (_, measures) = story.held_out.last().unwrap();
    for term in family.card.objective {
        let Some(curve) = term.curve else { continue };
        let told = story.names.contains(&curve) || measures.iter().any(|(name, _)| name == curve);
        assert!(
            told,
            "{}: {} stands for {curve}",
            family.card.id, term.latex
        );
    }
}
