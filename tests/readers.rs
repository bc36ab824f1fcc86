//! Everything that reads: thousands of damaged inputs, none of which may panic, take memory beyond its size, or be refused in
//! less than a whole sentence that names the file. `tests/fuzz` goes on for as long as one likes.

mod common;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use burn::tensor::Device;
use common::mutate::Mutator;
use common::program::{SMALL, contents, copy, gzipped, idx, idx_of, json};
use common::spoil;
use genera::data::Shape;
use genera::families::{Family, Setup};
use genera::gpu::{About, Kind};
use genera::nn::Noise;
use genera::store::{MetricsRow, RunFolder, Settings};
use genera::text::{Language, Trouble};
use peak_alloc::PeakAlloc;
use tempfile::TempDir;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What one input may cost. All of them are below 100 kB; the rest is for what a gzipped file may honestly unpack to.
const MOST_MEMORY: usize = 64 << 20;

/// Memory is counted for the whole process, so the tests take turns.
static TURN: Mutex<()> = Mutex::new(());

/// Writes a file as a new one: some file systems wait for the disk when an old one is cut short.
fn put(path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) {
    std::fs::remove_file(&path).ok();
    std::fs::write(path, bytes).unwrap();
}

fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Lets a reader have an input; what it says of it.
fn read<T>(name: &str, input: &[u8], reader: impl FnOnce() -> T) -> T {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let said = catch_unwind(AssertUnwindSafe(reader));
    let took = MEMORY.peak_usage().saturating_sub(before);
    let shown = || String::from_utf8_lossy(&input[..input.len().min(600)]).into_owned();
    assert!(
        took < MOST_MEMORY,
        "{name} took {took} bytes for {:?}",
        shown()
    );
    said.unwrap_or_else(|_| panic!("{name} panicked on {} bytes: {:?}", input.len(), shown()))
}

/// A refusal names what it is about, and is whole in both languages.
fn is_whole(trouble: &Trouble, about: &str) {
    for language in Language::ALL {
        let sentence = trouble.explain(language);
        assert!(sentence.contains(about), "no {about} in: {sentence}");
        assert!(
            !sentence.contains("{ $") && !sentence.contains("{$"),
            "{sentence}"
        );
        assert!(sentence.trim_end().ends_with('.'), "{sentence}");
    }
}

#[test]
fn images() {
    let _turn = turn();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x-images-idx3-ubyte");
    let labels = folder.path().join("x-labels-idx1-ubyte");
    let corpus = [
        idx([10, 8, 8]),
        idx([1, 1, 1]),
        idx_of(&[4], &[0, 1, 2, 3]),
        gzipped(&idx([10, 8, 8])),
        [
            gzipped(&idx([10, 8, 8])[..99]),
            gzipped(&idx([10, 8, 8])[99..]),
        ]
        .concat(),
    ];
    let mut mutator = Mutator::new(1);
    let (mut good, mut bad) = (0, 0);
    for round in 0..8000 {
        let input = mutator.damaged(&corpus);
        match round % 8 {
            0 => std::fs::write(&labels, mutator.damaged(&[idx_of(&[10], &[3; 10])])).unwrap(),
            2 => std::fs::remove_file(&labels).unwrap(),
            _ => {}
        }
        match read("images", &input, || genera::data::read(&path, &input)) {
            Ok(set) => {
                good += 1;
                let set = set.images().unwrap();
                assert!(set.dims() > 0 && set.train.pixels.len() % set.dims() == 0);
                for split in [&set.train, &set.test] {
                    assert!(split.labels.is_empty() || split.labels.len() == set.count(split));
                }
            }
            Err(trouble) => {
                bad += 1;
                is_whole(&trouble, &folder.path().display().to_string());
            }
        }
    }
    assert!(good > 100 && bad > 1000, "{good} and {bad}");
}

#[test]
fn tables() {
    let _turn = turn();
    let rows = |row: fn(u32) -> String| -> Vec<u8> {
        (0..30).map(row).collect::<Vec<_>>().join("\n").into_bytes()
    };
    let corpus = [
        rows(|i| format!("{i}.5,-{i}e-1")),
        [
            &b"\xef\xbb\xbfx;\"y, z\"\r\n"[..],
            &rows(|i| format!("{i},5;0,{i}\r")),
        ]
        .concat(),
        rows(|i| format!("2024-01-{i:02}\t{i}\tNaN\t1e{i}")),
        rows(|i| format!("  {i}   \"{i}\"  # {i}")),
        gzipped(&rows(|i| format!("{i},{i}"))),
        [0xff, 0xfe]
            .into_iter()
            .chain(rows(|i| format!("{i}\0,\0{i}\0\n")))
            .collect(),
    ];
    let path = Path::new("points.csv");
    let mut mutator = Mutator::new(11);
    let (mut good, mut bad) = (0, 0);
    for _ in 0..6000 {
        let input = mutator.damaged(&corpus);
        match read("tables", &input, || genera::data::read(path, &input)) {
            Ok(set) => {
                let Some(set) = set.plane() else { continue };
                good += 1;
                let table = set.table().unwrap();
                assert!(table.train.len() >= 9 && !table.held_out.is_empty());
                for point in table.train.iter().chain(&table.held_out) {
                    assert!(set.window.contains(*point), "{point:?} in {:?}", set.window);
                    assert!(set.standard.to_model(*point).iter().all(|v| v.is_finite()));
                }
                set.remarks.iter().for_each(|told| is_whole(told, ""));
            }
            Err(trouble) => {
                bad += 1;
                is_whole(&trouble, "points.csv");
            }
        }
        let text = String::from_utf8_lossy(&input);
        if let Err(trouble) = read("pasted", &input, || genera::data::read_pasted(&text)) {
            is_whole(&trouble, "");
        }
    }
    assert!(good > 1000 && bad > 200, "{good} and {bad}");
}

#[test]
fn a_few_bytes_that_claim_to_be_many_cost_nothing() {
    let _turn = turn();
    let path = Path::new("claims.idx");
    let claims = [
        idx_of(&[u32::MAX, 1, 1], &[]),
        idx_of(&[u32::MAX, u32::MAX, u32::MAX], &[]),
        idx_of(&[1 << 20, 32, 32], &[]),
        idx_of(&[1, 256, 256], &[]),
        gzipped(&idx_of(&[1 << 20, 32, 32], &[1; 9])),
        [&[0, 0, 8, 255][..], &[255; 1020]].concat(),
        gzipped(&vec![0; 300_000_000]),
        gzipped(&idx_of(&[2, 8, 8], &vec![0; 300_000_000])),
    ];
    for claim in claims {
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let trouble = genera::data::read(path, &claim).unwrap_err();
        let took = MEMORY.peak_usage() - before;
        assert!(
            took < 1 << 20,
            "{took} bytes for {}: {trouble}",
            claim.len()
        );
        is_whole(&trouble, "claims.idx");
    }
}

/// A small run, and its learner.
static RUN: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    json(
        folder.path(),
        &[SMALL, &["--set", "latent=2", "--out", "run"]].concat(),
    );
    folder
});

const PROGRESS: &str = "checkpoint/progress.toml";
const WEIGHTS: &str = "checkpoint/weights.safetensors";
const TRAINING: &str = "checkpoint/training.safetensors";

/// Puts damaged files into the folder of a run and opens it, thousands of times.
fn open_with(damaged: &[&str], rounds: usize, without_checksums: bool, seed: u64) {
    let folder = tempfile::tempdir().unwrap();
    copy(RUN.path(), folder.path());
    if without_checksums {
        spoil::drop_checksums(folder.path());
    }
    let run = &folder.path().join("run");
    let corpus: Vec<Vec<u8>> = damaged
        .iter()
        .map(|name| std::fs::read(run.join(name)).unwrap())
        .collect();
    let mut mutator = Mutator::new(seed);
    let mut good = 0;
    for _ in 0..rounds {
        let which = mutator.below(damaged.len());
        let input = mutator.damaged(&corpus[which..=which]);
        put(run.join(damaged[which]), &input);
        match read(damaged[which], &input, || RunFolder::open(run)) {
            Ok((_, kept)) => {
                good += 1;
                assert!(kept.seconds >= 0.0 && kept.spec.clone().checked().is_ok());
                if let Some(state) = kept.state.filter(|_| without_checksums) {
                    read("a learner", &input, || load(&state));
                }
            }
            Err(trouble) => is_whole(&trouble, &run.display().to_string()),
        }
        put(run.join(damaged[which]), &corpus[which]);
    }
    println!("{damaged:?}: {good} of {rounds} could be opened");
}

/// Gives a state to a fresh learner of the family.
fn load(state: &genera::families::State) {
    let family = Family::find("vae").unwrap();
    let mut knobs = family.defaults();
    for set in ["hidden=32", "latent=2"] {
        knobs.set_from_text(family.knobs(), set).unwrap();
    }
    let mut learner = family.builder().unwrap()(&Setup {
        classes: 0,
        device: &Device::flex(),
        knobs: &knobs,
        shape: Shape::Image {
            width: 8,
            height: 8,
            channels: 1,
        },
        plane: None,
        noise: Noise::fixed(0, "weights"),
    });
    if let Err(misfit) = learner.load(state) {
        assert!(misfit.key().starts_with("misfit-"), "{misfit}");
    }
}

#[test]
fn run_files() {
    let _turn = turn();
    open_with(&["run.toml"], 4000, false, 2);
}

#[test]
fn progress_files() {
    let _turn = turn();
    open_with(&[PROGRESS], 1000, false, 3);
    open_with(&[PROGRESS], 1000, true, 4);
}

#[test]
fn tensors() {
    let _turn = turn();
    open_with(&[WEIGHTS, TRAINING], 2000, true, 5);
}

#[test]
fn no_damage_of_a_tensor_passes_its_checksum() {
    let _turn = turn();
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path();
    copy(&RUN.path().join("run"), run);
    let mut mutator = Mutator::new(6);
    for name in [WEIGHTS, TRAINING] {
        let whole = std::fs::read(run.join(name)).unwrap();
        for _ in 0..500 {
            let damaged = mutator.damaged(std::slice::from_ref(&whole));
            put(run.join(name), &damaged);
            assert_eq!(RunFolder::open(run).is_err(), damaged != whole);
        }
        put(run.join(name), whole);
    }
}

/// Whatever a table of metrics is, going on with its run loses no line of the past.
#[test]
fn tables_of_metrics() {
    let _turn = turn();
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path();
    copy(&RUN.path().join("run"), run);
    let table = run.join("metrics.csv");
    let corpus = [std::fs::read(&table).unwrap()];
    let row = MetricsRow {
        step: 61,
        seconds: 1.0,
        examples: 61 * 128,
        values: vec![("train_loss".to_owned(), 1.5)],
    };
    let mut mutator = Mutator::new(7);
    let (mut good, mut bad) = (0, 0);
    for _ in 0..300 {
        let input = mutator.damaged(&corpus);
        put(&table, &input);
        let (mut opened, _) = RunFolder::open(run).unwrap();
        let outcome = read("metrics.csv", &input, || {
            opened.append(std::slice::from_ref(&row))
        });
        let now = std::fs::read(&table).unwrap();
        if let Err(trouble) = outcome {
            bad += 1;
            is_whole(&trouble, &table.display().to_string());
            assert_eq!(now, input);
            continue;
        }
        good += 1;
        let of_the_past = input.split_inclusive(|byte| *byte == b'\n').filter(|line| {
            let first = line.split(|byte| *byte == b',').next().unwrap_or_default();
            let step = std::str::from_utf8(first)
                .ok()
                .and_then(|n| n.parse::<u64>().ok());
            line.ends_with(b"\n") && step.is_none_or(|step| step <= 60)
        });
        let past = of_the_past.collect::<Vec<_>>().concat();
        assert!(now.starts_with(&past), "{}", String::from_utf8_lossy(&now));
        let last = String::from_utf8_lossy(&now);
        assert!(
            last.lines().last().unwrap().starts_with("61,1.000,7808,"),
            "{last}"
        );
    }
    assert!(good > 50 && bad > 5, "{good} and {bad}");
}

#[test]
fn settings() {
    let _turn = turn();
    let corpus = [toml::to_string(&Settings {
        language: Some(Language::Korean),
        layout: Some("{\"root\":1}".to_owned()),
        ..Settings::default()
    })
    .unwrap()
    .into_bytes()];
    let mut mutator = Mutator::new(8);
    for _ in 0..1500 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        let input = mutator.damaged(&corpus);
        put(&path, &input);
        read("settings", &input, || Settings::read_from(&path));
        // Understood or not, every byte is still there.
        let left = contents(folder.path());
        assert_eq!(left.into_values().collect::<Vec<_>>(), [input]);
    }
}

#[test]
fn assignments() {
    let _turn = turn();
    let corpus: Vec<Vec<u8>> = [
        "beta=4",
        "hidden=400-200",
        "optimiser=sgd",
        "batch-size=128",
        "learning-rate=1e-3",
        "=",
        "pixels = grey",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec();
    let mut mutator = Mutator::new(9);
    for family in Family::all() {
        for _ in 0..1000 {
            let input = mutator.damaged(&corpus);
            let text = String::from_utf8_lossy(&input);
            let mut knobs = family.defaults();
            let before = knobs.clone();
            let outcome = read("--set", &input, || {
                knobs.set_from_text(family.knobs(), &text)
            });
            if let Err(trouble) = outcome {
                assert_eq!(knobs, before);
                is_whole(&trouble, "");
            }
            // What was taken is what a file may hold.
            assert!(knobs.completed(family.knobs(), || None).is_ok(), "{text}");
        }
    }
}

/// A kept layout is drawn, whatever it says, with every pane in it.
#[test]
fn layouts() {
    use genera::engine::{RunId, View};
    use genera::spec::{DeviceChoice, Spec};
    use genera::ui::bench::{Bench, Context};
    use genera::ui::run_view::RunView;
    use genera::ui::theme;

    let _turn = turn();
    let first = Bench::new(None).layout();
    let corpus = [first.clone().into_bytes()];
    let spec = Spec::of(Family::find("vae").unwrap(), 7, DeviceChoice::Cpu);
    let run = RunView::new(RunId(1), spec.clone(), View::NOTHING);
    let window = egui::Context::default();
    theme::install(&window);
    let context = Context {
        language: Language::English,
        run: &run,
        name: "calm-newt",
        knobs: &spec.knobs,
        waiting: &[],
        can_undo: false,
        can_redo: false,
        overlays: &[],
    };
    let mut mutator = Mutator::new(10);
    let mut drawn = 0;
    for _ in 0..8000 {
        let input = mutator.damaged(&corpus);
        let text = String::from_utf8_lossy(&input).into_owned();
        let mut bench = read("layout", &input, || Bench::new(Some(&text)));
        if bench.layout() == first {
            continue;
        }
        drawn += 1;
        read("a drawn layout", &input, || {
            let size = egui::vec2(1280.0, 800.0);
            let input = egui::RawInput {
                screen_rect: Some(egui::Rect::from_min_size(egui::Pos2::ZERO, size)),
                ..egui::RawInput::default()
            };
            let _shapes = window.run_ui(input, |ui| bench.ui(ui, &context, &mut Vec::new()));
        });
        for pane in ["tree", "stage", "curves", "latent", "knobs"] {
            assert!(bench.layout().contains(&format!("\"{pane}\"")), "{text}");
        }
    }
    assert!(drawn > 30, "{drawn}");
}

/// The device of the tests is named like any other, so that a folder made here is one like any other.
#[test]
fn a_new_folder_is_one_that_can_be_opened() {
    let _turn = turn();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new");
    let about = About {
        kind: Kind::Cpu,
        name: "\"quoted\"\n = [x]".to_owned(),
        backend: "none".to_owned(),
    };
    let family = Family::find("vae").unwrap();
    let mut spec = genera::spec::Spec::of(family, u64::MAX, genera::spec::DeviceChoice::Cpu);
    spec.data = "a \"file\"\\ with # signs\u{7}".to_owned();
    drop(RunFolder::create(&path, &spec, &about, "0".to_owned()).unwrap());
    assert_eq!(RunFolder::open(&path).unwrap().1.spec, spec);
}
