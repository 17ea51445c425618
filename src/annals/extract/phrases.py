"""Quotes end where a phrase ends.

The reader finds the words that fill a claim; the stretch from the first to the last of them often stops in the midst
of a phrase ("died in Red Front" + "attacks"). It is drawn out to the next mark or joining word on either
side, when that is near. On the development documents the mean overlap with the annotators' quotes (intersection over
union, in characters) rises from 0.71 to 0.76.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from annals.types import Claim, Document

_BREAK: Final = re.compile(
    r"[,;:.!?()\"“”—–\n]"
    r"|\s(?:and|but|while|which|who|as|after|before|when|because|although|though|where|that)\b"
)
_FARTHEST: Final = 40
"""Characters that a quote may grow on one side; of 20, 40, 80 and any number this did best."""


def whole_phrases(document: Document, claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims with quotes drawn out to the ends of their phrases, never beyond their sentence."""
    starts = [sentence.start for sentence in document.sentences]
    return [_drawn_out(document, claim, starts) for claim in claims]


def _drawn_out(document: Document, claim: Claim, starts: list[int]) -> Claim:
    home = document.sentences[bisect_right(starts, claim.start) - 1]
    text, start, end = document.text, claim.start, claim.end
    if not home.start <= start < end <= home.end:
        return claim
    after = _BREAK.search(text, end, home.end)
    right = after.start() if after else home.end
    before = [match.end() for match in _BREAK.finditer(text, home.start, start)]
    left = before[-1] if before else home.start
    left += len(text[left:start]) - len(text[left:start].lstrip())
    end = right if right - end <= _FARTHEST else end
    start = left if start - left <= _FARTHEST else start
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    return replace(claim, quote=text[start:end], start=start, end=end)
