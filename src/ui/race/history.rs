//! One slider for the history of all runs of a race: each is shown as it was after the same share of its training.

use egui::{Slider, Ui};

use super::Context;
use crate::engine::{Command, Scrub};
use crate::ui::Action;
use crate::ui::theme::{icon, space};
use crate::ui::widgets::icon_button::icon_button;

/// How wide the slider is at most.
const WIDTH: f32 = 420.0;

/// Where the slider stands.
pub(super) struct History {
    /// The share of the training on show, in percent.
    percent: f32,
    asked: Option<Vec<Scrub>>,
}

impl Default for History {
    fn default() -> Self {
        Self {
            percent: 100.0,
            asked: None,
        }
    }
}

impl History {
    /// Draws the row.
    pub(super) fn ui(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let t = |key: &str| context.language.t(key);
        if context.runs.iter().all(|run| run.step() == 0) {
            return;
        }
        ui.horizontal(|ui| {
            ui.label(t("race-history"));
            ui.spacing_mut().slider_width = (ui.available_width() * 0.5).min(WIDTH);
            let slider = Slider::new(&mut self.percent, 0.0..=100.0)
                .fixed_decimals(0)
                .suffix(" %");
            let response = ui.add(slider).accessible_name(t("race-history-why"));
            let is_held = context.runs.iter().any(|run| run.past.is_some());
            if response.changed() || response.drag_stopped() {
                self.ask(context, !response.dragged(), actions);
            }
            response.on_hover_text(t("race-history-why"));
            ui.add_space(space::SMALL);
            if icon_button(ui, icon::STEP, &t("history-follow"), is_held).clicked() {
                self.percent = 100.0;
                self.ask(context, true, actions);
            }
        });
    }

    /// While the slider moves, what was kept nearby is shown; the very steps once it rests.
    fn ask(&mut self, context: &Context, exactly: bool, actions: &mut Vec<Action>) {
        let wish = |step: u64| match (self.percent, exactly) {
            (percent, _) if percent >= 100.0 => Scrub::Follow,
            (percent, _) => {
                let step = (step as f64 * f64::from(percent) / 100.0).round() as u64;
                if exactly {
                    Scrub::At(step)
                } else {
                    Scrub::Near(step)
                }
            }
        };
        let wishes: Vec<Scrub> = context.runs.iter().map(|run| wish(run.step())).collect();
        if self.asked.as_ref() == Some(&wishes) {
            return;
        }
        for (run, wish) in context.runs.iter().zip(&wishes) {
            actions.push(Action::Engine(Command::Scrub(run.run, *wish)));
        }
        self.asked = Some(wishes);
    }
}
