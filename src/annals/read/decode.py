"""From bytes to canonical text: Unicode in NFC with line feeds, nothing else changed."""

import codecs
import re
import unicodedata
from typing import Final

from charset_normalizer import from_bytes

from annals.errors import SourceError

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_SAMPLE: Final = 65536

_USUAL: Final = "cp1252"
"""The encoding that browsers assume where none is declared (WHATWG, Encoding Standard)."""

_TOLERATED: Final = 0.005
"""Share of broken characters up to which UTF-8 is taken for damaged text: one in 200."""

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_UNWRITABLE: Final = re.compile("[\x00\ud800-\udfff]")

_BINARY: Final = "looks like binary data, not text; convert it to UTF-8 text, HTML or PDF first"


def decode(raw: bytes, source: str, declared: str | None = None) -> str:
    """Return ``raw`` as text: by byte order mark, as UTF-8, by the ``declared`` encoding, else by its statistics.

    UTF-8 with a few broken bytes is read with U+FFFD in their place. Raises ``SourceError`` when the bytes
    are not text in any encoding that can be told.
    """
    text = _decoded(raw, source, declared)
    sample = text[:_SAMPLE]
    if len(_CONTROLS.findall(sample)) > max(2, 0.01 * len(sample)):
        raise SourceError(source, _BINARY)
    return text


def canonical(text: str) -> str:
    """Return ``text`` in Unicode normal form C with line feeds as line ends.

    NUL and lone surrogates, which no database or file can hold as text, become U+FFFD (as in HTML); nothing
    else is changed.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii() or "\0" in text:
        text = _UNWRITABLE.sub("\ufffd", text)
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
    return text


def _decoded(raw: bytes, source: str, declared: str | None) -> str:
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            text = raw.decode(encoding, "replace")
            if text.count("\ufffd") > max(2, _TOLERATED * len(text)):
                raise SourceError(source, _BINARY)
            return text
    for encoding in filter(None, (_unmarked_utf16(raw), "utf-8", declared)):
        try:
            return raw.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return _damaged(raw) or _guessed(raw, source)


def _unmarked_utf16(raw: bytes) -> str | None:
    """Return the UTF-16 that text without a byte order mark is in: every other byte of Latin text is zero."""
    sample = raw[:4096]
    if len(sample) < 4 or len(raw) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _damaged(raw: bytes) -> str | None:
    """Return ``raw`` as UTF-8 with replacements when that is plainly what it was before it was damaged.

    Few characters may be broken, and more of those outside ASCII must be sound than broken, for a legacy
    encoding shows the opposite. A document cut in the middle of its last character counts as well.
    """
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken == 1 and text.endswith("\ufffd") and len(text) > 1:
        return text
    sound = sum(not char.isascii() for char in text) - broken if broken <= _TOLERATED * len(text) else 0
    return text if sound > broken else None


def _guessed(raw: bytes, source: str) -> str:
    """Return ``raw`` in the legacy encoding that its byte statistics suggest, the usual one when several do."""
    sample = raw[:_SAMPLE]
    if sample.count(0):
        raise SourceError(source, _BINARY)
    found = list(from_bytes(sample))
    if not found:
        raise SourceError(source, _BINARY)
    least = min(match.chaos for match in found)
    likely = {match.encoding: match.coherence for match in found if match.chaos <= least}
    encoding = max(likely, key=lambda name: (likely[name], name))
    western = likely.get(_USUAL)
    if western is not None and western >= likely[encoding] - 0.05:
        encoding = _USUAL
    return raw.decode(encoding, "replace")
