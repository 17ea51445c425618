"""Train the heads further on the frozen states of the exported encoder.

    python -m train.polish WEIGHTS.pt --out POLISHED.pt [--claims 4] [--incidents 8] [--entities 4]

Run ``train.export`` with the same weights first, and again with the polished ones. The encoder is trained by all tasks
together, and the claims lead; the smaller tasks' heads see their data less often than they need. Here they go on
alone. The claims' heads (token heads and grid) get used to the eight-bit states.
"""

import argparse
import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import torch
from torch import Tensor, nn

from train.claims import Claims
from train.corpus import training_rows
from train.entities import SIZE, Entities, parts, re3d_rows
from train.examples import examples
from train.fit import base_tokenizer, grouped, load_weights, new_reader
from train.frozen import MODEL, Frozen
from train.incidents import Incidents
from train.tasks import Task

DROPOUT = 0.2
HEAD_RATE = 5e-4
Loss = Callable[[Sequence[int]], Tensor]


def train_heads(
    learn: Sequence[nn.Parameter], task: Task | Claims, loss: Loss, dice: random.Random, epochs: int, *, rate: float
) -> None:
    """Train parameters for some epochs with a rate that falls to a fiftieth; ``loss`` takes indexes of examples."""
    sizes = task.sizes
    optimiser = torch.optim.AdamW(learn, lr=rate, weight_decay=0.02)
    steps = max(1, epochs * len(grouped(sizes, range(len(sizes)), 8, random.Random(0))))  # noqa: S311
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: max(0.02, 1 - step / steps))
    began = time.monotonic()
    for epoch in range(epochs):
        batches = grouped(sizes, range(len(sizes)), 8, dice)
        dice.shuffle(batches)
        total = 0.0
        for batch in batches:
            value = loss(batch)
            optimiser.zero_grad()
            value.backward()
            nn.utils.clip_grad_norm_(learn, 1.0)
            optimiser.step()
            schedule.step()
            total += value.item()
        print(f"epoch {epoch + 1} {time.monotonic() - began:.0f}s loss {total / len(batches):.3f}", flush=True)


def polish(options: argparse.Namespace) -> None:
    """Load weights, train each task's heads in turn, and save all weights."""
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    dice = random.Random(options.seed)  # noqa: S311 - shuffling, not secrets
    tokenizer, reader = base_tokenizer(), new_reader()
    tasks = (Incidents(tokenizer), Entities(parts(re3d_rows())[0], tokenizer, SIZE))
    load_weights(options.weights, reader, {task.name: task.head for task in tasks})
    tokens = Frozen(reader, options.model, DROPOUT, options.threads)
    tokens.train()
    for task, epochs in zip(tasks, (options.incidents, options.entities), strict=True):
        task.hidden = 0.0
        task.head.train()
        print(task.name, flush=True)
        train_heads(list(task.head.parameters()), task, partial(task.loss, tokens), dice, epochs, rate=HEAD_RATE)
    if options.claims:
        print("claims", flush=True)
        data = [example for row in training_rows() for example in examples(row, tokenizer)]
        claims = Claims(reader, data, dice, tokens)
        claims.hidden = 0.0
        reader.grid.train()
        learn = [*reader.grid.parameters(), *tokens.trigger.parameters(), *tokens.tags.parameters()]
        train_heads(learn, claims, claims.loss, dice, options.claims, rate=options.rate)
    torch.save({"reader": reader.state_dict(), **{task.name: task.head.state_dict() for task in tasks}}, options.out)


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=MODEL, help="folder of the exported encoder")
    parser.add_argument("--claims", type=int, default=4, metavar="EPOCHS")
    parser.add_argument("--incidents", type=int, default=8, metavar="EPOCHS")
    parser.add_argument("--entities", type=int, default=4, metavar="EPOCHS")
    parser.add_argument("--rate", type=float, default=2e-4, help="highest learning rate of the claims' heads")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    polish(parser.parse_args())


if __name__ == "__main__":
    main()
