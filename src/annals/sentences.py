"""Splitting text into sentences by rule: offsets in, offsets out, linear in the length of the text.

A sentence ends at a full stop, question or exclamation mark or ellipsis (Latin, Arabic, Devanagari, Chinese
and Japanese ones), with the quotation marks and brackets that close after it, and at the end of a line
unless the line was broken only to fit a column. Abbreviations and initials do not end a sentence.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_CLOSERS: Final = "\"'”’»›)\\]}」』】）"
_OPENERS: Final = "\"'“‘«‹([{「『【（„‚—–-"

# Possessive quantifiers: a run of a million full stops is scanned once.
_BREAK: Final = re.compile(rf"[.!?…؟۔।]++[{_CLOSERS}]*+(?:\[\d{{1,3}}\])*+|[。！？]++[{_CLOSERS}]*+|\n")

_FIRST: Final = re.compile(r"\S")
_WORD_BEFORE: Final = re.compile(r"[^\s(\[\"“‘«/—–]*\Z")
_WORD_AFTER: Final = re.compile(r"[\w’'-]{1,40}")
_ITEM: Final = re.compile(r"\s*(?:[•‣◦▪●○■*·►→–—-]\s|\.\s|#{1,6}\s|\(?(?:\d{1,3}|[A-Za-z])[.)]\s)")
_ACRONYM: Final = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?\Z")
_NUMBER: Final = re.compile(r"\d{1,3}\Z")
_ARTICLE_NAME: Final = re.compile(r"(?:al|el|an|ar|as|at|ad|ash|az)[-‑’' ]", re.IGNORECASE)

_LOOKBACK: Final = 40
_MIN_WIDTH: Final = 30
_MAX_WIDTH: Final = 120

# Titles and ranks: a name follows, so the stop never ends a sentence. Ranks as in the AP and Reuters
# style guides, their plurals, and the usual foreign titles.
_TITLES: Final = frozenset(
    ("mr", "mrs", "ms", "mx", "messrs", "mme", "mlle", "dr", "drs", "prof", "rev", "fr", "hon", "gen", "gens", "lt",
     "col", "cols", "maj", "capt", "cmdr", "adm", "brig", "sgt", "cpl", "pvt", "pfc", "spc", "det", "insp", "supt",
     "gov", "govs", "sen", "sens", "rep", "reps", "pres", "amb", "min", "atty", "st", "ste", "mt", "ft", "sh", "hr",
     "ca", "approx", "ген", "полк", "им")
)  # fmt: skip

# Abbreviations that stand before a number: months (AP style shortens these), numbering, parts of a work.
_BEFORE_NUMBER: Final = frozenset(
    ("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "no", "nos", "art", "arts",
     "sec", "secs", "fig", "figs", "vol", "vols", "p", "pp", "ch", "par", "para", "op", "res")
)  # fmt: skip

# Abbreviations that may also end a sentence: what follows decides.
_EITHER: Final = frozenset(
    ("inc", "co", "corp", "ltd", "llc", "plc", "bros", "jr", "sr", "etc", "al", "ed", "eds", "est", "ave", "blvd", "rd",
     "ph.d", "jan", "feb", "aug", "sept", "oct", "nov", "dec", "mon", "tue", "tues", "wed", "thu", "thur", "thurs",
     "fri", "sat", "km", "kg", "lb", "hrs", "mins", "vol", "govt", "intl", "natl", "univ", "dept")
)  # fmt: skip

# Never the end: Latin abbreviations that introduce something.
_NEVER: Final = frozenset(("e.g", "i.e", "viz", "cf", "vs", "v", "a.k.a", "aka"))

# Words that begin a sentence and hardly ever continue a name: function words, capitalised.
_STARTERS: Final = frozenset(
    ("the", "a", "an", "in", "on", "at", "by", "for", "from", "to", "with", "after", "before", "during", "since",
     "until", "while", "when", "as", "if", "although", "though", "because", "but", "and", "or", "yet", "so", "however",
     "meanwhile", "he", "she", "it", "they", "we", "you", "his", "her", "its", "their", "our", "this", "that", "these",
     "those", "there", "then", "also", "both", "some", "many", "most", "several", "all", "not", "one", "two", "three",
     "what", "who", "why", "how", "according", "earlier", "later", "last", "soon", "once", "under", "over", "between",
     "about", "more", "only", "despite", "following", "another", "other", "each", "every", "such")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Region:
    """What holds for the whole stretch: where it ends, its column of wrapping, whether it has capitals at all."""

    end: int
    width: int | None
    cased: bool


def line_width(text: str) -> int | None:
    """Return the column at which ``text`` was wrapped, in characters, or ``None`` if it was not.

    Text from mail, wire services and typescripts is broken at a fixed column: 60 to 100 as a rule, and never
    less than 30 or more than 120. It counts as wrapped when at least three line breaks, and most of them
    inside paragraphs, are forced: the next line's first word would not have fitted any more.
    """
    lines = [line.rstrip() for line in text.split("\n")]
    lengths = sorted(len(line) for line in lines if line)
    if len(lengths) < 3:
        return None
    longest = lengths[-1 - len(lengths) // 50]  # a few overlong lines (addresses of pages) do not count
    if not _MIN_WIDTH <= longest <= _MAX_WIDTH:
        return None
    forced = breaks = 0
    for line, following in pairwise(lines):
        if line and following.strip():
            breaks += 1
            forced += _fills(line, following, longest)
    return longest if forced >= 3 and forced >= 0.6 * breaks else None


def wraps(line: str, following: str, width: int | None) -> bool:
    """Tell whether the break between two lines is only typography: the sentence may run on over it.

    ``width`` is what ``line_width`` found. Without one, only a line that stops short of any mark and goes on
    in lower case is taken to run on.
    """
    if not following.strip() or not line.strip() or begins_item(following):
        return False
    if width is not None and _fills(line, following, width):
        return True
    last = line.rstrip()[-1]
    return (last.isalnum() or last in ",-") and following.lstrip()[0].islower() and 30 <= len(line) <= _MAX_WIDTH


def begins_item(line: str) -> bool:
    """Tell whether a line begins with the mark or number of a list's item or of a heading."""
    return _ITEM.match(line) is not None


def split(text: str, start: int, end: int, *, width: int | None = None) -> list[tuple[int, int]]:
    """Return the sentences of ``text[start:end]`` as (start, end) offsets into ``text``.

    They are in order, do not overlap, begin and end with a character that is no white space, and together
    cover every such character of the stretch. ``width`` is the column at which the whole text was wrapped
    (see ``line_width``); when it is not given it is found from the stretch alone.
    """
    if width is None and text.find("\n", start, end) >= 0:
        width = line_width(text[start:end])
    region = _Region(end, width, any(char.isupper() for char in text[start : min(end, start + 2000)]))
    spans: list[tuple[int, int]] = []
    begin = start
    for match in _BREAK.finditer(text, start, end):
        cut = match.end()
        if cut <= begin or not _ends(text, begin, match, region):
            continue
        _append(spans, text, begin, cut)
        begin = cut
    _append(spans, text, begin, end)
    return spans


def containing(spans: list[tuple[int, int]], start: int, end: int) -> int | None:
    """Return the index of the span that holds ``start``..``end`` entirely, ``None`` when none does."""
    index = bisect_left(spans, (start + 1,)) - 1
    return index if index >= 0 and spans[index][0] <= start and end <= spans[index][1] else None


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    first = _FIRST.search(text, start, end)
    if first is None:
        return
    while text[end - 1].isspace():
        end -= 1
    spans.append((first.start(), end))


def _fills(line: str, following: str, width: int) -> bool:
    word = following.split(None, 1)[0] if following.strip() else ""
    return len(line.rstrip()) + 1 + len(word) > width


def _ends(text: str, begin: int, match: re.Match[str], region: _Region) -> bool:
    """Tell whether the mark or line end that ``match`` found closes the sentence that began at ``begin``."""
    mark = match.group()[0]
    if mark == "\n":
        return _line_ends(text, begin, match.start(), region)
    if mark in "。！？":
        return True
    cut, end = match.end(), region.end
    if cut >= end:
        return True
    if not text[cut].isspace():
        return False
    first = _FIRST.search(text, cut, min(end, cut + 200))
    if first is None:
        return True
    after = first.start()
    while after < end and text[after] in _OPENERS and after < first.start() + 3:
        after += 1
    if after >= end:
        return True
    word = _WORD_AFTER.match(text, after, end)
    following = word.group() if word else ""
    if mark in ".…" and not _stop_ends(text, begin, match, following):
        return False
    if region.cased and text[after].islower():
        return bool(_ARTICLE_NAME.match(text, after, end))
    return True


def _line_ends(text: str, begin: int, at: int, region: _Region) -> bool:
    end = region.end
    stop = text.find("\n", at + 1, min(end, at + 1 + 2 * _MAX_WIDTH))
    following = text[at + 1 : stop if stop >= 0 else min(end, at + 1 + 2 * _MAX_WIDTH)]
    line = text[max(text.rfind("\n", max(begin - 1, at - 2 * _MAX_WIDTH, 0), at) + 1, at - 2 * _MAX_WIDTH, 0) : at]
    return not wraps(line, following, region.width)


def _stop_ends(text: str, begin: int, match: re.Match[str], following: str) -> bool:
    """Tell whether a full stop or ellipsis ends a sentence, given the word before it and the one after."""
    at = match.start()
    window = text[max(begin, at - _LOOKBACK) : at]
    found = _WORD_BEFORE.search(window)
    before = found.group() if found else ""
    starter = following.lower() in _STARTERS and following[:1].isupper()
    if match.group()[0] == "…" or match.group().startswith(".."):
        return starter or not (window[-1:].isspace() or not window)
    folded = before.lower().strip("'’")
    if folded in _TITLES or folded in _NEVER:
        return False
    if folded in _BEFORE_NUMBER and following[:1].isdigit():
        return False
    if _NUMBER.match(before) and not text[begin:at].strip().rstrip("0123456789"):
        return False  # "1." before an item of a list
    initial = len(before) == 1 and before.isalpha() and before.isupper()
    if initial or folded in _EITHER or _ACRONYM.match(before):
        return starter
    return True


def is_headline(line: str) -> bool:
    """Tell whether a line is set in capitals as headlines are, so that its capitals tell nothing of names."""
    words = [word for word in line.split() if word[:1].isalpha()]
    capitals = sum(word[0].isupper() for word in words)
    return len(words) >= 4 and line.rstrip()[-1:] not in '.!?"”' and 10 * capitals >= 6 * len(words)
