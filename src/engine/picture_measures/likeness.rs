//! Pictures as they are compared: in the features of a classifier, or shrunk.

use crate::data::{ImageSet, Split};
use crate::measure::{CLASSES, Classifier, FEATURES, Neighbours, Overlap};

/// How many pairs of pictures are compared in a turn.
const PAIRS: usize = 300_000;
/// The sides to which pictures are shrunk where there is no classifier.
const SHRUNK: usize = 8;

/// What pictures are compared by.
#[derive(Clone, Copy)]
pub(super) enum Ruler {
    Classifier(&'static Classifier),
    Pixels,
}

pub(super) fn ruler(set: &ImageSet) -> Ruler {
    Classifier::of(&set.name).map_or(Ruler::Pixels, Ruler::Classifier)
}

/// A picture in numbers: features, or pixels shrunk to 8 x 8 in up to three colours.
pub(super) type Place = [f64; PLACE];
pub(super) const PLACE: usize = SHRUNK * SHRUNK * 3;

/// Pictures as they are compared.
#[derive(Default)]
pub(super) struct Looks {
    pub(super) features: Vec<[f64; FEATURES]>,
    /// Shrunk pictures, where there are no features.
    pub(super) shrunk: Vec<Place>,
    /// How many are of each class, where classes are told apart.
    pub(super) classes: [usize; CLASSES],
}

/// The pictures that samples are held against.
pub(super) struct Reference {
    pub(super) train: Split,
    pub(super) test: Split,
    pub(super) dims: usize,
    pub(super) channels: usize,
    pub(super) side: [usize; 2],
}

impl Reference {
    /// Black and white pictures for samples that are, grey or coloured ones for others.
    pub(super) fn of(set: &ImageSet, samples: &[f32]) -> Self {
        let is_binary = samples.iter().all(|v| *v == 0.0 || *v == 1.0);
        let grey = set.before_tossing();
        let tossed;
        let set = if is_binary {
            tossed = grey.tossed();
            &tossed
        } else {
            grey
        };
        Self {
            train: set.train.clone(),
            test: set.test.clone(),
            dims: set.dims(),
            channels: set.channels,
            side: [set.width, set.height],
        }
    }

    /// How many pictures can be held against as many others.
    pub(super) fn count(&self) -> usize {
        self.test.pixels.len() / self.dims
    }

    /// A picture shrunk to 8 x 8 by the means of its parts: pixels from 0 to 1, row by row, colour last.
    pub(super) fn shrunk(&self, picture: &[f32]) -> Place {
        let ([width, height], channels) = (self.side, self.channels);
        let mut place = [0.0; PLACE];
        // Of pictures with fewer pixels a side some stand for several parts.
        let part = |i: usize, side: usize| {
            let from = i * side / SHRUNK;
            from..((i + 1) * side / SHRUNK).max(from + 1)
        };
        for (i, value) in place
            .iter_mut()
            .take(SHRUNK * SHRUNK * channels)
            .enumerate()
        {
            let (channel, at) = (i % channels, i / channels);
            let (columns, rows) = (part(at % SHRUNK, width), part(at / SHRUNK, height));
            let count = columns.len() * rows.len();
            for y in rows {
                for x in columns.clone() {
                    *value +=
                        f64::from(picture[(y * width + x) * channels + channel]) / count as f64;
                }
            }
        }
        place
    }
}

impl Looks {
    pub(super) fn count(&self) -> usize {
        self.features.len().max(self.shrunk.len())
    }

    pub(super) fn add(&mut self, ruler: Ruler, data: &Reference, pictures: &[f32]) {
        match ruler {
            Ruler::Classifier(classifier) => {
                for seen in classifier.look(pictures) {
                    self.features.push(seen.features);
                    self.classes[seen.class] += 1;
                }
            }
            Ruler::Pixels => {
                let shrunk = pictures
                    .chunks_exact(data.dims)
                    .map(|picture| data.shrunk(picture));
                self.shrunk.extend(shrunk);
            }
        }
    }
}

/// A comparison of some pictures with real ones.
pub(super) enum Comparing {
    Features(Neighbours<FEATURES>),
    Pixels(Neighbours<PLACE>),
}

impl Comparing {
    /// As many of the others as there are real ones.
    pub(super) fn new(real: &Looks, others: &Looks, count: usize) -> Self {
        let most = others.count().min(count);
        if real.features.is_empty() {
            Self::Pixels(Neighbours::new(&real.shrunk, &others.shrunk[..most]))
        } else {
            Self::Features(Neighbours::new(&real.features, &others.features[..most]))
        }
    }

    /// Compares some more pairs; false when there are none left.
    pub(super) fn turn(&mut self) -> bool {
        match self {
            Self::Features(sum) => {
                sum.advance(PAIRS);
                !sum.is_done()
            }
            Self::Pixels(sum) => {
                sum.advance(PAIRS / 3);
                !sum.is_done()
            }
        }
    }

    pub(super) fn value(&self) -> Option<Overlap> {
        match self {
            Self::Features(sum) => sum.value(),
            Self::Pixels(sum) => sum.value(),
        }
    }
}
