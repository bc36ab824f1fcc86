//! `run.toml`, as people change it by hand.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| genera_fuzz::open_with("run.toml", bytes));
