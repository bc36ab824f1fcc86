//! The pane of attention: for one layer, what each character of the beginning looks back on, head by head.

use egui::{Align2, Color32, Key, Mesh, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::super::{Context, numbers};
use super::{CAPTION, sign, titled, visible};
use crate::engine::PictureId;
use crate::figure::{Attention, Figure};
use crate::ui::theme::{self, Theme, size, space};
use crate::ui::widgets::switch_word::{Mark, switch_word};

/// The line of characters below the heads.
const LINE: f32 = 22.0;
/// A cell this large has room for the characters beside it.
const LEGIBLE: f32 = 10.0;

/// What the pane remembers.
#[derive(Default)]
pub(in crate::ui::bench) struct Looks {
    layer: usize,
    /// The head, and the character that looks; the last one where nobody has chosen.
    head: usize,
    row: Option<usize>,
}

fn figure<'a>(context: &'a Context) -> Option<&'a Attention> {
    match &context.run.pictures.get(&PictureId::Attention)?.figure {
        Figure::Attention(attention) if !attention.characters.is_empty() => Some(attention),
        _ => None,
    }
}

impl Looks {
    /// The layers, in the title row.
    pub(in crate::ui::bench) fn controls(&mut self, ui: &mut Ui, context: &Context) {
        let Some(attention) = figure(context) else {
            return;
        };
        self.layer = self.layer.min(attention.layers - 1);
        for layer in 0..attention.layers {
            let args = [("number", (layer + 1).into())];
            let words = context.language.f("stage-text-layer", &args);
            if switch_word(ui, layer == self.layer, &words, Mark::default()).clicked() {
                self.layer = layer;
            }
        }
    }

    /// Draws the heads of a layer, and what the chosen character sees.
    pub(in crate::ui::bench) fn ui(&mut self, ui: &mut Ui, context: &Context) {
        let theme = theme::of(ui);
        let Some(attention) = figure(context) else {
            super::super::empty(ui, &context.language.t("stage-first-picture"));
            return;
        };
        let count = attention.characters.len();
        self.layer = self.layer.min(attention.layers - 1);
        self.head = self.head.min(attention.heads - 1);
        self.row = self.row.filter(|row| *row < count);
        let area = ui.available_rect_before_wrap();
        let words = context.language.t("stage-text-attention-caption");
        let room = titled(ui, area, &words);
        let (side, columns) = fitted(room, attention.heads);
        for head in 0..attention.heads {
            let at = vec2(
                (head % columns) as f32 * (side + space::LARGE),
                (head / columns) as f32 * (side + CAPTION + space::SMALL),
            );
            let args = [("number", (head + 1).into())];
            let title = context.language.f("stage-text-head", &args);
            let color = if head == self.head {
                theme.text
            } else {
                theme.dim
            };
            let font = theme::regular(size::SMALL);
            let top = room.min + at;
            ui.painter()
                .text(top, Align2::LEFT_TOP, &title, font, color);
            let square = Rect::from_min_size(top + vec2(0.0, CAPTION - 2.0), vec2(side, side));
            self.table(ui, context, &theme, attention, head, square, &title);
        }
        let rows = attention.heads.div_ceil(columns) as f32;
        let below = room.top() + rows * (side + CAPTION + space::SMALL) + space::SMALL;
        self.line(ui, context, &theme, attention, room.with_min_y(below));
        ui.allocate_rect(area, Sense::hover());
    }

    /// One head as a table of shades: rows look at columns.
    #[expect(
        clippy::too_many_arguments,
        reason = "one call from one place, each a different thing to draw with"
    )]
    fn table(
        &mut self,
        ui: &Ui,
        context: &Context,
        theme: &Theme,
        attention: &Attention,
        head: usize,
        rect: Rect,
        title: &str,
    ) {
        let count = attention.characters.len();
        let cell = rect.width() / count as f32;
        let looks = attention.head(self.layer, head);
        ui.painter().rect_filled(rect, 0.0, theme.plot);
        let mut mesh = Mesh::default();
        for (row, looks) in looks.chunks_exact(count).enumerate() {
            for (column, look) in looks.iter().enumerate().take(row + 1) {
                let at = rect.min + vec2(column as f32 * cell, row as f32 * cell);
                mesh.add_colored_rect(
                    Rect::from_min_size(at, vec2(cell, cell)),
                    shade(theme, *look),
                );
            }
        }
        ui.painter().add(mesh);
        let id = ui.scope_id().with(("head", head));
        let response = ui.interact(rect, id, Sense::click());
        if response.clicked() {
            response.request_focus();
        }
        if let Some(at) = response.hover_pos() {
            self.head = head;
            self.row = Some((((at.y - rect.top()) / cell) as usize).min(count - 1));
        }
        if response.has_focus() {
            self.head = head;
            let row = self.row.unwrap_or(count - 1);
            let pressed = |key| ui.input(|input| input.key_pressed(key));
            if pressed(Key::ArrowDown) {
                self.row = Some((row + 1).min(count - 1));
            } else if pressed(Key::ArrowUp) {
                self.row = Some(row.saturating_sub(1));
            }
        }
        let row = self.row.unwrap_or(count - 1);
        let strength = if head == self.head {
            theme.text
        } else {
            theme.line
        };
        let band = Rect::from_min_size(
            rect.min + vec2(0.0, row as f32 * cell),
            vec2((row + 1) as f32 * cell, cell),
        );
        let edge = egui::Stroke::new(1.0, strength);
        ui.painter()
            .rect_stroke(band, 0.0, edge, egui::StrokeKind::Outside);
        let most = most(&looks[row * count..][..=row]);
        let words = format!(
            "{title}: {}",
            look_words(context, attention, looks, row, most)
        );
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
        if let Some(at) = response.hover_pos() {
            let column = (((at.x - rect.left()) / cell) as usize).min(row);
            let words = look_words(context, attention, looks, row, column);
            let why = context.language.t("stage-text-attention-why");
            response.on_hover_text_at_pointer(format!("{words}\n{why}"));
        }
    }

    /// The characters in a line, each as bright as the chosen one looks at it.
    fn line(&self, ui: &Ui, context: &Context, theme: &Theme, attention: &Attention, rect: Rect) {
        let count = attention.characters.len();
        let row = self.row.unwrap_or(count - 1);
        let looks = attention.head(self.layer, self.head);
        let cell = (rect.width() / count as f32).min(18.0);
        if rect.height() < LINE || cell < LEGIBLE / 2.0 {
            return;
        }
        for (at, c) in attention.characters.iter().enumerate() {
            let left = rect.left() + at as f32 * cell;
            let place = Rect::from_min_size(pos2(left, rect.top()), vec2(cell - 1.0, LINE - 4.0));
            let look = looks[row * count + at];
            ui.painter().rect_filled(place, 2.0, shade(theme, look));
            if at == row {
                let edge = egui::Stroke::new(1.5, theme.warning);
                ui.painter()
                    .rect_stroke(place, 2.0, edge, egui::StrokeKind::Inside);
            }
            let color = if look > 0.5 {
                theme.on_accent
            } else {
                theme.text
            };
            let font = theme::regular(size::SMALL.min(cell + 2.0));
            let sign = sign(*c);
            ui.painter()
                .text(place.center(), Align2::CENTER_CENTER, sign, font, color);
        }
        let most = most(&looks[row * count..][..=row]);
        let words = look_words(context, attention, looks, row, most);
        let at = pos2(rect.left(), rect.top() + LINE);
        if at.y + size::SMALL < rect.bottom() {
            let font = theme::regular(size::SMALL);
            ui.painter()
                .text(at, Align2::LEFT_TOP, words, font, theme.dim);
        }
    }
}

/// The largest squares with which all heads fit into a room, and how many stand in a row.
fn fitted(room: Rect, heads: usize) -> (f32, usize) {
    let height = room.height() - 2.0 * LINE;
    let fit = |columns: usize| {
        let rows = heads.div_ceil(columns) as f32;
        let across = (room.width() + space::LARGE) / columns as f32 - space::LARGE;
        let down = height / rows - CAPTION - space::SMALL;
        (across.min(down).max(24.0), columns)
    };
    (1..=heads).map(fit).fold(
        (0.0, 1),
        |best, next| if next.0 > best.0 { next } else { best },
    )
}

/// The brighter, the more: by the root, so that small shares can be seen.
fn shade(theme: &Theme, look: f32) -> Color32 {
    theme
        .plot
        .lerp_to_gamma(theme.accent, look.clamp(0.0, 1.0).sqrt())
}

fn most(row: &[f32]) -> usize {
    let best = row.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
    best.map_or(0, |(at, _)| at)
}

fn look_words(
    context: &Context,
    attention: &Attention,
    looks: &[f32],
    row: usize,
    column: usize,
) -> String {
    let count = attention.characters.len();
    let share = f64::from(looks[row * count + column]) * 100.0;
    let word = |at: usize| visible(context.language, attention.characters[at]);
    let args = [
        ("share", numbers::fixed(share, 0).into()),
        ("from", word(row).into()),
        ("to", word(column).into()),
    ];
    context.language.f("stage-text-look", &args)
}
