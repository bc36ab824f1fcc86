//! The whole window without a display, for the tests that drive it and look at it.

#![allow(dead_code, reason = "every test file uses another part of this")]

pub(crate) mod quiet;
pub(crate) mod stand;

use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use egui_kittest::Harness;
use genera::app::App;
use genera::store::{Home, Settings};
use genera::text::Language;
use genera::ui::Action;
use genera::ui::run_view::RunView;

/// The CPU as the device.
pub(crate) fn environment() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let exports = format!("genera-test-{}.exports", std::process::id());
        let exports = std::env::temp_dir().join(exports);
        // SAFETY: once, before any thread of the test reads the environment through this process's code.
        #[allow(unsafe_code, reason = "the environment can be set in no other way")]
        unsafe {
            std::env::set_var("GENERA_EXPORTS", exports);
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
        toured: true,
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

/// The whole window.
pub(crate) type Window = Harness<'static, App>;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_mins(1);

/// Draws frames until the shown run is as wanted.
pub(crate) fn wait(window: &mut Window, what: &str, enough: impl Fn(&RunView) -> bool) {
    window.step();
    until(window, what, PATIENCE, |window| {
        window.state().shown_run().is_some_and(&enough)
    });
}

/// Draws frames until something holds.
pub(crate) fn until(
    window: &mut Window,
    what: &str,
    patience: Duration,
    holds: impl Fn(&Window) -> bool,
) {
    let began = Instant::now();
    while !holds(window) {
        let run = window.state().shown_run();
        let trouble = run.and_then(|run| run.trouble.as_ref());
        assert!(
            began.elapsed() < patience,
            "{what} did not come in time: {trouble:?}"
        );
        window.step();
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Carries out an action.
pub(crate) fn act(window: &mut Window, action: Action) {
    let ctx = window.ctx.clone();
    window.state_mut().act(&ctx, action);
    window.run_steps(2);
}

/// Something on the screen as a screen reader meets it.
#[derive(Debug, Clone)]
pub(crate) struct Met {
    pub(crate) role: egui::Role,
    pub(crate) name: String,
    pub(crate) rect: egui::Rect,
    /// Whether a hand or the keyboard can do something with it.
    pub(crate) acts: bool,
    pub(crate) focused: bool,
}

/// Everything of the last frame.
pub(crate) fn met<S>(harness: &Harness<'_, S>) -> Vec<Met> {
    use egui::accesskit::Action;
    use egui_kittest::kittest::NodeT as _;
    let root = harness.root();
    root.children_recursive()
        .map(|node| {
            let node = node.accesskit_node();
            let data = node.data();
            let bounds = node.bounding_box().unwrap_or_default();
            let by: Vec<String> = node
                .labelled_by()
                .filter_map(|label| label.value().or(label.label()))
                .collect();
            let text = data.role() == egui::Role::Label;
            let own = data.label().or(data.value().filter(|_| text));
            let own = own.unwrap_or_default().to_owned();
            let name = if by.is_empty() { own } else { by.join(" ") };
            Met {
                role: data.role(),
                name: name.trim().to_owned(),
                rect: egui::Rect::from_min_max(
                    egui::pos2(bounds.x0 as f32, bounds.y0 as f32),
                    egui::pos2(bounds.x1 as f32, bounds.y1 as f32),
                ),
                acts: data.supports_action(Action::Click) || data.supports_action(Action::Focus),
                focused: node.is_focused_in_tree(),
            }
        })
        .collect()
}

/// Fails if something can be acted on and has no name or no role.
pub(crate) fn everything_has_a_name<S>(harness: &Harness<'_, S>, screen: &str) {
    use egui::Role;
    let met = met(harness);
    let acting: Vec<&Met> = met.iter().filter(|met| met.acts).collect();
    assert!(acting.len() > 5, "{screen}: {}", acting.len());
    let nameless: Vec<&&Met> = acting
        .iter()
        // What scrolls is the same everywhere, and says what it is by its role.
        .filter(|met| met.role != Role::ScrollBar)
        // And so does the room that it moves in, which has no place of its own.
        .filter(|met| met.role != Role::GenericContainer || met.rect.is_finite())
        .filter(|met| {
            met.name.is_empty() || matches!(met.role, Role::Unknown | Role::GenericContainer)
        })
        .collect();
    assert!(nameless.is_empty(), "{screen}: {nameless:#?}");
}

/// What has the focus after each press of Tab, until it comes round.
pub(crate) fn tabbed<S>(harness: &mut Harness<'_, S>, most: usize) -> Vec<Met> {
    let mut seen: Vec<Met> = Vec::new();
    for _ in 0..most {
        harness.key_press(egui::Key::Tab);
        harness.run_steps(2);
        let Some(met) = met(harness).into_iter().find(|met| met.focused && met.acts) else {
            continue;
        };
        let again = |other: &Met| other.name == met.name && other.rect == met.rect;
        if seen.first().is_some_and(again) {
            break;
        }
        seen.push(met);
    }
    seen
}
