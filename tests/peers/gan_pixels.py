"""The same GAN of pictures in PyTorch: the penalty on the slope at the data by a double backward pass.

    python tests/peers/gan_pixels.py --steps 3000 --seed 7 [--save samples.png]
"""

import torch
from torch.nn import functional as F

import pixels
from adversarial_pixels import play

chosen = pixels.options(
    hidden="256-512", noise=64, rate_generator=2e-4, rate_judge=2e-4, slope_penalty=1.0, averaging=0.999
)


def judge_loss(judge, real, fake):
    real.requires_grad_(chosen.slope_penalty > 0)
    on_real, on_fake = judge(real), judge(fake)
    loss = -F.logsigmoid(on_real).mean() - F.logsigmoid(-on_fake).mean()
    if chosen.slope_penalty > 0:
        (slope,) = torch.autograd.grad(on_real.sum(), real, create_graph=True)
        loss = loss + chosen.slope_penalty / 2 * slope.square().sum(1).mean()
    return loss


play(chosen, judge_loss, lambda verdict: -F.logsigmoid(verdict).mean(), 1)
