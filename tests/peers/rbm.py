"""The same RBM in PyTorch: same units, code of the plane, chains, batch and steps as `genera train rbm`.

    python tests/peers/rbm.py --data eight-gaussians --steps 10000 --seed 7 [--threads 1]
"""

import json
import math
import time

import torch
from torch.nn import functional as F

from plane_code import BITS, CELLS, SETS, bits, draw, options, rate


def free_energy(v, weight, hidden, visible):
    return -(v @ visible) - F.softplus(v @ weight + hidden).sum(1)


def gibbs(v, weight, hidden, visible):
    h = (torch.rand(len(v), len(hidden)) < torch.sigmoid(v @ weight + hidden)).float()
    return (torch.rand(len(v), BITS) < torch.sigmoid(h @ weight.T + visible)).float()


def slope(data, model, weight, hidden):
    """The way down mean F(data) - mean F(model), by weight, hidden and visible biases."""
    up, down = torch.sigmoid(data @ weight + hidden), torch.sigmoid(model @ weight + hidden)
    return [
        model.T @ down / len(model) - data.T @ up / len(data),
        down.mean(0) - up.mean(0),
        model.mean(0) - data.mean(0),
    ]


@torch.no_grad()
def main():
    chosen = options(hidden=64, learning_rate=1.0, settle=4000, gibbs_steps=2, chains=256, averaging=0.9995)
    reach, entropy = SETS[chosen.data]
    units = [0.1 * torch.randn(BITS, chosen.hidden), torch.zeros(chosen.hidden), torch.zeros(BITS)]
    average = [unit.clone() for unit in units]
    chains = (torch.rand(chosen.chains, BITS) < 0.5).float()
    seconds = 0.0
    for step in range(chosen.steps):
        data = bits(draw(chosen.data, chosen.batch), reach)  # Examples are made outside of what is timed.
        began = time.perf_counter()
        for _ in range(chosen.gibbs_steps):
            chains = gibbs(chains, *units)
        for unit, by in zip(units, slope(data, chains, *units[:2])):
            unit -= rate(chosen.learning_rate, step, chosen.settle) * by
        if (step + 1) % 8 == 0:
            keep = min(chosen.averaging, (1 + step) / (10 + step)) ** 8
            for mine, theirs in zip(average, units):
                mine.lerp_(theirs, 1 - keep)
        if step > 0:
            seconds += time.perf_counter() - began
    states = (torch.arange(2**BITS)[:, None] >> torch.arange(BITS - 1, -1, -1) & 1).float()
    log_z = torch.logsumexp(-free_energy(states, *average).double(), 0).item()
    nats = free_energy(bits(draw(chosen.data, 20_000), reach), *average).mean().item()
    nats += log_z + 2 * math.log(2 * reach / CELLS)
    print(json.dumps({
        "kl_nats": nats - entropy,
        "log_z_exact_nats": log_z,
        "steps_per_second": (chosen.steps - 1) / seconds,
        "parameters": sum(unit.numel() for unit in units),
        "threads": torch.get_num_threads(),
    }))


if __name__ == "__main__":
    main()
