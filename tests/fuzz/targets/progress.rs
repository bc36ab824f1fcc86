//! Where a checkpoint says that it stands.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| genera_fuzz::open_with(
    "checkpoint/progress.toml",
    bytes
));
