//! Which device a command uses, and what is to be said about it.

use clap::ValueEnum;

use super::output::{remark, words};
use crate::gpu::{self, About, Devices, Kind};
use crate::spec::DeviceChoice;
use crate::text::Trouble;

/// The device that the caller asks for: by the flag, then by `GENERA_DEVICE`.
pub(super) fn asked(flag: Option<DeviceChoice>) -> Result<Option<DeviceChoice>, Trouble> {
    if flag.is_some() {
        return Ok(flag);
    }
    let Some(value) = std::env::var_os("GENERA_DEVICE").filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let value = value.to_string_lossy();
    DeviceChoice::from_str(&value, true)
        .map(Some)
        .map_err(|_| Trouble::new("error-device-variable").with("value", &value))
}

/// The devices that a choice may fall on, and why `auto` keeps to the CPU where it does.
pub(super) fn open(choice: DeviceChoice) -> (Devices, Option<&'static str>) {
    match choice {
        DeviceChoice::Auto => open_auto(&gpu::adapters()),
        DeviceChoice::Gpu | DeviceChoice::Cpu => (Devices::headless(choice), None),
    }
}

/// The devices that `auto` may fall on among these adapters; nothing is opened where none of them is hardware.
pub(super) fn open_auto(adapters: &[About]) -> (Devices, Option<&'static str>) {
    if adapters.iter().any(|about| about.kind == Kind::Hardware) {
        let devices = Devices::headless(DeviceChoice::Auto);
        let why = devices.why_cpu();
        return (devices, why);
    }
    (Devices::cpu_only(), Some(why_no_hardware(adapters)))
}

/// Says once, plainly, that `auto` fell on the CPU.
pub(super) fn tell(why: Option<&'static str>) {
    if let Some(why) = why {
        remark(&words(why));
    }
}

/// One word for scripts: `cpu` or `gpu`.
pub(super) fn short(about: &About) -> &'static str {
    match about.kind {
        Kind::Cpu => "cpu",
        Kind::Hardware | Kind::Software => "gpu",
    }
}

fn why_no_hardware(adapters: &[About]) -> &'static str {
    if adapters.is_empty() {
        "device-why-none"
    } else {
        "device-why-software"
    }
}
