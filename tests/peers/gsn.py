"""The same GSN in PyTorch: same net, corruption, walkback, batch and steps as `genera train gsn`.

    python tests/peers/gsn.py --data eight-gaussians --steps 10000 --seed 7 [--threads 1]
"""

import json
import math

import torch
from torch import nn
from torch.nn import functional as F

from plane_chains import Standard, energy_distance, train
from plane_code import draw, options

GAIN = 2.0


def guess(net, spoiled):
    """Logits, means along both axes and log deviations of the components: four times [batch, components]."""
    logits, x, y, log_sigma = net(spoiled).chunk(4, 1)
    return logits, x + spoiled[:, :1], y + spoiled[:, 1:], log_sigma.clamp(-6, 2)


def nats(guessed, target):
    logits, x, y, log_sigma = guessed
    square = ((target[:, :1] - x) ** 2 + (target[:, 1:] - y) ** 2) * torch.exp(-2 * log_sigma)
    return math.log(2 * math.pi) - torch.logsumexp(F.log_softmax(logits, 1) - square / 2 - 2 * log_sigma, 1)


def answer(guessed):
    logits, x, y, log_sigma = guessed
    k = torch.multinomial(logits.softmax(1), 1)
    mean = torch.cat([x.gather(1, k), y.gather(1, k)], 1)
    return mean + torch.randn_like(mean) * log_sigma.gather(1, k).exp()


def main():
    chosen = options(
        hidden=128, components=8, corruption=0.5, walkback=1.0, chain_steps=50,
        learning_rate=3e-3, settle=2000, averaging=0.999,
    )
    standard, width = Standard(chosen.data), chosen.hidden
    linear = [nn.Linear(2, width), nn.Linear(width, width), nn.Linear(width, 4 * chosen.components)]
    with torch.no_grad():
        linear[1].weight *= GAIN
    net = nn.Sequential(linear[0], nn.SiLU(), linear[1], nn.SiLU(), linear[2])
    walkers = {}

    def loss_of(x):
        at, home = x, x
        if walkers:
            goes_on = torch.rand(len(x), 1) < chosen.walkback / (1 + chosen.walkback)
            at, home = torch.where(goes_on, walkers["at"], x), torch.where(goes_on, walkers["home"], x)
        guessed = guess(net, at + chosen.corruption * torch.randn_like(at))
        with torch.no_grad():
            walkers.update(at=answer(guessed), home=home)
        return nats(guessed, home).mean()

    average, pace = train(net, standard, chosen, loss_of)
    with torch.no_grad():
        x = torch.randn(5000, 2)
        for _ in range(chosen.chain_steps):
            x = answer(guess(average, x + chosen.corruption * torch.randn_like(x)))
    print(json.dumps({
        "energy_distance": energy_distance(standard.in_data(x), draw(chosen.data, 5000)),
        "steps_per_second": pace,
        "parameters": sum(p.numel() for p in net.parameters()),
        "threads": torch.get_num_threads(),
    }))


if __name__ == "__main__":
    main()
