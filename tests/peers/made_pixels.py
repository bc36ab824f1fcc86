"""The same MADE of pictures in PyTorch: same net, data, split, batch and steps as `genera train made --data mnist`; prints
quality and speed as JSON.

    python tests/peers/made_pixels.py --steps 3000 --seed 7 [--hidden 500] [--data mnist|fashion|digits]
"""

import argparse
import json
import time

import torch
from torch import nn
from torch.nn import functional as F

from vae import examples


class Made(nn.Module):
    """One hidden layer, degrees spread evenly, the outputs seeing the inputs directly as well."""

    def __init__(self, dims, hidden):
        super().__init__()
        inputs = torch.arange(1, dims + 1)
        units = 1 + torch.arange(hidden) * (dims - 1) // hidden
        seen = torch.cat([units, inputs])
        self.register_buffer("first_mask", (units[:, None] >= inputs[None]).float())
        self.register_buffer("last_mask", (inputs[:, None] > seen[None]).float())
        self.first, self.last = nn.Linear(dims, hidden), nn.Linear(hidden + dims, dims)
        for layer, mask in ((self.first, self.first_mask), (self.last, self.last_mask)):
            bound = mask.sum(1).clamp(min=1).rsqrt()
            with torch.no_grad():
                layer.weight.copy_((2 * torch.rand_like(layer.weight) - 1) * bound[:, None])
                layer.bias.copy_((2 * torch.rand_like(layer.bias) - 1) * bound)

    def nats(self, x):
        h = F.relu(F.linear(x, self.first.weight * self.first_mask, self.first.bias))
        logits = F.linear(torch.cat([h, x], 1), self.last.weight * self.last_mask, self.last.bias)
        return F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--steps", type=int, default=3000)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--batch", type=int, default=128)
    options.add_argument("--hidden", type=int, default=500)
    options.add_argument("--rate", type=float, default=1e-3)
    options.add_argument("--settle", type=float, default=2000)
    options.add_argument("--data", default="mnist")
    options = options.parse_args()
    torch.manual_seed(options.seed)
    train, test = examples(options.data)
    model = Made(train.shape[1], options.hidden)
    optimiser = torch.optim.Adam(model.parameters(), lr=options.rate)
    order, at, began = torch.randperm(len(train)), 0, time.perf_counter()
    for step in range(options.steps):
        if at + options.batch > len(train):
            order, at = torch.randperm(len(train)), 0
        x = torch.bernoulli(train[order[at : at + options.batch]])
        at += options.batch
        for group in optimiser.param_groups:
            group["lr"] = options.rate / (1 + step / options.settle)
        optimiser.zero_grad()
        model.nats(x).mean().backward()
        optimiser.step()
    seconds = time.perf_counter() - began
    with torch.no_grad():
        nats = model.nats(torch.bernoulli(test))
    print(
        json.dumps(
            {
                "nll_nats": nats.mean().item(),
                "nll_nats_se": nats.std().item() / len(nats) ** 0.5,
                "parameters": sum(p.numel() for p in model.parameters()),
                "steps_per_second": options.steps / seconds,
            }
        )
    )


if __name__ == "__main__":
    main()
