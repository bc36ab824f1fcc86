"""The U-Net of Genera in PyTorch, for `pixel_diffusion.py` and `pixel_flow.py`."""

import math

import torch
from torch import nn
from torch.nn import functional as F

CLOCK, TIME, GROUPS = 64, 128, 8


def clock(t):
    """Sines and cosines of times from 0 to 1: [batch, 1] to [batch, CLOCK]."""
    half = CLOCK // 2
    rates = 1000.0 * torch.exp(-math.log(10000.0) * torch.arange(half) / half)
    angles = t * rates
    return torch.cat([angles.sin(), angles.cos()], 1)


class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.norm, self.conv = nn.GroupNorm(GROUPS, inputs), nn.Conv2d(inputs, outputs, 3, padding=1)
        self.time = nn.Linear(TIME, outputs)
        self.norm_2, self.conv_2 = nn.GroupNorm(GROUPS, outputs), nn.Conv2d(outputs, outputs, 3, padding=1)
        nn.init.zeros_(self.conv_2.weight)
        nn.init.zeros_(self.conv_2.bias)
        self.around = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else nn.Identity()

    def forward(self, x, time):
        h = self.conv(F.silu(self.norm(x))) + self.time(time)[:, :, None, None]
        return self.around(x) + self.conv_2(F.silu(self.norm_2(h)))


class Attention(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm = nn.GroupNorm(GROUPS, channels)
        self.query, self.key, self.value, self.leave = (nn.Linear(channels, channels) for _ in range(4))

    def forward(self, x):
        places = self.norm(x).flatten(2).transpose(1, 2)
        scores = self.query(places) @ self.key(places).transpose(1, 2) / math.sqrt(x.shape[1])
        seen = scores.softmax(2) @ self.value(places)
        return x + self.leave(seen).transpose(1, 2).reshape(x.shape)


class UNet(nn.Module):
    """Two by two pixels as one place, two levels, attention at the coarse one; pictures of one colour, 28 pixels a side."""

    def __init__(self, fine=32, side=28):
        super().__init__()
        coarse, self.side, self.patch = 2 * fine, side, 2 if side >= 16 else 1
        seen = self.patch**2
        self.time, self.time_2 = nn.Linear(CLOCK, TIME), nn.Linear(TIME, TIME)
        self.enter = nn.Conv2d(seen, fine, 3, padding=1)
        self.down, self.down_2 = Block(fine, fine), Block(fine, coarse)
        self.middle, self.attention = Block(coarse, coarse), Attention(coarse)
        self.up_2, self.up = Block(2 * coarse, coarse), Block(coarse + fine, fine)
        self.norm, self.leave = nn.GroupNorm(GROUPS, fine), nn.Conv2d(fine, seen, 3, padding=1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)

    def forward(self, x, t):
        """x [batch, pixels] and t [batch, 1] to [batch, pixels]."""
        time = F.silu(self.time_2(F.silu(self.time(clock(t)))))
        x = x.reshape(-1, 1, self.side, self.side)
        fine = self.down(self.enter(F.pixel_unshuffle(x, self.patch)), time)
        coarse = self.down_2(F.avg_pool2d(fine, 2), time)
        x = self.attention(self.middle(coarse, time))
        x = self.up_2(torch.cat([x, coarse], 1), time)
        x = self.up(torch.cat([F.interpolate(x, scale_factor=2.0), fine], 1), time)
        x = self.leave(F.silu(self.norm(x)))
        return F.pixel_shuffle(x, self.patch).flatten(1)


def train(name, question):
    """Trains the net on the answers to questions; prints the held-out error of its average and the speed as JSON."""
    import argparse
    import copy
    import json
    import time

    from vae import examples

    options = argparse.ArgumentParser()
    options.add_argument("--steps", type=int, default=3000)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--batch", type=int, default=64)
    options.add_argument("--channels", type=int, default=32)
    options.add_argument("--rate", type=float, default=1e-3)
    options.add_argument("--averaging", type=float, default=0.999)
    options.add_argument("--data", default="mnist")
    options = options.parse_args()
    torch.manual_seed(options.seed)
    train, test = examples(options.data)
    net = UNet(options.channels, math.isqrt(train.shape[1]))
    average = copy.deepcopy(net)
    optimiser = torch.optim.Adam(net.parameters(), lr=options.rate)
    order, at, began = torch.randperm(len(train)), 0, time.perf_counter()
    for step in range(options.steps):
        if at + options.batch > len(train):
            order, at = torch.randperm(len(train)), 0
        x, t, target = question(train[order[at : at + options.batch]])
        at += options.batch
        optimiser.zero_grad()
        F.mse_loss(net(x, t), target).backward()
        optimiser.step()
        if (step + 1) % 8 == 0:
            kept = min(options.averaging, (1 + step) / (10 + step)) ** 8
            with torch.no_grad():
                for mean, now in zip(average.parameters(), net.parameters()):
                    mean.lerp_(now, 1 - kept)
    seconds = time.perf_counter() - began
    errors = []
    with torch.no_grad():
        for batch in test.split(100):
            # Several questions about every picture, so that chance matters less than a net does.
            for _ in range(10):
                x, t, target = question(batch)
                errors.append((average(x, t) - target).square().mean(1))
    errors = torch.cat(errors)
    print(
        json.dumps(
            {
                name: errors.mean().item(),
                f"{name}_se": errors.std().item() / len(errors) ** 0.5,
                "parameters": sum(p.numel() for p in net.parameters()),
                "steps_per_second": options.steps / seconds,
            }
        )
    )
