//! How long the pad of the latent space takes to answer a pointer while the model trains at full speed.

use std::time::{Duration, Instant};

use super::session::{RUN, Session};
use crate::engine::{Command, Doing, Event, LatentView, Out, PictureId, View};
use crate::figure::Figure;
use crate::spec::{Budget, Spec};
use crate::text::Trouble;

/// A hand moves to so many places, one every so often.
const PLACES: usize = 200;
const PAUSE: Duration = Duration::from_millis(15);
/// It goes around in circles of this radius.
const RADIUS: f32 = 2.0;
/// Longer than any pad that anybody would use.
const PATIENCE: Duration = Duration::from_secs(5);

/// Seconds from the pointer to the decode.
#[derive(Debug, Clone, Copy)]
pub(super) struct Latency {
    /// Half of the answers come sooner.
    pub(super) half: f64,
    /// And 95 of 100.
    pub(super) most: f64,
    /// Steps a second meanwhile.
    pub(super) pace: f64,
}

/// Moves over the pad of a fresh run.
///
/// # Errors
/// If the run breaks.
pub(super) fn latency(session: &Session, spec: &Spec) -> Result<Latency, Trouble> {
    let view = |probe| View {
        samples: 64,
        reconstructions: true,
        latent: LatentView {
            codes: true,
            lattice: true,
            probe: Some(probe),
            ..LatentView::NOTHING
        },
        ..View::NOTHING
    };
    session.send(Command::Start {
        run: RUN,
        spec: Box::new(Spec {
            budget: Budget::Endless,
            ..spec.clone()
        }),
        out: Out::Memory,
        playing: true,
        view: view([0.0; 2]),
    });
    // What is compiled and drawn for the first time is not what a hand waits for.
    session.until(|event| match event {
        Event::Pulse(pulse) if pulse.doing == Doing::Playing && pulse.seconds > 1.0 => Some(()),
        _ => None,
    })?;
    let mut waits = Vec::with_capacity(PLACES);
    for place in 0..PLACES {
        let angle = 0.37 * place as f32;
        let at = [RADIUS * angle.cos(), RADIUS * angle.sin()];
        let began = Instant::now();
        session.send(Command::Look(RUN, view(at)));
        wait(session, at, began)?;
        waits.push(began.elapsed().as_secs_f64());
        std::thread::sleep(PAUSE);
    }
    let pace = session.until(|event| match event {
        Event::Pulse(pulse) => Some(pulse.steps_per_second),
        _ => None,
    })?;
    session.send(Command::Close(RUN));
    waits.sort_by(f64::total_cmp);
    let rank = |share: f64| waits[((waits.len() - 1) as f64 * share).round() as usize];
    Ok(Latency {
        half: rank(0.5),
        most: rank(0.95),
        pace,
    })
}

/// Waits for the decode of a place; the pictures of others are taken like a window takes them.
fn wait(session: &Session, at: [f32; 2], began: Instant) -> Result<(), Trouble> {
    while began.elapsed() < PATIENCE {
        let taken = session.taken();
        let is_it = |id: &PictureId, figure: &Figure| match figure {
            Figure::Decoded(decoded) => *id == PictureId::Probe && decoded.at == at,
            _ => false,
        };
        if taken.iter().any(|(id, figure)| is_it(id, figure)) {
            return Ok(());
        }
        session.next(Duration::from_millis(1))?;
    }
    Err(Trouble::new("error-pad-silent"))
}
