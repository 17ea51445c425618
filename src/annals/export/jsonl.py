"""JSON lines: one object a line, UTF-8 without a byte order mark, keys in the order of ``docs/exports.md``."""

from collections.abc import Iterable, Mapping
from typing import BinaryIO

import msgspec


def write(what: str, rows: Iterable[Mapping[str, object]], out: BinaryIO) -> None:
    """Write each row as a line, whatever it is (``what``) about."""
    encoder = msgspec.json.Encoder()
    for row in rows:
        out.write(encoder.encode(row) + b"\n")
