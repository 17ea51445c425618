"""What questions about a day, or about what changed between two, are answered with.

``Support`` tells how fresh a statement is: ``said`` is the last day, not after the day asked for, for which a source
says so, ``age`` the days since then; both are ``None`` where no source gives a day. ``publishers`` counts
independent publishers (a copy counts with its original).
"""

from dataclasses import dataclass
from datetime import date

from annals.ask.answers import Ref
from annals.types import Evidence, Status


@dataclass(frozen=True, slots=True)
class Support:
    """How fresh and how broad the support of a statement is."""

    said: date | None
    age: int | None
    publishers: int


@dataclass(frozen=True, slots=True)
class Alive:
    """An actor that there was on the day: ``names`` as it was called then, the usual one first.

    ``since`` is the earliest day on which it may have been founded, ``None`` where no source tells of it.
    """

    actor: Ref
    kind: str
    names: tuple[str, ...]
    since: date | None
    support: Support
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A relation that may have held on the day; ``group`` names its list, ``phrase`` reads between the two names."""

    id: str
    type: str
    group: str
    source: Ref
    phrase: str
    target: Ref
    start: date | None
    end: date | None
    status: Status
    disputed: bool
    certain: bool | None
    support: Support
    evidence: tuple[Evidence, ...]
    dissent: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """The figure last given for an actor's strength; ``disputed`` when others of that time cannot agree with it."""

    actor: Ref
    measure: str
    least: int | None
    most: int | None
    of: str | None
    status: Status
    disputed: bool
    support: Support
    evidence: tuple[Evidence, ...]
    dissent: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """Who held a place on the day, by its last change; ``others`` are those who are said to hold it instead.

    ``changed`` is the day from which the holders are told to hold it.
    """

    place: Ref
    kind: str
    holders: tuple[Standing, ...]
    others: tuple[Standing, ...]
    changed: date | None


@dataclass(frozen=True, slots=True)
class Count:
    """Places that reports count and do not name ("17 localities"): how many, in which words, in which areas.

    ``standing`` tells who took or holds them, since when, how firmly and when it was last said.
    """

    standing: Standing
    least: int | None
    most: int | None
    words: str
    areas: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class State:
    """How things stood on a day, as known by another.

    ``relations`` holds those between actors (members, allies, enemies, leaders, …), ``places`` who held which town,
    ``areas`` what is said of whole regions and countries (which says nothing of each town in them).
    """

    on: date
    known_by: date | None
    actors: tuple[Alive, ...]
    relations: tuple[Standing, ...]
    strength: tuple[Figure, ...]
    places: tuple[Holding, ...]
    areas: tuple[Holding, ...]
    counts: tuple[Count, ...]
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changed: ``kind`` says how, ``text`` in words; ``start`` and ``end`` bound the day.

    ``certain`` tells whether it surely lies within the days that were asked for. ``before`` names who held a
    place, or what an actor was called, until then.
    """

    id: str
    kind: str
    start: date | None
    end: date | None
    certain: bool
    subjects: tuple[Ref, ...]
    text: str
    before: tuple[Ref, ...]
    status: Status
    disputed: bool
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed after ``start`` and up to ``end``, in order of time."""

    start: date
    end: date
    known_by: date | None
    changes: tuple[Change, ...]
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """An actor of a network, and how many relations it has there."""

    actor: Ref
    kind: str
    ties: int


@dataclass(frozen=True, slots=True)
class Network:
    """Who was tied to whom on a day: actors, the most connected first, and the relations between them."""

    on: date
    known_by: date | None
    nodes: tuple[Node, ...]
    edges: tuple[Standing, ...]
    undated: int = 0
