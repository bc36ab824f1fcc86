"""Diffusion on the plane that was trained in Genera (Ho, Jain and Abbeel 2020, arXiv 2006.11239; Song et al. 2021, 2011.13456).

    python model.py             checks itself against check.json and measures the examples there
    python model.py mine.csv    measures other points: columns x and y

An example drowns in noise as x_t = alpha x_0 + sigma epsilon with alpha = cos(angle) and sigma = sin(angle), and the
probability-flow ODE is dx = v dangle with the velocity v = alpha epsilon - sigma x_0 that the net makes out.
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

CLOCK, GRID, ODE_STEPS = 4, 6, 32
FIRST, GROWTH, LEFT, OFFSET = 0.1, 19.9, 4.3186e-5, 0.008


def cosine(time):
    """What is left of the example along the cosine schedule (Nichol and Dhariwal 2021), before it is normed."""
    return math.cos((time + OFFSET) / (1 + OFFSET) * math.pi / 2)


# The cosine ends where it has as little left as the linear schedule.
CUT = math.acos(math.sqrt(LEFT) * cosine(0)) / (math.pi / 2) * (1 + OFFSET) - OFFSET


class Model:
    def __init__(self, weights, about):
        knobs = about["knobs"]
        self.w, self.levels = weights, knobs["noise-steps"]
        self.steps, self.eta = min(knobs["sampling-steps"], self.levels), knobs["eta"]
        self.schedule, self.prediction = knobs["schedule"], knobs["prediction"]
        self.share = self.levels / 1000 if self.schedule == "linear-unscaled" else 1.0
        self.depth = sum(key.startswith("net.layers.") and key.endswith(".weight") for key in weights)
        # The net sees the data with mean 0 and deviation 1 along each axis.
        self.centre, self.scale = torch.tensor(about["mean"]), torch.tensor(about["deviation"])

    def mixture(self, time):
        """alpha and sigma at a time between 0, the example, and 1, the noise."""
        if self.schedule == "cosine":
            log_left = 2 * math.log(cosine(time * CUT) / cosine(0))  # log alpha^2
        else:
            log_left = -self.share * time * (FIRST + GROWTH / 2 * time)
        return math.exp(log_left / 2), math.sqrt(-math.expm1(log_left))

    def angle(self, time):
        alpha, sigma = self.mixture(time)
        return math.atan2(sigma, alpha)

    def time(self, angle):
        """The time at which the angle is this one."""
        if self.schedule == "cosine":
            inner = math.acos(math.cos(angle) * cosine(0)) / (math.pi / 2)
            time = (inner * (1 + OFFSET) - OFFSET) / CUT
        else:
            lost = -2 * math.log(math.cos(angle)) / self.share
            time = 2 * lost / (FIRST + math.sqrt(FIRST**2 + 2 * GROWTH * lost))
        return min(max(time, 0.0), 1.0)

    def net(self, x, time):
        """What the net says about points at a time: `[n, 2]` to `[n, 2]`."""
        features = [x]
        for axis in range(2):
            angles = x[:, axis : axis + 1] * torch.arange(1, GRID + 1)
            features += [angles.cos(), angles.sin()]
        t = torch.full((len(x), 1), time)
        angles = t * math.pi * torch.arange(1, CLOCK + 1)
        h = torch.cat([*features, t, angles.cos(), angles.sin()], 1)
        for i in range(self.depth):
            h = h @ self.w[f"net.layers.{i}.weight"] + self.w[f"net.layers.{i}.bias"]
            h = F.silu(h) if i < self.depth - 1 else h
        return h

    def velocity(self, x, time):
        """v at a time, or at the first one that the net was trained on: `[n, 2]` to `[n, 2]`."""
        time = max(time, 1 / self.levels)
        (alpha, sigma), said = self.mixture(time), self.net(x, time)
        if self.prediction == "epsilon":
            return (said - sigma * x) / alpha
        return (alpha * x - said) / sigma if self.prediction == "x0" else said

    def velocity_and_divergence(self, x, time):
        """v and dv_1/dx_1 + dv_2/dx_2: `[n, 2]` to `[n, 2]` and `[n]`."""
        with torch.enable_grad():
            x = x.detach().requires_grad_()
            v = self.velocity(x, time)
            slopes = [torch.autograd.grad(v[:, i].sum(), x, retain_graph=True)[0][:, i] for i in range(2)]
        return v.detach(), slopes[0] + slopes[1]

    def log_density(self, x):
        """log p(x) along the ODE in nats, x in data units: `[n, 2]` to `[n]`. Midpoint steps in u, where angle = end u^2."""
        x, volume, end = (x - self.centre) / self.scale, torch.zeros(len(x)), self.angle(1.0)

        def slope(x, u):
            v, divergence = self.velocity_and_divergence(x, self.time(end * u * u))
            return 2 * end * u * v, 2 * end * u * divergence

        h = 1 / ODE_STEPS
        for step in range(ODE_STEPS):
            v, _ = slope(x, step * h)
            v, divergence = slope(x + v * h / 2, (step + 0.5) * h)
            x, volume = x + h * v, volume + h * divergence
        return -0.5 * (x**2).sum(1) - math.log(2 * math.pi) + volume - self.scale.log().sum()

    def sample(self, count):
        """From pure noise down the levels: DDIM with eta = 0, DDPM with eta = 1 and every level. `[count, 2]`"""
        x = torch.randn(count, 2)
        levels = [(self.levels * (self.steps - k) + self.steps // 2) // self.steps for k in range(self.steps + 1)]
        for above, below in zip(levels, levels[1:]):
            (alpha, sigma), (less, width) = self.mixture(above / self.levels), self.mixture(below / self.levels)
            v = self.velocity(x, above / self.levels)
            example, epsilon = alpha * x - sigma * v, sigma * x + alpha * v
            fresh = self.eta * width / sigma * math.sqrt(max(1 - (alpha / less) ** 2, 0))
            kept = math.sqrt(max(width**2 - fresh**2, 0))
            x = less * example + kept * epsilon + fresh * torch.randn(count, 2)
        return x * self.scale + self.centre

    def measures(self, x):
        return {"nll_nats": -self.log_density(x)}

    def answers(self, check):
        return {"log_p": self.log_density(check["x"])[:, None]}


