//! Where chains have been, as a histogram, under points of the data: a chain that mixes is everywhere where data are, as often
//! as they are there.

use std::sync::Arc;

use egui::{Align2, Id, Role, Sense, Ui, UiBuilder, WidgetInfo};

use super::axes;
use super::camera::Frame;
use super::canvas::motion;
use super::marks::{Marks, Style};
use crate::engine::{PictureId, Ready};
use crate::figure::{Extent, Images, Motion};
use crate::ui::bench::Context;
use crate::ui::paint::{ColorMap, Look, Tiles};
use crate::ui::theme::{self, Ink, size, space};

/// Cells of the histogram along a side.
const SIDE: usize = 36;
/// What comes before this share of a walk is on the way from where the chains were put.
const BURN: f32 = 0.25;
/// The colours end where only this share of the visited cells has more visits.
const BRIGHT: f32 = 0.05;
const DOT: Style = Style {
    radius: 0.9,
    ring: 0.0,
    opacity: 0.5,
};

/// What the pane remembers.
#[derive(Default)]
pub(super) struct Visits {
    data: Marks,
    made: Option<Made>,
}

/// A histogram of one walk.
struct Made {
    last: Arc<[[f32; 2]]>,
    extent: Extent,
    images: Images,
}

impl Visits {
    /// Draws the pane.
    pub(super) fn ui(&mut self, ui: &mut Ui, context: &Context, ready: &Ready) {
        let theme = theme::of(ui);
        let Some(window) = ready.data.plane().map(|set| set.window) else {
            return;
        };
        let area = ui.available_rect_before_wrap();
        let font = theme::regular(size::SMALL);
        let caption = context.language.t("plane-visits-caption");
        let galley = ui
            .painter()
            .layout(caption, font.clone(), theme.dim, area.width());
        let rect = area.with_min_y(area.top() + galley.size().y + space::SMALL);
        ui.painter().galley(area.min, galley, theme.dim);
        let response = ui.interact(rect, ui.scope_id().with("visits"), Sense::hover());
        let words = context.language.t("plane-visits");
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, &words));
        let frame = Frame::fitting(rect, window);
        let mut inside = ui.new_child(UiBuilder::new().max_rect(rect));
        inside.set_clip_rect(rect.intersect(ui.clip_rect()));
        let painter = inside.painter().clone();
        painter.rect_filled(rect, f32::from(size::PICTURE_RADIUS), theme.plot);
        axes::grid(&painter, &theme, &frame);
        if let Some(walk) = motion(context.run, PictureId::Chain) {
            let narrow = |corner: [f64; 2]| corner.map(|v| v as f32);
            let extent = Extent {
                low: narrow(window.low),
                high: narrow(window.high),
            };
            let images = self.histogram(walk, extent);
            let place = frame.place(extent);
            let map = if theme.dark {
                ColorMap::Viridis
            } else {
                ColorMap::ViridisReversed
            };
            let tiles = Tiles {
                look: Look::Field(map, [0.0, 1.0]),
                ..Tiles::new(Id::unique("plane visits"), images, place.size())
            };
            tiles.paint(&inside, Id::unique("plane visits"), place.min);
        } else {
            let words = context.language.t("plane-visits-empty");
            painter.text(rect.center(), Align2::CENTER_CENTER, words, font, theme.dim);
        }
        let color = theme.ink(Ink::Data);
        let at = &ready.held_out;
        self.data
            .paint(&inside, "visits", &frame, at, &[], color, DOT);
        let names = ["axis-x-1", "axis-x-2"].map(|key| context.language.t(key));
        axes::labels(&painter, &theme, &frame, &names);
        ui.allocate_rect(area, Sense::hover());
    }

    /// The histogram of the newest walk, made once for each.
    fn histogram(&mut self, walk: &Motion, extent: Extent) -> &Images {
        let last = walk.frames.last().cloned().unwrap_or_default();
        let fits = |made: &Made| Arc::ptr_eq(&made.last, &last) && made.extent == extent;
        let kept = self.made.take().filter(fits);
        let made = kept.unwrap_or_else(|| Made {
            images: Images {
                width: SIDE,
                height: SIDE,
                channels: 1,
                columns: Some(1),
                pixels: visits(walk, extent).into(),
            },
            last,
            extent,
        });
        &self.made.insert(made).images
    }
}

/// How often each cell was visited, row by row from the top, as a share of the busiest but for a few.
fn visits(walk: &Motion, extent: Extent) -> Vec<f32> {
    let mut counts = vec![0.0f32; SIDE * SIDE];
    let skipped = (walk.frames.len() as f32 * BURN) as usize;
    for x in walk.frames.iter().skip(skipped).flat_map(|f| f.iter()) {
        let share = [0, 1]
            .map(|axis| (x[axis] - extent.low[axis]) / (extent.high[axis] - extent.low[axis]));
        if share.iter().all(|s| (0.0..1.0).contains(s)) {
            let [column, row] = [share[0], 1.0 - share[1]].map(|s| (s * SIDE as f32) as usize);
            counts[row.min(SIDE - 1) * SIDE + column.min(SIDE - 1)] += 1.0;
        }
    }
    let mut visited: Vec<f32> = counts
        .iter()
        .copied()
        .filter(|count| *count > 0.0)
        .collect();
    visited.sort_unstable_by(f32::total_cmp);
    let rank = (visited.len() as f32 * (1.0 - BRIGHT)) as usize;
    let bright = visited.get(rank.min(visited.len().saturating_sub(1)));
    let bright = bright.copied().unwrap_or(1.0);
    counts.iter().map(|count| count / bright).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Axis;

    #[test]
    fn a_walk_is_counted_where_it_was_after_its_first_quarter() {
        let extent = Extent {
            low: [-1.0; 2],
            high: [1.0; 2],
        };
        let at = |x: f32, y: f32| Arc::from(vec![[x, y]]);
        let mut frames: Vec<Arc<[[f32; 2]]>> = vec![at(-0.9, -0.9); 3];
        frames.extend(vec![at(0.99, 0.99); 8]);
        frames.push(at(5.0, 0.0));
        let walk = Motion {
            axis: Axis::Chain,
            columns: None,
            frames,
            log_volume: Vec::new(),
        };
        let counts = visits(&walk, extent);
        assert!(
            (counts[SIDE - 1] - 1.0).abs() < 1e-6,
            "the upper right corner"
        );
        assert!(
            (counts.iter().sum::<f32>() - 1.0).abs() < 1e-6,
            "and nowhere else"
        );
    }
}
