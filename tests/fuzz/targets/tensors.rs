//! The two files of tensors of a checkpoint without checksums.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: genera_fuzz::drop_checksums(), |bytes: &[u8]| {
    genera_fuzz::open_with("checkpoint/weights.safetensors", bytes);
    genera_fuzz::open_with("checkpoint/training.safetensors", bytes);
});
