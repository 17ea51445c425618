"""Evidence as it was known on a day, and intervals seen from a day."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Final

from annals.ask.answers import evidence_order
from annals.record import Record
from annals.types import Claim, Event, Evidence, Relation, Status, Time

_FIRMNESS: Final[tuple[Status, ...]] = ("asserted", "reported", "planned", "denied")


class Witness:
    """Gives the evidence behind claims, leaving out what was published after ``known_by``.

    A document without a day of publication is left out then, too: nothing says that it was known;
    ``undated`` counts such documents.
    """

    def __init__(self, record: Record, known_by: date | None = None) -> None:
        self.record = record
        self.known_by = known_by
        self._found: dict[str, Evidence] = {}
        self._undated: set[str] = set()

    def load(self, claim_ids: Iterable[str]) -> None:
        """Fetch the evidence of many claims at once."""
        missing = set(claim_ids).difference(self._found)
        if missing:
            self._found.update(self.record.evidence(missing))

    def happened(self, ids: Collection[str]) -> tuple[tuple[Event, ...], dict[str, Claim]]:
        """Return events in order of time, and those of their claims that were known, corrected and linked, by id."""
        events, claims, evidence = self.record.happened(ids)
        self._found.update(evidence)
        if self.known_by is not None:
            claims = {id_: claim for id_, claim in claims.items() if self.knows(evidence[id_])}
        return events, claims

    def of(self, claim_ids: Iterable[str]) -> tuple[Evidence, ...]:
        """Return the evidence of these claims that was known, in order of publication."""
        ids = set(claim_ids)
        self.load(ids)
        found = [self._found[claim] for claim in ids if claim in self._found]
        known = found if self.known_by is None else list(filter(self.knows, found))
        return tuple(sorted(known, key=evidence_order) if len(known) > 1 else known)

    def knows(self, evidence: Evidence) -> bool:
        """Tell whether a piece of evidence was published by the day."""
        if self.known_by is None:
            return True
        if evidence.published is None:
            self._undated.add(evidence.document)
            return False
        return evidence.published <= self.known_by

    def known(self, claim_ids: Sequence[str]) -> tuple[str, ...]:
        """Return which of these claims were known, in their order."""
        self.load(claim_ids)
        found = self._found
        return tuple([claim for claim in claim_ids if claim in found and self.knows(found[claim])])

    @property
    def undated(self) -> int:
        """How many documents were left out because they have no day of publication."""
        return len(self._undated)


def covers(start: date | None, end: date | None, on: date | None) -> bool:
    """Tell whether an interval may include the day; an open or unknown side is no bar."""
    return on is None or ((start is None or start <= on) and (end is None or on <= end))


def certain(start: date | None, end: date | None, on: date | None) -> bool | None:
    """Tell whether an interval surely includes the day, ``None`` when no day was asked for."""
    return None if on is None else start is not None and end is not None and start <= on <= end


def hull(times: Iterable[Time | None]) -> tuple[date | None, date | None]:
    """Return the first and the last day that any of the times names; times without a day count for nothing."""
    known = [time for time in times if time is not None]
    starts = [time.start for time in known if time.start is not None]
    ends = [time.end for time in known if time.end is not None]
    return (min(starts) if starts else None), (max(ends) if ends else None)


def firmest(evidence: Iterable[Evidence], otherwise: Status) -> Status:
    """Return the firmest status of the evidence that was known: of a report and an assertion, the assertion."""
    told = {item.status for item in evidence}
    return next((status for status in _FIRMNESS if status in told), otherwise)


def known_interval(relation: Relation, witness: Witness) -> tuple[date | None, date | None]:
    """Return the interval of a relation as far as it was known.

    It is the concluded one when all its claims were known. Else it begins with the first day that the
    known claims name, and is open at the end when what ended it was not known yet.
    """
    claims = {*relation.claims, *relation.began, *relation.ended}
    known = set(witness.known(sorted(claims)))
    if known == claims:
        return relation.start, relation.end
    told = {claim.id: claim for claim in witness.record.claims(ids=known)}
    start, end = hull(claim.time for claim in told.values())
    if relation.ended and known.issuperset(relation.ended):
        end = relation.end
    elif relation.ended:
        _, end = hull(told[claim].time for claim in relation.ended if claim in told)
    elif relation.end is None or any(_open(claim) for claim in told.values()):
        end = None
    return (None if relation.start is None else start), end


def _open(claim: Claim) -> bool:
    return claim.time is not None and claim.time.end is None
