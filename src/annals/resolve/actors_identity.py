"""Actors across documents: which names are one actor's, since when, and why.

Names join for a stated reason only: a renaming that a source tells, an abbreviation that a source spells out,
another spelling or translation of the same words, a country's several names. Two groups of which one merged
into, split from, joined or pledged itself to the other are never joined, however alike their names. The rules
follow the UCDP's actor list: a renaming keeps the actor, a splinter or a merger makes a new one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Final

from annals.ids import stable_id
from annals.names import fold, looks_like_acronym
from annals.resolve import actors_words as words
from annals.resolve.actors_fullname import Demonyms, is_country, is_demonym
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
    stated_renaming,
)
from annals.resolve.actors_mentions import person_name
from annals.resolve.actors_names import name_intervals
from annals.types import Actor, ActorName, Claim, Filler

_APART: Final = frozenset({"merger", "split", "joining", "leaving", "pledge", "membership", "formation", "defection"})
"""Types whose actor and target are two actors, whatever their names look like."""
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
    claims: Sequence[Claim], published: Mapping[str, date | None], gazetteer: Demonyms | None = None
) -> Actors:
    """Return the actors that the claims name and which filler means which.

    ``published`` gives each document's day, which orders the evidence; ``gazetteer``, if given, tells
    countries and their adjectives. The order of the claims changes nothing. Pronouns that stayed
    unresolved have no actor; a phrase without a name ("civilians") is an actor of its document only.
    """
    claims = sorted(claims, key=lambda claim: claim.id)
    countries = _countries(claims)
    entries = [(claim, role, at, filler) for claim in claims for role, at, filler in parties(claim)]
    keyed = [(claim, role, at, filler, key_of(claim, filler)) for claim, role, at, filler in entries]
    units = _units(keyed, published, countries, gazetteer)
    apart = _apart(claims)
    groups = _Groups(units, apart)
    for join in JOINS:
        for one, other in sorted(set(join(claims, units))):
            groups.join(one, other, stated=join is stated_renaming)
    found, ids = _actors(groups, claims, units, published)
    entity = {(claim.id, role, at): ids[key] for claim, role, at, _, key in keyed if key in ids}
    return Actors(found, entity)


def _countries(claims: Sequence[Claim]) -> dict[str, str]:
    """Return the countries that place fillers were resolved to, by folded name."""
    return {
        fold(filler.name): filler.entity
        for claim in claims
        for filler in (*claim.place, *claim.origin)
        if filler.entity and filler.entity.startswith("country:")
    }


def _units(
    keyed: Iterable[tuple[Claim, str, int, Filler, Key | None]],
    published: Mapping[str, date | None],
    countries: Mapping[str, str],
    gazetteer: Demonyms | None,
) -> Units:
    """Gather what is known of each name."""
    units: Units = {}
    for claim, role, _, filler, key in keyed:
        if key is None:
            continue
        unit = units.setdefault(key, Unit(key))
        unit.documents.add(claim.document)
        unit.mentions += 1
        unit.forms[words.strip(filler.name)] += 1
        unit.claims.append((published.get(claim.document) or date.max, claim.id))
        unit.roles[claim.type, role] += 1
    for unit in units.values():
        name = form(unit)
        unit.country = countries.get(unit.key[1])
        if unit.country is None and gazetteer is not None:
            unit.country = next((c.place.id for c in gazetteer.lookup(name)[:1] if c.place.kind == "country"), None)
        unit.kind = _kind(unit, name, gazetteer)
    return units


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


class _Groups:
    """Names joined into actors (disjoint sets), never across two that are told apart."""

    def __init__(self, units: Units, apart: Mapping[Key, set[Key]]) -> None:
        self.members: dict[Key, set[Key]] = {key: {key} for key in units}
        self._root: dict[Key, Key] = {key: key for key in units}
        self._apart = apart

    def join(self, one: Key, other: Key, *, stated: bool) -> None:
        """Join two names' groups unless members of theirs are told apart; a stated renaming overrules that."""
        first, second = self._root[one], self._root[other]
        if first == second:
            return
        if not stated and any(self._apart.get(key, set()) & self.members[second] for key in self.members[first]):
            return
        keep, drop = sorted((first, second), key=lambda root: (-len(self.members[root]), root))
        for key in self.members.pop(drop):
            self._root[key] = keep
            self.members[keep].add(key)


def _actors(
    groups: _Groups, claims: Sequence[Claim], units: Units, published: Mapping[str, date | None]
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
    for members in groups.members.values():
        main = min(members, key=lambda k: (-len(units[k].documents), -units[k].mentions, -len(k[1]), k))
        actor_id = stable_id("a", *(part for part in main if part))
        ids.update(dict.fromkeys(members, actor_id))
        told = {claim.id: claim for key in members for claim in renamings[key]}
        intervals = name_intervals(list(told.values()))
        names = {form(units[key]): _evidence(units[key].claims) for key in sorted(members)}
        known = set(map(fold, names))
        for key in sorted(members):
            for short, seen in sorted(shorts[key].items()):
                if fold(short) not in known:
                    known.add(fold(short))
                    names[short] = _evidence(seen)
        actors.append(Actor(actor_id, _common_kind(members, units), form(units[main]), _names(names, intervals)))
    return tuple(sorted(actors, key=lambda actor: actor.id)), ids


def _names(
    names: Mapping[str, tuple[str, ...]], intervals: Mapping[str, tuple[date | None, date | None, tuple[str, ...]]]
) -> tuple[ActorName, ...]:
    """Return the names in the order in which they were borne, those without days last, then alphabetical."""
    found = []
    for name, evidence in names.items():
        start, end, tellers = intervals.get(fold(name), (None, None, ()))
        found.append(ActorName(name, start, end, tellers or evidence))
    return tuple(
        sorted(found, key=lambda n: (n.start is None and n.end is None, n.start or date.min, n.end or date.max, n.name))
    )


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
