//! `genera devices`: the adapters, which of them `auto` takes, and why.

use serde_json::json;

use super::device;
use super::failure::Failure;
use super::output::{print, print_json, table, words};
use crate::gpu::{self, About, Kind};
use crate::spec::DeviceChoice;

/// The arguments of `genera devices`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Lists the devices.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let adapters = gpu::adapters();
    let (devices, why) = device::open_auto(&adapters);
    let auto = devices.choose(DeviceChoice::Auto)?.about.clone();
    let why = why.map(words);
    if args.json {
        let value = json!({ "adapters": adapters, "auto": auto, "why_cpu": why });
        return Ok(print_json(&value)?);
    }
    let mut rows = vec![
        [
            "devices-use",
            "devices-name",
            "devices-backend",
            "devices-kind",
        ]
        .map(words)
        .to_vec(),
    ];
    let cpu = devices.choose(DeviceChoice::Cpu)?.about.clone();
    rows.extend(adapters.iter().chain([&cpu]).map(|about| row(about, &auto)));
    let mut text = table(&rows);
    if let Some(why) = why {
        text += &format!("\n{why}\n");
    }
    Ok(print(&text)?)
}

fn row(about: &About, auto: &About) -> Vec<String> {
    let kind = match about.kind {
        Kind::Cpu => "devices-kind-cpu",
        Kind::Hardware => "devices-kind-hardware",
        Kind::Software => "devices-kind-software",
    };
    vec![
        if about == auto {
            "auto".to_owned()
        } else {
            String::new()
        },
        about.name.clone(),
        about.backend.clone(),
        words(kind),
    ]
}
