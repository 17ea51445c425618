"""Spans of names as they stand in the text: without the marks around them, and not cut off in the middle."""

import re
from typing import Final

from annals.names import fold, terms
from annals.sentences import is_headline

_MARKS: Final = " \t\n\r*_\"“”‘«»„`|<>[]{}(),;:.!?–—-'’"
_LINKS: Final = frozenset(
    {"of", "for", "the", "al", "el", "de", "del", "la", "le", "du", "des", "da", "do", "dos", "wa", "ul", "ud", "bin",
     "ibn", "ag", "ould", "van", "von", "abu", "and", "in"}
)  # fmt: skip
"""Words within names that never end one."""
_LEADING: Final = frozenset(
    {"a", "an", "the", "this", "other", "another", "such", "in", "of", "from", "at", "to",
     "for", "and", "or", "The", "A", "An", "Other", "In", "Of"}
)  # fmt: skip
"""Words that lead up to a noun and name nothing; "those", "some" and "any" can stand for one."""
_WORDS: Final = re.compile(r"\w+")
_OPEN: Final = re.compile(r"(?:^|[\s-])([A-Za-zÀ-ɏ]+)[\s-]*$")
_NEXT: Final = re.compile(
    r"[\s-]*((?:(?:the|al|el|de|la|of)[\s-]+)*)([A-ZÀ-ÖØ-ÞĀ-Ž0-9][\w’'ʿʾ-]*)(?:\s+[A-ZÀ-ÖØ-Þ][\w’'ʿʾ-]*)*"
)
_LAST: Final = re.compile(r"[\w’'ʿʾ-]+$")
_ARTICLE: Final = re.compile(r"[\s-]+(?:[aAeE][lrsdtnz]|a[sd]h|wal?|ul|ud)-[A-ZÀ-ÖØ-Þʿ'’][\w’'ʿʾ-]*")


def trimmed(text: str, start: int, end: int, *, letters: bool = False) -> tuple[int, int] | None:
    """Return the span without quotes, stars and punctuation at its ends, ``None`` when no letter or digit is left.

    With ``letters`` a letter must be left: a number names neither a party nor a place. Nor do articles, prepositions
    and "other" alone, the beginning of a mention whose noun was not seen.

    A closing bracket whose opening one is inside stays, and so does the full stop of an abbreviation ("U.S."). A quote
    that is closed within the span is opened in it as well.
    """
    if start and _closed_inside(text, start - 1, end) and text.find(text[start - 1], start, end) < 0:
        start -= 1
    while start < end and text[start] in _MARKS and not _closed_inside(text, start, end):
        start += 1
    while end > start and text[end - 1] in _MARKS and not _belongs(text, start, end):
        end -= 1
    if letters and all(word in _LEADING for word in _WORDS.findall(text, start, end)):
        return None
    return (start, end) if any(c.isalpha() or (c.isalnum() and not letters) for c in text[start:end]) else None


_PAIRS: Final = {"“": "”", "‘": "’", "«": "»", "(": ")", "[": "]"}


def _closed_inside(text: str, start: int, end: int) -> bool:
    """Say whether the mark that opens a span is closed before the span's last letter: ‘moderate’ groups."""
    closing = text.find(_PAIRS[text[start]], start + 1, end) if text[start] in _PAIRS else -1
    return closing > 0 and any(c.isalnum() for c in text[closing:end])


def _belongs(text: str, start: int, end: int) -> bool:
    """Say whether the last mark of a span is part of it."""
    if text[end - 1] == ")":
        return text.count("(", start, end) >= text.count(")", start, end)
    return text[end - 1] == "." and re.search(r"(?:^|[\s.])[A-Z]\.$", text[start:end]) is not None


_CAPITALS: Final = re.compile(
    r"(?: (?:of|for|de|del|al|el)(?: the| la)?)?[ -](?:[aAeE][lrsdtnz]-|a[sd]h-|wal?-)?[A-ZÀ-ÖØ-Þ][\w’'ʿʾ]+"
)


def _word_end(text: str, end: int, limit: int) -> int:
    """Return where the word that a span breaks off in really ends (Hai’at, Al-Qaeda), ``end`` when it is whole."""
    if end >= limit or not (text[end - 1].isalnum() or (text[end - 1] == "-" and text[end].isupper())):
        return end
    joined = text[end] in "’'ʿʾ`" and end + 1 < limit and text[end + 1].isalpha()
    possessive = joined and text[end + 1] == "s" and (end + 2 >= limit or not text[end + 2].isalnum())
    hyphened = text[end] == "-" and end + 1 < limit and text[end + 1].isupper()
    if (joined and not possessive) or hyphened or text[end].isalnum():
        end += 1
        while end < limit and (text[end].isalnum() or (text[end] in "ʿʾ" and end + 1 < limit)):
            end += 1
    return end


def _word_start(text: str, start: int) -> int:
    """Return where the word that a span begins in the middle of really begins: ’at is part of Hai’at."""
    while start > 0 and text[start].isalnum():
        joined = text[start - 1] in "’'ʿʾ`" and start > 1 and text[start - 2].isalpha()
        if not (text[start - 1].isalnum() or joined):
            break
        start -= 2 if joined else 1
    return start


_KIND: Final = re.compile(r"(?<!\w)([A-ZÀ-ÖØ-Þ][\w’'ʿʾ]*)[ -]$")


_DEFINITE: Final = re.compile(
    r"(?: [A-ZÀ-ÖØ-Þ][\w’'ʿʾ]*)?(?:[ -](?:[aAeE][lrsdtnz]|[aA][sd]h|wal?|[uU][ltd])-|-[eui]-)[A-ZÀ-ÖØ-Þʿ'’]"
)
"""What follows the first word of such a name: the Arabic article before its second or third word, or a Persian -e-."""


def _kind_before(text: str, start: int) -> int:
    """Return where a name begins that a word for a kind of group leads up to: Liwa belongs to Liwa al-Nahr.

    In such a name (Arabic: the first part of a construct whose second is definite) that word never stands alone.
    Without the article it may be something else: Liwa is an oasis, too.
    """
    kind = _KIND.search(text, max(0, start - 30), start)
    return kind.start(1) if kind is not None and _is_kind(text, kind.start(1), kind.end(1)) else start


def _is_kind(text: str, start: int, end: int) -> bool:
    """Say whether a span is a word for a kind of group that the rest of a definite name follows."""
    return text[start].isupper() and fold(text[start:end]) in terms() and _DEFINITE.match(text, end) is not None


def names_a_group(name: str) -> bool:
    """Say whether a name begins with a word for a kind of group, so that no place has it: Liwa al-Nahr."""
    first = re.split(r"[ -]", name, maxsplit=1)[0]
    return bool(first) and _is_kind(name, 0, len(first))


def cut_off(text: str, start: int, end: int) -> bool:
    """Say whether a span plainly breaks off.

    That is within a word, behind a linking word ("Movement of") or behind a word for a kind of group that a name
    follows (Liwa).
    """
    link = _OPEN.search(text, start, end)
    if _word_end(text, end, len(text)) > end or (link is not None and link[1].lower() in _LINKS):
        return True
    return _is_kind(text, start, end)


_KINDRED: Final = re.compile(r"(?:-[a-zà-öø-ÿ]+)+")


def kind_end(text: str, end: int) -> int:
    """Return where a word ends whose first part is a span's last word ("X-backed", "anti-X"), ``end`` when none is."""
    compound = _KINDRED.match(text, end)
    return compound.end() if compound is not None else end


def article_end(text: str, start: int, end: int, limit: int) -> int:
    """Return where a name ends with the Arabic article and its word right behind it: Harakat al-Nahr; else ``end``.

    What ends the span must be a name, whatever leads up to it: "leaders of Harakat".
    """
    last = _LAST.search(text, start, end)
    article = _ARTICLE.match(text, end, limit) if last is not None and last[0][0].isupper() else None
    return article.end() if article is not None else end


def name_limit(text: str, start: int, end: int, limit: int) -> int:
    """Return up to where a name may grow: its own end in a headline, where every word has a capital."""
    line = text[text.rfind("\n", 0, start) + 1 : text.find("\n", end) if "\n" in text[end:] else len(text)]
    return end if is_headline(line) else limit


def whole_name(text: str, start: int, end: int, limit: int) -> tuple[int, int]:
    """Return the span of a name that may have been cut: "Movement of" takes its next words along.

    A word that the span begins or breaks off in is completed, a word for a kind of group before it (Liwa) is
    added; a capitalised name takes the capitalised words
    right behind along. A name that ends in a linking word goes on to the capitalised words after it, or loses the
    link when there are none; an Arabic article with its word ("al-Sham") right behind a capitalised name belongs to it.
    Nothing beyond ``limit`` is taken.
    """
    start = _kind_before(text, _word_start(text, start))
    whole = _word_end(text, end, limit)
    if whole > end or text[start].isupper():
        end = whole
        while (following := _CAPITALS.match(text, end, limit)) is not None:
            end = following.end()
    return start, _link_end(text, start, end, limit)


def _link_end(text: str, start: int, end: int, limit: int) -> int:
    """Return where a name ends that may end in a linking word, or be followed by an Arabic article."""
    link = _OPEN.search(text, start, end)
    while link is not None and link[1].lower() in _LINKS and link.start(1) > start:
        following = _NEXT.match(text, end, limit)
        if following is not None and link[1].lower() not in ("and", "in"):
            return following.end()
        end = link.start(1)
        while end > start and text[end - 1] in " -\n\t":
            end -= 1
        link = _OPEN.search(text, start, end)
    return article_end(text, start, end, limit)
