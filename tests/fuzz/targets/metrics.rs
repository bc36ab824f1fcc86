//! The table of metrics, read and then appended to.
#![no_main]

use genera::store::{MetricsRow, RunFolder};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let run = genera_fuzz::run();
    let table = run.join("metrics.csv");
    std::fs::write(&table, bytes).expect("the folder is writable");
    let (mut folder, kept) = RunFolder::open(&run).expect("a table damages no run");
    let row = MetricsRow {
        step: kept.step + 1,
        seconds: 1.0,
        examples: 1,
        values: vec![("train_loss".to_owned(), 1.0)],
    };
    if let Err(trouble) = folder.append(&[row]) {
        genera_fuzz::is_whole(&trouble);
        let left = std::fs::read(&table).expect("the table is there");
        assert_eq!(left, bytes);
    }
});
