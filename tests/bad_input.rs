//! Bad input on the command line: each case is one sentence with its exit status, and nothing in the folder changes.
//!
//! The same troubles in the window are in `tests/bad_runs.rs`.

mod common;

use std::path::Path;
use std::sync::LazyLock;

use common::program::{
    SMALL, call, contents, copy, genera, gzipped, idx, idx_of, json, refused, write,
};
use common::spoil;
use tempfile::TempDir;

/// A folder with a small run of the digits, a run of a file, and things that are no runs.
static FIXTURE: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::create_dir(path.join("taken")).unwrap();
    write(path, "taken/note.txt", b"mine");
    write(path, "note.txt", b"mine too");
    write(path, "images.idx", &idx([40, 8, 8]));
    json(path, &[SMALL, &["--out", "run"]].concat());
    let own = "train vae --data images.idx --steps 20 --set hidden=8 --json --out own";
    json(path, &own.split(' ').collect::<Vec<_>>());
    folder
});

/// A copy of the fixture, whose second run finds its data in the copy.
fn fixture_into(folder: &Path) {
    copy(FIXTURE.path(), folder);
    let file = folder.join("own/run.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let data = folder.join("images.idx");
    let lines = text.lines().map(|line| match line.strip_prefix("data = ") {
        Some(_) => format!("data = '{}'", data.display()),
        None => line.to_owned(),
    });
    std::fs::write(file, lines.collect::<Vec<_>>().join("\n")).unwrap();
}

/// One thing that is wrong: what spoils the folder, the call, its exit status, and what the sentence has to say.
struct Case(fn(&Path), &'static str, i32, &'static [&'static str]);

/// Spoils nothing: the call is what is wrong.
fn nothing(_: &Path) {}

/// Runs every case in a fresh copy of the fixture.
fn hold(cases: &[Case]) {
    for Case(spoil, line, status, says) in cases {
        let folder = tempfile::tempdir().unwrap();
        fixture_into(folder.path());
        spoil(folder.path());
        let before = contents(folder.path());
        let args: Vec<&str> = line.split(' ').map(|arg| arg.trim_matches('\'')).collect();
        let told = refused(folder.path(), &args, *status);
        println!("{line}\n    {told}");
        for part in *says {
            assert!(told.contains(part), "{line}: no “{part}” in {told}");
        }
        assert!(
            !told.contains("{ $") && told.trim_end().ends_with('.'),
            "{told}"
        );
        assert_eq!(before, contents(folder.path()), "{line}: something changed");
    }
}

#[test]
fn wrong_calls() {
    hold(&[
        Case(nothing, "frobnicate", 2, &["frobnicate"]),
        Case(nothing, "--devic cpu", 2, &["--devic"]),
        Case(nothing, "train", 2, &["FAMILY"]),
        Case(nothing, "train nope", 2, &["“nope”", "vae"]),
        Case(nothing, "train ''", 2, &["“”", "vae"]),
        Case(
            nothing,
            "train vae --device tpu",
            2,
            &["tpu", "auto, gpu, cpu"],
        ),
        Case(nothing, "describe nope", 2, &["“nope”"]),
        Case(
            nothing,
            "describe vae --set hidden=0",
            2,
            &["hidden", "1 .. 4096"],
        ),
        Case(nothing, "eval", 2, &["RUN"]),
        Case(nothing, "eval nope", 2, &["no run in nope", "run.toml"]),
        Case(nothing, "eval ''", 2, &["RUN"]),
        Case(nothing, "sample nope --out x.png", 2, &["no run in nope"]),
        Case(
            nothing,
            "interpolate nope --out x.gif",
            2,
            &["no run in nope"],
        ),
        Case(
            nothing,
            "interpolate run --out x.gif --path curly",
            2,
            &["curly", "straight"],
        ),
        Case(
            nothing,
            "interpolate run --out x.gif --to 179",
            2,
            &["179", "0 to 178"],
        ),
        Case(nothing, "bench nope", 2, &["“nope”"]),
    ]);
    let variable = genera(FIXTURE.path(), &["tree"])
        .env("GENERA_DEVICE", "tpu")
        .output()
        .unwrap();
    assert_eq!(variable.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&variable.stderr).contains("auto, gpu or cpu"));
}

const REAL: &[&str] = &["plain number without a unit", "1e-3"];
const WHOLE: &[&str] = &["whole number", "without a unit"];

/// Numbers that are none, or too large, or have a unit.
const NUMBERS: &[Case] = &[
    Case(
        nothing,
        "train vae --set bta=1",
        2,
        &["“bta”", "learning-rate"],
    ),
    Case(
        nothing,
        "train vae --set beta",
        2,
        &["“beta”", "equals sign"],
    ),
    Case(nothing, "train vae --set =3", 2, &["“=3”", "equals sign"]),
    Case(nothing, "train vae --set ''", 2, &["“”", "equals sign"]),
    Case(nothing, "train vae --set beta=", 2, REAL),
    Case(nothing, "train vae --set beta=x", 2, REAL),
    Case(nothing, "train vae --set beta=50%", 2, REAL),
    Case(nothing, "train vae --set learning-rate=1e-3s", 2, REAL),
    Case(nothing, "train vae --set learning-rate=1,5", 2, REAL),
    Case(
        nothing,
        "train vae --set beta=NaN",
        2,
        &["“NaN”", "0 .. 20"],
    ),
    Case(
        nothing,
        "train vae --set beta=inf",
        2,
        &["“inf”", "0 .. 20"],
    ),
    Case(
        nothing,
        "train vae --set beta=1e9",
        2,
        &["“1e9”", "0 .. 20"],
    ),
    Case(nothing, "train vae --set beta=-1", 2, &["“-1”", "0 .. 20"]),
    Case(nothing, "train vae --set batch-size=1e2", 2, WHOLE),
    Case(
        nothing,
        "train vae --set batch-size=99999999999999999999",
        2,
        WHOLE,
    ),
    Case(
        nothing,
        "train vae --set batch-size=0",
        2,
        &["“0”", "1 .. 4096"],
    ),
    Case(
        nothing,
        "train vae --set hidden=400x200",
        2,
        &["hyphens", "400-200"],
    ),
    Case(
        nothing,
        "train vae --set hidden=4-4-4-4-4-4-4-4-4",
        2,
        &["layers"],
    ),
    Case(
        nothing,
        "train vae --set optimiser=magic",
        2,
        &["adam | momentum | sgd"],
    ),
    Case(
        nothing,
        "train vae --set pixels=Grey",
        2,
        &["grey | dynamic"],
    ),
    Case(nothing, "train vae --steps 0", 2, WHOLE),
    Case(nothing, "train vae --steps many", 2, WHOLE),
    Case(nothing, "train vae --steps 1e4", 2, WHOLE),
    Case(nothing, "train vae --steps 3k", 2, WHOLE),
    Case(nothing, "train vae --steps -5", 2, WHOLE),
    Case(nothing, "train vae --steps ''", 2, WHOLE),
    Case(
        nothing,
        "train vae --steps 5 --seconds 3",
        2,
        &["--seconds"],
    ),
    Case(
        nothing,
        "train vae --seconds 5min",
        2,
        &["number of seconds", "unit"],
    ),
    Case(nothing, "train vae --seconds -1", 2, &["number of seconds"]),
    Case(
        nothing,
        "train vae --seconds nan",
        2,
        &["number of seconds"],
    ),
    Case(
        nothing,
        "train vae --seconds inf",
        2,
        &["number of seconds"],
    ),
    Case(nothing, "train vae --seed -1", 2, WHOLE),
    Case(nothing, "train vae --seed 18446744073709551616", 2, WHOLE),
    Case(nothing, "sample run -n 0 --out x.png", 2, WHOLE),
    Case(nothing, "sample run -n 1e3 --out x.png", 2, WHOLE),
    Case(nothing, "interpolate run --out x.gif --frames 1", 2, WHOLE),
    Case(nothing, "interpolate run --out x.gif --from 1.5", 2, WHOLE),
    Case(nothing, "bench vae --seconds 0", 2, &["number of seconds"]),
];

#[test]
fn numbers_out_of_range_or_with_a_unit() {
    hold(NUMBERS);
}

const TRAIN: &str = "train vae --data bad.idx --steps 5 --out new";

/// Files that are no images, or not all of them.
const IMAGES: &[Case] = &[
    Case(
        nothing,
        "train vae --data nope",
        2,
        &["“nope”", "mnist, fashion, digits"],
    ),
    Case(nothing, "train vae --data ''", 2, &["“”"]),
    Case(
        nothing,
        "train vae --data taken",
        1,
        &["taken", "at least 10", "1 not a picture"],
    ),
    Case(
        nothing,
        "eval run --data mnist",
        2,
        &["8 x 8 x 1", "28 x 28 x 1"],
    ),
    Case(
        |at| bad(at, &idx([10, 8, 9])),
        "eval run --data bad.idx",
        2,
        &["9 x 8 x 1"],
    ),
    Case(
        |at| bad(at, &[]),
        TRAIN,
        1,
        &["bad.idx", "nothing in", "IDX"],
    ),
    Case(
        |at| bad(at, b"hello"),
        TRAIN,
        1,
        &["bad.idx", "neither an IDX file", "“hello”"],
    ),
    Case(
        |at| bad(at, &[0, 0, 8]),
        TRAIN,
        1,
        &["bad.idx", "not an IDX file"],
    ),
    Case(
        |at| bad(at, &[0, 0, 13, 3, 0, 0]),
        TRAIN,
        1,
        &["bad.idx", "0x0d", "0x08"],
    ),
    Case(
        |at| bad(at, &idx([9, 4, 4])[..14]),
        TRAIN,
        1,
        &["bad.idx", "16 bytes", "14"],
    ),
    Case(
        |at| bad(at, &idx([10, 8, 8])[..655]),
        TRAIN,
        1,
        &["bad.idx", "640 bytes", "639", "download"],
    ),
    Case(
        |at| bad(at, &idx_of(&[2, 1, 1], &[0; 3])),
        TRAIN,
        1,
        &["bad.idx", "after the 2 bytes"],
    ),
    Case(
        |at| bad(at, &idx_of(&[4], &[0; 4])),
        TRAIN,
        1,
        &["bad.idx", "1 axes", "labels"],
    ),
    Case(
        |at| bad(at, &idx_of(&[0, 8, 8], &[])),
        TRAIN,
        1,
        &["bad.idx", "no images"],
    ),
    Case(
        |at| bad(at, &idx_of(&[8, 0, 8], &[])),
        TRAIN,
        1,
        &["bad.idx", "without pixels"],
    ),
    Case(
        |at| bad(at, &idx_of(&[1, 300, 300], &vec![7; 90_000])),
        TRAIN,
        1,
        &["bad.idx", "300 x 300", "scale"],
    ),
    Case(
        |at| bad(at, &idx_of(&[u32::MAX, 28, 28], &[])),
        TRAIN,
        1,
        &["bad.idx", "1024 MiB"],
    ),
    Case(
        |at| bad(at, &gzipped(&idx([40, 8, 8]))[..60]),
        TRAIN,
        1,
        &["bad.idx", "cannot be unpacked", "download"],
    ),
    Case(
        |at| {
            let mut bytes = gzipped(&idx([40, 8, 8]));
            let end = bytes.len() - 6;
            bytes[end] ^= 1;
            bad(at, &bytes);
        },
        TRAIN,
        1,
        &["bad.idx", "cannot be unpacked"],
    ),
    // 200 MB of zeros in 200 kB: no further than the header says.
    Case(
        |at| bad(at, &gzipped(&vec![0; 200_000_000])),
        TRAIN,
        1,
        &["bad.idx", "0x00"],
    ),
    Case(
        |at| bad(at, &gzipped(&idx_of(&[2, 8, 8], &vec![0; 100_000_000]))),
        TRAIN,
        1,
        &["bad.idx", "after the 128 bytes"],
    ),
];

#[test]
fn images_that_cannot_be_read() {
    hold(IMAGES);
    #[cfg(unix)]
    hold(&[Case(
        nothing,
        "train vae --data /dev/zero",
        1,
        &["/dev/zero"],
    )]);
}

fn bad(folder: &Path, bytes: &[u8]) {
    write(folder, "bad.idx", bytes);
}

/// Ten images, and beside them what is said to be their labels.
fn labelled(folder: &Path, labels: &[u8]) {
    write(folder, "t-images-idx3-ubyte", &idx([10, 8, 8]));
    write(folder, "t-labels-idx1-ubyte", labels);
}

#[test]
fn labels_that_do_not_fit() {
    const LABELLED: &str = "train vae --data t-images-idx3-ubyte --steps 5 --out new";
    const NAME: &str = "t-labels-idx1-ubyte";
    hold(&[
        Case(
            |at| labelled(at, &idx_of(&[9], &[1; 9])),
            LABELLED,
            1,
            &[NAME, "9 labels for 10 images"],
        ),
        Case(
            |at| labelled(at, &idx([10, 2, 2])),
            LABELLED,
            1,
            &[NAME, "3 axes", "labels have one"],
        ),
        Case(
            |at| labelled(at, &idx_of(&[10], &[1; 9])),
            LABELLED,
            1,
            &[NAME, "ends too early"],
        ),
        Case(
            |at| labelled(at, b"nonsense"),
            LABELLED,
            1,
            &[NAME, "not an IDX file"],
        ),
        Case(
            |at| labelled(at, &gzipped(&idx_of(&[10], &[1; 10]))[..20]),
            LABELLED,
            1,
            &[NAME, "cannot be unpacked"],
        ),
    ]);
    // Any label is a label, and none beside the images is none.
    let folder = tempfile::tempdir().unwrap();
    labelled(folder.path(), &idx_of(&[10], &[255; 10]));
    let line = format!("{LABELLED} --set hidden=8 --json");
    json(folder.path(), &line.split(' ').collect::<Vec<_>>());
}

#[test]
fn folders_that_are_not_to_be_written() {
    const DIGITS: &str = "train vae --data digits --steps 5 --out";
    let to = |out: &str| -> &'static str { Box::leak(format!("{DIGITS} {out}").into_boxed_str()) };
    hold(&[
        Case(
            nothing,
            to("taken"),
            2,
            &["taken", "never overwrites", "another folder"],
        ),
        Case(nothing, to("run"), 2, &["run", "never overwrites"]),
        Case(
            nothing,
            to("note.txt"),
            2,
            &["note.txt", "never overwrites"],
        ),
        Case(
            nothing,
            to("note.txt/new"),
            1,
            &["note.txt/new", "cannot be written"],
        ),
        Case(nothing, to("''"), 2, &["--out"]),
        Case(nothing, "train --resume nope", 2, &["no run in nope"]),
        Case(
            nothing,
            "train --resume taken",
            2,
            &["no run in taken", "run.toml"],
        ),
        Case(
            nothing,
            "train --resume note.txt",
            2,
            &["no run in note.txt"],
        ),
        Case(nothing, "train vae --resume taken --seed 3", 2, &["--seed"]),
        Case(
            nothing,
            "train gan --resume run --steps 200",
            2,
            &["run", "vae", "gan"],
        ),
        Case(
            nothing,
            "train --resume run --steps 60",
            2,
            &["60 steps", "--steps"],
        ),
        Case(
            nothing,
            "sample run --out x.bmp",
            2,
            &["x.bmp", ".png, .csv"],
        ),
        Case(
            nothing,
            "sample run --out nowhere/x.png",
            2,
            &["nowhere/x.png", "make the folder"],
        ),
        Case(
            |at| std::fs::create_dir(at.join("x.png")).unwrap(),
            "sample run --out x.png",
            1,
            &["x.png", "cannot be written"],
        ),
    ]);
    #[cfg(target_os = "linux")]
    hold(&[
        // Not even root can write here.
        Case(
            nothing,
            to("/proc/new"),
            1,
            &["/proc/new", "cannot be written"],
        ),
        Case(
            nothing,
            "sample run --out /proc/new.png",
            1,
            &["/proc/new.png"],
        ),
    ]);
}

#[cfg(unix)]
#[test]
fn folders_without_permission() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    fixture_into(folder.path());
    let close = |name: &str, mode: u32| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(folder.path().join(name), mode).unwrap();
    };
    close("taken", 0o555);
    close("run", 0o555);
    if write_is_refused(&folder.path().join("taken/probe")) {
        let before = contents(folder.path());
        for line in [
            "train vae --data digits --steps 5 --out taken/new",
            "sample run --out taken/x.png",
            "train --resume run --steps 100",
        ] {
            let args: Vec<&str> = line.split(' ').collect();
            let told = refused(folder.path(), &args, 1);
            assert!(told.contains("ermission"), "{told}");
        }
        assert_eq!(before, contents(folder.path()));
    }
    close("taken", 0o755);
    close("run", 0o755);
}

/// Root writes wherever it likes, and then there is nothing to see.
#[cfg(unix)]
fn write_is_refused(path: &Path) -> bool {
    let refused = std::fs::write(path, b"").is_err();
    std::fs::remove_file(path).ok();
    refused
}

#[test]
fn run_files_changed_by_hand_and_damaged_checkpoints() {
    for case in spoil::RUNS {
        for call in [
            "eval run",
            "train --resume run --steps 100",
            "sample run --out x.png",
        ] {
            hold(&[Case(case.spoil, call, case.status, case.says)]);
        }
    }
}

#[test]
fn a_table_that_is_none_is_not_appended_to() {
    hold(&[
        Case(
            |at| drop(write(at, "run/metrics.csv", b"my notes\n1,2,3\n")),
            "train --resume run --steps 100",
            1,
            &["run/metrics.csv", "does not begin with the columns"],
        ),
        Case(
            |at| {
                drop(write(
                    at,
                    "run/metrics.csv",
                    b"step,seconds,examples,\xff\n1,2,3,4\n",
                ));
            },
            "train --resume run --steps 100",
            1,
            &["run/metrics.csv"],
        ),
    ]);
    // To look at the run it is not needed.
    let folder = tempfile::tempdir().unwrap();
    fixture_into(folder.path());
    write(folder.path(), "run/metrics.csv", b"my notes\n");
    json(folder.path(), &["eval", "run", "--json"]);
}

#[test]
fn data_that_are_gone_or_changed() {
    hold(&[
        Case(
            |at| std::fs::remove_file(at.join("images.idx")).unwrap(),
            "eval own",
            1,
            &["own", "images.idx", "cannot be loaded"],
        ),
        Case(
            |at| drop(write(at, "images.idx", &idx([41, 8, 8]))),
            "train --resume own --steps 40",
            1,
            &[
                "own",
                "images.idx",
                "no longer those",
                "put the old data back",
            ],
        ),
        Case(
            |at| drop(write(at, "images.idx", b"nonsense")),
            "eval own",
            1,
            &["own", "images.idx", "neither an IDX file"],
        ),
    ]);
}

/// What is older than checksums still opens, and what a kill left half written falls back to the checkpoint before.
#[test]
fn what_is_whole_is_still_read() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fixture_into(folder);
    let told = json(folder, &["eval", "run", "--json"]);
    spoil::drop_checksums(folder);
    assert_eq!(json(folder, &["eval", "run", "--json"]), told);
    let (now, last) = (
        folder.join("run/checkpoint"),
        folder.join("run/checkpoint.last"),
    );
    std::fs::create_dir(&last).unwrap();
    copy(&now, &last);
    write(folder, "run/checkpoint/weights.safetensors", b"torn");
    assert_eq!(json(folder, &["eval", "run", "--json"]), told);
    let resumed = "train --resume run --steps 80 --json";
    json(folder, &resumed.split(' ').collect::<Vec<_>>());
    assert!(!last.exists());
    assert_eq!(json(folder, &["eval", "run", "--json"])["steps"], 80);
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_nobody_can_take() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
    let output = genera(FIXTURE.path(), &["tree"])
        .stdout(full.unwrap())
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        told.starts_with("error: ") && told.contains("standard output"),
        "{told}"
    );
    assert_eq!(told.lines().count(), 1);
}

/// A call under a limit on the size of any file, which to the program is a disk that fills up.
#[cfg(unix)]
fn confined(folder: &Path, kilobytes: u32, line: &str) -> std::process::Output {
    std::process::Command::new("bash")
        .arg("-c")
        .arg(format!(
            "trap '' XFSZ; ulimit -f {kilobytes}; exec \"$0\" {line}"
        ))
        .arg(env!("CARGO_BIN_EXE_genera"))
        .current_dir(folder)
        .env("GENERA_DEVICE", "cpu")
        .env_remove("RUST_LOG")
        .output()
        .unwrap()
}

#[cfg(unix)]
#[test]
fn a_disk_that_fills_up_costs_no_checkpoint() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let line = "train vae --data digits --steps 100000000 --set hidden=8 --out run --json";
    let output = confined(folder, 64, line);
    let told = String::from_utf8(output.stderr).unwrap();
    println!("{told}");
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
    for part in [
        "run/metrics.csv",
        "its checkpoint of step",
        "is whole",
        "room",
    ] {
        assert!(told.contains(part), "{told}");
    }
    let kept = json(folder, &["eval", "run", "--json"])["steps"]
        .as_u64()
        .unwrap();
    assert!(told.contains(&format!("step {kept} ")), "{told}");
    // Once there is room it goes on, and no row is torn or there twice.
    let goal = (kept + 50).to_string();
    json(
        folder,
        &["train", "--resume", "run", "--steps", &goal, "--json"],
    );
    let mut table = csv::Reader::from_path(folder.join("run/metrics.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    let steps: Vec<u64> = rows.iter().map(|row| row[0].parse().unwrap()).collect();
    assert_eq!(steps, (0..=kept + 50).collect::<Vec<_>>());
}

#[cfg(unix)]
#[test]
fn a_disk_without_room_for_a_checkpoint() {
    // The first checkpoint does not fit, so there is none to go on from.
    let folder = tempfile::tempdir().unwrap();
    let line = "train vae --data digits --steps 100 --set hidden=400 --out run --json";
    let output = confined(folder.path(), 8, line);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(
        told.contains("cannot be written") && !told.contains("is whole"),
        "{told}"
    );
    let left = contents(&folder.path().join("run"));
    assert!(left.keys().all(|name| !name.contains(".next")), "{left:?}");

    // A larger run than there is room for: what was there before is whole, down to the byte.
    let folder = tempfile::tempdir().unwrap();
    fixture_into(folder.path());
    let whole = json(folder.path(), &["eval", "run", "--json"]);
    let before = contents(&folder.path().join("run/checkpoint"));
    let output = confined(folder.path(), 8, "train --resume run --steps 90 --json");
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("checkpoint of step 60 is whole"), "{told}");
    assert_eq!(contents(&folder.path().join("run/checkpoint")), before);
    assert_eq!(json(folder.path(), &["eval", "run", "--json"]), whole);
}

#[test]
fn settings_that_are_damaged_are_kept_aside() {
    // No command writes settings; this is that none stumbles over them.
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "settings.toml", b"\xff\xfe not settings");
    assert!(call(folder.path(), &["tree"]).status.success());

    let path = folder.path().join("settings.toml");
    assert_eq!(
        genera::store::Settings::read_from(&path),
        genera::store::Settings::default()
    );
    write(folder.path(), "settings.toml", b"shade = 'sepia'");
    assert_eq!(
        genera::store::Settings::read_from(&path),
        genera::store::Settings::default()
    );
    let kept = contents(folder.path());
    let names: Vec<&str> = kept.keys().map(String::as_str).collect();
    assert_eq!(names, ["settings.toml.damaged", "settings.toml.damaged-2"]);
    assert_eq!(kept["settings.toml.damaged-2"], b"shade = 'sepia'");
    // A folder is no settings, and stays where it is.
    std::fs::create_dir(&path).unwrap();
    assert_eq!(
        genera::store::Settings::read_from(&path),
        genera::store::Settings::default()
    );
    assert!(path.is_dir());
}
