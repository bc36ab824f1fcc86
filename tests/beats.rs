//! A step in slow motion: what is told is the very step that is taken next, and the sheet tells all of it in both languages.

mod common;
mod drive;

use std::sync::Arc;
use std::time::{Duration, Instant};

use common::{PATIENCE, engine};
use drive::{act, everything_has_a_name, until, wait, window};
use egui::{Key, Modifiers};
use genera::engine::{Command, Doing, Engine, Event, Out, RunId, View};
use genera::families::Family;
use genera::figure::{Shown, Told};
use genera::link::Link;
use genera::spec::{Budget, DeviceChoice, Spec};
use genera::text::Language;
use genera::ui::{Action, Screen};

const RUN: RunId = RunId(1);
/// Steps before the first one that is told, and how many are told.
const BEFORE: u64 = 2;
const TOLD: u64 = 2;

/// Every family that tells its own story, and one that tells the plain one.
const CASES: &[(&str, &str, &[&str])] = &[
    (
        "vae",
        "digits",
        &["hidden=16", "latent=4", "beta=2", "warm-up=10"],
    ),
    ("vae", "digits", &["net=conv", "channels=8", "latent=4"]),
    (
        "vae",
        "digits",
        &["hidden=16", "objective=iwae", "importance-samples=3"],
    ),
    ("vae", "eight-gaussians", &["hidden=16-16"]),
    (
        "vae",
        "eight-gaussians",
        &["hidden=16-16", "objective=iwae"],
    ),
    ("gan", "digits", &["hidden=16-16", "steps-generator=2"]),
    (
        "gan",
        "eight-gaussians",
        &["hidden=16-16", "steps-discriminator=2"],
    ),
    ("wgan", "eight-gaussians", &["hidden=16-16"]),
    (
        "real-nvp",
        "eight-gaussians",
        &["hidden=16-16", "layers=4", "actnorm=on"],
    ),
    ("real-nvp", "digits", &["hidden=16", "layers=2", "scales=1"]),
    ("spline-flow", "moons", &["hidden=16-16", "layers=2"]),
    ("flow-matching", "moons", &["hidden=16-16"]),
    ("flow-matching", "digits", &["channels=8", "batch-size=8"]),
    ("diffusion", "moons", &["hidden=16-16"]),
    ("diffusion", "digits", &["channels=8", "batch-size=8"]),
    ("made", "moons", &["hidden=32"]),
    ("made", "digits", &["hidden=32", "masks=2", "batch-size=8"]),
    ("rbm", "moons", &["hidden=8"]),
    ("rbm", "digits", &["hidden=8"]),
    (
        "char-gpt",
        "names",
        &["depth=1", "heads=2", "width=16", "block=12", "batch-size=1"],
    ),
    ("gaussian", "moons", &[]),
];

fn spec((family, data, sets): &(&str, &str, &[&str])) -> Spec {
    let family = Family::find(family).unwrap();
    let mut spec = Spec::of(family, 7, DeviceChoice::Cpu);
    spec.data = String::from(*data);
    spec.knobs = family.defaults_on(data);
    for set in *sets {
        spec.knobs.set_from_text(family.knobs(), set).unwrap();
    }
    spec.budget = Budget::Steps(BEFORE + TOLD + 1);
    spec
}

/// What an engine tells of a run while it goes on to some step: the losses of every step, and the steps that were told.
#[derive(Default)]
struct Heard {
    names: Vec<&'static str>,
    rows: Vec<(u64, Vec<f32>)>,
    told: Vec<Arc<Told>>,
}

impl Heard {
    fn until(
        &mut self,
        engine: &Engine,
        what: &str,
        enough: impl Fn(&Self, Option<(Doing, u64)>) -> bool,
    ) {
        let began = Instant::now();
        let mut stands = None;
        while !enough(self, stands) {
            assert!(began.elapsed() < PATIENCE, "{what} did not come");
            match engine.wait(Duration::from_millis(50)) {
                Some(Event::Trained(_, readings)) => {
                    self.names.clone_from(&readings.names);
                    for row in 0..readings.rows() {
                        let step = readings.first_step + row as u64;
                        self.rows.push((step, readings.row(row).to_vec()));
                    }
                }
                Some(Event::Told(_, told)) => self.told.push(told),
                Some(Event::Pulse(pulse)) => stands = Some((pulse.doing, pulse.step)),
                Some(Event::Unbuilt(_, trouble) | Event::Failed(_, trouble)) => {
                    panic!("{what}: {trouble}")
                }
                _ => {}
            }
        }
    }
}

/// The losses of the first steps, some of which are told beforehand.
fn heard(spec: Spec, tells: bool) -> Heard {
    let (engine, what) = (engine(), spec.family.clone());
    engine.send(Command::Start {
        run: RUN,
        spec: Box::new(spec),
        out: Out::Memory,
        playing: false,
        view: View::NOTHING,
    });
    let mut heard = Heard::default();
    let steps = |engine: &Engine, heard: &mut Heard, count, goal| {
        engine.send(Command::Step(RUN, count));
        heard.until(engine, &what, |_, stands| {
            stands == Some((Doing::Paused, goal))
        });
    };
    if !tells {
        steps(&engine, &mut heard, BEFORE + TOLD, BEFORE + TOLD);
        return heard;
    }
    steps(&engine, &mut heard, BEFORE, BEFORE);
    engine.send(Command::Tell(RUN));
    for told in 1..=TOLD {
        heard.until(&engine, &what, |heard, _| heard.told.len() as u64 == told);
        // The next one is asked for at once, and comes after the step all the same.
        engine.send(Command::Step(RUN, 1));
        engine.send(Command::Tell(RUN));
    }
    heard.until(&engine, &what, |heard, _| {
        heard.told.len() as u64 == TOLD + 1
    });
    heard
}

/// The number under a name in a beat.
fn number(told: &Told, beat: &str, name: &str) -> f64 {
    let beat = told.beats.iter().find(|found| found.id == beat);
    let shown = &beat.unwrap_or_else(|| panic!("no such beat")).shown;
    let value = shown.iter().find_map(|shown| match shown {
        Shown::Value { id, value } if *id == name => Some(*value),
        _ => None,
    });
    value.unwrap_or_else(|| panic!("no {name}"))
}

/// The mean of the numbers under a name in any beat.
fn mean(told: &Told, name: &str) -> f64 {
    let shown = told.beats.iter().flat_map(|beat| &beat.shown);
    let values = shown.into_iter().find_map(|shown| match shown {
        Shown::Rows { id, values, .. } if *id == name => Some(values),
        _ => None,
    });
    let values = values.unwrap_or_else(|| panic!("no {name}"));
    values.iter().map(|v| f64::from(*v)).sum::<f64>() / values.len() as f64
}

fn near(one: f64, other: f64, what: &str) {
    let scale = one.abs().max(1.0);
    assert!((one - other).abs() <= 1e-4 * scale, "{what}: {one} {other}");
}

#[test]
fn what_is_told_is_the_step_that_is_taken_bit_for_bit() {
    for case in CASES {
        let (told, silent) = (heard(spec(case), true), heard(spec(case), false));
        assert_eq!(told.rows.len() as u64, BEFORE + TOLD, "{case:?}");
        let bits = |heard: &Heard| -> Vec<(u64, Vec<u32>)> {
            let row =
                |(step, row): &(u64, Vec<f32>)| (*step, row.iter().map(|v| v.to_bits()).collect());
            heard.rows.iter().map(row).collect()
        };
        assert_eq!(bits(&told), bits(&silent), "{case:?}");
        for (index, story) in told.told.iter().take(TOLD as usize).enumerate() {
            let (step, row) = &told.rows[BEFORE as usize + index];
            assert_eq!(*step, story.after + 1, "{case:?}");
            for (name, value) in told.names.iter().zip(row) {
                let loss = story.losses.iter().find(|(id, _)| id == name).unwrap().1;
                assert_eq!((loss as f32).to_bits(), value.to_bits(), "{case:?} {name}");
                // Wherever a beat names a loss, it is that of the step.
                for shown in story.beats.iter().flat_map(|beat| &beat.shown) {
                    if let Shown::Value { id, value } = shown
                        && id == name
                    {
                        assert_eq!(
                            (*value as f32).to_bits(),
                            (loss as f32).to_bits(),
                            "{case:?} {name}"
                        );
                    }
                }
            }
            adds_up(case.0, case.1, story);
        }
    }
}

/// The parts that a story tells come to the loss of the step.
fn adds_up(family: &str, data: &str, told: &Told) {
    let loss = told.losses[0].1;
    let down = |name: &str| number(told, "down", name);
    let has = |name: &str| {
        let shown = told.beats.iter().flat_map(|beat| &beat.shown);
        shown
            .into_iter()
            .any(|s| matches!(s, Shown::Value { id, .. } if *id == name))
    };
    match family {
        "vae" if has("beta") => {
            let sum = down("reconstruction_nats") + down("beta") * down("kl_term_nats");
            near(sum, loss, "vae");
        }
        "real-nvp" | "spline-flow" => {
            near(down("base_nats") + down("volume_nats"), loss, family);
        }
        "rbm" => {
            let energy = |name| number(told, "rbm-energy", name) as f32;
            let difference = energy("energy-data") - energy("energy-model");
            assert_eq!(difference.to_bits(), (loss as f32).to_bits());
        }
        "made" if data == "digits" => near(mean(told, "sums"), loss, family),
        "diffusion" | "flow-matching" if data == "digits" => {
            near(mean(told, "errors"), loss, family);
        }
        "char-gpt" => {
            let shown = told.beats.iter().flat_map(|beat| &beat.shown);
            let nats = shown.into_iter().find_map(|shown| match shown {
                Shown::Letters { nats, .. } if !nats.is_empty() => Some(nats),
                _ => None,
            });
            let nats = nats.unwrap();
            let mean = nats.iter().map(|v| f64::from(*v)).sum::<f64>() / nats.len() as f64;
            near(mean, loss, family);
        }
        _ => {}
    }
    let moved = told.beats.iter().filter_map(|beat| beat.moved);
    let moved: Vec<_> = moved.collect();
    assert_eq!(
        moved.len(),
        if matches!(family, "gan" | "wgan") {
            2
        } else {
            1
        },
        "{family}"
    );
    assert!(moved.iter().all(|moved| moved.update > 0.0), "{family}");
}

#[test]
fn every_beat_has_words_and_every_piece_of_a_formula_can_be_typeset() {
    let mut beats = 0;
    for case in CASES {
        let story = heard(spec(case), true).told.remove(0);
        for piece in story.formula {
            genera::ui::formula::check(piece)
                .unwrap_or_else(|why| panic!("{case:?} {piece}: {why}"));
        }
        for beat in story.beats.iter() {
            beats += 1;
            assert!(beat.pieces.iter().all(|piece| *piece < story.formula.len()));
            let own = beat.shown.iter().filter_map(|shown| match shown {
                Shown::Rows { id, .. } | Shown::Letters { id, .. } | Shown::Next { id, .. } => {
                    Some(id)
                }
                Shown::Value { .. } => None,
            });
            let told = own.map(|id| format!("told-{}", id.replace('_', "-")));
            let words = ["", "-why"].map(|suffix| format!("beat-{}{suffix}", beat.id));
            for key in words.into_iter().chain(told) {
                assert!(Language::ALL.iter().all(|l| l.has(&key)), "{case:?}: {key}");
            }
        }
    }
    assert!(beats > 100, "{beats}");
}

#[test]
fn the_keys_lead_through_a_step_and_on_to_the_next() {
    for language in Language::ALL {
        let mut window = window(1280.0, 800.0);
        act(&mut window, Action::Speak(language));
        act(&mut window, Action::Train("gan"));
        wait(&mut window, "training", |run| run.step() > 20);
        window.key_press(Key::W);
        window.step();
        let told =
            |window: &drive::Window| window.state().shown_run().and_then(|run| run.told.clone());
        until(&mut window, "the story", PATIENCE, |window| {
            told(window).is_some()
        });
        let story = told(&window).unwrap();
        assert_eq!((story.beats.len(), window.state().beat()), (10, Some(0)));
        let step = window.state().shown_run().unwrap().step();
        assert_eq!(story.after, step, "it waits while it is told");
        for beat in 1..10 {
            window.key_press(Key::Space);
            window.run_steps(2);
            assert_eq!(window.state().beat(), Some(beat));
            everything_has_a_name(&window, "beats");
        }
        window.key_press_modifiers(Modifiers::SHIFT, Key::Space);
        window.run_steps(2);
        assert_eq!(window.state().beat(), Some(8));
        window.key_press(Key::PageDown);
        window.key_press(Key::PageDown);
        window.run_steps(2);
        until(&mut window, "the next story", PATIENCE, |window| {
            told(window).is_some_and(|next| next.after == story.after + 1)
        });
        assert_eq!(window.state().beat(), Some(0));
        window.key_press(Key::Escape);
        window.run_steps(2);
        assert_eq!(window.state().beat(), None);
        // It trained before, and goes on.
        wait(&mut window, "training again", |run| run.step() > step + 20);
    }
}

#[test]
fn leaving_the_bench_ends_it() {
    let mut window = window(1280.0, 800.0);
    act(&mut window, Action::Train("made"));
    wait(&mut window, "training", |run| run.step() > 5);
    act(&mut window, Action::Beats(genera::ui::beats::Ask::Begin));
    assert_eq!(window.state().beat(), Some(0));
    act(&mut window, Action::Go(Screen::Map));
    window.run_steps(2);
    assert_eq!(window.state().beat(), None);
}

#[test]
#[ignore = "slow: draws pictures that only a person can judge"]
fn look() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("look");
    std::fs::create_dir_all(&folder).unwrap();
    // `GENERA_LOOK` names what is looked at, as in `vae-digits`; without it, all.
    let wanted = std::env::var("GENERA_LOOK").unwrap_or_default();
    let themes = [egui::ThemePreference::Dark, egui::ThemePreference::Light];
    let sizes = [(1280.0, 800.0), (1920.0, 1080.0)];
    for ((family, data, sets), turn) in CASES.iter().zip(0..) {
        let name = format!("{family}-{data}");
        if !wanted.is_empty() && !wanted.split(',').any(|one| one == name) {
            continue;
        }
        let (width, height) = sizes[turn % 2];
        let mut window = window(width, height);
        act(&mut window, Action::Shade(themes[turn / 2 % 2]));
        act(&mut window, Action::Speak(Language::ALL[turn % 2]));
        let link = Link {
            spec: spec(&(*family, *data, *sets)),
            hidden: Vec::new(),
        };
        window.state_mut().open_link(link);
        wait(&mut window, "steps", |run| run.doing() == Doing::Finished);
        act(&mut window, Action::Beats(genera::ui::beats::Ask::Begin));
        until(&mut window, "the story", PATIENCE, |window| {
            window
                .state()
                .shown_run()
                .is_some_and(|run| run.told.is_some())
        });
        let beats = window.state().shown_run().unwrap().told.clone().unwrap();
        for beat in 0..beats.beats.len() {
            act(&mut window, Action::Beats(genera::ui::beats::Ask::To(beat)));
            window.run_steps(3);
            let file = format!("beat_{turn:02}_{name}_{}.png", beat + 1);
            window.render().unwrap().save(folder.join(file)).unwrap();
        }
    }
}
