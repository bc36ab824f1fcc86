//! The window: drains the engine, places the panes, carries out what they ask for.

mod act;
mod beats;
mod bring;
mod cure;
mod desk;
mod environment;
mod exhibit;
mod exports;
mod fork;
mod frames;
mod keys;
mod lesson;
mod link;
mod mailbox;
mod name;
mod news;
mod own;
mod past;
mod picture;
mod present;
mod race;
mod record;
mod redraw;
mod screens;
mod session;
mod shade;
mod shelf;
mod sweep;
mod tell;
mod unborn;

pub use desk::{Desk, Hot};
pub use name::run_name;

use self::mailbox::Mailbox;
pub use self::present::Ask as PresentAsk;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use crate::engine::{Engine, RunId, View};
use crate::gpu::{self, Devices};
use crate::lesson::{Lesson, Step};
use crate::link::Link;
use crate::spec::DeviceChoice;
use crate::store::{Home, Results, Settings};
use crate::text::{Language, Trouble};
use crate::ui::bench::Bench;
use crate::ui::compare::Compare;
use crate::ui::map::Map;
use crate::ui::museum::Museum;
use crate::ui::page::Page;
use crate::ui::race::Race;
use crate::ui::run_view::RunView;
use crate::ui::shelf::Shelf;
use crate::ui::sweep::{Going, Sweep};
use crate::ui::widgets::find::Find;
use crate::ui::widgets::toasts::Toasts;
use crate::ui::widgets::{focus_ring, spot};
use crate::ui::{Screen, paint, theme};

/// How long after news the window draws: news that come in between share the frame.
const WAKE_AFTER: Duration = Duration::from_millis(16);

/// How small and how large everything can be drawn.
const ZOOMS: [f32; 2] = [0.75, 2.5];

/// What a window opens on.
pub enum Opening {
    /// The bench of a link.
    Link(Link),
    /// A lesson.
    Lesson(Lesson),
}

/// Opens the window, on what it is to open on, and returns when it is closed.
///
/// # Errors
/// If there is no display or no graphics adapter to draw with.
pub fn open(device: Option<DeviceChoice>, opening: Option<Opening>) -> Result<(), Trouble> {
    let viewport = egui::ViewportBuilder::default()
        .with_title("Genera")
        .with_app_id("genera")
        .with_inner_size([1280.0, 800.0])
        .with_min_inner_size([960.0, 600.0]);
    let options = eframe::NativeOptions {
        viewport,
        wgpu_options: gpu::window_configuration(),
        ..eframe::NativeOptions::default()
    };
    eframe::run_native(
        "genera",
        options,
        Box::new(move |cc| {
            let mut app = App::new(cc, Home::of_user(), device);
            // What was being done goes on, and is not begun anew.
            match opening.filter(|_| !App::is_after_loss()) {
                Some(Opening::Link(link)) => app.open_link(link),
                Some(Opening::Lesson(lesson)) => app.begin_lesson(Arc::new(lesson)),
                None => {}
            }
            Ok(Box::new(app))
        }),
    )
    .map_err(|why| Trouble::new("window-failed").with("why", why))
}

/// The program behind the window.
pub struct App {
    /// To be drawn when something has come in.
    ctx: egui::Context,
    home: Home,
    settings: Settings,
    language: Language,
    device: DeviceChoice,
    devices: Devices,
    engine: Option<Engine>,
    runs: BTreeMap<RunId, RunView>,
    desks: BTreeMap<RunId, Desk>,
    asked: BTreeMap<RunId, View>,
    unborn: unborn::Unborn,
    shown: Option<RunId>,
    screen: Screen,
    race: Race,
    /// The runs of the last race, in the order they were chosen.
    race_runs: Vec<RunId>,
    map: Map,
    museum: Museum,
    shelf: Shelf,
    /// What is seen in the runs on the shelf, on its way.
    seen: Option<Receiver<shelf::Seen>>,
    past: past::Past,
    /// Two kept runs side by side.
    compare: Option<Compare>,
    redrawn: redraw::Redrawn,
    sweep: Sweep,
    /// The last sweep, under way or over.
    going: Option<Going>,
    /// How many runs all sweeps of this window have had.
    swept: u64,
    page: Page,
    bench: Bench,
    find: Option<Find>,
    /// Pictures that were brought and are not trained on yet.
    own: Option<own::Own>,
    keys: bool,
    trouble: Option<Trouble>,
    /// The runs of which it was told that they are not kept.
    unkept: BTreeSet<RunId>,
    /// The window is about to close.
    leaving: bool,
    exports: exports::Exports,
    pictures: Mailbox<picture::Outcome>,
    /// Files of lessons that were chosen.
    chosen: Mailbox<PathBuf>,
    /// The lesson that is under way.
    guide: Option<lesson::Guide>,
    presenting: Option<present::Presenting>,
    /// The step in slow motion.
    slow: Option<beats::Slow>,
    scenes: present::Scenes,
    /// How many runs lessons have had.
    taught_so_far: u64,
    /// The steps of the lesson that is being written from what one does.
    recording: Option<Vec<Step>>,
    results: Results,
    toasts: Toasts,
    frames: frames::Frames,
}

impl App {
    /// The program at home in some place, with a device that comes before that of the environment and the settings.
    pub fn new(cc: &eframe::CreationContext<'_>, home: Home, device: Option<DeviceChoice>) -> Self {
        let settings = Settings::read(home.settings());
        theme::install(&cc.egui_ctx);
        if let Some(state) = &cc.wgpu_render_state {
            paint::install(state);
        }
        cc.egui_ctx.set_theme(shade::preference(settings.shade));
        theme::keep_still(&cc.egui_ctx, settings.still);
        if let Some(zoom) = settings.zoom {
            cc.egui_ctx.set_zoom_factor(zoom.clamp(ZOOMS[0], ZOOMS[1]));
        }
        let devices = cc
            .wgpu_render_state
            .as_ref()
            .map_or_else(Devices::cpu_only, Devices::of_window);
        let ctx = cc.egui_ctx.clone();
        let wake = move || ctx.request_repaint_after(WAKE_AFTER);
        let (engine, trouble) = match Engine::start(devices.clone(), wake) {
            Ok(engine) => (Some(engine), None),
            Err(why) => (None, Some(Trouble::new("engine-failed").with("why", why))),
        };
        if let Some(health) = devices.health() {
            let ctx = cc.egui_ctx.clone();
            health.on_loss(move || ctx.request_repaint());
        }
        let language = environment::language()
            .or(settings.language)
            .unwrap_or_else(Language::of_system);
        let results = Results::read(home.answers().as_deref());
        let mut app = Self {
            ctx: cc.egui_ctx.clone(),
            home,
            language,
            device: device
                .or_else(environment::device)
                .unwrap_or(settings.device),
            bench: Bench::new(settings.layout.as_deref()),
            settings,
            devices,
            engine,
            runs: BTreeMap::new(),
            desks: BTreeMap::new(),
            asked: BTreeMap::new(),
            unborn: unborn::Unborn::default(),
            shown: None,
            screen: Screen::default(),
            race: Race::default(),
            race_runs: Vec::new(),
            map: Map::default(),
            museum: Museum::default(),
            shelf: Shelf::default(),
            seen: None,
            past: past::Past::default(),
            compare: None,
            redrawn: redraw::Redrawn::default(),
            sweep: Sweep::default(),
            going: None,
            swept: 0,
            page: Page::default(),
            find: None,
            own: None,
            keys: false,
            trouble,
            unkept: BTreeSet::new(),
            leaving: false,
            exports: exports::Exports::default(),
            pictures: Mailbox::default(),
            chosen: Mailbox::default(),
            guide: None,
            presenting: None,
            slow: None,
            scenes: present::Scenes::new(),
            taught_so_far: 0,
            recording: None,
            results,
            toasts: Toasts::default(),
            frames: frames::Frames::default(),
        };
        app.restore();
        app
    }

    /// The run on show.
    pub fn shown_run(&self) -> Option<&RunView> {
        self.runs.get(&self.shown?)
    }

    /// A run.
    pub fn run(&self, id: RunId) -> Option<&RunView> {
        self.runs.get(&id)
    }

    /// The knobs of the run on show.
    pub fn shown_desk(&self) -> Option<&Desk> {
        self.desks.get(&self.shown?)
    }

    /// What the window shows.
    pub fn screen(&self) -> Screen {
        self.screen
    }

    /// The last sweep, under way or over.
    pub fn sweep(&self) -> Option<&Going> {
        self.going.as_ref()
    }

    /// What the toasts on show say, oldest first.
    pub fn toasts(&self) -> impl Iterator<Item = &str> {
        self.toasts.texts()
    }

    /// The language of the interface.
    pub fn language(&self) -> Language {
        self.language
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.survive_loss(ctx);
        self.hear(ctx);
        self.exported();
        self.take_pictures();
        self.take_chosen(ctx);
        self.own_arrived();
        self.hear_of_shelf();
        self.hear_of_past();
        self.wait_for_swept();
        self.watch_beats();
        self.look();
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        self.frames.count(ctx.input(|input| input.time));
        spot::want(
            &ctx,
            self.guide.as_ref().map_or(&[], lesson::Guide::targets),
        );
        let mut actions = Vec::new();
        if self.find.is_none() && !self.keys && self.own.is_none() {
            let place = keys::Place {
                screen: self.screen,
                in_lesson: self.guide.is_some(),
                in_beats: self.slow.is_some(),
                is_open: self.screen == Screen::Bench && self.bench.is_open(),
            };
            actions = keys::actions(&ctx, place, self.shown_run());
            actions.extend(bring::brought(&ctx));
        }
        self.header(ui, &mut actions);
        self.banners(ui, &mut actions);
        self.lesson_panel(ui, &mut actions);
        let ground = theme::of(ui).background;
        egui::CentralPanel::default()
            .frame(egui::Frame::new().fill(ground))
            .show(ui, |ui| self.body(ui, &mut actions));
        self.overlays(&ctx, &mut actions);
        self.toasts.show(ui);
        bring::hint(&ctx, self.language);
        focus_ring::show(&ctx);
        spot::show(&ctx);
        self.over_presentation(&ctx);
        for action in actions {
            self.act(&ctx, action);
        }
    }

    fn save(&mut self, _storage: &mut dyn eframe::Storage) {
        self.keep();
    }

    fn on_exit(&mut self) {
        self.keep();
    }
}
