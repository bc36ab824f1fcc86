"""How many pictures have their nearest example in each class: whether a class is missing from samples.

    python tests/peers/nearest.py --data mnist samples.png [--side 28]
"""

import argparse

import numpy as np
import torch

from vae import ASSETS, examples


def labels(name, count):
    if name == "digits":
        import gzip

        rows = np.loadtxt(gzip.open(ASSETS / "digits8x8.csv.gz", "rt"), delimiter=",")
        return torch.tensor(rows[:count, 64], dtype=torch.long)
    bytes_ = (ASSETS / f"{name}10k.labels").read_bytes()
    return torch.tensor(list(bytes_[:count]))


def histogram(samples, name):
    train, _ = examples(name)
    of = labels(name, len(train))
    nearest = torch.cat([torch.cdist(part, train).argmin(1) for part in samples.split(250)])
    return torch.bincount(of[nearest], minlength=10).tolist()


def tiles(sheet, side):
    """The pictures of a sheet, one after the other. `[count, side * side]`"""
    from PIL import Image

    sheet = torch.tensor(np.asarray(Image.open(sheet).convert("L")) / 255, dtype=torch.float32)
    down, across = sheet.shape[0] // side, sheet.shape[1] // side
    sheet = sheet[: down * side, : across * side].reshape(down, side, across, side)
    return sheet.permute(0, 2, 1, 3).reshape(-1, side * side)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("sheet")
    options.add_argument("--data", default="mnist")
    options.add_argument("--side", type=int, default=28)
    options = options.parse_args()
    print(histogram(tiles(options.sheet, options.side), options.data))


if __name__ == "__main__":
    main()
