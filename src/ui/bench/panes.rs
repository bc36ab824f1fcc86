//! The panes in their tiles: a frame, a title row that drags and maximises, and what stands below it.

use egui::{
    Align, Label, Layout, Response, RichText, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo,
    WidgetText,
};
use egui_tiles::{ResizeState, SimplificationOptions, TileId, Tiles, UiResponse};

use super::curves::Curves;
use super::knobs::KnobsPane;
use super::latent::Latent;
use super::stage::Stage;
use super::{Context, Pane, tree};
use crate::engine::RunId;
use crate::lesson::Target;
use crate::taxonomy::Sight;
use crate::ui::Action;
use crate::ui::theme::{self, icon, size, space};
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::spot;

/// The height of a title row.
const TITLE: f32 = 24.0;

/// What the panes remember, and what happened to them in this frame.
#[derive(Default)]
pub(super) struct Panes {
    pub(super) stage: Stage,
    pub(super) latent: Latent,
    curves: Curves,
    pub(super) knobs: KnobsPane,
    run: Option<RunId>,
    /// The pane that asks to be maximised, or to be put back.
    pub(super) toggled: Option<Pane>,
    pub(super) under_pointer: Option<Pane>,
}

impl Panes {
    /// Another run has knobs of its own: nothing half-entered goes over to it.
    pub(super) fn begin(&mut self, context: &Context) {
        if self.run != Some(context.run.run) {
            self.run = Some(context.run.run);
            self.knobs = std::mem::take(&mut self.knobs).of_another_run();
            self.latent.begin();
        }
        self.under_pointer = None;
        self.knobs.begin();
    }

    /// Says which picture the term under the pointer is about, before any is drawn.
    pub(super) fn light(&self, ctx: &egui::Context) {
        spot::light(ctx, self.sight());
    }

    /// Draws a pane; the response tells whether it is being dragged.
    pub(super) fn pane(
        &mut self,
        ui: &mut Ui,
        context: &Context,
        pane: Pane,
        alone: bool,
        actions: &mut Vec<Action>,
    ) -> UiResponse {
        let theme = theme::of(ui);
        let rect = ui.available_rect_before_wrap();
        theme.pane_ground(ui.painter(), rect);
        spot::mark(ui, Target::Pane(pane.target()), rect);
        if ui.rect_contains_pointer(rect) {
            self.under_pointer = Some(pane);
        }
        let inner = rect
            .shrink(space::LARGE)
            .with_min_y(rect.top() + space::SMALL);
        let row = inner.with_max_y(inner.top() + TITLE);
        let mut title = ui.new_child(
            UiBuilder::new()
                .max_rect(row)
                .layout(Layout::left_to_right(Align::Center)),
        );
        title.set_clip_rect(ui.clip_rect().intersect(rect));
        let response = self.title(&mut title, context, pane, alone, actions);
        let below = inner.with_min_y(row.bottom() + space::SMALL);
        let mut content = ui.new_child(UiBuilder::new().max_rect(below));
        content.set_clip_rect(ui.clip_rect().intersect(rect.shrink(1.0)));
        self.content(&mut content, context, pane, actions);
        if pane == Pane::Latent {
            spot::picture(ui, Sight::Code, rect);
        }
        ui.allocate_rect(rect, Sense::hover());
        response
    }

    fn title(
        &mut self,
        ui: &mut Ui,
        context: &Context,
        pane: Pane,
        alone: bool,
        actions: &mut Vec<Action>,
    ) -> UiResponse {
        let theme = theme::of(ui);
        let words = context.language.t(title(pane, context));
        let text = RichText::new(&words)
            .font(theme::bold(size::SMALL))
            .color(theme.dim);
        let name = ui.add(Label::new(text).selectable(false));
        let handle = self.handle(ui, pane, &words);
        let row = ui.max_rect();
        let corner = row.with_min_x(row.right() - TITLE);
        let controls = row
            .with_min_x(name.rect.right() + space::LARGE)
            .with_max_x(corner.left());
        let mut controls = ui.new_child(
            UiBuilder::new()
                .max_rect(controls)
                .layout(Layout::left_to_right(Align::Center)),
        );
        controls.set_clip_rect(ui.clip_rect().intersect(controls.max_rect()));
        match pane {
            Pane::Tree => {}
            Pane::Stage => self.stage.controls(&mut controls, context),
            Pane::Curves => self.curves.controls(&mut controls, context, actions),
            Pane::Latent => self.latent.controls(&mut controls, context, actions),
            Pane::Knobs => self.knobs.controls(&mut controls, context, actions),
        }
        let mut end = ui.new_child(
            UiBuilder::new()
                .max_rect(corner)
                .layout(Layout::right_to_left(Align::Center)),
        );
        let (glyph, key) = if alone {
            (icon::CLOSE, "pane-restore")
        } else {
            (icon::MAXIMISE, "pane-maximise")
        };
        let maximise = context.language.f(key, &[("pane", words.into())]);
        if icon_button(&mut end, glyph, &maximise, true).clicked() {
            self.toggled = Some(pane);
        }
        if handle.drag_started() && !alone {
            UiResponse::DragStarted
        } else {
            UiResponse::None
        }
    }

    /// The row between the words of a title and its controls: it drags, and a double click maximises. It lies below the
    /// controls, and Tab passes it by: there is a button beside it.
    fn handle(&mut self, ui: &Ui, pane: Pane, words: &str) -> Response {
        let id = ui.scope_id().with(("title", pane));
        let handle = ui.interact(ui.max_rect(), id, Sense::CLICK | Sense::DRAG);
        handle.widget_info(|| WidgetInfo::labeled(Role::TitleBar, true, words));
        if handle.double_clicked() {
            self.toggled = Some(pane);
        }
        handle
    }

    /// The picture that the term under the pointer is about.
    fn sight(&self) -> Option<Sight> {
        self.knobs.lit().and_then(|term| term.sight)
    }

    fn content(&mut self, ui: &mut Ui, context: &Context, pane: Pane, actions: &mut Vec<Action>) {
        match pane {
            Pane::Stage => {
                self.stage.plane.point_at(self.knobs.pointed());
                self.stage.light(self.sight());
                self.stage.ui(ui, context, actions);
            }
            Pane::Curves => {
                let term = self.knobs.lit();
                self.curves.light(context, term.and_then(|term| term.curve));
                self.curves.ui(ui, context, actions);
            }
            Pane::Latent => {
                self.latent.plane.lit = self.stage.plane.lit();
                self.latent.ui(ui, context, actions);
            }
            Pane::Tree => scrolled(ui, pane, |ui| tree::ui(ui, context, actions)),
            Pane::Knobs => scrolled(ui, pane, |ui| self.knobs.ui(ui, context, actions)),
        }
    }
}

/// The key of a title: models of texts have no codes, and in the place of these stands what they look back on.
fn title(pane: Pane, context: &Context) -> &'static str {
    if pane == Pane::Latent && super::text::on_text(context.run).is_some() {
        return "pane-attention";
    }
    pane.title()
}

fn scrolled(ui: &mut Ui, pane: Pane, add: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical()
        .id_salt(pane.title())
        .auto_shrink(false)
        .show(ui, add);
}

/// The panes as egui_tiles sees them, for one frame.
pub(super) struct Behavior<'a, 'b> {
    panes: &'a mut Panes,
    context: &'a Context<'b>,
    actions: &'a mut Vec<Action>,
}

impl<'a, 'b> Behavior<'a, 'b> {
    pub(super) fn new(
        panes: &'a mut Panes,
        context: &'a Context<'b>,
        actions: &'a mut Vec<Action>,
    ) -> Self {
        Self {
            panes,
            context,
            actions,
        }
    }
}

impl egui_tiles::Behavior<Pane> for Behavior<'_, '_> {
    fn pane_ui(&mut self, ui: &mut Ui, _tile: TileId, pane: &mut Pane) -> UiResponse {
        self.panes
            .pane(ui, self.context, *pane, false, self.actions)
    }

    fn tab_title_for_pane(&mut self, pane: &Pane) -> WidgetText {
        self.context.language.t(title(*pane, self.context)).into()
    }

    fn gap_width(&self, _style: &egui::Style) -> f32 {
        space::MEDIUM
    }

    fn is_container_resizable(&self, _tiles: &Tiles<Pane>, _container: TileId) -> bool {
        // The borders of the bench move by themselves: they have names and hear the arrows.
        false
    }

    fn resize_stroke(&self, _style: &egui::Style, _state: ResizeState) -> egui::Stroke {
        egui::Stroke::NONE
    }

    fn min_size(&self) -> f32 {
        super::borders::LEAST
    }

    fn simplification_options(&self) -> SimplificationOptions {
        // A pane alone needs no tab above it; its own title row says what it is.
        SimplificationOptions {
            all_panes_must_have_tabs: false,
            ..SimplificationOptions::default()
        }
    }
}
