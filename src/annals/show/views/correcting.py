"""Corrections: accept, reject, edit, undo; each is a row with who and why, and the conclusions follow soon."""

from collections.abc import Sequence
from typing import Final

from starlette.responses import Response

from annals.errors import UsageError
from annals.record.corrections import FIELDS
from annals.record.values import edited_value
from annals.show.jobs import Task
from annals.show.page import Form, Page, back

_PATIENCE: Final = 1.0
"""Seconds that a form waits for the conclusions before the browser goes on."""
_MOST_AT_ONCE: Final = 200


def conclude_soon(page: Page, *, patience: float = _PATIENCE) -> None:
    """Have the conclusions drawn anew, and wait a moment for them."""
    house = page.house
    job = house.jobs.submit("Drawing the conclusions anew", Task(None, house.settings.now()))
    house.jobs.wait(job.id, patience)


def person(page: Page) -> Response:
    """Ask who corrects."""
    return page.render("person.html")


def name_person(page: Page, form: Form) -> str:
    """Keep the name that is given (the browser is told to remember it) and go back."""
    form.needed("person", "your name")
    return back(form, "/")


def decide(page: Page, form: Form) -> str:
    """Accept or reject a claim, or change one of its fields."""
    action = form.text("action")
    person, reason, now = form.needed("person", "your name"), form.text("reason"), page.house.settings.now()
    if action == "accept":
        page.record.correct("accept", page.id, person=person, reason=reason, now=now)
    elif action == "reject":
        page.record.correct("reject", page.id, person=person, reason=reason, now=now)
    elif action == "edit":
        field = form.text("field")
        if field not in FIELDS:
            raise UsageError(f"{field!r} is no field of a claim")
        value = edited_value(field, _lines(form))
        page.record.correct("edit", page.id, person=person, reason=reason, now=now, field=field, value=value)
    else:
        raise UsageError("a claim can be accepted, rejected or edited")
    conclude_soon(page, patience=0.0 if form.text("next").startswith("/review") else _PATIENCE)
    return back(form, f"/claim/{page.id}")


def undo(page: Page, form: Form) -> str:
    """Take back a correction or a judgement, or take back having taken it back."""
    person, reason, now = form.needed("person", "your name"), form.text("reason"), page.house.settings.now()
    if page.id.startswith("j"):
        page.record.unjudge(page.id, person=person, reason=reason, now=now)
    else:
        page.record.undo(page.id, person=person, reason=reason, now=now)
    conclude_soon(page)
    return back(form, "/review?queue=history")


def rename_place(page: Page, form: Form) -> str:
    """Write another name for a place that means nothing known, in every claim that has it."""
    return _rename(page, form, ("place", "origin"), "places")


def rename_party(page: Page, form: Form) -> str:
    """Write another name for a party that is nobody known, in every claim that has it."""
    return _rename(page, form, ("actor", "target"), "names")


def _rename(page: Page, form: Form, roles: Sequence[str], queue: str) -> str:
    name, other = form.needed("name", "the name"), form.needed("other", "the name that it is known by")
    person, now = form.needed("person", "your name"), page.house.settings.now()
    ids = page.desk.claims_with(name, roles, limit=_MOST_AT_ONCE)
    edits = [
        (claim.id, role, list(dict.fromkeys(other if told == name else told for told in names)))
        for claim in page.record.claims(ids=ids)
        for role in roles
        if name in (names := [filler.name for filler in getattr(claim, role)])
    ]
    if not edits:
        raise UsageError(f"no claim has an unknown {queue[:-1]} {name!r}; it may have been corrected meanwhile")
    for claim_id, role, value in edits:
        page.record.correct(
            "edit", claim_id, person=person, reason=form.text("reason"), now=now, field=role, value=value
        )
    conclude_soon(page, patience=0.0)
    return back(form, f"/review?queue={queue}")


def _lines(form: Form) -> list[str]:
    """Return the lines of the value that a form gives, each a value of the field."""
    return [line.strip() for line in form.texts.get("value", "").splitlines() if line.strip()]
