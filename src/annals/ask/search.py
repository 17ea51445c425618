"""Full-text search over sentences, and the disagreements with their evidence."""

import re
import unicodedata
from datetime import date
from typing import Final

from annals.ask.answers import Dispute, Found, FoundSentence
from annals.ask.witness import Witness
from annals.errors import UsageError
from annals.record import Record

_PART: Final = re.compile(r'"([^"]*)"?(\*?)|([^\s"]+)')
# SQLite's parser nests one level for each word and stops at 256.
_MOST_WORDS: Final = 100


def find(record: Record, words: str, *, limit: int = 50, known_by: date | None = None) -> Found:
    """Return the sentences that have all the words, best first, at most ``limit`` of them.

    Case and accents do not matter. ``"Two words"`` in quotes are looked for side by side, ``word*`` finds
    whatever begins so; nothing else has a meaning of its own. Words without a letter or digit are ignored. Raises
    ``UsageError`` for more than 100 words.
    """
    query = _query(words)
    if not query:
        return Found(words, 0, ())
    total, undated, hits = record.search(query, limit=limit, known_by=known_by)
    return Found(words, total, tuple(FoundSentence(hit.evidence, hit.marks) for hit in hits), undated)


def _query(words: str) -> str:
    """Return an FTS5 query: every word or phrase a quoted string, so that no sign is an operator."""
    text = words.encode("utf-8", "replace").decode("utf-8")
    parts = []
    for match in _PART.finditer(text):
        phrase, starred, word = match.groups()
        if word is not None:
            phrase, starred = word.rstrip("*"), "*" if word.endswith("*") else ""
        if any(_searchable(sign) for sign in phrase):
            parts.append('"{}"{}'.format(phrase.replace("\0", " "), starred))
    if len(parts) > _MOST_WORDS:
        raise UsageError(f"{len(parts)} words are more than can be looked for at once; give at most {_MOST_WORDS}")
    return " ".join(parts)


def _searchable(sign: str) -> bool:
    """Tell whether a sign is part of words in the index: a letter, a number or of private use."""
    category = unicodedata.category(sign)
    return category[0] in "LN" or category == "Co"


def disagreements(record: Record, *, known_by: date | None = None, settled: bool | None = None) -> tuple[Dispute, ...]:
    """Return the disagreements and slips of the record with the evidence of both sides, worst first.

    With ``known_by`` those of which all sides that have evidence were known by that day; ``settled`` chooses those
    that people have marked as settled, or those that they have not.
    """
    with record.snapshot():
        closed = record.settled()
        found = [item for item in record.disagreements() if settled is None or (item.id in closed) is settled]
        witness = Witness(record, known_by)
        witness.load(claim for item in found for claim in (*item.one_side, *item.other_side))
        disputes = []
        for item in found:
            one, other = witness.of(item.one_side), witness.of(item.other_side)
            if known_by is None or (bool(one) == bool(item.one_side) and bool(other) == bool(item.other_side)):
                disputes.append(Dispute(item, one, other, closed.get(item.id)))
    return tuple(disputes)
