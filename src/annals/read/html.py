"""Pages of the web: main text, comments and furniture, put together as one canonical text in this order.

The text of a page is its title, its main text, its readers' comments, and the rest, a blank line between
units. The main text is what the page itself marks as its article, else the part of the tree that holds most
of the running text; where both leave little, trafilatura is asked for a second opinion.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import htmldate
import trafilatura
from lxml import etree

from annals.errors import SourceError
from annals.read.classify import classify
from annals.read.comments import comments_from
from annals.read.days import distinct, machine_day, text_days
from annals.read.decode import canonical, decode
from annals.read.dom import Piece, Tree, parse, walk
from annals.read.draft import Draft, Unit
from annals.read.limits import Limits
from annals.read.look import Look
from annals.read.meta import Meta, meta_of
from annals.read.text import check_length, check_units
from annals.read.units import units_of
from annals.types import BlockKind, DateCandidate

_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
_SITE_SUFFIX: Final = re.compile(r"\s+(?:[|»·•—–]|-{1,2}|::)\s+")
_HEADINGS: Final = ("h1", "h2")

_MAIN_SHARE: Final = 0.7
"""Share of a page's running text that the element taken for the main text must hold."""

_LITTLE: Final = 250
"""Fewer characters of main text than this on a page that has more are reason for a second opinion."""

_LATEST: Final = "2100-12-31"


@dataclass(frozen=True, slots=True)
class _Placed:
    """A piece with the zone that was settled for it."""

    piece: Piece
    zone: BlockKind | None


def html_draft(raw: bytes, source: str, limits: Limits, *, url: str | None = None) -> Draft:
    """Return the draft of a page.

    ``url`` is the page's address where it is known from elsewhere. Raises ``SourceError`` for a page that is
    too large, nested too deep, or without text.
    """
    if len(raw) > limits.markup_bytes:
        raise SourceError(
            source,
            f"has {len(raw):,} bytes of markup, more than the limit of {limits.markup_bytes:,}; save its text instead",
        )
    declared = _CHARSET.search(raw[:4096])
    markup = canonical(decode(raw, source, declared[1].decode("ascii") if declared else None))
    root = parse(markup, source, limits)
    meta = meta_of(root, url)
    placed = _places(root, markup)
    title = _title(meta, [each.piece for each in placed])
    text, units = _compose(title, placed)
    check_length(text, source, limits)
    check_units(len(units), source, limits)
    if not units:
        raise SourceError(source, "is a page without text; if a script loads its text, save it from a browser first")
    blocks = classify(text, units, title)
    dates, changes = _written_days(meta, [each.piece for each in placed], markup)
    return Draft(
        text=text,
        blocks=blocks,
        media="text/html",
        title=title,
        byline=meta.byline,
        publisher=meta.publisher,
        url=meta.url,
        dates=distinct((*meta.dates, *dates)),
        other_dates=distinct((*meta.other_dates, *changes)),
    )


def _places(root: etree._Element, markup: str) -> list[_Placed]:
    """Return the pieces of a page with the zone of each, all that is not main text, comment or caption boilerplate.

    When names of classes leave hardly any main text they are not to be believed, and the page is read
    without them.
    """
    tree = walk(root)
    placed = _settle(tree)
    prose = sum(len(piece.text) for piece in tree.pieces if piece.prose and piece.zone != "comment")
    found = _main_length(placed)
    if found < _LITTLE and prose > 2 * found:
        other = _settle(walk(root, by_names=False))
        if _main_length(other) > 2 * found:
            placed, found = other, _main_length(other)
    return _second_opinion(placed, markup) if found < _LITTLE < prose else placed


def _main_length(placed: Sequence[_Placed]) -> int:
    return sum(len(each.piece.text) for each in placed if each.zone is None and each.piece.prose)


def _settle(tree: Tree) -> list[_Placed]:
    """Mark as boilerplate what stands outside of the element that holds the main text, but for comments after it."""
    inside = _main(tree)
    placed = [
        _Placed(piece, piece.zone if piece.zone not in {None, "caption"} or piece.node in inside else "boilerplate")
        for piece in tree.pieces
    ]
    unsaid = [number for number, piece in enumerate(tree.pieces) if piece.zone is None and piece.node >= inside[0]]
    if not any(tree.pieces[number].node not in inside for number in unsaid):
        return placed
    looks = [Look.of(Unit(0, len(tree.pieces[n].text)), tree.pieces[n].text) for n in unsaid]
    nothing = [False] * len(looks)
    begin = comments_from(looks, nothing, nothing)
    if begin < len(unsaid) and tree.pieces[unsaid[begin]].node not in inside:
        for number in unsaid[begin:]:
            placed[number] = _Placed(tree.pieces[number], "comment")
    return placed


def _main(tree: Tree) -> range:
    """Return the numbers of the elements of the main text.

    An element that is marked as article wins when it holds at least half of the running text; else the
    paragraph-bearing element with most text is taken, and left for its parent until it holds enough.
    """
    running = sorted((piece.node, len(piece.text)) for piece in tree.pieces if piece.prose and piece.zone is None)
    nodes = [node for node, _length in running]
    sums = [0, *accumulate(length for _node, length in running)]
    if not running:
        return range(len(tree.parents))

    def weight(element: int) -> int:
        return sums[bisect_right(nodes, tree.ends[element])] - sums[bisect_left(nodes, element)]

    marked = max(tree.articles, key=lambda article: (weight(article), article), default=0)
    if marked and weight(marked) >= 0.5 * sums[-1]:
        return range(marked, tree.ends[marked] + 1)
    held: Counter[int] = Counter()
    for node, length in running:
        held[max(tree.parents[node], 0)] += length
    best = max(held, key=lambda node: (held[node], -node))
    while best > 0 and weight(best) < _MAIN_SHARE * sums[-1]:
        best = tree.parents[best]
    return range(best, tree.ends[best] + 1)


def _second_opinion(placed: list[_Placed], markup: str) -> list[_Placed]:
    """Return the pieces with those freed from boilerplate that trafilatura takes for main text."""
    try:
        extracted = trafilatura.extract(markup, include_comments=False, include_tables=True, fast=True) or ""
    except Exception:  # it is only asked for its opinion, whatever it stumbles over
        return placed
    lines = {" ".join(line.lstrip("-| ").split()) for line in extracted.split("\n")}
    return [
        _Placed(
            each.piece, None if each.zone == "boilerplate" and " ".join(each.piece.text.split()) in lines else each.zone
        )
        for each in placed
    ]


def _title(meta: Meta, pieces: Sequence[Piece]) -> str | None:
    """Return the title: the heading that the metadata's title contains, else that title without the site's name."""
    headings = [piece.text.replace("\n", " ") for piece in pieces if piece.tag in _HEADINGS and len(piece.text) <= 300]
    folded = [title.casefold() for title in meta.titles]
    for heading in headings:
        if len(heading) >= 8 and any(heading.casefold() in title for title in folded):
            return heading
    if meta.titles:
        best = meta.titles[0]
        parts = _SITE_SUFFIX.split(best)
        return max(parts, key=len) if len(parts) > 1 and len(max(parts, key=len)) >= 0.5 * len(best) else best
    return next(
        (piece.text.replace("\n", " ") for piece in pieces if piece.tag == "h1" and len(piece.text) <= 300), None
    )


def _compose(title: str | None, placed: Sequence[_Placed]) -> tuple[str, list[Unit]]:
    """Return the canonical text of a page with its units: title, main text and captions, comments, the rest."""
    groups: tuple[list[_Placed], ...] = ([], [], [])
    known = " ".join((title or "").casefold().split())
    for each in placed:
        repeats = bool(known) and " ".join(each.piece.text.casefold().split()) == known
        zone = "boilerplate" if repeats and each.zone != "comment" else each.zone
        groups[{"comment": 1, "boilerplate": 2}.get(zone or "", 0)].append(_Placed(each.piece, zone))
    parts: list[str] = []
    units: list[Unit] = []
    at = 0
    if title:
        parts.append(canonical(title))
        units.append(Unit(0, len(parts[0]), kind="title"))
        at = len(parts[0]) + 2
    for each in (each for group in groups for each in group):
        text = canonical(each.piece.text)
        links = each.piece.linked / len(text)
        for unit in units_of(text) if "\n" in text else [Unit(0, len(text))]:
            units.append(Unit(at + unit.start, at + unit.end, unit.indent, unit.after_gap, links=links, kind=each.zone))
        parts.append(text)
        at += len(text) + 2
    return "\n\n".join(parts), units


def _written_days(
    meta: Meta, pieces: Sequence[Piece], markup: str
) -> tuple[tuple[DateCandidate, ...], tuple[DateCandidate, ...]]:
    """Return the days of publication, and other days, that short lines of the page state.

    Where nothing dates the page, htmldate's finding is kept among the other days: it reads dates in running
    text and numbers of versions too, and no day is better than a wrong one.
    """
    lines = [piece.text for piece in pieces if piece.zone != "comment" and len(piece.text) <= 160]
    dates, changes = text_days(lines[:200])
    if meta.dates or dates or len(markup) > 1_000_000:
        return dates[:3], changes[:3]
    try:
        found = htmldate.find_date(markup, extensive_search=False, original_date=True, max_date=_LATEST, url=meta.url)
    except Exception:  # likewise
        found = None
    day = machine_day(found) if found else None
    return (), (*changes[:3], *((DateCandidate(day, "text", f"htmldate: {found}"),) if day else ()))
