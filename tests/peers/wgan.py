"""The same Wasserstein GAN in PyTorch: same nets, data, batch and steps as `genera train wgan`; prints quality and speed as JSON.

    python tests/peers/wgan.py --steps 20000 --seed 7 [--constraint clipping --clip 0.1] [--steps-critic 3]
"""

import torch

from adversarial import options, play

chosen = options(steps=20_000, generator_rate=1e-3, judge_rate=1e-3, steps_critic=3, constraint="penalty", penalty=0.1, clip=0.1)


def critic_loss(critic, real, fake):
    loss = critic(fake).mean() - critic(real).mean()
    if chosen.constraint != "penalty":
        return loss
    share = torch.rand(len(real), 1)
    between = (fake + share * (real - fake)).requires_grad_(True)
    (slope,) = torch.autograd.grad(critic(between).sum(), between, create_graph=True)
    return loss + chosen.penalty * (slope.norm(dim=1) - 1).square().mean()


def clip(critic):
    if chosen.constraint == "clipping":
        with torch.no_grad():
            for parameter in critic.parameters():
                parameter.clamp_(-chosen.clip, chosen.clip)


play(chosen, critic_loss, lambda on_fake: -on_fake.mean(), chosen.steps_critic, clip)
