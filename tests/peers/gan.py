"""The same GAN in PyTorch: same nets, data, batch and steps as `genera train gan`; prints quality and speed as JSON.

    python tests/peers/gan.py --steps 10000 --seed 7 [--data checkerboard] [--loss minimax] [--slope-penalty 0]
"""

import torch
from torch.nn.functional import softplus

from adversarial import options, play

chosen = options(generator_rate=1e-3, judge_rate=2e-3, slope_penalty=0.1, loss="non-saturating")


def discriminator_loss(judge, real, fake):
    if not chosen.slope_penalty:
        return softplus(-judge(real)).mean() + softplus(judge(fake)).mean()
    real = real.clone().requires_grad_(True)
    on_real = judge(real)
    (slope,) = torch.autograd.grad(on_real.sum(), real, create_graph=True)
    penalty = chosen.slope_penalty / 2 * slope.square().sum(1).mean()
    return softplus(-on_real).mean() + softplus(judge(fake)).mean() + penalty


def generator_loss(on_fake):
    return -softplus(on_fake).mean() if chosen.loss == "minimax" else softplus(-on_fake).mean()


play(chosen, discriminator_loss, generator_loss, judge_steps=1)
