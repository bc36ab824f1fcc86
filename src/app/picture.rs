//! Pictures of a user's own for the canvas of the latent pane: from a file that is asked for, or from the clipboard.

use std::sync::Arc;

use egui::Context;

use super::App;
use crate::data::{self, DataSet, ImageSet};
use crate::text::Trouble;
use crate::ui::PictureFrom;

/// What became of a picture: its intensities, or what went wrong.
pub(super) type Outcome = Result<Vec<f32>, Trouble>;

impl App {
    /// Fetches a picture for the run on show, without holding up the window.
    pub(super) fn fetch_picture(&mut self, ctx: &Context, from: PictureFrom) {
        let ready = self.shown_run().and_then(|run| run.ready.as_ref());
        let Some(data) = ready.map(|ready| Arc::clone(&ready.data)) else {
            return;
        };
        let (outbox, ctx) = (self.pictures.slit(), ctx.clone());
        let ask = (from == PictureFrom::File).then(|| {
            // The dialog has to be begun here: macOS shows windows for its first thread alone.
            rfd::AsyncFileDialog::new()
                .set_title(self.language.t("latent-draw-open"))
                .pick_file()
        });
        let work = move || {
            let found = match ask {
                Some(ask) => pollster::block_on(ask)
                    .map(|file| with(&data, |like| data::picture_of_file(file.path(), like))),
                None => Some(with(&data, of_clipboard)),
            };
            if let Some(outcome) = found {
                outbox.send(outcome).ok();
                ctx.request_repaint();
            }
        };
        let thread = std::thread::Builder::new().name("picture".to_owned());
        if let Err(why) = thread.spawn(work) {
            self.trouble = Some(Trouble::new("error-picture-none").with("why", why));
        }
    }

    /// Puts the pictures that have come onto the canvas.
    pub(super) fn take_pictures(&mut self) {
        while let Some(outcome) = self.pictures.fetch() {
            match outcome {
                Ok(pixels) => self.bench.put(&pixels),
                Err(trouble) => self.trouble = Some(trouble),
            }
        }
    }
}

fn with(data: &DataSet, find: impl FnOnce(&ImageSet) -> Outcome) -> Outcome {
    match data.images() {
        Some(like) => find(like),
        None => Err(Trouble::new("error-picture-none").with("why", "")),
    }
}

/// The picture in the clipboard.
fn of_clipboard(like: &ImageSet) -> Outcome {
    let none = |why: arboard::Error| Trouble::new("error-picture-none").with("why", why);
    let found = arboard::Clipboard::new().and_then(|mut clipboard| clipboard.get_image());
    let found = found.map_err(none)?;
    let sides = [found.width, found.height].map(|side| side as u32);
    data::picture_of_rgba(sides, found.bytes.into_owned(), like)
        .ok_or_else(|| none(arboard::Error::ContentNotAvailable))
}
