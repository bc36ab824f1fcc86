//! The masks of an autoregressive net as pictures: which output may see which input.

use egui::{Align2, Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::figure::{Images, Matrix};
use crate::ui::bench::{Context, empty};
use crate::ui::paint::{ColorMap, Look, Tiles};
use crate::ui::theme::{self, size, space};

/// The words above a mask, and those with its size below it.
const WORDS: f32 = 18.0;
/// A name takes about so much room.
const NAME: f32 = 150.0;
/// The largest that one entry is drawn.
const LARGEST: f32 = 14.0;
/// Open and closed stand well inside the colour map, where it is calm.
const SPAN: [f32; 2] = [-0.25, 1.6];

/// The masks as images, made once for each list of them.
#[derive(Default)]
pub(super) struct Masks {
    made: Vec<(Matrix, Images)>,
}

impl Masks {
    fn take_up(&mut self, masks: &[Matrix]) {
        let same = |(a, (b, _)): (&Matrix, &(Matrix, Images))| {
            std::sync::Arc::ptr_eq(&a.values, &b.values)
        };
        if masks.len() == self.made.len() && masks.iter().zip(&self.made).all(same) {
            return;
        }
        let image = |mask: &Matrix| Images {
            width: mask.columns,
            height: mask.rows,
            channels: 1,
            columns: Some(1),
            pixels: std::sync::Arc::clone(&mask.values),
        };
        self.made = masks
            .iter()
            .map(|mask| (mask.clone(), image(mask)))
            .collect();
    }

    /// Draws the pane.
    pub(super) fn ui(&mut self, ui: &mut Ui, context: &Context, masks: &[Matrix]) {
        self.take_up(masks);
        if self.made.is_empty() {
            empty(ui, &context.language.t("plane-masks-empty"));
            return;
        }
        let theme = theme::of(ui);
        let area = ui.available_rect_before_wrap();
        let caption = context.language.t("plane-masks-caption");
        let font = theme::regular(size::SMALL);
        let galley = ui
            .painter()
            .layout(caption, font.clone(), theme.dim, area.width());
        let room = area.with_min_y(area.top() + galley.size().y + space::MEDIUM);
        ui.painter().galley(area.min, galley, theme.dim);
        let count = self.made.len();
        let columns = columns(room, count);
        let rows = count.div_ceil(columns);
        let cell = vec2(room.width() / columns as f32, room.height() / rows as f32);
        for (i, (mask, images)) in self.made.iter().enumerate() {
            let corner =
                room.min + vec2((i % columns) as f32 * cell.x, (i / columns) as f32 * cell.y);
            let cell = Rect::from_min_size(corner, cell - vec2(space::MEDIUM, space::MEDIUM));
            one(ui, context, i, mask, images, cell);
        }
        ui.allocate_rect(area, Sense::hover());
    }
}

/// How many stand in a row, so that each is as large as can be.
fn columns(room: Rect, count: usize) -> usize {
    let side = |columns: usize| {
        let rows = count.div_ceil(columns);
        (room.width() / columns as f32).min(room.height() / rows as f32 - 2.0 * WORDS)
    };
    // Names need room, too.
    let most = ((room.width() / NAME) as usize).clamp(1, count.max(1));
    (1..=most)
        .max_by(|a, b| side(*a).total_cmp(&side(*b)))
        .unwrap_or(1)
}

fn one(ui: &Ui, context: &Context, i: usize, mask: &Matrix, images: &Images, cell: Rect) {
    let theme = theme::of(ui);
    let font = theme::regular(size::SMALL);
    let name = context.language.t(&format!("matrix-{}", mask.name));
    let shape = context.language.f(
        "plane-mask-size",
        &[("rows", mask.rows.into()), ("columns", mask.columns.into())],
    );
    let mut job = egui::text::LayoutJob::simple_singleline(name.clone(), font.clone(), theme.dim);
    job.wrap = egui::text::TextWrapping::truncate_at_width(cell.width());
    let galley = ui.painter().layout_job(job);
    ui.painter().galley(cell.min, galley, theme.dim);
    let room = cell
        .with_min_y(cell.top() + WORDS)
        .with_max_y(cell.bottom() - WORDS);
    let entry = (room.width() / mask.columns.max(1) as f32)
        .min(room.height() / mask.rows.max(1) as f32)
        .min(LARGEST);
    if entry <= 0.0 {
        return;
    }
    let side = vec2(mask.columns as f32, mask.rows as f32) * entry;
    let map = if theme.dark {
        ColorMap::Viridis
    } else {
        ColorMap::ViridisReversed
    };
    let tiles = Tiles {
        look: Look::Heat(map, SPAN),
        ..Tiles::new(Id::unique(("mask", i)), images, side)
    };
    let drawn = tiles.paint(ui, Id::unique(("mask shown", i)), room.min);
    let below = pos2(drawn.left(), drawn.bottom() + 2.0);
    ui.painter()
        .text(below, Align2::LEFT_TOP, &shape, font, theme.faint);
    let response = ui.interact(drawn, ui.scope_id().with(("mask", i)), Sense::hover());
    let words = format!("{name}, {shape}");
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
    let at = response.hover_pos().map(|at| (at - drawn.min) / entry);
    response.on_hover_ui_at_pointer(|ui| {
        let Some(at) = at else { return };
        let (row, column) = (at.y.max(0.0) as usize, at.x.max(0.0) as usize);
        let value = mask.values.get(row * mask.columns + column);
        let sees = value.is_some_and(|value| *value > 0.0);
        let key = if sees {
            "plane-mask-sees"
        } else {
            "plane-mask-blind"
        };
        let args = [("to", (row + 1).into()), ("from", (column + 1).into())];
        ui.label(context.language.f(key, &args));
    });
}
