"""A document's title against its own text."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from annals.check.record import HAPPENED, Finding, Record, capital
from annals.names import fold, same
from annals.types import Claim, Filler, Quantity


def title_against_body(record: Record) -> Iterator[Finding]:
    """Find titles that the text below does not bear out: another figure, party or place, or what the text denies.

    A title may be vaguer than the text, give the sum of its figures, or tell of one of several acts; only what no
    statement of the text on the same thing agrees with is found.
    """
    by_document: dict[str, tuple[list[Claim], list[Claim]]] = defaultdict(lambda: ([], []))
    for claim in record.claims.values():
        by_document[claim.document][claim.segment != "title"].append(claim)
    tied = {frozenset((relation.source, relation.target)) for relation in record.relations}
    for document, (titles, body) in sorted(by_document.items()):
        for title in titles:
            told = [claim for claim in body if claim.type == title.type and claim.status != "planned"]
            if title.status not in HAPPENED or not told or not _times_meet(title, told):
                continue
            yield from _figures(record, title, told, body, document)
            yield from _denied(record, title, told, document)
            yield from _others(record, title, told, body, tied)


def _times_meet(title: Claim, told: Sequence[Claim]) -> bool:
    """Tell whether the text may tell of the title's day."""
    if title.time is None or title.time.start is None or title.time.end is None:
        return True
    first, last = title.time.start, title.time.end
    times = [claim.time for claim in told if claim.time is not None]
    return len(times) < len(told) or any(
        (time.start is None or time.start <= last) and (time.end is None or time.end >= first) for time in times
    )


def _ids(fillers: Iterable[Filler]) -> set[str]:
    return {filler.entity or fold(filler.name) for filler in fillers}


def _shares(one: Claim, other: Claim) -> bool:
    """Tell whether two claims have a party or place in common."""
    return bool(
        _ids((*one.actor, *one.target)) & _ids((*other.actor, *other.target)) or _ids(one.place) & _ids(other.place)
    )


# ------------------------------------------------------------------------------------------- figures


def _figures(
    record: Record, title: Claim, told: Sequence[Claim], body: Sequence[Claim], document: str
) -> Iterator[Finding]:
    for figure in title.quantities:
        same_thing = [claim for claim in told if _shares(title, claim)] or ([] if title.actor else list(told))
        counted = [claim for claim in same_thing if _of(claim, figure)]
        everywhere = [q for claim in body for q in _of(claim, figure)]
        if not counted or any(_agree(figure, q) for q in everywhere) or _is_sum(figure, everywhere):
            continue
        figures = " and ".join(dict.fromkeys(_number(q) for claim in counted for q in _of(claim, figure)))
        message = (
            f"The title of {record.tellers([title.id])} gives {_number(figure)} ({figure.measure}), the text {figures}."
        )
        yield message, (title.id,), tuple(claim.id for claim in counted), document


def _of(claim: Claim, figure: Quantity) -> list[Quantity]:
    """Return the figures of a claim that count what the figure counts, as far as their words tell."""
    words = set(fold(figure.of or "").split())
    return [
        q
        for q in claim.quantities
        if q.measure == figure.measure and (not words or not q.of or words & set(fold(q.of).split()))
    ]


def _agree(one: Quantity, other: Quantity) -> bool:
    low = max(one.least or 0, other.least or 0)
    highs = [most for most in (one.most, other.most) if most is not None]
    return not highs or low <= min(highs)


def _is_sum(figure: Quantity, others: Sequence[Quantity]) -> bool:
    """Tell whether the figure may be what several of the text come to."""
    if len(others) < 2:
        return False
    least = sum(q.least or 0 for q in others)
    most = None if any(q.most is None for q in others) else sum(q.most or 0 for q in others)
    return _agree(figure, Quantity(figure.measure, least, most))


def _number(quantity: Quantity) -> str:
    least, most = quantity.least, quantity.most
    if least is not None and least == most:
        return str(least)
    if most is None:
        return f"at least {least}"
    return f"up to {most}" if least is None else f"{least} to {most}"


# -------------------------------------------------------------------------------------------- status


def _denied(record: Record, title: Claim, told: Sequence[Claim], document: str) -> Iterator[Finding]:
    parties = _ids((*title.actor, *title.target))
    same_thing = [c for c in told if _shares(title, c) and (not parties or parties & _ids((*c.actor, *c.target)))]
    if same_thing and all(claim.status == "denied" for claim in same_thing):
        message = f"The title of {record.tellers([title.id])} asserts the {_noun(title)} that its text only denies."
        yield capital(message), (title.id,), tuple(claim.id for claim in same_thing), document


def _noun(claim: Claim) -> str:
    return claim.type.replace("_", " ")


# ----------------------------------------------------------------------------------- parties and places


def _others(
    record: Record, title: Claim, told: Sequence[Claim], body: Sequence[Claim], tied: set[frozenset[str]]
) -> Iterator[Finding]:
    """Yield a title whose actor, or place, is another one in every statement of the text on the same thing."""
    towns = {f.entity for f in title.place if f.entity and _town(record, f.entity)}
    happened = [claim for claim in told if claim.status in HAPPENED]
    at_place = [claim for claim in happened if towns & _ids(claim.place)]
    mine = [f for f in title.actor if _named(f)]
    theirs = [f for claim in at_place for f in claim.actor]
    if mine and theirs and all(_named(f) for f in theirs) and all(_two(a, b, tied) for a in mine for b in theirs):
        yield _finding(record, title, at_place, "actor", mine=mine, theirs=theirs)
    by_actor = [claim for claim in happened if _ids(mine) & _ids(claim.actor) and claim.place]
    elsewhere = [f for claim in by_actor for f in claim.place]
    named = {f.entity for claim in body for f in (*claim.place, *claim.origin)}
    known = all(f.entity and _town(record, f.entity) for f in elsewhere)
    if len(by_actor) == 1 and towns and elsewhere and known and not towns & named:
        yield _finding(
            record, title, by_actor, "place", mine=[f for f in title.place if f.entity in towns], theirs=elsewhere
        )


def _finding(
    record: Record, title: Claim, told: Sequence[Claim], role: str, *, mine: Sequence[Filler], theirs: Sequence[Filler]
) -> Finding:
    one, other = (" and ".join(dict.fromkeys(f.name for f in fillers)) for fillers in (mine, theirs))
    message = f"The title of {record.tellers([title.id])} has {one} as {role} of the {_noun(title)}, its text {other}."
    return message, (title.id,), tuple(claim.id for claim in told), title.document


def _town(record: Record, entity: str) -> bool:
    place = record.places(entity)
    return place is not None and place.kind == "town"


def _named(filler: Filler) -> bool:
    return filler.entity is not None and any(letter.isupper() for letter in filler.name)


def _two(one: Filler, other: Filler, tied: set[frozenset[str]]) -> bool:
    """Tell whether two names are surely two parties: other actors, no tie, no name within the other's."""
    first, second = set(fold(one.name).split()), set(fold(other.name).split())
    return (
        one.entity != other.entity
        and not same(one.name, other.name)
        and frozenset((one.entity or "", other.entity or "")) not in tied
        and not (first <= second or second <= first)
    )
