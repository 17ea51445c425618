"""Telling a report from what stands around it: the kind of every unit of a text.

Kinds follow from structure (where a unit stands, what it looks like, what repeats) and from standing phrases
of the web (``annals.read.phrases``). A unit is boilerplate when the weights of the features that it shows
reach one; each feature is a function whose docstring is its explanation. When nothing speaks against a unit
it is body: that a report is informal never makes it a comment.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from annals.read import phrases
from annals.read.comments import comments_from
from annals.read.days import is_date_line
from annals.read.draft import Unit
from annals.read.look import Look
from annals.types import Block, BlockKind

_FURNITURE: Final = phrases.compiled(phrases.FURNITURE)
_APPEAL: Final = phrases.compiled(phrases.APPEALS)
_CREDIT: Final = phrases.compiled(phrases.CREDITS)
_CAPTION: Final = phrases.compiled(phrases.CAPTIONS)

_MONEY: Final = re.compile(
    r"\b(?:donat(?:e|ion|ions|ing)|paypal|patreon|crowdfund\w*|gofundme|subscri(?:be|ption)|newsletter|"
    r"your (?:support|contribution|help)|support our (?:work|journalism|site))\b",
    re.IGNORECASE,
)
_READER: Final = re.compile(r"\b(?:you|your|us|our|we)\b", re.IGNORECASE)
_SEPARATED: Final = re.compile(r"\s[|·•»›/]\s")
_SYMBOLS: Final = re.compile(r"([^\w\s.,\-–—=_*#~])\1{3,}|(?:[♥♦★☆↠➤►▶✅🔥💰]\W*){3,}")
_EARNINGS: Final = re.compile(
    r"(?=.*\$\s?\d)(?=.*\b(?:(?:per|an|every|each)[- ](?:hour|day|week|month)|online|from home)\b)"
    r"(?=.*(?:https?:|www\.|\b(?:click|visit|check|work(?:ing)? (?:online|from home)|earn(?:ing|ed)?)\b))",
    re.IGNORECASE | re.DOTALL,
)

_YEARS: Final = re.compile(r"\(?(?:1\d|20)\d\d(?:\s?[-–—/]\s?(?:(?:1\d|20)?\d\d)?)?\)?:?")

_THRESHOLD: Final = 1.0
_PHRASE_LENGTH: Final = 500
_SPAM_WORDS: Final = 120


@dataclass(frozen=True, slots=True)
class Page:
    """What features need to know of the whole text.

    ``repeats`` counts how often each unit stands in it, case and spaces ignored; ``first_prose`` and
    ``last_prose`` are the indices of the first and the last paragraph of full sentences (the number of units,
    and -1, when there is none).
    """

    repeats: Counter[str]
    first_prose: int
    last_prose: int

    @classmethod
    def of(cls, looks: Sequence[Look]) -> "Page":
        """Return the facts of a text with these units."""
        prose = [index for index, look in enumerate(looks) if look.prose]
        return cls(
            Counter(look.folded for look in looks), prose[0] if prose else len(looks), prose[-1] if prose else -1
        )


def wordless(look: Look, page: Page, index: int) -> bool:
    """Has no letter, as the steps of a donation counter have none; a year may head a section of a chronicle."""
    return not look.letters and _YEARS.fullmatch(look.text) is None


def furniture(look: Look, page: Page, index: int) -> bool:
    """Is wholly a standing phrase of web pages: share buttons, newsletters, cookies, copyright, links."""
    return len(look.text) <= _PHRASE_LENGTH and _FURNITURE.fullmatch(look.text) is not None


def appeal(look: Look, page: Page, index: int) -> bool:
    """Asks readers to give, to subscribe or to follow, and says nothing else."""
    return len(look.text) <= _PHRASE_LENGTH and _APPEAL.fullmatch(look.text) is not None


def credit(look: Look, page: Page, index: int) -> bool:
    """Names the author or the day, near the top or after the last paragraph."""
    at_edge = index <= page.first_prose + 1 or index > page.last_prose
    return at_edge and len(look.text) <= 160 and (is_date_line(look.text) or _CREDIT.fullmatch(look.text) is not None)


def asks_for_money(look: Look, page: Page, index: int) -> bool:
    """Speaks of donations or subscriptions and addresses the reader."""
    return len(look.text) <= _PHRASE_LENGTH and bool(_MONEY.search(look.text) and _READER.search(look.text))


def at_edge(look: Look, page: Page, index: int) -> bool:
    """Stands before the first or after the last paragraph of full sentences, where pages put their furniture."""
    return page.last_prose >= 0 and not page.first_prose <= index <= page.last_prose


def exhorts(look: Look, page: Page, index: int) -> bool:
    """Shouts or asks at the reader: a short unit that ends in an exclamation mark and says "you" or "us"."""
    return look.words <= 40 and look.text.endswith("!") and bool(_READER.search(look.text))


def repeated(look: Look, page: Page, index: int) -> bool:
    """Stands on the page again, and is a short line that is no sentence."""
    return look.words <= 12 and not look.closed and page.repeats[look.folded] > 1


def menu(look: Look, page: Page, index: int) -> bool:
    """Several short parts between strokes or dots, as in a menu."""
    parts = _SEPARATED.split(look.text)
    return len(parts) >= 3 and max(len(part.split()) for part in parts) <= 4


def linked(look: Look, page: Page, index: int) -> bool:
    """Nearly all of it is link text, and it is no sentence."""
    return look.unit.links > 0.8 and not look.closed


def spam(look: Look, page: Page, index: int) -> bool:
    """Has rows of symbols, or promises earnings together with an address or an invitation."""
    if look.words > _SPAM_WORDS:
        return False
    return bool(_SYMBOLS.search(look.text)) or ("$" in look.text and bool(_EARNINGS.match(look.text)))


Feature = Callable[[Look, Page, int], bool]
"""Tells whether a unit, at its index on the page, shows one sign of being boilerplate."""

FEATURES: Final[tuple[tuple[Feature, float], ...]] = (
    (wordless, 1.0),
    (furniture, 1.0),
    (appeal, 1.0),
    (credit, 1.0),
    (spam, 1.0),
    (asks_for_money, 0.6),
    (exhorts, 0.3),
    (at_edge, 0.4),
    (repeated, 0.4),
    (menu, 0.6),
    (linked, 0.6),
)
"""The signs of boilerplate with their weights; one in sum decides."""


def classify(text: str, units: Sequence[Unit], title: str | None = None) -> tuple[Block, ...]:
    """Return the blocks of ``text``, one for each unit, in order; units whose kind is set keep it.

    ``title`` is the title where it is known from elsewhere: a unit that says the same is the title, and
    every further one is boilerplate. Without one, a first short line that is no sentence and is followed by
    prose is the title.
    """
    looks = tuple(Look.of(unit, text[unit.start : unit.end]) for unit in units)
    page = Page.of(looks)
    kinds: list[BlockKind | None] = [look.unit.kind for look in looks]
    for index, look in enumerate(looks):
        if kinds[index] is None and score(look, page, index) >= _THRESHOLD:
            kinds[index] = "boilerplate"
    furnished = [kind == "boilerplate" for kind in kinds]
    appeals = [
        dropped and appeal(look, page, index)
        for index, (look, dropped) in enumerate(zip(looks, furnished, strict=True))
    ]
    known = kinds.index("comment") if "comment" in kinds else len(looks)
    for index in range(comments_from(looks[:known], furnished, appeals), known):
        kinds[index] = looks[index].unit.kind or "comment"
    _name_titles(looks, kinds, title)
    _name_captions(looks, kinds)
    _name_lead(looks, kinds)
    return tuple(Block(kind or "body", unit.start, unit.end) for kind, unit in zip(kinds, units, strict=True))


def score(look: Look, page: Page, index: int) -> float:
    """Return the sum of the weights of all ``FEATURES`` that a unit shows."""
    return sum(weight for feature, weight in FEATURES if feature(look, page, index))


def _name_titles(looks: Sequence[Look], kinds: list[BlockKind | None], title: str | None) -> None:
    """Mark the title, and every repetition of it as boilerplate."""
    known = " ".join(title.casefold().split()) if title else None
    if "title" not in kinds:
        at = next((n for n, look in enumerate(looks) if kinds[n] is None and look.folded == known), None)
        if at is None:
            at = _untitled(looks, kinds)
        if at is None:
            return
        kinds[at] = "title"
    first = kinds.index("title")
    for index in range(first + 1, len(looks)):
        if kinds[index] in {None, "title"} and looks[index].folded == looks[first].folded:
            kinds[index] = "boilerplate"


def _untitled(looks: Sequence[Look], kinds: Sequence[BlockKind | None]) -> int | None:
    """Return the index of the first unit of the report if it is plainly a title, else ``None``."""
    at = next((n for n, kind in enumerate(kinds) if kind is None), None)
    after = next((n for n in range((at or 0) + 1, len(looks)) if kinds[n] is None), None)
    if at is None or after is None:
        return None
    first, second = looks[at], looks[after]
    apart = second.unit.after_gap or (second.words >= 1.5 * first.words and second.closed)
    followed = any(look.prose for look in looks[at + 1 :])
    return at if first.heading and apart and followed and not first.bulleted else None


def _name_captions(looks: Sequence[Look], kinds: list[BlockKind | None]) -> None:
    """Mark captions: labelled ones anywhere, and one or two short lines between the title and the first paragraph."""
    for index, look in enumerate(looks):
        if kinds[index] is None and len(look.text) <= 700 and _CAPTION.fullmatch(look.text):
            kinds[index] = "caption"
    first = kinds.index("title") if "title" in kinds else len(kinds)
    prose = next((n for n, look in enumerate(looks) if kinds[n] is None and look.prose), -1)
    between = [n for n in range(first + 1, prose) if kinds[n] is None]
    if len(between) <= 2:
        for index in between:
            look = looks[index]
            if look.words <= 12 and not look.closed and not look.bulleted:
                kinds[index] = "caption"


def _name_lead(looks: Sequence[Look], kinds: list[BlockKind | None]) -> None:
    """Mark the first paragraph after the title as the lead."""
    if "title" not in kinds:
        return
    for index in range(kinds.index("title") + 1, len(looks)):
        if kinds[index] is None:
            kinds[index] = "lead" if looks[index].prose else None
            return
