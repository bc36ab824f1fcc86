//! The variational autoencoder: an encoder guesses the posterior that cannot be computed, and both nets climb one bound.
//!
//! Kingma and Welling (2014), Auto-encoding variational Bayes, <https://arxiv.org/abs/1312.6114>; beta after Higgins et al.
//! (2017). The default is the net of the PyTorch example, 784-400-20-400-784, whose figures are widely known.

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::activation::sigmoid;
use burn::tensor::{Device, Tensor};

use crate::families::{
    Batch, Density, EncodedGaussian, Family, LatentSpace, Layer, Learner, Losses, Measured,
    Sampler, Setup, Snapshot, State,
};
use crate::knob::{Kind, Knob, Knobs};
use crate::nn::{Mlp, Noise, Optimiser, Rule, bernoulli_nats, linear, load_parameters, parameters};
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Place, SamplingKind,
};

/// Its place on the map, its knobs, and how the engine builds it.
pub const FAMILY: Family = Family {
    card: Card {
        id: "vae",
        place: Place::Variational,
        paper: Paper {
            authors: "Kingma and Welling",
            year: 2014,
            title: "Auto-encoding variational Bayes",
            link: "https://arxiv.org/abs/1312.6114",
        },
        can: Capabilities {
            density: DensityKind::Bound,
            sampling: SamplingKind::OnePass,
            latent: LatentKind::Amortised,
        },
        accepts: &[DataKind::Images],
        data: "mnist",
        knobs: KNOBS,
        objective: r"\mathcal L = \mathbb E_{q_\phi(z \mid x)} \left[ \log p_\theta(x \mid z) \right] - \beta\, D_{\mathrm{KL}}\left( q_\phi(z \mid x) \,\|\, p(z) \right)",
    },
    build: Some(|setup| Box::new(Vae::new(setup))),
};

const KNOBS: &[Knob] = &[
    Knob {
        id: "learning-rate",
        kind: Kind::Real {
            min: 1e-6,
            max: 1.0,
            log: true,
        },
        default: "1e-3",
        hot: true,
        main: true,
    },
    Knob {
        id: "beta",
        kind: Kind::Real {
            min: 0.0,
            max: 20.0,
            log: false,
        },
        default: "1",
        hot: true,
        main: true,
    },
    Knob {
        id: "latent",
        kind: Kind::Whole {
            min: 1,
            max: 128,
            log: true,
        },
        default: "20",
        hot: false,
        main: true,
    },
    Knob {
        id: "hidden",
        kind: Kind::Sizes {
            min: 1,
            max: 4096,
            layers: 4,
        },
        default: "400",
        hot: false,
        main: true,
    },
    Knob {
        id: "batch-size",
        kind: Kind::Whole {
            min: 1,
            max: 4096,
            log: true,
        },
        default: "128",
        hot: true,
        main: false,
    },
    Knob {
        id: "optimiser",
        kind: Kind::Choice(Rule::WORDS),
        default: "adam",
        hot: true,
        main: false,
    },
    Knob {
        id: "pixels",
        kind: Kind::Choice(&["grey", "dynamic"]),
        default: "grey",
        hot: false,
        main: false,
    },
];

/// The two networks.
#[derive(Module, Debug)]
struct Net {
    encoder: Mlp,
    mean: Linear,
    log_variance: Linear,
    decoder: Mlp,
    logits: Linear,
}

impl Net {
    fn new(dims: usize, hidden: &[usize], latent: usize, noise: Noise, device: &Device) -> Self {
        let mirrored: Vec<usize> = hidden.iter().rev().copied().collect();
        let (first, last) = (hidden[0], hidden[hidden.len() - 1]);
        Self {
            encoder: Mlp::new("encoder", dims, hidden, noise, device),
            mean: linear("mean", last, latent, noise, device),
            log_variance: linear("log_variance", last, latent, noise, device),
            decoder: Mlp::new("decoder", latent, &mirrored, noise, device),
            logits: linear("logits", first, dims, noise, device),
        }
    }

    /// q(z|x) = N(mu, diag sigma^2): x `[batch, dims]` to mu and log sigma^2, each `[batch, latent]`.
    fn encode(&self, x: Tensor<2>) -> EncodedGaussian {
        let h = self.encoder.forward(x); // [batch, hidden]
        EncodedGaussian {
            mean: self.mean.forward(h.clone()),
            log_variance: self.log_variance.forward(h),
        }
    }

    /// The logits of the pixels of p(x|z): z `[batch, latent]` to `[batch, dims]`.
    fn decode(&self, z: Tensor<2>) -> Tensor<2> {
        self.logits.forward(self.decoder.forward(z))
    }

    /// The two terms of the bound for each example, each `[batch]`.
    fn terms(&self, x: Tensor<2>, epsilon: Tensor<2>) -> Terms {
        let EncodedGaussian { mean, log_variance } = self.encode(x.clone());
        let sigma = log_variance.clone().mul_scalar(0.5).exp(); // [batch, latent]
        let z = mean.clone() + sigma * epsilon; // z = mu + sigma * epsilon, [batch, latent]
        Terms {
            reconstruction: bernoulli_nats(x, self.decode(z)),
            kl: kl_to_prior(mean, log_variance),
        }
    }
}

/// -log p(x|z) and KL(q(z|x) || p(z)), in nats, each `[batch]`.
struct Terms {
    reconstruction: Tensor<1>,
    kl: Tensor<1>,
}

/// KL(N(mu, sigma^2) || N(0, 1)) = 1/2 sum_j (mu_j^2 + sigma_j^2 - 1 - log sigma_j^2), `[batch, latent]` to `[batch]`.
fn kl_to_prior(mean: Tensor<2>, log_variance: Tensor<2>) -> Tensor<1> {
    let per_unit = mean.square() + log_variance.clone().exp() - log_variance.add_scalar(1.0);
    per_unit.sum_dim(1).squeeze_dim::<1>(1).mul_scalar(0.5)
}

/// A VAE that learns.
struct Vae {
    net: Net,
    optimiser: Optimiser,
    device: Device,
    latent: usize,
    binarise: bool,
}

impl Vae {
    fn new(setup: &Setup) -> Self {
        let (dims, latent) = (setup.shape.dims(), setup.knobs.whole("latent"));
        Self {
            net: Net::new(
                dims,
                setup.knobs.sizes("hidden"),
                latent,
                setup.noise,
                setup.device,
            ),
            optimiser: Optimiser::new(Rule::from_word(setup.knobs.choice("optimiser"))),
            device: setup.device.clone(),
            latent,
            binarise: setup.knobs.choice("pixels") == "dynamic",
        }
    }

    /// The examples as the likelihood sees them: grey as they are, or a fresh coin toss a pixel. `[batch, dims]`
    fn pixels(&self, batch: &Batch) -> Tensor<2> {
        if !self.binarise {
            return batch.x.clone();
        }
        let coins = batch
            .noise
            .uniform("binarise", batch.x.dims(), &self.device);
        coins.lower(batch.x.clone()).float()
    }

    fn epsilon(&self, noise: Noise, batch: usize) -> Tensor<2> {
        noise.normal("epsilon", [batch, self.latent], &self.device)
    }
}

impl Learner for Vae {
    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        let x = Tensor::from_inner(self.pixels(batch)); // [batch, dims]
        let epsilon = Tensor::from_inner(self.epsilon(batch.noise, x.dims()[0])); // [batch, latent]
        let Terms { reconstruction, kl } = self.net.terms(x, epsilon);
        let (reconstruction, kl) = (reconstruction.mean(), kl.mean()); // [1]
        let loss = reconstruction.clone() + kl.clone().mul_scalar(knobs.real("beta"));

        self.optimiser
            .follow(Rule::from_word(knobs.choice("optimiser")));
        let net = self.net.clone();
        self.net = self
            .optimiser
            .step(knobs.real("learning-rate"), net, loss.backward());
        vec![
            ("loss", loss.inner()),
            ("reconstruction_nats", reconstruction.inner()),
            ("kl_term_nats", kl.inner()),
        ]
    }

    fn measure(&self, batch: &Batch) -> Measured {
        let x = self.pixels(batch);
        let epsilon = self.epsilon(batch.noise, x.dims()[0]);
        let Terms { reconstruction, kl } = self.net.valid().terms(x, epsilon);
        let elbo = (reconstruction.clone() + kl.clone()).neg();
        vec![
            ("elbo_nats", elbo),
            ("reconstruction_nats", reconstruction),
            ("kl_term_nats", kl),
        ]
    }

    /// log w = log p(x|z) + log p(z) - log q(z|x), where z = mu + sigma * epsilon.
    fn importance(&self, batch: &Batch, noise: Noise, draws: usize) -> Option<Tensor<2>> {
        // A grey pixel is a mean over coin tosses, and the log of a mean is not the mean of logs: no bound follows.
        if !self.binarise {
            return None;
        }
        let net = self.net.valid();
        let x = self.pixels(batch); // [batch, dims]
        let EncodedGaussian { mean, log_variance } = net.encode(x.clone());
        let sigma = log_variance.clone().mul_scalar(0.5).exp(); // [batch, latent]
        let log_weights = (0..draws).map(|draw| {
            let epsilon = self.epsilon(noise.part(draw as u64), x.dims()[0]); // [batch, latent]
            let z = mean.clone() + sigma.clone() * epsilon.clone(); // [batch, latent]
            // log p(z) - log q(z|x) = 1/2 sum_j (epsilon_j^2 + log sigma_j^2 - z_j^2)
            let ratio = epsilon.square() + log_variance.clone() - z.clone().square();
            let ratio = ratio.sum_dim(1).mul_scalar(0.5); // [batch, 1]
            ratio - bernoulli_nats(x.clone(), net.decode(z)).unsqueeze_dim(1) // [batch, 1]
        });
        Some(Tensor::cat(log_weights.collect(), 1)) // [batch, draws]
    }

    fn density(&self) -> Density<'_> {
        Density::Bound(Box::new(|x, noise| {
            let epsilon = self.epsilon(noise, x.dims()[0]);
            let Terms { reconstruction, kl } = self.net.valid().terms(x, epsilon);
            (reconstruction + kl).neg()
        }))
    }

    fn sampler(&self) -> Option<&dyn Sampler> {
        Some(self)
    }

    fn latent(&self) -> Option<&dyn LatentSpace> {
        Some(self)
    }

    fn snapshot(&self) -> Snapshot {
        Snapshot(Box::new((self.net.clone(), self.optimiser.clone())))
    }

    fn restore(&mut self, snapshot: &Snapshot) {
        if let Some((net, optimiser)) = snapshot.0.downcast_ref::<(Net, Optimiser)>() {
            self.net = net.clone();
            self.optimiser = optimiser.clone();
        }
    }

    fn state(&self) -> State {
        let model = parameters(&self.net)
            .into_iter()
            .map(|(path, data)| (format!("model.{path}"), data));
        let optimiser = self
            .optimiser
            .state()
            .into_iter()
            .map(|(name, data)| (format!("optimiser.{name}"), data));
        model.chain(optimiser).collect()
    }

    fn load(&mut self, state: &State) -> Result<(), String> {
        self.net = load_parameters(self.net.clone(), "model.", state)?;
        self.optimiser.load("optimiser.", state, &self.device)
    }

    fn layers(&self) -> Vec<Layer> {
        let role = |path: &str| match path.split('.').next().unwrap_or_default() {
            "encoder" => "h = relu(x W + b)",
            "mean" => "mu = h W + b",
            "log_variance" => "log sigma^2 = h W + b",
            "decoder" => "h = relu(z W + b)",
            _ => "logits of the pixels = h W + b",
        };
        let order = ["encoder", "mean", "log_variance", "decoder", "logits"];
        let rank = |tensor: &str| {
            order
                .iter()
                .position(|part| tensor.starts_with(part))
                .unwrap_or(order.len())
        };
        let mut layers: Vec<Layer> = parameters(&self.net)
            .into_iter()
            .map(|(path, data)| Layer {
                shape: data.shape().to_vec(),
                role: role(&path),
                tensor: path,
            })
            .collect();
        // Within a layer the weight stands before the bias.
        layers.sort_by_key(|layer| (rank(&layer.tensor), layer.tensor.replace("weight", "a")));
        layers
    }
}

impl Sampler for Vae {
    /// z ~ N(0, I), x = E[x|z]: the means rather than coin tosses, because that is what one wants to look at.
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        self.decode(noise.normal("prior", [count, self.latent], &self.device))
    }
}

impl LatentSpace for Vae {
    fn dimension(&self) -> usize {
        self.latent
    }

    fn encode(&self, x: Tensor<2>) -> EncodedGaussian {
        self.net.valid().encode(x)
    }

    fn decode(&self, z: Tensor<2>) -> Tensor<2> {
        sigmoid(self.net.valid().decode(z))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Shape;

    fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().try_into_vec_as().unwrap()
    }

    fn tiny(extra: &str) -> Vae {
        let mut knobs = FAMILY.defaults();
        for set in ["hidden=5-4", "latent=3"]
            .into_iter()
            .chain(extra.split_whitespace())
        {
            knobs.set_from_text(KNOBS, set).unwrap();
        }
        let shape = Shape::Image {
            width: 3,
            height: 2,
            channels: 1,
        };
        Vae::new(&Setup {
            device: &Device::flex(),
            knobs: &knobs,
            shape,
            noise: Noise::new(1, 0),
        })
    }

    fn batch(n: usize) -> Batch {
        Batch {
            x: Noise::new(5, 0).uniform("x", [n, 6], &Device::flex()),
            noise: Noise::new(9, 0),
        }
    }

    #[test]
    fn the_kl_term_is_what_monte_carlo_says() {
        let device = Device::flex();
        let (mean, log_variance) = ([0.7f32, -1.2], [0.4f32, -0.9]);
        let row = |v: [f32; 2]| Tensor::<2>::from_data([v], &device);
        let closed = values(kl_to_prior(row(mean), row(log_variance)))[0];
        // E_q[log q(z) - log p(z)] over 200,000 draws.
        let n = 200_000;
        let epsilon = values(Noise::new(3, 0).normal("mc", [n, 2], &device));
        let mut sum = 0.0f64;
        let mut squares = 0.0f64;
        for e in epsilon.chunks_exact(2) {
            let mut ratio = 0.0f64;
            for j in 0..2 {
                let (e, lv) = (f64::from(e[j]), f64::from(log_variance[j]));
                let z = f64::from(mean[j]) + (0.5 * lv).exp() * e;
                ratio += 0.5 * (z * z - e * e - lv);
            }
            sum += ratio;
            squares += ratio * ratio;
        }
        let mc = sum / n as f64;
        let se = ((squares / n as f64 - mc * mc) / n as f64).sqrt();
        assert!(
            (f64::from(closed) - mc).abs() < 4.0 * se,
            "{closed} against {mc} +- {se}"
        );
    }

    #[test]
    fn the_bound_of_an_ignorant_decoder_is_known() {
        // With every weight at zero q is the prior and every pixel a fair coin: ELBO = -dims log 2, KL = 0.
        let mut vae = tiny("");
        let zeros = vae
            .state()
            .into_iter()
            .map(|(name, data)| {
                let zero = if name.starts_with("model.") {
                    Tensor::<1>::zeros([data.num_elements()], &Device::flex()).into_data()
                } else {
                    data.clone()
                };
                let values: Vec<f32> = zero.iter().collect();
                (
                    name.clone(),
                    if name.starts_with("model.") {
                        burn::tensor::TensorData::new(values, data.shape().clone())
                    } else {
                        data
                    },
                )
            })
            .collect();
        vae.load(&zeros).unwrap();
        for (name, value) in vae.measure(&batch(4)) {
            let expected = match name {
                "elbo_nats" => -6.0 * 2f32.ln(),
                "kl_term_nats" => 0.0,
                _ => 6.0 * 2f32.ln(),
            };
            assert!(
                values(value).iter().all(|v| (v - expected).abs() < 1e-5),
                "{name}"
            );
        }
    }

    #[test]
    fn the_gradient_is_what_finite_differences_say() {
        // One plain gradient step of rate 1 reads the gradient off the weights.
        let mut vae = tiny("optimiser=sgd learning-rate=1");
        let mut knobs = FAMILY.defaults();
        for set in ["optimiser=sgd", "learning-rate=1", "beta=0.7"] {
            knobs.set_from_text(KNOBS, set).unwrap();
        }
        let before = vae.state();
        let batch = batch(8);
        vae.step(&batch, &knobs);
        let after = vae.state();
        let objective = |state: &State| {
            let mut probe = tiny("");
            probe.load(state).unwrap();
            let parts: std::collections::HashMap<_, f64> = probe
                .measure(&batch)
                .into_iter()
                .map(|(name, value)| {
                    (
                        name,
                        values(value).iter().map(|&v| f64::from(v)).sum::<f64>() / 8.0,
                    )
                })
                .collect();
            parts["reconstruction_nats"] + 0.7 * parts["kl_term_nats"]
        };
        let mut checked = 0;
        for (name, data) in before.iter().filter(|(name, _)| name.starts_with("model.")) {
            let old: Vec<f32> = data.iter().collect();
            let new: Vec<f32> = after[name].iter().collect();
            for i in (0..old.len()).step_by(7) {
                let nudged = |by: f32| {
                    let mut values = old.clone();
                    values[i] += by;
                    let mut state = before.clone();
                    state.insert(
                        name.clone(),
                        burn::tensor::TensorData::new(values, data.shape().clone()),
                    );
                    objective(&state)
                };
                let numeric = (nudged(1e-2) - nudged(-1e-2)) / 2e-2;
                let ours = f64::from(old[i] - new[i]);
                assert!(
                    (numeric - ours).abs() < 2e-3 + 2e-2 * numeric.abs(),
                    "{name}[{i}]: {ours} against {numeric}"
                );
                checked += 1;
            }
        }
        assert!(checked >= 20, "only {checked} weights were checked");
    }

    #[test]
    fn one_importance_weight_is_the_elbo_and_many_climb_above_it() {
        let vae = tiny("pixels=dynamic");
        // Black and white already, so that every toss of the coins gives the same pixels.
        let x = Noise::new(5, 0).uniform("x", [4, 6], &Device::flex());
        let x = x.greater_elem(0.5).float();
        let batch = |step: u64| Batch {
            x: x.clone(),
            noise: Noise::new(9, step),
        };
        let draws = 4000;
        let weights = vae.importance(&batch(0), Noise::new(3, 0), draws).unwrap();
        let weights: Vec<Vec<f64>> = values(weights)
            .chunks_exact(draws)
            .map(|row| row.iter().map(|&w| f64::from(w)).collect())
            .collect();
        for (row, log_weights) in weights.iter().enumerate() {
            let elbo: f64 = (0..400)
                .map(|step| f64::from(values(vae.measure(&batch(step)).swap_remove(0).1)[row]))
                .sum::<f64>()
                / 400.0;
            let ladder: Vec<f64> = [1, 5, 50]
                .iter()
                .map(|&k| crate::measure::importance_bound(log_weights, k))
                .collect();
            assert!(
                (ladder[0] - elbo).abs() < 0.02,
                "{} against {elbo}",
                ladder[0]
            );
            assert!(
                ladder.windows(2).all(|pair| pair[0] < pair[1]),
                "{ladder:?}"
            );
        }
        assert!(
            tiny("")
                .importance(&batch(0), Noise::new(3, 0), 2)
                .is_none(),
            "not on grey pixels"
        );
    }

    #[test]
    fn binarised_pixels_are_coins_with_the_right_bias() {
        let vae = tiny("pixels=dynamic");
        let batch = Batch {
            x: Tensor::<2>::full([4000, 6], 0.3, &Device::flex()),
            noise: Noise::new(2, 0),
        };
        let pixels = values(vae.pixels(&batch));
        assert!(pixels.iter().all(|&p| p == 0.0 || p == 1.0));
        let mean = pixels.iter().sum::<f32>() / pixels.len() as f32;
        assert!((mean - 0.3).abs() < 0.012, "{mean}");
    }
}
