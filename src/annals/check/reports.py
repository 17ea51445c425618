"""Checks of one event or relation that several reports tell of."""

from collections.abc import Iterable, Iterator
from typing import Final

from annals.check.record import Finding, Record, capital, describe, state
from annals.types import MEASURES, Event, Field


def conflicting_numbers(record: Record) -> Iterator[Finding]:
    """Find figures for one event that cannot both be right, such as 41 dead and 44 dead."""
    for measure in MEASURES:
        yield from _disputed(record, measure, f"how many {_MEASURED.get(measure, measure)}")


_MEASURED: Final = {
    "killed": "were killed",
    "wounded": "were wounded",
    "captured": "were captured",
    "abducted": "were abducted",
    "defected": "changed sides",
    "displaced": "were displaced",
    "settlements": "places were counted",
    "other": "were counted besides",
}


def conflicting_dates(record: Record) -> Iterator[Finding]:
    """Find reports of one event that give days without overlap."""
    yield from _disputed(record, "time", "when it happened:")


def conflicting_places(record: Record) -> Iterator[Finding]:
    """Find reports that put one event in two places, of which neither contains nor adjoins the other."""
    yield from _disputed(record, "place", "where it happened:")


def conflicting_actors(record: Record) -> Iterator[Finding]:
    """Find reports of one event that name other parties for it."""
    yield from _disputed(record, "actor", "who did it:")
    yield from _disputed(record, "target", "whom it struck:")


def conflicting_status(record: Record) -> Iterator[Finding]:
    """Find what one source asserts or reports and another denies; a document that does both contradicts itself."""
    for event, field in _fields(record, "status"):
        sides: dict[bool, list[str]] = {True: [], False: []}
        for value in field.values:
            sides[value.value == "denied"] += [] if value.value == "planned" else value.supporters
        if sides[True] and sides[False] and not _one_document(record, (*sides[True], *sides[False])):
            message = (
                f"{capital(describe(record, event))} is told by {record.tellers(sides[False])} "
                f"and denied by {record.tellers(sides[True])}."
            )
            yield message, tuple(sides[False]), tuple(sides[True]), event.id
    for relation in record.relations:
        denying = [c for c in relation.dissenters if c in record.claims and record.claims[c].status == "denied"]
        if denying and relation.status != "denied" and not _one_document(record, (*relation.claims, *denying)):
            message = (
                f"That {state(record, relation)} is told by {record.tellers(relation.claims)} "
                f"and denied by {record.tellers(denying)}."
            )
            yield message, relation.claims, tuple(denying), relation.id


def _one_document(record: Record, claims: Iterable[str]) -> bool:
    """Tell whether all these claims are of one document."""
    return len({record.claims[claim].document for claim in claims if claim in record.claims}) == 1


def _fields(record: Record, name: str) -> Iterator[tuple[Event, Field]]:
    for event in record.events:
        yield from ((event, field) for field in event.fields if field.name == name and field.disputed)


def _disputed(record: Record, name: str, question: str) -> Iterator[Finding]:
    """Yield for each disputed field its best disputed value against the values of those who dissent from it."""
    for event, field in _fields(record, name):
        best = next((value for value in field.values if value.dissenters), None)
        if best is None:
            continue
        against = [v for v in field.values if v is not best and set(v.supporters) & set(best.dissenters)]
        others = " and ".join(f"{record.name(v.value)} ({record.tellers(v.supporters)})" for v in against)
        colon = question if question.endswith(":") else question + ":"
        message = (
            f"Sources disagree about {describe(record, event)}, {colon} "
            f"{record.name(best.value)} ({record.tellers(best.supporters)}) against {others}."
        )
        yield message, best.supporters, best.dissenters, event.id, name
