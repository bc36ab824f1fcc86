"""The same GSN of pictures in PyTorch: salt and pepper, walkback by walkers that go on with a chance.

    python tests/peers/gsn_pixels.py --steps 3000 --seed 7 [--save samples.png]
"""

import torch
from torch.nn import functional as F

import pixels
from measures import measures
from adversarial_pixels import classes, mlp

chosen = pixels.options(
    hidden="500-500", rate=1e-3, settle=2000.0, averaging=0.999, spoiled=0.4, walkback=1.0, chain_steps=50
)
batches = pixels.Batches(chosen)
dims = batches.train.shape[1]
widths = [int(w) for w in chosen.hidden.split("-")]
net = mlp([dims, *widths, dims])
optimiser = torch.optim.Adam(net.parameters(), lr=chosen.rate)
average = pixels.Average(net, chosen.averaging)
walkers = None


def corrupted(x):
    which = torch.rand_like(x)
    return torch.where(which < chosen.spoiled, (which > chosen.spoiled / 2).float(), x)


def learn(k):
    global walkers
    x = torch.bernoulli(batches.next())
    at, home = x, x
    if walkers is not None and chosen.walkback:
        goes_on = torch.rand(len(x), 1) < chosen.walkback / (1 + chosen.walkback)
        at, home = torch.where(goes_on, walkers[0], x), torch.where(goes_on, walkers[1], x)
    pixels.settle(optimiser, chosen.rate, k, chosen.settle)
    logits = net(corrupted(at))
    optimiser.zero_grad()
    F.binary_cross_entropy_with_logits(logits, home, reduction="none").sum(1).mean().backward()
    optimiser.step()
    walkers = torch.bernoulli(torch.sigmoid(logits.detach())), home
    average.follow(net, k)


pace = pixels.train(chosen, learn)
with torch.no_grad():
    x = torch.bernoulli(batches.test)
    logits = average.net(corrupted(x))
    nats = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)
    chain = torch.bernoulli(torch.full((1000, dims), 0.5))
    for _ in range(chosen.chain_steps):
        chance = torch.sigmoid(average.net(corrupted(chain)))
        chain = torch.bernoulli(chance)
    if chosen.save:
        pixels.save(chosen.save, chance)
    pixels.report(
        denoising_nats=nats.mean().item(),
        denoising_nats_se=nats.std().item() / len(nats) ** 0.5,
        classes=classes(chance, chosen.data),
        **measures(chance, chosen.data),
        steps_per_second=pace,
    )
