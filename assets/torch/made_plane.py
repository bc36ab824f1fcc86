"""MADE on the plane that was trained in Genera (Germain et al. 2015, arXiv 1502.03509).

    python model.py             checks itself against check.json and measures the examples there
    python model.py mine.csv    measures other points: columns x and y

A point is the 16 bits that say in which of 256 x 256 cells it lies: its column, then its row, the most significant bit first.
It needs torch and safetensors. Weights are [inputs, outputs]: a layer is x @ (weight * mask) + bias.
"""

import csv
import json
import pathlib
import sys

import torch
from safetensors.torch import load_file
from torch.nn import functional as F

BITS, CELLS = 16, 256
WORTH = 2.0 ** torch.arange(7, -1, -1)  # 128, 64, ..., 1


class Model:
    def __init__(self, weights, about):
        self.w = weights
        self.low, self.high = torch.tensor(about["low"]), torch.tensor(about["high"])
        self.cell = (self.high - self.low) / CELLS
        # When each bit is looked at, from 1 on; a unit of degree d may know of the first d bits.
        position = torch.tensor(about["order"]).argsort() + 1
        self.masks, before = [], position
        self.depth = sum(key.endswith(".weight") for key in weights)
        for i in range(self.depth - 1):
            units = weights[f"masked.layers.{i}.bias"].shape[0]
            degree = 1 + torch.arange(units) * (BITS - 1) // units
            self.masks.append(degree[None, :] >= before[:, None])
            before = degree
        # The outputs see the last hidden layer, and the inputs directly.
        seen = torch.cat([before, position])
        self.masks.append(position[None, :] > seen[:, None])
        self.order = about["order"]

    def bits(self, x):
        """The code of points, `[n, 2]` to `[n, 16]`; outside the window that of the nearest cell of the border."""
        cell = ((x - self.low) / self.cell).floor().clamp(0, CELLS - 1)
        return ((cell[:, :, None] / WORTH).floor() % 2).flatten(1)

    def layer(self, x, i):
        return x @ (self.w[f"masked.layers.{i}.weight"] * self.masks[i]) + self.w[f"masked.layers.{i}.bias"]

    def logits(self, bits):
        """The logits of p(bit = 1 | the bits before it): `[n, 16]` to `[n, 16]`."""
        h = bits
        for i in range(self.depth - 1):
            h = F.relu(self.layer(h, i))
        return self.layer(torch.cat([h, bits], 1), self.depth - 1)

    def log_density(self, x):
        """log p(x) = log P(code of x) - log(area of a cell), in nats: `[n, 2]` to `[n]`."""
        bits = self.bits(x)
        log_p = -F.binary_cross_entropy_with_logits(self.logits(bits), bits, reduction="none").sum(1)
        return log_p - self.cell.log().sum()

    def sample(self, count):
        """Bit after bit, and uniform within the cell: `[count, 2]`."""
        bits = torch.zeros(count, BITS)
        for bit in self.order:
            bits[:, bit] = torch.bernoulli(torch.sigmoid(self.logits(bits)[:, bit]))
        cell = (bits.reshape(count, 2, 8) * WORTH).sum(2)
        return (cell + torch.rand(count, 2)) * self.cell + self.low

    def measures(self, x):
        return {"nll_nats": -self.log_density(x)}

    def answers(self, check):
        return {"log_p": self.log_density(check["x"])[:, None]}


