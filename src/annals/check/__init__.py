"""Checks: where sources disagree and where a claim cannot be right, each found by a named function.

A check's docstring is its explanation. Severity 1 is a contradiction about what happened or who holds, 2 a
difference of detail or a likely slip, 3 a remark. What two vague statements leave open is no disagreement:
"more than 40" and 44 agree, and so do a town and its region.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Final

from annals.check.geography import geography_slip
from annals.check.over_time import act_after_dissolution, act_before_formation, member_before_joining, two_holders
from annals.check.record import Divisions, Finding, Places, Record, Texts, entity_names
from annals.check.reports import (
    conflicting_actors,
    conflicting_dates,
    conflicting_numbers,
    conflicting_places,
    conflicting_status,
)
from annals.check.titles import title_against_body
from annals.check.within import contradicts_itself, date_slip, told_before_it_happened
from annals.ids import stable_id
from annals.types import Claim, Disagreement, Event, Relation, Source

__all__ = ["CHECKS", "Record", "check"]

CHECKS: Final[Mapping[Callable[[Record], Iterator[Finding]], int]] = {
    conflicting_status: 1,
    two_holders: 1,
    conflicting_numbers: 1,
    act_before_formation: 1,
    act_after_dissolution: 1,
    conflicting_dates: 2,
    conflicting_places: 2,
    conflicting_actors: 2,
    member_before_joining: 2,
    contradicts_itself: 2,
    title_against_body: 2,
    date_slip: 2,
    geography_slip: 2,
    told_before_it_happened: 3,
}
"""Every check with its severity."""


def check(
    claims: Sequence[Claim],
    sources: Mapping[str, Source],
    events: Sequence[Event],
    relations: Sequence[Relation],
    places: Places,
    *,
    texts: Texts | None = None,
    divisions: Divisions | None = None,
    names: Mapping[str, str] | None = None,
) -> tuple[Disagreement, ...]:
    """Return all disagreements and slips that the checks find, worst first.

    ``places`` gives the place of an id; ``texts`` the text of a document and ``divisions`` the regions of a country,
    without which slips of geography are not looked for. Within a severity those with more claims come first, then
    by id. The ids are made of the check, the claims of both sides and what they are about, so that they stay when the
    record is built again, here or elsewhere. ``names`` are what messages call the actors, by id; without it what the
    claims call them most.
    """
    names = entity_names(claims) if names is None else names
    record = Record(
        {claim.id: claim for claim in sorted(claims, key=lambda c: c.id)},
        sources,
        events,
        relations,
        cache(places),
        names,
        None if texts is None else lru_cache(maxsize=64)(texts),
        None if divisions is None else cache(divisions),
    )
    found: dict[str, Disagreement] = {}
    told = {event.id for event in events}  # an event's id depends on what came first, so it makes no other id
    for function, severity in CHECKS.items():
        name = function.__name__
        for message, one, other, subject, *topic in function(record):
            one_side, other_side = tuple(sorted(one)), tuple(sorted(other))
            about = topic[0] if topic else None if subject in told else subject
            key = stable_id("x", name, *one_side, "against", *other_side, about)
            found[key] = Disagreement(key, name, severity, message, one_side, other_side, subject)
    return tuple(sorted(found.values(), key=lambda d: (d.severity, -len(d.one_side) - len(d.other_side), d.id)))
