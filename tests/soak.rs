//! Long runs: the memory of the program and its speed at the end are those of the beginning.

#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a long training run showed of itself.
struct Soak {
    /// Resident bytes over the life of the program, as (share of its life, bytes).
    resident: Vec<(f64, f64)>,
    /// Seconds of training after every step that has a row.
    seconds: Vec<f64>,
}

impl Soak {
    fn run(arguments: &[&str], steps: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("run");
        let mut program = Command::new(env!("CARGO_BIN_EXE_genera"))
            .arg("train")
            .arg("vae")
            .args(arguments)
            .args([
                "--steps",
                &steps.to_string(),
                "--seed",
                "7",
                "--device",
                "cpu",
                "--out",
            ])
            .arg(&out)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let began = Instant::now();
        let mut samples = Vec::new();
        while program.try_wait().unwrap().is_none() {
            if let Some(bytes) = resident(program.id()) {
                samples.push((began.elapsed().as_secs_f64(), bytes));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        assert!(program.wait().unwrap().success());
        let whole = began.elapsed().as_secs_f64();
        Self {
            resident: samples
                .into_iter()
                .map(|(at, bytes)| (at / whole, bytes))
                .collect(),
            seconds: seconds(&out.join("metrics.csv")),
        }
    }

    /// The mean of the resident bytes between two shares of the program's life.
    fn bytes(&self, from: f64, to: f64) -> f64 {
        let within: Vec<f64> = self
            .resident
            .iter()
            .filter(|(at, _)| (from..to).contains(at))
            .map(|(_, bytes)| *bytes)
            .collect();
        within.iter().sum::<f64>() / within.len() as f64
    }

    /// Steps a second between two shares of the steps.
    fn pace(&self, from: f64, to: f64) -> f64 {
        let at = |share: f64| (share * (self.seconds.len() - 1) as f64) as usize;
        (at(to) - at(from)) as f64 / (self.seconds[at(to)] - self.seconds[at(from)])
    }

    fn check(&self, what: &str) {
        let (early, late) = (self.bytes(0.1, 0.2), self.bytes(0.9, 0.99));
        let (slow, fast) = (self.pace(0.9, 1.0), self.pace(0.1, 0.2));
        let megabytes = |bytes: f64| bytes / f64::from(1 << 20);
        println!(
            "{what}: {:.1} MB after the first tenth, {:.1} MB at the end ({:+.2} %); {fast:.0} steps/s, then {slow:.0}",
            megabytes(early),
            megabytes(late),
            100.0 * (late / early - 1.0),
        );
        assert!((late / early - 1.0).abs() < 0.01, "memory is not flat");
        assert!(slow > 0.9 * fast, "it slows down");
    }
}

#[test]
#[ignore = "slow: a hundred and twenty thousand steps take minutes"]
fn long_runs_are_flat() {
    let plane_sized = [
        "--data",
        "digits",
        "--set",
        "hidden=32",
        "--set",
        "latent=2",
        "--set",
        "batch-size=32",
    ];
    Soak::run(&plane_sized, 100_000).check("a plane-sized VAE, 100,000 steps");
    Soak::run(&["--data", "mnist"], 20_000).check("MNIST, 20,000 steps");
}

fn resident(process: u32) -> Option<f64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024.0)
}

fn seconds(metrics: &Path) -> Vec<f64> {
    let text = std::fs::read_to_string(metrics).unwrap();
    text.lines()
        .skip(1)
        .map(|line| line.split(',').nth(1).unwrap().parse().unwrap())
        .collect()
}
