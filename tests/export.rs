//! Runs that leave for PyTorch: the script that comes with the weights rebuilds the net and finds the numbers that we found.

mod common;

use std::path::Path;
use std::process::{Command, Output};

use common::program::{call, refused, text};

/// A Python that has what the scripts need, if there is one: `GENERA_PYTHON`, or that of the path.
fn python() -> Option<String> {
    let wish = std::env::var("GENERA_PYTHON").ok();
    let names = wish
        .into_iter()
        .chain(["python3", "python"].map(str::to_owned));
    names.into_iter().find(|name| {
        let asked = Command::new(name)
            .args(["-c", "import torch, safetensors.torch"])
            .output();
        asked.is_ok_and(|output| output.status.success())
    })
}

/// Runs the script in a folder, on one thread: nets as small as these are slower on several.
fn run_script(python: &str, place: &Path) -> Output {
    let mut command = Command::new(python);
    command
        .arg(place.join("model.py"))
        .env("OMP_NUM_THREADS", "1");
    command.output().unwrap()
}

/// Trains a small run and exports it.
fn export(folder: &Path, train: &str) {
    let args: Vec<&str> = train.split(' ').collect();
    text(
        folder,
        &[&["train"], &args[..], &["--out", "run", "--json"]].concat(),
    );
    text(
        folder,
        &["export", "run", "--to", "torch", "--out", "torch"],
    );
}

#[test]
fn every_script_finds_the_numbers_that_we_found() {
    let runs = [
        "vae --data digits --steps 60 --set hidden=48-32",
        "vae --data digits --steps 60 --set hidden=48 --set pixels=dynamic",
        "vae --data moons --steps 60 --set averaging=0.9",
        "made --data digits --steps 60 --set hidden=64-48",
        "made --data moons --steps 60 --set ordering=interleaved",
        "real-nvp --data moons --steps 60",
        "real-nvp --data two-gaussians --steps 60 --set actnorm=on --set scale-bound=free --set averaging=0",
        "gan --data digits --steps 60 --set hidden=48-64",
        "gan --data eight-gaussians --steps 60",
        "diffusion --data moons --steps 60",
        "diffusion --data moons --steps 60 --set schedule=linear --set prediction=epsilon --set noise-steps=200",
    ];
    let python = python();
    if python.is_none() {
        eprintln!(
            "no Python with torch and safetensors here: the scripts are written, and not run"
        );
    }
    for run in runs {
        let folder = tempfile::tempdir().unwrap();
        export(folder.path(), run);
        let place = folder.path().join("torch");
        for name in ["model.py", "model.json", "check.json", "model.safetensors"] {
            assert!(
                place.join(name).metadata().unwrap().len() > 100,
                "{run}: {name}"
            );
        }
        let Some(python) = &python else { continue };
        let output = run_script(python, &place);
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let wrong = String::from_utf8_lossy(&output.stderr).into_owned();
        println!("{run}\n{told}");
        assert!(output.status.success(), "{run}: {told}{wrong}");
        assert!(told.contains("64 examples"), "{run}: {told}");
    }
}

#[test]
fn other_weights_do_not_pass() {
    let Some(python) = python() else {
        eprintln!("no Python with torch and safetensors here: nothing was run");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    export(
        folder.path(),
        "made --data digits --steps 5 --set hidden=16",
    );
    let place = folder.path().join("torch");
    let check = std::fs::read_to_string(place.join("check.json")).unwrap();
    std::fs::remove_dir_all(folder.path().join("run")).unwrap();
    export(
        folder.path(),
        "made --data digits --steps 9 --set hidden=16",
    );
    std::fs::write(place.join("check.json"), check).unwrap();
    let output = run_script(&python, &place);
    assert!(!output.status.success());
    let wrong = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(wrong.contains("not the model"), "{wrong}");
}

#[test]
fn what_has_no_script_is_refused_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let train = |line: &str| {
        let args: Vec<&str> = line.split(' ').collect();
        assert!(call(folder.path(), &args).status.success(), "{line}");
    };
    train("train gaussian --data moons --steps 5 --out gaussian");
    train("train made --data moons --steps 5 --set masks=2 --out masks");
    let cases: [(&[&str], &str); 4] = [
        (&["export", "gaussian", "--to", "torch"], "real-nvp (plane)"),
        (&["export", "masks", "--to", "torch"], "masks=2"),
        (&["export", "nowhere", "--to", "torch"], "nowhere"),
        (&["export", "gaussian"], "--to"),
    ];
    for (args, says) in cases {
        let told = refused(folder.path(), args, 2);
        assert!(told.contains(says), "{args:?}: {told}");
    }
    assert!(!folder.path().join("masks/torch").exists());
}
