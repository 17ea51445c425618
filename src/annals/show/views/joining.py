"""What belongs together: which claims tell of one event, which names are one actor's; joined and split by people.

The same corrections as those of ``annals correct`` same-event, different-event, same-actor and different-actor.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from annals.ask import EventItem
from annals.ask.timelines import event_items
from annals.ask.witness import Witness
from annals.errors import UsageError
from annals.fuse.facts import FAMILIES, FAMILY
from annals.record import Record
from annals.show.page import Form, Page, back
from annals.show.views.correcting import conclude_soon
from annals.show.views.disagreements import Told, told
from annals.types import Claim, Event

_NEAR_DAYS: Final = 10
_CANDIDATES: Final = 6
_OTHERS: Final = 8


@dataclass(frozen=True, slots=True)
class Company:
    """The event that a claim tells of, the other claims that do, and events that may be the same one."""

    item: EventItem | None
    others: tuple[Told, ...]
    left: int
    candidates: tuple[EventItem, ...]


def own_event(record: Record, claim_id: str) -> Event | None:
    """Return the event that a claim tells of, ``None`` where it tells of a relation alone."""
    ids, _ = record.conclusions_from(claim_id)
    return next(iter(record.events(ids[:1])), None) if ids else None


def company(page: Page, claim: Claim) -> Company:
    """Return with what a claim tells of one event, and with what it may."""
    event = own_event(page.record, claim.id)
    witness = Witness(page.record)
    if event is None:
        return Company(None, (), 0, ())
    (item,) = event_items(witness, [event.id])
    others = [evidence for evidence in item.evidence if evidence.claim != claim.id]
    near = event_items(witness, _near(page.record, event, item))
    return Company(item, told(page, others[:_OTHERS]), max(0, len(others) - _OTHERS), near)


def _near(record: Record, event: Event, item: EventItem) -> Sequence[str]:
    """Return events of the same family within some days that share a party or a place, those that share more first."""
    start, end = event.start or event.end, event.end or event.start
    if start is None or end is None or event.type not in FAMILY:
        return ()
    types, first, last = FAMILIES[FAMILY[event.type]], _moved(start, -_NEAR_DAYS), _moved(end, _NEAR_DAYS)
    actors = {party.actor.id for party in item.actors if party.actor.id}
    places = {place.id for place in item.places if place.id and not place.id.startswith(("country:", "region:"))}
    with_actors = set(record.events_with(actors=actors, types=types, start=first, end=last)) if actors else set()
    at_places = set(record.events_with(places=places, types=types, start=first, end=last)) if places else set()
    ranked = sorted(with_actors & at_places) + sorted(with_actors ^ at_places)
    return [id_ for id_ in ranked if id_ != event.id][:_CANDIDATES]


def _moved(day: date, by: int) -> date:
    return max(date.min, min(date.max, day + timedelta(days=by))) if date.min.year < day.year < date.max.year else day


def event(page: Page, form: Form) -> str:
    """Make one event of that of a claim and another one, or take a claim out of its event."""
    action = form.text("action")
    person, reason, now = form.needed("person", "your name"), form.text("reason"), page.house.settings.now()
    own = own_event(page.record, page.id)
    if action == "different":
        others = [claim for claim in own.claims if claim != page.id] if own else []
        if not others:
            raise UsageError("no other claim tells of its event; there is nothing to take it out of")
        page.record.correct_event("different-event", [page.id], others, person=person, reason=reason, now=now)
    elif action == "same":
        one = list(own.claims) if own else [page.id]
        others = _claims(page.record, form.needed("other", "the other event or claim"))
        page.record.correct_event("same-event", one, others, person=person, reason=reason, now=now)
    else:
        raise UsageError("a claim is of the same event as another or is not; nothing else can be said here")
    conclude_soon(page, patience=0.0 if form.text("next").startswith("/review") else 1.0)
    return back(form, f"/claim/{page.id}")


def _claims(record: Record, words: str) -> list[str]:
    """Return the claims of an event, or the claim, that an id or an address of this page names."""
    id_ = words.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0].rstrip("/").rsplit("/", 1)[-1]
    events = record.events([id_])
    if events:
        return list(events[0].claims)
    if not record.claims(ids=[id_], corrected=False):
        raise UsageError(f"{words!r} is no event or claim of this record; paste the address or the id of one")
    return [id_]


def names(page: Page, form: Form) -> str:
    """Say that two names are one actor's, or that they are not."""
    action = form.text("action")
    one, other = form.needed("one", "the one name"), form.needed("other", "the other name")
    if action not in {"same", "different"}:
        raise UsageError("two names are one actor's or they are not; nothing else can be said here")
    page.record.judge(
        action, [one], [other], person=form.needed("person", "your name"),
        reason=form.text("reason"), now=page.house.settings.now(),
    )  # fmt: skip
    conclude_soon(page, patience=0.0)
    return back(form, "/review?queue=joins")
