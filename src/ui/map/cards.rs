//! How the places of the map are drawn: inner nodes as boxes and headings, families as cards.

use egui::{
    Align2, Color32, FontId, Key, PointerButton, Rect, Response, Role, Sense, Stroke, Ui,
    WidgetInfo, pos2, vec2,
};

use super::layout::{Card, Placed};
use crate::engine::Doing;
use crate::lesson::Target;
use crate::taxonomy::{DensityKind, Place};
use crate::text::Language;
use crate::ui::run_view::RunView;
use crate::ui::theme::{self, Theme, icon, map, size};
use crate::ui::widgets::spot;

/// What a card shows besides its name.
pub(super) struct Face<'a> {
    pub(super) language: Language,
    pub(super) unit: f32,
    pub(super) run: Option<&'a RunView>,
    pub(super) thumb: Option<egui::TextureId>,
    /// Whether it was chosen for a race.
    pub(super) chosen: bool,
}

/// What was asked of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Its page.
    Page,
    /// To train it.
    Train,
    /// To take it into a race, or out of it.
    Choose,
}

/// Draws an inner node.
pub(super) fn node(ui: &mut Ui, language: Language, unit: f32, placed: &Placed) -> Response {
    let title = language.t(&format!("node-{}", placed.node.id));
    let line = language.t(&format!("node-{}-line", placed.node.id));
    let theme = theme::of(ui);
    if placed.heading {
        return heading(ui, &theme, unit, placed, (&title, &line));
    }
    let response = ui.interact(
        placed.rect,
        ui.scope_id().with(placed.node.id),
        Sense::click(),
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &title));
    ground(ui, &theme, &response, unit, false);
    let inner = placed.rect.shrink2(vec2(9.0, 9.0) * unit);
    let font = theme::bold(map::TITLE * unit);
    text(
        ui,
        inner.left_top(),
        Align2::LEFT_TOP,
        &title,
        font,
        theme.text,
        inner,
    );
    let font = theme::regular(map::LINE * unit);
    text(
        ui,
        inner.left_bottom(),
        Align2::LEFT_BOTTOM,
        &line,
        font,
        theme.dim,
        inner,
    );
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

fn heading(
    ui: &mut Ui,
    theme: &Theme,
    unit: f32,
    placed: &Placed,
    words: (&str, &str),
) -> Response {
    let (title, line) = words;
    let color = placed
        .node
        .families
        .first()
        .map_or(theme.text, |family| theme.place(family.card.place));
    let base = placed.rect.left_center() - vec2(0.0, 1.0) * unit;
    let painter = ui.painter().clone();
    let title_galley =
        painter.layout_no_wrap(title.to_owned(), theme::bold(map::HEADING * unit), color);
    let line_galley =
        painter.layout_no_wrap(line.to_owned(), theme::regular(map::LINE * unit), theme.dim);
    let gap = 8.0 * unit;
    let width = title_galley.size().x + gap + line_galley.size().x;
    let rect = Rect::from_min_size(
        placed.rect.min,
        vec2(width, placed.rect.height() - 3.0 * unit),
    );
    let response = ui.interact(rect, ui.scope_id().with(placed.node.id), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, title));
    let at = base - vec2(0.0, title_galley.size().y / 2.0);
    let under = at.y + title_galley.size().y;
    let end = at.x + title_galley.size().x;
    // Both stand on one baseline: their ascents differ as their sizes do.
    let drop = (title_galley.size().y - line_galley.size().y) * 0.8;
    painter.galley(at, title_galley, color);
    painter.galley(pos2(end + gap, at.y + drop), line_galley, theme.dim);
    if response.hovered() {
        painter.hline(at.x..=end, under, Stroke::new(unit, color));
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// Draws a family, and says what was asked of it.
pub(super) fn card(ui: &mut Ui, card: &Card, face: &Face) -> (Response, Option<Asked>) {
    let (language, unit) = (face.language, face.unit);
    let family = card.family;
    let theme = theme::of(ui);
    let name = language.t(&format!("family-{}", family.card.id));
    let response = ui.interact(
        card.rect,
        ui.scope_id().with(family.card.id),
        Sense::click(),
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    spot::mark(ui, Target::Card(family.card.id.to_owned()), card.rect);
    let ready = family.build.is_some();
    ground(ui, &theme, &response, unit, !ready);
    bar(ui, &theme, card.rect, family.card.place, unit, ready);
    if face.chosen {
        let stroke = Stroke::new(2.0 * unit, theme.accent);
        let radius = f32::from(size::CARD_RADIUS) * unit;
        let kind = egui::StrokeKind::Inside;
        ui.painter().rect_stroke(card.rect, radius, stroke, kind);
    }
    let mut inner = card.rect.shrink2(vec2(0.0, 8.0) * unit);
    inner.min.x += 13.0 * unit;
    inner.max.x -= 9.0 * unit;
    if let Some(thumb) = face.thumb {
        let side = inner.height() + 6.0 * unit;
        let rect = Rect::from_center_size(
            pos2(inner.right() - side / 2.0 + 2.0 * unit, inner.center().y),
            vec2(side, side),
        );
        picture(ui, thumb, rect);
        inner.max.x = rect.left() - 6.0 * unit;
    }
    let color = if ready { theme.text } else { theme.dim };
    let font = theme::bold(map::NAME * unit);
    text(
        ui,
        inner.left_top(),
        Align2::LEFT_TOP,
        &name,
        font,
        color,
        inner,
    );
    status(ui, &theme, inner, ready, face);
    let info = (response.hovered() || response.has_focus()) && face.thumb.is_none();
    let about = info
        .then(|| more(ui, &theme, card, unit, &name, language))
        .flatten();
    let asked = about.or_else(|| asked_of(ui, &response, ready));
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    (response, asked)
}

fn asked_of(ui: &Ui, response: &Response, ready: bool) -> Option<Asked> {
    if response.secondary_clicked() {
        return Some(Asked::Page);
    }
    let (shift, key) = ui.input(|input| (input.modifiers.shift, input.key_pressed(Key::C)));
    let by_hand = response.clicked_by(PointerButton::Primary);
    if ready && (by_hand && shift || response.has_focus() && key) {
        return Some(Asked::Choose);
    }
    if !response.clicked() {
        return None;
    }
    Some(if ready && !shift {
        Asked::Train
    } else {
        Asked::Page
    })
}

/// The way to the page, in the corner of a card that is pointed at.
fn more(
    ui: &mut Ui,
    theme: &Theme,
    card: &Card,
    unit: f32,
    name: &str,
    language: Language,
) -> Option<Asked> {
    let center = card.rect.right_center() - vec2(17.0, 0.0) * unit;
    let rect = Rect::from_center_size(center, vec2(26.0, 26.0) * unit);
    let response = ui.interact(
        rect,
        ui.scope_id().with((card.family.card.id, "page")),
        Sense::click(),
    );
    let label = language.f("map-page-of", &[("name", name.into())]);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
    let color = if response.hovered() {
        theme.text
    } else {
        theme.dim
    };
    let font = theme::icons(16.0 * unit);
    ui.painter()
        .text(center, Align2::CENTER_CENTER, icon::INFO, font, color);
    let clicked = response.clicked();
    response.on_hover_text(label);
    clicked.then_some(Asked::Page)
}

/// The second line of a card: a dot, and what the run has reached or why there is none.
fn status(ui: &Ui, theme: &Theme, inner: Rect, ready: bool, face: &Face) {
    let (language, unit) = (face.language, face.unit);
    let font = theme::regular(map::LINE * unit);
    if !ready {
        let words = language.t("map-not-yet");
        text(
            ui,
            inner.left_bottom(),
            Align2::LEFT_BOTTOM,
            &words,
            font,
            theme.faint,
            inner,
        );
        return;
    }
    let radius = 3.5 * unit;
    let height = font.size * 1.2;
    let dot = pos2(inner.left() + radius, inner.bottom() - height / 2.0);
    let (fill, ring) = face
        .run
        .map_or((None, theme.faint), |run| match run.doing() {
            Doing::Playing | Doing::WarmingUp => (Some(theme.accent), theme.accent),
            Doing::Paused | Doing::Finished => (None, theme.dim),
            Doing::Diverged | Doing::Failed => (Some(theme.error), theme.error),
        });
    if let Some(fill) = fill {
        ui.painter().circle_filled(dot, radius, fill);
    }
    ui.painter()
        .circle_stroke(dot, radius - 0.5 * unit, Stroke::new(unit, ring));
    let left = inner.left_bottom() + vec2(3.0 * radius, 0.0);
    let words = reached(language, face.run);
    text(
        ui,
        left,
        Align2::LEFT_BOTTOM,
        &words,
        font,
        theme.dim,
        inner,
    );
}

/// The one number of a run, with its unit; a bound is marked as one.
fn reached(language: Language, run: Option<&RunView>) -> String {
    let Some(run) = run else {
        return language.t("map-ready");
    };
    let bound = crate::families::Family::find(&run.spec.family)
        .is_ok_and(|family| family.card.can.density == DensityKind::Bound);
    if let Some(above) = run.newest("kl_nats") {
        let value = format!("{above:.3}").replace('-', "\u{2212}");
        return language.f("map-above-entropy", &[("value", value.into())]);
    }
    if let Some(nll) = run.newest("nll_nats") {
        let value = format!("{nll:.3}").replace('-', "\u{2212}");
        return language.f("map-nll", &[("value", value.into())]);
    }
    match run.newest("elbo_nats") {
        Some(value) => {
            let key = if bound { "map-bound" } else { "map-value" };
            let value = format!("{value:.1}").replace('-', "\u{2212}");
            language.f(key, &[("value", value.into())])
        }
        None if run.doing() == Doing::WarmingUp => language.t("map-warming-up"),
        None => language.f("map-step", &[("step", run.step().to_string().into())]),
    }
}

fn bar(ui: &Ui, theme: &Theme, rect: Rect, place: Place, unit: f32, ready: bool) {
    let color = theme.place(place);
    let color = if ready {
        color
    } else {
        theme::faded(color, 0.55)
    };
    let clip = Rect::from_min_size(rect.min, vec2(4.0 * unit, rect.height()));
    ui.painter()
        .with_clip_rect(clip.intersect(ui.clip_rect()))
        .rect_filled(rect, f32::from(size::CARD_RADIUS) * unit, color);
}

fn ground(ui: &Ui, theme: &Theme, response: &Response, unit: f32, quiet: bool) {
    let rect = response.rect;
    let radius = f32::from(size::CARD_RADIUS) * unit;
    let fill = match (response.hovered(), quiet) {
        (true, _) => theme.raised,
        (_, true) => theme.background,
        _ => theme.panel,
    };
    ui.painter().rect_filled(rect, radius, fill);
    let stroke = Stroke::new(unit.max(1.0), theme.line);
    ui.painter()
        .rect_stroke(rect, radius, stroke, egui::StrokeKind::Inside);
}

fn picture(ui: &Ui, texture: egui::TextureId, rect: Rect) {
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    let radius = f32::from(size::PICTURE_RADIUS);
    let shape =
        egui::epaint::RectShape::filled(rect, radius, theme::UNTINTED).with_texture(texture, whole);
    ui.painter().add(shape);
}

/// Text that ends with dots where its room ends.
fn text(
    ui: &Ui,
    at: egui::Pos2,
    align: Align2,
    words: &str,
    font: FontId,
    color: Color32,
    room: Rect,
) {
    let mut job = egui::text::LayoutJob::simple_singleline(words.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(room.right() - at.x);
    let galley = ui.painter().layout_job(job);
    let rect = align.anchor_size(at, galley.size());
    ui.painter().galley(rect.min, galley, color);
}
