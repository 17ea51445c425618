"""Entities of re3d from the states of the reader's encoder: who, where, when, how many, nested ones too.

    python -m bench.re3d IN.jsonl OUT.jsonl [--gold] [--heads bench/heads]

Each row of IN has a ``text``; the same row of OUT has ``entities``: ``{start, end, type}``, offsets in code
points, and the ``document`` or ``id`` that the row of IN has. With ``--gold`` the rows of IN have ``entities``
themselves (``begin`` or ``start``, ``end``, ``type``), and ``strict_f1 X`` and ``overlap_f1 X`` are printed: an
entity is right if one of the same type has the same offsets (strict) or shares a character with it (overlap),
matched one to one, counted over all documents.
"""

import argparse
import json
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from difflib import SequenceMatcher
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from annals.errors import SourceError
from annals.extract.decode import FloatArray
from annals.extract.encoder import OnnxNetwork
from annals.extract.windows import IntArray, Window, windows
from annals.read import read_bytes
from annals.types import NARRATIVE, Document

if not __package__:  # run as a file, which puts this folder on the path and not the project's
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.re3d_names import recalled

HEADS = Path(__file__).resolve().parent / "heads"
MAX_PIECES = 20
"""The longest entity, in word pieces."""
FAINT = 0.01
"""A candidate less likely than this is forgotten at once."""
TRUST = 0.3
"""How far a name's probability goes towards the mean of the same name's in the document."""

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


def named(window: Window, spans: IntArray, shares: FloatArray) -> list[tuple[Entity, float]]:
    """Return candidates (n, 2) with the probabilities (n, types) of each type, the faint ones left out."""
    offsets = window.offsets
    return [
        (Entity(int(offsets[spans[n, 0], 0]), int(offsets[spans[n, 1], 1]), TYPES[kind]), float(shares[n, kind]))
        for n, kind in np.argwhere(shares > FAINT).tolist()
    ]


def consistent(
    text: str, scored: Sequence[tuple[Entity, float]], names: Mapping[str, Mapping[str, float]]
) -> list[tuple[Entity, float]]:
    """Return candidates with probabilities drawn towards the mean of what is worded the same in the document.

    Only names, words with a capital letter, are: a name is one thing all through a report, a noun is not. Then all are
    drawn towards what the wording was in the documents trained on (``names``, see ``bench.re3d_names``).
    """
    held: dict[tuple[str, str], list[float]] = defaultdict(list)
    for entity, share in scored:
        held[text[entity.start : entity.end], entity.type].append(share)
    out = []
    for entity, share in scored:
        words = text[entity.start : entity.end]
        others = held[words, entity.type]
        mean = sum(others) / len(others)
        steady = share if words == words.lower() else (1 - TRUST) * share + TRUST * mean
        out.append((entity, recalled(words, entity.type, steady, names)))
    return out


def decode(scored: Iterable[tuple[Entity, float]], threshold: float) -> list[Entity]:
    """Return the entities to believe in, in text order: the likeliest first, none crossing another of its type.

    A stretch that begins with one entity of its type and ends with another ("Syria and Libya") is a list, not one
    entity: the head likes such stretches, because they begin and end as entities do.
    """
    kept: dict[str, list[Entity]] = defaultdict(list)
    for entity, share in sorted(scored, key=lambda pair: (-pair[1], pair[0])):
        beside = kept[entity.type]
        if share >= threshold and entity not in beside and not any(_clash(entity, other) for other in beside):
            beside.append(entity)
    return sorted(entity for some in kept.values() for entity in some if not _lists(entity, some))


def _lists(entity: Entity, beside: Iterable[Entity]) -> bool:
    """Whether one of the others begins where a stretch does and ends before another begins that ends where it does."""
    inner = [e for e in beside if e != entity and entity.start <= e.start and e.end <= entity.end]
    firsts = [e.end for e in inner if e.start == entity.start]
    lasts = [e.start for e in inner if e.end == entity.end]
    return bool(firsts and lasts) and min(firsts) <= max(lasts)


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


NEVER_TRAINED = ("BBC Online",)
"""Publishers under a non-commercial licence: their documents may be measured with, not trained on."""


def held_out(documents: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Return the ids of a fifth of each publisher's documents, at least one: those of lowest checksum."""
    groups: dict[str, list[str]] = defaultdict(list)
    for row in documents:
        groups[row["document"]["publisher"]].append(row["document"]["id"])
    ordered = (sorted(ids, key=lambda i: (zlib.crc32(i.encode()), i)) for ids in groups.values())
    return frozenset(i for ids in ordered for i in ids[: max(1, len(ids) // 5)])


def parts(documents: Sequence[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """Return the documents to train on and those held out."""
    out = held_out(documents)
    learn = [r for r in documents if r["document"]["id"] not in out and r["document"]["publisher"] not in NEVER_TRAINED]
    return learn, [r for r in documents if r["document"]["id"] in out]


class EntityReader:
    """The package's encoder with the head for entities: call it with a text and it returns the entities in it.

    ``threads`` limits the cores used (default: all). Raises FileNotFoundError when weights are missing, ValueError
    when the head is of another version of this program.
    """

    def __init__(self, folder: Path = HEADS, threads: int | None = None) -> None:
        model = Path(str(files("annals"))) / "model"
        for path in (model / "tokens.onnx", folder / "entities.onnx", folder / "entities.json"):
            if not path.exists():
                raise FileNotFoundError(f"{path}: no weights there; python -m train.entities --export writes them")
        card = json.loads((folder / "entities.json").read_text(encoding="utf-8"))
        if tuple(card["types"]) != TYPES:
            raise ValueError(f"{folder / 'entities.json'}: a head of other types; export it again")
        self._threshold = float(card["threshold"])
        self._names = card["names"]
        self._tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._network = OnnxNetwork(model, threads)
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        if threads is not None:
            options.intra_op_num_threads = threads
        self._head = onnxruntime.InferenceSession(
            str(folder / "entities.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def __call__(self, text: str) -> list[Entity]:
        """Return the entities of a text in text order, none for one without words."""
        try:
            document = readable(text)
        except SourceError:
            return []
        scored: list[tuple[Entity, float]] = []
        for window in windows(document, self._tokenizer):
            spans = candidates(window, document.text)
            if len(spans):
                states = self._network.tokens(window.ids, window.shapes)[0]
                scored += named(window, spans, self._head.run(None, {"states": states, "spans": spans})[0])
        found = decode(consistent(document.text, scored, self._names), self._threshold)
        return found if document.text == text else moved(found, document.text, text)


def moved(found: Sequence[Entity], read: str, text: str) -> list[Entity]:
    """Return entities of a text as it was read (Unicode NFC, line feeds) with their offsets in the text itself."""
    at = np.zeros(len(read) + 1, dtype=np.int64)
    at[-1] = len(text)
    for same, other, size in SequenceMatcher(None, read, text, autojunk=False).get_matching_blocks():
        at[same : same + size] = np.arange(other, other + size)
    at = np.maximum.accumulate(at)
    return [Entity(int(at[e.start]), int(at[e.end - 1]) + 1, e.type) for e in found]


def measure(data: Path) -> dict[str, float]:
    """Return strict and overlap F1 on the documents held out; nothing where re3d is absent."""
    path = data / "data" / "re3d" / "train.jsonl"
    if not path.exists():
        print("no re3d here: entities not measured")
        return {}
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    reader = EntityReader(threads=2)
    pairs = [(gold_of(row), reader(row["text"])) for row in parts(rows)[1]]
    strict, overlap = f1(pairs)
    return {"strict_f1": strict, "overlap_f1": overlap, "any_overlap_f1": any_overlap(pairs)}


def any_overlap(pairs: Iterable[tuple[Sequence[Entity], Sequence[Entity]]]) -> float:
    """Return F1 where an entity counts as right when any of its type on the other side overlaps it.

    Unlike ``f1``'s overlap, two nested entities may answer to one.
    """
    counts = [0, 0, 0, 0]
    for gold, found in pairs:
        sides = set(gold), set(found)
        for number, (own, other) in enumerate((sides, sides[::-1])):
            counts[2 * number] += sum(any(_overlap(a, b) for b in other) for a in own)
            counts[2 * number + 1] += len(own)
    right, asked, hits, told = counts
    recall, precision = right / asked if asked else 0.0, hits / told if told else 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _overlap(one: Entity, other: Entity) -> bool:
    return one.type == other.type and one.start < other.end and other.start < one.end


def main() -> int:
    """Read the rows of IN and write their entities to OUT; return 2 when the call is wrong, 1 when a file is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, metavar="IN")
    parser.add_argument("target", type=Path, metavar="OUT")
    parser.add_argument("--gold", action="store_true", help="the rows have entities: score what was found")
    parser.add_argument("--heads", type=Path, default=HEADS, help="folder of entities.onnx and its card")
    options = parser.parse_args()
    pairs = []
    try:
        reader = EntityReader(options.heads)
        rows = [json.loads(line) for line in options.source.read_text(encoding="utf-8").splitlines() if line.strip()]
        with options.target.open("w", encoding="utf-8") as out:
            for row in rows:
                found = reader(row["text"])
                told = {key: row[key] for key in ("document", "id") if key in row}
                told["entities"] = [asdict(entity) for entity in found]
                out.write(json.dumps(told, ensure_ascii=False) + "\n")
                if options.gold:
                    pairs.append((gold_of(row), found))
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyError as error:
        print(f"{options.source}: a row has no {error}", file=sys.stderr)
        return 1
    if options.gold:
        strict, overlap = f1(pairs)
        print(f"strict_f1 {strict:.4f}\noverlap_f1 {overlap:.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
