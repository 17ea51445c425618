"""What the documents trained on call a wording: re3d was marked with the help of lists, and its names come again."""

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

KNOWN = 0.3
"""How far a wording's probability goes towards the share of its places that were marked in the documents trained on."""


def key(words: str) -> str:
    """Return what stands for a wording on the head's card: its checksum, for the words are not ours to print."""
    return f"{zlib.crc32(words.lower().encode()):08x}"


def learnt(documents: Iterable[Mapping[str, Any]], types: Sequence[str]) -> dict[str, dict[str, float]]:
    """Return, by key and by type, the share of a wording's places (whole words, in any case) that are marked."""
    rows = list(documents)
    marked: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for begin, end, kind in {(e["begin"], e["end"], e["type"]) for e in row["entities"]}:
            marked[row["text"][begin:end].lower()][kind] += 1
    texts = [row["text"].lower() for row in rows]
    out = {}
    for words, kinds in sorted(marked.items()):
        whole = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
        said = max(1, sum(len(whole.findall(text)) for text in texts if words in text))
        out[key(words)] = {kind: round(min(1.0, kinds[kind] / said), 3) for kind in types if kinds[kind]}
    return out


def recalled(words: str, kind: str, share: float, names: Mapping[str, Mapping[str, float]]) -> float:
    """Return the probability of a wording, drawn towards what it was in the documents trained on if it stood there."""
    known = names.get(key(words))
    return share if known is None else (1 - KNOWN) * share + KNOWN * known.get(kind, 0.0)
