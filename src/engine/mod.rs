//! The training engine: one long-lived thread that owns the device and every run.
//!
//! Facts go up through a queue, pictures through a newest-wins [`Slot`]; commands come down. Waking the window is a closure
//! handed in, so that the engine never learns what a window is. No tensor leaves the thread.

mod clinic;
mod comparison;
mod evaluation;
mod examples;
mod gallery;
mod history;
mod ladder;
pub mod latent;
mod material;
mod message;
pub mod museum;
mod picture_measures;
mod plan;
mod plane_measures;
mod run;
mod sheet;
mod slot;
mod soundness;
mod standing;
mod text_measures;
mod thread;
mod view;
mod way;

pub use gallery::LINE_EVERY;
pub(crate) use gallery::{MANIFOLD_REACH, MANIFOLD_SIDE};
pub use ladder::Height;
pub use message::{Column, Command, Diagnosis, Event, Out, Ready, RunId};
pub use sheet::{IN_A_ROW, sheet_of};
pub use slot::{Picture, PictureId, Slot};
pub use standing::{Doing, Pulse, Readings};
pub use view::{
    Anchor, Held, LatentPath, LatentView, NumbersView, Pad, PathKind, PlaneView, Scrub, TextView,
    View,
};

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::gpu::Devices;

/// The engine, as seen from outside.
pub struct Engine {
    commands: Sender<Command>,
    events: Receiver<Event>,
    pictures: Arc<Slot>,
    thread: Option<JoinHandle<()>>,
}

impl Engine {
    /// Starts the thread. `wake` is called after news; it must be cheap, and may be called from the engine's thread only.
    ///
    /// # Errors
    /// If the operating system has no thread to give.
    pub fn start(devices: Devices, wake: impl Fn() + Send + 'static) -> std::io::Result<Self> {
        let (commands, inbox) = channel();
        let (outbox, events) = channel();
        let pictures = Arc::new(Slot::default());
        let slot = Arc::clone(&pictures);
        let thread = std::thread::Builder::new()
            .name("engine".to_owned())
            .spawn(move || {
                thread::Thread {
                    devices,
                    inbox,
                    outbox,
                    slot,
                    wake,
                    runs: BTreeMap::new(),
                    together: Vec::new(),
                    way: way::Way::default(),
                }
                .work();
            })?;
        Ok(Self {
            commands,
            events,
            pictures,
            thread: Some(thread),
        })
    }

    /// Sends a command. A command to an engine that is gone is dropped; its [`Event::Gone`] has told.
    pub fn send(&self, command: Command) {
        self.commands.send(command).ok();
    }

    /// The next event, if there is one.
    pub fn poll(&self) -> Option<Event> {
        self.events.try_recv().ok()
    }

    /// Waits for the next event.
    pub fn wait(&self, patience: Duration) -> Option<Event> {
        match self.events.recv_timeout(patience) {
            Ok(event) => Some(event),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Event::Gone),
        }
    }

    /// Where the newest pictures are.
    pub fn pictures(&self) -> &Slot {
        &self.pictures
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.commands.send(Command::Quit).ok();
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}
