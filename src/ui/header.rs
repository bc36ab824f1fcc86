//! The bar at the top: screens, the run on show, device, speed, language.

use egui::{Align, Button, Label, Layout, RichText, Ui, UiBuilder};

use super::run_view::RunView;
use super::theme::{self, icon, size, space};
use super::{Action, Screen};
use crate::engine::Doing;
use crate::gpu::{About, Devices, Kind};
use crate::spec::DeviceChoice;
use crate::text::Language;
use crate::ui::widgets::at_end::at_end;

/// The widest name of a device that is shown in full, in characters.
const DEVICE_NAME: usize = 22;

/// What the bar shows.
pub struct Context<'a> {
    /// The language of the interface.
    pub language: Language,
    /// The screen on show.
    pub screen: Screen,
    /// Whether there is a race to show.
    pub race: bool,
    /// The run on show.
    pub run: Option<&'a RunView>,
    /// Its name.
    pub name: &'a str,
    /// The device that runs ask for.
    pub device: DeviceChoice,
    /// The devices there are.
    pub devices: &'a Devices,
    /// Frames drawn in the last second.
    pub frames_per_second: usize,
}

/// Draws the bar.
pub fn show(ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
    let theme = theme::of(ui);
    let frame = egui::Frame::new()
        .fill(theme.panel)
        .inner_margin(egui::Margin::symmetric(space::LARGE as i8, 0));
    egui::Panel::top("header")
        .frame(frame)
        .exact_size(size::BAR)
        .show(ui, |ui| {
            ui.horizontal_centered(|ui| {
                screens(ui, context, actions);
                let left = at_end(ui, "header", |ui| {
                    device(ui, context, actions);
                    speeds(ui, context);
                    switches(ui, context, actions);
                });
                let row = Layout::right_to_left(Align::Center);
                let rest = ui.available_rect_before_wrap();
                let rest = rest.with_max_x(left - space::LARGE);
                let mut rest = ui.new_child(UiBuilder::new().max_rect(rest).layout(row));
                about_run(&mut rest, context);
            });
        });
}

fn screens(ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
    let language = context.language;
    ui.label(RichText::new("Genera").font(theme::bold(size::TITLE)));
    ui.add_space(space::MEDIUM);
    let on_map = context.screen == Screen::Map;
    if tab(ui, true, on_map, &language.t("screen-map")).clicked() {
        actions.push(Action::Go(Screen::Map));
    }
    let bench = tab(
        ui,
        context.run.is_some(),
        context.screen == Screen::Bench,
        &language.t("screen-bench"),
    );
    if bench.clicked() {
        actions.push(Action::Go(Screen::Bench));
    }
    bench.on_disabled_hover_text(language.t("screen-bench-why"));
    let on_race = context.screen == Screen::Race;
    let race = tab(ui, context.race, on_race, &language.t("screen-race"));
    if race.clicked() {
        actions.push(Action::Go(Screen::Race));
    }
    race.on_disabled_hover_text(language.t("screen-race-why"));
    let on_shelf = matches!(context.screen, Screen::Shelf | Screen::Compare);
    let shelf = tab(ui, true, on_shelf, &language.t("screen-shelf"));
    if shelf.clicked() {
        actions.push(Action::Go(Screen::Shelf));
    }
    shelf.on_hover_text(language.t("shelf-line"));
    let on_lessons = context.screen == Screen::Lessons;
    let lessons = tab(ui, true, on_lessons, &language.t("screen-lessons"));
    if lessons.clicked() {
        actions.push(Action::Go(Screen::Lessons));
    }
    lessons.on_hover_text(language.t("lessons-line"));
    let in_museum = context.screen == Screen::Museum;
    let museum = tab(ui, true, in_museum, &language.t("screen-museum"));
    if museum.clicked() {
        actions.push(Action::Go(Screen::Museum));
    }
    museum.on_hover_text(language.t("museum-line"));
}

fn tab(ui: &mut Ui, enabled: bool, selected: bool, words: &str) -> egui::Response {
    let theme = theme::of(ui);
    let color = if selected { theme.text } else { theme.dim };
    let font = if selected {
        theme::bold(size::BODY)
    } else {
        theme::regular(size::BODY)
    };
    let text = RichText::new(words).font(font).color(color);
    let response = ui.add_enabled(enabled, Button::new(text).frame(false));
    if selected {
        let y = ui.max_rect().bottom() - 1.0;
        let stroke = egui::Stroke::new(2.0, theme.accent);
        ui.painter().hline(response.rect.x_range(), y, stroke);
    }
    response
}

/// Language, shade, search, keys.
fn switches(ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
    let language = context.language;
    ui.spacing_mut().item_spacing.x = space::MEDIUM;
    ui.add_space(space::SMALL);
    for choice in Language::ALL {
        let theme = theme::of(ui);
        let on = choice == language;
        let color = if on { theme.text } else { theme.dim };
        let text = RichText::new(choice.name()).size(size::SMALL).color(color);
        if choice != Language::ALL[0] {
            ui.label(RichText::new("·").color(theme.faint));
        }
        if ui
            .add(Button::new(text).frame(false).selected(false))
            .clicked()
        {
            actions.push(Action::Speak(choice));
        }
    }
    let dark = ui.visuals().dark_mode;
    let other = if dark { "shade-light" } else { "shade-dark" };
    if symbol(ui, icon::SHADE, &language.t(other)).clicked() {
        actions.push(Action::Shade(if dark {
            egui::ThemePreference::Light
        } else {
            egui::ThemePreference::Dark
        }));
    }
    if symbol(ui, icon::FIND, &language.t("find-title")).clicked() {
        actions.push(Action::Find);
    }
    if symbol(ui, icon::KEYS, &language.t("keys-title")).clicked() {
        actions.push(Action::Keys);
    }
}

fn symbol(ui: &mut Ui, icon: &str, words: &str) -> egui::Response {
    let text = RichText::new(icon)
        .font(theme::icons(size::TITLE + 2.0))
        .color(theme::of(ui).dim);
    let response = ui.add(Button::new(text).frame(false)).on_hover_text(words);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, words));
    response
}

/// Frames and steps per second, each in a place of fixed width so that nothing beside them moves.
fn speeds(ui: &mut Ui, context: &Context) {
    let language = context.language;
    let frames = context.frames_per_second.to_string();
    fixed(ui, "888", &frames, &language.t("unit-frames-per-second"));
    if let Some(run) = context.run {
        let steps = run.pulse.map_or(0.0, |pulse| pulse.steps_per_second);
        let number = match run.doing() {
            Doing::Playing => per_second(steps),
            _ => "0".to_owned(),
        };
        fixed(ui, "8,888", &number, &language.t("unit-steps-per-second"));
    }
}

fn per_second(steps: f64) -> String {
    if steps < 10.0 {
        return format!("{steps:.1}");
    }
    let whole = steps.round() as u64;
    if whole < 1000 {
        return whole.to_string();
    }
    format!("{},{:03}", whole / 1000, whole % 1000)
}

/// A number that is right-aligned in the room of the widest one, and its unit.
fn fixed(ui: &mut Ui, widest: &str, number: &str, unit: &str) {
    let theme = theme::of(ui);
    let font = theme::regular(size::SMALL);
    let painter = ui.painter();
    let widest = painter.layout_no_wrap(format!("{widest} {unit}"), font.clone(), theme.dim);
    let words = format!("{number} {unit}");
    let galley = painter.layout_no_wrap(words.clone(), font, theme.dim);
    let (rect, response) = ui.allocate_exact_size(widest.size(), egui::Sense::hover());
    let corner = egui::pos2(rect.right() - galley.size().x, rect.top());
    ui.painter().galley(corner, galley, theme.dim);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &words));
    ui.add_space(space::MEDIUM);
}

/// The device, and a menu of what else there is.
fn device(ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
    let language = context.language;
    let used = context
        .run
        .and_then(|run| run.ready.as_ref().map(|ready| &ready.device))
        .or_else(|| {
            context
                .devices
                .choose(context.device)
                .ok()
                .map(|compute| &compute.about)
        });
    let words = used.map_or_else(|| language.t("device-none"), |about| named(language, about));
    let parts = [
        (words.as_str(), theme::regular(size::SMALL)),
        (icon::MENU, theme::icons(size::SMALL)),
    ];
    let text = theme::beside(parts, theme::of(ui).text);
    let response = ui
        .menu_button(text, |ui| device_menu(ui, context, actions))
        .response;
    let label = language.f("device-chip", &[("name", words.as_str().into())]);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
    ui.add_space(space::SMALL);
}

fn device_menu(ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
    let language = context.language;
    ui.set_min_width(260.0);
    for (choice, key) in [
        (DeviceChoice::Auto, "device-auto"),
        (DeviceChoice::Gpu, "device-gpu"),
        (DeviceChoice::Cpu, "device-cpu"),
    ] {
        let there = context.devices.choose(choice);
        let response = ui.add_enabled(
            there.is_ok(),
            Button::selectable(choice == context.device, language.t(key)),
        );
        if response.clicked() {
            actions.push(Action::Use(choice));
            ui.close();
        }
        if let Err(trouble) = there {
            response.on_disabled_hover_text(trouble.explain(language));
        }
    }
    let why = context.devices.why_cpu();
    ui.separator();
    let why = language.t(why.unwrap_or("device-why-hardware"));
    ui.label(RichText::new(why).small().color(theme::of(ui).dim));
}

fn named(language: Language, about: &About) -> String {
    let short: String = about
        .name
        .split('(')
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned();
    let short = match short.char_indices().nth(DEVICE_NAME) {
        Some((end, _)) => format!("{}…", &short[..end]),
        None => short,
    };
    match about.kind {
        Kind::Cpu => language.t("device-cpu"),
        Kind::Hardware => format!("wgpu · {short}"),
        Kind::Software => language.f("device-software", &[("name", short.into())]),
    }
}

/// Name, family, data and seed of the run on show, in what room is left.
fn about_run(ui: &mut Ui, context: &Context) {
    let Some(run) = context.run else { return };
    let language = context.language;
    let family = language.t(&format!("family-{}", run.spec.family));
    let data = run.spec.data.rsplit(['/', '\\']).next().unwrap_or_default();
    let seed = language.f("run-seed", &[("seed", run.spec.seed.to_string().into())]);
    let name = Some(context.name).filter(|name| !name.is_empty());
    let parts = name.into_iter().chain([&*family, data, &*seed]);
    let words = parts.collect::<Vec<_>>().join(" · ");
    let text = RichText::new(words).color(theme::of(ui).dim);
    ui.add(Label::new(text).truncate());
}
