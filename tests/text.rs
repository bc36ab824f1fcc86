//! Models of texts: by the engine, from the command line, and in the window.

mod common;
mod drive;

use std::time::{Duration, Instant};

use common::program::{json, refused, text};
use common::{PATIENCE, Story, engine, listen, start};
use drive::{Window, act};
use egui::ThemePreference;
use egui_kittest::kittest::Queryable as _;
use genera::engine::{Command, Doing, Engine, PictureId, RunId, TextView, View};
use genera::families::Family;
use genera::figure::{Figure, Tokens};
use genera::knob::Value;
use genera::spec::{Budget, DeviceChoice, Spec};
use genera::text::Language;
use genera::ui::Action;

const RUN: RunId = RunId(1);
const SMALL: [&str; 5] = [
    "depth=1",
    "width=32",
    "heads=2",
    "block=16",
    "batch-size=16",
];

fn small(steps: u64) -> Spec {
    let family = Family::find("char-gpt").unwrap();
    let mut spec = Spec::of(family, 7, DeviceChoice::Cpu);
    "names".clone_into(&mut spec.data);
    spec.budget = Budget::Steps(steps);
    for set in SMALL
        .iter()
        .chain(&["learning-rate=0.01", "rate-warm-up=10"])
    {
        spec.knobs.set_from_text(family.knobs(), set).unwrap();
    }
    spec
}

fn trained(engine: &Engine, steps: u64) -> Story {
    start(engine, RUN, small(steps), true);
    let mut story = Story::default();
    listen(engine, RUN, &mut story, |story| {
        story.doing() == Some(Doing::Finished)
    });
    story
}

fn view(prompt: &str) -> View {
    let text = TextView {
        prompt: prompt.to_owned(),
        texts: 2,
        length: 40,
        plain: false,
        next: true,
        attention: true,
        passage: true,
    };
    View {
        text: Some(text),
        ..View::NOTHING
    }
}

fn figure(engine: &Engine, id: PictureId, wanted: impl Fn(&Figure) -> bool) -> Figure {
    let began = Instant::now();
    loop {
        if let Some(picture) = engine.pictures().take().remove(&(RUN, id))
            && wanted(&picture.figure)
        {
            return picture.figure;
        }
        assert!(began.elapsed() < PATIENCE, "{id:?} did not come");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// A picture made anew, because it alone is wanted.
fn only(engine: &Engine, id: PictureId) -> Figure {
    let nothing = TextView {
        texts: 0,
        next: false,
        attention: false,
        passage: false,
        ..view("xé").text.unwrap()
    };
    let one = TextView {
        next: id == PictureId::Next,
        attention: id == PictureId::Attention,
        passage: id == PictureId::Passage,
        ..nothing.clone()
    };
    for text in [nothing, one] {
        let look = View {
            text: Some(text),
            ..View::NOTHING
        };
        engine.send(Command::Look(RUN, look));
    }
    figure(engine, id, |_| true)
}

fn written(engine: &Engine, length: usize) -> Tokens {
    let whole = |figure: &Figure| match figure {
        Figure::Tokens(tokens) => tokens
            .texts
            .iter()
            .all(|t| t.text.chars().count() >= length),
        _ => false,
    };
    match figure(engine, PictureId::Texts, whole) {
        Figure::Tokens(tokens) => tokens,
        other => panic!("{other:?}"),
    }
}

#[test]
fn it_learns_names_and_beats_the_frequencies_of_letters() {
    let engine = engine();
    let story = trained(&engine, 150);
    let nats = |name: &str| story.measure(name);
    let ours = nats("nats_per_char");
    assert!((nats("uniform_nats_per_char") - 28f64.ln()).abs() < 1e-9);
    let [one, two, three] =
        ["unigram", "bigram", "trigram"].map(|n| nats(&format!("{n}_nats_per_char")));
    assert!(one > two && two > three, "{one} {two} {three}");
    assert!(ours < one && ours > 1.0, "{ours} against {one}");
    assert!((0.0..0.5).contains(&nats("letters_distance")));
    assert!((0.0..=1.0).contains(&nats("lines_known")));
    assert!((4.0..9.0).contains(&nats("line_length_real")));
    // The held-out names are others: none of them stands in the list.
    assert!(nats("lines_known_real") < 0.05);
    assert_eq!(story.ready.as_ref().unwrap().protocol, "text");
}

#[test]
fn pictures_follow_the_prompt_and_knobs_act_at_once() {
    let engine = engine();
    trained(&engine, 40);
    engine.send(Command::Look(RUN, view("mar")));
    let tokens = written(&engine, 43);
    assert_eq!((tokens.given, tokens.texts.len()), (3, 2));
    assert!(tokens.texts.iter().all(|text| text.text.starts_with("mar")));
    assert_ne!(tokens.texts[0].text, tokens.texts[1].text);
    engine.send(Command::Look(RUN, view("xé")));
    // What is not in the alphabet is unknown, and none of it is written.
    let tokens = written(&engine, 42);
    assert!(tokens.texts[0].text.starts_with("x□"));
    assert!(!tokens.texts[0].text[4..].contains('□'));
    let Figure::Next(next) = only(&engine, PictureId::Next) else {
        panic!("bars");
    };
    let sum: f32 = next.shown.iter().map(|(_, p, _)| p).sum();
    assert!(next.shown.len() == 12 && sum > 0.3 && sum <= 1.0001);
    assert!(next.shown.is_sorted_by(|a, b| a.1 >= b.1));
    let Figure::Attention(attention) = only(&engine, PictureId::Attention) else {
        panic!("tables");
    };
    assert_eq!(
        (
            attention.layers,
            attention.heads,
            attention.characters.len()
        ),
        (1, 2, 3)
    );
    for row in attention.head(0, 1).chunks_exact(3) {
        assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-4);
    }
    let Figure::Tokens(passage) = only(&engine, PictureId::Passage) else {
        panic!("a passage");
    };
    let text = &passage.texts[0];
    assert_eq!(text.text.chars().count(), text.nats.len());
    assert!(text.nats.iter().all(|nats| *nats > 0.0));

    engine.send(Command::Look(RUN, view("xé")));
    let cold = Command::Turn {
        run: RUN,
        knob: "temperature".to_owned(),
        value: Value::Real(0.0),
    };
    engine.send(cold);
    let same = |figure: &Figure| match figure {
        Figure::Tokens(t) => t.texts[0] == t.texts[1] && t.texts[0].text.chars().count() == 42,
        _ => false,
    };
    figure(&engine, PictureId::Texts, same);
}

#[test]
fn the_command_line_trains_judges_and_writes() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let set = SMALL.iter().flat_map(|set| ["--set", *set]);
    let train = [
        "train", "char-gpt", "--data", "names", "--steps", "60", "--out", "run", "--json",
    ];
    let train: Vec<&str> = train.into_iter().chain(set).collect();
    let report = json(folder, &train);
    let nats = report["metrics"]["nats_per_char"].as_f64().unwrap();
    assert!((1.0..3.4).contains(&nats), "{nats}");
    let judged = json(folder, &["eval", "run", "--json"]);
    assert!((judged["metrics"]["nats_per_char"].as_f64().unwrap() - nats).abs() < 1e-9);
    assert_eq!(judged["metrics"]["protocol"], "text");
    let other = json(folder, &["eval", "run", "--data", "shakespeare", "--json"]);
    assert!(other["metrics"]["nats_per_char"].as_f64().unwrap() > nats);

    text(folder, &["sample", "run", "-n", "23", "--out", "names.txt"]);
    let names = std::fs::read_to_string(folder.join("names.txt")).unwrap();
    assert_eq!(names.lines().count(), 23);
    let again = ["sample", "run", "-n", "23", "--out", "again.txt"];
    text(folder, &again);
    assert_eq!(
        names,
        std::fs::read_to_string(folder.join("again.txt")).unwrap()
    );
    refused(
        folder,
        &["sample", "run", "-n", "3", "--out", "names.png"],
        1,
    );
    refused(folder, &["interpolate", "run", "--out", "walk.gif"], 2);
    std::fs::write(folder.join("points.csv"), "0,0\n1,1\n").unwrap();
    let why = refused(folder, &["density", "run", "--points", "points.csv"], 2);
    assert!(why.contains("points"), "{why}");

    let own = "한 줄의 글이 있고, 또 한 줄의 글이 있다.\n\n".repeat(80);
    let (own, ..) = encoding_rs::EUC_KR.encode(&own);
    std::fs::write(folder.join("own.txt"), own).unwrap();
    let train = [
        "train", "char-gpt", "--data", "own.txt", "--steps", "5", "--out", "own",
    ];
    let set = SMALL.iter().flat_map(|set| ["--set", *set]);
    text(folder, &train.into_iter().chain(set).collect::<Vec<_>>());
    text(
        folder,
        &[
            "sample",
            "own",
            "-n",
            "2",
            "--prompt",
            "한 줄",
            "--out",
            "own_samples.txt",
        ],
    );
    let written = std::fs::read_to_string(folder.join("own_samples.txt")).unwrap();
    assert!(
        written.starts_with("한 줄") && written.contains("\n----\n"),
        "{written}"
    );
    assert!(text(folder, &["describe", "char-gpt"]).contains("layers.3.down.weight"));
}

fn pass(window: &mut Window, seconds: u64, enough: impl Fn(&Window) -> bool) {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(seconds) && !enough(window) {
        window.step();
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn has_texts(window: &Window) -> bool {
    let run = window.state().shown_run();
    run.is_some_and(|run| run.pictures.contains_key(&PictureId::Texts))
}

#[test]
fn the_window_completes_what_is_typed() {
    let mut window = drive::window(1280.0, 800.0);
    window.run_steps(3);
    act(&mut window, Action::Train("char-gpt"));
    pass(&mut window, 60, has_texts);
    window.get_by_label("Beginning").focus();
    window.run_steps(2);
    window.get_by_label("Beginning").type_text("QUEEN");
    let typed = |window: &Window| {
        let run = window.state().shown_run().unwrap();
        match run.pictures.get(&PictureId::Texts).map(|p| &p.figure) {
            Some(Figure::Tokens(tokens)) => tokens.texts[0].text.contains("QUEEN"),
            _ => false,
        }
    };
    pass(&mut window, 60, typed);
    assert!(typed(&window), "the texts begin with what was typed");
    drive::everything_has_a_name(&window, "the stage of texts");
}

/// Pictures of runs that trained, for a person to look at.
#[test]
#[ignore = "slow: trains for a minute to draw pictures that only a person can judge"]
fn look_at_texts() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("look");
    std::fs::create_dir_all(&folder).unwrap();
    for (data, [width, height], shade, language, seconds) in [
        (
            None,
            [1280.0, 800.0],
            ThemePreference::Dark,
            Language::English,
            60,
        ),
        (
            Some("names"),
            [1920.0, 1080.0],
            ThemePreference::Light,
            Language::Korean,
            60,
        ),
        (
            Some("korean"),
            [1280.0, 800.0],
            ThemePreference::Light,
            Language::English,
            40,
        ),
    ] {
        let mut window = drive::window(width, height);
        window.run_steps(3);
        act(&mut window, Action::Shade(shade));
        act(&mut window, Action::Speak(language));
        act(&mut window, Action::Train("char-gpt"));
        if let Some(data) = data {
            pass(&mut window, 60, has_texts);
            act(&mut window, Action::Data(data.to_owned()));
        }
        pass(&mut window, seconds, |_| false);
        let image = window.render().unwrap();
        let name = data.unwrap_or("shakespeare");
        image.save(folder.join(format!("text_{name}.png"))).unwrap();
    }
}
