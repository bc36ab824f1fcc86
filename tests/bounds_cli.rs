//! Families whose density is only bounded, on the command line: the bound stands below the density that an oracle finds, both in
//! units of the data, and the oracle is named.

mod common;

use common::program::{json, refused, text, write};
use serde_json::Value;

fn trained(family: &str, data: &str, sets: &[&str]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    // Ten times as wide and far away, so that units that were not converted would show.
    let rows = (0..1500).map(|i| {
        let (a, b) = (f64::from(i) * 0.7, f64::from(i * i % 997) / 997.0);
        format!("{},{}\n", 500.0 + 30.0 * a.cos(), 0.01 * (a.sin() + b))
    });
    write(
        folder.path(),
        "own.csv",
        rows.collect::<String>().as_bytes(),
    );
    let mut args = vec![
        "train", family, "--data", data, "--steps", "120", "--seed", "7", "--json",
    ];
    for set in sets {
        args.extend(["--set", set]);
    }
    args.extend(["--device", "cpu", "--out", "run"]);
    json(folder.path(), &args)["metrics"].clone()
}

#[test]
fn a_bound_stands_below_the_density_of_its_oracle_in_units_of_the_data() {
    let cases: [(&str, &[&str], &str); 3] = [
        ("vae", &["hidden=16"], "quadrature"),
        (
            "diffusion",
            &["hidden=16-16", "noise-steps=50"],
            "probability-flow",
        ),
        ("variational-inference", &["hidden=16"], "quadrature"),
    ];
    for (family, sets, oracle) in cases {
        for data in ["moons", "own.csv"] {
            let metrics = trained(family, data, sets);
            assert_eq!(metrics["kl_by"], oracle, "{family}");
            let of = |name: &str| metrics[name].as_f64().unwrap();
            let (elbo, log_p) = (of("elbo_nats"), -of("nll_nats"));
            let error = 4.0 * of("nll_nats_se");
            assert!(
                elbo < log_p + error,
                "{family} on {data}: {elbo} against {log_p}"
            );
            assert!(
                elbo > log_p - 8.0,
                "{family} on {data}: {elbo} against {log_p}"
            );
            assert_eq!(metrics.get("kl_nats").is_some(), data == "moons");
        }
    }
}

#[test]
fn the_ladder_of_the_vae_climbs_in_units_of_the_data() {
    let metrics = trained("vae", "own.csv", &["hidden=16"]);
    let of = |name: &str| metrics[name].as_f64().unwrap();
    let ladder = [
        of("elbo_nats"),
        of("iwae_5_nats"),
        of("iwae_50_nats"),
        -of("nll_nats"),
    ];
    assert!(
        ladder.windows(2).all(|pair| pair[0] <= pair[1] + 0.01),
        "{ladder:?}"
    );
    let parts = of("reconstruction_nats") + of("kl_term_nats");
    assert!((of("elbo_nats") + parts).abs() < 1e-3);
}

#[test]
fn densities_are_told_with_the_way_by_which_they_are_known() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    write(path, "points.csv", b"x,y\n0.5,0.1\n-0.9,0.3\n");
    let train = |family: &str, sets: &[&str]| {
        let mut args = vec!["train", family, "--data", "moons", "--steps", "40"];
        for set in sets {
            args.extend(["--set", set]);
        }
        args.extend(["--seed", "7", "--device", "cpu", "--out", family, "--json"]);
        json(path, &args);
    };
    for (family, sets, kind) in [
        ("vae", &["hidden=16"][..], "oracle"),
        ("energy", &["hidden=16-16"], "oracle"),
    ] {
        train(family, sets);
        let told = text(path, &["density", family, "--points", "points.csv"]);
        let rows: Vec<&str> = told.lines().skip(1).collect();
        assert_eq!(rows.len(), 2, "{family}: {told}");
        assert!(rows.iter().all(|row| row.ends_with(kind)), "{told}");
    }
    train("gan", &["hidden=16-16"]);
    let told = refused(path, &["density", "gan", "--points", "points.csv"], 2);
    assert!(told.contains("gan"), "{told}");
}
