//! The whole window without a display, for the tests that drive it and look at it.

#![allow(dead_code, reason = "every test file uses another part of this")]

use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use egui_kittest::Harness;
use genera::app::App;
use genera::store::{Home, Settings};
use genera::text::Language;

/// The CPU as the device.
pub(crate) fn environment() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: once, before any thread of the test reads the environment through this process's code.
        #[allow(unsafe_code, reason = "the environment can be set in no other way")]
        unsafe {
            std::env::set_var("GENERA_DEVICE", "cpu");
            std::env::set_var("CUBECL_AUTOTUNE_LEVEL", "minimal");
        }
    });
}

/// A home that no window has had before, where English is spoken.
pub(crate) fn new_home() -> Home {
    static HOMES: AtomicU32 = AtomicU32::new(0);
    let number = HOMES.fetch_add(1, Ordering::Relaxed);
    let name = format!("genera-test-{}-{number}", std::process::id());
    let home = Home::in_folder(&std::env::temp_dir().join(name));
    let settings = Settings {
        language: Some(Language::English),
        ..Settings::default()
    };
    settings.write(home.settings());
    home
}

/// The whole window in a size.
pub(crate) fn window(width: f32, height: f32) -> Harness<'static, App> {
    window_at_home(width, height, new_home())
}

/// The whole window in a size, with what was kept at a home.
pub(crate) fn window_at_home(width: f32, height: f32, home: Home) -> Harness<'static, App> {
    environment();
    Harness::builder()
        .with_size([width, height])
        .with_max_steps(12)
        .wgpu_setup(genera::gpu::window_setup().into())
        .build_eframe(move |cc| App::new(cc, home.clone(), None))
}
