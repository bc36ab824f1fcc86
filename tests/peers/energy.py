"""The same energy in PyTorch: same net, Langevin walks, replay buffer, batch and steps as `genera train energy`.

    python tests/peers/energy.py --data eight-gaussians --steps 10000 --seed 7 [--threads 1]
"""

import json
import math

import torch
from torch import nn

from plane_chains import Standard, energy_distance, train
from plane_code import SETS, draw, options

GAIN, WAVES, BOWL, WITHIN, STEEPEST = 2.0, 6, 2.0, 2.5, 200.0
REACH, CELLS = 7.0, 256


class Hills(nn.Module):
    def __init__(self, width):
        super().__init__()
        linear = [nn.Linear(2 + 4 * WAVES, width), nn.Linear(width, width), nn.Linear(width, 1)]
        with torch.no_grad():
            linear[1].weight *= GAIN
        self.net = nn.Sequential(linear[0], nn.SiLU(), linear[1], nn.SiLU(), linear[2])

    def forward(self, x):
        angles = torch.cat([k * x for k in range(1, WAVES + 1)], 1)
        return self.net(torch.cat([x, angles.cos(), angles.sin()], 1))[:, 0] + (x**2).sum(1) / (2 * BOWL**2)


def start(count):
    return (torch.rand(count, 2) - 0.5) * 2 * WITHIN


def walked(hills, x, steps, eta):
    for _ in range(steps):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(hills(x).sum(), x)
        x = x - eta / 2 * slope.clamp(-STEEPEST, STEEPEST) + math.sqrt(eta) * torch.randn_like(x)
    return x.detach()


def main():
    chosen = options(
        hidden=64, langevin_steps=20, step_size=0.01, restarts=0.01, buffer=4096, chain_steps=200,
        learning_rate=1e-3, settle=2000, averaging=0.999,
    )
    standard, hills = Standard(chosen.data), Hills(chosen.hidden)
    buffer, blocks = start(chosen.buffer), chosen.buffer // chosen.batch

    def loss_of(x):
        first = torch.randint(blocks, ()).item() * chosen.batch
        kept = buffer[first : first + chosen.batch]
        anew = torch.rand(len(kept), 1) < chosen.restarts
        chains = torch.where(anew, start(len(kept)), kept)
        chains = walked(hills, chains, chosen.langevin_steps, chosen.step_size)
        buffer[first : first + chosen.batch] = chains
        return hills(x).mean() - hills(chains).mean()

    average, pace = train(hills, standard, chosen, loss_of)
    samples = walked(average, start(5000), chosen.chain_steps, chosen.step_size)
    line = (torch.arange(CELLS) + 0.5) * 2 * REACH / CELLS - REACH
    with torch.no_grad():
        grid = torch.cartesian_prod(line, line)
        log_z = torch.logsumexp(-average(grid), 0) + 2 * math.log(2 * REACH / CELLS)
        nll = average(standard.examples(20_000)).mean() + log_z + standard.deviation.log().sum()
    print(json.dumps({
        "kl_nats": nll.item() - SETS[chosen.data][1],
        "energy_distance": energy_distance(standard.in_data(samples), draw(chosen.data, 5000)),
        "steps_per_second": pace,
        "parameters": sum(p.numel() for p in hills.parameters()),
        "threads": torch.get_num_threads(),
    }))


if __name__ == "__main__":
    main()
