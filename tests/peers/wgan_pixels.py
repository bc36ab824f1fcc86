"""The same Wasserstein GAN of pictures in PyTorch, with gradient penalty by a double backward pass.

    python tests/peers/wgan_pixels.py --steps 3000 --seed 7 [--save samples.png]
"""

import torch

import pixels
from adversarial_pixels import play

chosen = pixels.options(
    hidden="256-512", noise=64, rate_generator=2e-4, rate_judge=2e-4, penalty=10.0, critic=3, averaging=0.999
)


def critic_loss(critic, real, fake):
    share = torch.rand(len(real), 1)
    between = (fake + share * (real - fake)).requires_grad_()
    (slope,) = torch.autograd.grad(critic(between).sum(), between, create_graph=True)
    penalty = (slope.square().sum(1).sqrt() - 1).square().mean()
    return critic(fake).mean() - critic(real).mean() + chosen.penalty * penalty


play(chosen, critic_loss, lambda height: -height.mean(), chosen.critic)
