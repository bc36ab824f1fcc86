//! Every shader parses and validates, without a GPU.

use std::fs;
use std::path::Path;

use naga::front::wgsl;
use naga::valid::{Capabilities, ValidationFlags, Validator};

#[test]
fn every_shader_is_valid() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("shaders");
    let common = fs::read_to_string(folder.join("common.wgsl")).unwrap();
    let mut seen = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap() == "common.wgsl" {
            continue;
        }
        let source = common.clone() + &fs::read_to_string(&path).unwrap();
        let module = wgsl::parse_str(&source).unwrap_or_else(|why| {
            panic!(
                "{}",
                why.emit_to_string_with_path(&source, &path.display().to_string())
            )
        });
        Validator::new(ValidationFlags::all(), Capabilities::empty())
            .validate(&module)
            .unwrap_or_else(|why| panic!("{}: {why:?}", path.display()));
        assert!(
            module.entry_points.len() >= 2,
            "{}: a vertex and a fragment stage",
            path.display()
        );
        seen += 1;
    }
    assert!(seen >= 2, "{seen}");
}
