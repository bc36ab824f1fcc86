"""Rebuilds a trained VAE in PyTorch from the weights of its run folder and measures it on the same held-out images.

    python tests/peers/rebuild.py runs/vae-mnist-seed7 [--data mnist|digits]

The KL term has no noise in it and agrees to four decimals with `genera eval`; the reconstruction agrees within its error.
"""

import argparse
import json
import pathlib

import torch
from safetensors.torch import load_file
from torch.nn import functional as F

from vae import examples


def main():
    options = argparse.ArgumentParser()
    options.add_argument("run", type=pathlib.Path)
    options.add_argument("--data", default="mnist")
    options = options.parse_args()

    w = load_file(options.run / "checkpoint" / "weights.safetensors")
    layer = lambda x, name: x @ w[f"{name}.weight"] + w[f"{name}.bias"]
    depth = sum(name.startswith("encoder.layers.") and name.endswith(".weight") for name in w)

    def through(x, name):
        for i in range(depth):
            x = F.relu(layer(x, f"{name}.layers.{i}"))
        return x

    _, test = examples(options.data)
    h = through(test, "encoder")
    mean, log_variance = layer(h, "mean"), layer(h, "log_variance")
    torch.manual_seed(0)
    z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
    logits = layer(through(z, "decoder"), "logits")
    kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(1)
    reconstruction = F.binary_cross_entropy_with_logits(logits, test, reduction="none").sum(1)
    print(json.dumps({
        "elbo_nats": -(reconstruction + kl).mean().item(),
        "reconstruction_nats": reconstruction.mean().item(),
        "kl_term_nats": kl.mean().item(),
    }))


if __name__ == "__main__":
    main()
