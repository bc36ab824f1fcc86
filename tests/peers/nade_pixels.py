"""The same NADE of pictures in PyTorch, its hidden layer grown pixel by pixel.

    python tests/peers/nade_pixels.py --steps 3000 --seed 7 [--hidden 500] [--rate 0.001]
"""

import torch
from torch import nn
from torch.nn import functional as F

import pixels


class Nade(nn.Module):
    def __init__(self, dims, hidden):
        super().__init__()
        draw = lambda shape, fan: nn.Parameter((2 * torch.rand(shape) - 1) / fan**0.5)
        self.read, self.start = draw((dims, hidden), dims), draw((hidden,), dims)
        self.tell, self.bias = draw((dims, hidden), hidden), draw((dims,), hidden)

    def nats(self, x):
        sums, logits = self.start.expand(len(x), -1), []
        for i in range(x.shape[1]):
            logits.append(torch.sigmoid(sums) @ self.tell[i] + self.bias[i])
            sums = sums + x[:, i : i + 1] * self.read[i]
        logits = torch.stack(logits, 1)
        return F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)


def main():
    chosen = pixels.options(hidden=500, rate=1e-3, settle=2000.0)
    batches = pixels.Batches(chosen)
    model = Nade(batches.train.shape[1], chosen.hidden)
    optimiser = torch.optim.Adam(model.parameters(), lr=chosen.rate)

    def step(k):
        pixels.settle(optimiser, chosen.rate, k, chosen.settle)
        optimiser.zero_grad()
        model.nats(torch.bernoulli(batches.next())).mean().backward()
        optimiser.step()

    pace = pixels.train(chosen, step)
    with torch.no_grad():
        nats = model.nats(torch.bernoulli(batches.test))
    pixels.report(
        nll_nats=nats.mean().item(),
        nll_nats_se=nats.std().item() / len(nats) ** 0.5,
        parameters=sum(p.numel() for p in model.parameters()),
        steps_per_second=pace,
    )


main()
