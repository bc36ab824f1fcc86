//! The controls of the latent pane: what lies beside the pad, how a walk runs, and which plane the pad is.

use egui::{Role, Ui, WidgetInfo};

use super::{Below, Latent, MOST_ANCHORS, canvas::Canvas, drawn_ends, export};
use crate::engine::{Anchor, Pad, PathKind};
use crate::ui::Action;
use crate::ui::bench::Context;
use crate::ui::theme::{self, icon, size, space};
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::switch_word::{Mark, switch_word};

impl Latent {
    /// The words of the title row, and the menu at its end.
    pub(super) fn latent_controls(
        &mut self,
        ui: &mut Ui,
        context: &Context,
        actions: &mut Vec<Action>,
    ) {
        let t = |key: &str| context.language.t(key);
        for (below, key) in [
            (Below::Walk, "latent-walk"),
            (Below::Directions, "latent-directions"),
            (Below::Dimensions, "latent-dimensions"),
        ] {
            if switch_word(ui, self.below == below, &t(key), Mark::default()).clicked() {
                self.below = below;
            }
        }
        ui.separator();
        if switch_word(ui, self.lattice, &t("latent-lattice"), Mark::default()).clicked() {
            self.lattice = !self.lattice;
        }
        let dots = egui::RichText::new(icon::MORE).font(theme::icons(size::TITLE));
        let dots = egui::Button::new(dots).frame(false);
        let (response, _) = egui::containers::menu::MenuButton::from_button(dots)
            .ui(ui, |ui| self.menu(ui, context, actions));
        let why = t("latent-more");
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &why));
        response.on_hover_text(&why);
    }

    fn menu(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let t = |key: &str| context.language.t(key);
        ui.label(t("latent-way"));
        for (kind, key) in [
            (PathKind::Straight, "latent-straight"),
            (PathKind::Spherical, "latent-spherical"),
            (PathKind::Data, "latent-data"),
        ] {
            ui.radio_value(&mut self.kind, kind, t(key));
        }
        ui.checkbox(&mut self.both, t("latent-both"));
        ui.checkbox(&mut self.neighbours, t("latent-neighbours"));
        ui.separator();
        ui.label(t("latent-plane"));
        let dimension = super::dimension(context.run).unwrap_or_default();
        if dimension > 2 {
            ui.radio_value(&mut self.plane_of, Pad::Principal, t("latent-principal"));
        }
        self.two_dimensions(ui, context, dimension);
        let three = self.anchors.len() > 2;
        ui.add_enabled_ui(three, |ui| {
            ui.radio_value(&mut self.plane_of, Pad::Anchors, t("latent-through"));
        });
        ui.separator();
        let on_walk = self.below == Below::Walk;
        export::menu(ui, context, (on_walk, &mut self.zoom), actions);
    }

    /// Two latent dimensions by number.
    fn two_dimensions(&mut self, ui: &mut Ui, context: &Context, dimension: usize) {
        let t = |key: &str| context.language.t(key);
        if dimension < 2 {
            return;
        }
        ui.horizontal(|ui| {
            let mut along = match self.plane_of {
                Pad::Dimensions(along) => along,
                _ => [0, 1],
            };
            let is_on = matches!(self.plane_of, Pad::Dimensions(_))
                || dimension == 2 && self.plane_of == Pad::Principal;
            let mut chosen = ui.radio(is_on, t("latent-two-dimensions")).clicked();
            for of in &mut along {
                let mut number = *of + 1;
                let field = egui::DragValue::new(&mut number)
                    .range(1..=dimension)
                    .prefix("z");
                chosen |= ui.add(field).changed();
                *of = number - 1;
            }
            if chosen {
                self.plane_of = Pad::Dimensions(along);
            }
        });
    }

    /// The kept places by their letters, and where another may come from.
    pub(super) fn anchors(&mut self, ui: &mut Ui, context: &Context) {
        ui.spacing_mut().item_spacing.x = space::SMALL;
        let t = |key: &str| context.language.t(key);
        for index in 0..self.anchors.len() {
            let words = letter(index);
            let response = switch_word(ui, self.chosen == index, &words, Mark::default());
            let why = context
                .language
                .f("latent-choose", &[("end", words.into())]);
            if response.on_hover_text(why).clicked() {
                self.chosen = index;
            }
        }
        let more = self.anchors.len() < MOST_ANCHORS;
        if icon_button(ui, icon::PLUS, &t("latent-another"), more).clicked() {
            self.chosen = self.anchors.len();
        }
        let fewer = self.anchors.len() > 2;
        if icon_button(ui, icon::NOTHING, &t("latent-fewer"), fewer).clicked() {
            self.anchors.truncate(self.anchors.len() - 1);
            self.chosen = self.chosen.min(self.anchors.len() - 1);
        }
        ui.add_space(space::SMALL);
        let images = context
            .run
            .ready
            .as_ref()
            .and_then(|ready| ready.data.images());
        if let (Some(images), Some(ready)) = (images, &context.run.ready)
            && icon_button(ui, icon::DICE, &t("latent-random"), true).clicked()
        {
            self.draws += 1;
            let drawn = drawn_ends(images, ready.spec.seed ^ self.draws);
            self.anchors.splice(0..2.min(self.anchors.len()), drawn);
        }
        let samples = context.run.view.samples;
        if icon_button(ui, icon::PICTURE, &t("latent-sample"), samples > 0).clicked() {
            self.draws += 1;
            let index = (self.draws.wrapping_mul(0x9e37_79b9) >> 8) as usize % samples.max(1);
            self.keep(Some(Anchor::Sample(index)));
        }
        if icon_button(ui, icon::PENCIL, &t("latent-draw"), self.canvas.is_none()).clicked() {
            self.canvas = images.map(Canvas::new);
        }
    }
}

/// A, B, C ...
pub(super) fn letter(index: usize) -> String {
    char::from(b'A' + (index % 26) as u8).to_string()
}
