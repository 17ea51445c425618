"""Finding copies: the same report carried by several publishers, with small changes.

A text is reduced to a sketch: the least values of many hash functions over its shingles of three words
(MinHash: Broder, "On the resemblance and containment of documents", 1997). The share of equal values in two
sketches estimates the share of shingles that two texts have in common (their Jaccard similarity). Sketches
are compared only when they agree on a band of values (locality-sensitive hashing: Indyk and Motwani, 1998).
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from operator import eq
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_BANDS: Final = 42
_ROWS: Final = 3
_VALUES: Final = _BANDS * _ROWS
_INDEXED: Final = 20
"""Bands by which texts find each other: of pairs that share 0.6 of their shingles 99 in 100 share one of 20 bands."""

_SHINGLE: Final = 3
_CHUNK: Final = 8192

_LIKE: Final = 0.5
"""Estimated similarity from which a text is a copy: a true 0.6 is found in 99 of 100 cases (standard error 0.044)."""

_SHORT_WORDS: Final = 25
_SHORT_LIKE: Final = 0.9
"""Short texts on one event share many words by chance, so they must be all but identical."""

_OWN: Final = int((1 - _SHORT_LIKE) * _VALUES + 1e-9)
"""How many values a sketch may have that are not in the sketch of a short text that it is like."""

_BOUNDS: Final = tuple((band * _ROWS, (band + 1) * _ROWS) for band in range(_INDEXED))
_PARTS: Final = tuple((at * _VALUES // (_OWN + 1), (at + 1) * _VALUES // (_OWN + 1)) for at in range(_OWN + 1))
"""Parts by which short texts find each other: one more than values that may differ, so that one part is the same.

They are longer than bands: of the many short texts that have a phrase in common few share one.
"""

_WORD: Final = re.compile(r"\w+")
_MARKS: Final = re.compile(
    "['’‘`ʼ" + "".join(char for char in map(chr, range(0x300, 0x3100)) if unicodedata.combining(char)) + "]"
)
"""Apostrophes and combining marks: transliterations differ in them."""


def signature(text: str) -> tuple[int, ...]:
    """Return the sketch of ``text``: its number of words, then 126 integers of 32 bits; empty without words.

    Case, accents and punctuation do not count. Give the narrative text only, without comments and
    boilerplate, so that the same report on two sites has the same sketch.
    """
    words = _WORD.findall(_folded(text))
    if not words:
        return ()
    codes = np.array([_code(word) for word in words], dtype=np.uint64)
    shingles = np.unique(_shingles(codes))
    least = np.full(_VALUES, np.iinfo(np.uint64).max, dtype=np.uint64)
    multipliers, offsets = _functions()
    for begin in range(0, len(shingles), _CHUNK):
        part = shingles[begin : begin + _CHUNK]
        hashed = (part[None, :] * multipliers[:, None] + offsets[:, None]) >> np.uint64(32)
        np.minimum(least, hashed.min(axis=1), out=least)
    return (len(words), *(int(value) for value in least))


def similarity(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the estimated share of shingles, 0 to 1, that two sketched texts have in common."""
    if not one or not other:
        return 0.0
    if len(one) != len(other):
        raise ValueError(f"sketches of {len(one)} and {len(other)} numbers cannot be compared")
    equal: int = sum(map(eq, one[1:], other[1:]))
    return equal / _VALUES


def find_copies(signatures: Mapping[str, Sequence[int]], order: Mapping[str, Any]) -> dict[str, str]:
    """Return for every document that is a copy the id of its original.

    ``order`` gives each id a sort key, such as (day of publication, when recorded); the first of several
    like documents is the original, the id settles ties. An original is never itself a copy, so that a chain
    of small changes does not join texts that are unlike. The order of the mappings does not matter.
    """
    ordered = sorted((each for each in signatures if signatures[each]), key=lambda each: (order[each], each))
    bands, parts, values = _tables([signatures[each] for each in ordered])
    by_band, by_part, short_by_part = _Index(bands), _Index(parts), _Index(parts)
    copies: dict[str, str] = {}
    for place, document in enumerate(ordered):
        sketch = signatures[document]
        short = is_short(sketch)
        near = by_part.near(place) if short else by_band.near(place) | short_by_part.near(place)
        first = next((at for at in _likely(values, place, near) if is_like(sketch, signatures[ordered[at]])), None)
        if first is not None:
            copies[document] = ordered[first]
            continue
        by_part.add(place)
        (short_by_part if short else by_band).add(place)
    return copies


class _Index:
    """Places of originals by the numbers that they share with others, in the order in which they are added."""

    def __init__(self, table: NDArray[np.int64]) -> None:
        self._starts, self._keys = _shared(table)
        self._originals: dict[int, list[int]] = {}

    def near(self, place: int) -> set[int]:
        """Return the originals that share a number with the sketch at a place."""
        return {original for key in self._own(place) for original in self._originals.get(key, ())}

    def add(self, place: int) -> None:
        """Add an original."""
        for key in self._own(place):
            self._originals.setdefault(key, []).append(place)

    def _own(self, place: int) -> list[int]:
        own: list[int] = self._keys[self._starts[place] : self._starts[place + 1]].tolist()
        return own


def _likely(values: NDArray[np.uint32], place: int, near: Collection[int]) -> list[int]:
    """Return those of some sketches, in order, that share enough values with the one at a place to be looked at."""
    found = np.array(sorted(near), dtype=np.int64)
    if len(found) > 1:
        found = found[(values[found] == values[place]).sum(axis=1) >= _LIKE * _VALUES]
    likely: list[int] = found.tolist()
    return likely


def is_short(sketch: Sequence[int]) -> bool:
    """Tell whether a sketched text is so short that a copy of it must be all but identical."""
    return bool(sketch) and sketch[0] < _SHORT_WORDS


def least_shared(sketch: Sequence[int]) -> int:
    """Return how many bands a text has at least in common with any that it is like; a value of its own spoils one."""
    return max(1, _INDEXED - _OWN) if is_short(sketch) else 1


def sharing(sketched: Mapping[str, Sequence[int]]) -> frozenset[str]:
    """Return the documents, given with their bands, that share one with another: no others are copies or originals."""
    held = [document for document, found in sketched.items() if len(found)]
    if not held:
        return frozenset()
    starts, _ = _shared(np.array([sketched[document] for document in held], dtype=np.int64).reshape(len(held), -1))
    return frozenset(held[place] for place in np.flatnonzero(np.diff(starts)).tolist())


def _shared(table: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return numbers for what the rows of a table have in common with others in a column, row after row.

    The first array says where the numbers of a row begin in the second, and at last where they all end.
    """
    rows, keys = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    used = 0
    for column in range(table.shape[1]):
        _, inverse, counts = np.unique(table[:, column], return_inverse=True, return_counts=True)
        found = np.flatnonzero(counts[inverse] > 1)
        rows.append(found)
        keys.append(inverse[found] + used)
        used += len(counts)
    every = np.concatenate(rows)
    order = np.argsort(every, kind="stable")
    return np.searchsorted(every[order], np.arange(len(table) + 1)), np.concatenate(keys)[order]


def bands(sketch: Sequence[int]) -> tuple[int, ...]:
    """Return one signed number of 64 bits for each indexed band of a sketch; texts are compared when they share one."""
    return tuple(banded([sketch])[0].tolist()) if sketch else ()


def banded(sketches: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """Return the bands of sketches, none of them empty, as a table: a row for each, a column for each band."""
    return _mixed(_values(sketches), _BOUNDS)


def _values(sketches: Sequence[Sequence[int]]) -> NDArray[np.uint64]:
    """Return the values of sketches as a table with a row for each."""
    values = np.zeros((len(sketches), _VALUES), dtype=np.uint64)
    for place, sketch in enumerate(sketches):
        values[place, : len(sketch) - 1] = sketch[1:]
    return values


def _tables(
    sketches: Sequence[Sequence[int]],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint32]]:
    """Return the bands, the parts and the values (their last 32 bits) of sketches, as tables with a row for each."""
    bands = np.empty((len(sketches), len(_BOUNDS)), dtype=np.int64)
    parts = np.empty((len(sketches), len(_PARTS)), dtype=np.int64)
    kept = np.empty((len(sketches), _VALUES), dtype=np.uint32)
    for begin in range(0, len(sketches), _CHUNK):
        values = _values(sketches[begin : begin + _CHUNK])
        bands[begin : begin + _CHUNK] = _mixed(values, _BOUNDS)
        parts[begin : begin + _CHUNK] = _mixed(values, _PARTS)
        kept[begin : begin + _CHUNK] = values.astype(np.uint32)
    return bands, parts, kept


def _mixed(values: NDArray[np.uint64], bounds: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    """Return a number of 64 bits for the values between each two bounds, for each row."""
    table = np.empty((len(values), len(bounds)), dtype=np.int64)
    for column, (first, last) in enumerate(bounds):
        codes = np.full(len(values), column, dtype=np.uint64)
        for at in range(first, last):
            codes = codes * np.uint64(0x9E3779B97F4A7C15) + values[:, at]
            codes ^= codes >> np.uint64(29)
        table[:, column] = (codes ^ np.uint64(1 << 63)).view(np.int64)
    return table


def is_like(one: Sequence[int], other: Sequence[int]) -> bool:
    """Tell whether two sketches are alike enough for one text to be a copy of the other."""
    if not one or not other:
        return False
    enough = _SHORT_LIKE if is_short(one) or is_short(other) else _LIKE
    return similarity(one, other) >= enough


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return _MARKS.sub("", decomposed)


@lru_cache(maxsize=65536)
def _code(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _shingles(codes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return one number for each run of three words (of all words, when there are fewer)."""
    size = min(_SHINGLE, len(codes))
    runs = np.zeros(len(codes) - size + 1, dtype=np.uint64)
    for shift in range(size):
        runs = runs * np.uint64(0x9E3779B97F4A7C15) + codes[shift : shift + len(runs)]
    runs ^= runs >> np.uint64(31)  # finalisation as in SplitMix64, so that near sums do not stay near
    runs *= np.uint64(0xBF58476D1CE4E5B9)
    return runs ^ (runs >> np.uint64(29))


@lru_cache(maxsize=1)
def _functions() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return odd multipliers and offsets of the hash functions, drawn once and for all from BLAKE2."""
    drawn = [hashlib.blake2b(f"annals sketch {n}".encode(), digest_size=16).digest() for n in range(_VALUES)]
    pairs = np.frombuffer(b"".join(drawn), dtype="<u8").astype(np.uint64).reshape(_VALUES, 2)
    return pairs[:, 0] | np.uint64(1), pairs[:, 1]
