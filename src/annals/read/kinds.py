"""Telling what a source is: by its content, by its name only where content leaves it open."""

import gzip
import io
import json
import re
import zlib
from typing import BinaryIO, Final, Literal

from annals.errors import SourceError

Kind = Literal["text", "html", "pdf", "jsonl"]
"""The formats that are read. Markdown is read as plain text: its marks harm nobody."""

GZIP: Final = b"\x1f\x8b"
HEAD: Final = 65536
"""How many bytes of a source tell its kind."""

_ROWS_SEEN: Final = 5

# Signatures as in the file formats' own specifications (and in the database of file(1)).
_FOREIGN: Final = (
    (0, b"\x89PNG\r\n", "a PNG image"),
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"GIF8", "a GIF image"),
    (0, b"II*\0", "a TIFF image"),
    (0, b"MM\0*", "a TIFF image"),
    (8, b"WEBP", "a WebP image"),
    (8, b"WAVE", "a sound file"),
    (8, b"AVI ", "a video"),
    (4, b"ftyp", "a video or image"),
    (0, b"\x1aE\xdf\xa3", "a video"),
    (0, b"OggS", "a sound file"),
    (0, b"ID3", "a sound file"),
    (0, b"SQLite format 3\0", "an SQLite database"),
    (0, b"PK\x03\x04", "a ZIP archive or an office document"),
    (0, b"PK\x05\x06", "an empty ZIP archive"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1", "an old office document"),
    (0, b"{\\rtf", "an RTF document"),
    (0, b"%!PS", "a PostScript document"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"Rar!\x1a", "a RAR archive"),
    (0, b"BZh", "a bzip2 archive"),
    (0, b"\xfd7zXZ\0", "an XZ archive"),
    (0, b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (257, b"ustar", "a tar archive"),
    (0, b"\x7fELF", "a program"),
    (0, b"PAR1", "a Parquet file"),
    (0, b"WARC/1.", "a web archive"),
)

_PAGE: Final = re.compile(
    rb"(?:\s|\xef\xbb\xbf|<!--.{0,4000}?-->|<\?xml[^>]{0,200}>)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_FRAGMENT: Final = re.compile(rb"\s*<(?:div|p|article|section|main|h[1-6]|table|ul|ol|span|title|meta)\b[^<>]*>", re.I)
_CLOSING: Final = re.compile(rb"</(?:div|p|article|section|main|h[1-6]|table|ul|ol|span|a|li)\s*>", re.I)
_XML: Final = re.compile(rb"(?:\s|\xef\xbb\xbf)*<\?xml\b")


def kind_of(head: bytes, name: str, source: str, *, whole: bool = True) -> Kind:
    """Return the kind of a source from its first bytes (``HEAD`` of them suffice) and its file name.

    ``whole`` tells that ``head`` is all of it. Raises ``SourceError`` for what is not text: images,
    archives, databases, programs.
    """
    if not head.strip(b"\xef\xbb\xbf \t\r\n\f\0"):
        if whole:
            raise SourceError(source, "is empty: there is nothing to read")
        return "text"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    for offset, mark, what in _FOREIGN:
        if head.startswith(mark, offset):
            raise SourceError(source, f"is {what}, not text; give .txt, .md, .html, .pdf or .jsonl (or gzip of these)")
    suffix = name.lower().removesuffix(".gz").rpartition(".")[2]
    plain = _without_zeros(head)
    if _PAGE.match(plain):
        return "html"
    if _XML.match(plain):
        raise SourceError(source, "is XML but no web page; extract its text first")
    if _is_rows(plain, suffix, source, whole=whole):
        return "jsonl"
    if _FRAGMENT.match(plain) and suffix not in {"md", "markdown"} and _CLOSING.search(plain):
        return "html"
    if suffix in {"html", "htm", "xhtml"} and _CLOSING.search(plain):
        return "html"
    return "text"


def unpack(packed: BinaryIO, source: str, limit: int) -> bytes:
    """Return what the gzip stream holds; raises ``SourceError`` beyond ``limit`` bytes or when it is damaged."""
    try:
        with gzip.GzipFile(fileobj=packed) as stream:
            data = stream.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise damaged_gzip(source, error) from error
    if len(data) > limit:
        raise SourceError(
            source, f"unpacks to more than the limit of {limit:,} bytes; unpack and split it, or raise the limit"
        )
    if data.startswith(GZIP):
        raise SourceError(source, "is gzip inside gzip; unpack it once first")
    return data


def peek(packed: bytes, source: str) -> bytes:
    """Return the first bytes of what a gzip stream, of which ``packed`` is the beginning, unpacks to."""
    try:
        return zlib.decompressobj(wbits=31).decompress(packed, HEAD)
    except zlib.error as error:
        raise damaged_gzip(source, error) from error


def damaged_gzip(source: str, error: Exception) -> SourceError:
    """Return the error that tells of a gzip stream that cannot be unpacked."""
    return SourceError(source, f"is a damaged gzip file ({str(error).rstrip('.').lower()}); fetch it again")


def as_stream(raw: bytes) -> BinaryIO:
    """Return ``raw`` as a stream."""
    return io.BytesIO(raw)


def _without_zeros(head: bytes) -> bytes:
    """Return UTF-16 as if it were ASCII, so that markup in it is seen."""
    return head.replace(b"\0", b"") if head[:2] in {b"\xff\xfe", b"\xfe\xff"} or 0 in head[:4] else head


def _is_rows(head: bytes, suffix: str, source: str, *, whole: bool) -> bool:
    """Tell whether the text is JSON, one object a line; raises ``SourceError`` for other JSON."""
    if suffix in {"jsonl", "ndjson"}:
        return True
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start not in {b"{", b"["}:
        return False
    lines = [line for line in head.splitlines() if line.strip()]
    if any(_is_row(line) for line in lines[:_ROWS_SEEN]):
        return True
    if suffix == "json" or (whole and _parses(head)):
        raise SourceError(source, 'is JSON without reports; give JSONL: one object a line, with "text" or "html"')
    return not whole and len(lines) == 1 and bool(re.match(rb'\s*\{\s*"\w+"\s*:', head))


def _is_row(line: bytes) -> bool:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and ("text" in row or "html" in row)


def _parses(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True
