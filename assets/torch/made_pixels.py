"""MADE of pictures in black and white that was trained in Genera (Germain et al. 2015, arXiv 1502.03509).

    python model.py             checks itself against check.json and measures the examples there
    python model.py mine.csv    measures other pictures: a row each, intensities from 0 to 1 in columns p0, p1, ...

It needs torch and safetensors. Weights are [inputs, outputs]: a layer is x @ (weight * mask) + bias.
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
        # When each pixel is looked at, from 1 on; a unit of degree d may know of the first d pixels.
        position = torch.tensor(about["order"]).argsort() + 1
        dims, self.masks, before = len(position), [], position
        self.depth = sum(key.endswith(".weight") for key in weights)
        for i in range(self.depth - 1):
            units = weights[f"masked.layers.{i}.bias"].shape[0]
            degree = 1 + torch.arange(units) * (dims - 1) // units
            self.masks.append(degree[None, :] >= before[:, None])
            before = degree
        # The outputs see the last hidden layer, and the inputs directly.
        seen = torch.cat([before, position])
        self.masks.append(position[None, :] > seen[:, None])
        self.order = about["order"]

    def layer(self, x, i):
        return x @ (self.w[f"masked.layers.{i}.weight"] * self.masks[i]) + self.w[f"masked.layers.{i}.bias"]

    def logits(self, x):
        """The logits of p(x_i = 1 | the pixels before it): `[n, pixels]` to `[n, pixels]`."""
        h = x
        for i in range(self.depth - 1):
            h = F.relu(self.layer(h, i))
        return self.layer(torch.cat([h, x], 1), self.depth - 1)

    def log_density(self, x):
        """log p(x) = sum_i log p(x_i | x_<i) in nats: `[n, pixels]` of 0 and 1 to `[n]`."""
        return -F.binary_cross_entropy_with_logits(self.logits(x), x, reduction="none").sum(1)

    def sample(self, count):
        """Pixel after pixel: `[count, pixels]`."""
        x = torch.zeros(count, len(self.order))
        for pixel in self.order:
            x[:, pixel] = torch.bernoulli(torch.sigmoid(self.logits(x)[:, pixel]))
        return x

    def measures(self, x):
        """Grey pixels are cut at one half."""
        return {"nll_nats": -self.log_density((x > 0.5).double())}

    def answers(self, check):
        return {"log_p": self.log_density(check["x"])[:, None]}


