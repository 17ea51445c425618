"""Events in the order of time, each with who, where, how many, and who says so."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from operator import itemgetter
from typing import Final

from annals.ask.answers import Ambiguous, EventItem, NotFound, Party, Ref, Timeline
from annals.ask.lookup import look_up, unresolved_places
from annals.ask.witness import Witness, firmest, hull
from annals.errors import UsageError
from annals.fuse.fields import called
from annals.fuse.taken import counted_words, left_places, named_places
from annals.record import Record
from annals.types import EVENT_TYPES, Claim, Event, Field, Filler, Place, Quantity

_TAKING: Final = frozenset({"capture", "withdrawal"})
"""Types of event by which places change hands."""
_UNRANKED: Final = frozenset({"instrument", "time", "deaths", "status"})
"""Fields of which an answer does not give the values in their order."""


def timeline(
    record: Record,
    *,
    actor: str | None = None,
    place: str | None = None,
    start: date | None = None,
    end: date | None = None,
    type: str | None = None,
    known_by: date | None = None,
) -> Timeline | Ambiguous | NotFound:
    """Return the events with an actor, at a place (or within it), of a type, in order of time.

    ``start`` and ``end`` pick events that may have happened within these days; undated events are then left
    out. With ``known_by`` only what was published by that day counts. Raises ``UsageError`` for a type
    that is none, or days in the wrong order.
    """
    if type is not None and type not in EVENT_TYPES:
        raise UsageError(f"{type!r} is no type of event; the types are {', '.join(sorted(EVENT_TYPES))}")
    if start is not None and end is not None and start > end:
        raise UsageError(f"nothing lies between {start} and {end}; give the earlier day first")
    with record.snapshot():
        actors = places = None
        unresolved: tuple[str, ...] = ()
        if actor is not None:
            found = look_up(record, "actor", actor)
            if not isinstance(found, str):
                return found
            actors = (found,)
        if place is not None:
            found = look_up(record, "place", place)
            unresolved = unresolved_places(record, place) if isinstance(found, NotFound) else ()
            if isinstance(found, str):
                places = record.places_within(found)
            elif not unresolved:
                return found
        types = None if type is None else (type,)
        ids = record.events_with(actors=actors, places=places, types=types, start=start, end=end)
        if unresolved:
            ids = tuple(sorted(set(ids) & set(record.events_at(unresolved))))
        witness = Witness(record, known_by)
        items = tuple(item for item in event_items(witness, ids) if _within(item, start, end))
    return Timeline(items, witness.undated)


def _within(item: EventItem, start: date | None, end: date | None) -> bool:
    """Tell whether the event, as far as it was known, lies within these days; an open side counts by the other."""
    if start is None and end is None:
        return True
    earliest, latest = item.earliest or item.latest, item.latest or item.earliest
    if earliest is None or latest is None:
        return False
    return (start is None or latest >= start) and (end is None or earliest <= end)


def event_items(witness: Witness, ids: Collection[str]) -> tuple[EventItem, ...]:
    """Return events with what is known of them, in order of time; one that was not known yet is left out."""
    record = witness.record
    events, claims = witness.happened(ids)
    known = {event.id: witness.known(event.claims) for event in events}
    refs = _refs(record, claims.values())
    taken = {f.entity for c in claims.values() if c.type in _TAKING for f in (*c.place, *c.origin) if f.entity}
    places = {place.id: place for place in record.places(taken)} if taken else {}
    items = [
        _item(event, [claims[claim] for claim in known[event.id] if claim in claims], refs, witness, places)
        for event in events
        if known[event.id]
    ]
    return tuple(sorted(items, key=_order))


def _order(item: EventItem) -> tuple[bool, date, bool, date, str]:
    """Return what orders events: the first day, then the last day, unknown ones last."""
    first = item.start or item.end
    return (first is None, first or date.max, item.end is None, item.end or date.max, item.id)


def _refs(record: Record, claims: Iterable[Claim]) -> dict[str, Ref]:
    """Return what the actors and places of these claims are called, by id."""
    roles = ("actor", "target", "place", "origin")
    ids = {filler.entity for claim in claims for role in roles for filler in getattr(claim, role) if filler.entity}
    return refs(record, ids)


def refs(record: Record, ids: Collection[str]) -> dict[str, Ref]:
    """Return actors and places by id; ids that the record does not have are left out."""
    return {id_: Ref(id_, name) for id_, (name, _) in record.called(ids).items()}


def _item(
    event: Event, claims: list[Claim], known: dict[str, Ref], witness: Witness, towns: Mapping[str, Place]
) -> EventItem:
    earliest, latest = event.start, event.end
    evidence = witness.of(event.claims)
    if len(claims) < len(event.claims):
        earliest, latest = hull(claim.time for claim in claims)
    ranks = _ranks(event)
    told: dict[tuple[str, str], tuple[Party, int]] = {}
    for role in ("actor", "target"):
        for filler in (filler for claim in claims for filler in getattr(claim, role)):
            if (key := (role, called(filler))) not in told:
                told[key] = Party(role, _ref(filler, known)), _rank(ranks, key, filler)
    parties = dict(told.values())
    places: dict[tuple[str | None, str], tuple[Ref, int]] = {}
    for role in ("place", "origin"):
        for filler in (filler for claim in claims for filler in getattr(claim, role)):
            ref = _ref(filler, known)
            places[ref.id, ref.name] = ref, _rank(ranks, (role, called(filler)), filler)
    start, end = _best_time(event, {claim.id for claim in claims}) or (earliest, latest)
    return EventItem(
        id=event.id,
        type=event.type,
        start=start,
        end=end,
        earliest=earliest,
        latest=latest,
        places=tuple(ref for ref, _ in sorted(places.values(), key=itemgetter(1))),
        actors=tuple(sorted(parties, key=lambda party: (party.role, parties[party]))),
        quantities=_quantities(claims, ranks),
        status=event.status if witness.known_by is None else firmest(evidence, event.status),
        disputed=tuple(field.name for field in event.fields if _disputed(field, claims, event)),
        evidence=evidence,
        taken=_taken(claims, known, towns.get) if event.type in _TAKING else (),
    )


def _taken(claims: Iterable[Claim], known: dict[str, Ref], places: Callable[[str], Place | None]) -> tuple[str, ...]:
    """Return what a capture took or a withdrawal left: the names of places, then the words that count some."""
    told = sorted(claims, key=lambda claim: (claim.segment == "title", claim.id))
    each = [(claim, left_places(claim) if claim.type == "withdrawal" else claim.place) for claim in told]
    named = [_ref(f, known).name for claim, fillers in each for f in named_places(claim, fillers, places)]
    counted = [words for claim in told if claim.type != "withdrawal" and (words := counted_words(claim)) is not None]
    return tuple(dict.fromkeys([*named, *counted[:1]]))


def _ranks(event: Event) -> dict[tuple[str, object], int]:
    """Return where each value stands among those of its field, the best first."""
    return {
        (field.name, value.value): rank
        for field in event.fields
        if field.name not in _UNRANKED
        for rank, value in reversed(list(enumerate(field.values)))
    }


def _rank(ranks: dict[tuple[str, object], int], key: tuple[str, str], filler: Filler) -> int:
    """Return the rank of a filler, by its role and what it is called; one that is no value of the field goes last."""
    rank = ranks.get(key)
    return ranks.get((key[0], filler.entity or filler.name), len(ranks)) if rank is None else rank


def _best_time(event: Event, claims: Collection[str]) -> tuple[date | None, date | None] | None:
    """Return the best value for the time of an event that one of these claims gives."""
    for field in event.fields:
        for value in field.values if field.name == "time" else ():
            if _backed(value.supporters, claims) and isinstance(value.value, tuple) and len(value.value) == 2:
                first, last = value.value
                return (date.fromisoformat(first) if first else None), (date.fromisoformat(last) if last else None)
    return None


def _backed(supporters: Iterable[str], claims: Collection[str]) -> bool:
    return any(claim in claims for claim in supporters)


def _disputed(field: Field, claims: Collection[Claim], event: Event) -> bool:
    """Tell whether a field is disputed by what was known: two of its values have known claims behind them."""
    if not field.disputed or len(claims) == len(event.claims):
        return field.disputed
    known = {claim.id for claim in claims}
    sides = [side for value in field.values for side in (value.supporters, value.dissenters)]
    return sum(_backed(side, known) for side in sides) > 1


def _ref(filler: Filler, known: dict[str, Ref]) -> Ref:
    return known.get(filler.entity or "") or Ref(filler.entity, filler.name)


def _quantities(claims: Iterable[Claim], ranks: dict[tuple[str, object], int]) -> tuple[Quantity, ...]:
    """Return each count that the claims give, once, without the words it was read from."""
    found = {Quantity(q.measure, q.least, q.most, q.of): None for claim in claims for q in claim.quantities}
    if len(found) < 2:
        return tuple(found)
    last = len(ranks)
    return tuple(sorted(found, key=lambda q: (q.measure, ranks.get((q.measure, (q.measure, q.least, q.most)), last))))
