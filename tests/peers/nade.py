"""The same NADE in PyTorch: same net, code of the plane, batch and steps as `genera train nade`.

    python tests/peers/nade.py --data eight-gaussians --steps 10000 --seed 7 [--hidden 128]
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

from plane_code import BITS, options, train_and_tell


class Nade(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        uniform = lambda bound, *shape: nn.Parameter((torch.rand(shape) * 2 - 1) * bound)
        self.w = uniform(1 / math.sqrt(BITS), BITS, hidden)
        self.c = uniform(1 / math.sqrt(BITS), hidden)
        self.v = uniform(1 / math.sqrt(hidden), BITS, hidden)
        self.b = uniform(1 / math.sqrt(hidden), BITS)

    def forward(self, bits):
        read = bits.unsqueeze(2) * self.w  # [batch, 16, hidden]
        a = self.c + read.cumsum(1) - read  # what the bits before each have added
        logits = (torch.sigmoid(a) * self.v).sum(2) + self.b
        return F.binary_cross_entropy_with_logits(logits, bits, reduction="none").sum(1)


if __name__ == "__main__":
    chosen = options(hidden=128, learning_rate=2e-2, settle=2000)
    train_and_tell(Nade(chosen.hidden), chosen)
