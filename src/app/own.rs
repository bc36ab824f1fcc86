//! Pictures that a user brings: read beside the window, shown before anything is trained on them.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use egui::Context;

use super::App;
use crate::data::{self, DataSet};
use crate::text::Trouble;
use crate::ui::preview::{Answer, Preview};

/// What a reader found.
type Found = Result<Arc<DataSet>, Trouble>;

/// Pictures on their way to a run.
pub(super) enum Own {
    /// They are read; a folder may have thousands.
    Reading(String, Receiver<Found>),
    /// They are shown.
    Shown(Preview),
}

impl App {
    /// Reads a folder beside the window, to show what is in it.
    pub(super) fn read_own(&mut self, ctx: &Context, source: String) {
        let (outbox, inbox) = channel();
        let (path, ctx) = (source.clone(), ctx.clone());
        let read = move || {
            // The window may have lost interest.
            outbox.send(data::load(&path)).ok();
            ctx.request_repaint();
        };
        let reader = std::thread::Builder::new().name("reader".to_owned());
        match reader.spawn(read) {
            Ok(_) => self.own = Some(Own::Reading(source, inbox)),
            Err(why) => {
                let trouble = Trouble::new("error-file-unreadable").with("path", source);
                self.trouble = Some(trouble.with("why", why));
            }
        }
    }

    /// Takes up what the reader has found.
    pub(super) fn own_arrived(&mut self) {
        let Some(Own::Reading(source, inbox)) = &self.own else {
            return;
        };
        let source = source.clone();
        match inbox.try_recv() {
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => self.own = None,
            Ok(Err(trouble)) => {
                self.own = None;
                self.trouble = Some(trouble);
            }
            Ok(Ok(set)) => {
                self.own = None;
                self.show_own(source, &set);
            }
        }
    }

    /// Shows pictures before they are trained on.
    pub(super) fn show_own(&mut self, source: String, set: &DataSet) {
        if let Some(images) = set.images() {
            self.trouble = None;
            self.own = Some(Own::Shown(Preview::of(source, images)));
        }
    }

    /// Trains on the pictures that were shown, or puts them away.
    pub(super) fn answer_preview(&mut self, answer: Answer) {
        let own = self.own.take();
        if let (Answer::Train, Some(Own::Shown(preview))) = (answer, own) {
            self.learn(preview.source);
        }
    }
}
