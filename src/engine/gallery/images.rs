//! Pictures of models on images: samples, reconstructions and what the latent space holds.

use std::sync::Arc;

use burn::tensor::{Device, Tensor, TensorData};

use super::latent::{LatentPictures, wanted as latent_wanted};
use super::sketch::Source;
use super::{Scene, host, numbers};
use crate::data::{DataSet, Shape};
use crate::engine::latent;
use crate::engine::picture_measures::bytes;
use crate::engine::{PictureId, View};
use crate::families::{LatentSpace, Prediction, Sampler, Several};
use crate::figure::{Bars, Figure, Images};
use crate::measure::nearest;
use crate::nn::Noise;

/// How many hidden units are shown.
const FILTERS: usize = 100;
/// How many samples are drawn by each way of a comparison.
const BY_EACH_WAY: usize = 10;
/// How many reconstructions are shown.
const RECONSTRUCTIONS: usize = 10;
/// The manifold is a lattice of this many codes a side, over this reach of each axis.
pub(crate) const MANIFOLD_SIDE: usize = 20;
/// Three standard deviations of the prior hold nearly all of its mass.
pub(crate) const MANIFOLD_REACH: f32 = 3.0;

/// Pictures on their way, and how many stand in a row where that means something.
pub(super) type Sketched = (Source, Option<usize>);

/// What pictures of images are made from, beside the scene.
pub(super) struct ImagePictures {
    /// The divergence of every latent dimension as it was last measured, and after how many steps.
    pub(super) units: Option<(u64, Arc<[f32]>)>,
    /// What is known of the latent space.
    pub(super) latent: LatentPictures,
    /// The samples that were shown last.
    pub(super) samples: Option<Arc<[f32]>>,
    /// Held-out examples that stand for the rest: one of each class where there are labels.
    chosen: Vec<usize>,
}

impl ImagePictures {
    pub(super) fn new(data: &DataSet) -> Self {
        Self {
            units: None,
            latent: LatentPictures::default(),
            samples: None,
            chosen: one_of_each_class(data),
        }
    }

    /// Which pictures are wanted of a run on images, and can be made.
    pub(super) fn wanted(&self, scene: &Scene, view: &View) -> Vec<PictureId> {
        let View {
            samples,
            reconstructions,
            nearest,
            manifold,
            units,
            ways,
            filters,
            ..
        } = view;
        let latent = scene.learner.latent();
        let held_out = scene.material.held_out.count() > 0;
        let restored = scene.learner.predictor().is_some() || scene.learner.restorer().is_some();
        let wanted = [
            (
                PictureId::Samples,
                *samples > 0 && scene.learner.sampler().is_some(),
            ),
            (
                PictureId::Reconstructions,
                *reconstructions && (latent.is_some() || restored) && held_out,
            ),
            (
                PictureId::Nearest,
                *nearest && *samples > 0 && scene.learner.sampler().is_some(),
            ),
            (
                PictureId::Manifold,
                *manifold && latent.is_some_and(|l| l.dimension() == 2),
            ),
            (PictureId::Units, *units && self.units.is_some()),
            (PictureId::Filters, *filters),
            (
                PictureId::Ways,
                *ways
                    && scene
                        .learner
                        .unfolding()
                        .is_some_and(|unfolding| !unfolding.ways().is_empty()),
            ),
        ];
        latent_wanted(scene, view)
            .into_iter()
            .chain(wanted)
            .chain(numbers::wanted(scene, view))
            .filter(|(_, wanted)| *wanted)
            .map(|(id, _)| id)
            .collect()
    }

    /// A picture, made at once.
    pub(super) fn figure(&mut self, id: PictureId, scene: &Scene, view: &View) -> Option<Figure> {
        let latent = scene.learner.latent();
        match id {
            PictureId::Samples => {
                let noise = Noise::fixed(scene.seed ^ view.sample_seed, "samples");
                let sampler = scene.learner.sampler()?;
                let drawn = sampler.sample(view.samples, noise); // [samples, dims]
                let drawn: Arc<[f32]> = host(drawn).into();
                self.samples = Some(Arc::clone(&drawn));
                Some(shown(drawn, scene.shape(), in_turn(sampler)))
            }
            PictureId::Nearest => self.nearest(scene),
            PictureId::Reconstructions => match latent {
                Some(latent) => Some(self.reconstructions(latent, scene)),
                None => self.predictions(scene),
            },
            PictureId::Manifold => {
                let codes: Vec<f32> = latent::lattice(MANIFOLD_SIDE, MANIFOLD_REACH).concat();
                Some(images(
                    latent?.decode(tensor(codes, 2, scene.device)),
                    scene.shape(),
                    Some(MANIFOLD_SIDE),
                ))
            }
            PictureId::Codes
            | PictureId::Path
            | PictureId::Probe
            | PictureId::Directions
            | PictureId::Traversals => self.latent.figure(id, scene, view, self.samples.as_deref()),
            PictureId::Units => Some(Figure::Bars(Bars {
                values: Arc::clone(&self.units.as_ref()?.1),
                unit: "unit-nats",
            })),
            PictureId::Filters => Some(filters(scene.learner.filters()?, scene.shape())),
            PictureId::Surprise | PictureId::Receptive => {
                let x = scene.material.held_out.at(&self.chosen); // [chosen, dims]
                let found = numbers::about(id, x, scene, view)?; // [chosen, dims]
                Some(images(found, scene.shape(), Some(self.chosen.len())))
            }
            _ => None,
        }
    }

    /// Pictures that are drawn number by number or step by step, where that is how they come about, and how many stand in a row.
    pub(super) fn draft(&self, id: PictureId, scene: &Scene, view: &View) -> Option<Sketched> {
        let x = || scene.material.held_out.at(&self.chosen); // [chosen, dims]
        if let (PictureId::Samples, Some(unfolding)) = (id, scene.learner.unfolding()) {
            let noise = Noise::fixed(scene.seed ^ view.sample_seed, "samples");
            let course = unfolding.begin(view.samples, noise);
            return Some((
                Source::steps(course),
                scene.learner.sampler().and_then(in_turn),
            ));
        }
        if let (PictureId::Ways, Some(unfolding)) = (id, scene.learner.unfolding()) {
            let noise = Noise::fixed(scene.seed ^ view.sample_seed, "samples");
            let ways = unfolding.ways().into_iter();
            let courses = ways.map(|way| unfolding.begin_by(way, BY_EACH_WAY, noise));
            let source = Source::Ways(Box::new(Several(courses.collect())));
            return Some((source, Some(BY_EACH_WAY)));
        }
        let draft = numbers::draft(id, x, scene, view)?;
        let columns = (id == PictureId::Completed).then_some(self.chosen.len());
        Some((Source::Numbers(draft), columns))
    }

    /// Held-out examples in the first row, the decodes of their mean codes in the second.
    fn reconstructions(&self, latent: &dyn LatentSpace, scene: &Scene) -> Figure {
        let (x, y) = scene.material.held_out.labelled_at(&self.chosen); // [chosen, dims]
        let codes = latent.encode_of(x.clone(), y.clone()).mean; // [chosen, latent]
        let decoded = latent.decode_of(codes, y); // [chosen, dims]
        images(
            Tensor::cat(vec![x, decoded], 0),
            scene.shape(),
            Some(self.chosen.len()),
        )
    }

    /// The first samples in the first row, the nearest of the pictures that were learned from in the second.
    fn nearest(&self, scene: &Scene) -> Option<Figure> {
        let set = scene.material.data.images()?;
        let dims = set.dims();
        let samples = self
            .samples
            .as_ref()?
            .chunks_exact(dims)
            .take(RECONSTRUCTIONS);
        let mut pixels = samples.clone().flatten().copied().collect::<Vec<f32>>();
        let columns = samples.len();
        for sample in samples {
            let found = nearest(&set.train.pixels, &bytes(sample))?;
            pixels.extend(set.intensities(&set.train, found.index));
        }
        Some(shown(pixels.into(), scene.shape(), Some(columns)))
    }

    /// Held-out examples as the model sees them in the first row, what it expects of them in the second.
    fn predictions(&self, scene: &Scene) -> Option<Figure> {
        let x = scene.material.held_out.at(&self.chosen); // [chosen, dims]
        let noise = Noise::fixed(scene.seed, "seen");
        let Prediction { seen, expected } = match scene.learner.predictor() {
            Some(predictor) => predictor.predict(x, noise),
            None => scene.learner.restorer()?.restore(x, noise),
        };
        Some(images(
            Tensor::cat(vec![seen, expected], 0),
            scene.shape(),
            Some(self.chosen.len()),
        ))
    }
}

/// The weights of the first units, each as a picture of its own: 0.5 is no weight, 0 and 1 the largest of the unit. `[units, dims]`
fn filters(weights: Tensor<2>, shape: Shape) -> Figure {
    let [units, dims] = weights.dims();
    let weights = weights.slice([0..units.min(FILTERS), 0..dims]); // [shown, dims]
    let largest = weights.clone().abs().max_dim(1).clamp_min(1e-12); // [shown, 1]
    images(
        (weights / largest).add_scalar(1.0).div_scalar(2.0),
        shape,
        None,
    )
}

fn one_of_each_class(data: &DataSet) -> Vec<usize> {
    let Some(data) = data.images() else {
        return Vec::new();
    };
    let labels = &data.test.labels;
    let mut chosen: Vec<usize> = (0..=u8::MAX)
        .filter_map(|class| labels.iter().position(|&l| l == class))
        .collect();
    chosen.truncate(RECONSTRUCTIONS);
    let rest = (0..data.count(&data.test))
        .filter(|i| !chosen.contains(i))
        .collect::<Vec<_>>();
    chosen.extend(rest.into_iter().take(RECONSTRUCTIONS - chosen.len()));
    chosen
}

/// Rows of so many numbers.
pub(super) fn tensor(values: Vec<f32>, columns: usize, device: &Device) -> Tensor<2> {
    let rows = values.len() / columns.max(1);
    Tensor::from_data(TensorData::new(values, [rows, columns]), device)
}

fn images(x: Tensor<2>, shape: Shape, columns: Option<usize>) -> Figure {
    shown(host(x).into(), shape, columns)
}

fn shown(pixels: Arc<[f32]>, shape: Shape, columns: Option<usize>) -> Figure {
    Figure::Images(Images::arranged(shape.sides(), columns, pixels))
}
/// How many samples stand in a row: one of each class, where they are of classes in turn.
fn in_turn(sampler: &dyn Sampler) -> Option<usize> {
    Some(sampler.classes()).filter(|classes| *classes > 0)
}
