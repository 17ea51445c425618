"""Rows of JSONL: one document a line, streamed."""

import gzip
import hashlib
import io
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO, Final

from annals.errors import SourceError
from annals.read.days import machine_day
from annals.read.document import Given, Origin, read_document
from annals.read.kinds import damaged_gzip
from annals.read.limits import Limits
from annals.types import Failure, Reading

_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_FIELDS: Final = ("id", "title", "publisher", "published", "url")
_CHUNK: Final = 2**16


class Joined:
    """A stream whose beginning was read already, put together again."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = io.BytesIO(head)
        self._rest = rest

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes, none only at the end."""
        return self._head.read(size) or self._rest.read(size)

    def seek(self, position: int, /) -> int:
        """Refuse: what was read is gone."""
        raise io.UnsupportedOperation(f"cannot go to {position}")

    def readline(self, size: int) -> bytes:
        """Return the next line with its line feed, but no more than ``size`` bytes of it."""
        line = self._head.readline(size)
        if line.endswith(b"\n") or len(line) == size:
            return line
        return line + self._rest.readline(size - len(line))


def read_rows(
    stream: Joined, origin: Origin, given: Given, limits: Limits, *, packed: bool
) -> Iterator[Reading | Failure]:
    """Yield a reading or a failure for every line of ``stream`` that is not blank.

    A row has ``text`` or ``html`` and may have ``id``, ``title``, ``publisher``, ``published`` and ``url``, beside
    them or, as in an annotated corpus, in an object ``document``. Its document is named by its id, else by the
    file and the number of its line. Raises ``SourceError`` when the stream itself breaks off.
    """
    for number, line in enumerate(_lines(stream, origin.source, limits, packed), start=1):
        if not line.strip(b"\xef\xbb\xbf \t\r\n"):
            continue
        try:
            yield _reading(line, number, origin, given, limits)
        except SourceError as error:
            yield failure(error)


def failure(error: SourceError) -> Failure:
    """Return the row that tells of a source that could not be read."""
    return Failure(error.source, "read", type(error).__name__, error.message)


def _lines(stream: Joined, source: str, limits: Limits, packed: bool) -> Iterator[bytes]:
    """Yield the lines of a stream; of one longer than a row may be, just enough to show that it is.

    Raises ``SourceError`` when gzip is damaged or holds more than the limit, a row too long by far included.
    """
    opened = gzip.GzipFile(fileobj=stream) if packed else stream
    left = limits.rows_bytes
    try:
        while left > 0 and (line := opened.readline(limits.source_bytes + 1)):
            left -= len(line) if packed else 0
            part, skipped = line, 0
            while len(line) > limits.source_bytes and part and not part.endswith(b"\n"):
                part = opened.readline(_CHUNK)
                skipped += len(part)
                if packed and skipped > limits.unpacked_bytes:
                    raise SourceError(
                        source, f"unpacks to a row longer than {limits.unpacked_bytes:,} bytes; unpack and split it"
                    )
            yield line
    except (OSError, EOFError, zlib.error) as error:
        if packed:
            raise damaged_gzip(source, error) from error
        raise
    if left <= 0:
        raise SourceError(source, f"unpacks to more than the limit of {limits.rows_bytes:,} bytes; unpack and split it")


def _reading(line: bytes, number: int, origin: Origin, given: Given, limits: Limits) -> Reading:
    where = f"{origin.source}, line {number}"
    if len(line) > limits.source_bytes:
        raise SourceError(
            where, f"is longer than the limit of {limits.source_bytes:,} bytes for one row; split the document"
        )
    row = _row(line, where)
    kind, content = _content(row, where)
    fields = _fields(row, where)
    raw = _SURROGATES.sub("\ufffd", content).encode("utf-8")
    known = replace(
        given, url=fields["url"], title=fields["title"], row_publisher=fields["publisher"], row_published=None
    )
    if fields["published"]:
        day = machine_day(fields["published"])
        if day is None:
            raise SourceError(
                where, f'has a "published" that is no day ({fields["published"][:40]!r}); write YYYY-MM-DD'
            )
        known = replace(known, row_published=day)
    name = fields["id"] or f"{origin.name}-{number}"
    # A row without an id has no identity but its content: lines may move, and another row is no new version.
    key = fields["id"] or hashlib.sha256(raw).hexdigest()[:16]
    row_origin = Origin(name, where, f"{origin.version}#{key}")
    return Reading(read_document(raw, row_origin, known, limits, kind), raw)


def _row(line: bytes, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8-sig"), strict=False)
    except UnicodeDecodeError as error:
        raise SourceError(where, "is not UTF-8; JSON must be") from error
    except ValueError as error:
        raise SourceError(where, f"is not JSON ({error}); mend or remove this line") from error
    except RecursionError as error:
        raise SourceError(where, "is JSON nested too deep; mend or remove this line") from error
    if not isinstance(row, dict):
        raise SourceError(where, 'is no JSON object; a row is {"text": "…"} or {"html": "…"}')
    return row


def _content(row: dict[str, Any], where: str) -> tuple[Any, str]:
    """Return what a row holds, and as what: ``text`` before ``html`` when it has both."""
    for key in ("text", "html"):
        value = row.get(key)
        if isinstance(value, str):
            if not value.strip():
                raise SourceError(where, f'has an empty "{key}": there is nothing to read')
            return key, value
        if value is not None:
            raise SourceError(where, f'has a "{key}" that is no text but {type(value).__name__}')
    raise SourceError(where, 'has neither "text" nor "html"; a row needs one of them')


def _fields(row: dict[str, Any], where: str) -> dict[str, str | None]:
    """Return what a row says of its document; numbers count as text."""
    nested = row.get("document")
    values = {**(nested if isinstance(nested, dict) else {}), **row}
    fields: dict[str, str | None] = {}
    for name in _FIELDS:
        value = values.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, str | int)):
            raise SourceError(where, f'has a "{name}" that is no text but {type(value).__name__}')
        fields[name] = " ".join(_SURROGATES.sub("\ufffd", str(value)).split()) or None if value is not None else None
    return fields
