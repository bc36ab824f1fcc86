"""The measures of samples in the features of the small classifier in `assets/measure`, written again in PyTorch: precision and
recall (Kynkaanniemi et al. 2019), density and coverage (Naeem et al. 2020), and the Frechet distance.

    python tests/peers/measures.py samples.png [--data mnist]
"""

import json
import struct

import torch
from torch.nn import functional as F

from vae import ASSETS, examples

NEIGHBOURS = 5


def weights(name):
    """A safetensors file without its package: the length of a header in JSON, the header, the numbers."""
    data = (ASSETS.parent / "measure" / f"{name}.safetensors").read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header, data = json.loads(data[8 : 8 + length]), data[8 + length :]
    header.pop("__metadata__", None)
    part = lambda entry: bytearray(data[slice(*entry["data_offsets"])])
    return {k: torch.frombuffer(part(v), dtype=torch.float32).reshape(v["shape"]) for k, v in header.items()}


def features(x, name):
    """Pictures `[count, 784]` to what the classifier sees in them, `[count, 64]`, and their classes."""
    w = weights(name)

    def conv(h, layer, side):
        channels = h.shape[1]
        kernel = w[f"{layer}.weight"].reshape(side, side, channels, -1).permute(3, 2, 0, 1)
        return F.max_pool2d(F.relu(F.conv2d(h, kernel, w[f"{layer}.bias"], padding=side // 2)), 2)

    h = conv(conv(x.reshape(-1, 1, 28, 28), "conv1", 5), "conv2", 3)
    h = h.permute(0, 2, 3, 1).flatten(1)
    h = F.relu(h @ w["hidden.weight"].reshape(-1, 64) + w["hidden.bias"])
    return h.double(), (h @ w["last.weight"].reshape(64, -1) + w["last.bias"]).argmax(1)


def overlap(real, samples):
    balls = lambda x: torch.cdist(x, x).kthvalue(NEIGHBOURS + 1, 1).values
    apart = torch.cdist(real, samples)
    in_real = apart <= balls(real)[:, None]
    in_samples = apart <= balls(samples)[None, :]
    return dict(
        precision=in_real.any(0).double().mean().item(),
        recall=in_samples.any(1).double().mean().item(),
        density=in_real.sum().item() / (NEIGHBOURS * len(samples)),
        coverage=in_real.any(1).double().mean().item(),
    )


def frechet(a, b):
    root = lambda c: (lambda e: e[1] @ torch.diag(e[0].clamp_min(0).sqrt()) @ e[1].T)(torch.linalg.eigh(c))
    first, second = torch.cov(a.T), torch.cov(b.T)
    half = root(first)
    both = torch.linalg.eigvalsh(half @ second @ half).clamp_min(0).sqrt().sum()
    return ((a.mean(0) - b.mean(0)).square().sum() + first.trace() + second.trace() - 2 * both).item()


@torch.no_grad()
def measures(samples, name):
    """What is said of samples beside the held-out pictures; nothing where there is no classifier of the data."""
    if name not in ("mnist", "fashion"):
        return {}
    real, _ = features(examples(name)[1], name)
    seen, classes = features(samples, name)
    shares = torch.bincount(classes, minlength=10) / len(classes)
    return dict(overlap(real, seen), frechet_distance=frechet(real, seen), shares=[round(s.item(), 3) for s in shares])


def main():
    import argparse

    import nearest

    options = argparse.ArgumentParser()
    options.add_argument("sheet")
    options.add_argument("--data", default="mnist")
    options = options.parse_args()
    print(json.dumps(measures(nearest.tiles(options.sheet, 28), options.data)))


if __name__ == "__main__":
    main()
