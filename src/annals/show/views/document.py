"""A document as it was read: blocks marked, comments folded, claims highlighted, each claim beside its words."""

import re
from typing import Final

from starlette.responses import Response

from annals.errors import RecordError, UsageError
from annals.show.marked import bounds, part_count, runs
from annals.show.page import Page
from annals.show.views.event import claim_names
from annals.show.wording import days, plain
from annals.types import Claim

_STRETCH: Final = re.compile(r"(\d{1,9})-(\d{1,9})")


def document(page: Page) -> Response:
    """Show a document, one part of it where it is long."""
    with page.record.snapshot():
        try:
            found = page.record.document(page.id)
        except RecordError:
            return page.missing("document")
        parts = part_count(found.text)
        part = _part(page.query.get("part") or "1", parts)
        first, last = bounds(found.text, part)
        claims = page.record.claims(document=found.id)
        stored = page.record.claims(document=found.id, corrected=False)
        kept = {claim.id for claim in claims}
        everything = [*claims, *(claim for claim in stored if claim.id not in kept)]
        here = [claim for claim in everything if claim.start < last and claim.end > first]
        chosen = next((claim for claim in here if claim.id == page.query.get("claim")), None)
        sought = _stretch(page.query.get("at", "")) if chosen is None else (chosen.start, chosen.end)
        first_block = found.text[found.blocks[0].start : found.blocks[0].end].strip() if found.blocks else ""
        titled = part == 1 and bool(found.title) and found.blocks[0].kind == "title" and first_block == found.title
        in_order = sorted(here, key=lambda claim: (claim.start, claim.end, claim.id))
        versions = page.record.shelves(found.version_key)
        (own,) = (shelf for shelf in versions if shelf.id == found.id)
        return page.render(
            "document.html", document=found, titled=titled, parts=parts, part=part, claims=claims, own=own,
            runs=runs(found, in_order, part=part, sought=sought),
            rejected={claim.id for claim in here if claim.id not in kept}, chosen=chosen,
            versions=[shelf for shelf in versions if shelf.id != found.id], names=claim_names(page, here),
            original=_original(page, own.copy_of), told={claim.id: summary(claim) for claim in here},
        )  # fmt: skip


def summary(claim: Claim) -> str:
    """Return a claim in a line: type, who to whom, where, when, how firmly."""
    sides = " → ".join(", ".join(filler.name for filler in side) for side in (claim.actor, claim.target) if side)
    where = ", ".join(filler.name for filler in claim.place)
    when = days(claim.time.start, claim.time.end) if claim.time else ""
    rest = "; ".join(filter(None, (sides, where, when, claim.status)))
    return f"{plain(claim.type)}: {rest}"


def _original(page: Page, id_: str | None) -> tuple[str, str] | None:
    return None if id_ is None else (id_, page.record.document(id_).name)


def _part(text: str, parts: int) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= parts:
        raise UsageError(f"the document has no part {text!r}; it has {parts}")
    return int(text)


def _stretch(text: str) -> tuple[int, int] | None:
    match = _STRETCH.fullmatch(text)
    return None if match is None else (int(match[1]), int(match[2]))
