//! Images as IDX, gzipped or not.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match genera::data::read(Path::new("fuzzed.idx"), bytes) {
        Ok(set) => {
            if let Some(images) = set.images() {
                assert!(images.train.pixels.len() % images.dims() == 0);
            }
        }
        Err(trouble) => genera_fuzz::is_whole(&trouble),
    }
});
