"""The tables behind actor codes: countries, known bodies, office-holders, words of sectors; each read once.

All four are packaged as CSV in ``annals/data`` with their sources in the header.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from annals.names import fold, key, tokens


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory: ISO 3166-1 alpha-3 and numeric codes, English name, alpha-2 codes of its neighbours."""

    iso3: str
    numeric: str
    name: str
    neighbours: frozenset[str]


@dataclass(frozen=True, slots=True)
class Spell:
    """What a name stands for over a time: country (or IGO, NGO, IMG) and sectors; an open side is ``None``."""

    name: str
    country: str
    sectors: tuple[str, ...]
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Names:
    """Spells by folded name, the folded names by consonant key, and by the last word of the name."""

    spells: Mapping[str, tuple[Spell, ...]]
    sounding: Mapping[str, tuple[str, ...]]
    last: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Sector:
    """What a word says of whoever it describes: a PLOVER sector, and how much (3 and more name it, 1 hardly)."""

    code: str
    weight: int


def rows(table: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a packaged table; lines that begin with ``#`` are its header."""
    text = (resources.files("annals") / "data" / table).read_text(encoding="utf-8")
    yield from csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))


@cache
def countries() -> Mapping[str, Country]:
    """Return all countries by ISO 3166-1 alpha-2 code."""
    return {
        row["code"]: Country(
            row["iso3"], row["numeric"], row["name"], frozenset(filter(None, row["neighbours"].split("|")))
        )
        for row in rows("actors_countries.csv")
    }


@cache
def country_words() -> Mapping[str, str]:
    """Return alpha-3 codes by folded country name, adjective or people; words that several share are left out.

    Antarctica is left out too: nobody is of it.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows("actors_countries.csv"):
        found[fold(row["name"])].add(row["iso3"])
    known = countries()
    for row in rows("demonyms.csv"):
        for word in (*row["names"].split("|"), *row["demonyms"].split("|")):
            if word and row["code"] in known:
                found[fold(word)].add(known[row["code"]].iso3)
    return {word: next(iter(codes)) for word, codes in found.items() if word and len(codes) == 1 and codes != {"ATA"}}


@cache
def capitals() -> Mapping[str, str]:
    """Return alpha-3 codes by folded capital; a capital named as its country (Singapore, Djibouti) is left out."""
    table = {fold(row["capital"]): row["iso3"] for row in rows("actors_countries.csv") if row["capital"]}
    return {name: code for name, code in table.items() if name not in country_words()}


@cache
def bodies() -> Names:
    """Return the bodies that reports name without saying whose they are."""
    return _names("actors_known.csv")


@cache
def office_holders() -> Names:
    """Return heads of state and government and a few other office-holders."""
    return _names("actors_leaders.csv")


def _names(table: str) -> Names:
    spells: dict[str, list[Spell]] = defaultdict(list)
    sounding: dict[str, set[str]] = defaultdict(set)
    last: dict[str, set[str]] = defaultdict(set)
    for row in rows(table):
        start, end = _day(row["from"], last=False), _day(row["to"], last=True)
        sectors = tuple(filter(None, row["sectors"].split("|")))
        variants = row["names"].split("|")
        for name in variants:
            folded = fold(name)
            spells[folded].append(Spell(name, row["country"], sectors, start, end))
            sounding[key(name)].add(folded)
            last[tokens(name)[-1]].add(folded)
    return Names(
        {name: tuple(found) for name, found in spells.items()},
        {sound: tuple(sorted(found)) for sound, found in sounding.items()},
        {word: tuple(sorted(found)) for word, found in last.items()},
    )


def _day(text: str, *, last: bool) -> date | None:
    """Return the first or last day of a day or year; ``None`` for an empty cell."""
    if not text:
        return None
    if len(text) == 4:
        return date(int(text), 12, 31) if last else date(int(text), 1, 1)
    return date.fromisoformat(text)


@cache
def sectors() -> Mapping[str, Sector]:
    """Return what words say of a sector, by folded words."""
    return {fold(row["words"]): Sector(row["sector"], int(row["weight"])) for row in rows("actors_sectors.csv")}
