"""Reasons to join two names as one actor's; each function's docstring is its public explanation."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import combinations, product
from typing import Final

from annals.names import LINKS, fold, is_acronym, looks_like_acronym, same, terms, tokens, word_key
from annals.resolve import actors_words as words
from annals.resolve.actors_fullname import PARTIES
from annals.types import Claim, Filler

Key = tuple[str, str]
"""A name before it is joined with others: (document, folded phrase); the document is empty for what is
the same in all documents. A phrase that is two actors' name goes on with ``SENSE`` and a country."""
SENSE: Final = "#"


@dataclass(slots=True)
class Unit:
    """What is known of one name."""

    key: Key
    documents: set[str] = field(default_factory=set)
    mentions: int = 0
    forms: Counter[str] = field(default_factory=Counter)
    claims: list[tuple[date, str]] = field(default_factory=list)
    roles: Counter[tuple[str, str]] = field(default_factory=Counter)
    country: str | None = None
    kind: str = "group"
    where: Counter[str] = field(default_factory=Counter)


Units = dict[Key, Unit]
Pair = tuple[Key, Key]


def parties(claim: Claim) -> Iterator[tuple[str, int, Filler]]:
    """Yield (role, index, filler) for the fillers that are parties; a composition's target is a property."""
    for role in PARTIES:
        if not (claim.type == "composition" and role == "target"):
            for at, filler in enumerate(getattr(claim, role)):
                yield role, at, filler


def key_of(claim: Claim, filler: Filler) -> Key | None:
    """Return what a filler is counted under; ``None`` for pronouns and what has no letters."""
    sense = filler.entity if filler.entity is not None and filler.entity.startswith(SENSE) else ""
    key = _key(filler.name, sense)
    return key if key is None or words.has_name(words.strip(filler.name)) else (claim.document, key[1])


@lru_cache(maxsize=65536)  # the same names come again and again, and are kept once
def _key(name: str, sense: str) -> Key | None:
    """Return what a name is counted under in all documents; ``None`` for pronouns and what has no letters."""
    name = words.strip(name)
    folded = fold(name)
    return None if not folded or words.is_pronoun(name) else ("", folded + sense)


def plain(key: Key) -> str:
    """Return the folded phrase of a key, without the sense that tells two actors of one name apart."""
    return key[1].partition(SENSE)[0]


def form(unit: Unit) -> str:
    """Return the usual way to write a name: most often, then longest, then alphabetical."""
    return min(unit.forms, key=lambda form: (-unit.forms[form], -len(form), form))


def stated_renaming(claims: Sequence[Claim], units: Units) -> Iterator[Pair]:
    """Join names of which a source says that one took, or had, the other."""
    merged = {
        frozenset((one, other))
        for claim in claims
        if claim.type in {"merger", "split"}
        for one, other in product(keys(claim, "actor"), keys(claim, "target"))
    }
    for claim in claims:
        if claim.type == "renaming" and claim.status in {"asserted", "reported"}:
            for one, other in product(keys(claim, "actor"), keys(claim, "target")):
                if not one[0] and not other[0] and frozenset((one, other)) not in merged:
                    yield one, other


def stated_abbreviation(claims: Sequence[Claim], units: Units) -> Iterator[Pair]:
    """Join an abbreviation with the name that a document spells it out as, unless another one differs."""
    spelt: dict[Key, set[Key]] = defaultdict(set)
    for claim in claims:
        for short, key in abbreviations(claim):
            spelt[("", fold(short))].add(key)
    for short_key, told in spelt.items():
        names = {name for name in told if is_acronym(plain(short_key), plain(name))} or _uncut(told)
        if short_key in units and len(plain(short_key)) >= 3 and (len(names) == 1 or _one_spelling(names)):
            yield from ((short_key, name) for name in names if name in units)


def _uncut(names: set[Key]) -> set[Key]:
    """Return the names without those that are but the end of another: a reader may have cut one off."""
    return {one for one in names if not any(plain(other).endswith(f" {plain(one)}") for other in names)}


def _one_spelling(names: set[Key]) -> bool:
    """Tell whether several names are spellings of one."""
    return all(same(plain(one), plain(other)) for one, other in combinations(sorted(names), 2))


def abbreviations(claim: Claim) -> Iterator[tuple[str, Key]]:
    """Yield (abbreviation, name's key) for what a claim's fillers or its quote spell out."""
    if claim.type == "renaming":
        return
    bracketed = "(" in claim.quote
    for _, _, filler in parties(claim):
        short = _short(filler.name, filler.mention or "")
        key = key_of(claim, filler) if short or bracketed else None
        if key is None or key[0]:
            continue
        if short:
            yield short, key
        if not bracketed:
            continue
        bracket = re.search(re.escape(words.strip(filler.name)) + r"\s*\(([^()]{2,12})\)", claim.quote)
        if bracket and looks_like_acronym(bracket.group(1)) and fold(bracket.group(1)) != plain(key):
            yield bracket.group(1), key


@lru_cache(maxsize=65536)
def _short(name: str, mention: str) -> str:
    """Return a mention that is an abbreviation and no word of the name; else the empty string."""
    short = words.strip(mention)
    other = looks_like_acronym(short) and fold(short) not in fold(words.strip(name)).split()
    return short if other and (len(short) >= 3 or is_acronym(short, name)) else ""


def spelling(claims: Sequence[Claim], units: Units) -> Iterator[Pair]:
    """Join names that are the same words in another spelling or transliteration."""
    buckets: dict[object, list[Key]] = defaultdict(list)
    for key in sorted(units):
        if not key[0] and units[key].kind != "unnamed":
            buckets[tuple(word_key(word) for word in tokens(plain(key)) if word not in LINKS)].append(key)
            buckets["".join(tokens(plain(key)))].append(key)
            buckets[plain(key).replace(" ", "")].append(key)
    for bucket in buckets.values():
        for one, other in combinations(bucket, 2):
            if not units[one].country and not units[other].country and same(plain(one), plain(other)):
                yield one, other


def translation(claims: Sequence[Claim], units: Units) -> Iterator[Pair]:
    """Join names that differ by the word for the kind of group, Arabic or English ("Harakat", "Movement")."""
    known = terms()
    buckets: dict[tuple[str, ...], list[tuple[Key, bool]]] = defaultdict(list)
    for key in sorted(units):
        parts = [word for word in tokens(plain(key)) if word not in LINKS]
        if not key[0] and len(parts) > 1:
            foreign = any(word in known for word in parts)
            buckets[tuple(sorted(word_key(known.get(word, word)) for word in parts))].append((key, foreign))
    for bucket in buckets.values():
        for (one, foreign), (other, foreign_2) in combinations(bucket, 2):
            if foreign != foreign_2:
                yield one, other


def same_country(claims: Sequence[Claim], units: Units) -> Iterator[Pair]:
    """Join the names of one country."""
    by_country: dict[str, list[Key]] = defaultdict(list)
    for key in sorted(units):
        country = units[key].country
        if country and not key[0]:
            by_country[country].append(key)
    for keys in by_country.values():
        yield from ((keys[0], other) for other in keys[1:])


def initials(claims: Sequence[Claim], units: Units) -> Iterator[Pair]:
    """Join an abbreviation of three letters or more with the one name whose initials it is."""
    shorts = [
        key for key in sorted(units) if not key[0] and looks_like_acronym(form(units[key])) and len(plain(key)) >= 3
    ]
    by_first: dict[str, list[Key]] = defaultdict(list)
    for key in sorted(units):
        if not key[0] and " " in plain(key) and units[key].kind in {"group", "organisation"}:
            by_first[tokens(plain(key))[0][0]].append(key)
    spelt = {("", fold(short)) for claim in claims for short, _ in abbreviations(claim)}
    for short in shorts:
        fits = [
            key
            for key in by_first[short[1][0]]
            if is_acronym(plain(short), form(units[key])) and is_title_case(form(units[key]))
        ]
        if fits and short not in spelt and _one_spelling(set(fits)):
            yield from ((short, key) for key in fits)


def is_title_case(name: str) -> bool:
    """Tell whether all longer words of a name have a capital, as names of bodies do."""
    return all(word[:1].isupper() or len(word) <= 3 or "-" in word for word in name.split())


def generic_noun(claims: Sequence[Claim], units: Units) -> Iterator[Pair]:
    """Join a name with the one that adds "group", "movement", "organization" or a plural ending to it."""
    longer: dict[Key, list[Key]] = defaultdict(list)
    for key in sorted(units):
        parts = plain(key).split()
        entry = words.nouns().get(parts[-1])
        if key[0] or units[key].kind in {"state", "person"}:
            continue
        if len(parts) > 1 and entry and entry.generic and entry.kind == "group" and not entry.plural:
            longer["", " ".join(parts[:-1])].append(key)
        if len(parts) == 1 and plain(key).endswith("s") and parts[-1] not in words.nouns():
            longer["", plain(key)[:-1]].append(key)
    for short, keys in longer.items():
        if short in units and len(keys) == 1 and units[short].kind not in {"state", "person"}:
            yield short, keys[0]


JOINS: Final[tuple[tuple[float, Callable[[Sequence[Claim], Units], Iterator[Pair]]], ...]] = (
    (0.95, stated_renaming), (0.9, stated_abbreviation), (0.95, same_country), (0.85, spelling), (0.75, translation),
    (0.7, initials), (0.7, generic_noun),
)  # fmt: skip
"""The reasons to join two names with their scores, what a source says before likeness; each one's docstring is its
explanation. A score orders reasons by how often they hold; it is no probability."""


def keys(claim: Claim, role: str) -> list[Key]:
    """Return the keys of a role's fillers."""
    return [key for filler in getattr(claim, role) if (key := key_of(claim, filler)) is not None]
