//! The nets of an autoencoder of pictures: fully connected, or convolutions that shrink a picture and grow it again.

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

use crate::families::EncodedGaussian;
use crate::families::labels::Classes;
use crate::nn::{Conv, Mlp, Noise, Patches, doubled, halved, linear};

/// A one in the column of each picture's class; `None` where it is not told. `[batch, classes]`
pub(in crate::families::explicit::approximate::variational::vae) type Labels<'a> =
    Option<&'a Tensor<2>>;

/// An encoder and a decoder.
pub(in crate::families::explicit::approximate::variational::vae) trait Coder:
    Module + 'static
{
    /// The beginnings of the paths of its tensors, in the order of computation.
    const ORDER: &[&str];

    /// q(z|x, y) = N(mu, diag sigma^2): x `[batch, dims]` to mu and log sigma^2, each `[batch, latent]`.
    fn encode(&self, x: Tensor<2>, y: Labels) -> EncodedGaussian;

    /// The logits of the pixels of p(x|z, y): z `[batch, latent]` to `[batch, dims]`.
    fn decode(&self, z: Tensor<2>, y: Labels) -> Tensor<2>;

    /// What the layer of a tensor does, by the first part of its path.
    fn role(part: &str) -> &'static str;

    /// At how many places of a picture a tensor is used.
    fn uses(&self, _path: &str) -> usize {
        1
    }
}

/// Fully connected layers.
#[derive(Module, Debug)]
pub(in crate::families::explicit::approximate::variational::vae) struct Net {
    encoder: Mlp,
    mean: Linear,
    log_variance: Linear,
    decoder: Mlp,
    logits: Linear,
    #[module(skip)]
    classes: Classes,
}

impl Net {
    /// From pictures of so many numbers to codes of so many, and back.
    pub(super) fn new(
        [dims, latent]: [usize; 2],
        hidden: &[usize],
        classes: Classes,
        noise: Noise,
        device: &Device,
    ) -> Self {
        let mirrored: Vec<usize> = hidden.iter().rev().copied().collect();
        let (first, last) = (hidden[0], hidden[hidden.len() - 1]);
        let [seen, told] = [dims, latent].map(|numbers| numbers + classes.count());
        Self {
            encoder: Mlp::new("encoder", seen, hidden, noise, device),
            mean: linear("mean", last, latent, noise, device),
            log_variance: linear("log_variance", last, latent, noise, device),
            decoder: Mlp::new("decoder", told, &mirrored, noise, device),
            logits: linear("logits", first, dims, noise, device),
            classes,
        }
    }
}

impl Coder for Net {
    const ORDER: &[&str] = &["encoder", "mean", "log_variance", "decoder", "logits"];

    fn encode(&self, x: Tensor<2>, y: Labels) -> EncodedGaussian {
        let h = self.encoder.forward(self.classes.beside(x, y)); // [batch, hidden]
        EncodedGaussian {
            mean: self.mean.forward(h.clone()),
            log_variance: self.log_variance.forward(h),
        }
    }

    fn decode(&self, z: Tensor<2>, y: Labels) -> Tensor<2> {
        let z = self.classes.beside(z, y); // [batch, latent + classes]
        self.logits.forward(self.decoder.forward(z))
    }

    fn role(part: &str) -> &'static str {
        match part {
            "encoder" => "h = relu(x W + b)",
            "mean" => "mu = h W + b",
            "log_variance" => "log sigma^2 = h W + b",
            "decoder" => "h = relu(z W + b)",
            _ => "logits of the pixels = h W + b",
        }
    }
}

/// Convolutions with means of two by two places in between on the way down, and places doubled before a convolution on the way
/// up: what is doubled first has no checkerboard in it (Odena, Dumoulin and Olah 2016, <https://distill.pub/2016/deconv-checkerboard>).
#[derive(Module, Debug)]
pub(in crate::families::explicit::approximate::variational::vae) struct ConvNet {
    encoder: Conv,
    encoder_2: Conv,
    mean: Linear,
    log_variance: Linear,
    decoder: Linear,
    decoder_2: Conv,
    decoder_3: Conv,
    logits: Conv,
    #[module(skip)]
    patches: Patches,
    #[module(skip)]
    classes: Classes,
}

impl ConvNet {
    /// For pictures of this width, height and number of colours, with so many channels where it is finest, codes of so many numbers,
    /// and these classes.
    pub(super) fn new(
        sides: [usize; 3],
        (fine, latent, classes): (usize, usize, Classes),
        noise: Noise,
        device: &Device,
    ) -> Self {
        let patches = Patches::new(sides);
        let (seen, coarse) = (patches.channels(), 2 * fine);
        let [rows, columns] = patches.places();
        let inner = rows / 2 * (columns / 2) * coarse;
        let conv = |name: &str, channels| Conv::new(name, channels, 3, noise, device);
        let dense = |name: &str, inputs, outputs| linear(name, inputs, outputs, noise, device);
        Self {
            encoder: conv("encoder", [seen, fine]),
            encoder_2: conv("encoder_2", [fine, coarse]),
            mean: dense("mean", inner + classes.count(), latent),
            log_variance: dense("log_variance", inner + classes.count(), latent),
            decoder: dense("decoder", latent + classes.count(), inner),
            decoder_2: conv("decoder_2", [coarse, coarse]),
            decoder_3: conv("decoder_3", [coarse, fine]),
            logits: conv("logits", [fine, seen]),
            patches,
            classes,
        }
    }
}

impl Coder for ConvNet {
    const ORDER: &[&str] = &[
        "encoder.",
        "encoder_2.",
        "mean",
        "log_variance",
        "decoder.",
        "decoder_2.",
        "decoder_3.",
        "logits",
    ];

    fn encode(&self, x: Tensor<2>, y: Labels) -> EncodedGaussian {
        let h = self.encoder.rectified(self.patches.placed(x)); // [batch, h, w, fine]
        let h = self.encoder_2.rectified(halved(h)); // [batch, h/2, w/2, coarse]
        let [batch, height, width, channels] = h.dims();
        let h = h.reshape([batch, height * width * channels]);
        let h = self.classes.beside(h, y); // [batch, h/2 w/2 coarse + classes]
        EncodedGaussian {
            mean: self.mean.forward(h.clone()),
            log_variance: self.log_variance.forward(h),
        }
    }

    fn decode(&self, z: Tensor<2>, y: Labels) -> Tensor<2> {
        let [rows, columns] = self.patches.places().map(|side| side / 2);
        let h = relu(self.decoder.forward(self.classes.beside(z, y))); // [batch, h/2 w/2 coarse]
        let [batch, numbers] = h.dims();
        let h = h.reshape([batch, rows, columns, numbers / (rows * columns)]);
        let h = self.decoder_2.rectified(h); // [batch, h/2, w/2, coarse]
        let h = self.decoder_3.rectified(doubled(h)); // [batch, h, w, fine]
        self.patches.flat(self.logits.forward(h))
    }

    fn role(part: &str) -> &'static str {
        match part {
            "mean" => "mu = h W + b",
            "log_variance" => "log sigma^2 = h W + b",
            "decoder" => "h = relu(z W + b)",
            "logits" => "logits of the pixels = conv(h) + b",
            _ => "h = relu(conv(h) + b)",
        }
    }

    fn uses(&self, path: &str) -> usize {
        let places = self.patches.count();
        match path.split('.').next() {
            Some("encoder" | "decoder_3" | "logits") => places,
            Some("encoder_2" | "decoder_2") => places / 4,
            _ => 1,
        }
    }
}
