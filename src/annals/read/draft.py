"""What a format's reader hands on: canonical text with its blocks, and what the source says of itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from annals.types import Block, BlockKind, DateCandidate

DATE_ORDER: Final = ("row", "json-ld", "meta", "time", "url", "given", "text", "pdf")
"""Which basis of a date outranks which, best first.

What a source states of itself for machines comes first; the day that the user gives stands in for what the
source does not say, but outranks what was merely found in its words or in the properties of a PDF, which
tell when the file was made.
"""


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of text that is laid out as one thing: a paragraph, a heading, an item, a line.

    ``start`` and ``end`` are offsets into the text, ``indent`` counts white space before it in its line,
    ``after_gap`` tells that a blank line (or a block of markup) separates it from what is before, ``links``
    is the share of its characters that are link text. ``kind`` is set where the markup decides it.
    """

    start: int
    end: int
    indent: int = 0
    after_gap: bool = True
    links: float = 0.0
    kind: BlockKind | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A document before its identity is known.

    ``dates`` are days on which the source may have been published; ``other_dates`` are kept but never chosen
    (the day of a later change).
    """

    text: str
    blocks: tuple[Block, ...]
    media: str
    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    url: str | None = None
    dates: tuple[DateCandidate, ...] = ()
    other_dates: tuple[DateCandidate, ...] = ()


def best_date(candidates: Iterable[DateCandidate]) -> DateCandidate | None:
    """Return the candidate whose basis stands first in ``DATE_ORDER``, the first of several, or ``None``."""
    return min(candidates, key=lambda each: DATE_ORDER.index(each.basis), default=None)
