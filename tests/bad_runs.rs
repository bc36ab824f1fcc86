//! Bad input in the window: the engine tells it as a trouble whose sentence is whole in both languages, and works on.

mod common;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use common::program::{SMALL, contents, copy, idx, idx_of, json, write};
use common::{PATIENCE, Story, engine, listen, small_vae, spoil, start, start_in};
use genera::engine::{Command, Doing, Engine, Event, Out, RunId, View};
use genera::knob::Value;
use genera::spec::{Budget, DeviceChoice, Spec};
use genera::text::{Language, Trouble};

const RUN: RunId = RunId(1);
const NEIGHBOUR: RunId = RunId(2);

/// Waits for the failure of the run.
fn failure(engine: &Engine) -> Trouble {
    let began = Instant::now();
    loop {
        assert!(began.elapsed() < PATIENCE, "nothing failed");
        match engine.wait(Duration::from_millis(200)) {
            Some(Event::Unbuilt(RUN, trouble)) => return trouble,
            Some(Event::Ready(ready)) => assert_ne!(ready.run, RUN, "it was built"),
            Some(Event::Gone) => panic!("the engine is gone"),
            _ => {}
        }
    }
}

/// The sentence says what it has to, and is whole in both languages.
fn is_whole(trouble: &Trouble, says: &[&str]) {
    let english = trouble.explain(Language::English);
    for part in says {
        assert!(english.contains(part), "no “{part}” in {english}");
    }
    let korean = trouble.explain(Language::Korean);
    for (sentence, end) in [(&english, "."), (&korean, ".")] {
        assert!(sentence.ends_with(end), "{sentence}");
        assert!(
            !sentence.contains("{ $") && !sentence.contains("{$"),
            "{sentence}"
        );
        assert!(
            sentence.len() > 40 && !sentence.contains(trouble.key()),
            "{sentence}"
        );
    }
    let hangul = korean.chars().filter(|c| ('가'..='힣').contains(c));
    assert!(hangul.count() > 10, "{korean}");
    assert!(
        !english.chars().any(|c| ('가'..='힣').contains(&c)),
        "{english}"
    );
}

/// The engine still does what it is there for.
fn works(engine: &Engine) {
    start(engine, RUN, small_vae(7, 5), true);
    let mut story = Story::default();
    listen(engine, RUN, &mut story, |story| {
        story.doing() == Some(Doing::Finished)
    });
    assert!(story.failures.is_empty());
    engine.send(Command::Close(RUN));
}

#[test]
fn runs_that_cannot_be_opened() {
    let fixture = tempfile::tempdir().unwrap();
    json(fixture.path(), &[SMALL, &["--out", "run"]].concat());
    let engine = engine();
    start(&engine, NEIGHBOUR, small_vae(3, 0), true);
    for case in spoil::RUNS {
        let folder = tempfile::tempdir().unwrap();
        copy(fixture.path(), folder.path());
        (case.spoil)(folder.path());
        let before = contents(folder.path());
        engine.send(Command::Open {
            run: RUN,
            folder: folder.path().join("run"),
            data: None,
            device: DeviceChoice::Cpu,
            recall: false,
            view: View::NOTHING,
        });
        let trouble = failure(&engine);
        is_whole(&trouble, case.says);
        let path = folder.path().display().to_string();
        assert!(
            trouble.explain(Language::Korean).contains(&path),
            "{trouble}"
        );
        assert_eq!(before, contents(folder.path()), "{trouble}");
    }
    works(&engine);
    let mut neighbour = Story::default();
    listen(&engine, NEIGHBOUR, &mut neighbour, |story| story.step() > 0);
    assert!(neighbour.failures.is_empty());
}

/// A change of a good spec, with where the run would be kept, and what the sentence has to say.
type Start = (
    fn(&mut Spec, &Path),
    Option<&'static str>,
    &'static [&'static str],
);

/// What no run can be started with.
const STARTS: &[Start] = &[
    (
        |spec, _| spec.family = "nope".into(),
        None,
        &["“nope”", "vae"],
    ),
    (
        |spec, _| spec.data = "nope".into(),
        None,
        &["“nope”", "mnist"],
    ),
    (|spec, _| spec.data = String::new(), None, &["“”", "mnist"]),
    (
        |spec, at| spec.data = file(at, "taken"),
        None,
        &["taken", "0 pictures", "at least 10"],
    ),
    (
        |spec, at| spec.data = file(at, "text.idx"),
        None,
        &["text.idx", "neither an IDX file"],
    ),
    (
        |spec, at| spec.data = file(at, "short.idx"),
        None,
        &["short.idx", "ends too early"],
    ),
    (
        |spec, at| spec.data = file(at, "zipped.gz"),
        None,
        &["zipped.gz", "unpacked"],
    ),
    (
        |spec, at| spec.data = file(at, "a-images-idx3-ubyte"),
        None,
        &["a-labels-idx1-ubyte", "9 labels for 10 images"],
    ),
    (
        |spec, _| spec.knobs.set("beta", Value::Real(f64::NAN)),
        None,
        &["beta", "NaN", "0 .. 20"],
    ),
    (
        |spec, _| spec.knobs.set("latent", Value::Whole(-3)),
        None,
        &["latent", "“-3”"],
    ),
    (
        |spec, _| spec.knobs.set("hidden", Value::Sizes(Vec::new())),
        None,
        &["hidden"],
    ),
    (
        |spec, _| spec.knobs.set("ghost", Value::Switch(true)),
        None,
        &["“ghost”", "beta"],
    ),
    (
        |spec, _| spec.budget = Budget::Seconds(f64::NAN),
        None,
        &["budget NaN"],
    ),
    (
        |spec, _| spec.budget = Budget::Seconds(-1.0),
        None,
        &["budget -1"],
    ),
    (|_, _| (), Some("taken"), &["taken", "never overwrites"]),
    (|_, _| (), Some("note.txt"), &["note.txt"]),
    (
        |_, _| (),
        Some("note.txt/new"),
        &["note.txt/new", "cannot be written"],
    ),
    #[cfg(target_os = "linux")]
    (
        |_, _| (),
        Some("/proc/new"),
        &["/proc/new", "cannot be written"],
    ),
];

#[test]
fn runs_that_cannot_be_started() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    std::fs::create_dir(at.join("taken")).unwrap();
    write(at, "taken/note.txt", b"mine");
    write(at, "note.txt", b"mine");
    write(at, "text.idx", b"hello");
    write(at, "short.idx", &idx([10, 8, 8])[..99]);
    write(at, "zipped.gz", &[0x1f, 0x8b, 8, 0, 1, 2, 3]);
    write(at, "a-images-idx3-ubyte", &idx([10, 8, 8]));
    write(at, "a-labels-idx1-ubyte", &idx_of(&[9], &[1; 9]));
    let engine = engine();
    let before = contents(at);
    for (change, out, says) in STARTS {
        let mut spec = small_vae(7, 20);
        change(&mut spec, at);
        engine.send(Command::Start {
            run: RUN,
            spec: Box::new(spec),
            out: out.map_or(Out::Memory, |out| Out::Folder(at.join(out))),
            playing: true,
            view: View::NOTHING,
        });
        is_whole(&failure(&engine), says);
    }
    assert_eq!(before, contents(at));
    works(&engine);
}

fn file(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

/// What goes away under a run that trains is told, and the run trains on.
#[test]
fn a_folder_that_goes_away_while_training() {
    let folder = tempfile::tempdir().unwrap();
    let out: PathBuf = folder.path().join("run");
    let engine = engine();
    start_in(&engine, RUN, small_vae(7, 0), &out);
    let mut story = Story::default();
    listen(&engine, RUN, &mut story, |story| !story.saved.is_empty());
    std::fs::rename(&out, folder.path().join("elsewhere")).unwrap();
    write(folder.path(), "run", b"something else");
    engine.send(Command::Save(RUN));
    listen(&engine, RUN, &mut story, |story| !story.failures.is_empty());
    is_whole(&story.failures[0], &["run", "cannot be written"]);
    let failed_at = story.step();
    listen(&engine, RUN, &mut story, |story| story.step() > failed_at);
    assert_eq!(story.doing(), Some(Doing::Playing));
    assert_eq!(std::fs::read(&out).unwrap(), b"something else");
}
