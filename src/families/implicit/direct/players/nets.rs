//! The nets of the two players: fully connected, or convolutions that grow a picture from noise and shrink it to a verdict.

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::{Device, Gradients, Tensor};

use crate::nn::{
    Conv, GroupNorm, LeakyConv, LeakyMlp, LeakyTrace, Noise, Patches, PictureSurvey, Share, Survey,
    doubled, linear,
};

/// A net that makes points, or the logits of pixels, of noise.
pub(in crate::families::implicit::direct) trait Maker:
    Module + 'static
{
    /// What is needed to come back.
    type Trace;

    /// The beginnings of the paths of its tensors, in the order of computation.
    const ORDER: &[&str] = &[];

    /// What it makes, without a tape: z `[batch, noise]` to `[batch, dims]`.
    fn make(&self, z: Tensor<2>) -> Tensor<2>;

    /// The same with what is needed to come back.
    fn trace(&self, z: Tensor<2>) -> (Tensor<2>, Self::Trace);

    /// The gradients of an objective whose derivative by what was made is known: `[batch, dims]`.
    fn gradients(&self, trace: &Self::Trace, by_made: Tensor<2>) -> Gradients;

    /// The derivative by the noise of an objective that says what its derivative by what was made is: z `[batch, noise]` to the
    /// same.
    fn slope(&self, z: Tensor<2>, by_made: &dyn Fn(Tensor<2>) -> Tensor<2>) -> Tensor<2>;

    /// What the layer of a tensor does, by its path; of the last one, `made`.
    fn role(&self, path: &str, made: &'static str) -> &'static str;

    /// At how many places of a picture a tensor is used.
    fn uses(&self, _path: &str) -> usize {
        1
    }
}

/// A net that makes one number of a point or a picture, and knows how that number changes.
pub(in crate::families::implicit::direct) trait Judge:
    Module + 'static
{
    /// What it is like at the points of a batch.
    type Survey;

    /// The beginnings of the paths of its tensors, in the order of computation.
    const ORDER: &[&str] = &[];

    /// f(x), without a tape: x `[batch, dims]` to `[batch]`.
    fn at(&self, x: Tensor<2>) -> Tensor<1>;

    /// f and all that is needed to come back: x `[batch, dims]`.
    fn survey(&self, x: Tensor<2>) -> Self::Survey;

    /// f at the points of a survey, without a tape. `[batch]`
    fn height(survey: &Self::Survey) -> Tensor<1>;

    /// The derivative of f by x at the points of a survey. `[batch, dims]`
    fn slope(&self, survey: &Self::Survey) -> Tensor<2>;

    /// The gradients of an objective that asks for heights and slopes at the points of some surveys of this net.
    fn gradients(&self, shares: &[Share<Self::Survey>]) -> Gradients;

    /// What the layer of a tensor does, by its path; of the last one, `top`.
    fn role(&self, path: &str, top: &'static str) -> &'static str;

    /// At how many places of a picture a tensor is used.
    fn uses(&self, _path: &str) -> usize {
        1
    }
}

impl Maker for LeakyMlp {
    type Trace = LeakyTrace;

    fn make(&self, z: Tensor<2>) -> Tensor<2> {
        self.forward(z)
    }

    fn trace(&self, z: Tensor<2>) -> (Tensor<2>, LeakyTrace) {
        Self::trace(self, z)
    }

    fn gradients(&self, trace: &LeakyTrace, by_made: Tensor<2>) -> Gradients {
        Self::gradients(self, trace, by_made)
    }

    fn slope(&self, z: Tensor<2>, by_made: &dyn Fn(Tensor<2>) -> Tensor<2>) -> Tensor<2> {
        let (made, trace) = Self::trace(self, z);
        self.back_into(&mut self.no_gradients(), &trace, by_made(made))
    }

    fn role(&self, path: &str, made: &'static str) -> &'static str {
        let below = "h = leaky(h W + b), which is a or a / 5; the first reads z";
        if is_last(self, path) { made } else { below }
    }
}

impl Judge for LeakyMlp {
    type Survey = Survey;

    fn at(&self, x: Tensor<2>) -> Tensor<1> {
        self.forward(x).squeeze_dim(1)
    }

    fn survey(&self, x: Tensor<2>) -> Survey {
        Self::survey(self, x)
    }

    fn height(survey: &Survey) -> Tensor<1> {
        survey.height.clone()
    }

    fn slope(&self, survey: &Survey) -> Tensor<2> {
        survey.slope.clone()
    }

    fn gradients(&self, shares: &[Share]) -> Gradients {
        self.survey_gradients(shares)
    }

    fn role(&self, path: &str, top: &'static str) -> &'static str {
        let below = "h = leaky(h W + b); the first reads x";
        if is_last(self, path) { top } else { below }
    }
}

/// Whether a path leads to the layer on top.
fn is_last(net: &LeakyMlp, path: &str) -> bool {
    path.starts_with(&format!("layers.{}.", net.depth()))
}

/// A generator of pictures after Radford, Metz and Chintala (2015), <https://arxiv.org/abs/1511.06434>: a small picture of many
/// channels that is doubled and convolved.
///
/// Their strides of a half leave a checkerboard, which places that are doubled before a convolution do not (Odena, Dumoulin and
/// Olah 2016, <https://distill.pub/2016/deconv-checkerboard>). They normalise by the statistics of a batch, which makes a sample
/// depend on the others that are drawn with it, and asks of the average of the weights what statistics it would have had. Groups
/// of channels are normalised here over one picture alone, so that G(z) is a function of z and nothing else.
#[derive(Module, Debug)]
pub(in crate::families::implicit::direct) struct ConvMaker {
    enter: Linear,
    norm: GroupNorm,
    conv: Conv,
    norm_2: GroupNorm,
    conv_2: Conv,
    norm_3: GroupNorm,
    logits: Conv,
    #[module(skip)]
    patches: Patches,
}

/// Channels are normalised in this many groups, or as many fewer as divide them.
const GROUPS: usize = 8;

impl ConvMaker {
    /// For pictures of this width, height and number of colours, from so many numbers of noise, with so many channels where it is
    /// finest.
    pub(super) fn new(
        sides: [usize; 3],
        from: usize,
        fine: usize,
        noise: Noise,
        device: &Device,
    ) -> Self {
        let patches = Patches::new(sides);
        let coarse = 2 * fine;
        let [rows, columns] = patches.places().map(|side| side / 2);
        let called = |part: &str| format!("generator.{part}");
        let conv = |part: &str, channels| Conv::new(&called(part), channels, 3, noise, device);
        let norm = |channels: usize| {
            let groups = (1..=GROUPS).rev().find(|n| channels.is_multiple_of(*n));
            GroupNorm::new(channels, groups.unwrap_or(1), device)
        };
        let inner = rows * columns * coarse;
        Self {
            enter: linear(&called("enter"), from, inner, noise, device),
            norm: norm(coarse),
            conv: conv("conv", [coarse, coarse]),
            norm_2: norm(coarse),
            conv_2: conv("conv_2", [coarse, fine]),
            norm_3: norm(fine),
            logits: conv("logits", [fine, patches.channels()]),
            patches,
        }
    }

    /// z `[batch, noise]` to the logits of pixels, `[batch, dims]`.
    fn forward(&self, z: Tensor<2>) -> Tensor<2> {
        let [rows, columns] = self.patches.places().map(|side| side / 2);
        let h = self.enter.forward(z); // [batch, h/2 w/2 coarse]
        let [batch, numbers] = h.dims();
        let h = h.reshape([batch, rows, columns, numbers / (rows * columns)]);
        let h = self.conv.forward(self.norm.bent(h)); // [batch, h/2, w/2, coarse]
        let h = doubled(self.norm_2.bent(h)); // [batch, h, w, coarse]
        let h = self.norm_3.bent(self.conv_2.forward(h)); // [batch, h, w, fine]
        self.patches.flat(self.logits.forward(h))
    }
}

impl Maker for ConvMaker {
    /// What was made, on the tape. `[batch, dims]`
    type Trace = Tensor<2>;

    const ORDER: &[&str] = &[
        "enter.", "norm.", "conv.", "norm_2.", "conv_2.", "norm_3.", "logits.",
    ];

    fn make(&self, z: Tensor<2>) -> Tensor<2> {
        self.valid().forward(z)
    }

    fn trace(&self, z: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
        let made = self.forward(Tensor::from_inner(z)); // [batch, dims]
        (made.clone().inner(), made)
    }

    fn gradients(&self, made: &Tensor<2>, by_made: Tensor<2>) -> Gradients {
        (made.clone() * Tensor::from_inner(by_made))
            .sum()
            .backward()
    }

    fn slope(&self, z: Tensor<2>, by_made: &dyn Fn(Tensor<2>) -> Tensor<2>) -> Tensor<2> {
        let z = Tensor::from_inner(z).require_grad(); // [batch, noise]
        let made = self.forward(z.clone()); // [batch, dims]
        let by_made = by_made(made.clone().inner());
        let slope = z.grad(&Self::gradients(self, &made, by_made));
        slope.unwrap_or_else(|| z.inner().zeros_like())
    }

    fn role(&self, path: &str, _made: &'static str) -> &'static str {
        match path.split('.').next() {
            Some("enter") => "h = z W + b, small pictures of many channels",
            Some("conv") => "h = conv(h) + b",
            Some("conv_2") => "h = conv(h with every place doubled) + b",
            Some("logits") => "logits of the pixels x = conv(h) + b",
            _ => "h = silu(scale (h - mean) / deviation + shift), by groups of channels",
        }
    }

    fn uses(&self, path: &str) -> usize {
        match path.split('.').next() {
            Some("conv") => self.patches.count() / 4,
            Some("conv_2" | "logits") => self.patches.count(),
            _ => 1,
        }
    }
}

impl Judge for LeakyConv {
    type Survey = PictureSurvey;

    const ORDER: &[&str] = Self::ORDER;

    fn at(&self, x: Tensor<2>) -> Tensor<1> {
        Self::height(self, x)
    }

    fn survey(&self, x: Tensor<2>) -> PictureSurvey {
        Self::survey(self, x)
    }

    fn height(survey: &PictureSurvey) -> Tensor<1> {
        survey.height()
    }

    fn slope(&self, survey: &PictureSurvey) -> Tensor<2> {
        Self::slope(self, survey)
    }

    fn gradients(&self, shares: &[Share<PictureSurvey>]) -> Gradients {
        self.survey_gradients(shares)
    }

    fn role(&self, path: &str, top: &'static str) -> &'static str {
        match path.split('.').next() {
            Some("conv") => "h = leaky(conv(x) + b), which is a or a / 5",
            Some("conv_2") => "h = leaky(conv(means of two by two places of h) + b)",
            Some("conv_3") => "h = leaky(conv(h) + b)",
            _ => top,
        }
    }

    fn uses(&self, path: &str) -> usize {
        Self::uses(self, path)
    }
}
