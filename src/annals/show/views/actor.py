"""An actor, or a place: what the record has on it, with footnotes; what people judge of an actor's names."""

from collections.abc import Mapping
from typing import Final

from starlette.responses import Response

from annals import ask, judging
from annals.ask import ActorFacts, PlaceFacts, Profile
from annals.ask.lookup import look_up
from annals.ask.narration import event_sentence
from annals.ask.place_facts import holders
from annals.ask.timelines import event_items
from annals.ask.witness import Witness
from annals.errors import UsageError
from annals.show.page import Form, Page, back
from annals.show.views.correcting import conclude_soon
from annals.types import Actor

HEADINGS: Final[Mapping[str, str]] = {
    "parents": "Belongs to", "members": "Members", "leaders": "Leaders", "leads": "Leads", "allies": "Allies",
    "supporters": "Supported by", "supported": "Supports", "pledged_to": "Has pledged loyalty to",
    "pledged_by": "Has the loyalty of", "enemies": "Enemies", "places": "Places held", "listed_by": "Listed by",
    "listed": "Lists", "character": "Described as",
}  # fmt: skip
"""The lists on which an actor's relations stand, in the order of the page."""


def actor(page: Page) -> Response:
    """Show an actor: names over time, relations, strength, beginning and end, events."""
    state = page.knobs
    with page.record.snapshot():
        facts = ask.actor(page.record, page.id, on=state.on, known_by=state.known_by)
        if not isinstance(facts, ActorFacts):
            return page.unclear(facts)
        groups: dict[str, list[object]] = {name: [] for name in HEADINGS}
        for tie in facts.relations:
            groups.setdefault(tie.group, []).append(tie)
        total, events = _events(page, page.record.events_with(actors=(facts.id,), start=state.start, end=state.end))
        (who,) = page.record.actors([facts.id])
        return page.render(
            "actor.html", facts=facts, groups={name: ties for name, ties in groups.items() if ties},
            headings=HEADINGS, events=events, total=total, told=event_sentence, joins=who.joins,
            counts=page.record.counts([facts.id])[facts.id],
        )  # fmt: skip


def _events(page: Page, ids: tuple[str, ...]) -> tuple[int, tuple[ask.EventItem, ...]]:
    """Return how many events there are, and those of the page that is asked for."""
    rows = page.house.settings.page_rows
    total, shown = page.desk.events(ids, limit=rows, offset=page.knobs.offset * rows)
    return total, event_items(Witness(page.record, page.knobs.known_by), shown)


def profile(page: Page) -> Response:
    """Show an actor as prose, every sentence with its sources."""
    found = ask.profile(page.record, page.id, known_by=page.knobs.known_by)
    return page.render("profile.html", profile=found) if isinstance(found, Profile) else page.unclear(found)


def place(page: Page) -> Response:
    """Show a place: who is said to hold it, who disputes it, what happened there."""
    state = page.knobs
    with page.record.snapshot():
        found = look_up(page.record, "place", page.id)
        if isinstance(found, str):
            (where,) = page.record.places([found])
            witness = Witness(page.record, state.known_by)
            within = page.record.places_within(where.id)
            ids = page.record.events_with(places=within, start=state.start, end=state.end)
            total, events = _events(page, ids)
            facts = PlaceFacts(
                where.id, where.name, where.kind, (where.latitude, where.longitude),
                holders(witness, (where.id,), state.on), events, state.on, state.known_by, witness.undated,
            )  # fmt: skip
            return page.render("place.html", facts=facts, where=where, total=total, told=event_sentence)
        answer = ask.place(page.record, page.id, on=state.on, known_by=state.known_by)
        if not isinstance(answer, PlaceFacts):
            return page.unclear(answer)
        return page.render("place.html", facts=answer, where=None, total=len(answer.events), told=event_sentence)


# -------------------------------------------------------------------------- judgements of names


def judge(page: Page, form: Form) -> str:
    """Say that an actor is another one too, that a name is not its own, or what it is called."""
    action = form.text("action")
    who = judging.find(page.record, page.id)
    own = list(dict.fromkeys((who.name, *(name.name for name in who.names))))
    if action == "same":
        names, others = own, _names(judging.find(page.record, form.needed("other", "the other actor")))
        if names == others:
            raise UsageError("that is one actor already")
    elif action == "different":
        others = [name for name in own if name in form.lists.get("names", ())]
        names = [name for name in own if name not in others]
        if not names or not others:
            raise UsageError("choose one name or more to split off, and leave the actor at least one")
    elif action == "rename":
        names, others = own, [form.needed("other", "the new name")]
        taken = sorted({named.id for named in page.record.named("actor", others[0])} - {who.id})
        if taken:
            raise UsageError(f"{others[0]!r} is a name of another actor ({taken[0]}); merge the two if they are one")
    else:
        raise UsageError("nothing of that kind can be said of an actor")
    settings = page.house.settings
    page.record.judge(
        action, names, others, person=form.needed("person", "your name"), reason=form.text("reason"),
        now=settings.now(),
    )  # fmt: skip
    conclude_soon(page)
    return back(form, f"/actor/{names[0]}")


def _names(who: Actor) -> list[str]:
    return list(dict.fromkeys((who.name, *(name.name for name in who.names))))
