"""The same diffusion of pictures in PyTorch: same U-Net, cosine schedule, v prediction, data, split, batch and steps as
`genera train diffusion --data mnist`; prints the held-out error of the average and the speed as JSON.

    python tests/peers/pixel_diffusion.py --steps 1000 --seed 7 [--data mnist|fashion|digits]
"""

import math

import torch

from unet import train

STEPS, OFFSET = 1000, 0.008
LEFT = 4.3186e-5


def cosine(t):
    return math.cos((t + OFFSET) / (1 + OFFSET) * math.pi / 2)


CUT = math.acos(math.sqrt(LEFT) * cosine(0.0)) / (math.pi / 2) * (1 + OFFSET) - OFFSET
ALPHA = torch.tensor([cosine(k / STEPS * CUT) / cosine(0.0) for k in range(STEPS + 1)])


def question(x):
    """Drowned pictures, their times, and the velocity that they have."""
    x = 2 * x - 1
    share = (torch.arange(len(x)) + torch.rand(len(x))) / len(x)
    level = 1 + (share * STEPS).long().clamp(max=STEPS - 1)
    alpha = ALPHA[level][:, None]
    sigma = (1 - alpha**2).sqrt()
    noise = torch.randn_like(x)
    return alpha * x + sigma * noise, level[:, None] / STEPS, alpha * noise - sigma * x


if __name__ == "__main__":
    train("denoising_error", question)
