//! The whole window without a display, for the tests that drive it and look at it.

#![allow(dead_code, reason = "every test file uses another part of this")]

use std::sync::Once;

use egui_kittest::Harness;
use genera::app::App;

/// Settings that no test shares with a user, and the CPU as the device.
pub(crate) fn environment() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let path = std::env::temp_dir().join(format!("genera-test-{}.toml", std::process::id()));
        // SAFETY: once, before any thread of the test reads the environment through this process's code.
        #[allow(unsafe_code, reason = "the environment can be set in no other way")]
        unsafe {
            std::env::set_var("GENERA_SETTINGS", path);
            std::env::set_var("GENERA_DEVICE", "cpu");
            std::env::set_var("GENERA_LANG", "en");
            std::env::set_var("CUBECL_AUTOTUNE_LEVEL", "minimal");
        }
    });
}

/// The whole window in a size.
pub(crate) fn window(width: f32, height: f32) -> Harness<'static, App> {
    environment();
    Harness::builder()
        .with_size([width, height])
        .with_max_steps(12)
        .wgpu_setup(genera::gpu::window_setup().into())
        .build_eframe(|cc| App::new(cc))
}
