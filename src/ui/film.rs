//! Moments of a training: what the same noise became, from the first picture to the newest.

use std::sync::Arc;

use crate::figure::Images;

/// How many samples are kept of each moment.
const SAMPLES: usize = 6;
/// How many moments are kept.
const MOMENTS: usize = 10;

/// Samples from the same noise after more and more steps, each moment later than the one before by about the same factor.
#[derive(Default)]
pub struct Film {
    moments: Vec<Moment>,
    /// One sample a row, one moment a column.
    strip: Option<Images>,
}

struct Moment {
    step: u64,
    /// The first samples. `[samples * dims]`
    pixels: Arc<[f32]>,
}

impl Film {
    /// Takes in the samples of a step. What lies later than them, of a run that has gone back, is forgotten.
    pub fn take(&mut self, step: u64, samples: &Images) {
        self.moments.retain(|moment| moment.step < step);
        let dims = samples.width * samples.height * samples.channels;
        let pixels = samples.pixels.chunks_exact(dims.max(1)).take(SAMPLES);
        let pixels: Arc<[f32]> = pixels.flatten().copied().collect();
        if self.moments.iter().any(|m| m.pixels.len() != pixels.len()) {
            self.moments.clear();
        }
        self.moments.push(Moment { step, pixels });
        if self.moments.len() > MOMENTS {
            self.thin();
        }
        self.strip = Some(self.composed(samples));
    }

    fn composed(&self, like: &Images) -> Images {
        let dims = (like.width * like.height * like.channels).max(1);
        let count = self.moments[0].pixels.len() / dims;
        let pixels = (0..count).flat_map(|row| {
            let moments = self.moments.iter();
            moments.flat_map(move |moment| &moment.pixels[row * dims..(row + 1) * dims])
        });
        Images {
            columns: Some(self.moments.len()),
            pixels: pixels.copied().collect(),
            ..like.clone()
        }
    }

    /// Gives up the moment that is least later than the one before and least earlier than the one after, in proportion; never
    /// the first or the last.
    fn thin(&mut self) {
        let ratio = |i: usize| {
            let at = |i: usize| (self.moments[i].step + 1) as f64;
            at(i + 1) / at(i - 1)
        };
        let inner = 1..self.moments.len() - 1;
        if let Some(least) = inner.min_by(|a, b| ratio(*a).total_cmp(&ratio(*b))) {
            self.moments.remove(least);
        }
    }

    /// The steps of the moments, from the first to the last.
    pub fn steps(&self) -> impl ExactSizeIterator<Item = u64> + '_ {
        self.moments.iter().map(|moment| moment.step)
    }

    /// One sample a row, one moment a column; nothing before there are two moments.
    pub fn images(&self) -> Option<&Images> {
        self.strip.as_ref().filter(|_| self.moments.len() > 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(value: f32) -> Images {
        Images {
            width: 2,
            height: 1,
            channels: 1,
            columns: None,
            pixels: (0..16).map(|i| value + i as f32).collect(),
        }
    }

    #[test]
    fn the_first_and_the_newest_stay_and_the_others_keep_their_proportions() {
        let mut film = Film::default();
        assert!(film.images().is_none());
        for step in (0..4000).step_by(10) {
            film.take(step, &samples(step as f32));
        }
        let steps: Vec<u64> = film.steps().collect();
        assert_eq!(steps.len(), MOMENTS);
        assert_eq!((steps[0], steps[MOMENTS - 1]), (0, 3990));
        let late: Vec<f64> = steps[2..]
            .windows(2)
            .map(|pair| pair[1] as f64 / pair[0] as f64)
            .collect();
        assert!(late.iter().all(|ratio| *ratio < 4.0), "{steps:?}");
        let images = film.images().unwrap();
        assert_eq!(images.columns, Some(MOMENTS));
        assert_eq!(images.count(), MOMENTS * SAMPLES);
        // The second row begins with the second sample of the first moment.
        assert_eq!(images.image(MOMENTS), [2.0, 3.0]);
    }

    #[test]
    fn a_run_that_goes_back_forgets_what_came_later() {
        let mut film = Film::default();
        for step in [0, 100, 200, 300] {
            film.take(step, &samples(0.0));
        }
        film.take(150, &samples(1.0));
        assert_eq!(film.steps().collect::<Vec<_>>(), [0, 100, 150]);
    }
}
