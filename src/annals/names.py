"""Names: folding, a key that survives transliteration, likeness and abbreviations.

``fold`` takes away what is only typography, ``key`` also what differs between ways of writing Arabic,
Persian, Russian, Ukrainian or Burmese names in Latin letters. A key proposes; ``same`` decides.

The equivalences follow the romanisation tables of ALA-LC, BGN/PCGN and the common press spellings, in
which one consonant of the original appears as several: kaf and qaf as k, q, c; kha and ha as kh, h; shin
as sh, ch; dhal and zay as dh, z; waw as w, ou, u, o; ya as y, i, ee; ta marbuta as a, ah, at, eh.
"""

import csv
import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from itertools import zip_longest
from typing import Final

from anyascii import anyascii

_APOSTROPHES: Final = str.maketrans("", "", "'’‘`´ʿʾʼʻ′ʹ")
_DOTTED: Final = re.compile(r"\b(?:[^\W\d_]\.)+[^\W\d_]\b\.?")
_HYPHENS: Final = str.maketrans(dict.fromkeys("-‐‑‒–—", "-"))
# The Arabic article before a sun letter is written as it sounds: ash-Shabaab, ad-Dawla.
_ARTICLE_HYPHEN: Final = re.compile(
    r"\b(?:[aeu]l|[ae](?:d(?=-d)|dh(?=-dh)|n(?=-n)|r(?=-r)|s(?=-s)|sh(?=-sh)|t(?=-t)|th(?=-th)|z(?=-z)))-(?=\w)"
)
# Written apart, "as", "at" and "an" are English words and stay.
_ARTICLE_SPACE: Final = re.compile(r"\b(?:[ae]l|a(?:d(?= d)|dh(?= dh)|r(?= r)|sh(?= sh)|z(?= z))) (?=\w)")
_SERVANT: Final = re.compile(r"\babd(?:u|e|a|ou|i)l+(?!ah\b)(\w*)")
_SLAVIC_YE: Final = re.compile(r"(?:y|i)e(?=[vglfk])")
_DOUBLED: Final = re.compile(r"([aeiou])\1")
_WORD: Final = re.compile(r"[^\W_]+")
_SMALL: Final = frozenset({
    "a", "al", "an", "and", "da", "das", "de", "del", "der", "des", "do", "dos", "du", "e", "el", "et", "fi", "for",
    "i", "in", "la", "le", "les", "los", "of", "on", "the", "to", "und", "va", "wa", "wal", "y",
})  # fmt: skip

# Longest first; what a spelling stands for among the key's consonants.
_CONSONANTS: Final = (
    ("shch", "c"), ("tsch", "c"), ("sch", "c"), ("tch", "c"), ("sh", "c"), ("ch", "c"), ("kh", "h"), ("gh", "g"),
    ("dh", "z"), ("th", "t"), ("ph", "f"), ("zh", "j"), ("dj", "j"), ("ck", "k"), ("q", "k"), ("c", "k"),
)  # fmt: skip
_VOWELS: Final = frozenset("aeiouyw")
_VOWEL_CLASS: Final = {"a": "a", "e": "ai", "i": "i", "y": "i", "o": "u", "u": "u", "w": "u"}


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Return ``name`` without what is only typography; the empty string when nothing is left.

    Case, marks, apostrophes (with ayn and hamza), punctuation and a leading "the" go, hyphens become
    spaces, other scripts become Latin letters, dots within abbreviations close up ("U.S." is "us"), and
    the Arabic article is always "al". Folding what is folded changes nothing.
    """
    text = name
    if not name.isascii():
        text = unicodedata.normalize("NFKD", name.translate(_APOSTROPHES))
        text = "".join(mark for mark in text if not unicodedata.combining(mark))
        text = anyascii(text.translate(_HYPHENS))
    text = text.translate(_APOSTROPHES).casefold()
    text = _DOTTED.sub(lambda dotted: dotted.group().replace(".", ""), text)
    text = _ARTICLE_HYPHEN.sub("al ", text)
    text = " ".join(_WORD.findall(text))
    text = _ARTICLE_SPACE.sub("al ", text)
    while text.startswith("the "):
        text = text[4:]
    return text


def tokens(name: str) -> tuple[str, ...]:
    """Return the words of the folded name without the Arabic article (kept when nothing else is left).

    "Abdul", "Abdel" and what is written together with them come apart: "Abdulrahman" is "abd rahman".
    """
    words = _SERVANT.sub(r"abd \1", fold(name)).split()
    return tuple([word for word in words if word != "al"] or words)


@lru_cache(maxsize=65536)
def _skeleton(word: str) -> tuple[str, tuple[str, ...]]:
    """Return a folded word's consonants (a leading vowel as "a") and the vowels before and between them."""
    if len(word) > 3 and word[-1] in "ht" and word[-2] in "ae":
        word = word[:-1]
    if _SLAVIC_YE.match(word):  # Yevgeny, Ievgen, Evgeny
        word = word[1:]
    if word[:2] in {"hk", "hp", "ht"}:  # Hkun and Khun: aspirates of Burma's languages
        word = word[1] + "h" + word[2:]
    word = word.replace("x", "ks")
    consonants: list[str] = []
    vowels = [""]
    at = 0
    while at < len(word):
        letter = word[at]
        glide = letter in "yw" and at == 0 and len(word) > 1 and word[1] in _VOWELS
        if letter in _VOWELS and not glide:
            vowels[-1] += letter
            at += 1
            continue
        spelt, sound = next(((s, c) for s, c in _CONSONANTS if word.startswith(s, at)), (letter, letter))
        sound = {"y": "j", "w": "v"}.get(sound, sound)
        doubled = consonants and not vowels[-1] and consonants[-1] == sound
        if not doubled:
            consonants.append(sound)
            vowels.append("")
        at += len(spelt)
    return ("a" if vowels[0] else "") + "".join(consonants), tuple(vowels)


def word_key(word: str) -> str:
    """Return the consonants of one folded word, "a" first where it begins with a vowel."""
    return _skeleton(word)[0]


@lru_cache(maxsize=65536)
def key(name: str) -> str:
    """Return the consonant key of a name: equal for the usual transliterations of one name.

    "Dayr az-Zawr" and "Deir Azzor" have one key, so do "Khalidiyah" and "Halidiya". Words are run
    together and the Arabic article is dropped. Different names can share a key: it proposes, ``same`` or
    the context decides. Empty for a name without letters or digits.
    """
    words = [_skeleton(word)[0] for word in tokens(name)]
    inner = "".join(word.removeprefix("a") for word in words[1:])
    return (words[0] if words else "") + inner


def _vowel_distance(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Return how far two vowel patterns are apart: 1 for one against another, a half for a lost one.

    At the end of a word a silent "e" is nothing, a written or unwritten "a" is a half; all else makes another word
    ("Niger" and "Nigeria", "Somali" and "Somalia") and counts 2.
    """
    distance = 0.0
    last = max(len(one), len(other)) - 1
    for at, (a, b) in enumerate(zip_longest(one, other, fillvalue="")):
        first = {c for letter in a for c in _VOWEL_CLASS[letter]}
        second = {c for letter in b for c in _VOWEL_CLASS[letter]}
        if not (first or second):
            continue
        if any("w" in x[1:-1] and not set(y) & set("wuo") for x, y in ((a, b), (b, a))):
            distance += 1.0  # between vowels "w" is a consonant: "Malawi" is not "Mali"
        if at == last:
            alike = first & second and a.endswith("a") == b.endswith("a")
            distance += 0.0 if alike or {a, b} == {"", "e"} else 0.5 if {a, b} <= {"", "a", "e"} else 2.0
        elif not first or not second:
            distance += 0.5
        elif not first & second:
            distance += 1.0
    return distance


@lru_cache(maxsize=65536)
def same_word(one: str, other: str) -> bool:
    """Tell whether two folded words are spellings of one word: equal consonants, vowels near enough.

    The shorter the word, the less its vowels may differ: not at all below three consonants, one step of
    ``_vowel_distance`` from four on ("Hizballah" and "Hezbollah", but not "Homs" and "Hamas").
    """
    if one == other:
        return True
    if one.isdigit() or other.isdigit():
        return False
    if min(len(one), len(other)) < 3:
        return len(one) > 1 and len(other) > 1 and _DOUBLED.sub(r"\1", one) == _DOUBLED.sub(r"\1", other)
    (consonants, vowels), (consonants_2, vowels_2) = _skeleton(one), _skeleton(other)
    if consonants != consonants_2:
        return False
    sounds = len(consonants.removeprefix("a"))
    allowed = 0.0 if sounds < 3 else 0.5 if sounds == 3 else 1.0
    return _vowel_distance(vowels, vowels_2) <= allowed


LINKS: Final = frozenset({"of", "the", "and", "for", "i", "e", "ye", "yi"})
"""Words that only link a name's others: English ones, and the ezafe of Persian ("Sipah-i", "Sepah-e")."""


def _content(name: str) -> tuple[str, ...]:
    """Return the words of a name without ``LINKS``, as far as two others remain."""
    words = tokens(name)
    content = tuple(word for word in words if word not in LINKS)
    return content if len(content) >= 2 else words


def same(a: str, b: str) -> bool:
    """Tell whether two strings are one name, spelt or transliterated differently.

    Word by word in order, the Arabic article and "of", "the", "and" aside; or equal when written in one ("Boko Haram",
    "Bokoharam"). Abbreviations and short forms are not the same name: see ``is_acronym`` and ``short_form``.
    Symmetric; false for names without letters or digits.
    """
    first, second = _content(a), _content(b)
    if not first or not second:
        return False
    if "".join(first) == "".join(second) or fold(a).replace(" ", "") == fold(b).replace(" ", ""):
        return True
    return len(first) == len(second) and all(map(same_word, first, second))


@lru_cache(maxsize=65536)
def looks_like_acronym(name: str) -> bool:
    """Tell whether a string is written as an abbreviation: one word, 2 to 10 signs, mostly capitals ("PKK", "M23")."""
    word = name.strip().replace(".", "").replace("-", "")
    if not 2 <= len(word) <= 10 or not word.isalnum():
        return False
    capitals = sum(letter.isupper() for letter in word)
    return capitals >= 2 and 2 * capitals > sum(letter.isalpha() for letter in word)


def is_acronym(short: str, name: str, *, strict: bool = True) -> bool:
    """Tell whether ``short`` abbreviates ``name``: its letters are the first letters of the words, in order.

    Small words and the Arabic article may be skipped ("Liberation Tigers of Tamil Eelam", LTTE; "Jama'at
    Nusrat al-Islam wal-Muslimin", JNIM). Not ``strict``: a word may give up to four letters ("Central
    Command", CENTCOM), and the last word may give none. A name of one word has no abbreviation.
    """
    letters = fold(short).replace(" ", "")
    words = fold(name).split()
    content = sum(word not in _SMALL for word in words)
    if len(letters) < 2 or content < 2 or len(letters) >= len("".join(words)):
        return False
    if strict and any(map(looks_like_acronym, name.split())):  # "US Navy" is not UN
        return False
    return _consume(letters, tuple(words), strict)


def _consume(letters: str, words: tuple[str, ...], strict: bool) -> bool:
    """Tell whether ``words`` can spell ``letters`` from their beginnings."""
    if not words:
        return not letters
    word, rest = words[0], words[1:]
    if (word in _SMALL or (not strict and not rest)) and _consume(letters, rest, strict):
        return True
    longest = 1 if strict else 4
    for size in range(1, min(longest, len(word), len(letters)) + 1):
        if letters[size - 1] != word[size - 1]:
            return False
        if _consume(letters[size:], rest, strict):
            return True
    return False


def short_form(short: str, name: str) -> bool:
    """Tell whether ``short`` is a shorter way to write ``name``: its first or last words, in order.

    "Wagner" for "Wagner Group", "Annan" for "Kofi Annan". Spellings may differ as in ``same``; equal names are
    not short forms of each other.
    """
    few, many = tokens(short), tokens(name)
    if not few or len(few) >= len(many) or (len(few) == 1 and (few[0] in _SMALL or len(few[0]) < 3)):
        return False
    return all(map(same_word, few, many)) or all(map(same_word, few, many[-len(few) :]))


@cache
def terms() -> dict[str, str]:
    """Return the words of other languages that name kinds of groups, folded, with their English meaning."""
    text = (resources.files("annals") / "data" / "actors_terms.csv").read_text(encoding="utf-8")
    return {fold(row["word"]): row["meaning"] for row in csv.DictReader(text.splitlines())}
