"""How well references within a document are resolved, on coreference in CoNLL form (OntoGUM).

``python bench/reference.py PATH`` takes a folder of ``.conll`` files, or a ``.tar.gz`` with some; without one it
looks in ``ANNALS_SHARED`` (``../shared``). The mentions are given; two of them are decided to be one when
``name_claims`` gives both the same name, a pronoun that it leaves alone being nobody's. Printed are precision, recall
and F1 over pairs of mentions of a document: of news, which the program is made for, and of all genres (fiction,
chats and how-tos among them). Things are annotated as well as people and groups, though the program names actors only.
"""

import os
import re
import sys
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from annals.names import fold
from annals.resolve import actors_words as words
from annals.resolve.actors import name_claims
from annals.resolve.places import Gazetteer
from annals.sentences import split
from annals.types import Block, Claim, Document, Filler, Sentence

ARCHIVE = "data/extra/gum-coref-ontogum.tar.gz"
_BRACKET = re.compile(r"\((\d+)\)|\((\d+)|(\d+)\)")
_NO_SPACE_BEFORE = frozenset({".", ",", ";", ":", "!", "?", ")", "]", "'s", "’s", "n't", "'", "’", "%"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention at ``start``..``end`` of a text, of the entity with number ``entity``."""

    start: int
    end: int
    entity: int


def texts(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield (name, lines) of the .conll files of a folder or archive, by name."""
    if path.is_dir():
        for file in sorted(path.rglob("*.conll")):
            yield file.stem, file.read_text(encoding="utf-8").splitlines()
        return
    with tarfile.open(path) as archive:
        for member in sorted(archive.getmembers(), key=lambda member: member.name):
            content = archive.extractfile(member) if member.name.endswith(".conll") else None
            if content is not None:
                yield Path(member.name).stem, content.read().decode("utf-8").splitlines()


def parse(lines: list[str]) -> tuple[str, list[Mention]]:
    """Return the text of a CoNLL file and its mentions."""
    text, mentions = "", []
    opened: dict[int, list[int]] = defaultdict(list)
    for line in lines:
        cells = line.rstrip("\n").split("\t")
        if len(cells) < 3 or line.startswith("#"):
            continue
        word = cells[1]
        if text and word not in _NO_SPACE_BEFORE and not text.endswith(("(", "[", "$")):
            text += " "
        start = len(text)
        text += word
        for alone, opens, closes in _BRACKET.findall(cells[-1]):
            if alone:
                mentions.append(Mention(start, len(text), int(alone)))
            elif opens:
                opened[int(opens)].append(start)
            elif opened[int(closes)]:
                mentions.append(Mention(opened[int(closes)].pop(), len(text), int(closes)))
    return text, sorted(set(mentions), key=lambda mention: (mention.start, -mention.end, mention.entity))


def document(name: str, text: str) -> Document:
    """Return a text as a document of one block."""
    sentences = tuple(Sentence(start, end, 0) for start, end in split(text, 0, len(text)))
    return Document(
        name, name, name, name, text, (Block("body", 0, len(text)),), sentences, None, None, None, None, None, None,
        (), "text/plain", "", (),
    )  # fmt: skip


def decided(name: str, text: str, mentions: list[Mention], gazetteer: Gazetteer) -> list[str | None]:
    """Return for each mention the name that it is resolved to; ``None`` for a pronoun that stays one."""
    claims = []
    for number, mention in enumerate(mentions):
        quote = text[mention.start : mention.end]
        filler = Filler(quote, quote, mention.start, mention.end)
        claims.append(
            Claim(f"c{number}", name, "body", "statement", quote, mention.start, mention.end, "", (mention.start,) * 2,
                  actor=(filler,))
        )  # fmt: skip
    named = name_claims(document(name, text), claims, gazetteer)
    return [None if words.is_pronoun(claim.actor[0].name) else fold(claim.actor[0].name) for claim in named]


def measure_files(path: Path, *, news_only: bool = False) -> dict[str, float]:
    """Return precision, recall and F1 over pairs of mentions, of news and of all documents."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    with Gazetteer.open() as gazetteer:
        for name, lines in texts(path):
            if news_only and "_news_" not in name:
                continue
            text, mentions = parse(lines)
            names = decided(name, text, mentions, gazetteer)
            right = found = gold = 0
            for (one, first), (other, second) in combinations(zip(mentions, names, strict=True), 2):
                same = first is not None and first == second
                found += same
                gold += one.entity == other.entity
                right += same and one.entity == other.entity
            for part in ("all", *(("news",) if "_news_" in name else ())):
                counts[part] = [a + b for a, b in zip(counts[part], (right, found, gold, 1), strict=True)]
    figures: dict[str, float] = {}
    for part, (right, found, gold, documents) in sorted(counts.items(), reverse=True):
        precision, recall = right / max(1, found), right / max(1, gold)
        figures[f"{part}_documents"] = float(documents)
        figures[f"{part}_pair_precision"] = precision
        figures[f"{part}_pair_recall"] = recall
        figures[f"{part}_pair_f1"] = 2 * precision * recall / max(1e-9, precision + recall)
    return figures


def measure(shared: Path) -> dict[str, float]:
    """Return the figures on the news documents below ``shared``; empty when they are absent."""
    path = shared / ARCHIVE
    return measure_files(path, news_only=True) if path.is_file() else {}


def main(arguments: list[str]) -> int:
    """Print the figures of the path given, or of the shared archive."""
    shared = Path(os.environ.get("ANNALS_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    path = Path(arguments[0]) if arguments else shared / ARCHIVE
    if not path.exists():
        print(f"reference: skipped, nothing at {path}")
        return 0
    for name, value in measure_files(path).items():
        print(f"{name} {value:.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
