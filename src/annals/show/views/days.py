"""A day, a stretch of days, a map, a network: as lists that say in words what the pictures draw."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from starlette.responses import Response

from annals import ask
from annals.ask import Ambiguous, NotFound
from annals.ask.lookup import look_up, unresolved_places
from annals.ask.narration import event_sentence
from annals.ask.timelines import event_items
from annals.ask.witness import Witness
from annals.errors import UsageError
from annals.show.page import Page
from annals.types import EVENT_TYPES

LISTS: Final[Mapping[str, str]] = {
    "members": "Members and coalitions", "alliances": "Alliances", "rivalries": "Rivalries", "leaders": "Leaders",
    "support": "Support", "pledges": "Pledges", "designations": "Designations",
}  # fmt: skip
STEPS: Final = {"1": "day", "7": "week", "30": "month", "365": "year"}


def chosen_day(page: Page) -> date:
    """Return the day that is asked for, else the last one on which anything was published."""
    return page.knobs.on or page.desk.last_published() or page.desk.span()[1] or page.house.settings.now().date()


def step(page: Page) -> int:
    """Return how many days a step on the day view is."""
    text = page.query.get("step") or "7"
    if text not in STEPS:
        raise UsageError(f"{text!r} is no step; it is {', '.join(STEPS)} days")
    return int(text)


def day(page: Page) -> Response:
    """Show how things stood on a day, and what changed since the last step."""
    on, width = chosen_day(page), step(page)
    with page.record.snapshot():
        state = ask.state(page.record, on=on, known_by=page.knobs.known_by)
        before = moved(on, -width)
        changes = ask.changes(page.record, start=before, end=on, known_by=page.knobs.known_by) if before < on else None
        fresh = {change.id for change in changes.changes} if changes else set()
        return page.render(
            "day.html", state=state, changes=changes, fresh=fresh, on=on, before=before, after=moved(on, width),
            width=width, steps=STEPS, lists=LISTS, span=page.desk.span(),
        )  # fmt: skip


def moved(on: date, by: int) -> date:
    """Return a day so many days later (or earlier), itself where the calendar ends."""
    try:
        return on + timedelta(days=by)
    except OverflowError:
        return on


def network(page: Page) -> Response:
    """Show who was tied to whom on a day."""
    on = chosen_day(page)
    found = ask.network(page.record, on=on, known_by=page.knobs.known_by)
    return page.render("network.html", network=found, on=on, lists=LISTS)


def map_(page: Page) -> Response:
    """Show where things happened, and who held what on a day."""
    on = chosen_day(page)
    with page.record.snapshot():
        state = ask.state(page.record, on=on, known_by=page.knobs.known_by)
        places = page.desk.mapped(start=page.knobs.start, end=page.knobs.end, types=_types(page))
        holding = {item.place.id: item for item in (*state.places, *state.areas) if item.place.id}
        unplaced = [item for item in state.places if not item.place.id or ":" not in item.place.id]
        return page.render(
            "map.html", on=on, places=places, holding=holding, unplaced=unplaced, types=sorted(EVENT_TYPES)
        )


def _types(page: Page) -> tuple[str, ...] | None:
    return None if page.knobs.type is None else (page.knobs.type,)


def timeline(page: Page) -> Response:
    """List events in order of time: all, or those of an actor, a place, some days, a type."""
    rows = page.house.settings.page_rows
    with page.record.snapshot():
        total, ids = selected(page, limit=rows, offset=page.knobs.offset * rows)
        if isinstance(ids, Ambiguous | NotFound):
            return page.unclear(ids)
        events = event_items(Witness(page.record, page.knobs.known_by), ids)
        return page.render(
            "timeline.html", events=events, total=total, told=event_sentence, types=sorted(EVENT_TYPES),
            left=len(ids) - len(events),
        )  # fmt: skip


def selected(page: Page, *, limit: int, offset: int = 0) -> tuple[int, tuple[str, ...] | Ambiguous | NotFound]:
    """Return how many events the address asks for and a stretch of them, or why a name in it cannot be followed."""
    state = page.knobs
    if state.actor is None and state.place is None:
        return page.desk.all_events(types=_types(page), start=state.start, end=state.end, limit=limit, offset=offset)
    actors = places = None
    unresolved: tuple[str, ...] = ()
    if state.actor is not None:
        found = look_up(page.record, "actor", state.actor)
        if not isinstance(found, str):
            return 0, found
        actors = (found,)
    if state.place is not None:
        found = look_up(page.record, "place", state.place)
        unresolved = unresolved_places(page.record, state.place) if isinstance(found, NotFound) else ()
        if isinstance(found, str):
            places = page.record.places_within(found)
        elif not unresolved:
            return 0, found
    ids = page.record.events_with(actors=actors, places=places, types=_types(page), start=state.start, end=state.end)
    if unresolved:
        ids = tuple(sorted(set(ids) & set(page.record.events_at(unresolved))))
    return len(ids), page.desk.events(ids, limit=limit, offset=offset)
