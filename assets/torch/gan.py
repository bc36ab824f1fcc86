"""A generative adversarial net that was trained in Genera (Goodfellow et al. 2014, arXiv 1406.2661).

    python model.py             checks itself against check.json and measures the examples there
    python model.py mine.csv    measures other examples: columns x and y of points, or intensities from 0 to 1 in p0, p1, ...

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
        self.w, self.pictures = weights, about["data_kind"] == "images"
        # The nets see points with mean 0 and deviation 1 along each axis, and pixels as they are.
        self.centre = torch.tensor(about.get("mean", [0.0]))
        self.scale = torch.tensor(about.get("deviation", [1.0]))

    def net(self, x, name):
        """Layers with leaky rectified units between them: `[n, inputs]` to `[n, outputs]`."""
        depth = sum(key.startswith(f"{name}.layers.") and key.endswith(".weight") for key in self.w)
        for i in range(depth):
            x = x @ self.w[f"{name}.layers.{i}.weight"] + self.w[f"{name}.layers.{i}.bias"]
            x = F.leaky_relu(x, 0.2) if i < depth - 1 else x
        return x

    def generate(self, z):
        """x = G(z): `[n, noise]` to `[n, numbers]`."""
        made = self.net(z, "generator")
        return torch.sigmoid(made) if self.pictures else made * self.scale + self.centre

    def verdict(self, x):
        """D(x), how sure the discriminator is that x is real: `[n, numbers]` to `[n]`."""
        return torch.sigmoid(self.net((x - self.centre) / self.scale, "discriminator"))[:, 0]

    def sample(self, count):
        """z ~ N(0, I), x = G(z): `[count, numbers]`."""
        return self.generate(torch.randn(count, self.w["generator.layers.0.weight"].shape[0]))

    def measures(self, x):
        """There is no density to measure, only the opinion of the opponent."""
        return {"verdict_held_out": self.verdict(x)}

    def answers(self, check):
        return {"sample": self.generate(check["z"]), "verdict_held_out": self.verdict(check["x"])[:, None]}


