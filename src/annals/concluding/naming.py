"""Blocks of names: which names may be one actor's, told by each name alone.

Two names that ``resolve.actors_joins`` may join share a block here: the same words in another spelling, the same kind
of group in another language, a country, an abbreviation and a name whose initials it may be (where the
abbreviation is used at all), a name with and
without "group". What sources, lists and people say of two names is followed besides (``linked``).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Final

from annals.names import fold, looks_like_acronym, terms, tokens, word_key
from annals.resolve import actors_words as words
from annals.resolve.actors_joins import Key, abbreviations, key_of, parties, plain
from annals.resolve.actors_judged import Judgement, ReferenceActor
from annals.resolve.places import Gazetteer
from annals.types import Claim

_LINKS: Final = frozenset({"of", "the", "and", "for"})
_SMALL: Final = frozenset({
    "a", "al", "an", "and", "da", "das", "de", "del", "der", "des", "do", "dos", "du", "e", "el", "et", "fi", "for",
    "i", "in", "la", "le", "les", "los", "of", "on", "the", "to", "und", "va", "wa", "wal", "y",
})  # fmt: skip
"""Words that an abbreviation may skip (as in ``names.is_acronym``)."""
_MOST_SKIPPED: Final = 6


def named(claims: Iterable[Claim]) -> dict[str, set[str]]:
    """Return the names of the parties of claims: folded, with the ways in which they are written."""
    found: dict[str, set[str]] = defaultdict(set)
    seen: set[str] = set()
    for claim in claims:
        fillers = [filler for _, _, filler in parties(claim)]
        for filler in fillers:
            key = None if filler.name in seen else key_of(claim, filler)
            seen.add(filler.name)
            if key is not None and not key[0]:
                found[plain(key)].add(words.strip(filler.name))
        spelt = "(" in claim.quote or any(filler.mention not in {None, filler.name} for filler in fillers)
        for short, key in abbreviations(claim) if spelt else ():
            found[fold(short)].add(short)
            found[plain(key)].add(plain(key))
    return dict(found)


def name_blocks(name: str, written: Iterable[str], gazetteer: Gazetteer) -> set[str]:
    """Return the blocks of a folded name that is ``written`` so."""
    parts = [word for word in tokens(name) if word not in _LINKS]
    known = terms()
    found = {
        "spelt " + " ".join(word_key(word) for word in parts),
        "spelt " + "".join(tokens(name)),
        "spelt " + name.replace(" ", ""),
        "kind " + " ".join(sorted(word_key(known.get(word, word)) for word in parts)),
        "noun " + name,
    }
    last = name.split()[-1:]
    if len(name.split()) > 1 and last and last[0] in words.nouns():
        found.add("noun " + " ".join(name.split()[:-1]))
    if name.endswith("s"):
        found.add("noun " + name[:-1])
    for form in written:
        found |= {"country " + c.place.id for c in gazetteer.lookup(form)[:1] if c.place.kind == "country"}
        if looks_like_acronym(form):
            found |= {"short " + name.replace(" ", ""), "initials " + name.replace(" ", "")}
    return found | {"initials " + letters for letters in _initials(name)}


def _initials(name: str) -> Iterator[str]:
    """Yield the abbreviations that a name may have: its first letters, small words with or without theirs."""
    parts = name.split()
    small = [word for word in parts if word in _SMALL]
    if len(parts) - len(small) < 2:
        return
    choices = [
        ("", word[0]) if word in _SMALL and len(small) <= _MOST_SKIPPED else (word[0],) if word not in _SMALL else ("",)
        for word in parts
    ]
    yield from {"".join(letters) for letters in product(*choices)}


def linked(
    claims: Iterable[Claim], judgements: Sequence[Judgement], references: Sequence[ReferenceActor]
) -> Mapping[str, set[str]]:
    """Return which folded names are spoken of together: in a renaming, a judgement, an entry of a list."""
    found: dict[str, set[str]] = defaultdict(set)
    groups: list[Collection[str]] = [
        {fold(name) for name in (*judgement.names, *judgement.others)} for judgement in judgements
    ]
    groups += [{fold(name.name) for name in entry.names} for entry in references]
    for claim in claims:
        if claim.type == "renaming":
            groups.append({plain(key) for key in _keys(claim) if not key[0]})
    for group in groups:
        for name in group:
            found[name] |= set(group)
    return found


def _keys(claim: Claim) -> list[Key]:
    return [key for _, _, filler in parties(claim) if (key := key_of(claim, filler)) is not None]
