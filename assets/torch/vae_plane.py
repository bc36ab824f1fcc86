"""A variational autoencoder of points in the plane that was trained in Genera (Kingma and Welling 2014, arXiv 1312.6114).

    python model.py             checks itself against check.json and measures the examples there
    python model.py mine.csv    measures other points: columns x and y

It needs torch and safetensors. Weights are [inputs, outputs]: a layer is x @ weight + bias.
"""

import csv
import json
import math
import pathlib
import sys

import torch
from safetensors.torch import load_file
from torch.nn import functional as F


class Model:
    def __init__(self, weights, about):
        self.w = weights
        # The model sees the data with mean 0 and deviation 1 along each axis.
        self.centre, self.scale = torch.tensor(about["mean"]), torch.tensor(about["deviation"])

    def net(self, x, name):
        """Layers with SiLU between them: `[n, inputs]` to `[n, outputs]`."""
        depth = sum(key.startswith(f"{name}.layers.") and key.endswith(".weight") for key in self.w)
        for i in range(depth):
            x = x @ self.w[f"{name}.layers.{i}.weight"] + self.w[f"{name}.layers.{i}.bias"]
            x = F.silu(x) if i < depth - 1 else x
        return x

    def encode(self, x):
        """q(z|x) = N(mean, diag exp(log_variance)), of x in data units: `[n, 2]` to `[n, latent]` twice."""
        return self.net((x - self.centre) / self.scale, "encoder").chunk(2, 1)

    def decode(self, z):
        """The mean of p(x|z) in data units: `[n, latent]` to `[n, 2]`."""
        return self.net(z, "decoder") * self.scale + self.centre

    def sample(self, count):
        """z ~ N(0, I), x ~ N(f(z), sigma^2 I): `[count, 2]`."""
        latent = self.w["decoder.layers.0.weight"].shape[0]
        blur = self.w["log_sigma"].exp() * torch.randn(count, 2)
        return self.decode(torch.randn(count, latent)) + blur * self.scale

    def measures(self, x):
        """-log p(x|z) with one draw of z, KL(q(z|x) || p(z)) and the bound on log p(x), in nats: `[n]` each."""
        mean, log_variance = self.encode(x)
        torch.manual_seed(0)
        z = mean + (log_variance / 2).exp() * torch.randn_like(mean)
        log_sigma = self.w["log_sigma"]
        off = (x - self.decode(z)) / self.scale / log_sigma.exp()
        reconstruction = 0.5 * (off**2).sum(1) + 2 * log_sigma + math.log(2 * math.pi) + self.scale.log().sum()
        kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(1)
        return {"elbo_nats": -reconstruction - kl, "reconstruction_nats": reconstruction, "kl_term_nats": kl}

    def answers(self, check):
        """What can be compared without chance."""
        mean, log_variance = self.encode(check["x"])
        kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(1, keepdim=True)
        return {"mean": mean, "log_variance": log_variance, "decoded": self.decode(mean), "kl_term_nats": kl}


