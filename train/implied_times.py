"""Which words of a document give the time of a claim whose own sentence does not tell it.

Annotators write such a time without its words, though mostly another sentence has them: "On 3 May the rebels came.
They took the mill." The words are found again by what they mean, so that the reader learns where it has to look.
"""

from collections.abc import Sequence

from annals.resolve.dates import date_claims, find_dates
from annals.types import Claim, Document, Time
from train.corpus import Row

Span = tuple[int, int]


def implied_times(document: Document, claims: Sequence[Row]) -> list[Span | None]:
    """Return for every claim of a document the words that its time comes from, though its sentence lacks them.

    Of all expressions that mean the annotated days on a claim of this type, it is the last one before the trigger,
    or the first one after it. ``None`` where a claim has no time, tells the words itself, or no expression fits.
    """
    if all(_told(claim) for claim in claims):
        return [None] * len(claims)
    expressions = find_dates(document)
    out: list[Span | None] = []
    for claim in claims:
        if _told(claim):
            out.append(None)
            continue
        tried = [_as_claim(document, claim, (e.start, e.end)) for e in expressions]
        found = []
        for one in date_claims(document, tried, expressions):
            if one.time is not None and one.time.at is not None and _days(one.time) == _annotated(claim):
                found.append(one.time.at)
        trigger = claim["start"] + claim["quote"].find(claim["trigger"])
        before = [at for at in found if at[0] <= trigger]
        out.append(max(before) if before else min(found, default=None))
    return out


def _told(claim: Row) -> bool:
    time = claim.get("time")
    return not time or bool(time.get("expression")) or not (time["start"] or time["end"])


def _annotated(claim: Row) -> tuple[str | None, str | None]:
    return claim["time"]["start"], claim["time"]["end"]


def _days(time: Time) -> tuple[str | None, str | None]:
    return time.start and time.start.isoformat(), time.end and time.end.isoformat()


def _as_claim(document: Document, claim: Row, at: Span) -> Claim:
    """Return what the value of a time depends on: the type, the quantities' presence, the words."""
    return Claim(
        id="", document=document.id, segment="body", type=claim["type"], quote=claim["quote"],
        start=claim["start"], end=claim["end"], trigger=claim["trigger"], trigger_at=at,
        time=Time(None, None, document.text[slice(*at)], at), ended=bool(claim.get("ended")),
    )  # fmt: skip
