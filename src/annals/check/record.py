"""What the checks look at: claims, sources and conclusions, with names for ids and words for values."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from annals.types import MEASURES, Claim, Event, FieldValue, Place, Relation, Source

Places = Callable[[str], Place | None]
"""The place of an id; ``None`` for an unknown id."""

Texts = Callable[[str], str | None]
"""The canonical text of a document; ``None`` for an unknown one."""

Divisions = Callable[[str], Sequence[Place]]
"""The first-level divisions of a country, by its ISO 3166 code."""

HAPPENED: Final = frozenset({"asserted", "reported"})
"""The statuses of what is said to have happened."""

Finding = (
    tuple[str, tuple[str, ...], tuple[str, ...], str | None]
    | tuple[str, tuple[str, ...], tuple[str, ...], str | None, str]
)
"""(message, claims of one side, claims of the other, subject's id); and its topic, where two sides may have several."""


@dataclass(frozen=True, slots=True)
class Record:
    """What the checks look at, with names for ids."""

    claims: Mapping[str, Claim]
    sources: Mapping[str, Source]
    events: Sequence[Event]
    relations: Sequence[Relation]
    places: Places
    names: Mapping[str, str]
    texts: Texts | None = None
    divisions: Divisions | None = None

    def text(self, claim: Claim) -> tuple[str, int]:
        """Return the text of a claim's document and 0; where texts are not at hand its quote and the quote's offset."""
        found = self.texts(claim.document) if self.texts is not None else None
        return (claim.quote, claim.start) if found is None else (found, 0)

    def regions(self, country: str) -> Sequence[Place]:
        """Return the first-level divisions of a country, by its ISO code; none where they are not at hand."""
        return () if self.divisions is None else self.divisions(country)

    def name(self, value: object) -> str:
        """Return a value in words: an entity's name, an interval, a figure, else the text."""
        if isinstance(value, list):
            return _figure(value) if value and value[0] in MEASURES else _interval(value)
        text = str(value)
        if text in self.names:
            return self.names[text]
        place = self.places(text)
        return place.name if place is not None else text

    def tellers(self, claims: Iterable[str]) -> str:
        """Return who says it: publishers, whom they cite, and how many have none; a copy counts as its original."""
        known = [self.claims[claim] for claim in claims if claim in self.claims]
        cited: dict[str, set[str]] = defaultdict(set)
        unnamed = set()
        for claim in known:
            document = self._original(claim.document)
            source = self.sources.get(document)
            if source is not None and source.publisher:
                cited[source.publisher].update(filler.name for filler in claim.attribution[:1])
            else:
                unnamed.add(document)
        publishers = [
            f"{publisher}, citing {' and '.join(sorted(names)[:2])}" if names else publisher
            for publisher, names in sorted(cited.items())
        ]
        if unnamed:
            count = len(unnamed)
            publishers.append("a source without a publisher" if count == 1 else f"{count} sources without a publisher")
        shown = publishers[:3] + ([f"{len(publishers) - 3} more"] if len(publishers) > 3 else [])
        return ", ".join(shown[:-1]) + " and " + shown[-1] if len(shown) > 1 else "".join(shown)

    def _original(self, document: str) -> str:
        """Return the document of which this one is a copy, else itself."""
        source = self.sources.get(document)
        original = None if source is None else source.copy_of
        return document if original is None or original not in self.sources else original


def _figure(value: Sequence[object]) -> str:
    least, most = value[1], value[2]
    if least is not None and least == most:
        return str(least)
    if most is None:
        return f"at least {least}"
    return f"up to {most}" if least is None else f"{least} to {most}"


def _interval(value: Sequence[object]) -> str:
    start, end = value
    if start == end:
        return str(start)
    return f"{start or 'an unknown day'} to {end or 'an unknown day'}"


def entity_names(claims: Sequence[Claim]) -> dict[str, str]:
    """Return for each entity the name that claims use most, the longest and first in the alphabet of those."""
    used: dict[str, Counter[str]] = defaultdict(Counter)
    for claim in claims:
        for filler in (*claim.actor, *claim.target, *claim.place, *claim.origin, *claim.attribution):
            if filler.entity:
                used[filler.entity][filler.name] += 1
    return {entity: min(c, key=lambda name: (-c[name], -len(name), name)) for entity, c in used.items()}


def best_value(event: Event, name: str) -> FieldValue | None:
    """Return the first value of an event's field."""
    return next((field.values[0] for field in event.fields if field.name == name), None)


def describe(record: Record, event: Event) -> str:
    """Return an event in a few words: "the strike in Goma on 2012-11-20"."""
    place, time = best_value(event, "place"), best_value(event, "time")
    actor = best_value(event, "actor")
    words = f"the {event.type.replace('_', ' ')}"
    if actor is not None:
        words += f" by {record.name(actor.value)}"
    if place is not None:
        words += f" at {record.name(place.value)}"
    if time is not None and isinstance(time.value, list):
        words += f" on {time.value[0]}" if time.value[0] == time.value[1] else f" in {_interval(time.value)}"
    return words


def capital(text: str) -> str:
    """Return the text with a capital first."""
    return text[:1].upper() + text[1:]


_STATES: Final = {
    "control": "holds", "membership": "belongs to", "leadership": "leads", "alliance": "is allied with",
    "rivalry": "is hostile to", "support": "supports", "strength": "has", "composition": "is",
    "pledge": "is pledged to", "designation": "lists",
}  # fmt: skip


def state(record: Record, relation: Relation) -> str:
    """Return a relation in words: "M23 holds Goma"."""
    return f"{record.name(relation.source)} {_STATES.get(relation.type, relation.type)} {record.name(relation.target)}"
