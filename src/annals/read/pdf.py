"""PDF: the text layer of the pages, their lines joined to paragraphs again."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import chain
from typing import Final

import pypdfium2

from annals.errors import SourceError
from annals.read.classify import classify
from annals.read.days import text_days
from annals.read.decode import canonical
from annals.read.draft import Draft
from annals.read.heads import head_lines
from annals.read.limits import Limits
from annals.read.text import check_length
from annals.read.units import units_of
from annals.sentences import begins_item, wraps
from annals.types import DateCandidate

_HYPHEN: Final = re.compile("[\ufffe\x02\u00ad]\\s*\n\\s*|(?<=[^\\W\\d_])[\u2010-]\n(?=[a-z])")
_MARK: Final = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
_PAGE_NUMBER: Final = re.compile(r"(?:page\s+)?[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:/|of)\s*\d{1,4})?", re.IGNORECASE)
_NO_TITLE: Final = re.compile(
    r"(?:untitled\b|microsoft word\b|powerpoint\b|.*\.(?:docx?|pdf|indd|qxd|odt|rtf)\Z)", re.IGNORECASE
)
_SENTENCE_END: Final = re.compile(r"[.!?…:][\"'”’»)\]]*\Z")

_EDGE: Final = 2
"""Running heads and feet stand within so many lines of the top and the bottom of a page."""


def pdf_draft(raw: bytes, source: str, limits: Limits) -> Draft:
    """Return the draft of a PDF.

    Lines are joined to paragraphs, words divided at line ends are joined, running heads and page numbers are
    left out. The title is the document's property, else its first line when that plainly is one. Raises
    ``SourceError`` for a PDF that is damaged, locked, longer than the limit or without a text layer.
    """
    pages, properties = _pages(raw, source, limits)
    if not any(page.strip() for page in pages):
        raise SourceError(source, "has no text: its pages are pictures (a scan); run OCR on it first, e.g. ocrmypdf")
    text = canonical(_paragraphs(_without_heads(pages)))
    check_length(text, source, limits)
    named = " ".join(properties.get("Title", "").split())
    title = named if len(named) >= 8 and not _NO_TITLE.match(named) else None
    blocks = classify(text, units_of(text), title)
    if title is None:
        title = next((text[block.start : block.end] for block in blocks if block.kind == "title"), None)
    heads = head_lines(text, blocks)
    dates, changes = text_days([line for line in text[:2000].split("\n") if line.strip()][:8])
    made = _property_day(properties, "CreationDate")
    return Draft(
        text=text,
        blocks=heads.blocks,
        media="application/pdf",
        title=title,
        byline=heads.byline or " ".join(properties.get("Author", "").split()) or None,
        publisher=heads.publisher,
        dates=(*dates, *made),
        other_dates=(*changes, *_property_day(properties, "ModDate")),
    )


def _pages(raw: bytes, source: str, limits: Limits) -> tuple[list[str], dict[str, str]]:
    """Return the text of each page, and the document's properties."""
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        advice = "is locked; remove its password first" if locked else "is a damaged PDF; fetch it again"
        raise SourceError(source, advice) from error
    try:
        if len(document) > limits.pdf_pages:
            raise SourceError(
                source, f"has {len(document):,} pages, more than the limit of {limits.pdf_pages:,}; split it first"
            )
        texts: list[str] = []
        length = 0
        for number in range(len(document)):
            texts.append(_page_text(document, number))
            length += len(texts[-1])
            if length > 2 * limits.characters:
                break
        properties = {str(key): str(value) for key, value in document.get_metadata_dict(skip_empty=True).items()}
    except pypdfium2.PdfiumError as error:
        raise SourceError(source, "is a damaged PDF: a page cannot be read; print it to a new PDF first") from error
    finally:
        document.close()
    return texts, properties


def _page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    try:
        layer = page.get_textpage()
        try:
            return str(layer.get_text_bounded(errors="replace")).replace("\r\n", "\n").replace("\r", "\n")
        finally:
            layer.close()
    finally:
        page.close()


def _without_heads(pages: Sequence[str]) -> list[list[str]]:
    """Return the lines of each page without page numbers, and without what stands on the edge of most pages."""
    paged = [[line.strip() for line in page.split("\n")] for page in pages]
    edges = Counter(line for lines in paged for line in {*lines[:_EDGE], *lines[-_EDGE:]} if line)
    running = {line for line, count in edges.items() if count >= 3 and count >= 0.5 * len(paged)}
    kept = []
    for lines in paged:
        edge = {*range(_EDGE), *range(len(lines) - _EDGE, len(lines))}
        kept.append(
            [
                line
                for number, line in enumerate(lines)
                if not (number in edge and (line in running or _PAGE_NUMBER.fullmatch(line)))
            ]
        )
    return kept


def _paragraphs(pages: Sequence[Sequence[str]]) -> str:
    """Return the lines of all pages as paragraphs, one a line, blank lines between.

    Type of varying width makes lines of a paragraph uneven in characters, so a line runs on when it is
    nearly as long as most are (nine of ten are shorter), or stops without a mark and goes on in lower
    case. An item of a list begins a paragraph; a page's end is like a line's end.
    """
    lines = [line for line in _HYPHEN.sub("", "\n".join(chain.from_iterable(pages))).split("\n") if line]
    lengths = sorted(map(len, lines))
    full = lengths[int(0.9 * (len(lengths) - 1))]
    paragraphs: list[list[str]] = []
    last = ""
    for line in lines:
        if last and (_runs_on(last, full) or wraps(last, line, None)) and not begins_item(line):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
        last = line
    return "\n\n".join(" ".join(" ".join(paragraph).split()) for paragraph in paragraphs)


def _runs_on(line: str, full: int) -> bool:
    """Tell whether the paragraph goes on after ``line``, given how long a full line is."""
    return len(line) >= (0.9 if _SENTENCE_END.search(line) else 0.72) * full and full >= 30


def _property_day(properties: dict[str, str], name: str) -> tuple[DateCandidate, ...]:
    match = _MARK.match(properties.get(name, ""))
    if match is None:
        return ()
    try:
        day = DateCandidate(date(*map(int, match.groups())), "pdf", f"{name}: {match.string[:40]}")
    except ValueError:
        return ()
    return (day,)
