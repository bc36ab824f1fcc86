//! Presenting: type for the last row, a halo around the pointer, notes in a window of their own, and scenes that were prepared.

use std::time::Instant;

use egui::{Context, Id, LayerId, Order, Stroke, ViewportBuilder, ViewportId};

use super::App;
use crate::engine::RunId;
use crate::store::Scene;
use crate::ui::Screen;
use crate::ui::lesson::notes;
use crate::ui::theme::{self, size};
use crate::ui::widgets::toasts::Tells;

/// How much larger everything is.
const LARGER: f32 = 1.3;

/// What is asked for while presenting, and before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Begins or ends.
    Toggle,
    /// Darkens everything but what is around the pointer, or no more.
    Spotlight,
    /// Shows the notes, or puts them away.
    Notes,
    /// Shows a scene.
    Scene(u8),
    /// Keeps what is on show as a scene.
    Keep(u8),
}

/// A window that presents.
pub(super) struct Presenting {
    /// How large everything was before.
    zoom: f32,
    spotlight: bool,
    /// Whether the notes are shown.
    notes: bool,
    began: Instant,
}

impl App {
    /// Whether the window presents.
    pub fn presents(&self) -> bool {
        self.presenting.is_some()
    }

    /// Carries out what was asked for.
    pub(super) fn at_present(&mut self, ctx: &Context, ask: Ask) {
        match ask {
            Ask::Toggle => self.toggle_presenting(ctx),
            Ask::Spotlight => {
                if let Some(presenting) = &mut self.presenting {
                    presenting.spotlight = !presenting.spotlight;
                }
            }
            Ask::Notes => {
                if let Some(presenting) = &mut self.presenting {
                    presenting.notes = !presenting.notes;
                }
            }
            Ask::Scene(number) => self.show_scene(number),
            Ask::Keep(number) => self.keep_scene(number),
        }
    }

    fn toggle_presenting(&mut self, ctx: &Context) {
        if let Some(presenting) = self.presenting.take() {
            ctx.set_zoom_factor(presenting.zoom);
            theme::present(ctx, false);
            return;
        }
        let zoom = ctx.zoom_factor();
        ctx.set_zoom_factor(zoom * LARGER);
        theme::present(ctx, true);
        self.presenting = Some(Presenting {
            zoom,
            spotlight: false,
            notes: true,
            began: Instant::now(),
        });
    }

    /// Keeps the screen and the run on show under a number.
    fn keep_scene(&mut self, number: u8) {
        let folder = self.shown_run().and_then(|run| run.folder());
        let scene = Scene {
            screen: word(self.screen).to_owned(),
            run: folder.map(|folder| std::path::absolute(folder).unwrap_or(folder.to_owned())),
            view: self.bench.arrangement(),
        };
        self.settings.scenes.insert(number.to_string(), scene);
        self.scenes.insert(number, (self.screen, self.shown));
        self.keep();
        let args = [("number", number.into())];
        let words = self.language.f("scene-kept", &args);
        self.toasts.tell(Tells::Done, words);
    }

    /// Shows a scene as it was kept: of this window at once, of an earlier one with its run taken up, paused.
    fn show_scene(&mut self, number: u8) {
        let Some(scene) = self.settings.scenes.get(&number.to_string()).cloned() else {
            let words = self.language.f("scene-none", &[("number", number.into())]);
            return self.toasts.tell(Tells::Done, words);
        };
        self.bench.arrange(&scene.view);
        if let Some((screen, run)) = self.scenes.get(&number).copied() {
            if let Some(run) = run.filter(|run| self.runs.contains_key(run)) {
                self.shown = Some(run);
            }
            return self.go(screen);
        }
        if let Some(folder) = scene.run
            && let Err(trouble) = self.take_up(folder)
        {
            self.trouble = Some(trouble);
        }
        let screen = screen_of(&scene.screen);
        self.scenes.insert(number, (screen, self.shown));
        self.go(screen);
    }

    /// Draws what lies over the window while it presents, and the window of notes.
    pub(super) fn over_presentation(&mut self, ctx: &Context) {
        let Some(presenting) = &self.presenting else {
            return;
        };
        halo(ctx, presenting.spotlight);
        let (language, began, is_shown) = (self.language, presenting.began, presenting.notes);
        let Some((lesson, place)) = self.taught_place().filter(|_| is_shown) else {
            return;
        };
        let builder = ViewportBuilder::default()
            .with_title(language.t("notes-title"))
            .with_inner_size([420.0, 320.0]);
        let id = ViewportId::from_hash_of("notes");
        let is_closed = ctx.show_viewport_immediate(id, builder, |ui, _| {
            egui::CentralPanel::default().show(ui, |ui| {
                notes(ui, language, (&lesson, place), began.elapsed());
            });
            ui.input(|input| input.viewport().close_requested())
        });
        // A window that is closed stays closed until it is asked for; without windows of their own, notes lie in the only one.
        if is_closed && !ctx.embed_viewports() {
            self.at_present(ctx, Ask::Notes);
        }
        // The clock goes on while nothing else does.
        ctx.request_repaint_after(std::time::Duration::from_secs(1));
    }
}

/// A ring around the pointer; with the spotlight, everything farther off is dark.
fn halo(ctx: &Context, spotlight: bool) {
    let Some(at) = ctx.pointer_hover_pos() else {
        return;
    };
    let theme = theme::of_ctx(ctx);
    let layer = LayerId::new(Order::Tooltip, Id::unique("halo"));
    let painter = ctx.layer_painter(layer);
    if spotlight {
        let reach = 2.0 * ctx.content_rect().size().length();
        let wide = reach - size::SPOT;
        let dark = Stroke::new(wide, theme::faded(theme::NIGHT, 0.6));
        painter.circle_stroke(at, size::SPOT + wide / 2.0, dark);
    }
    let ring = Stroke::new(size::HALO_WIDTH, theme::faded(theme.warning, 0.7));
    painter.circle_stroke(at, size::HALO, ring);
}

/// The name of a screen in the settings.
fn word(screen: Screen) -> &'static str {
    match screen {
        Screen::Map => "map",
        Screen::Race => "race",
        Screen::Museum => "museum",
        Screen::Shelf | Screen::Compare => "shelf",
        Screen::Lessons => "lessons",
        Screen::Page(id) => id,
        Screen::Bench | Screen::Sweep => "bench",
    }
}

fn screen_of(word: &str) -> Screen {
    match word {
        "map" => Screen::Map,
        "museum" => Screen::Museum,
        "shelf" => Screen::Shelf,
        "lessons" => Screen::Lessons,
        "bench" | "race" => Screen::Bench,
        page => crate::lesson::page_of(page).map_or(Screen::Map, Screen::Page),
    }
}

/// The scenes of this window: the screen, and the run on show.
pub(super) type Scenes = std::collections::BTreeMap<u8, (Screen, Option<RunId>)>;
