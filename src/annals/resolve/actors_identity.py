"""Actors across documents: which names are one actor's, since when, and why.

Names join for a stated reason only: a renaming that a source tells, an abbreviation that a source spells out,
another spelling or translation of the same words, a country's several names. Two groups of which one merged
into, split from, joined or pledged itself to the other are never joined, however alike their names. The rules
follow the UCDP's actor list: a renaming keeps the actor, a splinter or a merger makes a new one.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import product
from typing import Final

from annals.ids import stable_id
from annals.names import fold, looks_like_acronym
from annals.resolve import actors_words as words
from annals.resolve.actors_fullname import Demonyms, is_country, is_demonym
from annals.resolve.actors_groups import Groups
from annals.resolve.actors_homonyms import told_apart
from annals.resolve.actors_joins import (
    JOINS,
    Key,
    Unit,
    Units,
    abbreviations,
    form,
    key_of,
    keys,
    parties,
    plain,
    spelling,
    stated_renaming,
)
from annals.resolve.actors_judged import Judgement, ReferenceActor, renamed, united, verdicts
from annals.resolve.actors_mentions import person_name
from annals.resolve.actors_names import name_intervals
from annals.types import Actor, ActorName, Claim

_APART: Final = frozenset({
    "merger", "split", "joining", "leaving", "pledge", "membership", "formation", "defection", "alliance", "rivalry",
})  # fmt: skip
"""Types whose actor and target are two actors, whatever their names look like."""
_LISTED: Final = 0.9
"""The score of what a reference list says."""
_EVIDENCE: Final = 3
"""How many claims are kept as evidence of a name: the earliest published."""
_ACTS: Final = frozenset(
    {"clash", "attack", "strike", "capture", "control", "offensive", "siege", "deployment", "withdrawal"}
)


@dataclass(frozen=True, slots=True)
class Actors:
    """The actors of a record, by id, and for each (claim id, role, index) of a party its actor's id."""

    actors: tuple[Actor, ...]
    entity: Mapping[tuple[str, str, int], str]


def identify(
    claims: Sequence[Claim],
    published: Mapping[str, date | None],
    gazetteer: Demonyms | None = None,
    judgements: Sequence[Judgement] = (),
    references: Sequence[ReferenceActor] = (),
) -> Actors:
    """Return the actors that the claims name and which filler means which.

    ``published`` gives each document's day, which orders the evidence; ``gazetteer``, if given, tells
    countries, their adjectives and where places lie. ``judgements`` of people outrank everything,
    ``references`` (lists of actors) come after what sources state and before likeness. The order of the claims
    changes nothing. Pronouns that stayed unresolved have no actor; a phrase without a name ("civilians") is an
    actor of its document only.
    """
    locate = gazetteer.get if gazetteer is not None else None
    claims = told_apart(claims, published, locate, united(judgements))
    countries = _countries(claims)
    units = _units(claims, published, countries, gazetteer)
    judged = verdicts(judgements, references, units)
    groups = Groups(units, _apart(claims), judged.apart, judged.entries)
    for one, other, reason in judged.same:
        groups.judge(one, other, reason)
    for score, join in JOINS:
        if join is spelling:  # what lists say comes after what sources state, before likeness
            for one, other, reason in judged.listed:
                groups.join(one, other, score=_LISTED, reason=reason, stated=False)
        reason = (join.__doc__ or "").partition("\n")[0].removeprefix("Join ").rstrip(".")
        for one, other in sorted(set(join(claims, units))):
            if one in units and other in units:
                groups.join(one, other, score=score, reason=reason, stated=join is stated_renaming)
    found, ids = _actors(groups, claims, units, published)
    found = tuple(sorted((_renamed(actor, judgements) for actor in found), key=lambda actor: actor.id))
    entity = {
        (claim.id, role, at): ids[key]
        for claim in claims
        for role, at, filler in parties(claim)
        if (key := key_of(claim, filler)) in ids and key is not None
    }
    return Actors(found, entity)


def _countries(claims: Sequence[Claim]) -> dict[str, str]:
    """Return the countries that place fillers were resolved to, by folded name; of several that of the last claim."""
    last: dict[str, tuple[str, int, str]] = {}
    for claim in claims:
        for at, filler in enumerate((*claim.place, *claim.origin)):
            if filler.entity and filler.entity.startswith("country:"):
                name, found = fold(filler.name), (claim.id, at, filler.entity)
                last[name] = max(last.get(name, found), found)
    return {name: country for name, (_, _, country) in last.items()}


def _units(
    claims: Iterable[Claim],
    published: Mapping[str, date | None],
    countries: Mapping[str, str],
    gazetteer: Demonyms | None,
) -> Units:
    """Gather what is known of each name."""
    where = _where(gazetteer)
    units: Units = {}
    for claim in claims:
        told = (published.get(claim.document) or date.max, claim.id)
        here = where(tuple(filler.entity for filler in (*claim.place, *claim.origin) if filler.entity))
        for role, _, filler in parties(claim):
            key = key_of(claim, filler)
            if key is None:
                continue
            unit = units.get(key)
            if unit is None:
                unit = units[key] = Unit(key)
            unit.documents.add(claim.document)
            unit.mentions += 1
            unit.forms[words.strip(filler.name)] += 1
            unit.claims = _earliest(unit.claims, told)
            unit.roles[claim.type, role] += 1
            for country in here:
                unit.where[country] += 1
    for unit in units.values():
        name = form(unit)
        unit.country = countries.get(plain(unit.key))
        if unit.country is None and gazetteer is not None:
            unit.country = next((c.place.id for c in gazetteer.lookup(name)[:1] if c.place.kind == "country"), None)
        unit.kind = _kind(unit, name, gazetteer)
    return units


def _earliest(claims: list[tuple[date, str]], told: tuple[date, str]) -> list[tuple[date, str]]:
    """Return the earliest of these claims, as many as are kept as evidence."""
    if (len(claims) == _EVIDENCE and told >= claims[-1]) or told in claims:
        return claims
    return sorted((*claims, told))[:_EVIDENCE]


def _where(gazetteer: Demonyms | None) -> Callable[[tuple[str, ...]], frozenset[str]]:
    """Return what gives the countries in which places, by their ids, lie."""

    @cache
    def countries(ids: tuple[str, ...]) -> frozenset[str]:
        places = (gazetteer.get(place) for place in ids) if gazetteer is not None else ()
        return frozenset(place.country for place in places if place is not None and place.country)

    return countries


def _kind(unit: Unit, name: str, gazetteer: Demonyms | None) -> str:
    """Return state, unnamed, organisation, person or group.

    A country is a state, and so is a body that a country's adjective qualifies ("Kenyan army"). A plural
    or a kind of people is unnamed even when a name qualifies it ("M23 fighters").
    """
    if unit.country:
        return "state"
    if unit.key[0]:
        return "unnamed"
    found = words.head(name)
    parts = name.split()
    first, last = parts[0], parts[-1]
    national = is_demonym(gazetteer, first) or is_country(gazetteer, first)
    if (
        found
        and found[0] in {"government", "army", "navy", "air force", "police", "ministry", "parliament"}
        and national
    ):
        return "state"
    if found and (found[1].kind in {"people", "fighters", "forces"} or (found[1].plural and last[:1].islower())):
        return "unnamed"
    if found and found[1].kind in {"organisation", "group"}:
        return found[1].kind
    return "person" if _is_person(unit, name) else "group"


def _is_person(unit: Unit, name: str) -> bool:
    """Tell whether a name is a person's: it bears a title, or is shaped so and leads, speaks or is cited.

    Who is led, or fights more often than leads, is no person.
    """
    parts = name.split()
    if len(parts) > 1 and words.is_title(parts[0]):
        return True
    led = any(unit.roles[kind, "target"] for kind in ("leadership", "membership", "joining", "alliance"))
    fights = sum(count for (kind, role), count in unit.roles.items() if kind in _ACTS and role == "actor")
    if led or fights > unit.roles["leadership", "actor"] or looks_like_acronym(name):
        return False
    shaped = person_name(name) is not None and all(
        part[:1].isupper() or len(part) <= 3 or "-" in part for part in parts
    )
    alone = len(parts) == 1 and not name.endswith("s") and name[:1].isupper()
    speaks = any(role == "attribution" or kind in {"statement", "negotiation"} for kind, role in unit.roles)
    return (shaped and (speaks or unit.roles["leadership", "actor"] > 0)) or (
        alone and unit.roles["leadership", "actor"] > 0
    )


def _apart(claims: Sequence[Claim]) -> dict[Key, set[Key]]:
    """Return which names are told to be different actors."""
    apart: dict[Key, set[Key]] = defaultdict(set)
    for claim in claims:
        if claim.type in _APART:
            for one, other in product(keys(claim, "actor"), keys(claim, "target")):
                if one != other:
                    apart[one].add(other)
                    apart[other].add(one)
    return apart


def _renamed(actor: Actor, judgements: Sequence[Judgement]) -> Actor:
    """Return an actor under the name that a person gave it last, from the day on that the person told."""
    known = {fold(name.name) for name in actor.names}
    judgement = renamed(judgements, known)
    if judgement is None:
        return actor
    new, old = judgement.others[0], fold(judgement.names[0])
    until = None if judgement.day is None else judgement.day - timedelta(days=1)
    names = [
        replace(name, end=until) if until is not None and fold(name.name) == old else name
        for name in actor.names
        if fold(name.name) != fold(new)
    ]
    held = next((name for name in actor.names if fold(name.name) == fold(new)), None)
    start = judgement.day or (held.start if held else None)
    claims = (judgement.id, *(held.claims if held else ()))
    names.append(ActorName(new, start, held.end if held else None, claims))
    return replace(actor, name=new, names=tuple(sorted(names, key=_in_order)))


def _actors(
    groups: Groups, claims: Sequence[Claim], units: Units, published: Mapping[str, date | None]
) -> tuple[tuple[Actor, ...], dict[Key, str]]:
    """Return the actors sorted by id, and the id for each name."""
    renamings: dict[Key, list[Claim]] = defaultdict(list)
    shorts: dict[Key, dict[str, list[tuple[date, str]]]] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        if claim.type == "renaming" and claim.status in {"asserted", "reported"}:
            for key in {*keys(claim, "actor"), *keys(claim, "target")}:
                renamings[key].append(claim)
        for short, key in abbreviations(claim):
            shorts[key][short].append((published.get(claim.document) or date.max, claim.id))
    actors: list[Actor] = []
    ids: dict[Key, str] = {}
    for root, members in groups.members.items():
        main = min(members, key=lambda k: (-len(units[k].documents), -units[k].mentions, -len(k[1]), k))
        actor_id = stable_id("a", *(part for part in main if part))
        ids.update(dict.fromkeys(members, actor_id))
        told = {claim.id: claim for key in members for claim in renamings[key]}
        intervals = name_intervals(list(told.values()))
        names: dict[str, tuple[str, ...]] = {}
        for key in sorted(members):
            names.setdefault(form(units[key]), _evidence(units[key].claims))
        known = set(map(fold, names))
        for key in sorted(members):
            for short, seen in sorted(shorts[key].items()):
                if fold(short) not in known:
                    known.add(fold(short))
                    names[short] = _evidence(seen)
        kind = _common_kind(members, units)
        actors.append(Actor(actor_id, kind, form(units[main]), _names(names, intervals), groups.of(root)))
    return tuple(sorted(actors, key=lambda actor: actor.id)), ids


def _names(
    names: Mapping[str, tuple[str, ...]], intervals: Mapping[str, tuple[date | None, date | None, tuple[str, ...]]]
) -> tuple[ActorName, ...]:
    """Return the names in the order in which they were borne, those without days last, then alphabetical."""
    found = []
    for name, evidence in names.items():
        start, end, tellers = intervals.get(fold(name), (None, None, ()))
        found.append(ActorName(name, start, end, tellers or evidence))
    return tuple(sorted(found, key=_in_order))


def _in_order(name: ActorName) -> tuple[bool, date, date, str]:
    return (name.start is None and name.end is None, name.start or date.min, name.end or date.max, name.name)


def _evidence(claims: Iterable[tuple[date, str]]) -> tuple[str, ...]:
    """Return the earliest published claims of a name."""
    return tuple(claim for _, claim in sorted(set(claims))[:_EVIDENCE])


def _common_kind(members: set[Key], units: Units) -> str:
    """Return the kind that most mentions of an actor have; a state wherever one name is a country's."""
    votes: Counter[str] = Counter()
    for key in members:
        votes[units[key].kind] += units[key].mentions
    if votes["state"]:
        return "state"
    return min(votes, key=lambda kind: (-votes[kind], kind))
