//! The layout of the bench.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let kept = genera::ui::bench::Bench::new(Some(text)).layout();
    let again = genera::ui::bench::Bench::new(Some(&kept)).layout();
    assert_eq!(kept, again);
});
