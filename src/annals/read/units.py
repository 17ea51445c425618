"""Cutting plain text into units: paragraphs, headings and items, whatever way its lines were broken."""

import re
from typing import Final

from annals.read.draft import Unit
from annals.sentences import line_width, wraps

_LINE: Final = re.compile(r"[^\n]+")
BULLET: Final = re.compile(r"[•‣◦▪●○■*·►→–—-]\s+")
"""The mark of an item of a list, with the space after it."""


def units_of(text: str, start: int = 0, end: int | None = None) -> list[Unit]:
    """Return the units of ``text[start:end]`` in order.

    Lines between blank lines are joined where the break is only typography (see ``sentences.wraps``);
    every other line is a unit of its own. Every character that is no white space is in exactly one unit.
    """
    stop = len(text) if end is None else end
    width = line_width(text[start:stop])
    units: list[Unit] = []
    open_start = open_end = indent = -1
    gap = after_gap = True
    last = ""
    for match in _LINE.finditer(text, start, stop):
        line = match.group()
        stripped = line.strip()
        if not stripped:
            gap = True
            continue
        begin = match.start() + len(line) - len(line.lstrip())
        gap = gap or text.count("\n", open_end, begin) > 1
        if open_start >= 0 and (gap or not wraps(last, line, width)):
            units.append(Unit(open_start, open_end, indent, after_gap))
            open_start = -1
        if open_start < 0:
            open_start, indent, after_gap = begin, begin - match.start(), gap or not units
        open_end, last, gap = begin + len(stripped), line, False
    if open_start >= 0:
        units.append(Unit(open_start, open_end, indent, after_gap))
    return units
