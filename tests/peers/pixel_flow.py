"""The same flow matching of pictures in PyTorch: same U-Net, data, split, batch and steps as
`genera train flow-matching --data mnist`; prints the held-out error of the average and the speed as JSON.

    python tests/peers/pixel_flow.py --steps 1000 --seed 7 [--data mnist|fashion|digits]
"""

import torch

from unet import train


def question(x):
    """Pictures on their way, how far they are, and where they should drift."""
    x = (255 * x + torch.rand_like(x)) * 2 / 256 - 1
    noise = torch.randn_like(x)
    t = ((torch.arange(len(x)) + torch.rand(len(x))) / len(x))[:, None]
    return noise + t * (x - noise), t, x - noise


if __name__ == "__main__":
    train("velocity_error", question)
