"""What is worded so regularly that a rule finds it: former and new names of a group.

The rules only add: where the encoder has already read a renaming in the sentence, they stay silent.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from annals.ids import stable_id
from annals.types import NARRATIVE, Claim, Document, Filler, Sentence

_WORD: Final = r"(?:[A-Z0-9][\w’'ʿʾ`´-]*|(?:[a-z]{1,3}-)[A-Z][\w’'ʿʾ`´-]*)"
_LINK: Final = r"(?:(?:of|for|and|in)(?:\s+the)?|wa|wal|de|del|la|ul|ud|bin|ibn)"
_NAME: Final = rf"(?!(?:The|In|On|A|An|By|At)\s){_WORD}(?:\s+(?:{_LINK}\s+){{0,2}}{_WORD}){{0,7}}"
_QUOTE: Final = r"[“”\"‘’']?"
_NOMINAL: Final = (
    r"(?:[Tt]he|[Tt]his|[Ii]ts?|[Tt]hey)(?:\s+(?:group|organi[sz]ation|movement|faction|party|militia|coalition|"
    r"alliance|brigade|front|army|rebels|militants))?"
)
_WHO: Final = rf"(?P<who>{_NAME}|{_NOMINAL})"
_OTHER: Final = rf"{_QUOTE}(?:the\s+)?{_QUOTE}(?P<other>{_NAME}){_QUOTE}"
_FORMER: Final = (
    r"(?P<trigger>(?:[Ff]ormerly|[Pp]reviously|[Oo]riginally|[Ee]arlier|[Oo]nce)\s+(?:known\s+as|called|named))"
)

_PATTERNS: Final = (
    # The name stands before: the Northern Front (formerly known as the Blue Brigade)
    re.compile(rf"{_WHO}\s*{_QUOTE}(?:\s*\([A-Z][\w-]*\))?\s*[,(–—-]?\s*\(?{_FORMER}\s+{_OTHER}"),
    # or after: Formerly known as the Blue Brigade, the group ...
    re.compile(rf"{_FORMER}\s+{_OTHER},\s+{_WHO}"),
)
_CHANGES: Final = (
    # A change told as an act: the group changed its name to, renamed itself, was renamed, rebranded itself as
    re.compile(
        rf"{_WHO}[^.;:A-Z]{{0,60}}?\b(?P<trigger>chang(?:ed|es|ing)\s+(?:its|their)\s+name|renam(?:ed|es|ing)\s+(?:itself|themselves)|"
        rf"(?:was|were|been)\s+renamed|re-?brand(?:ed|s|ing)\s+(?:itself|themselves)|(?:was|been)\s+rebranded)\s+(?:to|as|into)?\s*{_OTHER}"
    ),
)


def _sentences(document: Document) -> Iterator[Sentence]:
    for sentence in document.sentences:
        if document.blocks[sentence.block].kind in NARRATIVE:
            yield sentence


def _filler(text: str, match: re.Match[str], group: str) -> Filler:
    start, end = match.span(group)
    return Filler(text[start:end], text[start:end], start, end)


def renamings(document: Document) -> list[Claim]:
    """Return a ``renaming`` claim for every sentence that states a former or a new name in regular words.

    By the contract the actor of a former name is the group under its present name; of a change told as an
    event, the old name, with the new one as target.
    """
    out = []
    for sentence in _sentences(document):
        for pattern in (*_PATTERNS, *_CHANGES):
            match = pattern.search(document.text, sentence.start, sentence.end)
            if match is not None and match["who"].strip() != match["other"].strip():
                out.append(_claim(document, sentence, match))
                break
    return out


def _claim(document: Document, sentence: Sentence, match: re.Match[str]) -> Claim:
    start = min(match.start("who"), match.start("trigger"))
    end = max(match.end("who"), match.end("trigger"), match.end("other"))
    segment = document.blocks[sentence.block].kind
    return Claim(
        id=stable_id("c", document.id, "renaming", match.start("trigger"), start, end),
        document=document.id,
        segment="body" if segment == "caption" else segment,
        type="renaming",
        quote=document.text[start:end],
        start=start,
        end=end,
        trigger=match["trigger"],
        trigger_at=match.span("trigger"),
        actor=(_filler(document.text, match, "who"),),
        target=(_filler(document.text, match, "other"),),
        confidence=0.9,
    )


def with_rules(document: Document, claims: Sequence[Claim]) -> list[Claim]:
    """Return ``claims`` with those of the rules that tell something not yet among them, in text order."""
    out = list(claims)
    for found in renamings(document):
        if not any(c.type == "renaming" and c.start < found.end and found.start < c.end for c in claims):
            out.append(found)
    return sorted(out, key=lambda c: (c.start, c.end, c.id))
