"""The same convolutional VAE in PyTorch as `genera train vae --set net=conv`: same net, data, split, batch and steps; prints
quality and speed as JSON.

    python tests/peers/vae_conv.py --steps 1000 --seed 7 [--data mnist|fashion]
"""

import argparse
import json
import math
import time

import torch
from torch import nn
from torch.nn import functional as F

from vae import examples


class Vae(nn.Module):
    def __init__(self, side, fine, latent):
        super().__init__()
        self.side, self.patch = side, 2 if side >= 16 else 1
        seen, coarse, half = self.patch**2, 2 * fine, side // self.patch // 2
        self.encoder, self.encoder_2 = nn.Conv2d(seen, fine, 3, padding=1), nn.Conv2d(fine, coarse, 3, padding=1)
        self.inner = (coarse, half, half)
        count = math.prod(self.inner)
        self.mean, self.log_variance = nn.Linear(count, latent), nn.Linear(count, latent)
        self.decoder = nn.Linear(latent, count)
        self.decoder_2, self.decoder_3 = (nn.Conv2d(coarse, width, 3, padding=1) for width in (coarse, fine))
        self.logits = nn.Conv2d(fine, seen, 3, padding=1)

    def decode(self, z):
        h = F.relu(self.decoder_2(F.relu(self.decoder(z)).reshape(-1, *self.inner)))
        h = F.relu(self.decoder_3(F.interpolate(h, scale_factor=2.0)))
        return F.pixel_shuffle(self.logits(h), self.patch).flatten(1)

    def forward(self, x):
        h = F.pixel_unshuffle(x.reshape(-1, 1, self.side, self.side), self.patch)
        h = F.relu(self.encoder_2(F.avg_pool2d(F.relu(self.encoder(h)), 2))).flatten(1)
        mean, log_variance = self.mean(h), self.log_variance(h)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        reconstruction = F.binary_cross_entropy_with_logits(self.decode(z), x, reduction="none").sum(1)
        return reconstruction, 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(1)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--steps", type=int, default=1000)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--batch", type=int, default=128)
    options.add_argument("--channels", type=int, default=32)
    options.add_argument("--latent", type=int, default=20)
    options.add_argument("--data", default="mnist")
    options = options.parse_args()
    torch.manual_seed(options.seed)
    train, test = examples(options.data)
    model = Vae(math.isqrt(train.shape[1]), options.channels, options.latent)
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3)
    order, at, began = torch.randperm(len(train)), 0, time.perf_counter()
    for _ in range(options.steps):
        if at + options.batch > len(train):
            order, at = torch.randperm(len(train)), 0
        reconstruction, kl = model(train[order[at : at + options.batch]])
        at += options.batch
        optimiser.zero_grad()
        (reconstruction + kl).mean().backward()
        optimiser.step()
    seconds = time.perf_counter() - began
    with torch.no_grad():
        reconstruction, kl = model(test)
    print(
        json.dumps(
            {
                "elbo_nats": -(reconstruction + kl).mean().item(),
                "elbo_nats_se": (reconstruction + kl).std().item() / len(test) ** 0.5,
                "parameters": sum(p.numel() for p in model.parameters()),
                "steps_per_second": options.steps / seconds,
            }
        )
    )


if __name__ == "__main__":
    main()
