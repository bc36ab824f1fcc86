"""A variational autoencoder of pictures that was trained in Genera (Kingma and Welling 2014, arXiv 1312.6114).

    python model.py             checks itself against check.json and measures the examples there
    python model.py mine.csv    measures other pictures: a row each, intensities from 0 to 1 in columns p0, p1, ...

It needs torch and safetensors. Weights are [inputs, outputs]: a layer is x @ weight + bias.
"""

import csv
import json
import pathlib
import sys

import torch
from safetensors.torch import load_file
from torch.nn import functional as F


class Model:
    def __init__(self, weights, about):
        self.w = weights

    def layer(self, x, name):
        return x @ self.w[f"{name}.weight"] + self.w[f"{name}.bias"]

    def hidden(self, x, name):
        """Through the rectified layers of the encoder or of the decoder."""
        depth = sum(key.startswith(f"{name}.layers.") and key.endswith(".weight") for key in self.w)
        for i in range(depth):
            x = F.relu(self.layer(x, f"{name}.layers.{i}"))
        return x

    def encode(self, x):
        """q(z|x) = N(mean, diag exp(log_variance)): `[n, pixels]` to `[n, latent]` twice."""
        h = self.hidden(x, "encoder")
        return self.layer(h, "mean"), self.layer(h, "log_variance")

    def decode(self, z):
        """The logits of the coin of every pixel: `[n, latent]` to `[n, pixels]`."""
        return self.layer(self.hidden(z, "decoder"), "logits")

    def sample(self, count):
        """z ~ N(0, I), x = E[x|z]: `[count, pixels]`."""
        latent = self.w["mean.bias"].shape[0]
        return torch.sigmoid(self.decode(torch.randn(count, latent)))

    def measures(self, x):
        """-log p(x|z) with one draw of z, KL(q(z|x) || p(z)) and the bound on log p(x), in nats: `[n]` each."""
        mean, log_variance = self.encode(x)
        torch.manual_seed(0)
        z = mean + (log_variance / 2).exp() * torch.randn_like(mean)
        reconstruction = F.binary_cross_entropy_with_logits(self.decode(z), x, reduction="none").sum(1)
        kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(1)
        return {"elbo_nats": -reconstruction - kl, "reconstruction_nats": reconstruction, "kl_term_nats": kl}

    def answers(self, check):
        """What can be compared without chance."""
        mean, log_variance = self.encode(check["x"])
        kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(1, keepdim=True)
        decoded = torch.sigmoid(self.decode(mean))
        return {"mean": mean, "log_variance": log_variance, "decoded": decoded, "kl_term_nats": kl}


