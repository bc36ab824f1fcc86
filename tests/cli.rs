//! The command line as other programs meet it: the real binary, in folders of its own, on the CPU.

mod common;

use std::process::Command;

use common::program::{SMALL, call, genera, gzipped, idx, json, refused, small_run, text, write};
use serde_json::Value;

#[test]
fn the_tree_has_every_family() {
    let folder = tempfile::tempdir().unwrap();
    let tree = json(folder.path(), &["tree", "--json"]);
    let families = tree["families"].as_array().unwrap();
    assert_eq!(families.len(), 18);
    let vae = families
        .iter()
        .find(|family| family["id"] == "vae")
        .unwrap();
    assert_eq!(vae["capabilities"]["density"], "bound");
    assert_eq!(vae["path"][1], "explicit");
    assert_eq!(tree["tree"]["id"], "root");
    assert!(text(folder.path(), &["tree"]).contains("- vae"));
}

#[test]
fn a_description_is_enough_to_rebuild_the_net() {
    let folder = tempfile::tempdir().unwrap();
    let vae = json(
        folder.path(),
        &[
            "describe",
            "vae",
            "--json",
            "--set",
            "hidden=40-20",
            "--set",
            "latent=3",
        ],
    );
    let layers = vae["layers"].as_array().unwrap();
    let elements: u64 = layers
        .iter()
        .map(|layer| {
            let shape = layer["shape"].as_array().unwrap();
            shape.iter().map(|n| n.as_u64().unwrap()).product::<u64>()
        })
        .sum();
    assert_eq!(vae["parameters"], elements);
    // 784-40-20-3 and back, two heads, with biases.
    let expected = 785 * 40 + 41 * 20 + 2 * 21 * 3 + 4 * 20 + 21 * 40 + 41 * 784;
    assert_eq!(elements, expected);
    let knobs = vae["knobs"].as_array().unwrap();
    let hidden = knobs.iter().find(|knob| knob["id"] == "hidden").unwrap();
    assert_eq!(hidden["value"], serde_json::json!([40, 20]));
    assert_eq!(hidden["hot"], false);
    assert_eq!(vae["paper"]["year"], 2014);
}

#[test]
fn a_run_repeats_itself_and_eval_says_what_train_said() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (one, two) = (
        small_run(folder),
        json(folder, &[SMALL, &["--out", "two"]].concat()),
    );
    assert_eq!(one["metrics"], two["metrics"]);
    let metrics = one["metrics"].as_object().unwrap();
    let value = |name: &str| metrics[name].as_f64().unwrap();
    let sum = value("elbo_nats") + value("reconstruction_nats") + value("kl_term_nats");
    assert!(sum.abs() < 1e-3, "{metrics:?}");
    assert!(value("elbo_nats") > -50.0 && value("elbo_nats_se") > 0.0);
    assert_eq!(
        (&metrics["split"], &metrics["n"]),
        (&"held-out".into(), &179.into())
    );
    assert_eq!((&one["steps"], &one["device"]), (&60.into(), &"cpu".into()));
    assert!(one["steps_per_second"].as_f64().unwrap() > 0.0);
    assert!(one["first_step_seconds"].as_f64().unwrap() > 0.0);

    let again = json(folder, &["eval", "run", "--json"]);
    assert_eq!(again["metrics"], one["metrics"]);
    assert_eq!(again["parameters"], one["parameters"]);
    let other_seed = json(
        folder,
        &[SMALL, &["--seed", "1", "--out", "three"]].concat(),
    );
    assert_ne!(other_seed["metrics"], one["metrics"]);
}

#[test]
fn a_resumed_run_goes_where_an_unbroken_one_goes() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    small_run(folder);
    let resumed = json(
        folder,
        &["train", "--resume", "run", "--steps", "100", "--json"],
    );
    let mut straight = SMALL.to_vec();
    straight[5] = "100";
    let straight = json(folder, &[&straight[..], &["--out", "straight"]].concat());
    assert_eq!(resumed["steps"], 100);
    assert_eq!(resumed["metrics"], straight["metrics"]);
}

#[test]
fn a_file_is_data_too() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    small_run(folder);
    write(folder, "images.gz", &gzipped(&idx([40, 8, 8])));
    // The whole of a file that the run has not seen is held out.
    let eval = json(folder, &["eval", "run", "--data", "images.gz", "--json"]);
    assert_eq!(eval["metrics"]["n"], 40);

    let args = [
        "train",
        "vae",
        "--data",
        "images.gz",
        "--steps",
        "12",
        "--json",
        "--out",
        "own",
    ];
    let own = json(folder, &args);
    assert_eq!(own["metrics"]["n"], 4);
    // The run's own file keeps its split, by whatever path it is named.
    let eval = json(folder, &["eval", "own", "--data", "images.gz", "--json"]);
    assert_eq!(eval["metrics"], own["metrics"]);
}

#[test]
fn samples_and_walks_become_files_of_the_right_size() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    small_run(folder);
    // 10 x 10 tiles of 8 px at a scale of 7, and gaps of 2 px.
    text(folder, &["sample", "run", "-n", "100", "--out", "s.png"]);
    let sprite = image::open(folder.join("s.png")).unwrap();
    assert_eq!((sprite.width(), sprite.height()), (578, 578));
    let first = std::fs::read(folder.join("s.png")).unwrap();
    text(
        folder,
        &[
            "sample", "run", "-n", "100", "--out", "s.png", "--seed", "1",
        ],
    );
    assert_ne!(std::fs::read(folder.join("s.png")).unwrap(), first);

    text(folder, &["sample", "run", "-n", "10000", "--out", "s.csv"]);
    let mut table = csv::Reader::from_path(folder.join("s.csv")).unwrap();
    let names = table.headers().unwrap().clone();
    assert_eq!((names.len(), &names[0], &names[63]), (64, "p0", "p63"));
    let rows: Vec<Vec<f32>> = table.deserialize().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 10_000);
    assert!(rows.iter().flatten().all(|p| (0.0..=1.0).contains(p)));
    assert!(
        (1..rows.len()).all(|i| rows[i] != rows[0]),
        "a sample came twice"
    );

    text(
        folder,
        &["interpolate", "run", "--frames", "5", "--out", "w.png"],
    );
    let strip = image::open(folder.join("w.png")).unwrap();
    assert_eq!((strip.width(), strip.height()), (5 * 224, 224));
    let walk = [
        "interpolate",
        "run",
        "--frames",
        "5",
        "--path",
        "straight",
        "--out",
        "w.gif",
    ];
    text(folder, &walk);
    let file = std::fs::File::open(folder.join("w.gif")).unwrap();
    let mut gif = gif::DecodeOptions::new().read_info(file).unwrap();
    assert_eq!((gif.width(), gif.height()), (224, 224));
    let mut frames = 0;
    while gif.read_next_frame().unwrap().is_some() {
        frames += 1;
    }
    // There and back, each end once.
    assert_eq!(frames, 8);
    let left: Vec<_> = std::fs::read_dir(folder).unwrap().flatten().collect();
    assert!(
        left.iter()
            .all(|file| !file.file_name().to_string_lossy().contains(".part-"))
    );
}

#[test]
fn the_weights_have_the_names_that_describe_prints() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    small_run(folder);
    let vae = json(folder, &["describe", "vae", "--json"]);
    let mut described: Vec<&str> = vae["layers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|layer| layer["tensor"].as_str().unwrap())
        .collect();
    let bytes = std::fs::read(folder.join("run/checkpoint/weights.safetensors")).unwrap();
    let weights = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let mut named = weights.names();
    described.sort_unstable();
    named.sort_unstable();
    assert_eq!(named, described);
}

#[test]
fn a_diverged_run_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let wild =
        "train vae --data digits --steps 500 --set learning-rate=1 --set optimiser=sgd --out wild";
    let args: Vec<&str> = wild.split(' ').collect();
    let told = refused(folder, &args, 1);
    assert!(told.contains("exploded") && told.contains("wild"), "{told}");
    text(folder, &["eval", "wild"]);
}

#[test]
fn the_ladder_of_bounds_climbs_on_binarised_pixels_and_is_refused_on_grey_ones() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let binary = [SMALL, &["--set", "pixels=dynamic", "--out", "binary"]].concat();
    json(folder, &binary);
    let metrics = json(folder, &["eval", "binary", "--json"])["metrics"].clone();
    let names = ["elbo_nats", "iwae_5_nats", "iwae_50_nats", "iwae_500_nats"];
    let ladder: Vec<f64> = names
        .iter()
        .map(|name| metrics[name].as_f64().unwrap())
        .collect();
    let error = metrics["elbo_nats_se"].as_f64().unwrap();
    assert!(
        ladder.windows(2).all(|pair| pair[0] <= pair[1] + error),
        "{ladder:?}"
    );
    assert!(ladder[0] < ladder[3], "{ladder:?}");
    assert!(metrics.get("iwae_5000_nats").is_none());

    json(folder, &[SMALL, &["--out", "grey"]].concat());
    let grey = call(folder, &["eval", "grey", "--json"]);
    let told = String::from_utf8(grey.stderr).unwrap();
    assert!(told.contains("grey pixels"), "{told}");
    let grey: Value = serde_json::from_slice(&grey.stdout).unwrap();
    assert!(grey["metrics"].get("iwae_5_nats").is_none());
}

#[test]
fn devices_and_bench_answer() {
    let folder = tempfile::tempdir().unwrap();
    let devices = json(folder.path(), &["devices", "--json"]);
    assert!(devices["adapters"].is_array());
    assert!(devices["auto"]["name"].is_string());
    let bench = json(
        folder.path(),
        &[
            "bench",
            "vae",
            "--data",
            "digits",
            "--seconds",
            "0.5",
            "--json",
        ],
    );
    let vae = &bench["results"][0];
    assert!(vae["steps"].as_u64().unwrap() > 0);
    assert_eq!(vae["data"], "digits");
    assert_eq!(
        (&vae["family"], &bench["device"]),
        (&"vae".into(), &"cpu".into())
    );
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_is_saved_and_can_be_taken_up() {
    use std::time::{Duration, Instant};
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut args = SMALL.to_vec();
    args[5] = "100000000";
    let mut command = genera(folder, &[&args[..], &["--out", "long"]].concat());
    command
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let child = command.spawn().unwrap();
    // The first checkpoint is there as soon as the run is, and some steps follow it.
    let began = Instant::now();
    while !folder.join("long/checkpoint/progress.toml").exists() {
        assert!(began.elapsed() < Duration::from_secs(20));
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(700));
    // Meanwhile a second program may look at the run, but not write it.
    assert!(call(folder, &["eval", "long"]).status.success());
    let busy = refused(
        folder,
        &["train", "--resume", "long", "--steps", "200000000"],
        1,
    );
    assert!(busy.contains("Another Genera"), "{busy}");
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    assert!(told.contains("genera train --resume long"), "{told}");
    let stopped: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(stopped["steps"].as_u64().unwrap() > 0);
    let eval = json(folder, &["eval", "long", "--json"]);
    assert_eq!(eval["metrics"], stopped["metrics"]);
    assert_eq!(eval["steps"], stopped["steps"]);
}
