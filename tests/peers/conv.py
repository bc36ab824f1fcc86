"""The net of convolutions that `nn::conv` times, in PyTorch eager: milliseconds forward, and forward and back, as JSON lines.

    python tests/peers/conv.py [--channels-last]
"""

import argparse
import json
import time

import torch
from torch import nn


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--channels-last", action="store_true")
    options = options.parse_args()
    layout = torch.channels_last if options.channels_last else torch.contiguous_format
    for batch, side, channels in ((64, 28, 16), (64, 28, 32), (32, 28, 64), (64, 14, 64), (64, 7, 128)):
        layers = [nn.Conv2d(1, channels, 3, padding=1), nn.ReLU()]
        for _ in range(4):
            layers += [nn.Conv2d(channels, channels, 3, padding=1), nn.ReLU()]
        net = nn.Sequential(*layers, nn.Conv2d(channels, 1, 3, padding=1)).to(memory_format=layout)
        x = torch.rand(batch, 1, side, side).to(memory_format=layout)
        for back in (False, True):
            best = float("inf")
            for _ in range(7):
                began = time.perf_counter()
                if back:
                    net.zero_grad()
                    net(x).square().mean().backward()
                else:
                    with torch.no_grad():
                        net(x).square().mean()
                best = min(best, time.perf_counter() - began)
            flops = 2 * batch * side * side * 9 * channels * (4 * channels + 2) * (3 if back else 1)
            line = dict(batch=batch, side=side, channels=channels, back=back, ms=round(best * 1e3, 2))
            print(json.dumps(line | dict(gflops=round(flops / best / 1e9, 1))))


if __name__ == "__main__":
    main()
