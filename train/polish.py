"""Train the head for incidents further on the frozen states of the exported encoder.

    python -m train.polish WEIGHTS.pt --out POLISHED.pt [--epochs 3]

Run ``train.export`` with the same weights first. The encoder is trained by all tasks together, and the claims lead; the
head for incidents, which has much to learn by itself, sees its documents less often than it needs and goes on alone
here. The same was tried for the claims' heads and for re3d's: both lost a point or more (see LOG.md).
"""

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn

from train.fit import base_tokenizer, grouped, load_weights, new_reader
from train.frozen import MODEL, Frozen
from train.incidents import Incidents
from train.tasks import States, Task

DROPOUT = 0.2
RATE = 5e-4


def train_head(task: Task, tokens: States, epochs: int, dice: random.Random) -> None:
    """Train a task's head for some epochs with a rate that falls to a fiftieth; print the mean loss of each."""
    learn = list(task.head.parameters())
    optimiser = torch.optim.AdamW(learn, lr=RATE, weight_decay=0.02)
    everything: Sequence[int] = range(len(task.sizes))
    steps = max(1, epochs * len(grouped(task.sizes, everything, 8, random.Random(0))))  # noqa: S311
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: max(0.02, 1 - step / steps))
    began = time.monotonic()
    task.head.train()
    for epoch in range(epochs):
        batches = grouped(task.sizes, everything, 8, dice)
        dice.shuffle(batches)
        total = 0.0
        for batch in batches:
            loss = task.loss(tokens, batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learn, 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1} {time.monotonic() - began:.0f}s loss {total / len(batches):.3f}", flush=True)


def main() -> None:
    """Load weights, train the head and save all weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=MODEL, help="folder of the exported encoder")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    tokenizer, reader = base_tokenizer(), new_reader()
    task = Incidents(tokenizer)
    task.hidden = 0.0  # what is hidden differs from epoch to epoch, and no states could be kept
    load_weights(options.weights, reader, {task.name: task.head})
    tokens = Frozen(options.model, DROPOUT, options.threads)
    tokens.train()
    train_head(task, tokens, options.epochs, random.Random(options.seed))  # noqa: S311 - shuffling, not secrets
    weights = torch.load(options.weights, weights_only=True)
    torch.save(weights | {task.name: task.head.state_dict()}, options.out)


if __name__ == "__main__":
    main()
