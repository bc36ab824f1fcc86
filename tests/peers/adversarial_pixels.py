"""The game of pictures that gan_pixels.py and wgan_pixels.py share: nets, turns, and what is said of samples."""

import torch
from torch import nn

import pixels
from measures import measures


def mlp(widths, end=None):
    layers = []
    for a, b in zip(widths, widths[1:]):
        layers += [nn.Linear(a, b), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers[:-1], *([end] if end else []))


def fully_connected(chosen, dims):
    widths = [int(w) for w in chosen.hidden.split("-")]
    return mlp([chosen.noise, *widths, dims], nn.Sigmoid()), mlp([dims, *reversed(widths), 1])


def play(chosen, judge_loss, generator_loss, judge_steps, after=lambda judge: None, nets=None):
    """`nets` makes a generator and a judge for so many pixels; without it they are fully connected."""
    batches = pixels.Batches(chosen)
    dims = batches.train.shape[1]
    generator, judge = nets(dims) if nets else fully_connected(chosen, dims)
    adam = lambda net, rate: torch.optim.Adam(net.parameters(), lr=rate, betas=(0.5, 0.999))
    of_generator, of_judge = adam(generator, chosen.rate_generator), adam(judge, chosen.rate_judge)
    average = pixels.Average(generator, chosen.averaging)

    def step(k):
        x = batches.next()
        for _ in range(judge_steps):
            fake = generator(torch.randn(len(x), chosen.noise))
            of_judge.zero_grad()
            judge_loss(judge, x, fake.detach()).backward()
            of_judge.step()
            after(judge)
        of_generator.zero_grad()
        generator_loss(judge(fake)).backward()
        of_generator.step()
        average.follow(generator, k)

    pace = pixels.train(chosen, step)
    net = average.net if chosen.averaging else generator
    with torch.no_grad():
        samples = net(torch.randn(1000, chosen.noise))
    if chosen.save:
        pixels.save(chosen.save, samples)
    pixels.report(
        classes=classes(samples, chosen.data),
        **measures(samples, chosen.data),
        parameters=sum(p.numel() for net in (generator, judge) for p in net.parameters()),
        steps_per_second=pace,
    )


def classes(samples, data):
    """How many samples have their nearest example in each class."""
    import nearest

    return nearest.histogram(samples, data)
