//! Races: one budget for all, turns that keep the runs together, a table in the order of its evidence.

mod common;

use std::time::{Duration, Instant};

use common::program::{json, refused, text};
use common::{PATIENCE, engine, start};
use genera::engine::{Command, Doing, Event, RunId};
use genera::families::Family;
use genera::spec::{Budget, DeviceChoice, Spec};

#[test]
fn a_race_is_a_table_in_the_order_of_the_energy_distance() {
    let folder = tempfile::tempdir().unwrap();
    let args = [
        "race", "gaussian", "real-nvp", "mixture", "--data", "moons", "--steps", "60", "--seed",
        "3", "--out", "race.csv", "--json",
    ];
    let race = json(folder.path(), &args);
    assert_eq!((&race["data"], &race["seed"]), (&"moons".into(), &3.into()));
    assert_eq!(race["budget"]["steps"], 60);
    let results = race["results"].as_array().unwrap();
    let distances: Vec<f64> = results
        .iter()
        .map(|result| result["metrics"]["energy_distance"].as_f64().unwrap())
        .collect();
    assert_eq!(distances.len(), 3);
    assert!(distances.is_sorted(), "{distances:?}");
    for result in results {
        let metric = |name: &str| result["metrics"][name].as_f64().unwrap();
        assert_eq!(result["steps"], 60);
        assert_eq!(result["likelihood"], "exact");
        assert_eq!(result["state"], "finished");
        assert_eq!(result["kl_nats"].as_f64(), Some(metric("kl_nats")));
        // The ceiling is the same for all: the same data, the same seed.
        let first = &results[0]["metrics"];
        for name in ["energy_distance_real", "precision_real", "mmd2_real"] {
            assert_eq!(first[name].as_f64(), Some(metric(name)), "{name}");
        }
        for name in ["precision", "recall", "coverage"] {
            assert!((0.0..=1.0).contains(&metric(name)), "{name}");
        }
        assert!((metric("coverage_real") - 0.97).abs() < 0.02);
        assert!((metric("density_real") - 1.0).abs() < 0.05);
        assert!(metric("mmd2_band") > 0.0 && metric("sliced_wasserstein") > 0.0);
    }
    let table = std::fs::read_to_string(folder.path().join("race.csv")).unwrap();
    assert_eq!(table.lines().count(), 4);
    assert!(
        table.starts_with("family,data,seed,steps,seconds,examples,parameters,likelihood,state,")
    );
    let best = results[0]["family"].as_str().unwrap();
    assert!(table.lines().nth(1).unwrap().starts_with(best));
}

#[test]
fn seconds_are_those_of_a_runs_own_training() {
    let folder = tempfile::tempdir().unwrap();
    let args = [
        "race",
        "gaussian",
        "flow-matching",
        "--data",
        "moons",
        "--seconds",
        "0.6",
        "--json",
    ];
    let race = json(folder.path(), &args);
    for result in race["results"].as_array().unwrap() {
        let seconds = result["seconds"].as_f64().unwrap();
        assert!((0.6..1.2).contains(&seconds), "{result}");
    }
    let args = [
        "race",
        "gaussian",
        "made",
        "--data",
        "moons",
        "--examples",
        "5000",
    ];
    let told = text(folder.path(), &args);
    assert!(
        told.contains("energy distance") && told.contains("(real data)"),
        "{told}"
    );
    assert_eq!(told.lines().count(), 4, "{told}");
}

#[test]
fn a_race_that_cannot_be_is_refused_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let cases: [(&[&str], &str); 6] = [
        (&["race", "gaussian", "--steps", "5"], "2"),
        (&["race", "gaussian", "made"], "--seconds"),
        (
            &["race", "gaussian", "made", "--steps", "5", "--seconds", "1"],
            "cannot be used with",
        ),
        (&["race", "gaussian", "gaussian", "--steps", "5"], "twice"),
        (
            &[
                "race", "gaussian", "vae", "--data", "digits", "--steps", "5",
            ],
            "cannot learn",
        ),
        (
            &["race", "gaussian", "made", "--steps", "5", "--out", "a.txt"],
            ".csv",
        ),
    ];
    for (args, says) in cases {
        let told = refused(folder.path(), args, 2);
        assert!(told.contains(says), "{args:?}: {told}");
    }
}

#[test]
fn runs_together_use_up_their_budgets_together() {
    let engine = engine();
    let ids = [RunId(1), RunId(2)];
    for (id, family) in ids.into_iter().zip(["gaussian", "flow-matching"]) {
        let mut spec = Spec::of(Family::find(family).unwrap(), 7, DeviceChoice::Cpu);
        spec.data = String::from("moons");
        spec.budget = Budget::Steps(1000);
        start(&engine, id, spec, false);
    }
    engine.send(Command::Together(ids.to_vec()));
    for id in ids {
        engine.send(Command::Play(id));
    }
    let (mut steps, mut over) = ([0u64; 2], [false; 2]);
    let began = Instant::now();
    while !over[0] && began.elapsed() < PATIENCE {
        let Some(event) = engine.wait(Duration::from_millis(200)) else {
            continue;
        };
        match event {
            Event::Trained(run, readings) => {
                let index = run.0 as usize - 1;
                steps[index] = readings.first_step + readings.rows() as u64 - 1;
            }
            Event::Pulse(pulse) if pulse.doing == Doing::Finished => {
                over[pulse.run.0 as usize - 1] = true;
            }
            _ => {}
        }
    }
    // The Gaussian alone would be through its steps many times over.
    assert!(over[0], "{steps:?}");
    assert!(steps[1] > 700, "{steps:?}");
}
