//! The engine without a window: one run, its events, its pictures.

use std::path::Path;
use std::time::Duration;

use super::device;
use crate::engine::{Command, Engine, Event, Out, Picture, PictureId, Ready, RunId, View};
use crate::figure::{Figure, Images, Points, Tokens, Written};
use crate::gpu::Devices;
use crate::spec::{DeviceChoice, Spec};
use crate::store::RunFolder;
use crate::text::Trouble;

/// The one run of a session.
pub(super) const RUN: RunId = RunId(1);

/// Pictures come without an event of their own, so they are looked for this often.
const LOOK_EVERY: Duration = Duration::from_millis(4);

/// An engine with one run.
pub(super) struct Session {
    engine: Engine,
}

impl Session {
    /// Starts an engine.
    pub(super) fn start(devices: Devices) -> Result<Self, Trouble> {
        let engine = Engine::start(devices, || {})
            .map_err(|why| Trouble::new("error-engine-start").with("why", why))?;
        Ok(Self { engine })
    }

    /// Opens a kept run to look at it; without a choice, on the device it asked for itself.
    pub(super) fn open(
        folder: &Path,
        data: Option<String>,
        choice: Option<DeviceChoice>,
    ) -> Result<(Self, Ready), Trouble> {
        let choice = match choice {
            Some(choice) => choice,
            None => RunFolder::open(folder)?.1.spec.device,
        };
        let (devices, why) = device::open(choice);
        let session = Self::start(devices)?;
        session.send(Command::Open {
            run: RUN,
            folder: folder.to_owned(),
            data,
            device: choice,
            recall: false,
            view: View::NOTHING,
        });
        let ready = session.ready()?;
        device::tell(why);
        Ok((session, ready))
    }

    /// Builds a run in memory, to look at what it is made of.
    pub(super) fn build(spec: Spec) -> Result<Ready, Trouble> {
        let session = Self::start(Devices::cpu_only())?;
        session.send(Command::Start {
            run: RUN,
            spec: Box::new(spec),
            out: Out::Memory,
            playing: false,
            view: View::NOTHING,
        });
        session.ready()
    }

    /// Sends a command.
    pub(super) fn send(&self, command: Command) {
        self.engine.send(command);
    }

    /// Everything that was drawn since the last time.
    pub(super) fn taken(&self) -> Vec<(PictureId, Figure)> {
        let taken = self.engine.pictures().take().into_iter();
        taken
            .map(|((_, id), picture)| (id, picture.figure))
            .collect()
    }

    /// Waits for the next event; what went wrong, in the run or in the engine as a whole, is told as a failure.
    pub(super) fn next(&self, patience: Duration) -> Result<Option<Event>, Trouble> {
        match self.engine.wait(patience) {
            Some(Event::Gone) => Err(Trouble::new("error-engine-gone")),
            Some(event) => match event.trouble() {
                Some(trouble) => Err(trouble.clone()),
                None => Ok(Some(event)),
            },
            None => Ok(None),
        }
    }

    /// Waits for the next event of which something is wanted; a failure of the run ends the wait.
    pub(super) fn until<T>(
        &self,
        mut wanted: impl FnMut(Event) -> Option<T>,
    ) -> Result<T, Trouble> {
        loop {
            let Some(event) = self.next(Duration::from_secs(1))? else {
                continue;
            };
            if let Some(found) = wanted(event) {
                return Ok(found);
            }
        }
    }

    /// Waits for the next event, whatever it tells; nothing where none comes in time.
    pub(super) fn event(&self, patience: Duration) -> Result<Option<Event>, Trouble> {
        match self.engine.wait(patience) {
            Some(Event::Gone) => Err(Trouble::new("error-engine-gone")),
            event => Ok(event),
        }
    }

    /// Waits until the run is built.
    pub(super) fn ready(&self) -> Result<Ready, Trouble> {
        self.until(|event| match event {
            Event::Ready(ready) => Some(*ready),
            _ => None,
        })
    }

    /// Asks for one picture of images, and waits for it.
    pub(super) fn images(&self, id: PictureId, view: View) -> Result<Images, Trouble> {
        self.picture(id, view, |figure| match figure {
            Figure::Images(images) => Some(images),
            Figure::Walk(walk) => walk.strips.into_iter().next().map(|strip| strip.images),
            _ => None,
        })
    }

    /// Asks for one picture of points, and waits for it.
    pub(super) fn points(&self, id: PictureId, view: View) -> Result<Points, Trouble> {
        self.picture(id, view, |figure| match figure {
            Figure::Points(points) => Some(points),
            _ => None,
        })
    }

    /// Asks for texts, and waits until they have so many characters.
    pub(super) fn texts(&self, view: View, length: usize) -> Result<Tokens, Trouble> {
        self.picture(PictureId::Texts, view, |figure| match figure {
            Figure::Tokens(tokens) => {
                let is_whole = |written: &Written| written.text.chars().count() >= length;
                tokens.texts.iter().all(is_whole).then_some(tokens)
            }
            _ => None,
        })
    }

    fn picture<T>(
        &self,
        id: PictureId,
        view: View,
        wanted: impl Fn(Figure) -> Option<T>,
    ) -> Result<T, Trouble> {
        self.send(Command::Look(RUN, view));
        loop {
            let mut taken = self.engine.pictures().take();
            let picture: Option<Picture> = taken.remove(&(RUN, id));
            if let Some(figure) = picture.and_then(|picture| wanted(picture.figure)) {
                return Ok(figure);
            }
            self.next(LOOK_EVERY)?;
        }
    }
}
