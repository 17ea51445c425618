"""The queue: claims of low confidence, names and days that are not resolved; and who has decided what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from starlette.responses import Response

from annals.errors import UsageError
from annals.record import Correction
from annals.record.desk_doubts import Joined
from annals.record.settling import Settlement
from annals.resolve.actors_judged import Judgement
from annals.show.page import Page
from annals.show.views.disagreements import Told, told
from annals.show.views.event import claim_names
from annals.show.views.joining import own_event
from annals.show.wording import figure
from annals.types import ROLES, Claim

Json = dict[str, Any]

QUEUES: Final = {"claims": "Uncertain claims", "places": "Unknown places", "names": "Unknown names",
                 "joins": "Joined names", "dates": "Doubtful days", "history": "Decided"}  # fmt: skip
_BELOW: Final = 0.6
_ROWS: Final = 20
_MOST: Final = 100_000
_ROLES: Final = {"places": ("place", "origin"), "names": ("actor", "target")}


@dataclass(frozen=True, slots=True)
class Card:
    """A claim to decide on, with its sentence; ``company`` counts the other claims that tell of its event."""

    claim: Claim
    told: Told
    company: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names that were joined, with a sentence for each."""

    join: Joined
    told: tuple[tuple[str, Told | None], ...]


@dataclass(frozen=True, slots=True)
class Last:
    """The last decision of whoever looks: its id, and what it was."""

    id: str
    what: str


def review(page: Page) -> Response:
    """Show one of the queues."""
    queue = page.query.get("queue") or "claims"
    if queue not in QUEUES:
        raise UsageError(f"{queue!r} is no queue; choose one of {', '.join(QUEUES)}")
    with page.record.snapshot():
        if queue == "history":
            return _history(page)
        if queue == "joins":
            return _joins(page)
        below = _bound(page.query.get("below", ""))
        if queue in _ROLES:
            total, names = page.desk.unresolved(_ROLES[queue], limit=_ROWS, offset=page.knobs.offset * _ROWS)
            cards = _cards(page, [name.example for name in names])
            examples = {card.claim.id: card for card in cards}
            return page.render(
                "review_names.html", queue=queue, queues=QUEUES, total=total, names=names, examples=examples,
                rows=_ROWS, last=last(page), claim_names=claim_names(page, [card.claim for card in cards]),
            )  # fmt: skip
        window = {"limit": _ROWS, "offset": page.knobs.offset * _ROWS}
        total, ids = (
            page.desk.doubtful_claims(below=below, **window)
            if queue == "claims"
            else page.desk.doubtful_dates(**window)
        )
        cards = _cards(page, ids)
        return page.render(
            "review_claims.html", queue=queue, queues=QUEUES, total=total, cards=cards, below=below, rows=_ROWS,
            last=last(page),
            names=claim_names(page, [card.claim for card in cards]),
        )  # fmt: skip


def _bound(text: str) -> float:
    try:
        bound = float(text or _BELOW)
    except ValueError:
        bound = -1.0
    if not 0 <= bound <= 1:
        raise UsageError(f"{text!r} is no confidence; it lies between 0 and 1")
    return bound


def _cards(page: Page, ids: Sequence[str]) -> tuple[Card, ...]:
    """Return the claims in the order of their ids given, those with a sentence."""
    claims = {claim.id: claim for claim in page.record.claims(ids=ids)}
    evidence = page.record.evidence(ids)
    known = [id_ for id_ in ids if id_ in claims and id_ in evidence]
    sentences = told(page, (evidence[id_] for id_ in known))
    return tuple(
        Card(claims[id_], sentence, _company(page, id_)) for id_, sentence in zip(known, sentences, strict=True)
    )


def _company(page: Page, claim: str) -> int:
    event = own_event(page.record, claim)
    return len(event.claims) - 1 if event else 0


def queued(page: Page) -> list[Json]:
    """Return all of a queue as rows, for a download."""
    queue, desk = page.query.get("queue") or "claims", page.desk
    if queue == "history":
        return [_decided(item) for item in _decisions(page)]
    if queue == "joins":
        return [msgspec.to_builtins(join) for join in desk.joined_names(limit=_MOST)[1]]
    if queue in _ROLES:
        return [msgspec.to_builtins(name) for name in desk.unresolved(_ROLES[queue], limit=_MOST)[1]]
    if queue not in QUEUES:
        raise UsageError(f"{queue!r} is no queue; choose one of {', '.join(QUEUES)}")
    below = _bound(page.query.get("below", ""))
    _, ids = desk.doubtful_claims(below=below, limit=_MOST) if queue == "claims" else desk.doubtful_dates(limit=_MOST)
    claims = {claim.id: claim for claim in page.record.claims(ids=ids)}
    return [claim_row(claims[id_]) for id_ in ids if id_ in claims]


def claim_row(claim: Claim) -> Json:
    """Return a claim as a row of a table."""
    start, end = (claim.time.start, claim.time.end) if claim.time else (None, None)
    sides: Json = {role: "; ".join(filler.name for filler in getattr(claim, role)) for role in ROLES}
    return {
        "id": claim.id, "document": claim.document, "start": claim.start, "end": claim.end, "type": claim.type, **sides,
        "from": start.isoformat() if start else "", "to": end.isoformat() if end else "",
        "quantities": "; ".join(figure(quantity) for quantity in claim.quantities), "status": claim.status,
        "confidence": claim.confidence, "quote": claim.quote,
    }  # fmt: skip


def _decided(item: Correction | Judgement | Settlement) -> Json:
    """Return a decision as a row of a table."""
    row: Json = {"id": item.id, "recorded": item.recorded, "person": item.person, "reason": item.reason}
    if isinstance(item, Settlement):
        return {**row, "action": "reopen" if item.open else "settle", "subject": item.disagreement}
    row |= {"action": item.action, "subject": item.subject or "", "active": item.active}
    if isinstance(item, Judgement):
        return {**row, "value": " / ".join((", ".join(item.names), ", ".join(item.others)))}
    return {**row, "field": item.field or "", "value": item.value, "claims": "; ".join(item.claims)}


def _joins(page: Page) -> Response:
    """List the names that were taken for one actor's, the least sure first."""
    total, joins = page.desk.joined_names(limit=_ROWS, offset=page.knobs.offset * _ROWS)
    pairs = [
        Pair(join, tuple((name, _naming(page, join.actor, name)) for name in (join.one, join.other))) for join in joins
    ]
    return page.render(
        "review_joins.html", queue="joins", queues=QUEUES, total=total, pairs=pairs, rows=_ROWS, last=last(page)
    )


def _naming(page: Page, actor: str, name: str) -> Told | None:
    """Return the first sentence that calls an actor by a name."""
    ids = page.record.claims_naming(actor, name)[:1]
    evidence = page.record.evidence(ids)
    return next(iter(told(page, (evidence[id_] for id_ in ids if id_ in evidence))), None)


def last(page: Page) -> Last | None:
    """Return the last decision of whoever looks that is not taken back."""
    made: list[Correction | Judgement] = [*page.record.corrections(), *page.record.judgements()]
    mine = [item for item in made if item.active and item.action != "undo" and item.person == page.person]
    if not mine:
        return None
    item = max(mine, key=lambda each: (each.recorded, each.id))
    if isinstance(item, Judgement):
        return Last(item.id, f"{item.action}: {', '.join((*item.names[:1], *item.others[:1]))}")
    quote = next((e.quote for e in page.record.evidence(item.claims[:1]).values()), "")
    return Last(item.id, f"{item.action}{f' {item.field}' if item.field else ''}" + (f": “{quote}”" if quote else ""))


def _decisions(page: Page) -> list[Correction | Judgement | Settlement]:
    decisions: list[Correction | Judgement | Settlement] = [
        *page.record.corrections(), *page.record.judgements(), *page.record.settlements(),
    ]  # fmt: skip
    return sorted(decisions, key=lambda item: (item.recorded, item.id), reverse=True)


def _history(page: Page) -> Response:
    """List all corrections, judgements and settlements, the last first."""
    decisions = _decisions(page)
    rows = page.house.settings.page_rows
    start = page.knobs.offset * rows
    shown = decisions[start : start + rows]
    claims = [claim for item in shown if isinstance(item, Correction) for claim in item.claims]
    return page.render(
        "review_history.html", queue="history", queues=QUEUES, total=len(decisions), items=shown, rows=rows, last=None,
        evidence=page.record.evidence(claims), conflicts=page.record.conflicts(),
    )  # fmt: skip
