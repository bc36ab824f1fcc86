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
    use egui::accesskit::{Action, Node, NodeId};
    let update = harness.output().platform_output.accesskit_update.as_ref();
    let update = update.expect("the window describes itself");
    let nodes: std::collections::HashMap<NodeId, &Node> =
        update.nodes.iter().map(|(id, node)| (*id, node)).collect();
    let own = |node: &Node| {
        let words = node.label().or(node.value());
        words.unwrap_or_default().trim().to_owned()
    };
    let named = |node: &Node| {
        let by: Vec<String> = node
            .labelled_by()
            .iter()
            .filter_map(|id| nodes.get(id))
            .map(|node| own(node))
            .collect();
        if by.is_empty() {
            node.label().unwrap_or_default().trim().to_owned()
        } else {
            by.join(" ")
        }
    };
    update
        .nodes
        .iter()
        .map(|(id, node)| {
            let bounds = node.bounds().unwrap_or_default();
            Met {
                role: node.role(),
                name: named(node),
                rect: egui::Rect::from_min_max(
                    egui::pos2(bounds.x0 as f32, bounds.y0 as f32),
                    egui::pos2(bounds.x1 as f32, bounds.y1 as f32),
                ),
                acts: node.supports_action(Action::Click) || node.supports_action(Action::Focus),
                focused: *id == update.focus,
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
