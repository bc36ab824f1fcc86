"""The same Real NVP in PyTorch: same net, data, batch and steps as `genera train real-nvp`; prints quality and speed as JSON.

    python tests/peers/real_nvp.py --steps 10000 --seed 7 [--data eight-gaussians|checkerboard] [--layers 12] [--hidden 48-48]
"""

import argparse
import copy
import json
import math
import time

import numpy as np
import torch
from torch import nn

HELD_OUT = 20_000
ENTROPY = {"eight-gaussians": 2.833, "checkerboard": math.log(32)}
BOUND = 2.0


def points(name, count, generator):
    """Points of a known distribution, as FFJORD draws them, in units of the data."""
    if name == "eight-gaussians":
        angle = generator.integers(0, 8, count) * (math.pi / 4)
        centre = 4 * np.stack([np.cos(angle), np.sin(angle)], 1)
        return (centre + 0.5 * generator.standard_normal((count, 2))) / 1.414
    x = generator.random(count) * 4 - 2
    y = generator.random(count) - generator.integers(0, 2, count) * 2 + np.floor(x) % 2
    return 2 * np.stack([x, y], 1)


class Conditioner(nn.Sequential):
    """A net whose last layer starts at zero, so that its coupling starts as the identity."""

    def __init__(self, hidden, outputs):
        widths = [1, *hidden]
        layers = [m for a, b in zip(widths, widths[1:]) for m in (nn.Linear(a, b), nn.ReLU())]
        last = nn.Linear(widths[-1], outputs)
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)
        super().__init__(*layers, last)


class Affine(nn.Module):
    """y_b = x_b e^s(x_a) + t(x_a); b is the coordinate `moves`."""

    def __init__(self, hidden, moves):
        super().__init__()
        self.net, self.moves = Conditioner(hidden, 2), moves

    def forward(self, x):
        kept, moved = x[:, 1 - self.moves : 2 - self.moves], x[:, self.moves : self.moves + 1]
        s, t = self.net(kept).chunk(2, 1)
        s = BOUND * torch.tanh(s / BOUND)
        moved = moved * s.exp() + t
        return torch.cat([moved, kept] if self.moves == 0 else [kept, moved], 1), s[:, 0]


class Flow(nn.Module):
    def __init__(self, couplings):
        super().__init__()
        self.couplings = nn.ModuleList(couplings)

    def log_density(self, x):
        log_det = 0
        for coupling in self.couplings:
            x, log_slope = coupling(x)
            log_det = log_det + log_slope
        return -0.5 * (x**2).sum(1) - math.log(2 * math.pi) + log_det


def options(**defaults):
    """The command line of a flow."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--learning-rate", type=float, default=5e-3)
    parser.add_argument("--settle", type=float, default=1000)
    parser.add_argument("--data", default="eight-gaussians", choices=ENTROPY)
    for name, default in defaults.items():
        parser.add_argument("--" + name.replace("_", "-"), type=type(default), default=default)
    return parser.parse_args()


def train(flow, options):
    """Trains a flow by likelihood on fresh points and prints how well and how fast."""
    generator = np.random.default_rng(options.seed)
    sample = points(options.data, HELD_OUT, np.random.default_rng(0))
    mean, deviation = sample.mean(0), sample.std(0)
    draw = lambda count: torch.tensor((points(options.data, count, generator) - mean) / deviation, dtype=torch.float32)
    test, average = draw(HELD_OUT), copy.deepcopy(flow)
    optimiser, began, spent = torch.optim.Adam(flow.parameters(), lr=options.learning_rate), None, 0.0
    for step in range(options.steps):
        x = draw(options.batch)
        began = time.perf_counter()
        if options.settle:
            optimiser.param_groups[0]["lr"] = options.learning_rate / (1 + step / options.settle)
        loss = -flow.log_density(x).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 8 == 7:
            with torch.no_grad():
                share = 1 - min(0.999, (1 + step) / (10 + step)) ** 8
                for calm, now in zip(average.parameters(), flow.parameters()):
                    calm.lerp_(now, share)
        if step > 0:
            spent += time.perf_counter() - began
    with torch.no_grad():
        nll = -average.log_density(test).mean().item() + np.log(deviation).sum()
    print(json.dumps({
        "kl_nats": nll - ENTROPY[options.data],
        "steps_per_second": (options.steps - 1) / spent,
        "parameters": sum(p.numel() for p in flow.parameters()),
        "threads": torch.get_num_threads(),
    }))


if __name__ == "__main__":
    chosen = options(layers=12, hidden="48-48")
    torch.manual_seed(chosen.seed)
    hidden = [int(width) for width in chosen.hidden.split("-")]
    train(Flow(Affine(hidden, layer % 2) for layer in range(chosen.layers)), chosen)
