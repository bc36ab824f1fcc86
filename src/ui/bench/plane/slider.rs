//! The slider of the process: through layers, through time, bit by bit, from the base space to the data, or along a chain.

use egui::{Layout, Rect, RichText, Slider as Bar, Ui, UiBuilder, vec2};

use crate::engine::Ready;
use crate::figure::Axis;
use crate::ui::bench::{Context, numbers};
use crate::ui::theme::{self, icon, size, space};
use crate::ui::widgets::icon_button::icon_button;

/// One way from the base space to the data takes so many seconds, and rests there for so many.
const WAY: f64 = 3.0;
const REST: f64 = 1.0;
/// The room for the words behind the bar.
const WORDS: f32 = 124.0;

/// Where the slider is.
#[derive(Debug, Default)]
pub(super) struct Slider {
    /// How far it is, as a share of the whole way; `None` is the end, the data.
    share: Option<f32>,
    /// For how long it has been playing.
    playing: Option<f64>,
}

impl Slider {
    /// How far it is, as a share of the whole way.
    pub(super) fn share(&self) -> f32 {
        self.share.unwrap_or(1.0)
    }

    /// After how many steps pictures are wanted; `None` is after the last.
    pub(super) fn frame(&self, ready: &Ready) -> Option<usize> {
        let (_, steps) = ready.process?;
        let frame = (self.share? * steps as f32).round() as usize;
        (frame < steps).then_some(frame)
    }

    /// Lets time pass.
    pub(super) fn advance(&mut self, ui: &Ui) {
        let Some(played) = self.playing else { return };
        let played = (played + f64::from(ui.input(|i| i.stable_dt).min(0.1))) % (WAY + REST);
        self.playing = Some(played);
        self.share = (played < WAY).then_some((played / WAY) as f32);
        ui.ctx().request_repaint();
    }

    /// Stands still after the nearest step.
    fn rest_at(&mut self, place: f32, steps: usize) {
        let share = place.round() / steps.max(1) as f32;
        self.share = (share < 1.0).then_some(share);
    }

    /// Draws it.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        context: &Context,
        (axis, steps): (Axis, usize),
        rect: Rect,
    ) {
        let row = Layout::left_to_right(egui::Align::Center);
        let mut ui = ui.new_child(UiBuilder::new().max_rect(rect).layout(row));
        let ui = &mut ui;
        ui.spacing_mut().item_spacing = vec2(space::SMALL, 0.0);
        let (glyph, key) = if self.playing.is_some() {
            (icon::PAUSE, "plane-process-pause")
        } else {
            (icon::PLAY, "plane-process-play")
        };
        if icon_button(ui, glyph, &context.language.t(key), true).clicked() {
            if self.playing.take().is_some() {
                self.rest_at(self.share() * steps as f32, steps);
            } else {
                // At the end it begins anew.
                let played = self.share.map_or(0.0, |share| f64::from(share) * WAY);
                self.playing = Some(played);
            }
        }
        let words = words(context, axis, self.share(), steps);
        ui.spacing_mut().slider_width = (ui.available_width() - WORDS).max(60.0);
        let mut place = self.share() * steps as f32;
        let step = if self.playing.is_some() { 0.0 } else { 1.0 };
        let bar = Bar::new(&mut place, 0.0..=steps as f32)
            .step_by(step)
            .show_value(false);
        let name = context.language.t("plane-process");
        let response = ui.add(bar).accessible_name(format!("{name}: {words}"));
        if response.changed() {
            self.playing = None;
            self.rest_at(place, steps);
        }
        let why = if axis == Axis::Chain {
            "plane-process-chain-why"
        } else {
            "plane-process-why"
        };
        response.on_hover_text(context.language.t(why));
        let text = RichText::new(words).size(size::SMALL);
        let label = egui::Label::new(text.color(theme::of(ui).dim)).truncate();
        ui.add(label);
    }
}

fn words(context: &Context, axis: Axis, share: f32, steps: usize) -> String {
    let at = (share * steps as f32).round() as usize;
    let key = match axis {
        Axis::Time => {
            let t = numbers::fixed(f64::from(share), 2);
            return context.language.f("plane-process-time", &[("t", t.into())]);
        }
        Axis::Layers => "plane-process-layers",
        Axis::Bits => "plane-process-bits",
        Axis::Chain => "plane-process-chain",
    };
    let args = [("at", at.into()), ("of", steps.into())];
    context.language.f(key, &args)
}
