"""Plain text and Markdown: the canonical text is the text itself, cut into blocks."""

from typing import Final

from annals.errors import SourceError
from annals.read.classify import classify
from annals.read.days import text_days
from annals.read.draft import Draft
from annals.read.heads import head_lines
from annals.read.limits import Limits
from annals.read.units import units_of

_TOP: Final = 12


def text_draft(text: str, source: str, limits: Limits, *, media: str = "text/plain") -> Draft:
    """Return the draft of a plain text, which must be canonical.

    The title is set when the text plainly has one; the days are those that lines at the top, down to the
    first paragraph, state. Raises ``SourceError`` for a text that is empty or longer than the limit.
    """
    check_length(text, source, limits)
    units = units_of(text)
    check_units(len(units), source, limits)
    if not units:
        raise SourceError(source, "is empty: there is nothing to read")
    blocks = classify(text, units)
    title = next((text[block.start : block.end].lstrip("# ") for block in blocks if block.kind == "title"), None)
    top: list[str] = []
    for block in blocks[:_TOP]:
        top.append(text[block.start : min(block.end, block.start + 400)])
        if block.kind == "lead" or (block.kind == "body" and block.end - block.start > 80):
            break
    dates, changes = text_days(top)
    heads = head_lines(text, blocks)
    return Draft(
        text=text,
        blocks=heads.blocks,
        media=media,
        title=title,
        byline=heads.byline,
        publisher=heads.publisher,
        dates=dates,
        other_dates=changes,
    )


def check_length(text: str, source: str, limits: Limits) -> None:
    """Raise ``SourceError`` when a text has more characters than the limit."""
    if len(text) > limits.characters:
        raise SourceError(
            source,
            f"has {len(text):,} characters, more than the limit of {limits.characters:,} for one document; "
            "split it into documents, for instance one a row of a .jsonl file",
        )


def check_units(number: int, source: str, limits: Limits) -> None:
    """Raise ``SourceError`` when a text has more paragraphs and lines than the limit."""
    if number > limits.units:
        raise SourceError(
            source,
            f"has {number:,} paragraphs and lines, more than the limit of {limits.units:,} for one document; "
            "is it a table? Give reports, each a document of its own",
        )
