"""What questions are answered with: frozen dataclasses, each answer carrying its evidence.

Days are ``datetime.date``; ``start`` and ``end`` of an interval are its first and last day, ``None`` where open or
unknown. ``certain`` is ``None`` unless a day was asked for (``on=``); then it tells whether both ends of
the interval are known, so that the day surely lies within. ``undated`` counts documents that were left out
of an answer because nothing says by when they were known (``known_by=``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from annals.record.settling import Settlement
from annals.types import Disagreement, Evidence, Quantity, Status


@dataclass(frozen=True, slots=True)
class Ref:
    """An actor or place that an answer names; ``id`` is ``None`` for one that is only a name."""

    id: str | None
    name: str


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A name that an actor is said to bear over an interval."""

    name: str
    start: date | None
    end: date | None
    certain: bool | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation seen from one of its sides: which ``role`` that side plays, and who is the other.

    ``role`` is actor or target as in the claim contract; ``group`` names the list on which the other side
    stands (parents, members, allies, …), ``phrase`` reads between the two names ("belongs to"); ``closing`` is
    the evidence that it ended.
    """

    id: str
    type: str
    role: str
    group: str
    phrase: str
    other: Ref
    start: date | None
    end: date | None
    status: Status
    disputed: bool
    certain: bool | None
    evidence: tuple[Evidence, ...]
    dissent: tuple[Evidence, ...]
    closing: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Strength:
    """How many fighters (or what ``measure`` counts) an actor is said to have."""

    measure: str
    least: int | None
    most: int | None
    of: str | None
    start: date | None
    end: date | None
    status: Status
    certain: bool | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Party:
    """Someone who takes part in an event, in the role of actor or target."""

    role: str
    actor: Ref


@dataclass(frozen=True, slots=True)
class EventItem:
    """An event on a timeline; ``disputed`` names the fields on which sources differ.

    ``start`` and ``end`` are the best value for its time, ``earliest`` and ``latest`` bound all claimed times.
    Actors, places and quantities stand with the best value of each first. ``taken`` are, for a capture (or
    withdrawal), the names of the places taken (left), or the words that count them; ``places`` holds also what tells
    only where these lie.
    """

    id: str
    type: str
    start: date | None
    end: date | None
    earliest: date | None
    latest: date | None
    places: tuple[Ref, ...]
    actors: tuple[Party, ...]
    quantities: tuple[Quantity, ...]
    status: Status
    disputed: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is said to hold a place, and over which days.

    ``dissent`` is the evidence against it, ``closing`` the evidence that it ended.
    """

    id: str
    actor: Ref
    start: date | None
    end: date | None
    status: Status
    disputed: bool
    certain: bool | None
    evidence: tuple[Evidence, ...]
    dissent: tuple[Evidence, ...]
    closing: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ActorFacts:
    """What the record has on one actor."""

    id: str
    kind: str
    name: str
    names: tuple[NameSpan, ...]
    relations: tuple[Tie, ...]
    strength: tuple[Strength, ...]
    began: tuple[EventItem, ...]
    ended: tuple[EventItem, ...]
    on: date | None = None
    known_by: date | None = None
    undated: int = 0


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What the record has on one place; ``point`` is (latitude, longitude) in degrees."""

    id: str
    name: str
    kind: str
    point: tuple[float, float] | None
    holders: tuple[Holder, ...]
    events: tuple[EventItem, ...]
    on: date | None = None
    known_by: date | None = None
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Timeline:
    """Events in order of time, undated ones last."""

    events: tuple[EventItem, ...]
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of several that a name fits, with the names it bears and how often the record has it."""

    id: str
    kind: str
    name: str
    names: tuple[str, ...]
    claims: int
    events: int
    relations: int


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A name that fits several actors or places, the most often mentioned first."""

    query: str
    sort: str
    candidates: tuple[Candidate, ...]
    kind: str = "ambiguous"


@dataclass(frozen=True, slots=True)
class NotFound:
    """A name or id that the record does not have, with names that are near to it, nearest first."""

    query: str
    sort: str
    near: tuple[Ref, ...] = ()
    kind: str = "not found"


@dataclass(frozen=True, slots=True)
class Found:
    """Sentences with the words that were searched for: ``total`` of them, the best as ``sentences``."""

    words: str
    total: int
    sentences: tuple["FoundSentence", ...]
    undated: int = 0


@dataclass(frozen=True, slots=True)
class FoundSentence:
    """A sentence with the words marked: ``marks`` are (start, end) offsets into its quote."""

    evidence: Evidence
    marks: tuple[tuple[int, int], ...]

    @property
    def highlighted(self) -> str:
        """The sentence with ``**`` on both sides of the words."""
        quote = self.evidence.quote
        parts = []
        at = 0
        for start, end in self.marks:
            parts += [quote[at:start], "**", quote[start:end], "**"]
            at = end
        return "".join([*parts, quote[at:]])


@dataclass(frozen=True, slots=True)
class Said:
    """Evidence with the whole sentence that it is quoted from (``None`` when it spans none)."""

    evidence: Evidence
    sentence: str | None


@dataclass(frozen=True, slots=True)
class Reason:
    """One value of one field, why it is so, and who says so or otherwise.

    ``value`` is JSON-like, ``shown`` the same in words; ``reason`` is ``None`` where the sentences say it all.
    """

    field: str
    value: object
    shown: str
    reason: str | None
    supporters: tuple[Said, ...] = ()
    dissenters: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """What lies behind a claim, event, relation, actor, place, document, disagreement or correction.

    ``title`` tells in a line what it is; ``field`` is the one that was asked about, ``None`` for all.
    """

    id: str
    kind: str
    field: str | None
    title: str
    reasons: tuple[Reason, ...]
    related: tuple[Ref, ...] = ()

    @property
    def evidence(self) -> tuple[Said, ...]:
        """All sentences for it, each once, in order of publication."""
        return _distinct(said for reason in self.reasons for said in reason.supporters)

    @property
    def dissent(self) -> tuple[Said, ...]:
        """All sentences against it, each once, in order of publication."""
        return _distinct(said for reason in self.reasons for said in reason.dissenters)


@dataclass(frozen=True, slots=True)
class Dispute:
    """A disagreement with the evidence of both sides, and who settled it, where somebody has."""

    disagreement: Disagreement
    one_side: tuple[Evidence, ...]
    other_side: tuple[Evidence, ...]
    settled: Settlement | None = None


# How a relation reads from each of its sides: (type, role) to the list it stands on and the words between the names.
READS: Final = {
    ("membership", "actor"): ("parents", "belongs to"),
    ("membership", "target"): ("members", "has as member"),
    ("leadership", "actor"): ("leads", "leads"),
    ("leadership", "target"): ("leaders", "is led by"),
    ("alliance", "actor"): ("allies", "is allied with"),
    ("alliance", "target"): ("allies", "is allied with"),
    ("rivalry", "actor"): ("enemies", "is hostile to"),
    ("rivalry", "target"): ("enemies", "is hostile to"),
    ("support", "actor"): ("supported", "supports"),
    ("support", "target"): ("supporters", "is supported by"),
    ("control", "actor"): ("places", "holds"),
    ("control", "target"): ("holders", "is held by"),
    ("pledge", "actor"): ("pledged_to", "has pledged loyalty to"),
    ("pledge", "target"): ("pledged_by", "has the pledged loyalty of"),
    ("designation", "actor"): ("listed", "lists"),
    ("designation", "target"): ("listed_by", "is listed by"),
    ("composition", "actor"): ("character", "is described as"),
}


def evidence_order(evidence: Evidence) -> tuple[date, str, int, int, str]:
    """Return what orders evidence: day of publication (undated first), document, place in it."""
    return (
        evidence.published or date.min,
        evidence.document,
        evidence.start,
        evidence.end,
        evidence.claim or "",
    )


def _distinct(items: Iterable[Said]) -> tuple[Said, ...]:
    return tuple(sorted(set(items), key=lambda said: evidence_order(said.evidence)))
