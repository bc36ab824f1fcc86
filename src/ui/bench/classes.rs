//! The classes of examples: what they are called, and how they are told apart where examples are points.

use egui::{Pos2, Rect, RichText, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::Context;
use crate::data::DataSet;
use crate::text::Language;
use crate::ui::theme::{self, Theme, size, space};

/// So many classes have a colour of their own; as many again have the same ones as rings.
const COLORS: u8 = 10;
/// A line of the legend, and what stands before a name.
const ROW: f32 = 18.0;
const DOT: f32 = 4.0;
const NAME: f32 = 12.0;
const RING: f32 = 1.3;

/// What a class is called: a number where nobody has named it.
pub(super) fn name(language: Language, data: &DataSet, class: usize) -> String {
    let key = format!("class-{}-{class}", data.name());
    if language.has(&key) {
        return language.t(&key);
    }
    let named = data.images().and_then(|set| set.classes.get(class));
    named.cloned().unwrap_or_else(|| class.to_string())
}

/// The mark of an example of a class.
pub(super) fn dot(theme: &Theme, at: Pos2, radius: f32, class: u8) -> Shape {
    let color = theme.class(class);
    if (class / COLORS).is_multiple_of(2) {
        Shape::circle_filled(at, radius, color)
    } else {
        Shape::circle_stroke(at, radius - RING / 2.0, Stroke::new(RING, color))
    }
}

/// The marks with their names, in lines that break where they have to; numbers where names have no room, and nothing where
/// numbers have none.
pub(super) fn legend(ui: &Ui, context: &Context, rect: Rect, labels: &[u8]) {
    let Some(ready) = &context.run.ready else {
        return;
    };
    let theme = theme::of(ui);
    let count = labels
        .iter()
        .max()
        .map_or(0, |class| usize::from(*class) + 1);
    let names: Vec<String> = (0..count)
        .map(|class| name(context.language, &ready.data, class))
        .collect();
    let numbers: Vec<String> = (0..count).map(|class| class.to_string()).collect();
    let font = theme::regular(size::SMALL);
    let placed = [&names, &numbers].into_iter().find_map(|words| {
        let galleys: Vec<_> = words
            .iter()
            .map(|words| {
                ui.painter()
                    .layout_no_wrap(words.clone(), font.clone(), theme.dim)
            })
            .collect();
        let widths: Vec<f32> = galleys.iter().map(|galley| galley.size().x).collect();
        let places = places(&widths, rect.size())?;
        Some(galleys.into_iter().zip(places).collect::<Vec<_>>())
    });
    let Some(placed) = placed.filter(|_| count > 0) else {
        return;
    };
    let mut bottom = rect.top();
    for (class, (galley, place)) in placed.into_iter().enumerate() {
        let middle = rect.min + place.to_vec2() + vec2(0.0, ROW / 2.0);
        let mark = dot(&theme, middle + vec2(DOT, 0.0), DOT, class as u8);
        ui.painter().add(mark);
        let corner = middle + vec2(NAME, -galley.size().y / 2.0);
        ui.painter().galley(corner, galley, theme.dim);
        bottom = middle.y + ROW / 2.0;
    }
    let title = context.language.t("latent-classes");
    let words = format!("{title}: {}", names.join(", "));
    let block = rect.with_max_y(bottom);
    let response = ui.interact(block, ui.scope_id().with("classes"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
    response.on_hover_ui(|ui| {
        ui.label(RichText::new(words.clone()).size(size::SMALL));
    });
}

/// Where names of these widths stand in lines of so much room, from the upper left corner; `None` where they have no room.
fn places(widths: &[f32], room: egui::Vec2) -> Option<Vec<Pos2>> {
    let mut at = Pos2::ZERO;
    let mut placed = Vec::with_capacity(widths.len());
    for width in widths {
        let wide = NAME + width;
        if at.x > 0.0 && at.x + wide > room.x {
            at = pos2(0.0, at.y + ROW);
        }
        if wide > room.x || at.y + ROW > room.y {
            return None;
        }
        placed.push(at);
        at.x += wide + space::MEDIUM;
    }
    Some(placed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data;

    #[test]
    fn classes_have_names_where_they_are_known() {
        let named = |set: &str, class| {
            let set = data::load(set).unwrap();
            Language::ALL.map(|language| name(language, &set, class))
        };
        assert_eq!(named("digits", 3), ["3", "3"]);
        assert_eq!(named("hangul", 18), ["ㅎ", "ㅎ"]);
        assert_eq!(named("fashion", 9), ["Boot", "부츠"]);
        assert_eq!(named("emoji", 3), ["Flags", "깃발"]);
    }

    #[test]
    fn names_stand_in_lines_or_not_at_all() {
        let widths = [8.0, 20.0, 8.0];
        let second = NAME + 8.0 + space::MEDIUM;
        let room = vec2(second + NAME + 20.0, 2.0 * ROW);
        let there = [pos2(0.0, 0.0), pos2(second, 0.0), pos2(0.0, ROW)];
        assert_eq!(places(&widths, room).unwrap(), there);
        assert!(places(&widths, vec2(room.x, ROW)).is_none());
        assert!(places(&widths, vec2(10.0, 100.0)).is_none());
    }
}
