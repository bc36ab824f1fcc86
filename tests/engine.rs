//! The engine, driven as the window and the command line drive it.

mod common;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use common::{PATIENCE, Story, engine, listen, small_vae, start, start_in, train};
use genera::engine::{
    Anchor, Command, Doing, Event, LatentPath, LatentView, Out, PathKind, PictureId, RunId, View,
};
use genera::figure::Figure;
use genera::knob::Value;
use genera::spec::Budget;

const RUN: RunId = RunId(1);

#[test]
fn a_run_learns_and_tells_every_step() {
    let story = train(small_vae(7, 400));
    assert_eq!(story.doing(), Some(Doing::Finished));
    let steps: Vec<u64> = story.rows.iter().map(|(step, _)| *step).collect();
    assert_eq!(steps, (1..=400).collect::<Vec<u64>>());
    assert_eq!(story.names, ["loss", "reconstruction_nats", "kl_term_nats"]);
    let (_, first) = &story.held_out[0];
    let first = first
        .iter()
        .find(|(name, _)| name == "elbo_nats")
        .unwrap()
        .1;
    // Untrained, every pixel is about a fair coin: 64 log 2 = 44.4 nats.
    assert!((first + 44.4).abs() < 1.5, "{first}");
    assert!(
        story.measure("elbo_nats") > first + 10.0,
        "{}",
        story.measure("elbo_nats")
    );
    let parts = story.measure("reconstruction_nats") + story.measure("kl_term_nats");
    assert!((story.measure("elbo_nats") + parts).abs() < 1e-6);
    assert_eq!(story.held_out.last().unwrap().0, 400);
}

#[test]
fn the_same_seed_gives_the_same_bits_and_another_seed_others() {
    let first = train(small_vae(7, 150)).bits();
    assert_eq!(first, train(small_vae(7, 150)).bits());
    assert_ne!(first, train(small_vae(8, 150)).bits());
}

#[test]
fn a_neighbour_changes_nothing() {
    let alone = train(small_vae(7, 120)).bits();
    let engine = engine();
    start(&engine, RunId(2), small_vae(3, 0), true);
    start(&engine, RUN, small_vae(7, 120), true);
    let mut story = Story::default();
    listen(&engine, RUN, &mut story, |story| {
        story.doing() == Some(Doing::Finished)
    });
    assert_eq!(alone, story.bits());
}

#[test]
fn a_run_in_the_background_gives_way_until_the_other_rests() {
    const BEHIND: RunId = RunId(2);
    let engine = engine();
    engine.send(Command::Behind(vec![BEHIND]));
    start(&engine, RUN, small_vae(7, 0), true);
    start(&engine, BEHIND, small_vae(3, 0), true);
    let mut steps = BTreeMap::new();
    let hear = |steps: &mut BTreeMap<RunId, u64>| {
        if let Some(Event::Pulse(pulse)) = engine.wait(PATIENCE) {
            steps.insert(pulse.run, pulse.step);
        }
    };
    let of = |steps: &BTreeMap<RunId, u64>, run| steps.get(&run).copied().unwrap_or_default();
    while of(&steps, RUN) < 3000 {
        hear(&mut steps);
    }
    let behind = of(&steps, BEHIND);
    assert!((100..1500).contains(&behind), "{behind} beside {steps:?}");
    engine.send(Command::Pause(RUN));
    while of(&steps, BEHIND) < behind + 3000 {
        hear(&mut steps);
    }
    let front = of(&steps, RUN);
    assert!(front < 6000, "{front}");
}

#[test]
fn pausing_and_stepping_change_nothing_either() {
    let straight = train(small_vae(7, 60)).bits();
    let engine = engine();
    start(&engine, RUN, small_vae(7, 60), false);
    let mut story = Story::default();
    engine.send(Command::Step(RUN, 1));
    listen(&engine, RUN, &mut story, |story| {
        story.step() == 1 && story.doing() == Some(Doing::Paused)
    });
    engine.send(Command::Step(RUN, 10));
    listen(&engine, RUN, &mut story, |story| {
        story.step() == 11 && story.doing() == Some(Doing::Paused)
    });
    engine.send(Command::Play(RUN));
    listen(&engine, RUN, &mut story, |story| {
        story.doing() == Some(Doing::Finished)
    });
    assert_eq!(straight, story.bits());
}

#[test]
fn the_speed_limit_is_kept() {
    let engine = engine();
    start(&engine, RUN, small_vae(7, 0), false);
    engine.send(Command::Speed(RUN, 50.0));
    engine.send(Command::Play(RUN));
    let mut story = Story::default();
    listen(&engine, RUN, &mut story, |story| story.step() >= 5);
    let (began, from) = (Instant::now(), story.step());
    listen(&engine, RUN, &mut story, |story| story.step() >= from + 50);
    let rate = (story.step() - from) as f64 / began.elapsed().as_secs_f64();
    assert!((30.0..70.0).contains(&rate), "{rate} steps a second");
}

#[test]
fn a_hot_knob_acts_at_once_and_is_written_down() {
    let engine = engine();
    start(&engine, RUN, small_vae(7, 0), true);
    let mut story = Story::default();
    listen(&engine, RUN, &mut story, |story| story.step() > 50);
    engine.send(Command::Turn {
        run: RUN,
        knob: "beta".to_owned(),
        value: Value::Real(8.0),
    });
    listen(&engine, RUN, &mut story, |story| !story.turned.is_empty());
    let (turned_at, _) = story.turned[0];
    listen(&engine, RUN, &mut story, |story| {
        story.step() > turned_at + 20
    });
    let beta = |step: u64| {
        let (_, row) = story.rows.iter().find(|(s, _)| *s == step).unwrap();
        (row[0] - row[1]) / row[2]
    };
    assert!((beta(turned_at) - 1.0).abs() < 0.05, "{}", beta(turned_at));
    assert!(
        (beta(turned_at + 1) - 8.0).abs() < 0.05,
        "{}",
        beta(turned_at + 1)
    );
}

#[test]
fn a_nan_stops_the_run_at_its_last_good_state_and_its_neighbour_goes_on() {
    let engine = engine();
    start(&engine, RunId(2), small_vae(3, 0), true);
    let mut wild = small_vae(7, 0);
    wild.knobs.set("optimiser", Value::Choice("sgd".to_owned()));
    wild.knobs.set("learning-rate", Value::Real(1.0));
    start(&engine, RUN, wild, true);
    let mut story = Story::default();
    listen(&engine, RUN, &mut story, |story| {
        story.doing() == Some(Doing::Diverged)
    });
    assert_eq!(story.failures[0].key(), "trouble-exploded");
    assert!(
        story
            .rows
            .iter()
            .all(|(_, row)| row.iter().all(|value| value.is_finite()))
    );
    let good = story.step();
    engine.send(Command::Recover(RUN));
    engine.send(Command::Turn {
        run: RUN,
        knob: "learning-rate".to_owned(),
        value: Value::Real(1e-3),
    });
    engine.send(Command::Play(RUN));
    listen(&engine, RUN, &mut story, |story| {
        story.step() > good + 20 && story.doing() == Some(Doing::Playing)
    });

    let mut neighbour = Story::default();
    engine.send(Command::Pause(RunId(2)));
    listen(&engine, RunId(2), &mut neighbour, |story| {
        story.doing() == Some(Doing::Paused)
    });
    assert!(neighbour.step() > 0);
}

#[test]
fn a_run_that_cannot_be_built_says_why_and_takes_nobody_along() {
    let engine = engine();
    start(&engine, RunId(2), small_vae(3, 0), true);
    let mut lost = small_vae(7, 10);
    lost.data = "no-such-data".to_owned();
    start(&engine, RUN, lost, true);
    let mut story = Story::default();
    listen(&engine, RUN, &mut story, |story| !story.failures.is_empty());
    assert_eq!(story.failures[0].key(), "error-data-unknown");
    let mut neighbour = Story::default();
    engine.send(Command::Step(RunId(2), 5));
    listen(&engine, RunId(2), &mut neighbour, |story| {
        story.doing() == Some(Doing::Paused)
    });
}

#[test]
fn a_panic_takes_neither_the_run_nor_its_neighbour_along() {
    let engine = engine();
    start(&engine, RunId(2), small_vae(3, 0), true);
    start(&engine, RUN, small_vae(7, 0), true);
    let mut story = Story::default();
    listen(&engine, RUN, &mut story, |story| story.step() > 20);
    // More frames than memory has addresses: the picture cannot be made, and making it panics.
    let endless = LatentPath {
        kind: PathKind::Straight,
        frames: usize::MAX,
        both: false,
    };
    engine.send(Command::Look(
        RUN,
        View {
            latent: LatentView {
                anchors: [0, 1].map(Anchor::HeldOut).into(),
                path: Some(endless),
                ..LatentView::NOTHING
            },
            ..View::NOTHING
        },
    ));
    listen(&engine, RUN, &mut story, |story| {
        story.doing() == Some(Doing::Failed)
    });
    assert_eq!(story.failures.len(), 1);
    assert_eq!(story.failures[0].key(), "trouble-panicked");

    engine.send(Command::Recover(RUN));
    engine.send(Command::Step(RUN, 5));
    let good = story.step();
    listen(&engine, RUN, &mut story, |story| story.step() == good + 5);
    let mut neighbour = Story::default();
    engine.send(Command::Step(RunId(2), 5));
    listen(&engine, RunId(2), &mut neighbour, |story| {
        story.doing() == Some(Doing::Paused)
    });
}

#[test]
fn pictures_come_while_it_trains_and_follow_the_view_while_it_waits() {
    let engine = engine();
    let path = LatentPath {
        kind: PathKind::Spherical,
        frames: 7,
        both: true,
    };
    let latent = LatentView {
        anchors: [0, 3].map(Anchor::HeldOut).into(),
        codes: true,
        lattice: true,
        path: Some(path),
        probe: Some([0.0, 0.0]),
        neighbours: true,
        directions: true,
        traversals: true,
        ..LatentView::NOTHING
    };
    let mut spec = small_vae(7, 0);
    spec.knobs.set("latent", Value::Whole(2));
    let all = View {
        samples: 12,
        sample_seed: 0,
        reconstructions: true,
        manifold: true,
        latent: latent.clone(),
        units: true,
        ..View::NOTHING
    };
    engine.send(Command::Start {
        run: RUN,
        spec: Box::new(spec),
        out: Out::Memory,
        playing: false,
        view: all.clone(),
    });
    let first = picture(&engine, PictureId::Path);
    assert_eq!(picture_len(&first), 7);
    engine.send(Command::Step(RUN, 30));
    let mut story = Story::default();
    listen(&engine, RUN, &mut story, |story| story.step() == 30);
    let trained = picture(&engine, PictureId::Path);
    assert_ne!(first, trained, "the strip moves with the model");

    engine.send(Command::Look(
        RUN,
        View {
            latent: LatentView {
                path: Some(LatentPath { frames: 5, ..path }),
                ..latent.clone()
            },
            ..all.clone()
        },
    ));
    // One of the view before may still be on its way.
    while picture_len(&picture(&engine, PictureId::Path)) != 5 {}
    engine.send(Command::Look(
        RUN,
        View {
            latent: LatentView {
                probe: Some([2.5, -2.5]),
                ..latent
            },
            ..all
        },
    ));
    assert_eq!(picture_len(&picture(&engine, PictureId::Probe)), 1);
}

#[test]
fn fixed_noise_gives_the_same_samples_of_the_same_model() {
    let samples = |seed: u64| {
        let engine = engine();
        let view = View {
            samples: 9,
            ..View::NOTHING
        };
        engine.send(Command::Start {
            run: RUN,
            spec: Box::new(small_vae(seed, 0)),
            out: Out::Memory,
            playing: false,
            view,
        });
        picture(&engine, PictureId::Samples)
    };
    assert_eq!(samples(7), samples(7));
    assert_ne!(samples(7), samples(8));
}

#[test]
fn a_kept_run_is_the_same_run_when_it_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kept");
    let engine = engine();
    start_in(&engine, RUN, small_vae(7, 80), &path);
    let mut story = Story::default();
    listen(&engine, RUN, &mut story, |story| {
        story.doing() == Some(Doing::Finished)
    });

    let device = genera::spec::DeviceChoice::Cpu;
    engine.send(Command::Open {
        run: RunId(2),
        folder: path.clone(),
        data: None,
        device,
        recall: false,
        view: View::NOTHING,
    });
    engine.send(Command::Measure(RunId(2)));
    let mut again = Story::default();
    listen(&engine, RunId(2), &mut again, |story| {
        !story.held_out.is_empty()
    });
    assert_eq!(again.held_out[0], *story.held_out.last().unwrap());

    let table = std::fs::read_to_string(path.join("metrics.csv")).unwrap();
    assert_eq!(
        table.lines().count(),
        1 + 81,
        "a header, step 0, and a row a step"
    );
    assert!(table.starts_with("step,seconds,examples,"));
}

#[test]
fn a_kept_run_tells_its_history_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("told");
    let engine = engine();
    start_in(&engine, RUN, small_vae(7, 120), &path);
    let mut story = Story::default();
    listen(&engine, RUN, &mut story, |story| {
        story.doing() == Some(Doing::Finished)
    });
    let again = RunId(2);
    engine.send(Command::Open {
        run: again,
        folder: path,
        data: None,
        device: genera::spec::DeviceChoice::Cpu,
        recall: true,
        view: View::NOTHING,
    });
    let mut told = Story::default();
    listen(&engine, again, &mut told, |told| {
        told.rows.len() == 120 && told.held_out.len() == story.held_out.len()
    });
    assert_eq!(told.bits(), story.bits());
}

#[test]
fn the_ladder_climbs_beside_the_training_and_holds_for_its_step() {
    let mut spec = small_vae(7, 0);
    spec.knobs
        .set("pixels", Value::Choice("dynamic".to_owned()));
    let engine = engine();
    engine.send(Command::Start {
        run: RUN,
        spec: Box::new(spec),
        out: Out::Memory,
        playing: true,
        view: View {
            ladder: true,
            ..View::NOTHING
        },
    });
    let mut story = Story::default();
    let is_rung = |values: &[(String, f64)]| values.iter().any(|(name, _)| name == "iwae_500_nats");
    listen(&engine, RUN, &mut story, |story| {
        story
            .held_out
            .iter()
            .filter(|(_, values)| is_rung(values))
            .count()
            == 2
    });
    let rungs: Vec<_> = story
        .held_out
        .iter()
        .filter(|(_, values)| is_rung(values))
        .collect();
    let told_at = story.step();
    assert!(told_at > rungs[1].0, "the run went on while it climbed");
    for (step, values) in rungs {
        let of = |name: &str| values.iter().find(|(other, _)| other == name).unwrap().1;
        let bounds = [5, 50, 500].map(|k| of(&format!("iwae_{k}_nats")));
        let errors = [5, 50, 500].map(|k| of(&format!("iwae_{k}_nats_se")));
        assert!(bounds[0] <= bounds[1] + errors[1], "{step}: {bounds:?}");
        assert!(bounds[1] <= bounds[2] + errors[2], "{step}: {bounds:?}");
    }
}

#[test]
fn an_explosion_goes_back_to_a_state_from_before_it() {
    let mut spec = small_vae(7, 0);
    let family = genera::families::Family::find("vae").unwrap();
    spec.knobs
        .set_from_text(family.knobs(), "optimiser=sgd")
        .unwrap();
    let engine = engine();
    start(&engine, RUN, spec, false);
    engine.send(Command::Step(RUN, 60));
    let mut story = Story::default();
    listen(&engine, RUN, &mut story, |story| story.step() == 60);
    engine.send(Command::Turn {
        run: RUN,
        knob: "learning-rate".to_owned(),
        value: Value::Real(1.0),
    });
    engine.send(Command::Step(RUN, 5000));
    listen(&engine, RUN, &mut story, |story| {
        story.doing() == Some(Doing::Diverged)
    });
    let trouble = story.failures.last().unwrap();
    assert!(
        ["trouble-exploded", "trouble-diverged"].contains(&trouble.key()),
        "{trouble}"
    );
    let calm = story.rows.iter().find(|(step, _)| *step == story.step());
    assert!(calm.is_none_or(|(_, row)| row[0] < 200.0), "{calm:?}");
    // With the rate turned back, it learns on.
    engine.send(Command::Turn {
        run: RUN,
        knob: "learning-rate".to_owned(),
        value: Value::Real(1e-3),
    });
    engine.send(Command::Recover(RUN));
    let from = story.step();
    engine.send(Command::Step(RUN, 50));
    listen(&engine, RUN, &mut story, |story| story.step() == from + 50);
    assert!(story.rows.last().unwrap().1[0] < 100.0);
}

#[test]
fn going_on_from_a_folder_repeats_the_unbroken_run() {
    let unbroken = train(small_vae(7, 90));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("half");
    {
        let engine = engine();
        start_in(&engine, RUN, small_vae(7, 40), &path);
        let mut story = Story::default();
        listen(&engine, RUN, &mut story, |story| {
            story.doing() == Some(Doing::Finished)
        });
    }
    // What was written after the checkpoint before a kill, down to half a line, is dropped and written anew.
    let table = path.join("metrics.csv");
    let text = std::fs::read_to_string(&table).unwrap();
    std::fs::write(&table, text + "41,9.9,5248,1,2,3,,,,,,\n42,9.9,53").unwrap();

    let engine = engine();
    let device = genera::spec::DeviceChoice::Cpu;
    engine.send(Command::Open {
        run: RUN,
        folder: path.clone(),
        data: None,
        device,
        recall: false,
        view: View::NOTHING,
    });
    engine.send(Command::Budget(RUN, Budget::Steps(90)));
    engine.send(Command::Play(RUN));
    let mut story = Story::default();
    listen(&engine, RUN, &mut story, |story| {
        story.doing() == Some(Doing::Finished)
    });
    let tail: Vec<_> = unbroken
        .rows
        .iter()
        .filter(|(step, _)| *step > 40)
        .cloned()
        .collect();
    assert_eq!(story.rows, tail);
    assert_eq!(story.held_out.last(), unbroken.held_out.last());
    let text = std::fs::read_to_string(&table).unwrap();
    let steps: Vec<u64> = text
        .lines()
        .skip(1)
        .map(|line| line.split(',').next().unwrap().parse().unwrap())
        .collect();
    assert_eq!(steps, (0..=90).collect::<Vec<u64>>());
}

#[test]
fn a_turned_optimiser_keeps_its_moments_when_its_run_is_taken_up() {
    let folder = tempfile::tempdir().unwrap();
    let (out, copied) = (folder.path().join("run"), folder.path().join("copy"));
    let first = engine();
    first.send(Command::Start {
        run: RUN,
        spec: Box::new(small_vae(7, 60)),
        out: Out::Folder(out.clone()),
        playing: false,
        view: View::NOTHING,
    });
    let mut unbroken = Story::default();
    let mut stand_at = |engine: &genera::engine::Engine, steps: u64, at: u64| {
        engine.send(Command::Step(RUN, steps));
        listen(engine, RUN, &mut unbroken, |story| {
            story.step() == at && story.doing() == Some(Doing::Paused)
        });
    };
    stand_at(&first, 20, 20);
    first.send(Command::Turn {
        run: RUN,
        knob: "optimiser".to_owned(),
        value: Value::Choice("momentum".to_owned()),
    });
    stand_at(&first, 10, 30);
    std::fs::create_dir_all(&copied).unwrap();
    common::program::copy(&out, &copied);
    first.send(Command::Play(RUN));
    let finished = |story: &Story| story.doing() == Some(Doing::Finished);
    listen(&first, RUN, &mut unbroken, finished);

    let second = engine();
    second.send(Command::Open {
        run: RUN,
        folder: copied,
        data: None,
        device: genera::spec::DeviceChoice::Cpu,
        recall: false,
        view: View::NOTHING,
    });
    second.send(Command::Play(RUN));
    let mut resumed = Story::default();
    listen(&second, RUN, &mut resumed, finished);
    assert_eq!(resumed.rows, unbroken.rows[30..]);
}

/// Waits for the next picture of a kind.
fn picture(engine: &genera::engine::Engine, id: PictureId) -> Figure {
    let began = Instant::now();
    loop {
        if let Some(picture) = engine.pictures().take().remove(&(RUN, id)) {
            return picture.figure;
        }
        assert!(began.elapsed() < PATIENCE, "no {id:?}");
        engine.wait(Duration::from_millis(10));
    }
}

fn picture_len(figure: &Figure) -> usize {
    match figure {
        Figure::Images(images) => images.count(),
        Figure::Walk(walk) => walk.strips[0].images.count(),
        Figure::Decoded(decoded) => decoded.image.count(),
        other => panic!("not images: {other:?}"),
    }
}
