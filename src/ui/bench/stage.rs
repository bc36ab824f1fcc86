//! The stage: what the model draws, as large as the pane allows, under the one number that says how well it does.

use egui::{Align2, Id, Key, Rect, Role, Sense, Ui, WidgetInfo, pos2};

use super::Context;
use super::fit::{self, CAPTION, GAP, Plan, Wanted};
use super::headline::headline;
use super::manifold::manifold_square;
use super::plane::PlaneStage;
use super::rows::Row;
use super::text::{TextStage, on_text};
use crate::data::Shape;
use crate::engine::{Doing, PictureId, Ready, View};
use crate::figure::{Figure, Images};
use crate::gpu::Kind;
use crate::ui::Action;
use crate::ui::paint::{ColorMap, Look, Tiles};
use crate::ui::run_view::RunView;
use crate::ui::theme::{self, Theme, size, space};
use crate::ui::widgets::switch_word::{Mark, switch_word};

/// How many samples the pane has room for at least.
const SAMPLES: usize = 64;
/// How many are drawn, so that the last row is as long as the others.
const DRAWN: usize = 96;

/// A layer of the stage, switched by its word in the title or by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    Samples,
    Reconstructions,
    Manifold,
    Difference,
}

impl Layer {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Samples, "stage-samples"),
        (Self::Reconstructions, "stage-reconstructions"),
        (Self::Manifold, "stage-manifold"),
        (Self::Difference, "stage-difference"),
    ];
}

/// What the pane remembers.
pub struct Stage {
    on: [bool; 4],
    /// Since when the run has been warming up, in the window's seconds.
    warming_since: Option<f64>,
    /// The difference of the reconstructions on show, made once for each picture.
    difference: Option<(u64, Images)>,
    pub(super) plane: PlaneStage,
    text: TextStage,
}

impl Default for Stage {
    fn default() -> Self {
        Self {
            on: [true, true, true, false],
            warming_since: None,
            difference: None,
            plane: PlaneStage::default(),
            text: TextStage::default(),
        }
    }
}

impl Stage {
    fn shows(&self, layer: Layer) -> bool {
        Layer::ALL
            .iter()
            .position(|(other, _)| *other == layer)
            .is_some_and(|i| self.on[i])
    }

    /// The switches that stand in the title row.
    pub fn controls(&mut self, ui: &mut Ui, context: &Context) {
        if let Some(ready) = on_plane(context.run) {
            return self.plane.controls(ui, context, ready);
        }
        if on_text(context.run).is_some() {
            return self.text.controls(ui, context);
        }
        for (i, (layer, key)) in Layer::ALL.into_iter().enumerate() {
            if !possible(layer, context.run) {
                continue;
            }
            let mark = Mark {
                key: char::from_digit(i as u32 + 1, 10),
                ..Mark::default()
            };
            let key = match layer {
                Layer::Reconstructions if predicts(context.run) => "stage-predictions",
                _ => key,
            };
            if switch_word(ui, self.on[i], &context.language.t(key), mark).clicked() {
                self.on[i] = !self.on[i];
            }
        }
    }

    /// Keys 1 to 4 switch layers; the plane has more.
    pub fn keys(&mut self, ui: &Ui, context: &Context) {
        if let Some(ready) = on_plane(context.run) {
            return self.plane.keys(ui, context.run, ready);
        }
        if on_text(context.run).is_some() {
            return self.text.keys(ui);
        }
        let keys = [Key::Num1, Key::Num2, Key::Num3, Key::Num4];
        for (i, key) in keys.into_iter().enumerate() {
            let pressed = ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, key));
            if pressed && possible(Layer::ALL[i].0, context.run) {
                self.on[i] = !self.on[i];
            }
        }
    }

    /// Asks for the pictures that the pane shows.
    pub fn look(&mut self, view: &mut View, run: &RunView) {
        if let Some(ready) = on_plane(run) {
            return self.plane.look(view, ready);
        }
        if let Some((_, set)) = on_text(run) {
            return self.text.look(view, run.run, set);
        }
        view.samples = if self.shows(Layer::Samples) { DRAWN } else { 0 };
        view.units = run
            .ready
            .as_ref()
            .is_some_and(|ready| ready.latent.is_some());
        view.ladder = true;
        view.reconstructions = self.shows(Layer::Reconstructions) || self.shows(Layer::Difference);
        view.manifold |= self.shows(Layer::Manifold) && possible(Layer::Manifold, run);
    }

    /// Draws the pane below its title.
    pub fn ui(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let run = context.run;
        // The data are there before the model has drawn anything.
        if let Some(ready) = on_plane(run) {
            return self.plane.ui(ui, context, ready, actions);
        }
        if let Some((ready, set)) = on_text(run) {
            return self.text.ui(ui, context, ready, set);
        }
        if run.doing() == Doing::WarmingUp {
            self.warming_since.get_or_insert(ui.input(|i| i.time));
        } else {
            self.warming_since = None;
        }
        if run.pictures.is_empty() {
            let words = self.waiting(ui, context);
            super::empty(ui, &words);
            return;
        }
        headline(ui, context);
        ui.add_space(space::SMALL);
        self.pictures(ui, context);
    }

    /// What the run is doing before there is a picture.
    fn waiting(&self, ui: &Ui, context: &Context) -> String {
        let (run, language) = (context.run, context.language);
        if let Some(trouble) = &run.trouble {
            return trouble.explain(language);
        }
        let since = self.warming_since.unwrap_or_default();
        let seconds = (ui.input(|i| i.time) - since).max(0.0).floor();
        let Some(ready) = &run.ready else {
            return language.t("stage-building");
        };
        if run.doing() != Doing::WarmingUp {
            return language.t("stage-first-picture");
        }
        ui.ctx()
            .request_repaint_after(std::time::Duration::from_millis(250));
        let key = if ready.device.kind == Kind::Cpu {
            "stage-warming-cpu"
        } else {
            "stage-warming-gpu"
        };
        language.f(key, &[("seconds", seconds.into())])
    }

    fn pictures(&mut self, ui: &mut Ui, context: &Context) {
        let theme = theme::of(ui);
        let area = ui.available_rect_before_wrap();
        let picture = |id| images(context.run, id);
        let samples = picture(PictureId::Samples).filter(|_| self.shows(Layer::Samples));
        let pairs = picture(PictureId::Reconstructions);
        let manifold = picture(PictureId::Manifold).filter(|_| self.shows(Layer::Manifold));
        let rows = self.rows(context);
        let names = row_names(ui, context, &rows);
        let any = samples.or(pairs).or(manifold);
        let shape = any.map_or([28, 28], |images| [images.width, images.height]);
        let wanted = Wanted {
            samples: samples.map_or(0, |images| images.count().min(SAMPLES)),
            pairs: pairs
                .filter(|_| !rows.is_empty())
                .map_or(0, |p| p.count() / 2),
            rows: rows.len(),
            names,
            manifold: manifold.is_some(),
            aspect: shape[1] as f32 / shape[0].max(1) as f32,
            native: shape[0] as f32 / ui.ctx().pixels_per_point(),
        };
        let plan = fit::plan(area, &wanted);
        if let (Some(images), Some((rect, columns))) = (samples, plan.samples) {
            let words = context.language.t(if predicts(context.run) {
                "stage-samples-caption-drawn"
            } else {
                "stage-samples-caption"
            });
            caption(ui, &theme, rect, &words);
            let at = pos2(rect.left(), rect.top() + CAPTION);
            let whole = (SAMPLES.div_ceil(columns) * columns).min(images.count());
            let tiles = tiles(images, "samples", plan.tile, columns, 0, whole);
            let drawn = tiles.paint(ui, Id::unique("stage samples"), at);
            name(ui, drawn, "stage samples", &words);
        }
        if let (Some(images), Some((rect, columns))) = (pairs, plan.pairs) {
            self.bands(ui, context, images, &rows, (rect, columns), &plan, &wanted);
        }
        if let (Some(images), Some(rect)) = (manifold, plan.manifold) {
            manifold_square(ui, context, &theme, images, rect);
        }
        ui.allocate_rect(area, Sense::hover());
    }

    /// The rows of a band that are on.
    fn rows(&self, context: &Context) -> Vec<Row> {
        if images(context.run, PictureId::Reconstructions).is_none() {
            return Vec::new();
        }
        let (pairs, difference) = (
            self.shows(Layer::Reconstructions),
            self.shows(Layer::Difference),
        );
        let mut rows = Vec::new();
        if pairs || difference {
            rows.push(Row::Test);
        }
        if pairs {
            rows.push(if predicts(context.run) {
                Row::Prediction
            } else {
                Row::Reconstruction
            });
        }
        if difference {
            rows.push(Row::Difference);
        }
        rows
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one call from one place, each a different thing to draw with"
    )]
    fn bands(
        &mut self,
        ui: &Ui,
        context: &Context,
        images: &Images,
        rows: &[Row],
        (rect, columns): (Rect, usize),
        plan: &Plan,
        wanted: &Wanted,
    ) {
        let theme = theme::of(ui);
        let step = context
            .run
            .pictures
            .get(&PictureId::Reconstructions)
            .map_or(0, |p| p.step);
        let pairs = wanted.pairs;
        if rows.contains(&Row::Difference)
            && self
                .difference
                .as_ref()
                .is_none_or(|(made, _)| *made != step)
        {
            self.difference = Some((step, difference(images)));
        }
        let pitch = plan.tile.y + GAP;
        let band_height = rows.len() as f32 * pitch - GAP + space::MEDIUM;
        for band in 0..pairs.div_ceil(columns) {
            let first = band * columns;
            let count = columns.min(pairs - first);
            for (i, row) in rows.iter().enumerate() {
                let top = rect.top() + band as f32 * band_height + i as f32 * pitch;
                let words = context.language.t(row.key());
                let middle = pos2(rect.left(), top + plan.tile.y / 2.0);
                ui.painter().text(
                    middle,
                    Align2::LEFT_CENTER,
                    &words,
                    theme::regular(size::SMALL),
                    theme.dim,
                );
                let at = pos2(rect.left() + wanted.names, top);
                let shown = match (row, &self.difference) {
                    (Row::Test, _) => tiles(images, "pairs", plan.tile, columns, first, count),
                    (Row::Reconstruction | Row::Prediction, _) => {
                        tiles(images, "pairs", plan.tile, columns, pairs + first, count)
                    }
                    (Row::Difference, Some((_, images))) => Tiles {
                        look: Look::Heat(ColorMap::Magma, [0.0, 1.0]),
                        ..tiles(images, "difference", plan.tile, columns, first, count)
                    },
                    (Row::Difference, None) => continue,
                };
                let drawn = shown.paint(ui, Id::unique(("stage", row.key(), band)), at);
                name(ui, drawn, (row.key(), band), &words);
            }
        }
    }
}

/// What is known of a run whose examples are points in a plane.
pub(super) fn on_plane(run: &RunView) -> Option<&Ready> {
    let ready = run.ready.as_ref()?;
    (ready.shape == Shape::Plane).then_some(ready)
}

fn possible(layer: Layer, run: &RunView) -> bool {
    let latent = run.ready.as_ref().and_then(|ready| ready.latent);
    match layer {
        Layer::Samples => true,
        Layer::Reconstructions | Layer::Difference => {
            let restores = run.ready.as_ref().is_none_or(|ready| ready.restores);
            restores || latent.is_some() || predicts(run)
        }
        Layer::Manifold => latent == Some(2),
    }
}

/// Whether the model expects every pixel from those before it.
fn predicts(run: &RunView) -> bool {
    run.ready.as_ref().is_some_and(|ready| ready.predicts)
}

fn images(run: &RunView, id: PictureId) -> Option<&Images> {
    match &run.pictures.get(&id)?.figure {
        Figure::Images(images) if images.count() > 0 => Some(images),
        _ => None,
    }
}

fn tiles<'a>(
    images: &'a Images,
    source: &str,
    tile: egui::Vec2,
    columns: usize,
    first: usize,
    count: usize,
) -> Tiles<'a> {
    Tiles {
        first,
        count,
        columns,
        gap: GAP,
        radius: f32::from(size::PICTURE_RADIUS) * 0.5,
        ..Tiles::new(Id::unique(("stage", source)), images, tile)
    }
}

/// |x - reconstruction|, image by image.
fn difference(images: &Images) -> Images {
    let (x, r) = images.pixels.split_at(images.pixels.len() / 2);
    Images {
        pixels: x.iter().zip(r).map(|(x, r)| (x - r).abs()).collect(),
        ..images.clone()
    }
}

fn row_names(ui: &Ui, context: &Context, rows: &[Row]) -> f32 {
    let width = |row: &Row| {
        let font = theme::regular(size::SMALL);
        let words = context.language.t(row.key());
        ui.painter()
            .layout_no_wrap(words, font, theme::of(ui).dim)
            .size()
            .x
    };
    rows.iter().map(width).fold(0.0, f32::max) + space::LARGE
}

pub(super) fn caption(ui: &Ui, theme: &Theme, rect: Rect, words: &str) {
    ui.painter().text(
        rect.left_top(),
        Align2::LEFT_TOP,
        words,
        theme::regular(size::SMALL),
        theme.dim,
    );
}

/// Gives a picture its name for a screen reader.
pub(super) fn name(ui: &Ui, rect: Rect, id: impl std::hash::Hash + std::fmt::Debug, words: &str) {
    let response = ui.interact(rect, ui.scope_id().with(id), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words));
}
