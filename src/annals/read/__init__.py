"""Reading: from files, folders, standard input and rows to documents with blocks and sentences.

``read_sources`` goes through sources lazily and yields a ``Reading`` for each document and a ``Failure`` for
whatever cannot be read; ``read_bytes`` reads one document that is at hand. Plain text and Markdown, HTML, PDF
and JSONL are read, and gzip of each; the kind is told by content.

A document's text is canonical: Unicode NFC, line feeds as line ends, nothing else changed for plain text. The
text of a page is put together from its title, main text, comments and the rest. Blocks lie in the order of
the text and do not overlap, every sentence lies in one block, and all offsets count code points.
"""

from datetime import date

from annals.read.document import Given, Origin, narrative_text, read_document
from annals.read.kinds import GZIP, as_stream, unpack
from annals.read.limits import Limits
from annals.read.sources import read_sources
from annals.types import Document

__all__ = ["Limits", "narrative_text", "read_bytes", "read_sources"]


def read_bytes(
    raw: bytes,
    *,
    name: str,
    source: str,
    url: str | None = None,
    title: str | None = None,
    publisher: str | None = None,
    published: date | None = None,
    limits: Limits | None = None,
) -> Document:
    """Return the document that ``raw`` holds: text, a page of HTML or a PDF, or gzip of one.

    ``name`` is what exports call it, ``source`` where it came from (its ending settles what the content leaves
    open). ``url`` and ``title`` come before what the document says of itself; ``publisher`` and ``published``
    stand in for what it does not say. Raises ``SourceError`` when there is no text in it, or more than
    ``limits`` allow.
    """
    bounds = limits or Limits()
    if raw.startswith(GZIP):
        raw = unpack(as_stream(raw), source, bounds.unpacked_bytes)
    given = Given(url=url, title=title, publisher=publisher, published=published)
    return read_document(raw, Origin(name, source, source), given, bounds)
