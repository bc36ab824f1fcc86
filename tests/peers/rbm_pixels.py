"""The same restricted Boltzmann machine of pictures in PyTorch: persistent chains, plain descent, averaged weights; its
log-likelihood by annealed importance sampling on the same way of temperatures.

    python tests/peers/rbm_pixels.py --steps 3000 --seed 7 [--hidden 500] [--rate 0.05] [--gibbs 1]
"""

import math

import torch
from torch.nn import functional as F

import pixels

chosen = pixels.options(
    hidden=500, rate=0.05, settle=2000.0, averaging=0.999, gibbs=1, chains=128, walkers=100, temperatures=4000
)
batches = pixels.Batches(chosen)
dims = batches.train.shape[1]
weight = 0.01 * torch.randn(dims, chosen.hidden)
hidden, visible = torch.zeros(chosen.hidden), None
brightness, seen, chains, average = torch.zeros(dims), 0, None, None


def log_odds():
    on = brightness * seen + 0.5
    return torch.log(on / (seen + 1 - on))


def energy(v, weight, hidden, visible):
    return -(v @ visible) - F.softplus(v @ weight + hidden).sum(1)


def learn(k):
    global weight, hidden, visible, brightness, seen, chains, average
    x = batches.next()
    seen += len(x)
    brightness = brightness + (x.mean(0) - brightness) * len(x) / seen
    if visible is None:
        visible = log_odds()
        chains = torch.bernoulli(torch.sigmoid(visible).expand(chosen.chains, -1))
        average = [weight.clone(), hidden.clone(), visible.clone()]
    v = torch.bernoulli(x)
    for _ in range(chosen.gibbs):
        h = torch.bernoulli(torch.sigmoid(chains @ weight + hidden))
        chains = torch.bernoulli(torch.sigmoid(h @ weight.T + visible))
    on_data, on_chains = torch.sigmoid(v @ weight + hidden), torch.sigmoid(chains @ weight + hidden)
    rate = chosen.rate / (1 + k / chosen.settle) if chosen.settle else chosen.rate
    weight = weight + rate * (v.T @ on_data / len(v) - chains.T @ on_chains / len(chains))
    hidden = hidden + rate * (on_data.mean(0) - on_chains.mean(0))
    visible = visible + rate * (v.mean(0) - chains.mean(0))
    if (k + 1) % 8 == 0 and chosen.averaging:
        share = 1 - min(chosen.averaging, (1 + k) / (10 + k)) ** 8
        for mine, theirs in zip(average, (weight, hidden, visible)):
            mine.lerp_(theirs, share)


def at(share):
    """A twentieth of the temperatures up to one half, a quarter up to 0.9, the others up to 1."""
    bends = [(0.0, 0.0), (0.05, 0.5), (0.3, 0.9), (1.0, 1.0)]
    for (a, low), (b, high) in zip(bends, bends[1:]):
        if share <= b:
            return low + (high - low) * (share - a) / (b - a)
    return 1.0


def annealed(weight, hidden, visible):
    base = log_odds()
    v = torch.bernoulli(torch.sigmoid(base).expand(chosen.walkers, -1))
    log_w = torch.zeros(chosen.walkers, dtype=torch.float64)
    for k in range(chosen.temperatures):
        low, high = at(k / chosen.temperatures), at((k + 1) / chosen.temperatures)
        heard = v @ weight + hidden
        log_w += (F.softplus(high * heard) - F.softplus(low * heard)).sum(1).double()
        log_w += (high - low) * (v @ (visible - base)).double()
        h = torch.bernoulli(torch.sigmoid(high * heard))
        v = torch.bernoulli(torch.sigmoid(high * (h @ weight.T + visible) + (1 - high) * base))
    start = chosen.hidden * math.log(2) + F.softplus(base).sum().item()
    w = torch.exp(log_w - log_w.max())
    value = start + log_w.max().item() + math.log(w.mean().item())
    return value, (w.std() / w.mean() / math.sqrt(len(w))).item()


with torch.no_grad():
    pace = pixels.train(chosen, learn)
    machine = average if chosen.averaging else [weight, hidden, visible]
    log_z, log_z_se = annealed(*machine)
    energies = energy(torch.bernoulli(batches.test), *machine)
    se = energies.std().item() / len(energies) ** 0.5
    pixels.report(
        nll_nats=energies.mean().item() + log_z,
        nll_nats_se=math.hypot(se, log_z_se),
        log_z_ais_nats=log_z,
        log_z_ais_nats_se=log_z_se,
        free_energy_nats=energies.mean().item(),
        steps_per_second=pace,
    )
