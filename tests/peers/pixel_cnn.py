"""The same PixelCNN in PyTorch: same nets, data, split, batch and steps as `genera train pixel-cnn --data mnist`; prints quality
and speed as JSON.

    python tests/peers/pixel_cnn.py --steps 600 --seed 7 [--net gated|plain] [--channels 16] [--blocks 5] [--levels 2]
"""

import argparse
import json
import time

import torch
from torch import nn
from torch.nn import functional as F

from vae import examples


class Masked(nn.Conv2d):
    """A convolution whose kernel is zero where `seen(row, column)`, counted from the middle, is not true."""

    def __init__(self, inputs, outputs, side, seen):
        super().__init__(inputs, outputs, side, padding=side // 2)
        around = range(-(side // 2), side // 2 + 1)
        mask = torch.tensor([[float(seen(row, column)) for column in around] for row in around])
        self.register_buffer("mask", mask)
        bound = 1 / (inputs * mask.sum().item()) ** 0.5
        with torch.no_grad():
            self.weight.uniform_(-bound, bound)
            self.bias.uniform_(-bound, bound)

    def forward(self, x):
        return F.conv2d(x, self.weight * self.mask, self.bias, padding=self.padding)


def before(own):
    return lambda row, column: row < 0 or row == 0 and (column < 0 or own and column == 0)


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.narrow = nn.Conv2d(2 * channels, channels, 1)
        self.masked = Masked(channels, channels, 3, before(True))
        self.wide = nn.Conv2d(channels, 2 * channels, 1)

    def forward(self, h):
        return h + self.wide(F.relu(self.masked(F.relu(self.narrow(F.relu(h))))))


class Plain(nn.Module):
    def __init__(self, channels, blocks, outputs):
        super().__init__()
        self.first = Masked(1, 2 * channels, 7, before(False))
        self.blocks = nn.Sequential(*[Block(channels) for _ in range(blocks)])
        self.last, self.logits = nn.Conv2d(2 * channels, 2 * channels, 1), nn.Conv2d(2 * channels, outputs, 1)

    def forward(self, x):
        return self.logits(F.relu(self.last(F.relu(self.blocks(self.first(x))))))


def gate(x):
    a, b = x.chunk(2, 1)
    return torch.tanh(a) * torch.sigmoid(b)


class Layer(nn.Module):
    def __init__(self, inputs, channels, first):
        super().__init__()
        side = 7 if first else 3
        self.vertical = Masked(inputs, 2 * channels, side, lambda row, column: row < 0 or not first and row == 0)
        self.across = nn.Conv2d(2 * channels, 2 * channels, 1)
        left = lambda row, column: row == 0 and (column < 0 or not first and column == 0)
        self.horizontal = Masked(inputs, 2 * channels, side, left)
        self.out = nn.Conv2d(channels, channels, 1)

    def forward(self, v, h):
        v = self.vertical(v)
        return gate(v), self.out(gate(self.horizontal(h) + self.across(v)))


class Gated(nn.Module):
    def __init__(self, channels, blocks, outputs):
        super().__init__()
        self.layers = nn.ModuleList([Layer(1 if i == 0 else channels, channels, i == 0) for i in range(blocks + 1)])
        self.last, self.logits = nn.Conv2d(channels, 2 * channels, 1), nn.Conv2d(2 * channels, outputs, 1)

    def forward(self, x):
        v, h = self.layers[0](x, x)
        for layer in self.layers[1:]:
            v, seen = layer(v, h)
            h = h + seen
        return self.logits(F.relu(self.last(F.relu(h))))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--steps", type=int, default=600)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--batch", type=int, default=32)
    options.add_argument("--net", default="gated")
    options.add_argument("--channels", type=int, default=16)
    options.add_argument("--blocks", type=int, default=5)
    options.add_argument("--levels", type=int, default=2)
    options.add_argument("--rate", type=float, default=1e-3)
    options.add_argument("--settle", type=float, default=2000)
    options.add_argument("--data", default="mnist")
    options = options.parse_args()
    torch.manual_seed(options.seed)
    train, test = examples(options.data)
    levels, side = options.levels, int(train.shape[1] ** 0.5)
    outputs = 1 if levels == 2 else levels
    model = {"plain": Plain, "gated": Gated}[options.net](options.channels, options.blocks, outputs)
    optimiser = torch.optim.Adam(model.parameters(), lr=options.rate)

    def pixels(x):
        return torch.bernoulli(x) if levels == 2 else (x * (levels - 1)).round() / (levels - 1)

    def nats(x):
        x = x.view(-1, 1, side, side)
        logits = model(x)
        if levels == 2:
            return F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum((1, 2, 3))
        return F.cross_entropy(logits, (x[:, 0] * (levels - 1)).round().long(), reduction="none").sum((1, 2))

    order, at, began = torch.randperm(len(train)), 0, time.perf_counter()
    for step in range(options.steps):
        if at + options.batch > len(train):
            order, at = torch.randperm(len(train)), 0
        x = pixels(train[order[at : at + options.batch]])
        at += options.batch
        for group in optimiser.param_groups:
            group["lr"] = options.rate / (1 + step / options.settle)
        optimiser.zero_grad()
        nats(x).mean().backward()
        optimiser.step()
    seconds = time.perf_counter() - began
    with torch.no_grad():
        found = torch.cat([nats(x) for x in pixels(test).split(100)])
    masks = sum((1 - m.mask).sum().item() * m.in_channels * m.out_channels for m in model.modules() if hasattr(m, "mask"))
    print(
        json.dumps(
            {
                "nll_nats": found.mean().item(),
                "nll_nats_se": found.std().item() / len(found) ** 0.5,
                "parameters": int(sum(p.numel() for p in model.parameters()) - masks),
                "steps_per_second": options.steps / seconds,
            }
        )
    )


if __name__ == "__main__":
    main()
