//! The plane on the command line: tables that users bring, log p(x) of any points, samples as a table.

mod common;

use std::f64::consts::{E, PI};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::LazyLock;

use common::program::{call, json, refused, small_run, text, write};
use genera::data::plane::Generator;
use rand::SeedableRng;
use rand_distr::{Distribution, StandardNormal};
use tempfile::TempDir;

/// Points of a Gaussian far from the origin, with very different deviations along its axes.
fn gaussian(seed: u64, count: usize) -> Vec<[f64; 2]> {
    let mut generator = Generator::seed_from_u64(seed);
    let mut normal = move || -> f64 { StandardNormal.sample(&mut generator) };
    (0..count)
        .map(|_| [1000.0 + 30.0 * normal(), 0.002 * normal()])
        .collect()
}

/// The entropy of [`gaussian`] in nats: what the best model of it reaches.
fn entropy() -> f64 {
    (2.0 * PI * E).ln() + (30.0f64 * 0.002).ln()
}

fn table(points: &[[f64; 2]], row: impl Fn(usize, f64, f64) -> String) -> String {
    let rows = points.iter().enumerate();
    rows.fold(String::new(), |mut text, (index, [x, y])| {
        let _ = writeln!(text, "{}", row(index, *x, *y));
        text
    })
}

/// Trains the Gaussian on a table; its NLL on held-out points, and what was said beside it.
fn trained(folder: &Path, name: &str, bytes: &[u8]) -> (f64, u64, String) {
    write(folder, name, bytes);
    let out = format!("run of {name}");
    let call = call(
        folder,
        &[
            "train", "gaussian", "--data", name, "--steps", "2", "--seed", "7", "--json", "--out",
            &out,
        ],
    );
    let told = String::from_utf8(call.stderr).unwrap();
    assert!(call.status.success(), "{told}");
    let report: serde_json::Value = serde_json::from_slice(&call.stdout).unwrap();
    let metrics = &report["metrics"];
    let nll = metrics["nll_nats"].as_f64().unwrap();
    (nll, metrics["n"].as_u64().unwrap(), told)
}

#[test]
fn tables_of_every_kind_train_a_gaussian_in_the_units_of_the_user() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let points = gaussian(1, 20_000);
    let plain = |_: usize, x: f64, y: f64| format!("{x},{y}");
    let german = |_: usize, x: f64, y: f64| format!("{x};{y}").replace('.', ",");
    let holes = |index: usize, x: f64, y: f64| match index % 10 {
        3 => format!("{x},NaN"),
        7 => format!(",{y}"),
        _ => format!("{x},{y}"),
    };
    let header = format!("\u{feff}length,width\r\n{}", table(&points, plain));
    let cases = [
        ("header.csv", header, 2000, ""),
        ("german.csv", table(&points, german), 2000, ""),
        ("holes.csv", table(&points, holes), 1600, "4000 of 20000"),
        ("many.csv", table(&gaussian(2, 200_000), plain), 20_000, ""),
    ];
    for (name, text, held_out, says) in cases {
        let (nll, count, told) = trained(folder, name, text.as_bytes());
        assert_eq!(count, held_out, "{name}");
        assert!(told.contains(says), "{name}: {told}");
        // Four standard errors of a mean of so many, since the deviation of log p of a Gaussian in the plane is 1 nat.
        let error = 4.0 / (held_out as f64).sqrt() + 0.003;
        assert!(
            (nll - entropy()).abs() < error,
            "{name}: {nll} and {}",
            entropy()
        );
    }
}

#[test]
fn what_is_no_table_is_refused_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (text, says) in [
        ("", "nothing in"),
        ("one\n1\n2\n", "single column"),
        ("day,x\n2024-01-01,1\n2024-01-02,2\n", "2024-01-02"),
        ("Dear all,\nhow are you?\n", "none holds numbers"),
        ("x,y\n1,2\n3,4\n", "at least 10"),
    ] {
        write(folder, "bad.csv", text.as_bytes());
        let args = ["train", "gaussian", "--data", "bad.csv", "--out", "run"];
        let told = refused(folder, &args, 1);
        assert!(told.contains(says) && told.contains("bad.csv"), "{told}");
        assert!(!folder.join("run").exists());
    }
}

/// Runs of two families on a known distribution, and of one on a table.
static RUNS: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    write(
        path,
        "own.csv",
        table(&gaussian(3, 5000), |_, x, y| format!("{x},{y}")).as_bytes(),
    );
    for (family, data, steps) in [
        ("gaussian", "eight-gaussians", "2"),
        ("gaussian", "own.csv", "2"),
        ("real-nvp", "moons", "300"),
    ] {
        let out = format!("{family}-{data}");
        let args = [
            "train", family, "--data", data, "--steps", steps, "--out", &out, "--json",
        ];
        json(path, &args);
    }
    small_run(path);
    folder
});

/// log p(x) as `genera density` prints it, in the order of the points.
fn densities(folder: &Path, run: &str, points: &[[f64; 2]]) -> Vec<f64> {
    let file = format!("points-of-{run}.csv");
    let rows = table(points, |_, x, y| format!("{x},{y}"));
    write(folder, &file, format!("x,y\n{rows}").as_bytes());
    let told = text(folder, &["density", run, "--points", &file]);
    let mut lines = told.lines();
    assert_eq!(lines.next(), Some("x,y,log_p,kind"));
    let of_line = |(line, point): (&str, &[f64; 2])| {
        let cells: Vec<&str> = line.split(',').collect();
        let at = [0, 1].map(|axis| cells[axis].parse::<f64>().unwrap());
        assert_eq!((at, cells[3]), (*point, "exact"), "{line}");
        cells[2].parse().unwrap()
    };
    let found: Vec<f64> = lines.zip(points).map(of_line).collect();
    assert_eq!(found.len(), points.len());
    found
}

#[test]
fn densities_sum_to_one_in_the_units_of_the_data() {
    for (run, middle, reach) in [
        ("gaussian-eight-gaussians", [0.0, 0.0], [11.0, 11.0]),
        ("gaussian-own.csv", [1000.0, 0.0], [180.0, 0.012]),
        ("real-nvp-moons", [0.0, 0.0], [10.0, 10.0]),
    ] {
        let side = 240;
        let step = reach.map(|reach| 2.0 * reach / f64::from(side));
        let at =
            |axis: usize, k: i32| middle[axis] - reach[axis] + (f64::from(k) + 0.5) * step[axis];
        let grid: Vec<[f64; 2]> = (0..side * side)
            .map(|k| [at(0, k % side), at(1, k / side)])
            .collect();
        let sum: f64 = densities(RUNS.path(), run, &grid)
            .iter()
            .map(|l| l.exp())
            .sum();
        let whole = sum * step[0] * step[1];
        assert!((whole - 1.0).abs() < 0.01, "{run}: {whole}");
    }
}

#[test]
fn densities_of_the_own_points_are_the_nll() {
    let folder = RUNS.path();
    let points = gaussian(4, 3000);
    let rows = table(&points, |_, x, y| format!("{x}\t{y}"));
    write(folder, "others.tsv", rows.as_bytes());
    let run = "gaussian-own.csv";
    let report = json(folder, &["eval", run, "--data", "others.tsv", "--json"]);
    assert_eq!(report["metrics"]["n"], 3000);
    let nll = report["metrics"]["nll_nats"].as_f64().unwrap();
    let found = densities(folder, run, &points);
    let mean = -found.iter().sum::<f64>() / found.len() as f64;
    assert!((mean - nll).abs() < 1e-3, "{mean} and {nll}");
}

#[test]
fn samples_of_the_plane_are_a_table_of_points() {
    let folder = RUNS.path();
    let sampled = |name: &str, seed: &str| {
        let args = [
            "sample",
            "gaussian-own.csv",
            "-n",
            "2500",
            "--out",
            name,
            "--seed",
            seed,
        ];
        text(folder, &args);
        std::fs::read_to_string(folder.join(name)).unwrap()
    };
    let table = sampled("samples.csv", "1");
    let mut lines = table.lines();
    assert_eq!(lines.next(), Some("x,y"));
    let points: Vec<[f64; 2]> = lines
        .map(|line| {
            let (x, y) = line.split_once(',').unwrap();
            [x.parse().unwrap(), y.parse().unwrap()]
        })
        .collect();
    assert_eq!(points.len(), 2500);
    let mean = |axis: usize| points.iter().map(|p| p[axis]).sum::<f64>() / 2500.0;
    assert!((mean(0) - 1000.0).abs() < 4.0 * 30.0 / 50.0, "{}", mean(0));
    assert!(mean(1).abs() < 4.0 * 0.002 / 50.0, "{}", mean(1));
    // Parts are drawn apart, and the same seed draws the same.
    let mut sorted = points.clone();
    sorted.sort_by(|a, b| a[0].total_cmp(&b[0]));
    sorted.dedup();
    assert!(sorted.len() > 2400, "{} different points", sorted.len());
    assert_eq!(table, sampled("again.csv", "1"));
    assert_ne!(table, sampled("others.csv", "2"));
    let told = refused(folder, &["sample", "gaussian-own.csv", "--out", "s.png"], 2);
    assert!(told.contains("s.png") && told.contains(".csv"), "{told}");
}

#[test]
fn densities_are_refused_where_there_are_none() {
    let folder = RUNS.path();
    write(folder, "empty.csv", b"");
    write(folder, "one.csv", b"x,y\n0,0\n");
    for (run, points, status, says) in [
        ("run", "one.csv", 2, "points in a plane"),
        ("gaussian-own.csv", "empty.csv", 1, "nothing in"),
        ("gaussian-own.csv", "missing.csv", 1, "missing.csv"),
        ("nowhere", "one.csv", 2, "nowhere"),
    ] {
        let told = refused(folder, &["density", run, "--points", points], status);
        assert!(told.contains(says), "{told}");
    }
    let holes = call(
        folder,
        &["density", "gaussian-own.csv", "--points", "one.csv"],
    );
    assert_eq!(String::from_utf8(holes.stdout).unwrap().lines().count(), 2);
}

#[test]
fn families_of_the_plane_are_described_with_their_data_and_presets() {
    let folder = tempfile::tempdir().unwrap();
    let tree = json(folder.path(), &["tree", "--json"]);
    for id in [
        "gaussian",
        "mixture",
        "nade",
        "made",
        "real-nvp",
        "spline-flow",
        "flow-matching",
    ] {
        let families = tree["families"].as_array().unwrap();
        let family = families.iter().find(|family| family["id"] == id).unwrap();
        let sets: Vec<&str> = family["datasets"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| s.as_str().unwrap())
            .collect();
        let all = [
            "eight-gaussians",
            "ring",
            "grid-25",
            "moons",
            "circles",
            "checkerboard",
            "swiss-roll",
            "pinwheel",
            "spiral",
            "two-gaussians",
        ];
        assert!(sets.starts_with(&all), "{id}: {sets:?}");
        let presets = family["presets"].as_array().unwrap();
        let works = |wanted: bool| {
            presets
                .iter()
                .filter(|preset| preset["works"] == wanted)
                .count()
        };
        assert!(works(true) > 0 && works(false) > 0, "{id}: {presets:?}");
        assert!(
            presets
                .iter()
                .all(|preset| preset["explanation"].as_str().unwrap().ends_with('.'))
        );
    }
}
