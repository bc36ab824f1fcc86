//! How the classifiers in `assets/measure` came to be: trained by the program's own layers and optimiser on what is bundled.
//!
//! `cargo test --release --test classifier -- --ignored` writes them anew. What they are worth on what is held out is asserted
//! beside the code that reads them, in `src/measure/classifier.rs`.

use std::collections::BTreeMap;
use std::path::Path;

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::activation::{log_softmax, relu};
use burn::tensor::{Device, Int, Tensor, TensorData};
use genera::data::ImageSet;
use genera::data::images::{fashion, mnist};
use genera::nn::{Conv, Noise, Optimiser, Rule, linear, parameters};
use rand::RngExt;
use safetensors::tensor::{Dtype, TensorView};

const SIDE: usize = 28;
const BATCH: usize = 100;

#[derive(Module, Debug)]
struct Net {
    conv1: Conv,
    conv2: Conv,
    hidden: Linear,
    last: Linear,
}

impl Net {
    fn new(noise: Noise, device: &Device) -> Self {
        Self {
            conv1: Conv::new("conv1", [1, 8], 5, noise, device),
            conv2: Conv::new("conv2", [8, 16], 3, noise, device),
            hidden: linear("hidden", 784, 64, noise, device),
            last: linear("last", 64, 10, noise, device),
        }
    }

    /// x `[batch, 28, 28, 1]` to logits `[batch, 10]`.
    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        let batch = x.dims()[0];
        let h = halved(relu(self.conv1.forward(x))); // [batch, 14, 14, 8]
        let h = halved(relu(self.conv2.forward(h))); // [batch, 7, 7, 16]
        self.last
            .forward(relu(self.hidden.forward(h.reshape([batch, 784]))))
    }
}

/// The largest of every four neighbours: `[batch, side, side, channels]` to half the sides.
fn halved(x: Tensor<4>) -> Tensor<4> {
    let [batch, height, width, channels] = x.dims();
    let x = x
        .reshape([batch, height / 2, 2, width * channels])
        .max_dim(2);
    let x = x
        .reshape([batch * height / 2, width / 2, 2, channels])
        .max_dim(2);
    x.reshape([batch, height / 2, width / 2, channels])
}

/// Some pictures, each moved by up to two pixels, clothes mirrored half of the time, and every other one tossed.
fn batch(set: &ImageSet, at: &[u32], noise: Noise) -> (Vec<f32>, Vec<i64>) {
    let mut generator = noise.generator("augment");
    let mut pixels = vec![0.0; at.len() * SIDE * SIDE];
    for (i, (to, at)) in pixels.chunks_exact_mut(SIDE * SIDE).zip(at).enumerate() {
        let from = set.intensities(&set.train, *at as usize);
        let [right, down] = [(); 2].map(|()| generator.random_range(-2..=2i32));
        let mirrored = set.name == "fashion" && generator.random_bool(0.5);
        for (place, to) in to.iter_mut().enumerate() {
            let (x, y) = ((place % SIDE) as i32 - right, (place / SIDE) as i32 - down);
            let x = if mirrored { SIDE as i32 - 1 - x } else { x };
            let inside = (0..SIDE as i32).contains(&x) && (0..SIDE as i32).contains(&y);
            let grey = if inside {
                from[y as usize * SIDE + x as usize]
            } else {
                0.0
            };
            let coin: f32 = generator.random();
            *to = if i % 2 == 0 {
                grey
            } else {
                f32::from(coin < grey)
            };
        }
    }
    let labels = at
        .iter()
        .map(|at| i64::from(set.train.labels[*at as usize]));
    (pixels, labels.collect())
}

fn trained(set: &ImageSet, epochs: u64) -> Net {
    let device = Device::flex();
    let mut net = Net::new(Noise::fixed(1, "weights"), &device);
    let mut optimiser = Optimiser::new(Rule::from_word("adam"));
    let count = set.count(&set.train);
    for epoch in 0..epochs {
        let order = Noise::new(1, epoch).permutation("epoch", count);
        let mut sum = 0.0;
        for (step, at) in order.chunks_exact(BATCH).enumerate() {
            let (x, labels) = batch(set, at, Noise::new(1, epoch).part(step as u64));
            let x = Tensor::<2>::from_data(TensorData::new(x, [BATCH, SIDE * SIDE]), &device);
            let x = Tensor::from_inner(x.reshape([BATCH, SIDE, SIDE, 1]));
            let labels = TensorData::new(labels, [BATCH, 1]);
            let labels = Tensor::<2, Int>::from_data(labels, &device.clone().autodiff());
            let loss = log_softmax(net.forward(x), 1)
                .gather(1, labels)
                .mean()
                .neg(); // [1]
            sum += loss.clone().inner().into_scalar::<f32>();
            let rate =
                2e-3 * 0.5 * (1.0 + (std::f64::consts::PI * epoch as f64 / epochs as f64).cos());
            net = optimiser.step(rate.max(5e-5), net.clone(), loss.backward());
        }
        eprintln!(
            "{} epoch {epoch}: {:.4}",
            set.name,
            sum / (count / BATCH) as f32
        );
    }
    net
}

#[test]
#[ignore = "takes minutes, and writes assets/measure"]
fn the_classifiers_are_trained_and_kept() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/measure");
    std::fs::create_dir_all(&folder).unwrap();
    for (set, epochs) in [(mnist().unwrap(), 10), (fashion().unwrap(), 11)] {
        let net = trained(&set, epochs);
        let tensors: BTreeMap<String, (Vec<usize>, Vec<u8>)> = parameters(&net)
            .into_iter()
            .map(|(name, data)| {
                let bytes = data.iter::<f32>().flat_map(f32::to_le_bytes).collect();
                (name, (data.shape().to_vec(), bytes))
            })
            .collect();
        let views = tensors.iter().map(|(name, (shape, bytes))| {
            (
                name,
                TensorView::new(Dtype::F32, shape.clone(), bytes).unwrap(),
            )
        });
        let path = folder.join(format!("{}.safetensors", set.name));
        safetensors::serialize_to_file(views, None, &path).unwrap();
        assert!(std::fs::metadata(&path).unwrap().len() < 400_000);
    }
}
