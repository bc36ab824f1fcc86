"""What `gan.py` and `wgan.py` share: the data, the two nets, the average of the generator, and how samples are measured."""

import argparse
import copy
import json
import math
import time

import torch
from torch import nn

LEAK, BETAS = 0.2, (0.5, 0.999)


def eight_gaussians(n):
    angle = torch.randint(8, (n,)) * math.pi / 4
    centre = 4 * torch.stack([angle.cos(), angle.sin()], 1)
    return (centre + 0.5 * torch.randn(n, 2)) / 1.414


def checkerboard(n):
    x = torch.rand(n) * 4 - 2
    y = torch.rand(n) - torch.randint(2, (n,)) * 2 + torch.floor(x) % 2
    return torch.stack([x, y], 1) * 2


DATA = {"eight-gaussians": eight_gaussians, "checkerboard": checkerboard}


def network(inputs, hidden, outputs):
    widths = [inputs, *hidden, outputs]
    layers = [m for a, b in zip(widths, widths[1:]) for m in (nn.Linear(a, b), nn.LeakyReLU(LEAK))]
    return nn.Sequential(*layers[:-1])


def energy_distance(x, y):
    """2 E|x - y| - E|x - x'| - E|y - y'|."""
    mean = lambda a, b: torch.cat([torch.cdist(part, b).mean(1) for part in a.split(1000)]).mean()
    return (2 * mean(x, y) - mean(x, x) - mean(y, y)).item()


def modes(x):
    """How many of the eight modes have a sample within three deviations, and the share of samples that are so near to one."""
    angle = torch.arange(8) * math.pi / 4
    centres = 4 * torch.stack([angle.cos(), angle.sin()], 1) / 1.414
    distance, nearest = torch.cdist(x, centres).min(1)
    near = distance < 3 * 0.5 / 1.414
    return {"modes": nearest[near].unique().numel(), "high_quality": near.float().mean().item()}


def options(**defaults):
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default="eight-gaussians", choices=DATA)
    parser.add_argument("--threads", type=int, default=0)
    shared = {"steps": 10_000, "seed": 7, "batch": 256, "hidden": "128-128", "noise": 2, "averaging": 0.999, "settle": 2000.0}
    for name, value in {**shared, **defaults}.items():
        parser.add_argument("--" + name.replace("_", "-"), type=type(value), default=value)
    chosen = parser.parse_args()
    if chosen.threads:
        torch.set_num_threads(chosen.threads)
    return chosen


def play(chosen, judge_loss, generator_loss, judge_steps, after_judge=lambda judge: None):
    """Trains both sides and prints quality and speed as JSON; the first step and the making of examples are not timed."""
    torch.manual_seed(chosen.seed)
    draw = DATA[chosen.data]
    reference = draw(20_000)
    mean, deviation = reference.mean(0), reference.std(0)
    hidden = [int(w) for w in chosen.hidden.split("-")]
    generator, judge = network(chosen.noise, hidden, 2), network(2, hidden, 1)
    average = copy.deepcopy(generator)
    sides = [(generator, chosen.generator_rate), (judge, chosen.judge_rate)]
    moves_generator, moves_judge = [torch.optim.Adam(net.parameters(), lr=rate, betas=BETAS) for net, rate in sides]
    seconds = 0.0
    for step in range(chosen.steps):
        real = (draw(chosen.batch) - mean) / deviation
        began = time.perf_counter()
        settled = 1 / (1 + step / chosen.settle) if chosen.settle else 1.0
        moves_generator.param_groups[0]["lr"] = chosen.generator_rate * settled
        moves_judge.param_groups[0]["lr"] = chosen.judge_rate * settled
        for _ in range(judge_steps):
            fake = generator(torch.randn(chosen.batch, chosen.noise))
            loss = judge_loss(judge, real, fake.detach())
            moves_judge.zero_grad()
            loss.backward()
            moves_judge.step()
            after_judge(judge)
        loss = generator_loss(judge(fake))
        moves_generator.zero_grad()
        loss.backward()
        moves_generator.step()
        if (step + 1) % 8 == 0:
            keep = min(chosen.averaging, (1 + step) / (10 + step)) ** 8
            with torch.no_grad():
                for mine, theirs in zip(average.parameters(), generator.parameters()):
                    mine.lerp_(theirs, 1 - keep)
        if step > 0:
            seconds += time.perf_counter() - began
    with torch.no_grad():
        samples = average(torch.randn(5000, chosen.noise)) * deviation + mean
    print(json.dumps({
        "energy_distance": energy_distance(samples, draw(5000)),
        "energy_distance_real": energy_distance(draw(5000), draw(5000)),
        **(modes(samples) if chosen.data == "eight-gaussians" else {}),
        "steps_per_second": (chosen.steps - 1) / seconds,
        "parameters": sum(p.numel() for net, _ in sides for p in net.parameters()),
        "threads": torch.get_num_threads(),
    }))
