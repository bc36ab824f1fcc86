"""The VAE of points in PyTorch: same nets, data, batch and steps as `genera train vae --data eight-gaussians`; prints quality (by
quadrature over the codes) and speed as JSON.

    python tests/peers/vae_plane.py --steps 10000 --seed 7 [--data eight-gaussians|checkerboard] [--draws 50]

With `--draws` the objective is the importance-weighted bound, without it the ELBO.
"""

import argparse
import copy
import json
import math
import time

import torch
from torch import nn

from flow_matching import DATA

GAIN, SHARPNESS, SETTLE, LATENT = 2.0, (2.0, 8.0), 3000, 2
AVERAGING, EVERY = 0.999, 8


def network(widths, sharpness):
    linear = [nn.Linear(a, b) for a, b in zip(widths, widths[1:])]
    with torch.no_grad():
        for layer in linear[1:-1]:
            layer.weight *= GAIN
        for layer in linear[:-1]:
            layer.bias *= sharpness
        linear[0].weight *= sharpness
    return nn.Sequential(*[m for layer in linear[:-1] for m in (layer, nn.SiLU())], linear[-1])


class Vae(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.encoder = network([2, *hidden, 2 * LATENT], SHARPNESS[0])
        self.decoder = network([LATENT, *reversed(hidden), 2], SHARPNESS[1])
        self.log_sigma = nn.Parameter(torch.tensor(-1.0))

    def nats(self, x, z):
        square = ((x - self.decoder(z)) ** 2).sum(-1)
        return square / (2 * torch.exp(2 * self.log_sigma)) + 2 * self.log_sigma + math.log(2 * math.pi)

    def forward(self, x, draws):
        mean, log_variance = self.encoder(x).chunk(2, 1)
        if not draws:
            z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
            kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(1)
            return (self.nats(x, z) + kl).mean()
        epsilon = torch.randn(draws, *mean.shape)
        z = mean + torch.exp(0.5 * log_variance) * epsilon
        # Doubly reparameterised: q holds still in the weights, and the slope by z is weighted by the share of its draw.
        m, l = mean.detach(), log_variance.detach()
        weights = lambda z: 0.5 * ((z - m) ** 2 / l.exp() + l - z**2).sum(-1) - self.nats(x, z)
        if z.requires_grad:
            share = torch.softmax(weights(z).detach(), 0)
            z.register_hook(lambda slope: slope * share[..., None])
        return -(torch.logsumexp(weights(z), 0) - math.log(draws)).mean()

    @torch.no_grad()
    def log_density(self, x, side=160, reach=4.5):
        step = 2 * reach / side
        axis = (torch.arange(side) + 0.5) * step - reach
        z = torch.cartesian_prod(axis, axis)
        weight = 2 * math.log(step) - math.log(2 * math.pi) - 0.5 * (z**2).sum(1)
        square = torch.cdist(x, self.decoder(z)) ** 2
        log_p = -square / (2 * torch.exp(2 * self.log_sigma)) - 2 * self.log_sigma - math.log(2 * math.pi)
        return torch.logsumexp(log_p + weight, 1)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--steps", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--batch", type=int, default=256)
    options.add_argument("--hidden", default="64-64")
    options.add_argument("--data", default="eight-gaussians", choices=DATA)
    options.add_argument("--draws", type=int, default=0)
    options.add_argument("--learning-rate", type=float, default=6e-3)
    options.add_argument("--threads", type=int, default=0)
    options = options.parse_args()

    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    draw, entropy = DATA[options.data]
    reference = draw(20_000)
    mean, deviation = reference.mean(0), reference.std(0)
    model = Vae([int(w) for w in options.hidden.split("-")])
    average = copy.deepcopy(model)
    optimiser = torch.optim.Adam(model.parameters(), lr=options.learning_rate)
    seconds = 0.0
    for step in range(options.steps):
        optimiser.param_groups[0]["lr"] = options.learning_rate / (1 + step / SETTLE)
        x = (draw(options.batch) - mean) / deviation  # Examples are made outside of what is timed.
        began = time.perf_counter()
        loss = model(x, options.draws)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if (step + 1) % EVERY == 0:
            keep = min(AVERAGING, (1 + step) / (10 + step)) ** EVERY
            with torch.no_grad():
                for calm, now in zip(average.parameters(), model.parameters()):
                    calm.lerp_(now, 1 - keep)
        if step > 0:
            seconds += time.perf_counter() - began
    x = (draw(20_000) - mean) / deviation
    nll = -torch.cat([average.log_density(part) for part in x.split(500)]).mean()
    print(json.dumps({
        "kl_nats": (nll + deviation.log().sum() - entropy).item(),
        "sigma": average.log_sigma.exp().item(),
        "steps_per_second": (options.steps - 1) / seconds,
        "parameters": sum(p.numel() for p in model.parameters()),
        "threads": torch.get_num_threads(),
    }))


if __name__ == "__main__":
    main()
