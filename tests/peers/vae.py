"""The same VAE in PyTorch: same net, data, split, batch and steps as `genera train vae`; prints quality and speed as JSON.

    python tests/peers/vae.py --steps 3000 --seed 7 [--hidden 400] [--latent 20] [--data mnist|digits]
"""

import argparse
import gzip
import json
import pathlib
import time

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.nn import functional as F

ASSETS = pathlib.Path(__file__).parents[2] / "assets" / "data"


def examples(name):
    """Intensities in [0, 1], split by position as Genera splits them: (train, test)."""
    if name == "digits":
        rows = np.loadtxt(gzip.open(ASSETS / "digits8x8.csv.gz", "rt"), delimiter=",")
        x = np.round(rows[:, :64] / 16 * 255) / 255
    else:
        sheet = np.asarray(Image.open(ASSETS / f"{name}10k.png").convert("L"))
        x = sheet.reshape(100, 28, 100, 28).swapaxes(1, 2).reshape(10_000, 784) / 255
    held_out = min(len(x) // 10, 1000)
    x = torch.tensor(x, dtype=torch.float32)
    return x[: len(x) - held_out], x[len(x) - held_out :]


class Vae(nn.Module):
    def __init__(self, dims, hidden, latent):
        super().__init__()
        down, up = [dims, *hidden], [latent, *reversed(hidden)]
        layers = lambda widths: [m for a, b in zip(widths, widths[1:]) for m in (nn.Linear(a, b), nn.ReLU())]
        self.encoder = nn.Sequential(*layers(down))
        self.mean, self.log_variance = nn.Linear(hidden[-1], latent), nn.Linear(hidden[-1], latent)
        self.decoder = nn.Sequential(*layers(up), nn.Linear(hidden[0], dims))

    def forward(self, x):
        h = self.encoder(x)
        mean, log_variance = self.mean(h), self.log_variance(h)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        reconstruction = F.binary_cross_entropy_with_logits(self.decoder(z), x, reduction="none").sum(1)
        kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(1)
        return reconstruction, kl


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--steps", type=int, default=3000)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--batch", type=int, default=128)
    options.add_argument("--hidden", default="400")
    options.add_argument("--latent", type=int, default=20)
    options.add_argument("--data", default="mnist")
    options = options.parse_args()

    torch.manual_seed(options.seed)
    train, test = examples(options.data)
    model = Vae(train.shape[1], [int(w) for w in options.hidden.split("-")], options.latent)
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3)
    order, began = torch.randperm(len(train)), None
    position = 0
    for step in range(options.steps):
        if step == 1:
            began = time.perf_counter()
        if position + options.batch > len(train):
            order, position = torch.randperm(len(train)), 0
        x = train[order[position : position + options.batch]]
        position += options.batch
        reconstruction, kl = model(x)
        loss = (reconstruction + kl).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    seconds = time.perf_counter() - began
    with torch.no_grad():
        reconstruction, kl = model(test)
    print(json.dumps({
        "elbo_nats": -(reconstruction + kl).mean().item(),
        "reconstruction_nats": reconstruction.mean().item(),
        "kl_term_nats": kl.mean().item(),
        "steps_per_second": (options.steps - 1) / seconds,
        "parameters": sum(p.numel() for p in model.parameters()),
        "threads": torch.get_num_threads(),
    }))


if __name__ == "__main__":
    main()
