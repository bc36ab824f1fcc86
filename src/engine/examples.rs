//! The examples of a run on its device, and the order they come in.

use std::sync::Arc;

use burn::tensor::{Device, Int, Tensor, TensorData};
use rand::RngExt;

use crate::data::plane::Standard;
use crate::data::{DataSet, ImageSet, Shape, Split};
use crate::families::labels::one_hot;
use crate::nn::Noise;

/// A fixed set of examples on the device.
pub(super) struct Examples {
    x: Tensor<2>,              // [count, dims]
    labels: Option<Tensor<2>>, // [count, classes]
    count: usize,
    device: Device,
}

impl Examples {
    /// The images of one split, as intensities in `[0, 1]`, for a model that knows so many classes.
    pub(super) fn images(set: &ImageSet, split: &Split, classes: usize, device: &Device) -> Self {
        let values = split.pixels.iter().map(|&p| f32::from(p) / 255.0).collect();
        let are_known = (1..=classes).contains(&set.class_count());
        Self {
            labels: are_known.then(|| {
                let labels = split.labels.iter().map(|&label| usize::from(label));
                one_hot(labels, classes, device)
            }),
            ..Self::new(values, set.dims(), device)
        }
    }

    /// Points in units of the data, as models see them.
    pub(super) fn points(points: &[[f64; 2]], standard: Standard, device: &Device) -> Self {
        Self::new(seen(points, standard), 2, device)
    }

    fn new(values: Vec<f32>, dims: usize, device: &Device) -> Self {
        let count = values.len() / dims.max(1);
        Self {
            x: Tensor::from_data(TensorData::new(values, [count, dims]), device),
            labels: None,
            count,
            device: device.clone(),
        }
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Examples from `from` up to `to`. `[to - from, dims]`
    pub(super) fn range(&self, from: usize, to: usize) -> Tensor<2> {
        self.x.clone().narrow(0, from, to - from)
    }

    /// And of which class they are, where that is known. `[to - from, classes]`
    pub(super) fn labels(&self, from: usize, to: usize) -> Option<Tensor<2>> {
        let labels = self.labels.clone()?;
        Some(labels.narrow(0, from, to - from))
    }

    /// Windows of a text, the next beginning with the character that the last one ends with, so that each is judged once.
    pub(super) fn windows(text: &[u16], window: usize, device: &Device) -> Self {
        let starts = (0..text.len().saturating_sub(window - 1)).step_by(window - 1);
        let values = starts
            .filter_map(|from| text.get(from..from + window))
            .flatten();
        Self::new(values.map(|n| f32::from(*n)).collect(), window, device)
    }

    /// The examples at these positions. `[positions, dims]`
    pub(super) fn at(&self, positions: &[usize]) -> Tensor<2> {
        self.x.clone().select(0, self.index(positions))
    }

    /// The examples at these positions, and of which class they are. `[positions, dims]` and `[positions, classes]`
    pub(super) fn labelled_at(&self, positions: &[usize]) -> (Tensor<2>, Option<Tensor<2>>) {
        let index = self.index(positions);
        let labels = self.labels.clone();
        let labels = labels.map(|labels| labels.select(0, index.clone()));
        (self.x.clone().select(0, index), labels)
    }

    fn index(&self, positions: &[usize]) -> Tensor<1, Int> {
        let index: Vec<i64> = positions.iter().map(|&i| i as i64).collect();
        Tensor::from_data(TensorData::new(index, [positions.len()]), &self.device)
    }
}

/// Points in units of the data, as models see them, one after the other.
fn seen(points: &[[f64; 2]], standard: Standard) -> Vec<f32> {
    let seen = points.iter().flat_map(|point| standard.to_model(*point));
    seen.map(|v| v as f32).collect()
}

/// Where the batches of a run come from.
pub(super) enum Stream {
    /// A fixed set, every example once an epoch.
    Epochs(Box<Examples>, Order),
    /// A distribution: fresh points at every step.
    Fresh(Arc<DataSet>, Device),
    /// A text: a window that begins anywhere, which for each position of the stream follows from (seed, position) alone.
    Windows {
        /// The text.
        set: Arc<DataSet>,
        /// How long a window is.
        window: usize,
        seed: u64,
        device: Device,
    },
}

impl Stream {
    /// `shape` is that of one example, and there are so many classes of them.
    pub(super) fn new(
        set: &Arc<DataSet>,
        (shape, classes): (Shape, usize),
        seed: u64,
        device: &Device,
    ) -> Self {
        let examples = match &**set {
            DataSet::Text(_) => {
                return Self::Windows {
                    set: Arc::clone(set),
                    window: shape.dims(),
                    seed,
                    device: device.clone(),
                };
            }
            DataSet::Images(images) => Examples::images(images, &images.train, classes, device),
            DataSet::Plane(plane) => match plane.table() {
                Some(table) => Examples::points(&table.train, plane.standard, device),
                None => return Self::Fresh(Arc::clone(set), device.clone()),
            },
        };
        let order = Order::new(seed, examples.count().max(1));
        Self::Epochs(Box::new(examples), order)
    }

    /// Whether there is nothing to learn from.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Epochs(examples, _) => examples.count() == 0,
            Self::Fresh(set, _) => set.plane().is_none_or(crate::data::PlaneSet::is_empty),
            Self::Windows { set, window, .. } => characters(set).len() < *window,
        }
    }

    /// The batch of a step, of which `before` examples were seen before, and of which class they are where that is known; a set
    /// that is smaller than a batch is one. `[size, dims]` and `[size, classes]`
    pub(super) fn batch(
        &mut self,
        noise: Noise,
        before: u64,
        size: usize,
    ) -> (Tensor<2>, Option<Tensor<2>>) {
        match self {
            Self::Epochs(examples, order) => {
                examples.labelled_at(&order.positions(before, size.min(examples.count())))
            }
            Self::Fresh(set, device) => {
                let (points, standard) = set.plane().map_or_else(Default::default, |set| {
                    (set.draw(&mut noise.generator("data"), size), set.standard)
                });
                (Examples::points(&points, standard, device).x, None)
            }
            Self::Windows {
                set,
                window,
                seed,
                device,
            } => {
                let text = characters(set);
                let starts = text.len() - *window + 1;
                let values = (before..before + size as u64).flat_map(|position| {
                    let mut generator = Noise::new(*seed, position).generator("window");
                    let from = generator.random_range(0..starts);
                    text[from..from + *window].iter().map(|n| f32::from(*n))
                });
                (Examples::new(values.collect(), *window, device).x, None)
            }
        }
    }
}

/// The part of a text that is learned from.
fn characters(set: &DataSet) -> &[u16] {
    set.text().map_or(&[], |set| &set.train)
}

/// Every example once an epoch, in an order of its own. Position n of the stream follows from (seed, n) alone.
pub(super) struct Order {
    seed: u64,
    count: usize,
    epoch: Option<(u64, Vec<u32>)>,
}

impl Order {
    pub(super) fn new(seed: u64, count: usize) -> Self {
        Self {
            seed,
            count,
            epoch: None,
        }
    }

    /// Positions `start .. start + size` of the stream of examples.
    pub(super) fn positions(&mut self, start: u64, size: usize) -> Vec<usize> {
        (start..start + size as u64)
            .map(|n| self.position(n))
            .collect()
    }

    fn position(&mut self, n: u64) -> usize {
        let (epoch, offset) = (n / self.count as u64, (n % self.count as u64) as usize);
        if self.epoch.as_ref().is_none_or(|(known, _)| *known != epoch) {
            let order = Noise::new(self.seed, epoch).permutation("epoch", self.count);
            self.epoch = Some((epoch, order));
        }
        self.epoch
            .as_ref()
            .map_or(0, |(_, order)| order[offset] as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data;

    #[test]
    fn windows_of_a_text_follow_from_seed_and_position_alone() {
        let set = data::load("names").unwrap();
        let shape = set.shape().looking_back(16);
        let device = Device::flex();
        let mut stream = Stream::new(&set, (shape, 0), 7, &device);
        let batch = |stream: &mut Stream, before, size| -> Vec<f32> {
            let (x, _) = stream.batch(Noise::new(7, 3), before, size);
            assert_eq!(x.dims(), [size, 17]);
            x.into_data().iter::<f32>().collect()
        };
        let twelve = batch(&mut stream, 100, 12);
        let five = batch(&mut stream, 107, 5);
        assert_eq!(twelve[7 * 17..], five);
        assert_ne!(
            five,
            batch(&mut Stream::new(&set, (shape, 0), 8, &device), 107, 5)
        );
        let text: Vec<f32> = characters(&set).iter().map(|n| f32::from(*n)).collect();
        let stands = |window: &[f32]| text.windows(17).any(|w| w == window);
        assert!(twelve.chunks(17).all(stands));
    }

    #[test]
    fn every_character_of_a_text_but_the_first_is_judged_once() {
        let text: Vec<u16> = (0..100).collect();
        let windows = Examples::windows(&text, 11, &Device::flex());
        assert_eq!(windows.count(), 9);
        let judged: Vec<f32> = windows
            .range(0, 9)
            .narrow(1, 1, 10)
            .into_data()
            .iter()
            .collect();
        assert_eq!(judged, (1..91).map(|n| n as f32).collect::<Vec<_>>());
        assert_eq!(
            Examples::windows(&text[..5], 11, &Device::flex()).count(),
            0
        );
    }

    #[test]
    fn an_epoch_shows_every_example_once_whatever_the_batches() {
        let mut order = Order::new(7, 10);
        let mut first: Vec<usize> = [order.positions(0, 4), order.positions(4, 6)].concat();
        let again = Order::new(7, 10).positions(0, 10);
        assert_eq!(first, again);
        first.sort_unstable();
        assert_eq!(first, (0..10).collect::<Vec<_>>());
        assert_ne!(order.positions(10, 10), again);
        // A batch may reach over the end of an epoch, and one may begin anywhere.
        assert_eq!(
            Order::new(7, 10).positions(8, 4),
            [&again[8..], &order.positions(10, 2)].concat()
        );
    }
}
