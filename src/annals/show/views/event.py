"""An event, a relation, a claim: every field with all its values, who says which, and the sentences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from starlette.responses import RedirectResponse, Response

from annals.ask import Reason, Ref, Why, why
from annals.ask.answers import READS, Said
from annals.ask.narration import event_sentence
from annals.ask.timelines import event_items, refs
from annals.ask.witness import Witness
from annals.record.corrections import FIELDS
from annals.resolve.places import Gazetteer
from annals.show.marked import part_of
from annals.show.page import Page
from annals.show.views.disagreements import Told, sides, told
from annals.show.views.joining import company
from annals.show.wording import days
from annals.types import CLAIM_TYPES, MEASURES, ROLES, STATUSES, Claim, Evidence, Field

_ORDER: Final = ("actor", "target", "place", "origin", "time", "instrument", *MEASURES, "quantities", "status")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a field: in words, what it links to, who says so and who says otherwise."""

    shown: str
    link: str | None
    reason: str | None
    publishers: int
    supporters: tuple[Evidence, ...]
    dissenters: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A field with all its values, the best first."""

    name: str
    disputed: bool
    values: tuple[Value, ...]


def event(page: Page) -> Response:
    """Show an event."""
    with page.record.snapshot():
        items = page.record.events([page.id])
        answer = why(page.record, page.id) if items else None
        if not isinstance(answer, Why):
            return page.missing("event")
        (found,) = items
        shown = event_items(Witness(page.record, page.knobs.known_by), [found.id])
        if not shown:
            return _unknown(page)
        (all_told,) = (reason for reason in answer.reasons if reason.field == "claims")
        everything = [said.evidence for said in known(page, all_told.supporters)]
        disputes = [item.id for item in page.record.disagreements() if item.subject == found.id]
        return page.render(
            "event.html", event=found, item=shown[0], told=event_sentence,
            rows=_rows(page, answer.reasons, found.fields), everything=everything, within=_within(page, everything),
            disputes=sides(page, disputes),
        )  # fmt: skip


def known(page: Page, told_: Iterable[Said]) -> tuple[Said, ...]:
    """Return those who said so by the day that the address asks for, all where it asks for none."""
    by = page.knobs.known_by
    return tuple(
        said for said in told_ if by is None or (said.evidence.published is not None and said.evidence.published <= by)
    )


def as_known(page: Page, answer: Why) -> Why:
    """Return an answer with what was said by the day that the address asks for: values that nobody had told are out."""
    if page.knobs.known_by is None:
        return answer
    reasons = [
        replace(reason, supporters=known(page, reason.supporters), dissenters=known(page, reason.dissenters))
        for reason in answer.reasons
    ]
    kept = [new for new, old in zip(reasons, answer.reasons, strict=True) if new.supporters or not old.supporters]
    return replace(answer, reasons=tuple(kept))


def _unknown(page: Page) -> Response:
    message = "By that day no report that is dated told of it."
    return page.render("error.html", status=404, status_code=404, message=message)


def _within(page: Page, evidence: Iterable[Evidence]) -> dict[str | None, Told]:
    """Return the evidence within its sentences, by claim, for footnotes that tell the whole sentence."""
    return {item.evidence.claim: item for item in told(page, evidence)}


def _rows(page: Page, reasons: Sequence[Reason], fields: Sequence[Field]) -> tuple[Row, ...]:
    """Return the fields with their values; ``reasons`` tells them in words, in the order of the fields."""
    values = [(field, value) for field in fields for value in field.values]
    names = refs(page.record, {value.value for _, value in values if isinstance(value.value, str)})
    rows: dict[str, list[Value]] = {}
    for (field, value), reason in zip(values, reasons, strict=False):
        supporters = known(page, reason.supporters)
        if reason.supporters and not supporters:
            continue
        rows.setdefault(field.name, []).append(
            Value(
                _shown(field.name, value.value, reason.shown), _address(value.value, names), reason.reason,
                value.publishers if len(supporters) == len(reason.supporters) else _publishers(supporters),
                tuple(said.evidence for said in supporters),
                tuple(said.evidence for said in known(page, reason.dissenters)),
            )
        )  # fmt: skip
    disputed = {field.name for field in fields if field.disputed and _still(rows.get(field.name, []))}
    ranks = {name: rank for rank, name in enumerate(_ORDER)}
    ordered = sorted(rows.items(), key=lambda pair: ranks.get(pair[0], len(ranks)))
    return tuple(Row(name, name in disputed, tuple(listed)) for name, listed in ordered)


def _still(values: Sequence[Value]) -> bool:
    """Tell whether a field is disputed by what is left of its values."""
    return len(values) > 1 or any(value.dissenters for value in values)


def _publishers(told_: Iterable[Said]) -> int:
    return len({said.evidence.publisher or said.evidence.document for said in told_})


def _shown(field: str, value: object, shown: str) -> str:
    """Return a value in words: days as the page writes them, a figure without its measure, which the field has."""
    if field == "time" and isinstance(value, tuple) and len(value) == 2:
        start, end = (date.fromisoformat(side) if side else None for side in value)
        return days(start, end)
    return shown.removeprefix(f"{field} ") if field in MEASURES else shown


def _address(value: object, names: dict[str, Ref]) -> str | None:
    if not isinstance(value, str) or value not in names:
        return None
    return f"/place/{value}" if ":" in value else f"/actor/{value}"


def relation(page: Page) -> Response:
    """Show a relation."""
    with page.record.snapshot():
        found = page.record.relations([page.id])
        answer = why(page.record, page.id) if found else None
        if not isinstance(answer, Why):
            return page.missing("relation")
        answer = as_known(page, answer)
        everything = [said.evidence for said in (*answer.evidence, *answer.dissent)]
        if not answer.evidence:
            return _unknown(page)
        within = _within(page, everything)
        return page.render(
            "relation.html",
            relation=found[0],
            why=answer,
            phrase=READS.get((found[0].type, "actor"), ("", "→"))[1],
            everything=everything,
            within=within,
        )


# ------------------------------------------------------------------------------------------- claims


def claim(page: Page) -> Response:
    """Show a claim: its words in their sentence, how each value was found, what people said of it; and the forms."""
    with page.record.snapshot():
        with Gazetteer.open() as gazetteer:
            answer = why(page.record, page.id, gazetteer=gazetteer)
        stored = page.record.claims(ids=[page.id], corrected=False)
        if not isinstance(answer, Why) or not stored:
            return page.missing("claim")
        current = page.record.claims(ids=[page.id])
        evidence = page.record.evidence([page.id]).get(page.id)
        history = [item for item in page.record.corrections() if page.id in item.claims]
        return page.render(
            "claim.html", claim=current[0] if current else stored[0], rejected=not current, why=answer,
            sentence=told(page, (evidence,))[0] if evidence else None, history=history, written=written(stored[0]),
            fields=FIELDS, types=CLAIM_TYPES, statuses=STATUSES, names=claim_names(page, (*current, *stored)),
            document=page.record.document(stored[0].document), company=company(page, (current or stored)[0]),
            told=event_sentence,
        )  # fmt: skip


def claim_names(page: Page, claims: Iterable[Claim]) -> dict[str, Ref]:
    """Return what the actors and places of claims are called, by id."""
    return refs(page.record, {f.entity for c in claims for role in ROLES for f in getattr(c, role) if f.entity})


def written(claim: Claim) -> dict[str, str]:
    """Return the fields of a claim as a person would write them into the form, a value a line."""
    found: dict[str, str] = {role: "\n".join(filler.name for filler in getattr(claim, role)) for role in ROLES}
    start, end = (claim.time.start, claim.time.end) if claim.time else (None, None)
    if start is not None or end is not None:
        found["time"] = str(start) if start == end else f"{start or ''}/{end or ''}"
    figures = []
    for quantity in claim.quantities:
        ends = ["" if side is None else str(side) for side in (quantity.least, quantity.most)]
        told_ = ends[0] if ends[0] == ends[1] else "-".join(ends)
        figures.append(" ".join(part for part in (quantity.measure, told_, quantity.of) if part))
    found["quantities"] = "\n".join(figures)
    return {**found, "type": claim.type, "status": claim.status, "ended": "yes" if claim.ended else "no"}


def source(page: Page) -> Response:
    """Lead to the words of a claim in its document."""
    found = page.record.claims(ids=[page.id], corrected=False)
    if not found:
        return page.missing("claim")
    (item,) = found
    part = part_of(page.record.document(item.document).text, item.start)
    return RedirectResponse(
        page.link(f"/document/{item.document}", claim=item.id, part=part if part > 1 else None) + f"#{item.id}", 303
    )


def sentence(page: Page) -> Response:
    """Lead to a sentence, given by its document's name and its place in it."""
    ids = page.desk.documents_named(page.query.get("document", ""))
    at = page.query.get("at", "")
    if not ids:
        message = "The record has no document of that name."
        return page.render("error.html", status=404, status_code=404, message=message)
    start = at.split("-")[0]
    text = page.record.document(ids[0]).text
    part = part_of(text, int(start)) if start.isascii() and start.isdigit() and len(start) < 12 else 1
    return RedirectResponse(page.link(f"/document/{ids[0]}", at=at, part=part if part > 1 else None) + "#sought", 303)
