"""Entities of re3d from the states of the reader's encoder: who, where, when, how many, nested ones too.

    python -m bench.re3d IN.jsonl OUT.jsonl [--gold] [--heads bench/heads]

Each row of IN has a ``text``; the same row of OUT has ``entities``: ``{start, end, type}``, offsets in code
points. With ``--gold`` the rows of IN have ``entities`` themselves (``begin`` or ``start``, ``end``, ``type``),
and ``strict_f1 X`` and ``overlap_f1 X`` are printed: an entity is right if one of the same type has the same
offsets (strict) or shares a character with it (overlap), matched one to one, counted over all documents.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import onnxruntime
from tokenizers import Tokenizer

import annals
from annals.extract.decode import FloatArray
from annals.extract.encoder import OnnxNetwork
from annals.extract.windows import IntArray, Window, windows
from annals.read import read_bytes
from annals.types import NARRATIVE, Document

HERE = Path(__file__).resolve().parent
MAX_PIECES = 20
"""The longest entity, in word pieces."""

TYPES = (
    "CommsIdentifier", "Coordinate", "DocumentReference", "Location", "MilitaryPlatform", "Money", "Nationality",
    "Organisation", "Person", "Quantity", "Temporal", "Vehicle", "Weapon",
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Entity:
    """A stretch of a text, in code points, and its type."""

    start: int
    end: int
    type: str


def readable(text: str, name: str = "text") -> Document:
    """Return a text as annals reads it, but with all of it narrative: entities stand in every kind of block."""
    document = read_bytes(text.encode(), name=name, source=name)
    blocks = tuple(b if b.kind in NARRATIVE else replace(b, kind="body") for b in document.blocks)
    return replace(document, blocks=blocks)


def candidates(window: Window, text: str) -> IntArray:
    """Return the stretches of a window that may be entities: first and last piece, shape (n, 2).

    They lie in one sentence that is not context, begin and end where words do, and have at most ``MAX_PIECES``.
    """
    size = len(window.ids) - 1
    inner = [
        b == c and text[b - 1].isalnum() and text[c].isalnum()
        for (_, b), (c, _) in pairwise(window.offsets[1:size].tolist())
    ]
    begins = [not glued for glued in [False, *inner]]
    ends = [not glued for glued in [*inner, False]]
    sentence = window.sentence.tolist()
    found = [
        (first, last)
        for first in range(window.core, size)
        if begins[first - 1] and (text[window.offsets[first, 0]].isalnum() or text[window.offsets[first, 0]] in "$£€@#")
        for last in range(first, min(first + MAX_PIECES, size))
        if ends[last - 1] and sentence[last] == sentence[first]
    ]
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def decode(text: str, scored: Iterable[tuple[Entity, float]], threshold: float) -> list[Entity]:
    """Return the entities to believe in, in text order: the likeliest first, none crossing another of its type."""
    kept: dict[str, list[Entity]] = defaultdict(list)
    for entity, share in sorted(scored, key=lambda pair: (-pair[1], pair[0])):
        if share >= threshold and not any(_clash(entity, other) for other in kept[entity.type]):
            kept[entity.type].append(entity)
    return sorted(entity for some in kept.values() for entity in some)


def _clash(one: Entity, other: Entity) -> bool:
    """Whether two stretches cross: they share characters, and neither holds the other."""
    if one.end <= other.start or other.end <= one.start:
        return False
    return not (one.start <= other.start and other.end <= one.end) and not (
        other.start <= one.start and one.end <= other.end
    )


def matched(gold: Sequence[Entity], found: Sequence[Entity]) -> tuple[int, int]:
    """Return how many of ``found`` are right, strictly and by overlap; no gold entity is matched twice."""
    kinds = {entity.type for entity in gold}
    strict = len(set(gold) & set(found))
    overlap = sum(
        _most_pairs([g for g in set(gold) if g.type == kind], [f for f in set(found) if f.type == kind])
        for kind in kinds
    )
    return strict, overlap


def _most_pairs(gold: Sequence[Entity], found: Sequence[Entity]) -> int:
    """Return the size of the largest one-to-one matching of stretches that share a character (Kuhn 1955)."""
    gold = sorted(gold)
    near = [[i for i, g in enumerate(gold) if g.start < f.end and f.start < g.end] for f in sorted(found)]
    taken: dict[int, int] = {}

    def place(number: int, seen: set[int]) -> bool:
        for i in near[number]:
            if i not in seen:
                seen.add(i)
                if i not in taken or place(taken[i], seen):
                    taken[i] = number
                    return True
        return False

    return sum(place(number, set()) for number in range(len(near)))


def f1(pairs: Iterable[tuple[Sequence[Entity], Sequence[Entity]]]) -> tuple[float, float]:
    """Return strict and overlap F1 of (gold, found) documents together; 0 where nothing is right."""
    strict = overlap = total = 0
    for gold, found in pairs:
        right = matched(gold, found)
        strict, overlap = strict + right[0], overlap + right[1]
        total += len(set(gold)) + len(set(found))
    return (2 * strict / total, 2 * overlap / total) if total else (0.0, 0.0)


def gold_of(row: Mapping[str, Any]) -> list[Entity]:
    """Return the entities of a row, whatever they call their beginning."""
    return [Entity(e["start"] if "start" in e else e["begin"], e["end"], e["type"]) for e in row["entities"]]
