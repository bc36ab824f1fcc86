"""What gsn.py and energy.py share: standard units, the energy distance, the average of a net, and options."""

import copy
import time

import torch

from plane_code import draw, rate


class Standard:
    """Between units of the data and standard ones, measured from 20,000 points."""

    def __init__(self, name):
        self.name = name
        points = draw(name, 20_000)
        self.mean, self.deviation = points.mean(0), points.std(0)

    def examples(self, count):
        return (draw(self.name, count) - self.mean) / self.deviation

    def in_data(self, x):
        return x * self.deviation + self.mean


def energy_distance(x, y):
    return (2 * torch.cdist(x, y).mean() - torch.cdist(x, x).mean() - torch.cdist(y, y).mean()).item()


def train(net, standard, chosen, loss_of):
    """Adam on the loss of examples; the average of the net, and steps a second without the making of examples."""
    average, seconds = copy.deepcopy(net), 0.0
    optimiser = torch.optim.Adam(net.parameters(), lr=chosen.learning_rate)
    for step in range(chosen.steps):
        x = standard.examples(chosen.batch)
        began = time.perf_counter()
        for group in optimiser.param_groups:
            group["lr"] = rate(chosen.learning_rate, step, chosen.settle)
        loss = loss_of(x)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if (step + 1) % 8 == 0:
            keep = min(chosen.averaging, (1 + step) / (10 + step)) ** 8
            with torch.no_grad():
                for mine, theirs in zip(average.parameters(), net.parameters()):
                    mine.lerp_(theirs, 1 - keep)
        if step > 0:
            seconds += time.perf_counter() - began
    return average, (chosen.steps - 1) / seconds
