"""How much of a source is taken in before it is refused."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one document; a source beyond one is refused with a message that names the bound.

    ``source_bytes`` bounds a document as stored, and one row of a JSONL file; ``unpacked_bytes`` what comes
    out of gzip for one document (a gzip bomb grows a thousandfold), ``rows_bytes`` what comes out of gzip for
    a whole JSONL file, which is streamed. ``markup_bytes`` bounds a page of HTML, ``html_depth`` the nesting
    of its elements (browsers stop at 512), ``pdf_pages`` the pages of a PDF. ``characters`` bounds the
    canonical text: five million are some eight hundred thousand words, several thick books; ``units`` bounds
    its paragraphs and lines.
    """

    source_bytes: int = 64 * 2**20
    unpacked_bytes: int = 64 * 2**20
    rows_bytes: int = 4 * 2**30
    markup_bytes: int = 16 * 2**20
    html_depth: int = 1000
    pdf_pages: int = 2000
    characters: int = 5_000_000
    units: int = 200_000
