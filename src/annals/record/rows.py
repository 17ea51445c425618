"""How the dataclasses of ``annals.types`` become rows, and rows dataclasses; nothing here touches the file."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from sys import intern
from typing import Any, Final

import msgspec

from annals.types import (
    ROLES,
    Block,
    Claim,
    DateCandidate,
    Document,
    Field,
    FieldValue,
    Filler,
    Quantity,
    Sentence,
    Time,
)

Row = tuple[Any, ...]

DOCUMENT_COLUMNS: Final = (
    "id, name, source, version_key, title, byline, publisher, url, published, published_basis, date_candidates,"
    " media, raw_sha256, signature, text"
)
CLAIM_COLUMNS: Final = (
    'id, document, segment, type, quote, start, "end", "trigger", trigger_start, trigger_end, status, ended,'
    " confidence, timed, time_start, time_end, time_expression, time_at_start, time_at_end, time_granularity,"
    " time_rule, time_anchor, time_note, time_alternatives"
)


def pack(value: object) -> str:
    """Return ``value`` as compact JSON; days become ISO strings."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_day_text)


def _day_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not JSON-like")


def frozen(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return JSON data with its lists as tuples, so that it can be part of a frozen dataclass."""
    if isinstance(value, list):
        return tuple([frozen(item) if isinstance(item, list | dict) else item for item in value])
    if isinstance(value, dict):
        return {name: frozen(item) for name, item in value.items()}
    return value


@lru_cache(maxsize=65536)
def day(text: str | None) -> date | None:
    """Return the day that an ISO string names."""
    return None if text is None else date.fromisoformat(text)


def day_text(value: date | None) -> str | None:
    """Return a day as an ISO string, which sorts as days do."""
    return None if value is None else value.isoformat()


def moment(now: datetime) -> str:
    """Return a time in UTC as an ISO string of fixed width, which sorts as times do; a naive one is UTC."""
    aware = now.replace(tzinfo=UTC) if now.tzinfo is None else now.astimezone(UTC)
    return aware.isoformat(timespec="microseconds")


# ------------------------------------------------------------------------------------------ documents


def document_row(document: Document) -> Row:
    """Return the values of ``DOCUMENT_COLUMNS``."""
    candidates = [[candidate.day, candidate.basis, candidate.text] for candidate in document.date_candidates]
    return (
        document.id,
        document.name,
        document.source,
        document.version_key,
        document.title,
        document.byline,
        document.publisher,
        document.url,
        day_text(document.published),
        document.published_basis,
        pack(candidates),
        document.media,
        document.raw_sha256,
        pack(document.signature),
        document.text,
    )


def document_from(row: Row, blocks: Iterable[Row], sentences: Iterable[Row]) -> Document:
    """Return a document from ``DOCUMENT_COLUMNS``, blocks (kind, start, end) and sentences (start, end, block)."""
    (
        id_, name, source, version_key, title, byline, publisher, url, published, basis, candidates,
        media, raw_sha256, signature, text,
    ) = row  # fmt: skip
    return Document(
        id=id_,
        name=name,
        source=source,
        version_key=version_key,
        text=text,
        blocks=tuple(Block(*block) for block in blocks),
        sentences=tuple(Sentence(*sentence) for sentence in sentences),
        title=title,
        byline=byline,
        publisher=publisher,
        url=url,
        published=day(published),
        published_basis=basis,
        date_candidates=tuple(
            DateCandidate(date.fromisoformat(when), how, words) for when, how, words in json.loads(candidates)
        ),
        media=media,
        raw_sha256=raw_sha256,
        signature=tuple(json.loads(signature)),
    )


# --------------------------------------------------------------------------------------------- claims


def claim_row(key: int, document: int, claim: Claim) -> Row:
    """Return the values of a row of ``claims``."""
    time = claim.time
    timed: Row = (0,) + (None,) * 10
    if time is not None:
        at = time.at or (None, None)
        alternatives = pack(time.alternatives) if time.alternatives else None
        timed = (
            1,
            day_text(time.start),
            day_text(time.end),
            time.expression,
            *at,
            time.granularity,
            time.rule,
            time.anchor,
            time.note,
            alternatives,
        )
    return (
        key,
        claim.id,
        document,
        claim.segment,
        claim.type,
        claim.quote,
        claim.start,
        claim.end,
        claim.trigger,
        *claim.trigger_at,
        claim.status,
        int(claim.ended),
        claim.confidence,
        *timed,
    )


def filler_rows(key: int, claim: Claim) -> Iterator[Row]:
    """Yield the rows of ``fillers`` of one claim."""
    for role in ROLES:
        fillers: tuple[Filler, ...] = getattr(claim, role)
        for index, filler in enumerate(fillers):
            yield (key, role, index, filler.name, filler.mention, filler.start, filler.end, filler.entity)


def quantity_rows(key: int, claim: Claim) -> Iterator[Row]:
    """Yield the rows of ``quantities`` of one claim."""
    for index, quantity in enumerate(claim.quantities):
        at = quantity.at or (None, None)
        yield (key, index, quantity.measure, quantity.least, quantity.most, quantity.of, quantity.expression, *at)


def claim_from(row: Row, roles: dict[str, list[Filler]], quantities: Sequence[Quantity]) -> Claim:
    """Return a claim from ``CLAIM_COLUMNS`` (with the document's id), its fillers by role and its quantities."""
    none: tuple[Filler, ...] = ()
    actor, target, place, origin, instrument, attribution = (
        tuple(roles[role]) if role in roles else none for role in ROLES
    )
    # What many claims share is kept once.
    return Claim(
        row[0], intern(row[1]), intern(row[2]), intern(row[3]), row[4], row[5], row[6], intern(row[7]), row[8:10],
        actor, target, place, origin, instrument, attribution, _time(row[14:24]) if row[13] else None,
        tuple(quantities), intern(row[10]), bool(row[11]), row[12],  # type: ignore[arg-type]
    )  # fmt: skip


@lru_cache(maxsize=65536)
def _time(row: Row) -> Time:
    start, end, expression, at_start, at_end, granularity, rule, anchor, note, alternatives = row
    return Time(
        day(start),
        day(end),
        expression,
        None if at_start is None else (at_start, at_end),
        granularity,
        rule,
        anchor,
        note,
        tuple((day(first), day(last)) for first, last in json.loads(alternatives)) if alternatives else (),
    )


def quantity_from(row: Row) -> Quantity:
    """Return a quantity from its measure, least, most, of, expression, at_start, at_end."""
    measure, least, most, of, expression, at_start, at_end = row
    return Quantity(
        intern(measure), least, most, of and intern(of), expression, None if at_start is None else (at_start, at_end)
    )


# -------------------------------------------------------------------------------------------- fields


def fields_text(fields: Iterable[Field]) -> str:
    """Return an event's fields as JSON."""
    return pack(
        [
            {
                "name": field.name,
                "disputed": field.disputed,
                "values": [
                    {
                        "value": value.value,
                        "supporters": value.supporters,
                        "dissenters": value.dissenters,
                        "publishers": value.publishers,
                        "reason": value.reason,
                    }
                    for value in field.values
                ],
            }
            for field in fields
        ]
    )


_FIELDS: Final = msgspec.json.Decoder(tuple[Field, ...])


def fields_from(text: str) -> tuple[Field, ...]:
    """Return an event's fields from JSON; lists within values come back as tuples."""
    return tuple([
        Field(field.name, tuple([_hard(value) for value in field.values]), field.disputed)
        if any(isinstance(value.value, list | dict) for value in field.values) else field
        for field in _FIELDS.decode(text)
    ])  # fmt: skip


def _hard(row: FieldValue) -> FieldValue:
    """Return a value with its lists as tuples."""
    value = row.value
    if not isinstance(value, list | dict):
        return row
    return FieldValue(frozen(value), row.supporters, row.dissenters, row.publishers, row.reason)
