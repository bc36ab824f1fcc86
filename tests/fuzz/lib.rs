//! What the targets share: a small run to put damaged files into, and what every refusal has to be.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use genera::engine::{Command, Doing, Engine, Event, RunId, View};
use genera::families::Family;
use genera::gpu::Devices;
use genera::spec::{Budget, DeviceChoice, Spec};
use genera::store::RunFolder;
use genera::text::{Language, Trouble};
use tempfile::TempDir;

/// A folder with a run of a few steps in `run`.
static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    train(folder.path().join("run"));
    folder
});

/// The small run.
pub fn run() -> PathBuf {
    FOLDER.path().join("run")
}

/// The refusal is a whole sentence in both languages.
pub fn is_whole(trouble: &Trouble) {
    for language in Language::ALL {
        let sentence = trouble.explain(language);
        assert!(sentence.trim_end().ends_with('.'), "{sentence}");
        assert!(!sentence.contains("{ $"), "{sentence}");
    }
}

/// Opens the small run with other bytes in one of its files.
pub fn open_with(file: &str, bytes: &[u8]) {
    let path = run().join(file);
    let whole = std::fs::read(&path).expect("the run is there");
    std::fs::write(&path, bytes).expect("the folder is writable");
    if let Err(trouble) = RunFolder::open(&run()) {
        is_whole(&trouble);
    }
    std::fs::write(&path, whole).expect("the folder is writable");
}

/// Makes the checkpoint one without checksums, so that damage reaches what is behind them.
pub fn drop_checksums() {
    let path = run().join("checkpoint/progress.toml");
    let text = std::fs::read_to_string(&path).expect("the run is there");
    let lines = text.lines().filter(|line| !line.contains("crc32"));
    let stand: String = lines.flat_map(|line| [line, "\n"]).collect();
    std::fs::write(path, stand).expect("the folder is writable");
}

fn train(out: impl AsRef<Path>) {
    let family = Family::find("vae").expect("it is on the map");
    let mut spec = Spec::of(family, 7, DeviceChoice::Cpu);
    spec.data = "digits".to_owned();
    spec.budget = Budget::Steps(3);
    for set in ["hidden=4", "latent=2"] {
        spec.knobs
            .set_from_text(family.knobs(), set)
            .expect("it fits");
    }
    let engine = Engine::start(Devices::cpu_only(), || {}).expect("a thread");
    engine.send(Command::Start {
        run: RunId(1),
        spec: Box::new(spec),
        out: Some(out.as_ref().to_owned()),
        playing: true,
        view: View::NOTHING,
    });
    while !matches!(
        engine.wait(Duration::from_secs(10)).expect("the run goes on"),
        Event::Pulse(pulse) if pulse.doing == Doing::Finished
    ) {}
}
