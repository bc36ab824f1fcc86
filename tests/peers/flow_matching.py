"""The same flow matching in PyTorch: same net, data, batch and steps as `genera train flow-matching`; prints quality and speed as JSON.

    python tests/peers/flow_matching.py --steps 10000 --seed 7 [--data eight-gaussians|checkerboard] [--hidden 128-128-128]
"""

import argparse
import copy
import json
import math
import time

import torch
from torch import nn

CLOCK, GRID, GAIN = 4, 6, 2.0


def eight_gaussians(n):
    angle = torch.randint(8, (n,)) * math.pi / 4
    centre = 4 * torch.stack([angle.cos(), angle.sin()], 1)
    return (centre + 0.5 * torch.randn(n, 2)) / 1.414


def checkerboard(n):
    x = torch.rand(n) * 4 - 2
    y = torch.rand(n) - torch.randint(2, (n,)) * 2 + torch.floor(x) % 2
    return torch.stack([x, y], 1) * 2


DATA = {"eight-gaussians": (eight_gaussians, 2.833), "checkerboard": (checkerboard, math.log(32))}


def features(x, t):
    """Place and time with cosines and sines of both: [batch, 2 + 4 * GRID + 1 + 2 * CLOCK]."""
    angles = [x[:, axis : axis + 1] * torch.arange(1, GRID + 1) for axis in (0, 1)]
    clock = math.pi * t * torch.arange(1, CLOCK + 1)
    waves = [f(a) for a in angles for f in (torch.cos, torch.sin)]
    return torch.cat([x, *waves, t, clock.cos(), clock.sin()], 1)


def network(hidden):
    widths = [2 + 4 * GRID + 1 + 2 * CLOCK, *hidden]
    linear = [nn.Linear(a, b) for a, b in zip(widths, [*hidden, 2])]
    with torch.no_grad():
        for layer in linear[1:-1]:
            layer.weight *= GAIN
    return nn.Sequential(*[m for layer in linear[:-1] for m in (layer, nn.SiLU())], linear[-1])


def times(n):
    """One time in each of n equal parts, more of them near the data."""
    u = (torch.arange(n).unsqueeze(1) + torch.rand(n, 1)) / n
    return 1 - (1 - u) ** 2


def log_density(net, x, steps):
    """log p(x) by midpoint steps from t = 1 to 0, with the exact divergence from two backward passes."""

    def slope(x, t):
        x = x.detach().requires_grad_(True)
        v = net(features(x, torch.full_like(x[:, :1], t)))
        rows = [torch.autograd.grad(v[:, i].sum(), x, retain_graph=True)[0][:, i] for i in (0, 1)]
        return v.detach(), (rows[0] + rows[1]).detach()

    volume, h = torch.zeros(len(x)), 1 / steps
    for step in range(steps):
        t = 1 - step * h
        v, _ = slope(x, t)
        v, divergence = slope(x - h / 2 * v, t - h / 2)
        x, volume = x - h * v, volume - h * divergence
    return -0.5 * (x**2).sum(1) - math.log(2 * math.pi) + volume


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--steps", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--batch", type=int, default=256)
    options.add_argument("--hidden", default="128-128-128")
    options.add_argument("--data", default="eight-gaussians", choices=DATA)
    options.add_argument("--learning-rate", type=float, default=3e-3)
    options.add_argument("--averaging", type=float, default=0.9997)
    options.add_argument("--ode-steps", type=int, default=20)
    options = options.parse_args()

    torch.manual_seed(options.seed)
    draw, entropy = DATA[options.data]
    reference = draw(20_000)
    mean, deviation = reference.mean(0), reference.std(0)
    net = network([int(w) for w in options.hidden.split("-")])
    average = copy.deepcopy(net)
    optimiser = torch.optim.Adam(net.parameters(), lr=options.learning_rate)
    seconds = 0.0
    for step in range(options.steps):
        x_1 = (draw(options.batch) - mean) / deviation  # Examples are made outside of what is timed.
        began = time.perf_counter()
        x_0, t = torch.randn_like(x_1), times(len(x_1))
        loss = ((net(features(x_0 + t * (x_1 - x_0), t)) - (x_1 - x_0)) ** 2).sum(1).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if (step + 1) % 8 == 0:
            keep = min(options.averaging, (1 + step) / (10 + step)) ** 8
            with torch.no_grad():
                for mine, theirs in zip(average.parameters(), net.parameters()):
                    mine.lerp_(theirs, 1 - keep)
        if step > 0:
            seconds += time.perf_counter() - began
    x = (draw(20_000) - mean) / deviation
    nll = -torch.cat([log_density(average, part, options.ode_steps) for part in x.split(2000)]).mean()
    print(json.dumps({
        "kl_nats": (nll + deviation.log().sum() - entropy).item(),
        "steps_per_second": (options.steps - 1) / seconds,
        "parameters": sum(p.numel() for p in net.parameters()),
        "threads": torch.get_num_threads(),
    }))


if __name__ == "__main__":
    main()
