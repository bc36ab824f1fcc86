//! What variables of the environment say, whatever the settings say.

use crate::spec::DeviceChoice;
use crate::text::Language;

/// `GENERA_LANG=ko` speaks Korean whatever the settings say.
pub(super) fn language() -> Option<Language> {
    let code = std::env::var("GENERA_LANG").ok()?;
    Language::ALL
        .into_iter()
        .find(|language| language.code() == code)
}

/// `GENERA_DEVICE=cpu` trains on the CPU whatever the settings say.
pub(super) fn device() -> Option<DeviceChoice> {
    let name = std::env::var("GENERA_DEVICE").ok()?;
    clap::ValueEnum::from_str(&name, true).ok()
}
