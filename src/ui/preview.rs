//! What is in a set of pictures that a user brings, shown before anything is trained on it.

use egui::{Context, Id, Modal, RichText, Role, Sense, Ui, WidgetInfo, vec2};

use crate::data::ImageSet;
use crate::figure::Images;
use crate::text::{Language, Trouble};
use crate::ui::Action;
use crate::ui::paint::Tiles;
use crate::ui::theme::{self, size, space};

/// How many pictures are shown, and how many stand in a row.
const SHOWN: usize = 24;
const COLUMNS: usize = 8;
/// The side of a picture, and the space between two.
const TILE: f32 = 64.0;
const GAP: f32 = 4.0;
/// How many classes are named.
const NAMED: usize = 8;

/// What a user says to what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Train on it.
    Train,
    /// Put it away.
    NotNow,
}

/// Pictures to look at before they are trained on.
pub struct Preview {
    /// Where they come from.
    pub source: String,
    /// The first of them.
    images: Images,
    counts: [usize; 2],
    classes: Vec<String>,
    labelled: bool,
    remarks: Vec<Trouble>,
    focused: bool,
}

impl Preview {
    /// What there is to show of a set.
    pub fn of(source: String, set: &ImageSet) -> Self {
        let counts = [set.count(&set.train), set.count(&set.test)];
        let first = 0..counts[0].min(SHOWN);
        Self {
            source,
            images: Images {
                width: set.width,
                height: set.height,
                channels: set.channels,
                columns: Some(COLUMNS),
                pixels: first.flat_map(|i| set.intensities(&set.train, i)).collect(),
            },
            counts,
            classes: set.classes.clone(),
            labelled: !set.train.labels.is_empty(),
            remarks: set.remarks.clone(),
            focused: false,
        }
    }

    /// Draws it over everything else. Enter trains, Escape puts it away.
    pub fn show(&mut self, ctx: &Context, language: Language, actions: &mut Vec<Action>) {
        let modal = Modal::new(Id::unique("preview")).show(ctx, |ui| {
            ui.set_width(COLUMNS as f32 * (TILE + GAP) - GAP);
            ui.label(RichText::new(self.title(language)).font(theme::bold(size::TITLE)));
            ui.add_space(space::MEDIUM);
            self.pictures(ui, language);
            ui.add_space(space::MEDIUM);
            for line in self.lines(language) {
                ui.label(line);
            }
            for remark in &self.remarks {
                let words = RichText::new(remark.explain(language));
                ui.label(words.color(theme::of(ui).warning));
            }
            ui.add_space(space::LARGE);
            self.buttons(ui, language)
        });
        let closed = modal.should_close().then_some(Answer::NotNow);
        if let Some(answer) = modal.inner.or(closed) {
            actions.push(Action::Preview(answer));
        }
    }

    fn buttons(&mut self, ui: &mut Ui, language: Language) -> Option<Answer> {
        let mut answer = None;
        ui.horizontal(|ui| {
            let train = ui.button(language.t("preview-train"));
            if !self.focused {
                train.request_focus();
                self.focused = true;
            }
            if train.clicked() {
                answer = Some(Answer::Train);
            }
            if ui.button(language.t("preview-not-now")).clicked() {
                answer = Some(Answer::NotNow);
            }
        });
        answer
    }

    fn title(&self, language: Language) -> String {
        let path = self.source.trim_end_matches(['/', '\\']);
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned();
        language.f("preview-title", &[("name", name.into())])
    }

    fn pictures(&self, ui: &mut Ui, language: Language) {
        let Images { width, height, .. } = self.images;
        let tile = vec2(TILE, TILE * height as f32 / width.max(1) as f32);
        let rows = self.images.count().div_ceil(COLUMNS) as f32;
        let whole = vec2(ui.available_width(), rows * (tile.y + GAP) - GAP);
        let (rect, response) = ui.allocate_exact_size(whole, Sense::hover());
        let source = Id::unique(("preview", &self.source));
        let tiles = Tiles {
            columns: COLUMNS,
            gap: GAP,
            radius: f32::from(size::PICTURE_RADIUS) * 0.5,
            ..Tiles::new(source, &self.images, tile)
        };
        tiles.paint(ui, Id::unique("preview pictures"), rect.min);
        let words = language.t("preview-pictures");
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words.clone()));
    }

    /// How many, how large, and of which classes.
    fn lines(&self, language: Language) -> Vec<String> {
        let colour = if self.images.channels == 1 {
            "preview-grey"
        } else {
            "preview-colour"
        };
        let size = [
            ("train", self.counts[0].to_string().into()),
            ("test", self.counts[1].to_string().into()),
            ("width", self.images.width.to_string().into()),
            ("height", self.images.height.to_string().into()),
            ("colour", language.t(colour).into()),
        ];
        let classes = match (self.classes.len(), self.labelled) {
            (0, true) => language.t("preview-labels"),
            (0, false) => language.t("preview-no-labels"),
            (count, _) => {
                let more = if count > NAMED { ", …" } else { "" };
                let named = self.classes[..count.min(NAMED)].join(", ") + more;
                let args = [("count", count.to_string().into()), ("named", named.into())];
                language.f("preview-classes", &args)
            }
        };
        vec![language.f("preview-size", &size), classes]
    }
}

/// Says that pictures are being read; Escape loses interest in them.
pub fn reading(ctx: &Context, language: Language, source: &str, actions: &mut Vec<Action>) {
    let modal = Modal::new(Id::unique("reading")).show(ctx, |ui| {
        ui.horizontal(|ui| {
            ui.spinner();
            ui.label(language.f("preview-reading", &[("path", source.to_owned().into())]));
        });
        ui.add_space(space::MEDIUM);
        ui.button(language.t("preview-not-now")).clicked()
    });
    if modal.inner || modal.should_close() {
        actions.push(Action::Preview(Answer::NotNow));
    }
}
