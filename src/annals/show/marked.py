"""A document as it was read, with its claims marked: blocks, lines, and stretches that one or more claims quote."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from annals.types import NARRATIVE, Block, Claim, Document

WINDOW: Final = 120_000
"""Signs of a document on one page; a longer one is shown in parts."""
_SEARCHED: Final = 4_000
"""How far before the end of a part a line's end is looked for."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text that the same claims quote: ``claims`` are their ids, ``begins`` those whose quote begins here.

    ``sought`` tells that it is what the reader was sent to.
    """

    text: str
    claims: tuple[str, ...]
    begins: tuple[str, ...]
    sought: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A block, or what of it is shown: its kind, its lines, and the claims whose quotes begin in it."""

    kind: str
    lines: tuple[tuple[Stretch, ...], ...]
    claims: tuple[Claim, ...]

    @property
    def size(self) -> int:
        """How many signs it has."""
        return sum(len(stretch.text) for line in self.lines for stretch in line)


@dataclass(frozen=True, slots=True)
class Run:
    """Passages that stand together: a report's own, or others (comments, boilerplate) that are folded away."""

    kind: str
    folded: bool
    passages: tuple[Passage, ...]


def part_count(text: str) -> int:
    """Return in how many parts a text is shown."""
    return max(1, -(-len(text) // WINDOW))


def part_of(text: str, at: int) -> int:
    """Return the part, counted from 1, in which a sign of the text stands."""
    return next((part for part in range(1, part_count(text) + 1) if at < bounds(text, part)[1]), part_count(text))


def bounds(text: str, part: int) -> tuple[int, int]:
    """Return where a part begins and ends: at a line's end near each multiple of ``WINDOW``, else at it."""
    return _cut(text, part - 1), _cut(text, part)


def _cut(text: str, part: int) -> int:
    at = part * WINDOW
    if at <= 0 or at >= len(text):
        return max(0, min(at, len(text)))
    found = text.rfind("\n", at - _SEARCHED, at)
    return at if found < 0 else found + 1


def runs(document: Document, claims: Sequence[Claim], *, part: int, sought: tuple[int, int] | None) -> tuple[Run, ...]:
    """Return one part of a document with its claims marked, and the stretch that the reader was sent to."""
    first, last = bounds(document.text, part)
    shown = [block for block in document.blocks if block.start < last and block.end > first]
    passages = [_passage(document, block, claims, (first, last), sought) for block in shown]
    full = [passage for passage in passages if passage.lines]
    grouped = groupby(full, key=lambda passage: "report" if passage.kind in NARRATIVE else passage.kind)
    return tuple(Run(kind, kind != "report", tuple(members)) for kind, members in grouped)


def _passage(
    document: Document, block: Block, claims: Sequence[Claim], window: tuple[int, int], sought: tuple[int, int] | None
) -> Passage:
    start, end = max(block.start, window[0]), min(block.end, window[1])
    inside = [claim for claim in claims if claim.start < end and claim.end > start]
    lines = []
    at = start
    for line in document.text[start:end].split("\n"):
        if line.strip():
            lines.append(tuple(_stretches(document.text, at, at + len(line), inside, sought)))
        at += len(line) + 1
    begun = tuple(claim for claim in inside if start <= claim.start < end)
    return Passage(block.kind, tuple(lines), begun)


def _stretches(
    text: str, start: int, end: int, claims: Collection[Claim], sought: tuple[int, int] | None
) -> Iterator[Stretch]:
    """Yield the stretches of one line, cut wherever a quote begins or ends."""
    edges = {start, end}
    near = [claim for claim in claims if claim.start < end and claim.end > start]
    for first, last in [(claim.start, claim.end) for claim in near] + ([sought] if sought else []):
        edges |= {edge for edge in (first, last) if start < edge < end}
    marks = sorted(edges)
    for first, last in pairwise(marks):
        covering = [claim for claim in near if claim.start < last and claim.end > first]
        yield Stretch(
            text[first:last],
            tuple(claim.id for claim in covering),
            tuple(claim.id for claim in covering if max(claim.start, start) == first),
            sought is not None and sought[0] < last and sought[1] > first,
        )
