"""The same diffusion in PyTorch: same net, schedules, data, batch and steps as `genera train diffusion`; prints quality and speed as JSON.

    python tests/peers/diffusion.py --steps 10000 --seed 7 [--data eight-gaussians|checkerboard] [--schedule linear|cosine]
        [--prediction epsilon|x0|v]
"""

import argparse
import copy
import json
import math
import time

import torch

from flow_matching import DATA, features, network

LEFT, OFFSET = 4.3186e-5, 0.008


def log_left(t, schedule):
    """log alpha^2 at times in [0, 1]."""
    if schedule == "linear":
        return -t * (0.1 + 9.95 * t)
    cosine = lambda t: torch.cos((t + OFFSET) / (1 + OFFSET) * math.pi / 2)
    start = cosine(torch.zeros(()))
    cut = torch.acos(math.sqrt(LEFT) * start) / (math.pi / 2) * (1 + OFFSET) - OFFSET
    return 2 * torch.log(cosine(t * cut) / start)


def mixture(t, schedule):
    left = log_left(t, schedule)
    return (left / 2).exp(), (-torch.expm1(left)).sqrt()


def time_of(angle, schedule):
    if schedule == "linear":
        lost = -2 * math.log(math.cos(angle))
        return 2 * lost / (0.1 + math.sqrt(0.01 + 39.8 * lost))
    start = math.cos(OFFSET / (1 + OFFSET) * math.pi / 2)
    undo = lambda c: math.acos(c) / (math.pi / 2) * (1 + OFFSET) - OFFSET
    return undo(math.cos(angle) * start) / undo(math.sqrt(LEFT) * start)


def velocity(prediction, said, x, alpha, sigma):
    if prediction == "epsilon":
        return (said - sigma * x) / alpha
    if prediction == "x0":
        return (alpha * x - said) / sigma
    return said


def target(prediction, x, epsilon, alpha, sigma):
    return {"epsilon": epsilon, "x0": x, "v": alpha * epsilon - sigma * x}[prediction]


def log_density(net, x, options, steps=32):
    """log p(x) along the probability-flow ODE, angle = end u^2, by midpoint steps with the exact divergence."""
    alpha, sigma = mixture(torch.ones(()), options.schedule)
    end = math.atan2(sigma, alpha)

    def slope(x, u):
        t = torch.tensor(max(time_of(end * u * u, options.schedule), 1 / options.noise_steps))
        x = x.detach().requires_grad_(True)
        said = net(features(x, torch.full_like(x[:, :1], t.item())))
        v = velocity(options.prediction, said, x, *mixture(t, options.schedule))
        rows = [torch.autograd.grad(v[:, i].sum(), x, retain_graph=True)[0][:, i] for i in (0, 1)]
        return 2 * end * u * v.detach(), 2 * end * u * (rows[0] + rows[1]).detach()

    volume, h = torch.zeros(len(x)), 1 / steps
    for step in range(steps):
        u = step * h
        v, _ = slope(x, u)
        v, divergence = slope(x + h / 2 * v, u + h / 2)
        x, volume = x + h * v, volume + h * divergence
    return -0.5 * (x**2).sum(1) - math.log(2 * math.pi) + volume


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--steps", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--batch", type=int, default=256)
    options.add_argument("--hidden", default="128-128-128")
    options.add_argument("--data", default="eight-gaussians", choices=DATA)
    options.add_argument("--schedule", default="cosine", choices=["linear", "cosine"])
    options.add_argument("--prediction", default="epsilon", choices=["epsilon", "x0", "v"])
    options.add_argument("--noise-steps", type=int, default=1000)
    options.add_argument("--learning-rate", type=float, default=3e-3)
    options.add_argument("--averaging", type=float, default=0.9997)
    options.add_argument("--threads", type=int, default=0)
    options = options.parse_args()

    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    draw, entropy = DATA[options.data]
    reference = draw(20_000)
    mean, deviation = reference.mean(0), reference.std(0)
    net = network([int(w) for w in options.hidden.split("-")])
    average = copy.deepcopy(net)
    optimiser = torch.optim.Adam(net.parameters(), lr=options.learning_rate)
    levels = mixture(torch.arange(options.noise_steps + 1) / options.noise_steps, options.schedule)
    seconds = 0.0
    for step in range(options.steps):
        x = (draw(options.batch) - mean) / deviation  # Examples are made outside of what is timed.
        began = time.perf_counter()
        share = (torch.arange(len(x)) + torch.rand(len(x))) / len(x)
        level = 1 + (share * options.noise_steps).long().clamp(max=options.noise_steps - 1)
        alpha, sigma = (column[level].unsqueeze(1) for column in levels)
        epsilon = torch.randn_like(x)
        said = net(features(alpha * x + sigma * epsilon, (level / options.noise_steps).unsqueeze(1)))
        loss = ((said - target(options.prediction, x, epsilon, alpha, sigma)) ** 2).sum(1).mean()
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
    nll = -torch.cat([log_density(average, part, options) for part in x.split(2000)]).mean()
    print(json.dumps({
        "kl_nats": (nll + deviation.log().sum() - entropy).item(),
        "steps_per_second": (options.steps - 1) / seconds,
        "parameters": sum(p.numel() for p in net.parameters()),
        "threads": torch.get_num_threads(),
    }))


if __name__ == "__main__":
    main()
