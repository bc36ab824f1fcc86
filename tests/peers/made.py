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
        bound = 1 / self.mask.sum(1, keepdim=True).clamp(min=1).sqrt()  # by the connections that are left
        with torch.no_grad():
            self.weight.copy_((torch.rand_like(self.weight) * 2 - 1) * bound)
            self.bias.copy_((torch.rand_like(self.bias) * 2 - 1) * bound[:, 0])

    def forward(self, x):
        return F.linear(x, self.weight * self.mask, self.bias)


class Made(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        degrees = [1 + torch.arange(BITS), *map(spread, hidden)]
        layers = []
        for before, after in zip(degrees, degrees[1:]):
            layers += [MaskedLinear(len(before), len(after), after[:, None] >= before[None, :]), nn.ReLU()]
        self.hidden = nn.Sequential(*layers)
        seen = torch.cat([degrees[-1], degrees[0]])
        self.output = MaskedLinear(len(seen), BITS, degrees[0][:, None] > seen[None, :])

    def forward(self, bits):
        logits = self.output(torch.cat([self.hidden(bits), bits], 1))
        return F.binary_cross_entropy_with_logits(logits, bits, reduction="none").sum(1)


if __name__ == "__main__":
    chosen = options(hidden="128-128", learning_rate=5e-3, settle=2000)
    train_and_tell(Made([int(width) for width in chosen.hidden.split("-")]), chosen)
