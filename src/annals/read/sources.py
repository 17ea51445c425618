"""Going through files, folders, standard input and rows, lazily: each becomes a reading or a failure."""

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO, Final

from annals.errors import SourceError
from annals.read.document import Given, Origin, read_document, too_large
from annals.read.kinds import GZIP, HEAD, as_stream, kind_of, peek, unpack
from annals.read.limits import Limits
from annals.read.rows import Joined, failure, read_rows
from annals.types import Failure, Reading

STDIN: Final = "-"
_SUFFIXES: Final = (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf", ".jsonl", ".ndjson")


def read_sources(
    sources: Sequence[str],
    *,
    publisher: str | None = None,
    published: date | None = None,
    stdin: BinaryIO | None = None,
    limits: Limits | None = None,
) -> Iterator[Reading | Failure]:
    """Yield a ``Reading`` for every document in ``sources``, or a ``Failure`` where one cannot be read.

    A source is a file, a folder (read through to its last subfolder in the order of names, hidden files left
    out) or ``-`` for ``stdin``. ``publisher`` and ``published`` stand in for what a document does not say.
    Nothing is read before it is asked for, rows of a JSONL file included; no bad source ends the run.
    """
    bounds = limits or Limits()
    given = Given(publisher=publisher, published=published)
    for source in sources:
        if source == STDIN:
            yield from _stdin(stdin, given, bounds)
        elif Path(source).is_dir():
            yield from _folder(source, given, bounds)
        else:
            yield from _file(source, given, bounds)


def stem(path: str) -> str:
    """Return a file's name without its folder and the endings of the formats that are read (``x.html.gz``: ``x``)."""
    name = Path(path).name
    bare = name[:-3] if name.lower().endswith(".gz") else name
    for suffix in _SUFFIXES:
        if bare.lower().endswith(suffix) and len(bare) > len(suffix):
            return bare[: -len(suffix)]
    return bare or name


def version_of(path: str) -> str:
    """Return what the versions of a file share: a hash of where it lies, however it was named.

    A bare name would join ``report.txt`` of two folders, each read from within; the place itself would tell
    whoever gets the record about the disk of who made it.
    """
    return "file:" + hashlib.sha256(os.fsencode(os.path.abspath(path))).hexdigest()[:16]  # noqa: PTH100 - no links


def _folder(folder: str, given: Given, limits: Limits) -> Iterator[Reading | Failure]:
    empty = True
    unreadable: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in files if not name.startswith(".")):
            empty = False
            path = os.path.join(parent, name)  # noqa: PTH118 - Path would drop a leading "./" that the user gave
            yield from _file(path, given, limits, irregular=False)
    for error in unreadable:
        yield failure(_refused(str(error.filename or folder), error))
    if empty and not unreadable:
        yield failure(SourceError(folder, "is a folder without files; give one that holds reports"))


def _file(path: str, given: Given, limits: Limits, *, irregular: bool = True) -> Iterator[Reading | Failure]:
    """Yield what one file holds. ``irregular`` allows pipes and devices, which only a user may name."""
    shown = path.encode("utf-8", "backslashreplace").decode("utf-8")  # a name that is not UTF-8, with escapes
    try:
        if not irregular and not stat.S_ISREG(Path(path).stat().st_mode):
            raise SourceError(shown, "is no regular file; it was left out")
        with Path(path).open("rb") as stream:
            yield from _stream(stream, Origin(stem(shown), shown, version_of(path)), given, limits)
    except SourceError as error:
        yield failure(error)
    except (OSError, ValueError) as error:
        yield failure(_refused(shown, error))


def _stdin(stdin: BinaryIO | None, given: Given, limits: Limits) -> Iterator[Reading | Failure]:
    if stdin is None:
        yield failure(SourceError(STDIN, "no standard input is there; give a file instead"))
        return
    try:
        yield from _stream(stdin, Origin("stdin", STDIN, STDIN), given, limits)
    except SourceError as error:
        yield failure(error)
    except (OSError, ValueError) as error:
        yield failure(_refused(STDIN, error))


def _stream(stream: BinaryIO, origin: Origin, given: Given, limits: Limits) -> Iterator[Reading | Failure]:
    """Yield what an open stream holds: one document, or the rows of a JSONL file."""
    source = origin.source
    head = _read(stream, HEAD)
    if not head:
        raise SourceError(source, "is empty: there is nothing to read")
    packed = head.startswith(GZIP)
    shown = peek(head, source) if packed else head
    kind = kind_of(shown, source, source, whole=len(head) < HEAD and len(shown) < HEAD)
    if kind == "jsonl":
        yield from read_rows(Joined(head, stream), origin, given, limits, packed=packed)
        return
    raw = head + _read(stream, limits.source_bytes + 1 - len(head))
    if len(raw) > limits.source_bytes:
        raise too_large(source, limits.source_bytes)
    if packed:
        raw = unpack(as_stream(raw), source, limits.unpacked_bytes)
    if source == STDIN:  # what comes by a pipe is no newer version of what came by it before
        origin = Origin(origin.name, source, f"{STDIN}#{hashlib.sha256(raw).hexdigest()[:16]}")
    yield Reading(read_document(raw, origin, given, limits, kind), raw)


def _read(stream: BinaryIO, size: int) -> bytes:
    """Return the next ``size`` bytes, fewer only at the end; pipes give what they have at the moment."""
    parts: list[bytes] = []
    while size > 0 and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _refused(path: str, error: Exception) -> SourceError:
    """Return an error of the operating system as one that says what to do."""
    if isinstance(error, FileNotFoundError):
        return SourceError(path, "does not exist; check the path")
    if isinstance(error, PermissionError):
        return SourceError(path, "may not be read; change its permissions, or run as a user who may")
    if isinstance(error, ValueError):
        return SourceError(path, f"is no valid path ({error})")
    return SourceError(path, f"cannot be read ({(error.strerror if isinstance(error, OSError) else None) or error})")
