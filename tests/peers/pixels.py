"""What the peers of pictures share: options, batches in epochs, the settling rate, the average of weights, and the report."""

import argparse
import copy
import json
import time

import torch

from vae import examples


def options(**defaults):
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default="mnist")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--save", help="write 64 samples to this picture")
    for name, value in defaults.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    chosen = parser.parse_args()
    torch.manual_seed(chosen.seed)
    return chosen


class Batches:
    """Every example once an epoch."""

    def __init__(self, chosen):
        self.train, self.test = examples(chosen.data)
        self.size, self.order, self.at = chosen.batch, torch.randperm(len(self.train)), 0

    def next(self):
        if self.at + self.size > len(self.train):
            self.order, self.at = torch.randperm(len(self.train)), 0
        x = self.train[self.order[self.at : self.at + self.size]]
        self.at += self.size
        return x


def settle(optimiser, rate, step, halved_after):
    for group in optimiser.param_groups:
        group["lr"] = rate / (1 + step / halved_after) if halved_after else rate


class Average:
    """The average of a net over its past, moved once in eight steps, faster while it is young."""

    def __init__(self, net, decay):
        self.net, self.decay = copy.deepcopy(net), decay

    @torch.no_grad()
    def follow(self, net, step):
        if (step + 1) % 8:
            return
        share = 1 - min(self.decay, (1 + step) / (10 + step)) ** 8
        for mine, theirs in zip(self.net.parameters(), net.parameters()):
            mine.lerp_(theirs, share)


def train(chosen, step):
    """Calls step(k) for every step, and says how many a second there were."""
    began = time.perf_counter()
    for k in range(chosen.steps):
        step(k)
    return chosen.steps / (time.perf_counter() - began)


def report(**numbers):
    print(json.dumps(numbers))


def save(path, x):
    """64 samples, eight by eight."""
    from PIL import Image

    side = int(x.shape[1] ** 0.5)
    sheet = x[:64].reshape(8, 8, side, side).permute(0, 2, 1, 3).reshape(8 * side, 8 * side)
    Image.fromarray((sheet.clamp(0, 1) * 255).byte().numpy()).save(path)
