//! The stage: what the model draws, as large as the pane allows, under the one number that says how well it does.

mod bands;
mod insight;
mod layer;

use egui::text::{LayoutJob, TextWrapping};
use egui::{Id, Rect, Role, Sense, Ui, WidgetInfo, pos2};
use serde::{Deserialize, Serialize};

use self::bands::row_names;
use self::insight::Insight;
use self::layer::{Layer, growing, layers_of, possible, predicts};
use super::Context;
use super::fit::{self, CAPTION, GAP, Wanted};
use super::headline::headline;
use super::picture_measures;
use super::plane::PlaneStage;
use super::rows::Row;
use super::side::{self, Side};
use super::text::{TextStage, on_text};
use crate::data::Shape;
use crate::engine::{Doing, NumbersView, PictureId, Ready, View};
use crate::figure::{Figure, Growing, Images};
use crate::gpu::Kind;
use crate::taxonomy::Sight;
use crate::ui::Action;
use crate::ui::paint::{ColorMap, Look, Tiles};
use crate::ui::run_view::RunView;
use crate::ui::theme::{self, Theme, size, space};
use crate::ui::widgets::keys::DIGITS;
use crate::ui::widgets::spot;
use crate::ui::widgets::switch_word::{Mark, switch_word};

/// How many samples the pane has room for at least.
const SAMPLES: usize = 64;
/// How many are drawn, so that the last row is as long as the others.
const DRAWN: usize = 96;

/// What the pane remembers.
pub struct Stage {
    on: [bool; 12],
    /// Since when the run has been warming up, in the window's seconds.
    warming_since: Option<f64>,
    /// The difference of the reconstructions on show, made once for each picture.
    difference: Option<(u64, Images)>,
    insight: Insight,
    pub(super) plane: PlaneStage,
    text: TextStage,
    /// The picture that something under the pointer elsewhere is about.
    lit: Option<Sight>,
}

/// Which layers are switched on: of planes, of pictures, of texts.
#[derive(Serialize, Deserialize)]
pub(super) struct Switched {
    plane: Vec<Option<bool>>,
    pictures: Vec<bool>,
    texts: Vec<bool>,
}

impl Default for Stage {
    fn default() -> Self {
        Self {
            on: [
                true, true, true, false, true, false, true, false, false, false, false, false,
            ],
            insight: Insight::default(),
            warming_since: None,
            difference: None,
            plane: PlaneStage::default(),
            text: TextStage::default(),
            lit: None,
        }
    }
}

impl Stage {
    /// The switches of all layers, to be kept.
    pub(super) fn switched(&self) -> Switched {
        Switched {
            plane: self.plane.layers().to_vec(),
            pictures: self.on.to_vec(),
            texts: self.text.layers().to_vec(),
        }
    }

    /// Takes up switches that were kept; those of another version, which had other layers, are left alone.
    pub(super) fn switch(&mut self, switched: &Switched) {
        self.plane.switch(&switched.plane);
        self.text.switch(&switched.texts);
        if let Ok(on) = switched.pictures.clone().try_into() {
            self.on = on;
        }
    }

    /// Says which picture something under the pointer elsewhere is about: it is shown, and framed.
    pub(super) fn light(&mut self, sight: Option<Sight>) {
        self.lit = sight;
        self.plane.light(sight);
    }

    fn shows(&self, layer: Layer) -> bool {
        if self.lit.and_then(layer::of_sight) == Some(layer) {
            return true;
        }
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
        for (place, i) in layers_of(context.run).into_iter().enumerate() {
            let (layer, key) = Layer::ALL[i];
            let mark = Mark {
                key: char::from_digit(place as u32 + 1, 10),
                ..Mark::default()
            };
            let key = match layer {
                Layer::Reconstructions if predicts(context.run) => "stage-predictions",
                Layer::Manifold if images(context.run, PictureId::Strip).is_some() => "stage-way",
                _ => key,
            };
            if switch_word(ui, self.on[i], &context.language.t(key), mark).clicked() {
                self.on[i] = !self.on[i];
            }
        }
    }

    /// Keys 1 to 9 switch the layers of the run in their order; the plane has its own.
    pub fn keys(&mut self, ui: &Ui, context: &Context) {
        if let Some(ready) = on_plane(context.run) {
            return self.plane.keys(ui, context.run, ready);
        }
        if on_text(context.run).is_some() {
            return self.text.keys(ui);
        }
        for (i, key) in layers_of(context.run).into_iter().zip(DIGITS) {
            if ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, key)) {
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
        let drawn = self.shows(Layer::Samples) || self.shows(Layer::Nearest);
        view.samples = if drawn { DRAWN } else { 0 };
        view.nearest = self.shows(Layer::Nearest);
        view.units = run
            .ready
            .as_ref()
            .is_some_and(|ready| ready.latent.is_some());
        view.ways = self.shows(Layer::Ways);
        view.filters = self.shows(Layer::Filters);
        view.ladder = true;
        let below = [
            Layer::Reconstructions,
            Layer::Difference,
            Layer::Surprise,
            Layer::Receptive,
            Layer::Completed,
        ];
        view.reconstructions = below
            .into_iter()
            .any(|layer| self.shows(layer) && possible(layer, run));
        view.numbers = NumbersView {
            growing: true,
            surprise: self.shows(Layer::Surprise),
            receptive: self
                .shows(Layer::Receptive)
                .then(|| self.insight.chosen(run)),
            known: self.shows(Layer::Completed).then(|| self.insight.known()),
        };
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
        picture_measures::ui(ui, context, actions);
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
        let film = context.run.film.images();
        let sides = self.sides(context, film);
        let nearest = picture(PictureId::Nearest);
        let rows = self.rows(context);
        let names = row_names(ui, context, &rows);
        let growing = growing(context.run).filter(|_| samples.is_some());
        let any = samples.or(pairs).or(nearest);
        let shape = any.map_or([28, 28], |images| [images.width, images.height]);
        let wanted = Wanted {
            samples: samples.map_or(0, |images| images.count().min(SAMPLES)),
            turn: samples.and_then(|images| images.columns),
            pairs: [(pairs, Row::Test), (nearest, Row::Nearest)]
                .into_iter()
                .filter_map(|(images, row)| {
                    Some(images.filter(|_| rows.contains(&row))?.count() / 2)
                })
                .min()
                .unwrap_or(0),
            rows: rows.len(),
            names,
            manifold: !sides.is_empty(),
            aspect: shape[1] as f32 / shape[0].max(1) as f32,
            native: shape[0] as f32 / ui.ctx().pixels_per_point(),
        };
        let plan = fit::plan(area, &wanted);
        if let (Some(images), Some((rect, columns))) = (samples, plan.samples) {
            let words = samples_caption(context, growing);
            caption(ui, &theme, rect, &words);
            let at = pos2(rect.left(), rect.top() + CAPTION);
            let whole = (SAMPLES.div_ceil(columns) * columns).min(images.count());
            let expected = growing.filter(|_| self.shows(Layer::Expected));
            let tiles = match expected {
                Some(growing) => Tiles {
                    look: Look::Heat(ColorMap::Magma, [0.0, 1.0]),
                    ..tiles(&growing.expected, "expected", plan.tile, columns, 0, whole)
                },
                None => tiles(images, "samples", plan.tile, columns, 0, whole),
            };
            let drawn = tiles.paint(ui, Id::unique("stage samples"), at);
            name(ui, drawn, "stage samples", &words);
            spot::picture(ui, Sight::Samples, drawn);
        }
        if let Some((rect, columns)) = plan.pairs {
            self.bands(ui, context, &rows, (rect, columns), &plan, &wanted);
        }
        if let Some(rect) = plan.manifold {
            side::stacked(ui, context, &sides, rect);
        }
        ui.allocate_rect(area, Sense::hover());
    }

    /// What stands at the side of the samples.
    fn sides<'a>(&self, context: &'a Context, film: Option<&'a Images>) -> Vec<Side<'a>> {
        let picture = |id| images(context.run, id);
        let of = |layer, side: Option<Side<'a>>| side.filter(|_| self.shows(layer));
        let strip = picture(PictureId::Strip).map(Side::Way);
        let manifold = picture(PictureId::Manifold).map(Side::Manifold);
        [
            of(Layer::Manifold, manifold.or(strip)),
            of(Layer::Ways, picture(PictureId::Ways).map(Side::Ways)),
            of(
                Layer::Filters,
                picture(PictureId::Filters).map(Side::Filters),
            ),
            of(Layer::Film, film.map(Side::Film)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// What is known of a run whose examples are points in a plane.
pub(super) fn on_plane(run: &RunView) -> Option<&Ready> {
    let ready = run.ready.as_ref()?;
    (ready.shape == Shape::Plane).then_some(ready)
}

/// What stands above the samples.
fn samples_caption(context: &Context, growing: Option<&Growing>) -> String {
    let language = context.language;
    let count = |n: usize| super::numbers::count(n as u64).into();
    if let Some(growing) = growing {
        let places = [
            ("done", count(growing.done)),
            ("all", count(growing.all)),
            ("passes", count(growing.passes)),
        ];
        return language.f("stage-samples-caption-growing", &places);
    }
    let samples = context.run.pictures.get(&PictureId::Samples);
    if let Some([done, all]) = samples.and_then(|picture| picture.way) {
        let places = [("done", count(done)), ("all", count(all))];
        return language.f("stage-samples-caption-way", &places);
    }
    language.t(if predicts(context.run) {
        "stage-samples-caption-drawn"
    } else {
        "stage-samples-caption"
    })
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

pub(super) fn caption(ui: &Ui, theme: &Theme, rect: Rect, words: &str) {
    let mut job =
        LayoutJob::simple_singleline(words.to_owned(), theme::regular(size::SMALL), theme.dim);
    job.wrap = TextWrapping::truncate_at_width(rect.width());
    let galley = ui.painter().layout_job(job);
    ui.painter().galley(rect.left_top(), galley, theme.dim);
}

/// Gives a picture its name for a screen reader.
pub(super) fn name(ui: &Ui, rect: Rect, id: impl std::hash::Hash + std::fmt::Debug, words: &str) {
    let response = ui.interact(rect, ui.scope_id().with(id), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words));
}
