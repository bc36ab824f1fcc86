//! What stands after `--set`.
#![no_main]

use genera::families::Family;

libfuzzer_sys::fuzz_target!(|text: &str| {
    for family in Family::all() {
        let mut knobs = family.defaults();
        if let Err(trouble) = knobs.set_from_text(family.knobs(), text) {
            genera_fuzz::is_whole(&trouble);
        }
        knobs
            .completed(family.knobs())
            .expect("what was taken is what a file may hold");
    }
});
