"""Checks within one document or one publisher: slips of dates, and what contradicts itself."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product

from annals.check.narrative import out_of_order
from annals.check.record import HAPPENED, Finding, Record, capital, describe
from annals.names import fold
from annals.types import MEASURES, Claim, Event, Field, Filler
from annals.when import SLIPS


def date_slip(record: Record) -> Iterator[Finding]:
    """Find dates within a document that cannot be right as written: after its own day, or out of its story's order.

    A date is out of order when all others of the story follow each other and this one would follow, too, with the
    month (or, where it is written, the year) before or after.
    """
    yield from out_of_order(record)
    noted: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for claim in record.claims.values():
        if claim.time is not None and claim.time.note and claim.time.note.startswith(SLIPS):
            noted[claim.document, claim.time.expression or "a date", claim.time.note].append(claim.id)
    for (document, words, note), claims in noted.items():
        message = f"{record.tellers(claims)} writes “{words}”: {note.rstrip('.')}."
        yield capital(message), tuple(claims), (), document


def told_before_it_happened(record: Record) -> Iterator[Finding]:
    """Find what a document tells as done though its day comes after the document's own."""
    for claim in record.claims.values():
        source = record.sources.get(claim.document)
        start = claim.time.start if claim.time else None
        if claim.status != "asserted" or start is None or source is None or source.published is None:
            continue
        if start > source.published and not (claim.time and claim.time.note):
            message = (
                f"{record.tellers([claim.id])} published on {source.published} tells as done "
                f"a {claim.type.replace('_', ' ')} dated {start}."
            )
            yield capital(message), (claim.id,), (), claim.document


def contradicts_itself(record: Record) -> Iterator[Finding]:
    """Find two figures for one thing, or assertion and denial, by one document or one publisher."""
    groups: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in record.claims.values():
        if (
            claim.type not in {"strength", "deployment"}
            and (claim.actor or claim.target)
            and (claim.place or (claim.actor and claim.target))
        ):
            groups[claim.document, claim.type, _who(claim.actor), _who(claim.target), _who(claim.place)].append(claim)
    for group in groups.values():
        for one, other in combinations(group, 2):
            if (
                (one.segment == "title") == (other.segment == "title")
                and _who(one.attribution) == _who(other.attribution)
                and _same_time(one, other)
            ):
                yield from _within_document(record, one, other)
    for event in record.events:
        for field in event.fields:
            if field.name in MEASURES and field.disputed:
                yield from _by_publisher(record, event, field)


def _who(fillers: Sequence[Filler]) -> tuple[str, ...]:
    return tuple(sorted(filler.entity or fold(filler.name) for filler in fillers))


def _same_time(one: Claim, other: Claim) -> bool:
    first = (one.time.start, one.time.end) if one.time else (None, None)
    second = (other.time.start, other.time.end) if other.time else (None, None)
    return first == second


def _within_document(record: Record, one: Claim, other: Claim) -> Iterator[Finding]:
    """Yield where two claims of one document about the same thing cannot both be right."""
    teller = record.tellers([one.id])
    if "denied" in {one.status, other.status} and {one.status, other.status} & HAPPENED:
        message = f"{capital(teller)} both tells and denies a {one.type}: “{one.quote}” and “{other.quote}”."
        yield message, (one.id,), (other.id,), one.document
    for a, b in product(one.quantities, other.quantities):
        comparable = a.measure == b.measure and fold(a.of or "") == fold(b.of or "")
        exact = a.least == a.most and b.least == b.most and a.least is not None and b.least is not None
        if comparable and exact and a.least != b.least:
            message = f"{capital(teller)} gives two figures ({a.measure}) for one {one.type}: {a.least} and {b.least}."
            yield message, (one.id,), (other.id,), one.document, f"{a.measure} {a.least} {b.least}"


def _by_publisher(record: Record, event: Event, field: Field) -> Iterator[Finding]:
    """Yield where one publisher stands on both sides of a disputed figure in different documents."""
    for one, other in combinations(field.values, 2):
        if not set(one.dissenters) & set(other.supporters):
            continue
        mine, theirs = _publishers(record, one.supporters), _publishers(record, other.supporters)
        for publisher in sorted(set(mine) & set(theirs)):
            first, second = tuple(sorted(mine[publisher])), tuple(sorted(theirs[publisher]))
            message = (
                f"{publisher} gives two figures ({field.name}) for {describe(record, event)}: "
                f"{record.name(one.value)} and {record.name(other.value)}."
            )
            yield capital(message), first, second, event.id, f"{field.name} {one.value} {other.value}"


def _publishers(record: Record, claims: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        source = record.sources.get(record.claims[claim].document) if claim in record.claims else None
        if source and source.publisher:
            found[source.publisher].add(claim)
    return found
