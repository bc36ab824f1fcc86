//! What is told in a toast: what finished or failed where nobody was looking, and what left the window.

use super::{App, run_name};
use crate::engine::{Doing, Event, RunId};
use crate::text::Language;
use crate::ui::Screen;
use crate::ui::export::Export;
use crate::ui::run_view::RunView;
use crate::ui::widgets::toasts::Tells;

/// What the user sees of the runs.
#[derive(Debug, Clone, Copy)]
pub(super) struct LookedAt {
    shown: Option<RunId>,
    on_bench: bool,
}

/// How much the user sees of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// Its bench, and the banner of its troubles.
    Whole,
    /// The banner of its troubles.
    Banner,
    /// Nothing.
    Nothing,
}

impl LookedAt {
    pub(super) fn sees(self, run: RunId) -> Seen {
        match (self.shown == Some(run), self.on_bench) {
            (true, true) => Seen::Whole,
            (true, false) => Seen::Banner,
            (false, _) => Seen::Nothing,
        }
    }
}

/// What to tell of an event that is about to be entered into the window's copy of the run.
pub(super) fn of(
    language: Language,
    run: &RunView,
    event: &Event,
    seen: Seen,
) -> Option<(Tells, String)> {
    let name = || run_name(language, &run.spec, run.folder());
    match event {
        Event::Pulse(pulse)
            if pulse.doing == Doing::Finished
                && run.doing() != Doing::Finished
                && seen != Seen::Whole =>
        {
            let step = pulse.step.to_string();
            let args = [("run", name().into()), ("step", step.into())];
            Some((Tells::Done, language.f("toast-finished", &args)))
        }
        Event::Ready(ready) => {
            let remarks = ready.data.remarks();
            let words: Vec<String> = remarks.iter().map(|r| r.explain(language)).collect();
            (!words.is_empty()).then(|| (Tells::Noted, words.join("\n")))
        }
        Event::Unbuilt(_, trouble) | Event::Failed(_, trouble) | Event::Broke { trouble, .. }
            if seen == Seen::Nothing =>
        {
            let args = [
                ("run", name().into()),
                ("trouble", trouble.explain(language).into()),
            ];
            Some((Tells::Failed, language.f("toast-failed", &args)))
        }
        _ => None,
    }
}

impl App {
    pub(super) fn looked_at(&self) -> LookedAt {
        LookedAt {
            shown: self.shown,
            on_bench: self.screen == Screen::Bench,
        }
    }

    pub(super) fn copy(&mut self, ctx: &egui::Context, text: String) {
        ctx.copy_text(text);
        self.toasts
            .tell(Tells::Done, self.language.t("toast-copied"));
    }

    pub(super) fn export(&mut self, ctx: &egui::Context, export: Export) {
        let title = self.language.t("export-title");
        let ctx = ctx.clone();
        self.exports
            .begin(export, title, move || ctx.request_repaint());
    }

    /// Tells what became of the exports that are done.
    pub(super) fn exported(&mut self) {
        while let Some(outcome) = self.exports.poll() {
            let (tells, text) = match outcome {
                Ok(path) => {
                    let path = path.display().to_string();
                    let words = self.language.f("toast-saved", &[("path", path.into())]);
                    (Tells::Done, words)
                }
                Err(trouble) => (Tells::Failed, trouble.explain(self.language)),
            };
            self.toasts.tell(tells, text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Pulse, View};
    use crate::families::Family;
    use crate::spec::{DeviceChoice, Spec};
    use crate::text::Trouble;

    fn run() -> RunView {
        let family = Family::find("vae").unwrap();
        RunView::new(
            RunId(3),
            Spec::of(family, 7, DeviceChoice::Cpu),
            View::NOTHING,
        )
    }

    fn pulse(doing: Doing) -> Pulse {
        Pulse {
            run: RunId(3),
            doing,
            step: 500,
            seconds: 2.0,
            examples: 1,
            steps_per_second: 0.0,
            first_step_seconds: 0.0,
        }
    }

    #[test]
    fn an_end_is_told_once_and_only_where_it_is_not_seen() {
        let mut run = run();
        let told = |run: &RunView, seen| {
            of(
                Language::English,
                run,
                &Event::Pulse(pulse(Doing::Finished)),
                seen,
            )
        };
        assert!(told(&run, Seen::Whole).is_none());
        for seen in [Seen::Banner, Seen::Nothing] {
            let (tells, text) = told(&run, seen).unwrap();
            assert_eq!(tells, Tells::Done);
            assert!(text.contains("500"), "{text}");
        }
        run.pulse = Some(pulse(Doing::Finished));
        assert!(told(&run, Seen::Nothing).is_none());
    }

    #[test]
    fn what_the_banner_tells_is_not_told_again() {
        let trouble = Trouble::new("error-run-unwritable")
            .with("path", "somewhere")
            .with("why", "full");
        let event = Event::Failed(RunId(3), trouble);
        for seen in [Seen::Whole, Seen::Banner] {
            assert!(of(Language::English, &run(), &event, seen).is_none());
        }
        let (tells, text) = of(Language::Korean, &run(), &event, Seen::Nothing).unwrap();
        assert_eq!(tells, Tells::Failed);
        assert!(text.contains("somewhere"), "{text}");
    }
}
