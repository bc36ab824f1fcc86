//! Where threads of the window put what they have found, and where it is fetched between frames.

use std::sync::mpsc::{Receiver, Sender, channel};

/// A box that many can put into.
pub(super) struct Mailbox<T> {
    outbox: Sender<T>,
    inbox: Receiver<T>,
}

impl<T> Default for Mailbox<T> {
    fn default() -> Self {
        let (outbox, inbox) = channel();
        Self { outbox, inbox }
    }
}

impl<T> Mailbox<T> {
    /// The slit, for a thread.
    pub(super) fn slit(&self) -> Sender<T> {
        self.outbox.clone()
    }

    /// The oldest that has come in.
    pub(super) fn fetch(&self) -> Option<T> {
        self.inbox.try_recv().ok()
    }
}
