"""From bytes to a ``Document``: telling the format, reading it, giving it its identity."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Final

from annals.copies import signature
from annals.errors import SourceError
from annals.ids import stable_id
from annals.read.decode import canonical, decode
from annals.read.draft import Draft, best_date
from annals.read.html import html_draft
from annals.read.kinds import HEAD, Kind, kind_of
from annals.read.limits import Limits
from annals.read.pdf import pdf_draft
from annals.read.text import text_draft
from annals.sentences import line_width, split
from annals.types import NARRATIVE, Block, DateCandidate, Document, Sentence

_MARKDOWN: Final = (".md", ".markdown")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from: its name, its source as the user gave it, and what its versions share."""

    name: str
    source: str
    version: str


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of a document from outside of it.

    ``publisher`` and ``published`` stand in for what the document does not say; ``url``, ``title`` and what a
    row of JSONL states (``row_publisher``, ``row_published``) come before what it says.
    """

    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    row_publisher: str | None = None
    row_published: date | None = None


def read_document(raw: bytes, origin: Origin, given: Given, limits: Limits, kind: Kind | None = None) -> Document:
    """Return the document that ``raw`` is; ``kind`` is told from its content when it is not given.

    Raises ``SourceError`` when there is no text in it, or more than the limits allow.
    """
    name, source = origin.name, origin.source
    if len(raw) > limits.source_bytes:
        raise too_large(source, limits.source_bytes)
    draft = _draft(raw, source, given, limits, kind or kind_of(raw[:HEAD], source, source, whole=len(raw) <= HEAD))
    sha256 = hashlib.sha256(raw).hexdigest()
    publisher = given.row_publisher or given.publisher
    published = given.row_published or given.published
    url = given.url or draft.url
    dates = _dates(draft, given)
    best = best_date(dates)
    return Document(
        id=stable_id("d", name, given.url, sha256, publisher, published),
        name=name,
        source=source,
        version_key=url or origin.version,
        text=draft.text,
        blocks=draft.blocks,
        sentences=_sentences(draft),
        title=given.title or draft.title,
        byline=draft.byline,
        publisher=given.row_publisher or draft.publisher or given.publisher,
        url=url,
        published=best.day if best else None,
        published_basis=best.basis if best else None,
        date_candidates=(*dates, *draft.other_dates),
        media=draft.media,
        raw_sha256=sha256,
        signature=signature(_narrative(draft.text, draft.blocks)),
    )


def narrative_text(document: Document) -> str:
    """Return the words of a document that may hold claims: titles, leads, bodies and captions, a line each."""
    return _narrative(document.text, document.blocks)


def too_large(source: str, limit: int) -> SourceError:
    """Return the error that tells of a document beyond the limit of ``limit`` bytes."""
    return SourceError(
        source, f"is larger than the limit of {limit:,} bytes for one document; split it, or raise the limit"
    )


def _narrative(text: str, blocks: tuple[Block, ...]) -> str:
    return "\n".join(text[each.start : each.end] for each in blocks if each.kind in NARRATIVE)


def _draft(raw: bytes, source: str, given: Given, limits: Limits, kind: Kind) -> Draft:
    if kind == "html":
        return html_draft(raw, source, limits, url=given.url)
    if kind == "pdf":
        return pdf_draft(raw, source, limits)
    if kind == "jsonl":
        raise SourceError(source, "holds rows of JSON, not one document; give it as a file, or its rows one by one")
    media = "text/markdown" if source.lower().removesuffix(".gz").endswith(_MARKDOWN) else "text/plain"
    return text_draft(canonical(decode(raw, source)), source, limits, media=media)


def _dates(draft: Draft, given: Given) -> tuple[DateCandidate, ...]:
    """Return all days of publication, those from outside first."""
    outside = []
    if given.row_published:
        outside.append(DateCandidate(given.row_published, "row", f"published: {given.row_published}"))
    if given.published:
        outside.append(DateCandidate(given.published, "given", f"given: {given.published}"))
    return (*outside, *draft.dates)


def _sentences(draft: Draft) -> tuple[Sentence, ...]:
    """Return the sentences of all blocks; where lines were wrapped is told from the text as a whole."""
    width = line_width(draft.text)
    return tuple(
        Sentence(start, end, index)
        for index, block in enumerate(draft.blocks)
        for start, end in split(draft.text, block.start, block.end, width=width)
    )
