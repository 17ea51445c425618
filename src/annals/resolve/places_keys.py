"""Keys under which place names are stored and looked up.

``fold`` makes spellings equal that differ in case, marks, apostrophes, hyphens or dots only; it is the key of
an exact match. ``skeleton`` makes romanisations equal that differ in vowels, articles or the usual renderings
of one letter (kh/h, q/k, sh/ch, final -ah); it only proposes. Standard library only, since the build of the
gazetteer runs this module by its path.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_LETTERS: Final = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ə": "a", "ħ": "h",
        "ŋ": "ng", "ɛ": "e", "ɔ": "o", "ɖ": "d", "ƴ": "y", "ɓ": "b", "ɗ": "d", "ƙ": "k",
    }
)  # fmt: skip
"""Letters that Unicode does not decompose, as they are usually written without the mark."""

_DROPPED: Final = re.compile(r"[\u0300-\u036f'’‘`´ʻʼʽʾʿˈˊ′.·\u0640\u200b-\u200f]")
_BREAKS: Final = re.compile(r"[\W_]+")

_ARTICLES: Final = frozenset(
    {"al", "el", "il", "ul", "ad", "ed", "an", "en", "ar", "er", "as", "es", "ash", "esh", "at", "et", "az", "ez",
     "adh", "ath", "l", "the", "la", "le", "los", "las", "les"}
)  # fmt: skip
"""The Arabic article with its assimilated forms, and the articles of English, French and Spanish names."""

_DIGRAPHS: Final = (
    ("tch", "C"), ("sch", "C"), ("dzh", "j"), ("dj", "j"), ("kh", "h"), ("sh", "C"), ("ch", "C"), ("gh", "g"),
    ("zh", "z"), ("th", "t"), ("dh", "d"), ("ph", "f"), ("ck", "k"), ("ts", "s"), ("tz", "s"), ("q", "k"), ("x", "ks"),
    ("ce", "se"), ("ci", "si"), ("cy", "sy"), ("c", "k"),
)  # fmt: skip
"""Renderings of one sound, longest first: UN/BGN, French and press romanisations of Arabic and Cyrillic."""

_VOWELS: Final = re.compile(r"[aeiouyw]+")
_DOUBLED: Final = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Return ``name`` in lower case without marks, apostrophes and dots, its words parted by one space.

    Idempotent. Letters of other scripts than Latin keep their form; "St." and "St" fold alike.
    """
    if name.isascii():
        plain = name.lower().replace("'", "").replace(".", "").replace("`", "")
    else:
        plain = unicodedata.normalize("NFKD", name).casefold().translate(_LETTERS)
        plain = unicodedata.normalize("NFKD", _DROPPED.sub("", plain))
        plain = _DROPPED.sub("", plain)
    return _BREAKS.sub(" ", plain).strip()


@lru_cache(maxsize=65536)
def skeleton(name: str) -> str:
    """Return the consonants of a Latin-script ``name`` in one string, or "" when fewer than three remain.

    Articles, vowels, doubled letters, a final h after a vowel, and y and w inside words are dropped;
    digraphs that romanise one letter become one sign; a vowel that begins the name is kept as "A".
    """
    folded = fold(name)
    if not folded.isascii():
        return ""
    words = folded.split()
    kept = [word for word in words if word not in _ARTICLES] or words
    key = "".join(_consonants(word) for word in kept)
    if not key or not kept:
        return ""
    if kept[0][0] in "aeiou":
        key = "A" + key
    return key if len(key) >= 3 else ""


def _consonants(word: str) -> str:
    """Return the consonants of one folded word."""
    for written, sign in _DIGRAPHS:
        if written in word:
            word = word.replace(written, sign)
    word = _DOUBLED.sub(r"\1", word)
    if len(word) > 2 and word[-1] == "h" and word[-2] in "aeiou":
        word = word[:-1]
    first = word[:1] if word[:1] in "yw" else ""
    return first + _VOWELS.sub("", word)


def exact(name: str) -> str | None:
    """Return the key of a short name that counts only as written ("US", "La.", "D.C."), None for any other.

    Such names have up to six signs and are all capitals or end in a dot; folded they would collide with
    words and articles ("us", "la").
    """
    plain = name.replace(" ", "")
    if len(plain) > 6 or not plain[:1].isupper():
        return None
    letters = plain.replace(".", "")
    if plain.endswith(".") or (letters.isupper() and letters.isalpha()):
        return "=" + plain
    return None
