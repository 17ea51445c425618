"""The queue: claims of low confidence, names and days that are not resolved; and who has decided what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from annals.errors import UsageError
from annals.record import Correction
from annals.record.settling import Settlement
from annals.resolve.actors_judged import Judgement
from annals.show.page import Page
from annals.show.views.disagreements import Told, told
from annals.show.views.event import claim_names
from annals.types import Claim

QUEUES: Final = {"claims": "Uncertain claims", "places": "Unknown places", "names": "Unknown names",
                 "dates": "Doubtful days", "history": "Decided"}  # fmt: skip
_BELOW: Final = 0.6
_ROWS: Final = 20
_ROLES: Final = {"places": ("place", "origin"), "names": ("actor", "target")}


@dataclass(frozen=True, slots=True)
class Card:
    """A claim to decide on, with its sentence."""

    claim: Claim
    told: Told


def review(page: Page) -> Response:
    """Show one of the queues."""
    queue = page.query.get("queue") or "claims"
    if queue not in QUEUES:
        raise UsageError(f"{queue!r} is no queue; choose one of {', '.join(QUEUES)}")
    with page.record.snapshot():
        if queue == "history":
            return _history(page)
        below = _bound(page.query.get("below", ""))
        if queue in _ROLES:
            total, names = page.desk.unresolved(_ROLES[queue], limit=_ROWS, offset=page.knobs.offset * _ROWS)
            cards = _cards(page, [name.example for name in names])
            examples = {card.claim.id: card for card in cards}
            return page.render(
                "review_names.html", queue=queue, queues=QUEUES, total=total, names=names, examples=examples,
                rows=_ROWS, claim_names=claim_names(page, [card.claim for card in cards]),
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
    return tuple(Card(claims[id_], sentence) for id_, sentence in zip(known, sentences, strict=True))


def _history(page: Page) -> Response:
    """List all corrections, judgements and settlements, the last first."""
    decisions: list[Correction | Judgement | Settlement] = [
        *page.record.corrections(), *page.record.judgements(), *page.record.settlements(),
    ]  # fmt: skip
    decisions.sort(key=lambda item: (item.recorded, item.id), reverse=True)
    rows = page.house.settings.page_rows
    start = page.knobs.offset * rows
    shown = decisions[start : start + rows]
    claims = [claim for item in shown if isinstance(item, Correction) for claim in item.claims]
    return page.render(
        "review_history.html", queue="history", queues=QUEUES, total=len(decisions), items=shown, rows=rows,
        evidence=page.record.evidence(claims), conflicts=page.record.conflicts(),
    )  # fmt: skip
