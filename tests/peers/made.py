"""The same MADE in PyTorch: same net, masks, code of the plane, batch and steps as `genera train made`.

    python tests/peers/made.py --data eight-gaussians --steps 10000 --seed 7 [--hidden 128-128]
"""

import torch
from torch import nn
from torch.nn import functional as F

from plane_code import BITS, options, train_and_tell


def spread(units):
    """Degrees from 1 to 15, each for about as many units, in order."""
    return 1 + torch.arange(units) * (BITS - 1) // units


class MaskedLinear(nn.Linear):
    def __init__(self, inputs, outputs, mask):
        super().__init__(inputs, outputs)
        self.register_buffer("mask", mask.float())

    def forward(self, x):
        return F.linear(x, self.weight * self.mask, self.bias)


class Made(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        degrees = [1 + torch.arange(BITS), *map(spread, hidden)]
        layers = []
        for before, after in zip(degrees, degrees[1:]):
            layers += [MaskedLinear(len(before), len(after), after[:, None] >= before[None, :]), nn.ReLU()]
        last = degrees[0][:, None] > degrees[-1][None, :]
        self.net = nn.Sequential(*layers, MaskedLinear(len(degrees[-1]), BITS, last))

    def forward(self, bits):
        return F.binary_cross_entropy_with_logits(self.net(bits), bits, reduction="none").sum(1)


if __name__ == "__main__":
    chosen = options(hidden="128-128", learning_rate=5e-3, settle=1000)
    train_and_tell(Made([int(width) for width in chosen.hidden.split("-")]), chosen)
