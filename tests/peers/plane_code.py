"""What made.py and nade.py share: points of the plane, their 16-bit code as Genera writes it, training and measuring."""

import argparse
import json
import math
import time

import torch

BITS, CELLS = 16, 256
# Half the width of the window, and the entropy in nats.
SETS = {"eight-gaussians": (4.8, 2.833), "checkerboard": (4.0, math.log(32))}


def draw(name, count):
    """Fresh points `[count, 2]`, by FFJORD's generators."""
    if name == "eight-gaussians":
        angle = torch.randint(8, (count,)) * math.pi / 4
        centre = 4 * torch.stack([angle.cos(), angle.sin()], 1)
        return (centre + 0.5 * torch.randn(count, 2)) / 1.414
    x = torch.rand(count) * 4 - 2
    y = torch.rand(count) - torch.randint(2, (count,)) * 2 + x.floor() % 2
    return torch.stack([x, y], 1) * 2


def bits(x, reach):
    """The code of each point, x first, most significant bit first: `[count, 16]`."""
    cell = ((x + reach) * (CELLS / (2 * reach))).floor().clamp(0, CELLS - 1)
    powers = 2.0 ** torch.arange(7, -1, -1)
    return ((cell.unsqueeze(2) / powers).floor() % 2).flatten(1)


def rate(first, step, settle):
    """The learning rate of a step: halved after `settle` steps, a third after twice as many."""
    return first / (1 + step / settle) if settle else first


def options(**defaults):
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default="eight-gaussians", choices=SETS)
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--threads", type=int, default=None)
    for name, value in defaults.items():
        parser.add_argument("--" + name.replace("_", "-"), type=type(value), default=value)
    chosen = parser.parse_args()
    torch.manual_seed(chosen.seed)
    if chosen.threads:
        torch.set_num_threads(chosen.threads)
    return chosen


def train_and_tell(model, chosen):
    """Trains a model that gives nats for bits `[count, 16]` -> `[count]`; prints quality and speed as JSON."""
    reach, entropy = SETS[chosen.data]
    optimiser = torch.optim.Adam(model.parameters(), lr=chosen.learning_rate)
    began = None
    for step in range(chosen.steps):
        if step == 1:
            began = time.perf_counter()
        for group in optimiser.param_groups:
            group["lr"] = rate(chosen.learning_rate, step, chosen.settle)
        loss = model(bits(draw(chosen.data, chosen.batch), reach)).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    seconds = time.perf_counter() - began
    with torch.no_grad():
        nats = model(bits(draw(chosen.data, 20_000), reach)) + 2 * math.log(2 * reach / CELLS)
    print(json.dumps({
        "nll_nats": nats.mean().item(),
        "kl_nats": nats.mean().item() - entropy,
        "steps_per_second": (chosen.steps - 1) / seconds,
        "parameters": sum(p.numel() for p in model.parameters()),
        "threads": torch.get_num_threads(),
    }))
