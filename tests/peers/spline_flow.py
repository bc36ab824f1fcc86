"""The same neural spline flow in PyTorch: same net, data, batch and steps as `genera train spline-flow`; prints quality and
speed as JSON.

    python tests/peers/spline_flow.py --steps 10000 --seed 7 [--data eight-gaussians|checkerboard] [--bins 8] [--layers 4]
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

from real_nvp import Conditioner, Flow, options, train

SMALLEST = FLATTEST = 1e-3
NEUTRAL = math.log(math.expm1(1 - FLATTEST))


def edges(logits, bound):
    shares = SMALLEST + (1 - SMALLEST * logits.shape[1]) * F.softmax(logits, 1)
    inner = 2 * bound * shares.cumsum(1)[:, :-1] - bound
    end = torch.full_like(inner[:, :1], bound)
    return torch.cat([-end, inner, end], 1)


class Spline(nn.Module):
    """One coordinate along a rational-quadratic spline that a net reads off the other; b is the coordinate `moves`."""

    def __init__(self, hidden, bins, bound, moves):
        super().__init__()
        self.net, self.bins, self.bound, self.moves = Conditioner(hidden, 3 * bins - 1), bins, bound, moves

    def forward(self, point):
        kept, x = point[:, 1 - self.moves : 2 - self.moves], point[:, self.moves : self.moves + 1]
        widths, heights, slopes = self.net(kept).split([self.bins, self.bins, self.bins - 1], 1)
        knots_x, knots_y = edges(widths, self.bound), edges(heights, self.bound)
        slopes = F.pad(FLATTEST + F.softplus(slopes + NEUTRAL), (1, 1), value=1.0)
        outside, inside = x.abs() > self.bound, x.clamp(-self.bound, self.bound)
        k = (inside >= knots_x[:, 1:-1]).sum(1, keepdim=True)
        pick = lambda table, index: table.gather(1, index)
        left, bottom = pick(knots_x, k), pick(knots_y, k)
        width, height = pick(knots_x, k + 1) - left, pick(knots_y, k + 1) - bottom
        first, last, s = pick(slopes, k), pick(slopes, k + 1), height / width
        xi = (inside - left) / width
        both = xi * (1 - xi)
        below = s + (first + last - 2 * s) * both
        y = bottom + height * (s * xi**2 + first * both) / below
        rise = last * xi**2 + 2 * s * both + first * (1 - xi) ** 2
        log_slope = torch.where(outside, 0.0, rise.log() + 2 * (s / below).log())
        y = torch.where(outside, x, y)
        return torch.cat([y, kept] if self.moves == 0 else [kept, y], 1), log_slope[:, 0]


if __name__ == "__main__":
    chosen = options(layers=4, hidden="64-64", bins=8, tail_bound=3.0)
    torch.manual_seed(chosen.seed)
    hidden = [int(width) for width in chosen.hidden.split("-")]
    couplings = (Spline(hidden, chosen.bins, chosen.tail_bound, layer % 2) for layer in range(chosen.layers))
    train(Flow(couplings), chosen)
