"""Country and sector codes for phrases that name or describe an actor, as PLOVER has them.

``code("American warplanes")`` is USA MIL, ``code("retired vice president")`` ELI. The country comes from a known
body or office-holder, from a country's name, adjective or people, or from a place; the sector from a known body,
from the words of the phrase (the head noun's part first, what hangs on it with "of" or "in" after), or from
the office that a known person holds on the day. Unknown is the empty string; nothing is guessed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from annals.resolve.actors_country import Places, country_of, whole_place
from annals.resolve.actors_phrase import KNOWN, PERSON, Hit, Token, described_in, named_in, tokenise

_OFFICES: Final = frozenset({"GOV", "LEG", "JUD", "SPY", "COP", "MIL"})
_ARMED: Final = frozenset({"MIL", "UAF", "REB", "PRM"})
_DOMAINS: Final = {
    "defense": "MIL", "defence": "MIL", "war": "MIL", "interior": "COP", "justice": "JUD", "education": "EDU",
    "health": "MED", "agriculture": "AGR", "labor": "LAB", "labour": "LAB", "intelligence": "SPY",
}  # fmt: skip
"""Sectors that a minister's portfolio adds as a second one."""


@dataclass(frozen=True, slots=True)
class ActorCode:
    """The codes of an actor: country, sectors (the first one first), and why.

    ``country`` is ISO 3166-1 alpha-3, or IGO, NGO, IMG for what belongs to no country, or empty when unknown;
    ``sectors`` are PLOVER's, none for a country as such and for what no word or table tells.
    """

    country: str
    sectors: tuple[str, ...]
    reasons: tuple[str, ...]


def code(phrase: str, *, gazetteer: Places | None = None, day: date | None = None) -> ActorCode:
    """Return the codes of whoever ``phrase`` names or describes.

    ``day`` is when: who held an office, which side a movement was on; ``None`` stands for the latest state that
    the tables know. ``gazetteer`` adds towns and regions; without it only countries and capitals are known.
    """
    words = tokenise(phrase)
    if not words:
        return ActorCode("", (), ())
    whole = whole_place(phrase, words, gazetteer)
    if whole is not None:
        return ActorCode(whole[0], (whole[1],) if whole[1] else (), (whole[2],))
    named = named_in(phrase, words, day)
    taken = {at for hit in named for at in range(hit.start, hit.end)}
    described = described_in(words, taken)
    country, why_country = country_of(words, named, described, taken, gazetteer)
    sectors, why = _sectors(words, named, described)
    return ActorCode(country, sectors, tuple(dict.fromkeys(reason for reason in (why_country, *why) if reason)))


def _sectors(
    words: Sequence[Token], named: Sequence[Hit], described: Sequence[Hit]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the sectors of a phrase, first one first, with the reasons."""
    # "River" says nothing of who the River Front is.
    hits = [
        hit
        for hit in (*named, *described)
        if hit.sectors and not (hit.sectors == ("UNK",) and _within_name(words, hit))
    ]
    if not hits:
        return (), ()
    best = _deciding(words, hits, named)
    first = best.sectors[0]
    if best.former and first in _OFFICES and (best.weight in {2, 4} or first == "LEG"):
        return ("ELI",), (best.reason, "who held an office before is ELI")
    segment = words[best.start].segment
    others = [
        sector
        for hit in hits
        if hit is not best and hit.weight >= 2 and words[hit.start].segment == segment
        for sector in hit.sectors
    ]
    portfolio = words if best.weight == 4 else ()
    domains = [_DOMAINS[part] for word in portfolio for part in word.folded.split() if part in _DOMAINS]
    return tuple(dict.fromkeys((*best.sectors, *domains, *others)))[:3], (best.reason,)


def _within_name(words: Sequence[Token], hit: Hit) -> bool:
    """Tell whether a stretch is the beginning or middle of a name: it has a capital and so has the next word."""
    after = words[hit.end] if hit.end < len(words) else None
    return words[hit.start].text[:1].isupper() and after is not None and after.text[:1].isupper()


def _deciding(words: Sequence[Token], hits: Sequence[Hit], named: Sequence[Hit]) -> Hit:
    """Return the hit that decides the sector.

    The first segment that names a sector decides; within it the heaviest word, of equals the last, which is the
    head noun. A known body decides over plain offices ("president of" a parliament) and over armed men; a
    person's office only over words that say little.
    """
    best = _heaviest(words, hits)
    body = next((hit for hit in named if hit.weight == KNOWN and hit.sectors), None)
    if body is not None and (best.weight < 3 or best.sectors[0] in _ARMED):
        return body
    person = next((hit for hit in named if hit.weight == PERSON and hit.sectors), None)
    if person is not None and best.weight < 2 and best.sectors[0] != "UNK":
        return person
    return best


def _heaviest(words: Sequence[Token], hits: Sequence[Hit]) -> Hit:
    """Return the heaviest hit of the first segment that has one of weight 2, else of all, the earliest first."""
    tops = []
    for segment in sorted({words[hit.start].segment for hit in hits}):
        top = max((hit for hit in hits if words[hit.start].segment == segment), key=lambda hit: (hit.weight, hit.start))
        if top.weight >= 2:
            return top
        tops.append(top)
    return max(tops, key=lambda hit: (hit.weight, -hit.start))
