"""Entities of re3d as a task beside the claims: every stretch of up to twenty word pieces is scored.

    python -m train.entities WEIGHTS      scores weights on the documents held out

A fifth of the documents of each publisher is held out. Documents of BBC Online may be measured with, but are
under a non-commercial licence: none is trained on. In re3d a person marked most entities; others were marked by
a program (gazetteers, patterns) and not confirmed (confidence below a half). Both count. They follow different
habits, so the head gives two logits a type, one for each hand, and an entity is what either would mark.
"""

import argparse
import json
import random
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - PyTorch's own abbreviation

from annals.extract.windows import IntArray, Window, windows
from bench.re3d import MAX_PIECES, TYPES, Entity, candidates, decode, f1, gold_of, readable
from train.corpus import Row, rows, shared
from train.model import Tokens
from train.tasks import encode

WIDTH = 128
HANDS = 2
"""Who marked an entity: a person, or a program that nobody confirmed."""
NEVER_TRAINED = ("BBC Online",)
HIDDEN = 0.12
"""Share of the word pieces that are hidden from the encoder in training."""
MASK_ID = 103


def re3d_rows() -> list[Row]:
    """Return the documents of re3d; FileNotFoundError says where they were looked for."""
    path = shared() / "data" / "re3d" / "train.jsonl"
    if not path.exists():
        raise FileNotFoundError(f"{path}: no re3d there; set ANNALS_SHARED to the folder that holds data/re3d")
    return list(rows(path))


def held_out(documents: Sequence[Row]) -> frozenset[str]:
    """Return the ids of a fifth of each publisher's documents, at least one: those of lowest checksum."""
    groups: dict[str, list[str]] = defaultdict(list)
    for row in documents:
        groups[row["document"]["publisher"]].append(row["document"]["id"])
    ordered = (sorted(ids, key=lambda i: (zlib.crc32(i.encode()), i)) for ids in groups.values())
    return frozenset(i for ids in ordered for i in ids[: max(1, len(ids) // 5)])


def parts(documents: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Return the documents to train on and those held out."""
    out = held_out(documents)
    learn = [
        r for r in documents if r["document"]["id"] not in out and r["document"]["publisher"] not in NEVER_TRAINED
    ]
    return learn, [r for r in documents if r["document"]["id"] in out]


@dataclass(frozen=True, slots=True)
class Example:
    """A window with its candidates (n, 2) and what they are, (n, types, hands), ones and zeros."""

    window: Window
    spans: IntArray
    gold: Tensor


def examples(row: Row, tokenizer: Tokenizer) -> list[Example]:
    """Return a document's windows with what is marked in them."""
    text = row["text"]
    marked = {(e["begin"], e["end"], TYPES.index(e["type"])): int(e["confidence"] < 0.5) for e in row["entities"]}
    out = []
    for window in windows(readable(text), tokenizer):
        spans = candidates(window, text)
        at = {(int(window.offsets[a, 0]), int(window.offsets[b, 1])): n for n, (a, b) in enumerate(spans.tolist())}
        gold = torch.zeros(len(spans), len(TYPES), HANDS)
        for (begin, end, kind), hand in marked.items():
            if (begin, end) in at:
                gold[at[begin, end], kind, hand] = 1
        out.append(Example(window, spans, gold))
    return out


class Spans(nn.Module):
    """Scores stretches: states (tokens, size) and spans (n, 2) to logits (n, types, hands)."""

    def __init__(self, size: int, dropout: float = 0.3) -> None:
        super().__init__()
        self.drop = nn.Dropout(dropout)
        self.begin, self.end, self.inside = (nn.Linear(size, 2 * WIDTH) for _ in range(3))
        self.lengths = nn.Embedding(MAX_PIECES, 2 * WIDTH)
        self.norm = nn.LayerNorm(2 * WIDTH)
        self.out = nn.Linear(3 * WIDTH, len(TYPES) * HANDS)
        nn.init.normal_(self.lengths.weight, std=0.02)
        nn.init.constant_(self.out.bias, -4.0)

    def forward(self, states: Tensor, spans: Tensor) -> Tensor:
        """Return the logits; see the class."""
        first, last = spans[:, 0], spans[:, 1]
        begin, end, inside = self.begin(states), self.end(states), self.inside(states).cumsum(0)
        before = inside[first - 1]
        mean = (inside[last] - before) / (last - first + 1).unsqueeze(1)
        left, right = begin[first], end[last]
        summed = nn.functional.gelu(self.norm(left + right + mean + self.lengths(last - first)))
        product = left[:, :WIDTH] * right[:, :WIDTH]
        logits: Tensor = self.out(self.drop(torch.cat((summed, product), -1)))
        return logits.unflatten(-1, (len(TYPES), HANDS))


def shares(logits: Tensor) -> Tensor:
    """Return the probability that either hand would mark a stretch, (n, types)."""
    return 1 - torch.prod(1 - logits.sigmoid(), -1)


class Entities:
    """The task: see ``train.tasks.Task``. ``seed`` chooses the word pieces that are hidden in training."""

    name = "entities"

    def __init__(self, documents: Iterable[Row], tokenizer: Tokenizer, size: int, seed: int = 1) -> None:
        self.head: nn.Module = Spans(size)
        self.examples = [e for row in documents for e in examples(row, tokenizer)]
        self.sizes = [len(e.window.ids) for e in self.examples]
        self._dice = np.random.default_rng(seed)

    def loss(self, tokens: Tokens, batch: Sequence[int]) -> Tensor:
        """Return the loss over the examples with these indexes, per marked entity."""
        chosen = [self.examples[i] for i in batch]
        states = encode(tokens, [self._hide(e.window) for e in chosen])
        losses = [
            F.binary_cross_entropy_with_logits(
                self.head(state, torch.from_numpy(e.spans)), e.gold, reduction="sum"
            )
            for state, e in zip(states, chosen, strict=True)
        ]
        return torch.stack(losses).sum() / max(1.0, sum(e.gold.sum().item() for e in chosen))

    def _hide(self, window: Window) -> Window:
        ids = window.ids.copy()
        hidden = self._dice.random(len(ids)) < HIDDEN
        hidden[[0, -1]] = False
        ids[hidden] = MASK_ID
        return replace(window, ids=ids)


@torch.no_grad()
def scored(tokens: Tokens, head: nn.Module, row: Row, tokenizer: Tokenizer) -> list[tuple[Entity, float]]:
    """Return the candidates of a document that are at all likely, with their probabilities."""
    text, out = row["text"], []
    for window in windows(readable(text), tokenizer):
        spans = candidates(window, text)
        found = shares(head(encode(tokens, [window])[0], torch.from_numpy(spans))).numpy()
        for n, kind in np.argwhere(found > 0.05).tolist():
            first, last = spans[n]
            entity = Entity(int(window.offsets[first, 0]), int(window.offsets[last, 1]), TYPES[kind])
            out.append((entity, float(found[n, kind])))
    return out


def evaluate(
    tokens: Tokens, head: nn.Module, documents: Sequence[Row], tokenizer: Tokenizer, thresholds: Sequence[float]
) -> dict[float, tuple[float, float]]:
    """Return strict and overlap F1 over the documents at each threshold."""
    tokens.eval()
    head.eval()
    believed = [scored(tokens, head, row, tokenizer) for row in documents]
    return {
        limit: f1((gold_of(r), decode(r["text"], s, limit)) for r, s in zip(documents, believed, strict=True))
        for limit in thresholds
    }
