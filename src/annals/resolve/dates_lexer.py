"""Words of a text as tokens of time: one pass, linear in the text, unknown words only as breaks.

A token has a kind (a name of ``dates_lexicon`` or of a form below), its offsets and a value. Tokens that
follow one another with nothing but space between them make a run; an unknown word, a blank line or a sign
that dates do not contain ends it.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from annals.resolve.dates_lexicon import (
    ABBREVIATIONS,
    COMPOUND_ORDINALS,
    COMPOUNDS,
    DAY_ABBREVIATIONS,
    FOREIGN_MONTHS,
    NAMED_DAYS,
    WORDS,
)


class Token(NamedTuple):
    """A word or sign of time: its kind, where it stands, what it means."""

    kind: str
    start: int
    end: int
    value: object


_TOKEN: Final = re.compile(
    r"""
      (?P<iso>\d{4}-\d{2}-\d{2}(?:T\d{2}(?::\d{2}){0,2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?)?(?![\w-]))
    | (?P<numeric>\d{1,2}(?P<sign>[/.-])\d{1,2}(?P=sign)\d{4}(?![\w/])|\d{1,2}/\d{1,2}/\d{2}(?![\w/]))
    | (?P<clock>\d{1,2}(?:[:.]\d{2})?\s?(?:[ap]\.m\.|[ap]m\b|[AP]M\b|[AP]\.M\.)
        |\d{1,2}:\d{2}(?::\d{2})?(?:\s?h(?:ou)?rs?\b)?(?![:\d])|\d{4}\s?hrs?\b)
    | (?P<figure>\d{1,3}(?:,\d{3})+(?!\d)|\d{1,9}\.\d{1,9}(?![\d.]))
    | (?P<decade>['’]?\d0s\b|\d{3}0s\b)
    | (?P<ordinal>\d{1,3}(?:st|nd|rd|th)\b)
    | (?P<short>(?<!\w)['’]\d{2}\b)
    | (?P<number>\d++(?![^\W\d_]))
    | (?P<era>(?:BCE?|B\.\s?C\.(?:\s?E\.)?|B\.C)(?!\w)|(?:AD|A\.D\.|CE)(?!\w))
    | (?P<word>[^\W\d_][^\W_]*+(?:['’](?![sS]\b)[^\W\d_]++)*+)
    | (?P<possessive>['’][sS]?(?!\w))
    | (?P<sign2>[-‐‑–—−,/.()~$€£%#:])
    | (?P<other>\w++|[^\w\s])
    """,
    re.VERBOSE,
)
_SIGNS: Final = {
    ",": "COMMA", "/": "SLASH", ".": "DOT", "(": "LPAR", ")": "RPAR", "~": "APPROX",
    "-": "HYPH", "‐": "HYPH", "‑": "HYPH", "–": "HYPH", "—": "HYPH", "−": "HYPH",
}  # fmt: skip
_CAPITAL_ONLY: Final = {
    **{k: ("MABB", v) for k, v in ABBREVIATIONS.items()},
    **{k: ("WDABB", v) for k, v in DAY_ABBREVIATIONS.items()},
}


def _phrases() -> dict[str, re.Pattern[str]]:
    heads: dict[str, list[str]] = {}
    for name in sorted([*FOREIGN_MONTHS, *NAMED_DAYS, *COMPOUNDS, *COMPOUND_ORDINALS], key=lambda n: (-len(n), n)):
        heads.setdefault(re.split(r"[- ']", name)[0], []).append(name)
    compiled = {}
    for head, names in heads.items():
        flexible = (
            re.escape(name).replace(r"\-", r"[-‐‑ ]").replace(r"\ ", r"\s").replace("'", "['’ʿ‘]?") for name in names
        )
        compiled[head] = re.compile("(?:" + "|".join(flexible) + r")(?!\w)", re.IGNORECASE)
    return compiled


_PHRASES: Final = _phrases()
_PHRASE_KEY: Final = {
    re.sub(r"[^a-z]", "", name): name for name in (*FOREIGN_MONTHS, *NAMED_DAYS, *COMPOUNDS, *COMPOUND_ORDINALS)
}


def runs(text: str, start: int = 0) -> Iterator[list[Token]]:
    """Yield the runs of adjacent tokens of time from ``start`` on, in text order."""
    run: list[Token] = []
    end = start
    for match in _TOKEN.finditer(text, start):
        if match.start() < end:
            continue
        token = _token(text, match)
        if run and (token is None or _broken(text, end, match.start())):
            yield run
            run = []
        if token is None:
            continue
        run.append(token)
        end = token.end
    if run:
        yield run


def _broken(text: str, end: int, start: int) -> bool:
    return start - end > 1 and (start - end > 40 or text.count("\n", end, start) > 1)


def _token(text: str, match: re.Match[str]) -> Token | None:
    form = match.lastgroup
    start, end = match.span()
    if form == "word":
        return _word(text, start, end)
    if form == "sign2":
        kind = _SIGNS.get(match.group())
        return Token(kind, start, end, None) if kind else None
    if form == "number":
        return _number(match.group(), start, end)
    if form == "other":
        return None
    if form == "sign":
        form = "numeric"
    if form == "possessive":
        return Token("POSS", start, end, None)
    if form == "ordinal":
        value = int(re.sub(r"\D", "", match.group()))
        return Token("O31" if 1 <= value <= 31 else "ORDN", start, end, value)
    if form == "era":
        return Token("BC" if match.group()[0] == "B" else "AD", start, end, None)
    if form == "short":
        return Token("SY", start, end, int(match.group()[1:]))
    return Token(
        {"iso": "ISO", "numeric": "NUMERIC", "clock": "CLOCK", "figure": "FIGURE", "decade": "DECADE"}[form or ""],
        start,
        end,
        match.group(),
    )


def _number(digits: str, start: int, end: int) -> Token | None:
    if len(digits) > 4:
        return None
    value = int(digits)
    if len(digits) == 4:
        return Token("Y" if 1000 <= value <= 2199 else "N4", start, end, value)
    if value == 0:
        return None
    for most, kind in ((12, "N12"), (31, "N31"), (99, "N99"), (999, "N999")):
        if value <= most:
            return Token(kind, start, end, value)
    return None


def _word(text: str, start: int, end: int) -> Token | None:
    word = text[start:end]
    lower = word.lower()
    phrase = _PHRASES.get(re.split("['’]", lower)[0]) if len(lower) < 20 else None
    if phrase is not None and (found := phrase.match(text, start)):
        return _named(found.group(), start, found.end())
    if word in _CAPITAL_ONLY:
        kind, value = _CAPITAL_ONLY[word]
        if text[end : end + 1] == "." and kind in {"MABB", "WDABB"}:
            end += 1
        return Token(kind, start, end, value)
    entry = WORDS.get(lower)
    if entry is None:
        return None
    kind, meaning = entry
    if kind == "MAY" and not word[0].isupper():
        kind = "MAYLOW"
    return Token(kind, start, end, meaning)


def _named(words: str, start: int, end: int) -> Token:
    name = _PHRASE_KEY[re.sub(r"[^a-z]", "", words.lower())]
    if name in COMPOUNDS:
        return Token("NW", start, end, COMPOUNDS[name])
    if name in COMPOUND_ORDINALS:
        return Token("ORDW", start, end, COMPOUND_ORDINALS[name])
    if name in FOREIGN_MONTHS:
        return Token("FDMONTH" if FOREIGN_MONTHS[name][2] else "FMONTH", start, end, name)
    return Token("NAMED", start, end, name)
