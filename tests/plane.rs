//! Models on the plane, through the engine: every family from the tree, its figures in units of the data, its pictures, and
//! data that are drawn while it trains.

mod common;

use std::collections::BTreeMap;
use std::time::Duration;

use common::{PATIENCE, Story, engine, listen, start, start_in, train};
use genera::data::DRAWN;
use genera::data::plane::Stroke;
use genera::engine::{Command, Doing, Engine, Event, Out, PictureId, PlaneView, RunId, View};
use genera::families::Family;
use genera::figure::{Figure, Known};
use genera::spec::{Budget, DeviceChoice, Spec};
use genera::taxonomy::{DataKind, DensityKind, LatentKind};

const RUN: RunId = RunId(1);

/// The families that learn points and can say their density.
fn families() -> impl Iterator<Item = &'static Family> {
    Family::ready().filter(|family| {
        family.card.accepts.contains(&DataKind::Plane)
            && family.card.can.density == DensityKind::Exact
    })
}

fn spec(family: &Family, data: &str, steps: u64) -> Spec {
    let mut spec = Spec::of(family, 7, DeviceChoice::Cpu);
    data.clone_into(&mut spec.data);
    spec.budget = Budget::Steps(steps);
    spec
}

#[test]
fn seven_families_learn_on_the_plane() {
    let ids: Vec<&str> = families().map(|family| family.card.id).collect();
    let expected = [
        "gaussian",
        "mixture",
        "nade",
        "made",
        "real-nvp",
        "spline-flow",
        "flow-matching",
    ];
    assert_eq!(ids, expected);
}

#[test]
fn the_density_is_one_and_never_beats_the_entropy() {
    for family in families() {
        let story = train(spec(family, "eight-gaussians", 40));
        let id = family.card.id;
        assert_eq!(story.failures.len(), 0, "{id}");
        let first = &story.held_out[0].1;
        let before = first.iter().find(|(name, _)| name == "kl_nats").unwrap().1;
        let kl = story.measure("kl_nats");
        assert!(kl < before, "{id}: {before} to {kl}");
        assert!(kl > -3.0 * story.measure("kl_nats_se"), "{id}: {kl}");
        let integral = story.measure("integral");
        assert!((integral - 1.0).abs() < 0.01, "{id}: {integral}");
        assert!(story.measure("energy_distance") > 0.0, "{id}");
        let (modes, of) = (story.measure("modes"), story.measure("modes_total"));
        assert!(of == 8.0 && (0.0..=8.0).contains(&modes), "{id}");
    }
}

#[test]
fn log_p_of_the_held_out_points_is_the_likelihood_in_units_of_the_data() {
    for family in families() {
        let engine = engine();
        start(&engine, RUN, spec(family, "moons", 10), true);
        let mut story = Story::default();
        listen(&engine, RUN, &mut story, |story| {
            story.doing() == Some(Doing::Finished)
        });
        let points = &story.ready.as_ref().unwrap().held_out;
        // Not all of them: one of the families integrates an ODE for each.
        let some: Vec<[f64; 2]> = points.iter().take(2000).map(|x| x.map(f64::from)).collect();
        engine.send(Command::Density(RUN, some));
        let answer = wait(&engine, |event| match event {
            Event::Density(_, answer) => answer.map(|(_, log_p)| log_p),
            _ => None,
        });
        let nll = -answer.iter().sum::<f64>() / answer.len() as f64;
        let (told, error) = (story.measure("nll_nats"), story.measure("nll_nats_se"));
        let tolerance = 4.0 * error * (points.len() as f64 / 2000.0).sqrt() + 1e-3;
        assert!(
            (nll - told).abs() < tolerance,
            "{}: {nll} against {told}",
            family.card.id
        );
    }
}

#[test]
fn every_picture_that_is_possible_comes_in_units_of_the_data() {
    for family in families() {
        let engine = engine();
        let view = View {
            samples: 300,
            plane: PlaneView {
                density: true,
                truth: true,
                warp: true,
                paths: true,
                base: true,
                arrows: true,
                components: true,
                masks: true,
                landscape: true,
                drift: true,
                push: true,
                chain: true,
                point: Some([2.5, 0.5]),
                ..PlaneView::NOTHING
            },
            abilities: true,
            ..View::NOTHING
        };
        engine.send(Command::Start {
            run: RUN,
            spec: Box::new(spec(family, "eight-gaussians", 30)),
            out: Out::Memory,
            playing: true,
            view,
        });
        let mut story = Story::default();
        listen(&engine, RUN, &mut story, |story| {
            story.doing() == Some(Doing::Finished)
        });
        let ready = story.ready.as_ref().unwrap();
        let mut wanted = vec![
            PictureId::Reading,
            PictureId::Samples,
            PictureId::Density,
            PictureId::Truth,
            PictureId::Abilities,
        ];
        assert_eq!(ready.density, Some(Known::Exact), "{}", family.card.id);
        if ready.transport {
            wanted.extend([PictureId::Warp, PictureId::Paths, PictureId::Base]);
        }
        if ready.flow {
            wanted.push(PictureId::Arrows);
        }
        if ready.components > 0 {
            wanted.push(PictureId::Components);
        }
        if ready.components > 1 {
            wanted.push(PictureId::Assigned);
        }
        if ready.masks {
            wanted.push(PictureId::Masks);
        }
        let pictures = pictures(&engine, &wanted);
        check(family.card.id, &pictures);
        tick(family, &pictures[&PictureId::Abilities]);
    }
}

/// Waits for an event of which something is wanted.
fn wait<T>(engine: &Engine, mut wanted: impl FnMut(Event) -> Option<T>) -> T {
    let began = std::time::Instant::now();
    loop {
        assert!(began.elapsed() < PATIENCE);
        let event = engine.wait(Duration::from_millis(50));
        if let Some(found) = event.and_then(&mut wanted) {
            return found;
        }
    }
}

/// Waits until each of these pictures shows the run as it stands at its end.
fn pictures(engine: &Engine, wanted: &[PictureId]) -> BTreeMap<PictureId, Figure> {
    let began = std::time::Instant::now();
    let mut made = BTreeMap::new();
    loop {
        for ((_, id), picture) in engine.pictures().take() {
            let still = matches!(id, PictureId::Truth | PictureId::Masks);
            if picture.step == 30 || still {
                made.insert(id, picture.figure);
            }
        }
        let missing: Vec<_> = wanted.iter().filter(|id| !made.contains_key(id)).collect();
        if missing.is_empty() {
            return made;
        }
        assert!(began.elapsed() < PATIENCE, "{missing:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn check(family: &str, pictures: &BTreeMap<PictureId, Figure>) {
    for (id, figure) in pictures {
        match figure {
            Figure::Reading(reading) => {
                let sum: f32 = reading.terms.iter().map(|(_, _, value)| value).sum();
                assert!(reading.terms.len() > 1, "{family}");
                let off = (sum - reading.log_p.unwrap()).abs();
                assert!(off < 2e-3 * sum.abs().max(1.0), "{family}: {reading:?}");
                assert!(reading.truth.is_some_and(f32::is_finite));
            }
            Figure::Field(field) => {
                assert_eq!(field.values.len(), field.columns * field.rows);
                assert!(field.values.iter().all(|v| !v.is_nan()), "{family}: {id:?}");
                let integral = field.integral.unwrap();
                assert!(
                    (0.5..1.05).contains(&integral),
                    "{family}: {id:?} {integral}"
                );
            }
            Figure::Motion(motion) => {
                let points = motion.frames[0].len();
                assert!(motion.frames.len() > 1 && points > 100);
                assert!(motion.frames.iter().all(|frame| frame.len() == points));
                assert_eq!(motion.log_volume.len(), motion.frames.len());
            }
            Figure::Points(points) => assert!(points.at.len() >= 300, "{family}: {id:?}"),
            Figure::Arrows(arrows) => assert_eq!(arrows.at.len(), arrows.by.len()),
            Figure::Components(parts) => {
                let whole: f32 = parts.iter().map(|part| part.weight).sum();
                assert!((whole - 1.0).abs() < 1e-3, "{family}: {whole}");
            }
            Figure::Matrices(matrices) => {
                assert!(
                    matrices
                        .iter()
                        .all(|m| m.values.len() == m.rows * m.columns)
                );
            }
            Figure::Abilities(_) => {}
            Figure::Images(_)
            | Figure::Bars(_)
            | Figure::Growing(_)
            | Figure::Walk(_)
            | Figure::Strips(_)
            | Figure::Decoded(_)
            | Figure::Lattice(_)
            | Figure::Inside(_)
            | Figure::Tokens(_)
            | Figure::Next(_)
            | Figure::Attention(_) => panic!("{family}: {id:?} on the plane"),
        }
    }
}

/// What a family claims is what it does.
fn tick(family: &Family, figure: &Figure) {
    let (id, can) = (family.card.id, family.card.can);
    let Figure::Abilities(done) = figure else {
        panic!("{id}: {figure:?}");
    };
    let (known, nats) = done.density.unwrap();
    assert_eq!(known, Known::Exact, "{id}");
    // Worse than the entropy of the data, and better than a guess of a hundred square units.
    assert!((-60.0..-1.0).contains(&nats), "{id}: {nats}");
    let sampling = done.sampling.unwrap();
    assert!(
        sampling.seconds > 0.0 && sampling.count >= 64,
        "{id}: {sampling:?}"
    );
    match (can.latent, done.code) {
        (LatentKind::Exact | LatentKind::Amortised | LatentKind::Posterior, Some(code)) => {
            assert_eq!(code.kind, can.latent, "{id}");
            let off = code.error.unwrap_or_default();
            assert!(can.latent != LatentKind::Exact || off < 0.05, "{id}: {off}");
        }
        (LatentKind::OneWay | LatentKind::None, None) => {}
        (claim, code) => panic!("{id}: {claim:?} and {code:?}"),
    }
}

fn dab(at: [f64; 2]) -> Stroke {
    Stroke::Dab {
        at,
        sigma: 0.3,
        weight: 1.0,
    }
}

/// Draws, steps, erases, steps on; the bits of all that was told, and the folder's own account.
fn draw_while_it_trains(engine: &Engine, story: &mut Story) {
    listen(engine, RUN, story, |story| story.ready.is_some());
    engine.send(Command::Pause(RUN));
    engine.send(Command::Draw(RUN, vec![dab([-1.0, 0.0]), dab([2.0, 1.0])]));
    engine.send(Command::Pause(RUN));
    let from = |story: &Story| story.step();
    let before = from(story);
    engine.send(Command::Step(RUN, 20));
    listen(engine, RUN, story, |story| {
        story.step() >= before + 20 && story.doing() == Some(Doing::Paused)
    });
}

#[test]
fn an_empty_drawing_waits_and_a_stroke_sets_it_off() {
    let family = Family::find("gaussian").unwrap();
    let mut drawn = spec(family, DRAWN, 0);
    drawn.budget = Budget::Endless;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("drawn");
    let engine = engine();
    start_in(&engine, RUN, drawn, &path);
    let mut story = Story::default();
    listen(&engine, RUN, &mut story, |story| !story.pulses.is_empty());
    assert_eq!((story.doing(), story.step()), (Some(Doing::Paused), 0));
    draw_while_it_trains(&engine, &mut story);
    let step = story.step();
    assert!(step >= 20);
    engine.send(Command::Draw(
        RUN,
        vec![Stroke::Erase {
            at: [-1.0, 0.0],
            radius: 0.5,
        }],
    ));
    engine.send(Command::Step(RUN, 20));
    listen(&engine, RUN, &mut story, |story| {
        story.step() >= step + 20 && story.doing() == Some(Doing::Paused)
    });
    engine.send(Command::Save(RUN));
    let saved = story.saved.len();
    listen(&engine, RUN, &mut story, |story| story.saved.len() > saved);
    drop(engine);

    // What was drawn and erased, and when, is in the folder.
    let again = common::engine();
    again.send(Command::Open {
        run: RUN,
        folder: path,
        data: None,
        device: DeviceChoice::Cpu,
        recall: false,
        view: View::NOTHING,
    });
    let mut opened = Story::default();
    listen(&again, RUN, &mut opened, |story| !story.pulses.is_empty());
    let ready = opened.ready.unwrap();
    assert_eq!(ready.step, story.step());
    let drawing = ready.spec.drawing.unwrap();
    assert_eq!(drawing.dabs.len(), 2);
    assert_eq!(drawing.dabs[0].until, Some(step));
    let now = ready.data.plane().unwrap().drawing().unwrap();
    assert_eq!(now.dabs.len(), 1);
    assert!(ready.held_out.iter().all(|x| (x[0] - 2.0).abs() < 2.0));
}
