"""What the sources disagree about: worst first, both sides with their sentences, what is settled apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from annals.ask.timelines import refs
from annals.ask.witness import Witness
from annals.check import CHECKS
from annals.errors import UsageError
from annals.show.page import Form, Page, back
from annals.types import Disagreement, Evidence

GRAVITY: Final[Mapping[int, str]] = {1: "grave", 2: "notable", 3: "slight"}
EXPLAINED: Final[Mapping[str, str]] = {check.__name__: " ".join((check.__doc__ or "").split()) for check in CHECKS}
_MOST: Final = 100_000
_EACH: Final = 6
"""Sentences that are shown of one side."""


@dataclass(frozen=True, slots=True)
class Told:
    """Evidence with the whole sentence that it is quoted from, cut in three: before, the quote, after."""

    evidence: Evidence
    before: str
    quote: str
    after: str


@dataclass(frozen=True, slots=True)
class Sides:
    """A disagreement with both sides' sentences; ``left`` counts those of each side that are not shown."""

    found: Disagreement
    one: tuple[Told, ...]
    other: tuple[Told, ...]
    left: tuple[int, int]
    subject: tuple[str, str] | None


def told(page: Page, evidence: Iterable[Evidence]) -> tuple[Told, ...]:
    """Return evidence within its sentences."""
    return tuple(_told(page, item) for item in evidence)


def _told(page: Page, item: Evidence) -> Told:
    around = page.record.sentence_around(item.claim) if item.claim else None
    before, found, after = (around or item.quote).partition(item.quote)
    return Told(item, before, found, after) if found else Told(item, "", item.quote, "")


def sides(page: Page, ids: Sequence[str]) -> tuple[Sides, ...]:
    """Return these disagreements in this order, with the sentences of both sides."""
    found = {item.id: item for item in page.record.disagreements(ids)}
    witness = Witness(page.record, page.knobs.known_by)
    witness.load(claim for item in found.values() for claim in (*item.one_side, *item.other_side))
    names = refs(page.record, {item.subject for item in found.values() if item.subject})
    return tuple(_sides(page, found[id_], witness, names) for id_ in ids if id_ in found)


def _sides(page: Page, item: Disagreement, witness: Witness, names: Mapping[str, object]) -> Sides:
    one, other = witness.of(item.one_side), witness.of(item.other_side)
    return Sides(
        item,
        _once(told(page, one[:_EACH])),
        _once(told(page, other[:_EACH])),
        (max(0, len(one) - _EACH), max(0, len(other) - _EACH)),
        _subject(item.subject, names),
    )


def _once(sentences: Iterable[Told]) -> tuple[Told, ...]:
    """Return each sentence of a document once, however many claims quote from it."""
    found = {(t.evidence.document, t.before + t.quote + t.after): t for t in reversed(tuple(sentences))}
    return tuple(reversed(found.values()))


def _subject(id_: str | None, names: Mapping[str, object]) -> tuple[str, str] | None:
    """Return the address and the name of what a disagreement is about."""
    if id_ is None:
        return None
    kind = {"e": "event", "r": "relation", "d": "document", "a": "actor", "c": "claim"}.get(id_[:1])
    if id_ in names:
        name = getattr(names[id_], "name", id_)
        return (f"/actor/{id_}" if kind == "actor" and ":" not in id_ else f"/place/{id_}"), str(name)
    return (f"/{kind}/{id_}", f"the {kind}") if kind and ":" not in id_ else None


def disagreements(page: Page) -> Response:
    """List disagreements a page at a time, of one check or gravity where one is asked for."""
    check, severity = page.query.get("check") or None, _severity(page.query.get("severity", ""))
    closed = page.query.get("settled") == "yes"
    rows = max(1, page.house.settings.page_rows // 2)
    with page.record.snapshot():
        total, ids = page.desk.disagreement_ids(
            check=check, severity=severity, closed=closed, limit=rows, offset=page.knobs.offset * rows
        )
        return page.render(
            "disagreements.html",
            total=total,
            rows=rows,
            disputes=sides(page, ids),
            counts=page.desk.disagreement_counts(),
            settled=page.record.settled(),
            closed=closed,
            check=check,
            severity=severity,
            gravity=GRAVITY,
            explained=EXPLAINED,
        )


def matching(page: Page) -> tuple[str, ...]:
    """Return the ids of all disagreements that the filters of the view let through, or the one that is named."""
    if page.query.get("name"):
        return (page.query["name"],)
    _, ids = page.desk.disagreement_ids(
        check=page.query.get("check") or None, severity=_severity(page.query.get("severity", "")),
        closed=page.query.get("settled") == "yes", limit=_MOST,
    )  # fmt: skip
    return ids


def _severity(text: str) -> int | None:
    if not text:
        return None
    if text not in {"1", "2", "3"}:
        raise UsageError(f"{text!r} is no gravity; it is 1 (grave), 2 (notable) or 3 (slight)")
    return int(text)


def disagreement(page: Page) -> Response:
    """Show one disagreement."""
    found = sides(page, (page.id,))
    if not found:
        return page.missing("disagreement")
    history = [item for item in page.record.settlements() if item.disagreement == page.id]
    return page.render(
        "disagreement.html", dispute=found[0], settled=page.record.settled(), history=history, gravity=GRAVITY,
        explained=EXPLAINED,
    )  # fmt: skip


def settle(page: Page, form: Form) -> str:
    """Mark a disagreement as settled, or open it again."""
    page.record.settle(
        page.id,
        person=form.needed("person", "your name"),
        reason=form.needed("reason", "the reason"),
        now=page.house.settings.now(),
        open=form.text("open") == "yes",
    )
    return back(form, f"/disagreement/{page.id}")
