"""Names as a text writes them: runs of capitals, abbreviations in brackets, "also known as"."""

import re
from collections import deque
from dataclasses import dataclass
from typing import Final

from annals.names import fold, is_acronym, looks_like_acronym
from annals.resolve.actors_words import head, is_title, nouns, strip, trim_titles
from annals.sentences import is_headline
from annals.types import NARRATIVE, Document

_CAPITAL: Final = r"(?:[aeAE][lnrstdz]h?-)?(?:[^\W\d_a-zà-öø-ÿ][\w'’ʿʾ-]*(?:\.(?=\S))?|[^\W\d_]\.|\d+(?:st|nd|rd|th)\b)"
_JOINT: Final = r"(?:\s+(?:of|for|of the|for the|al|el|bin|ibn|abu|de|del|de la|da|do|dos|von|van|der|den|in the)\b)?"
_RUN: Final = re.compile(rf"(?<![\w'’-]){_CAPITAL}(?:{_JOINT}[ \u00a0]+(?!The\b){_CAPITAL})*")
_BRACKET: Final = re.compile(r"\(\s*(?:the |or |formerly |also )?[\"“‘']?([^()\"”’]{2,60}?)[\"”’']?\s*[),;]")
_ALIAS: Final = re.compile(
    r",?\s+\(?(?:also|better|commonly|otherwise)\s+(?:known|called|referred to)\s+(?:as|simply as)\s+"
)
_LINE: Final = re.compile(r"[^\n]+")
# "Kenya's President A B" holds two names, "Lord's Resistance Army" is one: both readings are kept.
_OWNED: Final = re.compile(r"\S[^\n]*?['’]s(?=\s)|(?<=['’]s )\S[^\n]*")
_NOT_A_PERSONS_WORD: Final = re.compile(
    r"\d|['’]s$|-(?:backed|led|allied|based|affiliated|linked|held|aligned|born|controlled|style)$", re.IGNORECASE
)
_MEMBERS: Final = re.compile(r"(\w+) of the (?=\w)")
# Sentences start with these as capitals; none of them starts a name.
_STARTERS: Final = frozenset({
    "the", "a", "an", "in", "on", "at", "for", "from", "by", "after", "before", "but", "and", "as", "it", "its", "he",
    "she", "they", "we", "i", "this", "that", "these", "those", "there", "his", "her", "their", "our", "when", "while",
    "if", "since", "during", "according", "both", "however", "meanwhile", "also", "although", "with", "without",
    "under",
    "over", "some", "many", "most", "all", "several", "no", "not", "what", "who", "where", "which", "to", "of", "or",
    "earlier", "later", "now", "then", "two", "three", "four", "five", "once", "only", "other", "such", "among",
    "despite",
    "because", "until", "following", "last", "one", "more", "today", "yesterday", "you", "your", "my", "so", "yet",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """A name in the text, without a sentence's opening word that only looks like one."""

    start: int
    end: int
    text: str


def runs(document: Document) -> tuple[Run, ...]:
    """Return the runs of capitalised words in the narrative blocks, in text order."""
    found = []
    for block in document.blocks:
        if block.kind not in NARRATIVE:
            continue
        for line in _LINE.finditer(document.text, block.start, block.end):
            if is_headline(line.group()):
                continue
            for match in _RUN.finditer(document.text, line.start(), line.end()):
                for part in (match, *_OWNED.finditer(document.text, match.start(), match.end())):
                    run = _trimmed(part.start(), part.group())
                    if run is not None:
                        found.append(run)
    return tuple(dict.fromkeys(found))


def _trimmed(start: int, text: str) -> Run | None:
    """Return the run without opening words that start a sentence and without a possessive ending."""
    while True:
        first, _, rest = text.partition(" ")
        if fold(first) not in _STARTERS and first.casefold() not in _STARTERS:
            break
        if not rest:
            return None
        start += len(text) - len(rest.lstrip())
        text = rest.lstrip()
    members = _MEMBERS.match(text)
    if members and (entry := nouns().get(fold(members.group(1)))) and entry.plural:
        start, text = start + members.end(), text[members.end() :]
    if text.endswith(("'s", "’s")):
        text = text[:-2]
    text = text.rstrip("'’-.") if not re.search(r"\b\w\.$", text) else text
    return Run(start, start + len(text), text) if text else None


def stated_abbreviations(document: Document) -> dict[str, str]:
    """Return the abbreviations and second names that the text itself states, folded, with the name in full.

    "People's Protection Units (YPG)", "YPG (People's Protection Units)", "X, also known as Y". The words before
    the bracket are cut to the shortest stretch whose initials spell the abbreviation; where the initials
    do not match, to the run of capitals that ends at the bracket. The first statement wins.
    """
    found: dict[str, str] = {}
    for block in document.blocks:
        if block.kind not in NARRATIVE:
            continue
        text = document.text[block.start : block.end]
        for match in _BRACKET.finditer(text):
            pair = _bracketed(text[max(0, match.start() - 120) : match.start()], match.group(1).strip())
            if pair and fold(pair[0]) != fold(pair[1]):
                found.setdefault(fold(pair[0]), pair[1])
        for match in _ALIAS.finditer(text):
            before, after = _run_before(text[: match.start()]), _RUN.match(strip(text[match.end() : match.end() + 80]))
            if before and after:
                found.setdefault(fold(after.group()), before)
    return found


def _run_before(text: str) -> str | None:
    """Return the run of capitals that ends a text."""
    last = next(iter(deque(_RUN.finditer(text, max(0, len(text) - 120)), maxlen=1)), None)
    if last is None or text[last.end() :].strip(" \"”’'"):
        return None
    run = _trimmed(last.start(), last.group())
    return run.text if run else None


def _bracketed(before: str, inside: str) -> tuple[str, str] | None:
    """Return (abbreviation, name) for the words before a bracket and those in it."""
    if looks_like_acronym(inside):
        words = re.findall(r"\S+", before.replace("\n", " . "))[-9:]
        for strict in (True, False):
            for size in range(2, len(words) + 1):
                phrase = strip(" ".join(words[-size:]))
                if is_acronym(inside, phrase, strict=strict) and not re.search(r"[.,;:!?]\s", phrase):
                    return inside, phrase
        run = _run_before(before)
        if run and len(inside) >= 3 and len(run.split()) >= 2 and (head(run) or len(run.split()) >= 3):
            return inside, run
        return None
    run = _run_before(before)
    if run and looks_like_acronym(run.split()[-1]) and is_acronym(run.split()[-1], inside, strict=False):
        return run.split()[-1], inside
    return None


_SPEAKS: Final = re.compile(
    r"\s*,?\s*(?:\d\d,|said|says|told|added|tweeted|warned|announced|argued|explained|wrote|who\b)"
)


def person_name(run: str) -> str | None:
    """Return a run as a person's name without titles; ``None`` when a word of it belongs to a group or office."""
    words = trim_titles(run.split())
    if not 2 <= len(words) <= 5 or any(_NOT_A_PERSONS_WORD.search(word) for word in words):
        return None
    inner = {fold(word) for word in words}
    if inner & _NOT_IN_PERSONS or any(word in nouns() for word in inner) or looks_like_acronym(words[-1]):
        return None
    return " ".join(words)


# Words of places and bodies that the table of nouns does not hold.
_NOT_IN_PERSONS: Final = frozenset({
    "of", "for", "and", "the", "north", "south", "east", "west", "northern", "southern", "eastern", "western", "new",
    "upper", "lower", "central", "united", "national", "republic", "river", "city", "province", "district", "street",
    "mount", "lake", "saudi", "great", "islamic", "democratic", "international", "war", "treaty", "act", "operation",
    "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "battle", "state",
})  # fmt: skip


def speaks(document: Document, run: Run) -> bool:
    """Tell whether what surrounds a run shows a person: a title before it, or speech or an age after it."""
    after = document.text[run.end : run.end + 40]
    before = document.text[max(0, run.start - 40) : run.start].split()
    return bool(_SPEAKS.match(after)) or is_title(run.text.split()[0]) or bool(before and is_title(before[-1]))
