//! Data that a user brings: a file dropped on the window, or a table pasted into it.
//!
//! What is brought is read before the run is restarted with it: data that are refused cost nobody a run.

use std::path::{Path, PathBuf};

use egui::{Align2, Context, Event, Id, LayerId, Order};

use super::App;
use crate::data;
use crate::families::Family;
use crate::files::write_whole;
use crate::link::Link;
use crate::text::{Language, Trouble};
use crate::ui::Action;
use crate::ui::lesson::Ask;
use crate::ui::theme::{self, size};

/// The ending of files that hold a link.
const LINKS: &str = "genera";
/// The ending of files that hold a lesson.
const LESSONS: &str = "toml";
/// A paste with fewer lines than this is no table.
const LEAST_LINES: usize = 3;

/// What was dropped on the window or pasted into it in this frame.
pub(super) fn brought(ctx: &Context) -> Option<Action> {
    let dropped = ctx.input(|input| {
        let file = input.raw.dropped_files.first()?;
        Some(file.path().to_owned())
    });
    if let Some(path) = dropped {
        if path.extension().is_some_and(|ending| ending == LINKS) {
            // What cannot be read is no link, and refused as one.
            return Some(Action::Link(
                std::fs::read_to_string(path).unwrap_or_default(),
            ));
        }
        if path.extension().is_some_and(|ending| ending == LESSONS) {
            return Some(Action::Lesson(Ask::Read(path)));
        }
        return Some(Action::Data(path.display().to_string()));
    }
    if ctx.text_edit_focused() {
        return None;
    }
    let pasted = ctx.input(|input| {
        input.events.iter().find_map(|event| match event {
            Event::Paste(text) => Some(text.clone()),
            _ => None,
        })
    })?;
    if Link::is_one(&pasted) {
        return Some(Action::Link(pasted));
    }
    looks_like_points(&pasted).then_some(Action::Paste(pasted))
}

/// Whether a text looks like rows of numbers, so that pasting a sentence does not restart a run.
fn looks_like_points(text: &str) -> bool {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let is_number = |field: &str| {
        let field = field.trim().trim_matches('"').replace(',', ".");
        field.parse::<f64>().is_ok()
    };
    let is_row = |line: &&&str| {
        let separators: &[char] = if line.contains([';', '\t']) {
            &[';', '\t']
        } else if line.contains(',') {
            &[',']
        } else {
            &[' ']
        };
        line.split(separators)
            .filter(|field| is_number(field))
            .count()
            >= 2
    };
    lines.len() >= LEAST_LINES && lines.iter().filter(is_row).count() * 2 > lines.len()
}

/// Says where a file that hovers over the window may be dropped: anywhere.
pub(super) fn hint(ctx: &Context, language: Language) {
    if ctx.input(|input| input.raw.hovered_files.is_empty()) {
        return;
    }
    let theme = theme::of_ctx(ctx);
    let layer = LayerId::new(Order::Foreground, Id::unique("drop"));
    let painter = ctx.layer_painter(layer);
    let rect = ctx.content_rect().shrink(12.0);
    painter.rect_filled(
        ctx.content_rect(),
        0.0,
        theme::faded(theme.background, 0.85),
    );
    let edge = egui::Stroke::new(2.0, theme.accent);
    painter.rect_stroke(
        rect,
        f32::from(size::CARD_RADIUS),
        edge,
        egui::StrokeKind::Inside,
    );
    let words = language.t("drop-here");
    let font = theme::bold(size::HEADING);
    painter.text(
        rect.center(),
        Align2::CENTER_BOTTOM,
        words,
        font,
        theme.text,
    );
    let words = language.t("drop-what");
    let font = theme::regular(size::READING);
    let below = rect.center() + egui::vec2(0.0, 8.0);
    painter.text(below, Align2::CENTER_TOP, words, font, theme.dim);
}

/// A short name for a text that is always the same for the same text (FNV-1a).
fn hash(text: &str) -> String {
    let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, fold);
    format!("{:08x}", hash as u32 ^ (hash >> 32) as u32)
}

impl App {
    /// Keeps a pasted table as a file, and trains on it.
    pub(super) fn paste(&mut self, text: &str) {
        match self.kept(text) {
            Ok(path) => self.learn(path.display().to_string()),
            Err(trouble) => self.trouble = Some(trouble),
        }
    }

    /// Where a pasted table is kept, so that its run can be taken up again.
    fn kept(&self, text: &str) -> Result<PathBuf, Trouble> {
        let folder = self.home.data().unwrap_or_else(std::env::temp_dir);
        let path = folder.join(format!("pasted-{}.csv", hash(text)));
        let unwritable = |path: &Path, why: std::io::Error| {
            Trouble::new("error-out-unwritable")
                .with("path", path.display())
                .with("why", why)
        };
        std::fs::create_dir_all(&folder).map_err(|why| unwritable(&folder, why))?;
        write_whole(&path, text.as_bytes()).map_err(|why| unwritable(&path, why))?;
        Ok(path)
    }

    /// Trains on other data, if they can be read; pictures of a user's own are shown first.
    pub(super) fn bring(&mut self, ctx: &Context, source: String) {
        let is_named = source == data::DRAWN || data::find_bundled(&source).is_some();
        if is_named {
            return self.learn(source);
        }
        if Path::new(&source).is_dir() {
            return self.read_own(ctx, source);
        }
        match data::load(&source) {
            Ok(set) if set.images().is_some() => self.show_own(source, &set),
            Ok(_) => self.learn(source),
            Err(trouble) => self.trouble = Some(trouble),
        }
    }

    /// Trains on other data, if the family can learn from them. Without a run the first family that can begins.
    pub(super) fn learn(&mut self, source: String) {
        let kind = match kind_of(&source) {
            Ok(kind) => kind,
            Err(trouble) => {
                self.trouble = Some(trouble);
                return;
            }
        };
        let accepts = |family: &Family| kind.is_none_or(|kind| family.card.accepts.contains(&kind));
        let Some(run) = self.shown_run() else {
            let Some(family) = Family::ready().find(|family| accepts(family)) else {
                return;
            };
            return self.begin(family, |spec| spec.learn_from(source));
        };
        let family = Family::find(&run.spec.family);
        if !family.as_ref().is_ok_and(|family| accepts(family)) {
            let trouble = Trouble::new("error-data-kind")
                .with("family", &run.spec.family)
                .with("data", &source);
            self.trouble = Some(trouble);
            return;
        }
        self.trouble = None;
        self.restart_with(|spec| spec.learn_from(source));
    }
}

/// What kind of data a name or a path stands for; `None` for a drawing that is yet to be made.
fn kind_of(source: &str) -> Result<Option<crate::taxonomy::DataKind>, Trouble> {
    if source == data::DRAWN {
        return Ok(Some(crate::taxonomy::DataKind::Plane));
    }
    if let Some(set) = data::find_bundled(source) {
        return Ok(Some(set.kind));
    }
    data::load(source).map(|set| Some(set.shape().kind()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_told_from_sentences() {
        for table in [
            "x,y\n1,2\n3,4\n5,6",
            "1;2,5\n3,25;4\n5;6",
            "1\t2\n3\t4\n5\t6",
            "1 2\n3 4\n5 6",
        ] {
            assert!(looks_like_points(table), "{table}");
        }
        for text in [
            "",
            "1,2",
            "Dear all,\nthe meeting is at 10, room 4.\nBest,\nA.",
            "1\n2\n3",
        ] {
            assert!(!looks_like_points(text), "{text}");
        }
    }

    #[test]
    fn the_same_table_has_the_same_name() {
        assert_eq!(hash("1,2"), hash("1,2"));
        assert_ne!(hash("1,2"), hash("1,3"));
    }
}
