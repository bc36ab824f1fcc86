"""The same Char GPT in PyTorch: same net, data, split, batch and steps as `genera train char-gpt`; prints quality and speed as
JSON.

    python tests/peers/char_gpt.py --data shakespeare --steps 1000 --seed 7 [--depth 4 --heads 4 --width 128 --block 64]

`--attention plain` computes the attention in four operations; the default is PyTorch's own fused one.
"""

import argparse
import json
import math
import pathlib
import time

import torch
from torch import nn
from torch.nn import functional as F

FILES = {
    "shakespeare": ("shakespeare_9plays.txt", False),
    "names": ("names_en.txt", True),
    "korean": ("ko_emoji_names.txt", True),
}
HELD_OUT = 40_000


def text(name):
    """The characters as numbers: what is learned from, what is held out, and how many symbols there are, the unknown one last."""
    file, is_list = FILES[name]
    path = pathlib.Path(__file__).parents[2] / "assets" / "data" / file
    whole = path.read_bytes().decode().replace("\r\n", "\n").replace("\r", "\n")
    if is_list:
        lines = [line.strip() for line in whole.split("\n") if line.strip()]
        parts = [[], []]
        for at, line in enumerate(lines):
            parts[at % 10 == 9].append(line)
        train, held_out = ("\n" + "".join(line + "\n" for line in part) for part in parts)
    else:
        cut = len(whole) - min(len(whole) // 10, HELD_OUT)
        train, held_out = whole[:cut], whole[cut:]
    number = {c: at for at, c in enumerate(sorted(set(train)))}
    encode = lambda part: torch.tensor([number.get(c, len(number)) for c in part])
    return encode(train), encode(held_out), len(number) + 1


class Layer(nn.Module):
    """x += attention(norm(x)), x += mlp(norm(x))"""

    def __init__(self, width, heads, plain):
        super().__init__()
        self.heads, self.plain = heads, plain
        self.norm_1, self.norm_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attend, self.mix = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        batch, length, width = x.shape
        q, k, v = (
            part.view(batch, length, self.heads, width // self.heads).transpose(1, 2)
            for part in self.attend(self.norm_1(x)).split(width, 2)
        )
        if self.plain:
            scores = q @ k.transpose(2, 3) / math.sqrt(width // self.heads)
            ahead = torch.ones(length, length, dtype=torch.bool).triu(1)
            seen = scores.masked_fill(ahead, -math.inf).softmax(3) @ v
        else:
            seen = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.mix(seen.transpose(1, 2).reshape(batch, length, width))
        return x + self.down(F.gelu(self.up(self.norm_2(x)), approximate="tanh"))


class CharGpt(nn.Module):
    def __init__(self, symbols, options):
        super().__init__()
        width = options.width
        self.characters = nn.Embedding(symbols, width)
        self.positions = nn.Embedding(options.block, width)
        plain = options.attention == "plain"
        self.layers = nn.ModuleList(Layer(width, options.heads, plain) for _ in range(options.depth))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, symbols, bias=False)
        for name, parameter in self.named_parameters():
            if "norm" in name:
                continue
            if parameter.dim() < 2:
                nn.init.zeros_(parameter)
                continue
            last = name.endswith(("mix.weight", "down.weight"))
            nn.init.normal_(parameter, std=0.02 / (math.sqrt(2 * options.depth) if last else 1))

    def nats(self, windows):
        symbols, after = windows[:, :-1], windows[:, 1:]
        x = self.characters(symbols) + self.positions.weight[: symbols.shape[1]]
        for layer in self.layers:
            x = layer(x)
        logits = self.head(self.norm(x))
        return F.cross_entropy(logits.transpose(1, 2), after, reduction="none")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--data", default="shakespeare", choices=FILES)
    options.add_argument("--steps", type=int, default=1000)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--depth", type=int, default=4)
    options.add_argument("--heads", type=int, default=4)
    options.add_argument("--width", type=int, default=128)
    options.add_argument("--block", type=int, default=64)
    options.add_argument("--batch", type=int, default=12)
    options.add_argument("--rate", type=float, default=1e-3)
    options.add_argument("--warm-up", type=int, default=100)
    options.add_argument("--settle", type=float, default=2000)
    options.add_argument("--decay", type=float, default=0.1)
    options.add_argument("--clip", type=float, default=1.0)
    options.add_argument("--attention", default="fused", choices=["fused", "plain"])
    options.add_argument("--threads", type=int)
    options = options.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    train, held_out, symbols = text(options.data)
    model = CharGpt(symbols, options)
    parameters = list(model.parameters())
    groups = [
        {"params": [p for p in parameters if p.dim() >= 2], "weight_decay": options.decay},
        {"params": [p for p in parameters if p.dim() < 2], "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups, lr=options.rate)
    reach = torch.arange(options.block + 1)
    began = time.perf_counter()
    for step in range(options.steps):
        starts = torch.randint(len(train) - options.block, (options.batch, 1))
        warm = min((step + 1) / options.warm_up, 1.0) if options.warm_up else 1.0
        for group in optimiser.param_groups:
            group["lr"] = options.rate * warm / (1 + step / options.settle)
        optimiser.zero_grad()
        model.nats(train[starts + reach]).mean().backward()
        nn.utils.clip_grad_norm_(parameters, options.clip)
        optimiser.step()
    seconds = time.perf_counter() - began
    count = (len(held_out) - 1) // options.block
    starts = torch.arange(count)[:, None] * options.block
    with torch.no_grad():
        windows = held_out[starts + reach].split(64)
        nats = torch.cat([model.nats(part).mean(1) for part in windows])
    print(
        json.dumps(
            {
                "nats_per_char": nats.mean().item(),
                "nats_per_char_se": nats.std().item() / count**0.5,
                "windows": count,
                "parameters": sum(p.numel() for p in parameters),
                "steps_per_second": options.steps / seconds,
            }
        )
    )


main()
