//! A bench alone in a window, with a run that is written by hand.

use std::time::Duration;

use cpu_time::ThreadTime;
use egui_kittest::Harness;
use genera::text::Language;
use genera::ui::bench::{Bench, Context};
use genera::ui::run_view::RunView;
use genera::ui::{Action, paint, theme};

use super::quiet::Open;

/// A window that shows a bench and nothing else, and keeps what it asks for.
pub(crate) struct Stand {
    pub(crate) bench: Bench,
    pub(crate) run: RunView,
    pub(crate) language: Language,
    pub(crate) waiting: Vec<&'static str>,
    pub(crate) asked: Vec<Action>,
    /// The processor time of every frame.
    pub(crate) frames: Vec<Duration>,
    /// As long as it is open, nobody measures time.
    _open: Open,
}

impl Stand {
    /// The 99th percentile of the processor time of the frames so far, which is told together with the median.
    pub(crate) fn dearest_frame(&self, what: &str) -> Duration {
        let mut frames = self.frames.clone();
        frames.sort_unstable();
        let at = |share: usize| frames[(frames.len() * share / 100).min(frames.len() - 1)];
        let (median, p99) = (at(50), at(99));
        println!("processor time of {what}: median {median:?}, p99 {p99:?}");
        p99
    }
}

impl eframe::App for Stand {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let knobs = self.run.spec.knobs.clone();
        let context = Context {
            language: self.language,
            run: &self.run,
            name: "brave-otter",
            knobs: &knobs,
            waiting: &self.waiting,
            can_undo: true,
            can_redo: false,
            overlays: &[],
        };
        let began = ThreadTime::now();
        egui::CentralPanel::default()
            .frame(egui::Frame::new().fill(theme::of(ui).background))
            .show(ui, |ui| self.bench.ui(ui, &context, &mut self.asked));
        self.frames.push(began.elapsed());
    }
}

/// A bench in a window of a size.
pub(crate) fn stand(
    run: RunView,
    language: Language,
    shade: egui::ThemePreference,
    size: [f32; 2],
) -> Harness<'static, Stand> {
    super::environment();
    let open = Open::new();
    let dark = shade == egui::ThemePreference::Dark;
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(if dark {
            egui::Theme::Dark
        } else {
            egui::Theme::Light
        })
        .with_max_steps(12)
        .wgpu_setup(genera::gpu::window_setup().into())
        .build_eframe(move |cc| {
            theme::install(&cc.egui_ctx);
            paint::install(cc.wgpu_render_state.as_ref().unwrap());
            let waiting = if run.spec.family == "vae" {
                vec!["latent"]
            } else {
                Vec::new()
            };
            Stand {
                bench: Bench::new(None),
                run,
                language,
                waiting,
                asked: Vec::new(),
                frames: Vec::new(),
                _open: open,
            }
        });
    harness.run_steps(20);
    harness
}
