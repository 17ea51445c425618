"""A day, a stretch of days, a map, a network: as lists that say in words what the pictures draw."""

from collections import Counter
from datetime import date, timedelta
from typing import Final

from starlette.responses import Response

from annals import ask
from annals.ask import Ambiguous, NotFound, Ref
from annals.ask.glance import holdings_at, ties_at
from annals.ask.lookup import look_up, unresolved_places
from annals.ask.narration import event_sentence
from annals.ask.state import strengths
from annals.ask.timelines import event_items
from annals.ask.witness import Witness
from annals.errors import UsageError
from annals.show.page import Page
from annals.show.views.distances import distances
from annals.show.views.standings import (
    holding_list,
    holdings_with_sentences,
    ids_of,
    tie_lists,
    weighed,
    with_sentences,
)
from annals.types import EVENT_TYPES

STEPS: Final = {"1": "day", "7": "week", "30": "month", "365": "year"}
_CHANGES: Final = 60
_FIGURES: Final = 20
_ACTORS: Final = 60
_UNPLACED: Final = 100
"""How much of each list a view shows."""


def chosen_day(page: Page) -> date:
    """Return the day that is asked for, else the last one on which anything that is known was published."""
    if page.knobs.on is not None:
        return page.knobs.on
    desk = page.record.desk
    last = desk.last_published() or desk.span()[1] or page.house.settings.now().date()
    return last if page.knobs.known_by is None else min(last, page.knobs.known_by)


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
        witness = Witness(page.record, page.knobs.known_by)
        towns, areas = holdings_at(witness, on)
        ties = tie_lists(page, ties_at(witness, on))
        held = (
            holding_list(page, "places", "Who holds what", towns),
            holding_list(page, "areas", "Areas (not each town in them)", areas),
        )
        whole = weighed(witness, on, ids_of(ties, held))
        before = moved(on, -width)
        changes = ask.changes(page.record, start=before, end=on, known_by=page.knobs.known_by) if before < on else None
        fresh = {change.id for change in changes.changes} if changes else set()
        return page.render(
            "day.html", held=[holdings_with_sentences(listed, whole) for listed in held],
            ties=[with_sentences(listed, whole) for listed in ties], changes=changes, fresh=fresh, on=on,
            strength=strengths(witness, on, _FIGURES), before=before, after=moved(on, width), width=width, steps=STEPS,
            undated=page.desk.undated(), most_changes=_CHANGES,
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
    with page.record.snapshot():
        witness = Witness(page.record, page.knobs.known_by)
        found = [tie for tie in ties_at(witness, on) if tie.source.id is not None and tie.target.id is not None]
        ties = tie_lists(page, found)
        whole = weighed(witness, on, ids_of(ties, ()))
        degree = Counter(side.id or "" for tie in found for side in (tie.source, tie.target))
        named = page.record.called(degree)
        busiest = sorted(named, key=lambda id_: (-degree[id_], named[id_], id_))
        return page.render(
            "network.html", on=on, ties=[with_sentences(listed, whole) for listed in ties], tie_count=len(found),
            actors=[(Ref(id_, named[id_][0]), named[id_][1], degree[id_]) for id_ in busiest[:_ACTORS]],
            actor_count=len(busiest), undated=page.desk.undated(),
        )  # fmt: skip


def map_(page: Page) -> Response:
    """Show where things happened, and who held what on a day."""
    on = chosen_day(page)
    with page.record.snapshot():
        towns, areas = holdings_at(Witness(page.record, page.knobs.known_by), on)
        places = page.desk.mapped(start=page.knobs.start, end=page.knobs.end, types=_types(page))
        holding = {item.place.id: item for item in (*towns, *areas) if item.place.id}
        quiet = set(holding) - {place.id for place, _ in places}
        listed = [*places, *((place, ()) for place in page.record.places(quiet))]
        listed.sort(key=lambda pair: (pair[0].id not in holding, -sum(n for _, n in pair[1]), pair[0].name))
        unplaced = [item for item in towns if not item.place.id or ":" not in item.place.id]
        rows = page.house.settings.page_rows
        start = page.knobs.offset * rows
        shown = listed[start : start + rows]
        near = distances(page, start=page.knobs.start, end=page.knobs.end, places={place.id for place, _ in shown})
        return page.render(
            "map.html", on=on, places=shown, near=near, total=len(listed), holding=holding,
            unplaced=unplaced[:_UNPLACED], unplaced_count=len(unplaced), types=sorted(EVENT_TYPES),
            held=len(holding), undated=page.desk.undated(),
        )  # fmt: skip


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
            undated=page.desk.undated(),
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
    return page.desk.events(ids, limit=limit, offset=offset)
