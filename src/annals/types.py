"""Every record that passes between the steps: frozen, slotted dataclasses without behaviour.

The words follow the claim contract (``docs/record.md``). Offsets count Unicode code points into a
document's canonical text, ends exclusive; days are ``datetime.date``; intervals include both ends,
an open or unknown end is ``None``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

BlockKind = Literal["title", "lead", "body", "caption", "comment", "boilerplate"]
"""What a stretch of a document is. Claims come from title, lead, body and caption only."""

Status = Literal["asserted", "reported", "denied", "planned"]
"""How firmly a document states a claim: as fact, hedged, denied, or not yet done."""

Role = Literal["actor", "target", "place", "origin", "instrument", "attribution"]
"""A part that a filler plays in a claim."""

BLOCK_KINDS: Final[tuple[BlockKind, ...]] = ("title", "lead", "body", "caption", "comment", "boilerplate")
NARRATIVE: Final[frozenset[BlockKind]] = frozenset({"title", "lead", "body", "caption"})
"""Kinds of block that may hold claims; comments and boilerplate never do."""

STATUSES: Final[tuple[Status, ...]] = ("asserted", "reported", "denied", "planned")
ROLES: Final[tuple[Role, ...]] = ("actor", "target", "place", "origin", "instrument", "attribution")
MEASURES: Final = (
    "killed", "wounded", "captured", "abducted", "defected", "fighters", "displaced", "settlements", "groups", "other",
)  # fmt: skip

EVENT_TYPES: Final = (
    "clash", "attack", "strike", "killing", "abduction", "sexual_violence", "offensive", "siege", "capture",
    "withdrawal", "formation", "renaming", "split", "merger", "joining", "leaving", "pledge", "defection",
    "dissolution", "statement", "agreement", "negotiation", "arrest", "seizure", "destruction", "casualties",
    "displacement", "protest", "deployment",
)  # fmt: skip
"""Claim types that tell of something that happens at a time."""

RELATION_TYPES: Final = (
    "control", "membership", "leadership", "alliance", "rivalry", "support", "strength", "composition", "designation",
)  # fmt: skip
"""Claim types that tell of something that holds over a time."""

CLAIM_TYPES: Final = EVENT_TYPES + RELATION_TYPES

SYMMETRIC: Final = frozenset({"clash", "alliance", "rivalry", "agreement", "negotiation", "merger"})
"""Types whose actor and target are interchangeable."""


# ------------------------------------------------------------------------------------------------ read


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document of one kind; blocks are in text order and do not overlap."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, within one block (``block`` is its index in ``Document.blocks``)."""

    start: int
    end: int
    block: int


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """A day on which a document may have been published, and what says so.

    ``basis`` is one of given, row, json-ld, meta, time, url, text, pdf.
    """

    day: date
    basis: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One report as it was read: canonical text, its blocks and sentences, and what is known of it.

    ``id`` is stable: a hash of name, URL, raw bytes and given metadata. ``name`` is the file's stem or the
    row's id. ``source`` is where it came from, as the user gave it; ``version_key`` is equal for versions
    of one document (its URL, else its source). ``signature`` is a sketch for finding near-duplicates.
    """

    id: str
    name: str
    source: str
    version_key: str
    text: str
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]
    title: str | None
    byline: str | None
    publisher: str | None
    url: str | None
    published: date | None
    published_basis: str | None
    date_candidates: tuple[DateCandidate, ...]
    media: str
    raw_sha256: str
    signature: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A document with the raw bytes that it was read from."""

    document: Document
    raw: bytes


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be read or processed: where, at which step, why, and what to do."""

    source: str
    step: str
    error: str
    message: str


# --------------------------------------------------------------------------------------------- extract


@dataclass(frozen=True, slots=True)
class Filler:
    """Who or what fills a role.

    ``name`` is the fullest name that the document uses for it; ``mention`` the words in the claim's own
    sentence at ``start``..``end`` (all three ``None`` when the sentence does not mention it); ``entity`` the
    stable id of the actor or place, ``None`` when unresolved.
    """

    name: str
    mention: str | None = None
    start: int | None = None
    end: int | None = None
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """When, as an interval of days, and how it is known.

    ``start`` and ``end`` are both inclusive. ``expression`` are the words, at ``at`` in the text (``None``
    when carried over from another sentence). ``rule`` names the rule that read the words, ``anchor`` says
    what they were counted from (``published 2017-02-09``, ``narrative 2017-02-08``), ``note`` flags a slip
    with its likely reading, ``alternatives`` are other intervals that the words allow.
    """

    start: date | None
    end: date | None
    expression: str | None = None
    at: tuple[int, int] | None = None
    granularity: str | None = None
    rule: str | None = None
    anchor: str | None = None
    note: str | None = None
    alternatives: tuple[tuple[date | None, date | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count of ``measure``: at least ``least``, at most ``most`` (``None``: open), of whom or what."""

    measure: str
    least: int | None
    most: int | None
    of: str | None = None
    expression: str | None = None
    at: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that one document says; ``document text[start:end] == quote`` always holds.

    ``document`` is the document's id, ``segment`` the kind of its block (title, lead or body; captions
    count as body), ``trigger`` the words in the quote that evoke the type, at ``trigger_at``.
    """

    id: str
    document: str
    segment: str
    type: str
    quote: str
    start: int
    end: int
    trigger: str
    trigger_at: tuple[int, int]
    actor: tuple[Filler, ...] = ()
    target: tuple[Filler, ...] = ()
    place: tuple[Filler, ...] = ()
    origin: tuple[Filler, ...] = ()
    instrument: tuple[Filler, ...] = ()
    attribution: tuple[Filler, ...] = ()
    time: Time | None = None
    quantities: tuple[Quantity, ...] = ()
    status: Status = "asserted"
    ended: bool = False
    confidence: float = 1.0


Extractor = Callable[[Document], Sequence[Claim]]
"""Anything that finds claims in one document. Its claims pass the law of quotes (``extract.anchor``)
before they are kept: a claim whose quote is not in the text at its offsets is rejected and counted."""


# --------------------------------------------------------------------------------------------- resolve


@dataclass(frozen=True, slots=True)
class DateExpression:
    """Words about time at ``start``..``end`` of a document; ``time`` is ``None`` when unresolved."""

    start: int
    end: int
    text: str
    time: Time | None


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer; ``kind`` is country, region or town; ``latitude`` and ``longitude`` in degrees.

    ``id`` is ``country:SY``, ``region:SY.12`` (GeoNames' code), ``geonames:168325``, of users ``pcode:…``, ``place:…``.
    """

    id: str
    name: str
    kind: str
    latitude: float
    longitude: float
    country: str
    region: str | None
    population: int


@dataclass(frozen=True, slots=True)
class PlaceCandidate:
    """A place that a name may mean, with a score (higher is likelier) and the reasons for it."""

    place: Place
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """What words mean: ``part`` of a place or ``radius_km`` around it; ``None``: unclear. A road has two ``ends``."""

    place: Place | None
    candidates: tuple[PlaceCandidate, ...]
    layer: str | None = None
    part: str | None = None
    radius_km: float | None = None
    ends: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class ActorName:
    """A name of an actor, the days on which it is said to bear it, and the claims or documents that say so."""

    name: str
    start: date | None
    end: date | None
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameJoin:
    """Why two names were taken for one actor's, with a score: 1 for what a person judged."""

    one: str
    other: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A group, state, person, organisation or unnamed party; ``joins`` tells why its names are one actor's."""

    id: str
    kind: str
    name: str
    names: tuple[ActorName, ...]
    joins: tuple[NameJoin, ...] = ()


# ------------------------------------------------------------------------------------------------ fuse


@dataclass(frozen=True, slots=True)
class Source:
    """What fusing needs to know of a document: who published it, when, and of which document it is a copy."""

    publisher: str | None
    published: date | None
    copy_of: str | None = None


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One value of a field with the claims for and against it, best value of its field first.

    ``value`` is JSON-like: an actor or place id or name, an ISO interval ``[start, end]``, a quantity
    ``[measure, least, most]``, a status. ``publishers`` counts independent publishers among the supporters;
    ``reason`` says why the value stands where it stands.
    """

    value: object
    supporters: tuple[str, ...]
    dissenters: tuple[str, ...]
    publishers: int
    reason: str


@dataclass(frozen=True, slots=True)
class Field:
    """All values that the sources give for one field of an event or relation."""

    name: str
    values: tuple[FieldValue, ...]
    disputed: bool


@dataclass(frozen=True, slots=True)
class Event:
    """A happening concluded from one or more claims; ``start`` and ``end`` bound all claimed times."""

    id: str
    type: str
    claims: tuple[str, ...]
    fields: tuple[Field, ...]
    start: date | None
    end: date | None
    status: Status


@dataclass(frozen=True, slots=True)
class Relation:
    """Something that holds between two actors, an actor and a place, or an actor and a property, over a time.

    ``source`` and ``target`` are actor ids, place ids or plain names; ``start`` and ``end`` bound the time
    over which it is said to hold (``None``: open or unknown); ``began`` and ``ended`` say what opened and
    closed it (claim ids); ``disputed`` tells that a source denies it or names another.
    """

    id: str
    type: str
    source: str
    target: str
    start: date | None
    end: date | None
    status: Status
    claims: tuple[str, ...]
    dissenters: tuple[str, ...]
    began: tuple[str, ...]
    ended: tuple[str, ...]
    disputed: bool


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What a named check found: severity 1 (worst) to 3, both sides with their claims, in one sentence."""

    id: str
    check: str
    severity: int
    message: str
    one_side: tuple[str, ...]
    other_side: tuple[str, ...]
    subject: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence that says it: which document, who published it and when, where in the text."""

    document: str
    publisher: str | None
    published: date | None
    quote: str
    start: int
    end: int
    claim: str | None = None
    status: Status | None = None
    attribution: tuple[str, ...] = ()
