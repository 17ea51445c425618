"""Lines at the head of a plain text that say what it is: ``Publisher: X``, ``Published: DAY``, ``By: NAME``.

Wire copy, archives and exports of press databases put such lines between title and text (the fields are those of
RFC 822 mail headers and of the Dublin Core: source, publisher, date, creator).
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from annals.types import Block

_LABELS: Final = {
    "publisher": "publisher", "published by": "publisher", "source": "publisher", "outlet": "publisher",
    "by": "byline", "byline": "byline", "author": "byline", "writer": "byline", "reporter": "byline",
    "published": "", "publication date": "", "date": "", "posted": "", "updated": "", "url": "", "link": "",
}  # fmt: skip
_LINE: Final = re.compile(r"^\W{0,3}(?P<label>[A-Za-z][A-Za-z ]{1,18}?)\s*:\s*\W{0,2}(?P<value>\S.{0,160})$")
_TOP: Final = 8
"""How many blocks from the start may be such lines; what stands further down is part of the text."""


@dataclass(frozen=True, slots=True)
class Heads:
    """What the head lines say, and the blocks with those lines as boilerplate."""

    blocks: tuple[Block, ...]
    publisher: str | None
    byline: str | None


def _fields(words: str) -> dict[str, str] | None:
    """Return the fields of a block made of head lines alone, ``None`` for any other block."""
    found: dict[str, str] = {}
    for line in filter(str.strip, words.split("\n")):
        match = _LINE.match(line.strip())
        label = " ".join(match["label"].lower().split()) if match else None
        if match is None or label not in _LABELS:
            return None
        found.setdefault(_LABELS[label], match["value"].strip(" *_|"))
    return found


def head_lines(text: str, blocks: tuple[Block, ...]) -> Heads:
    """Return what head lines say of a text; a text without any keeps its blocks as they are."""
    out = list(blocks)
    said: dict[str, str] = {}
    for at, block in enumerate(blocks[:_TOP]):
        fields = _fields(text[block.start : block.end])
        if fields is not None:
            out[at] = replace(block, kind="boilerplate")
            said = fields | said
        elif block.kind in ("lead", "body"):
            break
    return Heads(tuple(out), said.get("publisher"), said.get("byline"))
