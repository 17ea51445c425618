"""What a record holds, written for other programs.

One row for each document, claim, event, relation, actor or disagreement; ``docs/exports.md`` names every column.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from annals.errors import AnnalsError, UsageError
from annals.export import csv, jsonl, rows
from annals.record import Record

Rows = Iterable[Mapping[str, object]]

SOURCES: Final[Mapping[str, Callable[[Record], Rows]]] = {
    "documents": rows.documents,
    "claims": rows.claims,
    "events": rows.events,
    "relations": rows.relations,
    "actors": rows.actors,
    "disagreements": rows.disagreements,
}
"""What can be exported, and what yields its rows, ordered so that equal records give equal files."""

FORMATS: Final[Mapping[str, Callable[[str, Rows, BinaryIO], None]]] = {"jsonl": jsonl.write, "csv": csv.write}


def write(record: Record, what: str, format: str, out: BinaryIO) -> None:
    """Write ``what`` (documents, claims, events, relations, actors or disagreements) to ``out`` in UTF-8.

    ``format`` is jsonl or csv. Raises ``UsageError`` for another word.
    """
    if what not in SOURCES:
        raise UsageError(f"{what!r} cannot be exported; choose one of {', '.join(SOURCES)}")
    if format not in FORMATS:
        raise UsageError(f"{format!r} is no format of exports; choose one of {', '.join(FORMATS)}")
    FORMATS[format](what, SOURCES[what](record), out)


def to_file(record: Record, what: str, format: str, path: Path) -> None:
    """Write an export to a file, whole or not at all: an earlier file stays until the new one is complete.

    A link is followed; what is no file (a pipe, a device) is written to as it is, never replaced. Raises
    ``UsageError`` when the file cannot be written.
    """
    if path.exists() and not path.is_file():
        _to_stream(record, what, format, path)
        return
    path = path.resolve()
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be written ({error.strerror}); check the folder and its permissions"
        ) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            write(record, what, format, out)
        temporary.chmod(0o666 & ~_umask())  # mkstemp makes it private; an export is an ordinary file
        temporary.replace(path)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError) and not isinstance(error, AnnalsError):
            raise UsageError(
                f"{path}: cannot be written ({error.strerror}); check the disk and its permissions"
            ) from error
        raise


def _to_stream(record: Record, what: str, format: str, path: Path) -> None:
    """Write an export to a pipe or a device."""
    try:
        with path.open("wb") as out:
            write(record, what, format, out)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); check what it is") from error


def _umask() -> int:
    """Return the permissions that new files of this process are without."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
