//! Benches that come by a link, and the knobs that stay out of sight on them.

use super::App;
use super::act::first_view;
use crate::link::Link;

impl App {
    /// Opens the bench of a text, or says what is wrong with it.
    pub(super) fn follow(&mut self, text: &str) {
        match Link::from_text(text) {
            Ok(link) => self.open_link(link),
            Err(trouble) => self.trouble = Some(trouble),
        }
    }

    /// Starts the run of a link on the device that is chosen here, and shows it.
    pub fn open_link(&mut self, mut link: Link) {
        link.spec.device = self.device;
        let view = first_view(&link.spec);
        self.show_new(link.spec, view);
        if let Some(run) = self.shown.and_then(|id| self.runs.get_mut(&id)) {
            run.hidden = link.hidden.into_iter().collect();
        }
    }

    pub(super) fn hide(&mut self, knob: &str, hides: bool) {
        let Some(run) = self.shown.and_then(|id| self.runs.get_mut(&id)) else {
            return;
        };
        if hides {
            run.hidden.insert(knob.to_owned());
        } else {
            run.hidden.remove(knob);
        }
    }
}
