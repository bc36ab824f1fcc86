"""The same convolutional GAN in PyTorch as `genera train gan --set net=conv`: the penalty on the slope at the data by a double
backward pass.

    python tests/peers/gan_conv.py --steps 1000 --seed 7 [--data mnist|fashion|digits] [--save samples.png]
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

import adversarial_pixels
import pixels

chosen = pixels.options(
    channels=32, noise=64, rate_generator=2e-4, rate_judge=2e-4, slope_penalty=1.0, averaging=0.999
)
BELOW = 0.2


def conv(inputs, outputs):
    return nn.Conv2d(inputs, outputs, 3, padding=1)


class Generator(nn.Module):
    def __init__(self, side, fine):
        super().__init__()
        self.patch = 2 if side >= 16 else 1
        coarse, half = 2 * fine, side // self.patch // 2
        self.inner = (coarse, half, half)
        self.enter = nn.Linear(chosen.noise, math.prod(self.inner))
        self.conv, self.conv_2, self.logits = conv(coarse, coarse), conv(coarse, fine), conv(fine, self.patch**2)
        self.norm, self.norm_2, self.norm_3 = (nn.GroupNorm(8, width) for width in (coarse, coarse, fine))

    def forward(self, z):
        h = self.conv(F.silu(self.norm(self.enter(z).reshape(-1, *self.inner))))
        h = self.conv_2(F.interpolate(F.silu(self.norm_2(h)), scale_factor=2.0))
        h = self.logits(F.silu(self.norm_3(h)))
        return torch.sigmoid(F.pixel_shuffle(h, self.patch).flatten(1))


class Judge(nn.Module):
    def __init__(self, side, fine):
        super().__init__()
        self.side, self.patch = side, 2 if side >= 16 else 1
        coarse = 2 * fine
        self.conv, self.conv_2, self.conv_3 = conv(self.patch**2, fine), conv(fine, coarse), conv(coarse, coarse)
        self.top = nn.Linear(coarse * (side // self.patch // 2) ** 2, 1)

    def forward(self, x):
        h = F.pixel_unshuffle(x.reshape(-1, 1, self.side, self.side), self.patch)
        h = F.avg_pool2d(F.leaky_relu(self.conv(h), BELOW), 2)
        h = F.leaky_relu(self.conv_3(F.leaky_relu(self.conv_2(h), BELOW)), BELOW)
        return self.top(h.flatten(1))


def judge_loss(judge, real, fake):
    real.requires_grad_(chosen.slope_penalty > 0)
    on_real, on_fake = judge(real), judge(fake)
    loss = -F.logsigmoid(on_real).mean() - F.logsigmoid(-on_fake).mean()
    if chosen.slope_penalty > 0:
        (slope,) = torch.autograd.grad(on_real.sum(), real, create_graph=True)
        loss = loss + chosen.slope_penalty / 2 * slope.square().sum(1).mean()
    return loss


def nets(dims):
    side = math.isqrt(dims)
    return Generator(side, chosen.channels), Judge(side, chosen.channels)


adversarial_pixels.play(chosen, judge_loss, lambda verdict: -F.logsigmoid(verdict).mean(), 1, nets=nets)
