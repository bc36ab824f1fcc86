//! What the run trains on: the bundled sets that its family accepts, a drawing by hand, or a file by its path.

use egui::{ComboBox, Response, RichText, Ui};

use super::Context;
use crate::data::{self, DRAWN};
use crate::families::Family;
use crate::taxonomy::{DataKind, Preset};
use crate::ui::Action;
use crate::ui::theme::{self, icon, size, space};

/// What the menu remembers.
#[derive(Default)]
pub(super) struct DataMenu {
    path: String,
}

impl DataMenu {
    /// Draws the menu, the field for a path, and what there is to tell about how the data were read.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        context: &Context,
        family: &Family,
        actions: &mut Vec<Action>,
    ) {
        let t = |key: &str| context.language.t(key);
        let now = context.run.spec.data.as_str();
        let label = ui.label(RichText::new(t("knobs-data")).color(theme::of(ui).text));
        ui.horizontal(|ui| {
            let width = (ui.available_width() - space::MEDIUM) / 2.0;
            let combo = ComboBox::from_id_salt("data")
                .width(width)
                .selected_text(shown(context, now))
                .truncate();
            let response = combo.show_ui(ui, |ui| sets(ui, context, family, actions));
            response.response.labelled_by(label.id).on_hover_text(now);
            let field = egui::TextEdit::singleline(&mut self.path)
                .hint_text(t("knobs-path-hint"))
                .desired_width(ui.available_width() - space::MEDIUM);
            let entered = ui
                .add(field)
                .accessible_name(t("knobs-path"))
                .on_hover_text(t("knobs-path-why"));
            let done = entered.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
            if done && !self.path.trim().is_empty() {
                actions.push(Action::Data(self.path.trim().to_owned()));
                self.path.clear();
            }
        });
        remarks(ui, context);
        ui.add_space(space::SMALL);
    }
}

fn shown(context: &Context, data: &str) -> String {
    if data == DRAWN || data::find_bundled(data).is_some() {
        return context.language.t(&format!("data-{data}"));
    }
    // The end of a path tells more than its beginning.
    data.rsplit(['/', '\\']).next().unwrap_or(data).to_owned()
}

/// The entries of the menu; what is drawn by hand comes after the points that are bundled.
fn sets(ui: &mut Ui, context: &Context, family: &Family, actions: &mut Vec<Action>) {
    let now = context.run.spec.data.as_str();
    let accepted = |kind: &DataKind| family.card.accepts.contains(kind);
    let mut choice = |ui: &mut Ui, name: &str, words: String| {
        let response = ui.selectable_label(name == now, words);
        if response.clicked() && name != now {
            actions.push(Action::Data(name.to_owned()));
        }
    };
    for kind in [DataKind::Plane, DataKind::Images, DataKind::Text] {
        for set in data::bundled().filter(|set| set.kind == kind && accepted(&set.kind)) {
            choice(
                ui,
                set.name,
                context.language.t(&format!("data-{}", set.name)),
            );
        }
        if kind == DataKind::Plane && accepted(&kind) {
            ui.separator();
            choice(ui, DRAWN, context.language.t("data-drawn"));
            ui.separator();
        }
    }
}

/// What there is to tell about how a file was read, such as rows left out.
fn remarks(ui: &mut Ui, context: &Context) {
    let ready = context.run.ready.as_ref();
    for remark in ready.map_or(&[][..], |ready| ready.data.remarks()) {
        let words = RichText::new(remark.explain(context.language)).size(size::SMALL);
        ui.label(words.color(theme::of(ui).dim));
    }
}

/// The menu of presets: each with a sign that tells whether it works or fails for a reason, and what there is to see.
pub(super) fn presets(ui: &mut Ui, context: &Context, family: &Family, actions: &mut Vec<Action>) {
    let presets = family.card.presets;
    if presets.is_empty() {
        return;
    }
    let combo = ComboBox::from_id_salt("presets")
        .width(ui.available_width() - space::MEDIUM)
        .selected_text(context.language.t("knobs-presets"))
        .height(420.0)
        .truncate();
    let response = combo.show_ui(ui, |ui| {
        ui.set_max_width(320.0);
        for preset in presets {
            if entry(ui, context, preset).clicked() {
                actions.push(Action::Preset(preset.id));
            }
        }
    });
    let name = context.language.t("knobs-presets");
    response
        .response
        .accessible_name(name)
        .on_hover_text(context.language.t("knobs-presets-why"));
    ui.add_space(space::SMALL);
}

fn entry(ui: &mut Ui, context: &Context, preset: &Preset) -> Response {
    let theme = theme::of(ui);
    let name = context.language.t(&format!("preset-{}", preset.id));
    let (glyph, color, sign) = if preset.works {
        (icon::DONE, theme.accent, "preset-works")
    } else {
        (icon::WARNING, theme.warning, "preset-fails")
    };
    let sign = context.language.t(sign);
    let mut job = egui::text::LayoutJob::default();
    let format = |font, color| egui::TextFormat::simple(font, color);
    job.append(glyph, 0.0, format(theme::icons(size::BODY), color));
    job.append(
        &name,
        space::SMALL,
        format(theme::bold(size::BODY), theme.text),
    );
    let why = context.language.t(&format!("preset-{}-why", preset.id));
    let small = format(theme::regular(size::SMALL), theme.dim);
    job.append(&format!("\n{why}"), 0.0, small);
    job.wrap.max_width = 300.0;
    let response = ui.add(egui::Button::selectable(false, job));
    response.widget_info(|| {
        let words = format!("{name}, {sign}");
        egui::WidgetInfo::labeled(egui::Role::Button, true, words)
    });
    response.on_hover_text(sign)
}
