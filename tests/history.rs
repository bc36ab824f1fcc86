//! The history of a run: any earlier step can be shown again as it was, and a run can go on from there.

mod common;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use common::{PATIENCE, Story, engine, listen, small_vae, start, start_in};
use genera::engine::{
    Anchor, Command, Doing, Engine, LatentPath, LatentView, Out, PathKind, PictureId, PlaneView,
    RunId, Scrub, View,
};
use genera::families::Family;
use genera::figure::Figure;
use genera::knob::Value;
use genera::spec::{Budget, DeviceChoice, Spec};

const RUN: RunId = RunId(1);
const BRANCH: RunId = RunId(2);

type Pictures = BTreeMap<PictureId, Figure>;

/// What is shown of digits.
fn of_digits() -> (View, Vec<PictureId>) {
    let view = View {
        samples: 9,
        reconstructions: true,
        latent: LatentView {
            anchors: [0, 3].map(Anchor::HeldOut).into(),
            codes: true,
            lattice: true,
            probe: Some([0.5, -0.5]),
            path: Some(LatentPath {
                kind: PathKind::Data,
                frames: 5,
                both: false,
            }),
            directions: true,
            ..LatentView::NOTHING
        },
        ..View::NOTHING
    };
    let ids = [
        PictureId::Samples,
        PictureId::Reconstructions,
        PictureId::Codes,
        PictureId::Path,
        PictureId::Probe,
        PictureId::Lattice,
        PictureId::Directions,
    ];
    (view, ids.to_vec())
}

/// What is shown of points.
fn of_points() -> (View, Vec<PictureId>) {
    let view = View {
        samples: 200,
        plane: PlaneView {
            density: true,
            ..PlaneView::NOTHING
        },
        ..View::NOTHING
    };
    (view, vec![PictureId::Samples, PictureId::Density])
}

fn on_plane(family: &str, steps: u64) -> Spec {
    let mut spec = Spec::of(Family::find(family).unwrap(), 7, DeviceChoice::Cpu);
    spec.budget = Budget::Steps(steps);
    spec
}

/// The pictures of exactly this step.
fn pictures(engine: &Engine, step: u64, ids: &[PictureId]) -> Pictures {
    let began = Instant::now();
    let mut found = Pictures::new();
    while found.len() < ids.len() {
        assert!(began.elapsed() < PATIENCE, "only {:?}", found.keys());
        for ((_, id), picture) in engine.pictures().take() {
            if picture.step == step && ids.contains(&id) {
                found.insert(id, picture.figure);
            }
        }
        engine.wait(Duration::from_millis(5));
    }
    found
}

fn to_step(engine: &Engine, story: &mut Story, step: u64) {
    engine.send(Command::Step(RUN, step - story.step()));
    listen(engine, RUN, story, |story| {
        story.step() == step && story.doing() != Some(Doing::Playing)
    });
}

fn scrub(engine: &Engine, story: &mut Story, step: u64) {
    engine.send(Command::Scrub(RUN, Scrub::At(step)));
    listen(engine, RUN, story, |story| {
        story
            .past
            .is_some_and(|past| past.goal == step && past.is_there())
    });
}

/// Steps through a run and looks at some of its steps while they are the newest, knobs turned on the way.
fn live(spec: &Spec, view: &View, ids: &[PictureId], at: &[u64]) -> Vec<Pictures> {
    let engine = engine();
    start(&engine, RUN, spec.clone(), false);
    engine.send(Command::Look(RUN, view.clone()));
    let mut story = Story::default();
    at.iter()
        .map(|step| {
            to_step(&engine, &mut story, *step);
            let seen = pictures(&engine, *step, ids);
            turn(&engine, *step);
            seen
        })
        .collect()
}

/// The learning rate changes at some steps.
fn turn(engine: &Engine, step: u64) {
    engine.send(Command::Turn {
        run: RUN,
        knob: "learning-rate".to_owned(),
        value: Value::Real(1e-3 / (step as f64 / 100.0 + 1.0)),
    });
}

/// The same run, without stopping for anybody; and then back to those steps, in another order.
fn again(spec: &Spec, view: &View, ids: &[PictureId], at: &[u64]) -> Vec<Pictures> {
    let engine = engine();
    start(&engine, RUN, spec.clone(), false);
    let mut story = Story::default();
    for step in at {
        engine.send(Command::Step(RUN, step - story.step()));
        listen(&engine, RUN, &mut story, |story| {
            story.step() == *step && story.doing() != Some(Doing::Playing)
        });
        turn(&engine, *step);
    }
    engine.send(Command::Play(RUN));
    listen(&engine, RUN, &mut story, |story| {
        story.doing() == Some(Doing::Finished)
    });
    engine.send(Command::Look(RUN, view.clone()));
    let mut seen: Vec<Option<Pictures>> = vec![None; at.len()];
    let backwards = (0..at.len()).rev().step_by(2);
    for index in backwards.chain((0..at.len()).filter(|index| index % 2 == (at.len()) % 2)) {
        scrub(&engine, &mut story, at[index]);
        seen[index] = Some(pictures(&engine, at[index], ids));
    }
    seen.into_iter().flatten().collect()
}

#[test]
fn pictures_of_an_earlier_step_are_those_of_when_it_was_the_newest() {
    let mut vae = small_vae(7, 700);
    vae.knobs.set("latent", Value::Whole(4));
    let cases = [
        (vae, of_digits()),
        (on_plane("real-nvp", 700), of_points()),
        (
            on_plane("rbm", 700),
            (of_points().0, vec![PictureId::Samples]),
        ),
    ];
    for (spec, (view, ids)) in cases {
        let at = [1, 137, 300, 301];
        let seen = live(&spec, &view, &ids, &at);
        assert_eq!(seen.len(), at.len());
        let family = &spec.family;
        assert!(seen[0] != seen[2], "{family} learns nothing");
        let again = again(&spec, &view, &ids, &at);
        for ((step, live), again) in at.iter().zip(&seen).zip(&again) {
            for id in &ids {
                assert!(live[id] == again[id], "{family}: {id:?} at {step}");
            }
        }
    }
}

#[test]
#[ignore = "slow: 20,000 steps, taken twice"]
fn any_step_of_twenty_thousand_is_shown_again_bit_for_bit() {
    let (view, ids) = of_points();
    let spec = on_plane("real-nvp", 20_000);
    let at = [3, 777, 9_999, 10_000, 14_321, 19_990];
    let began = Instant::now();
    let seen = live(&spec, &view, &ids, &at);
    println!("looked at live: {:?}", began.elapsed());
    let began = Instant::now();
    assert!(seen == again(&spec, &view, &ids, &at));
    println!("and again: {:?}", began.elapsed());
}

#[test]
fn training_goes_on_while_an_earlier_step_is_held() {
    let engine = engine();
    start(&engine, RUN, small_vae(7, 0), true);
    let mut story = Story::default();
    listen(&engine, RUN, &mut story, |story| story.step() > 200);
    let (view, _) = of_digits();
    engine.send(Command::Look(RUN, view));
    scrub(&engine, &mut story, 50);
    let held = pictures(&engine, 50, &[PictureId::Samples]);
    let from = story.step();
    listen(&engine, RUN, &mut story, |story| story.step() > from + 200);
    let news = engine.pictures().take();
    assert!(news.values().all(|picture| picture.step == 50));
    // Beyond the newest step there is nothing to show.
    engine.send(Command::Scrub(RUN, Scrub::At(u64::MAX)));
    listen(&engine, RUN, &mut story, |story| {
        story.past.is_some_and(|past| past.goal > from)
    });
    engine.send(Command::Scrub(RUN, Scrub::Follow));
    listen(&engine, RUN, &mut story, |story| story.past.is_none());
    engine.send(Command::Pause(RUN));
    listen(&engine, RUN, &mut story, |story| {
        story.doing() == Some(Doing::Paused)
    });
    let newest = pictures(&engine, story.step(), &[PictureId::Samples]);
    assert!(held != newest);
}

#[test]
fn a_film_shows_kept_steps_at_once() {
    let engine = engine();
    start(&engine, RUN, small_vae(7, 900), true);
    let mut story = Story::default();
    listen(&engine, RUN, &mut story, |story| {
        story.doing() == Some(Doing::Finished)
    });
    for wish in [0, 450, 890] {
        engine.send(Command::Scrub(RUN, Scrub::Near(wish)));
        listen(&engine, RUN, &mut story, |story| story.past.is_some());
        let past = story.past.take().unwrap();
        assert!(past.is_there(), "{past:?}");
        assert!(past.goal.abs_diff(wish) < 450, "{past:?}");
    }
}

#[test]
fn a_branch_without_changes_repeats_the_run_it_comes_from() {
    let home = tempfile::tempdir().unwrap();
    let engine = engine();
    let [first, second] = ["first", "second"].map(|name| home.path().join(name));
    start_in(&engine, RUN, small_vae(7, 400), &first);
    let mut story = Story::default();
    let finished = |story: &Story| story.doing() == Some(Doing::Finished);
    listen(&engine, RUN, &mut story, finished);
    scrub(&engine, &mut story, 137);
    engine.send(Command::Fork {
        of: RUN,
        run: BRANCH,
        out: Out::Folder(second.clone()),
        view: View::NOTHING,
    });
    let mut branch = Story::default();
    listen(&engine, BRANCH, &mut branch, |story| {
        !story.saved.is_empty()
    });
    let ready = branch.ready.clone().unwrap();
    assert_eq!((ready.step, ready.first_step), (137, 0));
    assert_eq!(ready.spec.parent.as_deref(), Some("first"));
    engine.send(Command::Play(BRANCH));
    listen(&engine, BRANCH, &mut branch, finished);
    assert!(branch.rows == story.rows[137..]);
    // The table of the branch is that of the whole run, but for the clock.
    let table = |folder: &std::path::Path| {
        let text = std::fs::read_to_string(folder.join("metrics.csv")).unwrap();
        let rows = text.lines().map(|line| {
            let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
            cells[1].clear();
            cells
        });
        rows.collect::<Vec<_>>()
    };
    assert!(table(&first) == table(&second));
    // What stands before the tensors names them, in any order.
    let weights = |folder: &std::path::Path| {
        let bytes = std::fs::read(folder.join("checkpoint/weights.safetensors")).unwrap();
        let head = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
        bytes[8 + head..].to_vec()
    };
    assert!(weights(&first).len() > 10_000 && weights(&first) == weights(&second));
}

#[test]
fn a_run_that_was_taken_up_can_show_its_first_steps() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("run");
    let (view, ids) = of_digits();
    let seen = live(&small_vae(7, 0), &view, &ids, &[10]);
    {
        let engine = engine();
        start_in(&engine, RUN, small_vae(7, 10), &folder);
        let mut story = Story::default();
        let finished = |story: &Story| story.doing() == Some(Doing::Finished);
        listen(&engine, RUN, &mut story, finished);
        engine.send(Command::Budget(RUN, Budget::Steps(200)));
        engine.send(Command::Play(RUN));
        listen(&engine, RUN, &mut story, |story| {
            story.step() == 200 && finished(story)
        });
    }
    let engine = engine();
    engine.send(Command::Open {
        run: RUN,
        folder,
        data: None,
        device: DeviceChoice::Cpu,
        recall: false,
        view,
    });
    let mut story = Story::default();
    listen(&engine, RUN, &mut story, |story| story.step() == 200);
    scrub(&engine, &mut story, 10);
    let again = pictures(&engine, 10, &ids);
    for id in &ids {
        assert!(seen[0][id] == again[id], "{id:?}");
    }
}
