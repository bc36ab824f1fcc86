"""The same Real NVP of pictures in PyTorch: dequantised grey levels on the line of logits, couplings with fully connected nets.

    python tests/peers/real_nvp_pixels.py --steps 3000 --seed 7 [--layers 6] [--hidden 256-256]
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

import pixels
from adversarial_pixels import mlp

MARGIN, LEVELS, BOUND = 0.05, 256, 2.0
SCALE = math.sqrt(3) / math.pi  # of the logistic distribution whose variance is 1


class Flow(nn.Module):
    def __init__(self, dims, side, layers, widths, scales, base):
        super().__init__()
        self.base = base
        self.shift, self.log_scale = nn.Parameter(torch.zeros(dims)), nn.Parameter(torch.zeros(dims))
        y, x = torch.arange(dims) // side, torch.arange(dims) % side
        self.halves, nets, within = [], [], [0] * scales
        for k in range(layers):
            scale = k * scales // layers
            k, within[scale] = within[scale], within[scale] + 1
            u, v = x >> scale, y >> scale
            active = (u << scale == x) & (v << scale == y)
            first = [(u + v) % 2, v % 2, u % 2][k // 2 % 3] == k % 2
            kept, moved = active & first, active & ~first
            self.halves.append((kept.nonzero()[:, 0], moved.nonzero()[:, 0]))
            net = mlp([int(kept.sum()), *widths, 2 * int(moved.sum())])
            nn.init.zeros_(net[-1].weight)
            nn.init.zeros_(net[-1].bias)
            nets.append(net)
        self.nets = nn.ModuleList(nets)

    def normalise(self, line):
        with torch.no_grad():
            self.shift.copy_(-line.mean(0))
            self.log_scale.copy_(-0.5 * line.var(0, unbiased=False).clamp(min=0.04).log())

    def log_p(self, line):
        at = (line + self.shift) * self.log_scale.exp()
        log_det = self.log_scale.sum()
        for (kept, moved), net in zip(self.halves, self.nets):
            s, t = net(at[:, kept]).chunk(2, 1)
            s = BOUND * torch.tanh(s / BOUND)
            at = at.index_copy(1, moved, at[:, moved] * s.exp() + t)
            log_det = log_det + s.sum(1)
        if self.base == "gaussian":
            return -0.5 * at.square().sum(1) - at.shape[1] / 2 * math.log(2 * math.pi) + log_det
        at = at / SCALE
        return (F.logsigmoid(at) + F.logsigmoid(-at) - math.log(SCALE)).sum(1) + log_det


def to_line(x):
    v = (x * (LEVELS - 1)).round() + torch.rand_like(x)
    factor = (1 - 2 * MARGIN) / LEVELS
    w = MARGIN + factor * v
    line = w.log() - (1 - w).log()
    return line, (math.log(factor) - F.logsigmoid(line) - F.logsigmoid(-line)).sum(1)


def main():
    chosen = pixels.options(layers=6, scales=2, base="logistic", hidden="256-256", rate=1e-3, settle=1000.0, averaging=0.999)
    batches = pixels.Batches(chosen)
    dims = batches.train.shape[1]
    flow = Flow(dims, int(dims**0.5), chosen.layers, [int(w) for w in chosen.hidden.split("-")], chosen.scales, chosen.base)
    optimiser = torch.optim.Adam(flow.parameters(), lr=chosen.rate)
    average = None

    def step(k):
        nonlocal average
        line, _ = to_line(batches.next())
        if k == 0:
            flow.normalise(line)
            average = pixels.Average(flow, chosen.averaging)
        pixels.settle(optimiser, chosen.rate, k, chosen.settle)
        optimiser.zero_grad()
        (-flow.log_p(line).mean()).backward()
        optimiser.step()
        average.follow(flow, k)

    pace = pixels.train(chosen, step)
    with torch.no_grad():
        line, slope = to_line(batches.test)
        nats = -(average.net.log_p(line) + slope)
    bits = nats / dims / math.log(2)
    pixels.report(
        bits_per_dim=bits.mean().item(),
        bits_per_dim_se=bits.std().item() / len(bits) ** 0.5,
        nll_nats=nats.mean().item(),
        parameters=sum(p.numel() for p in flow.parameters()),
        steps_per_second=pace,
    )


main()
