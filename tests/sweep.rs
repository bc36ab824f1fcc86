//! Sweeps: a row a run, divergence as a result, and nothing trained before everything is known to be right.

mod common;

use common::program::{call, json, refused, text};

/// The cells of a table, its first row first.
fn cells(table: &str) -> Vec<Vec<String>> {
    let row = |line: &str| line.split(',').map(str::to_owned).collect();
    table.lines().map(row).collect()
}

#[test]
fn five_by_five_on_the_plane_is_a_table_of_twenty_five_runs() {
    let folder = tempfile::tempdir().unwrap();
    let args = [
        "sweep",
        "mixture",
        "--data",
        "moons",
        "--vary",
        "components=2,4,6,8,10",
        "--vary",
        "learning-rate=1e-3..1e-1:5",
        "--steps",
        "40",
        "--out",
        "sweep.csv",
    ];
    let told = text(folder.path(), &args);
    assert_eq!(told.lines().count(), 26, "{told}");
    let table = std::fs::read_to_string(folder.path().join("sweep.csv")).unwrap();
    let rows = cells(&table);
    let heads = [
        "components",
        "learning-rate",
        "seed",
        "steps",
        "seconds",
        "parameters",
        "state",
    ];
    assert_eq!(rows[0][..7], heads);
    assert_eq!(rows.len(), 26);
    assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{table}");
    let rates: Vec<&str> = rows[1..6].iter().map(|row| row[1].as_str()).collect();
    let expected = [1e-3, 1e-3 * 10f64.sqrt(), 1e-2, 1e-2 * 10f64.sqrt(), 1e-1];
    for (rate, expected) in rates.iter().zip(expected) {
        let rate: f64 = rate.parse().unwrap();
        assert!((rate / expected - 1.0).abs() < 1e-6, "{rate}");
    }
    let components: Vec<&str> = rows[1..]
        .iter()
        .step_by(5)
        .map(|row| row[0].as_str())
        .collect();
    assert_eq!(components, ["2", "4", "6", "8", "10"]);
    let nats = rows[0].iter().position(|name| name == "nll_nats").unwrap();
    for row in &rows[1..] {
        assert_eq!((row[3].as_str(), row[6].as_str()), ("40", "finished"));
        assert!(row[nats].parse::<f64>().unwrap().is_finite());
    }
}

#[test]
fn a_run_of_a_sweep_is_the_run_that_train_would_make() {
    let folder = tempfile::tempdir().unwrap();
    let common = [
        "--data",
        "moons",
        "--steps",
        "30",
        "--set",
        "batch-size=64",
        "--json",
    ];
    let args = [
        "sweep",
        "mixture",
        "--vary",
        "components=4",
        "--seeds",
        "3,5",
        "--metric",
        "nll_nats",
    ];
    let sweep = json(folder.path(), &[&args[..], &common].concat());
    let args = [
        "train",
        "mixture",
        "--set",
        "components=4",
        "--seed",
        "5",
        "--out",
        "run",
    ];
    let train = json(folder.path(), &[&args[..], &common].concat());
    let runs = sweep["runs"].as_array().unwrap();
    assert_eq!((&runs[0]["seed"], &runs[1]["seed"]), (&3.into(), &5.into()));
    assert_eq!(runs[1]["metrics"]["nll_nats"], train["metrics"]["nll_nats"]);
    let names: Vec<&String> = runs[1]["metrics"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["nll_nats", "nll_nats_se"]);
}

#[test]
fn a_run_that_diverges_has_its_row_and_the_next_one_trains() {
    let folder = tempfile::tempdir().unwrap();
    let args = [
        "sweep",
        "vae",
        "--data",
        "digits",
        "--set",
        "hidden=32",
        "--vary",
        "learning-rate=1,1e-3",
        "--steps",
        "200",
        "--metric",
        "elbo_nats",
    ];
    let output = call(folder.path(), &args);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{told}");
    let rows = cells(&String::from_utf8(output.stdout).unwrap());
    assert_eq!(rows.len(), 3, "{rows:?}");
    assert!(rows[1][5].starts_with("diverged at step "), "{rows:?}");
    assert!(rows[1][6].parse::<f64>().unwrap().is_finite(), "{rows:?}");
    assert_eq!(
        (rows[2][2].as_str(), rows[2][5].as_str()),
        ("200", "finished")
    );
}

#[test]
fn a_sweep_that_cannot_be_is_refused_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let cases: [(&str, &str); 14] = [
        ("sweep vae --steps 5", "--vary"),
        ("sweep vae --vary beta=1,2", "--steps"),
        (
            "sweep vae --vary beta=1 --steps 5 --seconds 1",
            "cannot be used with",
        ),
        ("sweep nothing --vary beta=1,2 --steps 5", "nothing"),
        ("sweep vae --vary gamma=1,2 --steps 5", "gamma"),
        ("sweep vae --vary beta=1,x --steps 5", "“x”"),
        ("sweep vae --vary beta=1..4 --steps 5", "beta=1..4"),
        (
            "sweep vae --vary optimiser=adam..sgd:2 --steps 5",
            "list some",
        ),
        ("sweep vae --vary beta=1,1 --steps 5", "twice"),
        ("sweep vae --vary beta=1 --set beta=2 --steps 5", "beta"),
        (
            "sweep vae --vary beta=1 --vary latent=2 --vary hidden=8 --steps 5",
            "one knob or two",
        ),
        (
            "sweep vae --vary beta=1..4:300 --seeds 1,2 --steps 5",
            "600 runs",
        ),
        (
            "sweep gaussian --data mnist --vary batch-size=8 --steps 5",
            "cannot learn",
        ),
        ("sweep vae --vary beta=1 --steps 5 --out a.txt", ".csv"),
    ];
    for (line, says) in cases {
        let args: Vec<&str> = line.split(' ').collect();
        let told = refused(folder.path(), &args, 2);
        assert!(told.contains(says), "{line}: {told}");
    }
    // Which metrics there are is known once there is a run that has some: the second one is not trained in vain.
    let args = "sweep mixture --data moons --vary components=2,3 --steps 5 --metric nonsense";
    let args: Vec<&str> = args.split(' ').collect();
    let output = call(folder.path(), &args);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    let last = told.lines().last().unwrap();
    assert!(
        last.starts_with("error: ") && last.contains("nll_nats"),
        "{told}"
    );
    assert!(!told.contains("run 2 of 2"), "{told}");
}
