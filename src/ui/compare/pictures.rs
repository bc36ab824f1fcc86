//! The last pictures of two runs: beside one another, or one over the other with a divider between them.

use egui::{
    Color32, ColorImage, CursorIcon, Key, Modifiers, Rect, RichText, Sense, Stroke, TextureHandle,
    TextureOptions, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use super::title;
use crate::store::Sheet;
use crate::text::Language;
use crate::ui::bench::numbers;
use crate::ui::theme::{self, Ink, size, space};
use crate::ui::widgets::arrows::has_arrows;
use crate::ui::widgets::switch_word::{Mark, switch_word};

/// The line above a picture.
const CAPTION: f32 = 22.0;
/// The line above all of them, with the room below it.
const TITLE: f32 = 30.0;
/// No picture is smaller.
const LEAST: f32 = 80.0;
/// An arrow key moves the divider by this share of the picture.
const STEP: f32 = 0.05;
/// The handle of the divider.
const HANDLE: f32 = 7.0;

/// What is remembered of the pictures.
pub(super) struct Pictures {
    textures: [Option<TextureHandle>; 2],
    /// The shade that they are drawn for.
    dark: bool,
    swipe: bool,
    /// Where the divider is, from 0 at the left to 1.
    divider: f32,
}

impl Default for Pictures {
    fn default() -> Self {
        Self {
            textures: [None, None],
            dark: false,
            swipe: false,
            divider: 0.5,
        }
    }
}

/// The last picture of a run.
#[derive(Clone, Copy)]
pub(super) struct Last<'a> {
    /// After how many steps it was made.
    pub(super) step: u64,
    pub(super) sheet: &'a Sheet,
    /// Whether it shows points, as dots on white.
    pub(super) on_plane: bool,
}

type Picture<'a> = Option<Last<'a>>;

impl Pictures {
    /// The room that they take where there is so much.
    pub(super) fn room(&self, most: Vec2) -> Vec2 {
        let side = side(self.swipe, vec2(most.x, most.y - TITLE));
        let width = if self.swipe {
            side
        } else {
            2.0 * side + space::HUGE
        };
        vec2(width, side + CAPTION + TITLE)
    }

    /// Draws the pictures in what room is left.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        language: Language,
        names: &[String; 2],
        pictures: [Picture; 2],
    ) {
        let dark = theme::of(ui).dark;
        if self.dark != dark {
            (self.textures, self.dark) = ([None, None], dark);
        }
        for (texture, picture) in self.textures.iter_mut().zip(pictures) {
            if let (None, Some(last)) = (&texture, picture) {
                *texture = Some(texture_of(ui, last.sheet, last.on_plane));
            }
        }
        let both = pictures.iter().all(Option::is_some);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::LARGE;
            title(ui, &language.t("compare-pictures"));
            if !both {
                return;
            }
            for (swipe, key) in [(false, "compare-beside"), (true, "compare-swipe")] {
                if switch_word(ui, self.swipe == swipe, &language.t(key), Mark::default()).clicked()
                {
                    self.swipe = swipe;
                }
            }
        });
        ui.add_space(space::SMALL);
        let captions = [0, 1].map(|i| caption(language, &names[i], pictures[i]));
        let side = side(self.swipe && both, ui.available_size());
        match &self.textures {
            [Some(one), Some(other)] if self.swipe => {
                let textures = [one.clone(), other.clone()];
                self.swiped(ui, language, names, (&textures, &captions), side);
            }
            textures => {
                ui.horizontal_top(|ui| {
                    ui.spacing_mut().item_spacing.x = space::HUGE;
                    for (i, texture) in textures.iter().enumerate() {
                        beside(
                            ui,
                            language,
                            (&captions[i], i as u8),
                            texture.as_ref(),
                            side,
                        );
                    }
                });
            }
        }
    }

    /// Left of the divider the first, right of it the second.
    fn swiped(
        &mut self,
        ui: &mut Ui,
        language: Language,
        names: &[String; 2],
        (textures, captions): (&[TextureHandle; 2], &[String; 2]),
        side: f32,
    ) {
        let theme = theme::of(ui);
        let room = vec2(side, side + CAPTION);
        let (rect, response) = ui.allocate_exact_size(room, Sense::click_and_drag());
        let frame = rect.with_min_y(rect.top() + CAPTION);
        if let Some(at) = response.interact_pointer_pos() {
            self.divider = ((at.x - frame.left()) / side).clamp(0.0, 1.0);
            response.request_focus();
        }
        self.keys(ui, &response);
        let args = [
            ("one", names[0].as_str().into()),
            ("other", names[1].as_str().into()),
        ];
        let words = language.f("compare-divider", &args);
        let at = f64::from(self.divider * 100.0).round();
        response.widget_info(|| WidgetInfo::slider(true, at, &words));
        let x = frame.left() + self.divider * side;
        let ends = [frame.with_max_x(x), frame.with_min_x(x)];
        for (texture, part) in textures.iter().zip(ends) {
            let inside = ui.painter().with_clip_rect(part.intersect(ui.clip_rect()));
            inside.image(
                texture.id(),
                fitted(texture, frame),
                whole(),
                theme::UNTINTED,
            );
        }
        let painter = ui.painter();
        painter.vline(x, frame.y_range(), Stroke::new(2.0, theme.accent));
        painter.circle_filled(pos2(x, frame.center().y), HANDLE, theme.accent);
        let line = rect.top() + CAPTION / 2.0;
        let font = theme::regular(size::SMALL);
        let [left, right] = [egui::Align2::LEFT_CENTER, egui::Align2::RIGHT_CENTER];
        for (i, (x, align)) in [(rect.left(), left), (rect.right(), right)]
            .into_iter()
            .enumerate()
        {
            let color = theme.laid_over(i as u8);
            painter.text(pos2(x, line), align, &captions[i], font.clone(), color);
        }
        response.on_hover_cursor(CursorIcon::ResizeHorizontal);
    }

    /// The arrow keys move the divider while it has the focus.
    fn keys(&mut self, ui: &Ui, response: &egui::Response) {
        if !has_arrows(ui, response) {
            return;
        }
        ui.input_mut(|input| {
            for (key, by) in [(Key::ArrowLeft, -STEP), (Key::ArrowRight, STEP)] {
                if input.consume_key(Modifiers::NONE, key) {
                    self.divider = (self.divider + by).clamp(0.0, 1.0);
                }
            }
        });
    }
}

/// The side of a picture below its caption: of two over one another, or of two beside one another.
fn side(swipe: bool, room: Vec2) -> f32 {
    let widest = if swipe {
        room.x
    } else {
        (room.x - space::HUGE) / 2.0
    };
    widest.min(room.y - CAPTION).max(LEAST)
}

/// The name of a run, and when its picture was made.
fn caption(language: Language, name: &str, picture: Picture) -> String {
    let Some(Last { step, .. }) = picture else {
        return name.to_owned();
    };
    let step = [("step", numbers::count(step).into())];
    format!("{name}, {}", language.f("compare-picture-step", &step))
}

/// A picture below its name.
fn beside(
    ui: &mut Ui,
    language: Language,
    (caption, slot): (&str, u8),
    texture: Option<&TextureHandle>,
    side: f32,
) {
    let theme = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(side, side + CAPTION), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, caption));
    let frame = rect.with_min_y(rect.top() + CAPTION);
    let line = pos2(rect.left(), rect.top() + CAPTION / 2.0);
    let font = theme::regular(size::SMALL);
    let align = egui::Align2::LEFT_CENTER;
    ui.painter()
        .text(line, align, caption, font, theme.laid_over(slot));
    if let Some(texture) = texture {
        let place = fitted(texture, frame);
        ui.painter()
            .image(texture.id(), place, whole(), theme::UNTINTED);
        return;
    }
    let radius = f32::from(size::PICTURE_RADIUS);
    ui.painter().rect_filled(frame, radius, theme.panel);
    let mut inside = ui.new_child(egui::UiBuilder::new().max_rect(frame.shrink(space::LARGE)));
    inside.centered_and_justified(|ui| {
        let words = RichText::new(language.t("compare-no-picture"));
        ui.label(words.color(theme.dim));
    });
}

fn whole() -> Rect {
    Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0))
}

/// As large as fits into a frame, at its upper left.
fn fitted(texture: &TextureHandle, frame: Rect) -> Rect {
    let size = texture.size_vec2();
    let scale = (frame.width() / size.x).min(frame.height() / size.y);
    Rect::from_min_size(frame.min, size * scale)
}

/// The pixels as they are; dots on white in the colours of points on the plane.
pub fn texture_of(ui: &Ui, sheet: &Sheet, on_plane: bool) -> TextureHandle {
    let theme = theme::of(ui);
    let (ground, dot) = (theme.plot, theme.ink(Ink::Sample));
    let pixels = sheet
        .bytes
        .chunks_exact(sheet.channels.max(1))
        .map(|pixel| {
            let intensities: Vec<f32> = pixel.iter().map(|&byte| f32::from(byte) / 255.0).collect();
            match intensities[..] {
                [grey] if on_plane => ground.lerp_to_gamma(dot, 1.0 - grey),
                _ => theme::pixel(&intensities),
            }
        });
    let mut pixels: Vec<Color32> = pixels.collect();
    pixels.resize(sheet.width * sheet.height, Color32::TRANSPARENT);
    let image = ColorImage::new([sheet.width, sheet.height], pixels);
    let options = if on_plane {
        TextureOptions::LINEAR
    } else {
        TextureOptions::NEAREST
    };
    ui.ctx().load_texture("last samples", image, options)
}
