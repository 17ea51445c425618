"""What a unit of text looks like: the plain facts that rules about its kind are made of."""

import re
from dataclasses import dataclass
from typing import Final

from annals.read.draft import Unit
from annals.read.units import BULLET

_TERMINAL: Final = re.compile(r"[.!?…؟۔।。！？:][\"'”’»)\]]*(?:\s*\([^()]{2,60}\))*(?:\[\d{1,3}\])*\Z")
_STOP: Final = re.compile(r"[.;:…][\"'”’»)\]]*\Z")
_NAME: Final = re.compile(r"[^\W_][\w.@'’-]*(?:\s[\w.@'’-]+){0,3}")
_PERSONAL: Final = re.compile(
    r"\b(?:I|I'm|I’m|im|you|u|your|my|me|lol|lmao|haha\w*|hehe\w*|imo|btw|wtf|omg|dude|guys|folks|thanks|pls)\b"
)
_LOUD: Final = re.compile(r"[!?]{2,}|\.{4,}|\b[A-Z]{4,}(?:\s+[A-Z]{3,})+\b|https?://|[:;]-?[)(DP](?:\s|\Z)|[😀-🙏]")


@dataclass(frozen=True, slots=True)
class Look:
    """A unit with its words, and what can be seen of it without knowing the rest of the text.

    ``bulleted``: it begins with the mark of a list's item. ``text``: its words on one line, without that mark;
    ``folded``: without differences of case. ``words``: how many it has; text without spaces counts a word for
    every twelve characters. ``letters``: it has one at all. ``closed``: it ends as a sentence does, a credit
    in brackets after it allowed. ``prose``: a paragraph, that is twelve words or more that end as a sentence
    does, or twenty-five of any kind.
    """

    unit: Unit
    raw: str
    bulleted: bool
    text: str
    folded: str
    words: int
    letters: bool
    closed: bool
    prose: bool

    @classmethod
    def of(cls, unit: Unit, raw: str) -> "Look":
        """Return the look of ``unit``, whose text is ``raw``."""
        bulleted = BULLET.match(raw) is not None
        text = " ".join((BULLET.sub("", raw, count=1) if bulleted else raw).split())
        words = max(text.count(" ") + 1, len(text) // 12)
        closed = _TERMINAL.search(text, max(0, len(text) - 120)) is not None
        return cls(
            unit=unit,
            raw=raw,
            bulleted=bulleted,
            text=text,
            folded=text.casefold(),
            words=words,
            letters=any(map(str.isalpha, text)),
            closed=closed,
            prose=(words >= 12 and closed) or words >= 25,
        )

    @property
    def heading(self) -> bool:
        """It may be a title: short, on one line, not closed by a full stop, beginning with a capital or a figure."""
        start = self.text.lstrip("\"'“‘«‹(#¿¡ ")[:1]
        return (
            "\n" not in self.raw
            and 2 <= self.words <= 25
            and len(self.text) <= 180
            and _STOP.search(self.text) is None
            and self.letters
            and (not start.islower())
        )

    @property
    def name(self) -> bool:
        """It may be the name of somebody who comments: one to four words without a full stop."""
        return len(self.text) <= 40 and not self.closed and _NAME.fullmatch(self.text) is not None

    @property
    def informal(self) -> bool:
        """It speaks as people do among themselves: "I" and "you", shouting, addresses, no capital at the start."""
        start = self.text.lstrip("\"'“‘«(@ ")[:1]
        signs = bool(_PERSONAL.search(self.text)) + bool(_LOUD.search(self.text)) + start.islower()
        return signs >= 1 and not self.text.startswith(("“", '"', "«", "‘"))
