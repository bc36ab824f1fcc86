//! The settings; what cannot be understood is kept beside them.
#![no_main]

use genera::store::Settings;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("settings.toml");
    std::fs::write(&path, bytes).expect("the folder is writable");
    Settings::read_from(&path);
    let mut left = std::fs::read_dir(folder.path()).expect("the folder is there");
    let file = left
        .next()
        .expect("a file is left")
        .expect("it can be listed");
    assert_eq!(std::fs::read(file.path()).expect("it can be read"), bytes);
});
