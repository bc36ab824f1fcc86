//! A canvas for a picture of one's own: what is drawn on it gets a code like any other picture.

use std::sync::Arc;

use egui::{
    Key, Modifiers, Rect, RichText, Role, Sense, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};

use super::source;
use crate::data::ImageSet;
use crate::figure::Images;
use crate::ui::bench::Context;
use crate::ui::paint::Tiles;
use crate::ui::theme::{self, icon, size, space};
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::{Action, PictureFrom};

/// The brush reaches so far, of a picture 28 pixels wide.
const BRUSH: f32 = 1.25;
const WIDE: f32 = 28.0;

/// What is drawn.
pub(super) struct Canvas {
    images: Images,
    pixels: Vec<f32>,
    last: Option<Vec2>,
}

/// What has become of a canvas.
pub(super) enum Outcome {
    /// It is drawn on.
    Open,
    /// The picture is to be used.
    Done(Arc<[f32]>),
    /// Nothing is to be used.
    PutAway,
}

impl Canvas {
    /// An empty one for pictures like these.
    pub(super) fn new(data: &ImageSet) -> Self {
        Self {
            images: Images {
                width: data.width,
                height: data.height,
                channels: data.channels,
                columns: Some(1),
                pixels: vec![0.0; data.dims()].into(),
            },
            pixels: vec![0.0; data.dims()],
            last: None,
        }
    }

    /// A picture in place of what is drawn, if it is as large.
    pub(super) fn put(&mut self, pixels: &[f32]) {
        if pixels.len() == self.pixels.len() {
            self.pixels.copy_from_slice(pixels);
            self.images.pixels = self.pixels.clone().into();
        }
    }

    /// Draws the canvas.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        context: &Context,
        rect: Rect,
        data: &ImageSet,
        actions: &mut Vec<Action>,
    ) -> Outcome {
        if self.pixels.len() != data.dims() {
            return Outcome::PutAway;
        }
        let t = |key: &str| context.language.t(key);
        let theme = theme::of(ui);
        let row = size::BAR - space::MEDIUM;
        let sheet = rect.with_max_y(rect.bottom() - row);
        let tile = super::fitted(&self.images, sheet.width().min(sheet.height()));
        let sheet = Rect::from_center_size(sheet.center(), tile);
        self.touched(ui, context, sheet);
        let tiles = Tiles::new(source("canvas"), &self.images, tile);
        tiles.paint(ui, egui::Id::unique("latent canvas"), sheet.min);
        if self.pixels.iter().all(|pixel| *pixel == 0.0) {
            ui.painter().text(
                sheet.center(),
                egui::Align2::CENTER_CENTER,
                t("latent-draw-here"),
                theme::regular(size::SMALL),
                theme.faint,
            );
        }
        ui.painter().rect_stroke(
            sheet,
            0.0,
            egui::Stroke::new(1.0, theme.accent),
            egui::StrokeKind::Outside,
        );
        let below = Rect::from_min_max(pos2(rect.left(), rect.bottom() - row), rect.max);
        let mut below = ui.new_child(UiBuilder::new().max_rect(below));
        let mut outcome = Outcome::Open;
        below.horizontal_centered(|ui| {
            let small = |key: &str| RichText::new(t(key)).size(size::SMALL);
            let any = self.pixels.iter().any(|pixel| *pixel > 0.0);
            if ui
                .add_enabled(any, egui::Button::new(small("latent-draw-done")))
                .clicked()
            {
                outcome = Outcome::Done(self.pixels.clone().into());
            }
            if icon_button(ui, icon::CLEAR, &t("latent-draw-clear"), any).clicked() {
                self.pixels.fill(0.0);
                self.images.pixels = self.pixels.clone().into();
            }
            for (glyph, key, from) in [
                (icon::FOLDER, "latent-draw-open", PictureFrom::File),
                (icon::PASTE, "latent-draw-paste", PictureFrom::Clipboard),
            ] {
                if icon_button(ui, glyph, &t(key), true).clicked() {
                    actions.push(Action::Picture(from));
                }
            }
            if icon_button(ui, icon::CLOSE, &t("latent-draw-cancel"), true).clicked() {
                outcome = Outcome::PutAway;
            }
        });
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            outcome = Outcome::PutAway;
        }
        outcome
    }

    fn touched(&mut self, ui: &Ui, context: &Context, sheet: Rect) {
        let response = ui.interact(sheet, ui.scope_id().with("canvas"), Sense::click_and_drag());
        let words = context.language.t("latent-draw-here");
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, &words));
        let down = response.is_pointer_button_down_on();
        let Some(at) = response.interact_pointer_pos().filter(|_| down) else {
            self.last = None;
            return;
        };
        let scale = self.images.width as f32 / sheet.width().max(1.0);
        let to = (at - sheet.min) * scale;
        let from = self.last.replace(to).unwrap_or(to);
        let steps = ((to - from).length() * 4.0).ceil().max(1.0) as usize;
        for step in 0..=steps {
            self.dab(from + (to - from) * (step as f32 / steps as f32));
        }
        self.images.pixels = self.pixels.clone().into();
        ui.ctx().request_repaint();
    }

    /// A soft round dab, in pixels.
    fn dab(&mut self, at: Vec2) {
        let Images {
            width,
            height,
            channels,
            ..
        } = self.images;
        let reach = BRUSH * width as f32 / WIDE;
        for (index, pixel) in self.pixels.chunks_exact_mut(channels).enumerate() {
            if index / width >= height {
                break;
            }
            let middle = vec2((index % width) as f32 + 0.5, (index / width) as f32 + 0.5);
            let ink = (1.0 + reach - (middle - at).length()).clamp(0.0, 1.0);
            for value in pixel {
                *value = value.max(ink);
            }
        }
    }
}
