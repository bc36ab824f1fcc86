"""Real NVP on the plane that was trained in Genera (Dinh, Sohl-Dickstein and Bengio 2017, arXiv 1605.08803).

    python model.py             checks itself against check.json and measures the examples there
    python model.py mine.csv    measures other points: columns x and y

It needs torch and safetensors. Weights are [couplings, inputs, outputs]: a layer of coupling k is x @ weight[k] + bias[k].
"""

import csv
import json
import math
import pathlib
import sys

import torch
from safetensors.torch import load_file
from torch.nn import functional as F

BOUND = 2.0


class Model:
    def __init__(self, weights, about):
        self.w = weights
        self.depth = sum(key.startswith("conditioners.layers.") and key.endswith(".weight") for key in weights)
        self.couplings = weights["conditioners.layers.0.bias"].shape[0]
        self.bounded, self.alternate = about["knobs"]["scale-bound"] == "bounded", about["knobs"]["alternate"]
        # The flow sees the data with mean 0 and deviation 1 along each axis.
        self.centre, self.scale = torch.tensor(about["mean"]), torch.tensor(about["deviation"])

    def scale_and_shift(self, kept, k):
        """s and t of coupling k, from the coordinate that stays: `[n, 1]` to `[n, 1]` twice."""
        h = kept
        for i in range(self.depth):
            h = h @ self.w[f"conditioners.layers.{i}.weight"][k] + self.w[f"conditioners.layers.{i}.bias"][k]
            h = F.relu(h) if i < self.depth - 1 else h
        s, t = h.chunk(2, 1)
        return (BOUND * torch.tanh(s / BOUND) if self.bounded else s), t

    def moves(self, k):
        """The coordinate that coupling k moves; the other one decides how."""
        return k % 2 if self.alternate else 0

    def to_noise(self, x):
        """z = f(x) and log |det df/dx|, both in standard units: `[n, 2]` to `[n, 2]` and `[n]`."""
        log_det = torch.zeros(len(x))
        for k in range(self.couplings):
            if "norms.shift" in self.w:
                log_scale = self.w["norms.log_scale"][k]
                x = (x + self.w["norms.shift"][k]) * log_scale.exp()
                log_det = log_det + log_scale.sum()
            moved, kept = x.split(1, 1) if self.moves(k) == 0 else reversed(x.split(1, 1))
            s, t = self.scale_and_shift(kept, k)
            moved, log_det = moved * s.exp() + t, log_det + s[:, 0]
            x = torch.cat([moved, kept] if self.moves(k) == 0 else [kept, moved], 1)
        return x, log_det

    def log_density(self, x):
        """log p(x) = log p(z) + log |det dz/dx| in nats, x in data units: `[n, 2]` to `[n]`."""
        z, log_det = self.to_noise((x - self.centre) / self.scale)
        return -0.5 * (z**2).sum(1) - math.log(2 * math.pi) + log_det - self.scale.log().sum()

    def sample(self, count):
        """z ~ N(0, I), x = f^-1(z): `[count, 2]`."""
        x = torch.randn(count, 2)
        for k in reversed(range(self.couplings)):
            moved, kept = x.split(1, 1) if self.moves(k) == 0 else reversed(x.split(1, 1))
            s, t = self.scale_and_shift(kept, k)
            moved = (moved - t) * (-s).exp()
            x = torch.cat([moved, kept] if self.moves(k) == 0 else [kept, moved], 1)
            if "norms.shift" in self.w:
                x = x * (-self.w["norms.log_scale"][k]).exp() - self.w["norms.shift"][k]
        return x * self.scale + self.centre

    def measures(self, x):
        return {"nll_nats": -self.log_density(x)}

    def answers(self, check):
        return {"log_p": self.log_density(check["x"])[:, None]}


